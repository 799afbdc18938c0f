"""A registrar of one port that keeps every byte that comes, and a phone's SIP side that is registered with it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import cast

from emulator.boot.model import Power, config
from emulator.kernel.clock import ManualClock
from emulator.kernel.state import Event, State
from emulator.lab.kamailio import free_port
from emulator.lines.model import RegisterAnswered, SendRegister
from emulator.lines.settings import read_lines
from emulator.sip.desk import Desk
from emulator.sip.stack.messages import Request, parse
from emulator.sip.terms import SipSetup
from tests.unit.calls import rig as phones
from tests.unit.sip.rig import until


class Registrar:
    """Answers all that it is asked with `code` and `headers`; 0 is silence."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.code = 200
        self.headers: dict[str, str] = {}
        self.port = 0
        self.send: Callable[[bytes, int], None] = lambda data, port: None
        """Says something by UDP to a port."""

    def take(self, data: bytes, reply: Callable[[bytes], object]) -> None:
        """Keep what came, and answer it."""
        self.heard.append(data)
        if data.strip() and self.code and not data.startswith(b"SIP/2.0"):
            reply(self._answer(cast("Request", parse(data))))

    def _answer(self, request: Request) -> bytes:
        answer = request.reply(self.code, to_tag="w")
        answer.add("Contact", (request.get("contact") or "").partition(";methods")[0])
        answer.add("Expires", request.get("expires") or "0")
        for name, value in self.headers.items():
            answer.add(name, value)
        return answer.serialise()

    @property
    def methods(self) -> list[str]:
        """What it was asked."""
        return [data.partition(b" ")[0].decode() for data in self.heard if data.strip()]

    @property
    def pings(self) -> list[bytes]:
        """What came without meaning."""
        return [data for data in self.heard if not data.strip()]

    async def until_asked(self, method: str, times: int) -> None:
        """Wait until a request has come so often."""
        await until(lambda: self.methods.count(method) == times)

    async def until_pinged(self, times: int) -> None:
        """Wait until so much has come that means nothing."""
        await until(lambda: len(self.pings) == times)


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, registrar: Registrar) -> None:
        self._registrar = registrar

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._wire = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        self._registrar.take(data, lambda answer: self._wire.sendto(answer, address))


class _Stream(asyncio.Protocol):
    def __init__(self, registrar: Registrar) -> None:
        self._registrar = registrar

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._wire = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._registrar.take(data, self._wire.write)


class Phone:
    """The phone of a desk, as far as a desk needs one; its clock is moved by hand."""

    def __init__(self, values: dict[str, str]) -> None:
        self.clock = ManualClock()
        self.state: State = phones.Rig(values).core.state
        self.events: list[Event] = []

    def post(self, event: Event) -> None:
        """Note it."""
        self.events.append(event)

    def trace(self, direction: str, peer: str, text: str) -> None:
        """Nobody reads it."""

    def fail(self, message: str) -> None:
        """Nothing here may."""
        raise AssertionError(message)

    def cable(self, *, plugged: bool) -> None:
        """Plug the LAN cable in, or pull it."""
        self.state = self.state.replaced(Power(state="running", link=plugged))


class Bench:
    """A desk whose first line has the registrar for its first server."""

    def __init__(self, phone: Phone, desk: Desk, registrar: Registrar) -> None:
        self.phone = phone
        self.desk = desk
        self.registrar = registrar
        self.order = SendRegister(read_lines(config(phone.state), 1)[0], 0, 3600)

    @property
    def answers(self) -> list[RegisterAnswered]:
        """What the phone was told of registrations."""
        return [event for event in self.phone.events if isinstance(event, RegisterAnswered)]

    async def register(self) -> RegisterAnswered:
        """Register, and say what came of it."""
        count = len(self.answers)
        self.desk.perform(self.order)
        await until(lambda: len(self.answers) > count)
        return self.answers[-1]


@asynccontextmanager
async def bench(values: dict[str, str] | None = None, transport: str = "UDPOnly") -> AsyncIterator[Bench]:
    """A phone whose SIP side is open, and its registrar."""
    registrar, loop = Registrar(), asyncio.get_running_loop()
    registrar.port = free_port()
    udp, _ = await loop.create_datagram_endpoint(lambda: _Datagrams(registrar), ("127.0.0.1", registrar.port))
    registrar.send = lambda data, port: udp.sendto(data, ("127.0.0.1", port))
    tcp = await loop.create_server(lambda: _Stream(registrar), "127.0.0.1", registrar.port)
    own = {"address": "127.0.0.1", "port": str(registrar.port), "transport": transport}
    lines = {"reg.1.address": "1001", **{f"reg.1.server.1.{name}": value for name, value in own.items()}}
    phone = Phone({**lines, **(values or {})})
    desk = Desk(phone, SipSetup("UA"), config(phone.state), random.Random(1))
    await desk.open("127.0.0.1", 0)
    try:
        yield Bench(phone, desk, registrar)
    finally:
        await desk.close()
        udp.close()
        tcp.close()
