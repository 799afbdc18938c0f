"""The connector's end of the wire: finds the phone, shakes hands, passes on what is said, notices when it is gone."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path

from emulator.btoe.channel import Established, PcChannel
from emulator.btoe.places import Place, places
from emulator.btoe.wire import HEARTBEAT, SILENCE, Audio, Goodbye, Heartbeat, Message, Refuse, WireError
from emulator.kernel.clock import SECOND, Alarm, Clock
from emulator.kernel.state import Event
from emulator.lab.pc.model import Connect, LinkLost, NotReached, Reached, Said

PATIENCE = 10.0
"""Seconds that a handshake may take."""

CHUNK = 65_536


class UnknownPhoneError(LookupError):
    """It cannot be said which phone is meant; `reason` is unreachable or several, the message a sentence."""

    def __init__(self, reason: str, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason


def find(run: Path, name: str) -> Place:
    """The phone of this computer that is called so: by MAC address or model; without a name, the only one there is.

    Raises UnknownPhoneError.
    """
    wanted = _plain(name)
    known = places(run)
    found = [place for place in known if not name or wanted in (_plain(place.mac), _plain(place.model))]
    if len(found) == 1:
        return found[0]
    listing = ", ".join(f"{place.model} {place.mac}" for place in known) or "none"
    if found:
        raise UnknownPhoneError("several", f"There are several phones; say which one: {listing}.")
    raise UnknownPhoneError("unreachable", f"No such phone can be reached; there are: {listing}.")


def _plain(name: str) -> str:
    return "".join(character for character in name.lower() if character.isalnum())


def _address(name: str) -> tuple[str, int] | None:
    """HOST:PORT, if it is that."""
    host, colon, port = name.rpartition(":")
    return (host.strip("[]"), int(port)) if colon and host and port.isdecimal() and int(port) < 65536 else None


class Line:
    """One connection, or the way to it. Nothing is posted any more once it is closed."""

    def __init__(
        self, wanted: Connect, clock: Clock, run: Path, post: Callable[[Event], None], hear: Callable[[bytes], None]
    ) -> None:
        """`run` is the folder where phones are found; `hear` takes the sound of the phone."""
        self._wanted, self._clock, self._run = wanted, clock, run
        self._post, self._hear = post, hear
        self._writer: asyncio.StreamWriter | None = None
        self._channel: PcChannel | None = None
        self._live = True
        self._met = False
        self._host = ""
        self._heard = clock.now()
        self._beat: Alarm | None = None
        self._task = asyncio.create_task(self._talk())

    def say(self, message: Message) -> None:
        """Send a message, if the phone is there."""
        if self._live and self._channel is not None and self._channel.established:
            self._channel.send(message)
            self._flush()

    def sound(self, pcm: bytes) -> None:
        """Send 20 ms of sound, unless the phone does not keep up."""
        if self._writer is not None and self._writer.transport.get_write_buffer_size() < CHUNK:
            self.say(Audio(pcm))

    async def close(self, reason: str = "") -> None:
        """Say goodbye, and leave."""
        if reason:
            self.say(Goodbye(reason))
        self._end(None)
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task

    async def _talk(self) -> None:
        try:
            channel, self._host, port = self._prepared()
            with self._clock.owe():
                reader, self._writer = await asyncio.open_connection(self._host, port)
        except UnknownPhoneError as error:
            self._end(NotReached(error.reason))
            return
        except OSError:
            self._end(NotReached("unreachable"))
            return
        try:
            await self._converse(channel, reader)
        finally:
            self._writer.close()
            with contextlib.suppress(OSError):
                await self._writer.wait_closed()

    def _prepared(self) -> tuple[PcChannel, str, int]:
        """The channel, and where to go with it."""
        wanted = self._wanted
        if wanted.mode == "manual" and (where := _address(wanted.phone)):
            return PcChannel("manual", wanted.code), *where
        place = find(self._run, wanted.phone)
        secret = place.cable if wanted.mode == "auto" else wanted.code
        return PcChannel(wanted.mode, secret, plug=wanted.plug), place.host, place.port

    async def _converse(self, channel: PcChannel, reader: asyncio.StreamReader) -> None:
        self._channel = channel
        self._flush()
        limit = self._clock.call_at(self._clock.now() + round(PATIENCE * SECOND), self._overdue)
        try:
            while self._live and (data := await reader.read(CHUNK)):
                if not self._wanted.blocked:
                    self._take(channel, data)
        except (WireError, OSError) as error:
            self._end(LinkLost(str(error)) if self._met else NotReached("unsafe"))
        finally:
            limit.cancel()
            self._end(self._gone())

    def _gone(self) -> Event:
        """What it means that the phone has closed the connection."""
        if self._met:
            return LinkLost("closed")
        return NotReached("blocked" if self._wanted.blocked else "time")

    def _overdue(self) -> None:
        if not self._met:
            self._end(self._gone())
            self._task.cancel()

    def _take(self, channel: PcChannel, data: bytes) -> None:
        self._heard = self._clock.now()
        for happening in channel.receive(data):
            match happening:
                case Established():
                    self._met = True
                    self._keep_alive()
                    self._post(Reached(self._host))
                case Refuse(reason, seconds):
                    self._end(NotReached(reason, seconds))
                case Audio(pcm):
                    self._hear(pcm)
                case Heartbeat():
                    pass
                case message:
                    self._post(Said(message))
        self._flush()

    def _keep_alive(self) -> None:
        """Let the phone know that this end is there, and see whether that one is."""
        if self._clock.now() - self._heard >= SILENCE * SECOND:
            self._end(LinkLost("silence"))
            self._task.cancel()
            return
        self.say(Heartbeat())
        self._beat = self._clock.call_at(self._clock.now() + round(HEARTBEAT * SECOND), self._keep_alive)

    def _flush(self) -> None:
        if self._writer is not None and self._channel is not None and (data := self._channel.take()):
            self._writer.write(data)

    def _end(self, last: Event | None) -> None:
        """Be over, once; `last` says how."""
        if self._beat is not None:
            self._beat.cancel()
        if self._live:
            self._live = False
            if last is not None:
                self._post(last)
