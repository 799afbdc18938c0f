"""A whole phone against a far end that says anything in any order: no engine dies, and no call is left."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator

import pytest

from emulator.calls.model import EndCall, RejectCall, ResumeCall
from emulator.display.keys import UnknownKeyError
from emulator.lab.lab import Lab
from emulator.phone import Phone
from tests.integration.phone.configuring import configure
from tests.integration.phone.conftest import MAC
from tests.integration.phone.havoc import Havoc
from tests.soak.holdings import held_for_calls

KEYS = ("Answer", "Hold", "Resume", "End Call", "Reject", "Ignore", "Transfer", "Conference", "Mute", "Select")

PEACE = 40.0
"""Seconds until a call is over whose far end answers nothing: a transaction lives for 32."""


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    """What the dice of a test are loaded with."""
    return int(request.param)


@pytest.fixture
async def havoc(seed: int) -> AsyncIterator[Havoc]:
    """The phone's server, and the far end of its calls."""
    loop = asyncio.get_running_loop()
    transport, havoc = await loop.create_datagram_endpoint(lambda: Havoc(seed), local_addr=("127.0.0.1", 0))
    yield havoc
    transport.close()


@pytest.fixture
async def phone(lab: Lab, havoc: Havoc) -> AsyncIterator[Phone]:
    """A phone that is registered with it."""
    lab.boot_server.add_phone(MAC)
    place = {"reg__1__server__1__address": "127.0.0.1", "reg__1__server__1__port": str(havoc.port)}
    configure(lab, **place, reg__1__server__1__transport="UDPOnly")
    async with Phone("VVX_450", server=lab.boot_server.url, mac=MAC) as phone:
        await phone.until("registered")
        havoc.meet(phone)
        yield phone


def finger(phone: Phone, dice: random.Random) -> None:
    """Press one of the soft keys that there are, or dial."""
    offered = [key.label for key in phone.screen.actions if key.label in KEYS]
    with contextlib.suppress(UnknownKeyError):  # another page of soft keys is shown
        if offered and dice.random() < 0.9:
            phone.press(dice.choice(offered))
        elif len(phone.calls) < 4:
            phone.dial("1002")


@pytest.mark.parametrize(
    ("seed", "steps"),
    [(1, 250), *(pytest.param(s, 1500, marks=pytest.mark.soak) for s in range(2, 12))],
    indirect=["seed"],
)
async def test_havoc(havoc: Havoc, phone: Phone, seed: int, steps: int) -> None:
    """Every engine that was ever started lives; once there is peace, all calls end, and all seats are free."""
    dice, engines = random.Random(seed), set(phone.engine_pids)
    for step in range(steps):
        havoc.step()
        if step % 7 == 0:
            finger(phone, dice)
        if step % 3 == 0:
            await asyncio.sleep(0.01)
        engines |= set(phone.engine_pids)
    assert [] == deaths(phone)
    havoc.make_peace()
    async with asyncio.timeout(PEACE):
        while any(not call.ended for call in phone.calls):
            part(phone)
            await asyncio.sleep(0.1)
        while held_for_calls(phone)["seats"]:  # noqa: ASYNC110 - engines tell nobody but the phone's link
            await asyncio.sleep(0.1)
    assert engines == set(phone.engine_pids)


def part(phone: Phone) -> None:
    """End what can be ended, as fingers would: what is held is resumed first."""
    for call in phone.calls:
        deed = {"offering": RejectCall, "held": ResumeCall}.get(call.state, EndCall)
        if not call.ended:
            phone.post(deed(call.id))


def deaths(phone: Phone) -> list[str]:
    """What the journal says of engines that died, and of what the phone could not handle."""
    return [each.text for each in phone.journal if "could not handle" in each.text or "engine" in each.text]
