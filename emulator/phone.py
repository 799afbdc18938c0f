"""A whole phone: the pure device, its clock, its links, and the hands of its user."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Self

from emulator.accessories.model import Accessories
from emulator.audio.model import Audio
from emulator.boot.model import Power, PowerOn, ShuttingDown
from emulator.boot.orders import Log
from emulator.cables import Cables
from emulator.calls.model import Call, Calls
from emulator.device import Device, Drawing, Shown
from emulator.display import entry
from emulator.display.frame import Frame
from emulator.display.keys import CHORD, InputError, UnknownKeyError, resolve, resolve_chord, resolve_swipe
from emulator.display.model import (
    Display,
    HookMoved,
    KeyPressed,
    Led,
    Plugged,
    TextTyped,
    Touched,
    TurnedOver,
)
from emulator.display.patterns import Steps
from emulator.kernel.clock import Alarm, Clock, FastClock, ManualClock, RealClock, sleep
from emulator.kernel.data import product_version
from emulator.kernel.profile import DeviceProfile, load_profile
from emulator.kernel.sockets import LAN, POWER
from emulator.kernel.state import Effect, Event, State
from emulator.lines.model import Line, Lines
from emulator.recording import Recorder, face, veiled
from emulator.reports import JournalLine, Report, Reporter, describe, log_report
from emulator.sip.sounds import Recording, Source, Unheard
from emulator.sip.tones import completed
from emulator.waiting import wait_until
from emulator.wiring import Setup

JOURNAL = 1_000
"""How many journal lines and SIP messages a phone keeps for its faces."""

SOUND_WAIT = 2.0
"""Real seconds until a recording must be complete."""

GOODBYE = 0.15
"""Seconds that a phone gives its registrar to hear it leave."""


class Phone:
    """A virtual desk phone.

    Use it as an async context manager: entering plugs it in, leaving pulls the plug (after saying goodbye to its
    servers). `screen`, `leds`, `calls` and `lines` are values of this moment; `press`, `dial`, `hook`, `touch` act.
    """

    def __init__(self, model: str | DeviceProfile = "VVX_450", *, clock: Clock | None = None, **setup: Any) -> None:
        """`setup` are the fields of `emulator.wiring.Setup`: mac, server, state, boot, bind, sip_port ...

        Raises UnknownModelError, MacError, AddressError, CaFileError, StateFolderError.
        """
        self.setup = Setup.of(load_profile(model) if isinstance(model, str) else model, **setup)
        self.profile = self.setup.profile
        self._clock = clock
        self.journal: deque[JournalLine] = deque(maxlen=JOURNAL)
        self.sip_trace: deque[tuple[int, str, str, str]] = deque(maxlen=JOURNAL)
        self.ended = asyncio.Event()
        self.end_reason = ""
        self.failure = ""
        self._cables = Cables(self.setup, self)
        self._inbox: deque[Event] = deque()
        self._busy = False
        self._alarm: Alarm | None = None
        self._subscribers: list[Callable[[], None]] = []
        self._listeners: list[Callable[[Report], None]] = []
        self._recorder: Recorder | None = None
        self._runner: asyncio.Task[None] | None = None

    # Life

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def start(self) -> None:
        """Plug the phone in."""
        self.clock: Clock = self._clock or RealClock()
        if isinstance(self.clock, FastClock):
            self._runner = asyncio.create_task(self.clock.run_forever())
        self._start = self.clock.now()
        self.device = Device(self.profile, self._cables.open())
        self._reporter = Reporter(self.device)
        self.device.core.observers.append(self._observe)
        self._look()
        if self.setup.record is not None:
            self._recorder = Recorder(self.setup.record, self.device, product_version())
        self.post(PowerOn())
        if self.setup.usb is not None:
            self.plug("usb")

    async def close(self) -> None:
        """Pull the plug; servers hear of it if they answer quickly."""
        if self._cables.live:
            self.post(ShuttingDown("Shutdown initiated"))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._cables.sip.goodbye(), GOODBYE)
        if self._alarm is not None:
            self._alarm.cancel()
        await self._cables.close()
        self.setup.close()
        if self._runner is not None:
            self._runner.cancel()
        self.ended.set()

    def fail(self, message: str) -> None:
        """End because of something that the user must mend; for links."""
        self.failure = self.failure or message
        self.request_end("failed")

    def request_end(self, reason: str) -> None:
        """Ask whoever runs the phone to end."""
        self.end_reason = self.end_reason or reason
        self.ended.set()

    # Events

    @property
    def now(self) -> int:
        """Microseconds since power on."""
        return self.clock.now() - self._start

    def post(self, event: Event) -> None:
        """Put an outside event into the inbox; it is handled at once unless another is being handled."""
        self._inbox.append(event)
        if self._busy:
            return
        self._busy = True
        try:
            while self._inbox:
                self._turn(self._inbox.popleft())
        finally:
            self._busy = False

    def _turn(self, event: Event) -> None:
        at, typed = self.now, entry.secret(self._screen)
        effects = self.device.feed(event, at)
        if self._recorder is not None:
            self._recorder.event(veiled(event, typed, self.device), at)
        self._carry_on(effects)

    def _tick(self) -> None:
        if not self._busy:
            self._carry_on(self.device.core.advance(self.now))

    def _carry_on(self, effects: Iterable[Effect]) -> None:
        for effect in effects:
            if isinstance(effect, Log):
                self._report(log_report(effect))
            self._cables.perform(effect)
        self._look()
        self._set_alarm()

    def _look(self) -> None:
        """Compute what the user sees, and tell those who watch if it is something else; it is drawn for eyes alone."""
        self._screen = self.device.screen()
        self._leds = self.device.leds()
        self._drawing = Drawing(self.device, self._screen)
        for report in self._reporter.face(self._screen, self.screen.text if self._listeners else None, self._leds):
            self._report(report)
        if self._recorder is not None:
            self._recorder.face(face(self.device, self._screen, self._leds), self.device.core.now)
        for subscriber in list(self._subscribers):
            subscriber()

    def _set_alarm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
        due = [when for when in (self.device.core.next_due, self._screen.changes_at) if when is not None]
        self._alarm = self.clock.call_at(self._start + max(min(due), self.now), self._tick) if due else None

    def _observe(self, event: Event) -> None:
        if isinstance(event, ShuttingDown):
            self._cables.sip.leave()
        for report in self._reporter.after(event):
            self._report(report)

    def _report(self, report: Report) -> None:
        at = self.device.core.now
        if report["kind"] != "screen":
            self.journal.append(JournalLine(at, report["kind"], describe(report)))
        for listener in list(self._listeners):
            listener({"t": at / 1_000_000} | report)

    def trace(self, direction: str, peer: str, text: str) -> None:
        """Note a SIP message that went by; for links."""
        self.sip_trace.append((self.now, direction, peer, text))

    # Looking

    @property
    def mac(self) -> str:
        """Its MAC address, twelve hexadecimal digits in lower case."""
        return self.setup.mac

    @property
    def state(self) -> State:
        """The whole state, part by part."""
        return self.device.core.state

    @property
    def frame(self) -> Frame:
        """The display, drawn in cells."""
        return self._drawing.frame

    @property
    def screen(self) -> Shown:
        """What the display shows, and how that reads."""
        return self._drawing.shown

    @property
    def leds(self) -> dict[str, Led]:
        """Every lamp by name: mwi, speaker, headset, mute, line1 ..."""
        return self._leds

    @property
    def calls(self) -> tuple[Call, ...]:
        """All calls, oldest first."""
        return self.state[Calls].calls

    @property
    def lines(self) -> tuple[Line, ...]:
        """All configured lines."""
        return self.state[Lines].lines

    @property
    def engine_pids(self) -> tuple[int, ...]:
        """The process ids of its call engines."""
        return self._cables.sip.engine_pids

    @property
    def patterns(self) -> dict[str, Steps]:
        """How lamps blink: steps of (1 on | 0 off, milliseconds) by name."""
        return self.device.patterns()

    @property
    def lifted(self) -> bool:
        """Whether the handset is out of its cradle."""
        return self.state[Audio].lifted

    @property
    def over(self) -> bool:
        """Whether the phone lies with its underside up."""
        return self.state[Display].over

    @property
    def plugged(self) -> frozenset[str]:
        """What is plugged in, as `plug` calls it: power, lan, headset ..."""
        cables = {LAN: self.state[Power].link, POWER: self._cables.live}
        return frozenset((*self.state[Accessories].present, *(name for name, there in cables.items() if there)))

    def subscribe(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Have `callback` called after each change of state; what comes back ends that."""
        self._subscribers.append(callback)
        return lambda: self._subscribers.remove(callback)

    def on_report(self, listener: Callable[[Report], None]) -> Callable[[], None]:
        """Have `listener` called with each report (see `emulator.reports`); what comes back ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def until(self, condition: str | Callable[[Phone], bool | None], timeout: float = 10) -> None:
        """Wait until `condition` holds: one of `emulator.conditions`, or a function of the phone.

        A LookupError in a function means not yet. Raises TimeoutError after `timeout` real seconds, or as soon as the
        condition cannot hold any more, with the last screen and journal.
        """
        await wait_until(self, condition, timeout)

    def snapshot(self) -> str:
        """The last screen and the end of the journal, for an error message."""
        journal = "\n".join(f"{line.at / 1e6:10.3f} {line.text}" for line in list(self.journal)[-20:])
        return f"{self.screen.text.rstrip()}\n{journal}"

    # Acting

    def press(self, *names: str, hold: float = 0.0) -> None:
        """Press keys one after another, as `emulator.display.keys` names them.

        Raises UnknownKeyError, with the keys before it pressed, for one that is not there now.
        """
        for name in names:
            self.post(resolve(name, self._screen, self.profile, self.device.core.now, hold))

    def dial(self, number: str) -> None:
        """Press the digits of `number`, then Dial, unless the digit map has dialled it meanwhile.

        Where the phone has no dial pad until the dialer is open, New Call comes first.
        """
        if "1" not in self.profile.hard_keys and all(hit.key != "1" for hit in self.frame.hits):
            self.press("New Call")
        self.press(*number)
        if any(key.label == "Dial" for key in self._screen.actions):
            self.press("Dial")

    def type_text(self, text: str) -> None:
        """Type into the field in focus, as with a keyboard; without one, press the keys of the dial pad.

        A keyboard has digits where the phone has no dial pad, as on the Home screen of a CCX.
        """
        if entry.fields(self._screen):
            self.post(TextTyped(text))
            return
        for character in text:
            if character in self._screen.keys:
                self.post(KeyPressed(character))
            else:
                self.press(character)

    def chord(self, *names: str, hold: float = CHORD) -> None:
        """Hold keys down together. Raises UnknownKeyError if they mean nothing now."""
        self.post(resolve_chord(names, self._screen, self.profile, hold))

    def swipe(self, direction: str) -> None:
        """Wipe over the touch screen: left, right, up, down. Raises InputError if it takes that not now."""
        self.post(resolve_swipe(direction, self._screen, self.profile))

    def touch(self, column: int, row: int, hold: float = 0.0) -> None:
        """Touch the display at a cell of `frame` for `hold` seconds, or briefly."""
        self.post(Touched(column, row, hold))

    def touch_label(self, label: str, hold: float = 0.0) -> None:
        """Touch where the display shows `label`. Raises UnknownKeyError if it does not."""
        hit = self.frame.find(label)
        if hit is None:
            raise UnknownKeyError(f"The display does not offer {label!r} to be touched.")
        self.touch(*hit.center, hold)

    def hook(self, off: bool) -> None:
        """Lift the handset, or put it back. Raises InputError for a phone without one."""
        if not self.profile.has("handset"):
            raise InputError(f"The {self.profile.name} has no handset to lift.")
        self.post(HookMoved(off))

    def plug(self, what: str) -> None:
        """Plug in (or pair) one of the model's sockets: "headset", "lan" ... Raises InputError for anything else."""
        self._plug(what, present=True)

    def unplug(self, what: str) -> None:
        """Pull out what was plugged in."""
        self._plug(what, present=False)

    def _plug(self, what: str, present: bool) -> None:
        if what not in self.profile.sockets:
            known = ", ".join(self.profile.sockets)
            raise InputError(f"nothing called {what!r} can be plugged into the {self.profile.name}: {known}")
        if what != POWER:
            self.post(Plugged(what, present))
        elif present:
            self._cables.restore()
        else:
            self._cables.cut()

    def turn_over(self, over: bool = True) -> None:
        """Turn the phone over, to read the label on its underside, or back."""
        self.post(TurnedOver(over))

    def speak(self, source: Source) -> None:
        """Let the microphone hear a tone, a WAV file, a device, or `Silence()` (see `emulator.sip.sounds`)."""
        self._cables.sip.connect(microphone=source)

    async def listen(self, seconds: float, path: Path) -> Path:
        """Record what the phone sounds, for some seconds, into a WAV file; it is complete when this returns.

        Raises TimeoutError if the phone made no sound at all: there was no call, and no tone.
        """
        await asyncio.to_thread(path.unlink, missing_ok=True)
        self._cables.sip.connect(speaker=Recording(str(path)))
        await sleep(self.clock, seconds)
        self._cables.sip.connect(speaker=Unheard())
        async with asyncio.timeout(SOUND_WAIT):
            await completed(path)
        return path

    async def advance(self, seconds: float) -> None:
        """Move time by hand; only with a manual clock. Raises InputError otherwise."""
        if not isinstance(self.clock, ManualClock) or isinstance(self.clock, FastClock):
            raise InputError("time moves by itself; use a manual clock (--clock manual) to advance it")
        await self.clock.run(seconds)
