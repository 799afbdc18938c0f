"""Who may in at the lab's boot server: HTTP logins, Basic or Digest (RFC 7616, 7617), as a web server asks for them."""

from __future__ import annotations

import base64
import hmac
import secrets
from typing import Literal

from emulator.sip.stack.digest import Challenge, Proof, compute, parse_digest
from emulator.sip.stack.headers import SipSyntaxError

Scheme = Literal["basic", "digest"]

REALM = "boot"


class Gate:
    """Lets one user in."""

    def __init__(self, user: str, password: str, scheme: Scheme = "digest", algorithm: str = "MD5") -> None:
        """`algorithm` is one of Digest: MD5, SHA-256, and with -sess."""
        self._user = user
        self._password = password
        self._scheme = scheme
        self._asked = Challenge(REALM, secrets.token_hex(16), algorithm, "auth")

    @property
    def challenge(self) -> str:
        """What WWW-Authenticate says."""
        return f'Basic realm="{REALM}"' if self._scheme == "basic" else str(self._asked)

    def admits(self, authorization: str, method: str, uri: str) -> bool:
        """Whether a request with this Authorization header may in."""
        if self._scheme == "basic":
            known = base64.b64encode(f"{self._user}:{self._password}".encode()).decode()
            return _same(f"Basic {known}", authorization)
        try:
            given = parse_digest(authorization)
        except SipSyntaxError:
            return False
        asked, cnonce, nc = self._asked, given.get("cnonce", ""), given.get("nc", "")
        proof = Proof(asked.algorithm, self._user, asked.realm, asked.nonce, asked.qop, cnonce, nc, method, uri)
        for_us = [given.get(name) for name in ("username", "realm", "nonce", "uri")]
        return for_us == [self._user, asked.realm, asked.nonce, uri] and _same(
            compute(proof, self._password), given.get("response", "")
        )


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
