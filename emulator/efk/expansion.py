"""From a macro to all that it does: the macros and favorites that it names put in their places."""

from __future__ import annotations

from collections.abc import Iterator

from emulator.boot.model import config
from emulator.config.macros import Action, MacroError, is_macro, parse_macro
from emulator.contacts.model import Directory
from emulator.efk.model import defined
from emulator.kernel.state import State

MOST = 50
"""How many substitutions a macro may take (VVX Expansion Module addendum to the UCS 4.1 administrator guide, 31)."""


def expand(phone: State, text: str) -> tuple[Action, ...]:
    """All actions of a macro, in order. Raises MacroError if it names what there is not, or never ends."""
    return tuple(_expanded(phone, text, [0]))


def _expanded(phone: State, text: str, count: list[int]) -> Iterator[Action]:
    for action in parse_macro(text):
        if action.does not in ("macro", "favorite"):
            yield action
            continue
        count[0] += 1
        if count[0] > MOST:
            raise MacroError(f"more than {MOST} macros in one")
        if action.does == "macro":
            yield from _named(phone, action, count)
        else:
            yield from _favorite(phone, action, count)


def _named(phone: State, action: Action, count: list[int]) -> Iterator[Action]:
    index = defined(phone, action.text)
    if not index:
        raise MacroError(f"there is no macro {action.text}")
    settings, family = config(phone), f"efk.efklist.{index}"
    inside = tuple(_expanded(phone, settings.text(f"{family}.action.string"), count))
    label = settings.text(f"{family}.label")
    yield from (Action("label", label), *inside) if label else inside
    if inside and inside[-1].does in ("digits", "prompt"):
        yield Action(settings.text(f"{family}.type").lower())


def _favorite(phone: State, action: Action, count: list[int]) -> Iterator[Action]:
    contact = next((each for each in phone[Directory].favorites if each.index == action.number), None)
    if contact is None:
        raise MacroError(f"there is no favorite {action.text}")
    if is_macro(contact.number):
        yield from _expanded(phone, contact.number, count)
    else:
        yield Action("digits", contact.number)
