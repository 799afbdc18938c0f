"""Paging by multicast: between phones, and with a sender and a receiver that know the advisory alone."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import struct
import wave
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from emulator.audio.model import Audio
from emulator.lab.lab import Lab
from emulator.paging.model import Paging
from emulator.phone import Phone
from emulator.sip.sounds import tone
from emulator.sip.tones import heard, read
from tests.integration.phone.announcer import Announcer, linear, sine
from tests.integration.phone.configuring import configure
from tests.integration.phone.conftest import MAC
from tests.peers.harness.programs import free_port
from tests.peers.trio import press

OTHER = "0004f2aabb02"
ALL = 26
"""Group 1 on the wire."""


@pytest.fixture
def port() -> int:
    """A port that nobody else announces anything at."""
    return free_port()


@contextlib.asynccontextmanager
async def paging_phone(lab: Lab, port: int, mac: str = MAC, **values: str) -> AsyncIterator[Phone]:
    """A registered phone with group paging and push-to-talk."""
    lab.boot_server.add_phone(mac)
    common = {"ptt__port": str(port), "ptt__pageMode__enable": "1", "ptt__pttMode__enable": "1"}
    configure(lab, mac, **{**common, "ptt__pageMode__group__1__label": "All", **values})
    async with Phone("VVX_450", server=lab.boot_server.url, mac=mac) as phone:
        await phone.until("registered")
        await asyncio.sleep(0)
        yield phone


async def test_an_announcement_is_heard(lab: Lab, port: int, tmp_path: Path) -> None:
    """Screen, lamp and loudspeaker, from the first packet to the last; a lost packet is not missed."""
    async with paging_phone(lab, port) as phone:
        with Announcer(port) as announcer:
            announcer.alert(ALL)
            await phone.until("screen:Incoming Page")
            assert ("speaker", "green") == (phone.state[Audio].state, phone.leds["speaker"].color)
            assert "Reception" in phone.screen.text
            assert "All" in phone.screen.text
            speech = asyncio.create_task(announcer.speak(ALL, sine(980, 2), frozenset({20, 40})))
            recorded = read(await phone.listen(1.2, tmp_path / "heard.wav"))
            await speech
            announcer.end(ALL)
            await phone.until(lambda phone: not phone.state[Paging].pages)
        assert 980 == heard(recorded.part(0.4))[0]
        assert "off" == phone.leds["speaker"].color
        assert "on-hook" == phone.state[Audio].state


async def test_what_the_phone_announces(lab: Lab, port: int, tmp_path: Path) -> None:
    """31 alerts, sound with every frame twice, 12 ends: as the advisory says, read without the phone's own code."""
    values = {"ptt__pageMode__codec": "G.711Mu", "ptt__pageMode__displayName": "Front desk in the lobby"}
    async with paging_phone(lab, port, **values) as phone:
        phone.speak(tone(620))
        with Announcer(port) as announcer:
            press(phone, "Paging", "Page")
            await phone.until("screen:Sending")
            await asyncio.sleep(0.8)
            phone.press("End Page")
            await asyncio.sleep(0.6)
            packets = announcer.received()
    kinds = [each[0] for each in packets]
    sound = [each[20:] for each in packets if each[0] == 0x10]
    assert (31, 12) == (kinds.count(0x0F), kinds.count(0xFF))
    assert sorted(kinds, key=[0x0F, 0x10, 0xFF].index) == kinds
    assert {(ALL, 0xF2AABB01, 13, b"Front desk in")} == {struct.unpack_from("!BIB13s", each, 1) for each in packets}
    assert {(0, 0)} == {(each[0], each[1]) for each in sound}
    assert [160 * n for n in range(1, len(sound) + 1)] == [struct.unpack_from("!I", each, 2)[0] for each in sound]
    assert ([166], {326}) == ([len(sound[0])], {len(each) for each in sound[1:]})
    assert all(early[-160:] == late[6:166] for early, late in itertools.pairwise(sound))
    _write(tmp_path / "sent.wav", b"".join(each[-160:] for each in sound))
    assert 620 == heard(read(tmp_path / "sent.wav"))[0]


def _write(path: Path, codes: bytes) -> None:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(struct.pack(f"<{len(codes)}h", *map(linear, codes)))


@pytest.mark.parametrize("codec", ["G.722", "G.711Mu", "G.726QI"])
async def test_one_phone_speaks_to_another(lab: Lab, port: int, tmp_path: Path, codec: str) -> None:
    """What one microphone hears sounds from the other's loudspeaker, whatever the codec; and both show who speaks."""
    async with (
        paging_phone(lab, port, ptt__pageMode__codec=codec) as phone,
        paging_phone(lab, port, OTHER) as other,
    ):
        phone.speak(tone(1400))
        press(phone, "Paging", "Page")
        await other.until("screen:Incoming Page")
        await phone.until("screen:Sending")
        recorded = read(await other.listen(1.2, tmp_path / "heard.wav"))
        phone.press("End Page")
        await other.until(lambda phone: not phone.state[Paging].pages)
        assert 1400 == heard(recorded.part(0.4))[0]


async def test_push_to_talk_is_answered_on_the_same_channel(lab: Lab, port: int) -> None:
    """One speaks, the channel stays open for a while, and the other one answers on it."""
    async with paging_phone(lab, port) as phone, paging_phone(lab, port, OTHER) as other:
        press(phone, "Paging", "PTT", "Talk")
        await other.until("screen:Push-to-Talk")
        phone.press("End PTT")
        await phone.until("screen:Waiting")
        await other.until(lambda phone: not phone.state[Paging].pages)
        press(other, "Paging", "PTT", "Talk")
        await phone.until("screen:Push-to-Talk")
        press(other, "End PTT", "End PTT")
        await phone.until("screen:Waiting")
        phone.press("End PTT")
        await phone.until("idle")


async def test_a_page_sounds_beside_a_call_that_lets_it(lab: Lab, port: int, tmp_path: Path) -> None:
    """Accept While Busy: the user hears both; the far end of the call hears nothing of the announcement."""
    async with (
        paging_phone(lab, port, ptt__callWaiting__enable="1") as phone,
        paging_phone(lab, port, OTHER, ptt__pageMode__enable="0", reg__1__ringType="ringer1") as far,
    ):
        number = far.lines[0].settings.user
        phone.speak(tone(620))
        far.speak(tone(1400))
        phone.dial(number)
        await far.until("call:offering")
        far.press("Answer")
        await phone.until("call:connected")
        with Announcer(port) as announcer:
            announcer.alert(ALL)
            await phone.until("screen:Incoming Page")
            speech = asyncio.create_task(announcer.speak(ALL, sine(980, 2)))
            here, there = await asyncio.gather(
                phone.listen(1.2, tmp_path / "here.wav"), far.listen(1.2, tmp_path / "there.wav")
            )
            await speech
            announcer.end(ALL)
        await phone.until(lambda phone: not phone.state[Paging].pages)
        assert [980, 1400] == sorted(heard(read(here).part(0.4)))
        assert (620,) == heard(read(there).part(0.4))
        assert "connected" == phone.calls[0].state


@pytest.mark.parametrize("address", ["10.1.2.3", "nowhere", ""])
async def test_an_address_where_nothing_can_be_heard(lab: Lab, port: int, address: str) -> None:
    """Said in the log; the phone works on."""
    async with paging_phone(lab, port, ptt__address=address) as phone:
        await phone.until(lambda phone: any("Paging cannot listen" in line.text for line in phone.journal))
        phone.dial("1002")
        await phone.until("call:connected")
        phone.press("End Call")
