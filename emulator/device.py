"""The pure phone: all slices in one core, and the faces computed from its state.

This is the only place that knows every slice. `phone.py` adds the links to it; a replay and the property tests run
it bare.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from emulator.accessories import machine as accessories
from emulator.attendant import machine as attendant
from emulator.attendant import pickup_views
from emulator.attendant import views as attendant_views
from emulator.audio import machine as audio
from emulator.boot import machine as boot
from emulator.boot import views as boot_views
from emulator.btoe import machine as btoe
from emulator.btoe import views as btoe_views
from emulator.calls import machine as calls
from emulator.calls import views as call_views
from emulator.calls.keys import base_keys
from emulator.contacts import machine as contacts
from emulator.contacts import views as contact_views
from emulator.display import home
from emulator.display import machine as display
from emulator.display.compose import compose
from emulator.display.frame import Frame, draw
from emulator.display.hardkeys import feature_keys
from emulator.display.leds import leds
from emulator.display.model import Led, Scene, Screen, View
from emulator.display.patterns import Steps, patterns
from emulator.efk import machine as efk
from emulator.efk import views as efk_views
from emulator.features import machine as features
from emulator.features import views as feature_views
from emulator.kernel.core import Core
from emulator.kernel.machines import Machine
from emulator.kernel.profile import DeviceProfile
from emulator.kernel.slices import Slice
from emulator.kernel.state import Effect, Event, Part
from emulator.lines import machine as lines
from emulator.lock import machine as lock
from emulator.lock import views as lock_views
from emulator.login import machine as login
from emulator.login import views as login_views
from emulator.media import machine as media
from emulator.meetings import machine as meetings
from emulator.meetings import views as meeting_views
from emulator.messaging import machine as messaging
from emulator.messaging import views as messaging_views
from emulator.network import machine as network
from emulator.paging import machine as paging
from emulator.paging import views as paging_views
from emulator.presence import machine as presence
from emulator.presence import views as presence_views
from emulator.roster import machine as roster
from emulator.roster import views as roster_views
from emulator.saver import machine as saver
from emulator.saver import views as saver_views
from emulator.settings import machine as settings
from emulator.settings import views as settings_views
from emulator.settings.keys import menu_keys
from emulator.settings.model import Nameplate
from emulator.sharing import machine as sharing
from emulator.sharing import views as sharing_views
from emulator.signin import machine as signin
from emulator.signin import views as signin_views
from emulator.usb import machine as usb
from emulator.usb import views as usb_views
from emulator.voicemail import machine as voicemail
from emulator.voicemail import views as voicemail_views
from emulator.watching import machine as watching

VIEWS: tuple[View, ...] = (
    *boot_views.VIEWS,
    *home.VIEWS,
    *call_views.VIEWS,
    *voicemail_views.VIEWS,
    *settings_views.VIEWS,
    *login_views.VIEWS,
    *feature_views.VIEWS,
    *contact_views.VIEWS,
    *usb_views.VIEWS,
    *saver_views.VIEWS,
    *attendant_views.VIEWS,
    *pickup_views.VIEWS,
    *efk_views.VIEWS,
    *presence_views.VIEWS,
    *sharing_views.VIEWS,
    *paging_views.VIEWS,
    *roster_views.VIEWS,
    *meeting_views.VIEWS,
    *messaging_views.VIEWS,
    *btoe_views.VIEWS,
    *lock_views.VIEWS,
    *signin_views.VIEWS,
)


def hard_keys(scene: Scene) -> dict[str, Event]:
    """What keys and combinations of keys mean wherever a screen does not say otherwise."""
    return {**menu_keys(scene), **feature_keys(scene), **base_keys(scene)}


SLICES: tuple[Slice[Any], ...] = (
    *boot.SLICES,
    *network.SLICES,
    lines.SLICE,
    features.SLICE,
    *contacts.SLICES,
    calls.SLICE,
    accessories.SLICE,
    audio.SLICE,
    media.SLICE,
    usb.SLICE,
    saver.SLICE,
    voicemail.SLICE,
    watching.SLICE,
    attendant.SLICE,
    efk.SLICE,
    presence.SLICE,
    sharing.SLICE,
    paging.SLICE,
    roster.SLICE,
    meetings.SLICE,
    messaging.SLICE,
    btoe.SLICE,
    lock.SLICE,
    signin.SLICE,
    settings.SLICE,
    login.SLICE,
    display.make_slice(VIEWS, hard_keys),
)


class Shown(Screen, frozen=True):
    """A screen together with its drawing: `text` is what a reader of the display sees, row by row."""

    text: str = ""


class Drawing:
    """A screen as it is seen, drawn once somebody looks at it."""

    def __init__(self, device: Device, screen: Screen) -> None:
        self._device = device
        self._screen = screen

    @cached_property
    def frame(self) -> Frame:
        """The display in cells."""
        return self._device.frame(self._screen)

    @cached_property
    def shown(self) -> Shown:
        """The screen together with how it reads."""
        fields = {name: getattr(self._screen, name) for name in Screen.__struct_fields__}
        return Shown(**fields, text=self.frame.text())


class Device:
    """One phone without links: events in, effects out, screen and lamps to look at."""

    def __init__(
        self, profile: DeviceProfile, parts: Iterable[Part] = (), slices: Iterable[Slice[Any]] = SLICES
    ) -> None:
        """`parts` are what the phone remembers: identity, flash. By default it is one as unpacked."""
        self.profile = profile
        unpacked = Nameplate("", profile.firmware, profile.updater, profile.part_number)
        self.core = Core(list(slices), profile, (unpacked, *parts))

    @property
    def scene(self) -> Scene:
        """What views look at, now."""
        return Scene(self.core.state, self.profile, self.core.now)

    def feed(self, event: Event, at: int) -> list[Effect]:
        """Let something happen."""
        return self.core.feed(event, at)

    def screen(self) -> Screen:
        """The screen as a value."""
        return compose(self.scene, VIEWS, hard_keys)

    def frame(self, screen: Screen) -> Frame:
        """The screen drawn in this model's cells."""
        return draw(screen, self.profile, self.core.now)

    def leds(self) -> dict[str, Led]:
        """Every lamp by name."""
        return leds(self.scene)

    def patterns(self) -> dict[str, Steps]:
        """How lamps blink, as the phone is configured."""
        return patterns(self.core.state, self.profile)


def machines() -> tuple[Machine[Any], ...]:
    """All tables that run, in the order of the slices."""
    return tuple(machine for slice_ in SLICES for machine in slice_.machines)
