"""The lab's boot server: hands out a configuration tree over HTTP, takes uploads, and remembers who asked for what.

A phone that nobody has announced gets the next free account when it asks for its own file, as a device plugged in on a
site with automatic provisioning would.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import msgspec

from emulator.kernel.mac import parse_mac
from emulator.lab.accounts import Account
from emulator.lab.gate import Gate
from emulator.lab.tree import PHONE_FILE, Tree, phone_file

if TYPE_CHECKING:
    from aiohttp import web

MAX_UPLOAD = 16 << 20
"""Bytes that one upload may have."""

_RANGE = re.compile(r"bytes (\d{1,12})-")


class BootRequest(msgspec.Struct, frozen=True):
    """One request as it was answered; `size` counts the bytes of the body in either direction.

    `device` is the common name in the device certificate of whoever asked; empty without one.
    """

    method: str
    path: str
    status: int
    agent: str
    size: int
    device: str = ""


class BootServer:
    """Serves uploads first, then the tree, then files of phones."""

    def __init__(
        self,
        tree: Tree,
        accounts: Iterable[Account],
        gate: Gate | None = None,
        write: Callable[[Account], bytes] = phone_file,
    ) -> None:
        """Only those whom the gate admits are served, without a gate everybody; `write` makes the files of phones."""
        self.tree = tree
        self._write = write
        self.gate = gate
        self.requests: list[BootRequest] = []
        self.uploads: dict[str, bytes] = {}
        self.faults: dict[str, int] = {}
        self.url = ""
        self._free = [each for each in accounts if each.role == "phone"]
        self._phones: dict[str, Account] = {}
        self._runner: web.AppRunner | None = None

    @property
    def phones(self) -> dict[str, Account]:
        """The account of each phone by its MAC address."""
        return dict(self._phones)

    def add_phone(self, mac: str, account: Account | None = None) -> Account:
        """Give a phone (any spelling of its MAC) an account, or the next free one.

        Raises:
            ValueError: The MAC address is none (MacError), or no account is free.
        """
        key = parse_mac(mac)
        if account is None and key in self._phones:
            return self._phones[key]
        if account is None and not self._free:
            raise ValueError("all accounts of the lab are taken")
        self._phones[key] = account or self._free[0]
        self._free = [each for each in self._free if each.user != self._phones[key].user]
        return self._phones[key]

    def read(self, path: str) -> bytes | None:
        """What a phone gets for a path, None for 404."""
        if path in self.uploads:
            return self.uploads[path]
        content = self.tree.read(path)
        found = PHONE_FILE.fullmatch(path)
        return self._phone_file(found[1]) if content is None and found else content

    def _phone_file(self, mac: str) -> bytes | None:
        try:
            return self._write(self.add_phone(mac))
        except ValueError:
            return None

    async def start(self, address: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None) -> None:
        """Serve, over TLS with a context of `emulator.lab.authority.serving`. `url` then says where.

        Port 0 takes a free one.

        Raises:
            OSError: The port is in use, or the address is not this machine's.
        """
        from aiohttp import web

        application = web.Application(client_max_size=MAX_UPLOAD)
        application.router.add_route("*", "/{path:.*}", self._handle)
        self._runner = web.AppRunner(application, access_log=None, handle_signals=False, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, address, port, ssl_context=tls).start()
        self.url = f"{'https' if tls else 'http'}://{address}:{self._runner.addresses[0][1]}/"

    async def stop(self) -> None:
        """Stop serving; uploads and the list of requests stay."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    async def _handle(self, request: web.Request) -> web.Response:
        from aiohttp import web

        path = request.match_info["path"]
        uploaded = await request.read()
        headers: dict[str, str] = {}
        if self.gate and not self.gate.admits(
            request.headers.get("Authorization", ""), request.method, request.raw_path
        ):
            headers["WWW-Authenticate"] = self.gate.challenge
            status, body = 401, b""
        else:
            status, body = self._answer(request.method, path, uploaded, request.headers.get("Content-Range", ""))
        agent, size = request.headers.get("User-Agent", ""), len(uploaded or body)
        self.requests.append(BootRequest(request.method, f"/{path}", status, agent, size, _device(request)))
        return web.Response(status=status, body=body, headers=headers)

    def _answer(self, method: str, path: str, uploaded: bytes, content_range: str) -> tuple[int, bytes]:
        if fault := self.faults.get(path, self.faults.get("*", 0)):
            return fault, b""
        if method == "PUT":
            return self._store(path, uploaded, content_range), b""
        if method not in ("GET", "HEAD"):
            return 405, b""
        content = self.read(path)
        return (404, b"") if content is None else (200, content)

    def _store(self, path: str, uploaded: bytes, content_range: str) -> int:
        known = self.uploads.get(path)
        start = _RANGE.match(content_range)
        kept = (known or b"")[: int(start[1])] if start else b""
        self.uploads[path] = kept + uploaded
        return 201 if known is None else 204


def _device(request: web.Request) -> str:
    """The common name in the certificate that was shown."""
    certificate = (request.get_extra_info("peercert") or {}) if request.transport else {}
    return next(
        (value for group in certificate.get("subject", ()) for name, value in group if name == "commonName"), ""
    )
