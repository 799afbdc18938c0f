"""The display slice: keys and touches become what they mean on the screen, and an unused display goes dark."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from emulator.boot.model import Power, Ready, ShuttingDown, config, running
from emulator.calls.model import CallEnded, Calls, CallStarted
from emulator.display import backlight, entry
from emulator.display.compose import KeySource, compose, no_keys
from emulator.display.frame import draw
from emulator.display.keys import chord_name, key_name, meaning, swipe_name
from emulator.display.model import (
    Chorded,
    ClockSet,
    DimDue,
    Display,
    Entry,
    EraseCharacter,
    FocusField,
    GoBack,
    GoHome,
    HookMoved,
    KeyPressed,
    KeyTyped,
    MoveCursor,
    MoveSelection,
    NextMode,
    Noticed,
    OpenView,
    Plugged,
    ReturnDue,
    Scene,
    Screen,
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

SLEEP, RETURN = "display/sleep", "display/return"
MINUTE = 60.0
NOTICES = 5
"""How many messages are remembered at once."""

Handler = Callable[[Step[Display]], None]


def _unused(step: Step[Display]) -> bool:
    """Whether the phone may go dark: it runs, has no call, and saves power at all."""
    idle = step.phone[Power].state == "running" and not step.phone[Calls].open
    return idle and config(step.phone).flag("powerSaving.enable")


WAKING: tuple[type[Event], ...] = (
    KeyPressed, Chorded, Touched, Swiped, TextTyped, SecretTyped, HookMoved, Plugged, TurnedOver, CallStarted,
    ShuttingDown,
)  # fmt: skip
"""What lights the display up again."""

POWER_SAVING = Machine[Display](
    "power saving",
    ("awake", "asleep"),
    [Row(SleepDue, "awake", "asleep", _unused), *(Row(event, "asleep", "awake") for event in WAKING)],
)


def make_slice(views: Sequence[View], base_keys: KeySource = no_keys) -> Slice[Display]:
    """The display of a phone that has these views."""

    def screen(step: Step[Display]) -> Screen:
        return compose(_scene(step), views, base_keys)

    def pressed(step: Step[Display]) -> None:
        _mean(step, meaning(screen(step), key_name(step.event, screen(step))))

    def chorded(step: Step[Display]) -> None:
        _mean(step, screen(step).keys.get(chord_name(step.event.keys)))

    def swiped(step: Step[Display]) -> None:
        _mean(step, screen(step).keys.get(swipe_name(step.event.direction)))

    def touched(step: Step[Display]) -> None:
        frame = draw(screen(step), step.profile, step.now)
        hit = frame.at(step.event.column, step.event.row)
        _mean(step, hit.intent if hit and step.profile.display.touch else None)

    def typing(write: Callable[[Entry, Screen, Step[Display]], Entry]) -> Handler:
        return lambda step: step.change(entry=write(step.own.entry, screen(step), step))

    reactions: dict[type[Event], Reaction[Display]] = {
        KeyPressed: _using(pressed),
        Chorded: _using(chorded),
        Swiped: _using(swiped),
        Touched: _using(touched),
        TextTyped: _using(typing(lambda own, on, step: entry.insert(own, on, step.event.text))),
        SecretTyped: _using(typing(lambda own, on, step: entry.conceal(own, on, step.event.length))),
        KeyTyped: typing(lambda own, on, step: entry.tap(own, on, step.event.key, step.now)),
        EraseCharacter: typing(lambda own, on, _: entry.erase(own, on)),
        NextMode: typing(lambda own, on, step: entry.next_mode(own, on, entry.modes(step.profile))),
        FocusField: typing(lambda own, on, step: entry.focus(own, on, step.event.name)),
        MoveCursor: typing(lambda own, on, step: entry.move(own, on, step.event.by, step.event.fields)),
        HookMoved: _using(_nothing),
        Plugged: _using(_nothing),
        TurnedOver: _using(_turn_over),
        CallStarted: _using(_close_views),
        CallEnded: _using(_nothing),
        Ready: _wait,
        ShuttingDown: _shut_down,
        SleepDue: _feed,
        DimDue: backlight.dim,
        ReturnDue: _return,
        OpenView: _open,
        GoBack: _back,
        GoHome: _home,
        TurnPage: _turn_page,
        MoveSelection: _move,
        Noticed: _notice,
        ClockSet: _set_clock,
    }
    return Slice(Display, reactions, (POWER_SAVING,), lambda before, _: Display(over=before.over))


def _scene(step: Step[Display]) -> Scene:
    return Scene(step.phone, step.profile, step.now)


def _mean(step: Step[Display], intent: Event | None) -> None:
    if intent is not None:
        step.tell(intent)


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


def _turn_over(step: Step[Display]) -> None:
    step.change(over=step.event.over)


def _close_views(step: Step[Display]) -> None:
    step.change(stack=(), paged=("", 0), picked={}, entry=Entry())


def _return(step: Step[Display]) -> None:
    """Back to the idle view; in Setup, before the application runs, there is none."""
    if running(step.phone):
        _close_views(step)


def _shut_down(step: Step[Display]) -> None:
    POWER_SAVING.feed(step)
    _close_views(step)
    step.change(notices=(), used=False)
    step.disarm(SLEEP)
    backlight.shut_down(step)
    step.disarm(RETURN)


def _open(step: Step[Display]) -> None:
    below = step.own.stack[:-1] if step.event.instead else step.own.stack
    others = tuple(view for view in below if view != step.event.view)
    picked = {name: row for name, row in step.own.picked.items() if name != step.event.view}
    step.change(stack=(*others, step.event.view), picked=picked, entry=Entry())


def _back(step: Step[Display]) -> None:
    step.change(stack=step.own.stack[:-1], entry=Entry())


def _home(step: Step[Display]) -> None:
    """Home alternates between the Home view and what lies under it; a CCX rests on its Home view."""
    calls, rests_on_home = step.phone[Calls].calls, config(step.phone).flag("up.idleStateView")
    rests = step.profile.display.layout == "ccx" and not calls
    other = "lines" if rests_on_home and not calls else "home"
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
    step.change(notices=(*current, (text, until))[-NOTICES:])


def _set_clock(step: Step[Display]) -> None:
    step.change(powered_on=round(step.event.utc * 1_000_000) - step.now)
