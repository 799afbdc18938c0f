"""The SIP side of a phone that is open: its edge and its engines, and what passes between them and the slices."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine
from typing import Any

from emulator.audio.model import PlayTone, RoutePath
from emulator.boot.model import CheckSync
from emulator.calls.model import (
    PlaceCall,
    RefuseInvite,
    SendAnswer,
    SendDigits,
    SendHangup,
    SendHold,
    SendReject,
    SendResume,
    TakeCall,
)
from emulator.config.layers import Configuration
from emulator.kernel.clock import SECOND, sleep
from emulator.kernel.links import Host
from emulator.kernel.state import Effect
from emulator.lines.model import LineSettings, RegisterAnswered, RegistrationDue, SendRegister
from emulator.sip.accounts import Line, Outcome
from emulator.sip.callbook import CallBook
from emulator.sip.core import Offer, Refusal
from emulator.sip.digest import masked
from emulator.sip.edge import Edge
from emulator.sip.hops import Hop
from emulator.sip.pool import Death, EnginePool
from emulator.sip.protocol import Event, Failed, Microphone, Speaker
from emulator.sip.sounds import Sink, Source
from emulator.sip.subscriptions import Notification, Subscription
from emulator.sip.summary import read_summary
from emulator.sip.terms import SipSetup, engine_settings, readable, sip_line, sip_server, target_uri, trust
from emulator.voicemail.model import SendSubscribe, SubscribeAnswered, SubscriptionEnded

FAREWELL = 32 * SECOND
"""Microseconds for which the last notification of a subscription that was ended is waited for: 64*T1."""

NO_SUCH_SUBSCRIPTION = 481
"""Answer of a server that has forgotten a subscription; a new one is begun at once (RFC 6665, 4.1.2.2)."""

UNREGISTER_WAIT = 4
"""Seconds that a phone on its way down waits for the answers to its goodbyes."""

REMEDIES = {
    "pjsua2": "Calls are not possible: {}; install vphone again with pip.",
    "start": "Calls are not possible: {}.",
    "Microphone": "The sound device cannot be used: {}; or do without, by --audio none.",
    "Speaker": "The sound device cannot be used: {}; or do without, by --audio none.",
}
"""What of an engine's failures ends the phone, and what the user then reads."""

KNOWN_EVENTS = ("check-sync", "message-summary", "")
"""What notifications are taken for; one without Event is a probe, and is answered."""


class Desk:
    """Performs effects by edge and engines, and owns what comes in by them. Of use once it has been opened."""

    _pool: EnginePool
    _book: CallBook
    _verbs: dict[type[Effect], Callable[[Any], None]]

    def __init__(self, phone: Host, setup: SipSetup, configuration: Configuration, rng: random.Random) -> None:
        self._phone = phone
        self._post = phone.post
        self._setup = setup
        self._configuration = configuration
        self._agent = setup.user_agent
        self._edge = Edge(phone.clock, rng, self, self._agent, tls=trust(setup.trust, configuration))
        self._lines: dict[int, Line] = {}
        self._subscriptions: dict[int, Subscription] = {}
        self._servers: dict[int, Hop] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._leaving = False
        self._closing: asyncio.Task[None] | None = None

    async def open(self, address: str, port: int) -> None:
        """Open the sockets. Raises OSError if the port is in use, or the address not this machine's."""
        await self._edge.open(address, port)
        self._edge.observe(self._observe)
        settings = engine_settings(self._configuration, self._agent, address, self._edge.inner_route)
        self._pool = EnginePool(settings, self._heard, self._died, self._phone.clock)
        self.connect_sound(self._setup.microphone, self._setup.speaker)
        self._edge.serve(self._pool)
        book = self._book = CallBook(self._post, self._pool)
        self._verbs = {
            SendRegister: lambda effect: self._spawn(self._register(effect)),
            SendSubscribe: lambda effect: self._spawn(self._subscribe(effect)),
            PlaceCall: lambda effect: book.place(effect, self._use(effect.line, effect.server)),
            TakeCall: book.decide,
            RefuseInvite: book.decide,
            SendAnswer: book.answer,
            SendReject: book.reject,
            SendHangup: book.hang_up,
            SendHold: book.hold,
            SendResume: book.hold,
            SendDigits: book.dial,
            RoutePath: book.route,
            PlayTone: book.sound,
        }

    def perform(self, effect: Effect) -> None:
        """Start on an effect."""
        self._verbs[type(effect)](effect)

    @property
    def engine_pids(self) -> tuple[int, ...]:
        """The process ids of the call engines."""
        return self._pool.pids

    def connect_sound(self, microphone: Source | None = None, speaker: Sink | None = None) -> None:
        """Connect what the phone has for microphone or speaker from now on."""
        if microphone is not None:
            self._pool.send(Microphone(microphone))
        if speaker is not None:
            self._pool.send(Speaker(speaker))

    async def leave(self) -> None:
        """Take no more calls, wait until every request of the phone's own has been answered, and close."""
        self._leaving = True
        await asyncio.sleep(0)  # what the phone does to leave comes after the word that it does
        patience = asyncio.create_task(sleep(self._phone.clock, UNREGISTER_WAIT))
        try:
            while self._tasks and not patience.done():
                await asyncio.wait({*self._tasks, patience}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            patience.cancel()
        await self.close()

    async def close(self) -> None:
        """Close engines and sockets at once; it is done to the end, whatever becomes of those who wait for it."""
        self._closing = self._closing or asyncio.create_task(self._close())
        await asyncio.shield(self._closing)

    async def _close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._pool.close()
        await self._edge.close()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # Requests of the phone's own

    def _use(self, settings: LineSettings, server: int) -> Line:
        """The line as the edge shall have it: its calls go to that server first."""
        line = sip_line(settings, server)
        if self._lines.get(line.number) != line:
            self._lines[line.number] = line
            self._edge.set_lines(self._lines.values())
        return line

    async def _register(self, effect: SendRegister) -> None:
        number = self._use(effect.line, effect.server).number
        server = sip_server(effect.line.outbound_proxy or effect.line.servers[effect.server])
        outcome = await self._edge.register(number, server, effect.expires)
        granted = outcome.expires if effect.expires else 0
        if granted and outcome.server is not None:
            self._servers[number] = outcome.server
            self._pool.warm()
        else:
            self._servers.pop(number, None)
        self._post(RegisterAnswered(number, outcome.code, _why(outcome), granted, outcome.min_expires))

    async def _subscribe(self, effect: SendSubscribe) -> None:
        number = self._use(effect.line, effect.server).number
        renewing = number in self._subscriptions
        outcome = await self._ask_for_messages(effect, number)
        if outcome.code == NO_SUCH_SUBSCRIPTION and renewing and effect.expires:
            self._forget(number)
            outcome = await self._ask_for_messages(effect, number)
        granted = outcome.expires if effect.expires else 0
        if not outcome.ok or not granted:
            self._forget(number, FAREWELL if outcome.ok else 0)
        self._post(SubscribeAnswered(number, outcome.code, _why(outcome), granted))

    async def _ask_for_messages(self, effect: SendSubscribe, number: int) -> Outcome:
        """Begin, refresh or end the subscription of a line."""
        server = sip_server(effect.line.outbound_proxy or effect.line.servers[effect.server])
        if number not in self._subscriptions:
            mailbox = target_uri(effect.address, effect.line.domain)
            self._subscriptions[number] = self._edge.new_subscription(number, "message-summary", mailbox)
        return await self._edge.subscribe(self._subscriptions[number], server, effect.expires)

    def _forget(self, number: int, after: int = 0) -> None:
        """Part with a subscription, answering its notifications for so many microseconds more."""
        subscription = self._subscriptions.pop(number, None)
        if subscription is not None:
            clock = self._phone.clock
            clock.call_at(clock.now() + after, lambda: self._edge.forget(subscription))

    # What the edge brings in

    def offered(self, offer: Offer) -> Refusal | None:
        """Let the phone decide about a call."""
        return Refusal(480) if self._leaving else self._book.offered(offer)

    def withdrawn(self, leg: int, code: int) -> None:
        """A call ended before an engine had it."""
        self._book.withdrawn(leg, code)

    def notified(self, notification: Notification) -> int:
        """Take a notification, and give the code to answer it with."""
        if notification.event not in KNOWN_EVENTS:
            return 489
        if notification.event == "check-sync":
            self._post(CheckSync())
        elif notification.event == "message-summary":
            self._take_summary(notification)
        return 200

    def _take_summary(self, notification: Notification) -> None:
        held = notification.subscription
        line = held.account.line.number if held else self._line_of(notification.user)
        if line is None:
            return
        if notification.body.strip():
            self._post(read_summary(line, notification.body))
        if held is not None and notification.terminated:
            self._forget(line)
            self._post(SubscriptionEnded(line))

    def _line_of(self, user: str) -> int | None:
        return next((number for number, line in self._lines.items() if line.user == user), None)

    def connection_lost(self, hop: Hop) -> None:
        """Lines that were reached over that connection register again, which opens another."""
        for number, server in self._servers.items():
            if (server.transport, server.host, server.port) == (hop.transport, hop.host, hop.port):
                self._post(RegistrationDue(number))

    # What the engines tell

    def _heard(self, event: Event) -> None:
        if isinstance(event, Failed) and event.leg == 0:
            remedy = REMEDIES.get(event.what)
            if remedy:
                self._phone.fail(remedy.format(event.reason))
        else:
            self._book.heard(event)

    def _died(self, death: Death) -> None:
        if death.port is not None:
            self._edge.engine_died(death.port)

    def _observe(self, direction: str, hop: Hop, data: bytes) -> None:
        self._phone.trace(direction, str(hop), masked(data).decode("utf-8", "replace"))


def _why(outcome: Outcome) -> str:
    return readable(outcome.failure or outcome.reason)
