"""A whole pure phone in the Skype profile, under somebody's fingers, at a front end made of values."""

from __future__ import annotations

from msgspec.structs import replace

from emulator.boot.model import Provisioning
from emulator.display.model import Touched
from emulator.kernel.state import Effect, Event, Part
from emulator.lines.model import RegisterAnswered, SendRegister
from emulator.network.model import Network
from emulator.network.offers import Offer, Option, Surroundings
from emulator.signin.events import Proof, SignInWith, SkipSetup
from emulator.signin.model import SignIn, SwitchCommonAdmin
from emulator.signin.orders import (
    AskPolicy,
    Challenge,
    Challenged,
    Exchange,
    LookedUp,
    LookUp,
    MakeSecrets,
    PolicyTold,
    SecretsMade,
)
from tests.unit.hands import Hands
from tests.unit.signin.server import ADDRESS, PASSWORD, POLICY, Server

LYNC = {"device.prov.serverName": "http://boot.example/phones/", "device.baseProfile": "Lync"}
DIRECTED = Surroundings(
    (
        Offer(
            vendor={
                "1": Option(("MS-UC-Client",)),
                "2": Option(("https",)),
                "3": Option(("web.example.com",)),
                "4": Option(("443",)),
                "5": Option(("/CertProv/CertProvisioningService.svc",)),
            }
        ),
    )
)
"""A network whose DHCP server leads Microsoft's clients to certificates."""


class Desk(Hands):
    """A VVX 450 in the Skype profile. `codes` are the answers of the SIP server, 200 once they are used up."""

    def __init__(
        self,
        more: str = "",
        model: str = "VVX_450",
        device: dict[str, str] | None = None,
        parts: tuple[Part, ...] = (),
        policy: str = POLICY.format(lock="false", srtp="RequireEncryption", guests="true"),
    ) -> None:
        self.server = Server()
        self.codes: list[int] = []
        self.policy = policy
        self.registrars: dict[str, tuple[tuple[str, int], ...]] = {}
        self.certificates = ""
        self.policy_code = 200
        surroundings = (Network(surroundings=DIRECTED),)
        site = {"site.cfg": f"<s {more}/>".encode()}
        super().__init__(model, site, {**LYNC, **(device or {})}, parts=(*surroundings, *parts))

    def _answer(self, effect: Effect) -> Event | None:
        if isinstance(effect, Exchange):
            return replace(self.server.answer(effect), request=effect.id)
        if isinstance(effect, MakeSecrets):
            return SecretsMade(effect.id, b"request", b"e" * 32)
        if isinstance(effect, LookUp):
            return LookedUp(effect.id, self.registrars.get(effect.name, ()))
        if isinstance(effect, Challenge):
            return Challenged(effect.id, self.certificates)
        if isinstance(effect, AskPolicy):
            return PolicyTold(self.policy_code, self.policy if self.policy_code == 200 else "")
        if isinstance(effect, SendRegister) and effect.expires and self.codes:
            code = self.codes.pop(0)
            return RegisterAnswered(effect.line.index, code, "No") if code else None
        return super()._answer(effect)

    @property
    def own(self) -> SignIn:
        """How the sign-in stands."""
        return self.device.core.state[SignIn]

    @property
    def configured(self) -> Provisioning:
        """What the phone runs on."""
        return self.device.core.state[Provisioning]

    def fill(self, *texts: str) -> None:
        """Type into one field after the other."""
        for number, text in enumerate(texts):
            if number:
                self.press("Down")
            self.type(text)

    def sign_in(self, address: str = ADDRESS, password: str = PASSWORD) -> None:
        """Sign in by User Credentials, from the idle screen or the list of methods."""
        if self.screen.name != "sign-in":
            self.press("Sign In")
        self.pick("User Credentials")
        self.fill(address, "EXAMPLE", address.partition("@")[0], password)
        self.press("Sign In")

    def feed_sign_in(self, address: str = ADDRESS, password: str = PASSWORD) -> None:
        """The same, without fingers, as somebody at the phone."""
        self.feed(SignInWith(Proof("user", address, address.partition("@")[0], "EXAMPLE", secret=password)))

    def feed_common(self) -> None:
        """The administrator opens a common area phone, signs somebody in, and closes it."""
        self.feed(SwitchCommonAdmin())
        self.feed_sign_in()
        self.feed(SkipSetup())
        self.feed(SwitchCommonAdmin())

    def feed_touch(self, place: tuple[int, int]) -> None:
        """Touch a cell of the display."""
        self.feed(Touched(*place))

    def press(self, *names: str, hold: float = 0.0) -> None:
        """Press keys; a soft key behind More is looked for there."""
        for name in names:
            for _ in range(5):
                if name not in self.labels() or name in [key.label for key in self.screen.soft_keys]:
                    break
                super().press("More")
            super().press(name, hold=hold)

    def linger(self, seconds: int) -> None:
        """Let time pass second by second, so that each request is answered in its own."""
        for _ in range(seconds):
            self.wait(1)

    def go(self, *labels: str) -> None:
        """Walk through the menus from Home."""
        self.press("Home")
        if self.screen.name != "home":
            self.press("Home")
        self.pick_tile(labels[0])
        for label in labels[1:]:
            self.pick(label)

    def labels(self) -> list[str]:
        """The soft keys on all pages."""
        return [key.label for key in self.screen.actions if key.label]
