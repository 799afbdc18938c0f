"""The full-screen phone in a real terminal."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest

from emulator.lab.lab import Lab
from tests.ui.screen import terminal_environment

ROOT = Path(__file__).parents[2]
PATIENCE = 15.0
PHONES = {"0004f2000011": "VVX 250", "0004f2000012": "VVX 350"}


class Terminal:
    """A tmux of its own, with one window that runs the phone."""

    def __init__(self, columns: int, rows: int, words: str, environment: str = "") -> None:
        self._name = f"vphone-{uuid.uuid4().hex[:8]}"
        command = f"env {environment} {sys.executable} -m {words}; echo left with $?; cat"
        self._tmux("-f", "/dev/null", "new-session", "-d", "-x", f"{columns}", "-y", f"{rows}", command)

    def _tmux(self, *arguments: str) -> str:
        environment = terminal_environment(PYTHONPATH=str(ROOT))
        command = ["tmux", "-L", self._name, *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout

    def keys(self, *names: str) -> None:
        """Press keys, by tmux's names."""
        self._tmux("send-keys", *names)

    def resize(self, columns: int, rows: int) -> None:
        """Change the size of the window."""
        self._tmux("resize-window", "-x", f"{columns}", "-y", f"{rows}")

    def text(self, *options: str) -> str:
        """What the window shows."""
        return self._tmux("capture-pane", "-p", *options)

    def wait(self, holds: Callable[[str], bool]) -> str:
        """What the window shows once that holds; fails with the window's text if it never does."""
        deadline = monotonic() + PATIENCE
        while not holds(text := self.text()):
            assert monotonic() < deadline, f"not within {PATIENCE} s:\n{text}"
            sleep(0.02)
        return text

    def close(self) -> None:
        """End tmux and all in it."""
        subprocess.run(["tmux", "-L", self._name, "kill-server"], capture_output=True, check=False)


Open = Callable[..., Terminal]


@pytest.fixture
def terminal() -> Iterator[Open]:
    """Open terminals; they are closed at the end."""
    if shutil.which("tmux") is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("tmux is not installed (apt-get install tmux)")
    opened: list[Terminal] = []

    def open_terminal(
        columns: int = 80, rows: int = 24, model: str = "VVX_450", environment: str = "", words: str = ""
    ) -> Terminal:
        opened.append(Terminal(columns, rows, words or f"tests.ui.show {model}", environment))
        return opened[-1]

    yield open_terminal
    for each in opened:
        each.close()


@pytest.mark.peer
@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (140, 45)])
@pytest.mark.parametrize("model", ["VVX_450", "CCX_500"])
def test_the_phone_stands_in_the_terminal_and_takes_keys(terminal: Open, columns: int, rows: int, model: str) -> None:
    """It is drawn whole, digits arrive, nothing printed disturbs it, and the terminal is given back at the end."""
    window = terminal(columns, rows, model)
    window.wait(lambda text: "MWI" in text and "Speaker" in text and "Vol" in text)
    if model == "VVX_450":
        window.keys("1", "0", "0", "2")
        drawn = window.wait(lambda text: "1002" in text)
        assert "noise" not in drawn
        assert rows == len(drawn.rstrip("\n").split("\n"))
    window.keys("C-q")
    left = window.wait(lambda text: "left with 0" in text)
    assert "MWI" not in left


@pytest.mark.peer
def test_it_says_when_the_terminal_is_too_small_and_recovers(terminal: Open) -> None:
    """Made smaller, the terminal shows one message; made larger again, the phone."""
    window = terminal(80, 24)
    window.wait(lambda text: "Handset on hook" in text)
    window.resize(60, 15)
    window.wait(lambda text: "needs 62 x 20" in text and "Handset" not in text)
    window.resize(100, 30)
    window.wait(lambda text: "Handset on hook" in text and "needs" not in text)


@pytest.mark.peer
def test_no_color_writes_no_colour(terminal: Open) -> None:
    """With NO_COLOR set not one colour reaches the terminal."""
    window = terminal(environment="NO_COLOR=1")
    window.wait(lambda text: "Handset on hook" in text)
    codes = {code for part in window.text("-e").split("\x1b[")[1:] for code in part.split("m")[0].split(";")}
    assert codes <= {"", "0", "1", "2", "4", "5", "7", "39", "49"}


@pytest.mark.peer
def test_interrupting_gives_the_terminal_back(terminal: Open) -> None:
    """Ctrl+C ends it with 130, and what is typed then is echoed again."""
    window = terminal()
    window.wait(lambda text: "Handset on hook" in text)
    window.keys("C-c")
    window.wait(lambda text: "left with 130" in text)
    window.keys("hello", "Enter")
    window.wait(lambda text: text.count("hello") == 2)


@pytest.mark.peer
def test_letters_lead_to_the_keys(terminal: Open) -> None:
    """F7 labels them, a letter presses its key."""
    window = terminal()
    window.wait(lambda text: "Handset on hook" in text)
    window.keys("F7")
    window.wait(lambda text: "f 6" in text)
    window.keys("7")
    window.wait(lambda text: "7▏" in text and "f 6" not in text)


def settle_on(window: Terminal, wanted: str) -> None:
    """Press the right arrow until the display says that this is selected."""
    while wanted not in (drawn := window.text()):
        window.keys("Right")
        window.wait(lambda text, before=drawn: text != before)  # type: ignore[misc]


@pytest.mark.peer
async def test_several_phones_and_a_form_on_one_terminal(terminal: Open, tmp_path: Path) -> None:
    """`vphone run --phones` shows them side by side, F6 goes to the other, and what is typed goes into its form."""
    phones = tmp_path / "phones.toml"
    tables = (f'[[phone]]\nmac = "{mac}"\nmodel = "{model}"\n' for mac, model in PHONES.items())
    phones.write_text("".join(tables))
    async with Lab() as lab:
        options = f"--phones {phones} --server {lab.boot_server.url} --state none --sip-port 0 --boot quick"
        window = terminal(170, 45, words=f"emulator run {options}")

        async def seen(*wanted: str) -> str:
            return await asyncio.to_thread(window.wait, lambda text: all(each in text for each in wanted))

        drawn = await seen("Poly VVX 250", "Poly VVX 350", "☎ 1001", "☎ 1003")
        assert any("Poly VVX 250" in line and "Poly VVX 350" in line for line in drawn.splitlines())
        window.keys("F6")
        await seen("▸Poly VVX 350")
        window.keys("Home")
        await seen("▸✆")
        await asyncio.to_thread(settle_on, window, "▸⚙")
        window.keys("Enter", "2")
        await seen("Enter password")
        window.keys("1", "x", "BSpace", "2", "3", "?")
        await seen("****▏")
        window.keys("BSpace", "Enter")
        await seen("Change User Password")
        window.keys("C-q")
        await seen("left with 0")
