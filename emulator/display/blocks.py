"""How each block of a screen's body becomes rows of cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace

from emulator.display.cells import ELLIPSIS, fit, pad, width, wrap
from emulator.display.forms import FocusField
from emulator.display.icons import glyph, word
from emulator.display.labels import label
from emulator.display.model import Block, CallCard, Field, Item, Items, Progress, Text, Tiles
from emulator.kernel.state import Event

SELECTED = "▸"
MORE_ABOVE, MORE_BELOW = "▴", "▾"
BEFORE, BEHIND = "◂", "▸"
CARD_ROWS = 4
"""The rows of a call; where there are fewer, name and number share one."""

MOST_GAP = 2
"""Blank rows between tiles, at most."""

TILE_ROWS = 3  # icon, caption, gap


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
    """Two texts at the ends of `room` cells; the left one gives way, down to a quarter of the room."""
    end = fit(right, room - room // 4 - 1 if left else room)
    spare = room - width(end)
    return (pad(left, spare - 1) + " " if end else pad(left, spare)) + end if left else pad(end, room, "right")


def window(count: int, selected: int, height: int) -> int:
    """The first of `count` rows to draw so that the selected one is among the `height` that fit."""
    return max(0, min(selected - height // 2, count - height))


def stack(blocks: Sequence[Block], room: int, height: int, now: int, *, fingers: bool = False) -> list[Row]:
    """The rows of all blocks, at most `height` of them, parted by blank rows where there is room.

    Where there is little room, texts say less before other blocks are cut off. For `fingers`, the rows of a list that
    leaves room for it stand apart.
    """
    blocks = _terse(blocks, room, height, now)
    fixed = {id(block): _rows(block, room, height, now) for block in blocks if not _flexible(block)}
    left = height - sum(map(len, fixed.values()))
    parts = [fixed.get(id(block)) or _rows(block, room, left, now) for block in blocks]
    if fingers:
        parts = [_apart(block, rows, room, left) for block, rows in zip(blocks, parts, strict=True)]
    drawn, parts = parts, [rows for rows in parts if rows]
    gap = 1 if sum(map(len, parts)) + len(parts) - 1 <= height else 0
    stacked: list[Row] = []
    for rows in parts:
        stacked += [(Part(" " * room),)] * (gap if stacked else 0) + rows
    first = _first_row(blocks, drawn, height) if len(stacked) > height else 0
    return stacked[first : first + height]


def _apart(block: Block, rows: list[Row], room: int, height: int) -> list[Row]:
    """The rows of a list with a blank one behind each, if so many fit."""
    if not isinstance(block, Items) or len(rows) < len(block.rows) or len(rows) + len(block.rows) > height:
        return rows
    tall, left, apart = len(rows) > len(block.rows), iter(rows), list[Row]()
    for item in block.rows:
        apart += [next(left) for _ in range(_height(item) if tall else 1)]
        apart.append((Part(" " * room),))
    return apart


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
    return list(_DRAWERS[type(block)](block, room, height, now))


def _text(block: Text, room: int, _height: int, _now: int) -> Iterator[Row]:
    for line in block.lines:
        for part in wrap(line, room) or [""]:
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
        yield (Part(pad(number, room, "center")),)
    marks = "".join(f"  {glyph(mark)} {word(mark)}" for mark in block.marks)
    state, lasted = f"{glyph(block.icon)} {block.state}{marks}".strip(), f"{block.counter} {since}".strip()
    alone = not lasted and height >= CARD_ROWS
    yield (Part(pad(state, room, "center") if alone else spread(state, lasted, room), "strong"),)


def _items(block: Items, room: int, height: int, _now: int) -> Iterator[Row]:
    tall = sum(map(_height, block.rows)) <= height
    first = window(len(block.rows), block.selected, height) if block.selected >= 0 else block.first
    first = max(0, min(first, len(block.rows) - height))
    shown = block.rows[first : first + height]
    marks = ["" if len(shown) == len(block.rows) else " "] * len(shown)
    if first:
        marks[0] = MORE_ABOVE
    if first + height < len(block.rows):
        marks[-1] = MORE_BELOW
    icons = any(glyph(item.icon) for item in block.rows)
    for index, (item, mark) in enumerate(zip(shown, marks, strict=True), first):
        chosen = index == block.selected
        icon = f"{glyph(item.icon) or ' '} " if icons else ""
        text = f"{SELECTED if chosen else ' '}{icon}{item.text}"
        row = Part(spread(text, item.detail, room - len(mark)), "selected" if chosen else "", item.intent, item.text)
        move, to = {MORE_ABOVE: ("Scroll up", block.earlier), MORE_BELOW: ("Scroll down", block.later)}.get(
            mark, ("", None)
        )
        yield (row, Part(mark, row.style, to, move)) if mark else (row,)
        if tall and any(item.under):
            second = f" {'  ' if icons else ''}{item.under[0]}"
            yield (row._replace(text=spread(second, item.under[1], room)),)


def _tiles(block: Tiles, room: int, height: int, _now: int) -> Iterator[Row]:
    grid = [block.items[i : i + block.columns] for i in range(0, len(block.items), block.columns)]
    fitting = max(1, (height + 1) // TILE_ROWS)
    gap = max(1, min(MOST_GAP, height // max(1, len(grid)) - TILE_ROWS + 1))
    first = window(len(grid), block.selected // block.columns, fitting)
    for number, tiles in enumerate(grid[first : first + fitting], first):
        chosen = block.selected - number * block.columns
        yield tuple(_tile_parts(tiles, block.columns, room, chosen, _icon_cell))
        yield tuple(_tile_parts(tiles, block.columns, room, chosen, _caption_cell))
        if number < len(grid) - 1:
            yield from [(Part(" " * room),)] * gap


def _tile_parts(
    tiles: Sequence[Item], columns: int, room: int, chosen: int, cell: Callable[[Item, int, bool], str]
) -> Iterator[Part]:
    for index, tile in enumerate(tiles):
        size = room * (index + 1) // columns - room * index // columns
        selected = index == chosen
        yield Part(cell(tile, size, selected), "selected" if selected else "", tile.intent, tile.text)


def _caption(tile: Item, size: int) -> str:
    """What fits, with a gap to the next tile if that cuts nothing; the mark of the selected one has room in the gap."""
    caption = label(tile.text, size - 1)
    return label(tile.text, size) if caption.endswith(ELLIPSIS) else caption


def _icon_cell(tile: Item, size: int, selected: bool) -> str:
    mark = SELECTED if selected and width(_caption(tile, size)) == size else ""
    return pad(f"{mark}{glyph(tile.icon)}", size, "center")


def _caption_cell(tile: Item, size: int, selected: bool) -> str:
    caption = _caption(tile, size)
    mark = SELECTED if selected and width(caption) < size else ""
    return pad(f"{mark}{caption}", size, "center")


_DRAWERS: dict[type[Any], Callable[..., Iterator[Row]]] = {
    Text: _text,
    Items: _items,
    Field: _field,
    Progress: _progress,
    CallCard: _card,
    Tiles: _tiles,
}
