"""Calls of the client at the phone, and of the phone at the client: rules for same and different accounts, sound."""

from __future__ import annotations

import asyncio
import math
import wave
from array import array
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from emulator.lab import PC
from emulator.lab.pc.model import HANDSET, PC_AUDIO
from emulator.phone import Phone
from emulator.sip.sounds import tone
from emulator.sip.tones import heard, read
from tests.integration.pc.desk import UNLOCKED, computer, keys, pair, shows, sign_in, skype_phone

HZ = 700
ROBIN = "Robin Roe"


@pytest.fixture
async def phone(tmp_path: Path) -> AsyncIterator[Phone]:
    """A phone of the Skype profile."""
    async with skype_phone(tmp_path, more=UNLOCKED) as phone:
        yield phone


@pytest.fixture
async def pc(tmp_path: Path, phone: Phone) -> AsyncIterator[PC]:
    """A PC that is paired with it, of another user: nobody is signed in on the phone."""
    async with computer(tmp_path) as pc:
        await pair(pc, phone)
        pc.do("devices", primary="Polycom VVX Phone")
        yield pc


@pytest.fixture
async def own(pc: PC, phone: Phone) -> PC:
    """The same, with its user signed in on the phone."""
    await sign_in(pc, phone)
    await pc.until(lambda pc: pc.connector.activated)
    return pc


def tune(path: Path, seconds: float = 1.0) -> Path:
    """A WAV file with a tone."""
    samples = array("h", (round(8_000 * math.sin(2 * math.pi * HZ * n / 16_000)) for n in range(int(16_000 * seconds))))
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", "not compressed"))
        file.writeframes(samples.tobytes())
    return path


async def talks(pc: PC, video: bool = False) -> None:
    """Somebody calls the client, and is answered there."""
    pc.do("ring", who=ROBIN, video=video)
    pc.do("answer")


async def test_a_call_answered_in_the_client_is_shown_on_both(pc: PC, phone: Phone) -> None:
    """Different accounts: the phone shows it, and cannot answer it."""
    pc.do("ring", who=ROBIN)
    await shows(phone, "Incoming")
    assert "Answer" not in keys(phone)
    pc.do("answer")
    await shows(phone, "Active")


async def test_a_call_is_answered_on_the_phone_of_the_same_user(own: PC, phone: Phone) -> None:
    """The Answer soft key answers it in the client, and End Call ends it."""
    own.do("ring", who=ROBIN)
    await phone.until(lambda phone: "Answer" in keys(phone))
    phone.press("Answer")
    await own.until(lambda pc: pc.client.calls[0].state == "connected")
    await phone.until(lambda phone: "End Call" in keys(phone))
    phone.press("End Call")
    await own.until(lambda pc: not pc.client.calls)


async def test_a_call_is_held_and_resumed_on_either_end(own: PC, phone: Phone) -> None:
    """By Hold and Resume on the phone, or in the client."""
    await talks(own)
    await phone.until(lambda phone: "Hold" in keys(phone))
    phone.press("Hold")
    await own.until(lambda pc: pc.client.calls[0].state == "held")
    await phone.until(lambda phone: "Resume" in keys(phone))
    own.do("resume")
    await phone.until(lambda phone: "Hold" in keys(phone))


async def test_a_call_to_a_contact_is_placed_in_the_client(pc: PC, phone: Phone) -> None:
    """And is shown on the phone from its first moment."""
    await phone.until(lambda phone: not phone.screen.popup)  # which would cover it
    pc.do("call", who=ROBIN)
    await shows(phone, "Dialing")
    await shows(phone, "Active")
    pc.do("hang-up")
    await phone.until(lambda phone: ROBIN not in phone.screen.text)


@pytest.mark.parametrize("video", [False, True])
async def test_with_another_account_any_call_can_be_paused(pc: PC, phone: Phone, video: bool) -> None:
    """It stays active in the client."""
    await talks(pc, video)
    await phone.until(lambda phone: "Pause" in keys(phone))
    phone.press("Pause")
    await pc.until(lambda pc: pc.client.calls[0].paused)
    assert "connected" == pc.client.calls[0].state
    await phone.until(lambda phone: "Resume" in keys(phone))
    phone.press("Resume")
    await pc.until(lambda pc: not pc.client.calls[0].paused)
    pc.do("pause")
    await pc.until(lambda pc: pc.client.calls[0].paused)
    assert "Resume" in keys(phone)
    pc.do("resume")
    await phone.until(lambda phone: "Pause" in keys(phone))


async def test_with_the_same_account_only_video_can_be_paused(own: PC, phone: Phone) -> None:
    """A third party makes it audio-only, which is held instead."""
    await talks(own, video=True)
    await phone.until(lambda phone: "Pause" in keys(phone))
    own.do("invite", who="Alex Smith")
    await phone.until(lambda phone: "Hold" in keys(phone) and "Pause" not in keys(phone))
    assert not own.client.calls[0].video


async def test_the_phones_own_call_is_the_clients_too_with_the_same_account(own: PC, phone: Phone) -> None:
    """The client shows it, holds it and ends it."""
    phone.dial("1002")
    await own.until(lambda pc: pc.client.theirs[0].state == "connected", timeout=15)
    own.do("hold")
    await own.until(lambda pc: pc.client.theirs[0].state == "held")
    assert "held" == phone.calls[0].state
    own.do("resume")
    await own.until(lambda pc: pc.client.theirs[0].state == "connected")
    own.do("hang-up", call=f"p{own.client.theirs[0].id}")
    await phone.until(lambda phone: phone.calls[0].state == "ended")


async def test_the_phones_own_call_is_its_own_with_another_account(own: PC, phone: Phone) -> None:
    """The client of somebody else shows nothing of it."""
    own.do("sign-in", address="asmith@example.com")
    await own.until(lambda pc: not pc.connector.activated)
    phone.dial("1002")
    await phone.until(lambda phone: phone.calls[0].state == "connected", timeout=15)
    assert () == own.client.theirs


async def test_the_voice_of_a_call_is_heard_on_the_phone(pc: PC, phone: Phone, tmp_path: Path) -> None:
    """Until its sound is moved to the computer; moved back, it is heard again."""
    pc.do("speak", wav=str(tune(tmp_path / "voice.wav")))
    await talks(pc)
    await shows(phone, "Active")
    assert HZ in heard(read(await phone.listen(0.6, tmp_path / "first.wav")))
    pc.do("audio", to=PC_AUDIO)
    await phone.until(lambda phone: phone.leds["speaker"].color != "green")
    pc.do("audio", to=HANDSET)
    await phone.until(lambda phone: phone.leds["speaker"].color == "green")
    assert HZ in heard(read(await phone.listen(0.6, tmp_path / "again.wav")))


async def test_music_of_the_computer_is_heard_on_the_phone(pc: PC, phone: Phone, tmp_path: Path) -> None:
    """As the default communication device."""
    pc.do("devices", communication="Polycom VVX Phone")
    pc.do("play", wav=str(tune(tmp_path / "song.wav", 3)))
    await phone.until(lambda phone: phone.leds["speaker"].color == "green")
    assert HZ in heard(read(await phone.listen(0.6, tmp_path / "music.wav")))


async def test_what_is_said_at_the_phone_is_heard_at_the_computer(pc: PC, phone: Phone, tmp_path: Path) -> None:
    """The phone is the microphone of the client's calls."""
    phone.speak(tone(HZ))
    await talks(pc)
    pc.do("record", wav=str(tmp_path / "heard.wav"))
    await asyncio.sleep(0.8)
    pc.do("record")
    assert HZ in heard(read(tmp_path / "heard.wav"))
