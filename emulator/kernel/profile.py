"""What distinguishes one model of phone from another, read from `profiles/models/`."""

from __future__ import annotations

import re
from functools import cache

import msgspec

from emulator.kernel.data import list_data, read_data


class UnknownModelError(ValueError):
    """No profile fits the model asked for."""


class Display(msgspec.Struct, frozen=True):
    """The screen: its size on the device, and in character cells here."""

    pixels: tuple[int, int]
    columns: int
    rows: int
    color: bool
    touch: bool
    layout: str  # "keys" (line keys at the sides), or "ccx" (portrait touch)


class LedRow(msgspec.Struct, frozen=True):
    """One line of a model's LED table: while `when` holds, `led` shows `color` in `pattern`.

    Rows stand in order of precedence. `sure` is S (read in a document of the maker) or M (remembered, unverified).
    """

    led: str
    when: str
    color: str
    pattern: str = "steady"
    sure: str = "M"


class DeviceProfile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One model of phone."""

    token: str  # VVX_450: as in a User-Agent
    name: str  # VVX 450: as on the device
    family: str  # VVX, CCX
    agent: str  # PolycomVVX-VVX_450-UA
    part_number: str
    firmware: str
    updater: str
    display: Display
    line_keys: tuple[int, int]  # left, right
    registrations: int
    soft_keys: int
    calls: int  # at once, all lines together
    calls_per_line_key: int
    hard_keys: tuple[str, ...]
    line_key_leds: bool
    led_rows: tuple[LedRow, ...]
    patterns: dict[str, tuple[tuple[int, int], ...]]  # name -> steps of (1 on | 0 off, milliseconds)
    codecs: tuple[str, ...]
    chords: dict[str, tuple[str, ...]] = {}  # what keys held together do: "factory reset" -> 1, 3, 5
    features: tuple[str, ...] = ()  # what the hardware has: handset, headset, usb, bluetooth, wifi, camera, pc-port ...
    sure: dict[str, str] = {}

    @property
    def compact(self) -> str:
        """The model as master configuration files spell it: VVX450."""
        return self.token.replace("_", "")

    @property
    def line_key_count(self) -> int:
        """How many line keys the phone has, on both sides."""
        return sum(self.line_keys)


def models() -> list[str]:
    """The tokens of all models there are profiles for."""
    return [name for name in list_data("models", ".toml") if "_" in name]


def _squeeze(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


@cache
def load_profile(model: str) -> DeviceProfile:
    """The profile of a model named in any usual spelling: VVX_450, "vvx 450", VVX450, vvx-450, 450.

    Raises UnknownModelError with the nearest names.
    """
    wanted = _squeeze(model).removeprefix("poly").removeprefix("com")
    found = [token for token in models() if _squeeze(token) == wanted or _squeeze(token.split("_")[-1]) == wanted]
    if len(found) != 1:
        raise UnknownModelError(f"{model!r} is not a model that vphone knows: {', '.join(models())}")
    own = msgspec.toml.decode(read_data(f"models/{found[0]}.toml"))
    family = msgspec.toml.decode(read_data(f"models/{own.pop('extends')}.toml"))
    return msgspec.convert({**family, **own}, DeviceProfile)
