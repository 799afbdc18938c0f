"""Guards of the call table. The step's key is the id of the call that it is about."""

from __future__ import annotations

from emulator.calls.incoming import verdict
from emulator.calls.numbers import dial_plan
from emulator.calls.steps import CallStep, this
from emulator.sharing.model import awaits_seize


def queued(step: CallStep) -> bool:
    """The call waits for the active one to be held."""
    return step.own.queued == step.key


def answering(step: CallStep) -> bool:
    """The answer has been sent."""
    return this(step).pending == "answer" and not queued(step)


def resuming(step: CallStep) -> bool:
    """The resume has been sent."""
    return this(step).pending == "resume" and not queued(step)


def holding(step: CallStep) -> bool:
    """The hold has been sent."""
    return this(step).pending == "hold"


def settled(step: CallStep) -> bool:
    """Nothing is under way."""
    return not this(step).pending


def asked(step: CallStep) -> bool:
    """The user asked for something that has not been sent yet."""
    return this(step).pending in ("answer", "resume", "dial")


def awaiting_line(step: CallStep) -> bool:
    """The call may go out as soon as its shared line is taken."""
    return asked(step) and awaits_seize(step.phone, step.key)


def its_turn(step: CallStep) -> bool:
    """Nothing else keeps the call from going out."""
    return this(step).pending == "dial" and not queued(step)


def may_take(step: CallStep) -> bool:
    """No other call is just being answered or resumed."""
    occupant = step.own.occupant
    return settled(step) and (occupant is None or occupant.talking)


def has_digits(step: CallStep) -> bool:
    """There is something in the dialer to dial."""
    return bool(step.own.digits)


def sends(step: CallStep) -> bool:
    """The # key behind digits: dial them, unless the digit map that watches knows numbers that go on with it."""
    digits, call = step.own.digits, this(step)
    if step.event.digit != "#" or not digits:
        return False
    return call.on_hook or not dial_plan(step.phone, call.line).expects(f"{digits}#")


def dialable(step: CallStep) -> bool:
    """There is a number to dial, and nothing was dialed yet."""
    return settled(step) and may_take(step) and bool(step.event.number or step.own.digits)


def missed_at_once(step: CallStep) -> bool:
    """The call is turned away unheard, and the user should know of it."""
    return verdict(step.phone, step.own, step.profile, step.event.line, step.event.number).missed


def alerting(step: CallStep) -> bool:
    """The far end rings."""
    return bool(step.event.code in (180, 181, 182))


def hears_early(step: CallStep) -> bool:
    """The far end sends sound before it answers, and hears the keys that are pressed to it."""
    return this(step).early_media


def held_by_us(step: CallStep) -> bool:
    """The media say that we hold the call."""
    return bool(step.event.media == "local-hold")


def held_by_them(step: CallStep) -> bool:
    """The media say that the far end holds the call."""
    return bool(step.event.media == "remote-hold")


def flowing(step: CallStep) -> bool:
    """The media flow again."""
    return bool(step.event.media == "active")


def resumed(step: CallStep) -> bool:
    """Our resume succeeded, be it late."""
    return flowing(step) and (resuming(step) or step.own.occupant is None)


def resumed_to_hold(step: CallStep) -> bool:
    """Our resume succeeded, but the far end holds the call as well."""
    return resuming(step) and held_by_them(step)
