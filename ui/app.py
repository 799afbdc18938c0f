"""The full-screen phone, or several: the devices, and beside them a panel that can be hidden."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterable
from functools import partial
from itertools import count
from pathlib import Path

from textual import events
from textual.app import App, ComposeResult
from textual.containers import Horizontal

from ui import screenshot
from ui.ask import Ask
from ui.deeds import Deed
from ui.device import Device
from ui.help import Help
from ui.keys import DIGITS, FACE, PHONE, bindings
from ui.layout import widths
from ui.palette import PhoneCommands
from ui.panel import Panel
from ui.phones import Phones, grid
from ui.source import Source
from ui.themes import LOOKS, preferred

More = Callable[[], Iterable[Deed]]

PANEL = 40
"""The panel stands beside the device if it gets at least so many columns."""


class PhoneApp(App[int]):
    """Shows a phone, or several, until the user leaves; the result is the exit code."""

    TITLE = "vphone"
    COMMANDS = {PhoneCommands}
    BINDINGS = bindings((*DIGITS, *PHONE, *FACE))
    ENABLE_COMMAND_PALETTE = True
    CSS = "Device { width: 1fr; height: 1fr; }"

    def __init__(self, *sources: Source, theme: str = "", word: str = "", more: More = tuple) -> None:
        """`theme` is one of `ui.themes.LOOKS`, by default what the environment asks for; `word` is said at first.

        `more` tells what the palette offers besides what can be done with the phones.
        """
        self._theme_name = theme or preferred(os.environ)
        super().__init__(ansi_color=True if self._theme_name == "monochrome" and "NO_COLOR" in os.environ else None)
        for look in LOOKS.values():
            self.register_theme(look.panels)
        self._word, self.more = word, more
        self._ringing: set[Device] = set()
        self._unsubscribe: list[Callable[[], None]] = []
        self._wanted: bool | None = None if len(sources) == 1 else False  # whether the user wants the panel, if told
        look = LOOKS[self._theme_name]
        self.devices = tuple(Device(each, look, (number, len(sources))) for number, each in enumerate(sources, 1))
        self.device = self.devices[0]
        self.panel = Panel(self.source, look)
        self.phones = Phones(self.devices)

    @property
    def source(self) -> Source:
        """The phone that has the keyboard."""
        return self.device.source

    def compose(self) -> ComposeResult:
        """Phones and panel side by side."""
        with Horizontal():
            yield self.phones
            yield self.panel

    def on_mount(self) -> None:
        """Give the keyboard to the first phone."""
        self.wear(self._theme_name)
        self._share(self.size.width, self.size.height)
        if self._word:
            self.notify(self._word, timeout=15)
        for number, device in enumerate(self.devices if len(self.devices) > 1 else (), 1):
            self._unsubscribe.append(device.source.subscribe(partial(self._listen, number, device)))

    def on_unmount(self) -> None:
        """Leave the phones alone."""
        for unsubscribe in self._unsubscribe:
            unsubscribe()

    def on_resize(self, event: events.Resize) -> None:
        """Share the terminal out anew."""
        self._share(event.size.width, event.size.height)

    def _share(self, columns: int, rows: int) -> None:
        """Give the phones what they need and the panel the rest; where both do not fit, one is shown."""
        need = self._need(columns, rows)
        beside = need is not None
        self.panel.display = beside if self._wanted is None else self._wanted
        self.phones.display = beside or not self.panel.display
        self.phones.styles.width = need if need and self.panel.display else "1fr"
        self.phones.share(need if need and self.panel.display else columns, rows, self.device)
        (self.device if self.phones.display else self.panel).focus()

    def _need(self, columns: int, rows: int) -> int | None:
        """How wide the phones are drawn beside the panel; None if there is not room for both."""
        if len(self.devices) == 1:
            return next((each for each in self._widths(rows) if columns - each >= PANEL), None)
        profiles = [device.source.profile for device in self.devices]
        return columns - PANEL if grid(profiles, columns - PANEL, rows) else None

    def _widths(self, rows: int) -> list[int]:
        return widths(self.source.profile, rows, self.source.screen.modules)

    def on_device_grown(self) -> None:
        """A module has been attached or removed."""
        self._share(self.size.width, self.size.height)

    def turn_to(self, device: Device) -> None:
        """Give the keyboard to a phone."""
        self.device = device
        self.panel.watch_phone(device.source)
        self._share(self.size.width, self.size.height)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """A click gives the keyboard to a phone, too."""
        if isinstance(event.widget, Device) and event.widget is not self.device:
            self.turn_to(event.widget)

    def _listen(self, number: int, device: Device) -> None:
        """Say that a phone rings that is not on the terminal now."""
        rings = device.source.screen.name == "incoming"
        if rings and not device.display and device not in self._ringing:
            self.notify(f"Phone {number}, {device.source.profile.name}: incoming call. F6 goes to the next phone.")
        (self._ringing.add if rings else self._ringing.discard)(device)

    def wear(self, theme: str) -> None:
        """Change the theme."""
        self._theme_name = self.theme = theme
        self.panel.look = LOOKS[theme]
        for device in self.devices:
            device.look = LOOKS[theme]

    def on_device_refused(self, message: Device.Refused) -> None:
        """Say why the phone did not do it."""
        self.bell()
        self.clear_notifications()
        self.notify(message.reason, severity="warning", timeout=3)

    def action_press(self, name: str) -> None:
        """Press a key of the phone that has the keyboard."""
        self.device.stroke(name)

    def action_phone(self, by: int) -> None:
        """Go to the next or previous phone."""
        self.turn_to(self.devices[(self.devices.index(self.device) + by) % len(self.devices)])

    def action_jump(self) -> None:
        """Show a letter on each key of the phone; the next keystroke presses the key with it."""
        self.device.action_jump()

    def action_copy(self) -> None:
        """Copy what the display says to the clipboard of the terminal."""
        self.copy_to_clipboard(self.source.frame.text())
        self.notify("The text of the display is copied.")

    def action_write(self) -> None:
        """Ask for a text, and type it."""
        self.push_screen(Ask(), lambda text: self.device.write(text) if text else None)

    def action_hook(self) -> None:
        """Lift the handset, or hang it up."""
        self.device.hook()

    def do(self, action: str) -> None:
        """Begin one of the actions that keys are bound to."""
        self.call_later(self.run_action, action)

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

    def action_picture(self, kind: str) -> None:
        """Save a picture of the phone in the working directory, as svg or png."""
        path = _fresh(f"vphone-{self.source.profile.token}", f".{kind}")
        try:
            screenshot.save(self.source, path, self._theme_name)
        except OSError as error:
            self.notify(f"The picture could not be saved: {error.strerror or error}", severity="error")
        else:
            self.notify(f"Saved {path}")

    def action_help(self) -> None:
        """Show what the keys do."""
        self.push_screen(Help(self.source))

    def action_leave(self, code: int) -> None:
        """End the app with this exit code."""
        self.exit(code, return_code=code)


async def run_app(*sources: Source, theme: str = "", word: str = "", more: More = tuple) -> int:
    """Show the phones full-screen until the user leaves or one of them has ended; the exit code."""
    app = PhoneApp(*sources, theme=theme, word=word, more=more)
    watches = [asyncio.create_task(_leave_with(source, app)) for source in sources]
    try:
        await app.run_async()
    finally:
        for watch in watches:
            watch.cancel()
    return app.return_code or 0


async def _leave_with(source: Source, app: PhoneApp) -> None:
    await source.ended.wait()
    app.exit(0)


def _fresh(stem: str, suffix: str) -> Path:
    """A name in the working directory that is not taken."""
    names = (Path(f"{stem}{f'-{number}' if number > 1 else ''}{suffix}") for number in count(1))
    return next(path for path in names if not path.exists())
