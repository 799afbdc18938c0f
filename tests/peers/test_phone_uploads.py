"""Whole phones and what they send to their servers: files of their own, logs, and messages for a syslog server."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from emulator.boot.logs.model import LogFull
from emulator.boot.model import ChangeSettings, Provisioning, Publish, Role, UploadLogs
from emulator.phone import Phone
from tests.peers.harness.certificates import Certificates
from tests.peers.harness.nginx import Nginx
from tests.peers.harness.programs import eventually
from tests.peers.harness.rsyslog import Rsyslog
from tests.peers.office import HastyClock, parameters

MAC = "0004f2aa1001"
DIRECTORIES = {"phone": "overrides", "web": "overrides", "calls": "calls", "directory": "contacts"}
MASTER = (
    '<APPLICATION CONFIG_FILES="site.cfg" LOG_FILE_DIRECTORY="logs" OVERRIDES_DIRECTORY="overrides"'
    ' CALL_LISTS_DIRECTORY="calls" CONTACTS_DIRECTORY="contacts"/>'
)
TREE: dict[str, str | bytes] = {"000000000000.cfg": MASTER, "site.cfg": parameters({"reg.1.label": "Lobby"})}
HASTE = 40
"""How many times as fast as the host's these phones' clocks run: a minute takes 1.5 s."""


def phone(server: str, **setup: Any) -> Phone:
    """A VVX 450 that boots from a server."""
    return Phone("VVX_450", server=server, mac=MAC, clock=HastyClock(HASTE), **setup)


def on_server(nginx: Nginx, role: Role) -> Path:
    """Where a file of the phone's own arrives."""
    return nginx.root / DIRECTORIES[role] / f"{MAC}-{role}.{'cfg' if role in ('phone', 'web') else 'xml'}"


def waiting(booted: Phone) -> list[Role]:
    """The files that are still to be uploaded."""
    return [file.role for file in booted.state[Provisioning].local if file.waiting]


async def test_files_of_the_phones_own_arrive_as_they_are(nginx: Nginx) -> None:
    """Overrides, call lists and directory, byte for byte, each in the directory that the master file names."""
    nginx.add(TREE)
    bodies: dict[Role, bytes] = {"web": b"<web/>\r\n", "calls": bytes(range(256)) * 100, "directory": b"<directory/>"}
    async with phone(nginx.url) as booted:
        await booted.until("ready")
        booted.post(ChangeSettings({"reg.1.label": "Mine"}))
        for role, body in bodies.items():
            booted.post(Publish(role, body))
        await eventually(lambda: not waiting(booted), "all uploads")
        overrides = booted.state[Provisioning].local_file("phone")
    assert overrides is not None
    assert b'reg.1.label="Mine"' in overrides.body
    assert bodies | {"phone": overrides.body} == {
        role: on_server(nginx, role).read_bytes() for role in (*bodies, "phone")
    }


async def test_a_refused_file_arrives_once_the_server_is_mended(nginx: Nginx, tmp_path: Path) -> None:
    """A folder in its way makes nginx refuse the file; without it the file arrives, with no reboot in between."""
    nginx.add(TREE)
    target = on_server(nginx, "directory")
    target.mkdir(parents=True)
    async with phone(nginx.url, state=tmp_path / "flash") as booted:
        await booted.until("ready")
        booted.post(Publish("directory", b"<directory>mine</directory>"))
        await eventually(lambda: puts(nginx, target.name), "the refusal")
        assert (["directory"], True) == (waiting(booted), puts(nginx, target.name)[0] >= 400)
        target.rmdir()
        await eventually(target.is_file, "the file")
        await eventually(lambda: not waiting(booted), "the phone's knowing of it")
    assert b"<directory>mine</directory>" == target.read_bytes()
    assert 1 == sum(each.path.endswith("-boot.log") for each in nginx.requests())


def puts(nginx: Nginx, name: str) -> list[int]:
    """The answers to the uploads of a file."""
    return [each.status for each in nginx.requests() if each.method == "PUT" and each.path.endswith(name)]


KILLED = """
import asyncio, os, sys
from emulator.boot.model import Publish
from tests.peers.test_phone_uploads import phone

async def main(server, state):
    booted = phone(server, state=state)
    await booted.start()
    await booted.until("ready")
    booted.post(Publish("directory", b"<directory>last change</directory>"))
    os.kill(os.getpid(), 9)

asyncio.run(main(*sys.argv[1:]))
"""


async def test_a_kill_between_change_and_upload_loses_nothing(nginx: Nginx, tmp_path: Path) -> None:
    """The change is in flash at once: the next boot prefers it to the server's copy, and uploads it."""
    nginx.add({**TREE, f"contacts/{MAC}-directory.xml": "<directory>before</directory>"})
    command = [sys.executable, "-c", KILLED, nginx.url, str(tmp_path / "flash")]
    killed = await asyncio.to_thread(subprocess.run, command, check=False, capture_output=True, timeout=30)
    assert -9 == killed.returncode, killed.stderr.decode()
    target = on_server(nginx, "directory")
    assert b"<directory>before</directory>" == target.read_bytes()
    async with phone(nginx.url, state=tmp_path / "flash") as booted:
        await booted.until("ready")
        await eventually(lambda: not waiting(booted), "the upload")
    assert b"<directory>last change</directory>" == target.read_bytes()


async def test_nginx_gets_the_log_though_it_lets_nobody_append(nginx: Nginx) -> None:
    """It answers 501 to a Content-Range: the phone fetches what is there and puts it back with the new lines."""
    nginx.add({**TREE, f"logs/{MAC}-app.log": b"older\n"})
    async with phone(nginx.url) as booted:
        await booted.until("ready")
        log = nginx.root / "logs" / f"{MAC}-app.log"
        await eventually(lambda: b"Finished updating configuration" in log.read_bytes(), "the log")
        booted.post(LogFull())
        await eventually(lambda: b"Upload of '%b-app.log' FAILED" % MAC.encode() in log.read_bytes(), "more of the log")
    assert log.read_bytes().startswith(b"older\n")
    own = [(each.method, each.status, bool(each.range)) for each in nginx.requests() if each.path.endswith("app.log")]
    assert [("HEAD", 200, False), ("PUT", 501, True), ("GET", 200, False), ("PUT", 204, False)] == own[:4]


async def test_logs_on_demand(nginx: Nginx) -> None:
    """Both arrive under names of their own."""
    nginx.add(TREE)
    async with phone(nginx.url) as booted:
        await booted.until("ready")
        booted.post(UploadLogs())
        logs = [nginx.root / "logs" / f"{MAC}-now-{log}.log" for log in ("app", "boot")]
        await eventually(lambda: all(log.exists() for log in logs), "the logs")
        await booted.until(lambda phone: any("Log files uploaded" in line.text for line in phone.journal))
    assert "Initial log entry" in logs[1].read_text()


def syslog(**device: object) -> str:
    """A configuration file that has these settings of device.syslog written into flash."""
    named = {f"device.syslog.{name}": value for name, value in device.items()}
    return parameters({"device.set": 1, **named, **{f"{name}.set": 1 for name in named}})


def sent(rsyslog: Rsyslog, start: str, text: str) -> bool:
    """Whether the server got a message that starts so, with that text in it."""
    return any(each.startswith(start) and text in each for each in rsyslog.messages())


@pytest.mark.parametrize("transport", ["UDP", "TCP", "TLS"])
async def test_rsyslog_gets_every_line(
    nginx: Nginx, rsyslog: Rsyslog, certificates: Certificates, transport: str
) -> None:
    """With facility, severity and MAC; the configuration that names it comes from the boot server."""
    place = rsyslog.place(transport)
    settings = syslog(serverName=place, transport=transport, facility=17, prependMac=1, renderLevel=0)
    nginx.add({**TREE, "site.cfg": settings})
    async with phone(nginx.url, ca=certificates.ca) as booted:
        await booted.until("ready")
        wanted = f"local1.info <142>{MAC}|"
        await eventually(lambda: sent(rsyslog, wanted, "Ready for Call"), "the message")
    await eventually(lambda: sent(rsyslog, wanted, "Final log entry"), "the last message")
    assert sent(rsyslog, f"local1.err <139>{MAC}|", "|4|00|")


async def test_what_syslog_could_not_get_it_gets_later(nginx: Nginx, rsyslog: Rsyslog) -> None:
    """A server that was away receives the lines of that time once it is back, in order."""
    rsyslog.stop()
    nginx.add({**TREE, "site.cfg": syslog(serverName=rsyslog.place("TCP"), transport="TCP")})
    async with phone(nginx.url) as booted:
        await booted.until("ready")
        rsyslog.start()
        booted.post(UploadLogs())
        await eventually(lambda: sent(rsyslog, "", "Ready for Call"), "the lines")
    lines = [each.split("|", 4)[4] for each in rsyslog.messages()]
    known = [line.text.split("|", 2)[2] for line in booted.journal if line.kind == "log"]
    start = known.index(lines[0])
    positions = [known.index(line, start) for line in lines[:3]]
    assert sorted(positions) == positions
