"""Skype for Business sign-in, as far as others may know it: who uses the phone, and what the server wants of it."""

from __future__ import annotations

from typing import Literal

import msgspec

from emulator.boot.model import Provisioning, config
from emulator.calls.model import Calls
from emulator.kernel.state import Event, Part, State
from emulator.signin.outcomes import outcome

Method = Literal["user", "pin", "pc", "web", "configuration", "cached"]
"""How somebody signs in: User ID, PIN Authentication, Via PC, Web Sign-in; from a file; as before a restart."""

Role = Literal["host", "guest"]
"""Whose phone it is: the host's, or for a while a guest's (hot desking)."""

ACCOUNT_LINE = 1
"""The line that is the account's: there is one a phone (Lync 2010 provisioning guide)."""

FORMS = "sign-in"
"""The view to open (`OpenView`) for somebody to sign in; what stands behind a slash in its name is the method."""

GUEST = "sign-in-guest"
"""The view that asks whether a guest may sign the host out."""

BUSY = ("discovering", "authenticating", "certificate", "registering", "policy", "waiting")
"""The states of an attempt to sign in, in their order; waiting is for a server that will be asked again."""


ASKING = ("out", "pc", "web")
"""The states in which nobody signs in yet."""


class Account(msgspec.Struct, frozen=True):
    """A user of the server. `address` is the sign-in address without a scheme; `user` the name at `domain`."""

    address: str
    user: str = ""
    domain: str = ""
    name: str = ""
    number: str = ""


class Policy(msgspec.Struct, frozen=True):
    """What the server sends in-band (ServerConfiguration of MS-SIPREGE, Set-CsUCPhoneConfiguration and others)."""

    lock: bool = False  # ucEnforcePinLock
    lock_minutes: int = 10  # ucPhoneTimeOut
    code_length: int = 6  # ucMinPinLength, 4 to 15
    btoe: bool = True  # EnableBetterTogetherOverEthernet
    btoe_mode: Literal["", "Auto", "Manual"] = ""  # BetterTogetherOverEthernetPairingMode; empty: as configured
    hot_desking: bool = True  # EnableHotdesking
    hot_desking_seconds: int = 300  # HotdeskingTimeout, at least 30
    voicemail: str = ""  # voicemailUri
    poll_minutes: int = 3  # CalendarPollInterval, ucExchangeMWIPoll
    calendar: bool = True  # EnableExchangeCalendaring


class Kept(msgspec.Struct, frozen=True):
    """What flash keeps of the last sign-in, besides the device settings `device.logincred.*`.

    `active` says that the phone signs in again by itself after a restart.
    """

    address: str = ""
    method: Method = "user"
    name: str = ""
    active: bool = False
    server: str = ""  # host and port, login and password of the line, for who has no other secret (Web Sign-in)
    login: str = ""
    line_password: str = ""
    seen: tuple[str, ...] = ()  # the sign-in addresses whose users have been through the set-up pages, or past them


class SignIn(Part, frozen=True):
    """Where the sign-in stands, and for whom.

    State: out, pc (waits for the paired computer), web (shows a code for the web page), discovering, authenticating,
    certificate, registering, policy, waiting (a server in trouble is asked again), in, changed (the password is no
    longer right), cancelling, leaving.
    `host` is the account that comes back when the guest leaves. `message` is why the last attempt failed.
    """

    state: str = "out"
    method: Method = "user"
    role: Role = "host"
    account: Account | None = None
    entered: bool = False  # the account is signed in, be it that its password is asked for again
    host: Account | None = None
    policy: Policy = Policy()
    message: str = ""
    told: dict[str, str] = {}  # what the server has told of itself and of the account, by the labels of its status page
    kept: Kept = Kept()
    attended: bool = False  # somebody at the phone waits for the outcome
    web_url: str = ""
    web_code: str = ""
    setup: Literal["", "welcome", "zone", "time", "date"] = ""  # the page for the new user that is open
    leaving: str = ""  # why somebody is being signed out: the reason of `SignOut`
    ends_at: int | None = None  # when the guest is signed out, once that is announced
    common_admin: bool = False  # CAP Admin Mode: the keys and menus that a common area phone hides are shown


# What others ask for


class SignOut(Event, frozen=True):
    """Sign the user out: from the menu, by its soft key, or because another slice must (`reason`: lock, pc, guest)."""

    reason: str = ""


class OfferCredentials(Event, frozen=True):
    """The paired computer sends what its user has typed there: sign in with it."""

    address: str
    user: str
    domain: str
    password: str

    def __repr__(self) -> str:
        return f"OfferCredentials({self.address!r}, {self.user!r}, {self.domain!r}, ***)"


class SwitchCommonAdmin(Event, frozen=True):
    """CAP Admin Mode, on a common area phone: open what is hidden there, or hide it again."""


class CheckPassword(Event, frozen=True):
    """Ask the server whether this is the password or PIN of who is signed in; `PasswordChecked` follows."""

    password: str

    def __repr__(self) -> str:
        return "CheckPassword(***)"


# What the boot is asked for


class UseAccount(Event, frozen=True):
    """Somebody has signed in at a server: run on their settings, and the server's policy; empty when they leave.

    Those of the account count above the configuration files, the policy below all that anybody has set.
    """

    account: dict[str, str] = {}
    policy: dict[str, str] = {}

    def __repr__(self) -> str:
        return f"UseAccount({', '.join(sorted({**self.account, **self.policy}))})"


class LendPhone(Event, frozen=True):
    """A guest comes: lay the phone's own call lists and directory aside, and everything that is not to be changed."""


class ReturnPhone(Event, frozen=True):
    """The guest has gone: what was laid aside counts again, and all of the guest's is forgotten."""


# Facts


class SignedIn(Event, frozen=True):
    """Somebody has signed in, and the server's policy is known."""

    account: Account
    method: Method
    role: Role


class SignedOut(Event, frozen=True):
    """Nobody is signed in any more; `reason` is that of `SignOut`, or empty for the user's own wish."""

    role: Role
    reason: str = ""


class Vacating(Event, frozen=True):
    """Fact: who has signed out has no calls any more; whoever has not kept yet what is theirs does so now."""


class SignInFailed(Event, frozen=True):
    """An attempt to sign in has failed; `text` is what the screen says."""

    text: str
    method: Method


class PolicyChanged(Event, frozen=True):
    """The server's policy is another one than before, while somebody is signed in."""


class PasswordChecked(Event, frozen=True):
    """The answer to `CheckPassword`; `reached` is false if the server did not say."""

    right: bool
    reached: bool = True


# Questions


def user(phone: State) -> Account | None:
    """Who is signed in."""
    own = phone[SignIn]
    return own.account if own.entered else None


def guest(phone: State) -> bool:
    """Whether the phone is a guest's, or waits for one: the host's lists and some menus are out of reach."""
    return phone[SignIn].role == "guest"


def policy(phone: State) -> Policy:
    """What the server wants of the phone; without a user, its defaults."""
    return phone[SignIn].policy


def by_web(phone: State) -> bool:
    """Whether who is signed in has been so by a web page, and has no password to enter at the phone."""
    own = phone[SignIn]
    return "web" in (own.method, own.kept.method if own.method == "cached" else "")


def progress(phone: State) -> str:
    """How far an attempt to sign in is, in the words of the screen; empty without one."""
    own = phone[SignIn]
    return outcome(own.state).text if own.state in BUSY else ""


WORDS = {
    "out": "UNREGISTERED",
    "pc": "UNREGISTERED",
    "web": "UNREGISTERED",
    "in": "SIGNED_IN",
    "changed": "PASS_CHANGED",
    "cancelling": "CANCELLING_SIGNIN",
    "leaving": "SIGNING_OUT",
}
"""The states in the words of the device's web page (lyncSignInStatus)."""


def status_word(phone: State) -> str:
    """How the sign-in stands, in the word of the device's web page."""
    return WORDS.get(phone[SignIn].state, "SIGNING_IN")


def common(phone: State) -> bool:
    """Whether this is a common area phone: nobody's own (feature.CAP.enabled; guides spell it without the d, too)."""
    return any(config(phone).flag(f"feature.CAP.{word}") for word in ("enabled", "enable"))


def restricted(phone: State) -> bool:
    """Whether it is one whose administrator has not opened it (CAP Admin Mode)."""
    return common(phone) and not phone[SignIn].common_admin


def hot_desking(phone: State) -> bool:
    """Whether guests may sign in: the phone and the server of its host must both allow it."""
    words = ("enabled", "enable")
    return all(config(phone).flag(f"feature.HotDesking.{word}") for word in words) and policy(phone).hot_desking


def offers_sign_in(phone: State) -> bool:
    """Whether somebody at the phone may sign in now."""
    settings = config(phone)
    hidden = settings.flag("feature.lync.hideSignInSignOut") or restricted(phone)
    asking = phone[SignIn].state in ASKING and not phone[SignIn].entered
    return settings.base_profile != "Generic" and asking and (not hidden or guest(phone))


def offers_sign_out(phone: State) -> bool:
    """Whether somebody at the phone may sign out now; a guest always may."""
    settings, own = config(phone), phone[SignIn]
    if guest(phone):
        return True
    hidden = any(settings.flag(f"feature.lync.{name}") for name in ("hideSignInSignOut", "hideSignOut"))
    return (own.entered or own.state == "changed") and not hidden and not restricted(phone)


def offers_guest(phone: State) -> bool:
    """Whether a guest may take the phone over from its host: between calls, and not while a user profile is in use."""
    own, busy = phone[SignIn], bool(phone[Calls].open or phone[Provisioning].user)
    return own.entered and own.role == "host" and hot_desking(phone) and not busy
