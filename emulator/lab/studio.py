"""The lab's media: calls in engine processes of its own, which the SIP server reaches like any user agent."""

from __future__ import annotations

import asyncio
import itertools
from pathlib import Path
from typing import Final

from emulator.kernel.clock import Clock, sleep
from emulator.sip.pool import Death, EnginePool
from emulator.sip.protocol import (
    Answer,
    Configure,
    Confirmed,
    Digit,
    Ended,
    Event,
    Finished,
    HangUp,
    Hold,
    Incoming,
    Invite,
    Measure,
    Media,
    Play,
    Progress,
    Record,
    Resume,
    SendDigits,
    Statistics,
)
from emulator.sip.sounds import Recording, Source, Unheard
from emulator.sip.tones import completed

RTP_PORTS = (24000, 24999)
"""Away from the ports of phones on the same machine."""

EITHER: Final = 1
"""Calls are taken with encrypted media and without, as the caller wants."""

FINISHING = 2
"""Real seconds that an engine may take to finish a file."""

_HELD = {"local-hold": "held", "remote-hold": "remote-held", "active": "connected"}


class LabCall:
    """One call of one of the lab's users.

    `state` is offered, ringing, connected, held (by the lab), remote-held or ended; `code` the SIP code it ended with;
    `digits` what the other side has dialled meanwhile.
    """

    def __init__(self, studio: Studio, leg: int, remote: str) -> None:
        self.leg = leg
        self.remote = remote
        self.state = "offered"
        self.code = 0
        self.digits = ""
        self._studio = studio
        self._connected = False
        self._changed = asyncio.Event()
        self._measured: asyncio.Future[Statistics] | None = None

    def answer(self, code: int = 200) -> None:
        """Send a response to an incoming call: 180 rings, 200 takes it, 4xx to 6xx refuse it."""
        self._studio.pool.send(Answer(self.leg, code))

    def hold(self) -> None:
        """Put the other side on hold."""
        self._studio.pool.send(Hold(self.leg))

    def resume(self) -> None:
        """Take the other side back from hold."""
        self._studio.pool.send(Resume(self.leg))

    def hang_up(self) -> None:
        """End the call, whatever its state."""
        self._studio.pool.send(HangUp(self.leg))

    def press(self, digits: str) -> None:
        """Send DTMF."""
        self._studio.pool.send(SendDigits(self.leg, digits))

    def play(self, source: Source) -> None:
        """Let the other side hear this."""
        self._studio.pool.send(Play(self.leg, source))

    def record(self, path: Path | None) -> None:
        """Record the other side into a WAV file from now on; None stops."""
        self._studio.pool.send(Record(self.leg, Recording(str(path)) if path else Unheard()))

    async def listen(self, seconds: float) -> Path:
        """Record the other side for some seconds of the lab's clock; the path of the finished WAV file.

        Raises:
            TimeoutError: The call ended meanwhile, or its engine does not finish the file.
        """
        path = self._studio.new_file("heard")
        self.record(path)
        await sleep(self._studio.clock, seconds)
        self.record(None)
        async with asyncio.timeout(FINISHING):
            await completed(path)
        return path

    async def measure(self) -> Statistics:
        """What RTP of this call has done so far.

        Raises:
            ConnectionError: The call has ended.
        """
        self._measured = asyncio.get_running_loop().create_future()
        self._studio.pool.send(Measure(self.leg))
        if self.state == "ended":
            raise ConnectionError("the call has ended")
        return await self._measured

    async def until(self, state: str, timeout: float = 10) -> None:
        """Wait for a state.

        Raises:
            TimeoutError: It was not reached within `timeout` real seconds, or cannot be reached any more.
        """
        async with asyncio.timeout(timeout):
            while self.state != state:
                if self.state == "ended":
                    raise TimeoutError(f"the call ended with {self.code} before it was {state}")
                await self._changed.wait()

    def hear(self, event: Event) -> None:
        """Take news of the engine."""
        match event:
            case Progress():
                self._become("ringing")
            case Confirmed():
                self._connected = True
                self._become("connected")
            case Media(_, state) if self._connected:
                self._become(_HELD.get(state, self.state))
            case Digit(_, digit):
                self.digits += digit
            case Statistics() if self._measured is not None and not self._measured.done():
                self._measured.set_result(event)
            case Ended(_, code):
                self.code = code
                self._become("ended")
                if self._measured is not None and not self._measured.done():
                    self._measured.set_exception(ConnectionError("the call has ended"))

    def _become(self, state: str) -> None:
        self.state = state
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()


class Studio:
    """The engines of all the lab's own users."""

    def __init__(self, clock: Clock, address: str, route: str, folder: Path) -> None:
        """`route` is the host:port of the SIP server, `folder` where recordings go."""
        self.clock = clock
        settings = Configure("vphone-lab", media_address=address, route=route, rtp_ports=RTP_PORTS)
        self.pool = EnginePool(settings, self._hear, self._died, clock)
        self.deaths: list[Death] = []
        self._folder = folder
        self._numbers = itertools.count(1)
        self._calls: dict[int, tuple[LabCall, User]] = {}

    def new_file(self, kind: str) -> Path:
        """A path in the folder that has not been used."""
        return self._folder / f"{kind}-{next(self._numbers)}.wav"

    async def expect(self, user: User, call_from: str) -> tuple[LabCall, str] | None:
        """A call that an engine is ready for, and the Request-URI that its INVITE must have; None if all are full."""
        call = LabCall(self, self.pool.new_leg(), call_from)
        self._calls[call.leg] = call, user
        uri = await self.pool.expect(call.leg, EITHER)
        if uri is None:
            del self._calls[call.leg]
            return None
        return call, uri

    def place(self, user: User, order: Invite, remote: str) -> LabCall:
        """Begin a call; `order.leg` must be a new one."""
        call = LabCall(self, order.leg, remote)
        self._calls[call.leg] = call, user
        self.pool.place(order)
        return call

    async def close(self) -> None:
        """End all calls and engines."""
        await self.pool.close()

    def _hear(self, event: Event) -> None:
        call, user = self._calls.get(getattr(event, "leg", 0), (None, None))
        if call is None or user is None:
            return
        if isinstance(event, Ended):
            del self._calls[call.leg]
        call.hear(event)
        match event:
            case Incoming():
                user.offered(call)
            case Confirmed():
                user.connected(call)
            case Finished():
                user.finished(call)
            case Digit(_, digit):
                user.dialled(call, digit)
            case Ended():
                user.ended(call)

    def _died(self, death: Death) -> None:
        self.deaths.append(death)


class User:
    """What one of the lab's users does with its calls; each does what it wants to override."""

    def offered(self, call: LabCall) -> None:
        """An INVITE has come: answer it."""
        call.answer()

    def connected(self, call: LabCall) -> None:
        """The call is up."""

    def dialled(self, call: LabCall, digit: str) -> None:
        """The other side has pressed a key; `call.digits` are all of them."""

    def finished(self, call: LabCall) -> None:
        """A sound that was played to the call has come to its end."""

    def ended(self, call: LabCall) -> None:
        """The call is over."""
