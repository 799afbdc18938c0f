"""How each block of a screen's body becomes rows of cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace

from emulator.display.cells import balanced, fit, pad, width, wrap
from emulator.display.forms import FocusField
from emulator.display.icons import glyph, word
from emulator.display.labels import label, short
from emulator.display.model import Block, CallCard, Field, Item, Items, Progress, Text, Tiles
from emulator.kernel.state import Event

SELECTED = "▸"
MORE_ABOVE, MORE_BELOW = "▴", "▾"
BEFORE, BEHIND = "◂", "▸"
CARD_ROWS = 4
"""The rows of a call; where there are fewer, name and number share one."""

MOST_GAP = 2
"""Blank rows between tiles, at most."""

SPACIOUS = 30
"""From how many cells on marks stand apart: that of the selected row from its icon, that of more rows from details.

From there on, too, numbers before the texts of rows end below each other.
"""

TILE_ROWS = 3  # icon, caption, gap

ROOMY = 24
"""From how many rows on fingers get the rows of a list apart even if then not all of them are seen at once."""


_NUMBER = re.compile(r"(\d{1,2}) ")


class Part(NamedTuple):
    """Some cells of a row; `intent` is what a finger on them means, `label` what they say then."""

    text: str
    style: str = ""
    intent: Event | None = None
    label: str = ""


Row = tuple[Part, ...]


def timer(since: int, now: int) -> str:
    """How long ago `since` was, as the phone's call timer shows it."""
    minutes, seconds = divmod(max(0, now - since) // 1_000_000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"


def spread(left: str, right: str, room: int) -> str:
    """Two texts at the ends of `room` cells; where they do not fit the left one gives way, down to a quarter of it."""
    end = fit(right, room - min(width(left), room // 4) - 1 if left else room)
    spare = room - width(end)
    return (pad(left, spare - 1) + " " if end else pad(left, spare)) + end if left else pad(end, room, "right")


def window(count: int, selected: int, height: int) -> int:
    """The first of `count` rows to draw so that the selected one is among the `height` that fit."""
    return max(0, min(selected - height // 2, count - height))


def stack(blocks: Sequence[Block], room: int, height: int, now: int, *, fingers: bool = False) -> list[Row]:
    """The rows of all blocks, at most `height` of them, parted by blank rows where there is room.

    Where there is little room, texts say less before other blocks are cut off. For `fingers`, the rows of a list stand
    apart where there is room for that.
    """
    blocks = _terse(blocks, room, height, now)
    fixed = {id(block): _rows(block, room, height, now) for block in blocks if not _flexible(block)}
    left = height - sum(map(len, fixed.values()))
    flexible = _for_fingers if fingers else _rows
    parts = [fixed.get(id(block)) or flexible(block, room, left, now) for block in blocks]
    drawn, parts = parts, [rows for rows in parts if rows]
    gap = 1 if sum(map(len, parts)) + len(parts) - 1 <= height else 0
    stacked: list[Row] = []
    for rows in parts:
        stacked += [(Part(" " * room),)] * (gap if stacked else 0) + rows
    first = _first_row(blocks, drawn, height) if len(stacked) > height else 0
    return _marked(stacked, first, height)


def _marked(rows: list[Row], first: int, height: int) -> list[Row]:
    """So many rows from the first on, with marks at the ends where there are more above and below."""
    shown = rows[first : first + height]
    if first > 0:
        shown[0] = _ending(shown[0], MORE_ABOVE)
    if first + height < len(rows) and shown:
        shown[-1] = _ending(shown[-1], MORE_BELOW)
    return shown


def _ending(row: Row, mark: str) -> Row:
    """The row with the mark in its last cell, if that is blank."""
    last = row[-1]
    return (*row[:-1], last._replace(text=last.text[:-1] + mark)) if last.text.endswith(" ") else row


def _for_fingers(block: Block, room: int, height: int, now: int) -> list[Row]:
    """The rows of a list, with blank ones between them and details below what they would cut; or those of tiles."""
    if isinstance(block, Items):
        for each in (_with_details_below(block, room), block):
            if height >= ROOMY or sum(_height(item) + 1 for item in each.rows) <= height:
                return list(_items(each, room, height, now, gap=1))
    return _rows(block, room, height, now)


def _with_details_below(block: Items, room: int) -> Items:
    """The list with all details in second rows, if one of them leaves too little room for a text."""
    indent = 3 if _has_icons(block) else 1
    if all(indent + width(item.text) + width(item.detail) < room - 1 for item in block.rows if item.detail):
        return block
    beside = any(item.under[0] for item in block.rows)
    rows = (replace(item, detail="", under=_below(item, beside=beside)) for item in block.rows)
    return replace(block, rows=tuple(rows))


def _unfolded(block: Items, room: int, height: int) -> Items:
    """The list with those details in second rows that would be cut, or would cut a text, if there is room for that."""
    indent = 4 if _has_icons(block) else 1
    rows = tuple(
        replace(item, detail="", under=_below(item, beside=True))
        if item.detail and not item.under[1] and indent + width(short(item.text)) + width(item.detail) >= room
        else item
        for item in block.rows
    )
    return replace(block, rows=rows) if sum(map(_height, rows)) <= height else block


def _below(item: Item, *, beside: bool) -> tuple[str, str]:
    """The second row of an item with its detail in it, at the right of what stands there in other items."""
    return (item.under[0], item.detail) if beside else (item.detail, item.under[1])


def _height(item: Item) -> int:
    """The rows of an item where each has all of its own."""
    return 1 + any(item.under)


def _first_row(blocks: Sequence[Block], parts: Sequence[list[Row]], height: int) -> int:
    """Where to begin a form that is too long, so that the field with the cursor is seen."""
    focused = next((number for number, block in enumerate(blocks) if _has_cursor(block)), 0)
    return max(0, sum(map(len, parts[: focused + 1])) - height)


def _terse(blocks: Sequence[Block], room: int, height: int, now: int) -> Sequence[Block]:
    """The blocks with less text, as far as the room is too low for all: no dim texts and blank lines, then one line."""
    kept = [block for block in blocks if not (isinstance(block, Text) and block.style == "dim")]
    dense = [_lines(block, tuple(filter(None, block.lines))) if isinstance(block, Text) else block for block in kept]
    for fewer in (blocks, dense):
        if sum(len(_rows(block, room, height, now)) for block in fewer if not _flexible(block)) <= height:
            return fewer
    return [_lines(block, block.lines[:1]) if isinstance(block, Text) else block for block in dense]


def _lines(block: Text, lines: tuple[str, ...]) -> Text:
    return replace(block, lines=lines)


def _has_cursor(block: Block) -> bool:
    return isinstance(block, Field) and bool(block.name) and block.cursor is not None


def _flexible(block: Block) -> bool:
    return isinstance(block, Items | Tiles)


def _rows(block: Block, room: int, height: int, now: int) -> list[Row]:
    if height < 1:
        return []
    if isinstance(block, Items):
        block = _unfolded(block, room, height)
    return list(_DRAWERS[type(block)](block, room, height, now))


def _text(block: Text, room: int, _height: int, _now: int) -> Iterator[Row]:
    for line in block.lines:
        for part in (balanced if block.align == "center" else wrap)(line, room) or [""]:
            yield (Part(pad(part, room, block.align), block.style),)


def _field(block: Field, room: int, _height: int, _now: int) -> Iterator[Row]:
    value = "*" * len(block.value) if block.secret else block.value
    cursor = block.cursor if block.name else len(value)
    if block.choices:
        value = f"{BEFORE} {value} {BEHIND}" if cursor is not None else value
    elif cursor is not None:
        value = f"{value[:cursor]}▏{value[cursor:]}"
        while width(value[: cursor + 1]) > room - 2:
            value, cursor = value[1:], cursor - 1
    value = fit(value, room - 2)
    focus = FocusField(block.name) if block.name else None
    yield (Part(pad(block.prompt, room), "", focus, block.prompt),)
    yield (Part(f" {pad(value, room - 2)} ", "field", focus, block.prompt),)


def _progress(block: Progress, room: int, _height: int, _now: int) -> Iterator[Row]:
    percent = min(100, max(0, block.percent))
    bar = room - 7
    full = bar * percent // 100
    yield (Part(f" {'█' * full}{'░' * (bar - full)} {percent:3}% ", "progress"),)


def _card(block: CallCard, room: int, height: int, now: int) -> Iterator[Row]:
    since = "" if block.since is None else timer(block.since, now)
    number = block.number if block.name else ""
    if height < CARD_ROWS:
        yield (Part(spread(block.name or block.number, number, room), "big"),)
    else:
        if block.line:
            yield (Part(pad(block.line, room, "center"), "dim"),)
        yield (Part(pad(block.name or block.number, room, "center"), "big"),)
        if number:
            yield (Part(pad(number, room, "center")),)
        if block.to:
            yield (Part(pad(block.to, room, "center"), "dim"),)
    marks = "".join(f"  {glyph(mark)} {word(mark)}" for mark in block.marks)
    state, lasted = f"{glyph(block.icon)} {block.state}{marks}".strip(), f"{block.counter} {since}".strip()
    alone = not lasted and height >= CARD_ROWS
    yield (Part(pad(state, room, "center") if alone else spread(state, lasted, room), "strong"),)


def _items(block: Items, room: int, height: int, _now: int, gap: int = 0) -> Iterator[Row]:
    tall = gap > 0 or sum(map(_height, block.rows)) <= height
    seen = _seen(block, [(_height(item) if tall else 1) + gap for item in block.rows], height + gap)
    cut, icons = len(seen) < len(block.rows), _has_icons(block)
    apart = " " if block.selected >= 0 and room >= SPACIOUS else ""
    margin = " " if cut and room >= SPACIOUS and any(item.detail for item in block.rows) else ""
    inner, digits = room - cut - len(margin), max(map(_digits, block.rows), default=0) if room >= SPACIOUS else 0
    for index in seen:
        item, chosen = block.rows[index], index == block.selected
        mark, turn, move = " " if cut else "", "", None
        if index == seen[-1] and index + 1 < len(block.rows):
            mark, turn, move = MORE_BELOW, "Scroll down", block.later
        elif index == seen[0] and index > 0:
            mark, turn, move = MORE_ABOVE, "Scroll up", block.earlier
        icon = f"{apart}{glyph(item.icon) or ' '} " if icons else ""
        icon += " " * (digits - _digits(item)) if _digits(item) else ""
        text = f"{SELECTED if chosen else ' '}{icon}{_beside(item, inner - len(icon) - 1)}"
        shown = f"{spread(text, item.detail, inner)}{margin}"
        row = Part(shown, "selected" if chosen else "", item.intent, item.text)
        yield (row, Part(mark, row.style, move, turn)) if mark else (row,)
        if tall and any(item.under):
            second = f" {' ' * len(icon)}{item.under[0]}" if item.under[0] else ""
            below = f"{spread(second, fit(item.under[1], inner - 1), inner)}{margin}"
            yield (row._replace(text=below), *[Part(" ", row.style)] * cut)
        if gap and index != seen[-1]:
            yield (row._replace(text=" " * (room - cut), style=""), *[Part(" ")] * cut)


def _digits(item: Item) -> int:
    """How long the number is that a row begins with, so that numbers end below each other."""
    number = _NUMBER.match(item.text)
    return len(number[1]) if number else 0


def _beside(item: Item, room: int) -> str:
    """The text of an item, in its short form if the detail leaves no room for all of it."""
    return item.text if width(item.text) + bool(item.detail) + width(item.detail) <= room else short(item.text)


def _seen(block: Items, sizes: Sequence[int], height: int) -> range:
    """Which items of so many rows each are drawn, in `height` rows."""
    if sum(sizes) <= height:
        return range(len(sizes))
    most = max(1, height // max(sizes))
    first = window(len(sizes), block.selected, most) if block.selected >= 0 else block.first
    first = max(0, min(first, len(sizes) - most))
    return range(first, first + most)


def _has_icons(block: Items) -> bool:
    return any(glyph(item.icon) for item in block.rows)


def _tiles(block: Tiles, room: int, height: int, _now: int) -> Iterator[Row]:
    grid = [block.items[i : i + block.columns] for i in range(0, len(block.items), block.columns)]
    fitting = max(1, (height + 1) // TILE_ROWS)
    gap = max(1, min(MOST_GAP, height // max(1, len(grid)) - TILE_ROWS + 1))
    pointed = max(0, min(block.first // block.columns, len(grid) - fitting))
    first = window(len(grid), block.selected // block.columns, fitting) if block.selected >= 0 else pointed
    last = min(len(grid), first + fitting) - 1
    sizes = _tile_sizes(grid, block.columns, room)
    for number, tiles in enumerate(grid[first : last + 1], first):
        chosen = block.selected - number * block.columns
        icons = tuple(_tile_parts(tiles, sizes, chosen, _icon_cell))
        yield _ending(icons, MORE_ABOVE) if number == first > 0 else icons
        captions = tuple(_tile_parts(tiles, sizes, chosen, _caption_cell))
        yield _ending(captions, MORE_BELOW) if number == last < len(grid) - 1 else captions
        if number < last:
            yield from [(Part(" " * room),)] * gap


def _tile_sizes(grid: Sequence[Sequence[Item]], columns: int, room: int) -> list[int]:
    """How wide the columns are: all the same, unless only others leave captions whole, or at least apart."""
    even = [room * (index + 1) // columns - room * index // columns for index in range(columns)]
    for whole in (True, False):
        needs = [_need(grid, index, None if whole else size) for index, size in enumerate(even)]
        spare = room - sum(needs)
        if all(need <= size for need, size in zip(needs, even, strict=True)):
            return even
        if spare >= 0:
            shares = [spare * (index + 1) // columns - spare * index // columns for index in range(columns)]
            return [need + share for need, share in zip(needs, shares, strict=True)]
    return even


def _need(grid: Sequence[Sequence[Item]], column: int, size: int | None) -> int:
    """How much room the captions of a column need with a gap behind, whole or as they are in `size` cells."""
    texts = [tiles[column].text for tiles in grid if column < len(tiles)]
    return max((width(text if size is None else label(text, size)) for text in texts), default=0) + 1


def _tile_parts(
    tiles: Sequence[Item], sizes: Sequence[int], chosen: int, cell: Callable[[Item, int, bool], str]
) -> Iterator[Part]:
    for index, (tile, size) in enumerate(zip(tiles, sizes, strict=False)):
        selected = index == chosen
        yield Part(cell(tile, size, selected), "selected" if selected else "", tile.intent, tile.text)


def _caption(tile: Item, size: int) -> str:
    """What fits, with a gap to the next tile if that shortens nothing; the mark of the selected one is in the gap."""
    caption = label(tile.text, size - 1)
    return caption if caption == tile.text else label(tile.text, size)


def _icon_cell(tile: Item, size: int, selected: bool) -> str:
    mark = SELECTED if selected and not _marked_below(tile, size) else ""
    return pad(f"{mark}{glyph(tile.icon)}", size, "center")


def _caption_cell(tile: Item, size: int, selected: bool) -> str:
    mark = SELECTED if selected and _marked_below(tile, size) else ""
    return pad(f"{mark}{_caption(tile, size)}", size, "center")


def _marked_below(tile: Item, size: int) -> bool:
    """Whether the caption leaves room for the mark of the selected tile and a gap behind; else it is at the icon."""
    return width(_caption(tile, size)) < size - 1


_DRAWERS: dict[type[Any], Callable[..., Iterator[Row]]] = {
    Text: _text,
    Items: _items,
    Field: _field,
    Progress: _progress,
    CallCard: _card,
    Tiles: _tiles,
}
