"""The fault table: for each row a real server that does just that, and what the phone is to make of it."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import socket
import ssl
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import pytest
import trustme

from emulator.boot.flash import Flash
from emulator.boot.model import PowerOn
from emulator.boot.tables import FaultRule, fault_rules, line, rule_for
from emulator.kernel.clock import SECOND
from tests.unit.boot.bench import MAC, OLD
from tests.unit.boot.faulty import FaultyServer
from tests.unit.boot.rig import Rig, a_phone

TARGETS = {
    "master": f"{MAC}.cfg",
    "parameters": "site.cfg",
    "overrides": f"{MAC}-phone.cfg",
    "optional": "000000000000-license.cfg",
    "upload": f"{MAC}-app.log",
}
ATTEMPTS, DELAY = 2, 7


@pytest.fixture(scope="module")
def closed_port() -> Iterator[int]:
    """A port of 127.0.0.1 that is taken but not listened on: connections are refused."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@pytest.fixture(scope="module")
def untrusted() -> ssl.SSLContext:
    """A server's certificate of an authority that the phone does not know."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    return context


def tree(role: str, target: str) -> dict[str, str]:
    """A configuration tree in which the file in that role lies on the server `target`, which may be empty."""
    places = {"overrides": "OVERRIDES_DIRECTORY", "optional": "LICENSE_DIRECTORY", "upload": "LOG_FILE_DIRECTORY"}
    directory = f'{places[role]}="{target}"' if role in places else ""
    site = f"{target}site.cfg" if role == "parameters" else "site.cfg"
    return {
        "000000000000.cfg": f'<APPLICATION CONFIG_FILES="base.cfg, {site}" {directory}/>',
        "base.cfg": '<base reg.1.address="1001"/>',
        "site.cfg": '<site reg.1.label="site"/>',
        f"{MAC}-phone.cfg": '<PHONE_CONFIG><OVERRIDES up.backlight.timeout="7"/></PHONE_CONFIG>',
        "000000000000-license.cfg": "<license/>",
    }


def remembering(folder: Path) -> Flash:
    """The flash of a phone that has booted before."""
    flash = Flash(folder)
    flash.write("configuration.json", msgspec.json.encode(OLD))
    return flash


def in_force(rig: Rig) -> str:
    """Which configuration the phone runs on, in the words of the table."""
    configuration = rig.provisioning.configuration
    values = configuration.text("reg.1.address"), configuration.text("reg.1.label")
    return {("1001", "site"): "new", ("1001", ""): "read", ("", "old"): "last good"}[values]


@pytest.mark.parametrize("rule", fault_rules().values(), ids=lambda rule: f"{rule.role}-{rule.fault}")
async def test_the_phone_does_what_the_row_says(
    rule: FaultRule, tmp_path: Path, closed_port: int, untrusted: ssl.SSLContext
) -> None:
    """Attempts, the pause between them, log lines, screen and configuration in force are those of the row."""
    file = TARGETS[rule.role]
    elsewhere = {
        "refused": f"http://127.0.0.1:{closed_port}/",
        "no-name": "http://boot.invalid/",
        "no-transport": "gopher://127.0.0.1/",
    }
    faulty = (file, "000000000000.cfg") if rule.role == "master" else (file,)
    server, stranger = FaultyServer({}), FaultyServer({})
    with remembering(tmp_path) as flash:
        async with server.serving(), stranger.serving(untrusted), greeting() as in_clear:
            elsewhere |= {"untrusted": stranger.url, "handshake": in_clear}
            target = elsewhere.get(rule.fault, "")
            server.faults = {} if target else dict.fromkeys(faulty, rule.fault)
            server.files = tree(rule.role, target)
            address = target if rule.role == "master" and target else server.url
            settings = {"redunAttemptLimit": str(ATTEMPTS), "redunInterAttemptDelay": str(DELAY)}
            async with a_phone(address, flash=flash, silent=lambda: server.silent, settings=settings) as rig:
                if rule.then == "reboot":
                    rig.post(PowerOn())
                    await rig.until(lambda: rig.power.boots == 2)
                else:
                    await rig.boot()
                    await rig.until(lambda: count(rig, rule) == expected_attempts(rule))

    times = [at for at, fetch in rig.fetches if fetch.url.endswith(TARGETS[rule.role]) and fetch.method == method(rule)]
    times = times[: expected_attempts(rule)]
    rhythm = {later - earlier for earlier, later in itertools.pairwise(times)}
    pause = DELAY if rule.delay == "delay" else int(rule.delay)
    assert rhythm <= {max(pause, 30 if rule.fault == "timeout" else 0) * SECOND}
    for key in rule.log.split():
        assert set(logged(rule, key, rig, urlsplit(server.url).netloc)) <= {line.split("|", 4)[4] for line in rig.log}
    assert ([rule.screen] if rule.screen else []) == rig.messages
    assert rule.configuration == in_force(rig)
    assert (rule.then == "next") == goes_on(rig, rule)
    assert (rule.configuration == "new") == (flash.read("configuration.json") != msgspec.json.encode(OLD))


@contextlib.asynccontextmanager
async def greeting() -> AsyncIterator[str]:
    """The https URL of a server that speaks first, and no TLS."""

    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 ready\r\n")
        with contextlib.suppress(ConnectionError):
            await reader.read()
        writer.close()

    async with await asyncio.start_server(greet, "127.0.0.1", 0) as server:
        yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/"


def goes_on(rig: Rig, rule: FaultRule) -> bool:
    """Whether a file that comes after the faulty one was asked for."""
    later = {"master": "000000000000.cfg", "parameters": f"{MAC}-phone.cfg", "overrides": f"{MAC}-web.cfg"}
    name = later.get(rule.role, f"{MAC}-license.cfg")
    return any(fetch.url.endswith(name) for _, fetch in rig.fetches)


def method(rule: FaultRule) -> str:
    """How that file is asked for."""
    return "PUT" if rule.role == "upload" else "GET"


def expected_attempts(rule: FaultRule) -> int:
    """How often it is to be asked for."""
    return ATTEMPTS if rule.attempts == "limit" else int(rule.attempts)


def count(rig: Rig, rule: FaultRule) -> int:
    """How often it was asked for, and answered or given up."""
    own = [answer for answer in rig.answers if answer.method == method(rule)]
    return sum(urlsplit(answer.url).path.endswith(TARGETS[rule.role]) for answer in own)


def logged(rule: FaultRule, key: str, rig: Rig, home: str) -> list[str]:
    """The line `key` as it should read after each attempt."""
    answer = next(each for each in rig.answers if each.method == method(rule) and each.url.endswith(TARGETS[rule.role]))
    url = urlsplit(answer.url)
    name = answer.url if rule.role == "parameters" and url.netloc != home else TARGETS[rule.role]
    return [
        line(
            key, name=name, attempt=attempt, nth=1, count=1,
            host=url.hostname, path=url.path.lstrip("/"), status=answer.status,
        ).text
        for attempt in range(1, expected_attempts(rule) + 1)
    ]  # fmt: skip


def test_the_table_covers_every_kind_of_file() -> None:
    """Each fault of a transfer has a row for each role, so that no fault of any file is without a rule."""
    faults = {rule.fault for rule in fault_rules().values()} - {"broken-xml", "html", "undecryptable"}
    of_bodies = {"truncated", "endless"}
    wanted = {(fault, role) for fault in faults for role in TARGETS if fault not in of_bodies or role != "upload"}
    assert wanted <= set(fault_rules())


def test_a_fault_that_the_table_does_not_know_is_final() -> None:
    """Whatever a transport may come up with, the boot goes on."""
    assert rule_for("4xx", "parameters") == rule_for("eclipse", "parameters")
    assert rule_for("4xx", "upload") == rule_for("endless", "upload")
