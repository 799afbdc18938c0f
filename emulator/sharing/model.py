"""Shared lines: what other phones do on a line that this one shares with them.

Two ways are known. Servers of bridged lines tell of all calls (RFC 4235). With shared call appearances the calls of a
line are numbered, and who wants to make one takes the line first (BroadWorks SIP access side extensions).
"""

from __future__ import annotations

import msgspec

from emulator.boot.model import config
from emulator.calls.model import Dial
from emulator.kernel.state import Effect, Event, Part, State
from emulator.lines.model import LineSettings, line
from emulator.watching.model import Dialog

VIEW = "shared"
"""The view of the calls of other phones on a line; its index stands behind a slash."""

ELSEWHERE, HELD_ELSEWHERE = "elsewhere", "held elsewhere"
"""The states of a line that other phones use: any call is up, or all wait."""


APPEARANCES, DIALOGS = "call-info", "dialog"
"""How a server tells of a shared line: the event packages of the two ways."""

HEADER = "Call-Info"


class Appearance(msgspec.Struct, frozen=True):
    """One call of a shared line as the server tells of it; `number` and `name` are of the far end.

    State: idle, seized, progressing, alerting, active, held, held-private, bridge-active, bridge-held.
    """

    index: int
    state: str
    number: str = ""
    name: str = ""


class Seat(msgspec.Struct, frozen=True):
    """The appearance that a call of this phone has.

    State: wanted (the line is not taken yet), seized, offered (the call rings), taken.
    """

    call: int
    line: int
    index: int
    state: str
    attempts: int = 0


class SharedLine(msgspec.Struct, frozen=True):
    """A line that is shared, with the calls that other phones have on it."""

    line: int
    dialogs: tuple[Dialog, ...] = ()
    package: str = APPEARANCES
    watched: bool = False  # the server has told of its appearances
    appearances: tuple[Appearance, ...] = ()

    @property
    def held(self) -> Dialog | None:
        """The call that was put on hold first, and that any phone may take."""
        return next((each for each in self.dialogs if each.held and each.state == "confirmed"), None)

    @property
    def used(self) -> tuple[Dialog, ...]:
        """The calls that somebody has made or taken: what rings, rings here too."""
        return tuple(each for each in self.dialogs if each.state == "confirmed" or each.direction == "initiator")

    @property
    def state(self) -> str:
        """ELSEWHERE, HELD_ELSEWHERE, or "" as long as no other phone uses it."""
        if not self.used:
            return ""
        return HELD_ELSEWHERE if all(each.held for each in self.used) else ELSEWHERE


class Sharing(Part, frozen=True):
    """The lines that are shared, and the appearances that this phone's calls have on them.

    `taking` is a held appearance that the next call is to take: line and index.
    """

    lines: tuple[SharedLine, ...] = ()
    seats: tuple[Seat, ...] = ()
    taking: tuple[int, int] | None = None

    def find(self, line: int) -> SharedLine | None:
        """The shared line of that index; None for a private one."""
        return next((each for each in self.lines if each.line == line), None)

    def seat(self, call: int) -> Seat | None:
        """The appearance of a call."""
        return next((each for each in self.seats if each.call == call), None)

    def used(self, line: int) -> set[int]:
        """The indices on a line that are in use, by whomever."""
        shared = self.find(line)
        others = (each.index for each in shared.appearances if each.state != "idle") if shared else ()
        return {*others, *(each.index for each in self.seats if each.line == line)}


class PressShared(Event, frozen=True):
    """The key of a line on which other phones have calls."""

    line: int


class TakeHeld(Event, frozen=True):
    """Take the call that another phone holds as the appearance `index` of a line; `number` is its far end."""

    line: int
    index: int
    number: str = ""


class AppearancesReported(Event, frozen=True):
    """The calls of a shared line: all of them if the news are `full`, else those that have changed."""

    key: str
    appearances: tuple[Appearance, ...]
    full: bool = True


class SeizeAnswered(Event, frozen=True):
    """What came of a `SendSeize`."""

    line: int
    index: int
    code: int
    reason: str = ""


class SeizeNotified(Event, frozen=True):
    """The server says that the line is taken for this phone, or is not any more."""

    line: int
    index: int
    active: bool


class SeizeDue(Event, frozen=True):
    """Timer: the line must be taken anew, for its user still dials."""

    call: int


class SendSeize(Effect, frozen=True):
    """Take a line for a call, as its appearance `index`, for so many seconds; 0 lets go of it."""

    line: LineSettings
    server: int
    index: int
    expires: int


class LineSeized(Event, frozen=True):
    """Fact: the line is taken for `call`, which may go out."""

    call: int


class SeizeFailed(Event, frozen=True):
    """Fact: others have the line; `call` cannot go out."""

    call: int


# Questions


def is_shared(phone: State, line: int) -> bool:
    """Whether a line is shared (reg.x.type)."""
    return config(phone).text(f"reg.{line}.type").strip().lower() == "shared"


def resume(phone: State, shared: SharedLine, dialog: Dialog) -> Event | None:
    """The call that takes one that another phone holds; None if the server does not tell what is needed for it."""
    if shared.package == APPEARANCES:
        return TakeHeld(shared.line, int(dialog.id), dialog.number) if dialog.id.isdecimal() else None
    if not (dialog.call_id and dialog.local_tag and dialog.remote_tag and dialog.target):
        return None
    replaces = f"{dialog.call_id};to-tag={dialog.remote_tag};from-tag={dialog.local_tag}"
    return Dial(dialog.number, shared.line, target=dialog.target, headers=(("Replaces", replaces),))


def awaits_seize(phone: State, call: int) -> bool:
    """Whether a call has to wait for its line."""
    seat = phone[Sharing].seat(call)
    return seat is not None and seat.state == "wanted"


def dial_tone_waits(phone: State, call: int, line: int) -> bool:
    """Whether there is no dial tone before the line is taken (strictLineSeize)."""
    names = (f"reg.{line}.strictLineSeize", "voIpProt.SIP.strictLineSeize")
    return awaits_seize(phone, call) and any(map(config(phone).flag, names))


def call_info(phone: State, call: int, state: str = "") -> tuple[tuple[str, str], ...]:
    """The header that tells the server which appearance a call is; nothing for one of a private line."""
    seat = phone[Sharing].seat(call)
    found = line(phone, seat.line) if seat else None
    return ((HEADER, written(found.settings, seat.index, state)),) if seat and found else ()


def written(settings: LineSettings, index: int, state: str = "") -> str:
    """The value of Call-Info for an appearance of a line, and for the state that it is to be in."""
    told = f";appearance-state={state}" if state else ""
    return f"<sip:{settings.user}@{settings.domain}>;appearance-index={index}{told}"


def holds_privately(phone: State, call: int) -> bool:
    """Whether a call can be held so that nobody else may take it (reg.x.enablePvtHoldSoftKey)."""
    seat = phone[Sharing].seat(call)
    return seat is not None and config(phone).flag(f"reg.{seat.line}.enablePvtHoldSoftKey")


def own_address(settings: LineSettings) -> str:
    """The address of a line, at which a call of its own that is held is taken back."""
    return f"sip:{settings.user}@{settings.domain}"
