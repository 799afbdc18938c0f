"""The notifier: message waiting (RFC 3842), calls (RFC 4235) and presence, for those who subscribed and others."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import msgspec

from emulator.kernel.clock import SECOND, Alarm, Clock
from emulator.lab.calls import DIALOG_INFO, CallStates
from emulator.lab.faults import asked_expires
from emulator.lab.happenings import Happening, Subscribed
from emulator.lab.lists import RELATED, Member, write_list
from emulator.lab.notices import SILENCE, UNREACHABLE, Notices, notify, put_body
from emulator.lab.presence import PACKAGE as PRESENCE
from emulator.lab.presence import Presences
from emulator.lab.wire import Wire
from emulator.sip.events.pidf import TYPE as PIDF
from emulator.sip.stack.headers import NameAddr
from emulator.sip.stack.hops import Hop
from emulator.sip.stack.messages import Request
from emulator.sip.stack.server import ServerTransaction

MAX_EXPIRES = 3600
"""Seconds granted to a subscription at most."""

PACKAGE, DIALOG = "message-summary", "dialog"
"""The event packages that are served."""

SUMMARY = "application/simple-message-summary"


class Messages(msgspec.Struct, frozen=True):
    """How many messages wait in a mailbox."""

    new: int = 0
    old: int = 0

    def summary(self, account: str) -> str:
        """The body of a message-summary NOTIFY."""
        waiting = "yes" if self.new else "no"
        counts = f"Voice-Message: {self.new}/{self.old} (0/0)"
        return f"Messages-Waiting: {waiting}\r\nMessage-Account: {account}\r\n{counts}\r\n"


class _Subscription(msgspec.Struct):
    """One dialog with a subscriber; `local` and `remote` are its From and To as the server writes them.

    `about` is whom it is told of: itself, another user, or a list of these.
    """

    user: str
    package: str
    about: str
    call_id: str
    local: str
    remote: str
    target: str
    routes: list[str]
    source: Hop
    due: int = 0
    cseq: int = 0
    alarm: Alarm | None = None


class Notifier:
    """Keeps mailbox counts and tells those who want to know."""

    def __init__(self, wire: Wire, clock: Clock, notices: Notices, tell: Callable[[Happening], None]) -> None:
        self._wire, self._clock, self._notices, self._tell = wire, clock, notices, tell
        self.calls = CallStates(self._calls_changed)
        self.presences = Presences(clock, self._presence_changed)
        self.lists: dict[str, dict[str, str]] = {}
        """Users by name of the list that they are on, each with their own name."""
        self._boxes: dict[str, Messages] = {}
        self._subscriptions: dict[tuple[str, str], _Subscription] = {}

    def messages(self, user: str) -> Messages:
        """What waits in a user's mailbox."""
        return self._boxes.get(user, Messages())

    def subscribers(self, user: str) -> int:
        """How many subscriptions to a user's mailbox are alive."""
        return sum((each.about, each.package) == (user, PACKAGE) for each in self._subscriptions.values())

    def set_messages(self, user: str, messages: Messages) -> None:
        """Change a mailbox and tell its subscribers; where there are none, every registered contact, unasked."""
        self._boxes[user] = messages
        asked = [each for each in self._subscriptions.values() if (each.about, each.package) == (user, PACKAGE)]
        for subscription in asked:
            self._notify(subscription)
        if not asked:
            self._notices.broadcast(user, PACKAGE, self._summary(user), SUMMARY)

    async def send(self, user: str, event: str, body: str = "", content_type: str = "") -> list[int]:
        """Send a NOTIFY outside any dialog (check-sync, say) to every contact of a user; the final codes."""
        return list(await asyncio.gather(*self._notices.broadcast(user, event, body, content_type)))

    def _calls_changed(self, user: str) -> None:
        for subscription in list(self._subscriptions.values()):
            if subscription.package == DIALOG and user in (subscription.about, *self.lists.get(subscription.about, ())):
                self._notify(subscription)

    def _presence_changed(self, user: str) -> None:
        for subscription in list(self._subscriptions.values()):
            if (subscription.package, subscription.about) == (PRESENCE, user):
                self._notify(subscription)

    def take(self, server: ServerTransaction, user: str, about: str) -> None:
        """Answer a SUBSCRIBE of a user: to the own mailbox, to somebody's presence, or the calls of some or many.

        Raises:
            SipSyntaxError: An address in it cannot be read.
        """
        request = server.request
        package = (request.get("event") or "").partition(";")[0].strip().lower()
        if package not in (PACKAGE, DIALOG, PRESENCE):
            response = request.reply(489)
            response.add("Allow-Events", f"{PACKAGE}, {DIALOG}, {PRESENCE}")
            self._wire.answer(server, response)
            return
        whose = user if package == PACKAGE else about
        subscription = self._of(request) if request.to.tag else self._new(server, user, package, whose)
        if subscription is None:
            self._wire.answer(server, request.reply(481))
            return
        self._accept(server, subscription)

    def _of(self, request: Request) -> _Subscription | None:
        return self._subscriptions.get((request.call_id, request.to.tag))

    def _new(self, server: ServerTransaction, user: str, package: str, about: str) -> _Subscription:
        request, tag = server.request, self._wire.tag()
        contacts = request.listed("contact")
        subscription = _Subscription(
            user,
            package,
            about,
            request.call_id,
            local=f"{request.to};tag={tag}",
            remote=str(request.sender),
            target=NameAddr.parse(contacts[0]).uri if contacts else request.sender.uri,
            routes=request.listed("record-route"),
            source=server.source,
        )
        self._subscriptions[request.call_id, tag] = subscription
        return subscription

    def _accept(self, server: ServerTransaction, subscription: _Subscription) -> None:
        request = server.request
        seconds = min(asked_expires(request, MAX_EXPIRES), MAX_EXPIRES)
        response = request.reply(200)
        response.put("To", subscription.local)
        for route in request.values("record-route"):
            response.add("Record-Route", route)
        response.add("Contact", f"<{self._wire.uri(subscription.source.transport)}>")
        if subscription.about in self.lists:
            response.add("Require", "eventlist")
        response.add("Expires", seconds)
        self._wire.answer(server, response)
        self._tell(Subscribed(subscription.user, seconds))
        self._prolong(subscription, seconds)

    def _prolong(self, subscription: _Subscription, seconds: int) -> None:
        if subscription.alarm is not None:
            subscription.alarm.cancel()
        subscription.due = self._clock.now() + seconds * SECOND
        if seconds:
            subscription.alarm = self._clock.call_at(subscription.due, lambda: self._end(subscription))
            self._notify(subscription)
        else:
            self._end(subscription)

    def _end(self, subscription: _Subscription) -> None:
        self._forget(subscription)
        self._notify(subscription)

    def _forget(self, subscription: _Subscription) -> None:
        if subscription.alarm is not None:
            subscription.alarm.cancel()
        self._subscriptions = {key: each for key, each in self._subscriptions.items() if each is not subscription}

    def _notify(self, subscription: _Subscription) -> None:
        subscription.cseq += 1
        request = notify(
            subscription.target, subscription.local, subscription.remote, subscription.call_id, subscription.cseq
        )
        for route in subscription.routes:
            request.add("Route", route)
        request.add("Contact", f"<{self._wire.uri(subscription.source.transport)}>")
        request.add("Event", subscription.package)
        left = max(0, -((self._clock.now() - subscription.due) // SECOND))
        request.add("Subscription-State", f"active;expires={left}" if left else "terminated;reason=timeout")
        if subscription.about in self.lists:
            request.add("Require", "eventlist")
        put_body(request, *self._content(subscription))
        self._notices.send(
            request, self._hop(subscription), subscription.user, lambda code: self._told(subscription, code)
        )

    def _content(self, subscription: _Subscription) -> tuple[str, str]:
        """The body of a notification, and its type."""
        about, version = subscription.about, subscription.cseq
        if subscription.package == PACKAGE:
            return self._summary(about), SUMMARY
        if subscription.package == PRESENCE:
            return self.presences.status(about, self._wire.uri(user=about)), PIDF
        if about not in self.lists:
            return self._calls_of(about, version), DIALOG_INFO
        members = (
            Member(self._wire.uri(user=user), name, DIALOG_INFO, self._calls_of(user, version))
            for user, name in self.lists[about].items()
        )
        return write_list(self._wire.uri(user=about), version, members), RELATED

    def _calls_of(self, user: str, version: int) -> str:
        return self.calls.dialog_info(user, self._wire.uri(user=user), version)

    def _summary(self, user: str) -> str:
        return self.messages(user).summary(self._wire.uri(user=user))

    def _hop(self, subscription: _Subscription) -> Hop:
        if subscription.source.reliable:
            return subscription.source
        return self._wire.hop_to(NameAddr.parse([*subscription.routes, subscription.target][0]).uri)

    def _told(self, subscription: _Subscription, code: int) -> None:
        if code in (SILENCE, 481, UNREACHABLE):
            self._forget(subscription)
