"""Do not disturb and forwarding: what is set for each line, and what that means for a call that comes in."""

from __future__ import annotations

from typing import Literal

import msgspec

from emulator.boot.model import config
from emulator.config.layers import Configuration
from emulator.display.model import OpenView
from emulator.kernel.state import Effect, Event, Part, State
from emulator.lines.model import LineSettings

Kind = Literal["always", "busy", "no answer"]
"""When calls are forwarded."""

KINDS: tuple[Kind, ...] = ("always", "no answer", "busy")

RING = 6
"""Seconds from one ring to the next: 2 s of ringing, 4 s of silence."""


class Forwarding(msgspec.Struct, frozen=True):
    """Forwarding of one kind: where to, whether it is on, and for "no answer" after how many seconds."""

    kind: Kind
    contact: str = ""
    enabled: bool = False
    seconds: int = 0

    @property
    def on(self) -> bool:
        """Whether calls are sent on: it takes a contact."""
        return self.enabled and bool(self.contact)

    @property
    def rings(self) -> int:
        """After how many rings."""
        return round(self.seconds / RING)


class LineFeatures(msgspec.Struct, frozen=True):
    """What is set for one line.

    State, of the subscription by which the server tells: local (none is held), subscribing, subscribed, refused.
    """

    line: int
    state: str = "local"
    dnd: bool = False
    forwardings: tuple[Forwarding, ...] = tuple(Forwarding(kind) for kind in KINDS)
    attempts: int = 0

    def forwarding(self, kind: Kind) -> Forwarding:
        """The forwarding of that kind."""
        return next(each for each in self.forwardings if each.kind == kind)


class Features(Part, frozen=True):
    """What is set for all lines, in the order of their index."""

    lines: tuple[LineFeatures, ...] = ()

    def find(self, line: int) -> LineFeatures:
        """What is set for a line; nothing for one that is not configured."""
        return next((each for each in self.lines if each.line == line), LineFeatures(line))


# What users want


class ToggleDnd(Event, frozen=True):
    """The DND key: for `line`, or (0) for all lines; on, off, or (None) the other of the two."""

    line: int = 0
    on: bool | None = None


class SetForward(Event, frozen=True):
    """Forward calls of a line: from the Forward menu. `rings` is for "no answer"; 0 leaves it as it was."""

    line: int
    kind: Kind
    contact: str
    rings: int = 0
    enabled: bool = True


# What the server has to say


class FeatureSet(Event, frozen=True):
    """The server says that something is set, or not any more: DND, or a forwarding. None is no news."""

    line: int
    dnd: bool | None = None
    forwarding: Forwarding | None = None


class SendFeatureSubscribe(Effect, frozen=True):
    """Subscribe to as-feature-event of a line's own address, or `uri` (expires 0: unsubscribe).

    `body` asks the server to set something (application/x-as-feature-event+xml).
    """

    line: LineSettings
    server: int
    uri: str
    expires: int
    body: str = ""


class FeatureSubscribeAnswered(Event, frozen=True):
    """What came of a `SendFeatureSubscribe`."""

    line: int
    code: int
    reason: str
    expires: int = 0


class FeatureSubscriptionEnded(Event, frozen=True):
    """The server ended the subscription."""

    line: int


class FeatureSubscriptionDue(Event, frozen=True):
    """Timer: refresh the subscription, or try again."""

    line: int


# Questions


def form_name(line: int, kind: Kind) -> str:
    """The name of the view in which a forwarding is set."""
    return f"forward/{line}/{kind}"


def do_not_disturb(phone: State, line: int) -> bool:
    """Whether calls to a line must not disturb."""
    return phone[Features].find(line).dnd


def everywhere(phone: State) -> bool:
    """Whether do not disturb is on for every line."""
    lines = phone[Features].lines
    return bool(lines) and all(each.dnd for each in lines)


def forwarding(phone: State, line: int, kind: Kind) -> Forwarding:
    """The forwarding of one kind as it is set for a line."""
    return phone[Features].find(line).forwarding(kind)


def dnd_key(phone: State) -> Event:
    """What the DND key means: for the whole phone, or to choose a line where lines are by themselves."""
    alone = config(phone).flag("call.donotdisturb.perReg") and len(phone[Features].lines) > 1
    return OpenView("dnd") if alone else ToggleDnd()


def forwarded(phone: State) -> bool:
    """Whether all calls of any line are sent on."""
    return any(each.forwarding("always").on for each in phone[Features].lines)


def diverts_to(phone: State, line: int, kind: Kind) -> str:
    """Where the phone itself sends calls in that case; "" for nowhere, or if that is left to the server."""
    chosen = forwarding(phone, line, kind)
    mine = acts_itself(config(phone), line, "cf") and not diversion_off(config(phone), line)
    return chosen.contact if chosen.on and mine else ""


def shared(settings: Configuration, line: int) -> bool:
    """Whether a line is shared with other phones (reg.x.type)."""
    return settings.text(f"reg.{line}.type").strip().lower() == "shared"


def diversion_off(settings: Configuration, line: int) -> bool:
    """Whether calls of a line are never sent on because it is shared."""
    off = settings.flag("call.shared.disableDivert") or settings.flag(f"divert.{line}.sharedDisabled")
    return off and shared(settings, line)


def by_server(settings: Configuration, line: int, feature: str) -> bool:
    """Whether the server keeps forwarding ("cf") or do not disturb ("dnd") of a line."""
    names = (f"voIpProt.SIP.serverFeatureControl.{feature}", f"reg.{line}.serverFeatureControl.{feature}")
    return any(map(settings.flag, names))


def acts_itself(settings: Configuration, line: int, feature: str) -> bool:
    """Whether the phone does it itself; of what the server keeps, only where localProcessing says so."""
    if not by_server(settings, line, feature):
        return True
    names = (
        f"voIpProt.SIP.serverFeatureControl.localProcessing.{feature}",
        f"reg.{line}.serverFeatureControl.localProcessing.{feature}",
    )
    return all(map(settings.flag, names))
