"""A phone that a PC can be paired with: the real wire, and no phone behind it."""

from __future__ import annotations

import asyncio
import contextlib
import os
from pathlib import Path
from typing import Any, Self

from emulator.btoe import wire
from emulator.btoe.channel import Established, Knock, PhoneChannel, WrongCode
from emulator.btoe.places import Place, announce
from tests.unit.lab.pc.desk import VVX

CODE, CABLE = "gNCYoV19", "the secret of the cable"


class FakePhone:
    """Lets every PC in that knows the code or the cable, and welcomes it; `heard` is what it was told."""

    def __init__(self, run: Path, welcome: wire.Message = VVX, refuses: wire.Reason | None = None) -> None:
        self.run = run
        self.welcome = welcome
        self.refuses = refuses
        self.deaf = False
        self.heard: list[Any] = []
        self.modes: list[str] = []
        self._channel: PhoneChannel | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._more = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._meet, "127.0.0.1", 0)
        self.port = int(self._server.sockets[0].getsockname()[1])
        self._place = announce(self.run, Place(VVX.mac, VVX.model, "127.0.0.1", self.port, os.getpid(), CABLE))
        return self

    async def __aexit__(self, *_: object) -> None:
        self._place.unlink(missing_ok=True)
        self._server.close()
        self.hang_up()

    def hang_up(self) -> None:
        """Close the connection without a word."""
        if self._writer is not None:
            self._writer.close()

    def say(self, *messages: wire.Message) -> None:
        """Tell the PC something."""
        assert self._channel is not None
        assert self._writer is not None
        for message in messages:
            self._channel.send(message)
        self._writer.write(self._channel.take())

    def inject(self, data: bytes) -> None:
        """Send what is no message."""
        assert self._writer is not None
        self._writer.write(data)

    async def until(self, *kinds: type) -> None:
        """Wait until it has heard messages of these kinds."""
        async with asyncio.timeout(10):
            while not all(any(isinstance(each, kind) for each in self.heard) for kind in kinds):
                self._more.clear()
                await self._more.wait()

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._channel, self._writer = channel, _ = PhoneChannel(), writer
        with contextlib.suppress(wire.WireError, ConnectionError):
            while data := await reader.read(65_536):
                for happening in channel.receive(data) if not self.deaf else ():
                    self._take(channel, happening)
                writer.write(channel.take())
                if self.refuses or isinstance(self.heard[-1:], WrongCode):
                    break
        writer.close()

    def _take(self, channel: PhoneChannel, happening: object) -> None:
        match happening:
            case Knock(mode):
                self.modes.append(mode)
                if self.refuses:
                    channel.refuse(self.refuses, 30)
                else:
                    channel.admit(CABLE if mode == "auto" else CODE)
            case Established():
                pass
            case wire.Hello():
                channel.send(self.welcome)
        self.heard.append(happening)
        self._more.set()
