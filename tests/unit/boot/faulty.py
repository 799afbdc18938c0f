"""A boot server that does wrong what no real server can be told to do wrong."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Callable, Mapping
from typing import NamedTuple

STATUS = {"401": 401, "403": 403, "404": 404, "405": 405, "4xx": 410, "5xx": 503}
HTML = b"<!DOCTYPE html><html><head><title>Log in</title></head><body>Welcome</body></html>"
ENCRYPTED = b"Crypt=1;KeyDesc=other;Digest=" + b"0" * 64 + b";\n" + bytes(48)
BROKEN = b'<site reg.1.label="broken" <oops>'
BODIES = {"html": HTML, "broken-xml": BROKEN, "undecryptable": ENCRYPTED}


class Seen(NamedTuple):
    """A request that came, and when by the phone's clock."""

    method: str
    path: str
    headers: dict[str, str]
    at: int = 0


class FaultyServer:
    """Serves `files` by path, but does to each path in `faults` what its fault says.

    `silent` is how many requests are left without an answer just now; `now` is the phone's time.
    """

    def __init__(self, files: Mapping[str, str], faults: Mapping[str, str] = {}, now: Callable[[], int] = int) -> None:
        self.files = dict(files)
        self.now = now
        self.faults = dict(faults)
        self.seen: list[Seen] = []
        self.uploads: dict[str, bytes] = {}
        self.url = ""
        self.silent = 0
        self.fell_silent = asyncio.Event()

    @contextlib.asynccontextmanager
    async def serving(
        self, tls: ssl.SSLContext | None = None, address: str = "127.0.0.1", port: int = 0
    ) -> AsyncIterator[FaultyServer]:
        """Listen on a port while entered."""
        server = await asyncio.start_server(self._serve, address, port, ssl=tls)
        self.url = f"{'https' if tls else 'http'}://{address}:{server.sockets[0].getsockname()[1]}/"
        try:
            yield self
        finally:
            server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ssl.SSLError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            method, path, _ = head[0].split(" ")
            headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in head[1:-2])}
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            self.seen.append(Seen(method, path, headers, self.now()))
            if self.faults.get(path.removeprefix("/")) == "timeout":
                await self._say_nothing(reader)
            else:
                await self._answer(writer, method, path, body)
            await writer.drain()
        writer.close()

    async def _say_nothing(self, reader: asyncio.StreamReader) -> None:
        self.silent += 1
        self.fell_silent.set()
        await reader.read()  # until the phone gives up
        self.silent -= 1

    async def _answer(self, writer: asyncio.StreamWriter, method: str, path: str, body: bytes) -> None:
        name = path.removeprefix("/")
        fault = self.faults.get(name, "")
        if fault in STATUS:
            _send(writer, STATUS[fault], b"no", {"WWW-Authenticate": 'Basic realm="boot"'} if fault == "401" else {})
        elif fault == "reset":
            if method == "GET":
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<half")
                await writer.drain()
            _reset(writer)
        elif fault == "truncated":
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<half")
        elif fault == "redirects":
            _send(writer, 302, b"", {"Location": path})
        elif fault == "endless":
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n<site>")
            while not writer.is_closing():
                writer.write(b" " * 65536)
                await writer.drain()
        elif fault in BODIES:
            _send(writer, 200, BODIES[fault])
        elif method == "PUT":
            self.uploads[name] = body
            _send(writer, 201, b"")
        elif name in self.files:
            _send(writer, 200, b"" if method == "HEAD" else self.files[name].encode())
        else:
            _send(writer, 404, b"")


def _send(writer: asyncio.StreamWriter, status: int, body: bytes, headers: Mapping[str, str] = {}) -> None:
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    writer.write("\r\n".join([*lines, "", ""]).encode() + body)


def _reset(writer: asyncio.StreamWriter) -> None:
    """Drop the connection with a TCP reset instead of an orderly end."""
    connection = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
