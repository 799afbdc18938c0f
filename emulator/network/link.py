"""The phone's way to its time servers: a question over UDP, sent again a few times until it is answered."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Callable, Iterator

from emulator.kernel.clock import SECOND, Clock
from emulator.kernel.errands import Errands, owed
from emulator.kernel.links import Post
from emulator.kernel.state import Effect
from emulator.network.model import AskTime, TimeTold, TimeUnknown
from emulator.network.sntp import PORT, SntpError, StrangeError, question, read_answer
from emulator.sip.stack.names import HostLookup, system_lookup
from emulator.sip.stack.resolve import is_address

TRIES = 3
TIMEOUT = 2.0
"""Seconds that each try waits for an answer."""
PATIENCE = 0.5
"""Real seconds for which fast and manual time wait for an answer; then time moves on, and the time-out can come."""


class SntpLink:
    """Asks time servers, each in a task of its own."""

    effects: tuple[type[Effect], ...] = (AskTime,)

    def __init__(
        self,
        post: Post,
        clock: Clock,
        rng: random.Random,
        wall: Callable[[], float] | None = None,
        lookup: HostLookup = system_lookup,
    ) -> None:
        """`wall` tells the host's time, seconds since 1970; it stands in where no server is named."""
        self._post = post
        self._clock = clock
        self._rng = rng
        self._wall = wall
        self._lookup = lookup
        self._errands = Errands()

    def perform(self, effect: AskTime) -> None:
        """Ask; a `TimeTold` or a `TimeUnknown` follows."""
        self._errands.run(self._ask(effect))

    async def close(self) -> None:
        """Ask no more."""
        await self._errands.end()

    async def _ask(self, effect: AskTime) -> None:
        with owed(self._clock, PATIENCE):
            answer = await self._answer(effect) if effect.host else self._own_time(effect)
        self._post(answer)

    def _own_time(self, effect: AskTime) -> TimeTold | TimeUnknown:
        if self._wall is None:
            return TimeUnknown(effect.number, "", "", "no time server")
        return TimeTold(effect.number, self._wall())

    async def _answer(self, effect: AskTime) -> TimeTold | TimeUnknown:
        host, port = split_port(effect.host)
        address = host if is_address(host) else next(iter(await self._lookup(host)), "")
        if not address:
            return TimeUnknown(effect.number, effect.host, "", "the name is unknown")
        try:
            return TimeTold(effect.number, await self._converse(address, port))
        except (OSError, SntpError) as error:
            return TimeUnknown(effect.number, effect.host, address, str(error))

    async def _converse(self, address: str, port: int) -> float:
        """The time by that server, now. Raises OSError, SntpError."""
        loop = asyncio.get_running_loop()
        heard: asyncio.Queue[bytes | Exception | None] = asyncio.Queue()
        transport, _ = await loop.create_datagram_endpoint(lambda: _Ear(heard), remote_addr=(address, port))
        try:
            for _ in range(TRIES):
                mark = self._rng.getrandbits(64)
                asked = loop.time()
                transport.sendto(question(mark))
                with self._time_out(heard):
                    while (message := await heard.get()) is not None:
                        if isinstance(message, Exception):
                            raise message
                        with contextlib.suppress(StrangeError):
                            answer = read_answer(message, mark)
                            way = loop.time() - asked - (answer.sent - answer.received)
                            return answer.sent + max(0.0, way) / 2
            raise SntpError("no answer")
        finally:
            transport.close()

    @contextlib.contextmanager
    def _time_out(self, heard: asyncio.Queue[bytes | Exception | None]) -> Iterator[None]:
        """Put None behind what was heard once the time for an answer is over."""
        due = self._clock.now() + round(TIMEOUT * SECOND)
        alarm = self._clock.call_at(due, lambda: heard.put_nowait(None))
        try:
            yield
        finally:
            alarm.cancel()


class _Ear(asyncio.DatagramProtocol):
    """Hands on what comes from the one server that its socket is connected to."""

    def __init__(self, heard: asyncio.Queue[bytes | Exception | None]) -> None:
        self._heard = heard

    def datagram_received(self, data: bytes, address: object) -> None:
        """An answer, or something else."""
        self._heard.put_nowait(data)

    def error_received(self, error: Exception) -> None:
        """Nobody listens there."""
        self._heard.put_nowait(error)


def split_port(host: str) -> tuple[str, int]:
    """A server and its port: 123 but for host:port, which the device does not know and test servers need."""
    name, colon, port = host.rpartition(":")
    if colon and port.isdecimal() and ":" not in name and 0 < int(port) < 65536:
        return name, int(port)
    return host.strip("[]"), PORT
