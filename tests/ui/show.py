"""Show a phone of plain values in this terminal: `python -m tests.ui.show [MODEL]`.

The digits that are pressed appear on its display.
"""

from __future__ import annotations

import asyncio
import sys
from time import monotonic

import msgspec

from emulator.display.keys import resolve
from emulator.display.model import Field, KeyPressed
from tests.ui.fake import IDLE, SECOND, FakePhone, Note
from ui.app import run_app


class ShownPhone(FakePhone):
    """Its time is real; it shows the digits that were pressed, and prints to where nothing may be seen of it."""

    def __init__(self, model: str) -> None:
        self._start = monotonic()
        super().__init__(model)
        self._digits = ""

    @property
    def now(self) -> int:
        """Microseconds since the start."""
        return int((monotonic() - self._start) * SECOND)

    @now.setter
    def now(self, _: int) -> None:
        """Real time cannot be set."""

    def press(self, name: str, hold: float = 0) -> None:
        """Show digits, note other keys in the journal."""
        event = resolve(name, self.screen, self.profile, self.now, hold)
        print("noise on stdout")
        print("noise on stderr", file=sys.stderr)
        if isinstance(event, KeyPressed) and event.key.isdigit():
            self._digits += event.key
        self.journal.append(Note(self.now, "key", name))
        self.change(screen=msgspec.structs.replace(IDLE, body=(Field("Number", self._digits),)))


if __name__ == "__main__":
    sys.exit(asyncio.run(run_app(ShownPhone(sys.argv[1] if len(sys.argv) > 1 else "VVX_450"))))
