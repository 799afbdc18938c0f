"""The status bar: clock, icons, and the label of the primary line."""

from __future__ import annotations

from collections.abc import Callable

from emulator.accessories.model import Accessories
from emulator.audio.model import Audio
from emulator.boot.model import Power, config
from emulator.btoe.model import Btoe
from emulator.calls.model import Calls
from emulator.display import wallclock
from emulator.display.messages import unseen, warned
from emulator.display.model import Item, Scene, StatusBar
from emulator.display.offers import offers
from emulator.features.model import Features, forwarded
from emulator.kernel.clock import SECOND
from emulator.kernel.sockets import plugs
from emulator.kernel.state import State
from emulator.lines.model import Lines
from emulator.lock.model import confined, locked, quiet
from emulator.network.model import Network
from emulator.voicemail.model import waiting


def status_bar(scene: Scene) -> StatusBar:
    """The status bar of any screen that has one."""
    phone = scene.phone
    short, left = _clock(scene)
    icons = tuple(name for name, shows in ICONS.items() if shows(scene))
    flashing = bool(left) and not wallclock.is_set(phone)
    right = _locked_text(scene) if locked(phone) else _primary(phone)
    return StatusBar(left, icons, right, short, flashing, urgent=locked(phone), links=_links(scene, icons))


def _links(scene: Scene, icons: tuple[str, ...]) -> tuple[Item, ...]:
    """What the icons open on a touch screen of the VVX that is not locked (VVX 500 and 600 user guide)."""
    if scene.profile.display.layout != "touch" or confined(scene.phone):
        return ()
    return tuple(link for link in offers(scene, "status") if link.icon in icons and link.intent)


def _clock(scene: Scene) -> tuple[str, str]:
    """The time, and time and date; both empty while up.hideDateTimeWhenNotSet hides a clock that is not set."""
    settings = config(scene.phone)
    if not wallclock.is_set(scene.phone) and settings.flag("up.hideDateTimeWhenNotSet"):
        return "", ""
    moment = wallclock.wall_time(scene.phone, scene.now)
    time = wallclock.write_time(settings, moment)
    return time, f"{time}  {wallclock.write_date(settings, moment, long=False)}"


def _in_use(phone: State, path: str) -> bool:
    return phone[Audio].state == path


def _bluetooth(scene: Scene) -> bool:
    """Whether the radio is on, be it only because something is paired."""
    settings = config(scene.phone)
    switched = settings.flag("bluetooth.radioOn") and settings.flag("feature.bluetooth.enabled")
    return _there(scene.phone, "bluetooth") or (switched and scene.profile.has("bluetooth"))


def _on_air(scene: Scene) -> bool:
    """Whether the phone is in a wireless network; a wireless handset has no other."""
    power = scene.phone[Power]
    if scene.profile.has("battery"):
        return power.linked
    return power.air and scene.phone[Network].state == "up"


def _there(phone: State, icon: str) -> bool:
    """Whether something is plugged in that has this icon."""
    return any(plugs()[what].icon == icon for what in phone[Accessories].present)


def _btoe(phone: State) -> str:
    """How pairing with a computer stands."""
    return phone[Btoe].state


def _registered(phone: State) -> bool | None:
    """Whether the first line is registered; None if there is none."""
    lines = phone[Lines].lines
    return lines[0].registered if lines else None


ICONS: dict[str, Callable[[Scene], bool]] = {
    "muted": lambda scene: scene.phone[Audio].muted,
    "active": lambda scene: scene.phone[Calls].active is not None,
    "speaker": lambda scene: _in_use(scene.phone, "speaker"),
    "handset": lambda scene: _in_use(scene.phone, "handset"),
    "headset": lambda scene: _in_use(scene.phone, "headset") or _there(scene.phone, "headset"),
    "locked": lambda scene: locked(scene.phone),
    "dnd": lambda scene: quiet(scene.phone) or any(each.dnd for each in scene.phone[Features].lines),
    "forward": lambda scene: forwarded(scene.phone),
    "missed": lambda scene: unseen(scene.phone) > 0,
    "message": lambda scene: waiting(scene.phone),
    "wireless": _on_air,
    "battery": lambda scene: scene.profile.has("battery"),
    "bluetooth": _bluetooth,
    "usb": lambda scene: _there(scene.phone, "usb"),
    "btoe": lambda scene: _btoe(scene.phone) not in ("off", "paired", "activated"),
    "btoe-paired": lambda scene: _btoe(scene.phone) in ("paired", "activated"),
    "paired": lambda scene: _there(scene.phone, "paired"),
    "warning": lambda scene: warned(scene.phone),
    "unregistered": lambda scene: _registered(scene.phone) is False,
    "registered": lambda scene: _registered(scene.phone) is True,
}
"""When the status bar shows which icon, from the left."""


LOCKED_TEXTS = ("The phone is locked.", "Authorized calls only.")
"""What the status bar of a locked phone says in turn (phone dictionary of UCS 4.0)."""


def turns_at(scene: Scene) -> int | None:
    """When the text of the status bar turns by itself."""
    turn = _turn(scene.phone)
    return scene.now - scene.now % turn + turn if locked(scene.phone) else None


def _locked_text(scene: Scene) -> str:
    return LOCKED_TEXTS[scene.now // _turn(scene.phone) % len(LOCKED_TEXTS)]


def _turn(phone: State) -> int:
    return max(1, config(phone).number("up.status.message.flash.rate")) * SECOND


def _primary(phone: State) -> str:
    """What names the phone: the custom label, if it is to stand in the status bar, else the first line's label."""
    settings = config(phone)
    if settings.text("homeScreen.labelType") == "None":
        return ""
    if settings.text("homeScreen.labelType") == "Custom" and settings.text("homeScreen.labelLocation") == "StatusBar":
        return settings.text("homeScreen.customLabel")
    lines = phone[Lines].lines
    return (lines[0].settings.label or lines[0].settings.user) if lines else ""
