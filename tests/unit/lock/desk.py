"""A whole pure phone whose sign-in and pairing do what a test says, with their contracts' facts and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from emulator.boot.model import RestartRequested
from emulator.boot.orders import Compare, Digest, Remember
from emulator.btoe.model import Activated, Btoe, PairingBroken, PcLocked, PcUnlocked
from emulator.calls.model import CallAnswered, Calls, CallTerminated, InviteReceived
from emulator.calls.orders import PlaceCall
from emulator.device import SLICES
from emulator.display.model import Noticed, Touched
from emulator.kernel.slices import Slice, Step
from emulator.kernel.state import Effect, Event, Part
from emulator.lock.model import Kept, Lock
from emulator.signin import model as signin
from emulator.signin.model import (
    Account,
    CheckPassword,
    Method,
    PasswordChecked,
    Policy,
    PolicyChanged,
    Role,
    SignedIn,
    SignedOut,
    SignIn,
    SignOut,
)
from tests.unit.hands import SERVER, Hands
from tests.unit.world import site

ALICE, BOB = Account("alice@example.com"), Account("bob@example.com")
REQUIRED = Policy(lock=True, lock_minutes=10, code_length=6)
CODE, PASSWORD = "135790", "marlin77"


class Arrive(Event, frozen=True):
    """Somebody has signed in."""

    account: Account
    method: Method = "user"
    role: Role = "host"
    policy: Policy = REQUIRED


class Leave(Event, frozen=True):
    """Whoever was signed in is so no more."""

    reason: str = ""


class Rule(Event, frozen=True):
    """The server has another policy."""

    policy: Policy


class Pair(Event, frozen=True):
    """A computer is paired, of the same user or not, and locked or not."""

    mine: bool = True
    locked: bool = False


class Unpair(Event, frozen=True):
    """It is gone."""


class LockPc(Event, frozen=True):
    """It is locked."""


class UnlockPc(Event, frozen=True):
    """It is unlocked."""


def _arrive(step: Step[SignIn]) -> None:
    event = step.event
    kept = signin.Kept(event.account.address, event.method, active=True)
    before = step.own.kept if event.role == "guest" else kept
    step.change(
        state="in",
        entered=True,
        account=event.account,
        method=event.method,
        role=event.role,
        policy=event.policy,
        kept=before,
    )
    step.tell(SignedIn(event.account, event.method, event.role))


def _leave(step: Step[SignIn]) -> None:
    role = step.own.role
    if step.own.state == "in":
        kept = step.own.kept if step.event.reason == "guest" or role == "guest" else signin.Kept()
        step.change(state="out", entered=False, account=None, policy=Policy(), role="host", kept=kept)
        step.tell(SignedOut(role, step.event.reason))


def _rule(step: Step[SignIn]) -> None:
    step.change(policy=step.event.policy)
    step.tell(PolicyChanged())


def _check(step: Step[SignIn]) -> None:
    step.tell(PasswordChecked(step.event.password == PASSWORD, step.event.password != "lost"))


def _goes_down(before: SignIn, _: SignIn) -> SignIn:
    return SignIn(kept=before.kept)


def _telling(fact: Event, **fields: Any) -> Any:
    def react(step: Step[Btoe]) -> None:
        step.change(**fields)
        step.tell(fact)

    return react


def _pair(step: Step[Btoe]) -> None:
    step.change(state="activated" if step.event.mine else "paired", locked=step.event.locked)
    if step.event.mine:
        step.tell(Activated())


SIGN_IN: Slice[SignIn] = Slice(
    SignIn, {Arrive: _arrive, Leave: _leave, SignOut: _leave, Rule: _rule, CheckPassword: _check}, kept=_goes_down
)
BTOE: Slice[Btoe] = Slice(
    Btoe,
    {
        Pair: _pair,
        Unpair: _telling(PairingBroken("heartbeat"), state="auto", locked=False),
        LockPc: _telling(PcLocked(), locked=True),
        UnlockPc: _telling(PcUnlocked(), locked=False),
    },
)


def neighbours() -> tuple[Slice[Any], ...]:
    """The slices of the phone, with those two in the place of the real ones."""
    others = tuple(slice_ for slice_ in SLICES if slice_.part not in (SignIn, Btoe))
    return (*others, SIGN_IN, BTOE)


class Desk(Hands):
    """A phone with the Skype base profile, or (`base` Generic) one with Phone Lock."""

    def __init__(
        self,
        more: str = "",
        model: str = "VVX_450",
        base: str = "Lync",
        parts: tuple[Part, ...] = (),
        files: Mapping[str, bytes] = {},
        slices: Iterable[Slice[Any]] | None = None,
    ) -> None:
        device = {**SERVER, "device.baseProfile": base}
        files = {"site.cfg": site(more=more), **files}
        super().__init__(model, files, device, parts=parts, slices=slices or neighbours())
        assert "running" == self.state, self.text

    def _answer(self, effect: Effect) -> Event | None:
        """Hashes as quick as those of the world."""
        if isinstance(effect, Compare | Digest):
            self.world.ask([effect])
            return self.world.well()
        return super()._answer(effect)

    @property
    def own(self) -> Lock:
        """The locks."""
        return self.device.core.state[Lock]

    @property
    def labels(self) -> list[str]:
        """The soft keys that do something."""
        return [key.label for key in self.screen.actions if key.intent is not None]

    @property
    def said(self) -> list[str]:
        """The messages so far."""
        return [fact.text for fact in self.facts if isinstance(fact, Noticed)]

    @property
    def called(self) -> list[str]:
        """The numbers that calls went out to."""
        return [effect.target for effect in self.effects if isinstance(effect, PlaceCall)]

    @property
    def kept(self) -> Kept:
        """What flash holds."""
        written = [effect.data for effect in self.effects if isinstance(effect, Remember) and effect.item == "lock"]
        return msgspec.json.decode(written[-1], type=Kept) if written else Kept()

    def enter(self, text: str, key: str = "Enter") -> None:
        """Type into the field in focus, and press a soft key."""
        self.type(text)
        self.press(key)

    def press(self, *names: str, hold: float = 0.0) -> None:
        """Press keys, turning to the page of soft keys that they are on."""
        for name in names:
            if name in self.labels:
                while name not in [key.label for key in self.screen.soft_keys]:
                    super().press("More")
            super().press(name, hold=hold)

    def make_code(self, code: str = CODE) -> None:
        """Type a new lock code twice."""
        self.enter(code)
        self.enter(code)

    def lock(self) -> None:
        """Press Lock."""
        self.press("Lock")
        assert "locked" == self.own.state, self.text

    def unlock(self, code: str = CODE) -> None:
        """Press Unlock, and enter the code."""
        self.press("Unlock")
        self.enter(code)

    def restart(self) -> None:
        """Down and up again."""
        self.feed(RestartRequested("Restart Phone", reboot=False))
        self.wait(1)
        assert "running" == self.state

    def dial(self, number: str) -> None:
        """Press the digits, and Dial, unless the digit map has dialed them before."""
        self.press(*number)
        if "Dial" in self.labels:
            self.press("Dial")

    def open_device_lock(self) -> None:
        """Settings > Basic > Device Lock."""
        self.press("Home")
        self.pick_tile("Settings")
        self.pick("Basic")
        self.pick("Device Lock")

    def choose(self, label: str) -> None:
        """Go to a row of a list, by keys or by touch."""
        if "Down" in self.device.profile.hard_keys:
            self.press("Up", "Up", "Up")
            self.pick(label)
        else:
            hits = [hit for hit in self.device.frame(self.screen).hits if hit.label.endswith(label)]
            self.feed(Touched(*hits[0].center))

    def ring(self, number: str = "1003") -> int:
        """A call comes in."""
        self.feed(InviteReceived(f"invite {self.now}", 1, number))
        return self.device.core.state[Calls].next_id - 1

    def answered(self) -> int:
        """A call comes in and is up."""
        call = self.ring()
        self.press("Answer")
        return call

    def hang_up(self, call: int) -> None:
        """The far end ends a call, and what shows of it goes."""
        self.feed(CallTerminated(call, 200, "OK"))
        self.wait(4)


def signed_in(
    more: str = "", model: str = "VVX_450", policy: Policy = REQUIRED, files: Mapping[str, bytes] = {}
) -> Desk:
    """A phone on which Alice has made a code."""
    desk = Desk(more, model, files=files)
    desk.feed(Arrive(ALICE, policy=policy))
    desk.make_code()
    desk.wait(4)
    return desk


def phone_lock(more: str = "", model: str = "VVX_450") -> Desk:
    """A phone with Phone Lock."""
    return Desk(f'phoneLock.enabled="1" {more}', model, "Generic")


__all__ = ["ALICE", "BOB", "CODE", "PASSWORD", "REQUIRED", "CallAnswered", "Desk", "phone_lock", "signed_in"]
