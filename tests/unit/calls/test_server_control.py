"""Calls that the server answers, resumes and holds (NOTIFY with Event: talk or hold)."""

from __future__ import annotations

from emulator.calls.model import Dial, HoldCall, TalkWanted
from emulator.calls.orders import SendAnswer, SendHold, SendResume
from tests.unit.calls.rig import Rig


def test_talk_answers_a_call_that_rings() -> None:
    """As if the user had: the path opens, too."""
    phone = Rig()
    phone.ring()
    phone.obey(phone.feed(TalkWanted(1)))
    assert ([SendAnswer(1)], {1: "connected"}) == (phone.sent(SendAnswer), phone.states)


def test_talk_resumes_a_held_call() -> None:
    """The same event takes a call back that is held."""
    phone = Rig()
    phone.dial_up()
    phone.obey(phone.feed(HoldCall(1)))
    phone.obey(phone.feed(TalkWanted(1)))
    assert ([SendResume(1)], {1: "connected"}) == (phone.sent(SendResume), phone.states)


def test_talk_holds_the_call_that_has_audio_first() -> None:
    """One call has audio at a time, whoever asks."""
    phone = Rig()
    phone.dial_up()
    phone.ring()
    phone.feed(TalkWanted(2))
    assert ([SendHold(1)], []) == (phone.sent(SendHold), phone.sent(SendAnswer))


def test_talk_means_nothing_to_other_calls() -> None:
    """Neither to one that is up, nor to one on its way out."""
    phone = Rig()
    phone.feed(Dial("1003"))
    phone.feed(TalkWanted(1))
    phone.dial_up()
    before = phone.states
    phone.feed(TalkWanted(1), TalkWanted(9))
    assert before == phone.states
