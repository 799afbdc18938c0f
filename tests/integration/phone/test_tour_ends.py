"""A tour that is ended before its time."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 1), (signal.SIGINT, 130)])
async def test_an_ended_tour_leaves_nothing_behind(number: signal.Signals, code: int, tmp_path: Path) -> None:
    """It has not held what it promised, or was interrupted; its folders are gone, and it says nothing more."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "emulator", "demo", "--headless", cwd=ROOT, env=os.environ | {"TMPDIR": str(tmp_path)},
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    async with asyncio.timeout(30):
        while "» 1002, Dial".encode() not in await process.stdout.readline():
            pass
        assert os.listdir(tmp_path)
        process.send_signal(number)
        _, err = await process.communicate()
    assert (code, b"") == (process.returncode, err)
    assert [] == os.listdir(tmp_path)
