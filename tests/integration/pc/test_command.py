"""`vphone btoe` as users and scripts run it: processes, exit codes, what is on which stream."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from emulator.btoe.model import Btoe
from emulator.lab.pc.control import NAME, alive
from tests.integration.pc.desk import MANUAL, code_of, skype_phone

ROOT = Path(__file__).parents[3]


class Result(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


async def start(*words: str) -> asyncio.subprocess.Process:
    """Start `vphone btoe WORDS` with pipes."""
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "emulator", "btoe", *words, cwd=ROOT, env=dict(os.environ),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def btoe(*words: str, typed: str = "") -> Result:
    """Run `vphone btoe WORDS` to its end."""
    process = await start(*words)
    async with asyncio.timeout(30):
        out, err = await process.communicate(typed.encode())
    return Result(process.returncode or 0, out.decode(), err.decode())


async def read(process: asyncio.subprocess.Process, **wanted: Any) -> dict[str, Any]:
    """Read JSON lines until one holds what is wanted."""
    assert process.stdout is not None
    async with asyncio.timeout(15):
        while line := await process.stdout.readline():
            report: dict[str, Any] = json.loads(line)
            if wanted.items() <= report.items():
                return report
    raise AssertionError(f"the output ended without {wanted}")


def send(process: asyncio.subprocess.Process, **command: Any) -> None:
    """Write one command."""
    assert process.stdin is not None
    process.stdin.write(json.dumps(command).encode() + b"\n")


@pytest.fixture
def at(tmp_path: Path) -> tuple[str, str]:
    """The words that say which PC is meant."""
    return "--folder", str(tmp_path / "pc")


@pytest.fixture
async def running(tmp_path: Path, at: tuple[str, str]) -> AsyncIterator[asyncio.subprocess.Process]:
    """A PC as JSON lines, with the connector started."""
    await btoe("install", *at)
    process = await start("start", "--json", "--phones", str(tmp_path / "run"), *at)
    await read(process, kind="hello", schema=1, connector="4.3.0")
    yield process
    if process.returncode is None:
        process.terminate()
        await process.communicate()


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("dance",), 2, "is unknown"),
        ((), 2, "required"),
        (("call",), 2, "required"),
        (("audio", "the moon"), 2, "is unknown"),
        (("install", "--version", "9.9.9"), 2, "is unknown"),
        (("start", "--background", "--json"), 2, "--background has neither"),
        (("window",), 2, "needs a terminal"),
        (("start",), 1, "not installed"),
        (("start", "--background"), 1, "not installed"),
        (("uninstall",), 1, "not installed"),
        (("install", "--damage", "package"), 1, "download it again"),
        (("lock",), 3, "does not run"),
        (("pair", "gNCYoV19"), 3, "does not run"),
        (("credentials", "a@b.example", "--password-file", "/no/such"), 4, "cannot be read"),
        (("log",), 4, "no log yet"),
    ],
)
async def test_what_cannot_be_is_one_sentence_and_the_right_code(
    at: tuple[str, str], words: tuple[str, ...], code: int, sentence: str
) -> None:
    """Nothing on stdout, one line on stderr, no traceback."""
    result = await btoe(*words, *(at if words else ()))
    assert (code, "") == (result.code, result.out)
    assert sentence in result.err
    assert 1 == len(result.err.splitlines())


async def test_a_pc_at_rest_is_installed_looked_at_and_allowed(tmp_path: Path, at: tuple[str, str]) -> None:
    """What needs no connector works without one; all has JSON, too."""
    assert "version 3.8.0" in (await btoe("install", "--version", "3.8.0", *at)).out
    assert "Domain, Home/Work\n" in (await btoe("block", "Public", *at)).out
    status = json.loads((await btoe("status", "--json", *at)).out)
    assert ("3.8.0", "stopped") == (status["windows"]["connector"], status["connector"]["state"])
    assert "MSI00001.LOG" in (await btoe("log", "--setup", *at)).out
    assert "not installed" in (await btoe("uninstall", *at)).out


@pytest.mark.parametrize("verb", ["install", "status", "start"])
async def test_there_must_be_a_folder_for_it(verb: str) -> None:
    """One that cannot be made is said to be so."""
    result = await btoe(verb, "--folder", "/dev/null/pc")
    assert (3, "") == (result.code, result.out)
    assert "cannot be used" in result.err


async def test_what_a_pc_has_kept_may_be_unreadable(tmp_path: Path, at: tuple[str, str]) -> None:
    """Which is said, not raised."""
    (tmp_path / "pc").mkdir()
    (tmp_path / "pc" / "pc.json").write_text("{")
    result = await btoe("status", *at)
    assert (4, "") == (result.code, result.out)
    assert "not what a PC has kept" in result.err


async def test_in_the_background_it_answers_until_exit(tmp_path: Path, at: tuple[str, str]) -> None:
    """One at a time; its socket is the user's alone."""
    await btoe("install", *at)
    assert "The connector runs" in (await btoe("start", "--background", *at)).out
    assert 0o600 == (tmp_path / "pc" / NAME).stat().st_mode & 0o777
    assert 3 == (await btoe("start", "--background", *at)).code
    assert 3 == (await btoe("start", "--json", *at)).code
    assert "locked" in (await btoe("lock", *at)).out
    assert "jdoe@example.com" in (await btoe("sign-in", "jdoe@example.com", *at)).out
    assert "video call to Alex Smith" in (await btoe("call", "Alex Smith", "--video", *at)).out
    result = await btoe("pair", "gNCYoV19", "--phone", "127.0.0.1:1", *at)
    assert (1, "cannot be reached" in result.err) == (result.code, True)
    assert "not running" in (await btoe("exit", *at)).out
    assert 3 == (await btoe("unlock", *at)).code
    assert "connector 4.3.0" not in (await btoe("log", *at)).out
    log = json.loads((await btoe("log", "--json", *at)).out)
    assert any("Pairing with a code" in line for line in log[0]["lines"])


async def test_json_lines_carry_a_day_of_a_pc(
    tmp_path: Path, at: tuple[str, str], running: asyncio.subprocess.Process
) -> None:
    """Pairing with a phone, a call, an error that changes nothing, the end."""
    async with skype_phone(tmp_path, more=MANUAL) as phone:
        code = await code_of(phone)
        send(running, do="pair", code="wrong", id=1)
        assert "not correct" in (await read(running, kind="error", id=1))["text"]
        await asyncio.sleep(1.1)  # the phone looks at the next code a second later
        assert f"Paired with VVX 450 ({phone.mac})" in (await btoe("pair", code, *at)).out
        await read(running, kind="connector", state="paired")
        assert "https://127.0.0.1/\n" == (await btoe("web", *at)).out
        send(running, do="sign-in", address="jdoe@example.com")
        send(running, do="ring", who="Robin Roe", id="r")
        await read(running, kind="ok", id="r")
        await phone.until(lambda phone: phone.state[Btoe].calls[0].name == "Robin Roe")
        send(running, do="uninstall", id=2)
        assert "unpair" in (await read(running, kind="error", id=2))["text"]
        send(running, do="exit")
        await read(running, kind="end")
        assert 0 == await running.wait()
        await phone.until(lambda phone: not phone.state[Btoe].paired)


@pytest.mark.parametrize("line", ["hello", "[]", '{"do": 3}', '{"do": "dance"}', '{"do": "call"}', "{" * 70_000])
async def test_what_is_no_command_is_an_error(running: asyncio.subprocess.Process, line: str) -> None:
    """And the PC goes on."""
    assert running.stdin is not None
    running.stdin.write(line.encode() + b"\n")
    await read(running, kind="error")
    send(running, do="status", id=7)
    assert "idle" == (await read(running, kind="status", id=7))["connector"]["state"]


async def test_the_socket_survives_nonsense(tmp_path: Path, running: asyncio.subprocess.Process) -> None:
    """Half a line, a line too long, somebody who looks and goes."""
    for data in (b"", b'{"do"', b"[]\n", b"x" * 70_000 + b"\n"):
        with socket.socket(socket.AF_UNIX) as line, contextlib.suppress(ConnectionError):
            line.connect(str(tmp_path / "pc" / NAME))
            line.sendall(data)
    assert alive(tmp_path / "pc")
    assert 0 == (await btoe("status", "--folder", str(tmp_path / "pc"))).code


async def test_terminating_ends_cleanly(tmp_path: Path, running: asyncio.subprocess.Process) -> None:
    """The socket is gone with the process."""
    running.terminate()
    await read(running, kind="end")
    assert 0 == await running.wait()
    assert not (tmp_path / "pc" / NAME).exists()


async def test_plain_lines_are_the_log(tmp_path: Path, at: tuple[str, str]) -> None:
    """For people who look on without a terminal."""
    await btoe("install", *at)
    process = await start("start", *at)
    assert process.stdout is not None
    async with asyncio.timeout(15):
        assert b"Polycom BToE Connector 4.3.0 on DESKTOP-1\n" == await process.stdout.readline()
    await btoe("pair", "--auto", *at)
    await btoe("exit", *at)
    out, _ = await process.communicate()
    assert (0, True) == (process.returncode, "connect an Ethernet cable" in out.decode())


@pytest.mark.parametrize(("words", "expected"), [("un", "uninstall unpair unplug unlock"), ("pair --a", "--auto")])
def test_the_shell_completes_verbs_and_their_options(words: str, expected: str) -> None:
    """From the parsers, like everything that is completed."""
    command = [sys.executable, "-m", "emulator", "completion", "bash"]
    script = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    place = len(words.split()) + 1
    ask = f'COMP_WORDS=(vphone btoe {words}); COMP_CWORD={place}; _vphone; echo "${{COMPREPLY[*]}}"'
    told = subprocess.run(["bash", "-c", script + ask], capture_output=True, text=True, check=True).stdout
    assert expected == told.strip()
