"""A call with a softphone, recorded on the memory stick."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from emulator.sip.sounds import tone
from emulator.sip.tones import completed, heard, read
from tests.peers.harness.baresip import Baresip
from tests.peers.harness.kamailio import Kamailio
from tests.peers.harness.programs import eventually
from tests.peers.office import Office

THERE, HERE, ASIDE = 440, 900, 1300
"""Hertz of the softphone, of the microphone, and of what the microphone hears while the recording pauses."""


async def test_both_sides_but_not_the_pause(
    office: Office, kamailio: Kamailio, start_baresip: Callable[..., Baresip], tmp_path: Path
) -> None:
    """Start, Pause, Resume, Stop, each as the screen says; then the file holds both sides, and can be listened to."""
    server = f"{kamailio.address}:{kamailio.port}"
    soft = start_baresip(server, "1005", kamailio.password("1005"), answer="auto", tone=THERE)
    stick = tmp_path / "stick"
    async with office.phone("1001", {"feature.callRecording.enabled": 1}, usb=stick) as phone:
        await phone.until("registered")
        phone.speak(tone(HERE))
        phone.dial("1005")
        await phone.until("call:connected")
        while "Record" not in phone.screen.text:
            phone.press("soft:More")
        phone.press("soft:Record", "Start")
        await phone.until("screen:Recording in progress")
        await phone.listen(0.8, tmp_path / "before.wav")
        phone.press("Pause")
        await phone.until("screen:Recording Paused")
        phone.speak(tone(ASIDE))
        await phone.listen(0.8, tmp_path / "aside.wav")
        phone.speak(tone(HERE))
        await phone.listen(0.3, tmp_path / "again.wav")
        phone.press("Resume")
        await phone.until("screen:Recording in progress")
        await phone.listen(0.5, tmp_path / "after.wav")
        phone.press("Stop", "soft:Back")
        (path,) = stick.glob("*.wav")
        await completed(path)
        assert {THERE, HERE} == set(heard(read(path)))
        assert 1.0 < read(path).seconds < 2.0
        while "End Call" not in phone.screen.text:
            phone.press("soft:More")
        phone.press("End Call")
        await eventually(lambda: soft.seen("CALL_CLOSED"), "the end at the softphone")
        assert {HERE, ASIDE} == set(heard(read(soft.recordings()[0])))
