"""Message waiting: a subscription table fed with the line's index, and whether any message waits at all."""

from __future__ import annotations

from typing import Any

import msgspec

from emulator.boot.model import Ready, ShuttingDown, config
from emulator.kernel.machines import Machine, Row
from emulator.kernel.slices import Slice, Step
from emulator.lines.model import Line, LineRegistered, LineUnregistered, Server, line, refresh_after, retry_after
from emulator.signin.model import ACCOUNT_LINE, SignedOut
from emulator.voicemail.model import (
    Mailbox,
    MessageSummary,
    SendSubscribe,
    SubscribeAnswered,
    SubscriptionDue,
    SubscriptionEnded,
    Voicemail,
)

AGAIN = 1
"""Seconds until the phone subscribes again after the server ended the subscription."""


def _find(part: Voicemail, index: int) -> Mailbox | None:
    return next((box for box in part.mailboxes if box.line == index), None)


def _box(step: Step[Voicemail]) -> Mailbox:
    return _find(step.own, step.key) or Mailbox(step.key)


def _change(step: Step[Voicemail], **fields: Any) -> None:
    step.own = _replace(step.own, step.key, **fields)


def _replace(part: Voicemail, index: int, **fields: Any) -> Voicemail:
    """The part with fields of one mailbox replaced; a line's mailbox appears with its first news."""
    box = msgspec.structs.replace(_find(part, index) or Mailbox(index), **fields)
    others = [each for each in part.mailboxes if each.line != index]
    return msgspec.structs.replace(part, mailboxes=tuple(sorted([*others, box], key=lambda each: each.line)))


def _address(step: Step[Voicemail]) -> str:
    return config(step.phone).text(f"msg.mwi.{step.key}.subscribe").strip()


def _line(step: Step[Voicemail]) -> Line:
    found = line(step.phone, step.key)
    if found is None:
        raise LookupError(f"line {step.key}")
    return found


def _server(step: Step[Voicemail]) -> Server:
    found = _line(step)
    return found.settings.servers[found.server]


# Guards


def _to_subscribe(step: Step[Voicemail]) -> bool:
    return bool(_address(step)) and line(step.phone, step.key) is not None


def _accepted(step: Step[Voicemail]) -> bool:
    answer: SubscribeAnswered = step.event
    return 200 <= answer.code < 300 and answer.expires > 0


# Actions


def _send(step: Step[Voicemail]) -> None:
    found = _line(step)
    step.do(SendSubscribe(found.settings, found.server, _address(step), _server(step).subscribe_expires))


def _granted(step: Step[Voicemail]) -> None:
    _change(step, attempts=0)
    _due(step, refresh_after(step.event.expires, _server(step).subscribe_overlap))


def _refused(step: Step[Voicemail]) -> None:
    attempts = _box(step).attempts + 1
    _change(step, attempts=attempts)
    _due(step, retry_after(_server(step), attempts))


def _soon(step: Step[Voicemail]) -> None:
    _due(step, AGAIN)


def _due(step: Step[Voicemail], seconds: float) -> None:
    step.arm(f"voicemail/{step.key}", seconds, SubscriptionDue(step.key))


def _pause(step: Step[Voicemail]) -> None:
    step.disarm(f"voicemail/{step.key}")


def _unsubscribe(step: Step[Voicemail]) -> None:
    _pause(step)
    if _to_subscribe(step):
        found = _line(step)
        step.do(SendSubscribe(found.settings, found.server, _address(step), 0))


def _count(step: Step[Voicemail]) -> None:
    """Take over the counts; where the server says that nothing waits, nothing is new."""
    news: MessageSummary = step.event
    new, urgent = (news.new, news.urgent) if news.waiting else (0, 0)
    _change(step, new=new, old=news.old, urgent=urgent, waiting=news.waiting)


ON = ("subscribing", "subscribed", "refused")


def _read_state(part: Voicemail, key: int) -> str:
    box = _find(part, key)
    return box.state if box else "none"


def _write_state(part: Voicemail, key: int, state: str) -> Voicemail:
    return _replace(part, key, state=state)


SUBSCRIPTION: Machine[Voicemail] = Machine(
    "message subscription",
    ("none", "subscribing", "subscribed", "refused"),
    (
        Row(LineRegistered, "none", "subscribing", _to_subscribe, _send),
        Row(SubscribeAnswered, ("subscribing", "subscribed"), "subscribed", _accepted, _granted),
        Row(SubscribeAnswered, ("subscribing", "subscribed"), "refused", None, _refused),
        Row(SubscriptionDue, "subscribed", None, None, _send),
        Row(SubscriptionDue, "refused", "subscribing", _to_subscribe, _send),
        Row(SubscriptionEnded, ("subscribing", "subscribed"), "refused", None, _soon),
        Row(LineUnregistered, ON, "none", None, _pause),
        Row(ShuttingDown, ("subscribing", "subscribed"), "none", None, _unsubscribe),
        Row(ShuttingDown, "refused", "none", None, _pause),
        Row(MessageSummary, ("none", *ON), None, None, _count),
    ),
    read=_read_state,
    write=_write_state,
)


def _any_new(step: Step[Voicemail]) -> bool:
    return any(box.fresh for box in step.own.mailboxes)


def _none_new(step: Step[Voicemail]) -> bool:
    return not _any_new(step)


WAITING: Machine[Voicemail] = Machine(
    "message waiting",
    ("empty", "waiting"),
    (
        Row(MessageSummary, "empty", "waiting", _any_new),
        Row(MessageSummary, "waiting", "empty", _none_new),
        Row(Ready, "waiting", "empty"),
        Row(SignedOut, "waiting", "empty", _none_new),
    ),
)


def _one(step: Step[Voicemail]) -> None:
    if line(step.phone, step.event.line):
        SUBSCRIPTION.feed(step, step.event.line)


def _summary(step: Step[Voicemail]) -> None:
    _one(step)
    WAITING.feed(step)


def _fresh(step: Step[Voicemail]) -> None:
    """A phone that starts knows of no messages."""
    step.change(mailboxes=())
    WAITING.feed(step)


def _part(step: Step[Voicemail]) -> None:
    """Who has signed out leaves nobody to see how many messages wait."""
    step.disarm(f"voicemail/{ACCOUNT_LINE}")
    step.change(mailboxes=tuple(box for box in step.own.mailboxes if box.line != ACCOUNT_LINE))
    WAITING.feed(step)


def _shut_down(step: Step[Voicemail]) -> None:
    for box in step.own.mailboxes:
        SUBSCRIPTION.feed(step, box.line)


SLICE: Slice[Voicemail] = Slice(
    Voicemail,
    {
        Ready: _fresh,
        LineRegistered: _one,
        LineUnregistered: _one,
        SubscribeAnswered: _one,
        SubscriptionDue: _one,
        SubscriptionEnded: _one,
        MessageSummary: _summary,
        SignedOut: _part,
        ShuttingDown: _shut_down,
    },
    machines=(SUBSCRIPTION, WAITING),
)
