"""Subscriptions by which servers tell of do not disturb and forwarding, and are asked to change them."""

from __future__ import annotations

from emulator.features.model import (
    FeatureSubscribeAnswered,
    FeatureSubscriptionEnded,
    SendFeatureSubscribe,
)
from emulator.features.server import read_features
from emulator.kernel.links import Post
from emulator.sip.edge.accounts import Outcome
from emulator.sip.edge.edge import Edge
from emulator.sip.events.subscriptions import Notification, Subscription
from emulator.sip.terms import line_server, readable, target_uri

EVENT = "as-feature-event"
BODY_TYPE = "application/x-as-feature-event+xml"

NO_SUCH_SUBSCRIPTION = 481


class FeatureEvents:
    """Holds one subscription a line."""

    def __init__(self, post: Post, edge: Edge) -> None:
        self._post = post
        self._edge = edge
        self._held: dict[int, Subscription] = {}

    async def subscribe(self, effect: SendFeatureSubscribe) -> None:
        """Begin, refresh or end the subscription of a line, asking for a change with it if there is one."""
        number = effect.line.index
        outcome = await self._ask(effect)
        if outcome.code == NO_SUCH_SUBSCRIPTION and effect.expires:
            self._forget(number)
            outcome = await self._ask(effect)
        granted = outcome.expires if effect.expires else 0
        if not granted:
            self._forget(number)
        why = readable(outcome.failure or outcome.reason)
        self._post(FeatureSubscribeAnswered(number, outcome.code, why, granted))

    async def _ask(self, effect: SendFeatureSubscribe) -> Outcome:
        line = effect.line
        held = self._held.get(line.index)
        if held is None:
            target = target_uri(effect.uri, line.domain) if effect.uri else ""
            held = self._held[line.index] = self._edge.new_subscription(line.index, EVENT, target)
        held.body, held.content_type = effect.body.encode(), BODY_TYPE
        server = line_server(line, effect.server)
        return await self._edge.subscribe(held, server, effect.expires)

    def _forget(self, number: int) -> None:
        held = self._held.pop(number, None)
        if held is not None:
            self._edge.forget(held)

    def notified(self, notification: Notification, line: int | None) -> None:
        """Take a notification for a line, of a subscription or out of the blue."""
        if line is None:
            return
        for news in read_features(line, notification.body):
            self._post(news)
        if notification.subscription is not None and notification.terminated:
            self._forget(line)
            self._post(FeatureSubscriptionEnded(line))
