"""The command palette: everything that can be done with the phone and its face, by name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider

from ui.deeds import Deed, deeds
from ui.keys import FACE, spoken
from ui.themes import LOOKS

if TYPE_CHECKING:
    from ui.app import PhoneApp


def commands(app: PhoneApp) -> Iterator[Deed]:
    """All commands that make sense now."""
    for deed in (*app.more(), *deeds(app.source, app.device.press)):
        yield deed._replace(run=partial(app.device.attempt, deed.run))
    yield Deed("Type or paste a text", "into the field in focus, or as digits", app.action_write)
    for number, device in enumerate(app.devices, 1):
        if device is not app.device:
            name = device.source.profile.name
            yield Deed(f"Go to phone {number}, {name}", device.source.screen.name, partial(app.turn_to, device))
    for name in LOOKS:
        yield Deed(f"Theme: {name}", "Colours of phone and panels", partial(app.wear, name))
    for each in FACE:
        if each.action != "command_palette":
            yield Deed(each.title, spoken(each.keys), partial(app.do, each.action))


class PhoneCommands(Provider):
    """Feeds the palette."""

    def _all(self) -> Iterator[Deed]:
        return commands(cast("PhoneApp", self.app))

    async def discover(self) -> Hits:
        """Everything, before a word is typed."""
        for each in self._all():
            yield DiscoveryHit(each.name, each.run, help=each.about)

    async def search(self, query: str) -> Hits:
        """What fits the words typed so far."""
        matcher = self.matcher(query)
        for each in self._all():
            if (score := matcher.match(each.name)) > 0:
                yield Hit(score, matcher.highlight(each.name), each.run, help=each.about)
