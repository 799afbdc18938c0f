"""The lab's proxy: calls between extensions, forking, CANCEL, refusals, and its place in the route."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import AsyncExitStack

import pytest

from emulator.kernel.clock import ManualClock
from emulator.lab.happenings import Happening, Passed
from emulator.lab.sip_server import SipServer
from emulator.sip.stack.client import make_cancel
from emulator.sip.stack.headers import Uri
from tests.integration.extension import Extension, extension
from tests.peers.harness.certificates import Certificates


async def registered(
    stack: AsyncExitStack, server: SipServer, user: str, transport: str = "UDP", tls: ssl.SSLContext | None = None
) -> Extension:
    """A registered extension that ends with the stack."""
    phone = await stack.enter_async_context(extension(server, user, transport, tls))
    assert 200 == (await phone.ask(phone.make("REGISTER", call_id=f"reg{phone.contact}"))).code
    return phone


@pytest.mark.parametrize("here", ["UDP", "TCP", "TLS"])
@pytest.mark.parametrize("there", ["UDP", "TCP", "TLS"])
async def test_a_call_goes_through_from_invite_to_bye(
    server: SipServer, happenings: list[Happening], certificates: Certificates, here: str, there: str
) -> None:
    """Over any mix of transports: ringing, answer, ACK and BYE find their way by the route.

    Over TLS the phones do not listen: all that comes to them must use the connection that they made.
    """
    async with AsyncExitStack() as stack:
        caller = await registered(stack, server, "1001", here, certificates.trusting())
        callee = await registered(stack, server, "1003", there, certificates.trusting())
        invite = caller.make("INVITE", "1003", call_id="c1")
        asking = asyncio.ensure_future(caller.ask(invite))
        offered = await callee.heard("INVITE")
        assert callee.contact == offered.uri
        assert "69" == offered.get("max-forwards")
        assert None is offered.get("proxy-authorization")
        callee.reply(offered, 180)
        callee.reply(offered, 200)
        accepted = await asking
        assert 200 == accepted.code
        caller.send(caller.follow("ACK", invite, accepted))
        assert callee.contact == (await callee.heard("ACK")).uri
        update = callee.follow_back(offered, "UPDATE", caller)
        callee.send(update)
        caller.reply(await caller.heard("UPDATE"), 200)
        assert 200 == (await callee.final("UPDATE")).code
        caller.send(caller.follow("BYE", invite, accepted))
        ended = await callee.heard("BYE")
        assert [] == ended.values("route")
        callee.reply(ended, 200)
        assert 200 == (await caller.final("BYE")).code
        assert Passed("1003", "INVITE", 200, "c1") in happenings


async def test_callers_without_account_need_no_password(server: SipServer) -> None:
    """A stranger may call; one of our users must prove who it is."""
    async with AsyncExitStack() as stack:
        callee = await registered(stack, server, "1003")
        stranger = await stack.enter_async_context(extension(server, "stranger"))
        stranger.send(stranger.make("INVITE", "1003"))
        callee.reply(await callee.heard("INVITE"), 486)
        assert 486 == (await stranger.final("INVITE")).code


@pytest.mark.parametrize(("user", "code"), [("1003", 480), ("4711", 404)])
async def test_who_cannot_be_reached(server: SipServer, user: str, code: int) -> None:
    """A user that is not registered is unavailable, one that does not exist is not found."""
    async with extension(server, "1001") as caller:
        answer = await caller.ask(caller.make("INVITE", user))
        assert code == answer.code
        assert "" != answer.to.tag


async def test_hops_run_out(server: SipServer) -> None:
    """A request that has been passed on too often is refused."""
    async with extension(server, "1001") as caller:
        caller.send(caller.make("INVITE", "1003", max_forwards=0))
        assert 483 == (await caller.final("INVITE")).code


async def test_cancel_ends_ringing(server: SipServer) -> None:
    """The caller's CANCEL is answered, passed on, and the 487 of the callee comes back."""
    async with AsyncExitStack() as stack:
        caller, callee = await registered(stack, server, "1001"), await registered(stack, server, "1003")
        invite = caller.make("INVITE", "1003", call_id="c2")
        asking = asyncio.ensure_future(caller.ask(invite))
        offered = await callee.heard("INVITE")
        callee.reply(offered, 180)
        await caller.rang.wait()
        caller.send(make_cancel(invite))
        callee.reply(await callee.heard("CANCEL"), 200)
        callee.reply(offered, 487)
        assert 200 == (await caller.final("CANCEL")).code
        assert 487 == (await asking).code
        await callee.heard("ACK")


async def test_all_contacts_ring_and_the_first_to_answer_has_the_call(server: SipServer) -> None:
    """A user with two phones: both get the INVITE, the slower one a CANCEL, the caller one answer."""
    async with AsyncExitStack() as stack:
        caller = await registered(stack, server, "1001")
        quick, slow = await registered(stack, server, "1003"), await registered(stack, server, "1003", "TCP")
        asking = asyncio.ensure_future(caller.ask(caller.make("INVITE", "1003", call_id="c3")))
        offers = [await phone.heard("INVITE") for phone in (quick, slow)]
        for phone, offer in zip((quick, slow), offers, strict=True):
            phone.reply(offer, 180)
        quick.reply(offers[0], 200)
        assert quick.contact == ((await asking).get("contact") or "").strip("<>")
        slow.reply(await slow.heard("CANCEL"), 200)
        slow.reply(offers[1], 487)
        await slow.heard("ACK")
        assert caller.responses["INVITE"].empty()


@pytest.mark.parametrize(("answers", "best"), [((486, 603), 603), ((480, 404), 404), ((503, 486), 486)])
async def test_the_most_telling_refusal_goes_back(server: SipServer, answers: tuple[int, int], best: int) -> None:
    """When all contacts refuse, the caller hears one answer."""
    async with AsyncExitStack() as stack:
        caller = await registered(stack, server, "1001")
        phones = [await registered(stack, server, "1003"), await registered(stack, server, "1003", "TCP")]
        asking = asyncio.ensure_future(caller.ask(caller.make("INVITE", "1003", call_id="c4")))
        for phone, code in zip(phones, answers, strict=True):
            phone.reply(await phone.heard("INVITE"), code)
        assert best == (await asking).code


async def test_a_silent_contact_is_given_up(server: SipServer, clock: ManualClock) -> None:
    """Nobody answers the INVITE: 408 after 64 times T1."""
    async with AsyncExitStack() as stack:
        caller, callee = await registered(stack, server, "1001"), await registered(stack, server, "1003")
        asking = asyncio.ensure_future(caller.ask(caller.make("INVITE", "1003", call_id="c5")))
        await callee.heard("INVITE")
        await clock.run(31)
        assert not asking.done()
        await clock.run(2)
        assert 408 == (await asking).code


async def test_ringing_for_ever_is_ended_by_timer_c(server: SipServer, clock: ManualClock) -> None:
    """Three minutes without news: the callee is cancelled, the caller hears 487 or 408."""
    async with AsyncExitStack() as stack:
        caller, callee = await registered(stack, server, "1001"), await registered(stack, server, "1003")
        asking = asyncio.ensure_future(caller.ask(caller.make("INVITE", "1003", call_id="c6")))
        callee.reply(await callee.heard("INVITE"), 180)
        await caller.rang.wait()
        await clock.run(181)
        await callee.heard("CANCEL")
        assert 487 == (await asking).code


@pytest.mark.parametrize(
    ("uri", "own", "here"),
    [
        ("sip:1003@127.0.0.1:PORT", True, True),
        ("sip:1003@localhost", True, False),
        ("sip:1003@127.0.0.1", True, False),
        ("sip:1003@127.0.0.1:9", False, False),
        ("sip:1003@192.0.2.1", False, False),
    ],
)
async def test_knows_its_own_uris(server: SipServer, uri: str, own: bool, here: bool) -> None:
    """A new request may leave the server's port out; in a call that would be a phone on port 5060 there."""
    parsed = Uri.parse(uri.replace("PORT", str(server.ports["UDP"])))
    assert (own, here) == (server.wire.is_own(parsed), server.wire.is_here(parsed))


async def test_requests_in_a_dialog_with_nobody_are_refused(server: SipServer) -> None:
    """A BYE that leads to the server itself belongs to no call."""
    async with extension(server, "1001") as caller:
        bye = caller.make("BYE", "1003")
        bye.put("To", f"{bye.get('to')};tag=none")
        caller.send(bye)
        assert 481 == (await caller.final("BYE")).code
