"""Guards and actions of pairing: who is let in, what wrong codes lead to, and what ends a pairing."""

from __future__ import annotations

from emulator.accessories.model import Accessories
from emulator.boot.orders import Log
from emulator.btoe.model import (
    PC_PORT,
    Activated,
    Btoe,
    Deactivated,
    Paired,
    PairingBroken,
    available,
    cable_in,
    pairing_mode,
    port_works,
    same_user,
)
from emulator.btoe.orders import Admit, CodeMissed, DrawCode, HangUp, Knocked, Say, TurnAway
from emulator.btoe.wire import (
    HEARTBEAT,
    SILENCE,
    Goodbye,
    Heartbeat,
    Hello,
    Reason,
    TooOld,
    Welcome,
    device_name,
    needed,
)
from emulator.btoe.words import ACTIVATED, DISABLED, NOT_ACTIVATED, PAIRED, TOO_OLD, UNABLE, UNPAIRED, WRONG
from emulator.display.model import Noticed, Plugged
from emulator.kernel.clock import SECOND
from emulator.kernel.slices import Step
from emulator.kernel.state import Event, State
from emulator.lock.model import locked
from emulator.settings.model import Nameplate
from emulator.signin.model import user

HANDSHAKE = 10.0
"""Seconds within which a computer must be paired."""

BANNER = 10.0
"""Seconds for which the phone says that it could not be paired."""

GUESSES = 5
"""Wrong codes after which there is a new one."""

LONGEST_WAIT = 60
"""Seconds that the phone waits at most before it looks at another code; the first wait is one, then it doubles."""

BANNER_TIMER, HANDSHAKE_TIMER, SILENCE_TIMER, BEAT_TIMER = "btoe/banner", "btoe/handshake", "btoe/silence", "btoe/beat"

BtoeStep = Step[Btoe]


class HandshakeDue(Event, frozen=True):
    """Timer: the computer has taken too long."""


class BannerDue(Event, frozen=True):
    """Timer: the phone has said for long enough that it could not be paired."""


class SilenceDue(Event, frozen=True):
    """Timer: nothing has been heard of the computer for too long."""


class BeatDue(Event, frozen=True):
    """Timer: let the computer know that the phone is still there."""


class Settle(Event, frozen=True):
    """Fact: something has changed that pairing hangs on; by now all slices know of it."""


# Guards


def unwanted(step: BtoeStep) -> bool:
    """BToE is disabled, or in Auto the cable was pulled, or the PC port is off."""
    return not (_wants(step, "Auto") or _wants(step, "Manual"))


def wants_auto(step: BtoeStep) -> bool:
    """Computers come by the PC port now."""
    return _wants(step, "Auto")


def wants_manual(step: BtoeStep) -> bool:
    """Computers come with a code now."""
    return _wants(step, "Manual")


def _wants(step: BtoeStep, mode: str) -> bool:
    phone = step.phone
    if not available(phone) or pairing_mode(phone) != mode:
        return False
    return mode == "Manual" or (port_works(phone, step.profile) and not _pulled(phone))


def _pulled(phone: State) -> bool:
    """Whether the cable was in the PC port and is not any more."""
    return PC_PORT in phone[Accessories].missing


def turned_auto(step: BtoeStep) -> bool:
    """The mode was Manual, and is Auto now."""
    return step.own.mode == "Manual" and wants_auto(step)


def turned_manual(step: BtoeStep) -> bool:
    """The mode was Auto, and is Manual now."""
    return step.own.mode == "Auto" and wants_manual(step)


def same(step: BtoeStep) -> bool:
    """Phone and client have the same account."""
    return same_user(step.phone)


def different(step: BtoeStep) -> bool:
    """They have not."""
    return not same_user(step.phone)


def auto(step: BtoeStep) -> bool:
    """The mode is Auto."""
    return step.own.mode == "Auto"


def mine(step: BtoeStep) -> bool:
    """It is about the computer that is being paired, or is."""
    return bool(step.event.visitor == step.own.visitor)


def mine_auto(step: BtoeStep) -> bool:
    """The same, in Auto."""
    return mine(step) and auto(step)


def admissible(step: BtoeStep) -> bool:
    """The computer comes in the right mode, by a cable that is there, and not too soon after a wrong code."""
    return _refusal(step) is None


def _refusal(step: BtoeStep) -> Reason | None:
    knock, phone = step.event, step.phone
    if not available(phone):
        return "disabled"
    if step.own.state in ("handshaking", "paired", "activated"):
        return "busy"
    if knock.mode != pairing_mode(phone).lower():
        return "mode"
    if knock.mode == "auto" and not (port_works(phone, step.profile) and (knock.plug or cable_in(phone))):
        return "cable"
    return "wait" if step.now < step.own.patient_until else None


def new_enough(step: BtoeStep) -> bool:
    """The connector introduces itself, and is of a version that can do this."""
    return mine(step) and isinstance(step.event.message, Hello) and not _needed(step)


def too_old(step: BtoeStep) -> bool:
    """The connector introduces itself, and cannot."""
    return mine(step) and isinstance(step.event.message, Hello)


def _needed(step: BtoeStep) -> str:
    return needed(step.event.message.connector, step.profile.family, step.own.mode)


# Actions


def admit(step: BtoeStep) -> None:
    """Go on with the handshake; a hand that plugs the cable in at the computer's end plugs it in here."""
    knock: Knocked = step.event
    step.change(visitor=knock.visitor)
    step.do(Admit(knock.visitor, "" if knock.mode == "auto" else step.own.code))
    step.arm(HANDSHAKE_TIMER, HANDSHAKE, HandshakeDue())
    if knock.mode == "auto" and not cable_in(step.phone):
        step.tell(Plugged(PC_PORT, present=True))


def turn_away(step: BtoeStep) -> None:
    """Refuse, and say why."""
    seconds = max(0, -(-(step.own.patient_until - step.now) // SECOND))
    reason = _refusal(step) or "busy"
    step.do(TurnAway(step.event.visitor, reason, seconds if reason == "wait" else 0))


def count_miss(step: BtoeStep) -> None:
    """A wrong code: the next one is looked at later and later, and after some there is a new one."""
    misses = step.own.misses + 1
    wait = min(LONGEST_WAIT, 1 << (misses - 1))
    step.change(misses=misses, patient_until=step.now + wait * SECOND)
    if step.own.mode == "Manual" and misses % GUESSES == 0:
        step.do(DrawCode())
    fail(step)


def give_up(step: BtoeStep) -> None:
    """The computer takes too long."""
    step.do(TurnAway(step.own.visitor, "time"))
    fail(step)


def fail(step: BtoeStep) -> None:
    """Say that the phone could not be paired."""
    step.disarm(HANDSHAKE_TIMER)
    text = WRONG if isinstance(step.event, CodeMissed) else UNABLE
    _complain(step, text)


def refuse_version(step: BtoeStep) -> None:
    """The connector is too old for this phone, or for a pairing code."""
    needs = _needed(step)
    step.do(Say(step.own.visitor, TooOld(needs)))
    step.do(HangUp(step.own.visitor))
    step.disarm(HANDSHAKE_TIMER)
    _complain(step, TOO_OLD)
    note(step, f"connector {step.event.message.connector} is too old, {needs} is needed")


def _complain(step: BtoeStep, text: str) -> None:
    step.change(message=text, visitor=0)
    step.arm(BANNER_TIMER, BANNER, BannerDue())
    step.tell(Noticed(text, BANNER))
    note(step, text)


def pair(step: BtoeStep) -> None:
    """The computer is paired: greet it, and let everybody know."""
    hello: Hello = step.event.message
    step.disarm(HANDSHAKE_TIMER)
    step.change(
        computer=hello.computer,
        connector=hello.connector,
        client=hello.account,
        locked=hello.locked,
        message="",
        misses=0,
        patient_until=0,
    )
    step.do(Say(step.own.visitor, _welcome(step)))
    step.arm(SILENCE_TIMER, SILENCE, SilenceDue())
    step.tell(BeatDue())
    step.tell(Paired())
    step.tell(Noticed(PAIRED))
    note(step, f"paired with {hello.computer or 'a computer'}, {hello.product} {hello.connector}")


def _welcome(step: BtoeStep) -> Welcome:
    account, profile, plate = user(step.phone), step.profile, step.phone[Nameplate]
    return Welcome(
        model=profile.token,
        name=profile.name,
        mac=plate.mac,
        firmware=plate.firmware,
        device=device_name(profile.family),
        account=account.address if account else "",
        locked=locked(step.phone),
    )


def activate(step: BtoeStep) -> None:
    """Both are of one user."""
    step.tell(Activated())
    step.tell(Noticed(ACTIVATED))


def deactivate(step: BtoeStep) -> None:
    """They are no more."""
    step.tell(Deactivated())
    step.tell(Noticed(NOT_ACTIVATED))


def drop(step: BtoeStep) -> None:
    """The phone ends it: another mode, disabled, the cable pulled."""
    step.change(message="")
    if step.own.visitor:
        reason = _why_dropped(step)
        step.do(Say(step.own.visitor, Goodbye(reason)))
        step.do(HangUp(step.own.visitor))
        part(step, reason)


def switch_off(step: BtoeStep) -> None:
    """BToE is disabled: by configuration, in the menu, or by the cable."""
    drop(step)
    step.tell(Noticed(DISABLED))


def _why_dropped(step: BtoeStep) -> str:
    if not available(step.phone):
        return "disabled"
    return "mode" if step.own.mode != pairing_mode(step.phone) else "cable"


def shut(step: BtoeStep) -> None:
    """The phone goes down."""
    if step.own.visitor:
        step.do(Say(step.own.visitor, Goodbye("restart")))
        step.do(HangUp(step.own.visitor))
        part(step, "restart")


def lose(step: BtoeStep) -> None:
    """The computer is gone."""
    silent = isinstance(step.event, SilenceDue)
    if silent:
        step.do(HangUp(step.own.visitor))
    part(step, "heartbeat" if silent else "connector")


def part(step: BtoeStep, reason: str) -> None:
    """Forget the computer."""
    was_paired = step.own.paired
    for timer in (HANDSHAKE_TIMER, SILENCE_TIMER, BEAT_TIMER):
        step.disarm(timer)
    blank = Btoe()
    gone = ("visitor", "computer", "connector", "client", "locked", "asked", "calls", "since", "selected")
    step.change(**{name: getattr(blank, name) for name in (*gone, "paused", "handset", "playing", "listening", "told")})
    if was_paired:
        step.tell(PairingBroken(reason))
        step.tell(Noticed(UNPAIRED))
        note(step, f"no longer paired: {reason}")


def wait_by_cable(step: BtoeStep) -> None:
    """Auto: there is no code; the next time Manual is chosen there is another one."""
    step.change(mode="Auto", code="")


def wait_with_code(step: BtoeStep) -> None:
    """Manual: show a code."""
    step.change(mode="Manual")
    if not step.own.code:
        step.do(DrawCode())


def forget(step: BtoeStep) -> None:
    """Off: no code, and no complaint."""
    step.disarm(BANNER_TIMER)
    step.change(code="", message="", misses=0)


def beat(step: BtoeStep) -> None:
    """A word to the computer every few seconds."""
    step.do(Say(step.own.visitor, Heartbeat()))
    step.arm(BEAT_TIMER, HEARTBEAT, BeatDue())


def note(step: BtoeStep, text: str) -> None:
    """Write a line of the device's log."""
    step.do(Log("btoe", "4", text))
