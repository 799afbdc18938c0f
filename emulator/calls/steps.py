"""What all actions of the call table are made of: the call at hand, its timer, and whose turn it is to have audio."""

from __future__ import annotations

from typing import Any, TypeAlias

import msgspec

from emulator.calls.model import (
    PLACING,
    AnswerCall,
    Call,
    Calls,
    CallStarted,
    CallTimedOut,
    EndCall,
    HoldCall,
    TurnCame,
    TurnLost,
)
from emulator.kernel.slices import Step

CallStep: TypeAlias = Step[Calls]


def this(step: CallStep) -> Call:
    """The call that the step is about."""
    call = step.own.find(step.key)
    if call is None:
        raise LookupError(f"call {step.key}")
    return call


def change(step: CallStep, **fields: Any) -> None:
    """Change fields of the call that the step is about."""
    changed = msgspec.structs.replace(this(step), **fields)
    step.change(calls=tuple(changed if each.id == changed.id else each for each in step.own.calls))


def wait(step: CallStep, seconds: float) -> None:
    """Let the call time out in `seconds`; never, if that is 0."""
    name = f"calls/{step.key}"
    if seconds:
        step.arm(name, seconds, CallTimedOut(step.key))
    else:
        step.disarm(name)


def append(step: CallStep, call: Call) -> None:
    """Open a call appearance."""
    step.change(calls=(*step.own.calls, call), next_id=call.id + 1)
    step.tell(CallStarted(call.id, call.direction))


def ask(step: CallStep, pending: str) -> None:
    """Let the call have its turn: after the active one is held, and in place of one not yet answered."""
    if step.own.queued:
        step.tell(TurnLost(step.own.queued))
    occupant = step.own.occupant
    change(step, pending=pending)
    for other in step.own.calls:
        if other.state in PLACING and other.id != step.key:
            step.tell(EndCall(other.id))
    step.change(queued=step.key if occupant else 0, selected=step.key)
    if occupant is None:
        step.tell(TurnCame(step.key))
    elif occupant.pending != "hold":
        step.tell(HoldCall(occupant.id))


def lose_turn(step: CallStep) -> None:
    """What was asked of the call will not be done."""
    if step.own.queued == step.key:
        step.change(queued=0)
    change(step, pending="")


def next_turn(step: CallStep) -> None:
    """Let the call that waits go on, if nothing has audio any more; else one that the phone is to take by itself."""
    own = step.own
    if own.occupant is not None:
        return
    automatic = next((call for call in own.calls if call.answer_due and call.state == "offering"), None)
    if own.queued:
        step.tell(TurnCame(own.queued))
        step.change(queued=0)
    elif automatic and own.first(*PLACING) is None:
        step.tell(AnswerCall(automatic.id))
