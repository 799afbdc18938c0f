"""Messages that wait: kamailio tells of them, and a softphone stands where they are heard."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from emulator.audio.model import Audio
from emulator.phone import Phone
from emulator.sip.tones import Recorded, heard, read
from tests.peers.harness.baresip import Baresip
from tests.peers.harness.kamailio import Kamailio
from tests.peers.harness.programs import eventually
from tests.peers.office import Office, codes, requests, wire

CALL_BACK = {"msg.mwi.1.callBackMode": "contact", "msg.mwi.1.callBack": "1005"}
SUMMARY = "Messages-Waiting: yes\r\nVoice-Message: 2/5 (1/0)\r\n"
THERE = 620
"""Hertz of what is heard at the mailbox."""


@pytest.fixture
def mailbox(start_baresip: Callable[..., Baresip], kamailio: Kamailio) -> Baresip:
    """What answers 1005."""
    server = f"{kamailio.address}:{kamailio.port}"
    return start_baresip(server, "1005", kamailio.password("1005"), answer="auto", tone=THERE)


async def waiting(office: Office, phone: Phone) -> None:
    """Messages wait."""
    await phone.until("registered")
    office.kamailio.notify("1001", "message-summary", SUMMARY)
    await phone.until("led:mwi=red")


async def test_messages_are_counted_and_heard(office: Office, mailbox: Baresip, tmp_path: Path) -> None:
    """The line says so, the dial tone stutters, Messages counts them, and Connect calls where they are."""
    async with office.phone("1001", CALL_BACK) as phone:
        await waiting(office, phone)
        assert ("flashSlow", True) == (phone.leds["mwi"].pattern, "2 New messages" in phone.screen.text)
        phone.press("New Call")
        assert "stutter" == phone.state[Audio].tone
        assert gaps(read(await phone.listen(3.0, tmp_path / "tone.wav"))) >= 2
        phone.press("Cancel")
        phone.press("Messages")
        assert "1 Urgent, 2 New, 5 Old" in phone.screen.text
        phone.press("Connect")
        await phone.until("call:connected")
        assert (THERE,) == heard(read(await phone.listen(0.6, tmp_path / "mailbox.wav")).part(0.3))
        phone.press("End Call")
        await eventually(lambda: mailbox.seen("CALL_CLOSED"), "the end at the mailbox")
        office.kamailio.notify("1001", "message-summary", "Messages-Waiting: no\r\nVoice-Message: 0/7\r\n")
        await phone.until("led:mwi=off")
        assert [200, 200] == codes(phone, "NOTIFY", "out")


def gaps(sound: Recorded) -> int:
    """How often a tone is interrupted."""
    loud = [sound.part(at / 50, (at + 1) / 50).loudness > 1e-5 for at in range(round(sound.seconds * 50))]
    return sum(before and not after for before, after in pairwise(loud))


@pytest.mark.parametrize(
    ("changes", "called"),
    [
        ({**CALL_BACK, "up.oneTouchVoiceMail": 1}, "sip:1005"),
        ({"msg.mwi.1.callBackMode": "registration", "up.oneTouchVoiceMail": 1}, "sip:1001"),
    ],
    ids=["contact", "registration"],
)
async def test_one_touch(office: Office, mailbox: Baresip, changes: dict[str, object], called: str) -> None:
    """Messages calls at once: the number of the mailbox, or the line itself."""
    async with office.phone("1001", changes) as phone:
        await waiting(office, phone)
        phone.press("Messages")
        await eventually(lambda: requests(phone, "INVITE"), "the call")
        assert called == requests(phone, "INVITE")[0].uri.partition("@")[0], wire(phone)


@pytest.mark.parametrize(("model", "color"), [("CCX_500", "red"), ("VVX_450", "off")])
async def test_a_missed_call_lights_the_lamp_of_a_ccx(office: Office, model: str, color: str, mailbox: Baresip) -> None:
    """Of a CCX alone, and until the call has been looked at (CCX user guide)."""
    async with office.phone("1001", model=model) as phone:
        await phone.until("registered")
        mailbox.command("dial", "1001")
        await phone.until("call:offering")
        assert "red" == phone.leds["mwi"].color
        mailbox.command("hangup")
        await phone.until("screen:1 new missed call")
        assert color == phone.leds["mwi"].color
