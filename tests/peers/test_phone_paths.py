"""Handset, headset and speaker, volumes, and a second call while one is up: with a softphone that plays a tone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from emulator.audio.model import Audio
from emulator.phone import Phone
from emulator.sip.tones import Recorded, heard, read, spectrum
from tests.peers.harness.baresip import Baresip
from tests.peers.harness.kamailio import Kamailio
from tests.peers.harness.programs import eventually
from tests.peers.office import Office, codes, final_answers, requests, wire

THERE, WAITING = 620, 440
"""Hertz of the tone that the softphone plays, and of the beep for a second call."""

BEEP = 10 ** (-19 / 10) / 2
"""The strength of that beep, at -19 dBm0 and the volume of new phones."""


@pytest.fixture
def softphone(start_baresip: Callable[..., Baresip], kamailio: Kamailio) -> Baresip:
    """A softphone, 1005, that takes calls by itself."""
    server = f"{kamailio.address}:{kamailio.port}"
    return start_baresip(server, "1005", kamailio.password("1005"), answer="auto", tone=THERE)


async def call(phone: Phone) -> None:
    """The phone calls the softphone, which answers by itself."""
    phone.dial("1005")
    await phone.until("call:connected")


async def sound(phone: Phone, folder: Path) -> Recorded:
    """What the user hears now."""
    return read(await phone.listen(0.6, folder / "heard.wav")).part(0.3)


def beep(sound: Recorded) -> float:
    """How strong the beep for a second call is where it is strongest."""
    moments = (sound.part(tenth / 10, tenth / 10 + 0.2) for tenth in range(13))
    return max(spectrum(moment).get(WAITING, 0.0) for moment in moments)


async def audible(phone: Phone, folder: Path) -> tuple[str, set[str], tuple[int, ...]]:
    """The path that is open, which keys for audio are lit, and what the user hears."""
    lit = {name for name in ("speaker", "headset", "mute") if phone.leds[name].color != "off"}
    return phone.state[Audio].state, lit, heard(await sound(phone, folder))


async def test_from_speaker_to_headset_to_handset(office: Office, softphone: Baresip, tmp_path: Path) -> None:
    """The call goes on wherever it is heard; laying the handset down ends it, as it is what was used last."""
    async with office.phone("1001") as phone:
        await phone.until("registered")
        phone.plug("headset")
        await call(phone)
        assert ("speaker", {"speaker"}, (THERE,)) == await audible(phone, tmp_path)
        phone.press("Headset")
        assert ("headset", {"headset"}, (THERE,)) == await audible(phone, tmp_path)
        phone.hook(off=True)
        assert ("handset", set(), (THERE,)) == await audible(phone, tmp_path)
        assert ["connected"] == [each.state for each in phone.calls]
        phone.hook(off=False)
        await eventually(lambda: softphone.seen("CALL_CLOSED"), "the end at the softphone")
        assert (1, [200]) == (len(requests(phone, "BYE")), codes(phone, "BYE")), wire(phone)


@pytest.mark.parametrize("kept", [1, 0])
async def test_the_volume_of_the_next_call(office: Office, softphone: Baresip, tmp_path: Path, kept: int) -> None:
    """Louder by three steps, and so again in the next call if voice.volume.persist.handsfree keeps it."""
    async with office.phone("1001", {"voice.volume.persist.handsfree": kept}) as phone:
        await phone.until("registered")
        await call(phone)
        before = (await sound(phone, tmp_path)).loudness
        phone.press("VolUp", "VolUp", "VolUp")
        assert "Speaker volume: 8" in phone.screen.text
        louder = (await sound(phone, tmp_path)).loudness
        assert louder > before * 1.2
        phone.press("End Call")
        await phone.until(lambda phone: all(each.ended for each in phone.calls))
        await call(phone)
        again = (await sound(phone, tmp_path)).loudness
        assert [louder if kept else before] == [pytest.approx(again, rel=0.1)]


@pytest.mark.parametrize(
    ("changes", "beeps", "code"),
    [
        ({}, True, 0),
        ({"call.callWaiting.ring": "silent"}, False, 0),
        ({"call.callWaiting.enable": 0}, False, 486),
    ],
    ids=["beep", "silent", "off"],
)
async def test_a_second_call(
    office: Office, softphone: Baresip, tmp_path: Path, changes: dict[str, object], beeps: bool, code: int
) -> None:
    """It is heard beside the first one, or only seen, or not let in; the first one goes on all the while."""
    async with office.phone("1001", changes) as phone, office.phone("1002") as caller:
        for each in (phone, caller):
            await each.until("registered")
        await call(phone)
        listening = asyncio.create_task(phone.listen(1.5, tmp_path / "both.wav"))
        caller.dial("1001")
        if code:
            await caller.until("screen:Busy")
        else:
            await phone.until("call:offering")
            assert ("Incoming call:", "Desk 1002" in phone.screen.text) == (phone.screen.title, True)
        assert beeps == (beep(read(await listening)) > BEEP / 2)
        if not code:
            caller.press("End Call")
        await eventually(lambda: [code or 487] == list(final_answers(phone).values()), "the answer to the second call")
        assert ["connected"] == [each.state for each in phone.calls if not each.ended]
        assert (THERE,) == heard(await sound(phone, tmp_path))
        phone.press("End Call")
