"""Subscriptions that the phone holds, and the notifications that come for them or out of the blue (RFC 6665)."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable

import msgspec

from emulator.sip.edge.accounts import Account
from emulator.sip.stack.headers import NameAddr, SipSyntaxError, user_of
from emulator.sip.stack.identifiers import new_call_id, new_tag
from emulator.sip.stack.messages import Request, Response

ACCEPTED_BODIES = {
    "message-summary": "application/simple-message-summary",
    "dialog": "application/dialog-info+xml",
    "presence": "application/pidf+xml",
    "as-feature-event": "application/x-as-feature-event+xml",
}
"""What is accepted as the body of a notification, by event package."""


class Notification(msgspec.Struct, frozen=True):
    """What a NOTIFY says. `user` is whom it was sent to; `state` is Subscription-State as written, empty if absent."""

    user: str
    event: str
    parameters: str
    content_type: str
    body: str
    state: str
    request: Request
    subscription: Subscription | None = None
    leg: int = 0  # the call that it came in, if any

    @property
    def terminated(self) -> bool:
        """Whether the server ends the subscription with this."""
        return self.state.partition(";")[0].strip().lower() == "terminated"


class Subscription:
    """One subscription of one line: the dialog that refreshes and notifications belong to."""

    def __init__(self, account: Account, event: str, rng: random.Random, target: str = "") -> None:
        self.account = account
        self.event = event
        self.accept = ACCEPTED_BODIES.get(event, "*/*")
        self.supported = ""
        self.body = b""  # of the next request, and its type
        self.content_type = ""
        self.headers: tuple[tuple[str, str], ...] = ()  # that every request has besides the usual ones
        self.target = target or str(account.line.address)
        self.remote = NameAddr(self.target)
        self.routes: list[str] = []
        self.call_id = new_call_id(rng)
        self.local_tag = new_tag(rng)
        self._sequence = 0
        self._heard = -1

    def take_lists(self) -> None:
        """Accept news of many resources at once (RFC 4662)."""
        self.supported = "eventlist"
        self.accept = f"{self.accept}, multipart/related, application/rlmi+xml"

    @property
    def next_hop(self) -> str:
        """Where requests inside the dialog go first; empty as long as there is no dialog."""
        if not self.remote.tag:
            return ""
        return NameAddr.parse(self.routes[0]).uri if self.routes else self.target

    def next_sequence(self) -> int:
        """The number for the next SUBSCRIBE."""
        self._sequence += 1
        return self._sequence

    def accepted(self, response: Response) -> None:
        """Learn the other end of the dialog from a 2xx; what is unreadable leaves it as it was."""
        routes = response.listed("record-route")[::-1]
        with contextlib.suppress(SipSyntaxError):
            for route in routes:
                NameAddr.parse(route)
            self._learn(response.to, response.listed("contact"), routes)

    def notified(self, request: Request) -> bool:
        """Learn the other end from a NOTIFY, which may come before the 2xx; False if it is older than the last one."""
        number = request.cseq.number
        if number <= self._heard:
            return False
        self._heard = number
        self._learn(request.sender, request.listed("contact"), request.listed("record-route"))
        return True

    def _learn(self, remote: NameAddr, contacts: list[str], routes: list[str]) -> None:
        if not self.remote.tag:
            self.remote, self.routes = remote, routes
        if contacts and contacts[0] != "*":
            self.target = NameAddr.parse(contacts[0]).uri


class Subscriptions:
    """All subscriptions of a phone, found by Call-ID and own tag."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, str], Subscription] = {}

    def add(self, subscription: Subscription) -> None:
        """Hold a subscription: from now on its notifications are answered."""
        self._held[subscription.call_id, subscription.local_tag] = subscription

    def discard(self, subscription: Subscription) -> None:
        """Let a subscription go: its notifications get 481."""
        self._held.pop((subscription.call_id, subscription.local_tag), None)

    def find(self, request: Request) -> Subscription | None:
        """The subscription that a request inside a dialog belongs to.

        Raises:
            SipSyntaxError: The request names no dialog.
        """
        return self._held.get((request.call_id, request.to.tag))


def read_notification(request: Request, subscription: Subscription | None = None, leg: int = 0) -> Notification:
    """The content of a NOTIFY; what it lacks is empty."""
    event, _, parameters = (request.get("event") or "").partition(";")
    return Notification(
        user_of(request.uri),
        event.strip().lower(),
        parameters.strip(),
        (request.get("content-type") or "").partition(";")[0].strip().lower(),
        request.body.decode("utf-8", "replace"),
        request.get("subscription-state") or "",
        request,
        subscription,
        leg,
    )


Notified = Callable[[Notification], int]
"""Takes a notification and gives the code to answer it with."""
