"""The sound card of a PC: sends what sounds at the phone, 20 ms at a time, and keeps what its microphone hears."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from emulator.kernel.clock import MILLISECOND, Alarm, Clock
from emulator.kernel.state import Effect, Event, State
from emulator.lab.pc import waves
from emulator.lab.pc.model import Played, PlayFile, RecordFile, SpeakFile, media_at_phone, voice_at_phone

TICK = 20 * MILLISECOND


class Player:
    """Plays on `clock` what the state of the PC wants to be heard."""

    def __init__(
        self, clock: Clock, state: Callable[[], State], send: Callable[[bytes], None], post: Callable[[Event], None]
    ) -> None:
        """`send` takes a frame to the phone; `post` is told when a file has come to its end."""
        self._clock, self._state, self._send, self._post = clock, state, send, post
        self._media: Iterator[waves.Samples] | None = None
        self._path = ""
        self._voice: waves.Samples | None = None
        self._said: Iterator[waves.Samples] = iter(())
        self._recorder: waves.Recorder | None = None
        self._due = 0
        self._alarm: Alarm | None = None

    def perform(self, effect: Effect) -> None:
        """Begin or stop to play, speak or record. Raises WaveError."""
        match effect:
            case PlayFile(path):
                self._media, self._path = (waves.frames(waves.read(path)) if path else None), path
            case SpeakFile(path):
                self._voice = waves.read(path) if path else None
                self._said = iter(())
            case RecordFile(path):
                if self._recorder is not None:
                    self._recorder.close()
                self._recorder = waves.Recorder(path) if path else None
        self._go_on()

    def hear(self, pcm: bytes) -> None:
        """Take what the phone's microphone hears."""
        if self._recorder is not None:
            self._recorder.take(pcm)

    def close(self) -> None:
        """Be silent, and finish the recording."""
        if self._alarm is not None:
            self._alarm.cancel()
        if self._recorder is not None:
            self._recorder.close()
            self._recorder = None

    def _go_on(self) -> None:
        if self._alarm is None and (self._media is not None or self._voice is not None):
            self._due = max(self._due, self._clock.now())
            self._alarm = self._clock.call_at(self._due, self._tick)

    def _tick(self) -> None:
        """Each 20 ms count from the ones before, so that a late tick is made good."""
        self._alarm = None
        self._due += TICK
        state = self._state()
        parts = [*self._next_voice(voice_at_phone(state)), *self._next_media(media_at_phone(state))]
        if parts:
            self._send(waves.mixed(*parts))
        self._go_on()

    def _next_media(self, at_phone: bool) -> Iterator[waves.Samples]:
        """Music goes on wherever it sounds."""
        if self._media is None:
            return
        part = next(self._media, None)
        if part is None:
            self._media = None
            self._post(Played(self._path))
        elif at_phone:
            yield part

    def _next_voice(self, at_phone: bool) -> Iterator[waves.Samples]:
        if not self._voice or not at_phone:
            return
        part = next(self._said, None)
        if part is None:
            self._said = waves.frames(self._voice)
            part = next(self._said)
        yield part
