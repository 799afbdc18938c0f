"""The wire as it is documented: a connector that shares no code with the product pairs with a phone."""

from __future__ import annotations

from pathlib import Path

import pytest

from emulator.btoe.model import Btoe
from emulator.phone import Phone
from emulator.sip.sounds import tone
from tests.integration.pc.desk import JANE, MANUAL, PASSWORDS, UNLOCKED, code_of, keys, shows, skype_phone
from tests.integration.pc.stranger import RefusedError, Stranger, description


def by_code(run: Path, code: str, **hello: object) -> Stranger:
    """A connector that comes with a code."""
    place = description(run)
    return Stranger(place["host"], place["port"], "manual", code, hello)


async def test_it_is_welcome_with_the_code(tmp_path: Path) -> None:
    """And learns which phone it is."""
    async with skype_phone(tmp_path, more=MANUAL) as phone:
        async with by_code(tmp_path / "run", await code_of(phone)) as stranger:
            welcome = await stranger.hears("welcome", mac=phone.mac)
            assert ("VVX_450", "Polycom VVX Phone", False) == (
                welcome["model"],
                welcome["device"],
                welcome["locked"],
            )
            assert "ELSEWHERE" == phone.state[Btoe].computer
        await phone.until(lambda phone: not phone.state[Btoe].paired)


async def test_it_is_welcome_by_the_cable(tmp_path: Path) -> None:
    """With the secret that the file in the folder gives."""
    async with skype_phone(tmp_path) as phone:
        place = description(tmp_path / "run")
        async with Stranger(place["host"], place["port"], "auto", place["cable"]) as stranger:
            await stranger.hears("welcome")
            assert "pc" in phone.plugged


@pytest.mark.parametrize(("more", "mode", "reason"), [(MANUAL, "manual", "code"), (MANUAL, "auto", "mode")])
async def test_it_is_turned_away(tmp_path: Path, more: str, mode: str, reason: str) -> None:
    """By the reasons that are documented; after a wrong code, the right one has to wait."""
    async with skype_phone(tmp_path, more=more) as phone:
        code = await code_of(phone)
        place = description(tmp_path / "run")
        with pytest.raises(RefusedError, match=reason):
            async with Stranger(place["host"], place["port"], mode, "wrong"):
                pass
        if reason == "code":
            with pytest.raises(RefusedError, match="wait"):
                async with by_code(tmp_path / "run", code):
                    pass


async def test_an_old_connector_is_told_so(tmp_path: Path) -> None:
    """And hung up on."""
    async with (
        skype_phone(tmp_path, more=MANUAL) as phone,
        by_code(tmp_path / "run", await code_of(phone), connector="3.5.0") as stranger,
    ):
        await stranger.hears("too-old", needs="3.8.0")
        await stranger.hears("hung up")


async def test_whoever_scribbles_is_hung_up_on(tmp_path: Path) -> None:
    """What was not sealed with the keys ends the connection."""
    async with skype_phone(tmp_path, more=MANUAL) as phone:
        async with by_code(tmp_path / "run", await code_of(phone)) as stranger:
            await stranger.hears("welcome")
            stranger.scribble()
            await stranger.hears("hung up")
        await phone.until(lambda phone: not phone.state[Btoe].paired)


async def signed_in(stranger: Stranger) -> None:
    """Answer the dialog that the phone asks for."""
    await stranger.hears("ask-credentials", guest=False)
    password = PASSWORDS[JANE]
    stranger.say({"type": "credentials", "address": JANE, "user": "jdoe", "domain": "EXAMPLE", "password": password})
    await stranger.hears("sign-in", success=True)
    await stranger.hears("phone", account=JANE, activated=True)


async def test_it_signs_in_and_has_calls(tmp_path: Path) -> None:
    """Credentials, a call that the phone answers, one that it pauses, and its own call."""
    async with (
        skype_phone(tmp_path, more=f"{MANUAL} {UNLOCKED}") as phone,
        by_code(tmp_path / "run", await code_of(phone), account=JANE) as stranger,
    ):
        phone.speak(tone(700))
        await signed_in(stranger)
        phone.press("Skip")
        await _takes_calls(stranger, phone)


async def _takes_calls(stranger: Stranger, phone: Phone) -> None:
    call = {"id": 1, "remote": "rroe@example.com", "name": "Robin Roe", "direction": "in", "state": "ringing",
            "media": "video", "parties": 2}  # fmt: skip
    stranger.say({"type": "client-calls", "calls": [call]})
    await phone.until(lambda phone: "Answer" in keys(phone))
    phone.press("Answer")
    await stranger.hears("call", call=1, action="answer")
    stranger.say({"type": "client-calls", "calls": [call | {"state": "connected"}]})
    stranger.say({"type": "device", "playing": True, "listening": True})
    await stranger.hears("audio")
    await phone.until(lambda phone: "Pause" in keys(phone))
    phone.press("Pause")
    await stranger.hears("call-pause", call=1, paused=True)
    stranger.say({"type": "client-calls", "calls": []})
    phone.dial("1002")
    await stranger.hears("phone-calls")
    stranger.say({"type": "pc-lock", "locked": False})
    stranger.say({"type": "goodbye", "reason": "exit"})
    await phone.until(lambda phone: not phone.state[Btoe].paired)
    await shows(phone, "1002")
