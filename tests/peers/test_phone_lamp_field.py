"""The busy lamp field at kamailio, whose presence server tells of the calls that its proxy connects."""

from __future__ import annotations

from emulator.phone import Phone
from tests.peers.office import Office, codes, requests, wire

WATCHED = {
    "attendant.resourceList.1.address": "1002",
    "attendant.resourceList.1.label": "Bob",
}


def bob(phone: Phone) -> tuple[str, str, str]:
    """What the key of the one watched says, and the colour of its lamp."""
    keys = [key.label for key in phone.screen.line_keys]
    number = keys.index("Bob")
    led = phone.leds[f"line{number + 1}"]
    return phone.screen.line_keys[number].state, led.color, led.pattern


async def test_a_call_is_seen_from_the_first_ring_to_the_end(office: Office) -> None:
    """Free, ringing, busy, and free again, by kamailio's own view of the calls."""
    async with (
        office.phone("1001", WATCHED) as phone,
        office.phone("1002") as other,
        office.phone("1003") as caller,
    ):
        for each in (phone, other, caller):
            await each.until("registered")
        await phone.until(lambda phone: bob(phone) == ("Available", "off", "steady"))
        caller.dial("1002")
        await phone.until(lambda phone: bob(phone) == ("Ringing", "red", "remoteBusyOffering"))
        await phone.until("screen:Pickup")
        await other.until("call:offering")
        other.press("Answer")
        await phone.until(lambda phone: bob(phone) == ("Busy", "red", "steady"))
        caller.press("End Call")
        await phone.until(lambda phone: bob(phone)[0] == "Available")
    assert {"dialog"} == {each.get("event") for each in requests(phone, "SUBSCRIBE")}
    assert {401, 202} >= set(codes(phone, "SUBSCRIBE")) - {200}, wire(phone)


async def test_the_key_takes_the_call_that_rings(office: Office) -> None:
    """An INVITE with Replaces to the caller, who goes on with the one that picked up; the other stops ringing."""
    async with (
        office.phone("1001", WATCHED) as phone,
        office.phone("1002") as other,
        office.phone("1003") as caller,
    ):
        for each in (phone, other, caller):
            await each.until("registered")
        await phone.until(lambda phone: bob(phone)[0] == "Available")
        caller.dial("1002")
        await phone.until(lambda phone: bob(phone)[0] == "Ringing")
        await caller.until("call:ringing")
        phone.press("line:Bob")
        await phone.until("call:connected")
        await caller.until("call:connected")
        await other.until(lambda other: all(call.ended for call in other.calls))
        assert requests(phone, "INVITE")[-1].get("replaces"), wire(phone)
        phone.press("End Call")
        await caller.until(lambda caller: all(call.ended for call in caller.calls))


async def test_the_key_dials_a_code_where_that_is_the_way(office: Office) -> None:
    """call.directedCallPickupMethod legacy: the code and the number, as kamailio passes them on."""
    legacy = {"call.directedCallPickupMethod": "legacy", "call.directedCallPickupString": "**"}
    async with (
        office.phone("1001", {**WATCHED, **legacy}) as phone,
        office.phone("1002") as other,
        office.phone("1003") as caller,
    ):
        for each in (phone, other, caller):
            await each.until("registered")
        caller.dial("1002")
        await phone.until(lambda phone: bob(phone)[0] == "Ringing")
        phone.press("line:Bob")
        await phone.until(lambda phone: bool(requests(phone, "INVITE")))
        assert requests(phone, "INVITE")[0].uri.startswith("sip:**1002@"), wire(phone)
