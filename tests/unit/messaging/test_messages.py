"""Instant messages: who takes them, invitations, conversations, and what is left of them."""

from __future__ import annotations

import pytest

from emulator.messaging.model import (
    AcceptSession,
    LeaveSessions,
    MessageAnswered,
    MessageCame,
    Messaging,
    SendMessage,
    SendText,
    SessionOffered,
    SessionOver,
    takes,
)
from emulator.voicemail.model import open_messages
from tests.unit.roster.account import Owned

ALEX = "asmith@example.com"


def handset(more: str = "", model: str = "SL_8440") -> Owned:
    """A wireless handset that Jane uses."""
    phone = Owned(model, more)
    phone.sign_in()
    return phone


def own(phone: Owned) -> Messaging:
    """What the phone knows of messages."""
    return phone.device.core.state[Messaging]


def sent(phone: Owned) -> list[tuple[str, str, str]]:
    """Address, text and session of all that was sent."""
    return [(each.address, each.text, each.session) for each in phone.effects if isinstance(each, SendMessage)]


def accepted(phone: Owned) -> list[str]:
    """The sessions that were accepted."""
    return [each.session for each in phone.effects if isinstance(each, AcceptSession)]


@pytest.mark.parametrize(
    ("model", "more", "on"),
    [
        ("SL_8440", "", True),
        ("SL_8440", 'feature.messaging.enabled="0"', False),
        ("VVX_500", 'feature.messaging.enabled="1"', False),
        ("SPIP_650", 'feature.messaging.enabled="1"', False),
    ],
)
def test_who_has_messages(model: str, more: str, on: bool) -> None:
    """Wireless handsets; other phones ignore the parameter, as they do at a Lync server."""
    phone = handset(more, model)
    assert on is takes(phone.device.core.state)
    phone.feed(MessageCame(ALEX, "Alex Smith", "Hello"))
    assert on is ("New message" in phone.text)


@pytest.mark.parametrize(("more", "seconds"), [("", 40), ('voIpProt.SIP.IM.autoAnswerDelay="15"', 15)])
def test_an_invitation_is_accepted_in_time(more: str, seconds: int) -> None:
    """After voIpProt.SIP.IM.autoAnswerDelay, within which the user's computer may accept it."""
    phone = handset(more)
    phone.feed(SessionOffered("a", ALEX, "Alex Smith"))
    phone.feed(SessionOffered("b", "mmoore@example.com", ""))
    phone.wait(seconds - 1)
    phone.feed(SessionOver("b"))
    assert [] == accepted(phone)
    phone.wait(1)
    assert ["a"] == accepted(phone)
    assert ["Alex Smith"] == [each.title for each in own(phone).chats]


def test_a_conversation() -> None:
    """Read under Messages > Instant Messages, answered in the session that it came in."""
    phone = handset()
    phone.feed(SessionOffered("a", ALEX, "Alex Smith"))
    phone.wait(40)
    phone.feed(MessageCame(ALEX, "Alex Smith", "Lunch?", "a"))
    phone.feed(open_messages(phone.device.core.state))
    phone.press("2")
    assert all(text in phone.text for text in ("Alex Smith", "1 New"))
    phone.press("Select")
    assert ("Lunch?" in phone.text, 0) == (True, own(phone).unread)
    phone.press("Reply")
    phone.type("At noon")
    phone.press("Send")
    assert [(ALEX, "At noon", "a")] == sent(phone)
    rows = [row.split()[-1] for row in phone.text.splitlines() if "noon" in row or "Lunch?" in row]
    assert ["noon", "Lunch?"] == rows
    phone.feed(SessionOver("a"))
    phone.feed(SendText(ALEX, "Or one"))
    assert (ALEX, "Or one", "") == sent(phone)[-1]


def test_a_message_to_somebody_else() -> None:
    """Typed with its address; one without a domain is of the account's own."""
    phone = handset()
    phone.feed(open_messages(phone.device.core.state))
    phone.press("2", "New")
    phone.type("4702")
    phone.press("Down")
    phone.type("Hello")
    phone.press("Send")
    assert [("4702@pbx.example", "Hello", "")] == sent(phone)


def test_a_message_that_is_not_taken() -> None:
    """The screen says so, beside the message too."""
    phone = handset()
    phone.feed(SendText(ALEX, "Hello"))
    phone.feed(MessageAnswered(own(phone).chats[0].notes[0].number, 480, "Temporarily Unavailable"))
    assert "Message not sent" in phone.text
    phone.wait(5)
    assert any("Hello" in row and "✕" in row for row in phone.text.splitlines())


def test_only_the_latest_messages_are_kept() -> None:
    """As many as messaging.maxImMessages says, of all conversations together."""
    phone = handset('messaging.maxImMessages="10"')
    for number in range(12):
        phone.feed(MessageCame((ALEX, "mmoore@example.com")[number % 2], "", f"text {number}"))
    texts = [note.text for each in own(phone).chats for note in each.notes]
    assert {f"text {number}" for number in range(2, 12)} == set(texts)


def test_quick_notes() -> None:
    """Texts from configuration need not be typed."""
    phone = handset('messaging.quicknotes.1="On my way"')
    phone.feed(MessageCame(ALEX, "", "Where are you?"))
    phone.feed(open_messages(phone.device.core.state))
    phone.press("2", "Select", "Reply", "Quick Notes", "Select")
    assert [(ALEX, "On my way", "")] == sent(phone)


@pytest.mark.parametrize(("more", "view"), [("", "message-kinds"), ('msg.bypassInstantMessage="1"', "messages")])
def test_which_messages(more: str, view: str) -> None:
    """Messages asks for the kind first, unless a parameter leads to voice messages at once."""
    phone = handset(f'up.oneTouchVoiceMail="0" {more}')
    phone.feed(open_messages(phone.device.core.state))
    assert view == phone.screen.name


def test_nothing_is_left_after_the_sign_out() -> None:
    """No conversation, no invitation that is accepted later, no session, and no screen."""
    phone = handset()
    phone.feed(SessionOffered("a", ALEX, "Alex Smith"))
    phone.feed(MessageCame(ALEX, "", "Secret"))
    phone.feed(open_messages(phone.device.core.state))
    phone.press("2", "Select")
    phone.sign_out()
    assert (Messaging(), False) == (own(phone), "Secret" in phone.text)
    assert any(isinstance(each, LeaveSessions) for each in phone.effects)
    phone.wait(60)
    assert [] == accepted(phone)
    assert "Secret" not in str(phone.device.core.state.dump())


def test_a_deleted_conversation_is_gone() -> None:
    """Delete takes it out of the list."""
    phone = handset()
    phone.feed(MessageCame(ALEX, "", "Hello"))
    phone.feed(open_messages(phone.device.core.state))
    phone.press("2", "Select", "Delete")
    assert ((), "No Messages" in phone.text) == (own(phone).chats, True)
