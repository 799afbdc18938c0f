"""What fingers do at a display: keys and touches become what they mean on the screen, and typing goes to its form."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from emulator.display import entry
from emulator.display.compose import KeySource, compose
from emulator.display.forms import (
    CharacterTyped,
    Entry,
    EraseCharacter,
    FocusField,
    KeyTyped,
    MoveCursor,
    NextMode,
    ShowKeyboard,
)
from emulator.display.frame import draw
from emulator.display.keys import chord_name, held_meaning, key_name, meaning, swipe_name
from emulator.display.model import (
    Chorded,
    Display,
    KeyPressed,
    Scene,
    Screen,
    SecretTyped,
    Swiped,
    TextTyped,
    Touched,
    View,
)
from emulator.kernel.slices import Step
from emulator.kernel.state import Event

Handler = Callable[[Step[Display]], None]
Writing = Callable[[Entry, Screen, Step[Display]], Entry]


class Fingers:
    """Looks up on the current screen of a phone with these views what is pressed, touched or typed."""

    def __init__(self, views: Sequence[View], base_keys: KeySource) -> None:
        self._views = views
        self._base_keys = base_keys
        self.uses: dict[type[Event], Handler] = {
            KeyPressed: self._press,
            Chorded: self._chord,
            Swiped: self._swipe,
            Touched: self._touch,
            TextTyped: self._typing(lambda own, on, step: entry.insert(own, on, step.event.text)),
            SecretTyped: self._typing(lambda own, on, step: entry.conceal(own, on, step.event.length)),
        }
        """What comes from outside."""
        self.typed: dict[type[Event], Handler] = {
            KeyTyped: self._typing(lambda own, on, step: entry.tap(own, on, step.event.key, step.now)),
            CharacterTyped: self._typing(lambda own, on, step: entry.insert(own, on, step.event.character)),
            ShowKeyboard: self._typing(lambda own, on, step: entry.show_keyboard(own, on, shown=step.event.shown)),
            EraseCharacter: self._typing(lambda own, on, _: entry.erase(own, on)),
            NextMode: self._typing(lambda own, on, step: entry.next_mode(own, on, entry.modes(step.profile))),
            FocusField: self._typing(lambda own, on, step: entry.focus(own, on, step.event.name)),
            MoveCursor: self._typing(lambda own, on, step: entry.move(own, on, step.event.by, step.event.fields)),
        }
        """What keys mean where there is something to fill in."""

    def _screen(self, step: Step[Display]) -> Screen:
        return compose(Scene(step.phone, step.profile, step.now), self._views, self._base_keys)

    def _press(self, step: Step[Display]) -> None:
        screen = self._screen(step)
        _leave_page(step, screen)
        _mean(step, meaning(screen, key_name(step.event, screen)))

    def _chord(self, step: Step[Display]) -> None:
        _mean(step, self._screen(step).keys.get(chord_name(step.event.keys)))

    def _swipe(self, step: Step[Display]) -> None:
        _mean(step, self._screen(step).keys.get(swipe_name(step.event.direction)))

    def _touch(self, step: Step[Display]) -> None:
        if step.profile.display.touch:
            screen = self._screen(step)
            _leave_page(step, screen)
            hit = draw(screen, step.profile, step.now).at(step.event.column, step.event.row)
            _mean(step, held_meaning(screen, hit.key, step.event.hold) or hit.intent if hit else None)

    def _typing(self, write: Writing) -> Handler:
        return lambda step: step.change(entry=write(step.own.entry, self._screen(step), step))


def _leave_page(step: Step[Display], screen: Screen) -> None:
    """What is done on another screen takes the soft keys of the one before back to their first page."""
    if step.own.paged[0] not in ("", screen.name):
        step.change(paged=("", 0))


def _mean(step: Step[Display], intent: Event | None) -> None:
    if intent is not None:
        step.tell(intent)
