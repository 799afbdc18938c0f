"""Phones whose slices run in any order, watched as they live."""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec

from emulator.boot.model import Power, Provisioning
from emulator.config.identity import identify
from emulator.config.layers import configure
from emulator.device import SLICES, Device
from emulator.kernel.core import Fault
from emulator.kernel.profile import load_profile
from emulator.kernel.slices import PowerCut, Slice
from emulator.kernel.state import Effect, Event
from emulator.settings.model import Nameplate

MAC = "0004f2aabb01"
FLASH = {"device.prov.serverName": "boot.example", "device.prov.serverType": "HTTP"}


class Placed(Slice[Any]):
    """A slice in another place: a core runs slices in the order of their names."""

    def __init__(self, slice_: Slice[Any], place: int) -> None:
        super().__init__(slice_.part, slice_.reactions, slice_.machines, slice_.kept)
        self._place = place

    @property
    def name(self) -> str:
        """Its place, then its name."""
        return f"{self._place:02} {super().name}"


def make(model: str, order: list[int]) -> Device:
    """A phone that is pointed at the boot server, with its slices in that order."""
    profile = load_profile(model)
    provisioning = Provisioning(configure(identify(profile, MAC), flash=FLASH), device=FLASH)
    slices = [Placed(slice_, place) for slice_, place in zip(SLICES, order, strict=True)]
    device = Device(profile, [Power(pace="quick"), provisioning, Nameplate(MAC)], slices=slices)
    Watch(device)
    return device


class Watch:
    """Sees to it that no reaction fails, and that an event changes only the parts of slices that react to it."""

    def __init__(self, device: Device) -> None:
        self._core = device.core
        self._before = device.core.state
        device.core.observers.append(self._check)

    def _check(self, event: Event) -> None:
        assert not isinstance(event, Fault), event
        before, self._before = self._before, self._core.state
        if isinstance(event, PowerCut):  # which takes something from every slice
            return
        for part in self._before:
            reacting = any(slice_.part is type(part) and type(event) in slice_.reactions for slice_ in SLICES)
            assert reacting or part is before[type(part)], (event, part)


def bare(effects: list[Effect]) -> Counter[bytes]:
    """Effects without their order."""
    return Counter(msgspec.json.encode(effect) for effect in effects)
