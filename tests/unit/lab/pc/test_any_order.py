"""A PC in which anything happens in any order: what must hold all the same."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from emulator.btoe import wire
from emulator.kernel.state import Event
from emulator.lab.pc.actions import ActionError, PlugCable, PullCable, action_of
from emulator.lab.pc.computer import Computer, RefusedError
from emulator.lab.pc.model import (
    Connect,
    Disconnect,
    GreetingOverdue,
    LinkLost,
    Note,
    NotReached,
    Reached,
    RetryDue,
    Said,
    Say,
)
from tests.unit.lab.pc.desk import CCX, JANE, VVX

ALEX = "asmith@example.com"
WHO = st.sampled_from([JANE, ALEX, "Robin Roe", "nobody"])
CALL = st.sampled_from(["", "1", "2", "3", "p1", "p2", "x"])

ACTIONS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "install": {"version": st.sampled_from(["3.5.0", "3.8.0", "4.3.0"]), "damage": st.sampled_from(["", "program"])},
    "uninstall": {},
    "start": {},
    "exit": {},
    "auto-start": {"state": st.sampled_from(["enabled", "disabled"])},
    "restart": {},
    "pair": {"code": st.sampled_from(["", "gNCYoV19"]), "auto": st.booleans()},
    "unpair": {},
    "network": {"network": st.sampled_from(["Domain", "Public"])},
    "allow": {},
    "block": {"networks": st.sampled_from([["Public"], ["Domain", "Home/Work"]])},
    "lock": {},
    "unlock": {},
    "log-off": {},
    "log-on": {},
    "sign-in": {"address": st.sampled_from([JANE, ALEX])},
    "sign-out": {},
    "credentials": {"address": st.just(JANE), "password": st.just("s3cret")},
    "dismiss": {},
    "call": {"who": WHO, "video": st.booleans(), "busy": st.booleans()},
    "ring": {"who": WHO, "video": st.booleans()},
    **{verb: {"call": CALL} for verb in ("answer", "hang-up", "hold", "pause", "resume", "leave")},
    "invite": {"who": WHO, "call": CALL},
    "audio": {"to": st.sampled_from(["Handset", "PC Mic and Speakers"])},
    "devices": {"primary": st.sampled_from(["", "PC Mic and Speakers", VVX.device, CCX.device])},
    "play": {"wav": st.sampled_from(["", "song.wav"])},
    "record": {"wav": st.sampled_from(["", "heard.wav"])},
    "web": {},
}

WORDS = st.one_of(
    st.sampled_from([VVX, CCX, wire.TooOld("4.3.0"), wire.Goodbye(), wire.SignInOutcome(True), wire.PhoneStatus()]),
    st.builds(wire.PhoneStatus, st.sampled_from(["", JANE, ALEX]), st.booleans(), st.booleans()),
    st.builds(wire.AskCredentials, st.booleans()),
    st.builds(wire.CallPause, st.integers(1, 3), st.booleans()),
    st.builds(wire.CallAction, st.integers(1, 3), st.sampled_from(["answer", "end", "hold", "resume"])),
    st.just(wire.PhoneCalls((wire.PhoneCall(1, ALEX), wire.PhoneCall(2, JANE, state="held")))),
)
NEWS: tuple[Event, ...] = (Reached(), NotReached("code"), NotReached("busy"), LinkLost(), GreetingOverdue(), RetryDue())


class AnyPc(RuleBasedStateMachine):
    """Clicks, words of a phone, and time, at random."""

    @initialize()
    def switch_on(self) -> None:
        self.pc = Computer()
        self.now = 0
        self.line = False

    def _take(self, effects: list[Any]) -> None:
        """A line is open from each Connect to the next Disconnect."""
        for effect in effects:
            assert not (isinstance(effect, Note) and "could not handle" in effect.text), effect
            if isinstance(effect, Connect):
                self.line = True
            elif isinstance(effect, Disconnect):
                self.line = False
            elif isinstance(effect, Say):
                assert self.line, effect

    @rule(data=st.data(), verb=st.sampled_from(sorted(ACTIONS)))
    def do(self, data: st.DataObject, verb: str) -> None:
        self._act(action_of(verb, {name: data.draw(values) for name, values in ACTIONS[verb].items()}))

    @rule(action=st.sampled_from([PlugCable(VVX.mac), PlugCable(CCX.mac), PullCable()]))
    def cable(self, action: Event) -> None:
        self._act(action)

    def _act(self, action: Event) -> None:
        with suppress(ActionError):
            try:
                self._take(self.pc.do(action, self.now))
            except RefusedError as refused:
                self._take(refused.effects)
                raise

    @rule(message=WORDS)
    def hear(self, message: wire.Message) -> None:
        self._take(self.pc.feed(Said(message), self.now))

    @rule(event=st.sampled_from(NEWS))
    def news(self, event: Event) -> None:
        self._take(self.pc.feed(event, self.now))

    @rule(seconds=st.sampled_from([1, 5, 60]))
    def wait(self, seconds: int) -> None:
        self.now += seconds * 1_000_000
        self._take(self.pc.advance(self.now))

    @invariant()
    def paired_with_somebody(self) -> None:
        """Paired means that a phone is there; nothing else does."""
        connector = self.pc.connector
        assert (connector.state == "paired") == (connector.phone is not None) == bool(self.pc.sound.phone)
        assert not connector.activated or connector.state == "paired"

    @invariant()
    def no_program_without_its_user(self) -> None:
        """Nothing runs that is not installed, nor while nobody is signed in to Windows."""
        if self.pc.windows.state == "signed-out" or not self.pc.windows.connector:
            assert "stopped" == self.pc.connector.state
        assert (self.pc.windows.state == "signed-out") == (self.pc.client.state == "closed")

    @invariant()
    def one_voice(self) -> None:
        """One call is connected at most, and video is between two."""
        calls = self.pc.client.calls
        assert sum(call.state == "connected" for call in calls) <= 1
        assert all(call.parties == 2 for call in calls if call.video)
        assert not calls or "signed-in" == self.pc.client.state

    @invariant()
    def sound_goes_where_there_is_a_device(self) -> None:
        """Calls sound at the phone only while it is one of the devices; the dialog is open only for a phone."""
        assert "Handset" != self.pc.sound.route or self.pc.sound.phone
        assert not self.pc.client.dialog or self.pc.connector.state == "paired"


AnyPc.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestAnyPc = AnyPc.TestCase
