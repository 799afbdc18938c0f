"""Answers to a web server's challenge: Digest if the server takes it, else Basic (RFC 7616, RFC 7617)."""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Iterable, Iterator

from emulator.boot.orders import Login
from emulator.sip.stack.digest import Challenge, Proof, compute
from emulator.sip.stack.headers import SipSyntaxError

_DIGEST = re.compile(r"(?:^|,)\s*(digest\s.*)", re.IGNORECASE | re.DOTALL)
_BASIC = re.compile(r"(?:^|,)\s*basic(?:\s|$)", re.IGNORECASE)


def authorization(login: Login, challenges: Iterable[str], method: str, uri: str) -> str | None:
    """The Authorization header for the values of WWW-Authenticate, None if none of them can be answered."""
    values = list(challenges)
    for challenge in _digests(values):
        return _digest(login, challenge, method, uri)
    if any(_BASIC.search(value) for value in values):
        return "Basic " + base64.b64encode(f"{login.user}:{login.password}".encode()).decode()
    return None


def _digests(values: Iterable[str]) -> Iterator[Challenge]:
    for value in values:
        found = _DIGEST.search(value)
        if found:
            try:
                yield Challenge.parse(found[1])
            except SipSyntaxError:
                continue


def _digest(login: Login, asked: Challenge, method: str, uri: str) -> str:
    proof = Proof(
        asked.algorithm, login.user, asked.realm, asked.nonce, asked.qop, secrets.token_hex(8), "00000001", method, uri
    )
    fields = {"username": login.user, "realm": asked.realm, "nonce": asked.nonce, "uri": uri}
    fields["response"] = compute(proof, login.password)
    if asked.opaque is not None:
        fields["opaque"] = asked.opaque
    if asked.qop or asked.algorithm.upper().endswith("-SESS"):
        fields["cnonce"] = proof.cnonce
    quoted = [f'{name}="{_escaped(value)}"' for name, value in fields.items()]
    plain = [f"algorithm={asked.algorithm}", *([f"qop={asked.qop}", f"nc={proof.nc}"] if asked.qop else [])]
    return f"Digest {', '.join(quoted + plain)}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')
