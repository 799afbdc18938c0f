"""The lab as a Lync Server 2010 deployment: its configuration templates, filled in as an administrator would.

The templates are those of `profiles/lab/lync2010`, written from the tables of the Lync 2010 provisioning guide. Every
phone gets a user of the lab; its sign-in address is `user@domain`, its login `DOMAIN\\user`. Digest authentication
stands in for the NTLM of a real server.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal, get_args
from xml.sax.saxutils import quoteattr

from msgspec.structs import replace

from emulator.kernel.data import read_data
from emulator.lab.accounts import Account
from emulator.lab.tree import SipPlace

Kind = Literal["login", "credentials", "all-in-one"]
"""Who enters the login: the user at the phone, or the administrator into a file; or one file for one phone."""

KINDS: tuple[Kind, ...] = get_args(Kind)

DOMAIN = "example.com"
"""The domain of the sign-in addresses."""

NETWORK = "EXAMPLE"
"""What that domain is called before user names (pre-Windows 2000)."""

SHARED = "lyncSharedExample.cfg"
PER_PHONE: dict[Kind, str] = {
    "login": "lyncPerPhoneLCExample.cfg",
    "credentials": "lyncPerPhoneExample.cfg",
    "all-in-one": "lyncAllInOneExample.cfg",
}
"""The template that is filled in for each phone."""

_MASTER = "000000000000.cfg"
_BREAK = {"\n": "&#10;"}


def users(accounts: Iterable[Account]) -> tuple[Account, ...]:
    """The lab's accounts as users of the domain."""
    return tuple(replace(each, domain=NETWORK) if each.role == "phone" else each for each in accounts)


def address(account: Account) -> str:
    """The sign-in address of a user."""
    return f"{account.user}@{DOMAIN}"


def template(name: str) -> str:
    """One of the templates as it is shipped."""
    return read_data(f"lab/lync2010/{name}").decode()


def edit(text: str, values: Mapping[str, str]) -> str:
    """A configuration file with other values for parameters that it has."""
    for name, value in values.items():
        head, *rest = re.split(rf'(?<![\w.]){re.escape(name)}="[^"]*"', text)
        text = f"{name}={quoteattr(value, _BREAK)}".join((head, *rest))
    return text


class LyncTree:
    """The templates, filled in with where the lab's SIP server is and by which authority its certificate was made."""

    def __init__(self, kind: Kind, sip: SipPlace, authority: str) -> None:
        """`authority` is the certificate of the authority, PEM."""
        self._kind = kind
        self._sip = sip
        self._authority = authority

    def read(self, path: str) -> bytes | None:
        """The master file, which names the others, or what all phones share."""
        if path == _MASTER:
            files = ", ".join(("phone-[PHONE_MAC_ADDRESS].cfg", *([SHARED] if self._kind != "all-in-one" else [])))
            return edit(template(_MASTER), {"CONFIG_FILES": files}).encode()
        return self._shared(template(SHARED)).encode() if path == SHARED else None

    def phone_file(self, account: Account) -> bytes:
        """The file of the phone that has this account."""
        text = template(PER_PHONE[self._kind])
        values = {
            "reg.1.address": address(account),
            "reg.1.auth.userId": account.user,
            "reg.1.auth.password": account.password,
            "reg.1.auth.domain": account.domain,
            "msg.mwi.1.callBack": f"{address(account)};opaque=app:voicemail",
        }
        return self._shared(edit(text, values)).encode()

    def _shared(self, text: str) -> str:
        """The port is added: the guide's 5061 may be in use here."""
        values = {"voIpProt.server.1.address": self._sip.address, "sec.TLS.customCaCert.1": self._authority}
        transport = 'voIpProt.server.1.transport="TLS"'
        return edit(text, values).replace(transport, f'{transport}\n    voIpProt.server.1.port="{self._sip.port}"')
