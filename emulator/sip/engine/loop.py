"""The engine: obeys commands, turns the stack's wheel, reports what happens."""

from __future__ import annotations

import math
import os
import re
import time
from collections.abc import Callable
from typing import Any

from emulator.sip.engine.callbacks import Account, Stray
from emulator.sip.engine.leg import LAST_ANSWER, NEVER_BEGAN, Leg
from emulator.sip.engine.memory import give_back
from emulator.sip.engine.mixer import Mixer, Plug
from emulator.sip.engine.opened import Opened
from emulator.sip.engine.ports import ToneGenerator, key_generator, open_sink, open_source, press_keys
from emulator.sip.engine.stack import NoRoom, Refused, Stack
from emulator.sip.engine.streams import Queue, open_pc_sink, open_pc_source
from emulator.sip.engine.wire import Hangup, Wire
from emulator.sip.protocol import (
    MAX_CALLS,
    Answer,
    Ask,
    Chirp,
    Command,
    Configure,
    Echo,
    Ended,
    EngineMessage,
    Expect,
    Failed,
    Finished,
    Full,
    HangUp,
    Hold,
    Invite,
    Levels,
    Mark,
    Measure,
    Microphone,
    Play,
    Pour,
    Poured,
    Reached,
    Record,
    Resume,
    SendDigits,
    Shutdown,
    Signal,
    Speaker,
    Started,
    StopTape,
    Stream,
    Talk,
    Tape,
)
from emulator.sip.sounds import Sink, Source, Tones

CLEARING_TIME = 0.2
"""Seconds for which the sound path's clock goes on after a change: the stack unplugs with its next beats."""
IDLE_PAUSE = 0.1
"""Seconds between two looks at the network while there is no leg; a command ends the pause."""
FORGOTTEN = 34
"""Seconds after its last leg until the stack has forgotten it, and its memory can be given back (RFC 3261, timer D)."""
BUSY_PAUSE = 5
"""Milliseconds that the stack waits for the network while there are legs, and a command for the stack, at most."""

_REQUEST_USER = re.compile(r"INVITE sips?:([^@;>\s]*)@")


class Engine:
    """Up to four calls in this process."""

    def __init__(self, wire: Wire, settings: Configure) -> None:
        self._wire = wire
        self._stack = Stack(settings, wire.post, self._turned_away)
        self._mixer = Mixer(self._stack.audio.getPlaybackDevMedia())
        self._legs: dict[int, Leg] = {}
        self._strays: set[Stray] = set()
        self._keys: dict[int, ToneGenerator] = {}
        self._beeping: dict[Plug, tuple[int, ToneGenerator]] = {}
        self._poured = Queue(0)
        self._sounding = False
        self._clock_until = 0.0
        self._closed_until = 0.0
        self._rewire = False
        self._forgotten_at = math.inf
        self._obey: dict[type, Callable[[Any], None]] = {
            Invite: self._invite, Expect: self._expect, Talk: self._talk, Microphone: self._microphone,
            Speaker: self._speaker, Levels: self._levels, Signal: self._signal, Play: self._play,
            Stream: self._stream, Pour: lambda order: self._poured.put(order.pcm),
            Chirp: self._chirp, Tape: self._tape, StopTape: self._stop_tape,
            Record: self._record, Echo: self._echo, HangUp: self._hang_up, Mark: self._mark,
            Shutdown: self._shutdown,
        }  # fmt: skip
        self._obey_leg: dict[type, Callable[[Leg, Any], None]] = {
            Answer: Leg.answer,
            SendDigits: self._send_digits,
            Ask: Leg.ask,
            Hold: Leg.want,
            Resume: Leg.want,
            Measure: lambda leg, _: leg.measure(),
        }
        wire.post(Started(self._stack.port, os.getpid()))

    def run(self) -> None:
        """Work until told to end or the wire breaks; raises ProtocolError for what is no command."""
        try:
            while True:
                self._step()
        except Hangup:
            pass
        finally:
            self._close()

    def _close(self) -> None:
        self._mixer.close()
        for leg in self._legs.values():
            leg.close()
        self._strays.clear()
        self._stack.destroy()

    def _step(self) -> None:
        busy = bool(self._legs or self._strays or self._mixer.streaming)
        self._take_commands(0 if busy else IDLE_PAUSE)
        self._set_clock()
        self._wire.flush()
        self._stack.endpoint.libHandleEvents(BUSY_PAUSE if busy else 0)
        now = time.monotonic()
        for leg in list(self._legs.values()):
            leg.tend(now)
            if leg.over:
                self._let_go(leg)
        for stray in list(self._strays):
            stray.turn_away()
        self._watch_beeps()
        if not busy and now > self._forgotten_at:
            self._forgotten_at = math.inf
            give_back()
        if self._rewire:
            self._rewire = False
            self._clock_until = now + CLEARING_TIME
            self._mixer.rewire(self._legs.values())
        self._wire.flush()

    def _take_commands(self, pause: float) -> None:
        command = self._wire.poll(pause)
        while command is not None:
            self._do(command)
            command = self._wire.poll(0)

    def _do(self, command: Command) -> None:
        kind = type(command)
        try:
            if kind in self._obey:
                self._obey[kind](command)
            elif kind in self._obey_leg:
                self._obey_leg[kind](self._leg(command.leg), command)  # type: ignore[union-attr]
            else:
                raise Refused("too late")
        except Refused as refusal:
            self._wire.post(Failed(getattr(command, "leg", 0), kind.__name__, str(refusal)))

    def _set_clock(self) -> None:
        """Run the clock of the sound path while there is anything to hear, or to unplug: it costs power."""
        wanted = bool(self._legs) or self._mixer.signalling or time.monotonic() < self._clock_until
        if wanted != self._sounding:
            self._sounding = wanted
            (self._stack.audio.setNullDev if wanted else self._stack.audio.setNoDev)()

    def post(self, event: EngineMessage) -> None:
        """Send an event to the phone; any thread may call this."""
        self._wire.post(event)

    def arrived(self, account: Account, call_id: int, invite: str) -> None:
        """Give an INVITE to the leg that expects it, and turn away one that nobody does."""
        leg = self._expecting(invite)
        if leg is not None:
            leg.take(call_id, invite)
        else:
            Stray(account, call_id, self._strays)

    def _turned_away(self, invite: str, code: int, reason: str) -> None:
        leg = self._expecting(invite)
        if leg is not None:
            leg.end(code, reason)

    def _expecting(self, invite: str) -> Leg | None:
        request = _REQUEST_USER.match(invite)
        legs = (leg for leg in self._legs.values() if request and leg.expected == request[1])
        return next(legs, None)

    def sound_changed(self, leg: int) -> None:
        """Wire a leg anew, soon."""
        self._mixer.forget(leg)
        self._rewire = True

    def _leg(self, number: int) -> Leg:
        if number not in self._legs:
            raise Refused("no such leg")
        return self._legs[number]

    def _invite(self, order: Invite) -> None:
        self._begin(order, lambda leg: leg.place(order))

    def _expect(self, order: Expect) -> None:
        self._begin(order, Leg.expect)

    def _begin(self, order: Invite | Expect, first_step: Callable[[Leg], None]) -> None:
        try:
            self._admit(order)
            leg = Leg(order, self._stack, self)
        except NoRoom:
            self._wire.post(Full(order.leg))
            return
        except Refused as refusal:
            self._wire.post(Ended(order.leg, NEVER_BEGAN, str(refusal)))
            return
        self._legs[order.leg] = leg
        try:
            first_step(leg)
        except NoRoom:
            leg.over = True
            self._wire.post(Full(order.leg))
        except Refused as refusal:
            leg.end(NEVER_BEGAN, str(refusal))

    def _admit(self, order: Invite | Expect) -> None:
        """Keep to the limits that are compiled into the stack: beyond some of them it ends the process."""
        if order.leg in self._legs:
            raise Refused("there is such a leg")
        if len(self._legs) + len(self._strays) >= MAX_CALLS or time.monotonic() < self._closed_until:
            raise NoRoom
        if isinstance(order, Expect) and any(leg.expected == order.user for leg in self._legs.values()):
            raise Refused(f"{order.user} is expected already")

    def _hang_up(self, order: HangUp) -> None:
        leg = self._legs.get(order.leg)
        if leg is not None:
            leg.hang_up(order)

    def _let_go(self, leg: Leg) -> None:
        # A late answer to the offer of a call that is over hits the next call in the same place of the stack, whose
        # own answer then ends the process.
        if leg.offers.under_way:
            self._closed_until = time.monotonic() + LAST_ANSWER
        self._forgotten_at = time.monotonic() + FORGOTTEN
        del self._legs[leg.number]
        leg.close()
        self._mixer.unplug(leg.number)
        self._beeping.pop(("play", leg.number), None)
        self._keys.pop(leg.number, None)
        self._rewire = True

    def _mark(self, order: Mark) -> None:
        self._wire.post(Reached(order.serial))

    def _shutdown(self, order: Shutdown) -> None:
        raise Hangup

    def _talk(self, order: Talk) -> None:
        self._mixer.talk, self._rewire = order, True

    def _levels(self, order: Levels) -> None:
        self._mixer.levels, self._rewire = order, True

    def _echo(self, order: Echo) -> None:
        leg = self._leg(order.leg)
        (self._mixer.echoing.add if order.on else self._mixer.echoing.discard)(leg.number)
        self._rewire = True

    def _microphone(self, order: Microphone) -> None:
        self._plug_source("microphone", order.source)

    def _signal(self, order: Signal) -> None:
        self._plug_source("signal", order.source)

    def _play(self, order: Play) -> None:
        self._plug_source(("play", self._leg(order.leg).number), order.source, order.leg)

    def _stream(self, order: Stream) -> None:
        """Open or close the way for sound of the paired computer."""
        source, ear, hush = Opened(), Opened(), Opened()
        if order.playing:
            source, self._poured = open_pc_source()
        if order.listening:
            ear, (hush, _) = open_pc_sink(lambda pcm: self._wire.post(Poured(pcm))), open_pc_source()
        for name, opened in (("pc", source), ("pc ear", ear), ("pc hush", hush)):
            self._mixer.plug(name, opened)
        self._rewire = True

    def _speaker(self, order: Speaker) -> None:
        self._plug_sink("speaker", order.sink)

    def _chirp(self, order: Chirp) -> None:
        self._mixer.plug("chirp", open_source(order.tones, lambda: None))
        seconds = sum(beep.on + beep.off for beep in order.tones.beeps) / 1000
        self._clock_until = time.monotonic() + seconds + CLEARING_TIME
        self._rewire = True

    def _tape(self, order: Tape) -> None:
        self._plug_sink("tape", order.sink)

    def _stop_tape(self, order: StopTape) -> None:
        self._mixer.tape_stopped, self._rewire = order.paused, True

    def _send_digits(self, leg: Leg, order: SendDigits) -> None:
        """Send DTMF as asked; tones take the place of events that the far side would not understand."""
        if order.method == "info" or (order.method == "rfc2833" and leg.hears_events):
            leg.send_digits(order)
        else:
            if leg.number not in self._keys:
                self._keys[leg.number] = key_generator()
                self._mixer.plug(("keys", leg.number), Opened((self._keys[leg.number],)))
                self._rewire = True
            press_keys(self._keys[leg.number], order)

    def _record(self, order: Record) -> None:
        self._plug_sink(("record", self._leg(order.leg).number), order.sink)

    def _plug_source(self, name: Plug, source: Source, leg: int = 0) -> None:
        opened = open_source(source, lambda: self._wire.post(Finished(leg)))
        self._mixer.plug(name, opened)
        self._rewire = True
        self._beeping.pop(name, None)
        if isinstance(source, Tones) and not source.repeat:
            self._beeping[name] = leg, opened.ports[0]

    def _watch_beeps(self) -> None:
        """Tell of cadences that are over: unlike files, they end without a word from the stack."""
        for name, (leg, generator) in list(self._beeping.items()):
            if not generator.isBusy():
                del self._beeping[name]
                self._wire.post(Finished(leg))

    def _plug_sink(self, name: Plug, sink: Sink) -> None:
        self._mixer.plug(name, open_sink(sink))
        self._rewire = True
