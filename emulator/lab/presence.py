"""How the lab's users are, as they publish it (RFC 3903), for those who subscribe to it (RFC 3856)."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import msgspec

from emulator.kernel.clock import SECOND, Alarm, Clock
from emulator.lab.faults import asked_expires
from emulator.sip.events.pidf import TYPE, write_presence
from emulator.sip.stack.messages import Request, Response

PACKAGE = "presence"
MAX_EXPIRES = 3600
"""Seconds granted to a publication at most."""


class _Publication(msgspec.Struct):
    """What one device of a user has published last."""

    user: str
    body: str
    alarm: Alarm | None = None


class Presences:
    """The publications of all users; `changed` is told whose have changed."""

    def __init__(self, clock: Clock, changed: Callable[[str], None]) -> None:
        self._clock = clock
        self._changed = changed
        self._tags = itertools.count(1)
        self._published: dict[str, _Publication] = {}
        self._set: dict[str, str] = {}

    def set(self, user: str, status: str) -> None:
        """Say how a user is who has no device that does: a word of the phone, or nothing for Offline."""
        self._set[user] = status
        self._changed(user)

    def status(self, user: str, entity: str) -> str:
        """The body that tells how a user is: what was published last."""
        found = [each.body for each in self._published.values() if each.user == user]
        return found[-1] if found else write_presence(entity, self._set.get(user, "Offline"))

    def take(self, request: Request, user: str) -> Response:
        """Answer a PUBLISH of a user."""
        if (request.get("event") or "").partition(";")[0].strip().lower() != PACKAGE:
            return request.reply(489)
        tag, seconds = request.get("sip-if-match") or "", min(asked_expires(request, MAX_EXPIRES), MAX_EXPIRES)
        before = self._published.get(tag)
        if tag and (before is None or before.user != user):
            return request.reply(412)
        if not tag and not request.body:
            return request.reply(400, "Nothing to publish")
        if request.body and (request.get("content-type") or "").partition(";")[0].strip().lower() != TYPE:
            return request.reply(415)
        body = request.body.decode("utf-8", "replace") or (before.body if before else "")
        self._drop(tag)
        response = request.reply(200)
        if seconds:
            response.add("SIP-ETag", self._keep(user, body, seconds))
        response.add("Expires", seconds)
        if before is None or body != before.body or not seconds:
            self._changed(user)
        return response

    def _keep(self, user: str, body: str, seconds: int) -> str:
        tag = f"lab-{next(self._tags)}"

        def expire() -> None:
            self._drop(tag)
            self._changed(user)

        self._published[tag] = _Publication(
            user, body, self._clock.call_at(self._clock.now() + seconds * SECOND, expire)
        )
        return tag

    def _drop(self, tag: str) -> None:
        gone = self._published.pop(tag, None)
        if gone is not None and gone.alarm is not None:
            gone.alarm.cancel()
