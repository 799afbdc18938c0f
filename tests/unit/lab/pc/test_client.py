"""The Skype for Business client: signing in, the phone's sign-in dialog, calls of its own and of the phone."""

from __future__ import annotations

import pytest

from emulator.btoe.wire import (
    AskCredentials,
    CallAction,
    CallPause,
    ClientCall,
    ClientCalls,
    Credentials,
    PhoneCall,
    PhoneCalls,
    PhoneStatus,
    SignInOutcome,
)
from emulator.kernel.state import Effect
from emulator.lab.pc.calls import ANSWERS_AFTER, AUDIO_STAYS, NOT_SIGNED_IN
from emulator.lab.pc.client import NO_DIALOG
from emulator.lab.pc.model import Said
from tests.unit.lab.pc.desk import JANE, Desk, paired, started

ALEX = "asmith@example.com"


def states(desk: Desk) -> list[str]:
    """Those of the client's calls, oldest first."""
    return [call.state for call in desk.pc.client.calls]


def test_a_contact_is_called_by_name_or_address() -> None:
    """And answers after a moment; anybody can be called by address."""
    desk = started()
    desk.do("call", who="alex smith")
    assert ["dialing"] == states(desk)
    desk.wait(ANSWERS_AFTER)
    assert ["connected"] == states(desk)
    desk.do("call", who="zoe@far.example", busy=True)
    desk.wait(60)
    assert ["held", "dialing"] == states(desk)
    assert "neither a contact" in desk.refused("call", who="nobody")


def test_without_a_user_nobody_is_called() -> None:
    """Nor rung."""
    desk = started()
    desk.do("sign-out")
    assert NOT_SIGNED_IN == desk.refused("call", who=ALEX) == desk.refused("ring", who=ALEX)
    assert NOT_SIGNED_IN == desk.refused("sign-out")


def test_a_call_that_comes_is_answered_held_resumed_and_ended() -> None:
    """By the client's own keys; the phone knows each time."""
    desk = paired()
    desk.do("ring", who="Alex Smith", video=True)
    for verb, state in (("answer", "connected"), ("hold", "held"), ("resume", "connected")):
        desk.do(verb)
        assert [state] == states(desk)
    desk.do("hang-up")
    assert [] == states(desk)
    told = [message for message in desk.said() if isinstance(message, ClientCalls)]
    assert [("ringing",), ("connected",), ("held",), ("connected",), ()] == [
        tuple(call.state for call in message.calls) for message in told
    ]
    assert ClientCall(1, ALEX, "Alex Smith", "in", "ringing", "video", 2) == told[0].calls[0]


def test_one_call_at_a_time_has_the_ear() -> None:
    """Answering a second one puts the first on hold."""
    desk = started()
    desk.do("ring", who=ALEX)
    desk.do("answer")
    desk.do("ring", who=JANE)
    desk.do("answer", call="2")
    assert ["held", "connected"] == states(desk)
    desk.do("resume", call="1")
    assert ["connected", "held"] == states(desk)


def test_three_or_more_are_audio_only() -> None:
    """Whatever it was before."""
    desk = started()
    desk.do("ring", who=ALEX, video=True)
    desk.do("answer")
    desk.do("invite", who="Robin Roe")
    assert (3, False) == (desk.pc.client.calls[0].parties, desk.pc.client.calls[0].video)


def test_the_far_end_can_hang_up_before_and_after() -> None:
    """An alarm of a call that is gone rings for nobody."""
    desk = started()
    desk.do("call", who=ALEX)
    desk.do("leave")
    desk.wait(60)
    assert [] == states(desk)


@pytest.mark.parametrize("verb", ["answer", "hold", "resume", "hang-up", "leave"])
def test_without_a_call_there_is_nothing_to_do(verb: str) -> None:
    """Nor with a number that no call has."""
    desk = started()
    assert "no such call" in desk.refused(verb)
    assert "no such call" in desk.refused(verb, call="7")
    assert "phone's call p7" in desk.refused(verb, call="p7")


@pytest.mark.parametrize(("action", "expected"), [("answer", ["connected"]), ("end", [])])
def test_the_phone_acts_on_calls_of_the_client(action: str, expected: list[str]) -> None:
    """Answer and End Call on the phone do what they do in the client."""
    desk = paired()
    desk.do("ring", who=ALEX)
    desk.feed(Said(CallAction(1, action)))  # type: ignore[arg-type]
    assert expected == states(desk)


def test_the_phone_cannot_act_on_a_call_that_is_gone() -> None:
    """It says so to nobody, and nothing breaks."""
    desk = paired()
    desk.hear(CallAction(5, "hold"))
    assert [] == states(desk)


def test_a_call_paused_on_the_phone_goes_on() -> None:
    """It stays connected in the client; when the phone is gone, it is paused no more."""
    desk = paired()
    desk.do("ring", who=ALEX)
    desk.do("answer")
    desk.hear(CallPause(1, paused=True))
    assert (["connected"], True) == (states(desk), desk.pc.client.calls[0].paused)
    desk.do("unpair")
    assert not desk.pc.client.calls[0].paused


def test_calls_of_the_phone_itself_are_the_phones_to_end() -> None:
    """The client of the same user shows them, and asks the phone; without a number, they are meant where they fit."""
    desk = paired()
    desk.hear(PhoneCalls((PhoneCall(4, "1002@example.com", "Bob", "in", "ringing"),)))
    desk.do("answer")
    desk.do("hang-up", call="p4")
    assert [CallAction(4, "answer"), CallAction(4, "end")] == desk.said()
    assert "cannot do that" in desk.refused("leave", call="p4")
    desk.do("unpair")
    assert () == desk.pc.client.theirs


def test_the_dialog_opens_when_the_phone_asks() -> None:
    """It stays open with the reason until the phone is content."""
    desk = paired(account="")
    assert NO_DIALOG == desk.refused("credentials", address=JANE, password="s3cret")
    desk.hear(AskCredentials())
    desk.do("credentials", address=JANE, password="wrong", domain="LAB", user="ann")
    assert [Credentials(JANE, "ann", "LAB", "wrong")] == desk.said()
    desk.hear(SignInOutcome(success=False, message="Login credentials have failed."))
    assert ("host", "Login credentials have failed.") == (desk.pc.client.dialog, desk.pc.client.outcome)
    desk.do("credentials", address=JANE, password="s3cret")
    assert "" == desk.pc.client.outcome
    desk.hear(SignInOutcome(success=True, message="Signed in."))
    assert "" == desk.pc.client.dialog


def test_the_dialog_can_be_closed() -> None:
    """The phone hears of it, and a guest's dialog says that it is one."""
    desk = paired()
    desk.hear(AskCredentials(guest=True))
    assert "guest" == desk.pc.client.dialog
    desk.do("dismiss")
    assert ("", [Credentials()]) == (desk.pc.client.dialog, desk.said())
    assert NO_DIALOG == desk.refused("dismiss")


def test_the_dialog_closes_when_somebody_signs_in_at_the_phone() -> None:
    """Nobody needs it any more."""
    desk = paired(account="")
    desk.hear(AskCredentials())
    desk.hear(PhoneStatus(JANE, activated=True))
    assert "" == desk.pc.client.dialog


def test_a_phone_that_is_paired_later_hears_of_calls_at_once() -> None:
    """As they are."""
    desk = started()
    desk.do("ring", who=ALEX)
    desk.took(Effect)
    again = paired()
    again.do("ring", who=ALEX)
    again.do("unpair")
    again.do("pair", auto=True)
    from emulator.lab.pc.model import Reached
    from tests.unit.lab.pc.desk import VVX

    again.feed(Reached())
    again.said()
    again.hear(VVX)
    assert [("ringing",)] == [
        tuple(call.state for call in message.calls) for message in again.said() if isinstance(message, ClientCalls)
    ]


def test_passwords_are_not_printed() -> None:
    """Neither in the action nor in what is told to the phone."""
    desk = paired(account="")
    desk.hear(AskCredentials())
    desk.do("credentials", address=JANE, password="s3cret")
    assert "s3cret" not in "".join(map(repr, desk.took(Effect)))


@pytest.mark.parametrize(
    ("account", "video"), [("asmith@example.com", False), ("asmith@example.com", True), (JANE, True)]
)
def test_the_client_asks_the_phone_to_pause_a_call(account: str, video: bool) -> None:
    """Any call while the accounts differ, video while they are the same; it is paused once the phone says so."""
    desk = paired(account=account)
    desk.do("ring", who=ALEX, video=video)
    desk.do("answer")
    desk.said()
    desk.do("pause")
    assert ([CallPause(1, paused=True)], False) == (desk.said(), desk.pc.client.calls[0].paused)
    desk.hear(CallPause(1, paused=True))
    desk.do("resume")
    assert ([CallPause(1, paused=False)], ["connected"]) == (desk.said(), states(desk))


def test_what_cannot_be_paused() -> None:
    """No call, no phone, an audio call while both have the same account, one on hold."""
    desk = started()
    assert "no such call" in desk.refused("pause")
    desk.do("ring", who=ALEX)
    desk.do("answer")
    assert "No phone is paired" in desk.refused("pause")
    same = paired()
    same.do("ring", who=ALEX)
    same.do("answer")
    assert AUDIO_STAYS == same.refused("pause")
    assert "no such call" in same.refused("resume")
    same.do("hold")
    assert "no such call" in same.refused("pause", call="1")
