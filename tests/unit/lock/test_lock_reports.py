"""What scripts hear of the locks."""

from __future__ import annotations

from typing import Any

from emulator.condition_names import NAMES
from emulator.conditions import Watched, parse_condition
from emulator.reports import KINDS, Reporter, describe
from tests.unit.lock.desk import Desk, LockPc, Pair, phone_lock, signed_in


class Eyes:
    """A phone as conditions look at it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.state = desk.device.core.state
        self.leds = desk.device.leds()

    @property
    def screen(self) -> Any:
        """Not asked for."""
        raise AssertionError


def _holds(desk: Desk, name: str) -> bool | None:
    eyes: Watched = Eyes(desk)
    return parse_condition(name)(eyes)


def test_conditions() -> None:
    """Locked and unlocked are conditions; what is not yet so may become so."""
    assert {"locked", "unlocked"} < set(NAMES)
    desk = phone_lock()
    assert (None, True) == (_holds(desk, "locked"), _holds(desk, "unlocked"))
    desk.lock()
    assert (True, None) == (_holds(desk, "locked"), _holds(desk, "unlocked"))


def _listen(desk: Desk) -> list[dict[str, Any]]:
    reporter = Reporter(desk.device)
    heard: list[dict[str, Any]] = []
    desk.device.core.observers.append(
        lambda event: heard.extend(each for each in reporter.after(event) if each["kind"] == "lock")
    )
    return heard


def test_reports() -> None:
    """Each change is reported: which lock, what it is, and why; wrong codes are nobody's business."""
    assert "lock" in KINDS
    desk = signed_in()
    desk.feed(Pair())
    heard = _listen(desk)
    desk.feed(LockPc())
    desk.wait(11)
    desk.press("Unlock")
    desk.enter("000000")
    desk.enter("135790")
    assert [
        {"kind": "lock", "state": "locking", "lock": "device", "reason": "pc"},
        {"kind": "lock", "state": "locked", "lock": "device", "reason": "pc"},
        {"kind": "lock", "state": "unlocked", "lock": "", "reason": ""},
    ] == heard
    assert ["device lock: locking (pc)", "device lock: locked (pc)", "lock: unlocked"] == [*map(describe, heard)]
