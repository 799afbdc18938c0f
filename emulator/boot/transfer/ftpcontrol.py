"""FTP's control connection: commands, replies, the login, and TLS on it and on what it opens (RFC 959, 2428, 4217)."""

from __future__ import annotations

import asyncio
import re
import ssl
from typing import Any, NamedTuple, Self

from emulator.boot.orders import Login
from emulator.boot.transfer.streams import Streams, open_streams
from emulator.boot.transfer.transport import TransferError

LINES = 200
"""How many lines a reply may have."""

ANONYMOUS = Login("anonymous", "anonymous@")

_EPSV = re.compile(r"\(\|\|\|(\d{1,5})\|\)")
_PASV = re.compile(r"\d{1,3},\d{1,3},\d{1,3},\d{1,3},(\d{1,3}),(\d{1,3})")


class Reply(NamedTuple):
    """The server's answer to a command; `text` is its last line."""

    code: int
    text: str


class RefusalError(Exception):
    """The server did not do what it was told; `reply` says why."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.text)
        self.reply = reply


class Control:
    """A connection to `address`; `host` is the name that a certificate must bear."""

    def __init__(self, address: str, host: str, streams: Streams) -> None:
        self._address = address
        self._host = host
        self._reader, self._writer = streams

    @classmethod
    async def open(cls, address: str, port: int, host: str, tls: ssl.SSLContext | None = None) -> Self:
        """Connect, with TLS from the start if there is a context, and hear the server's greeting."""
        control = cls(address, host, await open_streams(address, port, tls, host if tls else None))
        try:
            await control.finish()
        except BaseException:
            control.abort()
            raise
        return control

    async def secure(self, tls: ssl.SSLContext) -> None:
        """Go on with TLS from here."""
        await self.tell("AUTH TLS")
        await self._writer.start_tls(tls, server_hostname=self._host)

    async def log_in(self, login: Login) -> None:
        """Say who asks. Raises RefusalError with 530 if that does not do."""
        reply = await self._ask(f"USER {login.user}")
        if reply.code == 331:
            reply = await self._ask(f"PASS {login.password}")
        if reply.code // 100 != 2:
            raise RefusalError(Reply(530 if reply.code >= 500 else reply.code, reply.text))
        if self._session is not None:
            await self.tell("PBSZ 0")
            await self.tell("PROT P")

    async def tell(self, command: str, *, begins: bool = False) -> Reply:
        """Have the server do something, or with `begins` start on it. Raises RefusalError."""
        reply = await self._ask(command)
        if reply.code // 100 not in ((1, 2) if begins else (2,)):
            raise RefusalError(reply)
        return reply

    async def finish(self) -> Reply:
        """Hear that the server is done. Raises RefusalError."""
        reply = await self._reply()
        while reply.code // 100 == 1:
            reply = await self._reply()
        if reply.code // 100 != 2:
            raise RefusalError(reply)
        return reply

    async def open_data(self) -> Streams:
        """A connection for one transfer, always to the same address whatever else the server may say."""
        return await open_streams(self._address, await self._passive_port())

    async def secure_data(self, data: asyncio.StreamWriter) -> None:
        """Go on with TLS on a transfer's connection, if this one has it; before the server's word it does not listen.

        It takes up the session of this connection, so that nobody else can come in between.
        """
        if self._session is not None:
            await data.start_tls(_Resuming.of(self._session), server_hostname=self._host)

    def quit(self) -> asyncio.WriteTransport:
        """Say goodbye; the server's own is not waited for. Return what may stay open until that comes."""
        self._writer.write(b"QUIT\r\n")
        self._writer.close()
        return self._writer.transport

    def abort(self) -> None:
        """Drop the connection."""
        self._writer.transport.abort()

    @property
    def _session(self) -> ssl.SSLObject | None:
        found: Any = self._writer.get_extra_info("ssl_object")
        return found if isinstance(found, ssl.SSLObject) else None

    async def _passive_port(self) -> int:
        reply = await self._ask("EPSV")
        if reply.code == 229 and (found := _EPSV.search(reply.text)):
            return int(found[1])
        reply = await self.tell("PASV")
        if found := _PASV.search(reply.text):
            return int(found[1]) * 256 + int(found[2])
        raise TransferError("reset", f"no port in {reply.text!r}")

    async def _ask(self, command: str) -> Reply:
        if any(character in command for character in "\r\n\0"):
            raise RefusalError(Reply(501, "a command is one line"))
        self._writer.write(f"{command}\r\n".encode())
        await self._writer.drain()
        return await self._reply()

    async def _reply(self) -> Reply:
        """One reply. Raises EOFError if the server hangs up, TransferError if it speaks another language."""
        first = ""
        for _ in range(LINES):
            line = await self._line()
            first = first or line[:3]
            if len(first) < 3 or not (first.isascii() and first.isdigit()):
                break
            if line[:3] == first and line[3:4] != "-":
                return Reply(int(first), line)
        raise TransferError("reset", "the server does not speak FTP")

    async def _line(self) -> str:
        try:
            line = await self._reader.readuntil(b"\n")
        except asyncio.LimitOverrunError:
            raise TransferError("reset", "a reply without an end") from None
        return line.decode("utf-8", "replace").rstrip()


class _Resuming(ssl.SSLContext):
    """A context whose connections take up another one's session."""

    like: ssl.SSLObject

    @classmethod
    def of(cls, like: ssl.SSLObject) -> _Resuming:
        context = cls(ssl.PROTOCOL_TLS_CLIENT)
        context.like = like
        return context

    def wrap_bio(
        self,
        incoming: ssl.MemoryBIO,
        outgoing: ssl.MemoryBIO,
        server_side: bool = False,
        server_hostname: str | bytes | None = None,
        session: ssl.SSLSession | None = None,
    ) -> ssl.SSLObject:
        return self.like.context.wrap_bio(incoming, outgoing, server_side, server_hostname, self.like.session)
