"""The idle views: Lines, which most phones rest on, Home with its tiles, and the menu of a CCX."""

from __future__ import annotations

from collections.abc import Iterator

from emulator.boot.model import config
from emulator.calls.model import OpenDialer
from emulator.contacts.model import RECENT, has_directory, lists
from emulator.display import wallclock
from emulator.display.messages import status_texts
from emulator.display.model import (
    Block,
    Display,
    Field,
    Item,
    Items,
    MoveSelection,
    OpenView,
    Rank,
    Scene,
    Screen,
    SoftKey,
    Text,
    Tiles,
    View,
    showing,
)
from emulator.display.offers import offers
from emulator.kernel.clock import SECOND
from emulator.kernel.state import Event, State
from emulator.lines.model import Lines

LOW = 6
"""A display of fewer rows has no room for a large clock."""

FREE, WIDE, FLANKED = 28, 40, 54
"""A display of fewer columns writes its dates short: of one with no line keys, with some at one side, at both sides."""


def lines_view(scene: Scene) -> Screen:
    """The Lines view: labels beside the keys, clock, custom label, and what the user should know."""
    texts = status_texts(scene.phone)
    body = [*clock(scene), *_custom_label(scene.phone)]
    turn = config(scene.phone).number("up.status.message.flash.rate") * SECOND
    if texts:
        body.append(Text((texts[scene.now // turn % len(texts)],), style="strong"))
    changes = scene.now - scene.now % turn + turn if len(texts) > 1 else None
    actions, keys = soft_keys(scene), _arrows(scene)
    return Screen("lines", "", tuple(body), actions, keys, labels=True, changes_at=changes)


def _arrows(scene: Scene) -> dict[str, Event]:
    """What the arrow keys of an idle phone open (remembered, of SoundPoint IP and VVX phones)."""
    kept = lists(scene.phone)
    arrows = {"Left": "received", "Right": "placed", "Down": "missed"}
    keys: dict[str, Event] = {key: OpenView(f"{RECENT}/{kind}") for key, kind in arrows.items() if kind in kept}
    return keys | ({"Up": OpenView("favorites")} if has_directory(scene.phone) else {})


def home_view(scene: Scene) -> Screen:
    """The Home view: a tile for each thing that can be done."""
    tiles, columns = tuple(offers(scene, "tile")), scene.profile.display.tiles[0]
    if scene.profile.display.layout == "touch":
        return _home_page(scene, tiles)
    rests = not _rests_on_lines(scene)
    texts = status_texts(scene.phone) if rests else ()
    body: tuple[Block, ...] = (Tiles(tiles, columns=columns), *([Text(texts, style="strong")] if texts else []))
    return Screen("home", "Home", body, soft_keys(scene), labels=rests)


def _home_page(scene: Scene, tiles: tuple[Item, ...]) -> Screen:
    """One of the pages of Home on a touch screen; a finger that wipes over them turns to the next."""
    columns, rows = scene.profile.display.tiles
    size = columns * rows
    pages = max(1, -(-len(tiles) // size))
    page = min(scene.phone[Display].picked.get("home", 0) // size, pages - 1)
    turns = {"SwipeLeft": page + 1, "SwipeRight": page - 1}
    keys: dict[str, Event] = {swipe: MoveSelection("home", to * size) for swipe, to in turns.items() if 0 <= to < pages}
    body: tuple[Block, ...] = (Tiles(tiles[page * size : (page + 1) * size], columns=columns),)
    if pages > 1:
        body += (Text((" ".join("●" if number == page else "○" for number in range(pages)),)),)
    return Screen("home", "Home", body, soft_keys(scene), keys)


def dial_view(scene: Scene) -> Screen:
    """Dial a Number as the idle screen of a CCX: a field for digits, and the way to directories, calls and meetings."""
    title = next((each.text for each in offers(scene, "menu") if each.intent == OpenDialer()), "")
    body = (Field("(123) Enter number", ""), Items(tuple(offers(scene, "dialer"))))
    return Screen("dial-a-number", title, body, tuple(key for key in soft_keys(scene) if key.intent != OpenDialer()))


def menu_view(scene: Scene) -> Screen:
    """The CCX's menu, behind the button in the upper left corner (CCX user guide 1.0, page 7)."""
    return Screen("menu", "Menu", (Items(tuple(offers(scene, "menu"))),))


def soft_keys(scene: Scene) -> tuple[SoftKey, ...]:
    """The soft keys of an idle phone, as far as configuration allows them and they can do something."""
    return tuple(SoftKey(each.text, each.intent) for each in offers(scene, "softkey"))


def clock(scene: Scene) -> Iterator[Text]:
    """The time, large, and the date, where there is room."""
    settings = config(scene.phone)
    if not settings.flag("up.localClockEnabled") or not wallclock.is_set(scene.phone):
        return
    if scene.profile.display.rows < LOW:  # where the clock in the status bar must do
        return
    moment = wallclock.wall_time(scene.phone, scene.now)
    least = (FREE, WIDE, FLANKED)[sum(map(bool, scene.profile.line_places))]
    long = settings.flag("lcl.datetime.date.longFormat") and scene.profile.display.columns >= least
    time = Text((wallclock.write_time(settings, moment),), style="big")
    date = Text((wallclock.write_date(settings, moment, long=long),))
    yield from (date, time) if settings.flag("lcl.datetime.date.dateTop") else (time, date)


def _custom_label(phone: State) -> Iterator[Text]:
    settings = config(phone)
    wanted = settings.text("homeScreen.labelType"), settings.text("homeScreen.labelLocation")
    if wanted == ("Custom", "BelowDate"):
        yield Text((settings.text("homeScreen.customLabel"),))


def _rests_on_lines(scene: Scene) -> bool:
    """Whether the idle view is Lines; up.idleStateView makes it Home, which it is on a CCX by itself."""
    return scene.profile.display.layout != "ccx" and not config(scene.phone).flag("up.idleStateView")


def _rests_on_dialer(scene: Scene) -> bool:
    """Whether up.idleStateView makes a CCX rest on its dialer (the guides have no name for that setting)."""
    dials = scene.profile.display.layout == "ccx" and bool(scene.phone[Lines].lines)
    return dials and config(scene.phone).flag("up.idleStateView")


VIEWS = (
    View("lines", Rank.IDLE, _rests_on_lines, lines_view),
    View("home", Rank.IDLE, lambda scene: not _rests_on_lines(scene), home_view),
    View("dial-a-number", Rank.IDLE + 1, _rests_on_dialer, dial_view),
    View("home", Rank.MENU, lambda scene: showing(scene.phone, "home"), home_view),
    View("lines", Rank.MENU, lambda scene: showing(scene.phone, "lines"), lines_view),
    View("menu", Rank.MENU, lambda scene: showing(scene.phone, "menu"), menu_view),
)
"""The views of an idle phone."""
