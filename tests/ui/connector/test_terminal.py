"""The window of the PC in a real terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from emulator.cli import main
from tests.ui.test_terminal import Open, terminal  # noqa: F401 - a fixture


@pytest.mark.peer
def test_the_window_stands_in_the_terminal_and_gives_it_back(
    terminal: Open,  # noqa: F811
    tmp_path: Path,
) -> None:
    """`vphone btoe start` opens it; Exit in the menu ends it."""
    folder = str(tmp_path / "pc")
    assert 0 == main(["btoe", "install", "--folder", folder])
    window = terminal(words=f"emulator btoe start --folder {folder}")
    window.wait(lambda text: "Polycom BToE Connector 4.3.0 on DESKTOP-1" in text and "Contacts" in text)
    window.keys("m", "Down", "Down", "Enter")
    left = window.wait(lambda text: "left with 0" in text)
    assert "Contacts" not in left
