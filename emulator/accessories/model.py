"""What is plugged into the phone beside its cables for network and power, and what was pulled out again."""

from __future__ import annotations

from emulator.boot.model import config
from emulator.kernel.profile import DeviceProfile, Expansion
from emulator.kernel.sockets import plugs
from emulator.kernel.state import Event, Part, State


class Accessories(Part, frozen=True):
    """`present` is what is there, in the order in which it came; `missing` was there and is not any more.

    `pages` are the pages (from 0) that the expansion modules show, the one next to the phone first.
    """

    present: tuple[str, ...] = ("handset",)
    missing: tuple[str, ...] = ()
    pages: tuple[int, ...] = ()


class TurnModule(Event, frozen=True):
    """A page key of an expansion module: number `module` shows `page` (both from 1)."""

    module: int
    page: int


def plugged(phone: State, what: str) -> bool:
    """Whether something is plugged in (or paired)."""
    return what in phone[Accessories].present


def first_key(profile: DeviceProfile) -> int:
    """The number of the first line key on a module: the phone's own come before (or its lines, if it has none)."""
    return (sum(profile.line_places) or profile.registrations) + 1


def attached(own: Accessories, profile: DeviceProfile) -> Expansion | None:
    """The kind of expansion module that is attached."""
    return next((each for each in profile.expansions if each.plug in own.present), None)


def module_places(phone: State, profile: DeviceProfile) -> int:
    """How many line keys there are on all pages of all modules."""
    module = attached(phone[Accessories], profile)
    return len(phone[Accessories].pages) * module.keys * module.pages if module else 0


def refused(phone: State, what: str) -> bool:
    """Whether the phone has nothing to do with it as it is configured: Bluetooth, if that is switched off."""
    needs = plugs()[what].needs if what in plugs() else ""
    return needs == "bluetooth" and not config(phone).flag("feature.bluetooth.enabled")
