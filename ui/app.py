"""The full-screen phone: the device, and beside it a panel that can be hidden."""

from __future__ import annotations

import asyncio
import os
from itertools import count
from pathlib import Path

from textual import events
from textual.app import App, ComposeResult
from textual.containers import Horizontal

from ui import screenshot
from ui.device import Device
from ui.help import Help
from ui.keys import DIGITS, FACE, PHONE, bindings
from ui.layout import widths
from ui.palette import PhoneCommands
from ui.panel import Panel
from ui.source import Source
from ui.themes import LOOKS, preferred

PANEL = 40
"""The panel stands beside the device if it gets at least so many columns."""

WALKING = {"Up": -1, "Left": -1, "Down": 1, "Right": 1}
"""Steps that an arrow key goes on a touch screen."""


class PhoneApp(App[int]):
    """Shows a phone until the user leaves; the result is the exit code."""

    TITLE = "vphone"
    COMMANDS = {PhoneCommands}
    BINDINGS = bindings((*DIGITS, *PHONE, *FACE))
    ENABLE_COMMAND_PALETTE = True
    CSS = "#device { width: 1fr; height: 1fr; }"

    def __init__(self, source: Source, theme: str = "") -> None:
        """`theme` is dark, light or monochrome; by default what the environment asks for."""
        self._theme_name = theme or preferred(os.environ)
        super().__init__(ansi_color=True if self._theme_name == "monochrome" and "NO_COLOR" in os.environ else None)
        self.source = source
        for look in LOOKS.values():
            self.register_theme(look.panels)
        self._wanted: bool | None = None  # whether the user wants the panel, if he said so
        self.device = Device(source, LOOKS[self._theme_name])
        self.panel = Panel(source, LOOKS[self._theme_name])

    def compose(self) -> ComposeResult:
        """Device and panel side by side."""
        with Horizontal():
            yield self.device
            yield self.panel

    def on_mount(self) -> None:
        """Give the keyboard to the device."""
        self.wear(self._theme_name)
        self._share(self.size.width, self.size.height)

    def on_resize(self, event: events.Resize) -> None:
        """Share the terminal out anew."""
        self._share(event.size.width, event.size.height)

    def _share(self, columns: int, rows: int) -> None:
        """Give the device what it needs and the panel the rest; where both do not fit, one is shown."""
        need = next((each for each in widths(self.source.profile, rows) if columns - each >= PANEL), None)
        beside = need is not None
        self.panel.display = beside if self._wanted is None else self._wanted
        self.device.display = beside or not self.panel.display
        self.device.styles.width = need if need and self.panel.display else "1fr"
        (self.device if self.device.display else self.panel).focus()

    def wear(self, theme: str) -> None:
        """Change the theme: dark, light or monochrome."""
        self._theme_name = self.theme = theme
        self.device.look = self.panel.look = LOOKS[theme]

    def on_device_refused(self, message: Device.Refused) -> None:
        """Say why the phone did not do it."""
        self.bell()
        self.clear_notifications()
        self.notify(message.reason, severity="warning", timeout=3)

    def action_press(self, name: str) -> None:
        """Press a key of the phone; where it has no arrows and no Select, they move over its touch screen."""
        missing = name not in self.source.profile.hard_keys
        if missing and name in WALKING:
            self.device.action_walk(WALKING[name])
        elif missing and name == "Select":
            self.device.action_push()
        else:
            self.device.press(name)

    def action_erase(self) -> None:
        """Press the soft key that erases a digit, where there is one."""
        labels = [key.label for key in self.source.screen.soft_keys]
        if "<<" in labels:
            self.device.press(f"SoftKey{labels.index('<<') + 1}")

    def action_hook(self) -> None:
        """Lift the handset, or hang it up."""
        self.device.hook()

    def action_panel(self) -> None:
        """Show or hide the side panel."""
        self._wanted = not self.panel.display
        self._share(self.size.width, self.size.height)

    def action_page(self) -> None:
        """Turn the page of the side panel."""
        self.panel.turn()

    def action_theme(self) -> None:
        """Put on the next theme."""
        names = list(LOOKS)
        self.wear(names[(names.index(self._theme_name) + 1) % len(names)])

    def action_picture(self) -> None:
        """Save a picture of the phone in the working directory."""
        path = _fresh(f"vphone-{self.source.profile.token}", ".svg")
        try:
            path.write_text(screenshot.svg(self.source), encoding="utf-8")
        except OSError as error:
            self.notify(f"The picture could not be saved: {error.strerror}", severity="error")
        else:
            self.notify(f"Saved {path}")

    def action_help(self) -> None:
        """Show all keys."""
        self.push_screen(Help())

    def action_leave(self, code: int) -> None:
        """End the app with this exit code."""
        self.exit(code, return_code=code)


async def run_app(source: Source, theme: str = "") -> int:
    """Show the phone full-screen until the user leaves or the phone has ended; the exit code."""
    app = PhoneApp(source, theme)
    watch = asyncio.create_task(_leave_with(source, app))
    try:
        await app.run_async()
    finally:
        watch.cancel()
    return app.return_code or 0


async def _leave_with(source: Source, app: PhoneApp) -> None:
    await source.ended.wait()
    app.exit(0)


def _fresh(stem: str, suffix: str) -> Path:
    """A name in the working directory that is not taken."""
    names = (Path(f"{stem}{f'-{number}' if number > 1 else ''}{suffix}") for number in count(1))
    return next(path for path in names if not path.exists())
