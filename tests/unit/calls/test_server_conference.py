"""Conferences at the server: it is called, and the others are referred there."""

from __future__ import annotations

import pytest

from emulator.calls.model import CallAnswered, Calls, CallTerminated, Dial, EndCall, MediaChanged
from emulator.calls.orders import PlaceCall, SendHangup
from emulator.calls.parties import JoinCalls, ReferAccepted, SendRefer, TransferNews
from tests.unit.calls.rig import Rig

FOCUS = {"voIpProt.SIP.conference.address": "conference@pbx.example"}


def two_calls(values: dict[str, str] = FOCUS) -> Rig:
    """Call 1 is held, call 2 has audio, and the user joins them."""
    phone = Rig(values)
    phone.dial_up("1002")
    phone.obey(phone.feed(Dial("1003")))
    phone.obey(phone.feed(CallAnswered(2, "PCMU"), MediaChanged(2, "active")))
    phone.obey(phone.feed(JoinCalls(2, 1)))
    return phone


def referred(phone: Rig) -> list[tuple[int, str]]:
    """Which far ends were asked to call whom."""
    return [(each.call, each.target) for each in phone.sent(SendRefer)]


def test_joined_calls_are_referred_to_the_conference() -> None:
    """As soon as it answers, one after the other; then the phone leaves them, and has one call, to the conference."""
    phone = two_calls()
    assert ("conference@pbx.example", []) == (phone.sent(PlaceCall)[-1].target, referred(phone))
    phone.obey(phone.feed(CallAnswered(3, "PCMU"), MediaChanged(3, "active")))
    assert [(2, "conference@pbx.example")] == referred(phone)
    phone.feed(ReferAccepted(2))
    assert 1 == len(referred(phone))
    phone.feed(TransferNews(2, 200, "OK"))
    assert [(2, "conference@pbx.example"), (1, "conference@pbx.example")] == referred(phone)
    phone.feed(ReferAccepted(1), TransferNews(1, 200, "OK"))
    assert {1, 2} == {each.call for each in phone.sent(SendHangup)}
    assert ["connected"] == [call.state for call in phone[Calls].open]
    assert "Conference" == phone[Calls].open[0].name


def test_all_at_once() -> None:
    """voIpProt.SIP.conference.parallelRefer: nobody waits for the one before."""
    phone = two_calls({**FOCUS, "voIpProt.SIP.conference.parallelRefer": "1"})
    phone.obey(phone.feed(CallAnswered(3, "PCMU"), MediaChanged(3, "active")))
    assert [(2, "conference@pbx.example"), (1, "conference@pbx.example")] == referred(phone)


def test_another_one_is_brought_in() -> None:
    """Joined with the conference, a further call is referred there at once."""
    phone = two_calls()
    phone.obey(phone.feed(CallAnswered(3, "PCMU"), MediaChanged(3, "active")))
    for call in (2, 1):
        phone.feed(TransferNews(call, 200, "OK"))
    phone.obey(phone.feed(Dial("1004")))
    phone.obey(phone.feed(CallAnswered(4, "PCMU"), MediaChanged(4, "active")))
    phone.obey(phone.feed(JoinCalls(4, 3)))
    assert (4, "conference@pbx.example") == referred(phone)[-1]
    assert 4 == len(phone.sent(PlaceCall))


@pytest.mark.parametrize("how", ["refused", "given up"])
def test_a_conference_that_is_not_reached(how: str) -> None:
    """The two calls stay what they are; nobody is referred."""
    phone = two_calls()
    phone.feed(CallTerminated(3, 486, "Busy Here") if how == "refused" else EndCall(3))
    assert ((), []) == (phone[Calls].gathering, referred(phone))
    assert ["held", "held"] == [call.state for call in phone[Calls].open]


def test_a_party_that_cannot_be_referred_stays() -> None:
    """On hold here, while the other one is in the conference."""
    phone = two_calls()
    phone.obey(phone.feed(CallAnswered(3, "PCMU"), MediaChanged(3, "active")))
    phone.feed(TransferNews(2, 603, "Declined"), TransferNews(1, 200, "OK"))
    assert {2: "held", 3: "connected"} == {call.id: call.state for call in phone[Calls].open}


def test_without_an_address_the_phone_mixes() -> None:
    """No call to anybody else."""
    phone = two_calls({})
    assert (2, (1, 2)) == (len(phone.sent(PlaceCall)), phone[Calls].conference)
