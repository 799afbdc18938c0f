"""The screens of forwarding (whose calls, which of them, where to) and of lines that must not disturb."""

from __future__ import annotations

from emulator.boot.model import config
from emulator.display.cells import width
from emulator.display.entry import typed
from emulator.display.model import (
    Display,
    Field,
    GoBack,
    Item,
    Items,
    OpenView,
    Rank,
    Scene,
    Screen,
    SoftKey,
    View,
    showing,
)
from emulator.features.model import KINDS, Features, Forwarding, Kind, LineFeatures, SetForward, ToggleDnd, form_name
from emulator.kernel.state import Event
from emulator.lines.model import Line, Lines, line

LABELS: dict[Kind, str] = {"always": "Always", "no answer": "No Answer", "busy": "Busy"}
TITLES: dict[Kind, str] = {
    "always": "Call Forward Always",
    "no answer": "Call Forward No Answer",
    "busy": "Call Forward Busy",
}
"""UCS 4.0 phrases."""

MENU, DND = "forward", "dnd"
"""The views that the keys Forward and DND open."""


def _shown(scene: Scene, prefix: str) -> str:
    """What stands behind the prefix in the name of the view opened last; "" if it is another one."""
    name = next((name for name in _names(scene) if name.startswith(prefix) and showing(scene.phone, name)), "")
    return name.removeprefix(prefix)


def _names(scene: Scene) -> list[str]:
    names = []
    for each in scene.phone[Features].lines:
        names += [f"{MENU}/{each.line}", *(form_name(each.line, kind) for kind in KINDS)]
    return names


def _opened(scene: Scene) -> tuple[LineFeatures, Kind | None] | None:
    """Line and kind of forwarding that the view opened last is about."""
    features = scene.phone[Features]
    if showing(scene.phone, MENU) and len(features.lines) == 1:
        return features.lines[0], None
    number, _, kind = _shown(scene, f"{MENU}/").partition("/")
    found = next((each for each in KINDS if each == kind), None)
    return (features.find(int(number)), found) if number else None


def lines_view(scene: Scene) -> Screen:
    """Whose calls: only asked where there are several lines."""
    rows = tuple(
        Item(each.settings.label or each.settings.user, icon=_standing(each), intent=OpenView(f"{MENU}/{each.index}"))
        for each in scene.phone[Lines].lines
    )
    return Screen(MENU, "Line Select", (Items(rows),), (SoftKey("Back", GoBack()),))


def _standing(each: Line) -> str:
    return "registered" if each.registered else "unregistered"


def types_view(scene: Scene, each: LineFeatures) -> Screen:
    """Which calls of the line."""
    rows = tuple(
        Item(LABELS[kind], _state(each.forwarding(kind)), intent=OpenView(form_name(each.line, kind))) for kind in KINDS
    )
    title = "Forwarding Type Select"
    return Screen(f"{MENU}/{each.line}", title, (Items(rows),), (SoftKey("Back", GoBack()),))


def _state(chosen: Forwarding) -> str:
    return f"Enabled: {chosen.contact}" if chosen.on else "Disabled"


def form(scene: Scene, each: LineFeatures, kind: Kind) -> Screen:
    """Where to."""
    chosen = each.forwarding(kind)
    name = form_name(each.line, kind)
    contact = Field("Contact", chosen.contact, name="contact", kind="number")
    rings = Field("Forward After Rings", str(chosen.rings), name="rings", kind="number")
    fields = (contact, rings) if kind == "no answer" else (contact,)
    texts = [typed(scene.phone, name, field) for field in fields]
    count = int(texts[1]) if len(texts) > 1 and texts[1].isdecimal() and len(texts[1]) < 4 else 0
    enable = SoftKey("Enable", SetForward(each.line, kind, texts[0], count, enabled=True))
    disable = SoftKey("Disable", SetForward(each.line, kind, texts[0], count, enabled=False))
    found = line(scene.phone, each.line)
    label = found.settings.label if found else ""
    keys: dict[str, Event] = {"Select": enable.intent} if enable.intent else {}
    title = f"{TITLES[kind]} {label}".strip()
    title = title if width(title) < scene.profile.display.columns else TITLES[kind]
    return Screen(name, title, fields, (disable if chosen.on else enable, SoftKey("Back", GoBack())), keys)


def _draw(scene: Scene) -> Screen:
    opened = _opened(scene)
    if opened is None:
        return lines_view(scene)
    each, kind = opened
    return form(scene, each, kind) if kind else types_view(scene, each)


def dnd_view(scene: Scene) -> Screen:
    """Which lines must not disturb, where each is by itself; the selected one alone is changed, or all of them."""
    rows = tuple(_line_row(scene, each) for each in scene.phone[Lines].lines)
    picked = min(scene.phone[Display].picked.get(DND, 0), len(rows) - 1)
    change = SoftKey("Disable" if rows[picked].icon == "dnd" else "Enable", rows[picked].intent) if rows else None
    keys = (change,) if change and not scene.profile.pointed else ()
    all_lines = SoftKey("Set All", ToggleDnd(on=True)), SoftKey("Clear All", ToggleDnd(on=False))
    return Screen(DND, "Do Not Disturb", (Items(rows),), (*keys, *all_lines, SoftKey("Back", GoBack())))


def _line_row(scene: Scene, each: Line) -> Item:
    on = scene.phone[Features].find(each.index).dnd
    text, icon = each.settings.label or each.settings.user, "dnd" if on else _standing(each)
    return Item(text, "Enabled" if on else "Disabled", icon, ToggleDnd(each.index))


def _shows(scene: Scene) -> bool:
    allowed = config(scene.phone).flag("feature.forward.enable")
    return allowed and (showing(scene.phone, MENU) or bool(_shown(scene, f"{MENU}/")))


VIEWS = (
    View(MENU, Rank.MENU, _shows, _draw),
    View(DND, Rank.MENU, lambda scene: showing(scene.phone, DND), dnd_view),
)
"""The views of forwarding and do not disturb."""
