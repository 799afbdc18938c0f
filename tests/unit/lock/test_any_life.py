"""Whatever happens to a phone with a lock: who may not be called is not, and whoever knows the code gets in."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from emulator.boot.model import ChangeSettings, Power, PowerOn, RestartRequested
from emulator.calls.model import (
    AnswerCall,
    CallAnswered,
    Calls,
    CallTerminated,
    Dial,
    DialUrl,
    ForwardCall,
    InviteReceived,
    MediaChanged,
    TransferTo,
)
from emulator.calls.orders import PlaceCall, SendReject
from emulator.calls.parties import CallReferred, CallReplaced, FollowRefer, SendRefer, StartConference, StartTransfer
from emulator.display.model import (
    Display,
    GoBack,
    GoHome,
    HookMoved,
    KeyPressed,
    OpenView,
    TextTyped,
    Touched,
    TurnedOver,
)
from emulator.efk.model import RunMacro
from emulator.kernel.slices import PowerCut
from emulator.kernel.state import Effect, Event
from emulator.lock.model import AskToAnswer, LockNow, kind, locked, owner_expected
from emulator.settings.model import OpenPage
from emulator.signin.model import Policy, SignIn, user
from tests.unit.lock.desk import (
    ALICE,
    BOB,
    CODE,
    PASSWORD,
    Arrive,
    Desk,
    Leave,
    LockPc,
    Pair,
    Rule,
    UnlockPc,
    Unpair,
    neighbours,
)
from tests.unit.twins import Placed
from tests.unit.world import DIRECTORY

GUARD, STRANGER, EMERGENCY = "5551234", "5550000", "911"
CONTACTS = {"1003", "1004", "1005"}
MORE = f"""phoneLock.authorized.1.value="{GUARD}" dialplan.routing.emergency.1.value="{EMERGENCY}"
    feature.enhancedFeatureKeys.enabled="1" phoneLock.idleTimeout="120" call.enableOnNotRegistered="1" """
WRONG, USER = "000000", "123"

numbers = st.integers(0, 99)
called = st.sampled_from((STRANGER, GUARD, EMERGENCY, "1003", f"sip:{STRANGER}@pbx.example", "!go"))
keys = st.sampled_from(
    [
        *"0159*#",
        "Home",
        "Back",
        "Up",
        "Down",
        "Select",
        "Messages",
        "Hold",
        "Transfer",
        "Speaker",
        "LineKey1",
        "LineKey2",
    ]
)
policies = st.builds(Policy, lock=st.booleans(), lock_minutes=st.sampled_from((1, 10)), code_length=st.just(6))
people: st.SearchStrategy[Event] = st.one_of(
    st.builds(
        Arrive, st.sampled_from((ALICE, BOB)), st.sampled_from(("user", "web", "cached")), st.just("host"), policies
    ),
    st.builds(Arrive, st.just(BOB), st.just("user"), st.just("guest"), policies),
    st.builds(Leave, st.sampled_from(("", "guest", "pc"))),
    st.builds(Rule, policies),
    st.builds(Pair, st.booleans(), st.booleans()),
    st.sampled_from((Unpair(), LockPc(), UnlockPc(), LockNow())),
)
forced: st.SearchStrategy[Event] = st.one_of(
    st.builds(Dial, called, st.integers(0, 2), st.sampled_from(("", "DirectoryDial", "UserSend"))),
    st.builds(Dial, called, st.just(1), st.just(""), st.just(f"sip:{STRANGER}@pbx.example")),
    st.builds(DialUrl, called),
    st.builds(TransferTo, called),
    st.sampled_from((StartTransfer(), StartTransfer(other=True), StartConference(), RunMacro(f"{STRANGER}$Tinvite$"))),
    st.sampled_from((GoHome(), GoBack(), OpenView("directory"), OpenPage("settings"), OpenView("lock/unlock"))),
)
"""What keys lead to, fed whether there is such a key now or not."""

SWITCHES = (
    {"phoneLock.lockState": "1"},
    {"phoneLock.lockState": "0"},
    {"phoneLock.Allow.AnswerOnLock": "0"},
    {"phoneLock.dndWhenLocked": "1"},
    {"feature.deviceLock.enable": "0"},
    {"feature.deviceLock.enable": "1"},
    {"up.configureDeviceLockAuthList": "EmergencyNumberOnly"},
    {"up.deviceLock.signOutOnIncorrectAttempts": "1"},
)


class Mirrored(Desk):
    """A phone with a twin, whose slices run in the opposite order."""

    def __init__(self, more: str, model: str, base: str, files: dict[str, bytes]) -> None:
        turned = [Placed(slice_, place) for place, slice_ in enumerate(reversed(neighbours()))]
        self.twin = Desk(more, model, base, files=files, slices=turned)
        self._born = False
        super().__init__(more, model, base, files=files)
        self._born = True

    def feed(self, event: Event) -> None:
        """To both."""
        super().feed(event)
        if self._born:
            self.twin.now = self.now
            self.twin.feed(event)

    def wait(self, seconds: float) -> None:
        """For both."""
        super().wait(seconds)
        self.twin.now = self.now
        self.twin.wait(0)


class Life(RuleBasedStateMachine):
    """One phone with a lock, its users, and somebody who wants to get past it."""

    @initialize(
        base=st.sampled_from(("Lync", "Lync", "Generic")),
        phone_lock=st.booleans(),
        model=st.sampled_from(("VVX_450", "CCX_500", "VVX_101")),
    )
    def unpack(self, base: str, phone_lock: bool, model: str) -> None:
        """A phone with one lock, the other, or both."""
        both = f'phoneLock.enabled="{int(phone_lock or base == "Generic")}"'
        self.desk = Mirrored(f"{MORE} {both}", model, base, {"000000000000-directory.xml": DIRECTORY})

    @property
    def state(self) -> Any:
        return self.desk.device.core.state

    def feed(self, event: Event) -> None:
        """Let something happen; whom a locked phone calls meanwhile must be allowed."""
        shut, before = locked(self.state), len(self.desk.effects)
        free = self.free()
        self.desk.feed(event)
        if shut and locked(self.state):
            for effect in self.desk.effects[before:]:
                self.check(effect, free)

    def free(self) -> set[str]:
        """Who may be called now."""
        restriction = self.desk.setting("up.configureDeviceLockAuthList")
        device = self.desk.own.kind == "device"
        contacts = CONTACTS if device and not restriction else set()
        return {EMERGENCY, *contacts, *(() if device and restriction == "EmergencyNumberOnly" else (GUARD,))}

    def check(self, effect: Effect, free: set[str]) -> None:
        """No call, transfer or diversion leads to anybody else."""
        if isinstance(effect, PlaceCall):
            assert effect.target in free, effect
        assert not isinstance(effect, FollowRefer) or effect.target in free, effect
        assert not isinstance(effect, SendRefer) or not effect.target or effect.target in free, effect
        if isinstance(effect, SendReject) and effect.redirect:
            assert effect.redirect.contact in free, effect

    # What may happen

    @rule(event=people)
    def people_come_and_go(self, event: Event) -> None:
        """Users, policies, computers."""
        self.feed(event)

    @rule()
    def host_with_code(self) -> None:
        """Alice signs in and makes a code, if she must."""
        self.feed(Arrive(ALICE))
        for _ in range(2):
            if self.desk.own.state in ("creating", "confirming") and self.desk.screen.name.startswith("lock-"):
                self.desk.enter(CODE)

    @rule(event=forced)
    def force(self, event: Event) -> None:
        """Somebody finds a way to an event that the screen does not offer."""
        self.feed(event)

    @rule(key=keys)
    def key(self, key: str) -> None:
        """A key of the phone."""
        self.feed(KeyPressed(key))

    @rule(number=numbers)
    def soft_key(self, number: int) -> None:
        """One of the soft keys that do something."""
        offered = [f"SoftKey{place}" for place, key in enumerate(self.desk.screen.soft_keys, 1) if key.intent]
        if offered:
            self.feed(KeyPressed(offered[number % len(offered)]))

    @rule(number=numbers)
    def touch(self, number: int) -> None:
        """A finger on something that can be touched."""
        hits = self.desk.device.frame(self.desk.screen).hits
        if hits:
            self.feed(Touched(*hits[number % len(hits)].center))

    @rule(text=st.sampled_from((CODE, WRONG, USER, PASSWORD, STRANGER)), submit=st.booleans())
    def type(self, text: str, submit: bool) -> None:
        """Somebody types, and perhaps submits it."""
        self.feed(TextTyped(text))
        if submit:
            self.feed(KeyPressed("SoftKey1"))

    @rule(times=st.integers(1, 7))
    def guess(self, times: int) -> None:
        """Wrong codes, one after the other."""
        for _ in range(times):
            if locked(self.state) and "Unlock" in self.desk.labels:
                self.desk.press("Unlock")
            if "Enter" in self.desk.labels:
                self.feed(TextTyped(WRONG))
                self.desk.press("Enter")

    @rule(off=st.booleans())
    def hook(self, off: bool) -> None:
        """The handset."""
        self.feed(HookMoved(off))

    @rule(line=st.integers(1, 2), answer=st.booleans())
    def ring(self, line: int, answer: bool) -> None:
        """A call comes in, and perhaps is answered."""
        self.feed(InviteReceived(f"invite {self.desk.now}", line, "1003"))
        if answer and "Answer" in self.desk.labels:
            self.desk.press("Answer")

    @rule(number=st.sampled_from((GUARD, EMERGENCY)))
    def allowed_call(self, number: str) -> None:
        """Somebody calls whom everybody may call, and is answered."""
        self.feed(Dial(number))
        for call in self.state[Calls].open:
            self.feed(CallAnswered(call.id, "PCMU"))

    @rule(which=numbers, how=numbers, number=called)
    def in_a_call(self, which: int, how: int, number: str) -> None:
        """Something happens to one of the calls there are, at either end."""
        calls = [call.id for call in self.state[Calls].calls]
        if calls:
            call = calls[which % len(calls)]
            events = (
                CallTerminated(call, 200, "OK"),
                CallAnswered(call),
                MediaChanged(call, "local-hold"),
                MediaChanged(call, "active"),
                CallReferred(call, number, number),
                CallReplaced(call, "handle", "1005"),
                ForwardCall(call, number),
                AnswerCall(call),
                AskToAnswer(call),
            )
            self.feed(events[how % len(events)])

    @rule(values=st.sampled_from(SWITCHES))
    def configure(self, values: dict[str, str]) -> None:
        """An administrator changes a parameter."""
        self.feed(ChangeSettings(dict(values), "web"))

    @rule(seconds=st.sampled_from((1, 3, 11, 61, 61, 121, 700, 100_000)))
    def wait(self, seconds: float) -> None:
        """Time passes, by little or by much."""
        self.desk.wait(seconds)

    @rule(cut=st.booleans())
    def restart(self, cut: bool) -> None:
        """The phone goes down, by itself or without its plug, and comes back."""
        closed = locked(self.state) and not self.desk.own.away
        if cut:
            self.feed(PowerCut())
            self.feed(PowerOn())
        else:
            self.feed(RestartRequested("Restart Phone", reboot=False))
            self.desk.wait(5)
        if closed and owner_expected(self.state):
            assert locked(self.state)

    @rule(over=st.booleans())
    def turn(self, over: bool) -> None:
        """The phone is turned over, or back."""
        self.feed(TurnedOver(over))

    # What must hold

    @invariant()
    def order_does_not_matter(self) -> None:
        """The twin is the same phone."""
        assert self.state == self.desk.twin.device.core.state
        assert self.desk.screen == self.desk.twin.screen

    @invariant()
    def no_device_lock_without_a_user(self) -> None:
        """Who made the code is signed in, or will be, now that the phone has started."""
        own = self.desk.own
        if locked(self.state) and own.kind == "device":
            assert own.kept.hashed_code
            owner = user(self.state)
            assert owner_expected(self.state) or (owner and owner.address == own.kept.owner)

    @invariant()
    def a_code_is_made_by_a_user_only(self) -> None:
        """Nobody is asked for a code who does not need one."""
        if self.desk.own.state in ("creating", "confirming") and self.state[Power].state == "running":
            assert "device" == kind(self.state)
            assert "host" == self.state[SignIn].role

    @invariant()
    def a_locked_phone_can_be_unlocked(self) -> None:
        """Its screen offers Unlock, or is one that can be left towards it, or one of a call, or dark."""
        if not locked(self.state) or self.state[Power].state != "running" or self.state[Display].over:
            return
        screen = self.desk.screen
        if screen.name == "locked":
            assert "Unlock" in self.desk.labels
        elif screen.name.startswith("lock/"):
            assert {"Cancel", "Back"} & set(self.desk.labels)
        else:
            assert screen.name in ("asleep", "sign-in-guest") or self.state[Calls].calls, self.desk.text

    def teardown(self) -> None:
        """Left alone, and turned the right way up, the phone opens to whoever knows the secret."""
        if not hasattr(self, "desk"):
            return
        desk = self.desk
        desk.feed(TurnedOver(False))
        desk.feed(HookMoved(False))
        for call in desk.device.core.state[Calls].open:
            desk.feed(CallTerminated(call.id, 200, "OK"))
        desk.wait(90)
        if locked(self.state) and self.state[Power].state == "running" and not self.state[Calls].calls:
            desk.feed(KeyPressed("VolUp"))
            secret = USER if desk.own.kind == "phone" else desk.own.kept.hashed_code.removeprefix("hash of ")
            desk.unlock(secret)
            assert not locked(self.state), desk.text


def case(examples: int, steps: int) -> Any:
    """The test case of the machine above, as long as asked for."""
    made = type("LifeCase", (Life.TestCase,), {})
    made.settings = settings(max_examples=examples, stateful_step_count=steps, deadline=None)  # type: ignore[attr-defined]
    return made


TestLife = case(25, 40)
TestLifeAtLength = pytest.mark.soak(case(2_000, 80))
