"""One call through its life: placed, taken, refused, held, ended."""

from __future__ import annotations

import pytest

from emulator.audio.model import Audio, SpeakerKey
from emulator.boot.model import Power, ShuttingDown
from emulator.calls.model import (
    AnswerCall,
    CallAnswered,
    CallEnded,
    CallProgressed,
    Calls,
    CallTerminated,
    Dial,
    DigitPressed,
    EndCall,
    HoldCall,
    IgnoreCall,
    MediaChanged,
    OpenDialer,
    RejectCall,
    ResumeCall,
)
from emulator.calls.orders import (
    PlaceCall,
    RefuseInvite,
    SendAnswer,
    SendDigits,
    SendHangup,
    SendHold,
    SendReject,
    SendResume,
    TakeCall,
)
from emulator.contacts.model import CallLists
from emulator.display.model import HookMoved
from emulator.kernel.state import Effect, Event
from emulator.lines.model import Lines
from tests.unit.calls.rig import SECOND, Rig, registered


def test_a_call_out_goes_through_its_states() -> None:
    """Dial sends the INVITE; 180 is ringback; 200 starts the timer; the far end's BYE is shown, then gone."""
    phone = Rig()
    phone.feed(Dial("1002"))
    assert {1: "proceeding"} == phone.states
    assert ["1002"] == [effect.target for effect in phone.sent(PlaceCall)]
    phone.feed(CallProgressed(1, 180, "Ringing"))
    assert {1: "ringing"} == phone.states
    phone.wait(4)
    phone.feed(CallAnswered(1, "G722"))
    assert ("connected", 4 * SECOND, "G722") == (
        phone.call(1).state,
        phone.call(1).connected_at,
        phone.call(1).codec,
    )
    phone.feed(CallTerminated(1, 200, "OK"))
    assert {1: "ended"} == phone.states
    phone.wait(3)
    assert {} == phone.states


@pytest.mark.parametrize(
    ("code", "tone", "seconds", "text"),
    [
        (486, "busy", 10, "Busy"),
        (600, "busy", 10, "Busy"),
        (404, "reorder", 10, "No such user"),
        (503, "reorder", 10, "Service unavailable"),
        (484, "reorder", 10, "Address incomplete"),
        (487, "", 3, "No such user"),
    ],
)
def test_a_refused_call_is_heard_and_seen(code: int, tone: str, seconds: int, text: str) -> None:
    """Busy or reorder tone sounds until the screen of the ended call goes, and the path closes with it."""
    phone = Rig()
    phone.feed(Dial("1002"), CallTerminated(1, code, "No such user"))
    assert tone == phone[Audio].tone
    assert text in str(phone.screen.body)
    phone.wait(seconds - 0.1)
    assert {1: "ended"} == phone.states
    phone.wait(0.1)
    assert ({}, "", "on-hook") == (phone.states, phone[Audio].tone, phone[Audio].state)


def test_a_lost_engine_ends_the_call_without_a_tone() -> None:
    """Code 0 is no refusal of the far end."""
    phone = Rig()
    phone.dial_up()
    phone.feed(CallTerminated(1, 0, "engine lost"))
    assert {1: "ended"} == phone.states
    assert [CallEnded(1, 0, "engine lost")] == phone.told(CallEnded)
    assert "" == phone[Audio].tone


def test_a_call_in_rings_then_moves_to_the_list() -> None:
    """The window stands for 10 s, then the call is one row of the Calls screen; the answer goes out as 200."""
    phone = Rig()
    phone.ring()
    assert [TakeCall(1, "invite-1")] == phone.sent(TakeCall)
    assert "incoming" == phone.screen.name
    assert ["Answer", "Reject", "Forward", "Ignore"] == phone.labels
    phone.wait(10)
    assert "calls" == phone.screen.name
    phone.press("Answer")
    assert [SendAnswer(1)] == phone.sent(SendAnswer)
    phone.feed(CallAnswered(1))
    assert {1: "connected"} == phone.states
    assert ["Hold", "End Call", "Transfer", "More"] == phone.labels


@pytest.mark.parametrize(("use486", "code"), [("0", 603), ("1", 486)])
def test_reject_answers_as_configured(use486: str, code: int) -> None:
    """603, or 486 with voIpProt.SIP.use486forReject; a rejected call is not a missed one."""
    phone = Rig({"voIpProt.SIP.use486forReject": use486})
    phone.ring()
    phone.feed(RejectCall())
    assert [SendReject(1, code)] == phone.sent(SendReject)
    assert 0 == phone[CallLists].unseen


def test_ignore_silences_and_leaves_the_call_answerable() -> None:
    """The ringing stops, the window goes, Answer still works."""
    phone = Rig()
    phone.ring()
    assert "ringer:ringer2" == phone[Audio].tone
    phone.feed(IgnoreCall())
    assert ("", "calls") == (phone[Audio].tone, phone.screen.name)
    assert ["Answer", "Reject", "Forward"] == phone.labels
    phone.press("Answer")
    assert [SendAnswer(1)] == phone.sent(SendAnswer)


@pytest.mark.parametrize(("code", "missed"), [(487, 1), (0, 1), (200, 0)], ids=["cancelled", "lost", "taken elsewhere"])
def test_a_call_that_nobody_took_counts_as_missed(code: int, missed: int) -> None:
    """The counter rises unless the call was taken elsewhere."""
    phone = Rig()
    phone.ring()
    phone.feed(CallTerminated(1, code, ""))
    assert missed == phone[CallLists].unseen
    assert [bool(missed)] == [fact.missed for fact in phone.told(CallEnded) if isinstance(fact, CallEnded)]


def test_missed_calls_are_not_counted_where_that_is_off() -> None:
    """call.missedCallTracking.x.enabled is asked per line."""
    phone = Rig({"call.missedCallTracking.2.enabled": "0"})
    phone.ring(line=2)
    phone.feed(CallTerminated(1, 487, ""))
    assert 0 == phone[CallLists].unseen
    assert phone.call(1).missed


@pytest.mark.parametrize(
    ("parameter", "prepare", "sent"),
    [
        ("call.offeringTimeOut", [], SendReject(1, 480)),
        ("call.ringBackTimeOut", [Dial("1002"), CallProgressed(1, 180, "Ringing")], SendHangup(1)),
    ],
)
def test_ringing_ends_at_its_time_out(parameter: str, prepare: list[Event], sent: Effect) -> None:
    """Incoming and outgoing calls ring for as long as configured, and for ever with 0."""
    for seconds, expected in (("7", [sent]), ("0", [])):
        phone = Rig({parameter: seconds})
        if prepare:
            phone.feed(*prepare)
        else:
            phone.ring()
        phone.wait(6.9)
        assert [] == [effect for effect in phone.effects if effect == sent]
        phone.wait(0.2)
        assert expected == [effect for effect in phone.effects if effect == sent]


def test_hold_and_resume_wait_for_the_far_end() -> None:
    """Each is pending until the media say so; keys pressed meanwhile do nothing."""
    phone = Rig()
    phone.dial_up()
    phone.feed(HoldCall(), HoldCall())
    assert [SendHold(1)] == phone.sent(SendHold)
    assert ("connected", "hold") == (phone.call(1).state, phone.call(1).pending)
    phone.feed(MediaChanged(1, "local-hold"))
    assert ("held", "") == (phone.call(1).state, phone.call(1).pending)
    assert ["Resume", "Transfer", "New Call", "Conference"] == phone.labels
    phone.feed(ResumeCall(), ResumeCall())
    assert ("held", "resume") == (phone.call(1).state, phone.call(1).pending)
    phone.feed(MediaChanged(1, "active"))
    assert ("connected", "") == (phone.call(1).state, phone.call(1).pending)
    assert [SendResume(1)] == phone.sent(SendResume)


def test_a_refused_hold_leaves_the_call_up() -> None:
    """The far end turned the re-INVITE down: the user may try again."""
    phone = Rig()
    phone.dial_up()
    phone.feed(HoldCall(), MediaChanged(1, "active"))
    assert ("connected", "") == (phone.call(1).state, phone.call(1).pending)
    assert "Sorry, please try again." == phone.screen.popup
    phone.feed(ResumeCall(), HoldCall())
    assert [SendHold(1), SendHold(1)] == phone.sent(SendHold)


def test_a_refused_resume_leaves_the_call_held() -> None:
    """The media stay local-hold."""
    phone = Rig()
    phone.dial_up()
    phone.feed(HoldCall(), MediaChanged(1, "local-hold"), ResumeCall(), MediaChanged(1, "local-hold"))
    assert ("held", "") == (phone.call(1).state, phone.call(1).pending)


def test_a_hold_that_nobody_confirms_ends_the_call() -> None:
    """The phone does not wait for ever."""
    phone = Rig()
    phone.dial_up()
    phone.feed(HoldCall())
    phone.wait(40)
    assert [SendHangup(1)] == phone.sent(SendHangup)
    assert {1: "ended"} == phone.states


def test_the_far_end_holds_and_resumes() -> None:
    """Remote hold is shown, and survives a hold and resume of ours."""
    phone = Rig()
    phone.dial_up()
    phone.feed(MediaChanged(1, "remote-hold"))
    assert {1: "remote-held"} == phone.states
    phone.feed(HoldCall(), MediaChanged(1, "local-hold"), ResumeCall(), MediaChanged(1, "remote-hold"))
    assert {1: "remote-held"} == phone.states
    phone.feed(MediaChanged(1, "active"))
    assert {1: "connected"} == phone.states


def test_a_held_call_must_be_resumed_before_it_can_be_ended() -> None:
    """End Call is not offered, and does nothing; while the resume is under way it hangs up."""
    phone = Rig()
    phone.dial_up()
    phone.feed(HoldCall(), MediaChanged(1, "local-hold"), EndCall(1))
    assert [] == phone.sent(SendHangup)
    phone.feed(ResumeCall(), EndCall(1))
    assert [SendHangup(1)] == phone.sent(SendHangup)


def test_digits_in_a_call_are_sent() -> None:
    """DTMF goes to the connected call, and nowhere while the call is held."""
    phone = Rig()
    phone.dial_up()
    phone.feed(DigitPressed("5"), DigitPressed("#"))
    assert [SendDigits(1, "5"), SendDigits(1, "#")] == phone.sent(SendDigits)


def test_digits_reach_a_far_end_that_speaks_before_it_answers() -> None:
    """An announcement may ask for keys before the call is up; while it only rings they go nowhere."""
    phone = Rig()
    phone.feed(Dial("1002"), CallProgressed(1, 180, "Ringing"), DigitPressed("5"))
    assert [] == phone.sent(SendDigits)
    phone.feed(CallProgressed(1, 183, "Session Progress", early_media=True), DigitPressed("6"))
    assert [SendDigits(1, "6")] == phone.sent(SendDigits)
    assert {1: "ringing"} == phone.states


@pytest.mark.parametrize(
    ("parts", "values", "line", "code"),
    [
        ((), {}, 9, 404),
        ((Lines((registered(1, calls_per_line_key=1),)),), {}, 1, 486),
        ((Lines((registered(1, calls_per_line_key=1, line_keys=2),)),), {}, 1, 0),
        ((), {"call.callWaiting.enable": "0"}, 1, 486),
        ((), {}, 1, 0),
    ],
    ids=["no such line", "line full", "second line key", "no call waiting", "room"],
)
def test_an_invite_is_let_in_within_limits(
    parts: tuple[Lines, ...], values: dict[str, str], line: int, code: int
) -> None:
    """With one call up, a second one is refused when there is no line, no room, or no call waiting."""
    phone = Rig(values, *parts)
    phone.dial_up()
    phone.ring(line)
    assert ([RefuseInvite("invite-2", code)] if code else []) == phone.sent(RefuseInvite)


def test_the_model_limits_all_lines_together() -> None:
    """The 25th call on a VVX 450 is busy; ended calls do not count."""
    phone = Rig()
    for _ in range(24):
        phone.ring()
    phone.ring(line=2)
    assert [RefuseInvite("invite-25", 486)] == phone.sent(RefuseInvite)
    phone.feed(CallTerminated(3, 487, ""))
    phone.ring(line=2)
    assert "offering" == phone.call(25).state


def test_no_call_out_beyond_the_limit() -> None:
    """The phone says that it is full, and opens no audio path."""
    phone = Rig()
    for _ in range(24):
        phone.ring()
    for call in range(1, 25):
        phone.feed(IgnoreCall(call))
    phone.feed(OpenDialer())
    assert "Resources full." == phone.screen.popup
    assert "on-hook" == phone[Audio].state


def test_all_calls_end_when_the_phone_goes_down() -> None:
    """Whatever a call's state, the far end hears of the end, and nothing is left."""
    phone = Rig()
    phone.dial_up()
    phone.ring()
    phone.ring()
    phone.obey(phone.feed(AnswerCall(2)))
    phone.effects.clear()
    phone.feed(ShuttingDown("Restart Phone"))
    assert {SendHangup(1), SendHangup(2), SendReject(3, 480)} <= set(phone.effects)
    assert () == phone[Calls].calls
    assert ("on-hook", "") == (phone[Audio].state, phone[Audio].tone)
    assert [] == [effect for effect in phone.wait(100) if isinstance(effect, SendHangup)]


def test_there_are_no_calls_before_the_phone_is_up() -> None:
    """Nothing can be dialed, and who calls is told to come later."""
    phone = Rig({}, Power(state="rebooting"))
    phone.feed(Dial("1002"))
    phone.ring()
    assert () == phone[Calls].calls
    assert [RefuseInvite("invite-1", 480)] == phone.effects


def test_late_news_of_an_ended_call_changes_nothing() -> None:
    """What was on the wire while the user hung up is ignored."""
    phone = Rig()
    phone.feed(Dial("1002"), CallProgressed(1, 180, "Ringing"), EndCall())
    before = phone[Calls]
    phone.feed(CallAnswered(1), MediaChanged(1, "active"), CallTerminated(1, 487, "Request Terminated"))
    assert before == phone[Calls]
    assert [SendHangup(1)] == phone.sent(SendHangup)


def test_hanging_up_ends_the_active_call_and_keeps_held_ones() -> None:
    """The handset goes down: the call that has audio is over."""
    phone = Rig()
    phone.dial_up()
    phone.ring()
    phone.obey(phone.feed(AnswerCall(2)))
    phone.feed(SpeakerKey())
    assert {1: "held", 2: "ended"} == phone.states
    phone.feed(HookMoved(True))
    assert {1: "held", 2: "ended", 3: "dialing"} == phone.states
