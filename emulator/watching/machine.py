"""Watching: one table of subscriptions, fed with the number of the watch; wishes come and go."""

from __future__ import annotations

from typing import Any

import msgspec

from emulator.boot.model import Ready, ShuttingDown
from emulator.kernel.machines import Machine, Row
from emulator.kernel.slices import Slice, Step
from emulator.lines.model import Line, LineRegistered, LineUnregistered, line, refresh_after, retry_after
from emulator.watching.model import (
    SendWatch,
    Watch,
    WatchAnswered,
    WatchDue,
    WatchEnded,
    Watching,
    WatchLost,
    WatchRefused,
    Wish,
    Wished,
)

AGAIN = 1
"""Seconds until the phone subscribes again after the server ended the subscription."""

WatchStep = Step[Watching]


def _watch(step: WatchStep) -> Watch:
    found = step.own.find(step.key)
    if found is None:
        raise LookupError(f"watch {step.key}")
    return found


def _line(step: WatchStep) -> Line | None:
    return line(step.phone, _watch(step).wish.line)


def _change(step: WatchStep, **fields: Any) -> None:
    step.own = _replace(step.own, step.key, **fields)


def _replace(part: Watching, number: int, **fields: Any) -> Watching:
    watches = (msgspec.structs.replace(each, **fields) if each.number == number else each for each in part.watches)
    return msgspec.structs.replace(part, watches=tuple(watches))


# Guards


def _registered(step: WatchStep) -> bool:
    """The line is registered, or is becoming so with this event."""
    found = _line(step)
    return found is not None and (found.registered or isinstance(step.event, LineRegistered))


def _granted(step: WatchStep) -> bool:
    answer: WatchAnswered = step.event
    return 200 <= answer.code < 300 and answer.expires > 0


# Actions


def _send(step: WatchStep) -> None:
    _ask(step, None)


def _ask(step: WatchStep, expires: int | None) -> None:
    found = _line(step)
    if found:
        server = found.settings.servers[found.server]
        seconds = server.subscribe_expires if expires is None else expires
        step.do(SendWatch(step.key, found.settings, found.server, _watch(step).wish, seconds))


def _wait_for_refresh(step: WatchStep) -> None:
    _change(step, attempts=0)
    found = _line(step)
    if found:
        overlap = found.settings.servers[found.server].subscribe_overlap
        _due(step, refresh_after(step.event.expires, overlap))


def _wait_to_retry(step: WatchStep) -> None:
    attempts = _watch(step).attempts + 1
    _change(step, attempts=attempts)
    step.tell(WatchRefused(_watch(step).wish.key, step.event.code))
    found = _line(step)
    if found:
        _due(step, retry_after(found.settings.servers[found.server], attempts))


def _soon(step: WatchStep) -> None:
    _due(step, AGAIN)


def _due(step: WatchStep, seconds: float) -> None:
    step.arm(f"watching/{step.key}", seconds, WatchDue(step.key))


def _leave(step: WatchStep) -> None:
    _ask(step, 0)


def _lose(step: WatchStep) -> None:
    step.disarm(f"watching/{step.key}")
    step.tell(WatchLost(_watch(step).wish.key))


def _lose_sight(step: WatchStep) -> None:
    step.tell(WatchLost(_watch(step).wish.key))


ON = ("subscribing", "subscribed", "refused")


def _read_state(part: Watching, key: int) -> str:
    found = part.find(key)
    return found.state if found else "none"


def _write_state(part: Watching, key: int, state: str) -> Watching:
    return _replace(part, key, state=state)


WATCH: Machine[Watching] = Machine(
    "watch",
    ("none", *ON),
    (
        Row(Wished, "none", "subscribing", _registered, _send),
        Row(LineRegistered, "none", "subscribing", _registered, _send),
        Row(WatchAnswered, ("subscribing", "subscribed"), "subscribed", _granted, _wait_for_refresh),
        Row(WatchAnswered, ("subscribing", "subscribed"), "refused", None, _wait_to_retry),
        Row(WatchDue, "subscribed", None, None, _send),
        Row(WatchDue, "refused", "subscribing", _registered, _send),
        Row(WatchEnded, ("subscribing", "subscribed"), "refused", None, _soon),
        Row(LineUnregistered, ON, "none"),
        Row(ShuttingDown, ("subscribing", "subscribed"), "none", None, _leave),
        Row(ShuttingDown, "refused", "none"),
    ),
    enter={"none": _lose, "refused": _lose_sight},
    read=_read_state,
    write=_write_state,
)


# Wishes


def _reconcile(step: WatchStep) -> None:
    """Begin what is newly wished for, and leave what is not wished for any more."""
    owner, wishes = step.event.owner, step.event.wishes
    for watch in step.own.watches:
        if watch.wish.key.partition("/")[0] == owner and watch.wish not in wishes:
            _drop(step, watch)
    known = {watch.wish for watch in step.own.watches}
    for wish in wishes:
        if wish not in known:
            _add(step, wish)


def _add(step: WatchStep, wish: Wish) -> None:
    number = step.own.next_number
    step.change(watches=(*step.own.watches, Watch(number, wish)), next_number=number + 1)
    WATCH.feed(step, number)


def _drop(step: WatchStep, watch: Watch) -> None:
    step.key = watch.number
    if watch.state in ("subscribing", "subscribed"):
        _leave(step)
    step.disarm(f"watching/{watch.number}")
    step.change(watches=tuple(each for each in step.own.watches if each is not watch))


# Which watch an event is about


def _named(step: WatchStep) -> None:
    if step.own.find(step.event.number):
        WATCH.feed(step, step.event.number)


def _of_line(step: WatchStep) -> None:
    for watch in step.own.watches:
        if watch.wish.line == step.event.line:
            WATCH.feed(step, watch.number)


def _all(step: WatchStep) -> None:
    for watch in step.own.watches:
        WATCH.feed(step, watch.number)


def _start(step: WatchStep) -> None:
    """A phone that starts watches nothing; numbers go on, so that late answers of before find no one."""
    step.change(watches=())


SLICE: Slice[Watching] = Slice(
    Watching,
    {
        Ready: _start,
        Wished: _reconcile,
        LineRegistered: _of_line,
        LineUnregistered: _of_line,
        WatchAnswered: _named,
        WatchEnded: _named,
        WatchDue: _named,
        ShuttingDown: _all,
    },
    machines=(WATCH,),
)
