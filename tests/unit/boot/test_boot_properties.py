"""Whatever happens to a phone and its server, the phone comes up again, and never forgets what was good."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from emulator.boot.model import (
    CancelBoot,
    CheckSync,
    LeaveAbout,
    PowerOn,
    RestartRequested,
    ShowAbout,
    ShuttingDown,
    StartNow,
)
from emulator.boot.timers import StageOver
from emulator.boot.views import VIEWS
from emulator.calls.model import Call, CallEnded, Calls
from emulator.display.model import Plugged, Scene
from emulator.kernel.state import Event
from tests.unit.boot.bench import TREE, Bench

KEYS = (CancelBoot(), StartNow(), ShowAbout(), LeaveAbout())
FILES = st.sampled_from(sorted(TREE))
FAULTS = st.sampled_from(
    [None, 401, 403, 404, 500, 503, "", "<", "<html/>", "<s reg.1.label='x'/>", "<s", "\0", TREE["site.cfg"]]
)


class Life(RuleBasedStateMachine):
    """A phone, its user, its server, and its calls."""

    def __init__(self) -> None:
        super().__init__()
        self.bench = Bench(TREE, pace="device")
        self.good = False

    @initialize(pace=st.sampled_from(["device", "quick"]))
    def unpack(self, pace: str) -> None:
        """Put the plug in."""
        self.bench = Bench(TREE, pace=pace)
        self.bench.core.observers.append(self.never_restarts_in_a_call)
        self.bench.feed(PowerOn())

    def never_restarts_in_a_call(self, event: Event) -> None:
        """A restart for the server's sake waits until calls have ended."""
        if isinstance(event, ShuttingDown) and event.reason == "Configuration changed.":
            assert all(call.state == "ended" for call in self.bench.core.state[Calls].calls)

    @rule(present=st.booleans())
    def cable(self, present: bool) -> None:
        """The LAN cable is pulled or plugged."""
        self.bench.feed(Plugged("lan", present))

    @rule(key=st.sampled_from(KEYS))
    def key(self, key: CancelBoot | StartNow | ShowAbout | LeaveAbout) -> None:
        """A key is pressed, whether it is offered or not."""
        self.bench.feed(key)

    @rule(name=FILES, content=FAULTS)
    def server(self, name: str, content: str | int | None) -> None:
        """A file on the server changes, breaks, or is no longer answered for."""
        self.bench.files[name] = content

    @rule(seconds=st.floats(0, 60))
    def time(self, seconds: float) -> None:
        """Time passes."""
        self.bench.wait(seconds)

    @rule(reboot=st.booleans())
    def restart(self, reboot: bool) -> None:
        """Somebody wants a restart."""
        self.bench.feed(RestartRequested("test", reboot))

    @rule(label=st.none() | st.integers(1, 5))
    def check_sync(self, label: int | None) -> None:
        """The SIP server asks for a look, perhaps because the configuration is another one now."""
        if label:
            self.bench.files["site.cfg"] = f'<site reg.1.label="{label}"/>'
        self.bench.feed(CheckSync())

    @rule(busy=st.booleans())
    def call(self, busy: bool) -> None:
        """A call comes up, or the last one ends."""
        calls = (Call(1, 1, "in", "connected" if busy else "ended"),)
        self.bench.core.state = self.bench.core.state.replaced(Calls(calls=calls))
        if not busy:
            self.bench.feed(CallEnded(1, 0, ""))

    @rule(stage=st.sampled_from(["splash", "updater", "application", "running"]))
    def late_timer(self, stage: str) -> None:
        """A timer of another stage changes nothing."""
        before = self.bench.power
        if stage != before.state:
            self.bench.feed(StageOver(stage))
            assert before == self.bench.power

    @invariant()
    def shows_its_stage(self) -> None:
        """There is a boot screen unless the application runs, and it can be drawn."""
        scene = Scene(self.bench.core.state, self.bench.core.profile, self.bench.now)
        showing = [view.draw(scene) for view in VIEWS if view.shows(scene)]
        assert bool(showing) == (self.bench.power.state != "running")

    @invariant()
    def keeps_what_was_good(self) -> None:
        """Once a boot has succeeded there is always a configuration to fall back on."""
        kept = self.bench.provisioning.kept
        assert bool(kept) >= self.good
        self.good = bool(kept)

    def teardown(self) -> None:
        """With cable, server and user's patience back, the phone comes up and reads the server's files."""
        bench = self.bench
        bench.files = dict(TREE)
        bench.core.state = bench.core.state.replaced(Calls())
        bench.feed(Plugged("lan", False))
        bench.feed(Plugged("lan", True))
        bench.feed(LeaveAbout())
        bench.wait(120)
        assert bench.power.state in ("running", "off")
        bench.feed(RestartRequested("last"))
        bench.wait(120)
        assert (bench.power.state, bench.provisioning.source) in (("running", "server"), ("off", "none"))


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=80, stateful_step_count=30, deadline=None)
