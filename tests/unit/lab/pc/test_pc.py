"""The PC as a whole, over a real wire to a phone that the test plays."""

from __future__ import annotations

import asyncio
import wave
from array import array
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from emulator.btoe import wire
from emulator.kernel.clock import ManualClock
from emulator.lab import PC
from emulator.lab.pc.actions import ActionError
from emulator.lab.pc.connector import WARNINGS
from emulator.lab.pc.link import PATIENCE
from tests.unit.lab.pc.desk import JANE, VVX
from tests.unit.lab.pc.fake_phone import CODE, FakePhone


@pytest.fixture
def clock() -> ManualClock:
    """Time that moves when it is told to."""
    return ManualClock()


@pytest.fixture
async def pc(tmp_path: Path, clock: ManualClock) -> AsyncIterator[PC]:
    """A PC whose connector runs, with Jane signed in to the client."""
    async with PC(tmp_path / "user", run=tmp_path / "run", clock=clock) as pc:
        pc.do("install")
        pc.do("start")
        pc.do("sign-in", address=JANE)
        yield pc


@pytest.fixture
async def phone(tmp_path: Path) -> AsyncIterator[FakePhone]:
    """A phone that can be found."""
    async with FakePhone(tmp_path / "run") as phone:
        yield phone


async def is_paired(pc: PC) -> None:
    """Wait until it is."""
    await pc.until(lambda pc: pc.connector.state == "paired")


@pytest.mark.parametrize("where", ["", "VVX 450", "0004f2aabb01", "address"])
async def test_a_code_leads_to_the_phone(pc: PC, phone: FakePhone, where: str) -> None:
    """Which is found by name, as the only one, or where the user says; the log tells of it."""
    pc.do("pair", code=CODE, phone=f"127.0.0.1:{phone.port}" if where == "address" else where)
    await is_paired(pc)
    assert ["manual"] == phone.modes
    assert "Paired with Polycom VVX 450 (0004f2aabb01)" in pc.log
    assert CODE not in pc.log


async def test_the_cable_leads_to_its_phone(pc: PC, phone: FakePhone) -> None:
    """With the secret that the PC port gives away."""
    pc.do("plug")
    await is_paired(pc)
    assert (["auto"], VVX.mac) == (phone.modes, pc.windows.cable)


async def test_there_must_be_a_phone_for_the_cable(pc: PC) -> None:
    """Or its end has nowhere to go."""
    with pytest.raises(ActionError, match="No such phone"):
        pc.do("plug")


async def test_a_wrong_code_says_so(pc: PC, phone: FakePhone) -> None:
    """And the PC learns nothing of the phone."""
    pc.do("pair", code="wrong")
    await pc.until(lambda pc: pc.connector.warning == WARNINGS["code"])
    assert pc.connector.phone is None


async def test_a_phone_may_turn_it_away(pc: PC, tmp_path: Path) -> None:
    """For the time that it says."""
    async with FakePhone(tmp_path / "run", refuses="wait"):
        pc.do("pair", code=CODE)
        await pc.until(lambda pc: "30 seconds" in pc.connector.warning)


async def test_behind_the_firewall_nothing_is_heard(pc: PC, phone: FakePhone, clock: ManualClock) -> None:
    """The phone gets a knock, and no more; after a while the connector gives up."""
    pc.do("block")
    pc.do("plug")
    await phone.until(object)
    await clock.run(PATIENCE)
    await pc.until(lambda pc: pc.connector.warning == WARNINGS["blocked"])
    assert 1 == len(phone.heard)


async def test_a_phone_that_does_not_answer_is_given_up(pc: PC, phone: FakePhone, clock: ManualClock) -> None:
    """In time."""
    phone.deaf = True
    pc.do("pair", code=CODE)
    await clock.run(0.1)
    while pc.connector.state == "reaching":
        await clock.run(1)
    assert WARNINGS["time"] == pc.connector.warning
    assert clock.now() >= PATIENCE * 1_000_000


async def test_silence_means_gone(pc: PC, phone: FakePhone, clock: ManualClock) -> None:
    """A phone that is not heard of is lost after 15 s; heartbeats keep it."""
    pc.do("pair", code=CODE)
    await is_paired(pc)
    for _ in range(4):
        await clock.run(wire.HEARTBEAT)
        phone.say(wire.Heartbeat(), wire.PhoneStatus(str(clock.now())))
        await pc.until(lambda pc: pc.connector.account == str(clock.now()))
    assert any(isinstance(each, wire.Heartbeat) for each in phone.heard)
    await clock.run(wire.SILENCE)
    await pc.until(lambda pc: pc.connector.state == "idle")


async def test_whoever_meddles_ends_the_connection(pc: PC, phone: FakePhone) -> None:
    """What is not sealed with the keys of this pairing is not listened to."""
    pc.do("pair", code=CODE)
    await is_paired(pc)
    phone.inject(wire.frame(b"nonsense"))
    await pc.until(lambda pc: pc.connector.state == "idle")


async def test_leaving_says_goodbye(tmp_path: Path, phone: FakePhone) -> None:
    """So that the phone need not wait for silence."""
    async with PC(tmp_path / "other", run=tmp_path / "run", clock=ManualClock()) as pc:
        pc.do("install")
        pc.do("start")
        pc.do("pair", code=CODE)
        await is_paired(pc)
    await phone.until(wire.Goodbye)
    assert wire.Goodbye("exit") in phone.heard


async def test_a_wav_sounds_at_the_phone_while_a_call_is_there(
    pc: PC, phone: FakePhone, clock: ManualClock, tmp_path: Path
) -> None:
    """The far end's voice, 20 ms at a time, for as long as the sound is at the phone; it begins anew at its end."""
    with wave.open(str(tmp_path / "voice.wav"), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", "not compressed"))
        file.writeframes(array("h", range(640)).tobytes())
    pc.do("pair", code=CODE)
    await is_paired(pc)
    pc.do("devices", primary="Polycom VVX Phone")
    pc.do("speak", wav=str(tmp_path / "voice.wav"))
    pc.do("ring", who="Alex Smith")
    pc.do("answer")
    await clock.run(0.055)
    pc.do("hang-up")
    await clock.run(0.1)
    pc.do("sign-out")
    await phone.until(wire.Client)
    sounds = [each.pcm for each in phone.heard if isinstance(each, wire.Audio)]
    samples = array("h", range(640)).tobytes()
    assert [samples[:640], samples[640:], samples[:640]] == sounds


async def test_music_plays_to_its_end(pc: PC, phone: FakePhone, clock: ManualClock, tmp_path: Path) -> None:
    """The phone is opened for it, and closed after it."""
    with wave.open(str(tmp_path / "song.wav"), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", "not compressed"))
        file.writeframes(b"\1\0" * 1_600)
    pc.do("pair", code=CODE)
    await is_paired(pc)
    pc.do("devices", communication="Polycom VVX Phone")
    pc.do("play", wav=str(tmp_path / "song.wav"))
    await clock.run(0.2)
    assert "" == pc.sound.playing
    pc.do("sign-out")
    await phone.until(wire.Client)
    opened = [each for each in phone.heard if isinstance(each, wire.Device)]
    assert [wire.Device(playing=True), wire.Device()] == opened
    assert 5 == sum(isinstance(each, wire.Audio) for each in phone.heard)


async def test_the_microphone_of_the_phone_is_recorded(pc: PC, phone: FakePhone, tmp_path: Path) -> None:
    """What comes back, into a WAV file that is whole when recording ends."""
    pc.do("pair", code=CODE)
    await is_paired(pc)
    pc.do("record", wav=str(tmp_path / "heard.wav"))
    await phone.until(wire.Device)
    phone.say(wire.Audio(b"\5\0" * 320), wire.PhoneStatus("done"))
    await pc.until(lambda pc: pc.connector.account == "done")
    pc.do("record")
    with wave.open(str(tmp_path / "heard.wav")) as file:
        assert b"\5\0" * 320 == file.readframes(1_000)


@pytest.mark.parametrize(("verb", "path"), [("play", "none.wav"), ("speak", "none.wav"), ("record", "no/where.wav")])
async def test_a_file_that_cannot_be_used_is_refused(
    pc: PC, phone: FakePhone, tmp_path: Path, verb: str, path: str
) -> None:
    """And nothing is as if it were playing."""
    pc.do("pair", code=CODE)
    await is_paired(pc)
    with pytest.raises(ActionError, match="cannot be"):
        pc.do(verb, wav=str(tmp_path / path))
    assert ("", False) == (pc.sound.playing, pc.sound.recording)


async def test_a_web_page_is_opened_by_whoever_is_given(tmp_path: Path, phone: FakePhone) -> None:
    """A browser, or a list."""
    opened: list[str] = []
    async with PC(tmp_path / "other", run=tmp_path / "run", browse=opened.append) as pc:
        pc.do("install")
        pc.do("start")
        pc.do("plug")
        await is_paired(pc)
        pc.do("web")
    assert ["https://phone.example"] == opened


async def test_what_is_installed_outlasts_the_pc(tmp_path: Path) -> None:
    """Switched on again, it is as it was."""
    async with PC(tmp_path, name="DESKTOP-7") as pc:
        pc.do("install", version="3.8.0")
    async with PC(tmp_path) as again:
        assert ("3.8.0", "DESKTOP-7") == (again.windows.connector, again.windows.name)
        assert 1 == len(again.logs.read_setups())


async def test_waiting_in_vain_says_how_it_stands(pc: PC) -> None:
    """The error has the state and the log."""
    with pytest.raises(TimeoutError, match=r"Connector 4\.3\.0 started"):
        await pc.until(lambda pc: pc.client.calls[0].state == "connected", timeout=0.01)


async def test_programs_hear_of_changes(pc: PC, phone: FakePhone) -> None:
    """One report for each part that changed, with the log between; and no code among them."""
    reports: list[dict[str, object]] = []
    stop = pc.on_report(reports.append)
    pc.do("pair", code=CODE)
    await is_paired(pc)
    await asyncio.sleep(0)
    kinds = [report["kind"] for report in reports]
    assert ["log", "connector"] == kinds[:2]
    assert {"log", "connector", "sound"} == set(kinds)
    assert CODE not in str(reports)
    stop()
    pc.do("unpair")
    assert len(kinds) == len(reports)
