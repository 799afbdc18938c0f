"""Expansion modules: their line keys with labels and lamps, and the keys that turn their pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from msgspec.structs import replace

from emulator.accessories.model import Accessories, TurnModule, attached, first_key
from emulator.attendant.model import Resource
from emulator.boot.model import config, running
from emulator.display.appearances import Appearance, KeyUse, line_key, module_uses
from emulator.display.model import Led, LineKey, Module, Scene, Screen
from emulator.kernel.profile import Expansion
from emulator.kernel.state import Event

SHOWN = Led("red")
RINGS_HERE, RINGS_ELSEWHERE = Led("green", "offering"), Led("green", "flashSlow")
"""The lamp of a page key: its page is shown, a call comes in on a hidden one, or a contact there is called (VVX user
guide 5.5, page 144)."""


class _Page(NamedTuple):
    """A page of a module, both counted from 0: whether it is shown, the number of its first key, and their uses."""

    module: int
    page: int
    shown: bool
    first: int
    uses: tuple[KeyUse, ...]


def _pages(scene: Scene) -> Iterator[_Page]:
    takes = attached(scene.phone[Accessories], scene.profile)
    if takes is None:
        return
    uses = module_uses(scene.phone, scene.profile)
    for module, current in enumerate(scene.phone[Accessories].pages):
        for page in range(takes.pages):
            start = _sheet(scene, takes, module, page) * takes.keys
            own = uses[start : start + takes.keys]
            blank: tuple[KeyUse, ...] = (None,) * (takes.keys - len(own))
            yield _Page(module, page, page == current, first_key(scene.profile) + start, (*own, *blank))


def _sheet(scene: Scene, takes: Expansion, module: int, page: int) -> int:
    """Which page of all, from 0, is a module's: they go on from module to module.

    With up.em.smartpaging.enabled the first pages of all modules come before the others, so that what there is can be
    seen at once (VVX user guide 5.5, page 135).
    """
    if page and config(scene.phone).flag("up.em.smartpaging.enabled"):
        return len(scene.phone[Accessories].pages) + module * (takes.pages - 1) + page - 1
    return module if config(scene.phone).flag("up.em.smartpaging.enabled") else module * takes.pages + page


def modules(scene: Scene) -> tuple[Module, ...]:
    """The modules with the pages that they show."""
    takes = attached(scene.phone[Accessories], scene.profile)
    if takes is None:
        return ()
    return tuple(
        Module(
            each.first,
            tuple(line_key(scene.phone, use) for use in each.uses),
            each.page + 1,
            takes.pages,
            takes.name,
            takes.labels,
        )
        for each in _pages(scene)
        if each.shown
    )


def blank_modules(scene: Scene) -> tuple[Module, ...]:
    """The modules that hang on the phone, without labels and meaning: while it starts, or nothing else may be used."""
    return tuple(replace(each, keys=(LineKey(""),) * len(each.keys)) for each in modules(scene))


def shown_uses(scene: Scene) -> Iterator[tuple[int, KeyUse]]:
    """The keys on the pages that are shown: number and use."""
    for each in _pages(scene):
        if each.shown:
            yield from enumerate(each.uses, each.first)


def module_keys(shown: tuple[Module, ...]) -> dict[str, Event]:
    """What the keys on the modules mean: LineKey17 ..., and EM1Page2 for the second page of the first module."""
    keys: dict[str, Event] = {}
    for number, module in enumerate(shown, 1):
        labelled = enumerate(module.keys, module.first)
        keys |= {f"LineKey{place}": key.intent for place, key in labelled if key.intent is not None}
        if module.pages > 1:
            keys |= {f"EM{number}Page{page}": TurnModule(number, page) for page in range(1, module.pages + 1)}
    return keys


def page_lamps(scene: Scene) -> dict[str, Led]:
    """The lamps of the page keys: em1page1 and so on."""
    takes = attached(scene.phone[Accessories], scene.profile)
    if takes is None or takes.pages == 1 or not running(scene.phone):
        return {}
    return {
        f"em{each.module + 1}page{each.page + 1}": SHOWN if each.shown else _behind(each.uses) for each in _pages(scene)
    }


def _behind(uses: tuple[KeyUse, ...]) -> Led:
    """The lamp of a page that is hidden."""
    if any(isinstance(use, Appearance) and use.state == "offering" for use in uses):
        return RINGS_HERE
    return RINGS_ELSEWHERE if any(isinstance(use, Resource) and use.state == "alerting" for use in uses) else Led()


def module_text(screen: Screen) -> Iterator[str]:
    """The modules in words, key by key; keys without a label are left out."""
    for number, module in enumerate(screen.modules, 1):
        if not any(key.label for key in module.keys):
            continue
        page = f", page {module.page} of {module.pages}" if module.pages > 1 else ""
        yield f"Expansion module {number}{page}:"
        for place, key in enumerate(module.keys, module.first):
            if key.label:
                yield f"  {place} {key.label}, {key.state}".removesuffix(", ")
