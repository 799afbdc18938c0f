"""What stands between the keys of an expansion module: a label beside each of them, on its display or on paper."""

from __future__ import annotations

from msgspec.structs import replace

from emulator.display.canvas import Canvas, Frame
from emulator.display.cells import fit, width
from emulator.display.model import LineKey, Module
from emulator.display.pieces import line_text

MARGIN = " "
"""What parts the names on paper from its edges, where a display has icons."""


ROOMY = 24
"""From how many columns on two labels that share a row are two cells apart: one is read as a blank between words."""


def key_place(count: int, index: int, rows: int) -> tuple[bool, int]:
    """Where key `index` (from 0, left column first) of so many is: whether at the right, and beside which row."""
    side = -(-count // 2)
    step = max(1, rows // side)
    return index >= side, (rows - step * side) // 2 + step // 2 + index % side * step


def draw_module(module: Module, columns: int, rows: int, *, lit: bool = True) -> Frame:
    """The labels of a module, each beside its key; of a display that is not lit, none are seen."""
    canvas = Canvas(columns, rows)
    paper, count = module.labels == "paper", len(module.keys)
    side, gap = -(-count // 2), 1 + (columns >= ROOMY)
    sides = module.keys[:side], (*module.keys[side:], LineKey(""))
    for index, key in enumerate(module.keys if lit or paper else ()):
        right, row = key_place(count, index, rows)
        facing = sides[not right][index % side]
        spare = width(_written(key, paper=paper, right=right)) - width(key.label)
        room = max(columns - width(_written(facing, paper=paper, right=not right)) - gap, (columns - gap) // 2)
        short = replace(key, label=fit(key.label, room - spare))
        text = _written(short, paper=paper, right=right)
        canvas.write(columns - width(text) if right else 0, row, text, "label")
    return canvas.frame()


def _written(key: LineKey, *, paper: bool, right: bool) -> str:
    """What stands beside a key: its name alone on paper, where nothing changes; else with an icon."""
    if not paper or not key.label:
        return line_text(key, mirrored=right)
    return f"{key.label}{MARGIN}" if right else f"{MARGIN}{key.label}"
