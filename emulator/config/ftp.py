"""Reading a file from an FTP server, over TLS too: implicit, or explicit where the server greets in the clear."""

from __future__ import annotations

import contextlib
import ftplib
import socket
import ssl
from typing import Any
from urllib.parse import SplitResult, unquote

TLS_PORT = 990

_BLOCK = 1 << 16


class _SecuredFtp(ftplib.FTP_TLS):
    """FTP over TLS whose transfers take up the session of the login, as servers want it."""

    def connect_secured(self, host: str, port: int, timeout: float) -> None:
        """Connect with TLS from the start."""
        self.host, self.timeout = host, timeout
        line = socket.create_connection((host, port), timeout)
        self.af = line.family
        self.sock = self.context.wrap_socket(line, server_hostname=host)
        self.file = self.sock.makefile("r", encoding=self.encoding)
        self.welcome = self.getresp()

    def ntransfercmd(self, cmd: str, rest: int | str | None = None) -> tuple[socket.socket, int | None]:
        """Start a transfer."""
        line, size = ftplib.FTP.ntransfercmd(self, cmd, rest)  # noqa: S321 - secured below
        own: Any = self.sock
        return self.context.wrap_socket(line, server_hostname=self.host, session=own.session), size


def fetch(url: SplitResult, most: int, timeout: float) -> bytes | None:
    """The bytes of a file, somewhat more than `most` at most; None if the server does not have it.

    Raises OSError, EOFError or ftplib.Error if the server does not answer, or with another error.
    """
    with contextlib.closing(_connected(url, timeout)) as server:
        server.login(unquote(url.username or ""), unquote(url.password or ""))
        if isinstance(server, ftplib.FTP_TLS):
            server.prot_p()
        server.voidcmd("TYPE I")
        try:
            line = server.transfercmd(f"RETR {unquote(url.path).removeprefix('/')}")
        except ftplib.error_perm as error:
            if not str(error).startswith("550"):
                raise
            return None
        with line:
            return _read(line, server, most)


def _read(line: socket.socket, server: ftplib.FTP, most: int) -> bytes:
    body = bytearray()
    while block := line.recv(_BLOCK):
        body += block
        if len(body) > most:
            return bytes(body)
    if isinstance(line, ssl.SSLSocket):
        line.unwrap()  # some servers wait for the goodbye before they say that all was well
    server.voidresp()
    return bytes(body)


def _connected(url: SplitResult, timeout: float) -> ftplib.FTP:
    """A server that has greeted."""
    host = url.hostname or ""
    if url.scheme == "ftp":
        return _greeted(ftplib.FTP(), host, url.port or ftplib.FTP_PORT, timeout)  # noqa: S321 - the user's server
    secured = _SecuredFtp(context=ssl.create_default_context())
    try:
        secured.connect_secured(host, url.port or TLS_PORT, timeout)
    except ssl.SSLError as error:
        if error.reason != "WRONG_VERSION_NUMBER":
            raise
        return _greeted(secured, host, url.port or TLS_PORT, timeout)
    return secured


def _greeted(server: ftplib.FTP, host: str, port: int, timeout: float) -> ftplib.FTP:
    try:
        server.connect(host, port, timeout)
    except BaseException:
        server.close()
        raise
    return server
