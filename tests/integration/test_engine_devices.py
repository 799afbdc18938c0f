"""Sound devices: the engine's side of PortAudio is real, the devices are files.

The stand-in for the PortAudio binding paces its callbacks as a sound card does: 20 ms of samples at a time.
"""

from __future__ import annotations

import math
from array import array
from pathlib import Path

import pytest

from emulator.sip.protocol import Expect, Failed, Levels, Microphone, Ready, Speaker, Talk
from emulator.sip.sounds import Device, Silence, Unheard, tone
from emulator.sip.tones import Recorded, heard
from tests.integration.caller import Start

BINDING = """
import threading, time
class PortAudioError(Exception): pass
class _Stream:
    def __init__(self, rate, samples, name, channels, kind, callback):
        if name not in (None, "desk"):
            raise ValueError(f"No device matching {name!r}")
        self.size, self.callback, self.open = samples * 2, callback, True
    def start(self):
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()
    def close(self):
        self.open = False
        self.thread.join()
    def run(self):
        while self.open:
            self.turn()
            time.sleep(0.02)
class RawInputStream(_Stream):
    def start(self):
        self.file = open(FOLDER + "/in.raw", "rb")
        super().start()
    def turn(self):
        self.callback(self.file.read(self.size), self.size // 2, None, None)
class RawOutputStream(_Stream):
    def turn(self):
        data = bytearray(self.size)
        self.callback(data, self.size // 2, None, None)
        with open(FOLDER + "/out.raw", "ab") as file:
            file.write(data)
"""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files of the devices: in.raw has 700 Hz."""
    (tmp_path / "sounddevice.py").write_text(f"FOLDER = {str(tmp_path)!r}\n{BINDING}")
    samples = (round(6000 * math.sin(2 * math.pi * 700 * n / 16_000)) for n in range(16_000 * 20))
    (tmp_path / "in.raw").write_bytes(array("h", samples).tobytes())
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("name", ["", "desk"])
async def test_a_microphone_and_a_loudspeaker(start: Start, desk: Path, name: str) -> None:
    """What the microphone picks up is heard at the far side, what that says comes out of the loudspeaker."""
    ann, bob = start(), start()
    ann.send(Microphone(Device(name)), Speaker(Device(name)), Talk((1,)))
    bob.send(Microphone(tone(440)), Talk((1,)))
    await ann.call(bob, 1)
    assert (700,) == heard(await bob.listen(1))
    ann.send(Microphone(Silence()), Speaker(Unheard()))
    assert () == heard(await bob.listen(1))
    played = Recorded(array("h", (desk / "out.raw").read_bytes()), 16_000)
    assert (440,) == heard(played.part(-0.5))


async def test_devices_open_and_close_at_will(start: Start, desk: Path) -> None:
    """Devices that come and go in the middle of a call leave the call as it is."""
    ann, bob = start(), start()
    ann.send(Talk((1,)))
    bob.send(Talk((1,)))
    await ann.call(bob, 1)
    for _ in range(10):
        ann.send(Microphone(Device()), Speaker(Device()), Levels(0.5, 0.5))
        await ann.packets(1, 2)
        ann.send(Microphone(Silence()), Speaker(Unheard()))
    ann.send(Microphone(Device()))
    assert (700,) == heard(await bob.listen(1))


async def test_no_such_device(start: Start, desk: Path) -> None:
    """A device that is not there is refused by name, and a later one works."""
    ann = start()
    for command in (Microphone(Device("attic")), Speaker(Device("attic"))):
        ann.send(command)
        failed = await ann.until(Failed)
        assert (type(command).__name__, "sound device attic: No device matching 'attic'") == (
            failed.what,
            failed.reason,
        )
    ann.send(Microphone(Device()), Expect(1, "leg1"))
    await ann.until(Ready)
    assert [] == [event for event in ann.events if isinstance(event, Failed)]


async def test_without_portaudio(start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the library is missing the phone hears how to get it, and calls work without devices."""
    (tmp_path / "sounddevice.py").write_text("raise OSError('PortAudio library not found')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    ann = start()
    ann.send(Microphone(Device()), Expect(1, "leg1"))
    assert "apt-get install libportaudio2" in (await ann.until(Failed)).reason
    await ann.until(Ready)
