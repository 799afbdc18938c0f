"""Watching: what other parts of the phone want servers to tell them (RFC 6665), and what is told."""

from __future__ import annotations

import msgspec

from emulator.kernel.state import Effect, Event, Part
from emulator.lines.model import LineSettings


class Wish(msgspec.Struct, frozen=True):
    """Something to be told of: `key` is the name that the part which wishes it has for it.

    `target` is a user of the line's own domain, user@host or a SIP URI; with `many` it stands for a list of them, kept
    by the server (RFC 4662).
    """

    key: str
    line: int
    package: str  # dialog, presence or call-info
    target: str
    many: bool = False


class Watch(msgspec.Struct, frozen=True):
    """A wish on its way. State: none (the line is not registered), subscribing, subscribed, refused."""

    number: int
    wish: Wish
    state: str = "none"
    attempts: int = 0


class Watching(Part, frozen=True):
    """All that is watched."""

    watches: tuple[Watch, ...] = ()
    next_number: int = 1

    def find(self, number: int) -> Watch | None:
        """The watch of that number."""
        return next((each for each in self.watches if each.number == number), None)


class Wished(Event, frozen=True):
    """Fact: all that `owner` wants to be told of now; what it wanted before and does not any more is left."""

    owner: str
    wishes: tuple[Wish, ...]


class SendWatch(Effect, frozen=True):
    """Subscribe for a wish from `line` at its server number `server`, refresh, or (expires 0) unsubscribe."""

    number: int
    line: LineSettings
    server: int
    wish: Wish
    expires: int


class WatchAnswered(Event, frozen=True):
    """What came of a `SendWatch`."""

    number: int
    code: int
    reason: str
    expires: int = 0


class WatchEnded(Event, frozen=True):
    """The server ended the subscription (Subscription-State: terminated)."""

    number: int


class WatchDue(Event, frozen=True):
    """Timer: refresh a subscription, or try again after a refusal."""

    number: int


class WatchRefused(Event, frozen=True):
    """Fact: the server does not tell of `key`, or not now."""

    key: str
    code: int


class WatchLost(Event, frozen=True):
    """Fact: nothing is known of `key` any more."""

    key: str


# What is told


class Dialog(msgspec.Struct, frozen=True):
    """A call of somebody else (RFC 4235).

    State: trying, proceeding, early, confirmed or terminated. `number`, `name` and `target` (a URI) are of the other
    party, the tags as the watched phone has them. `held` says that the watched phone does not listen, `mine` that the
    call is one of this phone's own.
    """

    id: str
    state: str
    direction: str = ""  # initiator, recipient
    number: str = ""
    name: str = ""
    target: str = ""
    call_id: str = ""
    local_tag: str = ""
    remote_tag: str = ""
    held: bool = False
    mine: bool = False


class DialogsReported(Event, frozen=True):
    """The calls of `entity`: all of them if it is `full` news, else those that have changed.

    `name` is what the server calls it, if it is one of a list.
    """

    key: str
    entity: str
    dialogs: tuple[Dialog, ...]
    full: bool = True
    name: str = ""


def after(before: tuple[Dialog, ...], news: tuple[Dialog, ...], *, full: bool) -> tuple[Dialog, ...]:
    """The calls that there are after news of all of them, or of those that have changed (RFC 4235, section 4)."""
    kept = {} if full else {each.id: each for each in before}
    kept |= {each.id: each for each in news}
    return tuple(each for each in kept.values() if each.state != "terminated")


class PresenceReported(Event, frozen=True):
    """How `entity` is, in a word of `presence.model.STATUSES`; "" if that is not known."""

    key: str
    entity: str
    status: str
    note: str = ""
