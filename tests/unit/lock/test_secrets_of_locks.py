"""Codes and passwords of the locks are nowhere to be read, and a recording of their use replays all the same."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import msgspec

from emulator.boot.model import PowerOn
from emulator.boot.orders import Compare, Digest, Log, Remember
from emulator.display import entry
from emulator.kernel.state import Effect, Event
from emulator.lock.model import LockNow
from emulator.recording import Recorder, face, replay, veiled
from emulator.reports import Reporter
from tests.unit.hands import Hands
from tests.unit.lock.desk import ALICE, CODE, PASSWORD, Arrive, Desk

NEW, OTHER = "246802", "777111"
SECRETS = (CODE, NEW, OTHER, PASSWORD)


class Taped(Desk):
    """A phone that is recorded as it lives, with hashes as they are made."""

    def __init__(self, *arguments: Any, **fields: Any) -> None:
        self.tape = io.BytesIO()
        self.texts: list[str] = []
        super().__init__(*arguments, **fields)

    def _answer(self, effect: Effect) -> Event | None:
        return Hands._answer(self, effect)

    def feed(self, event: Event) -> None:
        """The recording begins with the power."""
        if isinstance(event, PowerOn):
            self._roll()
        super().feed(event)

    def _roll(self) -> None:
        self.recorder, self.reporter = Recorder(self.tape, self.device, "1"), Reporter(self.device)
        self.device.core.observers.append(lambda event: self.texts.extend(map(str, self.reporter.after(event))))
        plain = self.device.feed

        def feed(event: Event, at: int) -> list[Effect]:
            typed = entry.secret(self.screen)
            effects = plain(event, at)
            self.recorder.event(veiled(event, typed, self.device), at)
            self.recorder.face(face(self.device, self.screen, self.device.leds()), at)
            self.texts.append(self.text)
            return effects

        self.device.feed = feed  # type: ignore[method-assign]
        self.recorder.face(face(self.device, self.screen, self.device.leds()), self.now)


def _forms(desk: Desk, *texts: str) -> None:
    for text in texts:
        desk.type(text)
        desk.press("Down")
    desk.press("Submit")


def test_no_secret_can_be_read_anywhere() -> None:
    """Not in a recording, a report, a log, on a screen, in flash, nor in the state once the form is closed."""
    desk = Taped()
    desk.feed(Arrive(ALICE))
    desk.make_code()
    desk.lock()
    desk.press("Unlock")
    desk.enter(OTHER)
    desk.press("Forgot")
    _forms(desk, PASSWORD, NEW, NEW)
    assert "unlocked" == desk.own.state
    desk.open_device_lock()
    desk.pick("Change Lock Code")
    _forms(desk, NEW, CODE, CODE)
    assert "Lock code changed." == desk.said[-1]
    desk.wait(4)
    desk.feed(LockNow())
    desk.unlock()
    assert "unlocked" == desk.own.state
    written = [effect.data.decode() for effect in desk.effects if isinstance(effect, Remember)]
    logged = [effect.text for effect in desk.effects if isinstance(effect, Log)]
    told = [repr(fact) for fact in desk.facts if type(fact).__name__.startswith(("Submit", "Code", "Check"))]
    state = json.dumps(msgspec.to_builtins(desk.device.core.state.dump()), default=str)
    for text in (*written, *logged, *told, *desk.texts, state):
        assert not any(secret in text for secret in SECRETS), text
    tape = desk.tape.getvalue().decode()
    assert not any(secret in tape for secret in (*SECRETS, "scrypt:"))
    assert 4 < tape.count('"key":"Down"'), "keys that lead from field to field are no secret, and needed in a replay"


def test_what_is_kept_is_a_slow_hash() -> None:
    """A salted one, another one each time; what flash holds is not the code in any spelling."""
    kept = []
    for _ in range(2):
        desk = Taped()
        desk.feed(Arrive(ALICE))
        desk.make_code()
        kept.append(desk.kept.hashed_code)
    assert all(each.startswith("scrypt:") for each in kept)
    assert kept[0] != kept[1]


def test_a_code_is_compared_by_its_hash_alone() -> None:
    """Whoever compares is given what was typed and a hash; only a second typing meets the first one's hash."""
    desk = Taped()
    desk.feed(Arrive(ALICE))
    desk.make_code()
    desk.lock()
    desk.unlock()
    compared = [effect for effect in desk.effects if isinstance(effect, Compare)]
    assert all(candidate.startswith("scrypt:") for effect in compared for candidate in effect.candidates)
    assert 1 == len([effect for effect in desk.effects if isinstance(effect, Digest)])


def test_a_recording_of_locking_replays(tmp_path: Path) -> None:
    """With what was typed veiled, the same faces come: wrong and right codes were told apart by who compared them."""
    desk = Taped('phoneLock.enabled="1"', base="Generic")
    desk.lock()
    desk.press("Unlock")
    desk.enter("4321")
    desk.enter("123")
    assert "unlocked" == desk.own.state
    path = tmp_path / "lock.rec"
    path.write_bytes(desk.tape.getvalue())
    result = replay(path)
    assert result.difference is None
    assert result.faces > 5
