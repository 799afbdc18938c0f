"""The phone has one microphone and one speaker, but its calls may be in several engines.

The sound path follows the conversation: the engine that holds the first of the talking legs has microphone, speaker
and signals; the others are silent.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import Generic, TypeAlias, TypeVar

from emulator.sip.protocol import (
    Chirp,
    Command,
    Levels,
    Microphone,
    Pour,
    Signal,
    Speaker,
    StopTape,
    Stream,
    Tape,
)
from emulator.sip.sounds import Recording, Silence, Sink, Unheard

EngineT = TypeVar("EngineT")
PhoneSound: TypeAlias = Microphone | Speaker | Levels | Signal | Stream | StopTape | Tape

_SILENT: tuple[PhoneSound, ...] = (Microphone(), Speaker(), Levels(), Signal(), Stream(), StopTape(), Tape())


class SoundPath(Generic[EngineT]):
    """What the phone wants to be heard, and which engine does it."""

    def __init__(self, send: Callable[[EngineT, Command], None]) -> None:
        self.owner: EngineT | None = None
        self._send = send
        self._wanted: dict[type[PhoneSound], PhoneSound] = {type(order): order for order in _SILENT}
        self._openings: dict[Sink, int] = {}

    @property
    def audible_signal(self) -> bool:
        """Whether an engine is needed even without a call: something sounds, and somebody listens."""
        signals = self._wanted[Signal] != Signal(Silence()) and self._wanted[Speaker] != Speaker(Unheard())
        return signals or self._wanted[Stream] != Stream()

    def order(self, order: PhoneSound) -> None:
        """Note what is wanted, and have it done; a recording that is ordered again is written anew."""
        self._wanted[type(order)] = order
        if isinstance(order, Speaker | Tape):
            self._openings.pop(order.sink, None)
        if self.owner is not None:
            self._send(self.owner, self._opened(order))

    def chirp(self, order: Chirp | Pour) -> None:
        """Have some sound made, if any engine makes the phone's sounds now."""
        if self.owner is not None:
            self._send(self.owner, order)

    def move(self, owner: EngineT) -> None:
        """Give microphone and speaker to this engine."""
        if owner == self.owner:
            return
        if self.owner is not None:
            for order in _SILENT:
                if self._wanted[type(order)] != order:
                    self._send(self.owner, order)
        self.owner = owner
        for order in _SILENT:
            wanted = self._wanted[type(order)]
            if wanted != order:
                self._send(owner, self._opened(wanted))

    def lost(self, engine: EngineT) -> None:
        """Note that an engine is gone."""
        if engine == self.owner:
            self.owner = None

    def _opened(self, order: PhoneSound) -> PhoneSound:
        """Return the order, with another file name if an earlier engine has written that recording."""
        if not isinstance(order, Speaker | Tape) or not isinstance(order.sink, Recording):
            return order
        count = self._openings[order.sink] = self._openings.get(order.sink, 0) + 1
        path = PurePath(order.sink.path)
        if count == 1:
            return order
        return type(order)(Recording(str(path.with_stem(f"{path.stem}-{count}"))))
