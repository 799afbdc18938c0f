"""A PC of plain values, for the window to show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from emulator.btoe.wire import AskCredentials, PhoneCall, PhoneCalls, PhoneStatus, SignInOutcome, Welcome
from emulator.lab.pc.actions import PlugCable, action_of
from emulator.lab.pc.computer import Computer
from emulator.lab.pc.model import Reached, Said
from emulator.lab.pc.reports import status

PHONE = Welcome("CCX_500", "Poly CCX 500", "64167faabb01", "6.2.0", "Poly CCX Phone", "https://192.0.2.7/")
JANE = "jdoe@example.com"


class FakePc:
    """Fulfils `ui.connector.source.Desk` with the pure PC and no phone; `did` is what was done to it."""

    def __init__(self) -> None:
        self._pc = Computer()
        self.did: list[tuple[str, dict[str, Any]]] = []
        self.log = "11/21/2026 10:42:00 INFO  Polycom BToE Connector 4.3.0 started\n"
        self._callbacks: list[Callable[[], None]] = []
        for verb, words in (("install", {}), ("start", {}), ("sign-in", {"address": JANE})):
            self._pc.do(action_of(verb, words), 0)

    def pair(self, account: str = JANE) -> None:
        """A phone is paired, and somebody is signed in there."""
        self._pc.do(PlugCable(PHONE.mac), 0)
        self._pc.feed(Reached(), 0)
        self.hear(PHONE)
        self.hear(PhoneStatus(account, activated=account == JANE))
        self._pc.do(action_of("devices", {"primary": PHONE.device}), 0)

    def hear(self, message: Any) -> None:
        """The phone says something."""
        self._pc.feed(Said(message), 0)
        self._ring()

    def ask(self, guest: bool = False) -> None:
        """The phone asks for credentials."""
        self.hear(AskCredentials(guest))

    def answer(self, success: bool, text: str = "") -> None:
        """The phone says what came of them."""
        self.hear(SignInOutcome(success, text))

    def phone_call(self) -> None:
        """The phone has a call of its own."""
        self.hear(PhoneCalls((PhoneCall(4, "1002@example.com", "Second Party", "in", "ringing"),)))

    def write(self, line: str) -> None:
        """A line more in the log."""
        self.log += line
        self._ring()

    def status(self) -> dict[str, Any]:
        """As the real one."""
        return status(self._pc.state)

    def act(self, verb: str, words: Mapping[str, Any]) -> None:
        """Do it, and note it."""
        self.did.append((verb, dict(words)))
        self._pc.do(action_of(verb, dict(words)), 0)
        self._ring()

    def subscribe(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Keep the callback."""
        self._callbacks.append(callback)
        return lambda: self._callbacks.remove(callback)

    @property
    def followers(self) -> int:
        """How many follow the PC."""
        return len(self._callbacks)

    def _ring(self) -> None:
        for callback in tuple(self._callbacks):
            callback()
