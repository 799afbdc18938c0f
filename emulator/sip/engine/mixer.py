"""Who hears whom: the conference bridge of the stack, wired as the phone last asked."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator
from itertools import product
from typing import TypeAlias

import pjsua2 as pj

from emulator.sip.engine.leg import Leg
from emulator.sip.engine.opened import Opened
from emulator.sip.protocol import Levels, Talk

Plug: TypeAlias = str | tuple[str, int]
"""Name of something plugged in: "microphone", "speaker", "signal", "chirp",
"tape", "pc", "pc ear", "pc hush", "drain", or ("leg" | "play" | "keys" | "record", leg)."""
Wire: TypeAlias = tuple[Plug, Plug]


_SIDE_TONE = ("microphone", "speaker"), ("microphone", "drain")


class Mixer:
    """The wiring: worked out from what is wanted, changed where it differs.

    The bridge takes connections apart a frame later, in the order asked for, and ends the process if one of the two
    ports is gone by then. The stack removes the port of a call by itself when the call ends, and whenever its sound
    is negotiated anew, so wires to such a port are not taken apart but forgotten.
    """

    def __init__(self, drain: pj.AudioMedia) -> None:
        """`drain` takes what is played though nobody listens, so that it comes to its end."""
        self.talk = Talk(())
        self.levels = Levels()
        self.echoing: set[int] = set()
        self.tape_stopped = False
        self._side_tone = 0.0
        self._plugs: dict[Plug, Opened] = {"drain": Opened((drain,))}
        self._wires: dict[Wire, list[tuple[pj.AudioMedia, pj.AudioMedia]]] = {}

    def plug(self, name: Plug, opened: Opened) -> None:
        """Put something in the place of what is plugged in under this name."""
        for wire in [wire for wire in self._wires if name in wire]:
            self._cut(wire)
        self._plugged(name).close()
        self._plugs[name] = opened

    def forget(self, leg: int) -> None:
        """Take note that the stack has removed a leg's port, or may have."""
        self._plugs.pop(("leg", leg), None)
        self._wires = {wire: links for wire, links in self._wires.items() if ("leg", leg) not in wire}

    def unplug(self, leg: int) -> None:
        """Remove all that belongs to a leg that is over."""
        self.forget(leg)
        self.echoing.discard(leg)
        for name in (("play", leg), ("keys", leg), ("record", leg)):
            self.plug(name, Opened())
            del self._plugs[name]

    @property
    def signalling(self) -> bool:
        """Whether something sounds besides calls."""
        return self.streaming or bool(self._plugged("signal").ports)

    @property
    def streaming(self) -> bool:
        """Whether sound flows from or to the paired computer."""
        return any(self._plugged(name).ports for name in ("pc", "pc ear"))

    def rewire(self, legs: Collection[Leg]) -> None:
        """Connect all as wanted."""
        for leg in legs:
            self._plug_leg(leg)
        self._set_side_tone()
        wanted = set(self._wanted(legs))
        for wire in self._wires.keys() - wanted:
            self._cut(wire)
        for wire in wanted - self._wires.keys():
            self._join(wire)
        # "Tx" is what a port sends to the bridge, "Rx" what it gets.
        for microphone in self._plugged("microphone").ports:
            microphone.adjustTxLevel(self.levels.microphone)
        for speaker in self._plugged("speaker").ports:
            speaker.adjustRxLevel(self.levels.speaker)

    def close(self) -> None:
        """Unplug everything; recordings are complete then."""
        self._wires.clear()
        for opened in self._plugs.values():
            opened.close()
        self._plugs.clear()

    def _set_side_tone(self) -> None:
        """Have the wire from microphone to speaker laid anew if it is to be louder or softer."""
        if self._side_tone != self.levels.side_tone:
            self._side_tone = self.levels.side_tone
            for wire in [wire for wire in self._wires if wire in _SIDE_TONE]:
                self._cut(wire)

    def _plugged(self, name: Plug) -> Opened:
        return self._plugs.get(name) or Opened()

    def _plug_leg(self, leg: Leg) -> None:
        name = ("leg", leg.number)
        port = leg.port() if name not in self._plugs else None
        if port is not None:
            self._plugs[name] = Opened((port,))

    def _cut(self, wire: Wire) -> None:
        for source, sink in self._wires.pop(wire):
            with contextlib.suppress(pj.Error):
                source.stopTransmit(sink)

    def _join(self, wire: Wire) -> None:
        source_ports, sink_ports = (self._plugged(name).ports for name in wire)
        links = self._wires[wire] = list(product(source_ports, sink_ports))
        how = pj.AudioMediaTransmitParam()
        how.level = self._side_tone if wire in _SIDE_TONE else 1.0
        for source, sink in links:
            with contextlib.suppress(pj.Error):
                source.startTransmit2(sink, how)

    def _wanted(self, legs: Collection[Leg]) -> Iterator[Wire]:
        speaker = "speaker" if self._plugged("speaker").ports else "drain"
        yield "signal", speaker
        yield "chirp", speaker
        yield "pc", speaker
        yield "pc hush", "pc ear"  # the bridge gives no frames where nothing comes in
        mouths = [leg.number for leg in legs if leg.direction & pj.PJMEDIA_DIR_DECODING]
        ears = [leg.number for leg in legs if leg.direction & pj.PJMEDIA_DIR_ENCODING]
        held = {leg.number for leg in legs if leg.media.state == "local-hold"}
        yield from ((("play", ear), ("leg", ear)) for ear in ears)
        yield from ((("keys", ear), ("leg", ear)) for ear in ears)
        yield from ((("leg", mouth), ("record", mouth)) for mouth in mouths)
        yield from ((("leg", leg), ("leg", leg)) for leg in self.echoing.intersection(mouths, ears))
        talking = set(self.talk.legs) - held
        heard = set(mouths).difference(self.talk.silent)
        yield from ((("leg", mouth), speaker) for mouth in talking & heard)
        if not self.tape_stopped:
            yield from ((("leg", mouth), "tape") for mouth in talking & heard)
        if not self.talk.muted:
            yield "microphone", "pc ear"
            yield from self._microphone_beside_calls(speaker) if talking else ()
        announced = set(self.talk.announced)
        yield from ((("leg", mouth), speaker) for mouth in announced.intersection(mouths))
        if not self.talk.muted:
            yield from (("microphone", ("leg", ear)) for ear in (talking | announced).intersection(ears))
        for group in (talking, set(self.talk.apart) - held):
            pairs = product(group & heard, group.intersection(ears))
            yield from ((("leg", mouth), ("leg", ear)) for mouth, ear in pairs if mouth != ear)

    def _microphone_beside_calls(self, speaker: str) -> Iterator[Wire]:
        """Where an open microphone goes besides to the far ends."""
        if not self.tape_stopped:
            yield "microphone", "tape"
        if self._side_tone:
            yield "microphone", speaker
