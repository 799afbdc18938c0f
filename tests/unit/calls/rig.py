"""A phone of the slices under test, without links: tests feed it events and look at state, facts and effects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from emulator.accessories import machine as accessories
from emulator.attendant import machine as attendant
from emulator.audio import machine as audio
from emulator.boot.model import Power, Provisioning
from emulator.btoe.model import Btoe
from emulator.calls import machine as calls
from emulator.calls import views as call_views
from emulator.calls.keys import base_keys
from emulator.calls.model import Call, CallAnswered, CallProgressed, Calls, Dial, InviteReceived, MediaChanged
from emulator.calls.orders import SendAnswer, SendHold, SendResume
from emulator.config.files import ParameterFile, Setting
from emulator.config.identity import Identity
from emulator.config.layers import Configuration, configure
from emulator.contacts import machine as contacts
from emulator.contacts import views as contact_views
from emulator.display.compose import compose
from emulator.display.home import VIEWS as IDLE_VIEWS
from emulator.display.machine import make_slice
from emulator.display.model import Scene, Screen
from emulator.features import machine as features
from emulator.features import views as feature_views
from emulator.kernel.core import Core, Fault
from emulator.kernel.profile import load_profile
from emulator.kernel.slices import Slice
from emulator.kernel.state import Effect, Event, Part, PartT
from emulator.lines import machine as lines
from emulator.lines.model import Line, Lines, LineSettings, Server
from emulator.lock.model import Lock
from emulator.media import machine as media
from emulator.network import machine as network
from emulator.paging.model import Paging
from emulator.presence import machine as presence
from emulator.settings import machine as settings
from emulator.sharing import machine as sharing
from emulator.signin.model import SignIn
from emulator.usb import machine as usb
from emulator.usb import views as usb_views
from emulator.voicemail import machine as voicemail
from emulator.voicemail import views as voicemail_views
from emulator.watching import machine as watching

SECOND = 1_000_000
VIEWS = (
    *IDLE_VIEWS,
    *call_views.VIEWS,
    *voicemail_views.VIEWS,
    *feature_views.VIEWS,
    *contact_views.VIEWS,
    *usb_views.VIEWS,
)
SLICES: tuple[Slice[Any], ...] = (
    lines.SLICE,
    features.SLICE,
    *contacts.SLICES,
    calls.SLICE,
    accessories.SLICE,
    audio.SLICE,
    media.SLICE,
    usb.SLICE,
    voicemail.SLICE,
    watching.SLICE,
    attendant.SLICE,
    presence.SLICE,
    sharing.SLICE,
    settings.SLICE,
    network.NETWORK,
    *(Slice[Part](kind, {}) for kind in (Btoe, SignIn, Lock, Paging)),
    make_slice(VIEWS, base_keys),
)

EffectT = TypeVar("EffectT", bound=Effect)


def configuration(values: Mapping[str, str]) -> Configuration:
    """A configuration of one file."""
    set_here = {name: Setting(value) for name, value in values.items()}
    return configure(Identity(model="VVX450"), files=[ParameterFile("test.cfg", settings=set_here)])


def registered(index: int, **fields: Any) -> Line:
    """A line that is registered already."""
    own = LineSettings(
        index=index,
        user=str(1000 + index),
        domain="pbx.example",
        display_name="",
        label=str(1000 + index),
        auth_user=str(1000 + index),
        servers=(Server("pbx.example"),),
        **fields,
    )
    return Line(own, "registered")


class Rig:
    """One running phone. A reaction that fails fails the test."""

    def __init__(
        self,
        values: Mapping[str, str] | None = None,
        *parts: Part,
        model: str = "VVX_450",
        slices: Sequence[Slice[Any]] = SLICES,
    ) -> None:
        own = (Power(state="running"), Provisioning(configuration=configuration(values or {})))
        plain = (Lines((registered(1), registered(2))),)
        self.core = Core(slices, load_profile(model), (*own, *plain, *parts))
        self.core.observers.append(self._hear)
        self.facts: list[Event] = []
        self.effects: list[Effect] = []

    def _hear(self, event: Event) -> None:
        assert not isinstance(event, Fault), event
        self.facts.append(event)

    def __getitem__(self, part: type[PartT]) -> PartT:
        return self.core.state[part]

    def feed(self, *events: Event) -> list[Effect]:
        """Let events happen now; the effects they led to."""
        done = [effect for event in events for effect in self.core.feed(event, self.core.now)]
        self.effects += done
        return done

    def wait(self, seconds: float) -> list[Effect]:
        """Let time pass; the effects it led to."""
        done = self.core.advance(self.core.now + round(seconds * SECOND))
        self.effects += done
        return done

    def sent(self, kind: type[EffectT]) -> list[EffectT]:
        """All effects of a kind so far."""
        return [effect for effect in self.effects if isinstance(effect, kind)]

    def told(self, kind: type[Event]) -> list[Event]:
        """All events and facts of a kind so far."""
        return [event for event in self.facts if isinstance(event, kind)]

    @property
    def screen(self) -> Screen:
        """What the display shows."""
        return compose(Scene(self.core.state, self.core.profile, self.core.now), VIEWS, base_keys)

    @property
    def labels(self) -> list[str]:
        """The soft keys that are labelled."""
        return [key.label for key in self.screen.soft_keys if key.label]

    def press(self, *labels: str) -> list[Effect]:
        """Press soft keys by label, or hard keys by name."""
        done = []
        for label in labels:
            screen = self.screen
            soft = {key.label: key.intent for key in screen.soft_keys if key.label}
            intent = soft.get(label) or screen.keys[label]
            done += self.feed(intent)
        return done

    def do(self, *labels: str) -> None:
        """Press keys, turning pages of soft keys to find them, and let the far ends agree to what follows."""
        for label in labels:
            if label in {key.label for key in self.screen.actions}:
                while label not in self.labels:
                    self.press("More")
            self.obey(self.press(label))

    # Calls

    @property
    def states(self) -> dict[int, str]:
        """The state of each call."""
        return {call.id: call.state for call in self[Calls].calls}

    def call(self, call: int) -> Call:
        """A call that exists."""
        found = self[Calls].find(call)
        assert found is not None
        return found

    def dial_up(self, number: str = "1002") -> int:
        """Place a call that is answered."""
        self.feed(Dial(number))
        call = self[Calls].next_id - 1
        self.feed(CallProgressed(call, 180, "Ringing"), CallAnswered(call, "PCMU"), MediaChanged(call, "active"))
        return call

    def ring(self, line: int = 1, number: str = "1003", name: str = "Carol") -> int:
        """Let a call come in."""
        self.feed(InviteReceived(f"invite-{self[Calls].next_id}", line, number, name))
        return self[Calls].next_id - 1

    def obey(self, effects: Sequence[Effect]) -> None:
        """Let the far end agree to holds, resumes and answers among `effects`."""
        for effect in effects:
            if isinstance(effect, SendHold):
                self.obey(self.feed(MediaChanged(effect.call, "local-hold")))
            elif isinstance(effect, SendResume):
                self.obey(self.feed(MediaChanged(effect.call, "active")))
            elif isinstance(effect, SendAnswer):
                self.obey(self.feed(CallAnswered(effect.call, "PCMU")))
