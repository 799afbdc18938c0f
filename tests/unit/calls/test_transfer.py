"""Transfers: as the one who transfers, the one who is transferred, and the one who is called in another's place."""

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
    InviteReceived,
    MediaChanged,
    ResumeCall,
)
from emulator.calls.orders import PlaceCall, RefuseInvite, SendHangup, SendHold, SendResume
from emulator.calls.parties import (
    CallReferred,
    CallReplaced,
    CompleteTransfer,
    FollowRefer,
    FormerEnded,
    LeaveFormer,
    ReferAccepted,
    SendRefer,
    StartTransfer,
    TakeOver,
    TransferNews,
)
from emulator.calls.transfer import FORMER_WAIT, TRANSFER_WAIT
from emulator.display.leds import leds
from emulator.display.model import HookMoved, Items, Led, Scene
from tests.unit.calls.rig import Rig

RETRY = "Sorry, please try again."


def consulting(values: dict[str, str] | None = None, *, answered: bool = True) -> Rig:
    """Call 1 held, and call 2 to 1004 made in order to transfer it: up, or ringing."""
    phone = Rig(values)
    phone.dial_up()
    phone.do("Transfer")
    phone.feed(Dial("1004"), CallProgressed(2, 180, "Ringing"))
    if answered:
        phone.feed(CallAnswered(2, "PCMU"), MediaChanged(2, "active"))
    return phone


def refer(phone: Rig) -> tuple[int, int, str]:
    """What the only REFER is about: the call it is sent in, the call or the number that it names."""
    (sent,) = phone.sent(SendRefer)
    return sent.call, sent.other, sent.target


# We transfer


def test_asking_first_holds_the_call_and_opens_the_dialer() -> None:
    """The device's prompt and keys; the first call is held on the wire."""
    phone = Rig()
    phone.dial_up()
    phone.press("Transfer")
    assert [SendHold(1)] == phone.sent(SendHold)
    assert ("dialer", "Transfer to") == (phone.screen.name, phone.screen.title)
    assert ["URL", "Blind", "Cancel"] == phone.labels
    assert "dial" == phone[Audio].tone


def test_a_consulted_party_can_be_spoken_to_before_it_gets_the_call() -> None:
    """Transfer, Cancel and Split while it is up; then one REFER; both calls end when the far end says it is done."""
    phone = consulting()
    assert {1: "held", 2: "connected"} == phone.states
    assert ["Transfer", "Cancel", "Split"] == phone.labels
    phone.press("Transfer")
    assert (1, 2, "") == refer(phone)
    assert {1: "transferring", 2: "transferring"} == phone.states
    assert "Transferring" in str(phone.screen.body)
    lamps = leds(Scene(phone.core.state, phone.core.profile, phone.core.now))
    assert Led("red", "flash") == lamps["line1"]
    phone.feed(ReferAccepted(1), TransferNews(1, 100, "Trying"))
    assert {1: "transferring", 2: "transferring"} == phone.states
    phone.feed(TransferNews(1, 200, "OK"))
    assert [SendHangup(1), SendHangup(2)] == phone.sent(SendHangup)
    assert {1: "ended", 2: "ended"} == phone.states
    assert "on-hook" == phone[Audio].state


@pytest.mark.parametrize("key", ["Transfer", "Transfer held"])
@pytest.mark.parametrize(
    ("values", "usual"),
    [
        ({}, "Transfer to"),
        ({"call.defaultTransferType": "Blind"}, "Blind transfer to"),
        ({"call.transfer.blindPreferred": "1"}, "Blind transfer to"),
    ],
)
def test_the_key_begins_the_default_type_and_held_long_the_other(values: dict[str, str], usual: str, key: str) -> None:
    """The hard key, pressed and held."""
    phone = Rig(values)
    phone.dial_up()
    phone.feed(phone.screen.keys[key])
    other = {"Transfer to": "Blind transfer to", "Blind transfer to": "Transfer to"}[usual]
    assert (usual if key == "Transfer" else other) == phone.screen.title


def test_a_blind_transfer_asks_the_far_end_to_call_the_number() -> None:
    """No second call goes out; the first one ends when the far end says that it is done."""
    phone = Rig()
    phone.dial_up()
    phone.do("Transfer", "Blind")
    assert ("Blind transfer to", "Consultative") == (phone.screen.title, phone.labels[1])
    phone.feed(Dial("1004"))
    assert (1, 0, "1004") == refer(phone)
    assert ["1002"] == [each.target for each in phone.sent(PlaceCall)]
    assert "transferring" == phone.call(1).state
    phone.feed(ReferAccepted(1), TransferNews(1, 180, "Ringing"))
    assert "transferring" == phone.call(1).state
    phone.feed(TransferNews(1, 200, "OK"))
    assert [SendHangup(1)] == phone.sent(SendHangup)


def test_a_blind_transfer_waits_for_the_hold() -> None:
    """The number is there before the far end has agreed to be held: REFER goes out after that."""
    phone = Rig({"call.defaultTransferType": "Blind"})
    phone.dial_up()
    phone.press("Transfer")
    phone.feed(Dial("1004"))
    assert [] == phone.sent(SendRefer)
    phone.feed(MediaChanged(1, "local-hold"))
    assert (1, 0, "1004") == refer(phone)


@pytest.mark.parametrize(("special", "state"), [("1", "ended"), ("0", "transferring")])
def test_the_phone_need_not_wait_for_the_outcome(special: str, state: str) -> None:
    """With call.BlindTransferSpecialInterop the call ends as soon as the far end agrees to try."""
    phone = Rig({"call.defaultTransferType": "Blind", "call.BlindTransferSpecialInterop": special})
    phone.dial_up()
    phone.do("Transfer")
    phone.feed(Dial("1004"), ReferAccepted(1))
    assert state == phone.call(1).state


@pytest.mark.parametrize("news", [TransferNews(1, 603, "Decline"), TransferNews(1, 486, "Busy Here"), None])
def test_a_failed_blind_transfer_keeps_the_call(news: TransferNews | None) -> None:
    """REFER refused, the target busy, or silence: the call is held as before, and the phone says so."""
    phone = Rig({"call.defaultTransferType": "Blind"})
    phone.dial_up()
    phone.do("Transfer")
    phone.feed(Dial("1004"))
    if news:
        phone.feed(news)
    else:
        phone.wait(TRANSFER_WAIT)
    assert ("held", RETRY) == (phone.call(1).state, phone.screen.popup)
    assert [] == phone.sent(SendHangup)
    phone.do("Resume")
    assert "connected" == phone.call(1).state


def test_a_failed_consultative_transfer_keeps_both_calls() -> None:
    """The consulted party is back in the conversation, the first one held; and Transfer can be tried again."""
    phone = consulting()
    phone.press("Transfer")
    assert "on-hook" == phone[Audio].state
    phone.feed(TransferNews(1, 481, ""))
    assert {1: "held", 2: "connected"} == phone.states
    assert "speaker" == phone[Audio].state
    phone.press("Transfer")
    assert 2 == len(phone.sent(SendRefer))


def test_a_failed_transfer_does_not_disturb_another_call() -> None:
    """Meanwhile another call was answered: the consulted party is held too."""
    phone = consulting()
    phone.press("Transfer")
    phone.ring()
    phone.obey(phone.feed(AnswerCall(3)))
    phone.obey(phone.feed(TransferNews(1, 486, "")))
    assert {1: "held", 2: "held", 3: "connected"} == phone.states
    assert SendHold(2) == phone.sent(SendHold)[-1]


def test_hanging_up_after_transfer_does_not_undo_it() -> None:
    """The handset goes down while the far ends are being connected: nothing is hung up on the wire."""
    phone = Rig()
    phone.feed(HookMoved(True))
    phone.feed(Dial("1002"), CallAnswered(1))
    phone.do("Transfer")
    phone.feed(Dial("1004"), CallAnswered(2))
    phone.press("Transfer")
    phone.feed(HookMoved(False))
    assert {1: "transferring", 2: "transferring"} == phone.states
    assert [] == phone.sent(SendHangup)


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_the_far_ends_may_hang_up_first(order: tuple[int, int]) -> None:
    """Both far ends leave by themselves once they have each other, before or without the news of it."""
    phone = consulting()
    phone.press("Transfer")
    phone.feed(*(CallTerminated(call, 200, "") for call in order))
    assert {1: "ended", 2: "ended"} == phone.states
    phone.wait(100)
    assert () == phone[Calls].calls


@pytest.mark.parametrize(("allowed", "offered"), [("0", False), ("1", True), ("2", True)])
def test_a_transfer_before_the_answer(allowed: str, offered: bool) -> None:
    """voIpProt.SIP.allowTransferOnProceeding says whether a ringing party can be given the call."""
    phone = consulting({"voIpProt.SIP.allowTransferOnProceeding": allowed}, answered=False)
    assert (["Transfer", "Cancel"] if offered else ["Cancel"]) == phone.labels
    assert offered == ("Transfer" in phone.screen.keys)
    if offered:
        phone.press("Transfer")
        assert (1, 2, "") == refer(phone)
        phone.feed(TransferNews(1, 486, ""))
        assert {1: "held", 2: "ringing"} == phone.states


def test_a_party_may_answer_while_it_is_being_given_the_call() -> None:
    """If the transfer then fails, it is up."""
    phone = consulting(answered=False)
    phone.press("Transfer")
    phone.feed(CallAnswered(2), TransferNews(1, 481, ""))
    assert {1: "held", 2: "connected"} == phone.states


def test_cancel_goes_back_to_the_first_call() -> None:
    """In the dialer, and after the second party has answered."""
    phone = Rig()
    phone.dial_up()
    phone.do("Transfer", "Cancel")
    assert {1: "connected", 2: "ended"} == phone.states
    phone = consulting()
    phone.do("Cancel")
    assert {1: "connected", 2: "ended"} == phone.states
    assert [SendResume(1)] == phone.sent(SendResume)


def test_split_makes_two_calls_of_it() -> None:
    """The second one goes on, the first one stays held, and both can be transferred anew."""
    phone = consulting()
    phone.do("Split")
    assert {1: "held", 2: "connected"} == phone.states
    assert ["Hold", "End Call", "Transfer", "More"] == phone.labels


def test_a_party_that_refuses_leaves_the_first_call_held() -> None:
    """Busy: the tone sounds, and the call can be taken back."""
    phone = consulting(answered=False)
    phone.feed(CallTerminated(2, 486, "Busy Here"))
    assert {1: "held", 2: "ended"} == phone.states
    phone.feed(EndCall(2))
    phone.do("Resume")
    assert "connected" == phone.call(1).state


def test_a_first_party_that_leaves_makes_the_second_call_an_ordinary_one() -> None:
    """There is nobody left to transfer."""
    phone = consulting()
    phone.feed(CallTerminated(1, 200, ""))
    assert ["Hold", "End Call", "Transfer", "More"] == phone.labels


def test_any_two_calls_can_be_connected() -> None:
    """In the dialer of a transfer the other calls are offered: one of them picked is as good as one dialed."""
    phone = Rig()
    phone.dial_up()
    phone.ring()
    phone.obey(phone.feed(AnswerCall(2)))
    phone.do("Transfer")
    (rows,) = [block for block in phone.screen.body if isinstance(block, Items)]
    assert ["1002"] == [row.text for row in rows.rows]
    phone.do("Select")
    assert (2, 1, "") == refer(phone)
    assert {1: "transferring", 2: "transferring", 3: "ended"} == phone.states


def test_no_transfer_without_a_call() -> None:
    """The key means nothing; asked for all the same, the phone says that it cannot."""
    phone = Rig()
    assert "Transfer" not in phone.screen.keys
    phone.feed(StartTransfer())
    assert "Active call, action aborted." == phone.screen.popup
    phone.feed(CompleteTransfer(1, 2))
    assert {} == phone.states


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        ({"softkey.feature.transfer": "0"}, ["Hold", "End Call", "Conference", "New Call"]),
        ({"softkey.feature.endcall": "0"}, ["Hold", "Transfer", "Conference", "New Call"]),
        ({"softkey.feature.basicCallManagement.redundant": "0"}, ["End Call", "Conference", "New Call"]),
        ({"call.localConferenceEnabled": "0"}, ["Hold", "End Call", "Transfer", "New Call"]),
    ],
)
def test_soft_keys_can_be_left_out(values: dict[str, str], labels: list[str]) -> None:
    """By their switches, or all that a VVX 450 has hard keys for."""
    phone = Rig(values)
    phone.dial_up()
    assert labels == phone.labels


@pytest.mark.parametrize(("shown", "labels"), [("1", ["URL", "Blind", "Cancel"]), ("0", ["URL", "Cancel"])])
def test_the_type_key_can_be_left_out(shown: str, labels: list[str]) -> None:
    """up.softkey.transferTypeOption.enabled."""
    phone = Rig({"up.softkey.transferTypeOption.enabled": shown})
    phone.dial_up()
    phone.do("Transfer")
    assert labels == phone.labels


@pytest.mark.parametrize("by_contact", [True, False])
def test_the_far_end_can_be_named_by_its_contact(by_contact: bool) -> None:
    """voIpProt.SIP.useContactInReferTo goes out with the request."""
    phone = consulting({"voIpProt.SIP.useContactInReferTo": str(int(by_contact))})
    phone.press("Transfer")
    assert [by_contact] == [each.by_contact for each in phone.sent(SendRefer)]


# We are transferred


def referred(*, held: bool = False) -> Rig:
    """A call whose far end has just asked us to call 1004."""
    phone = Rig()
    phone.dial_up()
    phone.feed(*([HoldCall(), MediaChanged(1, "local-hold")] if held else [MediaChanged(1, "remote-hold")]))
    phone.feed(CallReferred(1, "sip:1004@pbx.example", "1004"))
    return phone


def test_a_phone_that_is_transferred_calls_the_new_party_in_the_same_call() -> None:
    """Connecting, ringback, conversation with the new number; an old party that does not leave by itself is left."""
    phone = referred()
    assert ["sip:1004@pbx.example"] == [each.target for each in phone.sent(FollowRefer)]
    assert ("proceeding", "1004") == (phone.call(1).state, phone.call(1).number)
    phone.feed(CallProgressed(1, 180, "Ringing"))
    assert ("ringing", "ringback") == (phone.call(1).state, phone[Audio].tone)
    phone.feed(CallAnswered(1))
    assert "connected" == phone.call(1).state
    assert [] == phone.sent(LeaveFormer)
    phone.wait(FORMER_WAIT)
    assert [LeaveFormer(1)] == phone.sent(LeaveFormer)


def test_the_old_party_mostly_hangs_up_by_itself() -> None:
    """Before the answer or after it: then there is nothing to leave."""
    phone = referred()
    phone.feed(FormerEnded(1), CallProgressed(1, 180, ""), CallAnswered(1))
    phone.wait(FORMER_WAIT)
    assert ([], "connected") == (phone.sent(LeaveFormer), phone.call(1).state)


def test_a_new_party_that_does_not_answer_gives_the_old_one_back() -> None:
    """The old one is still there, and holds us as before."""
    phone = referred()
    phone.feed(CallTerminated(1, 486, "Busy Here"))
    assert ("remote-held", "1002") == (phone.call(1).state, phone.call(1).number)
    assert RETRY == phone.screen.popup
    phone.feed(MediaChanged(1, "active"), CallTerminated(1, 200, ""))
    assert "ended" == phone.call(1).state


def test_without_the_old_party_a_refusal_ends_the_call() -> None:
    """It has hung up already."""
    phone = referred()
    phone.feed(FormerEnded(1), CallTerminated(1, 486, "Busy Here"))
    assert "ended" == phone.call(1).state


def test_a_held_call_that_is_transferred_stays_held() -> None:
    """The new party answers, and is put on hold; Resume gives it to the user."""
    phone = referred(held=True)
    assert ("held", "1004") == (phone.call(1).state, phone.call(1).number)
    phone.feed(CallAnswered(1))
    assert SendHold(1) == phone.sent(SendHold)[-1]
    phone.feed(MediaChanged(1, "local-hold"))
    phone.do("Resume")
    assert ("connected", [LeaveFormer(1)]) == (phone.call(1).state, phone.sent(LeaveFormer))


@pytest.mark.parametrize("state", ["proceeding", "offering"])
def test_only_a_call_that_is_up_can_be_transferred(state: str) -> None:
    """REFER in one that still rings is not followed."""
    phone = Rig()
    if state == "offering":
        phone.ring()
    else:
        phone.feed(Dial("1002"))
    phone.feed(CallReferred(1, "sip:1004@pbx.example", "1004"))
    assert ([], state) == (phone.sent(FollowRefer), phone.call(1).state)


# Somebody takes the far end's place


def test_a_new_party_takes_the_place_of_the_one_who_transferred() -> None:
    """No ringing: the call goes on with another name, and the old party is left as soon as the new one is there."""
    phone = Rig()
    phone.ring()
    phone.obey(phone.feed(AnswerCall(1)))
    phone.feed(CallReplaced(1, "new", "1004", "Dave"))
    assert [TakeOver(1, "new", answer=True)] == phone.sent(TakeOver)
    phone.feed(CallAnswered(1))
    assert [LeaveFormer(1)] == phone.sent(LeaveFormer)
    assert ("connected", "1004", "Dave") == (phone.call(1).state, phone.call(1).number, phone.call(1).name)
    assert "Dave" in str(phone.screen.body)


def test_a_new_party_that_vanishes_gives_the_old_one_back() -> None:
    """It gave up before it was there."""
    phone = Rig()
    phone.dial_up()
    phone.feed(CallReplaced(1, "new", "1004"), CallTerminated(1, 487, ""))
    assert ("connected", "1002", []) == (phone.call(1).state, phone.call(1).number, phone.sent(LeaveFormer))


def test_the_place_in_a_held_call_can_be_taken() -> None:
    """It stays held."""
    phone = Rig()
    phone.dial_up()
    phone.feed(HoldCall(), MediaChanged(1, "local-hold"))
    phone.feed(CallReplaced(1, "new", "1004"), CallAnswered(1))
    assert ("held", [LeaveFormer(1)]) == (phone.call(1).state, phone.sent(LeaveFormer))
    assert 2 == len(phone.sent(SendHold))


def test_the_place_in_a_call_of_ours_that_rings_can_be_taken() -> None:
    """The call is up at once."""
    phone = Rig()
    phone.feed(Dial("1002"), CallProgressed(1, 180, ""))
    phone.feed(CallReplaced(1, "new", "1004"), CallAnswered(1))
    assert ("connected", [TakeOver(1, "new", answer=True)]) == (phone.call(1).state, phone.sent(TakeOver))


@pytest.mark.parametrize(("allowed", "taken"), [("0", False), ("1", False), ("2", True)])
def test_the_place_of_a_caller_who_still_rings(allowed: str, taken: bool) -> None:
    """Only with voIpProt.SIP.allowTransferOnProceeding 2 (administrator guide); the phone rings on."""
    phone = Rig({"voIpProt.SIP.allowTransferOnProceeding": allowed})
    phone.ring()
    phone.feed(CallReplaced(1, "new", "1004", "Dave"))
    assert ([TakeOver(1, "new", answer=False)] if taken else []) == phone.sent(TakeOver)
    assert ([] if taken else [RefuseInvite("new", 481)]) == phone.sent(RefuseInvite)
    assert ("offering", "Dave" if taken else "Carol") == (phone.call(1).state, phone.call(1).name)
    assert ([LeaveFormer(1)] if taken else []) == phone.sent(LeaveFormer)


def test_calls_do_not_count_twice_while_a_place_is_taken() -> None:
    """The limit of calls is not touched by it, and another call may still come."""
    phone = Rig()
    phone.dial_up()
    phone.feed(CallReplaced(1, "new", "1004"), CallAnswered(1))
    phone.feed(InviteReceived("another", 1, "1005"), DigitPressed("5"), ResumeCall(1))
    assert {1: "connected", 2: "offering"} == phone.states
