"""What the phone sounds, in the terms of its engines."""

from __future__ import annotations

from typing import cast

import pytest

from emulator.audio.model import PlayKey, PlayTone, RoutePath
from emulator.sip.pool import EnginePool
from emulator.sip.protocol import Chirp, Command, Levels, Signal, StopTape, Tape
from emulator.sip.soundboard import SoundBoard
from emulator.sip.sounds import Beep, Recording, Silence, Tones, Unheard, Wav
from emulator.usb.model import PlayFile, RunTape
from tests.unit.calls.rig import configuration


class Listening:
    """A board, and what it asks of engines."""

    def __init__(self, values: dict[str, str] | None = None) -> None:
        self.sent: list[Command] = []
        self.board = SoundBoard(cast("EnginePool", self), configuration(values or {}))

    def send(self, command: Command) -> None:
        self.sent.append(command)

    @property
    def levels(self) -> Levels:
        return next(each for each in reversed(self.sent) if isinstance(each, Levels))


def test_a_ringer_is_heard_after_a_call() -> None:
    """While no path is open the phone's own tones have their volume, though that of calls is nought."""
    phone = Listening()
    phone.board.route(RoutePath("handset", False, 8))
    assert 1.6 == pytest.approx(phone.levels.speaker)
    phone.board.route(RoutePath("on-hook", False, 0))
    phone.board.sound(PlayTone("ringer:ringer2", 3))
    assert 0.6 == pytest.approx(phone.levels.speaker)
    assert isinstance(phone.sent[-1], Signal)


@pytest.mark.parametrize(("path", "level"), [("speaker", 1.0), ("headset", 1.0), ("handset", 0.0)])
def test_a_ringer_in_a_handset_that_lies_in_its_cradle_is_not_heard(path: str, level: float) -> None:
    """Nobody has it at the ear."""
    phone = Listening()
    phone.board.sound(PlayTone("ringer:ringer2", 5, path))
    assert level == pytest.approx(phone.levels.speaker)


@pytest.mark.parametrize(
    ("route", "values", "level"),
    [
        (RoutePath("handset", False, 5), {}, 0.1),
        (RoutePath("handset", False, 5), {"voice.gain.rx.analog.handset.sidetone": "-40"}, 0.01),
        (RoutePath("headset", False, 5), {"voice.gain.rx.analog.headset.sidetone": "-20"}, 0.1),
        (RoutePath("handset", True, 5), {}, 0.0),
        (RoutePath("speaker", False, 5), {}, 0.0),
    ],
)
def test_side_tone(route: RoutePath, values: dict[str, str], level: float) -> None:
    """Users hear themselves in what they hold at their ear, unless they are muted."""
    phone = Listening(values)
    phone.board.route(route)
    assert level == pytest.approx(phone.levels.side_tone)


def test_keys_and_recordings() -> None:
    """A key chirps once; a tape begins once, stands still, goes on and ends; a file sounds instead of tones."""
    phone = Listening()
    phone.board.press(PlayKey((697, 1209), 100, -15.0))
    for effect in (RunTape("/a.wav"), RunTape("/a.wav", True), RunTape("/a.wav"), RunTape("")):
        phone.board.tape(effect)
    phone.board.play(PlayFile("/b.wav"))
    phone.board.play(PlayFile(""))
    begun = [Tape(Recording("/a.wav")), StopTape(False), StopTape(True), StopTape(False)]
    ended = [Tape(Unheard()), StopTape(False), Signal(Wav("/b.wav")), Signal(Silence())]
    chirp = Chirp(Tones((Beep((697, 1209), 100, 0, -15.0),), repeat=False))
    assert [chirp, *begun, *ended] == phone.sent
