"""A front end without a network, on a clock that is moved by hand."""

from __future__ import annotations

import datetime
import random
from pathlib import Path

import pytest

from emulator.kernel.clock import ManualClock
from emulator.lab.skype.front_end import FrontEnd
from tests.unit.lab.skype.asking import Phone

STARTED = datetime.datetime(2026, 3, 1, 8, tzinfo=datetime.UTC)


@pytest.fixture
def clock() -> ManualClock:
    """The time of the lab."""
    return ManualClock()


async def _at_once(seconds: float) -> None:
    """Nobody waits."""


@pytest.fixture
def front_end(clock: ManualClock, tmp_path: Path) -> FrontEnd:
    """A front end that is not served anywhere."""
    made = FrontEnd(clock, random.Random(7), tmp_path, _at_once, STARTED)
    made.web.place = "127.0.0.1:8443"
    return made


@pytest.fixture
def phone(front_end: FrontEnd) -> Phone:
    """Somebody who asks it."""
    return Phone(front_end)
