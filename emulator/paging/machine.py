"""Paging: one table for the phone's own transmission; what others send is heard by rank, one at a time."""

from __future__ import annotations

import msgspec

from emulator.audio.model import Audio, WentOnHook
from emulator.boot.model import Ready, SettingsChanged, ShuttingDown, config
from emulator.boot.orders import Log
from emulator.calls.model import Calls, CallsChanged
from emulator.display.model import CloseViews, Noticed, Roused
from emulator.features.model import everywhere
from emulator.kernel.machines import Machine, Row
from emulator.kernel.slices import Reaction, Slice, Step
from emulator.kernel.state import Event, State
from emulator.paging.model import (
    BY_EAR,
    CODEC,
    EMERGENCY,
    MODES,
    NORMAL,
    PACKET,
    VIEWS,
    EndPage,
    ExtendPage,
    HearPage,
    LeavePage,
    ListenFailed,
    ListenForPages,
    Page,
    PageOnAir,
    PageOver,
    PageStarted,
    PageTimedOut,
    Paging,
    PagingChanged,
    SendPage,
    StartPage,
    StopPage,
    TakePage,
    about,
    channel,
    display_name,
    enabled,
)
from emulator.settings.model import Nameplate

ANSWER_TIME = 10.0
"""Seconds for which a channel of push-to-talk stays open after somebody has spoken (UCS 5.5 user guide)."""

SECOND = 1_000_000

TIMER = "paging/end"

PagingStep = Step[Paging]


# Guards


def _may_speak(step: PagingStep) -> bool:
    """The group may be spoken to, nobody speaks there, and no call has the microphone."""
    settings, event = config(step.phone), step.event
    wanted = channel(settings, event.mode, event.number)
    allowed = enabled(settings, event.mode) and wanted.available and wanted.sends
    return allowed and not _taken(step) and not busy(step.phone)


def _taken(step: PagingStep) -> bool:
    wanted = msgspec.structs.replace(step.own, mode=step.event.mode, number=step.event.number).channel
    return step.own.find(wanted) is not None


def _on_this(step: PagingStep) -> bool:
    return bool(step.event.channel == step.own.channel)


def _gives_way(step: PagingStep) -> bool:
    """Who has the lower serial number goes on speaking; an emergency goes before all."""
    event: PageStarted = step.event
    began = Page(event.channel, event.serial, event.caller, step.now)
    emergency = _wanted(step.phone, began) and about(step.phone, began).rank == EMERGENCY
    return emergency or (_on_this(step) and event.serial < _serial(step))


def _answers(step: PagingStep) -> bool:
    """Push-to-talk: others may answer."""
    return step.own.mode == "ptt"


# Actions


def _serial(step: PagingStep) -> int:
    """The phone's number among others: the end of its MAC address."""
    return int(step.phone[Nameplate].mac[-8:] or "0", 16)


def _begin(step: PagingStep) -> None:
    mode, number = step.event.mode, step.event.number
    step.change(mode=mode, number=number, since=step.now, until=None)
    step.disarm(TIMER)
    step.tell(CloseViews((VIEWS[mode],)))
    settings, caller = config(step.phone), display_name(step.phone, mode)
    codec, ptime = settings.choice(CODEC[mode]), settings.number(PACKET[mode]) or 20
    step.do(SendPage(step.own.channel, caller, codec, ptime))


def _refuse(step: PagingStep) -> None:
    step.tell(Noticed("Channel in use" if _taken(step) else "Paging is not possible now"))


def _on_air(step: PagingStep) -> None:
    seconds = config(step.phone).number("ptt.pageMode.transmit.timeout.initial") if step.own.mode == "page" else 0
    step.change(since=step.now, until=step.now + seconds * SECOND if seconds else None)
    if seconds:
        step.arm(TIMER, seconds, PageTimedOut())


def _extend(step: PagingStep) -> None:
    more = config(step.phone).number("ptt.pageMode.transmit.timeout.continuation")
    if step.own.until is not None and more:
        until = step.own.until + more * SECOND
        step.change(until=until)
        step.arm(TIMER, (until - step.now) / SECOND, PageTimedOut())


def _stop(step: PagingStep) -> None:
    step.disarm(TIMER)
    step.change(until=None)
    step.do(StopPage())


def _stop_and_wait(step: PagingStep) -> None:
    _stop(step)
    _wait_for_answer(step)


def _wait_for_answer(step: PagingStep) -> None:
    step.change(since=step.now)
    step.arm(TIMER, ANSWER_TIME, PageTimedOut())


def _close(step: PagingStep) -> None:
    step.disarm(TIMER)


SPEAKING = ("alerting", "talking")

OUT: Machine[Paging] = Machine(
    "paging",
    ("idle", *SPEAKING, "waiting"),
    (
        Row(StartPage, ("idle", "waiting"), "alerting", _may_speak, _begin),
        Row(StartPage, "idle", None, None, _refuse),
        Row(PageOnAir, "alerting", "talking", _on_this, _on_air),
        Row(ExtendPage, "talking", None, None, _extend),
        Row(EndPage, SPEAKING, "waiting", _answers, _stop_and_wait),
        Row(EndPage, SPEAKING, "idle", None, _stop),
        Row(EndPage, "waiting", "idle", None, _close),
        Row(WentOnHook, SPEAKING, "idle", None, _stop),
        Row(PageStarted, SPEAKING, "idle", _gives_way, _stop),
        Row(PageOver, "waiting", None, _on_this, _wait_for_answer),
        Row(PageTimedOut, "talking", "idle", None, _stop),
        Row(PageTimedOut, "waiting", "idle"),
        Row(ShuttingDown, SPEAKING, "idle", None, _stop),
        Row(ShuttingDown, "waiting", "idle", None, _close),
    ),
)


# What others send


def busy(phone: State) -> bool:
    """Whether calls have the user's ear."""
    return bool(phone[Calls].open)


def _wanted(phone: State, page: Page) -> bool:
    """Whether the user is to know of it: do not disturb keeps off all but emergencies."""
    settings, found = config(phone), about(phone, page)
    listens = enabled(settings, page.mode) and found.available and found.receives and found.subscribed
    return listens and (found.rank == EMERGENCY or not everywhere(phone))


def _audible(step: PagingStep, page: Page) -> bool:
    """Whether it may be heard now, as far as other transmissions let it."""
    rank = about(step.phone, page).rank
    if page.state == "left" or (step.own.speaking and rank < EMERGENCY):
        return False
    if rank > NORMAL or page.taken or not busy(step.phone):
        return True
    settings, path = config(step.phone), step.phone[Audio].state
    aloud = path not in ("handset", "headset") or settings.flag(BY_EAR[page.mode])
    return aloud and settings.flag("ptt.callWaiting.enable")


def _began(step: PagingStep) -> None:
    OUT.feed(step)
    event: PageStarted = step.event
    page = Page(event.channel, event.serial, event.caller, step.now)
    mine = step.own.speaking and _on_this(step)
    if _wanted(step.phone, page) and not mine and step.own.find(page.channel) is None:
        step.change(pages=(*step.own.pages, page))
        _settle(step)
        if step.own.heard != step.own.find(page.channel):
            step.tell(Noticed(f"Pending page: {about(step.phone, page).label}"))
    else:
        _settle(step)


def _over(step: PagingStep) -> None:
    event: PageOver = step.event
    kept = tuple(each for each in step.own.pages if (each.channel, each.serial) != (event.channel, event.serial))
    step.change(pages=kept)
    OUT.feed(step)
    _settle(step)


def _mark(step: PagingStep, channel: int, state: str, *, taken: bool) -> None:
    def marked(page: Page) -> Page:
        return msgspec.structs.replace(page, state=state, taken=taken) if page.channel == channel else page

    step.change(pages=tuple(map(marked, step.own.pages)))
    _settle(step)


def _take(step: PagingStep) -> None:
    _mark(step, step.event.channel, "pending", taken=True)


def _leave(step: PagingStep) -> None:
    _mark(step, step.event.channel, "left", taken=False)


def _settle(step: PagingStep) -> None:
    """Let the transmission be heard that counts most, of those the one that the user took, or that was first."""
    audible = [each for each in step.own.pages if _audible(step, each)]
    best = max(audible, key=lambda each: (about(step.phone, each).rank, each.taken, -each.since), default=None)
    before = step.own.heard

    def placed(page: Page) -> Page:
        state = "heard" if page is best else "left" if page.state == "left" else "pending"
        return msgspec.structs.replace(page, state=state)

    pages = tuple(map(placed, step.own.pages))
    if pages != step.own.pages:
        step.change(pages=pages)
    after = step.own.heard
    if (before and (before.channel, before.serial)) != (after and (after.channel, after.serial)):
        step.do(HearPage(after.channel if after else 0))
        if after:
            step.tell(Roused())


# The rest


def _listen(step: PagingStep) -> None:
    settings = config(step.phone)
    port = settings.number("ptt.port") if any(enabled(settings, mode) for mode in MODES) else 0
    step.do(ListenForPages(settings.text("ptt.address").strip(), port, _serial(step)))


def _deaf(step: PagingStep) -> None:
    place = config(step.phone).text("ptt.address").strip()
    step.do(Log("ptt", "4", f"Paging cannot listen at '{place}' ({step.event.reason})"))


def _changed(step: PagingStep) -> None:
    if any(name.startswith("ptt.") for name in step.event.names):
        _listen(step)
        step.change(pages=tuple(each for each in step.own.pages if _wanted(step.phone, each)))
        _settle(step)


def _hung_up(step: PagingStep) -> None:
    """Who puts the handset down, or turns the loudspeaker off, wants to hear no more."""
    OUT.feed(step)
    heard = step.own.heard
    if heard:
        _mark(step, heard.channel, "left", taken=False)


def _fed(step: PagingStep) -> None:
    OUT.feed(step)
    _settle(step)


def _shut_down(step: PagingStep) -> None:
    OUT.feed(step)
    step.change(pages=())
    _settle(step)
    step.do(ListenForPages("", 0, 0))


def _telling(reaction: Reaction[Paging]) -> Reaction[Paging]:
    """Let others hear of it when a reaction changed something."""

    def react(step: PagingStep) -> None:
        before = step.own
        reaction(step)
        if step.own != before:
            step.tell(PagingChanged())

    return react


_REACTIONS: dict[type[Event], Reaction[Paging]] = {
    Ready: _listen,
    SettingsChanged: _changed,
    ListenFailed: _deaf,
    StartPage: _fed,
    EndPage: _fed,
    ExtendPage: _fed,
    PageOnAir: _fed,
    PageTimedOut: _fed,
    PageStarted: _began,
    PageOver: _over,
    TakePage: _take,
    LeavePage: _leave,
    CallsChanged: _settle,
    WentOnHook: _hung_up,
    ShuttingDown: _shut_down,
}

SLICE: Slice[Paging] = Slice(
    Paging, {kind: _telling(reaction) for kind, reaction in _REACTIONS.items()}, machines=(OUT,)
)
"""The slice of paging and push-to-talk."""
