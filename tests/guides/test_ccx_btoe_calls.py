"""CCX with BToE user guide 1.0, a paired phone: sound of the computer, locking, and calls of the client."""

from __future__ import annotations

import math
import wave
from pathlib import Path

import pytest

from emulator.btoe.model import PC_AUDIO, Btoe
from emulator.display.model import CallCard
from emulator.lab.skype.accounts import SkypeAccount
from emulator.lock.model import locked
from tests.guides.headings import CCX, procedure
from tests.guides.pairing import signed_in_pair
from tests.guides.skype import SETTLED, Desk, desk

DEVICE = "Poly CCX Phone"


async def call(at: Desk, who: SkypeAccount, *, video: bool = False) -> None:
    """Call somebody from the client, who answers after some seconds."""
    at.pc.do("call", who=who.address, video=video)
    await at.reads(who.name, "Dialing")
    await at.phone.advance(5)
    await at.reads(who.name, "Active")


@procedure(CCX, "Set Your Phone as Your Primary Audio Device")
async def test_the_primary_audio_device(tmp_path: Path) -> None:
    """The client lists the phone while it is paired; calls of the client then sound there."""
    async with desk(tmp_path) as at:
        await signed_in_pair(at, same=False)
        at.pc.do("devices", primary=DEVICE)
        assert DEVICE == at.pc.sound.primary
        await call(at, at.host)
        assert at.phone.state[Btoe].handset


@procedure(CCX, "Use Your Phone as Your Primary Audio Device for Your Computer")
async def test_the_default_communication_device(tmp_path: Path) -> None:
    """Media of the PC sounds on the phone, unless it is streamed to a USB device."""
    music = write(tmp_path / "music.wav")
    async with desk(tmp_path) as at:
        await signed_in_pair(at)
        at.pc.do("devices", communication=DEVICE)
        at.pc.do("play", wav=str(music))
        await at.phone.advance(0.5)
        await at.phone.until(lambda p: p.state[Btoe].streams[0])
        at.pc.do("play")
        await at.phone.advance(2)
        await at.phone.until(lambda p: not p.state[Btoe].streams[0])
        at.pc.do("devices", attach="USB Speaker 48 kHz")
        at.pc.do("devices", stream="USB Speaker 48 kHz")
        at.pc.do("play", wav=str(music))
        await at.phone.advance(0.5)
        assert not at.phone.state[Btoe].streams[0]
        assert DEVICE == at.pc.sound.communication


def write(path: Path) -> Path:
    """A WAV file with five seconds of a tone."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        samples = (round(9000 * math.sin(2 * math.pi * 440 * number / 16_000)) for number in range(5 * 16_000))
        file.writeframes(b"".join(sample.to_bytes(2, "little", signed=True) for sample in samples))
    return path


@procedure(CCX, "Use BToE to Open the Web Configuration Utility")
async def test_opening_the_web_page(tmp_path: Path) -> None:
    """Launch CCX Web UI opens the phone's address; without a phone there is none."""
    async with desk(tmp_path) as at:
        await signed_in_pair(at)
        at.pc.do("web")
        assert ["https://127.0.0.1/"] == at.pc.browsed


# Locking


@procedure(CCX, "Using BToE to Lock and Unlock Your Phone")
async def test_locking_with_the_computer(tmp_path: Path) -> None:
    """The phone is locked 10 s after the computer, and unlocked with it at once; not while it is in use."""
    async with desk(tmp_path) as at:
        await signed_in_pair(at)
        at.pc.do("lock")
        await at.phone.until(lambda p: p.state[Btoe].locked)
        await at.phone.advance(9)
        assert not locked(at.phone.state)
        await at.phone.advance(1)
        await at.reads("The phone is locked.")
        at.pc.do("unlock")
        await at.phone.until(lambda p: not locked(p.state))
        at.lab.party.call(at.host.user)
        await at.phone.until("call:offering")
        await at.press("Answer")
        await at.phone.until("call:connected")
        at.pc.do("lock")
        await at.phone.until(lambda p: p.state[Btoe].locked)
        await at.phone.advance(60)
        assert not locked(at.phone.state)
        await at.press("End Call")
        await at.phone.until(lambda p: locked(p.state))


# Calls


@procedure(CCX, "Answer BToE Calls")
@pytest.mark.parametrize("where", ["phone", "client"])
async def test_answering_with_the_same_account(tmp_path: Path, where: str) -> None:
    """By the Answer soft key on the phone, or by Answer in the client."""
    async with desk(tmp_path) as at:
        await signed_in_pair(at)
        at.pc.do("ring", who=at.colleague.address)
        await at.reads("Incoming call", at.colleague.name, "Answer")
        if where == "phone":
            await at.press("Answer")
        else:
            at.pc.do("answer")
        await at.pc.until(lambda pc: pc.client.calls[0].state == "connected")
        await at.reads(at.colleague.name, "Active")


@procedure(CCX, "Answer BToE Calls")
async def test_answering_with_different_accounts(tmp_path: Path) -> None:
    """The client's call is answered there, and shown with the icon of PC audio; the phone's is the phone's alone."""
    async with desk(tmp_path) as at:
        await signed_in_pair(at, same=False)
        at.pc.do("devices", primary=DEVICE)
        at.pc.do("ring", who=at.host.address)
        await at.pc.until(lambda pc: bool(pc.client.calls))
        assert "Answer" not in [key.label for key in at.phone.screen.actions]
        at.pc.do("answer")
        await at.reads(at.host.name, "Active")
        assert [PC_AUDIO] == [block.icon for block in at.phone.screen.body if isinstance(block, CallCard)]
        await at.phone.advance(1)
        await at.phone.until(lambda p: p.leds["speaker"].color == "green")
        at.pc.do("hang-up")
        await at.phone.until(lambda p: not p.state[Btoe].calls)
        at.lab.party.call(at.host.user)
        await at.phone.until("call:offering")
        await at.press("Answer")
        await at.phone.until("call:connected")
        assert ((), ()) == (at.pc.client.calls, at.pc.client.theirs)


@procedure(CCX, "Place BToE Calls")
async def test_placing_calls(tmp_path: Path) -> None:
    """From the client, and from the phone: choose a contact and call."""
    async with desk(tmp_path) as at:
        await signed_in_pair(at)
        await call(at, at.colleague)
        at.pc.do("hang-up")
        await at.phone.until(lambda p: not p.state[Btoe].calls)
        await at.phone.advance(SETTLED)
        await at.calls_favorite()
        await at.pc.until(lambda pc: bool(pc.client.theirs))


@procedure(CCX, "Using BToE to Manage Calls on Your Phone and Skype for Business Client")
async def test_calls_of_three_are_audio_only(tmp_path: Path) -> None:
    """One other person may be seen; with a third the call goes on without pictures."""
    async with desk(tmp_path) as at:
        await signed_in_pair(at)
        await call(at, at.colleague, video=True)
        assert at.pc.client.calls[0].video
        at.pc.do("invite", who="rroe@example.com")
        await at.pc.until(lambda pc: pc.client.calls[0].parties == 3)
        assert not at.pc.client.calls[0].video


@procedure(CCX, "Pause and Resume BToE Calls")
@pytest.mark.parametrize(
    ("same", "video", "offered"), [(False, False, True), (False, True, True), (True, True, True), (True, False, False)]
)
async def test_pausing(tmp_path: Path, same: bool, video: bool, offered: bool) -> None:
    """Audio and video calls with different accounts, video calls with the same: the call goes on in the client."""
    async with desk(tmp_path) as at:
        await signed_in_pair(at, same=same)
        who = at.colleague if same else at.host
        await call(at, who, video=video)
        assert offered == ("Pause" in [key.label for key in at.phone.screen.actions])
        if offered:
            await at.press("Pause")
            await at.reads("Paused")
            await at.pc.until(lambda pc: pc.client.calls[0].paused)
            assert "connected" == at.pc.client.calls[0].state
            await at.press("Resume")
            await at.reads("Active")


@procedure(CCX, "Move Call Audio between Your Phone and Computer")
async def test_moving_the_sound(tmp_path: Path) -> None:
    """Devices: PC Mic and Speakers takes it from the phone, Handset gives it back."""
    async with desk(tmp_path) as at:
        await signed_in_pair(at, same=False)
        await call(at, at.host)
        at.pc.do("audio", to="PC Mic and Speakers")
        await at.phone.until(lambda p: not p.state[Btoe].handset)
        at.pc.do("audio", to="Handset")
        await at.phone.until(lambda p: p.state[Btoe].handset)
