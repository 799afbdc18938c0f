"""`emulator.lab.PC`: a simulated Windows PC with the connector and a Skype for Business client."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol, Self

import msgspec

from emulator.btoe.places import default_folder
from emulator.kernel.clock import Alarm, Clock, RealClock
from emulator.kernel.state import Effect, Event, State
from emulator.lab.pc.actions import ActionError, PlugCable, PullCable, action_of
from emulator.lab.pc.computer import Computer, RefusedError
from emulator.lab.pc.link import Line, UnknownPhoneError, find
from emulator.lab.pc.logs import Logs
from emulator.lab.pc.memory import kept, load, parts, save
from emulator.lab.pc.model import (
    Browse,
    Client,
    Connect,
    Connector,
    Disconnect,
    Note,
    PlayFile,
    RecordFile,
    Say,
    Setup,
    Sound,
    SpeakFile,
    Windows,
)
from emulator.lab.pc.player import Player
from emulator.lab.pc.reports import Report, changes, status
from emulator.lab.pc.waves import WaveError


class Socketed(Protocol):
    """What a PC needs of a phone to put its cable into it."""

    @property
    def mac(self) -> str:
        """Its MAC address."""

    def plug(self, what: str) -> None:
        """Plug something in."""

    def unplug(self, what: str) -> None:
        """Pull it out."""


class PC:
    """A PC, switched on with somebody signed in to Windows: `async with PC(folder) as pc`.

    `pc.do("install")`, `pc.do("start")`, `pc.do("pair", code="gNCYoV19")` ... do what its user does (the verbs of
    `emulator.lab.pc.verbs`); `windows`, `connector`, `client` and `sound` are values of this moment.
    """

    def __init__(
        self,
        folder: Path | str,
        *,
        clock: Clock | None = None,
        run: Path | None = None,
        browse: Callable[[str], object] | None = None,
        wall: Callable[[], float] = time.time,
        **about: str,
    ) -> None:
        """`folder` is that of its user: logs and what is installed are kept there.

        `run` is the folder where phones are found, `browse` opens web pages, `about` is `name` or `system`. Raises
        OSError, MemoryFileError.
        """
        self.folder = Path(folder)
        self.run = run or default_folder()
        self.logs = Logs(self.folder, wall)
        self.browsed: list[str] = []
        memory = msgspec.structs.replace(load(self.folder), **about)
        self._kept = memory
        self._computer = Computer(*parts(memory))
        self._clock = clock
        self._browse = browse or self.browsed.append
        self._line: Line | None = None
        self._leaving: set[asyncio.Task[None]] = set()
        self._alarm: Alarm | None = None
        self._cable: Socketed | None = None
        self._before = status(self.state)
        self._subscribers: list[Callable[[], None]] = []
        self._listeners: list[Callable[[Report], None]] = []
        self._changed = asyncio.Event()

    async def __aenter__(self) -> Self:
        """Switch it on. Raises OSError if there can be no such folder."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.clock: Clock = self._clock or RealClock()
        self._start = self.clock.now()
        self._player = Player(self.clock, lambda: self.state, self._send, self._feed)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Switch it off; a phone that is paired is told."""
        if self._alarm is not None:
            self._alarm.cancel()
        self._player.close()
        self._hang_up("exit")
        await asyncio.gather(*self._leaving)

    # Looking

    @property
    def state(self) -> State:
        """The whole state, part by part."""
        return self._computer.state

    @property
    def windows(self) -> Windows:
        """The session, what is installed, cable and firewall."""
        return self._computer.windows

    @property
    def connector(self) -> Connector:
        """Pairing."""
        return self._computer.connector

    @property
    def client(self) -> Client:
        """The Skype for Business client."""
        return self._computer.client

    @property
    def sound(self) -> Sound:
        """Audio devices."""
        return self._computer.sound

    @property
    def log(self) -> str:
        """The connector's log."""
        return self.logs.read()

    def status(self) -> dict[str, Any]:
        """Everything as plain data, without codes."""
        return status(self.state)

    def subscribe(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Have `callback` called after each change; what comes back ends that."""
        self._subscribers.append(callback)
        return lambda: self._subscribers.remove(callback)

    def on_report(self, listener: Callable[[Report], None]) -> Callable[[], None]:
        """Have `listener` called with each report (see `emulator.lab.pc.reports`); what comes back ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def until(self, condition: Callable[[PC], object], timeout: float = 10) -> None:
        """Wait until `condition` holds; a LookupError in it means not yet.

        Raises TimeoutError after `timeout` real seconds, with the PC as it is.
        """
        try:
            async with asyncio.timeout(timeout):
                while not self._holds(condition):
                    await self._changed.wait()
        except TimeoutError:
            raise TimeoutError(f"it did not come about: {self.status()}\n{self.log}") from None

    def _holds(self, condition: Callable[[PC], object]) -> bool:
        self._changed.clear()
        try:
            return bool(condition(self))
        except LookupError:
            return False

    # Acting

    def do(self, verb: str, **words: Any) -> None:
        """Do one of the verbs.

        Raises ActionError with one sentence if that cannot be; OSError if the PC's folder cannot be written.
        """
        self.act(verb, words)

    def act(self, verb: str, words: Mapping[str, Any]) -> None:
        """The same, with the words as a mapping."""
        action = action_of(verb, dict(words))
        if isinstance(action, PlugCable):
            action = PlugCable(self._found(action.phone))
        try:
            self._carry_on(self._computer.do(action, self._now))
        except RefusedError as refused:
            self._carry_on(refused.effects)
            raise
        except WaveError as error:
            self._carry_on(self._computer.feed(action_of(verb, {}), self._now))
            raise ActionError(str(error)) from None

    def _found(self, name: str) -> str:
        try:
            return find(self.run, name).mac
        except UnknownPhoneError as error:
            raise ActionError(str(error)) from None

    def plug(self, phone: Socketed) -> None:
        """Put the PC's cable into the PC port of a phone."""
        phone.plug("pc")
        self._cable = phone
        self._carry_on(self._computer.do(PlugCable(phone.mac), self._now))

    def unplug(self) -> None:
        """Pull the cable that `plug` put in."""
        if self._cable is not None:
            self._cable.unplug("pc")
        self._carry_on(self._computer.do(PullCable(), self._now))

    # What comes of it

    @property
    def _now(self) -> int:
        return self.clock.now() - self._start

    def _feed(self, event: Event) -> None:
        self._go_on(self._computer.feed(event, self._now))

    def _tick(self) -> None:
        self._go_on(self._computer.advance(self._now))

    def _go_on(self, effects: list[Effect]) -> None:
        """Perform what nobody waits for; what cannot be written is told to whoever listens."""
        try:
            self._carry_on(effects)
        except OSError as error:
            self._report({"kind": "error", "text": f"{self.folder} cannot be used: {error.strerror or error}."})

    def _carry_on(self, effects: list[Effect]) -> None:
        try:
            for effect in effects:
                self._perform(effect)
        finally:
            self._after()

    def _perform(self, effect: Effect) -> None:
        match effect:
            case Connect():
                self._hang_up("")
                self._line = Line(effect, self.clock, self.run, self._feed, self._player.hear)
            case Disconnect(reason):
                self._hang_up(reason)
            case Say(message) if self._line is not None:
                self._line.say(message)
            case PlayFile() | SpeakFile() | RecordFile():
                self._player.perform(effect)
            case Note():
                self.logs.note(effect)
                self._report({"kind": "log", "level": effect.level, "text": effect.text})
            case Setup():
                self._report({"kind": "setup", "action": effect.action, "log": str(self.logs.setup(effect))})
            case Browse(url):
                self._browse(url)
                self._report({"kind": "web", "url": url})

    def _hang_up(self, reason: str) -> None:
        if self._line is not None:
            task = asyncio.create_task(self._line.close(reason))
            self._leaving.add(task)
            task.add_done_callback(self._leaving.discard)
            self._line = None

    def _send(self, pcm: bytes) -> None:
        if self._line is not None:
            self._line.sound(pcm)

    def _after(self) -> None:
        """Keep what is to be kept, set the next alarm, and tell who watches."""
        if (memory := kept(self._computer)) != self._kept:
            self._kept = memory
            save(self.folder, memory)
        if self._alarm is not None:
            self._alarm.cancel()
        due = self._computer.next_due
        self._alarm = None if due is None else self.clock.call_at(self._start + due, self._tick)
        before, self._before = self._before, status(self.state)
        for report in changes(before, self._before):
            self._report(report)
        self._changed.set()
        for subscriber in list(self._subscribers):
            subscriber()

    def _report(self, report: Report) -> None:
        for listener in list(self._listeners):
            listener({"t": self._now / 1_000_000} | report)
