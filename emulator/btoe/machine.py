"""BToE: when the phone waits for a computer, which one it lets in, and when the pairing is over."""

from __future__ import annotations

from emulator.audio.model import WentOnHook
from emulator.boot.model import ChangeSettings, Ready, SettingsChanged, ShuttingDown
from emulator.btoe.model import (
    Activated,
    AnswerClientCall,
    AskPc,
    Btoe,
    ChoosePairingMode,
    Deactivated,
    EndClientCall,
    HoldClientCall,
    Paired,
    PauseClientCall,
    SelectClientCall,
    available,
)
from emulator.btoe.orders import Attend, CodeDrawn, CodeMissed, HungUp, Knocked, PcSaid
from emulator.btoe.pairing import (
    BannerDue,
    BeatDue,
    BtoeStep,
    HandshakeDue,
    Settle,
    SilenceDue,
    activate,
    admissible,
    admit,
    auto,
    beat,
    count_miss,
    deactivate,
    different,
    drop,
    fail,
    forget,
    give_up,
    lose,
    mine,
    mine_auto,
    new_enough,
    pair,
    refuse_version,
    same,
    shut,
    switch_off,
    too_old,
    turn_away,
    turned_auto,
    turned_manual,
    unwanted,
    wait_by_cable,
    wait_with_code,
    wants_auto,
    wants_manual,
)
from emulator.btoe.talk import (
    act,
    ask,
    ask_if_nobody,
    flowing,
    hang_up,
    hear,
    pause,
    tell_calls,
    tell_failure,
    tell_lock,
    tell_outcome,
    tell_status,
)
from emulator.calls.model import CallsChanged
from emulator.display.model import GoBack, Plugged
from emulator.kernel.machines import Machine, Row
from emulator.kernel.slices import Reaction, Slice
from emulator.kernel.state import Event
from emulator.lock.model import PhoneLocked, PhoneUnlocked
from emulator.signin.model import PolicyChanged, SignedIn, SignedOut, SignInFailed

STATES = ("off", "auto", "code", "handshaking", "paired", "activated", "failed")

_ON = STATES[1:]
_WAITING = ("auto", "code", "failed")
_HELD = ("paired", "activated")

BTOE: Machine[Btoe] = Machine(
    "btoe",
    STATES,
    (
        Row(Settle, _ON, "off", unwanted, switch_off),
        Row(Settle, "off", "auto", wants_auto),
        Row(Settle, "off", "code", wants_manual),
        Row(Settle, _ON, "auto", turned_auto, drop),
        Row(Settle, _ON, "code", turned_manual, drop),
        Row(Settle, "paired", "activated", same, activate),
        Row(Settle, "activated", "paired", different, deactivate),
        Row(ShuttingDown, _ON, "off", None, shut),
        Row(Knocked, ("off", *_WAITING), "handshaking", admissible, admit),
        Row(Knocked, STATES, None, None, turn_away),
        Row(CodeMissed, "handshaking", "failed", mine, count_miss),
        Row(HungUp, "handshaking", "failed", mine, fail),
        Row(HandshakeDue, "handshaking", "failed", None, give_up),
        Row(PcSaid, "handshaking", "paired", new_enough, pair),
        Row(PcSaid, "handshaking", "failed", too_old, refuse_version),
        Row(BannerDue, "failed", "auto", auto),
        Row(BannerDue, "failed", "code"),
        Row(PcSaid, _HELD, None, mine, hear),
        Row(BeatDue, _HELD, None, None, beat),
        Row(HungUp, _HELD, "auto", mine_auto, lose),
        Row(HungUp, _HELD, "code", mine, lose),
        Row(SilenceDue, _HELD, "auto", auto, lose),
        Row(SilenceDue, _HELD, "code", None, lose),
    ),
    enter={"auto": wait_by_cable, "code": wait_with_code, "off": forget},
)
"""Pairing. In auto the computer comes by the cable in the PC port; in code it must know the code that is shown."""


def _settle(step: BtoeStep) -> None:
    step.tell(Settle())


def _attend(step: BtoeStep) -> None:
    """Listen to computers exactly as long as BToE is enabled; then see where pairing stands."""
    wanted = available(step.phone) and not isinstance(step.event, ShuttingDown)
    if wanted != step.own.attended:
        step.change(attended=wanted)
        step.do(Attend(wanted))
    BTOE.feed(step)


def _keep_code(step: BtoeStep) -> None:
    if step.own.mode == "Manual":
        step.change(code=step.event.code)


def _choose(step: BtoeStep) -> None:
    step.tell(ChangeSettings({"btoe.PairingMode": step.event.mode}))
    step.tell(GoBack())


def _select(step: BtoeStep) -> None:
    step.change(selected=step.event.call)


def _paired(step: BtoeStep) -> None:
    ask_if_nobody(step)
    step.tell(Settle())


def _signed(step: BtoeStep) -> None:
    tell_outcome(step)
    step.tell(Settle())


def _activated(step: BtoeStep) -> None:
    tell_lock(step)
    tell_calls(step)


def _deactivated(step: BtoeStep) -> None:
    tell_status(step)
    tell_calls(step)


_REACTIONS: dict[type[Event], Reaction[Btoe]] = {
    **dict.fromkeys({row.event for row in BTOE.rows}, BTOE.feed),
    **dict.fromkeys((Ready, SettingsChanged, PolicyChanged, Plugged), _settle),
    **dict.fromkeys((SignedIn, SignedOut), _signed),
    **dict.fromkeys((PhoneLocked, PhoneUnlocked), tell_status),
    **dict.fromkeys((AnswerClientCall, EndClientCall, HoldClientCall), act),
    SignInFailed: tell_failure,
    Settle: _attend,
    ShuttingDown: _attend,
    CodeDrawn: _keep_code,
    ChoosePairingMode: _choose,
    AskPc: ask,
    Paired: _paired,
    Activated: _activated,
    Deactivated: _deactivated,
    PauseClientCall: pause,
    SelectClientCall: _select,
    CallsChanged: tell_calls,
    WentOnHook: hang_up,
}

SLICE: Slice[Btoe] = Slice(Btoe, {kind: flowing(reaction) for kind, reaction in _REACTIONS.items()}, machines=(BTOE,))
"""The slice of BToE."""
