"""What the phone itself sounds and records, in the terms of its engines: tones, keys, levels, recordings."""

from __future__ import annotations

from emulator.audio.model import PlayKey, PlayTone, RoutePath
from emulator.audio.tones import tones
from emulator.btoe.orders import StreamPc
from emulator.config.layers import Configuration
from emulator.sip.pool import EnginePool
from emulator.sip.protocol import Chirp, Levels, Signal, StopTape, Stream, Tape
from emulator.sip.sounds import Beep, Recording, Silence, Tones, Unheard, Wav
from emulator.sip.terms import signal
from emulator.usb.model import PlayFile, RunTape

LOUDEST = 2.0
"""Factor of a sound at full volume (10); at 5, where volumes start, sound is unchanged."""


class SoundBoard:
    """Performs the effects of sound; which engine makes it is the pool's affair."""

    def __init__(self, pool: EnginePool, configuration: Configuration) -> None:
        self._pool = pool
        self._configuration = configuration
        self._route = RoutePath("on-hook", False, 5)
        self._tone_volume = 5
        self._taped = ""

    def route(self, effect: RoutePath) -> None:
        """Set how loud the path is that is open."""
        self._route = effect
        self._set_levels()

    def sound(self, effect: PlayTone) -> None:
        """Play a tone of the phone's own; one in a handset that lies in its cradle is heard by nobody."""
        self._tone_volume = 0 if effect.path == "handset" else effect.volume
        self._set_levels()
        self._pool.send(Signal(signal(tones().get(effect.name))))

    def press(self, effect: PlayKey) -> None:
        """Sound a key that the user pressed."""
        self._pool.send(Chirp(Tones((Beep(effect.hz, effect.on, level=effect.level),), repeat=False)))

    def tape(self, effect: RunTape) -> None:
        """Record the conversation into a file, let the recording stand still, or end it."""
        if effect.path != self._taped:
            self._taped = effect.path
            self._pool.send(Tape(Recording(effect.path) if effect.path else Unheard()))
        self._pool.send(StopTape(effect.paused))

    def play(self, effect: PlayFile) -> None:
        """Play a recording to the user, in the place of the phone's tones."""
        self._pool.send(Signal(Wav(effect.path) if effect.path else Silence()))

    def stream(self, effect: StreamPc) -> None:
        """Open or close the way for sound of the paired computer."""
        self._pool.send(Stream(effect.playing, effect.listening))

    def _set_levels(self) -> None:
        """The path's volume; while none is open only the phone's own tones are heard, at theirs."""
        closed = self._route.path == "on-hook"
        volume = self._tone_volume if closed else self._route.volume
        self._pool.send(Levels(speaker=volume * LOUDEST / 10, side_tone=self._side_tone()))

    def _side_tone(self) -> float:
        """How loud users hear themselves in what they hold at their ear."""
        if self._route.path not in ("handset", "headset") or self._route.muted:
            return 0.0
        decibels = self._configuration.number(f"voice.gain.rx.analog.{self._route.path}.sidetone")
        return float(10 ** (decibels / 20))
