"""Shared lines on the wire: taken before a call goes out by a subscription that lasts some seconds."""

from __future__ import annotations

from emulator.kernel.links import Post
from emulator.sharing.model import HEADER, SeizeAnswered, SeizeNotified, SendSeize, written
from emulator.sip.edge.edge import Edge
from emulator.sip.events.subscriptions import Notification, Subscription
from emulator.sip.terms import line_server, readable

EVENT = "line-seize"

NO_SUCH_SUBSCRIPTION = 481


class Seizures:
    """Holds the subscriptions by line and appearance."""

    def __init__(self, post: Post, edge: Edge) -> None:
        self._post = post
        self._edge = edge
        self._held: dict[tuple[int, int], Subscription] = {}

    async def seize(self, effect: SendSeize) -> None:
        """Take a line, take it anew, or let go of it."""
        line, key = effect.line, (effect.line.index, effect.index)
        held = self._held.get(key)
        if held is None:
            if not effect.expires:
                return
            held = self._held[key] = self._edge.new_subscription(line.index, EVENT)
            held.headers = ((HEADER, written(line, effect.index)),)
        outcome = await self._edge.subscribe(held, line_server(line, effect.server), effect.expires)
        if not outcome.ok or not effect.expires:
            self._forget(held)
        if effect.expires:
            why = readable(outcome.failure or outcome.reason)
            self._post(SeizeAnswered(line.index, effect.index, outcome.code, why))

    def _forget(self, held: Subscription) -> None:
        self._held = {key: each for key, each in self._held.items() if each is not held}
        self._edge.forget(held)

    def notified(self, notification: Notification) -> int:
        """Take a notification, and give the code to answer it with."""
        held = notification.subscription
        key = next((key for key, each in self._held.items() if each is held), None)
        if held is None or key is None:
            return NO_SUCH_SUBSCRIPTION
        if notification.terminated:
            self._forget(held)
        self._post(SeizeNotified(*key, active=not notification.terminated))
        return 200
