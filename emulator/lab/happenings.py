"""What the lab's SIP server tells whoever watches it: tests, the demo, `vphone lab`."""

from __future__ import annotations

import msgspec


class Happening(msgspec.Struct, frozen=True):
    """Base of all that happens at the server; `user` is the account concerned."""

    user: str


class Registered(Happening, frozen=True):
    """A binding was made or refreshed for `expires` seconds."""

    contact: str
    expires: int


class Unregistered(Happening, frozen=True):
    """A binding ended; cause is asked, expired or lost (its connection closed)."""

    contact: str
    cause: str


class Refused(Happening, frozen=True):
    """The server itself answered a request of this user with an error; a first challenge is none."""

    method: str
    code: int


class Passed(Happening, frozen=True):
    """A request was passed on to a user, and this was the final answer sent back."""

    method: str
    code: int
    call_id: str


class Subscribed(Happening, frozen=True):
    """A subscription to a user's message summary was made or refreshed; `expires` 0 means it ended."""

    expires: int


class Notified(Happening, frozen=True):
    """A NOTIFY to a user was answered; 408 stands for silence, 503 for a connection that failed."""

    event: str
    code: int
