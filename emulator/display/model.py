"""What a screen is, and what fingers do to it.

A `Screen` is a value: every face of the phone (terminal, lines, JSON, tests) draws the same one. It carries the
intent behind each key it offers, so that pressing a key is looking it up.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import msgspec

from emulator.display.forms import Entry
from emulator.kernel.profile import DeviceProfile
from emulator.kernel.state import Event, Part, State

LINE_LIST = "line keys"
"""What stands in `Display.picked` for the lines of a CCX, of which its Home screen may not show all at once."""

FULL = 3
"""How bright a display is at most: High, in the words of the menus."""

MIDDLE = 5
"""How deep the ink of a display without colours is unless its user changes that, from 1 to 10."""


class KeyPressed(Event, frozen=True):
    """A hard key, soft key ("SoftKey1") or line key ("LineKey1") goes down and up; `hold` is how long, in seconds."""

    key: str
    hold: float = 0.0


class Chorded(Event, frozen=True):
    """Several keys are held down together for `hold` seconds."""

    keys: tuple[str, ...]
    hold: float = 3.0


class Swiped(Event, frozen=True):
    """A finger wipes over the touch screen: left, right, up or down."""

    direction: str


class TextTyped(Event, frozen=True):
    """Text comes at once into the field in focus, from a keyboard instead of the dial pad."""

    text: str


class SecretTyped(Event, frozen=True):
    """The secret field in focus holds `length` characters now; what a recording keeps of the keys that led there."""

    length: int


class Touched(Event, frozen=True):
    """A finger on the touch screen, at a cell of the drawn display; `hold` is how long it stays, in seconds."""

    column: int
    row: int
    hold: float = 0.0


class HookMoved(Event, frozen=True):
    """The handset leaves its cradle, or comes back."""

    off: bool


class Plugged(Event, frozen=True):
    """Something is plugged in or pulled: "headset", "lan", "pc"."""

    what: str
    present: bool


class TurnedOver(Event, frozen=True):
    """The phone is turned over, to read the label on its underside, or back."""

    over: bool


class Noticed(Event, frozen=True):
    """Fact: a short message for the user, shown for `seconds` (see `Display.notices`).

    `gauge` is drawn under it as a bar: how much, and of how much; nothing of nothing for none.
    """

    text: str
    seconds: float = 3.0
    gauge: tuple[int, int] = (0, 0)


class ClockSet(Event, frozen=True):
    """A time server answered: `utc` seconds since 1970."""

    utc: float


class OpenView(Event, frozen=True):
    """Open the view of that name on top of what is shown, or in place of it; `View.shows` asks `showing`.

    What stands behind a slash is what the view is about: menu/settings.
    """

    view: str
    instead: bool = False


class GoBack(Event, frozen=True):
    """Leave the view opened last (the Back key)."""


class Roused(Event, frozen=True):
    """Fact: something wants to be seen, so a dark display lights up."""


class CloseViews(Event, frozen=True):
    """Fact: what these views showed is gone; they close, wherever they are opened, whatever they are about."""

    views: tuple[str, ...]


class GoHome(Event, frozen=True):
    """The Home key: close all that is open, or open the Home view."""


class MissedSeen(Event, frozen=True):
    """The user knows of the missed calls (the Clear soft key of an idle phone)."""


class TurnPage(Event, frozen=True):
    """The More soft key: the next soft keys of this screen."""

    screen: str


class MoveSelection(Event, frozen=True):
    """Select row `to` of the list or grid on this screen."""

    screen: str
    to: int


class SleepDue(Event, frozen=True):
    """Timer: nobody has used the phone for as long as power saving waits."""


class DimDue(Event, frozen=True):
    """Timer: nobody has used the phone for up.backlight.timeout."""


class ReturnDue(Event, frozen=True):
    """Timer: nobody has used the phone for up.idleTimeout."""


class SoftKey(msgspec.Struct, frozen=True):
    """A label above a soft key, and what the key means now. Without intent the key is blank."""

    label: str
    intent: Event | None = None


class LineKey(msgspec.Struct, frozen=True):
    """The label beside a line key: icon name (see `display.icons`), text, state word for those who cannot see icons."""

    label: str
    icon: str = ""
    state: str = ""
    intent: Event | None = None


class Text(msgspec.Struct, frozen=True, tag=True):
    """Lines of plain text; `style` is "", "big", "dim" or "strong"."""

    lines: tuple[str, ...]
    align: str = "center"
    style: str = ""


class Item(msgspec.Struct, frozen=True):
    """One row of a list: icon name, text, detail at the right edge.

    `under` are text and detail of a second row, which is drawn where there is room for that of every item.
    """

    text: str
    detail: str = ""
    icon: str = ""
    intent: Event | None = None
    under: tuple[str, str] = ("", "")


class Items(msgspec.Struct, frozen=True, tag=True):
    """A list with one selected row.

    On a phone without arrow keys none is selected: the list begins with row `first`; `earlier` and `later` move it.
    """

    rows: tuple[Item, ...]
    selected: int = 0
    first: int = 0
    earlier: Event | None = None
    later: Event | None = None


class Field(msgspec.Struct, frozen=True, tag=True):
    """A text field: prompt above, value with cursor in it; a secret is drawn as stars.

    A field with a name is one to type into: what the user has made of `value` is asked by `entry.typed`. `kind` says
    with which characters it begins: text, address (the * key writes a point, # a slash), number, or password; one of
    the kind digits takes no others. A field with `choices` holds one of them; the left and right keys change it.
    """

    prompt: str
    value: str
    secret: bool = False
    name: str = ""
    kind: str = "text"
    cursor: int | None = None  # before which character; None for no cursor, or the end of a field without a name
    choices: tuple[str, ...] = ()


class Progress(msgspec.Struct, frozen=True, tag=True):
    """A progress bar, 0 to 100."""

    percent: int


class CallCard(msgspec.Struct, frozen=True, tag=True):
    """One call, large: `since` is when its timer started (microseconds since power on), None before that."""

    name: str
    number: str
    state: str
    icon: str
    line: str = ""  # the line that it is on, above
    to: str = ""  # whom it is for, below
    since: int | None = None
    counter: str = ""
    marks: tuple[str, ...] = ()  # icons, said in words behind the state


class Tiles(msgspec.Struct, frozen=True, tag=True):
    """Icons with captions in a grid; on a phone without arrow keys it begins with the row that item `first` is in."""

    items: tuple[Item, ...]
    selected: int = 0
    columns: int = 4
    first: int = 0


Block = Text | Items | Field | Progress | CallCard | Tiles


class Module(msgspec.Struct, frozen=True):
    """An expansion module: the line keys on the page that it shows, the first of which has the number `first`.

    `labels` says what they stand on: a display in color or grey, or paper.
    """

    first: int
    keys: tuple[LineKey, ...]
    page: int = 1
    pages: int = 1
    name: str = "Expansion Module"
    labels: str = "color"


class StatusBar(msgspec.Struct, frozen=True):
    """The top row: text at the left (time and date), icon names, text at the right (primary line).

    `short` stands in for `left` where there is no room; `flashing` says that the clock has not been set, `urgent` that
    the text at the right goes before the clock. `links` are what icons open that a finger touches.
    """

    left: str = ""
    icons: tuple[str, ...] = ()
    right: str = ""
    short: str = ""
    flashing: bool = False
    urgent: bool = False
    links: tuple[Item, ...] = ()


class Screen(msgspec.Struct, frozen=True):
    """What the display shows, and what each key would mean.

    `actions` are all soft keys of the view in order; `soft_keys` the ones over the keys now (paged by More).
    `keys` gives the intents of hard keys ("1", "Select", "Hold" ...), of keys held long ("Transfer held"), of keys held
    together ("1+3+5") and of wiping ("SwipeLeft"); `line_keys` those of line keys, left column first. `changes_at` is
    when time alone would alter the screen. `modules` are the expansion modules, which have displays of their own.
    `light` is how bright the display is, from 0 (dark) to `FULL`; `background` the colour that its user has chosen,
    `contrast` how deep the ink of a display without colours is.
    `keyboard` are the keys that a touch screen draws below a form, row by row: none while it is hidden, None if there
    is none to show. `first_line` is the line key (from 0) that a display with room for fewer of them begins with.
    """

    name: str
    title: str = ""
    body: tuple[Block, ...] = ()
    actions: tuple[SoftKey, ...] = ()
    keys: dict[str, Event] = {}
    status: StatusBar | None = None
    line_keys: tuple[LineKey, ...] = ()
    soft_keys: tuple[SoftKey, ...] = ()
    labels: bool = False
    popup: str = ""
    changes_at: int | None = None
    modules: tuple[Module, ...] = ()
    light: int = FULL
    background: str = ""
    contrast: int = MIDDLE
    keyboard: tuple[str, ...] | None = None
    first_line: int = 0


class Led(msgspec.Struct, frozen=True):
    """A lamp: colour (off, white, red, green, amber, blue) and the name of its pattern.

    `other` is the colour in the pattern's dark steps, of a lamp that changes between two.
    """

    color: str = "off"
    pattern: str = "steady"
    other: str = "off"


class Scene(NamedTuple):
    """All that a view may look at."""

    phone: State
    profile: DeviceProfile
    now: int


class View(NamedTuple):
    """A screen that a slice offers. Of all views whose `shows` holds, the one with the highest rank is drawn."""

    name: str
    rank: int
    shows: Callable[[Scene], bool]
    draw: Callable[[Scene], Screen]


class Rank:
    """Who covers whom, from the bottom up."""

    IDLE = 0
    LOCKED = 10  # the locked phone, under its calls
    CALLS = 20
    MENU = 40
    INCOMING = 60
    ASKED = 65  # the code that a locked phone asks for before a call is answered
    LOCK = 70
    BOOT = 80
    UNDERSIDE = 90


class Display(Part, frozen=True):
    """Where the user is: open views, soft key page and selected row, messages. State: awake, or asleep.

    The soft key page belongs to the screen named beside it, and is the first on any other; `picked` are the selected
    rows of the open screens by name.
    """

    state: str = "awake"
    stack: tuple[str, ...] = ()  # opened views, the last on top
    paged: tuple[str, int] = ("", 0)  # screen, soft key page
    picked: dict[str, int] = {}
    entry: Entry = Entry()
    notices: tuple[tuple[str, int], ...] = ()  # text, shown until
    powered_on: int | None = None  # wall time at power on, microseconds since 1970, once a time server told
    used: bool = False  # somebody has used the phone since power on
    over: bool = False
    dimmed: bool = False  # nobody has used the phone for a while

    @property
    def asleep(self) -> bool:
        """Whether the display is dark to save power."""
        return self.state == "asleep"


def showing(phone: State, view: str) -> bool:
    """Whether `view` is the one opened last."""
    return phone[Display].stack[-1:] == (view,)


def opened(phone: State) -> tuple[str, str]:
    """The view opened last, and what it is about."""
    name, _, about = phone[Display].stack[-1].partition("/") if phone[Display].stack else ("", "", "")
    return name, about
