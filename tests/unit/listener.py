"""Somebody who only listens to a phone: what `--ui lines` prints, line by line."""

from __future__ import annotations

from typing import Any

from emulator.kernel.state import Effect, Event
from emulator.reports import Reporter, describe
from emulator.voice import Voice
from tests.unit.hands import Hands

SILENT = ("fetch", "log", "screen")


class Listener(Hands):
    """Hands on a phone, and ears: `heard` is what it says since the last `listen`."""

    def __init__(self, model: str = "VVX_450", **more: Any) -> None:
        self.heard: list[str] = []
        self.voice = Voice()
        self.reporter: Reporter | None = None
        super().__init__(model, **more)

    def _observe(self, event: Event) -> None:
        super()._observe(event)
        self.reporter = self.reporter or Reporter(self.device)
        self._say(self.reporter.after(event))

    def _perform(self, effects: list[Effect]) -> None:
        self._look()
        super()._perform(effects)
        self._look()

    def _look(self) -> None:
        if self.reporter:
            self._say(self.reporter.face(self.screen, self.text, self.device.leds()))
            self.heard += self.voice.look(self.screen)

    def _say(self, reports: Any) -> None:
        self.heard += [describe(report) for report in reports if report["kind"] not in SILENT]

    def wait(self, seconds: float) -> None:
        """Let time pass, from one thing that happens or alters the display by itself to the next."""
        end = self.now + round(seconds * 1_000_000)
        while (due := self._due()) < end:
            super().wait((due - self.now) / 1_000_000)
        super().wait((end - self.now) / 1_000_000)

    def _due(self) -> int:
        dues = (self.device.core.next_due, self.screen.changes_at)
        return max(self.now + 1, min((due for due in dues if due is not None), default=1 << 62))

    def listen(self) -> list[str]:
        """What has been heard since one listened last."""
        heard, self.heard = self.heard, []
        return heard
