"""An FTP server that a test may teach to do wrong."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from types import TracebackType
from typing import Self

HANG_UP = "HANG UP"
"""Instead of a reply: drop the connection."""
SILENCE = "SILENCE"
"""Instead of a reply: say nothing more."""


class FtpServer:
    """Serves `files` to everybody; `says` has other replies than the usual ones, by command.

    That for "" is the greeting, that for "end" follows a download, which is then cut half way. `told` are all commands
    as they came.
    """

    def __init__(self, files: Mapping[str, bytes] = {}, says: Mapping[str, str] = {}) -> None:
        self.files = dict(files)
        self.says = dict(says)
        self.told: list[str] = []
        self.url = ""
        self._data: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()

    async def __aenter__(self) -> Self:
        self._passive = await asyncio.start_server(self._take, "127.0.0.1", 0)
        self._passive_port = self._passive.sockets[0].getsockname()[1]
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"ftp://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        self._passive.close()

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._data.put((reader, writer))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            if await self._reply(reader, writer, "", "220 ready"):
                while line := (await reader.readline()).decode("latin-1").rstrip("\r\n"):
                    self.told.append(line)
                    if not await self._obey(reader, writer, *line.partition(" ")[::2]):
                        break
        writer.close()
        while not self._data.empty():
            (await self._data.get())[1].transport.abort()

    async def _reply(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, key: str, usual: str) -> bool:
        said = self.says.get(key, usual)
        if said == SILENCE:
            await reader.read()
        if said in (SILENCE, HANG_UP):
            return False
        writer.write(f"{said}\r\n".encode())
        await writer.drain()
        return True

    async def _obey(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, verb: str, rest: str) -> bool:
        if verb in ("RETR", "STOR", "APPE") and verb not in self.says:
            return await self._transfer(reader, writer, verb, rest)
        usual = {
            "USER": "331 who are you", "PASS": "230 come in", "TYPE": "200 so be it", "QUIT": "221 bye",
            "EPSV": f"229 listening (|||{self._passive_port}|)",
            "SIZE": f"213 {len(self.files[rest])}" if rest in self.files else "550 no such file",
        }  # fmt: skip
        return await self._reply(reader, writer, verb, usual.get(verb, "502 what is that"))

    async def _transfer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, verb: str, name: str) -> bool:
        if verb == "RETR" and name not in self.files:
            return await self._reply(reader, writer, "missing", "550 no such file")
        writer.write(b"150 here it comes\r\n")
        data, data_writer = await self._data.get()
        whole = await self._move(data, data_writer, verb, name)
        data_writer.close()
        return await self._reply(reader, writer, "end", "226 done" if whole else "426 broken off")

    async def _move(self, data: asyncio.StreamReader, writer: asyncio.StreamWriter, verb: str, name: str) -> bool:
        if verb != "RETR":
            old = self.files.get(name, b"") if verb == "APPE" else b""
            self.files[name] = old + await data.read()
            return True
        body = self.files[name]
        cut = "end" in self.says
        with contextlib.suppress(ConnectionError):
            writer.write(body[: len(body) // 2] if cut else body)
            await writer.drain()
        return not cut
