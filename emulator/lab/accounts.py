"""Who may register at the lab."""

from __future__ import annotations

import msgspec


class Account(msgspec.Struct, frozen=True):
    """One user of the lab's SIP server. `role` is phone, party, voicemail or echo; `mac` the phone it was given to.

    Whoever is of a Windows domain logs in with it before the user name.
    """

    user: str
    password: str
    display_name: str
    role: str = "phone"
    mac: str = ""
    domain: str = ""

    @property
    def login(self) -> str:
        """What is written in front of the password."""
        return f"{self.domain}\\{self.user}" if self.domain else self.user


def user_of(login: str) -> str:
    """The user of a login, with or without a domain."""
    return login.rpartition("\\")[2]


REALM = "lab"
"""The digest realm of the lab's servers."""

PARTY = Account("1002", "lab-1002", "Second Party", "party")
"""Answers by itself with a tone, and calls the phone when told to."""

VOICEMAIL = Account("1099", "lab-1099", "Voicemail", "voicemail")
"""Records a message for the mailbox, or plays the box to its owner."""

ECHO = Account("1098", "lab-1098", "Echo", "echo")
"""Sends back what it hears."""

PHONES = tuple(Account(user, f"lab-{user}", f"Line {user}") for user in ("1001", *map(str, range(1003, 1011))))
"""Accounts for phones, in the order in which they are given out."""

ACCOUNTS = (*PHONES, PARTY, VOICEMAIL, ECHO)
"""Every account of the lab as it starts."""
