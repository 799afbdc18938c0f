"""Whole phones booting from vsftpd and tftpd-hpa: what the servers saw, and what was uploaded to them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from emulator.boot.model import Provisioning
from emulator.phone import Phone
from emulator.reports import Report
from tests.peers.harness.certificates import Certificates
from tests.peers.harness.programs import eventually
from tests.peers.harness.tftpd import Tftpd
from tests.peers.harness.vsftpd import PASSWORD, USER, Vsftpd
from tests.peers.office import MASTER, HastyClock, parameters

MAC = "0004f2aa1001"
IMAGE = "3111-48840-001.sip.ld"
TREE: dict[str, str | bytes] = {
    "000000000000.cfg": MASTER.replace("phone-[PHONE_MAC_ADDRESS].cfg", "site.cfg"),
    "site.cfg": parameters({"reg.1.address": "1001", "reg.1.label": "Lobby", "up.backlight.timeout": 7}),
    IMAGE: b"\0" * (8 << 20),
    f"logs/{MAC}-app.log": b"older\n",
}


def phone(server: str, **setup: Any) -> tuple[Phone, list[Report]]:
    """A VVX 450 that boots from a server, and what it will report of its transfers."""
    made = Phone("VVX_450", server=server, mac=MAC, **setup)
    transfers: list[Report] = []
    made.on_report(lambda report: transfers.append(report) if report["kind"] == "fetch" else None)
    return made, transfers


def files(transfers: list[Report]) -> list[str]:
    """The files of transfers below the server's root."""
    return [urlsplit(each["url"]).path.lstrip("/") for each in transfers]


def command(transfer: Report) -> str:
    """How FTP says what a phone wanted: of the image it looks at the size alone."""
    if transfer["method"] == "HEAD" or transfer["url"].endswith(".ld"):
        return "SIZE"
    if transfer["method"] == "PUT":
        return "APPE" if transfer["url"].endswith("app.log") else "STOR"
    return "RETR"


def size_of_image(transfers: list[Report]) -> int:
    """What the phone has learnt of the image."""
    return int(next(each["bytes"] for each in transfers if each["url"].endswith(IMAGE)))


@pytest.mark.parametrize("tls", ["", "explicit", "implicit"])
async def test_a_boot_from_vsftpd(start_vsftpd: Callable[..., Vsftpd], certificates: Certificates, tls: str) -> None:
    """Every file in order, each with a login of its own; logs arrive, one of them behind what was there."""
    server = start_vsftpd(tls=tls)
    server.add(TREE)
    booted, transfers = phone(server.url, ca=certificates.ca, server_user=USER, server_password=PASSWORD)
    async with booted:
        await booted.until("ready")
        assert ("server", "Lobby") == (booted.state[Provisioning].source, booted.lines[0].settings.label)
        log = server.root / "logs" / f"{MAC}-app.log"
        await eventually(lambda: log.stat().st_size > len(b"older\n"), "the application's log")
        await eventually(lambda: ("QUIT", "") == server.commands()[-1], "the end of it")
        asked = [each for each in server.commands() if each[0] in ("RETR", "STOR", "APPE", "SIZE")]
    assert [(command(each), name) for each, name in zip(transfers, files(transfers), strict=True)] == asked
    outcomes = server.outcomes()
    assert len(asked) == sum(each.action == "LOGIN" and each.result == "OK" for each in outcomes)
    assert "site.cfg" in [each.file for each in outcomes if each.result == "OK" and each.action == "DOWNLOAD"]
    assert 8 << 20 == size_of_image(transfers)
    assert b"older\n" == log.read_bytes()[:6]
    assert b"Finished updating configuration" in log.read_bytes()
    assert b"Initial log entry" in (server.root / f"{MAC}-boot.log").read_bytes()


async def test_credentials_in_the_address_and_wrong_ones(start_vsftpd: Callable[..., Vsftpd], tmp_path: Path) -> None:
    """User and password of the URL get in; those of the flash do not, and the phone runs on what it knows."""
    server = start_vsftpd()
    server.add(TREE)
    login = server.url.replace("//", f"//{USER}:{PASSWORD}@")
    for address, source in ((login, "server"), (server.url, "last good")):
        booted, _ = phone(address, state=tmp_path / "flash", clock=HastyClock())
        async with booted:
            await booted.until("ready")
            assert source == booted.state[Provisioning].source
    users = {argument for verb, argument in server.commands() if verb == "USER"}
    assert {USER, "PlcmSpIp"} == users


async def test_vsftpd_without_uploads(start_vsftpd: Callable[..., Vsftpd]) -> None:
    """Uploads are refused: the phone notes it, keeps its log, and runs on the server's files."""
    server = start_vsftpd(uploads=False)
    server.add(TREE)
    booted, transfers = phone(server.url, server_user=USER, server_password=PASSWORD)
    async with booted:
        await booted.until("ready")
        assert "server" == booted.state[Provisioning].source
        await booted.until(lambda _: any(each["method"] == "PUT" and "app.log" in each["url"] for each in transfers))
    assert {403} == {each["status"] for each in transfers if each["method"] == "PUT"}
    assert b"older\n" == (server.root / "logs" / f"{MAC}-app.log").read_bytes()


async def test_ftps_from_a_server_that_nobody_vouches_for(start_vsftpd: Callable[..., Vsftpd]) -> None:
    """Without the authority of its certificate not even a login is tried."""
    server = start_vsftpd(tls="explicit")
    server.add(TREE)
    booted, transfers = phone(server.url, server_user=USER, server_password=PASSWORD, clock=HastyClock())
    async with booted:
        await booted.until("ready")
    assert {"untrusted"} == {each["fault"] for each in transfers}
    assert "USER" not in [verb for verb, _ in server.commands()]


async def test_vsftpd_gone_and_back(start_vsftpd: Callable[..., Vsftpd], tmp_path: Path) -> None:
    """Without it the phone starts from flash; with it back the next boot reads what is new."""
    server = start_vsftpd()
    server.add(TREE)
    for label, source in (("Lobby", "server"), ("Lobby", "last good"), ("Reception", "server")):
        if source == "last good":
            server.stop()
        elif label == "Reception":
            server.start()
            server.add({"site.cfg": parameters({"reg.1.address": "1001", "reg.1.label": label})})
        booted, _ = phone(
            server.url, server_user=USER, server_password=PASSWORD, state=tmp_path / "flash", clock=HastyClock()
        )
        async with booted:
            await booted.until("ready")
            assert (source, label) == (booted.state[Provisioning].source, booted.lines[0].settings.label)


async def test_a_boot_from_tftpd(tftpd: Tftpd) -> None:
    """Every file in order, in binary with sizes; the image is asked for and not loaded; logs arrive."""
    tftpd.add({name: content for name, content in TREE.items() if "app.log" not in name})
    booted, transfers = phone(tftpd.url)
    (tftpd.root / "logs").mkdir(mode=0o777)
    (tftpd.root / "logs").chmod(0o777)
    async with booted:
        await booted.until("ready")
        assert ("server", "Lobby") == (booted.state[Provisioning].source, booted.lines[0].settings.label)
        log = tftpd.root / "logs" / f"{MAC}-app.log"
        await eventually(lambda: log.exists() and transfers[-1]["method"] == "PUT", "the application's log")
    methods = ["PUT" if each["method"] == "PUT" else "GET" for each in transfers]
    assert list(zip(methods, files(transfers), strict=True)) == [(each.method, each.file) for each in tftpd.asked]
    assert {"512"} == {each.options["blksize"] for each in tftpd.asked}
    assert 8 << 20 == size_of_image(transfers)
    assert b"Finished updating configuration" in log.read_bytes()
    assert b"Initial log entry" in (tftpd.root / f"{MAC}-boot.log").read_bytes()


async def test_tftp_over_a_bad_line(tftpd: Tftpd) -> None:
    """Every seventh packet is lost, either way: the phone is configured all the same."""
    tftpd.add({**TREE, "site.cfg": parameters({"x.long": "x" * 5000, "reg.1.address": "1001", "reg.1.label": "Lobby"})})
    count = 0

    def lossy(_: bytes) -> bool:
        nonlocal count
        count += 1
        return count % 7 == 0

    tftpd.drop = lossy
    booted, _ = phone(tftpd.url, clock=HastyClock(100))
    async with booted:
        await booted.until("ready", timeout=30)
        assert ("server", "Lobby") == (booted.state[Provisioning].source, booted.lines[0].settings.label)
    assert count > 50
