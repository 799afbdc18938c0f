"""A picture of the phone as a file, without any terminal: SVG by our own hand, PNG by Pillow."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from ui.picture import SIZE, Box, Disc, Picture, Shape, Words, picture
from ui.source import Seen

FONTS = "'DejaVu Sans Mono', 'Liberation Mono', Menlo, Consolas, monospace"


def svg(source: Seen, theme: str = "dark") -> str:
    """The phone as it looks now, as an SVG document."""
    drawn = picture(source, theme)
    title = f"Poly {source.profile.name}: {source.screen.name}"
    return "\n".join((*_head(drawn, title), *map(_element, drawn.shapes), "</g>", "</svg>", ""))


def png(source: Seen, theme: str = "dark") -> bytes:
    """The phone as it looks now, as a PNG image."""
    from ui.png import png as write  # Pillow takes its time to load

    return write(picture(source, theme))


def save(source: Seen, path: Path, theme: str = "dark") -> None:
    """Write the picture to a file, in a theme's colours; its suffix, .svg or .png, says in which format.

    Raises ValueError for another suffix, OSError if the file cannot be written.
    """
    if path.suffix == ".svg":
        path.write_text(svg(source, theme), encoding="utf-8")
    elif path.suffix == ".png":
        path.write_bytes(png(source, theme))
    else:
        raise ValueError(f"{path}: a screenshot is written as .svg or .png")


def _head(drawn: Picture, title: str) -> tuple[str, ...]:
    size = f'width="{drawn.width}" height="{drawn.height}" viewBox="0 0 {drawn.width} {drawn.height}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">',
        f"<title>{escape(title)}</title>",
        f'<g font-family="{FONTS}" font-size="{SIZE}" dominant-baseline="central">',
    )


def _element(shape: Shape) -> str:
    match shape:
        case Box():
            place = f'x="{shape.x:g}" y="{shape.y:g}" width="{shape.width:g}" height="{shape.height:g}"'
            return f'<rect {place} rx="{shape.radius:g}" {_paint(shape)}/>'
        case Disc():
            return f'<circle cx="{shape.x:g}" cy="{shape.y:g}" r="{shape.radius:g}" {_paint(shape)}/>'
        case Words():
            return _text(shape)


def _paint(shape: Box | Disc) -> str:
    fill = f"fill={quoteattr(shape.fill)}"
    return f"{fill} stroke={quoteattr(shape.stroke)}" if shape.stroke else fill


def _text(words: Words) -> str:
    """A text that fills its cells exactly, whatever font the viewer has; a single glyph stands in their middle."""
    weight = ' font-weight="bold"' if words.bold else ""
    weight += f' font-size="{words.size:g}"' if words.size != SIZE else ""
    if len(words.text) == 1:
        place = f'x="{words.x + words.width / 2:g}" text-anchor="middle"'
    else:
        place = f'x="{words.x:g}" textLength="{words.width:g}" lengthAdjust="spacingAndGlyphs"'
    return f'<text {place} y="{words.y:g}" fill={quoteattr(words.color)}{weight}>{escape(words.text)}</text>'
