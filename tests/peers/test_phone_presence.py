"""Presence at kamailio: two phones that watch each other."""

from __future__ import annotations

from emulator.phone import Phone
from emulator.presence.model import ChooseStatus
from tests.peers.office import Office, codes, requests, wire

ON = {"feature.presence.enabled": 1}
BUDDY = """<directory><item_list><item><fn>Bob</fn><ct>1002</ct><sd>1</sd><bw>1</bw></item></item_list></directory>"""


def bob(phone: Phone) -> str:
    """What the line key of the buddy says."""
    return next(key.state for key in phone.screen.line_keys if key.label == "Bob")


async def test_a_buddys_status_is_seen(office: Office) -> None:
    """From the first publication over a call to what the user chooses, and to nothing when the phone is gone."""
    office.nginx.add({f"{office.mac('1001')}-directory.xml": BUDDY})
    async with office.phone("1001", ON) as phone:
        await phone.until("registered")
        await phone.until(lambda phone: bob(phone) == "Unknown")
        async with office.phone("1002", ON) as other, office.phone("1003") as third:
            await phone.until(lambda phone: bob(phone) == "Available")
            await third.until("registered")
            other.dial("1003")
            await third.until("call:offering")
            third.press("Answer")
            await phone.until(lambda phone: bob(phone) == "In a Call")
            third.press("End Call")
            await phone.until(lambda phone: bob(phone) == "Available")
            other.post(ChooseStatus("Be Right Back"))
            await phone.until(lambda phone: bob(phone) == "Be Right Back")
            first, *_, last = requests(other, "PUBLISH")
            assert (None, True) == (first.get("sip-if-match"), bool(last.get("sip-if-match"))), wire(other)
            assert (True, {200}) == (bool(first.get("authorization")), set(codes(other, "PUBLISH"))), wire(other)
        await phone.until(lambda phone: bob(phone) in ("Unknown", "Offline"))
