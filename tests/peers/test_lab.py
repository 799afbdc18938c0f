"""The lab against real user agents: baresip as the phone, with the embedded server and with kamailio in its place."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from emulator.lab.kamailio import KamailioError, command
from emulator.lab.lab import Lab
from emulator.lab.party import TONE
from emulator.sip.tones import heard, read
from tests.integration.extension import extension
from tests.peers.harness.baresip import Baresip
from tests.peers.harness.programs import eventually, need

Softphone = Callable[..., Awaitable[Baresip]]


@pytest.fixture(params=["embedded", "kamailio"])
async def lab(request: pytest.FixtureRequest) -> AsyncIterator[Lab]:
    """A lab with either SIP server."""
    if request.param == "kamailio":
        need("kamailio")
    async with Lab(sip=request.param) as made:
        yield made


@pytest.fixture
def softphone(lab: Lab, start_baresip: Callable[..., Baresip]) -> Softphone:
    """Make a baresip with the account of a user, registered within the lab."""
    return partial(register, lab, start_baresip)


async def register(lab: Lab, start: Callable[..., Baresip], user: str, **options: Any) -> Baresip:
    """Start a softphone without holding up the lab, which must answer it."""
    account = next(each for each in lab.accounts if each.user == user)
    return await asyncio.to_thread(start, f"127.0.0.1:{lab.ports['udp']}", user, account.password, **options)


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_a_softphone_calls_the_second_party(lab: Lab, softphone: Softphone, transport: str) -> None:
    """It registers with digest, calls, and hears the party's tone, while the party hears its."""
    phone = await softphone("1005", transport=transport, tone=440)
    phone.command("dial", "1002")
    await eventually(lambda: phone.seen("CALL_ESTABLISHED"), "the call established")
    call = lab.party.calls[0]
    await call.until("connected")
    assert 440 in heard(read(str(await call.listen(0.6))))
    call.hang_up()
    await eventually(lambda: phone.seen("CALL_CLOSED"), "the call closed")
    assert (TONE,) == heard(read(str(phone.recordings()[0])).part(0.2))


async def test_the_second_party_calls_a_softphone(lab: Lab, softphone: Softphone) -> None:
    """It rings, is held and taken back by the party, and is hung up."""
    phone = await softphone("1005")
    call = lab.party.call("1005")
    await eventually(lambda: phone.seen("CALL_INCOMING"), "the call")
    phone.command("accept")
    await call.until("connected")
    call.hold()
    await call.until("held")
    call.resume()
    await call.until("connected")
    phone.command("hangup")
    await call.until("ended")
    assert 200 == call.code


async def test_a_message_left_reaches_the_subscriber(lab: Lab) -> None:
    """Whichever server it is, the box's owner is told of a new message."""
    async with extension(lab.sip, "1005", server_port=lab.ports["udp"]) as phone:
        subscribe = phone.make("SUBSCRIBE", "1005", event="message-summary", expires=600)
        assert (await phone.ask(subscribe)).code in (200, 202)
        phone.reply(await phone.heard("NOTIFY"), 200)
        caller = lab.party.call("*1005")
        await caller.until("connected")
        await caller.listen(0.5)
        caller.hang_up()
        told = await phone.heard("NOTIFY")
        phone.reply(told, 200)
        assert "Messages-Waiting: yes" in told.body.decode()
        assert "Voice-Message: 1/0" in told.body.decode()


def test_without_kamailio_there_is_a_word_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names the packages."""
    monkeypatch.setattr("shutil.which", lambda *where, **more: None)
    with pytest.raises(KamailioError, match="apt-get install kamailio"):
        command(Path("kamailio.cfg"))
