"""The lab as a whole: its people talk to each other through its servers, with real engines."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest

from emulator.lab.kamailio import free_port
from emulator.lab.lab import Lab
from emulator.lab.notifier import Messages
from emulator.lab.party import TONE
from emulator.sip.tones import heard, read
from tests.integration.extension import extension
from tests.peers.harness.programs import eventually


@pytest.fixture
async def lab() -> AsyncIterator[Lab]:
    """A lab on free ports."""
    async with Lab() as made:
        yield made


async def test_describes_where_everything_is(lab: Lab) -> None:
    """The description is enough to point a phone of any kind at the lab."""
    described = lab.describe()
    assert lab.boot_server.url == described["boot_server"]
    assert {"udp", "tcp"} == set(described["sip"]["ports"])
    assert {"1001", "1002", "1098", "1099"} <= {account["user"] for account in described["accounts"]}
    assert {} == described["phones"]
    lab.boot_server.add_phone("0004f2aabb01")
    assert {"0004f2aabb01": "1001"} == lab.describe()["phones"]


async def test_ports_can_be_chosen() -> None:
    """The boot server takes the base, the SIP server the next port; a taken one is an error, nothing stays open."""
    base = free_port()
    async with Lab(port_base=base) as lab:
        assert f"http://127.0.0.1:{base}/" == lab.boot_server.url
        assert {"udp": base + 1, "tcp": base + 1} == lab.ports
        with pytest.raises(OSError, match="in use"):
            await Lab(port_base=base).__aenter__()
    async with Lab(port_base=base):
        pass


async def test_the_echo_sends_the_partys_tone_back(lab: Lab) -> None:
    """A call between two of the lab's users passes digest, proxy and two engines' legs, with sound both ways."""
    call = lab.party.call("1098")
    await call.until("connected")
    assert (TONE,) == heard(read(str(await call.listen(0.6))))
    call.hang_up()
    await call.until("ended")
    await lab.echo.calls[0].until("ended")
    assert 200 == call.code


async def test_either_side_can_hold_and_press_keys(lab: Lab) -> None:
    """Hold and resume show at both ends as what they are; digits arrive."""
    call = lab.party.call("1098")
    await call.until("connected")
    other = lab.echo.calls[0]
    for holder, held in ((call, other), (other, call)):
        holder.hold()
        await holder.until("held")
        await held.until("remote-held")
        holder.resume()
        await holder.until("connected")
        await held.until("connected")
    call.press("1#")
    await eventually(lambda: other.digits == "1#", "two digits")
    assert (TONE,) == heard(read(str(await call.listen(0.6))))


async def test_who_is_called_can_refuse_or_just_ring(lab: Lab) -> None:
    """The second party does what a test tells it to."""
    lab.party.refuses = 486
    async with extension(lab.sip, "1001") as phone:
        assert 486 == (await phone.ask(phone.make("INVITE", "1002"))).code
    refused = lab.party.call("1003")
    with pytest.raises(TimeoutError, match="480"):
        await refused.until("connected")


async def until_waiting(lab: Lab, user: str, messages: Messages) -> None:
    """Wait until a mailbox holds that much."""
    await eventually(lambda: lab.sip.notifier.messages(user) == messages, f"{messages} for {user}")


async def test_a_message_left_is_told_heard_and_old(lab: Lab) -> None:
    """`*1002` records for 1002; 1099 plays it to 1002, after which nothing new waits; clearing forgets it."""
    caller = lab.party.call("*1002")
    await caller.until("connected")
    await caller.listen(0.8)
    caller.hang_up()
    await until_waiting(lab, "1002", Messages(1, 0))
    listener = lab.party.call("1099")
    await listener.until("connected")
    assert TONE in heard(read(str(await listener.listen(0.8))))
    listener.hang_up()
    await until_waiting(lab, "1002", Messages(0, 1))
    lab.voicemail.clear("1002")
    assert Messages() == lab.sip.notifier.messages("1002")


async def test_the_tree_leads_to_the_registrar(lab: Lab) -> None:
    """What a phone fetches lets it register: user, password and port fit."""
    async with aiohttp.ClientSession(lab.boot_server.url) as http, http.get("phone-0004f2aabb01.cfg") as answer:
        assert 'reg.1.address="1001"' in await answer.text()
    async with extension(lab.sip, "1001") as phone:
        assert 200 == (await phone.ask(phone.make("REGISTER"))).code
