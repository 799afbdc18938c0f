"""A whole phone with paging, whose links answer well and at once."""

from __future__ import annotations

from typing import TypeVar

from emulator.boot.model import ChangeSettings
from emulator.calls.model import Dial
from emulator.display.model import HookMoved
from emulator.kernel.state import Effect, Event, PartT
from emulator.paging.model import Paging
from tests.unit.hands import Hands
from tests.unit.world import site

ON = {"ptt.pageMode.enable": "1", "ptt.pttMode.enable": "1", "ptt.pageMode.group.1.label": "All"}

EffectT = TypeVar("EffectT", bound=Effect)


class PagingPhone(Hands):
    """An idle VVX 450 with group paging and push-to-talk."""

    def __init__(self, **values: str) -> None:
        """In names of parameters, __ stands for a point."""
        given = {**ON, **{name.replace("__", "."): value for name, value in values.items()}}
        super().__init__(files={"site.cfg": site(more=" ".join(f'{name}="{each}"' for name, each in given.items()))})
        self.effects.clear()

    def __getitem__(self, part: type[PartT]) -> PartT:
        return self.device.core.state[part]

    @property
    def heard(self) -> int:
        """The channel that sounds, 0 for none."""
        page = self[Paging].heard
        return page.channel if page else 0

    def sent(self, kind: type[EffectT]) -> list[EffectT]:
        """The effects of a kind so far."""
        return [each for each in self.effects if isinstance(each, kind)]

    def set(self, name: str, value: str) -> None:
        """Change a setting as the menus do."""
        self.feed(ChangeSettings({name: value}))

    def let(self, *events: Event) -> None:
        """Let things happen, one after the other."""
        for event in events:
            self.feed(event)

    def in_call(self, path: str) -> None:
        """Have a call up by speaker or handset."""
        if path == "handset":
            self.feed(HookMoved(True))
        self.feed(Dial("1002"))
        assert "connected" in self.text.lower() or "Active" in self.text, self.text
