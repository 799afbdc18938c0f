"""A pure phone that shows things: the display slice among parts that tests set as they like."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from emulator.accessories.model import Accessories
from emulator.attendant.model import Attendant
from emulator.audio.model import Audio
from emulator.boot.model import Power, Provisioning
from emulator.btoe.model import Btoe
from emulator.calls.model import Calls
from emulator.config.files import ParameterFile, Setting
from emulator.config.identity import identify
from emulator.config.layers import configure
from emulator.contacts import machine as contacts
from emulator.display import home
from emulator.display.canvas import Frame
from emulator.display.compose import compose
from emulator.display.frame import draw
from emulator.display.keys import resolve
from emulator.display.leds import leds
from emulator.display.machine import make_slice
from emulator.display.model import Display, Led, Scene, Screen, View
from emulator.features.model import Features
from emulator.kernel.core import Core, Fault
from emulator.kernel.profile import load_profile
from emulator.kernel.slices import Slice
from emulator.kernel.state import Event, Part
from emulator.lines.model import Line, Lines, LineSettings
from emulator.lock.model import Lock
from emulator.media.model import Media
from emulator.network.model import Network
from emulator.paging.model import Paging
from emulator.presence.model import Presence
from emulator.settings import views as settings_views
from emulator.settings.model import Menus, Nameplate
from emulator.sharing.model import Sharing
from emulator.signin.model import SignIn
from emulator.usb.model import Usb
from emulator.voicemail.model import Voicemail

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a text exactly with the golden file of that name."""

    def compare(name: str, text: str) -> None:
        file = GOLDEN / name
        if request.config.getoption("--update-golden"):
            file.write_text(text, encoding="utf-8")
        assert file.read_text(encoding="utf-8") == text

    return compare


OTHERS: tuple[type[Part], ...] = (
    *(
        Accessories,
        Power,
        Provisioning,
        Lines,
        Calls,
        Audio,
        Voicemail,
        Nameplate,
        Features,
        Network,
        Menus,
        Attendant,
        Presence,
        Sharing,
        Media,
        Usb,
        Btoe,
        Paging,
        SignIn,
        Lock,
    ),
)


class Bench:
    """A phone of given parts, and what it tells."""

    def __init__(self, model: str, *parts: Part, views: tuple[View, ...] = ()) -> None:
        self.views = (*home.VIEWS, *settings_views.VIEWS, *views)
        self.profile = load_profile(model)
        others: list[Slice[Any]] = [*contacts.SLICES, *(Slice[Part](kind, {}) for kind in OTHERS)]
        self.core = Core([make_slice(self.views), *others], self.profile, [Power(state="running"), *parts])
        self.told: list[Event] = []
        self.core.observers.append(self.told.append)

    @property
    def scene(self) -> Scene:
        return Scene(self.core.state, self.profile, self.core.now)

    @property
    def screen(self) -> Screen:
        return compose(self.scene, self.views)

    @property
    def frame(self) -> Frame:
        return draw(self.screen, self.profile, self.core.now)

    @property
    def leds(self) -> dict[str, Led]:
        return leds(self.scene)

    @property
    def display(self) -> Display:
        return self.core.state[Display]

    def feed(self, event: Event) -> None:
        self.core.feed(event, self.core.now)
        assert not [fault for fault in self.told if isinstance(fault, Fault)]

    def press(self, name: str) -> None:
        self.feed(resolve(name, self.screen, self.profile, self.core.now))

    def advance(self, seconds: float) -> None:
        self.core.advance(self.core.now + round(seconds * 1_000_000))

    def set(self, part: Part) -> None:
        """Exchange a part, as its slice would."""
        self.core.state = self.core.state.replaced(part)


@pytest.fixture
def bench() -> type[Bench]:
    """The maker of pure phones."""
    return Bench


def _lines(*labels: str, state: str = "registered", keys: int = 1) -> Lines:
    settings = (
        LineSettings(index, f"200{index}", "pbx.example", "", label, "", line_keys=keys)
        for index, label in enumerate(labels, 1)
    )
    return Lines(tuple(Line(each, state) for each in settings))


@pytest.fixture
def lines() -> Callable[..., Lines]:
    """Makes the Lines part: registered lines with these labels."""
    return _lines


@pytest.fixture
def configured() -> Callable[[dict[str, str]], Provisioning]:
    """Makes the Provisioning part of a phone with these parameters set in its configuration file."""

    def make(values: dict[str, str]) -> Provisioning:
        settings = {name: Setting(value) for name, value in values.items()}
        file = ParameterFile("phone.cfg", settings=settings)
        return Provisioning(configure(identify(load_profile("VVX_450"), "0004f2aabb01"), files=[file]))

    return make
