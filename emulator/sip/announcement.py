"""One announcement of the phone's own: told to all who listen, spoken, and ended."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from emulator.kernel.clock import Clock, sleep
from emulator.paging.model import SendPage
from emulator.paging.packets import ALERTS, ENDS, GAP, PACE, Kind, Packet

Send = Callable[[bytes], None]


class Announcement:
    """What is said on one channel, from its first packet to its last."""

    def __init__(self, effect: SendPage, serial: int, send: Send, clock: Clock) -> None:
        self._effect = effect
        self._serial = serial
        self._send = send
        self._clock = clock
        self._over = asyncio.Event()
        self._on_air = False
        self._before = b""
        self._samples = 0

    async def run(self, on_air: Callable[[], None]) -> None:
        """Tell of it, say so when that is done, and wait for its end, which is told as well."""
        for _ in range(ALERTS):
            if self._over.is_set():
                break
            self._tell("alert")
            await sleep(self._clock, PACE)
        else:
            self._on_air = True
            on_air()
        await self._over.wait()
        self._on_air = False
        await sleep(self._clock, GAP)
        for _ in range(ENDS):
            self._tell("end")
            await sleep(self._clock, PACE)

    def say(self, codec: int, sound: bytes) -> None:
        """Send a frame, and the one before it once more; before others have been told, nothing is sent."""
        if self._on_air:
            self._samples += len(sound)
            self._tell("transmit", codec, self._before + sound)
            self._before = sound

    def end(self) -> None:
        """Say no more."""
        self._over.set()

    def _tell(self, kind: Kind, codec: int = 0, sound: bytes = b"") -> None:
        effect = self._effect
        packet = Packet(kind, effect.channel, self._serial, effect.caller, codec, self._samples, sound)
        self._send(packet.encode())
