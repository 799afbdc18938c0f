"""What happens between the parts of the sign-in: keys of its screens, progress of its conversations, its timers."""

from __future__ import annotations

from typing import Literal

import msgspec

from emulator.kernel.state import Event
from emulator.signin.model import Account, Method

Stage = Literal["discovering", "authenticating", "certificate"]


class Proof(msgspec.Struct, frozen=True):
    """Who somebody says to be, and what shows it: a password, a PIN, or what the server gave for a web sign-in."""

    method: Method
    address: str = ""
    user: str = ""
    domain: str = ""
    extension: str = ""
    secret: str = ""

    @property
    def who(self) -> str:
        """The address or extension, for people to read."""
        return self.address or self.extension

    def __repr__(self) -> str:
        return f"Proof({self.method}, {self.who!r})"


class Admission(msgspec.Struct, frozen=True):
    """What a server has given to somebody: the account, its SIP server, and how the line proves itself there."""

    account: Account
    server: str
    port: int
    login: str
    password: str
    told: dict[str, str] = {}

    def __repr__(self) -> str:
        return f"Admission({self.account.address!r}, {self.server}:{self.port})"


# Keys


class SignInWith(Event, frozen=True):
    """Sign in, with what was typed on the form."""

    proof: Proof


class SignInByPc(Event, frozen=True):
    """Via PC: wait for what the user types at the paired computer."""


class SignInByWeb(Event, frozen=True):
    """Web Sign-in: show where to go with which code."""


class SubmitPassword(Event, frozen=True):
    """The new password of who is signed in."""

    password: str

    def __repr__(self) -> str:
        return "SubmitPassword(***)"


class CancelSignIn(Event, frozen=True):
    """Cancel, while the phone signs in."""


class LetGuestIn(Event, frozen=True):
    """Yes: sign the host out for a guest."""


class GuestStays(Event, frozen=True):
    """Stay: the guest is still there."""


class NextSetupPage(Event, frozen=True):
    """Next, on a page for the new user; `values` are what was chosen there."""

    values: dict[str, str] = {}


class SkipSetup(Event, frozen=True):
    """Skip the pages for the new user."""


# Progress


class Reached(Event, frozen=True):
    """Fact: the conversation is at its next stage."""

    stage: Stage


class CodeGiven(Event, frozen=True):
    """Fact: what the user is to type on which web page."""

    url: str
    code: str


class Held(Event, frozen=True):
    """Fact: the server is in trouble and will be asked again, for the reason `outcome`, in so many seconds."""

    outcome: str
    detail: str
    seconds: int


class Admitted(Event, frozen=True):
    """Fact: the servers have let somebody in; the line can register."""

    admission: Admission
    proof: Proof


class Refused(Event, frozen=True):
    """Fact: signing in has failed; `outcome` is a row of the table."""

    outcome: str
    detail: str = ""


class Vacated(Event, frozen=True):
    """Fact: who was signed in is so no more, and everybody has heard it."""


class Resume(Event, frozen=True):
    """Fact: the guest has gone, and the host may come back."""


# Time


class LeavingDue(Event, frozen=True):
    """Timer: the calls of who has signed out have not ended, and are waited for no longer."""


class GuestIdle(Event, frozen=True):
    """Timer: the guest has not used the phone for a while and will be signed out; or (`over`) is."""

    over: bool = False
