"""Whatever happens in whatever order: who is signed in, whose lists are shown, and where secrets are."""

from __future__ import annotations

import itertools
import json

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from msgspec.json import encode

from emulator.boot.model import PowerOn, RestartRequested
from emulator.calls.model import Dial, EndCall, InviteReceived
from emulator.contacts.model import CallLists, Directory
from emulator.display.model import Display, GoBack, GoHome, Plugged
from emulator.kernel.slices import PowerCut
from emulator.kernel.state import Event
from emulator.lines.model import Lines, RegisterAnswered
from emulator.signin.events import CancelSignIn, LetGuestIn, Proof, SignInByPc, SignInByWeb, SignInWith, SubmitPassword
from emulator.signin.model import BUSY, OfferCredentials, SignedIn, SignedOut, SignOut
from tests.unit.signin.desk import Desk
from tests.unit.signin.server import ADDRESS, PASSWORD, PIN, POLICY, refusal, silence
from tests.unit.world import DIRECTORY

GUEST, GUESTS = "asmith@example.com", "staple horse"
HOSTS_NUMBERS = {"1003", "1004", "1005", "555"}
"""Numbers in the host's directory, and the one that only the host dials."""

PROOFS = {
    "host": Proof("user", ADDRESS, "jdoe", "EXAMPLE", secret=PASSWORD),
    "wrong": Proof("user", ADDRESS, "jdoe", "EXAMPLE", secret="wrong"),
    "guest": Proof("user", GUEST, "asmith", "EXAMPLE", secret=GUESTS),
    "pin": Proof("pin", extension="4701", secret=PIN),
}
ANSWERS = {
    "nothing": silence("timeout"),
    "503": refusal(503),
    "403": refusal(403),
    "locked": refusal(403, 28903),
    "untrusted": silence("untrusted"),
}


class SigningIn(RuleBasedStateMachine):
    """A phone with a directory of its host, in the hands of anybody, at a server that does anything."""

    def __init__(self) -> None:
        super().__init__()
        self.desk = Desk()

    @initialize()
    def furnish(self) -> None:
        """The host's contacts are there."""
        self.desk.world.files["0004f2aabb01-directory.xml"] = DIRECTORY
        self.desk.feed(RestartRequested("Reboot initiated"))
        self.desk.linger(8)
        self.desk.facts.clear()

    @rule(who=st.sampled_from(sorted(PROOFS)))
    def sign_in(self, who: str) -> None:
        """Somebody types credentials; nobody is the phone's host but Jane."""
        if self.desk.own.role == "host" and who == "guest":
            return
        self.desk.feed(SignInWith(PROOFS[who]))

    @rule(what=st.sampled_from([SignInByPc(), SignInByWeb(), CancelSignIn(), GoBack(), GoHome(), LetGuestIn()]))
    def press(self, what: Event) -> None:
        """A key of the screens."""
        self.desk.feed(what)

    @rule(reason=st.sampled_from(["", "lock", "pc"]))
    def sign_out(self, reason: str) -> None:
        """By whomever."""
        self.desk.feed(SignOut(reason))

    @rule(right=st.booleans())
    def offer(self, right: bool) -> None:
        """The computer sends credentials."""
        if self.desk.own.role == "host":
            self.desk.feed(OfferCredentials(ADDRESS, "jdoe", "EXAMPLE", PASSWORD if right else "wrong"))

    @rule(right=st.booleans())
    def submit(self, right: bool) -> None:
        """The password that was asked for again."""
        self.desk.feed(SubmitPassword(PASSWORD if right else "wrong"))

    @rule(what=st.sampled_from([*sorted(ANSWERS), "well"]), place=st.sampled_from(["?sipuri", "WebTicket", "CertProv"]))
    def server(self, what: str, place: str) -> None:
        """The server changes its mind."""
        self.desk.server.fault.clear()
        if what != "well":
            self.desk.server.fault[place] = ANSWERS[what]

    @rule(approved=st.booleans())
    def page(self, approved: bool) -> None:
        """Somebody visits the web page."""
        self.desk.server.approved = approved

    @rule(code=st.sampled_from([200, 401, 403, 404, 408, 503]))
    def registrar(self, code: int) -> None:
        """A refresh is answered, or the next registration will be."""
        if self.desk.device.core.state[Lines].lines:
            self.desk.feed(RegisterAnswered(1, code, "Any", 3600 if code == 200 else 0))
        else:
            self.desk.codes = [code]

    @rule(guests=st.booleans())
    def policy(self, guests: bool) -> None:
        """The server's policy changes."""
        self.desk.policy = POLICY.format(lock="false", srtp="SupportEncryption", guests=str(guests).lower())

    @rule(ends=st.booleans())
    def call(self, ends: bool) -> None:
        """Somebody dials; only the host dials 555, and only guests 666."""
        self.desk.feed(Dial("666" if self.desk.own.role == "guest" else "555", 1))
        if ends:
            self.desk.feed(EndCall())

    @rule()
    def be_called(self) -> None:
        """A call comes in and is given up."""
        self.desk.feed(InviteReceived("h", 1, "888"))
        self.desk.feed(EndCall())

    @rule(seconds=st.sampled_from([1, 31, 130]))
    def wait(self, seconds: int) -> None:
        """Time passes."""
        self.desk.linger(seconds)

    @rule(how=st.sampled_from(["reboot", "power", "cable"]))
    def interrupt(self, how: str) -> None:
        """The phone goes down and comes back; a restart ends what was before it, and nobody is told."""
        if how != "cable":
            self.desk.facts.clear()
        if how == "reboot":
            self.desk.feed(RestartRequested("Reboot initiated"))
        elif how == "power":
            self.desk.feed(PowerCut())
            self.desk.feed(PowerOn())
        else:
            self.desk.feed(Plugged("lan", False))
            self.desk.feed(Plugged("lan", True))
        self.desk.linger(9)

    @invariant()
    def a_guest_never_sees_the_hosts_lists(self) -> None:
        """Neither contacts nor calls."""
        state = self.desk.device.core.state
        if self.desk.own.role == "guest":
            listed = {each.number for each in state[Directory].contacts}
            listed |= {record.number for record in state[CallLists].records}
            assert not listed & HOSTS_NUMBERS

    @invariant()
    def the_host_finds_everything_again(self) -> None:
        """The contacts, and no call of a guest."""
        state = self.desk.device.core.state
        if self.desk.own.role == "host" and self.desk.own.state == "in":
            assert not self.desk.configured.lent
            assert "1003" in {each.number for each in state[Directory].contacts}
            assert "666" not in {record.number for record in state[CallLists].records}

    @invariant()
    def facts_alternate(self) -> None:
        """Nobody signs in twice without signing out; who is signed in has a name."""
        kinds = [type(fact) for fact in self.desk.facts if isinstance(fact, SignedIn | SignedOut)]
        entered = [number for number, kind in enumerate(kinds) if kind is SignedIn]
        assert all(kinds[first + 1 : second].count(SignedOut) for first, second in itertools.pairwise(entered))
        assert not self.desk.own.entered or self.desk.own.account is not None

    @invariant()
    def a_line_is_an_accounts(self) -> None:
        """There is one if, and only if, somebody is signed in or about to be."""
        account = self.desk.configured.account
        assert not account or self.desk.own.state in (*BUSY, "in")
        assert bool(account) == bool(self.desk.device.core.state[Lines].lines)

    @invariant()
    def nobody_is_stuck(self) -> None:
        """What passes by itself has passed, unless a call has still to end."""
        assert self.desk.own.state != "cancelling"
        assert self.desk.own.state != "leaving" or "signin/leaving" in self.desk.device.core._timers

    @invariant()
    def no_password_in_the_part(self) -> None:
        """The sign-in's own share of the state has none of the passwords, and no screen shows one."""
        own = encode(self.desk.own).decode()
        assert not [secret for secret in (PASSWORD, GUESTS, PIN) if json.dumps(secret)[1:-1] in own]
        assert PASSWORD not in self.desk.text
        assert len(self.desk.device.core.state[Display].stack) < 9


SigningIn.TestCase.settings = settings(max_examples=20, stateful_step_count=25, deadline=None)
TestSigningIn = SigningIn.TestCase
