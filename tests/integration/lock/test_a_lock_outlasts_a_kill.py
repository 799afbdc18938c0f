"""A real phone in a process of its own: locked, killed, started again, locked still, and unlocked."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from emulator.lab.lab import Lab

Report = dict[str, Any]

MASTER = '<APPLICATION APP_FILE_PATH="sip.ld" CONFIG_FILES="site.cfg"/>'
SITE = """<site phoneLock.enabled="1" reg.1.address="2001" reg.1.server.1.address="127.0.0.1"
    reg.1.server.1.register="0" dialplan.routing.emergency.1.value="911"/>"""
MAC = "0004f2aabb01"


class Child:
    """`vphone run --json` in a process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    def tell(self, **command: Any) -> None:
        """Give it a command."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(command).encode() + b"\n")

    async def hear(self, wanted: Callable[[Report], bool]) -> list[Report]:
        """All that it reports, up to a report that is wanted."""
        assert self.process.stdout is not None
        heard: list[Report] = []
        async with asyncio.timeout(30):
            while not heard or not wanted(heard[-1]):
                line = await self.process.stdout.readline()
                assert line, heard
                heard.append(json.loads(line))
        return heard


@contextlib.asynccontextmanager
async def phone(url: str, folder: Path) -> AsyncIterator[Child]:
    """A phone that is killed in the end."""
    words = ("run", "--model", "VVX_450", "--mac", MAC, "--server", url, "--state", str(folder), "--boot", "quick")
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "emulator",
        *words,
        "--json",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=1 << 20,
    )
    try:
        yield Child(process)
    finally:
        process.kill()
        await process.wait()


def _is_screen(name: str) -> Callable[[Report], bool]:
    return lambda report: report["kind"] == "screen" and report["name"] == name


def _is_lock(state: str) -> Callable[[Report], bool]:
    return lambda report: report["kind"] == "lock" and report["state"] == state


async def test_locked_killed_locked_unlocked(tmp_path: Path) -> None:
    """The lock outlasts the process; after the start no other screen of the idle phone comes before the locked one."""
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "000000000000.cfg").write_text(MASTER)
    (tree / "site.cfg").write_text(SITE)
    async with Lab(tree=tree) as lab:
        async with phone(lab.boot_server.url, tmp_path / "state") as first:
            await first.hear(_is_screen("lines"))
            first.tell(press="Lock")
            heard = await first.hear(_is_lock("locked"))
            assert ("phone", "user") == (heard[-1]["lock"], heard[-1]["reason"])
            await first.hear(_is_screen("locked"))
        async with phone(lab.boot_server.url, tmp_path / "state") as second:
            heard = await second.hear(_is_screen("locked"))
            assert "lines" not in [report.get("name") for report in heard]
            for command in ({"press": "Unlock"}, {"type": "321"}, {"press": "Enter"}):
                second.tell(**command)
            await second.hear(lambda report: report["kind"] == "say" and report["text"] == "Sorry, please try again.")
            for command in ({"type": "123"}, {"press": "Enter"}):
                second.tell(**command)
            await second.hear(_is_lock("unlocked"))
            await second.hear(_is_screen("lines"))
