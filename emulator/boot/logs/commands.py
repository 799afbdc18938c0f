"""Commands of the phone's operating system whose output is logged from time to time (log.sched.x.*)."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache

from emulator.boot.logs.model import JobDue, Logs, PlanJobs
from emulator.boot.model import Provisioning, config, link_up, running
from emulator.boot.orders import Log
from emulator.config.layers import Configuration
from emulator.display.wallclock import is_set, wall_time
from emulator.kernel.clock import SECOND
from emulator.kernel.data import read_data
from emulator.kernel.slices import Step
from emulator.kernel.state import State
from emulator.lines.model import Lines

_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_DAYS = 7

LogStep = Step[Logs]


def plan_jobs(step: LogStep) -> None:
    """Work out when each command runs first."""
    for index in _jobs(step):
        _plan(step, index)


def plan_by_clock(step: LogStep) -> None:
    """The time of day is known now: work out when those commands run that depend on it."""
    for index in _jobs(step):
        if running(step.phone) and _by_clock(config(step.phone), index):
            _plan(step, index)


def note_clock(step: LogStep) -> None:
    """The time of day is known from now on."""
    if not is_set(step.phone):
        step.tell(PlanJobs())


def stop_jobs(step: LogStep) -> None:
    """Run no command any more."""
    for index in _jobs(step):
        step.disarm(_timer(index))


def run_job(step: LogStep) -> None:
    """Log the output of a command, and plan its next run."""
    index, settings = step.event.index, config(step.phone)
    command = settings.choice(f"log.sched.{index}.name")
    period = settings.number(f"log.sched.{index}.period")
    if command:
        text = output(step.phone, command, step.now)
        step.do(Log("so", settings.text(f"log.sched.{index}.level"), text))
    if command and period:
        step.arm(_timer(index), period, JobDue(index))


def _jobs(step: LogStep) -> tuple[int, ...]:
    return config(step.phone).indices("log.sched.x.name")


def _timer(index: int) -> str:
    return f"logs/job {index}"


def _plan(step: LogStep, index: int) -> None:
    seconds = until_first(step.phone, index, step.now)
    if seconds is not None:
        step.arm(_timer(index), seconds, JobDue(index))


def _by_clock(settings: Configuration, index: int) -> bool:
    return settings.text(f"log.sched.{index}.startMode") == "abs"


@cache
def _outputs() -> dict[str, str]:
    rows = csv.DictReader(read_data("boot/commands.csv").decode().splitlines())
    return {row["command"]: row["output"] for row in rows}


def output(phone: State, command: str, now: int) -> str:
    """What a command prints, on one line; `now` in microseconds since power on."""
    identity = config(phone).identity
    text = _outputs().get(command, _outputs()["?"])
    return f"{command}: " + text.format(
        mac=identity.mac,
        link="UP" if link_up(phone) else "DOWN",
        uptime=now // SECOND,
        files=", ".join(_files(phone)) or "none",
        lines=", ".join(f"{line.index} {line.state}" for line in phone[Lines].lines) or "none",
    )


def _files(phone: State) -> Iterator[str]:
    own = phone[Provisioning]
    for file in (*own.kept, *own.local):
        yield f"{file.name} {len(file.body)}"


def until_first(phone: State, index: int, now: int) -> float | None:
    """Seconds until the command log.sched.x.name first runs; None if the time of day must be known first.

    rel counts startTime seconds from now on; abs means the time of day, on startDay (1 Sunday to 7 Saturday) or on any
    day (SIP 3.1 administrator guide, log.sched).
    """
    settings = config(phone)
    start = settings.text(f"log.sched.{index}.startTime")
    if not _by_clock(settings, index):
        return float(start) if start.isdecimal() else 0.0
    return _until(wall_time(phone, now), settings, index, start) if is_set(phone) else None


def _until(moment: datetime, settings: Configuration, index: int, start: str) -> float:
    clock = _TIME.fullmatch(start)
    hour, minute = (int(clock[1]), int(clock[2])) if clock else (0, 0)
    today = moment.replace(hour=hour, minute=minute, second=0, microsecond=0)
    day = settings.number(f"log.sched.{index}.startDay")
    candidates = (today + timedelta(days=ahead) for ahead in range(_DAYS + 1))
    first = next(each for each in candidates if each >= moment and (not day or each.isoweekday() % _DAYS + 1 == day))
    return (first - moment).total_seconds()
