"""Which lines of the device's log are recorded, and how they are written (log.level.change.*, log.render.*)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from emulator.boot.model import config, running
from emulator.boot.orders import Log
from emulator.display.model import Display
from emulator.display.wallclock import is_set, wall_time
from emulator.kernel.clock import MILLISECOND
from emulator.kernel.state import State

BOOTING = 3
"""What a component waits for at most until the phone is up: phone logs begin with "Current logging level 3"."""

_FORMS = {1: "%y%m%d%H%M", 2: "%m%d%H%M%S"}


def threshold(phone: State, component: str) -> int:
    """The lowest level of a component's lines that is recorded."""
    configured = config(phone).number(f"log.level.change.{component}")
    return configured if running(phone) else min(configured, BOOTING)


def passes(level: str, lowest: int) -> bool:
    """Whether a line of that level is let through; `*` always is."""
    return not level.isdecimal() or int(level) >= lowest


def is_recorded(phone: State, entry: Log) -> bool:
    """Whether a line counts at all: for the files and for the syslog server."""
    return passes(entry.level, threshold(phone, entry.component))


def is_filed(phone: State, entry: Log) -> bool:
    """Whether a line that is recorded goes into the log file."""
    settings = config(phone)
    return settings.flag("log.render.file") and passes(entry.level, settings.number("log.render.level"))


def render(entry: Log, time: str) -> str:
    """One line: `<time>|<component, five wide>|<level>|<missed>|<text>` (CX5100 administrator guide, log files)."""
    return f"{time}|{entry.component:<5}|{entry.level}|00|{_printable(entry.text)}"


def write_moment(phone: State, log: str, now: int, booted: int) -> str:
    """The time of a line in the form of log.render.type, `now` and `booted` in microseconds since power on.

    Until the clock is set it counts from the boot whatever the form, and boot logs have Greenwich time (SIP 1.4
    administrator guide, phone logs).
    """
    form = _FORMS.get(config(phone).number("log.render.type"))
    if form is None or not is_set(phone):
        return stamp(now - booted)
    return (wall_time(phone, now) if log == "app" else _greenwich(phone, now)).strftime(form)


def stamp(elapsed: int) -> str:
    """A time since boot: HHMMSS.mmm."""
    seconds, milliseconds = divmod(elapsed // MILLISECOND, 1000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02}{minute:02}{second:02}.{milliseconds:03}"


def _greenwich(phone: State, now: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=(phone[Display].powered_on or 0) + now)


def _printable(text: str) -> str:
    """One line, whatever a server put into a name."""
    return "".join(character if character.isprintable() else "?" for character in text)
