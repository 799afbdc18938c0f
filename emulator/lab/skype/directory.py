"""The front end's users: who they are by any of their names, and whether a password or PIN is theirs."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable

from emulator.kernel.clock import Clock
from emulator.lab.skype.accounts import SkypeAccount
from emulator.lab.skype.faults import Faults, RefusedError
from emulator.lab.skype.lockout import PASSWORD_LOCK, PIN_LOCK, Lockout, pin_attempts
from emulator.lab.skype.policy import Policy

SEPARATORS = str.maketrans("", "", " -.()+")
"""What people write into phone numbers."""


class Directory:
    """Looks users up and checks their secrets, counting the misses; every refusal is a RefusedError."""

    def __init__(
        self, accounts: Iterable[SkypeAccount], clock: Clock, faults: Faults, policy: Callable[[], Policy]
    ) -> None:
        self.accounts = {each.address: each for each in accounts}
        self._faults = faults
        self._policy = policy
        self._passwords = Lockout(clock, PASSWORD_LOCK)
        self._pins = Lockout(clock, PIN_LOCK)

    def find(self, name: str) -> SkypeAccount | None:
        r"""The user of an address, of DOMAIN\user, or of a user name alone, in any case."""
        key = name.strip().lower().removeprefix("sip:")
        return next((each for each in self.accounts.values() if key in _names(each)), None)

    def account(self, name: str) -> SkypeAccount:
        """The user of that name. Raises LookupError if there is none."""
        found = self.find(name)
        if found is None:
            raise LookupError(f"there is no user {name}; there are {', '.join(self.accounts)}")
        return found

    def by_number(self, number: str) -> SkypeAccount | None:
        """The user of an extension or phone number, however it is written."""
        digits = number.translate(SEPARATORS)
        known = (each for each in self.accounts.values() if each.extension)
        return next((each for each in known if digits in (each.extension, each.number.lstrip("+"))), None)

    def serves(self, domain: str) -> bool:
        """Whether users of that domain are at home here."""
        return any(domain.lower() == each.sip_domain for each in self.accounts.values())

    def with_password(self, name: str, password: str) -> SkypeAccount:
        """The user whose name and password these are. Raises RefusedError."""
        account = self.find(name)
        address = account.address if account else ""
        self._faults.check("password", address)
        key = address or name.strip().lower()
        if self._passwords.locked(key):
            raise RefusedError("account-locked")
        if account is None:
            raise RefusedError("unknown-user", self._missed_password(key))
        if not _same(password, account.password):
            raise RefusedError("wrong-password", self._missed_password(key))
        self._passwords.forgive(key)
        return self.admitted(account)

    def with_pin(self, number: str, pin: str) -> SkypeAccount:
        """The user whose extension or number and PIN these are. Raises RefusedError."""
        account = self.by_number(number)
        self._faults.check("pin", account.address if account else "")
        if account is None:
            raise RefusedError("pin-user-unknown", self._pins.missed(number, *pin_attempts(pin, 0)))
        if account.home == "online":
            raise RefusedError("pin-not-enabled")
        if not account.pin:
            raise RefusedError("pin-not-set")
        self._check_pin(account, pin)
        return self.admitted(account)

    def _check_pin(self, account: SkypeAccount, pin: str) -> None:
        key, policy = account.address, self._policy()
        if self._pins.locked(key):
            raise RefusedError("pin-account-locked")
        if not _same(pin, account.pin):
            raise RefusedError("pin-incorrect", self._pins.missed(key, *pin_attempts(account.pin, policy.pin_attempts)))
        if len(pin) < policy.pin_length:
            raise RefusedError("pin-too-weak")
        self._pins.forgive(key)

    def admitted(self, account: SkypeAccount, claimed: str = "") -> SkypeAccount:
        """The user, if it has a SIP account, and it is the one claimed. Raises RefusedError."""
        self._faults.check("login", account.address)
        if not account.enabled or (claimed and self.find(claimed) is not account):
            raise RefusedError("not-enabled")
        return account

    def locked(self, account: SkypeAccount) -> bool:
        """Whether somebody has guessed a user's password too often."""
        return self._passwords.locked(account.address)

    def unlock(self, account: SkypeAccount) -> None:
        """Let a user guess again."""
        self._passwords.unlock(account.address)
        self._pins.unlock(account.address)

    def _missed_password(self, key: str) -> float:
        return self._passwords.missed(key, self._policy().password_attempts)


def _names(account: SkypeAccount) -> tuple[str, ...]:
    r"""Every name that a user may be called by, in lower case; the domain too in its DNS form."""
    other = f"{account.sip_domain}\\{account.user}"
    return account.address.lower(), account.login.lower(), other.lower(), account.user.lower()


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(errors="surrogatepass"), other.encode())
