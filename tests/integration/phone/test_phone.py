"""A whole phone on the lab, by its Python interface: what scripts rely on."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pytest

from emulator.device import Device
from emulator.display.frame import Frame
from emulator.display.keys import InputError, UnknownKeyError
from emulator.display.model import Screen
from emulator.kernel.clock import ManualClock
from emulator.lab.lab import Lab
from emulator.phone import Phone
from emulator.sip.sounds import Silence, tone
from emulator.sip.tones import heard, read

USER = "1001"


async def test_the_example_of_the_contract_holds(lab: Lab) -> None:
    """A phone registers, dials by its keys, and shows the call."""
    async with Phone("VVX_450", server=lab.boot_server.url, mac="0004f2aabb01") as phone:
        await phone.until("registered", timeout=10)
        phone.press("1", "0", "0", "2", "Dial")
        await phone.until(lambda p: p.calls[0].state == "connected")
        assert phone.leds["mwi"].color == "off"
        assert "1002" in phone.screen.text


async def test_sound_goes_both_ways_and_stops_on_hold_from_either_side(lab: Lab, phone: Phone, tmp_path: Path) -> None:
    """Each side hears the other's tone; who holds the phone, or is held by it, hears nothing of it."""
    phone.speak(tone(900))
    phone.dial("1002")
    await phone.until("call:connected")
    party = lab.party.calls[-1]
    await party.until("connected")
    here, there = await asyncio.gather(phone.listen(0.6, tmp_path / "here.wav"), party.listen(0.6))
    assert lab.party.hz in heard(read(here))
    assert 900 in heard(read(there))

    phone.press("Hold")
    await party.until("remote-held")
    assert () == heard(read(await party.listen(0.4)))
    phone.press("Resume")
    await phone.until("call:connected")
    await party.until("connected")

    party.hold()
    await phone.until("call:remote-held")
    assert () == heard(read(await party.listen(0.4)))
    party.resume()
    await phone.until("call:connected")
    assert 900 in heard(read(await party.listen(0.6)))


async def test_mute_silences_the_far_end_only(lab: Lab, phone: Phone, tmp_path: Path) -> None:
    """Muted, the phone still hears."""
    phone.speak(tone(900))
    phone.dial("1002")
    await phone.until("call:connected")
    party = lab.party.calls[-1]
    await party.until("connected")
    phone.press("Mute")
    assert phone.leds["mute"].color == "red"
    here, there = await asyncio.gather(phone.listen(0.6, tmp_path / "here.wav"), party.listen(0.6))
    assert lab.party.hz in heard(read(here))
    assert () == heard(read(there))


async def test_keys_in_a_call_are_dtmf(lab: Lab, phone: Phone) -> None:
    """The far end gets each digit."""
    phone.dial("1002")
    await phone.until("call:connected")
    party = lab.party.calls[-1]
    await party.until("connected")
    phone.press("4", "2", "#")
    await phone.until(lambda p: party.digits == "42#" or None, timeout=5)


@pytest.mark.parametrize(
    ("key", "code"), [("Reject", 603), ("Answer", 200)], ids=["rejected", "answered and hung up here"]
)
async def test_an_incoming_call_is_rejected_or_taken(lab: Lab, phone: Phone, key: str, code: int) -> None:
    """The caller sees what the user did."""
    call = lab.party.call(USER)
    await phone.until("call:offering")
    assert phone.leds["line1"].color == "green"
    assert "Second Party" in phone.screen.text
    phone.press(key)
    if key == "Answer":
        await phone.until("call:connected")
        await call.until("connected")
        phone.press("End Call")
    await call.until("ended")
    assert code == call.code
    await phone.until("idle")


async def test_a_caller_who_gives_up_leaves_a_missed_call(lab: Lab, phone: Phone) -> None:
    """CANCEL ends the ringing, and the phone says that a call was missed."""
    call = lab.party.call(USER)
    await phone.until("call:offering")
    call.hang_up()
    await call.until("ended")
    assert 487 == call.code
    await phone.until("screen:1 new missed call")


@pytest.mark.parametrize("code", [486, 603, 404, 480, 503])
async def test_a_refused_call_ends_with_what_the_far_end_said(lab: Lab, phone: Phone, code: int) -> None:
    """The call is shown as ended, and the phone is idle afterwards."""
    lab.party.refuses = code
    phone.dial("1002")
    await phone.until(lambda p: p.calls[0].state == "ended" and p.calls[0].code == code)
    phone.press("New Call")
    assert phone.screen.name == "dialer"


async def test_cancelling_a_call_that_rings_reaches_the_far_end(lab: Lab, phone: Phone) -> None:
    """End Call before the answer is CANCEL."""
    lab.party.answers_after = None
    phone.dial("1002")
    await phone.until("call:ringing")
    phone.press("End Call")
    await lab.party.calls[-1].until("ended")
    assert 487 == lab.party.calls[-1].code


async def test_a_killed_engine_ends_its_call_and_nothing_else(lab: Lab, phone: Phone) -> None:
    """The call is shown ended, the far end gets BYE, the line stays registered, the next call works within 1 s."""
    phone.dial("1002")
    await phone.until("call:connected")
    party = lab.party.calls[-1]
    await party.until("connected")
    for pid in phone.engine_pids:
        os.kill(pid, signal.SIGKILL)
    await phone.until("call:ended", timeout=1)
    await party.until("ended", 1)
    assert 200 == party.code
    assert phone.lines[0].registered
    phone.dial("1002")
    await phone.until("call:connected", timeout=1)


async def test_messages_light_the_lamp_and_hearing_them_puts_it_out(lab: Lab, phone: Phone) -> None:
    """A message left with voicemail is announced; calling in clears it."""
    call = lab.party.call(f"*{USER}")
    await call.until("connected")
    await call.listen(0.3)
    call.hang_up()
    await phone.until("messages")
    assert ("red", "flashSlow") == (phone.leds["mwi"].color, phone.leds["mwi"].pattern)
    lab.voicemail.clear(USER)
    await phone.until("led:mwi=off")


async def test_a_check_sync_is_answered_and_a_changed_file_restarts_the_phone(lab: Lab, phone: Phone) -> None:
    """Without a change nothing happens; with one the phone goes down and comes back registered."""
    answers = await lab.sip.notifier.send(USER, "check-sync")
    assert [200] == answers
    await phone.until("registered")
    lab.boot_server.uploads["site.cfg"] = (lab.boot_server.read("site.cfg") or b"") + b"<!-- changed -->"
    assert [200] == await lab.sip.notifier.send(USER, "check-sync")
    await phone.until(lambda p: any("boot: rebooting" in line.text for line in p.journal))
    await phone.until("registered")


async def test_keys_that_are_not_there_change_nothing(phone: Phone) -> None:
    """An unknown key is one sentence, and the screen stays."""
    before = phone.screen
    with pytest.raises(UnknownKeyError, match="no key 'Video'"):
        phone.press("Video")
    with pytest.raises(InputError, match="nothing called 'toaster'"):
        phone.plug("toaster")
    with pytest.raises(InputError, match="nothing called 'bluetooth-headset' can be plugged into the VVX 450"):
        phone.plug("bluetooth-headset")
    with pytest.raises(InputError, match="manual clock"):
        await phone.advance(1)
    assert before == phone.screen


async def test_a_conference_phone_has_no_handset() -> None:
    """Its phone key opens and closes the line."""
    async with Phone("SSIP_6000", mac="0004f2aabb07", state="none") as phone:
        with pytest.raises(InputError, match="The SoundStation IP 6000 has no handset to lift"):
            phone.hook(off=True)


async def test_a_condition_that_fails_tells_the_last_screen(phone: Phone) -> None:
    """TimeoutError carries what the user would have seen, and the journal."""
    with pytest.raises(TimeoutError, match=r"call:connected did not come about(.|\n)*registered"):
        await phone.until("call:connected", timeout=0.05)
    with pytest.raises(TimeoutError, match="registered:7"):
        await phone.until("registered:7", timeout=5)


async def test_time_moved_by_hand_refreshes_the_registration() -> None:
    """An hour of refreshes passes in a moment, on the clock that phone and lab share."""
    clock = ManualClock()
    async with Lab(clock=clock) as lab, Phone("VVX_250", server=lab.boot_server.url, clock=clock) as phone:
        await clock.run(1)
        await phone.until("registered")
        before = sum(text.startswith("REGISTER") for _, way, _, text in phone.sip_trace if way == "out")
        await phone.advance(3_700)
        after = sum(text.startswith("REGISTER") for _, way, _, text in phone.sip_trace if way == "out")
        assert phone.lines[0].registered
        assert after > before


async def test_a_phone_ends_quickly_and_unregisters(lab: Lab) -> None:
    """Leaving takes no longer than a moment, and the registrar knows."""
    async with Phone("VVX_350", server=lab.boot_server.url) as phone:
        await phone.until("registered")
        phone.speak(Silence())
        assert lab.sip.bindings.of(USER)
        start = asyncio.get_running_loop().time()
    assert 0.5 > asyncio.get_running_loop().time() - start
    assert () == tuple(lab.sip.bindings.of(USER))


async def test_a_display_is_drawn_for_those_who_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once for each face: to draw is half of what an event costs, and in a test or a call hardly anybody looks."""
    drawn: list[str] = []
    draw = Device.frame

    def noted(device: Device, screen: Screen) -> Frame:
        drawn.append(screen.name)
        return draw(device, screen)

    monkeypatch.setattr(Device, "frame", noted)
    async with Phone("VVX_450", mac="0004f2aabb08", state="none", clock=ManualClock()) as phone:
        phone.hook(off=True)
        assert [] == drawn
        assert phone.screen.text == phone.frame.text()
        assert [phone.screen.name] == drawn
        shown = []
        unsubscribe = phone.on_report(lambda report: shown.append(report["kind"]))
        await phone.advance(120)
        assert "screen" in shown
        unsubscribe()
        before = len(drawn)
        phone.hook(off=False)
        assert before == len(drawn)
