"""Requests that the phone checks before it obeys them (voIpProt.SIP.requestValidation.*)."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator

import pytest

from emulator.config.files import ParameterFile, Setting
from emulator.config.layers import Configuration, configure
from emulator.sip.edge.validation import Validation
from emulator.sip.stack.authentication import DigestClient
from emulator.sip.stack.digest import Credentials
from emulator.sip.stack.messages import Request, Response
from tests.unit.sip.rig import Rig, until

PREFIX = "voIpProt.SIP.requestValidation"


def configured(**settings: str) -> Configuration:
    """A configuration of request validation: its parameters with _ for points."""
    named = {f"{PREFIX}.{name.lstrip('_').replace('_', '.')}": Setting(value) for name, value in settings.items()}
    return configure(Configuration().identity, files=[ParameterFile("sip.cfg", settings=named)])


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    """An edge between a world and an engine."""
    async with Rig() as made:
        yield made


def guard(rig: Rig, server: str = "127.0.0.1", **settings: str) -> None:
    """Have the edge check requests; the lines' server is at that address."""
    rules = configured(**settings)
    rig.edge.validate(Validation(rules, lambda: {server}, lambda: {"1001": "secret"}, rig.clock, random.Random(1)))


def check_sync(rig: Rig, branch: str = "z9hG4bKv1", method: str = "NOTIFY", event: str = "check-sync") -> Request:
    """A request out of the blue."""
    request = rig.ask_world(method, branch=branch, call_id=branch)
    request.add("Event", event)
    return request


async def answer(rig: Rig, request: Request) -> int:
    """The code that a request is answered with."""
    rig.from_world(request)
    return (await rig.world.get(Response)).code


DIGEST = {"_1_request": "NOTIFY", "_1_method": "digest"}


@pytest.mark.parametrize("user", ["1001", "1002"])
@pytest.mark.parametrize("password", ["secret", "guess"])
async def test_a_challenge_is_passed_with_a_lines_password(rig: Rig, user: str, password: str) -> None:
    """The first NOTIFY gets 401 in the configured realm; the second is obeyed only with user and password of a line."""
    guard(rig, **DIGEST, digest_realm="Office")
    rig.from_world(check_sync(rig))
    refusal = await rig.world.response(401)
    assert 'realm="Office"' in (refusal.get("www-authenticate") or "")
    again = check_sync(rig, "z9hG4bKv2")
    client = DigestClient(Credentials(user, password), random.Random(2))
    client.learn(again, refusal)
    client.authorize(again)
    good = (user, password) == ("1001", "secret")
    assert (200 if good else 401) == await answer(rig, again)
    assert good == bool(rig.notifications)


async def test_the_realm_is_the_devices_unless_told_otherwise(rig: Rig) -> None:
    """PolycomSPIP."""
    guard(rig, **DIGEST)
    rig.from_world(check_sync(rig))
    assert 'realm="PolycomSPIP"' in ((await rig.world.response(401)).get("www-authenticate") or "")


@pytest.mark.parametrize(
    ("settings", "event", "method", "code"),
    [
        ({}, "check-sync", "NOTIFY", 200),
        ({"_1_request": "NOTIFY"}, "check-sync", "NOTIFY", 200),
        ({"_1_request": "NOTIFY", "_1_method": "maybe"}, "check-sync", "NOTIFY", 200),
        (DIGEST, "message-summary", "NOTIFY", 401),
        ({**DIGEST, "_1_request_1_event": "check-sync"}, "message-summary", "NOTIFY", 200),
        ({**DIGEST, "_1_request_1_event": "x", "_1_request_2_event": "Check-Sync"}, "check-sync", "NOTIFY", 401),
        (DIGEST, "", "OPTIONS", 200),
        ({"_2_request": "OPTIONS", "_2_method": "digest"}, "", "OPTIONS", 401),
        ({"_1_request": "NOTIFY", "_1_method": "source"}, "check-sync", "NOTIFY", 200),
    ],
    ids=["none", "no-check", "no-such", "all-events", "other-event", "event", "other-method", "options", "source"],
)
async def test_rules_choose_what_is_checked(
    rig: Rig, settings: dict[str, str], event: str, method: str, code: int
) -> None:
    """By method, and for notifications by event; a rule without a known check is none."""
    guard(rig, **settings)
    assert code == await answer(rig, check_sync(rig, method=method, event=event))


@pytest.mark.parametrize(("check", "code"), [("source", 403), ("both", 403), ("all", 403), ("digest", 401)])
async def test_a_request_from_elsewhere(rig: Rig, check: str, code: int) -> None:
    """Where the source counts, only the lines' servers are heard."""
    guard(rig, "192.0.2.1", _1_request="NOTIFY", _1_method=check)
    assert code == await answer(rig, check_sync(rig))
    assert [] == rig.notifications


async def test_both_checks_also_challenge_the_server(rig: Rig) -> None:
    """A request from the right place still needs the password."""
    guard(rig, _1_request="NOTIFY", _1_method="both")
    assert 401 == await answer(rig, check_sync(rig))


async def test_a_call_is_challenged_once(rig: Rig) -> None:
    """An INVITE repeated because its answer is late is the same one, not a second use of its proof."""
    rig.ready.clear()
    guard(rig, _1_request="INVITE", _1_method="digest")
    rig.from_world(rig.ask_world("INVITE"))
    refusal = await rig.world.response(401)
    rig.from_world(rig.ask_world("ACK", to_tag=refusal.to.tag))
    again = rig.ask_world("INVITE", branch="z9hG4bKv3", call_id="in2")
    client = DigestClient(Credentials("1001", "secret"), random.Random(2))
    client.learn(again, refusal)
    client.authorize(again)
    for _ in range(2):
        rig.from_world(again)
        await rig.world.response(100)
    await until(lambda: len(rig.offers) == 1)
