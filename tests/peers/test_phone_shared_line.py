"""Two phones on one bridged line at kamailio, which tells of its calls by dialog-info."""

from __future__ import annotations

from emulator.phone import Phone
from tests.peers.office import Office, requests, wire


def line(phone: Phone) -> tuple[str, str]:
    """What the key of the line says, and the colour of its lamp."""
    return phone.screen.line_keys[0].state, phone.leds["line1"].color


async def test_a_call_on_the_other_phone_is_seen(office: Office) -> None:
    """Solid red from the answer to the end; one's own calls are one's own."""
    shared = {"reg.1.type": "shared", "reg.1.address": "1001", "reg.1.thirdPartyName": "1001"}
    login = {"reg.1.auth.userId": "1001", "reg.1.auth.password": office.kamailio.password("1001")}
    async with (
        office.phone("1001", shared) as phone,
        office.phone("1004", {**shared, **login}) as other,
        office.phone("1002") as third,
    ):
        for each in (phone, other, third):
            await each.until("registered")
        other.dial("1002")
        await third.until("call:offering")
        third.press("Answer")
        await other.until("call:connected")
        await phone.until(lambda phone: line(phone) == ("In use on another phone", "red"))
        assert ("Active", "green") == line(other), wire(other)
        assert {"dialog"} == {each.get("event") for each in requests(phone, "SUBSCRIBE")}
        third.press("End Call")
        await phone.until(lambda phone: line(phone) == ("Registered", "off"))
