"""The locks, as far as others may know them: whether the phone is locked, and what may be done all the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from emulator.boot.model import Provisioning, config, running
from emulator.config.layers import Configuration
from emulator.contacts.model import Directory
from emulator.kernel.state import Event, Part, State
from emulator.roster.model import person_of
from emulator.settings.model import USER
from emulator.signin.model import Account, SignIn, guest, policy, restricted, user

Kind = Literal["", "phone", "device"]
"""Which lock the phone has: none, Phone Lock (opened by the user password) or Device Lock (by a code of its user)."""

Cause = Literal["", "user", "idle", "pc", "link", "boot", "configuration"]
"""Why the phone is locked; link is the broken one to the paired computer."""

LOCKED = ("locked", "backoff")
CREATING = ("creating", "confirming")

SWITCH = "feature.deviceLock.enable"

_SEPARATORS = str.maketrans("", "", "-() ")

VIEW = "lock/"
"""How the names of the views begin that a locked phone may open."""

UNLOCK, FORGOT, AUTHORIZED, ANSWER = (f"{VIEW}{name}" for name in ("unlock", "forgot", "authorized", "answer"))
DEVICE_LOCK, DEVICE_LOCK_SWITCH, CHANGE = "device-lock", "device-lock-switch", "device-lock-change"
PHONE_LOCK = "phone-lock"
"""The views of the menus: Device Lock, its switch and its code, and Lock Phone."""


class Kept(msgspec.Struct, frozen=True):
    """What flash keeps: a slow hash of the lock code of `owner` (a sign-in address), and wrong codes in a row.

    `web` says that the owner signed in on a web page, and so has no password that could be asked for here.
    """

    owner: str = ""
    hashed_code: str = ""
    web: bool = False
    misses: int = 0


class Lock(Part, frozen=True):
    """State: unlocked, creating (a code must be made), confirming, locking, waiting, locked, backoff.

    Locking is until the PC is unlocked soon, waiting until the calls are over. `kind` is which lock it is, `by` why.
    `hashed_draft` is what is typed of a new code and not yet confirmed; `until` when the back-off ends; `let_in` the
    call that may be answered. `away`: the owner of the code has not been seen since the start, or since a guest came.
    """

    state: str = "unlocked"
    kind: Kind = ""
    by: Cause = ""
    kept: Kept = Kept()
    hashed_draft: str = ""
    until: int = 0
    let_in: int = 0
    away: bool = False


class Authorized(msgspec.Struct, frozen=True):
    """A number that may be called from a locked phone."""

    number: str
    description: str = ""


# What others ask for


class LockNow(Event, frozen=True):
    """Lock the phone: the soft key, the menu, or a macro ($FLockPhone$)."""


class MakeCode(Event, frozen=True):
    """Make a lock code, where configuration has the phone not ask for one by itself."""


class AskToAnswer(Event, frozen=True):
    """Somebody wants to answer `call`, which takes the code first."""

    call: int


# Facts


class PhoneLocked(Event, frozen=True):
    """The phone is locked now."""


class PhoneUnlocked(Event, frozen=True):
    """The phone is no longer locked."""


# Questions


def locked(phone: State) -> bool:
    """Whether the phone is locked."""
    return phone[Lock].state in LOCKED


def confined(phone: State) -> bool:
    """Whether the phone is locked, or waits for a lock code to be made: most keys are dead."""
    return locked(phone) or phone[Lock].state in CREATING


def same_user(account: Account | None, owner: str) -> bool:
    """Whether an account is that of the sign-in address `owner`."""
    return account is not None and account.address.lower() == owner.lower()


def kind(phone: State) -> Kind:
    """The lock that the phone has now. Device Lock goes before Phone Lock; it takes a user, and is not for guests."""
    if device_lock(phone):
        return "device" if user(phone) else ""
    return "phone" if config(phone).flag("phoneLock.enabled") else ""


def device_lock(phone: State) -> bool:
    """Whether Device Lock is on: as configured, else as the server of the user wants it."""
    settings = config(phone)
    if settings.base_profile == "Generic" or guest(phone):
        return False
    if not _decided(settings):
        return user(phone) is not None and policy(phone).lock
    return settings.flag(SWITCH)


def has_device_lock(phone: State) -> bool:
    """Whether the user may switch Device Lock on and off."""
    mine = user(phone) is not None and not guest(phone) and not restricted(phone)
    return mine and config(phone).base_profile != "Generic"


def _decided(settings: Configuration) -> bool:
    """Whether configuration has a say, be it that of a common area phone; the parameter has no default."""
    return bool(settings.text(SWITCH))


def has_code(phone: State) -> bool:
    """Whether the user has made a lock code."""
    kept = phone[Lock].kept
    return bool(kept.hashed_code) and same_user(user(phone), kept.owner)


def lockable(phone: State) -> bool:
    """Whether the phone could be locked, but for calls."""
    its = kind(phone)
    return its == "phone" or (its == "device" and has_code(phone))


def owner_expected(phone: State) -> bool:
    """Whether the owner of the lock code will be signed in again, now that the phone starts."""
    settings, kept, last = config(phone), phone[Lock].kept, phone[SignIn].kept
    off = settings.base_profile == "Generic" or (_decided(settings) and not settings.flag(SWITCH))
    return bool(kept.hashed_code) and last.active and last.address.lower() == kept.owner.lower() and not off


def comes_back_locked(phone: State) -> bool:
    """Whether a phone that starts now does so locked."""
    closed = config(phone).flag("phoneLock.lockState") and not powers_up_unlocked(phone)
    return owner_expected(phone) or (kind(phone) == "phone" and closed)


def powers_up_unlocked(phone: State) -> bool:
    """Whether Phone Lock does not outlast a restart."""
    return config(phone).flag("phoneLock.powerUpUnlocked")


def secret(phone: State) -> str:
    """What opens the lock: a hash, or the user password in clear if it is still the one from the factory."""
    if phone[Lock].kind == "device":
        return phone[Lock].kept.hashed_code
    return phone[Provisioning].device.get(USER) or config(phone).text(USER)


def may_forget(phone: State) -> bool:
    """Whether a new code may be made by somebody whose password the server can check."""
    own = phone[Lock]
    return locked(phone) and own.kind == "device" and not own.kept.web and user(phone) is not None


def quiet(phone: State) -> bool:
    """Whether calls must not disturb because the phone is locked."""
    own = phone[Lock]
    return own.state in LOCKED and own.kind == "phone" and config(phone).flag("phoneLock.dndWhenLocked")


# What may be called and answered


def emergencies(phone: State) -> Iterator[Authorized]:
    """The emergency numbers of all lines."""
    settings = config(phone)
    for index in settings.indices("dialplan.routing.emergency.x.value"):
        words = settings.text(f"dialplan.routing.emergency.{index}.description") or "Emergency"
        for number in settings.text(f"dialplan.routing.emergency.{index}.value").split(","):
            if number.strip():
                yield Authorized(number.strip(), words)


def authorized(phone: State) -> tuple[Authorized, ...]:
    """What may be called from a locked phone, as it is listed: emergencies before the numbers of configuration."""
    settings = config(phone)
    if settings.text("up.configureDeviceLockAuthList") == "EmergencyNumberOnly" and phone[Lock].kind == "device":
        return tuple(emergencies(phone))
    listed = (
        Authorized(
            settings.text(f"phoneLock.authorized.{index}.value").strip(),
            settings.text(f"phoneLock.authorized.{index}.description"),
        )
        for index in settings.indices("phoneLock.authorized.x.value")
    )
    return (*emergencies(phone), *listed)


def may_dial(phone: State, *numbers: str) -> bool:
    """Whether a call may go out that is known by these numbers: as typed, and as sent."""
    if not confined(phone):
        return True
    allowed = {each.number.translate(_SEPARATORS) for each in authorized(phone)}
    return any(number.translate(_SEPARATORS) in allowed or _is_free_contact(phone, number) for number in numbers)


def _is_free_contact(phone: State, number: str) -> bool:
    """Contacts may be called under Device Lock, unless configuration says who else may, and nobody beyond."""
    free = phone[Lock].kind == "device" and not config(phone).text("up.configureDeviceLockAuthList")
    return free and (number in phone[Directory].by_number or person_of(phone, number) is not None)


def asks_to_answer(phone: State, call: int) -> bool:
    """Whether the code must be entered before that call may be answered."""
    own = phone[Lock]
    free = config(phone).flag("phoneLock.Allow.AnswerOnLock") or own.let_in == call
    return running(phone) and own.state in LOCKED and not free
