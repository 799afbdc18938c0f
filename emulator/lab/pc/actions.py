"""What the user of a PC does, as events: one for each verb of `emulator.lab.pc.verbs`, with its words as fields."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from emulator.kernel.state import Event
from emulator.lab.pc.model import NETWORKS, VERSIONS, Damage, Network


class ActionError(ValueError):
    """There is no such thing to do, or it cannot be done now; the message says why."""


class Install(Event, frozen=True):
    """Run the installer of that version."""

    version: str = VERSIONS[-1]
    damage: Damage = ""


class Uninstall(Event, frozen=True):
    """Choose Uninstall Polycom BToE Connector in the Start menu, and Yes."""


class Start(Event, frozen=True):
    """Click the connector's desktop icon."""


class Exit(Event, frozen=True):
    """Choose Exit in the connector's menu."""


class AutoStart(Event, frozen=True):
    """Choose Enable or Disable on the Startup tab of the Task Manager."""

    state: Literal["enabled", "disabled"]


class Restart(Event, frozen=True):
    """Restart the computer, and sign in to Windows."""


class Pair(Event, frozen=True):
    """Click Pair in the dialog Pair with Phone: with the Auto box ticked, or with a code."""

    code: str = ""
    auto: bool = False
    phone: str = ""

    def __repr__(self) -> str:
        return f"Pair(***, {self.auto!r}, {self.phone!r})"


class Unpair(Event, frozen=True):
    """Let go of the phone, and do not look for it again."""


class PlugCable(Event, frozen=True):
    """Put the Ethernet cable into the PC port of the phone with that MAC address; empty: of the only one there is."""

    phone: str = ""


class PullCable(Event, frozen=True):
    """Pull it out."""


class JoinNetwork(Event, frozen=True):
    """Go to a network of another kind."""

    network: Network


class Allow(Event, frozen=True):
    """Tick the connector's boxes in Allow a program through Windows Firewall."""

    networks: tuple[Network, ...] = NETWORKS


class Block(Event, frozen=True):
    """Clear them."""

    networks: tuple[Network, ...] = NETWORKS


class LockPc(Event, frozen=True):
    """Lock the computer."""


class UnlockPc(Event, frozen=True):
    """Unlock it."""


class LogOff(Event, frozen=True):
    """Sign out of Windows: all programs end."""


class LogOn(Event, frozen=True):
    """Sign in to Windows."""


class SignIn(Event, frozen=True):
    """Sign in to the Skype for Business client."""

    address: str


class SignOut(Event, frozen=True):
    """Sign out of it."""


class Credentials(Event, frozen=True):
    """Fill in the sign-in dialog, and click OK."""

    address: str
    password: str
    user: str = ""
    domain: str = ""

    def __repr__(self) -> str:
        return f"Credentials({self.address!r}, ***)"


class Dismiss(Event, frozen=True):
    """Close the sign-in dialog."""


class PlaceCall(Event, frozen=True):
    """Choose a contact, and Call; `busy`: nobody answers."""

    who: str
    video: bool = False
    busy: bool = False


class Ring(Event, frozen=True):
    """Somebody calls the user of the client."""

    who: str
    video: bool = False


class Answer(Event, frozen=True):
    """Click Answer."""

    call: str = ""


class HangUp(Event, frozen=True):
    """End a call, or decline it."""

    call: str = ""


class Hold(Event, frozen=True):
    """Put a call on hold."""

    call: str = ""


class Pause(Event, frozen=True):
    """Let the phone leave the sound of a call alone; the call goes on."""

    call: str = ""


class Resume(Event, frozen=True):
    """Take a call back from hold, or end its pause."""

    call: str = ""


class Invite(Event, frozen=True):
    """Bring one more into a call."""

    who: str
    call: str = ""


class Leave(Event, frozen=True):
    """The far end hangs up."""

    call: str = ""


class MoveAudio(Event, frozen=True):
    """Audio Device Settings > Devices: Handset, or PC Mic and Speakers."""

    to: Literal["Handset", "PC Mic and Speakers"]


class Devices(Event, frozen=True):
    """Choose audio devices, plug one in, or unplug it; what is empty stays as it is."""

    primary: str = ""
    communication: str = ""
    stream: str = ""
    attach: str = ""
    detach: str = ""


class Play(Event, frozen=True):
    """A program plays a WAV file; empty: it stops."""

    wav: str = ""


class Record(Event, frozen=True):
    """A program records the phone's microphone into a WAV file; empty: it stops."""

    wav: str = ""


class Speak(Event, frozen=True):
    """The far end of calls says what is in a WAV file, over and over; empty: nothing."""

    wav: str = ""


class Web(Event, frozen=True):
    """Choose Launch CCX Web UI in the connector's menu."""


ACTIONS: dict[str, type[Event]] = {
    "install": Install,
    "uninstall": Uninstall,
    "start": Start,
    "exit": Exit,
    "auto-start": AutoStart,
    "restart": Restart,
    "pair": Pair,
    "unpair": Unpair,
    "plug": PlugCable,
    "unplug": PullCable,
    "network": JoinNetwork,
    "allow": Allow,
    "block": Block,
    "lock": LockPc,
    "unlock": UnlockPc,
    "log-off": LogOff,
    "log-on": LogOn,
    "sign-in": SignIn,
    "sign-out": SignOut,
    "credentials": Credentials,
    "dismiss": Dismiss,
    "call": PlaceCall,
    "ring": Ring,
    "answer": Answer,
    "hang-up": HangUp,
    "hold": Hold,
    "pause": Pause,
    "resume": Resume,
    "invite": Invite,
    "leave": Leave,
    "audio": MoveAudio,
    "devices": Devices,
    "play": Play,
    "record": Record,
    "speak": Speak,
    "web": Web,
}
"""The verbs that do something, and the events that they are."""


def action_of(verb: str, words: dict[str, Any]) -> Event:
    """The action that a verb and its words mean. Raises ActionError."""
    kind = ACTIONS.get(verb)
    if kind is None:
        raise ActionError(f"there is nothing called {verb!r} to do; there are {', '.join(ACTIONS)}.")
    unknown = set(words) - set(kind.__struct_fields__)
    if unknown:
        raise ActionError(f"{verb} does not know {', '.join(sorted(unknown))}.")
    try:
        return msgspec.convert({"type": kind.__name__} | words, kind)
    except msgspec.ValidationError as error:
        raise ActionError(f"{verb}: {_plain(str(error))}.") from None


def _plain(text: str) -> str:
    return text.replace("`", "").replace("$.", "")
