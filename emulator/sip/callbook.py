"""Calls of the phone and legs of its engines: which is which, and how word passes between them."""

from __future__ import annotations

import msgspec

from emulator.audio.model import RoutePath
from emulator.calls.model import (
    CallAnswered,
    CallProgressed,
    CallTerminated,
    HoldCall,
    InviteReceived,
    MediaChanged,
    PartyChanged,
    RemoteDigit,
    TalkWanted,
)
from emulator.calls.orders import (
    PlaceCall,
    Redirect,
    RefuseInvite,
    SendAnswer,
    SendDigits,
    SendHangup,
    SendHold,
    SendReject,
    SendResume,
    TakeCall,
)
from emulator.calls.parties import CallReplaced, FormerEnded, LeaveFormer, Mix, TakeOver, Warned
from emulator.config.layers import Configuration
from emulator.kernel.links import Post
from emulator.media.model import MeasureCall, Measured, StreamChanged
from emulator.sip.counted import counters
from emulator.sip.dtmf import digit_orders
from emulator.sip.edge.accounts import Line
from emulator.sip.edge.core import Offer, Refusal
from emulator.sip.edge.outward import LEG_HEADER, LINE_HEADER
from emulator.sip.party import ASSERTED, SOURCES, diversion, diverted_by, remote_party, warnings
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
    Measure,
    Media,
    Progress,
    Ready,
    Resume,
    Statistics,
    Talk,
)
from emulator.sip.stack.messages import REASONS, Message, Response
from emulator.sip.terms import SRTP, readable, sip_line, target_uri

UNDECIDED = 480
"""Answer to a call that the phone did not decide about."""

REPLACED, NO_SUCH_CALL = 487, 481
"""Answers to a call in whose place another one rings, and to one for a place that is not there."""


CONTROLS = ("talk", "hold")
"""The events by which a server answers, holds and resumes the phone's calls (Allow-Events)."""

EARLY = 24
"""How many names of far ends are kept for calls whose Call-ID is not known yet."""

Headers = tuple[tuple[str, str], ...]


class Leg(msgspec.Struct):
    """One call in an engine, as far as the phone's side must remember it."""

    call: int
    media: str = "none"
    codec: str = ""
    confirmed: bool = False
    waiting: bool = False  # for its INVITE to reach the engine
    final: Answer | None = None  # to be given as soon as it does
    line: int = 0
    call_id: str = ""
    former: int = 0  # the leg that the call goes back to if this one fails


class CallBook:
    """Carries effects to engines and engine events to the phone."""

    def __init__(self, post: Post, pool: EnginePool, configuration: Configuration) -> None:
        self._post = post
        self._pool = pool
        self._configuration = configuration
        self._early_names: dict[tuple[str, int], tuple[str, str]] = {}
        self._legs: dict[int, Leg] = {}
        self._numbers: dict[int, int] = {}
        self._decisions: dict[str, int | RefuseInvite] = {}
        self._route = RoutePath("on-hook", False, 5)
        self._mix = Mix()
        self._announced: tuple[int, ...] = ()

    # What the phone wants

    def place(self, effect: PlaceCall, line: Line) -> None:
        """Call out."""
        settings, leg = effect.line, self._pool.new_leg()
        self._open(leg, Leg(effect.call, line=line.number))
        route = ((LINE_HEADER, str(line.number)),) if effect.servers else ()
        self._pool.place(
            Invite(
                leg,
                str(line.identity),
                target_uri(effect.target, settings.domain),
                settings.login,
                settings.auth_password,
                headers=self.marked(leg, (*effect.headers, *route)),
                srtp=SRTP[settings.srtp],
            )
        )

    @staticmethod
    def marked(leg: int, headers: Headers) -> Headers:
        """The headers of an INVITE, and the one by which the edge knows whose it is."""
        return (*headers, (LEG_HEADER, str(leg)))

    def decide(self, effect: TakeCall | TakeOver | RefuseInvite) -> None:
        """Note whether an offered call is taken, while `offered` waits for it."""
        self._decisions[effect.handle] = effect if isinstance(effect, RefuseInvite) else effect.call
        if isinstance(effect, TakeOver):
            number = int(effect.handle)
            final = Answer(number, 200) if effect.answer else None
            self.supersede(number, Leg(effect.call, waiting=True, final=final))

    def supersede(self, number: int, leg: Leg) -> None:
        """Let a call go on in another leg; the one before is kept, to go back to."""
        leg.former = self._numbers.get(leg.call, 0)
        self._open(number, leg)
        self._talk()

    def leave_former(self, effect: LeaveFormer) -> None:
        """Hang up the leg that a call had before."""
        number = self._numbers.get(effect.call, 0)
        if number:
            self._leave(self._legs[number].former)
            self._legs[number].former = 0

    def leg_of(self, call: int) -> int | None:
        """The leg that a call has now."""
        return self._numbers.get(call)

    def call_of(self, leg: int) -> int | None:
        """The call that a leg is, if it is the one that the call has now."""
        found = self._legs.get(leg)
        return found.call if found and self._numbers.get(found.call) == leg else None

    def answer(self, effect: SendAnswer) -> None:
        """Take a call."""
        self._finish(effect.call, 200, effect.headers)

    def reject(self, effect: SendReject) -> None:
        """Refuse a call, or send it on."""
        self._finish(effect.call, effect.code, _moved(effect.redirect))

    def hang_up(self, effect: SendHangup) -> None:
        """End a call."""
        number = self._numbers.get(effect.call, 0)
        if number:
            self._leave(self._legs[number].former)
            self._legs[number].former = 0
            self._leave(number, UNDECIDED)

    def _leave(self, number: int, code: int = REPLACED) -> None:
        """End a leg, with this code if its INVITE has not reached an engine or is not answered."""
        leg = self._legs.get(number)
        if leg is None:
            return
        if leg.waiting:
            leg.final = Answer(number, code)
        else:
            self._pool.send(HangUp(number, 0 if code == UNDECIDED else code))

    def hold(self, effect: SendHold | SendResume) -> None:
        """Hold or resume a call."""
        number = self._numbers.get(effect.call)
        if number is not None:
            kind = Hold if isinstance(effect, SendHold) else Resume
            self._pool.send(kind(number, effect.headers))

    def dial(self, effect: SendDigits) -> None:
        """Send DTMF."""
        number = self._numbers.get(effect.call)
        if number is not None:
            for order in digit_orders(number, effect.digits, self._configuration):
                self._pool.send(order)

    def measure(self, effect: MeasureCall) -> None:
        """Read the counters of a call."""
        number = self._numbers.get(effect.call)
        if number is not None:
            self._pool.send(Measure(number))

    def route(self, effect: RoutePath) -> None:
        """Connect the sound path, or part with it."""
        self._route = effect
        self._talk()

    def mix(self, effect: Mix) -> None:
        """Let those hear each other who are to, and nobody else."""
        self._mix = effect
        self._talk()

    def announce(self, legs: tuple[int, ...]) -> None:
        """Let these legs be heard, or hear the microphone, beside all calls."""
        self._announced = legs
        self._talk()

    def _finish(self, call: int, code: int, headers: Headers = ()) -> None:
        number = self._numbers.get(call)
        if number is None:
            return
        answer = Answer(number, code, headers=headers)
        if self._legs[number].waiting:
            self._legs[number].final = answer
        else:
            self._pool.send(answer)

    # What edge and engines tell

    def offered(self, offer: Offer) -> Refusal | None:
        """Ask the phone about a call that comes in; it decides before this returns."""
        handle = str(offer.leg)
        invite, settings = offer.invite, self._configuration
        number, name = remote_party(invite, settings)
        alert = readable(invite.get("alert-info") or "")
        replaced = self.call_of(offer.replaces)
        if replaced is not None:
            self._post(CallReplaced(replaced, handle, number, name))
        elif not offer.replaces:
            self._post(InviteReceived(handle, offer.line, number, name, alert, diverted_by(invite, settings)))
        decision = self._decisions.pop(handle, None)
        if isinstance(decision, int):
            if offer.leg not in self._legs:
                self._open(offer.leg, Leg(decision, waiting=True))
            leg = self._legs[offer.leg]
            leg.line, leg.call_id = offer.line, invite.call_id
            return None
        if offer.replaces and decision is None:
            return Refusal(NO_SUCH_CALL)
        if decision is None:
            return Refusal(UNDECIDED)
        return Refusal(decision.code, headers=_moved(decision.redirect))

    def named(self, call_id: str, line: int, message: Message) -> None:
        """Learn from a message who the far end is; from a response, what a server asserts, or why it refuses."""
        if isinstance(message, Response) and message.code >= 300:
            found = tuple(warnings(message))
            if found:
                self._post(Warned(found))
            return
        sources = ASSERTED if isinstance(message, Response) else SOURCES
        number, name = remote_party(message, self._configuration, sources)
        if not number and not name:
            return
        legs = self._legs.items()
        leg = next((each for each, leg in legs if (leg.call_id, leg.line) == (call_id, line)), 0)
        call = self.call_of(leg)
        if call is not None:
            self._post(PartyChanged(call, number, name))
        elif not leg and isinstance(message, Response):
            self._early_names = {**dict(list(self._early_names.items())[-EARLY:]), (call_id, line): (number, name)}

    def controlled(self, event: str, leg: int) -> int:
        """Do with a call what its server wants, one of `CONTROLS`; the code to answer it with."""
        call = self.call_of(leg)
        if call is None:
            return NO_SUCH_CALL
        self._post(TalkWanted(call) if event == "talk" else HoldCall(call))
        return 200

    def _began(self, leg: Leg, call_id: str) -> None:
        """Note under which Call-ID a call goes out; its far end may have been named already."""
        leg.call_id = leg.call_id or call_id
        name = self._early_names.pop((leg.call_id, leg.line), None)
        if name is not None:
            self._post(PartyChanged(leg.call, *name))

    def withdrawn(self, leg: int, code: int) -> None:
        """A call that was taken has ended before an engine had it."""
        self.heard(Ended(leg, code, REASONS[code]))

    def heard(self, event: Event) -> None:
        """Take an event of an engine."""
        number = getattr(event, "leg", 0)
        leg = self._legs.get(number)
        if leg is None:
            return
        if self.call_of(number) is None:
            self._former_heard(leg, event)
            return
        match event:
            case Ready():
                self._began(leg, event.call_id)
            case Statistics():
                self._post(Measured(leg.call, counters(event)))
            case Incoming(number):
                self._arrived(number, leg)
            case Progress():
                self._post(CallProgressed(leg.call, event.code, event.reason, event.early_media))
            case Confirmed():
                leg.confirmed = True
                self._post(CallAnswered(leg.call, leg.codec))
            case Media():
                self._media_changed(leg, event)
            case Failed(_, what) if what != "Ask":
                self._post(MediaChanged(leg.call, leg.media, leg.codec))
            case Digit():
                self._post(RemoteDigit(leg.call, event.digit))
            case Ended():
                self._close(event)

    def _arrived(self, number: int, leg: Leg) -> None:
        """Ring for an INVITE, unless it is answered at once."""
        leg.waiting = False
        if leg.final is None or not leg.former:
            self._pool.send(Answer(number, 180))
        if leg.final is not None:
            self._pool.send(leg.final)

    def _former_heard(self, leg: Leg, event: Event) -> None:
        """Take an event of a leg that a call had before."""
        match event:
            case Incoming(number):
                self._arrived(number, leg)
            case Media():
                leg.media, leg.codec = event.state, event.codec or leg.codec
            case Ended(number):
                del self._legs[number]
                current = self._legs.get(self._numbers.get(leg.call, 0))
                if current is not None and current.former == number:
                    current.former = 0
                    self._post(FormerEnded(leg.call))

    def _media_changed(self, leg: Leg, event: Media) -> None:
        leg.media, leg.codec = event.state, event.codec or leg.codec
        if event.codec:
            self._post(StreamChanged(leg.call, event.codec, event.secure, leg.call_id))
        self._talk()
        if leg.confirmed:
            self._post(MediaChanged(leg.call, leg.media, leg.codec))

    def _open(self, number: int, leg: Leg) -> None:
        self._legs[number] = leg
        self._numbers[leg.call] = number

    def _close(self, event: Ended) -> None:
        leg = self._legs.pop(event.leg)
        former = self._legs.get(leg.former)
        if former is None:
            self._numbers.pop(leg.call, None)
        else:
            self._numbers[leg.call] = leg.former
        self._talk()
        self._post(CallTerminated(leg.call, event.code, event.reason))
        if former is not None and former.confirmed:
            self._post(MediaChanged(leg.call, former.media, former.codec))

    def _talk(self) -> None:
        """Have those legs heard that the phone wants to hear, as far as they have sound."""
        open_path = self._route.path != "on-hook"
        mix = self._mix
        legs = self._sounding(mix.calls) if open_path else ()
        apart, silent = self._sounding(mix.apart), self._sounding(mix.silent)
        self._pool.send(Talk(legs, self._route.muted, apart, silent, self._announced if open_path else ()))

    def _sounding(self, calls: tuple[int, ...]) -> tuple[int, ...]:
        numbers = (self._numbers[call] for call in calls if call in self._numbers)
        return tuple(number for number in numbers if self._legs[number].media in ("active", "remote-hold"))


def _moved(redirect: Redirect | None) -> Headers:
    """The headers of a 302: where to, and if that is told, who sent the call on."""
    if redirect is None:
        return ()
    contact = ("Contact", f"<{target_uri(redirect.contact, redirect.line.domain)}>")
    told = ("Diversion", diversion(sip_line(redirect.line).identity, redirect.reason))
    return (contact, told) if redirect.told else (contact,)
