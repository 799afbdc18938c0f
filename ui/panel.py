"""The side panel: the phone's journal, or its SIP messages, as they come."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from rich.segment import Segment
from textual import events
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from emulator.display.cells import fit, glyphs, pad, width
from emulator.kernel.clock import SECOND
from ui.source import JournalLine, SipMessage, Source, since
from ui.themes import Look

KEPT = 5_000
"""Lines that the panel holds; older ones go."""


class Line(NamedTuple):
    """A line of the panel, with the role of its style."""

    text: str
    role: str = ""


def seconds(at: int) -> str:
    """A time since power on as the panel shows it: seconds with milliseconds."""
    return f"{at / SECOND:9.3f}"


def journal_lines(entry: JournalLine, room: int) -> Iterator[Line]:
    """An entry of the journal; what does not fit goes on in the next line."""
    head = f"{seconds(entry.at)} {pad(entry.kind, 6)} "
    first, *rest = fold(entry.text, max(12, room - len(head)))
    yield Line(f"{head}{first}")
    for more in rest:
        yield Line(f"{' ' * len(head)}{more}", "dim")


def fold(text: str, room: int) -> list[str]:
    """The text in lines of at most `room` cells, broken at blanks where there are any; nothing is left out."""
    lines, taken = [""], 0
    for glyph, wide in glyphs(text):
        if taken + wide > room:
            kept, _, begun = lines[-1].rpartition(" ")
            lines[-1:] = [kept, begun] if kept else [lines[-1], ""]
            taken = width(lines[-1])
        lines[-1] += glyph
        taken += wide
    return lines


def sip_lines(message: SipMessage, room: int) -> Iterator[Line]:
    """A SIP message: a heading with time and direction, then its lines."""
    at, direction, peer, text = message
    arrow = "◀── from" if direction == "in" else "──▶ to"
    yield Line(fit(f"{seconds(at)} {arrow} {peer}", room), "strong")
    for line in text.splitlines():
        first, *rest = fold(line, max(12, room - 4))
        yield Line(f"  {first}")
        yield from (Line(f"    {more}", "dim") for more in rest)
    yield Line("")


class _Page(NamedTuple):
    title: str
    entries: Callable[[Source], Sequence[Any]]
    lines: Callable[[Any, int], Iterator[Line]]


_PAGES = (
    _Page("Journal", lambda source: source.journal, journal_lines),
    _Page("SIP", lambda source: source.sip_trace, sip_lines),
)


class Panel(ScrollView, can_focus=True):
    """A log that follows its end while it stands there, and stays where it was scrolled to otherwise."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Panel {
        width: 1fr; height: 1fr; padding: 0 1;
        border: round $primary 60%; border-title-color: $foreground; border-subtitle-color: $foreground;
        overflow-y: scroll; scrollbar-size-vertical: 1;
    }
    Panel:focus { border: round $accent; }
    """

    def __init__(self, source: Source, look: Look) -> None:
        super().__init__(id="panel")
        self._source, self.look = source, look
        self._page = 0
        self._lines: list[Line] = []
        self._last: Any = None
        self._stale = False
        self._unsubscribe: Callable[[], None] | None = None

    def on_mount(self) -> None:
        """Follow the phone from now on."""
        self._unsubscribe = self._source.subscribe(self._follow)
        self._entitle()

    def on_unmount(self) -> None:
        """Leave the phone alone."""
        if self._unsubscribe:
            self._unsubscribe()

    def on_resize(self, _: events.Resize) -> None:
        """Lay the lines out for the new width."""
        self._again()

    def watch_phone(self, source: Source) -> None:
        """Show what another phone does."""
        if source is not self._source:
            self.on_unmount()
            self._source = source
            self._unsubscribe = source.subscribe(self._follow)
            self._again()

    def turn(self) -> None:
        """Show the other page."""
        self._page = (self._page + 1) % len(_PAGES)
        self._entitle()
        self._again()

    def _entitle(self) -> None:
        titles = (f"[{page.title}]" if page is _PAGES[self._page] else page.title for page in _PAGES)
        self.border_title = "  ".join(titles).replace("[", r"\[")
        self.border_subtitle = "F9 other page · F8 hide"

    def _again(self) -> None:
        self._lines, self._last = [], None
        self._catch_up()
        self.scroll_end(animate=False, immediate=True)

    def _follow(self) -> None:
        if self.display and not self._stale:
            self._stale = True
            self.call_later(self._catch_up)

    def _catch_up(self) -> None:
        """Add what came since the entry added last."""
        self._stale = False
        page = _PAGES[self._page]
        entries = page.entries(self._source)
        fresh = since(entries, self._last)
        if not fresh:
            return
        follows = self.scroll_offset.y >= self.max_scroll_y
        room = self.scrollable_content_region.width
        self._lines += [line for entry in fresh for line in page.lines(entry, room)]
        del self._lines[:-KEPT]
        self._last = fresh[-1]
        self.virtual_size = Size(room, len(self._lines))
        if follows:
            self.scroll_end(animate=False, immediate=True)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of the part that is in view."""
        number = y + self.scroll_offset.y
        room = self.scrollable_content_region.width
        if number >= len(self._lines):
            return Strip.blank(room, self.rich_style)
        line = self._lines[number]
        style = self.rich_style + self.look.style(line.role)
        return Strip([Segment(pad(line.text, room), style)], room)
