"""What a computer's keyboard means on a phone that may lack the key: the same in every face."""

from __future__ import annotations

from emulator.display.entry import fields
from emulator.display.forms import FocusField
from emulator.display.model import Field
from ui.source import Seen, Source

ERASE = "<<"
PAD = "1234567890*#"


def stand_in(name: str, phone: Seen) -> str:
    """The key to press for `name`: itself, or what does the same on this screen; empty where nothing does."""
    if name == ERASE:
        labels = [key.label for key in phone.screen.soft_keys]
        return f"SoftKey{labels.index(ERASE) + 1}" if ERASE in labels else ""
    if name == "Select" and name not in phone.profile.hard_keys and fields(phone.screen):
        return "SoftKey1"
    if name == "Select" and name not in phone.profile.hard_keys and "Select" in phone.screen.keys:
        return _dialing(phone) or name
    return name


def _dialing(phone: Seen) -> str:
    """The soft key that does what Select would do in a dialer; empty elsewhere."""
    screen = phone.screen
    same = (number for number, key in enumerate(screen.soft_keys, 1) if key.intent == screen.keys["Select"])
    dials = any(isinstance(block, Field) for block in screen.body)
    return next((f"SoftKey{number}" for number in same), "") if dials else ""


def typed(name: str, phone: Seen) -> bool:
    """Whether it is the keyboard that has this digit, and not the phone."""
    return name in PAD and name not in phone.profile.hard_keys


def next_field(source: Source, by: int) -> bool:
    """Go to the form's next field (`by` -1: the previous one); whether there is one.

    On a touch screen a finger does it; there a field with choices is left out, as a finger would change it.
    """
    places = fields(source.screen)
    if len(places) < 2:
        return False
    if "Down" in source.profile.hard_keys:
        source.press("Down" if by > 0 else "Up")
        return True
    names = [field.name for field in places if not field.choices]
    now = next((field.name for field in places if field.cursor is not None), "")
    wanted = names[(names.index(now) + by) % len(names)] if now in names else names[0] if names else now
    hit = next((hit for hit in source.frame.hits if hit.intent == FocusField(wanted)), None)
    if hit:
        source.touch(*hit.center)
    return hit is not None
