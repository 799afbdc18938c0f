"""Message waiting: how many messages wait on each line."""

from __future__ import annotations

import msgspec

from emulator.boot.model import config
from emulator.calls.model import Dial
from emulator.display.model import OpenView
from emulator.kernel.state import Effect, Event, Part, State
from emulator.lines.model import Lines, LineSettings, line
from emulator.messaging.model import KINDS, takes


class Mailbox(msgspec.Struct, frozen=True):
    """The mailbox of one line. State: none (nothing subscribed), subscribing, subscribed, refused.

    `waiting` is the server's word for it, which may come without counts (RFC 3842, 3.5).
    """

    line: int
    state: str = "none"
    waiting: bool = False
    new: int = 0
    old: int = 0
    urgent: int = 0
    attempts: int = 0

    @property
    def fresh(self) -> bool:
        """Whether there is something that nobody has heard yet."""
        return self.waiting or bool(self.new or self.urgent)


class Voicemail(Part, frozen=True):
    """The mailboxes of all lines. State: empty, or waiting while any holds a new message."""

    state: str = "empty"
    mailboxes: tuple[Mailbox, ...] = ()


class SendSubscribe(Effect, frozen=True):
    """Subscribe to message-summary of `address` for a line (expires 0: unsubscribe)."""

    line: LineSettings
    server: int
    address: str
    expires: int


class SubscribeAnswered(Event, frozen=True):
    """What came of a `SendSubscribe`."""

    line: int
    code: int
    reason: str
    expires: int = 0


class SubscriptionEnded(Event, frozen=True):
    """The server ended the subscription (Subscription-State: terminated)."""

    line: int


class SubscriptionDue(Event, frozen=True):
    """Timer: refresh a subscription, or try again after a refusal."""

    line: int


class MessageSummary(Event, frozen=True):
    """A message-summary came in a NOTIFY, subscribed or not."""

    line: int
    waiting: bool
    new: int = 0
    old: int = 0
    urgent: int = 0
    account: str = ""


def waiting(phone: State) -> bool:
    """Whether any line has new messages."""
    return any(box.fresh for box in phone[Voicemail].mailboxes)


def lamp_lit(phone: State) -> bool:
    """Whether a line with new messages may light the message lamp (msg.mwi.x.led)."""
    settings = config(phone)
    return any(box.fresh and settings.flag(f"msg.mwi.{box.line}.led") for box in phone[Voicemail].mailboxes)


def call_back(phone: State, index: int) -> str:
    """What to call to hear the messages of a line; "" for nothing (msg.mwi.x.callBackMode).

    The mode is contact (msg.mwi.x.callBack), registration (the line calls itself) or disabled.
    """
    mode = config(phone).text(f"msg.mwi.{index}.callBackMode")
    if mode == "contact":
        return config(phone).text(f"msg.mwi.{index}.callBack").strip()
    own = line(phone, index)
    return own.settings.user if own and mode == "registration" else ""


def open_messages(phone: State) -> Event:
    """What Messages leads to: the list, or at once the only line's mailbox (up.oneTouchVoiceMail).

    With instant messages, the question of which kind comes first (unless msg.bypassInstantMessage says otherwise).
    """
    if takes(phone) and not config(phone).flag("msg.bypassInstantMessage"):
        return OpenView(KINDS)
    lines = phone[Lines].lines
    number = call_back(phone, lines[0].index) if len(lines) == 1 else ""
    if number and config(phone).flag("up.oneTouchVoiceMail"):
        return Dial(number, lines[0].index)
    return OpenView("messages")
