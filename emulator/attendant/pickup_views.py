"""The screens by which calls are parked, retrieved, and taken from elsewhere with the codes of the server."""

from __future__ import annotations

from collections.abc import Callable

from emulator.attendant.model import (
    DIRECTED,
    GROUP,
    GROUP_PICKUP,
    LAST_CALL,
    PARK,
    PICKUP,
    RETRIEVE,
    ParkCall,
    pickups,
)
from emulator.boot.model import config
from emulator.calls.model import Calls, Dial
from emulator.display.entry import typed
from emulator.display.model import Field, GoBack, OpenView, Rank, Scene, Screen, SoftKey, Text, View, showing
from emulator.kernel.state import Event


def pickup_view(scene: Scene) -> Screen:
    """A soft key for each way of taking a call from elsewhere."""
    keys = {
        GROUP: SoftKey("Group", Dial(GROUP_PICKUP)),
        DIRECTED: SoftKey("Directed", OpenView(DIRECTED)),
        RETRIEVE: SoftKey("Retrieve", OpenView(RETRIEVE)),
        LAST_CALL: SoftKey("LCR", Dial(config(scene.phone).text("call.lastCallReturnString"))),
    }
    actions = tuple(keys[way] for way in pickups(scene.phone))
    return Screen(PICKUP, "Call Pickup", (Text(("Call Pickup",)),), (*actions, SoftKey("Cancel", GoBack())))


def _form(name: str, title: str, label: str, meant: Callable[[Scene, str], Event]) -> View:
    """A view that asks for a number and does something with it."""

    def draw(scene: Scene) -> Screen:
        field = Field("Enter number", "", name="number", kind="number")
        enter = meant(scene, typed(scene.phone, name, field).strip())
        keys: dict[str, Event] = {"Select": enter}
        return Screen(name, title, (field,), (SoftKey(label, enter), SoftKey("Cancel", GoBack())), keys)

    return View(name, Rank.MENU, lambda scene: showing(scene.phone, name) and _may(scene, name), draw)


def _may(scene: Scene, name: str) -> bool:
    return name in pickups(scene.phone) if name != PARK else scene.phone[Calls].active is not None


def _directed(scene: Scene, number: str) -> Event:
    return Dial(config(scene.phone).text("call.directedCallPickupString") + number)


def _retrieve(scene: Scene, number: str) -> Event:
    return Dial(config(scene.phone).text("call.parkedCallRetrieveString") + number)


VIEWS = (
    View(PICKUP, Rank.MENU, lambda scene: showing(scene.phone, PICKUP) and bool(pickups(scene.phone)), pickup_view),
    _form(DIRECTED, "Directed Call Pickup", "Pickup", _directed),
    _form(RETRIEVE, "Retrieve Call", "Retrieve", _retrieve),
    _form(PARK, "Park Call", "Park", lambda _, number: ParkCall(number)),
)
"""The views of call park and pickup."""
