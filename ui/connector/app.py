"""The window: contacts, calls and audio devices of the client, the state of pairing, and the connector's log."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from typing import Any

from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.widgets import Footer, Log, OptionList, Static
from textual.widgets.option_list import Option

from emulator.lab.pc.words import call_line, pairing, their_line, who
from ui.connector.dialogs import Choice, Form, PairDialog, Words
from ui.connector.source import Desk
from ui.themes import LOOKS, preferred

CREDENTIALS = (
    ("address", "Sign-in address:"),
    ("user", "User name (if it is not the address):"),
    ("domain", "Domain:"),
    ("password", "Password:"),
)

MENU = (("pair", "Pair with Phone"), ("web", "Launch CCX Web UI"), ("exit", "Exit"))
"""The connector's menu in the system tray (CCX with BToE user guide)."""

ICONS = {"stopped": "○", "idle": "○", "reaching": "◌", "greeting": "◌", "paired": "●"}
"""The tray icon: dark, searching, paired."""


class ConnectorApp(App[int]):
    """Shows a PC until its user leaves the connector; the result is the exit code."""

    TITLE = "Polycom BToE Connector"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = [
        Binding("m", "menu", "Menu"),
        Binding("p", "pair", "Pair", show=False),
        Binding("s", "sign_in", "Sign in"),
        Binding("c", "call(False)", "Call"),
        Binding("v", "call(True)", "Video"),
        Binding("a", "on_call('answer')", "Answer"),
        Binding("h", "on_call('hang-up')", "End"),
        Binding("o", "hold", "Hold"),
        Binding("u", "audio", "Audio"),
        Binding("d", "device", "Device"),
        Binding("l", "lock", "Lock"),
        Binding("q", "leave", "Exit", show=False),
    ]
    CSS = """
    #state { height: 4; border: round $primary 60%; padding: 0 1; }
    Horizontal { height: 1fr; min-height: 6; }
    OptionList { width: 1fr; height: 1fr; border: round $primary 60%; padding: 0 1; background: $background; }
    OptionList:focus { border: round $accent; }
    #calls { width: 2fr; }
    #log { height: 1fr; min-height: 4; border: round $primary 60%; background: $background; }
    """

    def __init__(self, desk: Desk, theme: str = "") -> None:
        """`theme` is one of `ui.themes.LOOKS`, by default what the environment asks for."""
        self._theme_name = theme or preferred(os.environ)
        super().__init__(ansi_color=True if self._theme_name == "monochrome" and "NO_COLOR" in os.environ else None)
        for look in LOOKS.values():
            self.register_theme(look.panels)
        self._desk = desk
        self._unsubscribe: Callable[[], None] | None = None
        self._stale = False
        self._dialog: Form | None = None
        self._answered = False  # the dialog has been filled in, and the phone has not said yet what it thinks of it
        self._told = ""

    def compose(self) -> ComposeResult:
        """State, lists, log, keys."""
        yield Static(id="state", markup=False)
        with Horizontal():
            yield OptionList(id="contacts", markup=False)
            yield OptionList(id="calls", markup=False)
            yield OptionList(id="devices", markup=False)
        yield Log(id="log", max_lines=1_000)
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Follow the PC."""
        self.theme = self._theme_name
        for name, title in (("contacts", "Contacts"), ("calls", "Calls"), ("devices", "Audio devices")):
            self.query_one(f"#{name}").border_title = title
        self.query_one("#log").border_title = "polycom_BTOE_log.txt"
        self.query_one("#log").border_subtitle = "p pair · q exit"
        self._unsubscribe = self._desk.subscribe(self._follow)
        self._show()

    def on_unmount(self) -> None:
        """Leave the PC alone."""
        if self._unsubscribe:
            self._unsubscribe()

    def _follow(self) -> None:
        if not self._stale:
            self._stale = True
            self.call_later(self._show)

    # Showing

    def _show(self) -> None:
        self._stale = False
        status = self._desk.status()
        windows, connector, client = status["windows"], status["connector"], status["client"]
        state = self.screen_stack[0].query_one("#state", Static)
        state.border_title = f"{self.TITLE} {windows['connector']} on {windows['name']} ({windows['state']})"
        account = client["account"] or "nobody is signed in"
        icon = "◉" if connector["activated"] else ICONS[connector["state"]]
        state.update(f"{icon} {pairing(connector)}\nSkype for Business: {account}")
        self._fill("contacts", [(each["address"], who(each)) for each in client["contacts"]])
        mine = [(str(call["id"]), self._call_text(call, status)) for call in client["calls"]]
        self._fill("calls", [*mine, *((f"p{call['id']}", their_line(call)) for call in client["theirs"])])
        self._fill("devices", [(name, _device_text(name, status["sound"])) for name in status["sound"]["devices"]])
        self._show_log()
        self._ask_credentials(client)

    def _call_text(self, call: dict[str, Any], status: dict[str, Any]) -> str:
        return f"{call_line(call)}; sound: {status['sound']['route']}"

    def _fill(self, name: str, entries: list[tuple[str, str]]) -> None:
        """Show a list anew where it has changed; the highlight stays where it was."""
        shown = self.screen_stack[0].query_one(f"#{name}", OptionList)
        if [str(option.prompt) for option in shown.options] == [text for _, text in entries]:
            return
        place = shown.highlighted
        shown.clear_options()
        shown.add_options(Option(text, id=key) for key, text in entries)
        if entries:
            shown.highlighted = min(place or 0, len(entries) - 1)

    def _show_log(self) -> None:
        text = self._desk.log
        if text != self._told:
            log = self.screen_stack[0].query_one("#log", Log)
            if text.startswith(self._told):
                log.write(text[len(self._told) :])
            else:
                log.clear().write(text)
            self._told = text

    def _ask_credentials(self, client: dict[str, Any]) -> None:
        """The sign-in dialog opens when the phone asks, again when it says no, and closes when it is content."""
        self._answered = self._answered and bool(client["dialog"]) and not client["outcome"]
        if client["dialog"] and self._dialog is None and not self._answered:
            note = client["outcome"] or ("Sign in to the phone as a guest." if client["dialog"] == "guest" else "")
            self._dialog = Form("Sign in to Skype for Business on the phone", CREDENTIALS, note)
            self.push_screen(self._dialog, self._answer)
        elif not client["dialog"] and self._dialog is not None:
            dialog, self._dialog = self._dialog, None
            if dialog.is_current:
                self.pop_screen()

    def _answer(self, words: Words | None) -> None:
        self._dialog, self._answered = None, True
        if words and words["address"]:
            self._act("credentials", **words)
        else:
            self._act("dismiss")

    # Acting

    def _act(self, verb: str, **words: Any) -> bool:
        """Do it, or say why not."""
        try:
            self._desk.act(verb, words)
        except ValueError as error:
            self.bell()
            self.notify(str(error), severity="warning", timeout=5, markup=False)
            return False
        return True

    def _ask(self, verb: str, words: Words) -> None:
        """Do what a dialog asks for, unless it was closed."""
        if words:
            self._act(verb, **words)

    def _chosen(self, name: str) -> str:
        """What is highlighted in a list."""
        shown = self.query_one(f"#{name}", OptionList)
        return str(shown.get_option_at_index(shown.highlighted).id) if shown.highlighted is not None else ""

    def action_menu(self) -> None:
        """Open the connector's menu."""
        actions = {"pair": self.action_pair, "web": self.action_web, "exit": self.action_leave}
        self.push_screen(Choice(self.TITLE, MENU), lambda chosen: actions[chosen]() if chosen else None)

    def action_pair(self) -> None:
        """Open the dialog Pair with Phone."""
        auto = self._desk.status()["connector"]["mode"] == "auto"
        self.push_screen(PairDialog(auto), lambda words: self._ask("pair", words or {}))

    def action_web(self) -> None:
        """Launch the web page of the phone."""
        if self._act("web"):
            self.notify(f"Opening {self._desk.status()['connector']['page']}", markup=False)

    def action_sign_in(self) -> None:
        """Sign in to the client, or out."""
        if self._desk.status()["client"]["account"]:
            self._act("sign-out")
            return
        fields = (("address", "Sign-in address:"),)
        self.push_screen(Form("Skype for Business", fields), lambda words: self._ask("sign-in", words or {}))

    def action_call(self, video: bool) -> None:
        """Call the contact that is highlighted."""
        if contact := self._chosen("contacts"):
            self._act("call", who=contact, video=video)

    def action_on_call(self, verb: str) -> None:
        """Answer the call that is highlighted, or end it."""
        self._act(verb, call=self._chosen("calls"))

    def action_hold(self) -> None:
        """Put the call that is highlighted on hold, or take it back."""
        chosen, client = self._chosen("calls"), self._desk.status()["client"]
        states = {str(call["id"]): call["state"] for call in client["calls"]}
        states |= {f"p{call['id']}": call["state"] for call in client["theirs"]}
        self._act("resume" if states.get(chosen) == "held" else "hold", call=chosen)

    def action_audio(self) -> None:
        """Move the sound of calls to the other device."""
        at_phone = self._desk.status()["sound"]["route"] == "Handset"
        self._act("audio", to="PC Mic and Speakers" if at_phone else "Handset")

    def action_device(self) -> None:
        """Ask what the highlighted device is to be."""
        device = self._chosen("devices")
        uses = (
            ("primary", "Primary device of Skype for Business"),
            ("communication", "Default Communication Device"),
            ("stream", "Device for music and videos"),
        )
        self.push_screen(Choice(device, uses), lambda use: self._ask("devices", {use: device} if use else {}))

    def action_lock(self) -> None:
        """Lock the computer, or unlock it."""
        locked = self._desk.status()["windows"]["state"] == "locked"
        self._act("unlock" if locked else "lock")

    def action_leave(self) -> None:
        """Exit the connector."""
        self._act("exit")
        self.exit(0, return_code=0)


def _device_text(name: str, sound: dict[str, Any]) -> str:
    """A device, and what it is for."""
    uses = [use for use in ("primary", "communication", "stream") if sound[use] == name]
    return f"{name} ({', '.join(uses)})" if uses else name


async def run_window(desk: Desk, ended: asyncio.Event, theme: str = "") -> int:
    """Show the PC until its user leaves, or `ended` is set; the exit code."""
    app = ConnectorApp(desk, theme)
    watch = asyncio.create_task(_leave_with(ended, app))
    try:
        await app.run_async()
    finally:
        watch.cancel()
    return app.return_code or 0


async def _leave_with(ended: asyncio.Event, app: ConnectorApp) -> None:
    await ended.wait()
    app.exit(0)
