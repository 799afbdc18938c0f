"""Three whole phones at kamailio: what tests of transfers and conferences begin with."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from emulator.phone import Phone
from emulator.sip.sounds import tone
from emulator.sip.tones import heard, read
from tests.peers.harness.programs import eventually
from tests.peers.office import Office, codes, requests

TONES = {"1001": 620, "1002": 980, "1003": 1400}
"""Hertz of what each user's microphone hears."""


class Trio(NamedTuple):
    """Three registered phones: alice is 1001, bob 1002, carol 1003."""

    alice: Phone
    bob: Phone
    carol: Phone

    async def bob_calls_alice(self) -> None:
        """A call to Alice is up; she has the first call."""
        await connect(self.bob, self.alice)

    async def idle(self, *phones: Phone) -> None:
        """Wait until no call is left on the wire of these phones (all)."""
        for phone in phones or self:
            await phone.until(lambda phone: all(call.ended for call in phone.calls))


def user(phone: Phone) -> str:
    """Whose phone it is."""
    return phone.lines[0].settings.user


async def connect(caller: Phone, callee: Phone) -> None:
    """One phone calls, the other one answers."""
    caller.dial(user(callee))
    await ringing(callee)
    callee.press("Answer")
    await asyncio.gather(up_with(caller, callee), up_with(callee, caller))


async def ringing(phone: Phone) -> None:
    """Wait until a call rings there."""
    await phone.until("call:offering")


async def up_with(phone: Phone, other: Phone) -> None:
    """Wait until a phone is connected with another."""
    await phone.until(
        lambda phone: any(call.state == "connected" and call.number == user(other) for call in phone.calls)
    )


async def consult(here: Phone, other: Phone, key: str = "Transfer") -> None:
    """A second call, made in order to transfer the first one or to add to it, is up; the digit map places it."""
    press(here, key)
    here.press(*user(other))
    await ringing(other)
    other.press("Answer")
    await up_with(here, other)


def press(phone: Phone, *labels: str) -> None:
    """Press soft keys, on whichever page they are."""
    for label in labels:
        for _ in range(4):
            if label in {key.label for key in phone.screen.soft_keys}:
                break
            phone.press("soft:More")
        else:
            raise AssertionError(f"no {label}: {phone.snapshot()}")
        phone.press(f"soft:{label}")


async def plug_in(stack: AsyncExitStack, *phones: Phone) -> list[Phone]:
    """Plug phones in, each with its tone before the microphone, and wait until they are registered."""
    for phone in phones:
        await stack.enter_async_context(phone)
    await asyncio.gather(*(phone.until("registered") for phone in phones))
    for phone in phones:
        phone.speak(tone(TONES[user(phone)]))
    return list(phones)


async def trio(office: Office, stack: AsyncExitStack, transport: str = "UDPOnly", **changes: object) -> Trio:
    """The three, `changes` being parameters of all (dots written as __)."""
    values = {name.replace("__", "."): value for name, value in changes.items()}
    return Trio(*await plug_in(stack, *(office.phone(each, values, transport=transport) for each in TONES)))


async def sounds(folder: Path, *phones: Phone, seconds: float = 0.6) -> list[set[int]]:
    """The tones that each of these phones hears of the others, once what is on its way has been played."""
    await asyncio.sleep(0.3)
    files = await asyncio.gather(*(phone.listen(seconds, folder / f"{user(phone)}.wav") for phone in phones))
    known = set(TONES.values())
    return [known.intersection(heard(read(file).part(0.1))) for file in files]


def tones_of(*phones: Phone) -> set[int]:
    """What is heard of these phones."""
    return {TONES[user(phone)] for phone in phones}


def fragments(phone: Phone, way: str = "in") -> list[str]:
    """The status lines in the notifications about transfers that a phone got (or with `out` sent)."""
    bodies = (
        each.body.decode()
        for each in requests(phone, "NOTIFY", way)
        if each.get(
            "event",
        )
        and "refer" in (each.get("event") or "")
    )
    return [body.strip() for body in bodies]


def refer_to(phone: Phone) -> tuple[str, str]:
    """Address and Replaces of the only REFER that a phone has sent."""
    (request,) = requests(phone, "REFER")
    found = re.fullmatch(r"<([^?>]*)(?:\?Replaces=([^>]*))?>", request.get("refer-to") or "")
    assert found, request.get("refer-to")
    return found[1], unquote(found[2] or "")


async def ended_well(phones: Iterable[Phone]) -> None:
    """Wait until every BYE that these phones have sent has been answered 200."""
    for phone in phones:
        await eventually(lambda phone=phone: len(codes(phone, "BYE")) >= len(requests(phone, "BYE")), "answers to BYE")  # type: ignore[misc]
        assert {200} >= set(codes(phone, "BYE"))
