"""The display slice: keys and touches become what they mean on the screen, and an unused display goes dark."""

from __future__ import annotations

from collections.abc import Sequence

from emulator.boot.model import Power, Ready, ShuttingDown, config, running
from emulator.btoe.model import client_calls
from emulator.calls.model import CallEnded, Calls, CallStarted, Dial
from emulator.display import backlight
from emulator.display.compose import KeySource, no_keys
from emulator.display.fingers import Fingers, Handler
from emulator.display.forms import Entry
from emulator.display.model import (
    Chorded,
    ClockSet,
    CloseViews,
    DimDue,
    Display,
    GoBack,
    GoHome,
    HookMoved,
    KeyPressed,
    MoveSelection,
    Noticed,
    OpenView,
    Plugged,
    ReturnDue,
    Roused,
    SecretTyped,
    SleepDue,
    Swiped,
    TextTyped,
    Touched,
    TurnedOver,
    TurnPage,
    View,
)
from emulator.display.wallclock import office_hours
from emulator.kernel.machines import Machine, Row
from emulator.kernel.slices import Reaction, Slice, Step
from emulator.kernel.state import Event
from emulator.lock.model import VIEW, PhoneLocked, PhoneUnlocked, confined
from emulator.signin.model import GUEST

SLEEP, RETURN = "display/sleep", "display/return"
MINUTE = 60.0
NOTICES = 5
"""How many messages are remembered at once."""

JOINED = 3
"""How many lines messages of the same moment make together, at most."""


def _unused(step: Step[Display]) -> bool:
    """Whether the phone may go dark: it runs, has no call, and saves power at all."""
    idle = step.phone[Power].state == "running" and not step.phone[Calls].open
    return idle and not client_calls(step.phone) and config(step.phone).flag("powerSaving.enable")


WAKING: tuple[type[Event], ...] = (
    KeyPressed, Chorded, Touched, Swiped, TextTyped, SecretTyped, HookMoved, Plugged, TurnedOver, CallStarted,
    ShuttingDown, Roused,
)  # fmt: skip
"""What lights the display up again."""

POWER_SAVING = Machine[Display](
    "power saving",
    ("awake", "asleep"),
    [Row(SleepDue, "awake", "asleep", _unused), *(Row(event, "asleep", "awake") for event in WAKING)],
)


def make_slice(views: Sequence[View], base_keys: KeySource = no_keys) -> Slice[Display]:
    """The display of a phone that has these views."""
    fingers = Fingers(views, base_keys)
    reactions: dict[type[Event], Reaction[Display]] = {
        **{event: _using(handler) for event, handler in fingers.uses.items()},
        **fingers.typed,
        **REACTIONS,
    }
    return Slice(Display, reactions, (POWER_SAVING,), lambda before, _: Display(over=before.over))


def _feed(step: Step[Display]) -> None:
    POWER_SAVING.feed(step)


def _nothing(step: Step[Display]) -> None:
    """The event only keeps the phone awake."""


def _using(handler: Handler) -> Handler:
    """The handler of something that counts as use: the display lights up, and all waiting starts anew."""

    def react(step: Step[Display]) -> None:
        POWER_SAVING.feed(step)
        step.change(used=True)
        handler(step)
        _wait(step)

    return react


def _wait(step: Step[Display]) -> None:
    """Start waiting anew, for sleep and for the return to the idle view."""
    step.arm(SLEEP, sleep_after(step), SleepDue())
    backlight.wait(step)
    back = config(step.phone).number("up.idleTimeout")
    if back:
        step.arm(RETURN, back, ReturnDue())
    else:
        step.disarm(RETURN)


def sleep_after(step: Step[Display]) -> float:
    """For how many seconds the phone must lie unused before it sleeps (powerSaving.idleTimeout.*)."""
    settings = config(step.phone)
    hours = "officeHours" if office_hours(step.phone, step.now) else "offHours"
    minutes = settings.number(f"powerSaving.idleTimeout.{hours}")
    if step.own.used:
        minutes = max(minutes, settings.number("powerSaving.idleTimeout.userInputExtension"))
    return minutes * MINUTE


def _rouse(step: Step[Display]) -> None:
    POWER_SAVING.feed(step)
    _wait(step)


def _turn_over(step: Step[Display]) -> None:
    step.change(over=step.event.over)


def _close_views(step: Step[Display]) -> None:
    step.change(stack=(), paged=("", 0), picked={}, entry=Entry())


def _leave_lists(step: Step[Display]) -> None:
    """A number is dialled that was looked for from the dialer: the call is seen, not the list."""
    if step.phone[Calls].first("dialing"):
        _close_views(step)


def _return(step: Step[Display]) -> None:
    """Back to the idle view; in Setup, before the application runs, there is none, and in a call nobody is idle."""
    if running(step.phone) and step.phone[Calls].active is None:
        _close_views(step)


def _shut_down(step: Step[Display]) -> None:
    POWER_SAVING.feed(step)
    _close_views(step)
    step.change(notices=(), used=False)
    step.disarm(SLEEP)
    backlight.shut_down(step)
    step.disarm(RETURN)


def _lock(step: Step[Display]) -> None:
    """Nothing that the phone has shown shows on."""
    _close_views(step)
    step.change(notices=())


def _unlock(step: Step[Display]) -> None:
    """What a locked phone has asked for is not asked any more."""
    step.change(stack=tuple(view for view in step.own.stack if not view.startswith(VIEW)), entry=Entry())


def _open(step: Step[Display]) -> None:
    if confined(step.phone) and not step.event.view.startswith((VIEW, GUEST)):
        return
    below = step.own.stack[:-1] if step.event.instead else step.own.stack
    others = tuple(view for view in below if view != step.event.view)
    picked = {name: row for name, row in step.own.picked.items() if name != step.event.view}
    step.change(stack=(*others, step.event.view), picked=picked, entry=Entry())


def _back(step: Step[Display]) -> None:
    step.change(stack=step.own.stack[:-1], entry=Entry())


def _close_named(step: Step[Display]) -> None:
    """Close views by name, with what was selected and typed on them."""

    def named(view: str) -> bool:
        return view.partition("/")[0] in step.event.views

    stack = tuple(view for view in step.own.stack if not named(view))
    if stack != step.own.stack:
        picked = {view: row for view, row in step.own.picked.items() if not named(view)}
        step.change(stack=stack, picked=picked, entry=Entry())


def _home(step: Step[Display]) -> None:
    """Home alternates between the Home view and what lies under it; a CCX mostly rests on its Home view.

    A locked phone is at home on its locked screen.
    """
    if confined(step.phone):
        _close_views(step)
        return
    calls, turned = step.phone[Calls].calls, config(step.phone).flag("up.idleStateView")
    upright = step.profile.display.layout == "ccx"
    rests = upright and not calls and not turned
    other = "lines" if turned and not calls and not upright else "home"
    step.change(stack=() if step.own.stack or rests else (other,), picked={}, entry=Entry())


def _turn_page(step: Step[Display]) -> None:
    name, page = step.own.paged
    step.change(paged=(step.event.screen, page + 1 if name == step.event.screen else 1))


def _move(step: Step[Display]) -> None:
    step.change(picked={**step.own.picked, step.event.screen: step.event.to})


def _notice(step: Step[Display]) -> None:
    current = [notice for notice in step.own.notices if notice[1] > step.now]
    until = step.now + round(step.event.seconds * 1_000_000)
    much, most = step.event.gauge
    text = "\n".join([step.event.text, *(["█" * much + "░" * (most - much)] if most else [])])
    joins = current and not most and current[-1][1] == until and current[-1][0].count("\n") < JOINED - 1
    if joins and text not in current[-1][0]:
        text = f"{current.pop()[0]}\n{text}"  # of the same moment: neither is to hide the other
    step.change(notices=(*current, (text, until))[-NOTICES:])


def _set_clock(step: Step[Display]) -> None:
    step.change(powered_on=round(step.event.utc * 1_000_000) - step.now)


REACTIONS: dict[type[Event], Reaction[Display]] = {
    HookMoved: _using(_nothing),
    Plugged: _using(_nothing),
    TurnedOver: _using(_turn_over),
    CallStarted: _using(_close_views),
    CallEnded: _using(_nothing),
    Dial: _leave_lists,
    Ready: _wait,
    ShuttingDown: _shut_down,
    SleepDue: _feed,
    DimDue: backlight.dim,
    ReturnDue: _return,
    OpenView: _open,
    GoBack: _back,
    CloseViews: _close_named,
    Roused: _rouse,
    GoHome: _home,
    TurnPage: _turn_page,
    MoveSelection: _move,
    Noticed: _notice,
    ClockSet: _set_clock,
    PhoneLocked: _lock,
    PhoneUnlocked: _unlock,
}
"""What the display does about all but keys, touches and text."""
