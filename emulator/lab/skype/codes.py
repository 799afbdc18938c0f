"""Web sign-in: a phone shows a code, somebody enters it on a web page and signs in there (RFC 8628)."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Literal, TypeVar

import msgspec

from emulator.kernel.clock import SECOND, Clock
from emulator.lab.skype.messages import JSON, Answer, Ask

LIFE = 900
"""Seconds for which a code is good."""

INTERVAL = 5
"""Seconds that a phone waits between two questions."""

TOKEN_LIFE = 3600
"""Seconds for which an access token is good."""

LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
"""What codes are made of: nothing that reads as a word or as a digit (RFC 8628, section 6.1)."""

LENGTH = 9
KEPT = 1000
"""How many codes and tokens are remembered."""

GRANT = "urn:ietf:params:oauth:grant-type:device_code"
PAGE = "/sphone"
"""The page where codes are entered, below the server's URL."""

State = Literal["pending", "granted", "denied", "used"]


class Code(msgspec.Struct):
    """One attempt to sign in; `due` and `polled` are microseconds, `address` is of who has signed in."""

    user_code: str
    device_code: str
    device: str
    due: int
    polled: int = -INTERVAL * SECOND
    state: State = "pending"
    address: str = ""


class _Token(msgspec.Struct, frozen=True):
    address: str
    due: int


Kept = TypeVar("Kept")


class Codes:
    """Hands out codes, and tokens for those that somebody has signed in with."""

    def __init__(self, clock: Clock, rng: random.Random, url: Callable[[], str]) -> None:
        self._clock = clock
        self._rng = rng
        self._url = url
        self._codes: dict[str, Code] = {}
        self._tokens: dict[str, _Token] = {}

    def begin(self, ask: Ask) -> Answer:
        """Answer a device authorization request (RFC 8628, section 3.1)."""
        fields = ask.form()
        if not fields.get("client_id"):
            return _error("invalid_request", "client_id is missing")
        user_code = "".join(self._rng.choices(LETTERS, k=LENGTH))
        due = self._clock.now() + LIFE * SECOND
        code = Code(user_code, f"{self._rng.getrandbits(160):040x}", fields.get("device", "")[:80], due)
        _keep(self._codes, user_code, code)
        page = f"{self._url()}{PAGE}"
        told = {
            "device_code": code.device_code,
            "user_code": user_code,
            "verification_uri": page,
            "expires_in": LIFE,
            "interval": INTERVAL,
            "message": f"To sign in, use a web browser to open the page {page} and enter the code {user_code}.",
        }
        return Answer(200, json.dumps(told), JSON)

    def poll(self, ask: Ask) -> Answer:
        """Answer a device access token request (RFC 8628, section 3.4)."""
        fields = ask.form()
        if fields.get("grant_type") != GRANT:
            return _error("unsupported_grant_type", f"the only grant type is {GRANT}")
        wanted = fields.get("device_code", "")
        code = next((each for each in self._codes.values() if each.device_code == wanted), None)
        if code is None or code.state == "used":
            return _error("invalid_grant", "the device code is not known")
        if code.state == "denied":
            return _error("access_denied", "the user has declined")
        if code.state == "granted":
            return self._granted(code)
        now, before = self._clock.now(), code.polled
        if code.due <= now:
            return _error("expired_token", "the code has run out")
        code.polled = now
        if now - before < INTERVAL * SECOND:
            return _error("slow_down", f"ask every {INTERVAL} seconds")
        return _error("authorization_pending", "the user has not signed in yet")

    def _granted(self, code: Code) -> Answer:
        code.state = "used"
        token = f"{self._rng.getrandbits(256):064x}"
        _keep(self._tokens, token, _Token(code.address, self._clock.now() + TOKEN_LIFE * SECOND))
        told = {
            "token_type": "Bearer",
            "access_token": token,
            "expires_in": TOKEN_LIFE,
            "username": code.address,
        }
        return Answer(200, json.dumps(told), JSON, user=code.address)

    def find(self, user_code: str) -> Code | None:
        """The attempt of a code as somebody writes it; None for one that is unknown, used or too old."""
        code = self._codes.get("".join(filter(str.isalpha, user_code)).upper())
        return code if code and code.state == "pending" and self._clock.now() < code.due else None

    def settle(self, user_code: str, address: str) -> None:
        """Somebody has signed in with a code, or, without an address, declined. Raises LookupError for no such code."""
        code = self.find(user_code)
        if code is None:
            raise LookupError("there is no such code, or it has run out")
        code.state, code.address = ("granted" if address else "denied"), address

    def user_of(self, token: str) -> str:
        """The address that an access token is for; empty if it is none, or no longer good."""
        found = self._tokens.get(token)
        return found.address if found is not None and self._clock.now() < found.due else ""


def _keep(table: dict[str, Kept], key: str, value: Kept) -> None:
    while len(table) >= KEPT:
        del table[next(iter(table))]
    table[key] = value


def _error(name: str, description: str) -> Answer:
    return Answer(400, json.dumps({"error": name, "error_description": description}), JSON)
