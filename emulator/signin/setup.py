"""The pages for a user who is new to the phone: time zone, time format, date format; and away with them."""

from __future__ import annotations

import msgspec

from emulator.boot.model import ChangeSettings
from emulator.signin.steps import SignInStep, remember

REMEMBERED = 50
"""How many users a phone remembers to have shown the pages."""

PAGES = ("welcome", "zone", "time", "date", "")
"""In their order; the last is none."""


def turn(step: SignInStep) -> None:
    """Next: what was chosen is in force, and stays; then the next page."""
    own = step.own
    if not own.setup:
        return
    if step.event.values:
        step.tell(ChangeSettings(dict(step.event.values)))
    step.change(setup=PAGES[PAGES.index(own.setup) + 1])
    if not step.own.setup:
        _note_seen(step)


def skip(step: SignInStep) -> None:
    """Leave the pages; the same can be set in the menus later."""
    step.change(setup="")
    _note_seen(step)


def _note_seen(step: SignInStep) -> None:
    kept, known = step.own.kept, step.own.account
    if known is not None and known.address not in kept.seen:
        remember(step, msgspec.structs.replace(kept, seen=(*kept.seen, known.address)[-REMEMBERED:]))
