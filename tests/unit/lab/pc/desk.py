"""A pure PC under somebody's hands; the phone is played by the tests."""

from __future__ import annotations

from typing import Any, TypeVar

import pytest

from emulator.btoe.wire import Message, PhoneStatus, Welcome
from emulator.kernel.state import Effect, Event, Part
from emulator.lab.pc.actions import ActionError, PlugCable, action_of
from emulator.lab.pc.computer import Computer, RefusedError
from emulator.lab.pc.model import Note, Reached, Said, Say

VVX = Welcome("VVX_450", "Polycom VVX 450", "0004f2aabb01", "5.9.5", "Polycom VVX Phone", "https://phone.example")
CCX = Welcome("CCX_500", "Poly CCX 500", "64167faabb01", "6.2.0", "Poly CCX Phone", "https://phone.example")
JANE = "jdoe@example.com"

EffectT = TypeVar("EffectT", bound=Effect)


class Desk:
    """Do things, let the phone speak, look. Every effect is kept until it is asked for."""

    def __init__(self, *parts: Part) -> None:
        self.pc = Computer(*parts)
        self.now = 0
        self._effects: list[Effect] = []

    def do(self, verb: str, **words: Any) -> None:
        """Do something that must work."""
        self.act(action_of(verb, words))

    def act(self, action: Event) -> None:
        """The same, as an event."""
        try:
            self._effects += self.pc.do(action, self.now)
        except RefusedError as refused:
            self._effects += refused.effects
            raise

    def refused(self, verb: str, **words: Any) -> str:
        """Do something that must not work; the sentence that says why."""
        with pytest.raises(ActionError) as caught:
            self.do(verb, **words)
        return str(caught.value)

    def feed(self, event: Event) -> None:
        """Let something happen outside."""
        effects = self.pc.feed(event, self.now)
        assert not [each for each in effects if isinstance(each, Note) and "could not handle" in each.text], effects
        self._effects += effects

    def hear(self, message: Message) -> None:
        """The phone speaks."""
        self.feed(Said(message))

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.now += round(seconds * 1_000_000)
        self._effects += self.pc.advance(self.now)

    def took(self, kind: type[EffectT]) -> list[EffectT]:
        """The effects of that kind since they were last asked for."""
        taken = [effect for effect in self._effects if isinstance(effect, kind)]
        self._effects = [effect for effect in self._effects if not isinstance(effect, kind)]
        return taken

    def said(self) -> list[Message]:
        """What has been told to the phone since."""
        return [effect.message for effect in self.took(Say)]


def started(*parts: Part, version: str = "4.3.0") -> Desk:
    """A PC whose connector runs, with Jane signed in to the client."""
    desk = Desk(*parts)
    desk.do("install", version=version)
    desk.do("start")
    desk.do("sign-in", address=JANE)
    return desk


def paired(phone: Welcome = VVX, account: str = JANE) -> Desk:
    """A PC that is paired by the cable with a phone where somebody is signed in."""
    desk = started()
    desk.act(PlugCable(phone.mac))
    desk.feed(Reached())
    desk.hear(phone)
    desk.hear(PhoneStatus(account, activated=account == JANE))
    desk.took(Effect)
    return desk
