"""The lab's registrar: credentials, bindings, their expiry, and faults on command."""

from __future__ import annotations

import asyncio

import pytest

from emulator.kernel.clock import ManualClock
from emulator.lab.faults import SILENT
from emulator.lab.happenings import Happening, Refused, Registered, Unregistered
from emulator.lab.sip_server import SipServer
from tests.integration.extension import extension
from tests.peers.harness.programs import eventually


@pytest.mark.parametrize("transport", ["UDP", "TCP"])
async def test_registers_after_a_challenge_and_grants_what_was_asked(
    server: SipServer, happenings: list[Happening], transport: str
) -> None:
    """A phone with the right password is bound for as long as it asked, and the 200 says so."""
    async with extension(server, "1001", transport) as phone:
        answer = await phone.ask(phone.make("REGISTER", expires=300))
        assert 200 == answer.code
        assert [f"<{phone.contact}>;expires=300"] == answer.values("contact")
        assert [Registered("1001", phone.contact, 300)] == happenings


async def test_a_wrong_password_is_challenged_again_and_told(server: SipServer, happenings: list[Happening]) -> None:
    """No binding is made; watchers hear of the refusal, not of the first challenge."""
    async with extension(server, "1001") as phone:
        phone._digest.credentials = type(phone._digest.credentials)("1001", "wrong")
        assert 401 == (await phone.ask(phone.make("REGISTER"))).code
    assert [Refused("1001", "REGISTER", 401)] == happenings


async def test_another_users_address_is_forbidden(server: SipServer) -> None:
    """Right credentials do not help to register somebody else."""
    async with extension(server, "1001") as phone:
        request = phone.make("REGISTER")
        request.put("To", f"<sip:1003@{phone.place}>")
        assert 403 == (await phone.ask(request)).code


async def test_bindings_run_out_unless_refreshed(
    server: SipServer, clock: ManualClock, happenings: list[Happening]
) -> None:
    """A refresh starts the time anew; without one the user is gone when it is up."""
    async with extension(server, "1001") as phone:
        await phone.ask(phone.make("REGISTER", expires=60))
        await clock.run(50)
        await phone.ask(phone.make("REGISTER", expires=60))
        await clock.run(59)
        assert 1 == len(server.bindings.of("1001"))
        await clock.run(2)
        assert [] == server.bindings.of("1001")
        assert Unregistered("1001", phone.contact, "expired") == happenings[-1]


@pytest.mark.parametrize("wildcard", [False, True])
async def test_unregistering_removes_bindings(server: SipServer, wildcard: bool) -> None:
    """Expires 0 removes the contact named, or all of them for `*`."""
    async with extension(server, "1001") as phone:
        await phone.ask(
            phone.make("REGISTER", contact=f"<{phone.contact}>;expires=60, <sip:1001@127.0.0.1:9>", expires=90)
        )
        assert 2 == len(server.bindings.of("1001"))
        await phone.ask(phone.make("REGISTER", contact="*" if wildcard else f"<{phone.contact}>", expires=0))
        left = [] if wildcard else ["sip:1001@127.0.0.1:9"]
        assert left == [each.contact for each in server.bindings.of("1001")]


async def test_a_too_short_time_is_answered_423_with_the_least(server: SipServer) -> None:
    """`min_expires` of the registrar is insisted on."""
    server.registrar.min_expires = 120
    async with extension(server, "1001") as phone:
        answer = await phone.ask(phone.make("REGISTER", expires=60))
        assert (423, "120") == (answer.code, answer.get("min-expires"))
        assert 200 == (await phone.ask(phone.make("REGISTER", expires=120))).code


async def test_an_old_cseq_of_the_same_call_is_refused(server: SipServer) -> None:
    """A REGISTER that was overtaken does not undo a newer one."""
    async with extension(server, "1001") as phone:
        late = phone.make("REGISTER", expires=0)
        await phone.ask(phone.make("REGISTER", expires=300))
        phone._digest.authorize(late)
        phone.send(late)
        assert 400 == (await phone.final("REGISTER")).code
        assert 1 == len(server.bindings.of("1001"))


@pytest.mark.parametrize("code", [403, 500, 503])
async def test_fails_on_command_until_told_otherwise(server: SipServer, code: int) -> None:
    """A scripted fault answers every REGISTER and no other method; then all is well again."""
    server.faults.set("REGISTER", code)
    async with extension(server, "1001") as phone:
        assert code == (await phone.ask(phone.make("REGISTER"))).code
        assert 200 == (await phone.ask(phone.make("OPTIONS"))).code
        server.faults.set("REGISTER", 0)
        assert 200 == (await phone.ask(phone.make("REGISTER"))).code


async def test_stays_silent_on_command(server: SipServer) -> None:
    """Nothing comes back, not even to a repetition."""
    server.faults.set("*", SILENT)
    async with extension(server, "1001") as phone:
        request = phone.make("OPTIONS")
        phone.send(request)
        phone.send(request)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(phone.final("OPTIONS"), 0.1)
        server.faults.clear()
        phone.send(request)
        assert 200 == (await phone.final("OPTIONS")).code


async def test_scripted_423_wants_ten_minutes(server: SipServer) -> None:
    """A fault of 423 lets longer registrations pass."""
    server.faults.set("REGISTER", 423)
    async with extension(server, "1001") as phone:
        assert 423 == (await phone.ask(phone.make("REGISTER", expires=60))).code
        assert 200 == (await phone.ask(phone.make("REGISTER", expires=600))).code


async def test_a_repeated_request_gets_the_same_answer(server: SipServer) -> None:
    """A retransmission is no new request: the answer comes again, the binding stays one."""
    async with extension(server, "1001") as phone:
        request = phone.make("OPTIONS")
        phone.send(request)
        first = await phone.final("OPTIONS")
        phone.send(request)
        assert first == await phone.final("OPTIONS")


async def test_a_closed_connection_ends_its_binding(server: SipServer, happenings: list[Happening]) -> None:
    """Who registered over TCP cannot be reached once the connection is gone."""
    async with extension(server, "1001", "TCP") as phone:
        await phone.ask(phone.make("REGISTER"))
        contact = phone.contact
    await eventually(lambda: not server.bindings.of("1001"), "no binding")
    assert Unregistered("1001", contact, "lost") == happenings[-1]


@pytest.mark.parametrize(
    ("line", "code"),
    [("REGISTER sip:x SIP/3.0", 505), ("REGISTER mailto:x SIP/2.0", 416), ("NOTIFY sip:x SIP/2.0", 400)],
)
async def test_malformed_requests_are_refused(server: SipServer, line: str, code: int) -> None:
    """What can be answered is; the server goes on."""
    async with extension(server, "1001") as phone:
        request = phone.make("REGISTER")
        request.method, request.uri, request.version = line.split(" ")
        phone.send(request)
        assert code == (await phone.final("REGISTER")).code
        phone.transports.send(b"\xff\x00 rubbish\r\n\r\n", phone._hop)
        assert 200 == (await phone.ask(phone.make("OPTIONS"))).code
