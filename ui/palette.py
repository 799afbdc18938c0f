"""The command palette: everything that can be done with the phone and its face, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider

from ui.keys import FACE, PHONE, spoken
from ui.themes import LOOKS

if TYPE_CHECKING:
    from ui.app import PhoneApp

HELD = 2.0
"""Seconds for which the palette holds a key down."""

PLUGS = {"headset": "Plug the headset in", "lan": "Plug the LAN cable in"}
PULLS = {"headset": "Unplug the headset", "lan": "Pull the LAN cable"}


class Command(NamedTuple):
    """One entry: its name, a word on it, and what it does."""

    name: str
    about: str
    run: Callable[[], object]


def commands(app: PhoneApp) -> Iterator[Command]:
    """All commands that make sense now."""
    yield from _screen(app)
    yield from _hands(app)
    keys = {each.action: spoken(each.keys) for each in (*PHONE, *FACE)}
    for name in app.source.profile.hard_keys:
        yield Command(f"Press {name}", keys.get(f"press({name!r})", ""), partial(app.device.press, name))
    for name in app.source.profile.hard_keys:
        yield Command(f"Hold {name} down", f"for {HELD:.0f} seconds", partial(app.device.press, name, HELD))
    for name in LOOKS:
        yield Command(f"Theme: {name}", "Colours of phone and panels", partial(app.wear, name))
    for each in FACE:
        if each.action != "command_palette":
            yield Command(each.title, spoken(each.keys), partial(app.run_action, each.action))


def _screen(app: PhoneApp) -> Iterator[Command]:
    """The soft keys and line keys, by what they say now."""
    screen = app.source.screen
    for number, soft in enumerate(screen.soft_keys, 1):
        if soft.intent:
            yield Command(f"Soft key {soft.label}", f"F{number}", partial(app.device.press, f"SoftKey{number}"))
    for number, line in enumerate(screen.line_keys, 1):
        if line.label:
            about = f"Line key {number}, {line.state}".removesuffix(", ")
            yield Command(f"Line {line.label}", about, partial(app.device.press, f"LineKey{number}"))


def _hands(app: PhoneApp) -> Iterator[Command]:
    """Handset, plugs, and the phone as a whole."""
    source = app.source
    yield Command("Hang up the handset" if source.lifted else "Lift the handset", "Ctrl+K", app.device.hook)
    for what in PLUGS:
        plugged = what in source.plugged
        act = partial(source.unplug if plugged else source.plug, what)
        yield Command((PULLS if plugged else PLUGS)[what], "", partial(app.device.attempt, act))
    turn = partial(source.turn_over, not source.over)
    about = "Model, part number and MAC are on the underside"
    yield Command("Put the phone back on its feet" if source.over else "Turn the phone over", about, turn)


class PhoneCommands(Provider):
    """Feeds the palette."""

    def _all(self) -> Iterator[Command]:
        return commands(cast("PhoneApp", self.app))

    async def discover(self) -> Hits:
        """Everything, before a word is typed."""
        for each in self._all():
            yield DiscoveryHit(each.name, each.run, help=each.about)

    async def search(self, query: str) -> Hits:
        """What fits the words typed so far."""
        matcher = self.matcher(query)
        for each in self._all():
            if (score := matcher.match(each.name)) > 0:
                yield Hit(score, matcher.highlight(each.name), each.run, help=each.about)
