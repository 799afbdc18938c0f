"""Put the screen together: the foremost view, and around it what every view has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from emulator.boot.model import config
from emulator.display import confinement
from emulator.display.appearances import held_keys, key_uses, line_key
from emulator.display.background import color
from emulator.display.backlight import light
from emulator.display.blocks import TILE_ROWS
from emulator.display.entry import filled, keypad
from emulator.display.keyed import labels_beside_calls
from emulator.display.language import language
from emulator.display.model import (
    LINE_LIST,
    MIDDLE,
    CallCard,
    Display,
    GoBack,
    GoHome,
    Items,
    MoveSelection,
    OpenView,
    Rank,
    Scene,
    Screen,
    SoftKey,
    Tiles,
    TurnPage,
    View,
)
from emulator.display.modules import blank_modules, module_keys, modules
from emulator.display.ownkeys import with_own_keys
from emulator.display.status import status_bar, turns_at
from emulator.display.turning import turns
from emulator.display.wallclock import next_minute
from emulator.kernel.profile import DeviceProfile
from emulator.kernel.state import Event
from emulator.lock.model import confined
from emulator.settings.model import Menus

KeySource = Callable[[Scene], Mapping[str, Event]]
"""What hard keys mean wherever a view does not say otherwise."""

AROUND_TILES = 5
"""The rows that status bar, title and soft keys take from the tiles, at most."""

LEAVING = ("Back", "Cancel", "Exit", "No")
"""Soft keys by which a view is left."""

SECOND = 1_000_000


def no_keys(_scene: Scene) -> Mapping[str, Event]:
    """No meaning of any hard key."""
    return {}


def compose(scene: Scene, views: Sequence[View], base_keys: KeySource = no_keys) -> Screen:
    """The screen as it is now: the view of highest rank that shows, with all that surrounds it."""
    shut = confined(scene.phone)
    ranked = sorted(views, key=lambda each: -each.rank)
    view = next(each for each in ranked if each.shows(scene) and (not shut or confinement.shows(each)))
    screen = _chosen_by_digits(_picked(filled(with_own_keys(view.draw(scene), scene), scene), scene))
    screen = confinement.confined_screen(screen, view) if shut else screen
    screen = _paged(_leaving(_selecting(screen, scene), scene) if view.rank == Rank.MENU else screen, scene)
    if view.rank < Rank.BOOT:
        screen = replace(screen, status=status_bar(scene))
    if view.rank < Rank.LOCK:
        screen = _surrounded(screen, view, scene, base_keys)
    else:
        screen = replace(screen, modules=blank_modules(scene))
    if scene.phone[Display].asleep and view.rank < Rank.UNDERSIDE:
        return _dark(screen)
    if view.rank < Rank.UNDERSIDE:
        screen = replace(screen, popup=screen.popup or _notice(scene))
    spoken = language(config(scene.phone).text("lcl.ml.lang"))
    screen = spoken.screen(screen) if spoken else screen
    return replace(_lit(screen, scene), changes_at=min(_changes(screen, scene), default=None))


def _lit(screen: Screen, scene: Scene) -> Screen:
    """The screen in the light, on the ground and in the ink that the user wants."""
    ink = MIDDLE if scene.profile.display.color else scene.phone[Menus].contrast
    brightness, ground = min(screen.light, light(scene)), screen.background or color(scene)
    return replace(screen, light=brightness, background=ground, contrast=ink)


def _surrounded(screen: Screen, view: View, scene: Scene, base_keys: KeySource) -> Screen:
    """The screen with what hard keys and line keys mean beside it."""
    uses, attached = key_uses(scene.phone, scene.profile), modules(scene)
    keys = {
        **_navigation(scene),
        **turns(scene, view),
        **held_keys(scene.phone, scene.profile, uses),
        **module_keys(attached),
        **base_keys(scene),
    }
    line_keys = tuple(line_key(scene.phone, use) for use in uses)
    labels = not screen.keyboard and (screen.labels or _beside_calls(view, scene.profile))
    if confined(scene.phone):
        keys, attached = confinement.confined_keys(keys), tuple(map(confinement.confined_module, attached))
        line_keys = tuple(map(confinement.confined_line_key, line_keys))
    first = scene.phone[Display].picked.get(LINE_LIST, 0)
    around = replace(screen, modules=attached, line_keys=line_keys, labels=labels, first_line=first)
    return replace(around, keys={**keys, **screen.keys})


def _dark(screen: Screen) -> Screen:
    """What is left of a screen in power saving: nothing to see, and hard keys that still do what they say."""
    return Screen("asleep", keys=screen.keys, line_keys=screen.line_keys, modules=screen.modules, light=0)


def _beside_calls(view: View, profile: DeviceProfile) -> bool:
    return labels_beside_calls(profile) and (Rank.CALLS - 1 <= view.rank < Rank.MENU or view.rank == Rank.INCOMING)


def _navigation(scene: Scene) -> dict[str, Event]:
    back: dict[str, Event] = {"Back": GoBack()} if scene.phone[Display].stack else {}
    button: dict[str, Event] = {"MenuButton": OpenView("menu")} if scene.profile.display.layout == "ccx" else {}
    return {"Home": GoHome(), **back, **button}


def _picked(screen: Screen, scene: Scene) -> Screen:
    """The screen with its list's selected row marked, and arrow keys to move on, if the view has none of its own.

    Lists go round and round: up from the first row is the last. Left leaves a list as Back does (both from memory).
    """
    block = next((each for each in screen.body if isinstance(each, Items | Tiles)), None)
    if block is None or "Down" in screen.keys:
        return screen
    if scene.profile.pointed:
        return _scrolled(screen, block, scene)
    rows = block.rows if isinstance(block, Items) else block.items
    selected = max(0, min(scene.phone[Display].picked.get(screen.name, block.selected), len(rows) - 1))
    steps = {"Up": -1, "Down": 1} if isinstance(block, Items) else _grid_steps(block.columns)
    targets = {key: selected + step for key, step in steps.items()}
    if isinstance(block, Items) and len(rows) > 1:
        targets = {key: to % len(rows) for key, to in targets.items()}
    keys: dict[str, Event] = {key: MoveSelection(screen.name, to) for key, to in targets.items() if 0 <= to < len(rows)}
    if isinstance(block, Items) and scene.phone[Display].stack:
        keys["Left"] = screen.keys.get("Back", GoBack())
    intent = rows[selected].intent if rows else None
    if intent is not None:
        keys["Select"] = intent
    return _with(screen, block, replace(block, selected=selected), keys)


def _chosen_by_digits(screen: Screen) -> Screen:
    """A list whose rows are chosen by the dial pad: a key of it for which there is no row does not dial."""
    block = next((each for each in screen.body if isinstance(each, Items)), None)
    if block is None or "1" not in screen.keys:
        return screen
    stay = MoveSelection(screen.name, block.first if block.selected < 0 else block.selected)
    return replace(screen, keys={**dict.fromkeys(keypad(), stay), **screen.keys})


def _scrolled(screen: Screen, block: Items | Tiles, scene: Scene) -> Screen:
    """The screen of a phone without arrow keys: nothing is selected, and lists move under the finger.

    A list begins where the row that the view would have selected is seen.
    """
    if isinstance(block, Tiles):
        return _wiped(screen, block, scene)
    step = scene.profile.display.rows // 4  # so that no row is passed over where rows stand apart
    start = max(0, block.selected - step // 2) if block.selected >= step else 0
    first = max(0, min(scene.phone[Display].picked.get(screen.name, start), len(block.rows) - 1))
    earlier = MoveSelection(screen.name, max(0, first - step)) if first else None
    later = MoveSelection(screen.name, first + step) if first + step < len(block.rows) else None
    moves = {"SwipeDown": earlier, "SwipeUp": later}
    moved = replace(block, selected=-1, first=first, earlier=earlier, later=later)
    return _with(screen, block, moved, {swipe: to for swipe, to in moves.items() if to})


def _wiped(screen: Screen, block: Tiles, scene: Scene) -> Screen:
    """The same of tiles, if they are more than are seen at once."""
    rows = max(1, (scene.profile.display.rows - AROUND_TILES) // TILE_ROWS)
    seen, step = rows * block.columns, max(1, rows // 2) * block.columns
    first = min(scene.phone[Display].picked.get(screen.name, 0), len(block.items) - 1) if len(block.items) > seen else 0
    keys: dict[str, Event] = {"SwipeDown": MoveSelection(screen.name, max(0, first - step))} if first else {}
    if first + seen < len(block.items):
        keys["SwipeUp"] = MoveSelection(screen.name, first + step)
    return _with(screen, block, replace(block, selected=-1, first=first), keys)


def _grid_steps(columns: int) -> dict[str, int]:
    return {"Left": -1, "Right": 1, "Up": -columns, "Down": columns}


def _with(screen: Screen, old: Items | Tiles, new: Items | Tiles, keys: dict[str, Event]) -> Screen:
    body = tuple(new if block is old else block for block in screen.body)
    return replace(screen, body=body, keys={**keys, **screen.keys})


def _selecting(screen: Screen, scene: Scene) -> Screen:
    """The screen with a soft key that does what Select does with the selected row, on a phone on which one is."""
    chosen = screen.keys.get("Select")
    lists = not scene.profile.pointed and any(isinstance(block, Items) for block in screen.body)
    if chosen is None or not lists or any(key.intent == chosen for key in screen.actions):
        return screen
    last = next((place for place, key in enumerate(screen.actions) if key.label in LEAVING), len(screen.actions))
    return replace(screen, actions=(*screen.actions[:last], SoftKey("Select", chosen), *screen.actions[last:]))


def _leaving(screen: Screen, scene: Scene) -> Screen:
    """The screen with a soft key that leads back, on a phone that has no key or arrow for that; Home leads home.

    That soft key means nothing else, not even where all keys are under test.
    """
    toggled = screen.name in ("home", "lines") and "Home" in scene.profile.hard_keys
    ways = "Back" in scene.profile.hard_keys or scene.profile.display.touch or toggled
    back = screen.keys.get("Back", GoBack())
    if ways or any(key.intent == back or key.label in LEAVING for key in screen.actions):
        return screen
    place = f"SoftKey{len(screen.actions) + 1}"
    keys = {key: intent for key, intent in screen.keys.items() if key != place}
    return replace(screen, actions=(*screen.actions, SoftKey("Back", back)), keys=keys)


def _paged(screen: Screen, scene: Scene) -> Screen:
    """The screen with as many of its actions as there are soft keys; the last key is More where that is not all."""
    room, actions = scene.profile.soft_keys, screen.actions
    if len(actions) > room:
        step = room - 1
        pages = [actions[start : start + step] for start in range(0, len(actions), step)]
        name, number = scene.phone[Display].paged
        page = pages[number % len(pages) if name == screen.name else 0]
        actions = (*page, *[SoftKey("")] * (step - len(page)), SoftKey("More", TurnPage(screen.name)))
    return replace(screen, soft_keys=(*actions, *[SoftKey("")] * (room - len(actions))))


def _notice(scene: Scene) -> str:
    current = [text for text, until in scene.phone[Display].notices if until > scene.now]
    return current[-1] if current else ""


def _changes(screen: Screen, scene: Scene) -> Iterator[int]:
    """When time alone will alter the screen or how it is drawn."""
    if screen.changes_at is not None:
        yield screen.changes_at
    if screen.status is not None and screen.status.left:
        yield next_minute(scene.phone, scene.now)
    turn = turns_at(scene) if screen.status is not None else None
    if turn is not None:
        yield turn
    yield from (until for _, until in scene.phone[Display].notices if until > scene.now)
    for block in screen.body:
        if isinstance(block, CallCard) and block.since is not None:
            yield scene.now + SECOND - (scene.now - block.since) % SECOND
