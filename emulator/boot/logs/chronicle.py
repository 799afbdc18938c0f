"""What the log tells of the rest of the phone, in the device's words where they are known."""

from __future__ import annotations

import msgspec

from emulator.boot.logs.model import Logs
from emulator.boot.tables import components, line
from emulator.kernel.slices import Step

LogStep = Step[Logs]


def write_levels(step: LogStep) -> None:
    """Begin with what each component will log."""
    for component in components():
        level = step.event.configuration.number(f"log.level.change.{component}")
        step.do(msgspec.structs.replace(line("initial", level=level), component=component))


def write_discovery(step: LogStep) -> None:
    """The network is up without the discovery of switches, which a virtual phone does not do."""
    if step.event.stage == "updater":
        step.do(line("lldp"))
        step.do(line("cdp"))


def write_line(step: LogStep) -> None:
    """A line is about to register."""
    settings = step.event.settings
    display = settings.display_name or settings.label or settings.user
    step.do(line("registering", user=settings.user, display=display, index=settings.index - 1))


def write_registered(step: LogStep) -> None:
    """A line is registered."""
    step.do(line("registered", number=step.event.line))


def write_removed(step: LogStep) -> None:
    """A line has unregistered because it was told to."""
    if not step.event.code:
        step.do(line("removed"))
