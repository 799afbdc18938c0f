"""What connects a phone with the outside: its links, opened with the power, and dead without it."""

from __future__ import annotations

import asyncio

from emulator.boot.model import PowerOn
from emulator.kernel.links import Host, Link
from emulator.kernel.slices import PowerCut
from emulator.kernel.state import Effect, Part
from emulator.sip.link import SipLink
from emulator.wiring import Setup, connect


class Cables:
    """The links of one phone, found by the effects that they perform."""

    def __init__(self, setup: Setup, phone: Host) -> None:
        self._setup = setup
        self._phone = phone
        self._links: list[Link] = []
        self._by_effect: dict[type[Effect], Link] = {}
        self._ending: asyncio.Task[None] | None = None
        self._waking: asyncio.Task[None] | None = None
        self.sip: SipLink

    @property
    def live(self) -> bool:
        """Whether there is power."""
        return bool(self._links)

    def open(self) -> list[Part]:
        """Make the links; the parts that a phone wakes up with."""
        wires = connect(self._setup, self._phone)
        self._links, self.sip = wires.links, wires.sip
        for link in self._links:
            self._by_effect.update(dict.fromkeys(link.effects, link))
        return wires.parts

    def perform(self, effect: Effect) -> None:
        """Pass an effect on to the link that it is for."""
        link = self._by_effect.get(type(effect))
        if link is not None:
            link.perform(effect)

    def cut(self) -> None:
        """Pull the plug: all is dropped at once, without a word to anybody, and the phone is dark."""
        if self.live:
            self._drop()
            self._phone.post(PowerCut())

    def restore(self) -> None:
        """Plug the power in again: the phone boots, once all that hung on the power before has ended."""
        if not self.live and self._waking is None:
            self._waking = asyncio.create_task(self._wake())

    async def close(self) -> None:
        """End all links, and wait until they have ended."""
        if self._waking is not None:
            self._waking.cancel()
        if self.live:
            self._drop()
        await self._ended()

    def _drop(self) -> None:
        links, self._links, self._by_effect = self._links, [], {}
        self._ending = asyncio.create_task(_close(links))

    async def _ended(self) -> None:
        if self._ending is not None:
            with self._phone.clock.owe():
                await self._ending

    async def _wake(self) -> None:
        await self._ended()
        self._waking = None
        self.open()
        self._phone.post(PowerOn())


async def _close(links: list[Link]) -> None:
    for link in reversed(links):
        await link.close()
