"""Whole phones under load and under fire: sipp calls them by the dozen, and a socket throws broken SIP at them."""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from emulator.boot.model import Power
from emulator.calls.model import RejectCall, ResumeCall
from emulator.phone import Phone
from tests.peers.harness.programs import eventually, free_port
from tests.peers.harness.sipp import Counts, Sipp
from tests.peers.office import HastyClock, Office, codes, final_answers, legs, place, requests, responses
from tests.peers.torture import MESSAGES, SDP, SDP_TYPE, encoded, request

LIMIT = 24
"""Calls of a VVX 450."""


@pytest.fixture
async def phone(office: Office) -> AsyncIterator[Phone]:
    """A registered VVX 450, 1001."""
    async with office.phone() as phone:
        await phone.until("registered")
        yield phone


async def run(sipp: Sipp, scenario: str, target: str, **options: Any) -> Counts:
    """A scenario to its end, while the phone goes on."""
    return await asyncio.to_thread(sipp.run, scenario, target, user="1001", **options)


async def a_normal_call(sipp: Sipp, phone: Phone) -> None:
    """A call from outside is answered, and hung up by the caller."""
    counts, _ = await asyncio.gather(run(sipp, "call", place(phone)), answer(phone))
    assert (1, 0) == (counts.successful, counts.failed)
    await phone.until(lambda phone: all(call.ended for call in phone.calls))


async def answer(phone: Phone) -> None:
    """Take the call that comes."""
    await phone.until("call:offering")
    phone.press("Answer")
    await phone.until("call:connected")


def faults(phone: Phone) -> list[str]:
    """What went wrong inside the phone, in its own words."""
    return [each.text for each in phone.journal if "could not handle" in each.text or "engine" in each.text]


@pytest.mark.parametrize(
    ("model", "limit", "changes"),
    [("VVX_450", LIMIT, {}), ("VVX_250", LIMIT, {}), ("VVX_350", 6, {"reg.1.callsPerLineKey": 6})],
)
async def test_eighty_calls_at_once(
    office: Office, sipp: Sipp, model: str, limit: int, changes: dict[str, object]
) -> None:
    """As many ring as the model (or the line) holds, the rest is told busy; no engine dies; then all is as before."""
    async with office.phone("1001", changes, model=model) as phone:
        await phone.until("registered")
        peak = [0]
        phone.subscribe(lambda: peak.append(len([call for call in phone.calls if not call.ended])))
        counts = await run(sipp, "ring_or_busy", place(phone), calls=80, rate=800)
        engines = phone.engine_pids
        assert (80, 0) == (counts.successful, counts.failed), counts.counters
        assert limit == max(peak)
        assert [486, 487] == sorted(set(final_answers(phone).values()))
        assert 80 == len(final_answers(phone))
        await eventually(lambda: legs(phone) == 0, "every leg to end")
        assert [] == faults(phone)
        await a_normal_call(sipp, phone)
        assert engines == phone.engine_pids


@pytest.mark.parametrize(
    ("seed", "turns"), [(12, 12), *(pytest.param(s, 200, marks=pytest.mark.soak) for s in range(5))]
)
async def test_twelve_calls_held_and_resumed_at_random(
    office: Office, phone: Phone, sipp: Sipp, seed: int, turns: int
) -> None:
    """Over four engines and kamailio: one call has the sound at any time, all end, nothing is left behind."""
    kamailio, rng = office.kamailio, random.Random(seed)
    callers = sipp.start("call_held", f"{kamailio.address}:{kamailio.port}", calls=12, rate=100, user="1001")
    await phone.until(lambda phone: len(phone.calls) == 12)
    for call in [call.id for call in phone.calls]:
        phone.press("Answer")
        await phone.until(partial(is_up, call))
    assert (12, 4) == (legs(phone), len(phone.engine_pids))
    for _ in range(turns):
        call = rng.choice([call.id for call in phone.calls if call.state == "held"])
        phone.post(ResumeCall(call))
        await phone.until(partial(is_up, call))
        assert ["connected", *["held"] * 11] == sorted(each.state for each in phone.calls)
        if rng.random() < 0.3:
            phone.press("Hold")
            await phone.until(lambda phone: {each.state for each in phone.calls} == {"held"})
    while any(not call.ended for call in phone.calls):
        phone.press("Resume" if not any(call.state == "connected" for call in phone.calls) else "End Call")
        await phone.until(settled)
    counts = await asyncio.to_thread(callers.finish)
    assert (12, 0) == (counts.successful, counts.failed), counts.counters
    await eventually(lambda: legs(phone) == 0, "every leg to end")
    assert [200] * 12 == codes(phone, "BYE")
    assert [] == faults(phone)


def is_up(call: int, phone: Phone) -> bool:
    """Whether a call is connected."""
    return any(each.state == "connected" for each in phone.calls if each.id == call)


def settled(phone: Phone) -> bool:
    """Whether nothing is under way."""
    return not any(call.pending for call in phone.calls)


async def test_answers_give_back_what_was_asked(phone: Phone, sipp: Sipp) -> None:
    """From and To of every response are the request's to the letter, but for the phone's tag."""
    await a_normal_call(sipp, phone)
    asked = requests(phone, "INVITE", "in")[0]
    answers = [each for each in responses(phone) if each.cseq.method == "INVITE"]
    assert [100, 180, 200] == [each.code for each in answers]
    assert {asked.get("from")} == {each.get("from") for each in answers}
    assert {asked.get("to")} == {(each.get("to") or "").partition(";tag=")[0] for each in answers}


async def test_check_sync_from_a_pbx(office: Office, phone: Phone, sipp: Sipp) -> None:
    """A NOTIFY straight at the phone is answered 200 and acted on."""
    office.configure("1001", {"reg.1.label": "Reception"})
    counts = await run(sipp, "check_sync", place(phone))
    assert (1, 0) == (counts.successful, counts.failed)
    await phone.until("screen:Reception")
    await phone.until("registered")


async def test_a_phone_that_goes_down_answers_nobody(office: Office, sipp: Sipp) -> None:
    """Its sockets are closed while it boots; then they are there again, at the same port."""
    always = {"voIpProt.SIP.specialEvent.checkSync.alwaysReboot": 1}
    async with office.phone("1001", always, boot="device", sip_port=free_port(), clock=HastyClock(40)) as phone:
        await phone.until("registered")
        thrower = Thrower(place(phone), "UDP")
        assert await asyncio.to_thread(thrower.alive)
        await run(sipp, "check_sync", place(phone))
        await phone.until(lambda phone: phone.state[Power].state == "updater")
        with pytest.raises(ConnectionRefusedError):
            await asyncio.to_thread(thrower.alive)
        await phone.until("registered")
        assert await asyncio.to_thread(thrower.alive)


class Thrower:
    """A peer that says what it likes over UDP or TCP, and can ask whether the phone still lives."""

    def __init__(self, target: str, transport: str) -> None:
        host, _, port = target.partition(":")
        self._place = (host, int(port))
        self._transport = transport

    def throw(self, data: bytes) -> None:
        """Send bytes, over a connection of their own."""
        kind = socket.SOCK_DGRAM if self._transport == "UDP" else socket.SOCK_STREAM
        with contextlib.suppress(ConnectionError), socket.socket(type=kind) as channel:
            channel.settimeout(2)
            channel.connect(self._place)
            channel.sendall(data)

    def alive(self) -> bool:
        """Whether a proper OPTIONS gets 200."""
        with socket.socket(type=socket.SOCK_DGRAM) as channel:
            channel.settimeout(2)
            channel.connect(self._place)
            own = channel.getsockname()[1]
            question = request(own, "OPTIONS").replace("127.0.0.1:9;", f"127.0.0.1:{own};")
            channel.send(question.encode())
            return channel.recv(65_536).startswith(b"SIP/2.0 200")


@pytest.mark.parametrize("transport", ["UDP", "TCP"])
async def test_malformed_sip_never_stops_the_phone(phone: Phone, sipp: Sipp, transport: str) -> None:
    """After each broken message a proper one is answered; after all of them the phone is registered, and calls work."""
    thrower = Thrower(place(phone), transport)
    for name, message in MESSAGES.items():
        await asyncio.to_thread(thrower.throw, encoded(message))
        assert await asyncio.to_thread(thrower.alive), name
    for call in [call.id for call in phone.calls if call.state == "offering"]:
        phone.post(RejectCall(call))
    await phone.until(lambda phone: all(call.ended for call in phone.calls))
    await eventually(lambda: legs(phone) == 0, "every leg to end")
    assert [] == faults(phone)
    assert phone.lines[0].registered
    await a_normal_call(sipp, phone)


@pytest.mark.parametrize(("written", "shown"), [(b"Jos\xe9", "José"), ("Zoë".encode(), "Zoë"), (b"\xff\x80", "ÿ")])
async def test_a_name_in_any_encoding_is_shown(office: Office, tmp_path: Path, written: bytes, shown: str) -> None:
    """The engine lives, the recording goes on, and the caller's name is readable."""
    async with office.phone(record=tmp_path / "run.jsonl") as phone:
        await phone.until("registered")
        engines = phone.engine_pids
        invite = encoded(request(1, extra=SDP_TYPE, body=SDP)).replace(b"From: <", b'From: "' + written + b'" <')
        await asyncio.to_thread(Thrower(place(phone), "UDP").throw, invite)
        await phone.until(f"screen:{shown}")
        phone.press("Answer")
        await eventually(lambda: final_answers(phone) == {"torture-1": 200}, "the answer")
        assert engines == phone.engine_pids
    assert f'"{shown[:1]}' in (tmp_path / "run.jsonl").read_text()


@pytest.mark.parametrize("seed", [1, 2, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(3, 40))])
async def test_a_proper_message_with_random_damage_never_stops_the_phone(phone: Phone, sipp: Sipp, seed: int) -> None:
    """Bytes changed, cut out and doubled at random places."""
    thrower, rng = Thrower(place(phone), "UDP"), random.Random(seed)
    for _ in range(150):
        await asyncio.to_thread(thrower.throw, damaged(rng))
    assert await asyncio.to_thread(thrower.alive)
    await phone.until(settled)
    for call in [call.id for call in phone.calls if call.state == "offering"]:
        phone.post(RejectCall(call))
    await phone.until(lambda phone: all(call.ended for call in phone.calls))
    assert [] == faults(phone)
    await a_normal_call(sipp, phone)


def damaged(rng: random.Random) -> bytes:
    """A request with a few wounds."""
    method = rng.choice(["INVITE", "OPTIONS", "NOTIFY", "BYE", "CANCEL", "REGISTER"])
    data = bytearray(encoded(request(rng.randrange(1 << 30), method, extra="Event: check-sync \r\n", body=SDP)))
    for _ in range(rng.randrange(1, 6)):
        at = rng.randrange(len(data))
        wound = rng.choice([b"", bytes([rng.randrange(256)]), bytes(data[at : at + 40]) * 2])
        data[at : at + rng.randrange(3)] = wound
    return bytes(data)
