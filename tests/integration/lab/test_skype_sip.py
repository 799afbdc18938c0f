"""The front end's users at the SIP server, over TLS: registering, in-band policy, and reaching each other."""

from __future__ import annotations

import asyncio
from xml.etree import ElementTree

import aiohttp
import msgspec
import pytest

from emulator.kernel.clock import ManualClock
from emulator.lab.accounts import PARTY, VOICEMAIL
from emulator.lab.lab import Lab
from emulator.lab.notifier import Messages
from emulator.lab.skype.accounts import SkypeAccount
from emulator.sip.stack.messages import Request, Response
from tests.integration.extension import Extension
from tests.integration.lab.conftest import Join
from tests.unit.lab.skype.asking import (
    CERTIFICATES,
    JANE,
    PIN,
    TICKETS,
    Certified,
    certificate_request,
    read_certificate,
    read_ticket,
    signing_request,
    token_request,
)

ALEX = ("EXAMPLE\\asmith", "steady purple lantern")
POLICY = "vnd-microsoft-provisioning-v2"
TOLD = "{http://schemas.microsoft.com/2006/09/sip/provisiongrouplist-notification}"
WANTED = (
    '<provisioningGroupList xmlns="http://schemas.microsoft.com/2006/09/sip/provisioninggrouplist">'
    '<provisioningGroup name="ServerConfiguration"/></provisioningGroupList>'
)


async def certified(http: aiohttp.ClientSession) -> Certified:
    """The certificate of somebody who came with a PIN."""
    async with http.post(f"{TICKETS}/pin", data=token_request(*PIN)) as answer:
        ticket = read_ticket(await answer.text())
    async with http.post(CERTIFICATES, data=certificate_request(ticket, signing_request())) as answer:
        return read_certificate(await answer.text(), ticket)


async def register(client: Extension, expires: int = 600) -> Response:
    """The answer to a REGISTER."""
    return await client.ask(client.make("REGISTER", expires=expires, call_id="registration"))


async def subscribe(client: Extension, supported: str = "ms-piggyback-first-notify", body: str = WANTED) -> Response:
    """The answer to a SUBSCRIBE for the policy."""
    request = client.make("SUBSCRIBE", client.user, event=POLICY, expires=0, call_id=f"policy-{supported}-{len(body)}")
    request.add("Supported", f"ms-benotify, {supported}")
    request.body = body.encode()
    return await client.ask(request)


def values(body: bytes) -> dict[str, str]:
    """What stands in the group ServerConfiguration."""
    group = next(each for each in ElementTree.fromstring(body) if each.get("name") == "ServerConfiguration")
    return {each.tag.removeprefix(TOLD): each.text or "" for each in group}


async def test_a_first_challenge_names_the_schemes(lab: Lab, join: Join) -> None:
    """Digest to be used, and TLS-DSK to be read: it says where certificates come from."""
    async with join("jdoe", "", "") as client:
        request = client.make("REGISTER", expires=600)
        client.send(request)
        refused = await client.final("REGISTER")
    schemes = [each.partition(" ")[0] for each in refused.values("www-authenticate")]
    assert (401, ["Digest", "NTLM", "TLS-DSK"]) == (refused.code, schemes)
    sts = f'sts-uri="{lab.skype.url}/CertProv/CertProvisioningService.svc"'
    assert sts in refused.values("www-authenticate")[2]


@pytest.mark.parametrize("login", ["EXAMPLE\\jdoe", "example.com\\jdoe", "jdoe@example.com", "jdoe"])
async def test_a_password_registers(lab: Lab, join: Join, login: str) -> None:
    """Under each of the user's names, in the stead of NTLM."""
    async with join("jdoe", login, JANE[1]) as client:
        answer = await register(client)
        assert 200 == answer.code
        assert "timeout=60" in (answer.get("ms-keep-alive") or "")
        assert [client.contact] == [each.contact for each in lab.sip.bindings.of("jdoe")]


async def test_a_certificate_registers(lab: Lab, http: aiohttp.ClientSession, join: Join) -> None:
    """Its serial number and secret, in the stead of TLS-DSK; for its owner alone."""
    made = await certified(http)
    async with join("jdoe", made.user, made.password) as client:
        assert 200 == (await register(client)).code
    async with join("asmith", made.user, made.password) as client:
        assert 403 == (await register(client)).code
    async with join("jdoe", made.user, "wrong") as client:
        assert 401 == (await register(client)).code


async def test_a_changed_password_ends_registrations(lab: Lab, http: aiohttp.ClientSession, join: Join) -> None:
    """When they are refreshed: with the old password, and with the certificate that it bought."""
    made = await certified(http)
    async with join("jdoe", *JANE) as one, join("jdoe", made.user, made.password) as other:
        assert [200, 200] == [(await register(each)).code for each in (one, other)]
        lab.skype.change_password("jdoe", "new")
        assert [401, 401] == [(await register(each)).code for each in (one, other)]
    async with join("jdoe", "EXAMPLE\\jdoe", "new") as client:
        assert 200 == (await register(client)).code


async def test_a_locked_account_does_not_register(lab: Lab, http: aiohttp.ClientSession, join: Join) -> None:
    """With its password; who has a certificate already is not concerned."""
    made = await certified(http)
    lab.skype.policy(password_attempts=1)
    await http.post(f"{TICKETS}/Auth", data=token_request(JANE[0], "wrong"))
    async with join("jdoe", *JANE) as one, join("jdoe", made.user, made.password) as other:
        assert [403, 200] == [(await register(each)).code for each in (one, other)]
        lab.skype.unlock("jdoe")
        lab.skype.revoke("jdoe")
        assert [200, 401] == [(await register(each)).code for each in (one, other)]


async def test_accounts_can_be_added_and_changed(lab: Lab, join: Join) -> None:
    """While the lab runs; in another domain they would not be found."""
    account = SkypeAccount("new@example.com", "EXAMPLE", "new", "first", "13579", "4799", "+15550104799", "New One")
    lab.skype.add(account)
    account.extension = "4798"
    async with join("new", "EXAMPLE\\new", "first") as client, join("jdoe", *JANE) as caller:
        assert 200 == (await register(client)).code
        asked = asyncio.create_task(caller.ask(caller.make("INVITE", "4798", call_id="call")))
        client.reply(await client.heard("INVITE"), 486)
        assert 486 == (await asked).code
    account = msgspec.structs.replace(account, address="new@elsewhere.example")
    with pytest.raises(ValueError, match="is not served; there is example"):
        lab.skype.add(account)


async def test_users_without_an_account_are_not_found(join: Join) -> None:
    """Those whom nobody knows, and those who are known but have no SIP account; the reason is in ms-diagnostics."""
    for user in ("nobody", "ppoe"):
        async with join(user, *JANE) as client:
            refused = await register(client)
        assert (404, '1003;reason="User does not exist"') == (
            refused.code,
            (refused.get("ms-diagnostics") or "").rpartition(";")[0],
        )


@pytest.mark.parametrize(
    ("fault", "code", "id_"),
    [
        ("register-403", 403, "28950"),
        ("register-404", 404, "1003"),
        ("register-503", 503, "28951"),
        ("register-504", 504, "28952"),
        ("account-locked", 403, "28903"),
        ("password-expired", 403, "28904"),
        ("wrong-password", 401, ""),
    ],
)
async def test_faults_of_registering(lab: Lab, join: Join, fault: str, code: int, id_: str) -> None:
    """Each is told while it is wanted, to that user alone."""
    lab.skype.fault(fault, "jdoe")
    async with join("jdoe", *JANE) as client, join("asmith", *ALEX) as other:
        refused = await register(client)
        assert (code, id_) == (refused.code, (refused.get("ms-diagnostics") or "").partition(";")[0])
        assert ("30" if code == 503 else None) == refused.get("retry-after")
        assert 200 == (await register(other)).code
        lab.skype.clear()
        assert 200 == (await register(client)).code


async def test_no_answer_to_a_registration(lab: Lab, join: Join) -> None:
    """The server hears it and is silent."""
    lab.skype.fault("register-time-out")
    async with join("jdoe", *JANE) as client:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(register(client), 0.1)


async def test_the_policy_comes_with_the_answer(lab: Lab, join: Join) -> None:
    """What is changed while the lab runs is told to whoever asks next."""
    async with join("jdoe", *JANE) as client:
        answer = await subscribe(client)
        assert (200, "terminated;expires=0", "0") == (
            answer.code,
            answer.get("subscription-state"),
            answer.get("expires"),
        )
        assert "application/vnd-microsoft-roaming-provisioning-v2+xml" == answer.get("content-type")
        told = values(answer.body)
        assert ("true", "10", "6") == (told["ucEnforcePinLock"], told["ucPhoneTimeOut"], told["ucMinPinLength"])
        assert f"{lab.skype.url}/abs/handler" == told["absInternalServerUrl"]
        lab.skype.policy(lock=False, code_length=4)
        again = await subscribe(client, body=f"{WANTED} ")
        assert ("false", "4") == (values(again.body)["ucEnforcePinLock"], values(again.body)["ucMinPinLength"])


async def test_the_policy_comes_in_a_notification(join: Join) -> None:
    """Where the client does not say that it reads it from the answer."""
    async with join("jdoe", *JANE) as client:
        assert (200, b"") == ((answer := await subscribe(client, "ms-nothing")).code, answer.body)
        told = await client.heard("NOTIFY")
        client.reply(told, 200)
        assert (POLICY, "terminated;expires=0") == (told.get("event"), told.get("subscription-state"))
        assert "true" == values(told.body)["ucEnforcePinLock"]


@pytest.mark.parametrize("body", ["<", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "\x00"])
async def test_requests_for_policy_that_cannot_be_read(join: Join, body: str) -> None:
    """They are refused with the reason."""
    async with join("jdoe", *JANE) as client:
        refused = await subscribe(client, body=body)
    assert (400, "28930") == (refused.code, (refused.get("ms-diagnostics") or "").partition(";")[0])


@pytest.mark.parametrize(("fault", "code"), [("policy-403", 403), ("policy-503", 503)])
async def test_faults_of_the_policy(lab: Lab, join: Join, fault: str, code: int) -> None:
    """Each is told while it is wanted."""
    lab.skype.fault(fault)
    async with join("jdoe", *JANE) as client:
        assert code == (await subscribe(client)).code


async def test_no_policy_at_all(lab: Lab, join: Join) -> None:
    """The server hears the request and is silent."""
    lab.skype.fault("policy-time-out")
    async with join("jdoe", *JANE) as client:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(subscribe(client), 0.1)


async def test_policies_are_for_users_alone(join: Join) -> None:
    """Nobody reads that of another."""
    async with join("jdoe", *ALEX) as client:
        assert 403 == (await subscribe(client)).code


async def test_message_summaries_are_served_as_to_all(lab: Lab, join: Join) -> None:
    """A package that is not the front end's own goes the way of the others."""
    async with join("jdoe", *JANE) as client:
        assert 200 == (await register(client)).code
        request = client.make("SUBSCRIBE", "jdoe", event="message-summary", expires=60, call_id="box")
        assert 200 == (await client.ask(request)).code
        client.reply(await client.heard("NOTIFY"), 200)
        lab.sip.notifier.set_messages("jdoe", Messages(2, 1))
        told = await client.heard("NOTIFY")
        client.reply(told, 200)
        assert b"Voice-Message: 2/1" in told.body


@pytest.mark.parametrize("called", ["asmith", "4702", "+15550104702", "+15550104702;phone-context=x"])
async def test_users_reach_each_other(lab: Lab, join: Join, called: str) -> None:
    """By address, by extension, by number."""
    async with join("jdoe", *JANE) as caller, join("asmith", *ALEX) as callee:
        assert 200 == (await register(callee)).code
        invite = caller.make("INVITE", called, call_id="call")
        asked = asyncio.create_task(caller.ask(invite))
        callee.reply(await callee.heard("INVITE"), 486)
        assert 486 == (await asked).code


async def reached(lab: Lab, client: Extension, uri: str) -> str:
    """Which user an application is found for, when that is called."""
    seen: list[str] = []

    async def take(invite: Request, user: str) -> int:
        seen.append(user)
        return 480

    lab.sip.applications.update({VOICEMAIL.user: take, "*": take, PARTY.user: take})
    invite = client.make("INVITE", call_id=uri)
    invite.uri = uri
    assert 480 == (await client.ask(invite)).code
    return seen[0]


@pytest.mark.parametrize(
    ("uri", "user"),
    [
        ("sip:jdoe@example.com;opaque=app:voicemail", VOICEMAIL.user),
        ("sip:asmith@example.com;opaque=app:voicemail", "*asmith"),
        ("sip:4702@example.com;opaque=app:voicemail", "*asmith"),
        ("sip:1002@example.com", PARTY.user),
    ],
)
async def test_applications_of_the_lab(lab: Lab, join: Join, uri: str, user: str) -> None:
    """Voicemail plays to its owner and takes messages of others; the second party is there for all."""
    async with join("jdoe", *JANE) as client:
        assert user == await reached(lab, client, uri)


async def test_registrations_run_out(lab: Lab, join: Join) -> None:
    """On the lab's clock."""
    clock = lab._clock
    assert isinstance(clock, ManualClock)
    async with join("jdoe", *JANE) as client:
        await register(client, expires=60)
        await clock.run(61)
        assert [] == lab.sip.bindings.of("jdoe")
