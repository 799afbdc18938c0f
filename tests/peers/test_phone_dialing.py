"""The ways to a number, with a softphone at its end: what is pressed, what sounds then, and whom kamailio rings."""

from __future__ import annotations

from pathlib import Path

import pytest

from emulator.audio.model import Audio
from emulator.phone import Phone
from emulator.sip.tones import heard, read
from tests.peers.harness.baresip import Baresip
from tests.peers.harness.programs import eventually
from tests.peers.office import Office, codes, requests, wire

DIRECTORY = b"""<directory><item_list>
    <item><fn>Soft</fn><ln>Phone</ln><ct>1005</ct><sd>1</sd></item>
</item_list></directory>"""


async def rung(baresip: Baresip) -> None:
    """The softphone rings."""
    await eventually(lambda: baresip.seen("CALL_INCOMING"), "the call at the softphone")


async def given_up(phone: Phone, baresip: Baresip) -> None:
    """The user gives up, and the softphone hears of it."""
    phone.press("End Call")
    await eventually(lambda: baresip.seen("CALL_CLOSED"), "the end at the softphone")
    await phone.until("screen:Forward")
    baresip.forget()


async def sounding(phone: Phone, folder: Path) -> tuple[int, ...]:
    """The tones that the user hears, once there are any: the engine that plays them has to start first."""
    for _ in range(10):
        tones = heard(read(await phone.listen(0.6, folder / "tone.wav")).part(0.2))
        if tones:
            return tones
    return ()


def called(phone: Phone) -> list[str]:
    """The users that were called, oldest first, each INVITE once."""
    users = {each.call_id: each.uri.partition("@")[0] for each in requests(phone, "INVITE")}
    return list(users.values())


async def test_redial_calls_the_last_number_again(office: Office, baresip: Baresip) -> None:
    """Before there is one, there is no such key; afterwards it is dialed without another digit."""
    async with office.phone("1001") as phone:
        await phone.until("registered")
        assert "Redial" not in [key.label for key in phone.screen.actions]
        phone.dial("1005")
        await rung(baresip)
        await given_up(phone, baresip)
        phone.press("soft:Redial")
        await rung(baresip)
        assert ["sip:1005", "sip:1005"] == called(phone)
        await given_up(phone, baresip)


async def test_dial_tone_comes_back_within_a_number(office: Office, baresip: Baresip, tmp_path: Path) -> None:
    """A comma in the digit map: after the 9 the tone is heard again, until the next digit."""
    async with office.phone("1001", {"dialplan.digitmap": "R9,RR1xxx"}) as phone:
        await phone.until("registered")
        phone.press("Speaker", "9")
        assert "dial" == phone.state[Audio].tone
        tones = await sounding(phone, tmp_path)
        assert (2, 440) == (len(tones), max(tones, default=0)), tones
        phone.press("1")
        assert "" == phone.state[Audio].tone
        phone.press(*"005")
        await rung(baresip)
        await given_up(phone, baresip)


async def test_lifting_the_handset_dials_what_was_entered(office: Office, baresip: Baresip) -> None:
    """On hook nothing sounds and nothing is called; off hook the number goes out, though it might have gone on."""
    async with office.phone("1001", {"dialplan.digitmap": "1xxx.T", "dialplan.digitmap.timeOut": 20}) as phone:
        await phone.until("registered")
        phone.press(*"1005")
        assert ([], "on-hook") == (called(phone), phone.state[Audio].state)
        phone.hook(off=True)
        await rung(baresip)
        assert ["sip:1005"] == called(phone)
        phone.hook(off=False)
        await eventually(lambda: baresip.seen("CALL_CLOSED"), "the end at the softphone")


async def test_an_international_number(office: Office) -> None:
    """call.internationalPrefix.key: two noughts are a plus, on the screen and in the INVITE, which kamailio refuses."""
    async with office.phone("1001", {"call.internationalPrefix.key": 1}) as phone:
        await phone.until("registered")
        phone.press(*"004912")
        assert "+4912" in phone.screen.text
        phone.press("Dial")
        await phone.until(lambda phone: phone.calls[0].ended)
        assert (["sip:+4912"], 404) == (called(phone), codes(phone, "INVITE")[-1]), wire(phone)
        assert "reorder" == phone.state[Audio].tone


async def test_each_line_has_its_own_digit_map(office: Office, baresip: Baresip) -> None:
    """dialplan.2.digitmap makes a number of one digit, on the second line alone, which is who calls then."""
    second = {
        "reg.2.address": "1002",
        "reg.2.auth.userId": "1002",
        "reg.2.auth.password": office.kamailio.password("1002"),
        "dialplan.2.digitmap": "R5R1005R",
    }
    async with office.phone("1001", second) as phone:
        await phone.until("registered")
        phone.press("LineKey2", "5")
        await rung(baresip)
        assert "sip:1002@127.0.0.1" == requests(phone, "INVITE")[-1].sender.uri
        await given_up(phone, baresip)
        phone.press("LineKey1", "1", "0", "0", "5")
        await rung(baresip)
        assert "sip:1001@127.0.0.1" == requests(phone, "INVITE")[-1].sender.uri
        assert ["sip:1005", "sip:1005"] == called(phone)
        await given_up(phone, baresip)


async def test_a_favorite_is_called_by_its_key(office: Office, baresip: Baresip) -> None:
    """From the directory of the boot server, by name; the call shows that name, too."""
    office.nginx.add({"000000000000-directory.xml": DIRECTORY})
    async with office.phone("1001") as phone:
        await phone.until("registered")
        phone.press("line:Soft Phone")
        await rung(baresip)
        await phone.until("screen:Soft Phone")
        await given_up(phone, baresip)


@pytest.mark.parametrize("rejected", [False, True])
async def test_who_has_called_is_called_back(office: Office, baresip: Baresip, rejected: bool) -> None:
    """From the missed calls, where a call is that the caller gave up, and one that the user did not want."""
    async with office.phone("1001") as phone:
        await phone.until("registered")
        baresip.command("dial", "1001")
        await phone.until("call:offering")
        if rejected:
            phone.press("Reject")
        else:
            baresip.command("hangup")
        await eventually(lambda: baresip.seen("CALL_CLOSED"), "the end at the softphone")
        await phone.until(lambda phone: not phone.calls)
        baresip.forget()
        phone.press("Down")
        assert ("Missed Calls", True) == (phone.screen.title, "1005" in phone.screen.text), phone.screen.text
        phone.press("Dial")
        await rung(baresip)
        await given_up(phone, baresip)
