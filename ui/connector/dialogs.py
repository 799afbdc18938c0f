"""The dialogs of connector and client: the tray menu, Pair with Phone, signing in, choosing a device."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Checkbox, Input, OptionList, Static
from textual.widgets.option_list import Option

Words = dict[str, Any]

_CSS = """
{name} {{ align: center middle; }}
{name} > Vertical {{
    width: 56; max-width: 100%; height: auto; max-height: 100%;
    border: round $accent; padding: 0 1; background: $surface;
}}
{name} Input, {name} OptionList {{ border: none; height: auto; margin: 0 0 1 0; padding: 0 1; background: $panel; }}
{name} Input {{ height: 1; }}
{name} Button {{ min-width: 12; }}
"""


class Choice(ModalScreen[str]):
    """A list to choose from; Esc leaves it."""

    BINDINGS = [("escape", "dismiss('')", "Close")]
    CSS = _CSS.format(name="Choice")

    def __init__(self, title: str, entries: Sequence[tuple[str, str]]) -> None:
        """`entries` are what is handed over, and how it is called."""
        super().__init__()
        self._title, self._entries = title, entries

    def compose(self) -> ComposeResult:
        """The list."""
        with Vertical() as box:
            box.border_title = self._title
            yield OptionList(*(Option(text, id=f"entry{number}") for number, (_, text) in enumerate(self._entries)))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Hand over what was chosen."""
        self.dismiss(self._entries[event.option_index][0])


class Box(Checkbox):
    """A box whose mark can be seen without colours."""

    def render(self) -> Content:
        """The mark, only if it is ticked."""
        self.BUTTON_INNER = "X" if self.value else " "
        return super().render()


class PairDialog(ModalScreen[Words]):
    """Pair with Phone: the Auto box, or the code that the phone shows."""

    BINDINGS = [("escape", "dismiss({})", "Close")]
    CSS = _CSS.format(name="PairDialog")

    def __init__(self, auto: bool) -> None:
        super().__init__()
        self._auto = auto

    def compose(self) -> ComposeResult:
        """Box, code, and Pair."""
        with Vertical() as box:
            box.border_title = "Pair with Phone"
            yield Box("Auto", self._auto, id="auto", compact=True)
            yield Static("Pairing code (shown on the phone):")
            yield Input(id="code", max_length=64, disabled=self._auto)
            yield Button("Pair", id="pair", variant="primary", compact=True)

    def on_checkbox_changed(self, event: Checkbox.Changed) -> None:
        """With the box ticked there is no code to enter."""
        self.query_one("#code", Input).disabled = event.value

    def on_input_submitted(self) -> None:
        """Enter is Pair."""
        self._pair()

    def on_button_pressed(self) -> None:
        """Pair."""
        self._pair()

    def _pair(self) -> None:
        auto = self.query_one("#auto", Checkbox).value
        code = self.query_one("#code", Input).value.strip()
        self.dismiss({"auto": True} if auto else {"code": code})


class Form(ModalScreen[Words]):
    """A few lines to fill in, and OK; Esc closes it."""

    BINDINGS = [("escape", "dismiss({})", "Close")]
    CSS = _CSS.format(name="Form")

    def __init__(self, title: str, fields: Sequence[tuple[str, str]], note: str = "") -> None:
        """`fields` are name and label; what is called password is hidden."""
        super().__init__()
        self._title, self._fields, self._note = title, fields, note

    def compose(self) -> ComposeResult:
        """The lines."""
        with Vertical() as box:
            box.border_title = self._title
            if self._note:
                yield Static(self._note, markup=False)
            for name, label in self._fields:
                yield Static(label)
                yield Input(id=name, password=name == "password", max_length=256)
            yield Button("OK", id="ok", variant="primary", compact=True)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes to the next line, and from the last one on."""
        names = [name for name, _ in self._fields]
        if event.input.id == names[-1]:
            self._accept()
        else:
            self.focus_next()

    def on_button_pressed(self) -> None:
        """OK."""
        self._accept()

    def _accept(self) -> None:
        values = {name: self.query_one(f"#{name}", Input).value for name, _ in self._fields}
        self.dismiss({name: value if name == "password" else value.strip() for name, value in values.items()})
