"""What the phone answers by itself, over the wire."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from emulator.sip.stack.messages import Request
from tests.unit.sip.rig import USER_AGENT, Rig


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    """An edge between a world and an engine."""
    async with Rig() as made:
        yield made


async def test_options_tell_what_the_phone_can(rig: Rig) -> None:
    """200 with a tag in the device's form, its address, its name and its lists."""
    rig.from_world(rig.ask_world("OPTIONS"))
    answer = await rig.world.response(200)
    first, dash, second = answer.to.tag.partition("-")
    assert (8, "-", 8) == (len(first), dash, len(second))
    assert answer.to.tag == answer.to.tag.upper()
    assert f"<sip:1001@127.0.0.1:{rig.outer.port}>" == answer.get("contact")
    assert (USER_AGENT, "en") == (answer.get("user-agent"), answer.get("accept-language"))
    assert ["conference", "talk", "hold"] == answer.listed("allow-events")


async def test_a_notify_without_branch_for_an_unknown_user(rig: Rig) -> None:
    """Programs that look for phones send such requests; they are answered, and answered again when repeated."""
    request = rig.ask_world("NOTIFY")
    request.uri = f"sip:anyone@127.0.0.1:{rig.outer.port}"
    request.put("Via", f"SIP/2.0/UDP 127.0.0.1:{rig.world.port}")
    request.add("Event", "check-sync;reboot=true")
    rig.from_world(request)
    first = await rig.world.response(200)
    rig.from_world(request)
    assert first == await rig.world.response(200)
    assert [("anyone", "check-sync", "reboot=true")] == [(n.user, n.event, n.parameters) for n in rig.notifications]


async def test_an_unsolicited_message_summary(rig: Rig) -> None:
    """Body, type and state reach the phone, which decides the code."""
    request = rig.ask_world("NOTIFY")
    request.add("Event", "message-summary")
    request.add("Subscription-State", "terminated;reason=timeout")
    request.add("Content-Type", "application/simple-message-summary")
    request.body = b"Messages-Waiting: yes\r\nVoice-Message: 2/1\r\n"
    rig.from_world(request)
    await rig.world.response(200)
    told = rig.notifications[0]
    assert ("message-summary", True) == (told.event, "Voice-Message: 2/1" in told.body)
    assert told.terminated
    assert told.subscription is None


@pytest.mark.parametrize(
    ("method", "to_tag", "code"),
    [
        ("BYE", "", 481),
        ("BYE", "x", 481),
        ("INVITE", "x", 481),
        ("CANCEL", "", 481),
        ("NOTIFY", "x", 481),
        ("INFO", "", 481),
        ("UPDATE", "", 481),
        ("SUBSCRIBE", "", 489),
        ("PUBLISH", "", 405),
        ("REGISTER", "", 405),
        ("MESSAGE", "", 405),
        ("FROBNICATE", "", 501),
    ],
)
async def test_requests_that_belong_nowhere(rig: Rig, method: str, to_tag: str, code: int) -> None:
    """Each gets the answer that tells the sender why."""
    rig.from_world(rig.ask_world(method, to_tag=to_tag))
    answer = await rig.world.response(code)
    assert (code in (405, 501)) == (answer.get("allow") is not None)


async def test_an_ack_is_never_answered(rig: Rig) -> None:
    """Not even a broken one, or one for an unknown dialog."""
    rig.from_world(rig.ask_world("ACK", to_tag="x"))
    broken = rig.ask_world("ACK", branch="z9hG4bKw2")
    broken.put("CSeq", "none")
    rig.from_world(broken)
    rig.from_world(rig.ask_world("OPTIONS", branch="z9hG4bKw3"))
    assert "OPTIONS" == (await rig.world.response(200)).cseq.method


def without(request: Request, name: str) -> Request:
    """The request lacking a header."""
    request.drop(name)
    return request


@pytest.mark.parametrize(
    ("header", "value", "code"),
    [
        ("CSeq", "1 INFO", 400),
        ("CSeq", "x", 400),
        ("From", "<sip:", 400),
        ("To", None, 400),
        ("From", None, 400),
        ("Call-ID", None, 400),
        ("Contact", "<<", 400),
        ("Content-Length", "77", 400),
        ("Content-Length", "many", 400),
        ("Require", "precondition, 100rel", 420),
    ],
)
async def test_malformed_requests_are_refused(rig: Rig, header: str, value: str | None, code: int) -> None:
    """Where the Via can be read the sender learns that its request is broken."""
    request = rig.ask_world("OPTIONS")
    if value is None:
        request.drop(header.lower())
    else:
        request.put(header, value)
    data = request.serialise()
    if header == "Content-Length":
        data = data.replace(b"Content-Length: 0", b"Content-Length: " + (value or "").encode())
    rig.from_world(data)
    answer = await rig.world.response(code)
    assert ("precondition" if code == 420 else None) == answer.get("unsupported")


@pytest.mark.parametrize(
    ("old", "new", "code"), [("SIP/2.0\r\nVia", "SIP/3.0\r\nVia", 505), ("sip:1001", "http:x", 416)]
)
async def test_other_versions_and_schemes(rig: Rig, old: str, new: str, code: int) -> None:
    """A version or a scheme that nobody knows has its own code."""
    text = rig.ask_world("OPTIONS").serialise().decode()
    rig.from_world(text.replace(old, new, 1).encode())
    await rig.world.response(code)


async def test_repeated_single_headers_are_refused(rig: Rig) -> None:
    """Two Call-IDs are no identity."""
    request = rig.ask_world("OPTIONS")
    request.add("Call-ID", "another")
    rig.from_world(request)
    assert "call-id" in (await rig.world.response(400)).reason
