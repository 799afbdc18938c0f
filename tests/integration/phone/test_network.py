"""Where a whole phone finds its boot server and the time: one origin after the other, on the lab."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from emulator.display.model import Display
from emulator.kernel.clock import SECOND, FastClock
from emulator.lab.boot_server import BootServer
from emulator.lab.lab import Lab
from emulator.lab.tree import FolderTree
from emulator.network.model import Network, network_facts
from emulator.phone import Phone
from emulator.recording import replay
from tests.integration.phone.test_commands import vphone
from tests.unit.network.timeserver import NOON, answer, serving

MAC = "0004f2aabb01"


@pytest.fixture
async def redirector(tmp_path: Path, lab: Lab) -> AsyncIterator[BootServer]:
    """A redirect service that knows where one phone belongs."""
    folder = tmp_path / "ztp"
    folder.mkdir()
    (folder / f"{MAC}.cfg").write_text(
        f'<ztp device.set="1" device.prov.serverName="{lab.boot_server.url}" device.prov.serverName.set="1"/>'
    )
    server = BootServer(FolderTree(folder), ())
    await server.start()
    yield server
    await server.stop()


def dhcp(folder: Path, options: str, more: str = "") -> Path:
    """A file for --dhcp with these options."""
    file = folder / "network.toml"
    file.write_text(f'[[offer]]\nserver = "192.0.2.1"\naddress = "192.0.2.50"\noptions = {{ {options} }}\n{more}')
    return file


def found(phone: Phone) -> tuple[str, str]:
    """The boot server in use, and its origin."""
    facts = network_facts(phone.state, phone.profile)
    return facts.boot_server, facts.boot_origin


@pytest.mark.parametrize("option", [66, 160])
async def test_a_dhcp_option_leads_to_the_boot_server(lab: Lab, tmp_path: Path, option: int) -> None:
    """The phone registers with what it finds there."""
    url = lab.boot_server.url
    async with Phone("VVX_450", mac=MAC, dhcp=dhcp(tmp_path, f'{option} = "{url}"')) as phone:
        await phone.until("registered")
        assert (url, f"DHCP option {option}") == found(phone)
        assert "192.0.2.50" == phone.state[Network].lease.address


async def test_an_inform_leads_to_the_boot_server(lab: Lab, tmp_path: Path) -> None:
    """Where the first DHCP server does not know it, a further one does."""
    more = f'[[inform]]\noptions = {{ 160 = "{lab.boot_server.url}" }}\n'
    async with Phone("VVX_450", mac=MAC, dhcp=dhcp(tmp_path, "", more)) as phone:
        await phone.until("registered")
        assert (lab.boot_server.url, "DHCP option 160") == found(phone)


async def test_flash_and_this_run_name_the_boot_server(lab: Lab, tmp_path: Path) -> None:
    """What is saved in flash is found there by the next run."""
    url = lab.boot_server.url
    async with Phone("VVX_450", mac=MAC, state=tmp_path / "flash", server=url, save=True) as phone:
        await phone.until("registered")
        assert (url, "run option") == found(phone)
    async with Phone("VVX_450", mac=MAC, state=tmp_path / "flash") as phone:
        await phone.until("registered")
        assert (url, "flash") == found(phone)


async def test_a_redirect_service_leads_to_the_boot_server(lab: Lab, redirector: BootServer, tmp_path: Path) -> None:
    """Once: the phone keeps in flash where it belongs, and does not ask again."""
    url, state = lab.boot_server.url, tmp_path / "flash"
    async with Phone("VVX_450", mac=MAC, state=state, ztp=redirector.url) as phone:
        await phone.until("registered")
        assert (url, "ZTP") == found(phone)
    async with Phone("VVX_450", mac=MAC, state=state, ztp=redirector.url) as phone:
        await phone.until("registered")
        assert (url, "flash") == found(phone)
    assert [("GET", f"/{MAC}.cfg", 200)] == [(each.method, each.path, each.status) for each in redirector.requests]


async def test_a_phone_that_the_service_does_not_know_has_no_server(redirector: BootServer) -> None:
    """It boots nevertheless, and says so."""
    async with Phone("VVX_450", mac="0004f2aabb02", ztp=redirector.url) as phone:
        await phone.until("boot-failed")
        assert ("", "") == found(phone)


async def test_without_dhcp_the_phone_does_not_boot(tmp_path: Path) -> None:
    """The display says why."""
    (tmp_path / "none.toml").write_text("")
    async with Phone("VVX_450", dhcp=tmp_path / "none.toml") as phone:
        await phone.until("screen:DHCP failed")
        assert "failed" == phone.state[Network].state


async def test_a_recording_holds_the_network_and_the_time(tmp_path: Path) -> None:
    """A replay needs neither, and no password of the network is in it."""
    path = tmp_path / "run.rec"
    async with serving(lambda mark: [answer(mark=mark, sent=NOON)]) as server:
        file = dhcp(tmp_path, f'160 = "http://me:s3cr3t@127.0.0.1:9/", 42 = "{server.place}", 2 = 3600')
        async with Phone("VVX_450", mac=MAC, dhcp=file, record=path, clock=FastClock()) as phone:
            await phone.until("ready")
            await phone.until(lambda p: p.state[Display].powered_on is not None)
            assert pytest.approx(NOON, abs=600) == (phone.state[Display].powered_on or 0) / SECOND
    assert b"s3cr3t" not in path.read_bytes()
    assert None is replay(path).difference


async def test_the_host_tells_the_time_where_nobody_else_does(lab: Lab) -> None:
    """As long as no time server is configured anywhere."""
    async with Phone("VVX_450", mac=MAC, server=lab.boot_server.url, wall=lambda: NOON) as phone:
        await phone.until(lambda p: p.state[Display].powered_on is not None)
        assert pytest.approx(NOON, abs=60) == (phone.state[Display].powered_on or 0) / SECOND


async def test_the_command_takes_a_network(lab: Lab, tmp_path: Path) -> None:
    """`--dhcp` stands in for `--server`."""
    file = dhcp(tmp_path, f'66 = "{lab.boot_server.url}"')
    words = ("run", "--state", "none", "--mac", MAC, "--dhcp", str(file), "--json", "--until", "registered")
    assert 0 == (await vphone(*words)).code


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "[[offer]]\nadress = 1",
            ":2:1: adress means nothing here; there are server, address, after, lease, vlan, options.",
        ),
        ("[[offer", ":1:8: this is not TOML:"),
        (None, " cannot be read: No such file or directory."),
    ],
)
async def test_a_network_that_makes_no_sense_is_refused(tmp_path: Path, text: str | None, said: str) -> None:
    """In one sentence, with line and column, and exit code 4."""
    file = tmp_path / "network.toml"
    if text is not None:
        file.write_text(text)
    result = await vphone("run", "--state", "none", "--dhcp", str(file), "--json")
    assert (4, 1) == (result.code, result.err.count("\n"))
    assert f"{file}{said}" in result.err


async def test_a_redirect_service_is_a_url() -> None:
    """Anything else is wrong usage."""
    result = await vphone("run", "--state", "none", "--ztp", "ztp.example", "--json")
    assert 2 == result.code
    assert "'ztp.example' is no URL of a server" in result.err
