"""Instant messages of a wireless handset at the lab, and of somebody else's Lync client."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator

import pytest

from emulator.lab.lab import Lab
from emulator.messaging.model import Chat, Messaging, SendText
from emulator.phone import Phone
from emulator.sip.stack.digest import Credentials
from emulator.sip.stack.messages import Request
from tests.integration.account.conftest import Desk, sign_in
from tests.integration.extension import Extension, extension

OFFER = (
    "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=session\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    "m=message 5060 sip null\r\na=accept-types:text/plain\r\n"
)
SOON, LATE = 'voIpProt.SIP.IM.autoAnswerDelay="0"', 'voIpProt.SIP.IM.autoAnswerDelay="40"'


@pytest.fixture
async def alex(lab: Lab) -> AsyncIterator[Extension]:
    """Somebody else's client, registered over TLS."""
    tls = ssl.create_default_context(cafile=str(lab.skype.ca))
    async with extension(lab.sip, "asmith", "TLS", tls) as client:
        client.place = "example.com"
        client._digest.credentials = Credentials("EXAMPLE\\asmith", "steady purple lantern")
        assert 200 == (await client.ask(client.make("REGISTER", expires=600, call_id="registration"))).code
        yield client


def text(request: Request, words: str, kind: str = "text/plain") -> Request:
    """A request with a text in it."""
    request.add("Content-Type", kind)
    request.body = words.encode()
    return request


def invitation(alex: Extension) -> Request:
    """An INVITE to a session of messages."""
    return text(alex.make("INVITE", "jdoe", call_id="session"), OFFER, "application/sdp")


def chats(phone: Phone) -> tuple[Chat, ...]:
    """The conversations."""
    return phone.state[Messaging].chats


async def test_a_text_by_itself(desk: Desk, alex: Extension) -> None:
    """It comes, and one goes back; umlauts survive both ways."""
    async with desk("SL_8440", more=SOON) as phone:
        await sign_in(phone)
        answer = await alex.ask(text(alex.make("MESSAGE", "jdoe", call_id="one"), "Grüße"))
        assert 200 == answer.code
        await phone.until(lambda phone: [note.text for note in chats(phone)[0].notes] == ["Grüße"])
        phone.post(SendText("asmith@example.com", "Schöne"))
        got = await alex.heard("MESSAGE")
        alex.reply(got, 200, contact=False)
        assert ("Schöne", "text/plain") == (got.body.decode(), (got.get("content-type") or "").partition(";")[0])


async def test_a_session_is_accepted_by_itself(desk: Desk, alex: Extension) -> None:
    """After the configured delay; texts then come within it, and it ends by a BYE."""
    async with desk("SL_8440", more=SOON) as phone:
        await sign_in(phone)
        invite = invitation(alex)
        accepted = await alex.ask(invite)
        assert (200, True) == (accepted.code, b"m=message" in accepted.body)
        alex.send(alex.follow("ACK", invite, accepted))
        alex.send(text(alex.follow("MESSAGE", invite, accepted), "Hello"))
        assert 200 == (await alex.final("MESSAGE")).code
        await phone.until(lambda phone: chats(phone)[0].unread == 1)
        phone.post(SendText("asmith@example.com", "Hi"))
        got = await alex.heard("MESSAGE")
        alex.reply(got, 200, contact=False)
        assert ("Hi", "session", invite.sender.tag) == (got.body.decode(), got.call_id, got.to.tag)
        alex.send(alex.follow("BYE", invite, accepted))
        assert 200 == (await alex.final("BYE")).code
        await phone.until(lambda phone: chats(phone)[0].session == "")


async def test_a_session_that_is_taken_elsewhere(desk: Desk, alex: Extension) -> None:
    """While the phone waits it rings; the CANCEL ends that."""
    async with desk("SL_8440", more=LATE) as phone:
        await sign_in(phone)
        invite = invitation(alex)
        asking = asyncio.create_task(alex.ask(invite))
        await phone.until(lambda phone: list(phone.state[Messaging].invitations) == ["session"])
        cancel = Request("CANCEL", invite.uri)
        for name in ("Via", "From", "To", "Call-ID"):
            cancel.add(name, invite.get(name.lower()) or "")
        cancel.add("CSeq", f"{invite.cseq.number} CANCEL")
        cancel.add("Max-Forwards", "70")
        alex.send(cancel)
        assert 487 == (await asking).code
        await phone.until(lambda phone: not phone.state[Messaging].invitations)


@pytest.mark.parametrize("model", ["VVX_450", "CCX_500"])
async def test_other_phones_take_none(desk: Desk, alex: Extension, model: str) -> None:
    """A text is not allowed there, and a session has nothing that such a phone could hear."""
    async with desk(model, more='feature.messaging.enabled="1"') as phone:
        await sign_in(phone)
        assert 405 == (await alex.ask(text(alex.make("MESSAGE", "jdoe", call_id="one"), "Hello"))).code
        assert 488 == (await alex.ask(invitation(alex))).code
        assert () == chats(phone)
