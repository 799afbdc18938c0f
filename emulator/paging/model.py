"""Paging and push-to-talk: groups and channels, what is on the air, and what users want of it."""

from __future__ import annotations

from typing import Literal

import msgspec

from emulator.boot.model import config
from emulator.config.layers import Configuration
from emulator.kernel.state import Effect, Event, Part, State
from emulator.lines.model import Lines
from emulator.paging.packets import OFFSET

Mode = Literal["page", "ptt"]
"""Group paging, or push-to-talk."""

MODES: tuple[Mode, ...] = ("page", "ptt")

VIEWS: dict[Mode, str] = {"page": "paging", "ptt": "ptt"}
"""The views that list the groups, and the channels."""

CHANNELS = 25
"""How many groups there are, and how many channels."""

NORMAL, PRIORITY, EMERGENCY = range(3)
"""What counts more."""

CODEC: dict[Mode, str] = {"page": "ptt.pageMode.codec", "ptt": "ptt.codec"}
PACKET: dict[Mode, str] = {"page": "ptt.pageMode.payloadSize", "ptt": "ptt.payloadSize"}
BY_EAR: dict[Mode, str] = {"page": "ptt.pageMode.allowOffHookPages", "ptt": "ptt.allowOffHookPages"}
"""The parameters for how the phone speaks, and for whether the ear that listens to a call hears others."""

_NAME: dict[Mode, str] = {"page": "ptt.pageMode.displayName", "ptt": "ptt.displayName"}
_SWITCH: dict[Mode, str] = {"page": "ptt.pageMode.enable", "ptt": "ptt.pttMode.enable"}
_RANKED: dict[Mode, tuple[str, str]] = {
    "page": ("ptt.pageMode.emergencyGroup", "ptt.pageMode.priorityGroup"),
    "ptt": ("ptt.emergencyChannel", "ptt.priorityChannel"),
}
_FIRST: dict[Mode, str] = {"page": "ptt.pageMode.defaultGroup", "ptt": "ptt.defaultChannel"}


class Page(msgspec.Struct, frozen=True):
    """A transmission of another phone. State: heard, pending (something else has the sound), left (by the user)."""

    channel: int  # as on the wire
    serial: int
    caller: str
    since: int  # microseconds since power on
    state: str = "pending"
    taken: bool = False  # the user wants to hear it now

    @property
    def mode(self) -> Mode:
        """What it belongs to."""
        return "page" if self.channel > OFFSET else "ptt"

    @property
    def number(self) -> int:
        """The number of its group, or channel."""
        return self.channel - OFFSET if self.channel > OFFSET else self.channel


class Paging(Part, frozen=True):
    """What is on the air.

    State, of the phone's own transmission: idle, alerting (others are told of it), talking, waiting (the channel of
    push-to-talk stays open for an answer).
    """

    state: str = "idle"
    mode: Mode = "page"
    number: int = 0
    since: int = 0
    until: int | None = None  # when the transmission ends by itself
    pages: tuple[Page, ...] = ()

    @property
    def speaking(self) -> bool:
        """Whether the phone transmits."""
        return self.state in ("alerting", "talking")

    @property
    def channel(self) -> int:
        """The channel of the phone's own transmission, as on the wire."""
        return self.number + OFFSET if self.mode == "page" else self.number

    @property
    def heard(self) -> Page | None:
        """The transmission that sounds."""
        return next((each for each in self.pages if each.state == "heard"), None)

    def find(self, channel: int) -> Page | None:
        """What is on the air on a channel."""
        return next((each for each in self.pages if each.channel == channel), None)


# What users want


class StartPage(Event, frozen=True):
    """Speak to a group, or on a channel."""

    mode: Mode
    number: int


class EndPage(Event, frozen=True):
    """Be silent again; in push-to-talk, the second time leaves the channel."""


class ExtendPage(Event, frozen=True):
    """The Extend soft key: the announcement may last longer."""


class TakePage(Event, frozen=True):
    """Hear a transmission that is pending."""

    channel: int


class LeavePage(Event, frozen=True):
    """Hear no more of a transmission."""

    channel: int


# What the link reports


class ListenFailed(Event, frozen=True):
    """There is no listening at that address: it is no multicast address, or the system does not let us."""

    reason: str


class PageStarted(Event, frozen=True):
    """Another phone begins to speak."""

    channel: int
    serial: int
    caller: str


class PageOver(Event, frozen=True):
    """It has ended, or nothing came any more."""

    channel: int
    serial: int


class PageOnAir(Event, frozen=True):
    """Others have been told: what is said is heard from now on."""

    channel: int


class PageTimedOut(Event, frozen=True):
    """Timer: an announcement has lasted as long as it may, or nobody answers on a channel."""


class PagingChanged(Event, frozen=True):
    """Fact: something else is on the air, or heard."""


# What the link is asked to do


class ListenForPages(Effect, frozen=True):
    """Listen at a multicast address, as the phone of that serial number; port 0 for not at all."""

    address: str
    port: int
    serial: int


class SendPage(Effect, frozen=True):
    """Tell others that somebody speaks, then send what the microphone hears, `ptime` milliseconds a packet."""

    channel: int
    caller: str
    codec: str
    ptime: int


class StopPage(Effect, frozen=True):
    """End the transmission."""


class HearPage(Effect, frozen=True):
    """Let the transmission on this channel be heard, and no other; channel 0 for none."""

    channel: int


# Questions


class Channel(msgspec.Struct, frozen=True):
    """A group or channel as it is configured."""

    mode: Mode
    number: int
    label: str
    rank: int
    available: bool
    subscribed: bool
    sends: bool
    receives: bool


def enabled(settings: Configuration, mode: Mode) -> bool:
    """Whether there is group paging, or push-to-talk."""
    return settings.flag(_SWITCH[mode])


def channel(settings: Configuration, mode: Mode, number: int) -> Channel:
    """A group or channel."""
    family = _family(mode, number)
    ranks = {settings.number(name): rank for name, rank in zip(_RANKED[mode], (EMERGENCY, PRIORITY), strict=True)}
    return Channel(
        mode,
        number,
        settings.text(f"{family}.label").strip() or f"{'Group' if mode == 'page' else 'Channel'} {number}",
        ranks.get(number, NORMAL),
        settings.flag(f"{family}.available"),
        settings.flag(f"{family}.subscribed"),
        settings.flag(f"{family}.allowTransmit"),
        settings.flag(f"{family}.allowReceive"),
    )


def _family(mode: Mode, number: int) -> str:
    return f"ptt.pageMode.group.{number}" if mode == "page" else f"ptt.channel.{number}"


def channels(settings: Configuration, mode: Mode) -> tuple[Channel, ...]:
    """All groups or channels that the user sees."""
    found = (channel(settings, mode, number) for number in range(1, CHANNELS + 1))
    return tuple(each for each in found if each.available)


def default_number(settings: Configuration, mode: Mode) -> int:
    """The group or channel that is offered first."""
    return settings.number(_FIRST[mode]) or 1


def subscription(mode: Mode, number: int) -> str:
    """The parameter that says whether the phone listens."""
    return f"{_family(mode, number)}.subscribed"


def display_name(phone: State, mode: Mode) -> str:
    """Who speaks, as others are told: the name for it, else that of the first line."""
    given = config(phone).text(_NAME[mode]).strip()
    first = next(iter(phone[Lines].lines), None)
    own = (first.settings.display_name or first.settings.label or first.settings.user) if first else ""
    return given or own


def about(phone: State, page: Page) -> Channel:
    """The group or channel that a transmission is for."""
    return channel(config(phone), page.mode, page.number)


def uses_path(phone: State) -> bool:
    """Whether paging needs the loudspeaker, or the microphone."""
    own = phone[Paging]
    return own.speaking or own.heard is not None


def loudness(phone: State, loudest: int) -> int | None:
    """How loud the transmission that sounds begins, from 0 to `loudest`; None if that is left to the user.

    Levels are in dB below the loudest (ptt.volume, ptt.emergencyChannel.volume); a step of the volume keys is 4 dB.
    """
    page = phone[Paging].heard
    if page is None:
        return None
    rank = about(phone, page).rank
    if rank == PRIORITY:
        return None
    name = "ptt.emergencyChannel.volume" if rank == EMERGENCY else "ptt.volume"
    return max(0, min(loudest, loudest + round(config(phone).number(name) / 4)))
