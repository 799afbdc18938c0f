"""Who may sign in at the front end, as plain data."""

from __future__ import annotations

import csv
from typing import Literal

import msgspec

from emulator.kernel.data import read_data
from emulator.lab.accounts import Account

ROLE = "skype"
"""The role of these accounts among those of the lab: no boot server gives them to phones."""


class SkypeAccount(msgspec.Struct):
    """One user, as an administrator would look them up.

    `address` is the sign-in address, `number` the phone number as in `tel:`; `home` says where the account lives:
    on the company's own servers, online, or nowhere (no SIP account).
    """

    address: str
    domain: str
    user: str
    password: str
    pin: str
    extension: str
    number: str
    name: str
    home: Literal["on-premises", "online", "none"] = "on-premises"

    def __repr__(self) -> str:
        return f"SkypeAccount({self.address!r}, ***)"

    @property
    def enabled(self) -> bool:
        """Whether the user has a SIP account."""
        return self.home != "none"

    @property
    def login(self) -> str:
        r"""The user at the domain: DOMAIN\user."""
        return f"{self.domain}\\{self.user}"

    @property
    def sip_domain(self) -> str:
        """What follows the @ of the address."""
        return self.address.partition("@")[2]

    @property
    def line(self) -> str:
        """The phone number as a URI; empty without one."""
        return f"tel:{self.number};ext={self.extension}" if self.number else ""

    @property
    def voicemail(self) -> str:
        """The URI of the voicemail box (Lync Server 2010 provisioning guide)."""
        return f"sip:{self.address};opaque=app:voicemail"

    def sip_account(self) -> Account:
        """The account at the lab's SIP server."""
        return Account(self.user, self.password, self.name, ROLE, domain=self.domain)


def read_accounts() -> list[SkypeAccount]:
    """The accounts that the front end knows from the start."""
    rows = csv.DictReader(read_data("lab/skype/accounts.csv").decode().splitlines())
    return msgspec.convert(list(rows), list[SkypeAccount])
