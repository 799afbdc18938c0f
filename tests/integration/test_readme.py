"""Every command and every piece of Python in the README works as printed."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shutil
import signal
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BLOCKS = re.findall(r"^### ([^\n]+)\n.*?^```(sh|python)\n(.*?)^```$", (ROOT / "README.md").read_text(), re.M | re.S)
NEEDS = {"nginx": "nginx", "kamailio": "kamailio"}


def runnable(folder: Path) -> dict[str, str]:
    """An environment in which `vphone` is this project's, whether it is installed or not."""
    command = folder / "bin" / "vphone"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m emulator "$@"\n')
    command.chmod(0o755)
    path = f"{command.parent}:{os.environ['PATH']}:/usr/sbin"
    return {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "XDG_DATA_HOME": str(folder / "data")}


def end_session(leader: int) -> None:
    """End what a block that failed has left running, each job in a process group of its own."""
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            session = int(entry.read_text().rpartition(")")[2].split()[3])
            if session == leader:
                os.kill(int(entry.parent.name), signal.SIGTERM)


@pytest.mark.peer
@pytest.mark.parametrize(("title", "language", "code"), BLOCKS, ids=[title for title, _, _ in BLOCKS])
async def test_a_block_of_the_readme_works_as_printed(title: str, language: str, code: str, tmp_path: Path) -> None:
    """It runs in an empty folder and ends with 0."""
    environment = runnable(tmp_path)
    for word, program in NEEDS.items():
        if f"\n{word} " in code and shutil.which(program, path=environment["PATH"]) is None:
            if os.environ.get("CI"):
                pytest.fail(f"{program} is not installed")
            pytest.skip(f"{program} is not installed")
    work = tmp_path / "work"
    work.mkdir()
    words = [sys.executable, "-c", code] if language == "python" else ["bash", "-e", "-m", "-c", code]
    process = await asyncio.create_subprocess_exec(
        *words, cwd=work, env=environment, stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    try:
        async with asyncio.timeout(60):
            output, _ = await process.communicate()
    finally:
        end_session(process.pid)
    assert 0 == process.returncode, f"{title}: {output.decode()}"


def test_the_readme_has_blocks_to_run() -> None:
    """The pattern finds them, each under its title."""
    assert len(BLOCKS) >= 9
