"""A connector in a test's hands: a socket and the computer's end of the wire."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import TypeVar

from emulator.btoe.channel import Established, PcChannel
from emulator.btoe.places import Place
from emulator.btoe.wire import Audio, Hello, Message, Mode, Refuse, WireError

PATIENCE = 10.0

KindT = TypeVar("KindT")


class Client:
    """One connection. What the phone says is in `heard`, its sound in `sound`."""

    def __init__(self, place: Place, mode: Mode = "auto", code: str = "", plug: bool = True) -> None:
        self._place = place
        self._channel = PcChannel(mode, code or place.cable, plug=plug and mode == "auto")
        self.heard: list[Established | Refuse | Message] = []
        self.sound = b""
        self.closed = False
        self._news = asyncio.Event()

    async def __aenter__(self) -> Client:
        reader, self._writer = await asyncio.open_connection(self._place.host, self._place.port)
        self._task = asyncio.create_task(self._listen(reader))
        self._flush()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.close()
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        with contextlib.suppress(WireError, OSError):
            while data := await reader.read(1 << 16):
                for happening in self._channel.receive(data):
                    if isinstance(happening, Audio):
                        self.sound += happening.pcm
                    else:
                        self.heard.append(happening)
                self._flush()
                self._news.set()
        self.closed = True
        self._news.set()

    def _flush(self) -> None:
        self._writer.write(self._channel.take())

    def say(self, *messages: Message) -> None:
        """Send messages."""
        for message in messages:
            self._channel.send(message)
        self._flush()

    def write(self, data: bytes) -> None:
        """Send bytes as they are."""
        self._writer.write(data)

    async def pair(self, account: str = "", connector: str = "4.3.0") -> None:
        """Prove the code, and introduce the connector."""
        await self.until(lambda: any(isinstance(each, Established) for each in self.heard))
        self.say(Hello(connector, computer="DESKTOP-1", account=account))

    def of(self, kind: type[KindT]) -> list[KindT]:
        """What the phone has said, of that kind."""
        return [each for each in self.heard if isinstance(each, kind)]

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until something holds. Raises TimeoutError."""
        async with asyncio.timeout(PATIENCE):
            while not condition():
                self._news.clear()
                await self._news.wait()
