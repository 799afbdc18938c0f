"""A day of each model's lamps, from the plug to sleep, as one golden file a model."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from emulator.calls.model import CallAnswered, CallTerminated, InviteReceived, MediaChanged
from emulator.display.model import ClockSet, HookMoved, Plugged
from emulator.kernel.profile import models
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


def call_out(line: TimeLine) -> None:
    """A call placed, held from both sides, muted, and ended."""
    desk = line.desk
    desk.press("line:1")
    line.note("line 1 pressed")
    desk.press(*"1002", "Dial")
    line.note("1002 dialed, it rings there")
    desk.advance(4)
    desk.feed(CallAnswered(1, "PCMU"))
    line.note("answered")
    desk.press("Mute")
    line.note("Mute pressed")
    desk.press("Mute")
    line.note("Mute pressed again")
    desk.press("soft:Hold")
    line.note("Hold pressed")
    desk.press("Resume")
    line.note("Resume pressed")
    desk.feed(MediaChanged(1, "remote-hold"))
    line.note("held by the other side")
    desk.feed(MediaChanged(1, "active"))
    line.note("taken back by the other side")
    desk.press("End Call")
    line.note("End Call pressed")
    desk.advance(10)


def calls_in(line: TimeLine) -> None:
    """Calls answered by handset and headset, a second call, and one that nobody took."""
    desk = line.desk
    desk.feed(InviteReceived("a", 1, "1003", "Carol"))
    line.note("1003 calls line 1")
    desk.feed(HookMoved(True))
    line.note("handset lifted")
    desk.feed(InviteReceived("b", 2, "1004"))
    line.note("1004 calls line 2")
    desk.press("Answer")
    line.note("Answer pressed")
    desk.feed(CallTerminated(3, 200, ""))
    line.note("1004 hangs up")
    desk.feed(HookMoved(False))
    line.note("handset put back")
    if desk.screen.name == "held":
        desk.press("Resume")
        line.note("Resume pressed")
        desk.press("End Call")
        line.note("End Call pressed")
    desk.advance(10)
    desk.feed(Plugged("headset", True))
    desk.feed(InviteReceived("c", 1, "1003"))
    line.note("headset plugged in, 1003 calls")
    desk.press("Headset")
    line.note("Headset pressed")
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
    desk.press("Clear")
    line.note("Clear pressed")


def messages_and_sleep(line: TimeLine) -> None:
    """A message comes and is heard, the phone sleeps, and wakes for a call."""
    desk = line.desk
    desk.feed(MessageSummary(1, True, new=1))
    line.note("a message is left")
    desk.advance(600)
    line.note("asleep, message waiting")
    desk.feed(MessageSummary(1, False))
    line.note("asleep, message heard elsewhere")
    desk.feed(InviteReceived("e", 2, "1006"))
    line.note("1006 calls line 2")
    desk.press("Reject")
    desk.advance(10)
    line.note("Reject pressed")
    desk.press("Mute")
    line.note("Mute pressed while idle")


@pytest.mark.parametrize("model", models())
def test_lamps_over_a_day(model: str, golden: Callable[[str, str], None]) -> None:
    """Every lamp has its colour and pattern at every moment of the story."""
    line = TimeLine(Desk(model))
    for part in (boot, call_out, calls_in, messages_and_sleep):
        part(line)
    golden(f"{model}.txt", line.text)
