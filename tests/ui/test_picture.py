"""Pictures of the phone as files."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from msgspec.structs import replace
from PIL import Image, ImageChops

import ui.png
from emulator.display.model import Led, Screen, StatusBar, Text
from emulator.kernel.profile import load_profile, models
from tests.ui.fake import FakePhone
from tests.ui.pictures import book
from tests.ui.scenes import scenes
from ui.layout import natural
from ui.picture import CELL, EDGE, Box, Disc, Words, picture
from ui.screenshot import png, save, svg

SVG = "{http://www.w3.org/2000/svg}"
MODELS = ("VVX_450", "VVX_250", "CCX_500")


@pytest.fixture(autouse=True)
def fresh_fonts() -> Iterator[None]:
    """Let each test look for fonts anew."""
    yield
    ui.png._font.cache_clear()
    ui.png._drawable.cache_clear()


@pytest.mark.parametrize("model", models())
def test_everything_lies_within_the_picture(model: str) -> None:
    """No shape sticks out, whatever the model."""
    drawn = picture(FakePhone(model))
    for shape in drawn.shapes:
        if isinstance(shape, Disc):
            left, right, top, bottom = shape.x - shape.radius, shape.x, shape.y - shape.radius, shape.y
        else:
            height = shape.height if isinstance(shape, Box) else 0
            left, right, top, bottom = shape.x, shape.x + shape.width, shape.y, shape.y + height
        assert 0 <= left <= right <= drawn.width
        assert 0 <= top <= bottom <= drawn.height


@pytest.mark.parametrize("model", MODELS)
def test_svg_says_what_the_phone_shows(model: str) -> None:
    """It is well-formed, and its texts are those of display and keys."""
    phone = FakePhone(model)
    root = ElementTree.fromstring(svg(phone))
    texts = [element.text for element in root.iter(f"{SVG}text")]
    assert f"Poly {phone.profile.name}: lines" == root.findtext(f"{SVG}title")
    assert {"10:42", "AM", "New", "Call", "Bob", "Speaker", "MWI"} <= set(texts)


@pytest.mark.parametrize(
    ("model", "ground"),
    [("VVX_450", "#10243d"), ("SPIP_550", "#b9c4bd"), ("SPIP_670", "#10243d"), ("VVX_201", "#b9c4bd")],
)
def test_a_display_without_colours_is_grey(model: str, ground: str) -> None:
    """Dark on grey, as those displays are; the others keep their colours."""
    fills = [shape.fill for shape in picture(FakePhone(model)).shapes if isinstance(shape, Box)]
    assert {ground} == {"#10243d", "#b9c4bd"} & set(fills)


@pytest.mark.parametrize("model", ["VVX_101", "VVX_600", "CCX_700", "SPIP_335", "SSDuo", "SL_8452"])
def test_the_picture_book_shows_what_it_says(model: str) -> None:
    """Each picture is of another screen of the phone, as the phone itself would show it."""
    profile = load_profile(model)
    shown = {name: still.screen.name for _, name, still in book([model])}
    assert set(scenes(profile)) == set(shown)
    same = {"splash", "application", "home", "dialer", "incoming", "active", "held", "calls", "asleep", "underside"}
    assert same & set(shown) == {name for name in same if shown.get(name) == name}
    assert ("password/user", "recent-calls/missed") == (shown["form"], shown["recent"])
    pictures = [svg(still) for _, _, still in book([model])]
    assert len(shown) == len(set(pictures))


def test_icons_at_the_edge_lie_on_the_display(phone: FakePhone) -> None:
    """Icons are wider than their cells: the display, and a bar across it, reach a little beyond the first and last."""
    phone.screen = replace(phone.screen, status=StatusBar("10:00 AM", ("registered",), "2001", "10:00 AM"))
    shapes = picture(phone).shapes
    display = natural(phone.profile, ()).display
    wide = [shape for shape in shapes if isinstance(shape, Box) and shape.width == display.width * CELL[0] + 2 * EDGE]
    assert {display.height * CELL[1], CELL[1]} <= {shape.height for shape in wide}
    assert {display.x * CELL[0] - EDGE} == {shape.x for shape in wide}


def test_text_from_the_network_is_no_markup(phone: FakePhone) -> None:
    """A name with angle brackets and quotes is drawn as it is."""
    phone.screen = Screen(name='"<&', body=(Text(('<script>&"',)),))
    root = ElementTree.fromstring(svg(phone))
    assert '<script>&"' in [element.text for element in root.iter(f"{SVG}text")]


def test_a_lamp_shows_colour_letter_and_blinking(phone: FakePhone) -> None:
    """A lit lamp has its colour and letter, a blinking one a ring; dark, it keeps ring and letter."""
    phone.now, phone.leds = 0, {"line1": Led("green", "offering")}
    lit = [shape for shape in picture(phone).shapes if isinstance(shape, Disc)]
    phone.now = 250_000
    dark = [shape for shape in picture(phone).shapes if isinstance(shape, Disc)]
    assert 1 + sum(shape.radius == 7 for shape in lit) == len(lit) == len(dark)
    assert lit != dark
    assert "G" in [shape.text for shape in picture(phone).shapes if isinstance(shape, Words)]


def test_a_lifted_handset_is_gone_from_its_cradle(phone: FakePhone) -> None:
    """It is told in words, too."""
    resting = svg(phone)
    phone.lifted = True
    assert "on hook" in resting
    assert "off hook" in svg(phone)
    assert len(svg(phone)) < len(resting)


@pytest.mark.parametrize("fonts", [ui.png.FONTS, ()], ids=["the machine's fonts", "no font on the machine"])
def test_png_has_text_in_it(phone: FakePhone, monkeypatch: pytest.MonkeyPatch, fonts: tuple[str, ...]) -> None:
    """The middle of the display is not empty, on a machine without fonts either."""
    monkeypatch.setattr(ui.png, "FONTS", fonts)
    image = Image.open(io.BytesIO(png(phone))).convert("RGB")
    phone.screen = Screen(name="dark")
    empty = Image.open(io.BytesIO(png(phone))).convert("RGB")
    strokes = ImageChops.difference(image, empty).convert("L").histogram()[32:]
    assert sum(strokes) > 2_000


def test_what_the_font_has_not_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Icons become their letters, accents fall, the rest is a question mark."""
    monkeypatch.setattr(ui.png, "FONTS", ())
    assert ["*", "u", "^", "?"] == [ui.png._drawable(character, 4) for character in "☎ü▲日"]


@pytest.mark.parametrize(("name", "start"), [("phone.svg", b"<svg"), ("phone.png", b"\x89PNG")])
def test_the_suffix_says_the_format(phone: FakePhone, tmp_path: Path, name: str, start: bytes) -> None:
    """SVG or PNG, as the file is called."""
    save(phone, tmp_path / name)
    assert (tmp_path / name).read_bytes().startswith(start)


def test_another_suffix_is_refused(phone: FakePhone, tmp_path: Path) -> None:
    """In one sentence, and nothing is written."""
    with pytest.raises(ValueError, match=r"is written as \.svg or \.png"):
        save(phone, tmp_path / "phone.jpg")
    assert [] == list(tmp_path.iterdir())
