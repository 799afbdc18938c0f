"""The media of a phone's calls with baresip: keys and encryption as another stack understands them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from emulator.calls.model import RemoteDigit
from emulator.phone import Phone
from emulator.sip.sounds import tone
from emulator.sip.tones import heard, read
from tests.peers.harness.baresip import Baresip
from tests.peers.harness.kamailio import Kamailio
from tests.peers.harness.programs import eventually
from tests.peers.office import Office, heard_events

HERE, THERE = 620, 440


@pytest.fixture
def softphone(start_baresip: Callable[..., Baresip], kamailio: Kamailio) -> Callable[..., Baresip]:
    """Starts a softphone that registers as 1005 and answers by itself."""

    def begin(encryption: str = "") -> Baresip:
        server, password = f"{kamailio.address}:{kamailio.port}", kamailio.password("1005")
        return start_baresip(server, "1005", password, tone=THERE, answer="auto", encryption=encryption)

    return begin


async def call(phone: Phone, soft: Baresip) -> None:
    """The phone calls the softphone, which answers by itself."""
    await phone.until("registered")
    phone.dial("1005")
    await phone.until("call:connected")
    await eventually(lambda: soft.seen("CALL_ESTABLISHED"), "the call at the softphone")


@pytest.mark.parametrize("encryption", ["srtp", "srtp-mand"])
async def test_encrypted_sound(
    office: Office, softphone: Callable[..., Baresip], tmp_path: Path, encryption: str
) -> None:
    """Another stack that offers or demands SRTP hears the phone and is heard; the phone shows its padlock."""
    soft = softphone(encryption)
    more = {"sec.srtp.require" if encryption == "srtp-mand" else "sec.srtp.offer": "1"}
    async with office.phone(changes={**more, "voice.codecPref.G722": "0"}) as phone:
        phone.speak(tone(HERE))
        await call(phone, soft)
        assert (THERE,) == heard(read(await phone.listen(0.6, tmp_path / "phone.wav")).part(0.2))
        assert "encrypted" in phone.screen.text
        phone.press("End Call")
        await eventually(lambda: soft.seen("CALL_CLOSED"), "the end at the softphone")
        assert (HERE,) == heard(read(soft.recordings()[0]).part(0.3))


async def test_a_stack_without_encryption(office: Office, softphone: Callable[..., Baresip]) -> None:
    """A phone that has to have SRTP does not talk to one that has none."""
    soft = softphone()
    async with office.phone(changes={"sec.srtp.require": "1"}) as phone:
        await phone.until("registered")
        phone.dial("1005")
        await phone.until(lambda p: p.calls[0].ended or None)
        assert (488, None) == (phone.calls[0].code, phone.calls[0].connected_at)
        assert not soft.seen("CALL_ESTABLISHED")


@pytest.mark.parametrize("payload", ["101", "127"])
async def test_keys_by_any_payload_type(office: Office, softphone: Callable[..., Baresip], payload: str) -> None:
    """Keys pressed at either end arrive at the other, whatever the payload type of events is."""
    soft = softphone()
    async with office.phone(changes={"tone.dtmf.rfc2833Payload": payload, "voice.codecPref.G722": "0"}) as phone:
        digits = heard_events(phone, RemoteDigit)
        await call(phone, soft)
        soft.command("sndcode", "7")
        await phone.until(lambda _: [event.digit for event in digits] == ["7"] or None)
        phone.press("4", "#")
        await eventually(lambda: soft.seen("CALL_DTMF_START"), "a key at the softphone")
