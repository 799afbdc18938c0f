"""A whole pure phone under somebody's fingers: every link answers well and at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from emulator.boot.model import Power, PowerOn, Provisioning, config
from emulator.boot.orders import Compare, Compared, Digest, Digested
from emulator.boot.secrets import digest, same
from emulator.config.identity import identify
from emulator.config.layers import configure
from emulator.device import SLICES, Device
from emulator.display.entry import fields
from emulator.display.keys import CHORD, resolve, resolve_chord, resolve_swipe
from emulator.display.model import Screen, TextTyped, Tiles, Touched
from emulator.kernel.core import Fault
from emulator.kernel.profile import load_profile
from emulator.kernel.slices import Slice
from emulator.kernel.state import Effect, Event, Part
from emulator.settings.model import Nameplate
from tests.unit.world import World

MAC = "0004f2aabb01"
SERVER = {"device.prov.serverName": "http://boot.example/phones/"}
TAP = 1_200_000
"""Microseconds between two keys: enough for a key pressed twice to write two characters."""


class Hands:
    """Press, type and look. Faults of the phone fail the test at once."""

    def __init__(
        self,
        model: str = "VVX_450",
        files: Mapping[str, bytes] = {},
        device: Mapping[str, str] = SERVER,
        pace: str = "quick",
        parts: tuple[Part, ...] = (),
        slices: Iterable[Slice[Any]] = SLICES,
        certificate: str = "Not Installed",
    ) -> None:
        profile = load_profile(model)
        identity = identify(profile, MAC)
        flash = Provisioning(configure(identity, flash=device), device=dict(device))
        plate = Nameplate(MAC, profile.firmware, profile.updater, profile.part_number, certificate=certificate)
        self.device = Device(profile, (flash, Power(pace=pace), plate, *parts), slices)
        self.world = World()
        self.world.files |= files
        self.now = 0
        self.effects: list[Effect] = []
        self.facts: list[Event] = []
        self.device.core.observers.append(self._observe)
        self.feed(PowerOn())

    @staticmethod
    @cache
    def idle() -> Hands:
        """An idle VVX 450, to be looked at only."""
        return Hands()

    def _observe(self, event: Event) -> None:
        assert not isinstance(event, Fault), event
        self.facts.append(event)

    def _perform(self, effects: list[Effect]) -> None:
        todo = list(effects)
        while todo:
            effect = todo.pop(0)
            self.effects.append(effect)
            answer = self._answer(effect)
            if answer is not None:
                todo += self.device.feed(answer, self.now)

    def _answer(self, effect: Effect) -> Event | None:
        if isinstance(effect, Compare):
            return Compared(effect.id, same(effect.password, effect.candidates))
        if isinstance(effect, Digest):
            return Digested(effect.id, digest(effect.password))
        self.world.ask([effect])
        return self.world.well() if self.world.owed else None

    def feed(self, event: Event) -> None:
        """Let something happen."""
        self._perform(self.device.feed(event, self.now))

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.now += round(seconds * 1_000_000)
        self._perform(self.device.core.advance(self.now))

    def press(self, *names: str, hold: float = 0.0) -> None:
        """Press keys, each some time after the one before."""
        for name in names:
            self.now += TAP
            self._perform(self.device.core.advance(self.now))
            self.feed(resolve(name, self.screen, self.device.profile, self.now, hold))

    def chord(self, *names: str) -> None:
        """Hold keys together for as long as the device wants."""
        self.feed(resolve_chord(names, self.screen, self.device.profile, CHORD))

    def type(self, text: str) -> None:
        """Type into the field in focus."""
        assert fields(self.screen), self.text
        self.feed(TextTyped(text))

    def touch(self, *labels: str, hold: float = 0.0) -> None:
        """Touch places of the display that say so, one after the other."""
        for label in labels:
            hit = self.device.frame(self.screen).find(label)
            assert hit is not None, f"no {label!r} on\n{self.text}"
            self.feed(Touched(*hit.center, hold))

    def swipe(self, *ways: str) -> None:
        """Wipe over the display."""
        for way in ways:
            self.feed(resolve_swipe(way, self.screen, self.device.profile))

    def pick(self, label: str) -> None:
        """Move down to the row that begins so, and select it."""
        for _ in range(60):
            rows = [row for row in self.text.splitlines() if row.lstrip().startswith("▸")]
            if rows and label in rows[0]:
                self.press("Select")
                return
            assert "Down" in self.screen.keys, f"no {label!r} on\n{self.text}"
            self.press("Down")
        raise AssertionError(self.text)

    def pick_tile(self, label: str) -> None:
        """Walk over the tiles of Home to one of them, and select it."""
        for _ in range(20):
            grid = next(block for block in self.screen.body if isinstance(block, Tiles))
            if grid.items[grid.selected].text.startswith(label):
                self.press("Select")
                return
            self.press("Right")
        raise AssertionError(self.text)

    @property
    def screen(self) -> Screen:
        """The screen of now."""
        return self.device.screen()

    @property
    def text(self) -> str:
        """What is read on it."""
        return self.device.frame(self.screen).text()

    @property
    def state(self) -> str:
        """The stage of the boot, or running."""
        return self.device.core.state[Power].state

    def setting(self, name: str) -> str:
        """The value in force of a parameter."""
        return config(self.device.core.state).text(name)

    @property
    def flash(self) -> dict[str, str]:
        """The device settings in flash."""
        return self.device.core.state[Provisioning].device
