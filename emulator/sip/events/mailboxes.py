"""Subscriptions by which servers tell of waiting messages (RFC 3842)."""

from __future__ import annotations

from emulator.kernel.clock import SECOND, Clock
from emulator.kernel.links import Post
from emulator.sip.edge.accounts import Outcome
from emulator.sip.edge.edge import Edge
from emulator.sip.events.subscriptions import Notification, Subscription
from emulator.sip.events.summary import read_summary
from emulator.sip.terms import line_server, readable, target_uri
from emulator.voicemail.model import SendSubscribe, SubscribeAnswered, SubscriptionEnded

EVENT = "message-summary"

FAREWELL = 32 * SECOND
"""Microseconds for which the last notification of a subscription that was ended is waited for: 64*T1."""

NO_SUCH_SUBSCRIPTION = 481
"""Answer of a server that has forgotten a subscription; a new one is begun at once (RFC 6665, 4.1.2.2)."""


class Mailboxes:
    """Holds one subscription a line."""

    def __init__(self, post: Post, edge: Edge, clock: Clock) -> None:
        self._post = post
        self._edge = edge
        self._clock = clock
        self._held: dict[int, Subscription] = {}

    async def subscribe(self, effect: SendSubscribe) -> None:
        """Begin, refresh or end the subscription of a line."""
        number = effect.line.index
        renewing = number in self._held
        outcome = await self._ask(effect)
        if outcome.code == NO_SUCH_SUBSCRIPTION and renewing and effect.expires:
            self._forget(number)
            outcome = await self._ask(effect)
        granted = outcome.expires if effect.expires else 0
        if not outcome.ok or not granted:
            self._forget(number, FAREWELL if outcome.ok else 0)
        why = readable(outcome.failure or outcome.reason)
        self._post(SubscribeAnswered(number, outcome.code, why, granted))

    async def _ask(self, effect: SendSubscribe) -> Outcome:
        number = effect.line.index
        if number not in self._held:
            mailbox = target_uri(effect.address, effect.line.domain)
            self._held[number] = self._edge.new_subscription(number, EVENT, mailbox)
        return await self._edge.subscribe(self._held[number], line_server(effect.line, effect.server), effect.expires)

    def _forget(self, number: int, after: int = 0) -> None:
        """Part with a subscription, answering its notifications for so many microseconds more."""
        subscription = self._held.pop(number, None)
        if subscription is not None:
            self._clock.call_at(self._clock.now() + after, lambda: self._edge.forget(subscription))

    def notified(self, notification: Notification, line: int | None) -> None:
        """Take a notification for a line, of a subscription or out of the blue."""
        if line is None:
            return
        if notification.body.strip():
            self._post(read_summary(line, notification.body))
        if notification.subscription is not None and notification.terminated:
            self._forget(line)
            self._post(SubscriptionEnded(line))
