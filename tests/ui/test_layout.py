"""The layout: everything fits, nothing overlaps, every key of the model is there."""

from __future__ import annotations

import itertools

import pytest

from emulator.kernel.profile import load_profile, models
from ui.geometry import Layout, Shortage
from ui.layout import layout, layout_or_display, natural, widths

SIZES = [(80, 24), (80, 27), (80, 30), (100, 37), (140, 45), (200, 60)]


def laid(model: str, columns: int, rows: int) -> Layout:
    """A layout that must be possible."""
    plan = layout(load_profile(model), columns, rows)
    assert isinstance(plan, Layout)
    return plan


@pytest.mark.parametrize("model", models())
@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_all_keys_of_the_model_are_there(model: str, columns: int, rows: int) -> None:
    """Hard keys, line keys, soft keys where they are keys, and the handset can be pressed at any size from 80x24 on."""
    profile = load_profile(model)
    handset = {"Handset"} if profile.has("handset") else set()
    wanted = {*profile.hard_keys, *handset, *(f"LineKey{index + 1}" for index in range(profile.line_key_count))}
    if not profile.display.touch:
        wanted |= {f"SoftKey{index + 1}" for index in range(profile.soft_keys)}
    assert wanted == {control.name for control in laid(model, columns, rows).controls}


@pytest.mark.parametrize("model", models())
@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_nothing_overlaps_and_nothing_sticks_out(model: str, columns: int, rows: int) -> None:
    """Controls, display and message lamp share no cell, and all lie within the terminal."""
    plan = laid(model, columns, rows)
    rooms = [plan.display, *(control.rect for control in plan.controls)]
    cells = [{*itertools.product(range(r.x, r.x + r.width), range(r.y, r.y + r.height))} for r in rooms]
    cells.append({(plan.mwi[0] + offset, plan.mwi[1]) for offset in range(3)})
    assert sum(map(len, cells)) == len(set().union(*cells))
    assert all(0 <= x < columns and 0 <= y < rows for x, y in set().union(*cells))


@pytest.mark.parametrize("model", models())
def test_every_control_is_found_in_its_own_cells(model: str) -> None:
    """The hit map leads from each corner of a control back to it."""
    plan = laid(model, 140, 50)
    for control in plan.controls:
        x, y, width, height = control.rect
        assert {control} == {plan.at(x, y), plan.at(x + width - 1, y + height - 1)}


def test_line_keys_lie_beside_their_labels() -> None:
    """Left column first, each in the row where the display has its label."""
    plan = laid("VVX_450", 140, 45)
    keys = {control.name: control.rect for control in plan.controls if control.kind == "line"}
    assert keys["LineKey1"].x < plan.display.x < plan.display.x + plan.display.width < keys["LineKey7"].x
    assert keys["LineKey1"].y == keys["LineKey7"].y
    assert keys["LineKey1"].y < keys["LineKey6"].y < plan.display.y + plan.display.height


@pytest.mark.parametrize(("model", "least"), [("VVX_450", (76, 24)), ("VVX_250", (66, 22)), ("CCX_500", (70, 21))])
def test_too_small_a_terminal_is_told_what_is_needed(model: str, least: tuple[int, int]) -> None:
    """One cell less than the least in either direction is a shortage that names the least."""
    profile = load_profile(model)
    assert isinstance(layout(profile, *least), Layout)
    assert Shortage(*least) == layout(profile, least[0] - 1, least[1])
    assert Shortage(*least) == layout(profile, least[0], least[1] - 1)


@pytest.mark.parametrize(("model", "least"), [("VVX_450", (62, 20)), ("VVX_250", (42, 18)), ("CCX_500", (47, 15))])
def test_where_keys_do_not_fit_the_display_may(model: str, least: tuple[int, int]) -> None:
    """It needs its own cells, a frame, and a row for name and message lamp; less is a shortage."""
    profile = load_profile(model)
    plan = layout_or_display(profile, *least)
    assert isinstance(plan, Layout)
    assert ((), least) == (plan.controls, (plan.width, plan.height))
    assert Shortage(*least) == layout_or_display(profile, least[0], least[1] - 1)
    assert layout(profile, 80, 24) == layout_or_display(profile, 80, 24)


def test_a_touch_display_shrinks_to_fit_and_no_further_than_it_must() -> None:
    """A low terminal shows fewer rows of the tall display; a high one shows all."""
    assert [21, 37, 40] == [laid("CCX_500", 80, rows).display.height for rows in (24, 40, 44)]


def test_the_largest_shape_is_wider_than_those_that_fit_lower_terminals() -> None:
    """Shapes are offered best first, only those that the height allows."""
    profile = load_profile("VVX_450")
    assert [90, 80, 76] == widths(profile, 45)
    assert [76] == widths(profile, 24)
    assert 90 == natural(profile).width


@pytest.mark.parametrize("model", [model for model in models() if "Conference" in load_profile(model).hard_keys])
def test_boxed_keys_say_what_is_printed_on_the_device(model: str) -> None:
    """Flat ones, of which more must fit into a row, say it in a short form."""
    boxed = {control.name: control.label for control in natural(load_profile(model)).controls}
    flat = {control.name: control.label for control in laid(model, 110, 24).controls}
    assert ("Conference", "Confrnc") == (boxed["Conference"], flat["Conference"])
    if "Directories" in boxed:
        assert ("Directories", "Dir") == (boxed["Directories"], flat["Directories"])
