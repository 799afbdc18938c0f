"""Subscriptions to what servers know of others: calls and presence, of one or of many at once."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from emulator.kernel.clock import SECOND, Clock
from emulator.kernel.links import Post
from emulator.kernel.state import Event
from emulator.sip.edge.accounts import Outcome
from emulator.sip.edge.edge import Edge
from emulator.sip.events.callinfo import EVENT as CALL_INFO
from emulator.sip.events.callinfo import read_appearances
from emulator.sip.events.dialoginfo import read_dialogs
from emulator.sip.events.lists import read_list
from emulator.sip.events.pidf import read_presence
from emulator.sip.events.subscriptions import Notification, Subscription
from emulator.sip.terms import line_server, readable, target_uri
from emulator.watching.model import DialogsReported, SendWatch, WatchAnswered, WatchEnded, Wish

READERS = {"dialog": read_dialogs, "presence": read_presence}
"""What reads the bodies of each event package."""

EVENTS = (*READERS, CALL_INFO)
"""The event packages that are watched; news of shared lines are in headers."""

NO_SUCH_SUBSCRIPTION = 481
"""Answer of a server that has forgotten a subscription; a new one is begun at once (RFC 6665, 4.1.2.2)."""

FAREWELL = 32 * SECOND
"""Microseconds for which the last notification of a subscription that was ended is waited for: 64*T1."""


class Watchers:
    """Holds the subscriptions by the numbers of their watches."""

    def __init__(self, post: Post, edge: Edge, clock: Clock) -> None:
        self._post, self._edge, self._clock = post, edge, clock
        self._held: dict[int, tuple[Subscription, Wish]] = {}

    async def watch(self, effect: SendWatch) -> None:
        """Begin, refresh or end the subscription of a watch."""
        renewing = effect.number in self._held
        outcome = await self._ask(effect)
        if outcome.code == NO_SUCH_SUBSCRIPTION and renewing and effect.expires:
            self._forget(effect.number)
            outcome = await self._ask(effect)
        granted = outcome.expires if effect.expires else 0
        if not outcome.ok or not granted:
            self._forget(effect.number, FAREWELL if outcome.ok else 0)
        why = readable(outcome.failure or outcome.reason)
        self._post(WatchAnswered(effect.number, outcome.code, why, granted))

    async def _ask(self, effect: SendWatch) -> Outcome:
        line, wish = effect.line, effect.wish
        if effect.number not in self._held:
            begun = self._edge.new_subscription(line.index, wish.package, target_uri(wish.target, line.domain))
            if wish.many:
                begun.take_lists()
            self._held[effect.number] = begun, wish
        server = line_server(line, effect.server)
        return await self._edge.subscribe(self._held[effect.number][0], server, effect.expires)

    def _forget(self, number: int, after: int = 0) -> None:
        """Part with a subscription, answering its notifications for so many microseconds more."""
        held = self._held.pop(number, None)
        if held is not None:
            self._clock.call_at(self._clock.now() + after, lambda: self._edge.forget(held[0]))

    def notified(self, notification: Notification) -> int:
        """Take a notification, and give the code to answer it with."""
        subscription = notification.subscription
        if subscription is None:
            return NO_SUCH_SUBSCRIPTION
        number = next((each for each, (held, _) in self._held.items() if held is subscription), 0)
        if number:
            for news in _news(self._held[number][1], notification):
                self._post(self._marked(news))
            if notification.terminated:
                self._forget(number)
                self._post(WatchEnded(number))
        return 200

    def _marked(self, news: Event) -> Event:
        """The same, with the phone's own calls marked as such: servers tell of these too."""
        if not isinstance(news, DialogsReported):
            return news
        marked = (replace(each, mine=self._edge.has_dialog(each.call_id, each.local_tag)) for each in news.dialogs)
        return replace(news, dialogs=tuple(marked))


def _news(wish: Wish, notification: Notification) -> Iterator[Event]:
    """What a notification says, of one resource or of many; nothing if it cannot be read."""
    if wish.package == CALL_INFO:
        yield read_appearances(wish.key, notification.request.listed("call-info"))
        return
    read = READERS[wish.package]
    if notification.content_type == "multipart/related":
        content_type = notification.request.get("content-type") or ""
        for part in read_list(content_type, notification.request.body):
            told = read(wish.key, part.body, part.uri, part.name)
            if told:
                yield told
    elif notification.body.strip():
        told = read(wish.key, notification.body)
        if told:
            yield told
    elif wish.package == "dialog" and notification.state.lower().startswith("active"):
        yield DialogsReported(wish.key, "", ())  # of whom there is nothing to tell, servers send no body
