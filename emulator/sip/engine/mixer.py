"""Who hears whom: the conference bridge of the stack, wired as the phone last asked."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import TypeAlias

import pjsua2 as pj

from emulator.sip.engine.leg import Leg
from emulator.sip.protocol import Levels, Talk

Plug: TypeAlias = str | tuple[str, int]
"""Name of something plugged in: "microphone", "speaker", "signal", or ("play" | "record", leg)."""
Ports: TypeAlias = Sequence[pj.AudioMedia]


class Mixer:
    """The wiring, worked out anew from what is wanted whenever something changes.

    The stack drops a call's connections when it restarts the call's stream, and may give its place on the bridge to
    another, so nothing is taken for granted: all connections are undone and made again, within one 20 ms frame.
    """

    def __init__(self, drain: pj.AudioMedia) -> None:
        """`drain` takes what is played though nobody listens, so that it comes to its end."""
        self.talk = Talk(())
        self.levels = Levels()
        self.echoing: set[int] = set()
        self._drain = (drain,)
        self._plugs: dict[Plug, Ports] = {}
        self._wires: list[tuple[pj.AudioMedia, pj.AudioMedia]] = []

    def plug(self, name: Plug, ports: Ports) -> None:
        """Put something in the place of what is plugged in under this name."""
        self._plugs[name] = ports

    def unplug(self, leg: int) -> None:
        """Forget all that belongs to a leg."""
        self.echoing.discard(leg)
        self._plugs.pop(("play", leg), None)
        self._plugs.pop(("record", leg), None)

    @property
    def signalling(self) -> bool:
        """Whether the phone plays something to its own speaker."""
        return bool(self._plugs.get("signal"))

    def rewire(self, legs: Iterable[Leg]) -> None:
        """Connect all as wanted."""
        for source, sink in self._wires:
            with contextlib.suppress(pj.Error):
                source.stopTransmit(sink)
        self._wires = [wire for sources, sinks in self._wanted(legs) for wire in product(sources, sinks)]
        for source, sink in self._wires:
            with contextlib.suppress(pj.Error):
                source.startTransmit(sink)
        # "Tx" is what a port sends to the bridge, "Rx" what it gets.
        for microphone in self._plugged("microphone"):
            microphone.adjustTxLevel(self.levels.microphone)
        for speaker in self._plugged("speaker"):
            speaker.adjustRxLevel(self.levels.speaker)

    def close(self) -> None:
        """Unplug everything; recordings are complete then."""
        self._wires.clear()
        self._plugs.clear()

    def _plugged(self, name: Plug) -> Ports:
        return self._plugs.get(name, ())

    def _wanted(self, legs: Iterable[Leg]) -> Iterator[tuple[Ports, Ports]]:
        speaker = self._plugged("speaker") or self._drain
        yield self._plugged("signal"), speaker
        voices = {leg.number: _Voice(leg) for leg in legs}
        for number, voice in voices.items():
            yield self._plugged(("play", number)), voice.ear
            yield voice.mouth, self._plugged(("record", number))
            if number in self.echoing:
                yield voice.mouth, voice.ear
        talking = [voices[number] for number in self.talk.legs if number in voices and not voices[number].held]
        for voice in talking:
            yield voice.mouth, speaker
            if not self.talk.muted:
                yield self._plugged("microphone"), voice.ear
            for other in talking:
                if other is not voice:
                    yield voice.mouth, other.ear


class _Voice:
    """A leg as the bridge sees it: what comes from its far side, and what goes there."""

    def __init__(self, leg: Leg) -> None:
        port = leg.port()
        ports = () if port is None else (port,)
        self.held = leg.media.state == "local-hold"
        self.mouth = ports if leg.direction & pj.PJMEDIA_DIR_DECODING else ()
        self.ear = ports if leg.direction & pj.PJMEDIA_DIR_ENCODING else ()
