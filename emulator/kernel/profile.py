"""What distinguishes one model of phone from another, read from `profiles/models/`."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Literal

import msgspec

from emulator.kernel.data import list_data, read_data
from emulator.kernel.sockets import EXPANSIONS, Plug, plugs
from emulator.kernel.spelling import nearest


class UnknownModelError(ValueError):
    """No profile fits the model asked for."""


class Display(msgspec.Struct, frozen=True):
    """The screen: its size on the device, and in character cells here.

    `layout` says how it is laid out: "keys" (line keys at the sides), "touch" (lines drawn at its edges), "ccx" (touch
    screen with a menu button), "conference" or "handset" (no line keys at all).
    """

    pixels: tuple[int, int]
    columns: int
    rows: int
    color: bool
    touch: bool
    layout: str
    lines: tuple[int, int] = (0, 0)  # line keys drawn at the left and the right edge of a touch screen
    tiles: tuple[int, int] = (4, 2)  # columns and rows of icons on a page of the Home view


class Expansion(msgspec.Struct, frozen=True):
    """An expansion module that a model takes: how many keys on how many pages, and how many modules at most.

    `labels` says what its labels stand on: a display in colour or grey, or a sheet of paper; `plug` what it is called
    among the plugs.
    """

    name: str
    keys: int
    pages: int = 1
    most: int = 3
    labels: Literal["color", "grey", "paper"] = "color"
    plug: str = "expansion"


class LedRow(msgspec.Struct, frozen=True):
    """One line of a model's LED table: while `when` holds, `led` shows `color` in `pattern`, and `other` between.

    Rows stand in order of precedence. `sure` is S (read in a document of the maker) or M (remembered, unverified).
    """

    led: str
    when: str
    color: str
    pattern: str = "steady"
    other: str = "off"
    sure: str = "M"


class DeviceProfile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One model of phone."""

    token: str  # VVX_450: as in a User-Agent
    name: str  # VVX 450: as on the device
    family: str  # VVX, CCX, SoundPoint, SoundStation, SpectraLink
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
    features: tuple[str, ...] = ()  # what the hardware has, by the names of `FEATURES`
    expansions: tuple[Expansion, ...] = ()  # of which one kind at a time can be attached
    sure: dict[str, str] = {}  # field, or field.item -> S (read in a document of the maker) or M (remembered)

    @property
    def compact(self) -> str:
        """The model as master configuration files spell it: VVX450."""
        return self.token.replace("_", "")

    @property
    def line_key_count(self) -> int:
        """How many line keys the phone has, on both sides."""
        return sum(self.line_keys)

    @property
    def line_places(self) -> tuple[int, int]:
        """How many lines have a place at the left and the right edge of the display, with a key or without."""
        return self.line_keys if any(self.line_keys) else self.display.lines

    @property
    def pointed(self) -> bool:
        """Whether rows are touched to open them; else one is selected, and keys are about that one."""
        return self.display.touch and "Down" not in self.hard_keys

    def has(self, feature: str) -> bool:
        """Whether the hardware has one of `FEATURES`."""
        return feature in self.features

    @property
    def sockets(self) -> tuple[str, ...]:
        """What can be plugged in (or paired), as `Plugged` calls it."""
        return tuple(name for name, plug in plugs().items() if self._takes(plug))

    def _takes(self, plug: Plug) -> bool:
        if plug.plug in EXPANSIONS:
            return any(plug.plug == each.plug for each in self.expansions)
        return not plug.needs or any(map(self.has, plug.needs.split()))

    def guessed(self, field: str, item: str = "") -> bool:
        """Whether a field (or one item in it) is remembered, not read in a document of the maker."""
        return self.sure.get(f"{field}.{item}", self.sure.get(field)) != "S"


FEATURES = {
    "handset": "handset",
    "speakerphone": "speakerphone",
    "headset": "headset socket (RJ9, or 2.5 mm on a wireless handset)",
    "ehs": "electronic hookswitch",
    "usb": "USB-A",
    "usb-c": "USB-C",
    "bluetooth": "Bluetooth",
    "wifi": "wireless network",
    "wifi-dongle": "wireless network by a USB adapter",
    "camera": "camera",
    "camera-port": "camera as an accessory",
    "h323": "H.323 beside SIP",
    "pc-port": "PC port",
    "gigabit": "Gigabit Ethernet",
    "microphones": "extension microphones",
    "pstn": "socket for a telephone line",
    "messaging": "instant messages",
    "battery": "battery",
}
"""What a model's hardware may have, in words."""


@cache
def models() -> tuple[str, ...]:
    """The tokens of all models there are profiles for, family by family, in the order of their numbers."""
    return tuple(sorted(list_data("models", ".toml"), key=_place))


def _place(token: str) -> tuple[str, int]:
    series, _, number = token.partition("_")
    return series, int(number or 0)


_SERIES = (
    ("soundpointip", "spip"),
    ("soundpoint", "spip"),
    ("soundstationip", "ssip"),
    ("soundstationduo", "ssduo"),
    ("soundstation", "ssip"),
    ("spectralink", "sl"),
)
"""How series are called in full, and in tokens."""


def _squeeze(text: str) -> str:
    """A model's name as all spellings of it have in common: "Polycom SoundPoint IP 550" and SPIP_550 give spip550."""
    bare = re.sub(r"[^a-z0-9]", "", text.lower()).removeprefix("poly").removeprefix("com")
    long, short = next((each for each in _SERIES if bare.startswith(each[0])), ("", ""))
    return short + bare.removeprefix(long)


def _names(token: str) -> tuple[str, ...]:
    """What a model answers to, squeezed: spip550, ip550 and 550; ssduo and duo."""
    full = _squeeze(token)
    return full, full.removeprefix("sp").removeprefix("ss"), re.sub(r"\D", "", full)


@cache
def load_profile(model: str) -> DeviceProfile:
    """The profile of a model named in any usual spelling: VVX_450, "vvx 450", 450, "SoundPoint IP 550", ssip6000, Duo.

    A number that several series have means the VVX. Raises UnknownModelError with what was probably meant.
    """
    wanted = _squeeze(model)
    found = [token for token in models() if wanted and wanted in _names(token)]
    if len(found) > 1:
        found = [token for token in found if token.startswith("VVX")]
    if len(found) != 1:
        squeezed = {_squeeze(token): token for token in models()}
        near = squeezed.get(nearest(wanted, squeezed))
        listing = f"did you mean {near}?" if near else f"there are {', '.join(models())}"
        raise UnknownModelError(f"{model!r} is not a model that vphone knows; {listing}")
    return msgspec.convert(_read(f"models/{found[0]}.toml"), DeviceProfile)


def _read(path: str) -> dict[str, Any]:
    """A profile's file on top of what it extends: its tables add to those below, other values replace them."""
    own: dict[str, Any] = msgspec.toml.decode(read_data(path))
    base = own.pop("extends", "")
    return _merged(_read(f"models/families/{base}.toml"), own) if base else own


def _merged(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    tables = {name: _merged(below[name], value) for name, value in above.items() if isinstance(below.get(name), dict)}
    return {**below, **above, **tables}
