"""Expansion modules beside the phone, each in a case of its own.

Where there is room, their labels stand between their keys as on the device; else on the keys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import ceil

from emulator.display.model import Module
from emulator.display.sidecar import key_place
from ui.geometry import Control, Layout, Panel, Rect

WIDTH = 24
"""Width of a key with its label, lamp and brackets."""

KEY, LONG_KEY = 7, 8
"""Width of a key with its number, lamp and brackets, and of one with a number of three digits."""

WINDOW = 28
"""Columns of what the labels of a module stand on."""

STEP = 2
"""Rows from a key to the next, at most."""

PAGE = 8
"""Width of a page key."""

TOP = 3
"""The first row of a window: below the edge of the case, the module's name, and a frame."""

Design = Callable[[Layout, int, Module], tuple[Panel, Iterator[Control]]]
"""Where a module and its keys are, beside what has been laid out so far."""


def designs(plan: Layout, modules: Sequence[Module]) -> Iterator[Layout]:
    """The layout with its modules at the phone's right side, no higher than the phone; the most lifelike first."""
    if modules and all(_rows(plan, module) for module in modules):
        yield _with(plan, modules, _windowed)
    yield _with(plan, modules, _plain)


def _with(plan: Layout, modules: Sequence[Module], design: Design) -> Layout:
    for number, module in enumerate(modules, 1):
        panel, controls = design(plan, number, module)
        width = panel.case.x + panel.case.width
        plan = plan._replace(width=width, controls=(*plan.controls, *controls), panels=(*plan.panels, panel))
    return plan


def _windowed(plan: Layout, number: int, module: Module) -> tuple[Panel, Iterator[Control]]:
    """A window with labels, the keys at its sides, and the page keys below it."""
    x, rows, size = plan.width + 1, _rows(plan, module), _size(module)
    window = Rect(x + size + 3, TOP, WINDOW, rows)
    below = TOP + rows + 1
    high = _paged(plan, module, rows)
    case = Rect(x, 0, WINDOW + 2 * size + 6, below + high + 1)
    left = window.x + (WINDOW - module.pages * PAGE) // 2
    return Panel(case, (x + 3, 1), window), _controls(
        number, module, Rect(left, below, PAGE, high), _beside(module, window, size)
    )


def _size(module: Module) -> int:
    return KEY if module.first + len(module.keys) * module.pages <= 100 else LONG_KEY


def _beside(module: Module, window: Rect, size: int) -> Iterator[tuple[Rect, str, str]]:
    for index in range(len(module.keys)):
        right, row = key_place(len(module.keys), index, window.height)
        x = window.x + window.width + 1 if right else window.x - 1 - size
        yield Rect(x, window.y + row, size, 1), f"{module.first + index}", "line"


def _rows(plan: Layout, module: Module) -> int:
    """The rows of a module's window; 0 if the phone is too low for one."""
    side = ceil(len(module.keys) / 2)
    room = plan.height - TOP - 2 - (module.pages > 1)
    step = min(STEP, room // side)
    return min(room, side * step + step - 1) if step else 0


def _paged(plan: Layout, module: Module, rows: int) -> int:
    """The rows of the page keys: as high as other keys where there is room."""
    if module.pages == 1:
        return 0
    return 3 if plan.case and TOP + rows + 5 <= plan.height else 1


def _plain(plan: Layout, number: int, module: Module) -> tuple[Panel, Iterator[Control]]:
    """Flat keys with their labels on them: pages in the first row, and below them line keys in columns."""
    x, y = plan.width + 1, TOP if module.pages > 1 else TOP - 1
    high = max(1, min(len(module.keys), plan.height - y - 1))
    wide = ceil(len(module.keys) / high)
    high = ceil(len(module.keys) / wide)
    rooms = (
        (
            Rect(x + 2 + index // high * WIDTH, y + index % high, WIDTH, 1),
            key.label or f"{module.first + index}",
            "module",
        )
        for index, key in enumerate(module.keys)
    )
    case = Rect(x, 0, wide * WIDTH + 4, y + high + 1)
    return Panel(case, (x + 2, 1)), _controls(number, module, Rect(x + 2, TOP - 1, PAGE, 1), rooms)


def _controls(number: int, module: Module, page: Rect, keys: Iterator[tuple[Rect, str, str]]) -> Iterator[Control]:
    """The page keys from the first one on, and the line keys, each with its lamp."""
    for turn in range(module.pages if module.pages > 1 else 0):
        name = f"EM{number}Page{turn + 1}"
        yield Control(name, page.moved((turn * PAGE, 0)), f"{turn + 1}", "page", name.lower())
    for place, (rect, label, kind) in enumerate(keys, module.first):
        yield Control(f"LineKey{place}", rect, label, kind, f"line{place}")
