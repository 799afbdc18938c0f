"""Conditions that a run can wait for: `vphone run --until registered`, `phone.until("registered")`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from emulator.boot.model import Power, Provisioning
from emulator.btoe.model import activated, paired
from emulator.calls.model import PLACING, Calls
from emulator.condition_names import NAMES
from emulator.device import Shown
from emulator.display.model import Led
from emulator.kernel.spelling import meant
from emulator.kernel.state import State
from emulator.lines.model import Lines
from emulator.lock.model import locked
from emulator.signin.model import SignIn, user
from emulator.voicemail.model import Voicemail


class Watched(Protocol):
    """A phone, as far as conditions look at it."""

    @property
    def screen(self) -> Shown:
        """What the display shows."""

    @property
    def state(self) -> State:
        """The whole state, part by part."""

    @property
    def leds(self) -> Mapping[str, Led]:
        """Every lamp by name."""


Verdict = bool | None
"""True: holds. None: not yet. False: cannot hold any more."""

Condition = Callable[[Watched], Verdict]


CALL_STATES = (*PLACING, "offering", "connected", "held", "remote-held", "conference", "transferring", "ended")
COLORS = ("off", "white", "red", "green", "amber", "blue")


class UnknownConditionError(ValueError):
    """No condition is spelt so."""


def _running(state: State) -> bool:
    return state[Power].state == "running"


def _ready(phone: Watched) -> Verdict:
    return True if _running(phone.state) else None


def _registered(phone: Watched) -> Verdict:
    if not _running(phone.state):
        return None
    lines = phone.state[Lines].lines
    return all(line.registered for line in lines) or None if lines else False


def _boot_failed(phone: Watched) -> Verdict:
    if not _running(phone.state):
        return None
    return phone.state[Provisioning].source != "server"


def _registration_failed(phone: Watched) -> Verdict:
    return any(line.state == "failed" for line in phone.state[Lines].lines) or None


def _locked(phone: Watched) -> Verdict:
    return (_running(phone.state) and locked(phone.state)) or None


def _unlocked(phone: Watched) -> Verdict:
    return (_running(phone.state) and not locked(phone.state)) or None


def _signed_in(phone: Watched) -> Verdict:
    return user(phone.state) is not None or None


def _signed_out(phone: Watched) -> Verdict:
    own = phone.state[SignIn]
    return (_running(phone.state) and own.state == "out" and not own.entered) or None


def _idle(phone: Watched) -> Verdict:
    return (_running(phone.state) and not phone.state[Calls].calls) or None


def _messages(phone: Watched) -> Verdict:
    return any(box.new or box.urgent for box in phone.state[Voicemail].mailboxes) or None


def _paired(phone: Watched) -> Verdict:
    return paired(phone.state) or None


def _activated(phone: Watched) -> Verdict:
    return activated(phone.state) or None


_PLAIN: dict[str, Condition] = {
    "paired": _paired,
    "btoe-activated": _activated,
    "ready": _ready,
    "registered": _registered,
    "boot-failed": _boot_failed,
    "registration-failed": _registration_failed,
    "idle": _idle,
    "signed-in": _signed_in,
    "signed-out": _signed_out,
    "locked": _locked,
    "unlocked": _unlocked,
    "messages": _messages,
}


def _line_registered(index: int) -> Condition:
    def check(phone: Watched) -> Verdict:
        if not _running(phone.state):
            return None
        line = next((each for each in phone.state[Lines].lines if each.index == index), None)
        return False if line is None else line.registered or None

    return check


def _call_in(state: str) -> Condition:
    return lambda phone: any(call.state == state for call in phone.state[Calls].calls) or None


def _lamp(name: str, color: str) -> Condition:
    return lambda phone: (name in phone.leds and phone.leds[name].color == color) or None


def _shows(text: str) -> Condition:
    return lambda phone: text in phone.screen.text or None


def parse_condition(text: str) -> Condition:
    """The condition that `text` spells.

    Raises UnknownConditionError with what was probably meant.
    """
    name, _, argument = text.partition(":")
    if text in _PLAIN:
        return _PLAIN[text]
    if name == "registered" and argument.isdecimal():
        return _line_registered(int(argument))
    if name == "call" and argument:
        return _call_in(_one_of(argument, CALL_STATES, "state of a call"))
    if name == "led" and "=" in argument:
        lamp, _, color = argument.partition("=")
        return _lamp(lamp, _one_of(color, COLORS, "colour of a lamp"))
    if name == "screen" and argument:
        return _shows(argument)
    raise UnknownConditionError(f"{text!r} is not a condition; {meant(text, list(NAMES))}")


def _one_of(word: str, words: Sequence[str], what: str) -> str:
    if word not in words:
        raise UnknownConditionError(f"{word!r} is no {what}; {meant(word, words)}")
    return word
