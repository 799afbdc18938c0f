"""BToE's door to the computer: listens, ciphers, and passes on what computers say, and the sound of the paired one."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import secrets
import string
from collections.abc import Callable
from pathlib import Path
from typing import Any

from emulator.boot.model import config
from emulator.btoe.channel import Established, Knock, PhoneChannel, WrongCode
from emulator.btoe.model import Btoe
from emulator.btoe.orders import (
    Admit,
    Attend,
    CodeDrawn,
    CodeMissed,
    DrawCode,
    HangUp,
    HungUp,
    Knocked,
    PcSaid,
    Say,
    TurnAway,
)
from emulator.btoe.places import Place, announce, default_folder
from emulator.btoe.wire import FRAME_BYTES, Audio, Message, WireError
from emulator.kernel.clock import SECOND
from emulator.kernel.errands import Errands
from emulator.kernel.links import Host
from emulator.kernel.state import Effect
from emulator.settings.model import Nameplate

CODE_LENGTH = 8
ALPHABET = string.ascii_letters + string.digits
"""Of what a pairing code is made, as the guides show one: gNCYoV19."""

MOST_VISITS = 8
"""Connections at a time; the paired computer needs one."""

MUTE = 10 * SECOND
"""Microseconds after which a connection that has not proved the code is closed."""

BACKLOG = 1 << 20
"""Bytes that wait for a computer which does not read, until the connection is given up."""


class _Visit:
    """One connection of a computer."""

    def __init__(self, number: int, writer: asyncio.StreamWriter) -> None:
        self.number = number
        self.channel = PhoneChannel()
        self._writer = writer

    def flush(self) -> None:
        """Send what the channel has to send; a computer that does not read is given up."""
        self._writer.write(self.channel.take())
        if self._writer.transport.get_write_buffer_size() > BACKLOG:
            self._writer.transport.abort()

    def close(self) -> None:
        """End it, once all is sent."""
        self._writer.close()


class BtoeLink:
    """Performs the orders of BToE. Sound passes by the phone's events: fifty times a second is too often for them."""

    effects: tuple[type[Effect], ...] = (Attend, DrawCode, Admit, TurnAway, Say, HangUp)

    def __init__(self, phone: Host, bind: str, folder: Path | None, play: Callable[[bytes], None]) -> None:
        """`folder` is where computers of this user find the phone; `play` takes sound for it, 20 ms at a time."""
        self._phone = phone
        self._bind = bind or "127.0.0.1"
        self._folder = folder or default_folder()
        self._play = play
        self._numbers = itertools.count(1)
        self._visits: dict[int, _Visit] = {}
        self._errands = Errands()
        self._server: asyncio.Server | None = None
        self._entry: Path | None = None
        self._cable = ""
        self._heard = b""
        self._wanted = False

    def perform(self, effect: Any) -> None:
        """Do what is asked; only opening the door takes time."""
        match effect:
            case Attend(wanted):
                self._attend(wanted)
            case DrawCode():
                self._phone.post(CodeDrawn("".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))))
            case _:
                visit = self._visits.get(effect.visitor)
                if visit is not None:
                    self._treat(visit, effect)

    def hear(self, pcm: bytes) -> None:
        """Sound of the phone's microphone, for the paired computer."""
        self._heard += pcm
        visit = self._visits.get(self._phone.state[Btoe].visitor)
        while len(self._heard) >= FRAME_BYTES:
            part, self._heard = self._heard[:FRAME_BYTES], self._heard[FRAME_BYTES:]
            if visit is not None and visit.channel.established:
                visit.channel.send(Audio(part))
                visit.flush()

    async def close(self) -> None:
        """Close the door and all connections."""
        self._attend(wanted=False)
        await self._errands.end()

    # The door

    def _attend(self, wanted: bool) -> None:
        self._wanted = wanted
        if wanted:
            self._errands.run(self._open())
            return
        if self._server is not None:
            self._server.close()
            self._server = None
        if self._entry is not None:
            with contextlib.suppress(OSError):
                self._entry.unlink()
            self._entry = None
        for visit in self._visits.values():
            visit.close()

    async def _open(self) -> None:
        self._cable = secrets.token_urlsafe(32)  # before anybody can knock
        with self._phone.clock.owe():
            try:
                server = await asyncio.start_server(self._visited, self._bind, 0)
            except OSError as error:
                self._phone.fail(f"BToE cannot listen at {self._bind} ({error.strerror}); choose another by --bind.")
                return
        if not self._wanted or self._server is not None:
            server.close()
            return
        self._server = server
        plate, port = self._phone.state[Nameplate], server.sockets[0].getsockname()[1]
        place = Place(plate.mac, config(self._phone.state).identity.model, self._bind, port, os.getpid(), self._cable)
        with contextlib.suppress(OSError):
            self._entry = announce(self._folder, place)

    # Visits

    async def _visited(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if len(self._visits) >= MOST_VISITS or task is None:
            writer.close()
            return
        self._errands.adopt(task)
        visit = _Visit(next(self._numbers), writer)
        self._visits[visit.number] = visit
        clock = self._phone.clock
        alarm = clock.call_at(clock.now() + MUTE, lambda: None if visit.channel.established else visit.close())
        try:
            with contextlib.suppress(WireError, OSError):
                await self._listen(visit, reader)
        finally:
            alarm.cancel()
            del self._visits[visit.number]
            visit.close()
            self._phone.post(HungUp(visit.number))

    async def _listen(self, visit: _Visit, reader: asyncio.StreamReader) -> None:
        """Until the computer hangs up, or does not keep to the protocol."""
        while data := await reader.read(1 << 16):
            for happening in visit.channel.receive(data):
                self._happened(visit, happening)
            visit.flush()

    def _happened(self, visit: _Visit, happening: Established | Knock | WrongCode | Message) -> None:
        post = self._phone.post
        match happening:
            case Audio(pcm):
                own = self._phone.state[Btoe]
                if own.visitor == visit.number and own.streams[0]:
                    self._play(pcm)
            case Knock(mode, plug):
                post(Knocked(visit.number, mode, plug))
            case Established():
                pass  # what follows is its Hello
            case WrongCode():
                visit.flush()
                post(CodeMissed(visit.number))
                visit.close()
            case _:
                post(PcSaid(visit.number, happening))

    def _treat(self, visit: _Visit, effect: Effect) -> None:
        channel = visit.channel
        match effect:
            case Admit(_, code):
                try:
                    channel.admit(code or self._cable)
                except WireError:
                    visit.close()
            case TurnAway(_, reason, seconds):
                if not channel.established:
                    channel.refuse(reason, seconds)
            case Say(_, message):
                if channel.established:
                    channel.send(message)
        visit.flush()
        if isinstance(effect, TurnAway | HangUp):
            visit.close()
