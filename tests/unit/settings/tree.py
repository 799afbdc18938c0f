"""The whole tree of the menus, as phones of all kinds show it: every leaf with the labels that lead to it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from emulator.display.model import Item, Items, Swiped, Touched
from emulator.settings.facts import SUPPLIERS
from emulator.settings.menus import Row, shown
from emulator.settings.model import OpenPage
from tests.unit.hands import SERVER, Hands
from tests.unit.world import site

ALL_ON = """prov.login.enabled="1" up.idleBrowser.enabled="1" feature.presence.enabled="1" ptt.pageMode.enable="1"
    feature.acdLoginLogout.enabled="1" phoneLock.enabled="1" """
"""What makes entries appear that are not there by default."""

LYNC = {**SERVER, "device.baseProfile": "Lync"}
WIRED = {**SERVER, "device.net.dot1x.enabled": "1"}

PHONES: dict[str, tuple[str, dict[str, str]]] = {
    "VVX 450": ("VVX_450", WIRED),
    "VVX 450 with Lync": ("VVX_450", LYNC),
    "VVX 601": ("VVX_601", SERVER),
    "VVX 1500": ("VVX_1500", SERVER),
    "CCX 500": ("CCX_500", SERVER),
    "CCX 600 with Skype": ("CCX_600", LYNC),
    "SoundPoint IP 650": ("SPIP_650", SERVER),
    "SoundStation IP 7000": ("SSIP_7000", SERVER),
}
"""Phones that between them show every entry there is: model and device settings."""


class Leaf(NamedTuple):
    """An entry that is no page: where it stands, on which phone, and what it is."""

    path: tuple[str, ...]
    phone: str
    row: Row

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same entry on another phone: page, label, and what it is about."""
        return self.row.page.partition(":")[0], self.row.label, self.row.target

    @property
    def name(self) -> str:
        """Its labels from the top."""
        return " > ".join(filter(None, (*self.path, self.row.label)))


def phone(name: str) -> Hands:
    """One of `PHONES`, idle."""
    model, device = PHONES[name]
    hands = Hands(model, {"site.cfg": site(more=ALL_ON)}, device=device)
    assert hands.state == "running"
    return hands


@cache
def leaves() -> tuple[Leaf, ...]:
    """Every leaf once, on the first phone that shows it."""
    found: dict[tuple[str, str, str], Leaf] = {}
    for name in PHONES:
        for leaf in _walk(phone(name), name):
            found.setdefault(leaf.key, leaf)
    return tuple(found.values())


def _walk(hands: Hands, name: str) -> Iterator[Leaf]:
    top = "main" if "Menu" in hands.device.profile.hard_keys else "settings"
    waiting: list[tuple[tuple[str, ...], str]] = [((), top)]
    seen = set()
    while waiting:
        path, page = waiting.pop(0)
        if page in seen:
            continue
        seen.add(page)
        for row in shown(hands.device.scene, page):
            if row.kind == "page":
                waiting.append(((*path, row.label), row.target))
                continue
            yield Leaf(path, name, row)
            items = SUPPLIERS[row.target](hands.device.scene, page.partition(":")[2]) if row.kind == "rows" else ()
            onward = [(item, item.intent) for item in items if isinstance(item.intent, OpenPage)]
            waiting += [((*path, item.text), intent.page) for item, intent in onward[:1]]


def open_leaf(leaf: Leaf) -> Hands:
    """A phone on which somebody has gone to the leaf's page and chosen it."""
    hands = phone(leaf.phone)
    profile = hands.device.profile
    if "Menu" in profile.hard_keys:
        hands.press("Menu")
    else:
        hands.feed(OpenPage("settings"))
    for label in (*leaf.path, *filter(None, (leaf.row.label,))):
        choose(hands, label)
        if hands.screen.name.startswith("password/"):
            hands.type("456")
            hands.press("Enter")
    return hands


def choose(hands: Hands, label: str) -> None:
    """Choose the row of that label, by the keys of the phone or by a finger."""
    rows = _rows(hands)
    texts = [row.text.lstrip("0123456789").lstrip() if row.text[:1].isdigit() else row.text for row in rows]
    place = next((place for place, text in enumerate(texts) if label in (text, rows[place].text)), None)
    assert place is not None, f"no {label!r} on\n{hands.text}"
    if "Down" in hands.device.profile.hard_keys:
        _walk_to(hands, place)
    else:
        _touch(hands, rows[place])


def _rows(hands: Hands) -> tuple[Item, ...]:
    return next((block.rows for block in hands.screen.body if isinstance(block, Items)), ())


def _walk_to(hands: Hands, place: int) -> None:
    block = next(block for block in hands.screen.body if isinstance(block, Items))
    hands.press(*["Down" if place > block.selected else "Up"] * abs(place - block.selected), "Select")


def _touch(hands: Hands, row: Item) -> None:
    for _ in range(20):
        hit = hands.device.frame(hands.screen).find(row.text)
        if hit is not None:
            hands.feed(Touched(*hit.center))
            return
        hands.feed(Swiped("up"))
    raise AssertionError(f"no {row.text!r} on\n{hands.text}")
