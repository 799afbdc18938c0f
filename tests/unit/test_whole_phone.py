"""A whole phone with a whole life: whatever happens to it, in whatever order, it keeps its rules and finds home.

Each phone has a twin whose slices run in another order, and a recording that must replay to the same faces.
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from emulator.audio.model import Audio
from emulator.boot.model import CheckSync, Power, PowerOn, RestartRequested
from emulator.calls.model import (
    CallAnswered,
    CallProgressed,
    Calls,
    CallTerminated,
    InviteReceived,
    MediaChanged,
    RemoteDigit,
    TalkWanted,
)
from emulator.calls.orders import SendAnswer, SendDigits, SendHangup, SendHold, SendReject, SendResume
from emulator.calls.parties import CallReferred, CallReplaced, FormerEnded, ReferAccepted, SendRefer, TransferNews
from emulator.contacts.model import CallLists
from emulator.device import SLICES, Device
from emulator.display import entry
from emulator.display.cells import width
from emulator.display.keys import UnknownKeyError, resolve
from emulator.display.leds import CONDITIONS
from emulator.display.model import (
    Chorded,
    ClockSet,
    Display,
    HookMoved,
    KeyPressed,
    Led,
    Plugged,
    Screen,
    Swiped,
    TextTyped,
    Touched,
    TurnedOver,
)
from emulator.kernel.slices import PowerCut
from emulator.kernel.sockets import POWER, plugs
from emulator.kernel.state import Effect, Event
from emulator.lines.model import BindingExpired, RegisterAnswered, RegistrationDue
from emulator.lock.model import locked
from emulator.paging.model import MODES, PageOnAir, PageOver, PageStarted, StartPage
from emulator.recording import Recorder, face, replay, veiled
from emulator.settings.model import OpenPage, SaveDraft
from emulator.voicemail.model import MessageSummary, SubscribeAnswered, SubscriptionEnded, lamp_lit
from tests.unit.twins import bare, make
from tests.unit.world import CODES, DIRECTORY, World, site

MODELS = (
    *("VVX_250", "VVX_450", "CCX_500", "VVX_450", "CCX_500"),
    *("VVX_101", "VVX_600", "CCX_600", "SPIP_335", "SPIP_550", "SSIP_6000", "SL_8440"),
)
"""One of each way in which phones are built; those that most people have, more often."""

ON_THE_WIRE = (SendAnswer, SendDigits, SendHangup, SendHold, SendRefer, SendReject, SendResume)
SECOND = 1_000_000


def expected_mwi(device: Device, waiting: bool, ringing: bool, unseen: bool) -> Led:
    """The message lamp as the user guides have it."""
    if device.core.state[Power].state == "off":
        return Led()
    if device.profile.family == "CCX":
        return Led("red", "flash") if waiting or ringing or unseen else Led()
    if ringing or waiting:
        return Led("red", "flutter" if ringing else "flashSlow")
    beats = device.profile.family == "VVX" and device.core.state[Display].asleep
    return Led("red", "powerSaving") if beats else Led()


lines = st.integers(1, 3)
calls = st.integers(0, 8)
numbers = st.integers(0, 99)
keys = st.sampled_from(
    [
        *"0159*#", "Home", "Back", "Up", "Down", "Left", "Right", "Select", "Headset", "Speaker", "Mute", "VolDown",
        "VolUp", "Messages", "Hold", "Transfer", "Conference", *(f"LineKey{number}" for number in (1, 2, 3, 16)),
        "SoftKey9",
    ]
)  # fmt: skip
channels = st.sampled_from((1, 26, 49, 50))
news: st.SearchStrategy[Event] = st.one_of(
    st.builds(RegisterAnswered, lines, st.sampled_from((200, *CODES)), st.just(""), st.sampled_from((0, 60, 3600))),
    st.builds(SubscribeAnswered, lines, st.sampled_from((200, *CODES)), st.just(""), st.sampled_from((0, 3600))),
    st.builds(SubscriptionEnded, lines),
    st.builds(RegistrationDue, lines),
    st.builds(BindingExpired, lines),
    st.builds(CallProgressed, calls, st.sampled_from((180, 183)), st.just("")),
    st.builds(CallAnswered, calls),
    st.builds(CallTerminated, calls, st.sampled_from((0, 200, *CODES)), st.just("")),
    st.builds(MediaChanged, calls, st.sampled_from(("active", "local-hold", "remote-hold", "none"))),
    st.builds(RemoteDigit, calls, st.sampled_from("1#")),
    st.builds(CallReferred, calls, st.just("sip:1004@pbx.example"), st.just("1004")),
    st.builds(CallReplaced, calls, st.just("handle"), st.just("1005")),
    st.builds(FormerEnded, calls),
    st.builds(ReferAccepted, calls),
    st.builds(TransferNews, calls, st.sampled_from((100, 200, 486))),
    st.builds(MessageSummary, lines, st.booleans(), st.integers(0, 3), st.integers(0, 3), st.integers(0, 1)),
    st.builds(TalkWanted, calls),
    st.builds(PageStarted, channels, st.sampled_from((1, 1 << 31)), st.just("Bob")),
    st.builds(PageOver, channels, st.sampled_from((1, 1 << 31))),
    st.builds(PageOnAir, channels),
    st.builds(StartPage, st.sampled_from(MODES), st.integers(1, 2)),
    st.builds(ClockSet, st.floats(0, 4e9)),
    st.just(CheckSync()),
    st.builds(RestartRequested, st.just("Restart Phone"), st.booleans()),
)
"""What servers and links may tell at any time, be it due or not."""


LOCKS = "phoneLock.enabled='1' phoneLock.idleTimeout='30' phoneLock.Allow.AnswerOnLock='0'"
"""Phone Lock, which the user password opens."""

PAGING = "ptt.pageMode.enable='1' ptt.pttMode.enable='1' ptt.callWaiting.enable='1'"
"""Announcements, which are heard beside calls."""

PLUGS = tuple(name for name in plugs() if name != POWER)
RESETTING = Led("red", "reset", "green")


class Life(RuleBasedStateMachine):
    """One phone, its twin, its user, and the world around it."""

    @initialize(model=st.sampled_from(MODELS), order=st.permutations(range(len(SLICES))), up=st.integers(0, 7))
    def unpack(self, model: str, order: list[int], up: int) -> None:
        """Put the plug in; most of the time the boot goes well."""
        self.phone, self.twin = make(model, list(range(len(SLICES)))), make(model, order)
        self.world = World()
        self.world.files["000000000000-directory.xml"] = DIRECTORY
        self.over: set[int] = set()
        self.tape = io.BytesIO()
        self.recorder = Recorder(self.tape, self.phone, "1")
        self.look()
        self.feed(PowerOn())
        if up:
            self.settle()

    # How things happen to both phones

    @property
    def now(self) -> int:
        return self.phone.core.now

    @property
    def screen(self) -> Screen:
        return self.phone.screen()

    @property
    def labels(self) -> list[str]:
        return [key.label for key in self.screen.soft_keys]

    def feed(self, event: Event | None) -> None:
        """Let something happen now."""
        if event is None:
            return
        if isinstance(event, CallTerminated):
            call = self.phone.core.state[Calls].find(event.call)
            goes_back = call is not None and call.former is not None and call.state != "transferring"
            self.over |= {event.call} if call and call.state != "dialing" and not goes_back else set()
        typed = entry.secret(self.screen)
        effects, others = self.phone.feed(event, self.now), self.twin.feed(event, self.now)
        self.recorder.event(veiled(event, typed, self.phone), self.now)
        self.take(effects, others)

    def advance(self, seconds: float) -> None:
        """Let time pass, as a phone does it: from timer to timer."""
        end = self.now + round(seconds * SECOND)
        while self.now < end:
            due = [when for when in (self.phone.core.next_due, self.screen.changes_at) if when is not None]
            to = min([end, *(max(when, self.now + 1) for when in due)]) if seconds < 100 else end
            self.take(self.phone.core.advance(to), self.twin.core.advance(to))

    def take(self, effects: list[Effect], others: list[Effect]) -> None:
        """Both phones do the same, and nothing for a call that is over."""
        assert bare(effects) == bare(others)
        for effect in effects:
            if isinstance(effect, ON_THE_WIRE):
                assert effect.call not in self.over, effect
            if isinstance(effect, SendHangup | SendReject):
                self.over.add(effect.call)
        self.world.ask(effects)
        self.look()

    def look(self) -> None:
        """Record what is seen now."""
        self.recorder.face(face(self.phone, self.screen, self.phone.leds()), self.now)

    def settle(self) -> None:
        """Everything is answered well, until nothing is owed any more."""
        while self.world.owed:
            self.feed(self.world.well())

    def press(self, name: str) -> bool:
        """Press a key by its name, as users do, behind More if it is there; whether there is one."""
        while name in [key.label for key in self.screen.actions] and name not in self.labels and "More" in self.labels:
            self.feed(resolve("More", self.screen, self.phone.profile, self.now))
        try:
            event = resolve(name, self.screen, self.phone.profile, self.now)
        except UnknownKeyError:
            return False
        self.feed(event)
        return True

    # What may happen

    @rule(key=keys, hold=st.sampled_from((0.0, 2.0)))
    def key(self, key: str, hold: float) -> None:
        """A key, whether the model has it or not."""
        self.feed(KeyPressed(key, hold))

    @rule(number=numbers)
    def soft_key(self, number: int) -> None:
        """One of the soft keys that do something."""
        offered = [f"SoftKey{place}" for place, key in enumerate(self.screen.soft_keys, 1) if key.intent]
        if offered:
            self.feed(KeyPressed(offered[number % len(offered)]))

    @rule(number=numbers, beside=st.sampled_from((0, 0, 0, 50)))
    def touch(self, number: int, beside: int) -> None:
        """A finger on something that can be touched, or beside it."""
        hits = self.phone.frame(self.screen).hits
        column, row = hits[number % len(hits)].center if hits else (number, number)
        self.feed(Touched(column + beside, row))

    @rule(number=numbers)
    def together(self, number: int) -> None:
        """Keys held together that do something now, and a finger that wipes."""
        chords = sorted(key for key in self.screen.keys if "+" in key)
        if chords:
            self.feed(Chorded(tuple(chords[number % len(chords)].split("+"))))
        self.feed(Swiped(("left", "right", "up", "down")[number % 4]))

    @rule(text=st.sampled_from(("456", "123", "boot.example/x.cfg", "", "9" * 300)))
    def type(self, text: str) -> None:
        """Somebody types, into a field if there is one."""
        self.feed(TextTyped(text))

    @rule(password=st.sampled_from(("456", "123", "1")), save=st.booleans())
    def set_up(self, password: str, save: bool) -> None:
        """Somebody wanders in the menus that a password opens, and leaves them by Home."""
        self.feed(OpenPage("advanced", "user"))
        self.feed(TextTyped(password))
        self.press("Enter")
        self.settle()
        for key in ("Down", "Select", "Down", "Select", "Select", "1", "Select"):
            self.feed(KeyPressed(key))
        if save:
            self.feed(SaveDraft())
        self.settle()

    @rule(off=st.booleans())
    def hook(self, off: bool) -> None:
        """The handset."""
        self.feed(HookMoved(off))

    @rule(what=st.sampled_from(PLUGS), present=st.sampled_from((True, True, False)))
    def plug(self, what: str, present: bool) -> None:
        """Something is plugged in or pulled."""
        self.feed(Plugged(what, present))

    @rule(well=st.booleans())
    def cut(self, well: bool) -> None:
        """The power fails and comes back; what was on the way is lost, and calls are counted anew."""
        self.feed(PowerCut())
        self.world.owed.clear()
        self.over.clear()
        self.feed(PowerOn())
        if well:
            self.settle()

    @rule(over=st.booleans())
    def turn(self, over: bool) -> None:
        """The phone is turned over, or back."""
        self.feed(TurnedOver(over))

    @rule(seconds=st.sampled_from((0.05, 1, 1, 3, 3, 11, 11, 45, 700, 3601, 90_000)))
    def wait(self, seconds: float) -> None:
        """Time passes, by little or by much."""
        self.advance(seconds)

    @rule(number=numbers)
    def answer_well(self, number: int) -> None:
        """A request is answered as it should be."""
        if self.world.owed:
            self.feed(self.world.well(number))

    @rule(number=numbers, how=numbers)
    def answer_badly(self, number: int, how: int) -> None:
        """A request is refused, or nobody answers it."""
        if self.world.owed:
            self.feed(self.world.badly(number, how))

    @rule()
    def answer_all(self) -> None:
        """All requests are answered as they should be."""
        self.settle()

    @rule(number=numbers)
    def progress(self, number: int) -> None:
        """The far end of a call that is being placed rings."""
        self.feed(self.world.progress(number))

    @rule(line=lines, answered=st.booleans())
    def talk(self, line: int, answered: bool) -> None:
        """A call comes in and is answered, or one goes out; the far end agrees to everything."""
        if answered:
            self.feed(InviteReceived(f"invite {self.now}", line, "1003"))
            self.press("Answer")
        else:
            self.feed(KeyPressed(f"LineKey{line}"))
            for key in ("1", "0", "Dial"):
                self.press(key)
        self.settle()

    @rule(label=st.sampled_from(("Hold", "Resume", "New Call", "End Call", "Answer", "Dial", "Mute", "Home")))
    def named_key(self, label: str) -> None:
        """A key by its name, if it is there."""
        self.press(label)

    @rule(line=lines, name=st.sampled_from(("", "Carol", "日本\x1b[2J\u202e")))
    def invite(self, line: int, name: str) -> None:
        """A call comes in."""
        self.feed(InviteReceived(f"invite {self.now}", line, "1003", name))

    @rule(event=news)
    def hear(self, event: Event) -> None:
        """Servers and links tell something."""
        self.feed(event)

    @rule(
        label=st.sampled_from(("Sales", "Lobby")),
        password=st.sampled_from(("swordfish", "marlinfin")),
        more=st.sampled_from(("", "call.callWaiting.enable='0'", "<", LOCKS, PAGING)),
    )
    def configure(self, label: str, password: str, more: str) -> None:
        """Somebody changes the files on the boot server, or spoils them, and has the phone look."""
        self.world.files["site.cfg"] = site(label, password, more)
        self.feed(CheckSync())
        self.settle()

    # What must hold

    @invariant()
    def order_does_not_matter(self) -> None:
        """The twin is the same phone, with the same face."""
        assert self.phone.core.state == self.twin.core.state
        assert self.phone.core.next_due == self.twin.core.next_due
        assert (self.screen, self.phone.leds()) == (self.twin.screen(), self.twin.leds())

    @invariant()
    def the_display_is_whole(self) -> None:
        """The screen is drawn in exactly the model's cells, and says when it will change."""
        screen, display = self.screen, self.phone.profile.display
        drawn = [width(line) for line in self.phone.frame(screen).lines()]
        assert [display.columns] * display.rows == drawn
        assert screen.changes_at is None or screen.changes_at > self.now
        assert self.phone.profile.soft_keys == len(screen.soft_keys) or screen.name == "asleep"

    @invariant()
    def one_call_has_audio(self) -> None:
        """All others are held, ringing or over, or of one conference; an audio path is open if any call needs one."""
        state = self.phone.core.state
        talking = {call.id for call in state[Calls].calls if call.talking}
        assert len(talking) <= 1 or talking <= set(state[Calls].conference)
        assert state[Audio].off_hook or not any(call.needs_path for call in state[Calls].calls)

    @invariant()
    def lamps_say_what_is(self) -> None:
        """Mute, message, speaker and line lamps agree with the state."""
        state, leds = self.phone.core.state, self.phone.leds()
        path, live = state[Audio], state[Calls].open
        off = state[Power].state == "off"
        family = self.phone.profile.family
        muted = path.muted and (family != "CCX" or bool(live)) and not off
        resets = family == "CCX" and CONDITIONS["resetting"](self.phone.scene)
        mute = RESETTING if resets else Led("red" if muted else "off")
        assert mute == leds.get("mute", mute)
        assert path.off_hook or not path.muted
        if "speaker" in leds:
            assert (path.state == "speaker") == (leds["speaker"].color == "green")
        if "bar" in leds:
            assert bool(live) == (leds["bar"].color != "off")
        ringing = any(call.state == "offering" for call in live)
        unseen = state[CallLists].unseen > 0
        if "mwi" in leds:
            assert expected_mwi(self.phone, lamp_lit(state), ringing, unseen) == leds["mwi"]
        if self.phone.profile.line_key_leds:
            self.line_lamps_say_what_is(leds)

    def line_lamps_say_what_is(self, leds: dict[str, Led]) -> None:
        """Green while a call is active, dark without any; each of the two lines has one key."""
        for line in (1, 2):
            states = {call.state for call in self.phone.core.state[Calls].open if call.line == line}
            lamp = leds.get(f"line{line}")
            if lamp is None:
                continue
            assert bool(states) == (lamp.color != "off")
            if states == {"held"}:
                assert Led("red", "flash") == lamp
            elif states == {"connected"}:
                assert Led("green") == lamp
            elif states:
                assert "green" == lamp.color

    # How it ends

    def teardown(self) -> None:
        """There is a way home from anywhere, by keys and time alone; and the recording tells the same story."""
        if not hasattr(self, "phone"):
            return
        self.go_home()
        self.lamps_say_what_is()
        idle = "home" if self.phone.profile.display.layout == "ccx" else "lines"
        assert idle == self.screen.name, self.screen
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "life.jsonl"
            path.write_bytes(self.tape.getvalue())
            assert replay(path).difference is None

    def go_home(self) -> None:
        """The phone stands on its feet, is connected, and is answered; its user presses what leads out."""
        self.world.files["site.cfg"] = site()
        for event in (TurnedOver(False), Plugged("lan", True), HookMoved(False)):
            self.feed(event)
        for _ in range(60):
            self.settle()
            self.advance(15)
            self.feed(KeyPressed("Mute"))  # any key lights a dark display up
            state = self.phone.core.state
            if state[Power].state == "running" and locked(state) and self.press("Unlock"):
                self.feed(TextTyped("123"))
                self.press("Enter")
            elif state[Power].state == "running" and not state[Calls].calls and not state[Display].stack:
                return
            self.step_out()

    def step_out(self) -> None:
        """Press what leads a step towards home: out of a menu, or of a call."""
        leave = (
            ("Home", "Back", "Cancel", "No")
            if self.phone.core.state[Display].stack
            else ("Reject", "Cancel", "End Call", "Resume")
        )
        for label in leave:
            if self.press(label):
                return


def case(examples: int, steps: int) -> Any:
    """The test case of the machine above, as long as asked for."""
    made = type("WholePhoneCase", (Life.TestCase,), {})
    made.settings = settings(max_examples=examples, stateful_step_count=steps, deadline=None)  # type: ignore[attr-defined]
    return made


TestWholePhone = case(25, 40)
TestWholePhoneAtLength = pytest.mark.soak(case(1_000, 80))
