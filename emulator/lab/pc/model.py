"""The PC as values: Windows, the connector, the Skype for Business client, and the sound; and what happens to them.

Names of programs, menus, files and devices are those of the user guides of the CCX and the VVX with BToE.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from emulator.btoe.wire import Message, PhoneCall, Welcome
from emulator.kernel.state import Effect, Event, Part, State

VERSIONS = ("3.5.0", "3.8.0", "4.3.0")
"""The connectors there are, oldest first."""

SYSTEMS = ("Windows 7", "Windows 8", "Windows 8.1", "Windows 10")
"""What the connector runs on (CCX with BToE user guide, "Installing the BToE Connector")."""

Network = Literal["Domain", "Home/Work", "Public"]

NETWORKS: tuple[Network, ...] = ("Domain", "Home/Work", "Public")
"""The kinds of network that Windows Firewall tells apart."""

PC_AUDIO = "PC Mic and Speakers"
"""The PC's own audio device, as the client calls it."""

HANDSET = "Handset"
"""What the client calls the phone when the sound of a call is moved."""

Damage = Literal["", "package", "program"]
"""What is wrong with a download: it does not install, or what it installs does not start."""


class Person(msgspec.Struct, frozen=True):
    """Somebody to call, by sign-in address."""

    address: str
    name: str = ""


PEOPLE = (
    Person("jdoe@example.com", "Jane Doe"),
    Person("asmith@example.com", "Alex Smith"),
    Person("rroe@example.com", "Robin Roe"),
)
"""The contacts of every client: the users of the lab's front end."""


class Windows(Part, frozen=True):
    """State: unlocked, locked, signed-out. What is installed, what starts by itself, what the firewall lets through.

    `connector` is the version that is installed, `allowed` the networks on which it may talk; `cable` is the MAC
    address of the phone whose PC port the cable is in. `auto_start` is unknown until the connector has run once.
    """

    state: str = "unlocked"
    name: str = "DESKTOP-1"
    system: str = "Windows 10"
    connector: str = ""
    damaged: bool = False
    auto_start: bool | None = None
    network: Network = "Domain"
    allowed: tuple[Network, ...] = ()
    cable: str = ""

    @property
    def blocks(self) -> bool:
        """Whether the firewall keeps the connector from the network."""
        return self.network not in self.allowed


class Connector(Part, frozen=True):
    """State: stopped, idle, reaching (on the way to a phone), greeting (waits for its word), paired.

    `mode` is how it pairs; `code` the one that was typed, and `target` the phone that it belongs to, if there are
    several. `wanted` says whether it tries again when the phone is gone, `plug` that the cable has just been put in,
    `warning` why it could not pair. `host` is where the phone is, `account` who is signed in to it.
    """

    state: str = "stopped"
    mode: Literal["auto", "manual"] = "auto"
    code: str = ""
    target: str = ""
    wanted: bool = False
    plug: bool = False
    host: str = ""
    phone: Welcome | None = None
    account: str = ""
    activated: bool = False
    phone_locked: bool = False
    warning: str = ""

    @property
    def page(self) -> str:
        """The address of the phone's web page: what it says, else where it is; empty without a phone."""
        if self.phone is None:
            return ""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.phone.web or (f"https://{host}/" if host else "")


class Call(msgspec.Struct, frozen=True):
    """A call of the client. State: ringing (it is called), dialing, connected, held; `route` is where its sound is.

    `paused`: the phone neither plays nor sends its sound, while the call goes on.
    """

    id: int
    person: Person
    direction: Literal["in", "out"]
    state: Literal["ringing", "dialing", "connected", "held"]
    video: bool = False
    parties: int = 2
    paused: bool = False


class Client(Part, frozen=True):
    """The Skype for Business client: who is signed in, contacts, calls; `theirs` are calls that the phone has itself.

    `dialog` is the sign-in dialog that the phone has asked for: host, guest, or empty. `outcome` is what came of it.
    """

    state: str = "signed-out"
    account: str = ""
    contacts: tuple[Person, ...] = PEOPLE
    calls: tuple[Call, ...] = ()
    theirs: tuple[PhoneCall, ...] = ()
    dialog: Literal["", "host", "guest"] = ""
    outcome: str = ""
    next_id: int = 1

    def find(self, call: int) -> Call | None:
        """The client's own call of that number."""
        return next((each for each in self.calls if each.id == call), None)


class Sound(Part, frozen=True):
    """Audio devices. `primary` is the client's, `communication` and `stream` those of Windows; none means the PC's own.

    The choice outlasts a device that is gone, and holds again when it is back. `route` is where calls sound:
    "Handset" or "PC Mic and Speakers". `playing` is a WAV file that a program on the PC plays; `opened` says whether
    programs have the phone open, to play and to listen.
    """

    usb: tuple[str, ...] = ()
    phone: str = ""
    primary: str = PC_AUDIO
    communication: str = PC_AUDIO
    stream: str = ""
    route: str = PC_AUDIO
    playing: str = ""
    recording: bool = False
    opened: tuple[bool, bool] = (False, False)

    @property
    def devices(self) -> tuple[str, ...]:
        """All that are there now."""
        return (PC_AUDIO, *self.usb, *((self.phone,) if self.phone else ()))

    def present(self, wanted: str) -> str:
        """The device that is wanted, or the PC's own while that is not there."""
        return wanted if wanted in self.devices else PC_AUDIO

    @property
    def media_device(self) -> str:
        """Where music and web videos sound: at the stream device, if one is set, else with the communication."""
        return self.present(self.stream or self.communication)

    @property
    def through_phone(self) -> bool:
        """Whether calls of the client sound at the phone."""
        return bool(self.phone) and self.route == HANDSET


def voice_at_phone(phone: State) -> bool:
    """Whether the voice of a call sounds at the phone now."""
    talking = (call for call in phone[Client].calls if call.state == "connected")
    return phone[Sound].through_phone and any(not call.paused for call in talking)


def media_at_phone(phone: State) -> bool:
    """Whether music or a video sounds at the phone now."""
    sound = phone[Sound]
    return bool(sound.playing and sound.phone) and sound.media_device == sound.phone


# What the outside tells


class Reached(Event, frozen=True):
    """The phone at `host` and the connector have proved to each other that they belong together."""

    host: str = ""


class NotReached(Event, frozen=True):
    """There is no way to the phone, or it turned the connector away: a `Refuse` reason, or unreachable, blocked."""

    reason: str
    seconds: int = 0


class LinkLost(Event, frozen=True):
    """The connection with the phone is over."""

    reason: str = ""


class Said(Event, frozen=True):
    """A word of the phone."""

    message: Message


class RetryDue(Event, frozen=True):
    """It is time to try again."""


class GreetingOverdue(Event, frozen=True):
    """The phone has not said who it is."""


class FarEndAnswered(Event, frozen=True):
    """Whoever is called answers."""

    call: int


class Played(Event, frozen=True):
    """A WAV file has come to its end."""

    path: str


# Facts


class Refused(Event, frozen=True):
    """What the user wanted cannot be; the sentence says why."""

    reason: str


class SessionBegan(Event, frozen=True):
    """Somebody has signed in to Windows: programs that start by themselves start."""


class SessionEnded(Event, frozen=True):
    """The user has left Windows, and every program ends."""


class ConnectorRemoved(Event, frozen=True):
    """The connector is uninstalled."""


class LockChanged(Event, frozen=True):
    """Windows has been locked or unlocked."""

    locked: bool


class PathChanged(Event, frozen=True):
    """A cable was plugged or pulled, or the firewall changed."""

    plugged: bool = False


class Paired(Event, frozen=True):
    """A phone is paired now."""

    phone: Welcome


class Unpaired(Event, frozen=True):
    """No phone is paired any more."""


class AccountChanged(Event, frozen=True):
    """Somebody else is signed in to the client; empty: nobody."""

    account: str


class CallsChanged(Event, frozen=True):
    """Something about the client's calls is new."""


# What links do


class Connect(Effect, frozen=True):
    """Go to a phone: that of the cable, or the one that shows the code; `blocked`: what it answers is not heard.

    `phone` is a MAC address, a model, host:port, or empty if there is but one.
    """

    phone: str
    mode: Literal["auto", "manual"]
    code: str = ""
    plug: bool = False
    blocked: bool = False

    def __repr__(self) -> str:
        return f"Connect({self.phone!r}, {self.mode!r}, ***)"


class Disconnect(Effect, frozen=True):
    """Leave the phone, with a last word."""

    reason: str = ""


class Say(Effect, frozen=True):
    """Tell the phone something."""

    message: Message


class Note(Effect, frozen=True):
    """A line for the connector's log."""

    text: str
    level: Literal["INFO", "WARN", "ERROR"] = "INFO"


class Setup(Effect, frozen=True):
    """A log of the installer: what it did, and how it ended."""

    action: Literal["install", "uninstall"]
    version: str
    error: str = ""


class PlayFile(Effect, frozen=True):
    """Play a WAV file at the device for music; empty: stop."""

    path: str


class SpeakFile(Effect, frozen=True):
    """Let the far end of calls say what is in a WAV file; empty: nothing."""

    path: str


class RecordFile(Effect, frozen=True):
    """Record the phone's microphone into a WAV file; empty: stop."""

    path: str


class Browse(Effect, frozen=True):
    """Open an address in the browser."""

    url: str
