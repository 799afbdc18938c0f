"""The edge and its engines against kamailio."""

from __future__ import annotations

import asyncio
import random
import ssl
from collections.abc import Callable
from functools import partial

import pytest

from emulator.sip.protocol import Confirmed, Ended, Hold, Incoming, Media, Progress, Resume
from emulator.sip.stack.resolve import Server
from emulator.sip.stack.timers import Patience
from tests.peers.desk import Desk, wait_until
from tests.peers.harness.certificates import Certificates
from tests.peers.harness.kamailio import Kamailio
from tests.peers.harness.programs import free_port
from tests.peers.harness.sipp import Sipp

MakeDesk = Callable[..., Desk]


def desk_maker(kamailio: Kamailio, certificates: Certificates, transport: str) -> MakeDesk:
    """Make phones that talk to kamailio over one transport; with `TLS` the phone itself does not listen for it."""
    domain = f"{kamailio.address}:{kamailio.port}"
    contexts: dict[str, ssl.SSLContext] = {}
    if transport.startswith("TLS"):
        contexts["tls"] = certificates.trusting()
    if transport.endswith("listening"):
        contexts["listen"] = certificates.serving()
    server = Server(kamailio.address, kamailio.tls_port if contexts else kamailio.port, transport.split()[0])
    return lambda *users: Desk(server, domain, *users, **contexts)


@pytest.fixture(params=["UDPOnly", "TCPOnly", "TLS", "TLS listening"])
def make_desk(request: pytest.FixtureRequest, kamailio: Kamailio, certificates: Certificates) -> MakeDesk:
    """Make a phone over each transport."""
    return desk_maker(kamailio, certificates, request.param)


@pytest.fixture(params=["UDPOnly", "TCPOnly", "TLS listening"])
def make_reachable(request: pytest.FixtureRequest, kamailio: Kamailio, certificates: Certificates) -> MakeDesk:
    """Make a phone that kamailio can send to by itself: out of dialogs it does not use a phone's own connection."""
    return desk_maker(kamailio, certificates, request.param)


@pytest.fixture
def make_udp(kamailio: Kamailio, certificates: Certificates) -> MakeDesk:
    """Make a phone over UDP."""
    return desk_maker(kamailio, certificates, "UDPOnly")


async def test_registering_refreshing_unregistering(make_desk: MakeDesk, kamailio: Kamailio) -> None:
    """One challenge, then the nonce is reused; the binding is there, and gone afterwards."""
    async with make_desk("1001") as desk:
        first = await desk.register()
        assert (200, 300) == (first.code, first.expires), first
        assert 1 == len(kamailio.contacts("1001"))
        sent = len([data for way, data in desk.wire if way == "out"])
        assert (await desk.register()).ok
        assert sent + 1 == len([data for way, data in desk.wire if way == "out"]), desk.trace()
        assert (await desk.register(expires=0)).ok
        assert [] == kamailio.contacts("1001")


async def test_a_call_with_hold_between_two_phones(make_desk: MakeDesk, kamailio: Kamailio) -> None:
    """Ring, answer, hold and resume from either side, hang up; nothing of the inside is seen outside."""
    async with make_desk("1001") as alice, make_desk("1002") as bob:
        await alice.register()
        await bob.register()
        mine = alice.call(f"sip:1002@{kamailio.address}:{kamailio.port}")
        theirs = (await bob.until(Incoming)).leg
        bob.answer(theirs, 180)
        await alice.until(Progress, mine, which=lambda event: event.code == 180)
        bob.answer(theirs)
        await alice.until(Confirmed, mine)
        await bob.until(Confirmed, theirs)
        for holder, leg, other, other_leg in ((alice, mine, bob, theirs), (bob, theirs, alice, mine)):
            holder.send(Hold(leg))
            await other.until(Media, other_leg, which=lambda event: event.state == "remote-hold")
            holder.events.clear()
            other.events.clear()
            holder.send(Resume(leg))
            await other.until(Media, other_leg, which=lambda event: event.state == "active")
        bob.hang_up(theirs)
        assert 200 == (await alice.until(Ended, mine)).code
        await bob.until(Ended, theirs)
        assert [] == alice.leaks() + bob.leaks()


async def test_a_dead_engine_leaves_no_call_behind(make_desk: MakeDesk, kamailio: Kamailio) -> None:
    """The far side gets a BYE, the registration stays, and the next call works."""
    async with make_desk("1001") as alice, make_desk("1002") as bob:
        await alice.register()
        await bob.register()
        for dying, other in ((alice, bob), (bob, alice)):
            alice.events.clear()
            bob.events.clear()
            mine = alice.call(f"sip:1002@{kamailio.address}:{kamailio.port}")
            theirs = (await bob.until(Incoming)).leg
            bob.answer(theirs)
            await alice.until(Confirmed, mine)
            await bob.until(Confirmed, theirs)
            legs = {id(alice): mine, id(bob): theirs}
            dying.kill_engine()
            await dying.until(Ended, legs[id(dying)])
            assert 200 == (await other.until(Ended, legs[id(other)])).code
            assert 1 == len(kamailio.contacts("1001"))


async def test_check_sync_is_answered_and_told(make_reachable: MakeDesk, kamailio: Kamailio) -> None:
    """A NOTIFY outside any dialog gets 200 from the edge and reaches the phone."""
    async with make_reachable("1001") as desk:
        await desk.register()
        kamailio.check_sync("1001")
        await wait_until(lambda: bool(desk.notifications), desk.trace)
        assert ("check-sync", "1001") == (desk.notifications[0].event, desk.notifications[0].user)
        assert not desk.pool.ports


async def test_message_summary_subscription(make_reachable: MakeDesk, kamailio: Kamailio) -> None:
    """Subscribed with digest, notified of new messages, unsubscribed."""
    async with make_reachable("1001") as desk:
        await desk.register()
        subscription = desk.edge.new_subscription(1, "message-summary")
        outcome = await desk.edge.subscribe(subscription, desk.server, 600)
        assert outcome.ok, desk.trace()
        kamailio.publish_messages("1001", 3, 1)
        await wait_until(lambda: any("3/1" in each.body for each in desk.notifications), desk.trace)
        assert (await desk.edge.subscribe(subscription, desk.server, 600)).ok, desk.trace()
        assert (await desk.edge.subscribe(subscription, desk.server, 0)).ok
        assert subscription is desk.notifications[-1].subscription


async def test_a_call_that_rings_can_be_cancelled(make_desk: MakeDesk, kamailio: Kamailio) -> None:
    """CANCEL reaches the callee, both sides end with 487."""
    async with make_desk("1001") as alice, make_desk("1002") as bob:
        await alice.register()
        await bob.register()
        mine = alice.call(f"sip:1002@{kamailio.address}:{kamailio.port}")
        theirs = (await bob.until(Incoming)).leg
        bob.answer(theirs, 180)
        await alice.until(Progress, mine, which=lambda event: event.code == 180)
        alice.hang_up(mine)
        assert 487 == (await alice.until(Ended, mine)).code
        await bob.until(Ended, theirs)


@pytest.mark.parametrize("dying", ["caller", "callee"])
async def test_an_engine_dies_while_it_rings(make_udp: MakeDesk, kamailio: Kamailio, dying: str) -> None:
    """The caller's death cancels the call; the callee's gives the caller 480."""
    async with make_udp("1001") as alice, make_udp("1002") as bob:
        await alice.register()
        await bob.register()
        mine = alice.call(f"sip:1002@{kamailio.address}:{kamailio.port}")
        theirs = (await bob.until(Incoming)).leg
        bob.answer(theirs, 180)
        await alice.until(Progress, mine, which=lambda event: event.code == 180)
        if dying == "caller":
            alice.kill_engine()
            assert 487 == (await bob.until(Ended, theirs)).code
        else:
            bob.kill_engine()
            assert 480 == (await alice.until(Ended, mine)).code


async def test_a_line_calls_another_line_of_the_same_phone(make_udp: MakeDesk, kamailio: Kamailio) -> None:
    """The same Call-ID is twice in one edge, and both ends work."""
    async with make_udp("1001", "1002") as desk:
        await desk.register(1)
        await desk.register(2)
        mine = desk.call(f"sip:1002@{kamailio.address}:{kamailio.port}")
        theirs = (await desk.until(Incoming)).leg
        assert (2, theirs) == (desk.offers[0].line, desk.offers[0].leg)
        desk.answer(theirs)
        await desk.until(Confirmed, mine)
        await desk.until(Confirmed, theirs)
        desk.hang_up(mine)
        assert 200 == (await desk.until(Ended, theirs)).code
        await desk.until(Ended, mine)


async def test_a_silent_server_is_followed_by_the_next(make_udp: MakeDesk, kamailio: Kamailio) -> None:
    """A call goes to the second server when the first does not answer; when none does, the engine is told 408."""
    async with make_udp("1001") as alice, make_udp("1002") as bob:
        await bob.register()
        quick = Patience(0, 200_000)
        silent = Server("127.0.0.1", free_port(), "UDPOnly", quick)
        alice.use_servers(silent, alice.server)
        mine = alice.call(f"sip:1002@{kamailio.address}:{kamailio.port}")
        theirs = (await bob.until(Incoming)).leg
        bob.answer(theirs)
        await alice.until(Confirmed, mine)
        alice.hang_up(mine)
        await bob.until(Ended, theirs)
        alice.use_servers(silent)
        lost = alice.call(f"sip:1002@{kamailio.address}:{kamailio.port}")
        assert 408 == (await alice.until(Ended, lost)).code
        refused = Server("127.0.0.1", free_port(), "TCPOnly")
        alice.use_servers(refused)
        lost = alice.call(f"sip:1002@{kamailio.address}:{kamailio.port}")
        ended = await alice.until(Ended, lost)
        assert 503 == ended.code
        assert "refused" in ended.reason


async def test_many_calls_at_once(make_udp: MakeDesk, sipp: Sipp) -> None:
    """80 INVITEs within a second: up to the phone's limit they ring, the rest is busy; then a normal call works."""
    async with make_udp("1001") as desk:
        answering = asyncio.create_task(desk.ring_all())
        place = f"{desk.address}:{desk.edge.face.ports['UDP']}"
        counts = await asyncio.to_thread(sipp.run, "ring_or_busy", place, calls=80, rate=400, user="1001")
        assert (80, 0) == (counts.successful, counts.failed), counts.counters
        await wait_until(lambda: not desk.alive(), lambda: str(desk.events))
        again = await asyncio.to_thread(sipp.run, "ring_or_busy", place, calls=1, user="1001")
        assert (1, 0) == (again.successful, again.failed)
        answering.cancel()
        busy = sum(1 for way, data in desk.wire if way == "out" and data.startswith(b"SIP/2.0 486"))
        assert busy >= 80 - desk.limit - 8
        assert [] == desk.leaks()


async def test_tls_refuses_a_certificate_that_it_does_not_trust(kamailio: Kamailio) -> None:
    """The reason reaches whoever registers, at once."""
    server = Server(kamailio.address, kamailio.tls_port, "TLS")
    async with Desk(server, kamailio.address, "1001", tls=ssl.create_default_context()) as desk:
        outcome = await desk.register()
        assert (503, True) == (outcome.code, outcome.failure.startswith("certificate: ")), outcome


async def hold_and_resume(desk: Desk, legs: set[int]) -> None:
    """Hold some calls, all at once, and take them back."""
    for command, state in ((Hold, "local-hold"), (Resume, "active")):
        desk.events = [event for event in desk.events if not isinstance(event, Media)]
        for leg in legs:
            desk.send(command(leg))
        await wait_until(partial(_all_in_state, desk, legs, state), desk.trace)


def _all_in_state(desk: Desk, legs: set[int], state: str) -> bool:
    return legs <= desk.media(state)


@pytest.mark.parametrize("transport", ["UDPOnly", "TLS"])
async def test_twelve_calls_at_once(kamailio: Kamailio, certificates: Certificates, transport: str) -> None:
    """Over three engines on either side: all connect, are held and resumed at random, and end from either side."""
    make, rng = desk_maker(kamailio, certificates, transport), random.Random(12)
    async with make("1001") as alice, make("1002") as bob:
        await alice.register()
        await bob.register()
        mine = [alice.call(f"sip:1002@{kamailio.address}:{kamailio.port}") for _ in range(12)]
        await wait_until(lambda: len(bob.of(Incoming)) == 12, bob.trace)
        theirs = {event.leg for event in bob.of(Incoming)}
        for leg in theirs:
            bob.answer(leg)
        await wait_until(lambda: len(alice.of(Confirmed)) == len(bob.of(Confirmed)) == 12, alice.trace)
        assert (4, 4) == (len(alice.pool.ports), len(bob.pool.ports))
        await hold_and_resume(alice, set(rng.sample(mine, 6)))
        await hold_and_resume(bob, set(rng.sample(sorted(theirs), 6)))
        for leg in rng.sample(mine, 6):
            alice.hang_up(leg)
        for leg in theirs:
            bob.hang_up(leg)
        await wait_until(lambda: len(alice.of(Ended)) == len(bob.of(Ended)) == 12, lambda: str(alice.events))
        assert [] == alice.leaks() + bob.leaks()
