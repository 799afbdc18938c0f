"""The SIP side of a phone that is open: its edge and its engines, and what passes between them and the slices."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine
from typing import Any

from emulator.audio.model import PlayKey, PlayTone, RoutePath
from emulator.boot.model import CheckSync, on_wire
from emulator.btoe.orders import StreamPc
from emulator.calls.orders import (
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
from emulator.calls.parties import FollowRefer, LeaveFormer, Mix, SendRefer, TakeOver
from emulator.config.layers import Configuration
from emulator.features.model import SendFeatureSubscribe
from emulator.kernel.clock import sleep
from emulator.kernel.errands import Errands
from emulator.kernel.links import Host
from emulator.kernel.state import Effect
from emulator.lines.model import SendRegister
from emulator.media.model import MeasureCall, PublishReport, VideoDeclined
from emulator.messaging.model import takes
from emulator.paging.model import HearPage, ListenForPages, SendPage, StopPage
from emulator.presence.model import SendPublish
from emulator.sharing.model import SendSeize
from emulator.signin.orders import AskPolicy, Challenge
from emulator.sip.callbook import CONTROLS, CallBook
from emulator.sip.codecs import fits
from emulator.sip.edge.core import Offer, Referral, Refusal
from emulator.sip.edge.edge import Edge
from emulator.sip.edge.keepalive import KeepAlive
from emulator.sip.edge.registrations import Registrations
from emulator.sip.edge.validation import Validation
from emulator.sip.events.features import EVENT as FEATURE_EVENT
from emulator.sip.events.features import FeatureEvents
from emulator.sip.events.mailboxes import Mailboxes
from emulator.sip.events.policies import EVENT as POLICY
from emulator.sip.events.policies import Policies
from emulator.sip.events.publishing import Publisher
from emulator.sip.events.seizures import EVENT as SEIZE_EVENT
from emulator.sip.events.seizures import Seizures
from emulator.sip.events.subscriptions import Notification
from emulator.sip.events.watchers import EVENTS, Watchers
from emulator.sip.linebook import LineBook
from emulator.sip.pager import Pager
from emulator.sip.pool import Death, EnginePool
from emulator.sip.protocol import Event, Failed, Microphone, Pour, Poured, Speaker
from emulator.sip.soundboard import SoundBoard
from emulator.sip.sounds import Sink, Source
from emulator.sip.stack.digest import masked
from emulator.sip.stack.hops import Hop
from emulator.sip.stack.names import Names, read_table
from emulator.sip.stack.sdp import description, offers_video
from emulator.sip.terms import (
    SipSetup,
    engine_settings,
    name_servers,
    shape,
    sip_server,
    trust,
)
from emulator.sip.transfers import Transfers
from emulator.usb.model import PlayFile, RunTape
from emulator.voicemail.model import SendSubscribe
from emulator.watching.model import SendWatch

UNREGISTER_WAIT = 4
"""Seconds that a phone on its way down waits for the answers to its goodbyes."""

REMEDIES = {
    "pjsua2": "Calls are not possible: {}; install vphone again with pip.",
    "start": "Calls are not possible: {}.",
    "Microphone": "The sound device cannot be used: {}; or do without, by --audio none.",
    "Speaker": "The sound device cannot be used: {}; or do without, by --audio none.",
}
"""What of an engine's failures ends the phone, and what the user then reads."""

KNOWN_EVENTS = ("check-sync", "message-summary", FEATURE_EVENT, POLICY, *EVENTS, "")
"""What notifications are taken for; one without Event is a probe, and is answered."""

NOT_ACCEPTABLE = 488
"""Answer to a call with whose sound the phone has nothing in common."""


Verb = Callable[[Any], None]
Verbs = dict[type[Effect], Verb]
"""How each effect is performed."""


class Desk:
    """Performs effects by edge and engines, and owns what comes in by them. Of use once it has been opened."""

    _pool: EnginePool
    _book: CallBook
    _features: FeatureEvents
    _transfers: Transfers
    _watchers: Watchers
    _mailboxes: Mailboxes
    _pager: Pager
    _seizures: Seizures
    _policies: Policies
    _verbs: Verbs

    def __init__(self, phone: Host, setup: SipSetup, configuration: Configuration, rng: random.Random) -> None:
        self._phone = phone
        self._post = phone.post
        self._setup = setup
        self._configuration = configuration
        self._agent = setup.user_agent
        self._rng = rng
        names = Names(setup.name_servers or name_servers(phone.state), read_table(configuration))
        tls = trust(setup.trust, configuration, setup.certificate)
        self._edge = Edge(phone.clock, rng, self, self._agent, tls=tls, lookup=names)
        self._lines = LineBook(self._edge, configuration)
        self._registrations = Registrations(self._post, self._edge, self._lines.use, lambda: self._pool.warm())
        self._alive: KeepAlive | None = None
        self._errands = Errands()
        self._leaving = False
        self._closing: asyncio.Task[None] | None = None

    async def open(self, address: str, port: int) -> None:
        """Open the sockets. Raises OSError if the port is in use, or the address not this machine's."""
        await self._edge.open(address, port)
        self._set_up_edge()
        self._set_up_engines(address)
        pager = self._pager = Pager(
            self._post, self._pool, self._book, self._phone.clock, self._rng, address, self._spawn
        )
        self._verbs = {
            **self._calling(),
            **self._sounding(),
            **self._asking(),
            ListenForPages: pager.listen,
            SendPage: pager.send,
            StopPage: pager.stop,
            HearPage: pager.hear,
        }

    def _set_up_edge(self) -> None:
        edge, configuration, clock = self._edge, self._configuration, self._phone.clock
        shape(edge.face, configuration)
        edge.take_strangers(taken=not configuration.flag("voIpProt.SIP.strictUserValidation"))
        edge.observe(self._observe)
        edge.cut_off_while(lambda: not on_wire(self._phone.state))
        edge.enrol_by(self._registrations.enrol)
        edge.validate(Validation(configuration, self._sources, self._lines.passwords, clock, self._rng))
        self._alive = KeepAlive(configuration, clock, edge, self._registrations, self._spawn)

    def _set_up_engines(self, address: str) -> None:
        settings = engine_settings(self._configuration, self._agent, address, self._edge.inner_route)
        self._pool = EnginePool(settings, self._heard, self._died, self._phone.clock)
        self._edge.serve(self._pool)
        self._book = CallBook(self._post, self._pool, self._configuration)
        self._edge.tell_names(self._book.named)
        self._board = SoundBoard(self._pool, self._configuration)
        self.connect_sound(self._setup.microphone, self._setup.speaker)

    def _calling(self) -> Verbs:
        """What calls ask for."""
        book = self._book
        transfers = self._transfers = Transfers(self._post, self._pool, book, self._edge.dialog_of)
        return {
            PlaceCall: lambda effect: book.place(effect, self._lines.way_out(effect)),
            TakeCall: book.decide,
            RefuseInvite: book.decide,
            TakeOver: book.decide,
            SendAnswer: book.answer,
            SendReject: book.reject,
            SendHangup: book.hang_up,
            SendHold: book.hold,
            SendResume: book.hold,
            SendDigits: book.dial,
            SendRefer: transfers.refer,
            FollowRefer: transfers.decide,
            LeaveFormer: book.leave_former,
            Mix: book.mix,
            MeasureCall: book.measure,
        }

    def _sounding(self) -> Verbs:
        """What is asked of speakers, microphones and recordings."""
        board = self._board
        return {
            RoutePath: self._route,
            PlayTone: board.sound,
            PlayKey: board.press,
            RunTape: board.tape,
            PlayFile: board.play,
            StreamPc: board.stream,
        }

    def _asking(self) -> Verbs:
        """What goes to servers outside of calls, each request by its own line."""
        edge, clock = self._edge, self._phone.clock
        mailboxes = self._mailboxes = Mailboxes(self._post, edge, clock)
        watchers = self._watchers = Watchers(self._post, edge, clock)
        features = self._features = FeatureEvents(self._post, edge)
        seizures = self._seizures = Seizures(self._post, edge)
        policies = self._policies = Policies(self._post, edge)
        instant = edge.converse(lambda: takes(self._phone.state), self._post)
        return {
            SendRegister: lambda effect: self._spawn(self._registrations.register(effect)),
            SendSubscribe: self._by_line(mailboxes.subscribe),
            SendFeatureSubscribe: self._by_line(features.subscribe),
            SendWatch: self._by_line(watchers.watch),
            SendPublish: self._by_line(Publisher(self._post, edge).publish),
            SendSeize: self._by_line(seizures.seize),
            AskPolicy: self._by_line(policies.ask),
            Challenge: self._by_line(policies.challenge),
            PublishReport: lambda effect: self._spawn(self._publish(effect)),
            **instant.verbs(self._spawn),
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

    def pour(self, pcm: bytes) -> None:
        """Let sound of the paired computer be heard."""
        self._pool.send(Pour(pcm))

    async def leave(self) -> None:
        """Take no more calls, wait until every request of the phone's own has been answered, and close."""
        self._leaving = True
        await asyncio.sleep(0)  # what the phone does to leave comes after the word that it does
        patience = asyncio.create_task(sleep(self._phone.clock, UNREGISTER_WAIT))
        try:
            while (under_way := self._errands.tasks) and not patience.done():
                await asyncio.wait({*under_way, patience}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            patience.cancel()
        await self.close()

    async def close(self) -> None:
        """Close engines and sockets at once; it is done to the end, whatever becomes of those who wait for it."""
        self._closing = self._closing or asyncio.create_task(self._close())
        await asyncio.shield(self._closing)

    async def _close(self) -> None:
        if self._alive is not None:
            self._alive.stop()
        self._pager.close()
        await self._errands.end()
        await self._pool.close()
        await self._edge.close()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        self._errands.run(work)

    # Requests of the phone's own

    def _by_line(self, ask: Callable[[Any], Coroutine[Any, Any, None]]) -> Verb:
        """A request that goes out once the edge has its line as the effect names it."""

        async def asked(effect: Any) -> None:
            self._lines.use(effect.line, effect.server)
            await ask(effect)

        return lambda effect: self._spawn(asked(effect))

    # What the edge brings in

    def _sources(self) -> set[str]:
        """Where requests may come from that must come from a server: where lines are registered, or are sent to."""
        return self._lines.hosts | {hop.host for hop in self._registrations.hops}

    def offered(self, offer: Offer) -> Refusal | None:
        """Let the phone decide about a call."""
        if self._leaving:
            return Refusal(480)
        if not fits(offer, self._configuration):
            return Refusal(NOT_ACCEPTABLE)
        refusal, call = self._book.offered(offer), self._book.call_of(offer.leg)
        if refusal is None and call is not None and offers_video(description(offer.invite)):
            self._post(VideoDeclined(call))
        return refusal

    def _route(self, effect: RoutePath) -> None:
        self._board.route(effect)
        self._book.route(effect)

    async def _publish(self, effect: PublishReport) -> None:
        """Send a report to a collector; whether it arrives is nobody's concern."""
        line = self._lines.use(effect.line)
        await self._edge.publish(line.number, sip_server(effect.collector), effect.body)

    def referred(self, referral: Referral) -> None:
        """Let the phone decide about a transfer."""
        self._transfers.referred(referral, lambda effect: self._lines.use(effect.line, effect.server))

    def withdrawn(self, leg: int, code: int) -> None:
        """A call ended before an engine had it."""
        self._book.withdrawn(leg, code)

    def notified(self, notification: Notification) -> int:
        """Take a notification, and give the code to answer it with."""
        if notification.event == "refer" and notification.leg:
            return self._transfers.notified(notification)
        if notification.event == SEIZE_EVENT:
            return self._seizures.notified(notification)
        if notification.event in CONTROLS:
            return self._book.controlled(notification.event, notification.leg)
        if notification.event not in KNOWN_EVENTS:
            return 489
        if notification.event in EVENTS:
            return self._watchers.notified(notification)
        if notification.event == "check-sync":
            self._post(CheckSync())
        elif notification.event == "message-summary":
            self._mailboxes.notified(notification, self._meant(notification))
        elif notification.event == POLICY:
            self._policies.notified(notification)
        elif notification.event == FEATURE_EVENT:
            self._features.notified(notification, self._meant(notification))
        return 200

    def _meant(self, notification: Notification) -> int | None:
        """The line that a notification is for."""
        held = notification.subscription
        return held.account.line.number if held else self._lines.number_of(notification.user)

    def connection_lost(self, hop: Hop) -> None:
        """Lines that were reached over that connection register again, which opens another."""
        self._registrations.connection_lost(hop)

    # What the engines tell

    def _heard(self, event: Event) -> None:
        if isinstance(event, Poured):
            self._setup.hear(event.pcm)
        elif isinstance(event, Failed) and event.leg == 0:
            remedy = REMEDIES.get(event.what)
            if remedy:
                self._phone.fail(remedy.format(event.reason))
        else:
            self._book.heard(event)
            self._transfers.heard(event)

    def _died(self, death: Death) -> None:
        if death.port is not None:
            self._edge.engine_died(death.port)

    def _observe(self, direction: str, hop: Hop, data: bytes) -> None:
        self._phone.trace(direction, str(hop), masked(data).decode("utf-8", "replace"))
