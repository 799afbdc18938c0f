"""Everything that can be done with a phone now, by name: the palette of the terminal and the list in the browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from emulator.display.forms import CharacterTyped
from emulator.display.keys import chord_name
from emulator.kernel.sockets import EXPANSIONS, plugs
from ui.keys import PHONE, spoken
from ui.source import Source
from ui.words import said

HELD = 2.0
"""Seconds for which a key is held down."""

Press = Callable[[str, float], None]


class Deed(NamedTuple):
    """One entry: its name, a word on it, and what does it; that raises ValueError with a sentence if it cannot be."""

    name: str
    about: str
    run: Callable[[], None]


def deeds(source: Source, press: Press | None = None) -> Iterator[Deed]:
    """All that makes sense now. `press` is called in place of the phone's own, with a key and for how long."""
    tap = press or (lambda name, hold: source.press(name, hold=hold))
    yield from _screen(source, tap)
    yield from _hands(source)
    yield from _swipes(source)
    yield from _keys(source, tap)
    yield from _chords(source)


def _screen(source: Source, tap: Press) -> Iterator[Deed]:
    """The soft keys, line keys and places on a touch screen, by what they say now."""
    screen = source.screen
    for number, soft in enumerate(screen.soft_keys, 1):
        if soft.intent:
            yield Deed(f"Soft key {soft.label}", f"F{number}", partial(tap, f"SoftKey{number}", 0))
    for number, line in enumerate(screen.line_keys, 1):
        if line.label:
            about = f"Line key {number}, {line.state}".removesuffix(", ")
            yield Deed(f"Line {line.label}", about, partial(tap, f"LineKey{number}", 0))
    yield from _held_line_keys(source)
    for number, module in enumerate(screen.modules, 1):
        for place, line in enumerate(module.keys, module.first):
            if line.label:
                about = f"Line key {place} on module {number}, {line.state}".removesuffix(", ")
                yield Deed(f"Line {line.label}", about, partial(tap, f"LineKey{place}", 0))
        for page in range(1, module.pages + 1 if module.pages > 1 else 1):
            yield Deed(f"Page {page} of module {number}", "", partial(tap, f"EM{number}Page{page}", 0))
    for hit in source.frame.hits if source.profile.display.touch else ():
        if hit.intent and not hit.key and not isinstance(hit.intent, CharacterTyped):
            yield Deed(f"Touch {hit.label}", said(hit.intent), partial(source.touch, *hit.center))


def _held_line_keys(source: Source) -> Iterator[Deed]:
    """Line keys that mean something of their own when held; of those without use, the first."""
    screen, free = source.screen, len(source.screen.line_keys) + 1
    labels = {number: line.label for number, line in enumerate(screen.line_keys, 1) if line.label} | {free: ""}
    for number, label in labels.items():
        if intent := screen.keys.get(f"LineKey{number} held"):
            name = f"Hold line {label} down" if label else "Hold a free line key down"
            yield Deed(name, said(intent), partial(_hold_line_key, source, number))


def _hold_line_key(source: Source, number: int) -> None:
    """Hold a line key, or where the screen draws it."""
    drawn = next((hit for hit in source.frame.hits if hit.key == f"LineKey{number}"), None)
    if source.profile.display.touch and drawn:
        source.touch(*drawn.center, HELD)
    else:
        source.press(f"LineKey{number}", hold=HELD)


def _swipes(source: Source) -> Iterator[Deed]:
    """Wiping over the display."""
    keys = source.screen.keys
    for direction in ("left", "right", "up", "down"):
        if intent := keys.get(f"Swipe{direction.capitalize()}"):
            yield Deed(f"Wipe {direction} over the display", said(intent), partial(source.swipe, direction))


def _chords(source: Source) -> Iterator[Deed]:
    """Keys that do something now when they are held down together: resets among them, so they come last."""
    for what, chord in source.profile.chords.items():
        if chord_name(chord) in source.screen.keys:
            yield Deed(f"Hold {' + '.join(chord)} together", what, partial(source.chord, *chord))


def _hands(source: Source) -> Iterator[Deed]:
    """Handset, plugs, and the phone as a whole."""
    if source.profile.has("handset"):
        name = "Hang up the handset" if source.lifted else "Lift the handset"
        yield Deed(name, "Ctrl+K", partial(source.hook, not source.lifted))
    if "Hookswitch" in source.screen.keys:
        yield Deed("Press the key on the headset", "", partial(source.press, "Hookswitch"))
    yield from _plugs(source)
    name = "Put the phone back on its feet" if source.over else "Turn the phone over"
    about = "Model, part number and MAC are on the underside"
    yield Deed(name, about, partial(source.turn_over, not source.over))


def _plugs(source: Source) -> Iterator[Deed]:
    """What can be plugged in and pulled; on a phone with expansion modules, no others than of their kind."""
    hanging = next((what for what in EXPANSIONS if what in source.plugged), "")
    for what in source.profile.sockets:
        plugged = what in source.plugged
        if what not in EXPANSIONS or hanging in ("", what):
            yield Deed(plug_name(what, plugged), "", partial(source.unplug if plugged else source.plug, what))
        if what == hanging:
            yield Deed("Attach another expansion module", "", partial(source.plug, what))


def plug_name(what: str, plugged: bool) -> str:
    """How it is called to plug something in, or to pull it out if it is plugged in."""
    plug = plugs()[what]
    return plug.pulling if plugged else plug.plugging


def _keys(source: Source, tap: Press) -> Iterator[Deed]:
    """Every hard key, pressed and held down; what it does when held is said where that is something of its own."""
    shortcuts = {each.press: spoken(each.keys) for each in PHONE}
    held = {name: source.screen.keys.get(f"{name} held") for name in source.profile.hard_keys}
    for name in source.profile.hard_keys:
        yield Deed(f"Press {name}", shortcuts.get(name, ""), partial(tap, name, 0))
    for name, intent in held.items():
        about = said(intent) if intent else f"for {HELD:.0f} seconds"
        yield Deed(f"Hold {name} down", about, partial(tap, name, HELD))
