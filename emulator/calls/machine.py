"""Calls: which call an event is about, and what the table of calls makes of it there."""

from __future__ import annotations

from emulator.audio.model import WentOffHook, WentOnHook
from emulator.boot.model import ShuttingDown, config
from emulator.btoe.model import taken_up
from emulator.calls import conference, focus, joining, parties
from emulator.calls.incoming import verdict
from emulator.calls.model import (
    FORWARD_FORM,
    PLACING,
    URL_FORM,
    AnswerCall,
    AutoAnswerDue,
    Call,
    CallAnswered,
    CallProgressed,
    Calls,
    CallsChanged,
    CallTerminated,
    CallTimedOut,
    CancelDialer,
    Dial,
    DialUrl,
    DigitErased,
    DigitPressed,
    EndCall,
    ForwardCall,
    HoldCall,
    IgnoreCall,
    InviteReceived,
    MediaChanged,
    OpenDialer,
    PartyChanged,
    RejectCall,
    ResumeCall,
    SelectCall,
    TalkWanted,
    TurnCame,
    TurnLost,
    WindowPassed,
)
from emulator.calls.numbers import URL_DISABLED, url_barred
from emulator.calls.orders import RefuseInvite
from emulator.calls.rules import NOT_NOW, UNAUTHORIZED, obstacle
from emulator.calls.steps import CallStep
from emulator.calls.table import CALL, OUT
from emulator.calls.texts import NO_CONTACT
from emulator.display.model import GoBack, Noticed, ReturnDue, showing
from emulator.efk.model import macro_of
from emulator.kernel.slices import Reaction, Slice
from emulator.kernel.state import Event
from emulator.lock.model import AskToAnswer, asks_to_answer, may_dial
from emulator.sharing.model import LineSeized, SeizeFailed
from emulator.signin.model import SignedOut

SHOWN_WARNINGS = tuple(map(str, range(300, 400)))
"""The codes that warnings have which the phone knows (from memory)."""

# Which call an event is about


def _feed(step: CallStep, call: Call | None) -> bool:
    return call is not None and CALL.feed(step, call.id)


def _named(step: CallStep) -> None:
    """An event that names its call."""
    _feed(step, step.own.find(step.event.call))


def _open(step: CallStep, line: int) -> bool:
    """Begin a call of ours, or say why not."""
    problem = obstacle(step.phone, step.own, step.profile, line)
    if problem:
        step.tell(Noticed(problem))
        step.tell(CallsChanged())  # an audio path that was opened for it must not stay open
        return False
    return CALL.feed(step, step.own.next_id)


def _open_dialer(step: CallStep) -> None:
    if step.own.first("dialing"):
        _dialer(step)
    else:
        _open(step, step.event.line)


def _dial(step: CallStep) -> None:
    dialing = step.own.first("dialing")
    macro = macro_of(step.phone, step.event.number)
    if macro and may_dial(step.phone):
        step.tell(macro)
    elif macro:
        step.tell(Noticed(UNAUTHORIZED))
    elif url_barred(step.phone, step.event.number):
        step.tell(Noticed(URL_DISABLED))
    elif dialing is None:
        if step.event.number and _open(step, step.event.line):
            step.tell(step.event)
    elif not _feed(step, dialing) and step.own.occupant:
        step.tell(Noticed(NOT_NOW))


def _dial_url(step: CallStep) -> None:
    """Call an address that was typed, from the form for it or otherwise."""
    if showing(step.phone, URL_FORM):
        step.tell(GoBack())
    if not config(step.phone).flag("feature.urlDialing.enabled"):
        step.tell(Noticed(URL_DISABLED))
    elif step.event.text.strip():
        step.tell(Dial(step.event.text.strip(), step.event.line))


def _consult(step: CallStep) -> None:
    _open(step, step.event.line)


def _dialer(step: CallStep) -> None:
    """Keys that mean the dialer, and nothing without it."""
    _feed(step, step.own.first("dialing"))


def _digit(step: CallStep) -> None:
    """A digit goes to the dialer, else to all who hear us, else it opens the dialer."""
    own = step.own
    dialing = own.first("dialing")
    hearing = (dialing,) if dialing else tuple(call for call in own.calls if call.talking or call.state in OUT)
    for call in hearing:
        _feed(step, call)
    if not hearing and not own.occupant and config(step.phone).flag("up.onHookDialingEnabled"):
        step.tell(OpenDialer(0, step.event.digit))


def _return(step: CallStep) -> None:
    """A phone left alone returns to its idle view, and forgets digits that were pressed on hook."""
    dialing = step.own.first("dialing")
    if dialing and dialing.on_hook:
        step.tell(CancelDialer())


def _incoming(step: CallStep) -> Call | None:
    own = step.own
    return own.find(step.event.call) if step.event.call else own.first("offering")


def _take(step: CallStep, call: Call | None) -> None:
    """Answer or resume a call, or say that another one is just being taken."""
    if call and not _feed(step, call) and call.state in ("offering", "held"):
        step.tell(Noticed(NOT_NOW))


def _answer(step: CallStep) -> None:
    call = _incoming(step)
    if call and asks_to_answer(step.phone, call.id):
        step.tell(AskToAnswer(call.id))
        step.tell(CallsChanged())
    else:
        _take(step, call)


def _turn_away(step: CallStep) -> None:
    _feed(step, _incoming(step))


def _hold(step: CallStep) -> None:
    """Hold a call, and with it the conference that it is in."""
    own = step.own
    chosen = own.find(step.event.call) if step.event.call else own.active
    if chosen and chosen.id in own.conference:
        step.change(splitting=False)
        for member in own.conference:
            _feed(step, own.find(member))
    else:
        _feed(step, chosen)


def _resume(step: CallStep) -> None:
    own = step.own
    chosen = own.find(step.event.call or own.selected)
    if not step.event.call and (chosen is None or chosen.state != "held"):
        chosen = own.first("held")
    if chosen and chosen.id in own.conference and own.active and own.active.id in own.conference:
        step.tell(parties.PartyInvited(chosen.id))
    else:
        _take(step, chosen)


def _end(step: CallStep) -> None:
    own = step.own
    named = own.find(step.event.call) if step.event.call else None
    target = named or own.first(*PLACING) or own.occupant or own.first("ended")
    if target and target.state == "conference" and target.id in own.conference:
        joining.leave(step)
    elif named or not step.event.call:
        _feed(step, target)


def _select(step: CallStep) -> None:
    own = step.own
    shown = [call.id for call in own.open]
    if step.event.call in shown:
        step.change(selected=step.event.call)
    elif own.selected in shown and step.event.by:
        row = shown.index(own.selected) + step.event.by
        step.change(selected=shown[max(0, min(row, len(shown) - 1))])


def _off_hook(step: CallStep) -> None:
    """Lifting the handset answers (be it for the paired PC), goes on dialing, or gives a dial tone.

    up.offHookAction.none forbids it all.
    """
    own = step.own
    ringing = own.first("offering")
    if config(step.phone).flag("up.offHookAction.none") and step.event.path == "handset":
        return
    if ringing:
        step.tell(AnswerCall(ringing.id))
    elif own.first("dialing"):
        _dialer(step)
    elif own.occupant is None:  # which there is where no path could be opened for it before
        step.tell(taken_up(step.phone) or OpenDialer())


def _on_hook(step: CallStep) -> None:
    """Hanging up ends whatever had the audio path; held calls stay, and what waited for its turn loses it first."""
    own = step.own
    others = [call.id for call in own.calls if call.state == "conference"][1:]  # one stands for all of them
    for call in sorted(own.calls, key=lambda each: each.id != own.queued):
        if call.needs_path and call.id not in others:
            step.tell(EndCall(call.id))


def _invited(step: CallStep) -> None:
    decided = verdict(step.phone, step.own, step.profile, step.event.line, step.event.number)
    if decided.code and not decided.missed:
        step.do(RefuseInvite(step.event.handle, decided.code, decided.redirect))
    else:
        CALL.feed(step, step.own.next_id)


def _warned(step: CallStep) -> None:
    """Show a server's warnings, as far as they are to be seen (voIpProt.SIP.header.warning.*)."""
    settings = config(step.phone)
    accepted = settings.text("voIpProt.SIP.header.warning.codes.accept").replace(" ", "")
    codes = accepted.split(",") if accepted else SHOWN_WARNINGS
    for code, text in step.event.warnings:
        if settings.flag("voIpProt.SIP.header.warning.enable") and str(code) in codes:
            step.tell(Noticed(text))


def _part(step: CallStep) -> None:
    """Who has signed out leaves no calls to others, nor the number that was dialed last."""
    step.change(dialed="")
    for call in step.own.open:
        step.tell(EndCall(call.id))


def _shut_down(step: CallStep) -> None:
    for call in step.own.calls:
        CALL.feed(step, call.id)
    step.change(digits="", queued=0)


def _telling(reaction: Reaction[Calls]) -> Reaction[Calls]:
    """Let others hear of it when a reaction changed something."""

    def react(step: CallStep) -> None:
        before = step.own
        reaction(step)
        conference.settle(step)
        focus.settle(step)
        mix = conference.mix(step.own)
        if mix != conference.mix(before):
            step.do(mix)
        if step.own != before:
            step.tell(CallsChanged())

    return react


def _forward(step: CallStep) -> None:
    """Send a call on, to a number if one was given."""
    if showing(step.phone, FORWARD_FORM):
        step.tell(GoBack())
    number = step.event.number.strip()
    if number and not may_dial(step.phone, number):
        step.tell(Noticed(UNAUTHORIZED))
    elif number:
        _turn_away(step)
    else:
        step.tell(Noticed(NO_CONTACT))


_NAMED: tuple[type[Event], ...] = (
    AutoAnswerDue,
    CallAnswered,
    CallProgressed,
    CallTerminated,
    CallTimedOut,
    LineSeized,
    MediaChanged,
    PartyChanged,
    SeizeFailed,
    TalkWanted,
    TurnCame,
    TurnLost,
    WindowPassed,
)

_REACTIONS: dict[type[Event], Reaction[Calls]] = {
    OpenDialer: _open_dialer,
    Dial: _dial,
    DialUrl: _dial_url,
    DigitPressed: _digit,
    DigitErased: _dialer,
    CancelDialer: _dialer,
    AnswerCall: _answer,
    RejectCall: _turn_away,
    ForwardCall: _forward,
    IgnoreCall: _turn_away,
    HoldCall: _hold,
    ResumeCall: _resume,
    EndCall: _end,
    SelectCall: _select,
    WentOffHook: _off_hook,
    WentOnHook: _on_hook,
    InviteReceived: _invited,
    ReturnDue: _return,
    SignedOut: _part,
    ShuttingDown: _shut_down,
    parties.Consult: _consult,
    parties.SwitchTransferType: _dialer,
    parties.Warned: _warned,
    **joining.REACTIONS,
    **dict.fromkeys((*_NAMED, *parties.NAMED), _named),
}

SLICE: Slice[Calls] = Slice(
    Calls, {kind: _telling(reaction) for kind, reaction in _REACTIONS.items()}, machines=(CALL,)
)
