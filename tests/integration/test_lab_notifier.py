"""The lab's notifier: message waiting by subscription and without, and NOTIFYs outside of dialogs."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import pytest

from emulator.kernel.clock import ManualClock
from emulator.lab.happenings import Happening, Notified, Subscribed
from emulator.lab.notifier import Messages
from emulator.lab.sip_server import SipServer
from emulator.sip.stack.messages import Request, Response
from tests.integration.extension import Extension, extension
from tests.peers.harness.programs import eventually


async def subscribed(phone: Extension, expires: int = 600) -> tuple[Request, Response]:
    """A subscription of a phone to its own mailbox, the first NOTIFY answered."""
    request = phone.make("SUBSCRIBE", phone.user, event="message-summary", expires=expires, call_id="sub")
    answer = await phone.ask(request)
    assert (200, str(expires)) == (answer.code, answer.get("expires"))
    phone.reply(await phone.heard("NOTIFY"), 200)
    return request, answer


async def test_a_subscriber_hears_the_counts_at_once_and_when_they_change(
    server: SipServer, happenings: list[Happening]
) -> None:
    """The first NOTIFY follows the 200; a new message gives another one in the same dialog."""
    async with extension(server, "1001") as phone:
        request = phone.make("SUBSCRIBE", "1001", event="message-summary", expires=600, call_id="sub")
        assert 200 == (await phone.ask(request)).code
        first = await phone.heard("NOTIFY")
        assert "Messages-Waiting: no\r\n" in first.body.decode()
        assert "active;expires=600" == first.get("subscription-state")
        phone.reply(first, 200)
        server.notifier.set_messages("1001", Messages(2, 1))
        second = await phone.heard("NOTIFY")
        assert "Messages-Waiting: yes\r\n" in second.body.decode()
        assert "Voice-Message: 2/1 (0/0)\r\n" in second.body.decode()
        assert (first.call_id, first.sender, first.to) == (second.call_id, second.sender, second.to)
        assert first.cseq.number + 1 == second.cseq.number
        phone.reply(second, 200)
    assert Subscribed("1001", 600) in happenings


async def test_a_subscription_ends_when_it_is_not_refreshed(server: SipServer, clock: ManualClock) -> None:
    """A refresh inside the dialog prolongs it; then time ends it with a last NOTIFY."""
    async with extension(server, "1001") as phone:
        _, answer = await subscribed(phone, 60)
        await clock.run(50)
        refresh = phone.make("SUBSCRIBE", "1001", event="message-summary", expires=60, call_id="sub")
        refresh.put("To", answer.get("to"))
        refresh.uri = (answer.get("contact") or "").strip("<>")
        assert 200 == (await phone.ask(refresh)).code
        phone.reply(await phone.heard("NOTIFY"), 200)
        await clock.run(59)
        assert 1 == server.notifier.subscribers("1001")
        await clock.run(2)
        assert "terminated;reason=timeout" == (await phone.heard("NOTIFY")).get("subscription-state")
        assert 0 == server.notifier.subscribers("1001")


async def test_unsubscribing_ends_it_at_once(server: SipServer) -> None:
    """Expires 0 is answered with a terminated NOTIFY."""
    async with extension(server, "1001") as phone:
        _, answer = await subscribed(phone)
        ending = phone.make("SUBSCRIBE", "1001", event="message-summary", expires=0, call_id="sub")
        ending.put("To", answer.get("to"))
        assert 200 == (await phone.ask(ending)).code
        assert "terminated" in ((await phone.heard("NOTIFY")).get("subscription-state") or "")
        assert 0 == server.notifier.subscribers("1001")


async def test_a_subscriber_that_forgot_is_forgotten(server: SipServer, happenings: list[Happening]) -> None:
    """481 to a NOTIFY ends the subscription."""
    async with extension(server, "1001") as phone:
        await subscribed(phone)
        server.notifier.set_messages("1001", Messages(1))
        phone.reply(await phone.heard("NOTIFY"), 481)
        await eventually(lambda: not server.notifier.subscribers("1001"), "no subscription")
    assert Notified("1001", "message-summary", 481) == happenings[-1]


@pytest.mark.parametrize(("event", "code"), [("refer", 489), ("", 489)])
async def test_other_packages_are_refused(server: SipServer, event: str, code: int) -> None:
    """What the notifier does not know it says so, and names what it knows."""
    async with extension(server, "1001") as phone:
        answer = await phone.ask(phone.make("SUBSCRIBE", "1001", event=event))
        assert (code, "message-summary, dialog, presence") == (answer.code, answer.get("allow-events"))


async def test_a_refresh_of_nothing_is_refused(server: SipServer) -> None:
    """A SUBSCRIBE inside a dialog that the server does not know gets 481."""
    async with extension(server, "1001") as phone:
        request = phone.make("SUBSCRIBE", event="message-summary")
        request.put("To", f"{request.get('to')};tag=unknown")
        assert 481 == (await phone.ask(request)).code


async def test_counts_come_unasked_to_who_has_not_subscribed(server: SipServer) -> None:
    """A registered phone without subscription gets the summary outside of any dialog."""
    async with extension(server, "1001") as phone:
        await phone.ask(phone.make("REGISTER"))
        server.notifier.set_messages("1001", Messages(1))
        summary = await phone.heard("NOTIFY")
        phone.reply(summary, 200)
        assert ("", "message-summary") == (summary.to.tag, summary.get("event"))
        assert "Voice-Message: 1/0 (0/0)\r\n" in summary.body.decode()


async def test_check_sync_reaches_every_contact_and_the_answers_are_known(server: SipServer) -> None:
    """The sender learns what each contact answered."""
    async with AsyncExitStack() as stack:
        phones = [await stack.enter_async_context(extension(server, "1001", each)) for each in ("UDP", "TCP")]
        for phone in phones:
            assert 200 == (await phone.ask(phone.make("REGISTER", call_id=phone.contact))).code
        sent = asyncio.ensure_future(server.notifier.send("1001", "check-sync"))
        for phone, code in zip(phones, (200, 481), strict=True):
            request = await phone.heard("NOTIFY")
            assert ("check-sync", b"", phone.contact) == (request.get("event"), request.body, request.uri)
            phone.reply(request, code)
        assert [200, 481] == await sent


async def test_silence_to_check_sync_is_408(server: SipServer, clock: ManualClock) -> None:
    """The NOTIFY is repeated and given up after 64 times T1."""
    async with extension(server, "1001") as phone:
        await phone.ask(phone.make("REGISTER"))
        sent = asyncio.ensure_future(server.notifier.send("1001", "check-sync"))
        await clock.run(33)
        assert [408] == await sent
        assert phone.requests.qsize() > 3
