"""Several calls at once: one has audio, and whoever wants it waits until it is held."""

from __future__ import annotations

from emulator.audio.model import Audio
from emulator.calls.model import (
    AnswerCall,
    CallAnswered,
    CallProgressed,
    Calls,
    CallTerminated,
    Dial,
    DigitPressed,
    EndCall,
    HoldCall,
    MediaChanged,
    OpenDialer,
    ResumeCall,
    SelectCall,
)
from emulator.calls.orders import PlaceCall, SendAnswer, SendHangup, SendHold, SendResume
from emulator.display.model import HookMoved
from tests.unit.calls.rig import Rig


def two_calls() -> Rig:
    """A phone with call 1 held and call 2 active."""
    phone = Rig()
    phone.dial_up()
    phone.ring()
    phone.obey(phone.feed(AnswerCall(2)))
    return phone


def test_answering_holds_the_active_call_first() -> None:
    """The 200 leaves only when the far end of the first call has confirmed the hold."""
    phone = Rig()
    phone.dial_up()
    phone.ring()
    phone.feed(AnswerCall(2))
    assert ([SendHold(1)], []) == (phone.sent(SendHold), phone.sent(SendAnswer))
    phone.feed(MediaChanged(1, "local-hold"))
    assert [SendAnswer(2)] == phone.sent(SendAnswer)
    phone.feed(CallAnswered(2))
    assert {1: "held", 2: "connected"} == phone.states
    assert 2 == phone[Calls].selected


def test_resuming_holds_the_active_call_first() -> None:
    """Swap: the held call is taken back after the other is held."""
    phone = two_calls()
    phone.feed(ResumeCall(1))
    assert [] == phone.sent(SendResume)
    phone.feed(MediaChanged(2, "local-hold"))
    assert [SendResume(1)] == phone.sent(SendResume)
    phone.feed(MediaChanged(1, "active"))
    assert {1: "connected", 2: "held"} == phone.states


def test_dialing_holds_the_active_call_at_once_and_calls_when_it_is_held() -> None:
    """The dialer opens with dial tone; the INVITE waits for the hold."""
    phone = Rig()
    phone.dial_up()
    phone.feed(OpenDialer())
    assert [SendHold(1)] == phone.sent(SendHold)
    assert "dial" == phone[Audio].tone
    phone.feed(Dial("1004"))
    assert {1: "connected", 2: "dialing"} == phone.states
    phone.feed(MediaChanged(1, "local-hold"))
    assert ["1002", "1004"] == [effect.target for effect in phone.sent(PlaceCall)]
    assert {1: "held", 2: "proceeding"} == phone.states


def test_a_failed_hold_takes_the_turn_away() -> None:
    """The second call rings on; answering again works."""
    phone = Rig()
    phone.dial_up()
    phone.ring()
    phone.feed(AnswerCall(2), MediaChanged(1, "active"))
    assert {1: "connected", 2: "offering"} == phone.states
    assert ("", 0) == (phone.call(2).pending, phone[Calls].queued)
    phone.obey(phone.feed(AnswerCall(2)))
    assert {1: "held", 2: "connected"} == phone.states


def test_a_failed_hold_ends_a_call_that_was_to_be_placed() -> None:
    """No INVITE was sent, so nothing is left of it."""
    phone = Rig()
    phone.dial_up()
    phone.feed(Dial("1004"), MediaChanged(1, "active"))
    assert {1: "connected", 2: "ended"} == phone.states
    assert ["1002"] == [effect.target for effect in phone.sent(PlaceCall)]


def test_the_turn_comes_when_the_active_call_ends_by_itself() -> None:
    """The far end hung up instead of confirming the hold."""
    phone = Rig()
    phone.dial_up()
    phone.ring()
    phone.feed(AnswerCall(2), CallTerminated(1, 200, ""))
    assert [SendAnswer(2)] == phone.sent(SendAnswer)


def test_a_caller_who_gives_up_frees_the_queue() -> None:
    """The active call is held all the same; nothing is answered."""
    phone = Rig()
    phone.dial_up()
    phone.ring()
    phone.feed(AnswerCall(2), CallTerminated(2, 487, ""), MediaChanged(1, "local-hold"))
    assert [] == phone.sent(SendAnswer)
    assert ("held", 0) == (phone.call(1).state, phone[Calls].queued)


def test_the_last_wish_counts() -> None:
    """Answering a third call while the second waits: the third is answered, the second rings on."""
    phone = Rig()
    phone.dial_up()
    phone.ring()
    phone.ring()
    phone.feed(AnswerCall(2), AnswerCall(3), MediaChanged(1, "local-hold"))
    assert [SendAnswer(3)] == phone.sent(SendAnswer)
    assert ("offering", "") == (phone.call(2).state, phone.call(2).pending)


def test_a_call_not_yet_answered_gives_way() -> None:
    """Answering while our own call still rings ends our own call."""
    phone = Rig()
    phone.feed(Dial("1002"), CallProgressed(1, 180, "Ringing"))
    phone.ring()
    phone.obey(phone.feed(AnswerCall(2)))
    assert [SendHangup(1)] == phone.sent(SendHangup)
    assert {1: "ended", 2: "connected"} == phone.states


def test_no_new_call_while_ours_is_not_answered() -> None:
    """New Call during ringback is turned down."""
    phone = Rig()
    phone.feed(Dial("1002"), OpenDialer())
    assert {1: "proceeding"} == phone.states
    assert "Active call, action aborted." == phone.screen.popup


def test_nothing_else_starts_while_a_resume_is_under_way() -> None:
    """The call that is about to have audio cannot be held yet."""
    phone = two_calls()
    phone.feed(HoldCall(), MediaChanged(2, "local-hold"), ResumeCall(1), ResumeCall(2))
    assert [SendResume(1)] == phone.sent(SendResume)
    assert ("resume", "") == (phone.call(1).pending, phone.call(2).pending)


def test_no_call_is_placed_while_an_answer_is_under_way() -> None:
    """The phone says so, and the number stays in the dialer."""
    phone = Rig()
    phone.ring()
    phone.feed(AnswerCall(1), OpenDialer(0, "12"), Dial())
    assert ("Active call, action aborted.", "12") == (phone.screen.popup, phone[Calls].digits)
    assert [] == phone.sent(PlaceCall)


def test_a_late_resume_without_rival_is_taken() -> None:
    """The media flow although the phone had given the resume up: the wire is right."""
    phone = Rig()
    phone.dial_up()
    phone.feed(HoldCall(), MediaChanged(1, "local-hold"), ResumeCall(), MediaChanged(1, "local-hold"))
    phone.feed(MediaChanged(1, "active"))
    assert {1: "connected"} == phone.states


def test_lifting_the_handset_answers() -> None:
    """With a ringing call the handset answers it, and the path is the handset."""
    phone = Rig()
    phone.ring()
    phone.feed(HookMoved(True))
    assert [SendAnswer(1)] == phone.sent(SendAnswer)
    assert "handset" == phone[Audio].state


def test_hanging_up_before_the_turn_lets_the_call_ring_on() -> None:
    """The answer that waited for a hold is withdrawn, the active call is over."""
    phone = Rig()
    phone.feed(HookMoved(True))
    phone.feed(Dial("1002"), CallAnswered(1))
    phone.ring()
    phone.feed(AnswerCall(2), HookMoved(False))
    assert {1: "ended", 2: "offering"} == phone.states
    assert ("", []) == (phone.call(2).pending, phone.sent(SendAnswer))


def test_the_calls_screen_moves_its_selection() -> None:
    """Down and Up move it, the soft keys follow it, and it stops at the ends."""
    phone = two_calls()
    assert ["Hold", "End Call", "Transfer", "More"] == phone.labels
    phone.press("Up", "Up")
    assert 1 == phone[Calls].selected
    assert ["Resume", "Transfer", "New Call", "More"] == phone.labels
    phone.feed(SelectCall(by=5))
    assert 2 == phone[Calls].selected
    phone.feed(SelectCall(1))
    assert 1 == phone[Calls].selected


def test_the_selection_falls_to_the_call_that_is_left() -> None:
    """After the end of the selected call the phone is about the next one."""
    phone = two_calls()
    phone.feed(EndCall())
    assert 1 == phone[Calls].selected
    labels = ["Resume", "Transfer", "New Call", "Conference"]
    assert ("held", labels) == (phone.screen.name, phone.labels)


def test_digits_go_to_the_call_that_is_up_not_to_a_held_one() -> None:
    """With all calls held, a digit opens the dialer."""
    phone = two_calls()
    phone.feed(HoldCall(), MediaChanged(2, "local-hold"), DigitPressed("7"))
    assert ("dialing", "7") == (phone.call(3).state, phone[Calls].digits)


def test_twelve_calls_swap_without_two_having_audio() -> None:
    """Each is resumed in turn, and there is never more than one connected."""
    phone = Rig()
    for _ in range(12):
        phone.obey(phone.feed(AnswerCall(phone.ring())))
    for call in range(1, 13):
        phone.obey(phone.feed(ResumeCall(call)))
        phone.feed(MediaChanged(call, "active"))
        assert [call] == [each for each, state in phone.states.items() if state == "connected"]


def test_a_refusal_beside_another_call_is_told() -> None:
    """The refused call has no screen of its own then: a message says why, and its tone sounds."""
    phone = Rig()
    phone.dial_up()
    phone.do("New Call")
    phone.feed(Dial("1005"), CallTerminated(2, 486, "Busy Here"))
    assert ("held", "Busy", "busy") == (phone.screen.name, phone.screen.popup, phone[Audio].tone)
    phone.do("Resume")
    assert ({1: "connected", 2: "ended"}, "") == (phone.states, phone[Audio].tone)
