"""What servers are asked for by dialing: parking, retrieving, pick-up in the group; and keys that run macros."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from emulator.audio.model import Audio
from emulator.phone import Phone
from tests.peers.harness.baresip import Baresip
from tests.peers.harness.kamailio import Kamailio
from tests.peers.harness.programs import eventually
from tests.peers.office import Office, requests, wire

PICKUPS = {
    "feature.callPark.enabled": 1,
    "call.parkedCallString": "*68",
    "call.parkedCallRetrieveString": "*88",
    "feature.groupCallPickup.enabled": 1,
    "feature.directedCallPickup.enabled": 1,
    "feature.lastCallReturn.enabled": 1,
}

MACRO = {
    "feature.enhancedFeatureKeys.enabled": 1,
    "efk.efkprompt.1.status": 1,
    "efk.efkprompt.1.label": "Account",
    "efk.efkprompt.1.type": "numeric",
    "efk.efkprompt.1.userfeedback": "masked",
    "efk.efklist.1.mname": "bank",
    "efk.efklist.1.status": 1,
    "efk.efklist.1.action.string": "1005$Tinvite$$Cwaitconnect$$P1N4$$Cpause1$$Tdtmf$",
    "softkey.1.label": "Bank",
    "softkey.1.enable": 1,
    "softkey.1.use.idle": 1,
    "softkey.1.action": "!bank",
}


@pytest.fixture
def softphone(start_baresip: Callable[..., Baresip], kamailio: Kamailio) -> Baresip:
    """A softphone, 1005, that takes calls by itself, and sends its own by the server."""
    server = f"{kamailio.address}:{kamailio.port}"
    return start_baresip(server, "1005", kamailio.password("1005"), answer="auto", outbound=True)


async def connected(phone: Phone, softphone: Baresip) -> None:
    """The softphone has taken the phone's call."""
    await phone.until("call:connected")
    await eventually(lambda: softphone.seen("CALL_ESTABLISHED"), "the call at the softphone")


def press(phone: Phone, label: str) -> None:
    """Press a soft key, on whatever page it is."""
    while label not in [key.label for key in phone.screen.soft_keys]:
        phone.press("soft:More")
    phone.press(f"soft:{label}")


@pytest.mark.parametrize(
    ("keys", "user"),
    [
        (("Retrieve", "7", "0", "1", "Retrieve"), "*88701"),
        (("Directed", "1", "0", "0", "3", "Pickup"), "*971003"),
        (("Group",), "groupcallpickup"),
        (("LCR",), "*69"),
    ],
    ids=["retrieve", "directed", "group", "last call"],
)
async def test_calls_elsewhere_are_asked_for(office: Office, keys: tuple[str, ...], user: str) -> None:
    """Each soft key of Pickup calls its code; kamailio has no such service, and the phone says so by its tone."""
    async with office.phone("1001", PICKUPS) as phone:
        await phone.until("registered")
        for key in ("Pickup", *keys):
            phone.press(key) if key.isdecimal() else press(phone, key)
        await phone.until(lambda phone: phone.calls[0].ended)
        assert f"sip:{user}@127.0.0.1" == requests(phone, "INVITE")[-1].uri
        assert ("reorder", "ended") == (phone.state[Audio].tone, phone.screen.name), wire(phone)


async def test_a_call_is_parked(office: Office, softphone: Baresip) -> None:
    """The far end is sent to the code and the place; as kamailio has no such place, the phone has it back."""
    async with office.phone("1001", PICKUPS) as phone:
        await phone.until("registered")
        phone.dial("1005")
        await connected(phone, softphone)
        press(phone, "Park")
        phone.press("7", "0", "1", "Park")
        await phone.until("call:transferring")
        await phone.until("screen:Sorry, please try again.")
        (refer,) = requests(phone, "REFER")
        assert "sip:*68701@127.0.0.1" in str(refer.get("refer-to")), wire(phone)
        await phone.until("call:connected")
        press(phone, "End Call")
        await eventually(lambda: softphone.seen("CALL_CLOSED"), "the end at the softphone")


async def test_a_key_runs_a_macro(office: Office, softphone: Baresip) -> None:
    """It asks for the account, masked, calls, waits for the answer, pauses, and sends the account as keys."""
    async with office.phone("1001", MACRO) as phone:
        await phone.until("registered")
        press(phone, "Bank")
        assert "Account" in phone.screen.text
        phone.press("4", "2", "1", "7")
        assert "4217" not in phone.screen.text
        phone.press("Enter")
        await connected(phone, softphone)
        await eventually(lambda: keys_heard(softphone) == "4217", "the account at the softphone")
        phone.press("End Call")
        await eventually(lambda: softphone.seen("CALL_CLOSED"), "the end at the softphone")


async def test_an_intercom_call_is_taken_at_once(office: Office) -> None:
    """The key asks whom; nobody touches the other phone, which opens its speaker, beeps, and is heard."""
    taking = {"voIpProt.SIP.alertInfo.1.value": "Intercom", "voIpProt.SIP.alertInfo.1.class": "autoAnswer"}
    async with office.phone("1001", {"feature.intercom.enable": 1}) as phone, office.phone("1002", taking) as other:
        for each in (phone, other):
            await each.until("registered")
        tones: list[str] = []
        other.subscribe(lambda: tones.append(other.state[Audio].tone))
        press(phone, "Intercom")
        phone.press("1", "0", "0", "2")
        phone.press("Dial")
        await other.until("call:connected")
        await phone.until("call:connected")
        assert "Intercom" == requests(other, "INVITE", "in")[0].get("alert-info"), wire(other)
        assert ("speaker", "off") == (other.state[Audio].state, other.leds["mute"].color)
        assert "intercom" in tones
        phone.press("End Call")
        await other.until(lambda other: all(call.ended for call in other.calls))


async def test_a_phone_without_keys_has_them_on_its_screen(office: Office, softphone: Baresip) -> None:
    """The keypad of a CCX, touched during a call, is heard at the far end."""
    async with office.phone("1001", model="CCX_500") as phone:
        await phone.until("registered")
        phone.dial("1005")
        await connected(phone, softphone)
        press(phone, "Keypad")
        phone.press("1", "5", "#")
        await eventually(lambda: keys_heard(softphone) == "15#", "the keys at the softphone")
        assert "15#" in phone.screen.text
        phone.press("End Call")
        await eventually(lambda: softphone.seen("CALL_CLOSED"), "the end at the softphone")


def keys_heard(softphone: Baresip) -> str:
    """What the softphone has heard of keys."""
    softphone.seen("")
    return "".join(each["param"] for each in softphone.events if each["type"] == "CALL_DTMF_START")
