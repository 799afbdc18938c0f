"""Where users can be reached: contacts, the connections they came over, and when each runs out."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from emulator.kernel.clock import SECOND, Alarm, Clock
from emulator.lab.happenings import Happening, Registered, Unregistered
from emulator.sip.stack.headers import SipSyntaxError, Uri
from emulator.sip.stack.hops import Hop


class Binding(msgspec.Struct, frozen=True):
    """One contact of one user, good until `due` (microseconds); `flow` is where its REGISTER came from."""

    user: str
    contact: str
    flow: Hop
    due: int
    call_id: str
    cseq: int
    agent: str = ""


class Bindings:
    """The location service: every binding ends on the clock unless it is refreshed."""

    def __init__(self, clock: Clock, tell: Callable[[Happening], None]) -> None:
        self._clock = clock
        self._tell = tell
        self._table: dict[tuple[str, str], tuple[Binding, Alarm]] = {}

    def __iter__(self) -> Iterator[Binding]:
        return iter([binding for binding, _ in self._table.values()])

    def of(self, user: str) -> list[Binding]:
        """The bindings of a user, oldest first."""
        return [binding for binding in self if binding.user == user]

    def find(self, user: str, contact: str) -> Binding | None:
        """The binding of that very contact."""
        known = self._table.get((user, contact_key(contact)))
        return known[0] if known else None

    def put(self, binding: Binding) -> None:
        """Add or refresh a binding."""
        key = (binding.user, contact_key(binding.contact))
        if known := self._table.get(key):
            known[1].cancel()
        alarm = self._clock.call_at(binding.due, lambda: self.drop(binding.user, binding.contact, "expired"))
        self._table[key] = binding, alarm
        self._tell(Registered(binding.user, binding.contact, self.remaining(binding)))

    def drop(self, user: str, contact: str, cause: str = "asked") -> None:
        """Remove a binding, if it is there."""
        if known := self._table.pop((user, contact_key(contact)), None):
            known[1].cancel()
            self._tell(Unregistered(user, known[0].contact, cause))

    def remaining(self, binding: Binding) -> int:
        """Whole seconds until a binding runs out, rounded up."""
        return max(0, -((self._clock.now() - binding.due) // SECOND))

    def connection_lost(self, hop: Hop) -> None:
        """Remove what was reachable over a connection alone that is now closed."""
        for binding in self:
            if hop.connection and binding.flow.connection == hop.connection:
                self.drop(binding.user, binding.contact, "lost")

    def clear(self) -> None:
        """Forget everybody without a word: the server was switched off."""
        for _, alarm in self._table.values():
            alarm.cancel()
        self._table.clear()


def contact_key(contact: str) -> str:
    """A contact as it is compared: scheme, user, host, port and transport (RFC 3261, section 19.1.4, in short)."""
    try:
        uri = Uri.parse(contact)
    except SipSyntaxError:
        return contact
    return f"{uri.scheme}:{uri.user}@{uri.host.lower()}:{uri.port};{(uri.param('transport') or '').lower()}"
