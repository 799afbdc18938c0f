"""Expansion modules beside the phone: where they are, what stands on them, what fingers find there."""

from __future__ import annotations

import itertools

import pytest
from msgspec.structs import replace

from emulator.display.model import Led, LineKey, Module, Screen
from emulator.display.sidecar import draw_module
from emulator.kernel.profile import load_profile, models
from tests.ui.fake import IDLE, FakePhone, Opened
from tests.ui.screen import shown, text
from ui.deeds import deeds
from ui.geometry import Control, Layout
from ui.layout import layout, natural
from ui.paint import Phone, paint
from ui.screenshot import svg

TAKERS = [model for model in models() if load_profile(model).expansions]


def modules(model: str, count: int) -> tuple[Module, ...]:
    """So many modules as the model takes, with a label beside each key."""
    takes = load_profile(model).expansions[0]
    size = takes.keys * takes.pages
    return tuple(
        Module(
            13 + number * size,
            tuple(LineKey(f"Name {13 + number * size + key}", "favorite") for key in range(takes.keys)),
            1,
            takes.pages,
            takes.name,
            takes.labels,
        )
        for number in range(count)
    )


def laid(model: str, columns: int, rows: int, count: int) -> Layout:
    """A layout with so many modules attached."""
    plan = layout(load_profile(model), columns, rows, modules(model, count))
    assert isinstance(plan, Layout)
    return plan


def windows(plan: Layout) -> list[bool]:
    """Of each module that is drawn, whether its labels have a place of their own."""
    return [panel.window is not None for panel in plan.panels]


@pytest.mark.parametrize("model", TAKERS)
@pytest.mark.parametrize(("columns", "rows"), [(150, 24), (130, 45), (400, 70)])
def test_modules_stand_apart_from_all_else(model: str, columns: int, rows: int) -> None:
    """Their keys and windows share no cell with each other or the phone, and lie within cases and terminal."""
    takes = load_profile(model).expansions[0]
    plan = laid(model, columns, rows, takes.most)
    shown = [panel.window for panel in plan.panels if panel.window]
    rooms = [plan.display, *(control.rect for control in plan.controls), *shown]
    cells = [{*itertools.product(range(r.x, r.x + r.width), range(r.y, r.y + r.height))} for r in rooms]
    assert sum(map(len, cells)) == len(set().union(*cells))
    assert all(0 <= x < columns and 0 <= y < rows for x, y in set().union(*cells))
    first = plan.panels[0].case.x if plan.panels else columns
    beside = [control.rect for control in plan.controls if control.rect.x >= first]
    assert len(plan.panels) * (takes.keys + (takes.pages if takes.pages > 1 else 0)) == len(beside)
    assert all(any(panel.case.holds(rect.x, rect.y) for panel in plan.panels) for rect in beside)


@pytest.mark.parametrize("model", TAKERS)
def test_each_label_stands_beside_its_key(model: str) -> None:
    """Left column first; a finger on the label finds the key, and the key's lamp is that of the line."""
    plan = natural(load_profile(model), modules(model, 1))
    window, keys = plan.panels[0].window, modules(model, 1)[0].keys
    assert window is not None
    rows = draw_module(modules(model, 1)[0], window.width, window.height).lines()
    for number, key in enumerate(keys, 13):
        control = next(each for each in plan.controls if each.name == f"LineKey{number}")
        row = rows[control.rect.y - window.y]
        right = control.rect.x > window.x
        assert (key.label, right) == (key.label, row.index(key.label) > window.width // 2 - 3)
        assert control == plan.at(window.x + row.index(key.label), control.rect.y)
        assert f"line{number}" == control.lamp


@pytest.mark.parametrize(
    ("columns", "drawn"),
    [(190, [True, True]), (160, [False, False]), (140, [False, False]), (130, [False]), (100, [])],
)
def test_a_narrow_terminal_shows_less_of_them(columns: int, drawn: list[bool]) -> None:
    """Labels on the keys, then fewer modules; the phone itself is always there."""
    assert drawn == windows(laid("VVX_450", columns, 45, 2))


def test_a_low_terminal_has_labels_on_the_keys() -> None:
    """Twenty rows of keys do not fit into 24 with all that is around them."""
    assert [False] == windows(laid("VVX_400", 200, 24, 1))
    assert [True] == windows(laid("VVX_400", 200, 27, 1))


def painted(phone: FakePhone, module: Module, light: int = 3) -> str:
    """The phone with this module, as text."""
    screen = Screen("lines", modules=(module,), light=light)
    plan = natural(phone.profile, (module,))
    leds = {"line13": Led("green"), "em1page2": Led("red")}
    return paint(plan, Phone(phone.profile, phone.frame, leds, False, 0, {}, screen)).text()


def test_name_labels_lamps_and_pages_are_drawn(phone: FakePhone) -> None:
    """A display says with an icon what a key is for; the page that it shows has a lamp."""
    module = modules("VVX_450", 1)[0]
    text = painted(phone, module)
    assert [] == [
        each for each in ("VVX EM50", "[13●G ]│★ Name 13", "Name 18 ★│[18○  ]", "1 ○", "2 ●R") if each not in text
    ]


def test_paper_knows_no_icons_and_no_light(phone: FakePhone) -> None:
    """What was written on it stays; a display of a phone that sleeps shows nothing."""
    paper = replace(modules("VVX_450", 1)[0], labels="paper")
    assert "│ Name 13 " in painted(phone, paper)
    assert "Name 13" in painted(phone, paper, light=0)
    assert "Name 13" not in painted(phone, modules("VVX_450", 1)[0], light=0)


def test_long_labels_share_a_row() -> None:
    """One may take what the other leaves; two long ones have half of it each, further apart if wide; icons stay."""
    long = "Maria Magdalena Konstantinopolitanska"
    keys = tuple(LineKey(label, "favorite") for label in (long, long, "Eve", long))
    assert ("★ Maria Magdal… Eve ★", "★ Maria M… Maria M… ★") == draw_module(Module(1, keys), 21, 2).lines()
    wide = draw_module(Module(1, keys), 27, 2).lines()
    assert ("★ Maria Magdalena K…  Eve ★", "★ Maria Mag…   Maria Mag… ★") == wide


def test_a_picture_shows_them_too(phone: FakePhone) -> None:
    """In a case of their own, on a ground that says what they are written on."""
    module = modules("VVX_450", 1)[0]
    phone.screen = Screen("lines", modules=(module,), keys={"LineKey13": Opened("x")})
    on_display = svg(phone)
    assert [] == [word for word in (">VVX EM50<", ">13</text>", ">Name</text>") if word not in on_display]
    phone.screen = replace(phone.screen, modules=(replace(module, labels="paper"),))
    assert ("#ebe8df" in svg(phone), "#ebe8df" in on_display) == (True, False)


def test_a_control_beside_no_window_is_found_as_before() -> None:
    """Where labels are on the keys, those are pressed."""
    plan = laid("VVX_450", 122, 24, 1)
    found = [control for control in plan.controls if control.kind == "module"]
    assert all(isinstance(plan.at(*control.rect[:2]), Control) for control in found)


async def test_a_label_is_clicked_for_its_key(phone: FakePhone) -> None:
    """Where it stands between the keys; a page key is clicked itself."""
    module = modules("VVX_450", 1)[0]
    offered = {"LineKey14": Opened("14"), "EM1Page2": Opened("page")}
    phone.screen = replace(IDLE, modules=(module,), keys=offered)
    async with shown(phone, 190, 45) as pilot:
        for words in ("★ Name 14", "2 ○"):
            row, line = next((row, line) for row, line in enumerate(text(pilot).splitlines()) if words in line)
            await pilot.click(offset=(line.index(words) + 1, row))
    assert [("press", "LineKey14", 0), ("press", "EM1Page2", 0)] == phone.did


def test_one_kind_is_offered_where_it_hangs() -> None:
    """Either to begin with, then more of the same, or one less."""
    phone = FakePhone("VVX_400")
    names = [each.name for each in deeds(phone) if "xpansion" in each.name]
    assert ["Attach an expansion module", "Attach a color expansion module"] == names
    phone.plug("color-expansion")
    names = [each.name for each in deeds(phone) if "xpansion" in each.name]
    assert ["Remove a color expansion module", "Attach another expansion module"] == names
