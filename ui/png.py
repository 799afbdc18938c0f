"""Write a picture as PNG. Text appears on machines without any font too, in the one that Pillow brings along."""

from __future__ import annotations

import io
import unicodedata
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from emulator.display.icons import ICONS
from ui.picture import CELL, SIZE, Box, Picture, Shape, Words

SCALE = 2
"""Pixels of the image for one of the picture, across and down."""

FINE = 2
"""The picture is drawn so many times larger and then reduced, which smooths its edges."""

FONTS = ("DejaVuSansMono", "LiberationMono-Regular", "NotoSansMono-Regular", "Menlo", "consola")
"""Fonts of even width that are looked for on the machine, in this order."""

PLAIN = str.maketrans("│─┌┐└┘█░▏▸▴▾▲▼◀▶…−●○", "|-++++#.|>^v^v<>.-*o") | {
    ord(icon.glyph): icon.ascii for icon in ICONS.values()
}
"""What stands in for a glyph that the font has not."""

Font = ImageFont.FreeTypeFont


def png(picture: Picture) -> bytes:
    """The picture as the bytes of a PNG file."""
    scale = SCALE * FINE
    image = Image.new("RGBA", (picture.width * scale, picture.height * scale))
    pen = ImageDraw.Draw(image)
    for shape in picture.shapes:
        _draw(pen, shape, scale)
    small = image.resize((picture.width * SCALE, picture.height * SCALE), Image.Resampling.BOX)
    out = io.BytesIO()
    small.save(out, "PNG", optimize=True)
    return out.getvalue()


def _draw(pen: ImageDraw.ImageDraw, shape: Shape, scale: int) -> None:
    if isinstance(shape, Words):
        _write(pen, shape, scale)
        return
    stroke, line = shape.stroke or None, scale if shape.stroke else 0
    if isinstance(shape, Box):
        room = _corners(shape.x, shape.y, shape.width, shape.height, scale)
        pen.rounded_rectangle(room, shape.radius * scale, shape.fill, stroke, line)
    else:
        radius = shape.radius
        room = _corners(shape.x - radius, shape.y - radius, 2 * radius, 2 * radius, scale)
        pen.ellipse(room, shape.fill, stroke, line)


def _corners(x: float, y: float, width: float, height: float, scale: int) -> tuple[float, float, float, float]:
    """Upper left and lower right, the latter within the shape as Pillow has it."""
    return x * scale, y * scale, (x + width) * scale - 1, (y + height) * scale - 1


def _write(pen: ImageDraw.ImageDraw, words: Words, scale: int) -> None:
    """Write text into its cells, narrowed if the font runs wider."""
    text = "".join(_drawable(character, scale) for character in words.text)
    font = _font(scale)
    if words.size != SIZE:
        font = font.font_variant(size=font.size * words.size / SIZE)
    taken = font.getlength(text)
    if taken > words.width * scale * 1.02:
        font = font.font_variant(size=font.size * words.width * scale / taken)
        taken = words.width * scale
    left = words.x * scale + max(0.0, words.width * scale - taken) / 2 * (len(text) == 1)
    stroke = scale / 5 if words.bold else 0
    pen.text((left, words.y * scale), text, words.color, font, anchor="lm", stroke_width=stroke)


@cache
def _font(scale: int) -> Font:
    """A font whose letters are as wide as a cell."""
    for name in FONTS:
        for ending in (".ttf", ".ttc"):
            try:
                font = ImageFont.truetype(name + ending, 100)
            except OSError:
                continue
            return font.font_variant(size=100 * CELL[0] * scale / font.getlength("0"))
    built_in = ImageFont.load_default(15 * scale)
    if not isinstance(built_in, Font):
        raise OSError("Pillow was built without FreeType and cannot write text; take a screenshot as .svg")
    return built_in


@cache
def _drawable(character: str, scale: int) -> str:
    """The character, or the next best that the font can draw: its icon's letter, the bare letter, a question mark."""
    if character.isascii() or _known(character, scale):
        return character
    bare = unicodedata.normalize("NFKD", character.translate(PLAIN)).encode("ascii", "ignore").decode()
    return bare[:1] or "?"


def _known(character: str, scale: int) -> bool:
    font = _font(scale)
    return bytes(font.getmask(character)) != bytes(font.getmask("\uffff"))
