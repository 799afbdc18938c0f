"""What holds for every picture of the book: nothing is clipped, nothing lies over something else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations, pairwise

import pytest

from emulator.display import canvas
from emulator.display.blocks import SELECTED
from emulator.display.canvas import Hit
from emulator.display.cells import ELLIPSIS, glyphs, width
from emulator.display.frame import draw
from emulator.display.icons import ICONS, glyph
from emulator.display.model import CallCard, Item, Items, Tiles
from emulator.kernel.profile import load_profile, models
from tests.ui.album import album
from tests.ui.scenes import SCENES, scenes
from tests.ui.stage import MINUTE

LANGUAGES = ("English_United_States", "German_Germany", "French_France")

ROOM = 12
"""Rows of a display that has room for a call and a message at once."""


@pytest.fixture
def overwritten(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Texts that were drawn over others, messages apart, or beyond the edge of the display."""
    found: list[str] = []
    write = canvas.Canvas.write

    def watched(self: canvas.Canvas, column: int, row: int, text: str, style: str = "") -> None:
        if column < 0 or column + width(text) > self.columns or not 0 <= row < self.height:
            found.append(f"{text!r} leaves the display")
        for place, (drawn, wide) in enumerate(glyphs(text) if "popup" not in style else ()):
            if not self.blank(column + place, row, wide) and self._cells[row][column + place][0] != drawn:
                found.append(f"{text!r} lies over something")
                break
        write(self, column, row, text, style)

    monkeypatch.setattr(canvas.Canvas, "write", watched)
    return found


@pytest.mark.parametrize("model", models())
def test_nothing_lies_over_something_else(model: str, overwritten: list[str]) -> None:
    """Each text has cells of its own, within the display; only messages cover what is below them."""
    for name, profile, screen, *_ in album(model):
        overwritten.clear()
        frame = draw(screen, profile, MINUTE)
        assert (name, []) == (name, overwritten)
        size = profile.display
        assert (name, [size.columns] * size.rows) == (name, list(map(width, frame.lines())))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("model", models())
def test_no_label_is_clipped(model: str, language: str) -> None:
    """Soft keys, tiles and titles are whole, be it in a short form; names of people may be cut, with an ellipsis."""
    for name, _, screen, frame, _ in album(model, language):
        spans = [span for row in frame.rows for span in row]
        keys = [span.text for span in spans if span.style == "softkey" and ELLIPSIS in span.text]
        assert (name, []) == (name, keys)
        titles = [span.text for span in spans if span.style == "title"]
        assert not screen.title or any(screen.title in title or ELLIPSIS in title for title in titles), name
        if "Konstantinopolitanska" not in screen.title:
            assert (name, []) == (name, [title for title in titles if ELLIPSIS in title])


FLANKED = [each.token for each in map(load_profile, models()) if all(each.line_places) and not each.display.touch]
"""The models with line keys at both sides of the display."""


@pytest.mark.parametrize("model", FLANKED)
def test_news_stand_between_the_labels(model: str) -> None:
    """Whatever an idle phone tells, it tells in the middle of the display, and the labels beside it stay whole."""
    for name, _, screen, frame, _ in album(model):
        rows = frame.rows if screen.name == "lines" and not screen.popup else ()
        labels = [span.text for row in rows for span in row if span.style == "label"]
        assert (name, []) == (name, [text for text in labels if ELLIPSIS in text])
        news = [
            "".join(span.text if span.style in ("", "strong") else " " * width(span.text) for span in row)
            for row in rows
        ]
        edges = [
            (width(text) - width(text.lstrip()), width(text) - width(text.rstrip())) for text in news if text.strip()
        ]
        assert (name, []) == (name, [edge for edge in edges if abs(edge[0] - edge[1]) > 1])


@pytest.mark.parametrize("model", models())
def test_the_rows_of_a_list_are_columns(model: str) -> None:
    """Texts begin, behind their numbers, and details end where those of the row above do."""
    for name, _, screen, frame, _ in album(model):
        lists = [block for block in screen.body if isinstance(block, Items)]
        rows = [item for block in lists for item in block.rows]
        found = ((line, _item(line, rows)) for line in frame.lines())
        shown = [(line, item) for line, item in found if item]
        ends = {line.rindex(item.detail) + len(item.detail) for line, item in shown if item.detail}
        starts = {line.index(_begins(item.text)) + _digits(item.text) for line, item in shown if item.detail}
        assert (name, True) == (name, len(ends) <= 1 and len(starts) <= 1)


def _item(line: str, rows: Sequence[Item]) -> Item | None:
    """The item that a row of the display shows whole, or cut; of several the longest."""
    shown = [item for item in rows if item.text in line or (_begins(item.text) in line and ELLIPSIS in line)]
    return max((item for item in shown if item.detail in line), key=lambda item: len(item.text), default=None)


def _digits(text: str) -> int:
    """How long the number is that a text begins with."""
    number = re.match(r"\d{1,2}(?= )", text)
    return len(number[0]) if number else 0


def _begins(text: str) -> str:
    return text[:4]


@pytest.mark.parametrize("model", models())
def test_fingers_find_one_thing_at_a_place(model: str) -> None:
    """Regions to be touched lie within the display, and apart from each other."""
    for name, _, _, frame, _ in album(model):
        for hit in frame.hits:
            inside = 0 <= hit.column and hit.column + hit.width <= frame.columns
            assert (name, hit.label, True) == (name, hit.label, inside and hit.row + hit.height <= len(frame.rows))
        assert (name, []) == (name, [(a.label, b.label) for a, b in combinations(frame.hits, 2) if _meet(a, b)])


def _meet(one: Hit, other: Hit) -> bool:
    beside = one.column + one.width <= other.column or other.column + other.width <= one.column
    above = one.row + one.height <= other.row or other.row + other.height <= one.row
    return not (beside or above) and one.intent != other.intent


@pytest.mark.parametrize("model", models())
def test_every_call_can_be_read(model: str) -> None:
    """Whose call it is and how it stands are on the display."""
    for name, _, screen, frame, _ in album(model):
        low = screen.popup and load_profile(model).display.rows < ROOM
        cards = [block for block in screen.body if isinstance(block, CallCard) and not low]
        text = frame.text()
        assert (name, []) == (name, [card.state for card in cards if card.state not in text])
        assert (name, []) == (name, [card.name for card in cards if _begins(card.name) not in text])


@pytest.mark.parametrize("model", [each.token for each in map(load_profile, models()) if each.display.columns >= 36])
def test_the_mark_of_a_row_stands_apart_from_its_icon(model: str) -> None:
    """Cursor and icon are two things."""
    for name, _, screen, frame, _ in album(model):
        icons = {glyph(item.icon) for block in screen.body if isinstance(block, Items) for item in block.rows} - {""}
        assert (name, []) == (name, [icon for icon in icons if f"{SELECTED}{icon}" in frame.text()])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("model", ["VVX_101", "VVX_250", "VVX_300", "VVX_450"])
def test_captions_do_not_run_together(model: str, language: str) -> None:
    """Tiles beside each other have a gap between their captions."""
    home = next(each for each in album(model, language) if each.scene == "home")
    names = [tile.text for block in home.screen.body if isinstance(block, Tiles) for tile in block.items]
    rows = [line for line in home.frame.lines() if any(name in line for name in names)]
    assert rows
    assert [] == [row for row in rows if any(f"{one}{other}" in row for one, other in pairwise(names))]


MARKS = ("chosen", "favorite", "message")
"""Icons of rows that stand out among others."""


@pytest.mark.parametrize("model", models())
def test_a_list_has_icons_in_all_of_its_rows_or_in_none(model: str) -> None:
    """Only where they mark a row may others be without; no row has an icon that there is no glyph for."""
    for name, _, screen, *_ in album(model):
        for icons in ({item.icon for item in block.rows} for block in screen.body if isinstance(block, Items)):
            assert (name, True) == (name, "" not in icons or icons <= {"", *MARKS})
            assert (name, set()) == (name, icons - {"", *ICONS})


@pytest.mark.parametrize("model", models())
def test_no_word_stands_alone_below_a_line_that_could_share(model: str) -> None:
    """The lines of a message are about as long as each other."""
    frame = next(each.frame for each in album(model) if each.scene == "notice")
    rows = ["".join(span.text for span in row if span.style == "popup").strip("│ ") for row in frame.rows]
    lines = [row for row in rows if row and not set(row) <= set("┌─┐└┘")]
    longest = max(map(width, lines))
    assert len(lines) == 1 or [] == [line for line in lines if width(line) + len("credential") < longest]


BACKLESS = [each.token for each in map(load_profile, models()) if "Back" not in each.hard_keys]
"""The models without a Back key."""


@pytest.mark.parametrize("model", BACKLESS)
def test_a_phone_without_a_back_key_has_another_way_back(model: str) -> None:
    """A soft key, be it behind More, or the arrow before the title of a touch screen; the Home key leaves Home."""
    for name, profile, screen, frame, _ in album(model):
        leads = {key.label for key in screen.actions} | {hit.key for hit in frame.hits if profile.display.touch}
        opened = "Back" in screen.keys and screen.title and screen.name != "home"
        assert (name, True) == (name, not opened or bool(leads & {"Back", "Cancel", "No", "Exit"}))


def test_no_scene_is_for_no_model() -> None:
    """Each is in the book of some model, and what a model has not is not in its book."""
    profiles = {model: load_profile(model) for model in models()}
    assert set(SCENES) == {name for profile in profiles.values() for name in scenes(profile)}
    for profile in profiles.values():
        shown = scenes(profile)
        assert ("active-headset" in shown) == profile.has("headset")
        assert ("modules" in shown) == bool(profile.expansions)
        assert not ("pairing" in shown and not profile.has("pc-port"))


@pytest.mark.parametrize("model", models())
def test_a_message_is_shown_whole(model: str) -> None:
    """Every word of it, be the display as low as it may."""
    frame = next(each.frame for each in album(model) if each.scene == "notice")
    words = " ".join("".join(span.text for span in row) for row in frame.rows).split()
    assert {"Login", "credential", "validation", "is", "successful."} <= set(words)


@pytest.mark.parametrize("model", [model for model in models() if load_profile(model).display.layout == "conference"])
def test_a_conference_phone_shows_no_handset(model: str) -> None:
    """It has none to lift."""
    for each in album(model):
        icons = each.screen.status.icons if each.screen.status else ()
        assert (each.scene, False) == (each.scene, "handset" in icons)


@pytest.mark.parametrize("model", models())
def test_about_tells_all_or_says_that_there_is_more(model: str) -> None:
    """A display that is too low for it is gone through as a list."""
    shown = next(each for each in album(model) if each.scene == "about")
    assert "Application" in shown.frame.text() or "▾" in shown.frame.text()


@pytest.mark.parametrize("model", ["VVX_450", "VVX_600", "CCX_500"])
def test_a_line_looks_the_same_in_every_list(model: str) -> None:
    """One that is not registered has the icon for that, wherever lines are listed."""
    for each in album(model):
        rows = [row for block in each.screen.body if isinstance(block, Items) for row in block.rows]
        wrong = [row.text for row in rows if row.text == "Reception" and row.icon == "registered"]
        assert (each.scene, []) == (each.scene, wrong)
