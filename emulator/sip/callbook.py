"""Calls of the phone and legs of its engines: which is which, and how word passes between them."""

from __future__ import annotations

import msgspec

from emulator.audio.model import PlayTone, RoutePath
from emulator.audio.tones import tones
from emulator.calls.model import (
    CallAnswered,
    CallProgressed,
    CallTerminated,
    InviteReceived,
    MediaChanged,
    PlaceCall,
    RefuseInvite,
    RemoteDigit,
    SendAnswer,
    SendDigits,
    SendHangup,
    SendHold,
    SendReject,
    SendResume,
    TakeCall,
)
from emulator.kernel.links import Post
from emulator.sip.accounts import Line
from emulator.sip.core import Offer, Refusal
from emulator.sip.pool import EnginePool
from emulator.sip.protocol import (
    Answer,
    Confirmed,
    Digit,
    Ended,
    Event,
    Failed,
    HangUp,
    Hold,
    Incoming,
    Invite,
    Levels,
    Media,
    Progress,
    Resume,
    Signal,
    Talk,
)
from emulator.sip.protocol import (
    SendDigits as EngineDigits,
)
from emulator.sip.terms import SRTP, caller, readable, signal, target_uri

LOUDEST = 2.0
"""Factor of a sound at full volume (10); at 5, where volumes start, sound is unchanged."""

UNDECIDED = 480
"""Answer to a call that the phone did not decide about."""


class Leg(msgspec.Struct):
    """One call in an engine, as far as the phone's side must remember it."""

    call: int
    media: str = "none"
    codec: str = ""
    confirmed: bool = False
    waiting: bool = False  # for its INVITE to reach the engine
    final: int = 0  # to be answered as soon as it does


class CallBook:
    """Carries effects to engines and engine events to the phone."""

    def __init__(self, post: Post, pool: EnginePool) -> None:
        self._post = post
        self._pool = pool
        self._legs: dict[int, Leg] = {}
        self._numbers: dict[int, int] = {}
        self._decisions: dict[str, int | RefuseInvite] = {}
        self._route = RoutePath("on-hook", False, 5)

    # What the phone wants

    def place(self, effect: PlaceCall, line: Line) -> None:
        """Call out."""
        settings, leg = effect.line, self._pool.new_leg()
        self._open(leg, Leg(effect.call))
        self._pool.place(
            Invite(
                leg,
                str(line.identity),
                target_uri(effect.target, settings.domain),
                settings.auth_user,
                settings.auth_password,
                srtp=SRTP[settings.srtp],
            )
        )

    def decide(self, effect: TakeCall | RefuseInvite) -> None:
        """Note whether an offered call is taken, while `offered` waits for it."""
        self._decisions[effect.handle] = effect.call if isinstance(effect, TakeCall) else effect

    def answer(self, effect: SendAnswer) -> None:
        """Take a call."""
        self._finish(effect.call, 200)

    def reject(self, effect: SendReject) -> None:
        """Refuse a call."""
        self._finish(effect.call, effect.code)

    def hang_up(self, effect: SendHangup) -> None:
        """End a call."""
        number = self._numbers.get(effect.call)
        if number is not None:
            if self._legs[number].waiting:
                self._finish(effect.call, UNDECIDED)
            else:
                self._pool.send(HangUp(number))

    def hold(self, effect: SendHold | SendResume) -> None:
        """Hold or resume a call."""
        number = self._numbers.get(effect.call)
        if number is not None:
            self._pool.send(Hold(number) if isinstance(effect, SendHold) else Resume(number))

    def dial(self, effect: SendDigits) -> None:
        """Send DTMF."""
        number = self._numbers.get(effect.call)
        if number is not None:
            self._pool.send(EngineDigits(number, effect.digits))

    def route(self, effect: RoutePath) -> None:
        """Connect the sound path, or part with it."""
        self._route = effect
        self._pool.send(Levels(speaker=effect.volume * LOUDEST / 10))
        self._talk()

    def sound(self, effect: PlayTone) -> None:
        """Play a tone of the phone's own."""
        self._pool.send(Signal(signal(tones().get(effect.name))))

    def _finish(self, call: int, code: int) -> None:
        number = self._numbers.get(call)
        if number is not None and self._legs[number].waiting:
            self._legs[number].final = code
        elif number is not None:
            self._pool.send(Answer(number, code))

    # What edge and engines tell

    def offered(self, offer: Offer) -> Refusal | None:
        """Ask the phone about a call that comes in; it decides before this returns."""
        handle = str(offer.leg)
        number, name = caller(offer.invite.get("from") or "")
        alert = readable(offer.invite.get("alert-info") or "")
        self._post(InviteReceived(handle, offer.line, number, name, alert))
        decision = self._decisions.pop(handle, None)
        if isinstance(decision, int):
            self._open(offer.leg, Leg(decision, waiting=True))
            return None
        return Refusal(decision.code if decision else UNDECIDED)

    def withdrawn(self, leg: int, code: int) -> None:
        """A call that was taken has ended before an engine had it."""
        self.heard(Ended(leg, code, "Request Terminated" if code == 487 else "Busy Here"))

    def heard(self, event: Event) -> None:
        """Take an event of an engine."""
        leg = self._legs.get(getattr(event, "leg", 0))
        if leg is None:
            return
        match event:
            case Incoming(number):
                leg.waiting = False
                self._pool.send(Answer(number, 180))
                if leg.final:
                    self._pool.send(Answer(number, leg.final))
            case Progress():
                self._post(CallProgressed(leg.call, event.code, event.reason, event.early_media))
            case Confirmed():
                leg.confirmed = True
                self._post(CallAnswered(leg.call, leg.codec))
            case Media():
                self._media_changed(leg, event)
            case Failed():
                self._post(MediaChanged(leg.call, leg.media, leg.codec))
            case Digit():
                self._post(RemoteDigit(leg.call, event.digit))
            case Ended():
                self._close(event)

    def _media_changed(self, leg: Leg, event: Media) -> None:
        leg.media, leg.codec = event.state, event.codec or leg.codec
        self._talk()
        if leg.confirmed:
            self._post(MediaChanged(leg.call, leg.media, leg.codec))

    def _open(self, number: int, leg: Leg) -> None:
        self._legs[number] = leg
        self._numbers[leg.call] = number

    def _close(self, event: Ended) -> None:
        leg = self._legs.pop(event.leg)
        self._numbers.pop(leg.call, None)
        self._talk()
        self._post(CallTerminated(leg.call, event.code, event.reason))

    def _talk(self) -> None:
        open_path = self._route.path != "on-hook"
        heard = (number for number, leg in self._legs.items() if leg.media in ("active", "remote-hold"))
        self._pool.send(Talk(tuple(heard) if open_path else (), self._route.muted))
