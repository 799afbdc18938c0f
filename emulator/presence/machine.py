"""Presence: the user's status is published as it changes, and buddies are watched."""

from __future__ import annotations

import msgspec

from emulator.boot.model import LocalFilesRead, Ready, SettingsChanged, ShuttingDown
from emulator.calls.model import CallsChanged
from emulator.contacts.model import ClearAll, DeleteContact, SaveContact
from emulator.display.model import GoBack, showing
from emulator.features.model import FeatureSet, ToggleDnd
from emulator.kernel.machines import Machine, Row
from emulator.kernel.slices import Slice, Step
from emulator.lines.model import Line, LineRegistered, LineUnregistered, line, refresh_after, retry_after
from emulator.presence.idleness import TIMER, USE, NobodyThere, note_absence, note_use, wait
from emulator.presence.model import (
    MY_STATUS,
    Buddy,
    ChooseStatus,
    Presence,
    PresenceReviewed,
    PublishAnswered,
    PublishDue,
    SendPublish,
    buddy_of,
    enabled,
    own_status,
    presence_line,
    watched,
)
from emulator.signin.model import SignedIn, SignedOut
from emulator.watching.model import PresenceReported, WatchLost, Wish, Wished

OWNER = "presence"
DUE = "presence/due"

NO_SUCH_PUBLICATION = 412
"""Answer of a server that has forgotten what was published (RFC 3903, section 4.1)."""

PresenceStep = Step[Presence]


def _line(step: PresenceStep) -> Line | None:
    return line(step.phone, presence_line(step.phone))


# Guards


def _may_publish(step: PresenceStep) -> bool:
    found = _line(step)
    return enabled(step.phone) and found is not None and found.registered


def _differs(step: PresenceStep) -> bool:
    return own_status(step.phone) != step.own.told


def _withdrawn(step: PresenceStep) -> bool:
    return not enabled(step.phone)


def _accepted(step: PresenceStep) -> bool:
    answer: PublishAnswered = step.event
    return 200 <= answer.code < 300 and answer.expires > 0


def _forgotten(step: PresenceStep) -> bool:
    return bool(step.event.code == NO_SUCH_PUBLICATION) and bool(step.own.etag)


# Actions


def _publish(step: PresenceStep) -> None:
    found = _line(step)
    if found:
        server = found.settings.servers[found.server]
        status = own_status(step.phone)
        step.do(SendPublish(found.settings, found.server, status, step.own.etag, server.subscribe_expires))
        step.change(told=status)


def _publish_anew(step: PresenceStep) -> None:
    step.change(etag="")
    _publish(step)


def _keep(step: PresenceStep) -> None:
    """Note what the server calls it; what has changed meanwhile follows."""
    found, answer = _line(step), step.event
    step.change(etag=answer.etag, attempts=0)
    if found:
        overlap = found.settings.servers[found.server].subscribe_overlap
        step.arm(DUE, refresh_after(answer.expires, overlap), PublishDue())
    step.tell(PresenceReviewed())


def _retry(step: PresenceStep) -> None:
    attempts = step.own.attempts + 1
    step.change(attempts=attempts, etag="", told="")
    found = _line(step)
    if found:
        step.arm(DUE, retry_after(found.settings.servers[found.server], attempts), PublishDue())


def _withdraw(step: PresenceStep) -> None:
    found = _line(step)
    if found and step.own.etag:
        step.do(SendPublish(found.settings, found.server, step.own.told, step.own.etag, 0))


def _fall_silent(step: PresenceStep) -> None:
    step.disarm(DUE)
    step.change(etag="", told="", attempts=0)


ON = ("publishing", "published", "refused")

PUBLICATION: Machine[Presence] = Machine(
    "publication",
    ("silent", *ON),
    (
        Row(PresenceReviewed, "silent", "publishing", _may_publish, _publish),
        Row(PresenceReviewed, ON, "silent", _withdrawn, _withdraw),
        Row(PresenceReviewed, "published", "publishing", _differs, _publish),
        Row(PublishAnswered, "publishing", "published", _accepted, _keep),
        Row(PublishAnswered, "publishing", None, _forgotten, _publish_anew),
        Row(PublishAnswered, "publishing", "refused", None, _retry),
        Row(PublishDue, "published", "publishing", None, _publish),
        Row(PublishDue, "refused", "publishing", _may_publish, _publish),
        Row(LineUnregistered, ON, "silent"),
        Row(ShuttingDown, ON, "silent", None, _withdraw),
    ),
    enter={"silent": _fall_silent},
)


# Buddies


def _review(step: PresenceStep) -> None:
    """See whom to watch, and whether there is something to publish."""
    buddies = tuple(
        msgspec.structs.replace(buddy_of(step.phone, each) or Buddy(each), contact=each) for each in watched(step.phone)
    )
    if buddies != step.own.buddies:
        step.change(buddies=buddies)
    index = presence_line(step.phone)
    wishes = (Wish(f"{OWNER}/{each.contact.id}", index, "presence", each.contact.number) for each in buddies)
    step.tell(Wished(OWNER, tuple(wishes)))
    PUBLICATION.feed(step)


def _reported(step: PresenceStep) -> None:
    news: PresenceReported = step.event
    _change(step, news.key, status=news.status, note=news.note)


def _lost(step: PresenceStep) -> None:
    _change(step, step.event.key, status="", note="")


def _change(step: PresenceStep, key: str, **fields: str) -> None:
    owner, _, contact = key.partition("/")
    if owner == OWNER:
        changed = (
            msgspec.structs.replace(each, **fields) if str(each.contact.id) == contact else each
            for each in step.own.buddies
        )
        step.change(buddies=tuple(changed))


def _choose(step: PresenceStep) -> None:
    status = step.event.status
    step.change(chosen="" if status == step.own.chosen else status)
    if showing(step.phone, MY_STATUS):
        step.tell(GoBack())
    step.tell(PresenceReviewed())


def _may_have_changed(step: PresenceStep) -> None:
    """Others see the same event; what it makes of the phone is looked at afterwards."""
    step.tell(PresenceReviewed())


def _of_line(step: PresenceStep) -> None:
    if step.event.line == presence_line(step.phone):
        PUBLICATION.feed(step)


def _settings(step: PresenceStep) -> None:
    wait(step)
    _may_have_changed(step)


def _part(step: PresenceStep) -> None:
    """What a user has said of themselves is not the next one's word."""
    step.change(chosen="", idle=False)
    _settings(step)


def _shut_down(step: PresenceStep) -> None:
    step.change(idle=False)
    step.disarm(TIMER)
    PUBLICATION.feed(step)


def _feed(step: PresenceStep) -> None:
    PUBLICATION.feed(step)


SLICE: Slice[Presence] = Slice(
    Presence,
    {
        **dict.fromkeys(
            (
                LineRegistered, CallsChanged, ToggleDnd, FeatureSet,
                SaveContact, DeleteContact, ClearAll, LocalFilesRead,
            ),
            _may_have_changed,
        ),
        **dict.fromkeys((Ready, SettingsChanged, SignedIn), _settings),
        SignedOut: _part,
        **dict.fromkeys(USE, note_use),
        NobodyThere: note_absence,
        PresenceReviewed: _review,
        ChooseStatus: _choose,
        PresenceReported: _reported,
        WatchLost: _lost,
        PublishAnswered: _of_line,
        PublishDue: _feed,
        LineUnregistered: _of_line,
        ShuttingDown: _shut_down,
    },
    machines=(PUBLICATION,),
)  # fmt: skip
