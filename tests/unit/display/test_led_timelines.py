"""A day of each family's lamps, from the plug to sleep, as one golden file a family; `test_leds` has all models."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from emulator.calls.model import CallAnswered, CallTerminated, InviteReceived, MediaChanged
from emulator.display.model import ClockSet, HookMoved, Plugged
from emulator.voicemail.model import MessageSummary
from tests.unit.display.desk import Desk

TUESDAY_10AM = 1_700_560_800


class TimeLine:
    """Writes a line for each thing that happens: when, what, and which lamps shine then."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.rows = [f"{desk.profile.name}: seconds since power on, what happens, screen, lamps that shine"]

    def note(self, what: str) -> None:
        shining = (
            f"{name} {led.color}" + ("" if led.pattern == "steady" else f" {led.pattern}")
            for name, led in self.desk.leds.items()
            if led.color != "off"
        )
        lamps = ", ".join(shining) or "none"
        self.rows.append(f"{self.desk.now / 1e6:8.1f}  {what:<34} {self.desk.screen.name:<12} {lamps}")

    @property
    def text(self) -> str:
        return "\n".join([*self.rows, ""])


def boot(line: TimeLine) -> None:
    """Every stage from the plug to the idle screen."""
    desk = line.desk
    line.note("unplugged")
    desk.power_on()
    while desk.stages[-1] != "running":
        line.note(f"stage {desk.stages[-1]}")
        desk.advance((desk.device.core.next_due or 0) / 1e6 - desk.now / 1e6)
    desk.feed(ClockSet(TUESDAY_10AM))
    desk.advance(1)
    line.note("idle, registered")


def tap(line: TimeLine, label: str) -> None:
    """Press a soft key, on whichever page of them it is."""
    desk = line.desk
    for _ in range(5):
        if any(key.label == label for key in desk.screen.soft_keys):
            break
        desk.press("More")
    desk.press(f"soft:{label}")
    line.note(f"{label} pressed")


def key(line: TimeLine, name: str, what: str) -> None:
    """Press a hard key, if the model has it."""
    if name in line.desk.profile.hard_keys:
        line.desk.press(f"key:{name}")
        line.note(what)


def lift(line: TimeLine) -> None:
    """Go off the hook as this model does: by its handset, or by a key."""
    if line.desk.profile.has("handset"):
        line.desk.feed(HookMoved(True))
        line.note("handset lifted")
    else:
        key(line, "Talk" if "Talk" in line.desk.profile.hard_keys else "Speaker", "off the hook by a key")


def call_out(line: TimeLine) -> None:
    """A call placed, held from both sides, muted, and ended."""
    desk = line.desk
    seize = "line:1" if any(desk.profile.line_places) or desk.profile.display.touch else "New Call"
    desk.press(seize)
    line.note(f"{seize.replace(':', ' ')} pressed")
    desk.press(*"3002", "Dial")
    line.note("3002 dialed, it rings there")
    desk.advance(4)
    desk.feed(CallAnswered(1, "PCMU"))
    line.note("answered")
    key(line, "Mute", "Mute pressed")
    key(line, "Mute", "Mute pressed again")
    tap(line, "Hold")
    tap(line, "Resume")
    desk.feed(MediaChanged(1, "remote-hold"))
    line.note("held by the other side")
    desk.feed(MediaChanged(1, "active"))
    line.note("taken back by the other side")
    tap(line, "End Call")
    desk.advance(10)


def calls_in(line: TimeLine) -> None:
    """Calls answered by handset and headset, a second call, and one that nobody took."""
    desk = line.desk
    second = min(2, desk.profile.registrations)
    desk.feed(InviteReceived("a", 1, "1003", "Carol"))
    line.note("1003 calls line 1")
    lift(line)
    desk.feed(InviteReceived("b", second, "1004"))
    line.note(f"1004 calls line {second}")
    tap(line, "Answer")
    desk.feed(CallTerminated(3, 200, ""))
    line.note("1004 hangs up")
    if desk.profile.has("handset"):
        desk.feed(HookMoved(False))
        line.note("handset put back")
    if desk.screen.name == "held":
        tap(line, "Resume")
    if desk.calls:
        tap(line, "End Call")
    desk.advance(10)
    desk.feed(Plugged("headset", True))
    desk.feed(InviteReceived("c", 1, "1003"))
    line.note("headset plugged in, 1003 calls")
    key(line, "Headset", "Headset pressed")
    desk.feed(CallTerminated(4, 200, ""))
    desk.advance(10)
    line.note("1003 has hung up")
    desk.feed(InviteReceived("d", 1, "1005"))
    line.note("1005 calls line 1")
    desk.advance(11)
    line.note("nobody answers")
    desk.feed(CallTerminated(5, 487, ""))
    desk.advance(10)
    line.note("1005 gives up")
    tap(line, "Clear")


def messages_and_sleep(line: TimeLine) -> None:
    """A message comes and is heard, the phone sleeps, and wakes for a call."""
    desk = line.desk
    desk.feed(MessageSummary(1, True, new=1))
    line.note("a message is left")
    desk.advance(600)
    line.note("asleep, message waiting")
    desk.feed(MessageSummary(1, False))
    line.note("asleep, message heard elsewhere")
    desk.feed(InviteReceived("e", 1, "1006"))
    line.note("1006 calls line 1")
    tap(line, "Reject")
    desk.advance(10)
    line.note("the other side knows")
    key(line, "Mute", "Mute pressed while idle")


MODELS = ("VVX_250", "VVX_350", "VVX_450", "VVX_600", "CCX_350", "CCX_500", "SPIP_550", "SSIP_6000", "SL_8440")


LAMPS = 58
"""Where the lamps begin in a line."""


def day(model: str) -> TimeLine:
    """The whole story of a model."""
    line = TimeLine(Desk(model))
    for part in (boot, call_out, calls_in, messages_and_sleep):
        part(line)
    return line


@pytest.mark.parametrize("model", MODELS)
def test_lamps_over_a_day(model: str, golden: Callable[[str, str], None]) -> None:
    """Every lamp has its colour and pattern at every moment of the story."""
    golden(f"{model}.txt", day(model).text)


@pytest.mark.parametrize("model", ["CCX_350", "CCX_400", "CCX_505", "CCX_600", "CCX_700"])
def test_every_ccx_shines_alike(model: str) -> None:
    """All have the lamps of the CCX user guide (1.0, page 6), with or without a touch screen."""
    assert [row[LAMPS:] for row in day("CCX_500").rows[1:]] == [row[LAMPS:] for row in day(model).rows[1:]]
