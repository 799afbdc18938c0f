"""The phone's link to the world of SIP: effects of lines, calls, audio and voicemail go out here, events come in.

Sockets are opened with the first effect that needs them, at the address that leads to the line's server.
"""

from __future__ import annotations

import asyncio
import random
from typing import Any

from emulator.audio.model import PlayKey, PlayTone, RoutePath
from emulator.boot.model import config
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
from emulator.features.model import SendFeatureSubscribe
from emulator.kernel.links import Host
from emulator.kernel.state import Effect
from emulator.lines.model import LineSettings, SendRegister
from emulator.media.model import MeasureCall, PublishReport
from emulator.messaging.model import AcceptSession, LeaveSessions, SendMessage
from emulator.paging.model import HearPage, ListenForPages, SendPage, StopPage
from emulator.presence.model import SendPublish
from emulator.sharing.model import SendSeize
from emulator.signin.orders import AskPolicy, Challenge
from emulator.sip.desk import Desk
from emulator.sip.sounds import Sink, Source
from emulator.sip.stack.names import Names, read_table
from emulator.sip.terms import SipSetup, name_servers, own_address, sip_line
from emulator.usb.model import PlayFile, RunTape
from emulator.voicemail.model import SendSubscribe
from emulator.watching.model import SendWatch

LASTING = (RoutePath, PlayTone, ListenForPages, StreamPc)
"""Effects of which the last one holds, wherever the sockets are opened next."""


class SipLink:
    """Opens the phone's SIP side when it is needed, and passes effects on to it in order."""

    effects: tuple[type[Effect], ...] = (
        SendRegister,
        SendSubscribe,
        SendFeatureSubscribe,
        SendWatch,
        SendPublish,
        AskPolicy,
        Challenge,
        AcceptSession,
        LeaveSessions,
        SendMessage,
        PlaceCall,
        TakeCall,
        RefuseInvite,
        SendAnswer,
        SendReject,
        SendHangup,
        SendHold,
        SendResume,
        SendDigits,
        SendRefer,
        FollowRefer,
        TakeOver,
        LeaveFormer,
        Mix,
        RoutePath,
        PlayTone,
        PlayKey,
        RunTape,
        PlayFile,
        MeasureCall,
        PublishReport,
        ListenForPages,
        SendPage,
        StopPage,
        HearPage,
        SendSeize,
        StreamPc,
    )

    def __init__(self, phone: Host, setup: SipSetup, rng: random.Random) -> None:
        self._phone = phone
        self._setup = setup
        self._rng = rng
        self._desk: Desk | None = None
        self._opening: asyncio.Task[None] | None = None
        self._leaving: asyncio.Task[None] | None = None
        self._backlog: list[Effect] = []
        self._sound: dict[type[Effect], Effect] = {}
        self._makeshift = False  # opened without a line, for sound of the computer alone

    def perform(self, effect: Any) -> None:
        """Start on an effect; those that come while sockets are being opened wait for them."""
        opens = _opens(effect)
        if isinstance(effect, LASTING):
            self._sound[type(effect)] = effect
        if opens and self._makeshift and not isinstance(effect, StreamPc):
            self._makeshift = False
            self.leave()
        if self._opening is None and self._desk is not None and not (opens and self._leaving):
            self._desk.perform(effect)
        elif self._opening is not None or opens:
            if not isinstance(effect, LASTING):
                self._backlog.append(effect)
            if self._opening is None:
                self._makeshift = isinstance(effect, StreamPc)
                self._opening = asyncio.create_task(self._open(None if self._makeshift else effect.line))

    @property
    def engine_pids(self) -> tuple[int, ...]:
        """The process ids of the call engines, none before the phone has registered."""
        return self._desk.engine_pids if self._desk is not None else ()

    def connect(self, microphone: Source | None = None, speaker: Sink | None = None) -> None:
        """Put something else in the place of the phone's microphone or speaker."""
        setup = self._setup
        setup.microphone = microphone or setup.microphone
        setup.speaker = speaker or setup.speaker
        if self._desk is not None:
            self._desk.connect_sound(microphone, speaker)

    def play(self, pcm: bytes) -> None:
        """Let sound of the paired computer be heard, 20 ms at a time."""
        if self._desk is not None and self._opening is None:
            self._desk.pour(pcm)

    def leave(self) -> None:
        """Part with the world, as the phone goes down: say goodbye, then close. The next boot opens anew."""
        if self._leaving is None:
            self._leaving = asyncio.create_task(self._leave(self._opening))

    async def goodbye(self) -> None:
        """Wait until what is under way has been answered: unregistrations, above all."""
        if self._leaving is not None:
            await asyncio.wait({self._leaving})

    async def close(self) -> None:
        """Close engines and sockets."""
        tasks = [task for task in (self._opening, self._leaving) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._desk is not None:
            await self._desk.close()

    async def _open(self, first: LineSettings | None) -> None:
        await self.goodbye()
        configuration, setup = config(self._phone.state), self._setup
        with self._phone.clock.owe():
            names = Names(setup.name_servers or name_servers(self._phone.state), read_table(configuration))
            address = setup.bind or await own_address(sip_line(first).servers if first else (), names, self._rng)
        configured = configuration.number("nat.signalPort") or configuration.number("voIpProt.SIP.local.port") or 5060
        port = configured if setup.port is None else setup.port
        setup.user_agent = f"{setup.user_agent.partition('/')[0]}/{configuration.identity.version}"
        desk = Desk(self._phone, setup, configuration, self._rng)
        try:
            await desk.open(address, port)
        except OSError as error:
            why = error.strerror or str(error)
            self._phone.fail(f"SIP cannot use {address} port {port} ({why}); choose others with --bind and --sip-port.")
            return
        self._desk, self._opening = desk, None
        waiting, self._backlog = [*self._sound.values(), *self._backlog], []
        for effect in waiting:
            desk.perform(effect)

    async def _leave(self, opening: asyncio.Task[None] | None) -> None:
        if opening is not None:
            await asyncio.wait({opening})
        if self._desk is not None:
            await self._desk.leave()
        self._desk = self._leaving = None


def _opens(effect: Effect) -> bool:
    """Whether it takes sockets to perform this: there is nothing to say goodbye to without any."""
    lasting = SendRegister | SendSubscribe | SendFeatureSubscribe | SendWatch | SendPublish
    if isinstance(effect, StreamPc):
        return effect.playing or effect.listening
    return isinstance(effect, PlaceCall | Challenge) or (isinstance(effect, lasting) and effect.expires > 0)
