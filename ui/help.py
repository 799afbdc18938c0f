"""The help page: what the keys of this very screen do, and then every key there is, from the table that binds them."""

from __future__ import annotations

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from emulator.display.entry import fields
from emulator.display.model import Screen
from ui.keys import FACE, PHONE, WALK, spoken
from ui.source import Seen
from ui.words import meanings, module_lines

COLUMN = 21
"""The width of the column with the keys."""


def here(phone: Seen) -> Iterator[str]:
    """What can be done on the screen that is shown: soft keys, line keys, hard keys and gestures, typing."""
    screen = phone.screen
    if fields(screen):
        yield _row("Keyboard", "write into the field; Enter confirms, Tab goes to the next field")
    for number, soft in enumerate(screen.soft_keys, 1):
        if soft.intent and soft.label:
            yield _row(f"F{number}", soft.label)
    for number, line in (*enumerate(screen.line_keys, 1), *module_lines(screen)):
        if line.label and line.intent:
            yield _row(_alt(number), f"{line.label}, {line.state}".removesuffix(", "))
    yield from _hard(screen)


def _hard(screen: Screen) -> Iterator[str]:
    for keys, meaning in meanings(screen).items():
        yield _row(keys, meaning)


def _alt(number: int) -> str:
    return f"Alt+{number % 10}" if number <= 10 else f"Line key {number}"


def _row(keys: str, meaning: str) -> str:
    return f"{keys:<{COLUMN}} {meaning}"


def lines() -> Iterator[str]:
    """All keys, whatever the screen."""
    yield _row("0-9 * #", "Dial pad")
    for shortcuts in (PHONE, WALK, FACE):
        yield from (_row(spoken(each.keys), each.title) for each in shortcuts)
        yield ""
    yield "Lamps: ● lit, ○ dark; R red, G green, A amber, B blue, W white; ~ blinks slowly, ! blinks fast."
    yield "Mouse: click keys, labels and the touch screen, keep it down to hold; drag or turn the wheel to wipe."


class Help(ModalScreen[None]):
    """The page, over the phone; any of Esc, Enter, ? and q closes it."""

    BINDINGS = [("escape,enter,question_mark,q", "dismiss", "Close")]
    CSS = """
    Help { align: center middle; }
    Help > VerticalScroll {
        width: 76; max-width: 100%; height: auto; max-height: 100%;
        border: round $accent; padding: 0 1; background: $surface;
    }
    """

    def __init__(self, phone: Seen) -> None:
        super().__init__()
        self._phone = phone

    def compose(self) -> ComposeResult:
        """One scrolling text."""
        title = self._phone.screen.title or self._phone.screen.name
        text = "\n".join((f"On this screen ({title}):", "", *here(self._phone), "", "Everywhere:", "", *lines()))
        with VerticalScroll() as page:
            page.border_title = "Keys"
            page.border_subtitle = "Esc closes"
            yield Static(text, markup=False)
