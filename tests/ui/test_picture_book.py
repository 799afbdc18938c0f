"""What holds for every picture of the book: nothing is clipped, nothing lies over something else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

import pytest

from emulator.display import canvas
from emulator.display.canvas import Hit
from emulator.display.cells import ELLIPSIS, glyphs, width
from emulator.display.language import language as speech
from emulator.display.model import CallCard, Field, Item, Items, Screen, Text, Tiles
from emulator.kernel.profile import load_profile, models
from tests.ui.pictures import Still
from tests.ui.scenes import SCENES, scenes
from tests.ui.stage import Scene

LANGUAGES = ("English_United_States", "German_Germany", "French_France")


def stills(model: str, language: str = "") -> list[tuple[str, Still]]:
    """The phones of a model's book, in that language."""
    profile = load_profile(model)
    spoken = {"lcl.ml.lang": language} if language else {}
    return [
        (name, Still(profile, Scene(scene.parts, scene.events, {**scene.settings, **spoken}, scene.fits)))
        for name, scene in scenes(profile).items()
    ]


@pytest.fixture
def overwritten(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Texts that were drawn over others, messages apart, or beyond the edge of the display."""
    found: list[str] = []
    write = canvas.Canvas.write

    def watched(self: canvas.Canvas, column: int, row: int, text: str, style: str = "") -> None:
        if column < 0 or column + width(text) > self.columns or not 0 <= row < self.height:
            found.append(f"{text!r} leaves the display")
        for place, (glyph, wide) in enumerate(glyphs(text) if "popup" not in style else ()):
            if not self.blank(column + place, row, wide) and self._cells[row][column + place][0] != glyph:
                found.append(f"{text!r} lies over something")
                break
        write(self, column, row, text, style)

    monkeypatch.setattr(canvas.Canvas, "write", watched)
    return found


@pytest.mark.parametrize("model", models())
def test_nothing_lies_over_something_else(model: str, overwritten: list[str]) -> None:
    """Each text has cells of its own, within the display; only messages cover what is below them."""
    for name, still in stills(model):
        overwritten.clear()
        frame = still.frame
        assert (name, []) == (name, overwritten)
        size = still.profile.display
        assert (name, [size.columns] * size.rows) == (name, list(map(width, frame.lines())))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("model", models())
def test_no_label_is_clipped(model: str, language: str) -> None:
    """Soft keys, tiles and titles are whole, be it in a short form; names of people may be cut, with an ellipsis."""
    for name, still in stills(model, language):
        screen = still.screen
        spans = [span for row in still.frame.rows for span in row]
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
    for name, still in stills(model):
        rows = still.frame.rows if still.screen.name == "lines" and not still.screen.popup else ()
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


AS_THEY_ARE = re.compile(
    r"Carol Smith|Dave.*|Maria .*|Konstantin.*|Bob .*|[12] (Carol|Dave).*|Reception|Sales|Support Desk|Warehouse"
    r"|Poly.*|VVX 450|CCX 500|site.cfg|[+0-9 :APM]+|(P/N|MAC|S/N) .*|C7MX4QGN2|gNCYoV19|https:.*|[aA]bc|\(GMT.*"
    r"|.*Weekly review|Room 4|.*meeting room|.*reception desk|.*Lunch|>|.*@example.com|jdoe|EXAMPLE|Jane Doe"
)
"""What is the same in every language: names, numbers, what people have written."""


@pytest.mark.parametrize("language", LANGUAGES[1:])
@pytest.mark.parametrize("model", ["VVX_450", "CCX_500"])
def test_every_screen_speaks_the_language(model: str, language: str) -> None:
    """Whatever stays in English is a name, or a word that is the same."""
    spoken = speech(language)
    assert spoken is not None
    english = dict(stills(model))
    for name, still in stills(model, language):
        same = set(_texts(english[name].screen)) & set(_texts(still.screen))
        silent = [text for text in same if text and not AS_THEY_ARE.fullmatch(text) and not spoken.knows(text)]
        assert (name, []) == (name, [text for text in silent if not spoken.knows(text[2:])])


def _texts(screen: Screen) -> Iterator[str]:
    yield screen.title
    yield from (key.label for key in screen.actions)
    for block in screen.body:
        match block:
            case Text():
                yield from block.lines
            case Items():
                yield from (text for row in block.rows for text in (row.text, row.detail))
            case Tiles():
                yield from (tile.text for tile in block.items)
            case Field():
                yield block.prompt
            case CallCard():
                yield from (block.state, block.line)


@pytest.mark.parametrize("model", models())
def test_the_rows_of_a_list_are_columns(model: str) -> None:
    """Texts begin and details end where those of the row above do."""
    for name, still in stills(model):
        lists = [block for block in still.screen.body if isinstance(block, Items)]
        rows = [item for block in lists for item in block.rows]
        found = ((line, _item(line, rows)) for line in still.frame.lines())
        shown = [(line, item) for line, item in found if item]
        ends = {line.rindex(item.detail) + len(item.detail) for line, item in shown if item.detail}
        starts = {line.index(_begins(item.text)) for line, item in shown if item.detail}
        assert (name, True) == (name, len(ends) <= 1 and len(starts) <= 1)


def _item(line: str, rows: Sequence[Item]) -> Item | None:
    """The item that a row of the display shows: of those that begin so, the one that goes on so, too."""
    alike = [item for item in rows if _begins(item.text) in line and item.detail in line]
    return max(alike, key=lambda item: (item.text in line, len(item.text)), default=None)


def _begins(text: str) -> str:
    return text[:4]


@pytest.mark.parametrize("model", models())
def test_fingers_find_one_thing_at_a_place(model: str) -> None:
    """Regions to be touched lie within the display, and apart from each other."""
    for name, still in stills(model):
        frame = still.frame
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
    for name, still in stills(model):
        cards = [block for block in still.screen.body if isinstance(block, CallCard) and not still.screen.popup]
        text = still.frame.text()
        assert (name, []) == (name, [card.state for card in cards if card.state not in text])
        assert (name, []) == (name, [card.name for card in cards if _begins(card.name) not in text])


def test_no_scene_is_for_no_model() -> None:
    """Each is in the book of some model, and what a model has not is not in its book."""
    profiles = {model: load_profile(model) for model in models()}
    assert set(SCENES) == {name for profile in profiles.values() for name in scenes(profile)}
    for profile in profiles.values():
        shown = scenes(profile)
        assert ("active-headset" in shown) == profile.has("headset")
        assert ("modules" in shown) == (profile.expansion is not None)
        assert not ("pairing" in shown and not profile.has("pc-port"))


@pytest.mark.parametrize("model", models())
def test_a_message_is_shown_whole(model: str) -> None:
    """Every word of it, be the display as low as it may."""
    still = dict(stills(model))["notice"]
    words = " ".join("".join(span.text for span in row) for row in still.frame.rows).split()
    assert {"Login", "credential", "validation", "is", "successful."} <= set(words)
