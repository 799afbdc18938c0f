"""Subscriptions to what servers know of others: begun, refreshed, tried again, and ended."""

from __future__ import annotations

from emulator.boot.model import ShuttingDown
from emulator.kernel.core import Core
from emulator.kernel.profile import load_profile
from emulator.kernel.slices import Slice
from emulator.kernel.state import Effect, Event
from emulator.lines.model import Line, LineRegistered, Lines, LineSettings, LineUnregistered, Server
from emulator.watching import machine as watching
from emulator.watching.model import (
    SendWatch,
    WatchAnswered,
    WatchEnded,
    Watching,
    WatchLost,
    Wish,
    Wished,
)

SERVER = Server("pbx.example", retry_base=10, retry_max=40)
OWN = LineSettings(1, "1001", "pbx.example", "", "1001", "1001", servers=(SERVER,))
CAROL, DAN = Wish("attendant/1", 1, "dialog", "1003"), Wish("attendant/2", 1, "dialog", "1004")


class Bench:
    """The slice by itself, with one line."""

    def __init__(self, state: str = "registered") -> None:
        lines: Slice[Lines] = Slice(Lines, {})
        self.core = Core([watching.SLICE, lines], load_profile("VVX_450"), (Lines((Line(OWN, state),)),))
        self.told: list[Event] = []
        self.sent: list[tuple[int, str, int]] = []
        self.core.observers.append(self.told.append)

    def feed(self, *events: Event) -> None:
        for event in events:
            self.note(self.core.feed(event, self.core.now))

    def wait(self, seconds: float) -> None:
        self.note(self.core.advance(self.core.now + round(seconds * 1_000_000)))

    def note(self, effects: list[Effect]) -> None:
        self.sent += [(each.number, each.wish.target, each.expires) for each in effects if isinstance(each, SendWatch)]

    @property
    def states(self) -> list[str]:
        return [each.state for each in self.core.state[Watching].watches]

    @property
    def lost(self) -> list[str]:
        return [each.key for each in self.told if isinstance(each, WatchLost)]


def test_a_wish_is_subscribed_to_as_soon_as_its_line_is_registered() -> None:
    """At once on a registered line, later on one that is not; again when it has been away."""
    bench = Bench("unregistered")
    bench.feed(Wished("attendant", (CAROL,)))
    assert [] == bench.sent
    bench.feed(LineRegistered(1), WatchAnswered(1, 200, "OK", 3600))
    assert (["subscribed"], [(1, "1003", 3600)]) == (bench.states, bench.sent)
    bench.feed(LineUnregistered(1, 408, "Request Timeout"))
    assert (["none"], ["attendant/1"]) == (bench.states, bench.lost)
    bench.feed(LineRegistered(1))
    assert 2 == len(bench.sent)


def test_wishes_come_and_go() -> None:
    """What is wished anew is begun, what is no more is ended, and what stays is left alone; other owners' too."""
    bench = Bench()
    bench.feed(Wished("attendant", (CAROL,)), WatchAnswered(1, 200, "OK", 3600))
    bench.feed(Wished("presence", (Wish("presence/5", 1, "presence", "1005"),)))
    bench.feed(Wished("attendant", (DAN,)))
    assert [(1, "1003", 3600), (2, "1005", 3600), (1, "1003", 0), (3, "1004", 3600)] == bench.sent
    bench.feed(Wished("attendant", (DAN,)))
    assert 4 == len(bench.sent)


def test_it_is_refreshed_before_it_runs_out() -> None:
    """A minute before, or at half time of what is shorter."""
    for granted, after in ((3600, 3540), (90, 30), (40, 20)):
        bench = Bench()
        bench.feed(Wished("attendant", (CAROL,)), WatchAnswered(1, 200, "OK", granted))
        bench.wait(after - 1)
        assert 1 == len(bench.sent)
        bench.wait(1)
        assert 2 == len(bench.sent)


def test_a_refused_one_is_tried_again_ever_later() -> None:
    """The waits double up to the longest; then nothing is known of it."""
    bench = Bench()
    bench.feed(Wished("attendant", (CAROL,)))
    for number, wait in enumerate((10, 20, 40, 40), 1):
        bench.feed(WatchAnswered(1, 403, "Forbidden"))
        assert (["refused"], number) == (bench.states, len(bench.sent))
        bench.wait(wait)
    assert 5 == len(bench.sent)
    assert {"attendant/1"} == set(bench.lost)


def test_one_that_the_server_ended_is_begun_anew() -> None:
    """After a second."""
    bench = Bench()
    bench.feed(Wished("attendant", (CAROL,)), WatchAnswered(1, 200, "OK", 3600), WatchEnded(1))
    assert ["attendant/1"] == bench.lost
    bench.wait(1)
    assert [(1, "1003", 3600)] * 2 == bench.sent


def test_a_phone_that_goes_down_ends_them() -> None:
    """With 0 seconds, whatever was granted; late answers and timers then mean nothing."""
    bench = Bench()
    bench.feed(Wished("attendant", (CAROL, DAN)), WatchAnswered(1, 200, "OK", 3600), WatchAnswered(2, 403, "No"))
    bench.feed(ShuttingDown("restart"), WatchAnswered(1, 200, "OK", 0))
    bench.wait(7200)
    assert [(1, "1003", 0)] == bench.sent[2:]
