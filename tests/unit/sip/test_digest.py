"""Digest values, and both sides of authentication."""

from __future__ import annotations

import random

import pytest

from emulator.kernel.clock import SECOND, ManualClock
from emulator.sip.stack.authentication import NONCE_LIFE, DigestClient, DigestServer, Verdict
from emulator.sip.stack.digest import Challenge, Credentials, Proof, compute, masked, parse_digest
from emulator.sip.stack.headers import SipSyntaxError
from emulator.sip.stack.messages import Request, Response, parse

MUFASA = Proof(
    "MD5", "Mufasa", "http-auth@example.org", "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", "auth",
    "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", "00000001", "GET", "/dir/index.html",
)  # fmt: skip


@pytest.mark.parametrize(
    ("proof", "password", "expected"),
    [
        (MUFASA, "Circle of Life", "8ca523f5e9506fed4657c9700eebdbec"),
        (
            MUFASA._replace(algorithm="SHA-256"),
            "Circle of Life",
            "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
        ),
        (
            Proof(
                "MD5", "Mufasa", "testrealm@host.com", "dcd98b7102dd2f0e8b11d0f600bfb0c093", "auth",
                "0a4f113b", "00000001", "GET", "/dir/index.html",
            ),
            "Circle Of Life",
            "6629fae49393a05397450978507c4ef1",
        ),
        (
            Proof(
                "MD5", "Mufasa", "testrealm@host.com", "dcd98b7102dd2f0e8b11d0f600bfb0c093", "", "", "",
                "GET", "/dir/index.html",
            ),
            "Circle Of Life",
            "670fd8c2df070c60b045671b8b24ff02",
        ),
    ],
)  # fmt: skip
def test_published_vectors(proof: Proof, password: str, expected: str) -> None:
    """The examples of RFC 7616 section 3.9.1 and RFC 2617 section 3.5 (and RFC 2069's form) come out as printed."""
    assert expected == compute(proof, password)


def test_challenge_is_read_and_written() -> None:
    """All fields survive; unknown ones are skipped."""
    text = 'Digest realm="a \\"b\\"", qop="auth-int, auth",nonce="n",opaque="",algorithm=md5, stale=TRUE, x=1'
    challenge = Challenge.parse(text)
    assert Challenge('a "b"', "n", "MD5", "auth", "", True) == challenge
    assert parse_digest(str(Challenge("r", "n", "MD5", "auth", "o"))) == {
        "realm": "r", "nonce": "n", "algorithm": "MD5", "qop": "auth", "opaque": "o",
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Basic realm=x",
        'Digest nonce="n"',
        'Digest realm="r"',
        'Digest realm="r",nonce="n",algorithm=SHA-9',
        'Digest realm="r",nonce="n",qop="auth-int"',
    ],
)
def test_challenges_beyond_us_are_refused(text: str) -> None:
    """Other schemes, missing fields and unknown algorithms are a SipSyntaxError."""
    with pytest.raises(SipSyntaxError):
        Challenge.parse(text)


class Pair:
    """A client and a server that share a secret, or do not."""

    def __init__(self, password: str = "secret", algorithm: str = "MD5", user: str = "1001") -> None:
        self.clock = ManualClock()
        self.client = DigestClient(Credentials(user, password), random.Random(1))
        accounts = {user: "secret"}
        self.server = DigestServer("lab", accounts.get, self.clock, random.Random(2), algorithm)

    def ask(self) -> tuple[Verdict, Request]:
        """One request, with whatever the client knows by now."""
        request = Request("REGISTER", "sip:lab")
        self.client.authorize(request)
        return self.server.check(request)[0], request

    def learn(self, request: Request, verdict: Verdict) -> bool:
        """Let the client have the server's refusal, over the wire."""
        refusal = parse(self.server.refuse(request, verdict).serialise())
        assert isinstance(refusal, Response)
        return self.client.learn(request, refusal)


@pytest.mark.parametrize("algorithm", ["MD5", "MD5-SESS", "SHA-256"])
def test_challenge_answer_and_reuse(algorithm: str) -> None:
    """The first request is challenged, the answer is good, and the next one reuses the nonce with a higher count."""
    pair = Pair(algorithm=algorithm)
    verdict, request = pair.ask()
    assert Verdict.ABSENT is verdict
    assert pair.learn(request, verdict)
    for count in ("00000001", "00000002"):
        verdict, request = pair.ask()
        assert (Verdict.GOOD, count) == (verdict, parse_digest(request.values("authorization")[0])["nc"])


def test_a_user_of_a_windows_domain() -> None:
    """The backslash goes out as it is, as servers that do not unescape it hash it; escaped, it is understood too."""
    pair = Pair(user="EXAMPLE\\jdoe")
    verdict, request = pair.ask()
    pair.learn(request, verdict)
    verdict, request = pair.ask()
    (value,) = request.values("authorization")
    assert Verdict.GOOD is verdict
    assert 'username="EXAMPLE\\jdoe"' in value
    escaped = value.replace("EXAMPLE\\jdoe", "EXAMPLE\\\\jdoe")
    assert "EXAMPLE\\jdoe" == parse_digest(value)["username"] == parse_digest(escaped)["username"]


def test_a_wrong_password_is_tried_once() -> None:
    """When the very answer to a challenge is refused, there is no point in another try."""
    pair = Pair("wrong")
    verdict, request = pair.ask()
    assert pair.learn(request, verdict)
    verdict, request = pair.ask()
    assert Verdict.WRONG is verdict
    assert not pair.learn(request, verdict)


def test_an_old_nonce_is_stale_and_replaced() -> None:
    """A cached nonce that has expired leads to a stale challenge, and the answer to that is good."""
    pair = Pair()
    verdict, request = pair.ask()
    pair.learn(request, verdict)
    pair.clock.advance(NONCE_LIFE / SECOND)
    verdict, request = pair.ask()
    assert Verdict.STALE is verdict
    assert pair.learn(request, verdict)
    assert Verdict.GOOD is pair.ask()[0]


def test_a_recorded_answer_is_not_good_twice() -> None:
    """The same count for the same nonce is refused: a replay."""
    pair = Pair()
    verdict, request = pair.ask()
    pair.learn(request, verdict)
    verdict, request = pair.ask()
    assert Verdict.STALE is pair.server.check(request)[0]


def test_a_proxy_is_answered_beside_the_registrar() -> None:
    """Challenges of a proxy and of a registrar are answered each in its own header."""
    pair = Pair()
    request = Request("REGISTER", "sip:lab")
    refusal = request.reply(407)
    refusal.add("Proxy-Authenticate", 'Digest realm="p", nonce="1"')
    refusal.add("WWW-Authenticate", 'Digest realm="w", nonce="2", opaque="o", qop="auth"')
    assert pair.client.learn(request, refusal)
    pair.client.authorize(request)
    assert "p" == parse_digest(request.values("proxy-authorization")[0])["realm"]
    assert "o" == parse_digest(request.values("authorization")[0])["opaque"]
    pair.client.forget()
    pair.client.authorize(request)
    assert [] == request.values("authorization")


def test_secrets_are_not_shown() -> None:
    """A trace shows a digest answer as stars, credentials do not print their password."""
    pair = Pair()
    verdict, request = pair.ask()
    pair.learn(request, verdict)
    request = pair.ask()[1]
    response = parse_digest(request.values("authorization")[0])["response"]
    shown = masked(request.serialise())
    assert response.encode() not in shown
    assert len(request.serialise()) == len(shown)
    assert "secret" not in repr(pair.client.credentials)
