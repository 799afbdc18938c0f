"""Asking a lab that runs: its accounts, its devices, and activating one of them."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from emulator.lab.control import Control, NoLabError, RefusedError, ask
from emulator.lab.hosted import ACTIVE, WAITING
from emulator.lab.lab import Lab

MAC = "0004f2aabb01"


async def _ask(path: Path, **question: str) -> Any:
    return await asyncio.to_thread(ask, question, path)


async def test_a_lab_answers_at_its_socket(tmp_path: Path) -> None:
    """Accounts, the device report, and a device that is activated from afar."""
    path = tmp_path / "lab.sock"
    async with Lab(hosted=True) as lab, Control(lab, path):
        accounts = await _ask(path, ask="accounts")
        assert isinstance(accounts, list)
        assert "1001" in {each["user"] for each in accounts}
        before = await _ask(path, ask="devices")
        await _ask(path, ask="activate", mac=MAC)
        after = await _ask(path, ask="devices")
        states = [next(each["status"] for each in report if each["mac"] == MAC) for report in (before, after)]
        assert [WAITING, ACTIVE] == states
        assert 0o600 == path.stat().st_mode & 0o777
    assert not path.exists()


@pytest.mark.parametrize(
    ("hosted", "question", "text"),
    [
        (True, {"ask": "activate", "mac": "000000000001"}, "has no device"),
        (False, {"ask": "devices"}, "no hosted service"),
        (False, {"ask": "weather"}, "weather"),
    ],
)
async def test_what_a_lab_cannot_do_it_says(tmp_path: Path, hosted: bool, question: dict[str, str], text: str) -> None:
    """The sentence reaches whoever asked."""
    path = tmp_path / "lab.sock"
    async with Lab(hosted=hosted) as lab, Control(lab, path):
        with pytest.raises(RefusedError, match=text):
            await _ask(path, **question)


async def test_without_a_lab_there_is_nobody_to_ask(tmp_path: Path) -> None:
    """A socket that nobody listens at counts as none, and the next lab takes it."""
    path = tmp_path / "lab.sock"
    with pytest.raises(NoLabError, match="start one"):
        await _ask(path, ask="accounts")
    path.write_bytes(b"")
    async with Lab() as lab, Control(lab, path):
        assert await _ask(path, ask="accounts")
