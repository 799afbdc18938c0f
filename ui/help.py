"""The help page: every key and what it does, from the table that binds them."""

from __future__ import annotations

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from ui.keys import FACE, PHONE, WALK, spoken


def lines() -> Iterator[str]:
    """The page as text."""
    yield "0-9 * #               Dial pad"
    for shortcuts in (PHONE, WALK, FACE):
        yield from (f"{spoken(each.keys):<21} {each.title}" for each in shortcuts)
        yield ""
    yield "Lamps: ● lit, ○ dark; R red, G green, A amber, B blue, W white; ~ blinks slowly, ! blinks fast."
    yield "Mouse: click keys, labels and the touch screen; keep a key down to hold it."


class Help(ModalScreen[None]):
    """All keys, over the phone; any of Esc, Enter, ? and q closes it."""

    BINDINGS = [("escape,enter,question_mark,q", "dismiss", "Close")]
    CSS = """
    Help { align: center middle; }
    Help > VerticalScroll {
        width: 76; max-width: 100%; height: auto; max-height: 100%;
        border: round $accent; padding: 0 1; background: $surface;
    }
    """

    def compose(self) -> ComposeResult:
        """One scrolling text."""
        with VerticalScroll() as page:
            page.border_title = "Keys"
            page.border_subtitle = "Esc closes"
            yield Static("\n".join(lines()), markup=False)
