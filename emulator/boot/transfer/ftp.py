"""FTP and FTPS to the boot server, as the phone's libcurl speaks them: passive, one login a file.

FTPS is implicit, as libcurl has it for ftps URLs; a server that greets in the clear is asked for TLS before anything
else is said (explicit, RFC 4217). No login and no file then ever goes out in the clear.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import ssl
import weakref
from collections.abc import AsyncIterator

from emulator.boot.address import split_url
from emulator.boot.orders import Fetch, Fetched
from emulator.boot.transfer.ftpcontrol import ANONYMOUS, Control, RefusalError, Reply
from emulator.boot.transfer.streams import Streams
from emulator.boot.transfer.tls import TlsContexts
from emulator.boot.transfer.transport import TransferError, file_path

PORT, TLS_PORT = 21, 990

_CHUNK = 1 << 16
_STATUS = {421: 503, 500: 405, 502: 405, 504: 405, 452: 507, 552: 507, 530: 401, 532: 401, 553: 403}
"""The HTTP status that says the same as a reply."""


class FtpTransport:
    """Moves each file over connections of its own."""

    def __init__(self, contexts: TlsContexts) -> None:
        """`contexts` are for FTPS."""
        self._contexts = contexts
        self._parting: weakref.WeakSet[asyncio.WriteTransport] = weakref.WeakSet()

    async def close(self) -> None:
        """Cut off the connections of transfers that are over, but to whose end the server has not agreed."""
        for wire in self._parting:
            wire.abort()
        await asyncio.sleep(0)

    async def exchange(self, request: Fetch, address: str) -> Fetched:
        """Download (RETR), upload (STOR), append (APPE), or for HEAD and probes ask for the size (SIZE)."""
        path = file_path(request.url)
        try:
            async with self._connection(request, address) as control:
                await control.log_in(request.login or ANONYMOUS)
                size, body = await _move(control, request, path)
        except RefusalError as refusal:
            status = _status(refusal.reply.code, request.method)
            return Fetched(request.id, request.method, request.url, status, detail=refusal.reply.text)
        return Fetched(request.id, request.method, request.url, 200, body, size)

    @contextlib.asynccontextmanager
    async def _connection(self, request: Fetch, address: str) -> AsyncIterator[Control]:
        control = await self._connect(request, address)
        try:
            yield control
        except BaseException:
            control.abort()
            raise
        self._parting.add(control.quit())

    async def _connect(self, request: Fetch, address: str) -> Control:
        parts = split_url(request.url)
        host = parts.hostname or ""
        if parts.scheme.lower() == "ftp":
            return await Control.open(address, parts.port or PORT, host)
        tls = self._contexts.context(request.tls)
        try:
            return await Control.open(address, parts.port or TLS_PORT, host, tls)
        except ssl.SSLError as error:
            if error.reason != "WRONG_VERSION_NUMBER":  # anything but a greeting where TLS was expected
                raise
        control = await Control.open(address, parts.port or TLS_PORT, host)
        try:
            await control.secure(tls)
        except BaseException:
            control.abort()
            raise
        return control


async def _move(control: Control, request: Fetch, path: str) -> tuple[int, bytes]:
    """Do what is asked; size and content of the file."""
    if request.method == "PUT":
        async with _data(control, f"{'APPE' if request.append_at else 'STOR'} {path}") as (_, writer):
            await _write(writer, request.body)
        await control.finish()
        return 0, b""
    if request.method == "HEAD" or request.probe:
        await control.tell("TYPE I")
        return _size(await control.tell(f"SIZE {path}")), b""
    async with _data(control, f"RETR {path}") as (reader, _):
        body = await _read(reader, request.limit)
    try:
        await control.finish()
    except RefusalError as refusal:
        raise TransferError("truncated", refusal.reply.text) from None
    return len(body), body


@contextlib.asynccontextmanager
async def _data(control: Control, command: str) -> AsyncIterator[Streams]:
    """The connection of one transfer. Raises RefusalError if the server does not begin with it."""
    reader, writer = await control.open_data()
    try:
        await control.tell("TYPE I")
        await control.tell(command, begins=True)
        await control.secure_data(writer)
        yield reader, writer
    finally:
        writer.transport.abort()


async def _read(reader: asyncio.StreamReader, limit: int) -> bytes:
    body = bytearray()
    while chunk := await reader.read(_CHUNK):
        body += chunk
        if len(body) > limit:
            raise TransferError("endless", f"more than {limit} bytes")
    return bytes(body)


async def _write(writer: asyncio.StreamWriter, body: bytes) -> None:
    with contextlib.suppress(ConnectionError):  # the server's reply will say whether it has the whole
        writer.write(body)
        await writer.drain()
        writer.close()
        await writer.wait_closed()


def _size(reply: Reply) -> int:
    found = re.search(r"^213 +(\d{1,18})", reply.text)
    return int(found[1]) if found else 0


def _status(code: int, method: str) -> int:
    if code == 550:
        return 403 if method == "PUT" else 404
    return _STATUS.get(code, 503 if code < 500 else 400)
