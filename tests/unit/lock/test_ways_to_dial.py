"""Every way in which a number can be dialed: none leads past the lock, and all lead to numbers that may be called."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from emulator.attendant.model import PressResource
from emulator.calls.model import (
    CallAnswered,
    Calls,
    Dial,
    DialUrl,
    DigitPressed,
    ForwardCall,
    MediaChanged,
    OpenDialer,
    TransferTo,
)
from emulator.calls.orders import SendReject
from emulator.calls.parties import CallReferred, Consult, FollowRefer, SendRefer, StartConference, StartTransfer
from emulator.display.model import HookMoved
from emulator.efk.model import RunMacro
from emulator.kernel.state import Event
from emulator.lock.model import LockNow
from tests.unit.lock.desk import ALICE, Arrive, Desk, phone_lock, signed_in
from tests.unit.world import DIRECTORY

GUARD, STRANGER = "5551234", "5550000"
MORE = f"""phoneLock.authorized.1.value="{GUARD}" dialplan.routing.emergency.1.value="911"
    dialplan.routing.emergency.1.server.1="1" dialplan.routing.server.1.address="psap.example"
    feature.enhancedFeatureKeys.enabled="1" efk.efklist.1.mname="go" efk.efklist.1.status="1"
    efk.efklist.1.action.string="{STRANGER}" attendant.resourceList.1.address="{STRANGER}"
    call.lastCallReturnString="*69" voIpProt.SIP.use486forReject="0" """


def dials(number: str) -> Callable[[Desk], None]:
    """Dial digits with the keys of the phone, handset up."""

    def way(desk: Desk) -> None:
        desk.feed(HookMoved(True))
        for digit in number:
            desk.feed(DigitPressed(digit))
        desk.feed(Dial())

    return way


def feeds(*events: Event) -> Callable[[Desk], None]:
    """Let it be told, as by a key that should be dead."""

    def way(desk: Desk) -> None:
        for event in events:
            desk.feed(event)

    return way


def waits_for_digit_map(desk: Desk) -> None:
    """Digits that are dialed without any key, by time."""
    desk.feed(OpenDialer(1))
    for digit in STRANGER[:4]:
        desk.feed(DigitPressed(digit))
    desk.wait(30)


WAYS: dict[str, Callable[[Desk], None]] = {
    "keypad": dials(STRANGER),
    "keypad and time": waits_for_digit_map,
    "directory, favorite, speed dial, busy lamp": feeds(Dial(STRANGER, way="DirectoryDial")),
    "call list, redial": feeds(Dial(STRANGER, 1, "CallListDial")),
    "URL": feeds(DialUrl(f"sip:{STRANGER}@pbx.example")),
    "URL of an authorised user elsewhere": feeds(DialUrl(f"sip:{GUARD}@evil.example")),
    "macro": feeds(RunMacro(f"{STRANGER}$Tinvite$")),
    "named macro": feeds(Dial("!go")),
    "pick-up in the place of another": feeds(Dial(GUARD, 1, target=f"sip:{STRANGER}@pbx.example")),
    "pick-up in the place of an emergency": feeds(Dial("911", 1, target=f"sip:{STRANGER}@pbx.example")),
    "last call return": feeds(Dial("*69")),
    "busy lamp": feeds(PressResource(1)),
    "two dialers": feeds(OpenDialer(1), OpenDialer(2, STRANGER), Dial()),
}


def locked(more: str = "") -> Desk:
    """A locked phone with two lines."""
    desk = phone_lock(MORE + more)
    desk.lock()
    return desk


@pytest.mark.parametrize("way", WAYS)
def test_a_locked_phone_calls_no_stranger(way: str) -> None:
    """However the number comes to the phone."""
    desk = locked()
    WAYS[way](desk)
    desk.wait(5)
    assert [] == desk.called
    assert "locked" == desk.own.state


@pytest.mark.parametrize("way", WAYS)
def test_an_open_phone_calls_them_all(way: str) -> None:
    """The same ways lead somewhere as soon as the phone is open, so that the test above can fail."""
    desk = phone_lock(MORE)
    WAYS[way](desk)
    desk.wait(5)
    assert desk.called


def test_a_hot_line_is_no_way() -> None:
    """call.autoOffHook calls by itself, but not from a locked phone; unless it is an authorised number."""
    hot = 'call.autoOffHook.1.enabled="1" call.autoOffHook.1.contact="{}"'
    for contact, called in ((STRANGER, []), (GUARD, [GUARD]), ("911", ["911"])):
        desk = locked(hot.format(contact))
        desk.feed(HookMoved(True))
        desk.wait(5)
        assert called == desk.called


def in_a_call() -> Desk:
    """A locked phone with the guard on the line."""
    desk = locked()
    desk.feed(Dial(GUARD))
    assert [GUARD] == desk.called
    return desk


@pytest.mark.parametrize(
    "way",
    [
        feeds(StartTransfer(), Dial(STRANGER)),
        feeds(StartTransfer(other=True), Dial(STRANGER)),
        feeds(StartConference(), Dial(STRANGER)),
        feeds(Consult(1, "blind", 1), Dial(STRANGER)),
        feeds(TransferTo(STRANGER)),
        feeds(RunMacro(f"{STRANGER}$Trefer$")),
        feeds(CallReferred(1, f"sip:{STRANGER}@pbx.example", STRANGER)),
    ],
    ids=["transfer", "blind", "conference", "consultation", "transfer to", "macro", "REFER"],
)
def test_no_call_leads_to_a_stranger(way: Callable[[Desk], None]) -> None:
    """Neither a transfer nor a conference, by this phone or by the far end."""
    desk = in_a_call()
    way(desk)
    desk.wait(5)
    assert [GUARD] == desk.called
    assert not [effect for effect in desk.effects if isinstance(effect, SendRefer | FollowRefer)]


def test_the_far_end_may_hand_over_to_who_may_be_called() -> None:
    """A REFER to an authorised number is followed."""
    desk = in_a_call()
    desk.feed(CallReferred(1, f"sip:{GUARD}@pbx.example", GUARD))
    assert [f"sip:{GUARD}@pbx.example"] == [each.target for each in desk.effects if isinstance(each, FollowRefer)]


def test_a_call_is_not_sent_to_a_stranger() -> None:
    """Forward, pressed for an incoming call, reaches only who may be called."""
    desk = locked()
    call = desk.ring()
    desk.feed(ForwardCall(call, STRANGER))
    assert "offering" == desk.device.core.state[Calls].calls[0].state
    desk.feed(ForwardCall(call, GUARD))
    assert [302] == [effect.code for effect in desk.effects if isinstance(effect, SendReject)]


def test_a_dial_plan_has_no_say_in_who_may_be_called() -> None:
    """What is typed is authorised, be it that a prefix is dialed in front of it; or what that makes of it."""
    desk = locked('dialplan.digitmap="R555R9555Rxxxx" dialplan.applyToUserSend="1"')
    desk.dial(GUARD)
    assert [f"9{GUARD}"] == desk.called
    desk = locked('dialplan.digitmap="R444R555Rxxxx" dialplan.applyToUserSend="1"')
    desk.dial("4441234")
    assert [GUARD] == desk.called


@pytest.mark.parametrize(
    ("restriction", "number", "may"),
    [
        ("", "1003", True),
        ("", "1009", False),
        ("EmergencyNumberAndAuthList", "1003", False),
        ("EmergencyNumberAndAuthList", GUARD, True),
        ("EmergencyNumberOnly", GUARD, False),
        ("EmergencyNumberOnly", "911", True),
    ],
)
def test_contacts_under_device_lock(restriction: str, number: str, may: bool) -> None:
    """They may be called unless up.configureDeviceLockAuthList restricts the phone to numbers, or to emergencies."""
    more = f'up.configureDeviceLockAuthList="{restriction}"' if restriction else ""
    desk = signed_in(MORE + more, files={"000000000000-directory.xml": DIRECTORY})
    desk.lock()
    desk.dial(number)
    desk.wait(1)
    assert ([number] if may else []) == desk.called


def test_emergencies_of_one_line() -> None:
    """A line's own emergency numbers may be called from it."""
    desk = locked('dialplan.1.routing.emergency.1.value="112"')
    desk.feed(Dial("112", 1))
    assert ["112"] == desk.called


def test_what_was_dialed_before_the_lock_goes_on() -> None:
    """A call that rings when the phone is to be locked is a call: the lock waits for its end."""
    desk = Desk(MORE)
    desk.feed(Arrive(ALICE))
    desk.make_code()
    desk.feed(Dial(STRANGER))
    call = desk.device.core.state[Calls].calls[0].id
    desk.feed(LockNow())
    desk.feed(CallAnswered(call, "PCMU"))
    desk.feed(MediaChanged(call, "active"))
    assert "waiting" == desk.own.state
    desk.hang_up(call)
    assert "locked" == desk.own.state
