"""What an account that is signed in makes of the phone: its line, and what flash keeps for the next sign-in."""

from __future__ import annotations

from emulator.boot.model import config
from emulator.config.layers import Configuration
from emulator.kernel.state import State
from emulator.network.model import Network
from emulator.signin.events import Admission, Proof
from emulator.signin.model import Account, Method, Policy, SignIn

HIDDEN = {"reg.1.address": ""}
"""The account of who has signed out of a line that configuration has: there is none until somebody signs in."""

LONGEST = 45
"""Characters of a sign-in address at most (Skype for Business deployment guide for Trio)."""

_RETRY = {"baseTimeOut": "30", "maxTimeOut": "300"}


def line_settings(admission: Admission) -> dict[str, str]:
    """Line 1 as the account's; until the server's policy says otherwise, calls must be encrypted."""
    account = admission.account
    return {
        "reg.1.address": account.address,
        "reg.1.displayName": account.name or account.address.partition("@")[0],
        "reg.1.label": account.name or account.address.partition("@")[0],
        "reg.1.auth.userId": admission.login,
        "reg.1.auth.password": admission.password,
        "reg.1.auth.domain": "",
        "reg.1.server.1.address": admission.server,
        "reg.1.server.1.port": str(admission.port),
        "reg.1.server.1.transport": "TLS",
        **{f"reg.1.server.1.registerRetry.{name}": value for name, value in _RETRY.items()},
        **encryption("require"),
    }


def encryption(srtp: str) -> dict[str, str]:
    """What calls of line 1 do with encryption: off, offer or require."""
    words = {"enable": srtp != "off", "offer": srtp != "off", "require": srtp == "require"}
    return {f"reg.1.srtp.{name}": str(int(on)) for name, on in words.items()}


def policy_settings(policy: Policy) -> dict[str, str]:
    """What the server's policy sets unless somebody has set it otherwise: the way to the mailbox."""
    if not policy.voicemail:
        return {}
    return {
        "msg.mwi.1.callBackMode": "contact",
        "msg.mwi.1.callBack": policy.voicemail.removeprefix("sip:"),
    }


def given_proof(phone: State) -> Proof | None:
    """What the phone can sign in with by itself: as before the restart, else as configuration says."""
    settings, kept = config(phone), phone[SignIn].kept
    if kept.active and kept.address:
        return _as_before(settings, kept.address, kept.method)
    return _configured(settings)


def _as_before(settings: Configuration, address: str, method: Method) -> Proof | None:
    extension, pin = (settings.text(f"device.logincred.{name}") for name in ("extension", "pin"))
    if method == "pin":
        return Proof("pin", address, extension=extension, secret=pin) if pin else None
    user, domain, password = (settings.text(f"device.logincred.{name}") for name in ("user", "domain", "password"))
    return Proof("user", address, user, domain, secret=password) if password else None


def _configured(settings: Configuration) -> Proof | None:
    """reg.1.auth.*, else what has been entered under Login Credentials, for the address of line 1."""
    address = settings.text("reg.1.address").strip().removeprefix("sip:")
    own = ("reg.1.auth.userId", "reg.1.auth.domain", "reg.1.auth.password")
    entered = ("device.logincred.user", "device.logincred.domain", "device.logincred.password")
    usable = (own, *((entered,) if settings.flag("reg.1.auth.useLoginCredentials") else ()))
    for names in usable:
        user, domain, password = map(settings.text, names)
        if password and (address or user):
            return Proof("user", address or _address(user, domain), user, domain, secret=password)
    return None


def _address(user: str, domain: str) -> str:
    """The sign-in address of who has entered no other."""
    return user if "@" in user or not domain else f"{user}@{domain}"


def has_own_server(phone: State) -> bool:
    """Whether configuration names the SIP server itself: the line registers there, and nothing is discovered."""
    settings = config(phone)
    families = ("reg.1.server.1", "voIpProt.server.1")
    return any(settings.text(f"{family}.address").strip() for family in families)


def kept_credentials(proof: Proof) -> dict[str, str | None]:
    """The device settings that keep a proof in flash; a web page's is of use once only."""
    secret = proof.secret if proof.method != "web" else ""
    pin, password = (secret, "") if proof.method == "pin" else ("", secret)
    values = {
        "user": proof.user, "domain": proof.domain, "password": password, "extension": proof.extension, "pin": pin,
    }  # fmt: skip
    return {f"device.logincred.{name}": value or None for name, value in values.items()}


def web_server(phone: State) -> str:
    """The web server that DHCP option 43 names for Microsoft's clients; empty if it names none."""
    vendor = phone[Network].lease.vendor if phone[Network].lease.for_lync else {}
    scheme, host, port = (vendor[number].text if number in vendor else "" for number in "234")
    return f"{scheme.lower() or 'https'}://{host}{f':{port}' if port not in ('', '443') else ''}" if host else ""


def fresh_account(proof: Proof) -> Account:
    """Who is signed in by a proof, before any server has said more."""
    return Account(proof.address, proof.user or proof.address, proof.domain)
