"""Conferences of three: made, held, split, managed, left."""

from __future__ import annotations

import pytest

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
    ResumeCall,
    SelectCall,
)
from emulator.calls.orders import SendDigits, SendHangup, SendHold, SendResume
from emulator.calls.parties import JoinCalls, LeaveConference, Mix, SendRefer, StartConference, TransferNews
from emulator.display.leds import leds
from emulator.display.model import GoBack, HookMoved, Items, Led, OpenView, Scene
from tests.unit.calls.rig import Rig

TOGETHER = {1: "conference", 2: "conference"}
HELD = {1: "held", 2: "held"}


def consulting(values: dict[str, str] | None = None, model: str = "VVX_450") -> Rig:
    """Call 1 held, and call 2 to 1004 made in order to add it."""
    phone = Rig(values, model=model)
    phone.dial_up()
    phone.do("Conference")
    phone.feed(Dial("1004"), CallProgressed(2, 180, "Ringing"), CallAnswered(2, "PCMU"), MediaChanged(2, "active"))
    return phone


def conference(values: dict[str, str] | None = None, model: str = "VVX_450") -> Rig:
    """A conference of calls 1 and 2."""
    phone = consulting(values, model)
    phone.do("Conference")
    assert phone.states == TOGETHER
    return phone


def two_calls(values: dict[str, str] | None = None) -> Rig:
    """Call 1 held, call 2 up, neither made for the other."""
    phone = Rig(values)
    phone.dial_up()
    phone.ring()
    phone.obey(phone.feed(AnswerCall(2)))
    return phone


def test_a_conference_that_is_left_before_it_has_begun_waits_for_no_turn() -> None:
    """Two held calls are to be joined once a third has been held for them, and are left to each other before that."""
    phone = two_calls()
    phone.feed(HoldCall(2), MediaChanged(2, "local-hold"), Dial("1005"), CallAnswered(3, "PCMU"))
    phone.feed(JoinCalls(1, 2))
    assert 1 == phone[Calls].queued
    phone.feed(LeaveConference())
    assert {1: "transferring", 2: "transferring", 3: "connected"} == phone.states
    assert 0 == phone[Calls].queued


def heard(phone: Rig) -> Mix:
    """Who hears whom now."""
    return phone.sent(Mix)[-1]


def lamp(phone: Rig) -> Led:
    """The lamp of the first line key."""
    return leds(Scene(phone.core.state, phone.core.profile, phone.core.now))["line1"]


# Made


def test_a_third_party_is_called_and_added() -> None:
    """The first is held meanwhile, then taken back; both are heard, and the phone shows one conference."""
    phone = Rig()
    phone.dial_up()
    phone.do("Conference")
    assert ("Conference with", [SendHold(1)]) == (phone.screen.title, phone.sent(SendHold))
    phone.feed(Dial("1004"), CallProgressed(2, 180, "Ringing"))
    assert ["Cancel"] == phone.labels
    phone.feed(CallAnswered(2), MediaChanged(2, "active"))
    assert ["Conference", "Cancel", "Split"] == phone.labels
    phone.press("Conference")
    assert [SendResume(1)] == phone.sent(SendResume)
    assert {1: "held", 2: "connected"} == phone.states
    phone.feed(MediaChanged(1, "active"))
    assert TOGETHER == phone.states
    assert Mix((1, 2)) == heard(phone)
    assert ("conference", "In Conference") == (phone.screen.name, phone.screen.title)
    assert "1002, 1004" in str(phone.screen.body)
    assert (Led("green"), "") == (lamp(phone), phone[Audio].tone)
    assert ["Hold", "End Call", "Split", "More"] == phone.labels


def test_a_held_consultation_is_resumed_before_it_can_be_cancelled() -> None:
    """The first call has been taken back meanwhile."""
    phone = consulting()
    phone.obey(phone.feed(ResumeCall(1)))
    phone.feed(SelectCall(2))
    assert {1: "connected", 2: "held"} == phone.states
    assert ["Conference", "Resume", "Split"] == phone.labels
    phone.do("Resume")
    assert ["Conference", "Cancel", "Split"] == phone.labels


def test_the_key_works_as_the_soft_key() -> None:
    """Conference begins, and completes."""
    phone = Rig(model="VVX_1500")
    phone.dial_up()
    phone.obey(phone.feed(phone.screen.keys["Conference"]))
    assert "Conference with" == phone.screen.title
    phone.feed(Dial("1004"), CallAnswered(2))
    phone.obey(phone.feed(phone.screen.keys["Conference"]))
    assert TOGETHER == phone.states


def test_join_makes_a_conference_of_two_calls() -> None:
    """Join and Swap are offered beside a held call."""
    phone = two_calls()
    assert {"Join", "Swap"} < {key.label for key in phone.screen.actions}
    phone.do("Join")
    assert TOGETHER == phone.states


def test_swap_changes_places() -> None:
    """The one with audio is held, the other one taken back."""
    phone = two_calls()
    phone.do("Swap")
    assert {1: "connected", 2: "held"} == phone.states


def test_two_held_calls_can_be_joined() -> None:
    """One is taken back after the other."""
    phone = two_calls()
    phone.do("Hold", "Join")
    assert TOGETHER == phone.states


@pytest.mark.parametrize(("single", "states"), [("1", TOGETHER), ("0", {1: "held", 2: "held", 3: "dialing"})])
def test_one_press_can_join_the_calls_there_are(single: str, states: dict[int, str]) -> None:
    """call.singleKeyPressConference."""
    phone = two_calls({"call.singleKeyPressConference": single})
    phone.do("Conference")
    assert states == phone.states


def test_the_second_call_can_be_picked_instead_of_dialed() -> None:
    """The dialer of a conference offers the calls there are."""
    phone = two_calls()
    phone.do("Conference", "Select")
    assert TOGETHER | {3: "ended"} == phone.states


def test_a_party_that_does_not_come_back_leaves_two_calls() -> None:
    """The far end refuses to be resumed."""
    phone = consulting()
    phone.press("Conference")
    phone.feed(MediaChanged(1, "local-hold"))
    assert {1: "held", 2: "connected"} == phone.states
    assert ((), "Sorry, please try again.") == (phone[Calls].conference, phone.screen.popup)


def test_only_one_conference() -> None:
    """A second one is refused, in the device's words."""
    phone = conference()
    phone.feed(StartConference(1))
    assert "Invalid req: Conf call in progress" == phone.screen.popup
    phone.ring()
    phone.obey(phone.feed(AnswerCall(3)))
    phone.feed(JoinCalls(1, 3))
    assert "Invalid req: Conf call in progress" == phone.screen.popup
    assert {1: "held", 2: "held", 3: "connected"} == phone.states


def test_no_conference_where_it_is_switched_off() -> None:
    """call.localConferenceEnabled 0: neither keys nor requests make one."""
    phone = two_calls({"call.localConferenceEnabled": "0"})
    assert not {"Join", "Conference"} & {key.label for key in phone.screen.actions}
    assert "Conference" not in phone.screen.keys
    phone.feed(JoinCalls(1, 2))
    assert {1: "held", 2: "connected"} == phone.states


@pytest.mark.parametrize(("switch", "label"), [("join", "Join"), ("split", "Split")])
def test_soft_keys_can_be_left_out(switch: str, label: str) -> None:
    """softkey.feature.join and softkey.feature.split."""
    values = {f"softkey.feature.{switch}": "0"}
    for phone in (two_calls(values), conference(values)):
        assert label not in {key.label for key in phone.screen.actions}


# Held


def test_hold_holds_all_and_resume_takes_all_back() -> None:
    """Both parties on the wire; the lamp and the keys are those of a held call."""
    phone = conference()
    phone.do("Hold")
    assert HELD == phone.states
    assert [SendHold(1), SendHold(1), SendHold(2)] == phone.sent(SendHold)
    assert (Mix(()), Led("red", "flash")) == (heard(phone), lamp(phone))
    assert ["Resume", "Split", "Manage", "New Call"] == phone.labels
    phone.do("Resume")
    assert TOGETHER == phone.states


def test_the_others_may_stay_together_on_hold() -> None:
    """call.localConferenceCallHold: nothing goes over the wire, the phone alone is out."""
    phone = conference({"call.localConferenceCallHold": "1"})
    before = len(phone.sent(SendHold)), len(phone.sent(SendResume))
    phone.do("Hold")
    assert (HELD, Mix((), (1, 2))) == (phone.states, heard(phone))
    phone.feed(MediaChanged(1, "remote-hold"), MediaChanged(1, "active"))
    assert HELD == phone.states
    phone.do("Resume")
    assert (TOGETHER, Mix((1, 2))) == (phone.states, heard(phone))
    assert before == (len(phone.sent(SendHold)), len(phone.sent(SendResume)))


@pytest.mark.parametrize("together", ["0", "1"])
def test_answering_another_call_holds_the_conference(together: str) -> None:
    """And resuming it later holds that call."""
    phone = conference({"call.localConferenceCallHold": together})
    phone.ring()
    phone.obey(phone.feed(AnswerCall(3)))
    assert {**HELD, 3: "connected"} == phone.states
    assert (3,) == heard(phone).calls
    phone.obey(phone.feed(ResumeCall(2)))
    assert {**TOGETHER, 3: "held"} == phone.states


def test_a_party_that_holds_us_does_not_end_the_conference() -> None:
    """The other one goes on; alone with the holding one, the call is held remotely."""
    phone = conference()
    phone.feed(MediaChanged(1, "remote-hold"))
    assert TOGETHER == phone.states
    phone.feed(CallTerminated(2, 200, ""))
    assert {1: "remote-held", 2: "ended"} == phone.states


def test_digits_go_to_all() -> None:
    """DTMF in a conference."""
    phone = conference()
    phone.feed(DigitPressed("5"))
    assert [SendDigits(1, "5"), SendDigits(2, "5")] == phone.sent(SendDigits)


# Managed


def managing(phone: Rig) -> Rig:
    """The list of parties is open, the first selected."""
    phone.do("Manage")
    assert "Manage Conference" == phone.screen.title
    return phone


def test_the_list_of_parties_and_what_can_be_done_with_them() -> None:
    """Far Mute, Hold, Remove, Info on the first page; Information shows who it is; Back leaves."""
    phone = managing(conference())
    (rows,) = phone.screen.body
    assert isinstance(rows, Items)
    assert ["1002", "1004"] == [row.text for row in rows.rows]
    assert ["Far Mute", "Hold", "Remove", "Info", "Back"] == [key.label for key in phone.screen.actions]
    phone.do("Down", "Info")
    assert ("Information", "1004") == (phone.screen.title, phone.screen.body[0].rows[1].detail)  # type: ignore[union-attr]
    phone.do("Back", "Back")
    assert "conference" == phone.screen.name


def test_on_a_touch_screen_a_party_is_managed_where_it_is_alone() -> None:
    """No row is selected there, so touching one leads to what can be done with that party."""
    phone = managing(conference(model="CCX_500"))
    assert ["Back"] == [key.label for key in phone.screen.actions]
    (rows,) = phone.screen.body
    assert isinstance(rows, Items)
    assert rows.rows[1].intent is not None
    phone.feed(rows.rows[1].intent)
    assert ["Far Mute", "Hold", "Remove", "Back"] == [key.label for key in phone.screen.actions]
    phone.do("Far Mute")
    assert [False, True] == [call.far_muted for call in phone[Calls].calls]


def test_far_mute_silences_one_party() -> None:
    """Nobody hears it; pressed again, all do."""
    phone = managing(conference())
    phone.do("Far Mute")
    assert Mix((1, 2), (), (1,)) == heard(phone)
    assert "Muted" in str(phone.screen.body)
    phone.do("Unmute")
    assert Mix((1, 2)) == heard(phone)


def test_one_party_can_be_held_alone() -> None:
    """The other one stays; the held one can be taken back."""
    phone = managing(conference())
    phone.do("Hold")
    assert {1: "held", 2: "conference"} == phone.states
    phone.do("Resume")
    assert TOGETHER == phone.states


def test_one_party_can_be_removed() -> None:
    """The other one is an ordinary call again, and the list closes."""
    phone = managing(conference())
    phone.do("Remove")
    assert ({1: "ended", 2: "connected"}, [SendHangup(1)]) == (phone.states, phone.sent(SendHangup))
    assert ("active", ()) == (phone.screen.name, phone[Calls].conference)


# Ended


def test_split_holds_both() -> None:
    """Two held calls, nothing of a conference left."""
    phone = conference()
    phone.do("Split")
    assert (HELD, ()) == (phone.states, phone[Calls].conference)
    phone.do("Resume")
    assert 1 == list(phone.states.values()).count("connected")


def test_split_of_a_conference_that_goes_on_without_us() -> None:
    """The parties are held on the wire then."""
    phone = conference({"call.localConferenceCallHold": "1"})
    phone.do("Hold")
    sent = len(phone.sent(SendHold))
    phone.do("Split")
    assert (HELD, ()) == (phone.states, phone[Calls].conference)
    assert (Mix(()), 2) == (heard(phone), len(phone.sent(SendHold)) - sent)


def test_a_party_that_leaves_makes_an_ordinary_call_of_the_other() -> None:
    """No conference of one."""
    phone = conference()
    phone.feed(CallTerminated(1, 200, ""))
    assert ({1: "ended", 2: "connected"}, ()) == (phone.states, phone[Calls].conference)
    assert ["Hold", "End Call", "Transfer", "More"] == phone.labels


@pytest.mark.parametrize("way", ["End Call", "handset", "script"])
def test_leaving_connects_the_others(way: str) -> None:
    """The first party is asked to take our place at the second; they hear each other meanwhile; then we hang up."""
    phone = conference()
    phone.feed(HookMoved(True))
    if way == "End Call":
        phone.press("End Call")
    else:
        phone.feed(HookMoved(False) if way == "handset" else EndCall(2))
    assert {1: "transferring", 2: "transferring"} == phone.states
    assert [(1, 2)] == [(each.call, each.other) for each in phone.sent(SendRefer)]
    assert (Mix((), (1, 2)), []) == (heard(phone), phone.sent(SendHangup))
    phone.feed(TransferNews(1, 200, "OK"))
    assert [SendHangup(1), SendHangup(2)] == phone.sent(SendHangup)


def test_others_that_cannot_be_connected_are_cut_off() -> None:
    """The user has left."""
    phone = conference()
    phone.do("End Call")
    phone.feed(TransferNews(1, 603, "Decline"))
    assert {1: "ended", 2: "ended"} == phone.states


def test_all_may_be_cut_off_after_a_question() -> None:
    """call.transferOnConferenceEnd 0."""
    phone = conference({"call.transferOnConferenceEnd": "0"})
    phone.do("End Call")
    assert "End Entire Conference?" in str(phone.screen.body)
    phone.do("No")
    assert TOGETHER == phone.states
    phone.do("End Call", "Yes")
    assert {1: "ended", 2: "ended"} == phone.states
    assert ([SendHangup(1), SendHangup(2)], []) == (phone.sent(SendHangup), phone.sent(SendRefer))
    assert "end-conference" != phone.screen.name


def test_the_list_of_parties_does_not_come_back_with_the_next_conference() -> None:
    """What was open for the first one is closed with it."""
    phone = managing(conference())
    phone.feed(CallTerminated(1, 200, ""), GoBack(), OpenView("manage"))
    assert "active" == phone.screen.name
    phone.feed(HoldCall(), MediaChanged(2, "local-hold"))
    assert "held" == phone.screen.name
