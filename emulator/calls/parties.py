"""Transfers and conferences: what users want of them, what far ends tell, and what the link is asked for."""

from __future__ import annotations

from emulator.calls.model import Call, Calls
from emulator.kernel.state import Effect, Event
from emulator.lines.model import LineSettings

CONSULTING = ("transfer", "conference")
"""What a call to a third party is made for."""

MANAGE, PARTY, END_ALL = "manage", "party", "end-conference"
"""The screens of a conference: its parties, one of them, and the question before all are cut off."""

KEYPAD = "keypad"
"""The dial pad on the screen of a phone that has none of its own, during calls."""


# What users want


class StartTransfer(Event, frozen=True):
    """The Transfer key: ask whom `call` (0: the one that keys are about) is to be connected with.

    The type is that of call.defaultTransferType, or with `other` (the key was held long) the other one.
    """

    call: int = 0
    other: bool = False


class SwitchTransferType(Event, frozen=True):
    """The Blind or Consultative soft key, while the number is entered."""


class CompleteTransfer(Event, frozen=True):
    """Connect the far end of `call` with that of `to`, and leave both."""

    call: int
    to: int


class StartConference(Event, frozen=True):
    """The Conference key: ask who is to be added to `call` (0: the one that keys are about)."""

    call: int = 0


class JoinCalls(Event, frozen=True):
    """Make one conference of two calls."""

    call: int
    other: int


class SplitConsultation(Event, frozen=True):
    """Let a call that was made for another one be a call of its own."""

    call: int


class CancelConsultation(Event, frozen=True):
    """End a call that was made for another one, and go back to that one."""

    call: int


class SplitConference(Event, frozen=True):
    """Make two held calls of the conference."""


class LeaveConference(Event, frozen=True):
    """Leave the conference: the others stay together, or all are cut off (call.transferOnConferenceEnd)."""


class MuteParty(Event, frozen=True):
    """Let nobody hear this party of the conference, or all again."""

    call: int


class HoldParty(Event, frozen=True):
    """Hold this party of the conference alone."""

    call: int


class RemoveParty(Event, frozen=True):
    """Cut this party of the conference off."""

    call: int


# What far ends and the link tell


class CallReferred(Event, frozen=True):
    """The far end of `call` asks us to call `target` (REFER); without `FollowRefer` it is declined."""

    call: int
    target: str
    number: str


class CallReplaced(Event, frozen=True):
    """Somebody takes the far end's place in `call` (INVITE with Replaces); `handle` names the INVITE."""

    call: int
    handle: str
    number: str
    name: str = ""


class Warned(Event, frozen=True):
    """A server says more of why it refuses a call (Warning): codes, and texts for people."""

    warnings: tuple[tuple[int, str], ...]


class FormerEnded(Event, frozen=True):
    """The party that `call` was with before a transfer has hung up: there is no way back."""

    call: int


class TransferNews(Event, frozen=True):
    """How far the far end has got with the transfer of `call`: a SIP answer, the REFER's own if it is refused."""

    call: int
    code: int
    reason: str = ""


class ReferAccepted(Event, frozen=True):
    """The far end of `call` has agreed to try a transfer."""

    call: int


# Facts


class Consult(Event, frozen=True):
    """Fact: the dialer opens on `line` for the sake of the call `about`; digits have been pressed already."""

    line: int
    purpose: str
    about: int
    digits: str = ""


class TransferBegan(Event, frozen=True):
    """Fact: `call` is to be connected with the call `other`, or with `number`.

    Its far end is asked to, if `refers`. A phone that is `leaving` does not take the call back.
    """

    call: int
    other: int = 0
    number: str = ""
    refers: bool = False
    leaving: bool = False


class TransferDone(Event, frozen=True):
    """Fact: the far ends are connected; `call` is over for us."""

    call: int


class TransferFailed(Event, frozen=True):
    """Fact: the far ends are not connected; `call` goes back to what it was."""

    call: int


class PartyInvited(Event, frozen=True):
    """Fact: `call` is to be in the conference."""

    call: int


class PartyAlone(Event, frozen=True):
    """Fact: `call` is all that is left of its conference."""

    call: int


# Time


class FormerLingers(Event, frozen=True):
    """Timer: the party that handed `call` over should have hung up by now."""

    call: int


class ReminderDue(Event, frozen=True):
    """Timer: time to remind of a hold."""

    call: int


class ReminderOver(Event, frozen=True):
    """Timer: the tone that reminds of a hold has sounded."""

    call: int


# What the link is asked to do


class SendRefer(Effect, frozen=True):
    """Ask the far end of `call` to call the far end of the call `other` in our place, or (0) `target`."""

    call: int
    line: LineSettings
    other: int
    target: str
    by_contact: bool


class FollowRefer(Effect, frozen=True):
    """Accept a REFER: call `target` from `line`, for `call`, and tell the far end of `call` how it goes."""

    call: int
    line: LineSettings
    server: int
    target: str


class TakeOver(Effect, frozen=True):
    """Let the INVITE `handle` be `call` from now on: answer it at once, or ring for it."""

    call: int
    handle: str
    answer: bool


class LeaveFormer(Effect, frozen=True):
    """Hang up on the party that `call` was with before a transfer."""

    call: int


class Mix(Effect, frozen=True):
    """Who hears whom: `calls` the phone and one another, `apart` one another alone; nobody hears the `silent` ones."""

    calls: tuple[int, ...] = ()
    apart: tuple[int, ...] = ()
    silent: tuple[int, ...] = ()


NAMED: tuple[type[Event], ...] = (
    CallReferred, CallReplaced, FormerEnded, FormerLingers, HoldParty, MuteParty, PartyAlone, PartyInvited,
    ReferAccepted, ReminderDue, ReminderOver, RemoveParty, TransferBegan, TransferDone, TransferFailed, TransferNews,
)  # fmt: skip
"""The events that name the call that they are about."""


# Questions


def partner(calls: Calls, call: Call) -> Call | None:
    """The call that this one was made for, as long as both are there."""
    found = calls.find(call.about) if call.purpose in CONSULTING else None
    return found if found and not found.ended else None


def hears_keys(call: Call) -> bool:
    """Whether keys that are pressed go to the far end: it is up, or speaks before it answers."""
    return not call.pending and (call.talking or (call.state in ("proceeding", "ringing") and call.early_media))


def in_conference(calls: Calls, call: Call) -> bool:
    """Whether the call is in the conference, held or not."""
    return call.id in calls.conference
