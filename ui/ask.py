"""A line to type into: text for the phone that no key of this keyboard stands for."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Input


class Ask(ModalScreen[str]):
    """One line; Enter hands it over, Esc does not."""

    BINDINGS = [("escape", "dismiss('')", "Close")]
    CSS = """
    Ask { align: center middle; }
    Ask > Input { width: 60; max-width: 100%; border: round $accent; background: $surface; }
    """

    def compose(self) -> ComposeResult:
        """The line."""
        line = Input(placeholder="Text for the phone")
        line.border_title = "Type"
        line.border_subtitle = "Enter sends, Esc closes"
        yield line

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Hand the text over."""
        self.dismiss(event.value)
