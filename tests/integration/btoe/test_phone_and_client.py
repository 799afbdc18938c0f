"""A real phone and a connector over a real socket: pairing, guessing, sound, and what is left when it ends."""

from __future__ import annotations

import asyncio
import math
import struct
import wave
from pathlib import Path

import pytest

from emulator.boot.model import ChangeSettings
from emulator.btoe.model import Btoe
from emulator.btoe.places import Place, places
from emulator.btoe.wire import (
    FRAME_BYTES,
    RATE,
    AskCredentials,
    Audio,
    Credentials,
    Device,
    Goodbye,
    Heartbeat,
    Refuse,
    TooOld,
    Welcome,
)
from emulator.btoe.words import PAIRED, TOO_OLD, WRONG
from emulator.kernel.clock import ManualClock
from emulator.lab.lab import Lab
from emulator.phone import Phone
from emulator.recording import replay
from tests.integration.btoe.client import Client
from tests.integration.btoe.conftest import Desk, soon

MANUAL = 'btoe.PairingMode="Manual"'


def btoe(phone: Phone) -> Btoe:
    """How pairing stands."""
    return phone.state[Btoe]


async def test_the_cable_pairs(desk: Desk) -> None:
    """A computer that is plugged in is greeted, and asked for credentials."""
    async with desk() as (phone, place), Client(place) as pc:
        await pc.pair("ann@lab.example")
        await phone.until("paired")
        await pc.until(lambda: bool(pc.of(AskCredentials)))
        (welcome,) = pc.of(Welcome)
        assert ("Polycom VVX Phone", "0004f2aabb01") == (welcome.device, welcome.mac)
        assert {"pc"} <= phone.plugged
        assert PAIRED in phone.screen.text


async def test_the_code_pairs_over_the_network(desk: Desk) -> None:
    """In Manual: the one on the screen, at the address where the phone listens."""
    async with desk(MANUAL) as (phone, place):
        phone.press("Home")
        await phone.until("screen:BToE")
        async with Client(place, "manual", btoe(phone).code) as pc:
            await pc.pair()
            await phone.until("paired")


async def test_codes_cannot_be_tried_one_after_another(desk: Desk) -> None:
    """Each miss makes the phone deaf for longer, on its own clock; the fifth changes the code."""
    clock = ManualClock()
    async with desk(MANUAL, clock) as (phone, place):
        first = btoe(phone).code
        for miss, wait in enumerate((1, 2, 4, 8, 16), 1):
            assert [Refuse("code")] == await refused(place, "AAAAAAAA")
            assert (miss, WRONG) == (btoe(phone).misses, btoe(phone).message)
            assert [Refuse("wait", wait)] == await refused(place, first)
            await phone.advance(wait)
        assert first != btoe(phone).code
        assert [Refuse("code")] == await refused(place, first)


async def refused(place: Place, code: str) -> list[Refuse]:
    """What a computer that tries a code is told."""
    async with Client(place, "manual", code) as pc:
        await pc.until(lambda: pc.closed)
        return pc.of(Refuse)


async def test_nobody_comes_by_cable_who_has_not_its_secret(desk: Desk) -> None:
    """Another program of this computer, without the user's folder."""
    async with desk() as (phone, place), Client(place, "auto", "not the cable's secret") as pc:
        await pc.until(lambda: pc.closed)
        assert [Refuse("code")] == pc.of(Refuse)
        assert "paired" != btoe(phone).state


@pytest.mark.parametrize("noise", [b"GET / HTTP/1.1\r\n\r\n", bytes(64), b"\0\0\0\5hello"])
async def test_noise_is_shown_the_door(desk: Desk, noise: bytes) -> None:
    """And does not keep others from being paired."""
    async with desk() as (phone, place):
        reader, writer = await asyncio.open_connection(place.host, place.port)
        writer.write(noise)
        async with asyncio.timeout(10):
            assert b"" == await reader.read()
        writer.close()
        async with Client(place) as pc:
            await pc.pair()
            await phone.until("paired")


async def test_who_keeps_silent_is_shown_the_door(desk: Desk) -> None:
    """After ten seconds."""
    clock = ManualClock()
    async with desk(clock=clock) as (_, place):
        reader, writer = await asyncio.open_connection(place.host, place.port)
        reading = asyncio.create_task(reader.read())
        await soon(reading.done, clock)
        assert b"" == reading.result()
        writer.close()


async def test_a_lost_heartbeat_breaks_the_pairing(desk: Desk) -> None:
    """Fifteen seconds without a word; the phone's own words go on until then."""
    clock = ManualClock()
    async with desk(clock=clock) as (phone, place), Client(place) as pc:
        await pc.pair()
        await phone.until("paired")
        await phone.advance(14)
        assert "paired" == btoe(phone).state
        await phone.advance(2)
        assert "auto" == btoe(phone).state
        await pc.until(lambda: pc.closed)
        assert 3 <= len(pc.of(Heartbeat))


async def test_meddling_breaks_the_pairing(desk: Desk) -> None:
    """A byte of noise among the messages."""
    async with desk() as (phone, place), Client(place) as pc:
        await pc.pair()
        await phone.until("paired")
        pc.write(b"\0\0\0\x14" + bytes(20))
        await phone.until(lambda p: btoe(p).state == "auto")
        await pc.until(lambda: pc.closed)


async def test_pulling_the_cable_shuts_the_computer_out(desk: Desk) -> None:
    """Until it is plugged in again, at either end."""
    async with desk() as (phone, place):
        async with Client(place) as pc:
            await pc.pair()
            await phone.until("paired")
            phone.unplug("pc")
            await pc.until(lambda: pc.closed)
            assert [Goodbye("cable")] == pc.of(Goodbye)
        async with Client(place, plug=False) as again:
            await again.until(lambda: again.closed)
            assert [Refuse("cable")] == again.of(Refuse)
        phone.plug("pc")
        async with Client(place, plug=False) as again:
            await again.pair()
            await phone.until("paired")


async def test_an_old_connector_is_told_so(desk: Desk) -> None:
    """A CCX needs 4.3.0 (CCX with BToE user guide)."""
    async with desk(model="CCX_500") as (phone, place), Client(place) as pc:
        await pc.pair(connector="3.8.0")
        await pc.until(lambda: pc.closed)
        assert [TooOld("4.3.0")] == pc.of(TooOld)
        assert TOO_OLD in phone.screen.text


async def test_the_phone_is_found_only_while_btoe_is_on(desk: Desk, run: Path) -> None:
    """The file goes with the phone."""
    async with desk() as (phone, _):
        phone.unplug("power")
        await soon(lambda: not places(run))
        phone.plug("power")
        await soon(lambda: bool(places(run)))
    assert [] == places(run)


def tone(hz: int, seconds: float) -> bytes:
    """A sine, 16-bit samples."""
    count = round(RATE * seconds)
    return b"".join(struct.pack("<h", round(8000 * math.sin(2 * math.pi * hz * each / RATE))) for each in range(count))


def strength(pcm: bytes, hz: int) -> float:
    """How much of a frequency there is in a sound."""
    samples = struct.unpack(f"<{len(pcm) // 2}h", pcm)
    parts = [
        sum(sample * wave(2 * math.pi * hz * at / RATE) for at, sample in enumerate(samples))
        for wave in (math.sin, math.cos)
    ]
    return math.hypot(*parts) / max(1, len(samples))


def write(path: Path, pcm: bytes) -> Path:
    """A WAV file."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(pcm)
    return path


async def test_the_phone_is_the_computers_loudspeaker_and_microphone(desk: Desk, tmp_path: Path) -> None:
    """What the computer plays is in the phone's recording; what the phone hears comes to the computer."""
    said, heard = write(tmp_path / "said.wav", tone(440, 1)), tmp_path / "heard.wav"
    async with desk(audio_in=said, audio_out=heard) as (phone, place), Client(place) as pc:
        await pc.pair()
        await phone.until("paired")
        pc.say(Device(playing=True, listening=True))
        await phone.until("led:speaker=green")
        played, frame = tone(1000, 1), 0
        while len(pc.sound) < RATE or frame < 50:
            pc.say(Audio(played[frame % 50 * FRAME_BYTES :][:FRAME_BYTES]))
            frame += 1
            heard_before = len(pc.sound)
            await pc.until(lambda: len(pc.sound) > heard_before)  # noqa: B023 - waited for at once
        pc.say(Device())
        await phone.until("led:speaker=off")
    with wave.open(str(heard)) as file:
        recorded = file.readframes(file.getnframes())
    assert strength(pc.sound, 440) > 1000 > strength(pc.sound, 1000)
    assert strength(recorded, 1000) > 1000 > strength(recorded, 440)


async def test_a_muted_phone_is_silent_at_the_computer(desk: Desk, tmp_path: Path) -> None:
    """Mute stops the microphone, not the stream; pressed again, the computer hears it again."""
    said = write(tmp_path / "said.wav", tone(440, 1))
    async with desk(audio_in=said) as (phone, place), Client(place) as pc:
        await pc.pair()
        await phone.until("paired")
        pc.say(Device(playing=True, listening=True))
        await pc.until(lambda: strength(pc.sound[-FRAME_BYTES * 5 :], 440) > 1000)
        phone.press("Mute")
        await pc.until(lambda: not any(pc.sound[-FRAME_BYTES * 5 :]))
        phone.press("Mute")
        await pc.until(lambda: strength(pc.sound[-FRAME_BYTES * 5 :], 440) > 1000)


async def test_sound_goes_on_when_somebody_signs_in(desk: Desk) -> None:
    """The computer is heard without any line, and again once the phone has opened its sockets for one."""
    async with desk() as (phone, place), Lab() as lab, Client(place) as pc:
        await pc.pair()
        await phone.until("paired")
        pc.say(Device(playing=True, listening=True))
        await pc.until(lambda: bool(pc.sound))
        phone.post(ChangeSettings(line_at(lab)))
        await phone.until("registered")
        before = len(pc.sound)
        await pc.until(lambda: len(pc.sound) > before + RATE // 5)


def line_at(lab: Lab) -> dict[str, str | None]:
    """A line for the phone's own account."""
    account = next(each for each in lab.accounts if each.role == "phone")
    server = {"address": "127.0.0.1", "port": str(lab.ports["udp"]), "transport": "UDPOnly"}
    return {
        "reg.1.address": account.user,
        "reg.1.auth.userId": account.user,
        "reg.1.auth.password": account.password,
        **{f"reg.1.server.1.{name}": value for name, value in server.items()},
    }


async def test_a_recording_holds_neither_password_nor_sound(desk: Desk, tmp_path: Path) -> None:
    """What is typed on the computer is starred, and the run plays again to the same screens."""
    file = tmp_path / "run.jsonl"
    async with desk(record=file) as (phone, place), Client(place) as pc:
        await pc.pair()
        await phone.until("paired")
        pc.say(Credentials("ann@lab.example", "ann", "lab", "hunter2hunter2"), Audio(bytes(FRAME_BYTES)))
        pc.say(Goodbye("exit"))
        await phone.until(lambda p: btoe(p).state == "auto")
    text = file.read_text()
    assert ("hunter2" in text, place.cable in text, '"audio"' in text) == (False, False, False)
    assert replay(file).difference is None
