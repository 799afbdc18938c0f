"""The least that Textual can draw: one Static that says which keys were pressed."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.events import Key
from textual.widgets import Static


class Face(App[None]):
    """Shows `pressed` and the keys after it."""

    def compose(self) -> ComposeResult:
        """One widget."""
        self.pressed = ""
        yield Static("pressed ")

    def on_key(self, event: Key) -> None:
        """Show the key."""
        self.pressed += event.character or ""
        self.query_one(Static).update(f"pressed {self.pressed}")


if __name__ == "__main__":
    Face().run()
