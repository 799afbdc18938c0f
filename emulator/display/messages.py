"""What an idle phone tells by itself: warnings, and what the user should know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from emulator.accessories.model import Accessories
from emulator.boot.model import Power, config
from emulator.btoe.model import Btoe
from emulator.contacts.model import CallLists
from emulator.features.model import Features, forwarded
from emulator.kernel.sockets import LAN, plugs
from emulator.kernel.state import State
from emulator.lines.model import Line, Lines
from emulator.settings.model import Menus
from emulator.signin.model import SignIn, progress
from emulator.voicemail.model import Voicemail

ALL, IMPORTANT = 0, 1
"""Values of up.warningLevel: which warnings are told; beyond, there is only the icon."""


class Warned(NamedTuple):
    """A warning; one that is not `grave` is a nuisance to many."""

    text: str
    grave: bool = True


def unseen(phone: State) -> int:
    """How many missed calls the user does not know of yet."""
    return phone[CallLists].unseen


def warnings(phone: State) -> tuple[Warned, ...]:
    """What is wrong now, in the words of the device."""
    return tuple(_warnings(phone))


def warned(phone: State) -> bool:
    """Whether the status bar shows the warning icon: until the user clears it (Settings > Status > Diagnostics)."""
    told = [each for each in warnings(phone) if each.text not in phone[Menus].cleared]
    return any(each.grave for each in told) if config(phone).number("up.warningLevel") == IMPORTANT else bool(told)


def status_texts(phone: State) -> tuple[str, ...]:
    """What an idle phone tells in turn."""
    level = config(phone).number("up.warningLevel")
    told = (each.text for each in warnings(phone) if level == ALL or (level == IMPORTANT and each.grave))
    return (*told, *_news(phone))


def _warnings(phone: State) -> Iterator[Warned]:
    if not phone[Power].linked:
        yield Warned(plugs()[LAN].absent)
    if any(_registers(line) and not line.registered for line in phone[Lines].lines[:1]):
        yield Warned("Line: Unregistered")
    if phone[SignIn].message:
        yield Warned(phone[SignIn].message)
    if phone[Btoe].message:
        yield Warned(phone[Btoe].message)
    for what in phone[Accessories].missing:
        if plugs()[what].absent:
            yield Warned(plugs()[what].absent, grave=False)


def _registers(line: Line) -> bool:
    """Whether the line is configured to register at all."""
    return any(server.register for server in line.settings.servers)


def _news(phone: State) -> Iterator[str]:
    if progress(phone):
        yield progress(phone)
    if any(each.dnd for each in phone[Features].lines):
        yield "Do Not Disturb"
    if forwarded(phone):
        yield "Call Forward Always"
    missed, new = unseen(phone), sum(box.new for box in phone[Voicemail].mailboxes)
    if missed:
        yield f"{missed} new missed call{'s' if missed > 1 else ''}"
    if new:
        yield f"{new} New message{'s' if new > 1 else ''}"
