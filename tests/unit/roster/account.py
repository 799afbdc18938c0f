"""A pure phone on which somebody is signed in, and the server's data of their account behind it."""

from __future__ import annotations

from emulator.kernel.state import Effect, Event, Part
from emulator.lab.skype.people import SEARCH, People
from emulator.lab.skype.policy import EXCHANGE, FACTORY
from emulator.meetings.model import FACTORY as FACTORY_LABEL
from emulator.roster.model import BOOK
from emulator.roster.model import EXCHANGE as EXCHANGE_LABEL
from emulator.signin.model import Account, Policy, SignedIn, SignedOut, SignIn
from emulator.signin.orders import Exchange, Exchanged
from tests.unit.hands import SERVER, Hands
from tests.unit.world import site

NOON = 1_700_568_000
"""What the time server tells: 2023-11-21 12:00:00 UTC."""

BASE = "https://lync.example.com"
JANE = Account("jdoe@example.com", "jdoe", "EXAMPLE", "Jane Doe", "+15550104701")
ALEX = Account("asmith@example.com", "asmith", "EXAMPLE", "Alex Smith", "+15550104702")
TOLD = {EXCHANGE_LABEL: BASE + EXCHANGE, BOOK: BASE + SEARCH, FACTORY_LABEL: BASE + FACTORY}


class Owned(Hands):
    """A phone in the Lync base profile; `people` is what the server knows."""

    def __init__(self, model: str = "VVX_450", more: str = "", parts: tuple[Part, ...] = ()) -> None:
        self.people = People(lambda login: None, wall=lambda: NOON)
        self.account: Account | None = None
        self.silent = False
        # Without a password: with one, the user of the configured line would sign in.
        files = {"site.cfg": site(password="", more=f'reg.1.auth.useLoginCredentials="0" {more}')}
        super().__init__(model, files, {**SERVER, "device.baseProfile": "Lync"}, parts=parts)

    def _answer(self, effect: Effect) -> Event | None:
        if not isinstance(effect, Exchange) or not effect.url.startswith(BASE):
            return super()._answer(effect)
        if self.silent:
            return Exchanged(effect.id, None, fault="refused")
        owner = self.account.address if self.account else ""
        return Exchanged(effect.id, 200, body=self._told(effect, owner).encode())

    def _told(self, effect: Exchange, owner: str) -> str:
        return self.people.answer(effect.url.removeprefix(BASE), owner, effect.body.decode())

    def sign_in(self, account: Account = JANE, told: dict[str, str] = TOLD, **policy: object) -> None:
        """Somebody signs in, as the sign-in tells it when it is done."""
        self.account = account
        wanted = Policy(**policy)  # type: ignore[arg-type]
        self.become(SignIn(state="in", entered=True, account=account, told=told, policy=wanted))
        self.feed(SignedIn(account, "user", "host"))

    def sign_out(self) -> None:
        """They leave."""
        self.become(SignIn())
        self.feed(SignedOut("host"))

    def become(self, part: Part) -> None:
        """Put a neighbour's part into the phone."""
        self.device.core.state = self.device.core.state.replaced(part)

    @property
    def asked(self) -> list[str]:
        """What the server was asked for so far."""
        return [operation for _, operation in self.people.asked]
