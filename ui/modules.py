"""Expansion modules beside the phone: their labels are on their keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil

from emulator.display.model import Module
from ui.geometry import Control, Layout, Rect

WIDTH = 24
"""Width of a key with its label, lamp and brackets."""

PAGE = 8
"""Width of a page key."""

GAP = 2
"""Cells between phone and module, and around the keys."""


def with_modules(plan: Layout, modules: Sequence[Module]) -> Layout:
    """The layout with the modules at the phone's right side, as high as the phone."""
    for number, module in enumerate(modules, 1):
        controls = tuple(_keys(plan, number, module))
        right = max(control.rect.x + control.rect.width for control in controls) + GAP
        case = plan.case._replace(width=right) if plan.case else None
        plan = plan._replace(width=right, controls=(*plan.controls, *controls), case=case)
    return plan


def _keys(plan: Layout, number: int, module: Module) -> Iterator[Control]:
    """The keys of one module: pages in the first row, and below them line keys in columns."""
    x, y = plan.width, 2
    if module.pages > 1:
        for page in range(1, module.pages + 1):
            name = f"EM{number}Page{page}"
            yield Control(name, Rect(x + (page - 1) * PAGE, y, PAGE, 1), f"{page}", "module", name.lower())
        y += 1
    high = max(1, min(len(module.keys), plan.height - y - 1))
    wide = ceil(len(module.keys) / high)
    high = ceil(len(module.keys) / wide)
    for index, key in enumerate(module.keys):
        place = module.first + index
        rect = Rect(x + index // high * WIDTH, y + index % high, WIDTH, 1)
        yield Control(f"LineKey{place}", rect, key.label or f"{place}", "module", f"line{place}")
