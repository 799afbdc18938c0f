"""What scripts rely on: the package's exports, and commands that start quickly."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import emulator
from emulator.cli import COMMANDS, Command

ROOT = Path(__file__).parents[2]
HEAVY = {"asyncio", "aiohttp", "textual", "msgspec", "rich", "transitions", "pjsua2", "sounddevice", "hypothesis"}
"""Modules that take their time to load."""

CODE = """
import sys
from emulator.cli import main
try:
    code = main(sys.argv[1:])
except SystemExit as end:
    code = end.code
print(*sys.modules, file=sys.stderr)
sys.exit(code)
"""
"""Run a command in this process, and list on stderr what has been loaded for it."""

SOURCES = sorted(path for folder in ("emulator", "ui") for path in (ROOT / folder).rglob("*.py"))


def run(*words: str, code: str = CODE) -> tuple[str, set[str]]:
    """The output of a command in a fresh interpreter, and the top-level modules that it loaded."""
    done = subprocess.run([sys.executable, "-c", code, *words], cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert 0 == done.returncode, done.stderr
    return done.stdout, {name.partition(".")[0] for name in done.stderr.split()}


def test_the_package_exports_a_phone_and_a_lab() -> None:
    """These two are what the contract promises, and nothing else is."""
    from emulator import Lab, Phone

    assert ["Lab", "Phone"] == sorted(emulator.__all__)
    assert ("emulator.lab.lab", "emulator.phone") == (Lab.__module__, Phone.__module__)


def test_what_is_not_exported_is_said_to_be_missing() -> None:
    """As by any module."""
    with pytest.raises(AttributeError, match="no attribute 'Toaster'"):
        emulator.Toaster  # noqa: B018


def test_importing_the_package_loads_nothing() -> None:
    """Commands and call engines start without the phone."""
    _, loaded = run(code="import sys, emulator; print(*sys.modules, file=sys.stderr)")
    assert set() == loaded & HEAVY


@pytest.mark.parametrize("words", [("--help",), ("--version",)], ids=str)
def test_the_command_by_itself_loads_nothing_heavy(words: tuple[str, ...]) -> None:
    """Help and version are there at once."""
    output, loaded = run(*words)
    assert output.startswith(("usage: vphone COMMAND", "vphone "))
    assert set() == loaded & HEAVY


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_the_help_of_a_command_loads_neither_faces_nor_engines(command: Command) -> None:
    """It says how the command is used, at once: Textual and the SIP stack wait until they are needed."""
    output, loaded = run(command.name, "--help")
    assert output.startswith(f"usage: vphone {command.name}")
    assert set() == loaded & {"aiohttp", "textual", "rich", "pjsua2", "sounddevice"}


def test_every_file_is_short_enough_to_be_read() -> None:
    """None is longer than 400 lines."""
    sizes = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert {} == {path: size for path, size in sizes.items() if size > 400}
