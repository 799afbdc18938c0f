"""Do not disturb and forwarding: set by the user, kept in configuration, or kept in step with the server."""

from __future__ import annotations

from typing import Any

import msgspec

from emulator.boot.model import ChangeSettings, Ready, SettingsChanged, ShuttingDown, config
from emulator.display.model import GoBack, Noticed, showing
from emulator.features.model import (
    RING,
    Features,
    FeatureSet,
    FeatureSubscribeAnswered,
    FeatureSubscriptionDue,
    FeatureSubscriptionEnded,
    Forwarding,
    LineFeatures,
    SendFeatureSubscribe,
    SetForward,
    ToggleDnd,
    by_server,
    form_name,
)
from emulator.features.server import set_dnd, set_forwarding
from emulator.features.settings import changes, read_forwardings
from emulator.kernel.machines import Machine, Row
from emulator.kernel.slices import Slice, Step
from emulator.lines.model import Line, LineRegistered, LineUnregistered, Server, line, refresh_after, retry_after

NO_CONTACT = "Contact value required."
"""What a forwarding without a number is answered with (UCS 4.0 phrases)."""

AGAIN = 1
"""Seconds until the phone subscribes again after the server ended the subscription."""

FeatureStep = Step[Features]


def _own(step: FeatureStep) -> LineFeatures:
    return step.own.find(step.key)


def _change(step: FeatureStep, **fields: Any) -> None:
    step.own = _replace(step.own, step.key, **fields)


def _replace(part: Features, index: int, **fields: Any) -> Features:
    lines = (msgspec.structs.replace(each, **fields) if each.line == index else each for each in part.lines)
    return Features(tuple(lines))


def _line(step: FeatureStep) -> Line:
    found = line(step.phone, step.key)
    if found is None:
        raise LookupError(f"line {step.key}")
    return found


def _server(step: FeatureStep) -> Server:
    found = _line(step)
    return found.settings.servers[found.server]


# Guards


def _followed(step: FeatureStep) -> bool:
    """Whether the server keeps anything of the line, and tells by subscription."""
    settings = config(step.phone)
    method = settings.choice(f"reg.{step.key}.serverFeatureControl.signalingMethod")
    return method == "subscribeAsFeatureEvent" and any(by_server(settings, step.key, each) for each in ("cf", "dnd"))


def _accepted(step: FeatureStep) -> bool:
    answer: FeatureSubscribeAnswered = step.event
    return 200 <= answer.code < 300 and answer.expires > 0


def _kept_there(step: FeatureStep) -> bool:
    """Whether what the user wants to change is kept by the server, and the server can be asked."""
    feature = "dnd" if isinstance(step.event, ToggleDnd) else "cf"
    return by_server(config(step.phone), step.key, feature)


# Actions of the subscription


def _send(step: FeatureStep, expires: int | None = None, body: str = "") -> None:
    found = _line(step)
    wanted = _server(step).subscribe_expires if expires is None else expires
    uri = config(step.phone).text(f"reg.{step.key}.serverFeatureControl.subscribeToUri").strip()
    step.do(SendFeatureSubscribe(found.settings, found.server, uri, wanted, body))


def _begin(step: FeatureStep) -> None:
    _send(step)


def _granted(step: FeatureStep) -> None:
    _change(step, attempts=0)
    _due(step, refresh_after(step.event.expires, _server(step).subscribe_overlap))


def _refused(step: FeatureStep) -> None:
    attempts = _own(step).attempts + 1
    _change(step, attempts=attempts)
    _due(step, retry_after(_server(step), attempts))


def _soon(step: FeatureStep) -> None:
    _due(step, AGAIN)


def _due(step: FeatureStep, seconds: float) -> None:
    step.arm(f"features/{step.key}", seconds, FeatureSubscriptionDue(step.key))


def _pause(step: FeatureStep) -> None:
    step.disarm(f"features/{step.key}")


def _leave(step: FeatureStep) -> None:
    _pause(step)
    _send(step, 0)


# What is set


def _ask_server(step: FeatureStep) -> None:
    """The change counts once the server says so."""
    if isinstance(step.event, ToggleDnd):
        _send(step, body=set_dnd(not _own(step).dnd))
    else:
        _send(step, body=set_forwarding(_wanted(step)))


def _toggle(step: FeatureStep) -> None:
    _change(step, dnd=not _own(step).dnd)


def _wanted(step: FeatureStep) -> Forwarding:
    event: SetForward = step.event
    before = _own(step).forwarding(event.kind)
    seconds = event.rings * RING if event.rings and event.kind == "no answer" else before.seconds
    return Forwarding(event.kind, event.contact.strip(), event.enabled, seconds)


def _set(step: FeatureStep) -> None:
    wanted = _wanted(step)
    _keep(step, wanted)
    step.tell(ChangeSettings(changes(step.key, wanted)))


def _keep(step: FeatureStep, wanted: Forwarding) -> None:
    forwardings = (wanted if each.kind == wanted.kind else each for each in _own(step).forwardings)
    _change(step, forwardings=tuple(forwardings))


def _adopt(step: FeatureStep) -> None:
    """The server's word."""
    news: FeatureSet = step.event
    if news.dnd is not None and by_server(config(step.phone), step.key, "dnd"):
        _change(step, dnd=news.dnd)
    if news.forwarding is not None and by_server(config(step.phone), step.key, "cf"):
        _keep(step, news.forwarding)


ON = ("subscribing", "subscribed", "refused")
ANY = ("local", *ON)

FEATURES: Machine[Features] = Machine(
    "feature control",
    ANY,
    (
        Row(LineRegistered, "local", "subscribing", _followed, _begin),
        Row(FeatureSubscribeAnswered, ("subscribing", "subscribed"), "subscribed", _accepted, _granted),
        Row(FeatureSubscribeAnswered, ("subscribing", "subscribed"), "refused", None, _refused),
        Row(FeatureSubscriptionDue, "subscribed", None, None, _begin),
        Row(FeatureSubscriptionDue, "refused", "subscribing", _followed, _begin),
        Row(FeatureSubscriptionEnded, ("subscribing", "subscribed"), "refused", None, _soon),
        Row(LineUnregistered, ON, "local", None, _pause),
        Row(ShuttingDown, ("subscribing", "subscribed"), "local", None, _leave),
        Row(ShuttingDown, "refused", "local", None, _pause),
        Row(ToggleDnd, "subscribed", None, _kept_there, _ask_server),
        Row(ToggleDnd, ANY, None, None, _toggle),
        Row(SetForward, "subscribed", None, _kept_there, _ask_server),
        Row(SetForward, ANY, None, None, _set),
        Row(FeatureSet, ANY, None, None, _adopt),
    ),
    read=lambda part, key: part.find(key).state,
    write=lambda part, key, state: _replace(part, key, state=state),
)


def _read(step: FeatureStep, *, fresh: bool) -> None:
    """Take over what configuration says; do not disturb is no parameter, and forgotten by a phone that starts."""
    settings = config(step.phone)
    lines = []
    for index in settings.indices("reg.x.address"):
        before = LineFeatures(index) if fresh else step.own.find(index)
        told = before.state == "subscribed" and by_server(settings, index, "cf")
        forwardings = before.forwardings if told else read_forwardings(settings, index)
        lines.append(msgspec.structs.replace(before, forwardings=forwardings))
    step.change(lines=tuple(lines))


def _start(step: FeatureStep) -> None:
    _read(step, fresh=True)


def _read_again(step: FeatureStep) -> None:
    _read(step, fresh=False)


def _one(step: FeatureStep) -> None:
    if line(step.phone, step.event.line):
        FEATURES.feed(step, step.event.line)


def _dnd(step: FeatureStep) -> None:
    """The DND key: one line or all of them, to the same state."""
    settings, own = config(step.phone), step.own
    if not settings.flag("feature.doNotDisturb.enable"):
        return
    alone = step.event.line and settings.flag("call.donotdisturb.perReg")
    chosen = [own.find(step.event.line)] if alone else list(own.lines)
    on = not all(each.dnd for each in chosen) if step.event.on is None else step.event.on
    for each in chosen:
        if each.dnd != on:
            FEATURES.feed(step, each.line)


def _forward(step: FeatureStep) -> None:
    event: SetForward = step.event
    if event.enabled and not event.contact.strip():
        step.tell(Noticed(NO_CONTACT))
    else:
        if showing(step.phone, form_name(event.line, event.kind)):
            step.tell(GoBack())
        _one(step)


def _each(step: FeatureStep) -> None:
    for each in step.own.lines:
        FEATURES.feed(step, each.line)


SLICE: Slice[Features] = Slice(
    Features,
    {
        Ready: _start,
        SettingsChanged: _read_again,
        ToggleDnd: _dnd,
        SetForward: _forward,
        FeatureSet: _one,
        LineRegistered: _one,
        LineUnregistered: _one,
        FeatureSubscribeAnswered: _one,
        FeatureSubscriptionDue: _one,
        FeatureSubscriptionEnded: _one,
        ShuttingDown: _each,
    },
    machines=(FEATURES,),
)
