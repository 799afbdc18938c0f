"""A pure phone in the Skype profile, with a computer at its side that is only words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from emulator.btoe.model import Btoe
from emulator.btoe.orders import CodeDrawn, DrawCode, HungUp, Knocked, PcSaid, Say
from emulator.btoe.wire import ClientCall, ClientCalls, Device, Hello, Message, Mode
from emulator.display.model import Noticed, Plugged
from emulator.kernel.state import Effect, Event
from emulator.signin.model import Account, Policy, SignedIn, SignedOut, SignIn
from tests.unit.hands import SERVER, Hands

ANN = Account("ann@lab.example", "ann", "lab", "Ann Archer")
DEFAULT = Policy()
BEN = Account("ben@lab.example", "ben", "lab", "Ben Bow")
MANUAL = 'btoe.PairingMode="Manual"'
CODES = ("gNCYoV19", "kL3mN0pQ", "zz11YY22", "aB4cD5eF", "Qw8Er9Ty")

MessageT = TypeVar("MessageT", bound=Message)
EffectT = TypeVar("EffectT", bound=Effect)


class Bench(Hands):
    """A phone and a computer. Codes are those of `CODES`, one after another."""

    def __init__(self, model: str = "VVX_450", settings: str = "", device: Mapping[str, str] = {}) -> None:
        self._codes = iter(CODES * 20)
        self.visitor = 0
        files = {"000000000000.cfg": b'<APPLICATION CONFIG_FILES="site.cfg"/>', "site.cfg": f"<s {settings}/>".encode()}
        super().__init__(model, files, {**SERVER, "device.baseProfile": "Lync", **device})
        self.world.files.update(files)

    def _answer(self, effect: Effect) -> Event | None:
        if isinstance(effect, DrawCode):
            return CodeDrawn(next(self._codes))
        return super()._answer(effect)

    # What is looked at

    @property
    def btoe(self) -> Btoe:
        """The part under test."""
        return self.device.core.state[Btoe]

    def said(self, kind: type[MessageT]) -> list[MessageT]:
        """What the phone has told the computer, of that kind."""
        return [each.message for each in self.did(Say) if isinstance(each.message, kind)]

    def did(self, kind: type[EffectT]) -> list[EffectT]:
        """The effects of that kind."""
        return [each for each in self.effects if isinstance(each, kind)]

    # What is done

    def sign_in(self, account: Account | None = ANN, policy: Policy = DEFAULT) -> None:
        """Sign somebody in, or (None) out, as the sign-in slice would."""
        before = self.device.core.state[SignIn]
        state = "out" if account is None else "in"
        after = SignIn(state=state, method="user", account=account, entered=account is not None, policy=policy)
        self.device.core.state = self.device.core.state.replaced(after)
        self.feed(SignedOut("host") if account is None else SignedIn(account, "user", before.role))

    def plug(self, present: bool = True) -> None:
        """Plug the cable into the PC port, or pull it."""
        self.feed(Plugged("pc", present))

    def knock(self, mode: Mode = "auto", plug: bool = False) -> None:
        """A computer knocks."""
        self.visitor += 1
        self.feed(Knocked(self.visitor, mode, plug))

    def say(self, message: Message) -> None:
        """The computer says something."""
        self.feed(PcSaid(self.visitor, message))

    def pair(self, account: str = "", connector: str = "4.3.0", locked: bool = False, mode: Mode = "auto") -> None:
        """Pair with a computer whose client has that account."""
        self.knock(mode, plug=mode == "auto")
        self.say(Hello(connector, computer="DESKTOP-1", account=account, locked=locked))

    def leave(self) -> None:
        """The connection is lost."""
        self.feed(HungUp(self.visitor))

    def call(self, state: str = "connected", media: str = "audio", parties: int = 2, number: int = 1) -> None:
        """The client has one call, and plays and listens while it is up."""
        call = ClientCall(number, "bob@lab.example", "Bob Brown", "in", state, media, parties)  # type: ignore[arg-type]
        self.say(ClientCalls((call,)))
        up = state == "connected"
        self.say(Device(playing=up, listening=up))

    def facts_of(self, kind: type) -> int:
        """How often a fact was told."""
        return sum(isinstance(each, kind) for each in self.facts)

    @property
    def notices(self) -> list[str]:
        """The messages so far."""
        return [each.text for each in self.facts if isinstance(each, Noticed)]
