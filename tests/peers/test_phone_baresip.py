"""A whole phone and a baresip softphone, both registered at kamailio: another stack at the far end of each call."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import pytest

from emulator.calls.model import RemoteDigit
from emulator.phone import Phone
from emulator.sip.sounds import tone
from emulator.sip.tones import heard, read
from tests.peers.harness.baresip import Baresip
from tests.peers.harness.programs import eventually
from tests.peers.office import Office, codes, heard_events, wire

HERE, THERE = 620, 440
"""Hertz of what the phone's microphone hears, and of the tone that baresip plays."""


class Desk(NamedTuple):
    """A registered phone, 1001, and a softphone, 1005."""

    phone: Phone
    soft: Baresip

    async def seen(self, event: str) -> None:
        """Wait until the softphone tells of an event."""
        await eventually(lambda: self.soft.seen(event), f"{event} at the softphone")

    async def call_out(self) -> None:
        """The phone calls, the softphone answers."""
        self.phone.dial("1005")
        await self.seen("CALL_INCOMING")
        self.soft.command("accept")
        await self.up()

    async def call_in(self) -> None:
        """The softphone calls, the phone answers."""
        self.soft.command("dial", "1001")
        await self.phone.until("call:offering")
        self.phone.press("Answer")
        await self.up()

    async def up(self) -> None:
        """Wait until the call is up at both ends."""
        await self.phone.until("call:connected")
        await self.seen("CALL_ESTABLISHED")

    async def over(self) -> None:
        """Wait until the call is over at both ends."""
        await self.phone.until(lambda phone: all(call.ended for call in phone.calls))
        await self.seen("CALL_CLOSED")


@pytest.fixture
async def desk(office: Office, baresip: Baresip) -> AsyncIterator[Desk]:
    """Both registered."""
    async with office.phone() as phone:
        await phone.until("registered")
        yield Desk(phone, baresip)


@pytest.mark.parametrize("direction", ["out", "in"])
@pytest.mark.parametrize("ends", ["phone", "softphone"])
async def test_a_call_with_sound_both_ways(desk: Desk, tmp_path: Path, direction: str, ends: str) -> None:
    """Each hears the other's tone; whoever hangs up, both are idle afterwards."""
    phone, soft = desk
    phone.speak(tone(HERE))
    await (desk.call_out() if direction == "out" else desk.call_in())
    assert (THERE,) == heard(read(await phone.listen(0.6, tmp_path / "phone.wav")).part(0.2))
    if ends == "phone":
        phone.press("End Call")
    else:
        soft.command("hangup")
    await desk.over()
    assert (HERE,) == heard(read(soft.recordings()[0]).part(0.3))
    way = "in" if ends == "phone" else "out"
    await eventually(lambda: codes(phone, "BYE", way), "the answer to BYE")
    assert [200] == codes(phone, "BYE", way)


async def test_ringing_is_seen_at_both_ends(desk: Desk) -> None:
    """The phone shows who calls and lights its line; calling, it shows that the other side rings."""
    phone, soft = desk
    soft.command("dial", "1001")
    await phone.until("call:offering")
    assert "1005" in phone.screen.text
    assert ("green", "offering") == (phone.leds["line1"].color, phone.leds["line1"].pattern)
    await desk.seen("CALL_RINGING")
    soft.command("hangup")
    await phone.until("screen:1 new missed call")
    phone.dial("1005")
    await phone.until("call:ringing")
    phone.press("End Call")
    await eventually(lambda: 487 in codes(phone, "INVITE"), "the end of the INVITE")


@pytest.mark.parametrize(
    ("changes", "code"), [({}, 603), ({"voIpProt.SIP.use486forReject": 1}, 486)], ids=["603", "486"]
)
async def test_the_phone_rejects(office: Office, baresip: Baresip, changes: dict[str, object], code: int) -> None:
    """The softphone's call ends with the code that the configuration asks for."""
    async with office.phone("1001", changes) as phone:
        await phone.until("registered")
        baresip.command("dial", "1001")
        await phone.until("call:offering")
        phone.press("Reject")
        await eventually(lambda: baresip.seen("CALL_CLOSED"), "the end of the call")
        (closed,) = [each for each in baresip.events if each["type"] == "CALL_CLOSED"]
        assert str(code) in closed["param"]


async def test_the_softphone_rejects(desk: Desk) -> None:
    """The phone shows that the other side is busy."""
    phone, soft = desk
    phone.dial("1005")
    await desk.seen("CALL_INCOMING")
    soft.command("hangup")
    await phone.until(lambda phone: phone.calls[0].ended)
    assert 486 == phone.calls[0].code, wire(phone)
    assert "Busy" in phone.screen.text


async def test_hold_and_resume_from_either_side(desk: Desk, tmp_path: Path) -> None:
    """Held by the phone, then by the softphone; the sound stops and comes back each time."""
    phone, soft = desk
    phone.speak(tone(HERE))
    await desk.call_in()
    phone.press("Hold")
    await phone.until("call:held")
    assert () == heard(read(await phone.listen(0.4, tmp_path / "held.wav")).part(0.2))
    phone.press("Resume")
    await phone.until("call:connected")
    assert (THERE,) == heard(read(await phone.listen(0.5, tmp_path / "back.wav")).part(0.2))
    soft.command("hold")
    await phone.until("call:remote-held")
    assert "Call on hold" in phone.screen.text
    assert ("green", "remoteHold") == (phone.leds["line1"].color, phone.leds["line1"].pattern)
    soft.command("resume")
    await phone.until("call:connected")
    assert (THERE,) == heard(read(await phone.listen(0.5, tmp_path / "again.wav")).part(0.2))


async def test_digits_both_ways(desk: Desk) -> None:
    """Telephone events of two different stacks understand each other."""
    phone, soft = desk
    await desk.call_out()
    arrived = heard_events(phone, RemoteDigit)
    phone.press("1", "5", "#")
    await eventually(lambda: len(_digits(soft)) == 3, "the digits at the softphone")
    assert "15#" == _digits(soft)
    for digit in "7*0":
        soft.command("sndcode", digit)
    await eventually(lambda: len(arrived) == 3, "the digits at the phone")
    assert "7*0" == "".join(each.digit for each in arrived)


def _digits(soft: Baresip) -> str:
    """What the softphone has heard of keys."""
    soft.seen("")
    return "".join(each["param"] for each in soft.events if each["type"] == "CALL_DTMF_START")


@pytest.mark.parametrize("transport", ["tcp", "udp"])
async def test_a_softphone_over_another_transport(office: Office, start_baresip: object, transport: str) -> None:
    """The proxy bridges the transports of its two sides."""
    kamailio = office.kamailio
    other = "UDPOnly" if transport == "tcp" else "TLS"
    soft = start_baresip(  # type: ignore[operator]
        f"{kamailio.address}:{kamailio.port}", "1005", kamailio.password("1005"), transport=transport
    )
    async with office.phone(transport=other) as phone:
        await phone.until("registered")
        desk = Desk(phone, soft)
        await desk.call_in()
        phone.press("End Call")
        await desk.over()
