"""How the lab's users are: published, told to those who watch, and forgotten in time."""

from __future__ import annotations

import pytest

from emulator.kernel.clock import ManualClock
from emulator.lab.sip_server import SipServer
from emulator.sip.events.pidf import TYPE, read_presence, write_presence
from emulator.sip.stack.messages import Request, Response
from tests.integration.extension import Extension, extension


def status(told: Request) -> str:
    """What a notification says."""
    read = read_presence("", told.body.decode())
    assert read is not None
    return read.status


async def publish(phone: Extension, word: str, tag: str = "", expires: int = 600, kind: str = TYPE) -> Response:
    """The answer to a PUBLISH."""
    call_id = f"publish{word}{tag}{expires}"
    request = phone.make("PUBLISH", phone.user, event="presence", expires=expires, call_id=call_id)
    if tag:
        request.add("SIP-If-Match", tag)
    if word:
        request.add("Content-Type", kind)
        request.body = write_presence("sip:1001@lab", word).encode()
    return await phone.ask(request)


async def watch(phone: Extension, whom: str) -> str:
    """Subscribe to somebody's presence; the first status."""
    request = phone.make("SUBSCRIBE", whom, event="presence", expires=600, call_id=f"watch{whom}")
    assert 200 == (await phone.ask(request)).code
    return await told(phone)


async def told(phone: Extension) -> str:
    """The status in the next notification, which is answered."""
    notified = await phone.heard("NOTIFY")
    phone.reply(notified, 200, contact=False)
    return status(notified)


async def test_what_is_published_is_told(server: SipServer, clock: ManualClock) -> None:
    """At once and with each change, until it has run out."""
    async with extension(server, "1001") as phone, extension(server, "1003") as other:
        assert "Offline" == await watch(other, "1001")
        tag = (await publish(phone, "Available")).get("sip-etag") or ""
        assert "Available" == await told(other)
        tag = (await publish(phone, "Busy", tag)).get("sip-etag") or ""
        assert "Busy" == await told(other)
        refreshed = await publish(phone, "", tag, 60)
        assert (200, True) == (refreshed.code, refreshed.get("sip-etag") != tag)
        clock.advance(60)
        assert "Offline" == await told(other)


async def test_a_publication_is_taken_back(server: SipServer) -> None:
    """With 0 seconds; its name is then worth nothing."""
    async with extension(server, "1001") as phone, extension(server, "1003") as other:
        tag = (await publish(phone, "Away")).get("sip-etag") or ""
        assert "Away" == await watch(other, "1001")
        assert 200 == (await publish(phone, "", tag, 0)).code
        assert "Offline" == await told(other)
        assert 412 == (await publish(phone, "", tag, 60)).code


@pytest.mark.parametrize(
    ("word", "tag", "kind", "code"),
    [("Busy", "lab-99", TYPE, 412), ("", "", TYPE, 400), ("Busy", "", "text/plain", 415)],
)
async def test_publications_that_are_refused(server: SipServer, word: str, tag: str, kind: str, code: int) -> None:
    """In place of one that there is not, of nothing, or of what nobody can read."""
    async with extension(server, "1001") as phone:
        assert code == (await publish(phone, word, tag, kind=kind)).code


async def test_somebody_without_a_phone(server: SipServer) -> None:
    """Is as the lab says."""
    server.notifier.presences.set("1002", "Be Right Back")
    async with extension(server, "1003") as phone:
        assert "Be Right Back" == await watch(phone, "1002")
        server.notifier.presences.set("1002", "Available")
        assert "Available" == await told(phone)
