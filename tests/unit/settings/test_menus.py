"""The menus' tables make sense, and every page can be opened and left on every family of phones."""

from __future__ import annotations

import pytest

from emulator.config.catalogue import find
from emulator.display.conditions import holds
from emulator.display.model import OpenView
from emulator.settings.actions import ACTIONS
from emulator.settings.facts import SUPPLIERS
from emulator.settings.menus import SETTING, TYPED, Row, pages, rows_of
from emulator.settings.model import OpenPage
from tests.unit.hands import Hands

ROWS = [row for page in pages() for row in rows_of(f"{page}:1.2")]
"""All rows; those of pages that are about something, with numbers in their places."""


def _name(row: Row) -> str:
    return f"{row.page.partition(':')[0]}-{row.label}"


@pytest.mark.parametrize("row", ROWS, ids=_name)
def test_a_row_leads_somewhere(row: Row) -> None:
    """Pages, actions and suppliers that a row names exist; its parameter is catalogued and takes its values."""
    holds(Hands.idle().device.scene, row.when)
    if row.kind == "page":
        assert row.target.partition(":")[0] in pages()
    elif row.kind == "action":
        assert row.target in ACTIONS
    elif row.kind == "rows":
        assert row.target in SUPPLIERS
    elif row.kind in SETTING:
        parameter = find(row.target)
        assert parameter is not None
        values = [] if row.kind in TYPED else [value for _, value in row.choices]
        assert values == [parameter.read(value).value for value in values]


def test_every_page_is_reached() -> None:
    """From Settings, the Menu key, Setup, soft keys, or a list of what pages are about."""
    reached, waiting = set(), ["main", "setup", "base-profile", "quick-setup", "line", "line-status"]
    waiting += ["authority", "credential"]
    while waiting:
        page = waiting.pop()
        reached.add(page)
        onward = [row.target.partition(":")[0] for row in pages()[page] if row.kind == "page"]
        waiting += [target for target in onward if target not in reached]
    assert reached == set(pages())


@pytest.mark.parametrize("model", ["VVX_450", "VVX_250", "CCX_500"])
def test_every_page_and_editor_can_be_opened_and_left(model: str) -> None:
    """Each row opens what it is for, Back leads to where one came from, and nothing outgrows the display."""
    hands = Hands(model)
    for page in pages():
        if page == "setup":
            continue
        page = f"{page}:{'1.1' if page == 'line-server' else '1'}"
        hands.feed(OpenPage(page))
        for item in (block for block in hands.screen.body if hasattr(block, "rows")):
            for row in item.rows:
                if not isinstance(row.intent, OpenView | OpenPage) or str(row.intent).count("test-"):
                    continue
                hands.feed(OpenPage(page))
                hands.feed(row.intent)
                lines = hands.text.splitlines()
                assert (hands.device.profile.display.rows, True) == (len(lines), bool(hands.screen.keys["Back"]))
                hands.feed(hands.screen.keys["Back"])
        hands.press("Home")
