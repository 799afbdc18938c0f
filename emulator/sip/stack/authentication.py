"""Both ends of digest authentication: a client that remembers challenges, a server that makes and checks them."""

from __future__ import annotations

import hmac
import random
from collections.abc import Callable, Iterator
from enum import Enum

from emulator.kernel.clock import SECOND, Clock
from emulator.sip.stack.digest import Challenge, Credentials, Proof, compute, parse_digest, supported
from emulator.sip.stack.headers import SipSyntaxError
from emulator.sip.stack.messages import Message, Request, Response

NONCE_LIFE = 300 * SECOND
"""For how long a server of ours accepts a nonce, in microseconds, before it calls it stale."""

_NONCES_KEPT = 4096


class _Session:
    """One nonce in use by a client: the count of its uses and the client's own part."""

    def __init__(self, challenge: Challenge, rng: random.Random) -> None:
        self.challenge = challenge
        self.cnonce = f"{rng.getrandbits(64):016x}"
        self.count = 0


class DigestClient:
    """Answers challenges for one user, and sends the last nonce of each realm again before being asked."""

    def __init__(self, credentials: Credentials, rng: random.Random) -> None:
        self.credentials = credentials
        self._rng = rng
        self._sessions: dict[tuple[str, bool], _Session] = {}

    def authorize(self, request: Request) -> None:
        """Put an answer to each known challenge into a request, replacing those that it has."""
        request.drop("authorization", "proxy-authorization")
        for session in self._sessions.values():
            session.count += 1
            name = "Proxy-Authorization" if session.challenge.from_proxy else "Authorization"
            request.add(name, self._answer(session, request))

    def learn(self, request: Request, refusal: Response) -> bool:
        """Take the challenges of a 401 or 407; whether sending the request again could help.

        It cannot if nothing was asked that can be answered, or if the very answer to such a challenge was refused
        and the server does not say that the nonce was stale.
        """
        answered = {fields.get("realm") for fields in _answers(request)}
        fresh = False
        for challenge in _challenges(refusal):
            key = (challenge.realm, challenge.from_proxy)
            session = self._sessions.get(key)
            first_use = session is not None and session.count == 1
            fresh |= challenge.stale or challenge.realm not in answered or not first_use
            self._sessions[key] = _Session(challenge, self._rng)
        return fresh

    def forget(self) -> None:
        """Drop all nonces: the next request goes out unauthorized."""
        self._sessions.clear()

    def _answer(self, session: _Session, request: Request) -> str:
        asked, user = session.challenge, self.credentials.user
        proof = Proof(
            asked.algorithm,
            user,
            asked.realm,
            asked.nonce,
            asked.qop,
            session.cnonce,
            f"{session.count:08x}",
            request.method,
            request.uri,
        )
        # Servers take the backslash in DOMAIN\user as it is, and hash it so (RFC 7616, section 3.4.4: unq).
        shown = user.replace('"', '\\"')
        parts = [f'username="{shown}"', f'realm="{_escaped(asked.realm)}"', f'nonce="{asked.nonce}"']
        if asked.qop:
            parts += [f"qop={asked.qop}", f'cnonce="{proof.cnonce}"', f"nc={proof.nc}"]
        elif asked.algorithm.endswith("-SESS"):
            parts.append(f'cnonce="{proof.cnonce}"')
        if asked.opaque is not None:
            parts.append(f'opaque="{asked.opaque}"')
        answer = compute(proof, self.credentials.password)
        parts += [f'uri="{request.uri}"', f'response="{answer}"', f"algorithm={asked.algorithm}"]
        return f"Digest {', '.join(parts)}"


class Verdict(Enum):
    """What a server thinks of a request's credentials."""

    GOOD = "good"
    ABSENT = "absent"
    STALE = "stale"
    WRONG = "wrong"


class DigestServer:
    """Makes challenges for one realm and checks the answers; `password_of` gives None for an unknown user."""

    def __init__(
        self,
        realm: str,
        password_of: Callable[[str], str | None],
        clock: Clock,
        rng: random.Random,
        algorithm: str = "MD5",
    ) -> None:
        self.realm = realm
        self._password_of = password_of
        self._clock = clock
        self._rng = rng
        self._algorithm = algorithm
        self._nonces: dict[str, tuple[int, int]] = {}

    def challenge(self, *, stale: bool = False) -> Challenge:
        """A challenge with a new nonce."""
        nonce = f"{self._rng.getrandbits(128):032x}"
        while len(self._nonces) >= _NONCES_KEPT:
            del self._nonces[next(iter(self._nonces))]
        self._nonces[nonce] = (self._clock.now() + NONCE_LIFE, 0)
        return Challenge(self.realm, nonce, self._algorithm, "auth", stale=stale)

    def refuse(self, request: Request, verdict: Verdict, *, as_proxy: bool = False) -> Response:
        """The 401, or 407 of a proxy, that asks for (better) credentials."""
        response = request.reply(407 if as_proxy else 401)
        name = "Proxy-Authenticate" if as_proxy else "WWW-Authenticate"
        response.add(name, self.challenge(stale=verdict is Verdict.STALE))
        return response

    def check(self, request: Request) -> tuple[Verdict, str]:
        """Judge a request; the user it proved to be goes with `Verdict.GOOD`, else the one it claimed to be."""
        for fields in _answers(request):
            if fields.get("realm") == self.realm:
                return self._judge(request, fields), fields.get("username", "")
        return Verdict.ABSENT, ""

    def _judge(self, request: Request, fields: dict[str, str]) -> Verdict:
        proof, count = _proof(fields, request.method), _hex(fields.get("nc", ""))
        expiry, highest = self._nonces.get(proof.nonce, (0, 0))
        if expiry <= self._clock.now() or (proof.qop and count <= highest):
            return Verdict.STALE
        password = self._password_of(proof.user)
        if password is None or not supported(proof.algorithm) or proof.algorithm.upper() != self._algorithm:
            return Verdict.WRONG
        if not hmac.compare_digest(compute(proof, password), fields.get("response", "").lower()):
            return Verdict.WRONG
        self._nonces[proof.nonce] = (expiry, count)
        return Verdict.GOOD


def _challenges(refusal: Response) -> Iterator[Challenge]:
    seen = set()
    for name, from_proxy in (("www-authenticate", False), ("proxy-authenticate", True)):
        for value in refusal.values(name):
            try:
                challenge = Challenge.parse(value, from_proxy=from_proxy)
            except SipSyntaxError:
                continue
            if (challenge.realm, from_proxy) not in seen:
                seen.add((challenge.realm, from_proxy))
                yield challenge


def _answers(request: Message) -> Iterator[dict[str, str]]:
    for value in request.values("authorization") + request.values("proxy-authorization"):
        try:
            yield parse_digest(value)
        except SipSyntaxError:
            continue


def _proof(fields: dict[str, str], method: str) -> Proof:
    names = ("username", "realm", "nonce", "qop", "cnonce", "nc")
    user, realm, nonce, qop, cnonce, count = (fields.get(name, "") for name in names)
    return Proof(fields.get("algorithm", "MD5"), user, realm, nonce, qop, cnonce, count, method, fields.get("uri", ""))


def _hex(text: str) -> int:
    try:
        return int(text, 16)
    except ValueError:
        return 0


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
