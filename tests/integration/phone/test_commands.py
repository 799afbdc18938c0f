"""The commands as users and scripts run them: processes, exit codes, what is on which stream."""

from __future__ import annotations

import asyncio
import ctypes.util
import json
import os
import signal
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from emulator.lab.lab import Lab

ROOT = Path(__file__).parents[3]
PORTAUDIO = ctypes.util.find_library("portaudio")


class Result(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Its output as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


async def start(*words: str, folder: Path | None = None) -> asyncio.subprocess.Process:
    """Start `vphone WORDS` with pipes."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_DATA_HOME": str(folder or "/dev/null/never")}
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "emulator", *words, env=environment,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def vphone(*words: str, typed: str = "", folder: Path | None = None, patience: float = 30) -> Result:
    """Run `vphone WORDS` to its end."""
    process = await start(*words, folder=folder)
    async with asyncio.timeout(patience):
        out, err = await process.communicate(typed.encode())
    return Result(process.returncode or 0, out.decode(), err.decode())


async def until_line(process: asyncio.subprocess.Process, **wanted: object) -> dict[str, Any]:
    """Read JSON lines until one holds what is wanted."""
    assert process.stdout is not None
    async with asyncio.timeout(15):
        while line := await process.stdout.readline():
            report: dict[str, Any] = json.loads(line)
            if all(report.get(key) == value for key, value in wanted.items()):
                return report
    raise AssertionError(f"the output ended without {wanted}")


def send(process: asyncio.subprocess.Process, **command: object) -> None:
    """Write one command."""
    assert process.stdin is not None
    process.stdin.write(json.dumps(command).encode() + b"\n")


@pytest.fixture
async def server() -> AsyncIterator[str]:
    """The URL of a lab's boot server."""
    async with Lab() as lab:
        yield lab.boot_server.url


def phone(server: str, *more: str) -> tuple[str, ...]:
    """The words that run a phone without memory on a free port."""
    return ("run", "--server", server, "--state", "none", "--sip-port", "0", *more)


async def test_a_run_ends_with_0_once_its_conditions_hold(server: str, tmp_path: Path) -> None:
    """--until registered, with a picture at the end."""
    picture = tmp_path / "phone.svg"
    result = await vphone(*phone(server, "--ui", "none", "--until", "registered", "--screenshot", str(picture)))
    assert (0, "", "") == result
    assert ElementTree.parse(picture).getroot().tag.endswith("svg")


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("run", "--model", "VVX 999"), 2, "not a model"),
        (("run", "--mac", "00:11"), 2, "not a MAC address"),
        (("run", "--server", "gopher://x"), 2, "servers cannot be used"),
        (("run", "--server", "nothing"), 2, "no URL"),
        (("run", "--until", "dinner"), 2, "not a condition"),
        (("run", "--bind", "127.0.0.256"), 2, "not an IPv4 address"),
        (("run", "--sip-port", "99999"), 2, "not a port"),
        (("run", "--ui", "full", "--json"), 2, "--json has no --ui"),
        (("run", "--nonsense"), 2, "no option --nonsense"),
        (("nonsense",), 2, "no command"),
        (("run", "--ca", "/no/such.pem"), 4, "cannot be read"),
        (("run", "--certificate", "/no/such.pem"), 4, "cannot be read"),
        (("run", "--certificate", __file__), 4, "holds no certificate"),
        (("run", "--server-password-file", "/no/such"), 4, "cannot be read"),
        (("run", "--audio-in", "/no/such.wav"), 4, "cannot be read"),
        (("run", "--state", "/dev/null/x"), 3, "cannot be used"),
        (("run", "--model", "VVX_150", "--state", "none", "--usb", "."), 2, "no USB socket"),
        (("run", "--audio", "no such device"), 3, "--audio" if PORTAUDIO is None else "no sound device"),
        (("replay", "/no/such"), 4, "cannot be read"),
        (("replay", __file__), 4, "not a line of a recording"),
        (("state", "/no/such"), 4, "not a state folder"),
        (("machines", "toaster"), 2, "no machine"),
        (("demo", "--model", "toaster"), 2, "not a model"),
        (("lab", "--tree", "/no/such"), 4, "not a folder"),
        (("lab", "--port-base", "70000"), 2, "port from 0"),
    ],
)
async def test_bad_input_is_one_sentence_and_the_right_code(words: tuple[str, ...], code: int, sentence: str) -> None:
    """Nothing on stdout, one line on stderr, no traceback."""
    result = await vphone(*words)
    assert (code, "") == (result.code, result.out)
    assert sentence in result.err
    assert 1 == len(result.err.splitlines())


async def test_conditions_that_cannot_hold_end_the_run_at_once(server: str) -> None:
    """A line that is not configured will never register."""
    result = await vphone(*phone(server, "--ui", "none", "--until", "registered:9"))
    assert 1 == result.code
    assert "registered:9 did not come about, and cannot any more." in result.err


async def test_json_carries_a_call_from_the_first_line_to_the_last(server: str) -> None:
    """Hello first, answers with their id, errors that change nothing, end last."""
    process = await start(*phone(server, "--json"))
    hello = await until_line(process)
    assert {"kind": "hello", "schema": 1, "model": "VVX_450"}.items() <= hello.items()
    await until_line(process, kind="line", state="registered")
    send(process, press="Video", id=1)
    assert "no key 'Video'" in (await until_line(process, kind="error", id=1))["text"]
    send(process, press=[*"1002", "Dial"], id=2)
    await until_line(process, kind="ok", id=2)
    call = await until_line(process, kind="call", state="connected")
    assert ("out", "1002") == (call["direction"], call["remote"])
    send(process, ask="state", id="s")
    state = await until_line(process, kind="state", id="s")
    assert ["connected"] == [each["state"] for each in state["calls"]]
    assert "lab-1001" not in json.dumps(state)
    send(process, quit=True)
    assert "quit" == (await until_line(process, kind="end"))["reason"]
    assert 0 == await process.wait()


@pytest.mark.parametrize(
    "typed",
    [
        "{",
        "[]",
        '{"press": 7}',
        '{"touch": [1]}',
        '{"advance": "x"}',
        '{"x": 1}',
        '{"chord": ["1", "3"]}',
        '{"swipe": "left"}',
        "\xff",
    ],
)
async def test_bad_json_is_answered_with_an_error(server: str, typed: str) -> None:
    """The phone carries on, and ends when told to."""
    result = await vphone(*phone(server, "--json"), typed=f'{typed}\n{{"quit": true}}\n')
    assert 0 == result.code
    assert 1 == sum(line["kind"] == "error" for line in result.lines)


async def test_plain_words_drive_a_phone(server: str) -> None:
    """--ui lines understands words, says and draws what the phone shows, tells what keys do, and says sorry."""
    typed = "turn over\nturn back\nfly\nprss Home\nhelp\nsay\nkeys\nshow\nquit\n"
    result = await vphone(*phone(server, "--ui", "lines"), typed=typed)
    assert 0 == result.code
    told = ("3111-48840-001", "Sorry: 'fly' is not understood", "plug THING", "Lights:", "The phone is off")
    said = ("Sorry: 'prss Home' is not understood; did you mean press?\n", "Lights: all off\n")
    assert [] == [text for text in (*told, *said) if text not in result.out]


async def test_who_listens_is_told_what_the_keys_of_the_screen_do(server: str) -> None:
    """The word is keys; in the dialer, for one."""
    process = await start(*phone(server, "--ui", "lines", "--until", "call:ended"))
    assert process.stdin is not None
    assert process.stdout is not None
    heard = b""
    async with asyncio.timeout(20):
        while b"line 1: registered" not in heard:
            heard = await process.stdout.readline()
        process.stdin.write(b"press New Call\nkeys\npress Cancel\n")
        out, _ = await process.communicate()
    assert "0-9 * #: dial\n" in out.decode()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
async def test_signals_end_a_run_cleanly(server: str, number: signal.Signals, code: int) -> None:
    """The phone unregisters, and its last line is the end."""
    process = await start(*phone(server, "--json"))
    await until_line(process, kind="line", state="registered")
    process.send_signal(number)
    await until_line(process, kind="line", state="unregistered")
    await until_line(process, kind="end")
    assert code == await process.wait()


async def test_a_recording_replays_to_the_same_screens_without_any_secret(server: str, tmp_path: Path) -> None:
    """Same, then different once a face in the file is altered."""
    file = tmp_path / "run.jsonl"
    typed = '{"dial": "1002"}\n{"turn": "over"}\n{"turn": "back"}\n'
    process = await start(*phone(server, "--json", "--record", str(file)))
    await until_line(process, kind="line", state="registered")
    assert process.stdin is not None
    process.stdin.write(typed.encode())
    await until_line(process, kind="call", state="connected")
    send(process, press="End Call")
    send(process, quit=True)
    await until_line(process, kind="end")
    await process.wait()

    assert "lab-1001" not in file.read_text()
    replayed = await vphone("replay", str(file))
    assert (0, "") == (replayed.code, replayed.err)
    assert "Same:" in replayed.out
    file.write_text(file.read_text().replace("Connecting to", "Disagreeing"))
    changed = await vphone("replay", str(file))
    assert 1 == changed.code
    assert "The screens differ at" in changed.out


async def test_flash_remembers_the_server_and_is_locked_while_in_use(server: str, tmp_path: Path) -> None:
    """--save keeps the address; a second phone on the same folder is turned away; state shows no password."""
    words = ("run", "--state", str(tmp_path / "flash"), "--sip-port", "0", "--ui", "none", "--until", "registered")
    first = await vphone(*words, "--server", server, "--server-user", "joe", "--save")
    assert 0 == first.code
    again = await vphone(*words)
    assert 0 == again.code
    shown = await vphone("state", str(tmp_path / "flash"))
    assert server in shown.out
    assert "device.prov.password = PlcmSpIp" not in shown.out
    process = await start("run", "--state", str(tmp_path / "flash"), "--sip-port", "0", "--json")
    await until_line(process, kind="boot")
    refused = await vphone(*words)
    assert 3 == refused.code
    assert "in use" in refused.err
    process.terminate()
    await process.communicate()


def phones_file(folder: Path, *tables: str) -> str:
    """A file with several phones."""
    path = folder / "phones.toml"
    path.write_text("".join(f"[[phone]]\n{table}\n" for table in tables))
    return str(path)


async def test_several_phones_run_at_once(server: str, tmp_path: Path) -> None:
    """Each with its own settings; reports carry its MAC, and the run ends when all conditions hold for all."""
    file = phones_file(tmp_path, 'mac = "0004f2000011"\nmodel = "VVX 250"', 'mac = "0004f2000012"\nmodel = "CCX 500"')
    result = await vphone(*phone(server, "--phones", file, "--json", "--until", "registered"))
    assert (0, "") == (result.code, result.err)
    registered = {line["mac"] for line in result.lines if line.get("kind") == "line" and line["state"] == "registered"}
    assert {"0004f2000011", "0004f2000012"} == registered
    failed = await vphone(*phone(server, "--phones", file, "--until", "registered:9"))
    assert (1, 2) == (failed.code, failed.err.count("registered:9 did not come about"))


async def test_several_phones_are_told_apart_in_words(server: str, tmp_path: Path) -> None:
    """Each line begins with the number of its phone; so may a command, and the next goes to the same one."""
    file = phones_file(tmp_path, 'mac = "0004f2000011"\nmodel = "VVX 250"', 'mac = "0004f2000012"\nmodel = "CCX 500"')
    process = await start(*phone(server, "--phones", file, "--ui", "lines", "--until", "registered"))
    out, _ = await process.communicate(b"2 turn over\nturn back\n1 prss x\n3 show\n")
    told = out.decode().splitlines()
    assert ["1: VVX 250", "2: CCX 500"] == [line.partition(",")[0] for line in told[:2]]
    assert {"1", "2", "Sorry"} == {line.partition(":")[0] for line in told}
    assert "Sorry: there is no phone 3; there are 1 to 2." in told
    assert "1: Sorry: 'prss x' is not understood; did you mean press?" in told


@pytest.mark.parametrize(
    ("tables", "code", "sentence"),
    [
        ((), 4, "no [[phone]] tables"),
        (("mac = 7",), 2, "'7' is not a MAC address"),
        (('color = "red"',), 2, "has no 'color'; there are model,"),
        (('model = "VVX 250"',), 2, "needs a mac of its own"),
        (('mac = "0004f2000011"', 'mac = "0004f2000011"'), 2, "needs a mac of its own"),
        (("mac = ",), 4, "is not TOML"),
        (('mac = "0004f2000011"\nmodel = "toaster"',), 2, "not a model"),
    ],
)
async def test_a_bad_file_of_phones_is_told(tmp_path: Path, tables: tuple[str, ...], code: int, sentence: str) -> None:
    """One sentence, and no phone starts."""
    result = await vphone("run", "--phones", phones_file(tmp_path, *tables), "--state", "none")
    assert (code, 1) == (result.code, len(result.err.splitlines()))
    assert sentence in result.err


async def test_without_any_server_the_phone_says_so_and_carries_on() -> None:
    """No boot server is no reason not to start."""
    result = await vphone("run", "--state", "none", "--json", "--until", "boot-failed")
    assert 0 == result.code
    assert any("Configuration of URL failed" in line.get("text", "") for line in result.lines)


async def test_a_port_in_use_is_told_with_what_to_do(server: str) -> None:
    """Exit 3, and the two options that help."""
    process = await start(*phone(server, "--json"))
    await until_line(process, kind="line", state="registered")
    taken = await start("run", "--server", server, "--state", "none", "--sip-port", "5999", "--json")
    await until_line(taken, kind="line", state="registered")
    result = await vphone("run", "--server", server, "--state", "none", "--sip-port", "5999", "--ui", "none")
    assert 3 == result.code
    assert "--sip-port" in result.err
    for each in (process, taken):
        each.terminate()
        await each.communicate()


async def test_the_tour_is_complete_and_fails_without_a_registrar() -> None:
    """Vphone demo checks what it shows."""
    tour, broken = await asyncio.gather(
        vphone("demo", "--headless", patience=60), vphone("demo", "--headless", "--registrar", "off")
    )
    assert (0, "") == (tour.code, tour.err)
    assert "The tour is complete: 14 steps" in tour.out
    told = tour.out.splitlines()
    assert told[0].startswith("A tour of vphone.")
    assert told.index("=== 4. The call is held, and resumed") + 1 == told.index("  » Hold")
    assert 1 == told.count("=== 1. The phone boots and fetches its configuration")
    assert "boot: splash" in told[told.index("=== 1. The phone boots and fetches its configuration") + 1]
    assert 1 == broken.code
    assert "Step 2 (It registers, with digest authentication) failed" in broken.err


@pytest.mark.parametrize("command", ["models", "machines"])
async def test_listings_print_text_and_json(command: str) -> None:
    """The same things, for people and for programs."""
    text, data = await asyncio.gather(vphone(command), vphone(command, "--json"))
    names = [each.get("token") or each["name"] for each in json.loads(data.out)]
    assert (0, 0) == (text.code, data.code)
    assert all(name in text.out for name in names)
    assert names


async def test_machines_draw_as_mermaid() -> None:
    """One diagram per machine."""
    result = await vphone("machines", "power", "--format", "mermaid")
    assert "stateDiagram-v2" in result.out
    assert "off --> splash: PowerOn" in result.out


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("vphone che", "check"),
        ("vphone run --server-p", "--server-password-file"),
        ("vphone run --model VVX_4", "VVX_400 VVX_401 VVX_410 VVX_411 VVX_450"),
        ("vphone run --until boot", "boot-failed"),
        ("vphone run --model VVX_450 --theme bl", "black"),
        ("vphone lab act", "activate"),
        ("vphone btoe pa", "pair pause"),
        ("vphone btoe start --b", "--background"),
    ],
)
def test_completion_offers_what_can_follow(typed: str, offered: str) -> None:
    """As bash uses the script: commands, options, what an option can be, verbs and their options."""
    words = 'COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _vphone; echo "${COMPREPLY[*]}"'
    script = f'eval "$({sys.executable} -m emulator completion bash)"; {words}'
    argv = ("bash", "-c", script, "bash", *typed.split())
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, timeout=20)
    assert (f"{offered}\n", "") == (done.stdout, done.stderr)


async def test_completion_for_fish_says_what_each_option_is_for() -> None:
    """One line each, with the values that there are."""
    lines = (await vphone("completion", "fish")).out.splitlines()
    assert (
        "complete -c vphone -f -n __fish_use_subcommand -a check -d 'what is wrong with a provisioning tree'" in lines
    )
    ui = "-l ui -r -a 'full lines none' -d 'full on a terminal, lines elsewhere'"
    assert f"complete -c vphone -n '__fish_seen_subcommand_from run' {ui}" in lines
