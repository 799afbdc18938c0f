"""tftpd-hpa as a boot server, behind a relay: it logs to the system alone, so what is asked is noted on the way."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from typing import Any, NamedTuple, Self

import pytest

from tests.peers.harness.programs import eventually, free_port
from tests.peers.harness.workbench import Workbench

_KINDS = {1: "GET", 2: "PUT"}


class Asked(NamedTuple):
    """One request: GET or PUT, the file, and the options with their values."""

    method: str
    file: str
    options: dict[str, str]


class Tftpd:
    """A running in.tftpd: `root` is what it serves and where uploads arrive; `asked` are all requests.

    `drop` tells of each packet, in either direction, whether it gets lost on the way.
    """

    def __init__(self, bench: Workbench) -> None:
        if os.geteuid() != 0:
            pytest.skip("in.tftpd serves only root's files, as root")
        folder = bench.place("tftpd")
        self.root = folder / "root"
        self.root.mkdir()
        for each in (bench.folder, folder, self.root):
            each.chmod(0o777)
        self._own_port = free_port()
        self._program = bench.program(
            "in.tftpd", "-L", "--secure", "--create", "--permissive", "--user", "nobody",
            "--address", f"127.0.0.1:{self._own_port}", self.root, folder=folder,
        )  # fmt: skip
        self.asked: list[Asked] = []
        self._beginnings: list[asyncio.Task[None]] = []
        self.drop: Callable[[bytes], bool] = lambda packet: False
        self.url = ""

    async def __aenter__(self) -> Self:
        self._program.start()
        loop = asyncio.get_running_loop()
        self._front, _ = await loop.create_datagram_endpoint(lambda: _Ear(self._begin), local_addr=("127.0.0.1", 0))
        self.url = f"tftp://127.0.0.1:{self._front.get_extra_info('sockname')[1]}/"
        self._ways: list[asyncio.DatagramTransport] = [self._front]
        await eventually(self._serves, "in.tftpd ready")
        return self

    async def __aexit__(self, *_: object) -> None:
        for way in self._ways:
            way.close()
        self._program.stop()

    def add(self, files: dict[str, str | bytes]) -> None:
        """Put files below `root`, with their folders, for everybody to read."""
        for name, content in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o777)
            path.parent.chmod(0o777)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
            path.chmod(0o666)

    def _serves(self) -> bool:
        line = f":{self._own_port:04X} "
        with open("/proc/net/udp") as table:
            return any(line in each for each in table)

    def _begin(self, data: bytes, client: Any) -> None:
        """A request: note it, and stand between the two for the rest of its transfer."""
        kind, words = int.from_bytes(data[:2]), data[2:].decode().split("\0")
        self.asked.append(Asked(_KINDS.get(kind, "?"), words[0], dict(zip(words[2:-1:2], words[3::2], strict=False))))
        self._beginnings.append(asyncio.create_task(self._relay(data, client)))

    async def _relay(self, request: bytes, client: Any) -> None:
        loop = asyncio.get_running_loop()
        server: list[Any] = [("127.0.0.1", self._own_port)]

        def pass_on(way: asyncio.DatagramTransport, data: bytes, place: Any) -> None:
            if not self.drop(data) and not way.is_closing():
                way.sendto(data, place)

        def from_server(data: bytes, place: Any) -> None:
            server[0] = place
            pass_on(near, data, client)

        near, _ = await loop.create_datagram_endpoint(
            lambda: _Ear(lambda data, _: pass_on(far, data, server[0])), local_addr=("127.0.0.1", 0)
        )
        far, _ = await loop.create_datagram_endpoint(lambda: _Ear(from_server), local_addr=("127.0.0.1", 0))
        self._ways += [near, far]
        pass_on(far, request, server[0])


class _Ear(asyncio.DatagramProtocol):
    def __init__(self, heard: Callable[[bytes, Any], None]) -> None:
        self._heard = heard

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self._heard(data, addr)
