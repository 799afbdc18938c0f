"""Message waiting: subscriptions kept up, summaries counted, and what is shown of them."""

from __future__ import annotations

import pytest

from emulator.boot.model import Ready, ShuttingDown
from emulator.calls.model import Dial
from emulator.display.model import Items, OpenView
from emulator.kernel.state import Event
from emulator.lines.model import LineRegistered, LineUnregistered
from emulator.voicemail.model import (
    Mailbox,
    MessageSummary,
    SendSubscribe,
    SubscribeAnswered,
    SubscriptionEnded,
    Voicemail,
    lamp_lit,
    waiting,
)
from tests.unit.calls.rig import Rig

SUBSCRIBE = {"msg.mwi.1.subscribe": "1001@pbx.example"}
OK = SubscribeAnswered(1, 200, "OK", 3600)


def state(phone: Rig) -> str:
    """The state of the first line's subscription."""
    return next((box.state for box in phone[Voicemail].mailboxes if box.line == 1), "none")


def expiries(phone: Rig) -> list[int]:
    """What was asked for in each SUBSCRIBE so far."""
    return [effect.expires for effect in phone.sent(SendSubscribe)]


def test_a_line_subscribes_when_it_registers() -> None:
    """At the address given; a line without one does not."""
    phone = Rig(SUBSCRIBE)
    phone.feed(LineRegistered(1), LineRegistered(2))
    assert [("1001@pbx.example", 3600)] == [(effect.address, effect.expires) for effect in phone.sent(SendSubscribe)]
    phone.feed(OK)
    assert "subscribed" == state(phone)


@pytest.mark.parametrize(("granted", "after"), [(3600, 3540), (60, 30), (40, 20), (61, 1)])
def test_a_subscription_is_refreshed_in_time(granted: int, after: float) -> None:
    """60 s before its end, or at half time if it is no longer than that."""
    phone = Rig(SUBSCRIBE)
    phone.feed(LineRegistered(1), SubscribeAnswered(1, 200, "OK", granted))
    phone.wait(after - 0.1)
    assert [3600] == expiries(phone)
    phone.wait(0.1)
    assert [3600, 3600] == expiries(phone)


@pytest.mark.parametrize("answer", [(404, 0), (489, 0), (408, 0), (503, 0), (200, 0)])
def test_a_refused_subscription_is_tried_again(answer: tuple[int, int]) -> None:
    """After the line's retry time, and then with success."""
    phone = Rig(SUBSCRIBE)
    phone.feed(LineRegistered(1), SubscribeAnswered(1, answer[0], "", answer[1]))
    assert "refused" == state(phone)
    phone.wait(60)
    assert "subscribing" == state(phone)
    phone.feed(OK)
    assert ("subscribed", 0) == (state(phone), phone[Voicemail].mailboxes[0].attempts)


def test_a_subscription_that_the_server_ends_is_renewed() -> None:
    """A second later."""
    phone = Rig(SUBSCRIBE)
    phone.feed(LineRegistered(1), OK, SubscriptionEnded(1))
    phone.wait(1)
    assert [3600, 3600] == expiries(phone)


@pytest.mark.parametrize("answer", [OK, SubscribeAnswered(1, 404, "Not Found")])
def test_without_registration_nothing_is_sent(answer: Event) -> None:
    """Refresh and retry stop until the line is registered again."""
    phone = Rig(SUBSCRIBE)
    phone.feed(LineRegistered(1), answer, LineUnregistered(1, 408, ""))
    phone.wait(10_000)
    assert [3600] == expiries(phone)
    phone.feed(LineRegistered(1))
    assert [3600, 3600] == expiries(phone)


def test_going_down_unsubscribes() -> None:
    """And the late answer to it changes nothing."""
    phone = Rig(SUBSCRIBE)
    phone.feed(LineRegistered(1), OK, ShuttingDown("Restart Phone"))
    assert [3600, 0] == expiries(phone)
    phone.feed(SubscribeAnswered(1, 200, "OK", 0))
    phone.wait(10_000)
    assert ("none", [3600, 0]) == (state(phone), expiries(phone))


@pytest.mark.parametrize(
    ("summary", "expected"),
    [
        (MessageSummary(1, True, 2, 5), (True, 2, 5, 0)),
        (MessageSummary(1, True, 0, 0, 1), (True, 0, 0, 1)),
        (MessageSummary(1, True), (True, 0, 0, 0)),
        (MessageSummary(1, False, 0, 5), (False, 0, 5, 0)),
        (MessageSummary(1, False, 2, 5), (False, 0, 5, 0)),
        (MessageSummary(7, True, 2, 5), (False, 0, 0, 0)),
    ],
    ids=["counts", "urgent", "no counts", "only old", "server says no", "no such line"],
)
def test_summaries_are_counted_subscribed_or_not(summary: MessageSummary, expected: tuple[bool, int, int, int]) -> None:
    """Messages-Waiting decides, counts are shown."""
    phone = Rig()
    phone.feed(summary)
    box = next(iter(phone[Voicemail].mailboxes), Mailbox(1))
    assert expected == (waiting(phone.core.state), box.new, box.old, box.urgent)
    assert ("waiting" if expected[0] else "empty") == phone[Voicemail].state


def test_the_phone_waits_while_any_line_has_messages() -> None:
    """The last mailbox to be emptied puts the lamp out."""
    phone = Rig()
    phone.feed(MessageSummary(1, True, 1), MessageSummary(2, True, 1), MessageSummary(1, False))
    assert waiting(phone.core.state)
    phone.feed(MessageSummary(2, False))
    assert not waiting(phone.core.state)


def test_a_restart_forgets_the_counts() -> None:
    """The server tells them anew."""
    phone = Rig()
    phone.feed(MessageSummary(1, True, 1), ShuttingDown("Restart Phone"), Ready())
    assert not waiting(phone.core.state)


def test_the_lamp_can_be_kept_dark() -> None:
    """msg.mwi.x.led is asked per line."""
    phone = Rig({"msg.mwi.1.led": "0"})
    phone.feed(MessageSummary(1, True, 1))
    assert not lamp_lit(phone.core.state)
    phone.feed(MessageSummary(2, True, 1))
    assert lamp_lit(phone.core.state)


def test_the_message_center_lists_the_lines() -> None:
    """Counts in words, a mark where something is new."""
    phone = Rig()
    phone.feed(MessageSummary(1, True, 2, 5, 1), OpenView("messages"))
    (rows,) = phone.screen.body
    assert isinstance(rows, Items)
    assert "Message Center" == phone.screen.title
    assert [("1001", "1 Urgent, 2 New, 5 Old", "message"), ("1002", "No Messages", "")] == [
        (row.text, row.detail, row.icon) for row in rows.rows
    ]


@pytest.mark.parametrize(
    ("values", "intent"),
    [
        ({}, Dial("1001", 1)),
        ({"msg.mwi.1.callBackMode": "contact", "msg.mwi.1.callBack": "*97"}, Dial("*97", 1)),
        ({"msg.mwi.1.callBackMode": "contact"}, None),
        ({"msg.mwi.1.callBackMode": "disabled"}, None),
    ],
)
def test_connect_calls_the_mailbox(values: dict[str, str], intent: Event | None) -> None:
    """As msg.mwi.x.callBackMode says; without a number it is not offered."""
    phone = Rig(values)
    phone.feed(OpenView("messages"))
    assert ([intent] if intent else []) == [key.intent for key in phone.screen.soft_keys if key.label == "Connect"]
    assert intent == phone.screen.keys.get("Select")


def test_connect_is_about_the_selected_line() -> None:
    """The arrow keys choose it."""
    phone = Rig()
    phone.feed(OpenView("messages"))
    phone.press("Down")
    assert Dial("1002", 2) == phone.screen.soft_keys[0].intent
