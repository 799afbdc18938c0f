"""Soft keys of configuration's own among those of the phone, by the state that a screen shows (softkey.x.*)."""

from __future__ import annotations

from msgspec.structs import replace

from emulator.calls.model import Calls, selected
from emulator.display.model import Scene, Screen, SoftKey
from emulator.efk.model import OwnKey, RunMacro, own_keys

_USES = {
    "lines": "idle",
    "home": "idle",
    "incoming": "alerting",
    "proceeding": "proceeding",
    "active": "active",
    "held": "hold",
}
"""The word of softkey.x.use for each screen."""

_LISTED = {
    "offering": "alerting",
    "proceeding": "proceeding",
    "ringing": "proceeding",
    "connected": "active",
    "remote-held": "active",
    "held": "hold",
}
"""The same for the selected one of several calls."""


def use_of(screen: Screen, scene: Scene) -> str:
    """In which state a screen shows the phone, in a word of softkey.x.use; "" for none of them."""
    if screen.name == "dialer":
        return "setup" if scene.phone[Calls].digits else "dialtone"
    if screen.name == "calls":
        call = selected(scene.phone)
        return _LISTED.get(call.state, "") if call else ""
    return _USES.get(screen.name, "")


def with_own_keys(screen: Screen, scene: Scene) -> Screen:
    """The screen with the soft keys that configuration adds to it.

    One with a place stands there, one that precedes before the first, any other behind the last (SIP 3.1 administrator
    guide, A-103).
    """
    use = use_of(screen, scene)
    found = tuple(own_keys(scene.phone, use)) if use else ()
    if not found:
        return screen
    first = [_key(each) for each in found if not each.place and each.first]
    last = [_key(each) for each in found if not each.place and not each.first]
    actions = [*first, *screen.actions, *last]
    for each in sorted(found, key=lambda each: each.place):
        if each.place:
            actions.insert(each.place - 1, _key(each))
    return replace(screen, actions=tuple(actions))


def _key(own: OwnKey) -> SoftKey:
    return SoftKey(own.label, RunMacro(own.action))
