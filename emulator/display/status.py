"""The status bar: clock, icons, and the label of the primary line."""

from __future__ import annotations

from collections.abc import Iterator

from emulator.audio.model import Audio
from emulator.boot.model import config
from emulator.calls.model import Calls
from emulator.display import wallclock
from emulator.display.model import Display, Scene, StatusBar
from emulator.kernel.state import State
from emulator.lines.model import Lines
from emulator.voicemail.model import waiting


def status_bar(scene: Scene) -> StatusBar:
    """The status bar of any screen that has one."""
    phone = scene.phone
    short, left = _clock(scene)
    icons = tuple(_icons(phone))
    return StatusBar(left, icons, _primary(phone), short, flashing=bool(left) and not wallclock.is_set(phone))


def unseen(phone: State) -> int:
    """How many missed calls the user does not know of yet."""
    return max(0, phone[Calls].missed - phone[Display].seen)


def _clock(scene: Scene) -> tuple[str, str]:
    """The time, and time and date; both empty while up.hideDateTimeWhenNotSet hides a clock that is not set."""
    settings = config(scene.phone)
    if not wallclock.is_set(scene.phone) and settings.flag("up.hideDateTimeWhenNotSet"):
        return "", ""
    moment = wallclock.wall_time(scene.phone, scene.now)
    time = wallclock.write_time(settings, moment)
    return time, f"{time}  {wallclock.write_date(settings, moment, long=False)}"


def _icons(phone: State) -> Iterator[str]:
    if phone[Audio].muted:
        yield "muted"
    if phone[Audio].state in ("speaker", "headset", "handset"):
        yield phone[Audio].state
    if unseen(phone):
        yield "missed"
    if waiting(phone):
        yield "message"
    lines = phone[Lines].lines
    if lines:
        yield "registered" if lines[0].registered else "unregistered"


def _primary(phone: State) -> str:
    """What names the phone: the custom label, if it is to stand in the status bar, else the first line's label."""
    settings = config(phone)
    if settings.text("homeScreen.labelType") == "None":
        return ""
    if settings.text("homeScreen.labelType") == "Custom" and settings.text("homeScreen.labelLocation") == "StatusBar":
        return settings.text("homeScreen.customLabel")
    lines = phone[Lines].lines
    return (lines[0].settings.label or lines[0].settings.user) if lines else ""
