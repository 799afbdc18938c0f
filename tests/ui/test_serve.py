"""`vphone run --serve` as a command."""

from __future__ import annotations

import asyncio
import socket
import sys
from pathlib import Path

import aiohttp
import pytest

from emulator.cli.errors import MISSING

ROOT = Path(__file__).parents[2]
RUN = ("run", "--state", "none", "--sip-port", "0", "--ui", "none", "--serve")


async def command(*words: str) -> asyncio.subprocess.Process:
    """The command, running."""
    vphone = (sys.executable, "-m", "emulator", *words)
    nothing, pipe = asyncio.subprocess.DEVNULL, asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(*vphone, cwd=ROOT, stdin=nothing, stdout=nothing, stderr=pipe)


@pytest.mark.parametrize("words", [RUN, ("demo", "--serve")], ids=["run", "demo"])
async def test_the_address_is_told_and_answers_until_the_end(words: tuple[str, ...]) -> None:
    """It stands on standard error; SIGTERM ends the phone well."""
    process = await command(*words)
    assert process.stderr is not None
    async with asyncio.timeout(20), aiohttp.ClientSession() as session:
        said = (await process.stderr.readline()).decode()
        address = said.removeprefix("In a browser: ").strip()
        assert address.startswith("http://127.0.0.1:")
        async with session.get(address) as answer:
            assert "vphone" in await answer.text()
        process.terminate()
        assert 0 == await process.wait()


async def test_a_taken_port_is_told_in_one_line() -> None:
    """The exit code says that a needed part cannot be used."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = await command(*RUN, str(port))
        async with asyncio.timeout(20):
            _, said = await process.communicate()
    assert MISSING == process.returncode
    assert [f"vphone run: port {port} cannot be served: address already in use."] == said.decode().lower().splitlines()
