"""Better Together over Ethernet, as far as others may know it: whether the phone is paired, and what the PC does."""

from __future__ import annotations

from typing import Literal

from emulator.accessories.model import plugged
from emulator.boot.model import config, running
from emulator.btoe.wire import ClientCall, PhoneCall
from emulator.calls.model import Calls
from emulator.config.layers import Configuration
from emulator.display.model import Item
from emulator.kernel.profile import DeviceProfile
from emulator.kernel.state import Event, Part, State
from emulator.signin.model import policy, user

FORM, MODES = "btoe", "btoe/mode"
"""The views to open (`OpenView`) for pairing (BToE PC Pairing; Sign In, via PC), and to choose the Pairing Mode."""

PC_PORT = "pc"
"""What `Plugged` calls the cable in the PC port."""

PC_AUDIO = "pc-audio"
"""The icon beside a call whose sound is the computer's."""

FAMILIES = ("VVX", "CCX")
"""The phones that have BToE."""

PairingMode = Literal["Auto", "Manual"]


class Btoe(Part, frozen=True):
    """State: off, auto (waits for a computer at the PC port), code (shows one), handshaking, paired, activated, failed.

    Activated is paired with a computer whose client has the account of the phone. `client` is the sign-in address of
    the computer's client, empty if nobody is signed in there; `locked` says whether the computer is. `message` is why
    the last attempt to pair failed.
    """

    state: str = "off"
    mode: str = "Auto"
    code: str = ""
    computer: str = ""
    client: str = ""
    locked: bool = False
    message: str = ""
    attended: bool = False  # computers are listened to, be it only to be turned away
    visitor: int = 0  # the connection that is being paired, or is
    connector: str = ""  # its version
    misses: int = 0  # wrong codes in a row
    patient_until: int = 0  # when the next code is looked at, microseconds since power on
    asked: bool = False  # the sign-in dialog is open on the computer
    calls: tuple[ClientCall, ...] = ()
    since: dict[int, int] = {}  # when each of them was connected
    selected: int = 0  # the one that is looked at
    paused: tuple[int, ...] = ()  # those whose sound the phone leaves alone; 0: other sound of the computer
    handset: bool = True  # the client has the sound of its calls on the phone
    playing: bool = False
    listening: bool = False
    streams: tuple[bool, bool] = (False, False)  # sound that really flows: to the phone, to the computer
    told: tuple[PhoneCall, ...] = ()  # the phone's own calls, as the computer knows them

    @property
    def paired(self) -> bool:
        """Whether a computer is paired with the phone."""
        return self.state in ("paired", "activated")


# What others ask for


class ChoosePairingMode(Event, frozen=True):
    """Pairing Mode: Auto or Manual, chosen by the user."""

    mode: PairingMode


class AskPc(Event, frozen=True):
    """Sign In, via PC: show the sign-in dialog on the paired computer; its user's answer is `OfferCredentials`."""


class AnswerClientCall(Event, frozen=True):
    """The Answer soft key for a call of the client, whose user is the phone's."""

    call: int


class EndClientCall(Event, frozen=True):
    """End Call, or Reject, for a call of the client, whose user is the phone's."""

    call: int


class HoldClientCall(Event, frozen=True):
    """Hold a call of the client, whose user is the phone's; or resume it."""

    call: int
    held: bool = True


class PauseClientCall(Event, frozen=True):
    """Pause: the phone leaves the sound of the client's call alone, the call goes on. Or Resume."""

    call: int
    paused: bool = True


class SelectClientCall(Event, frozen=True):
    """Look at a call of the client; 0: at the phone's own calls again."""

    call: int = 0


# Facts


class Paired(Event, frozen=True):
    """A computer is paired with the phone."""


class Activated(Event, frozen=True):
    """The paired computer's client and the phone have the same account now."""


class Deactivated(Event, frozen=True):
    """They no longer have."""


class PairingBroken(Event, frozen=True):
    """The paired computer is gone: its heartbeat is lost, its cable out, its connector closed, or the user's wish.

    `reason`: heartbeat, cable, connector, mode, disabled, restart.
    """

    reason: str = ""


class PcLocked(Event, frozen=True):
    """The paired computer has been locked."""


class PcUnlocked(Event, frozen=True):
    """The paired computer has been unlocked."""


class PcSoundChanged(Event, frozen=True):
    """Sound of the computer begins to flow over the phone, or ends (`sounding`)."""


# Questions


def paired(phone: State) -> bool:
    """Whether a computer is paired with the phone."""
    return phone[Btoe].paired


def activated(phone: State) -> bool:
    """Whether phone and computer are of the same user."""
    return phone[Btoe].state == "activated"


def available(phone: State) -> bool:
    """Whether BToE is enabled: on a VVX or CCX in the Skype profile, by configuration and by the server's policy."""
    settings = config(phone)
    knows = settings.base_profile != "Generic" and settings.identity.model.startswith(FAMILIES)
    enabled = knows and settings.flag("feature.btoe.enabled")
    return running(phone) and enabled and policy(phone).btoe


def pairing_mode(phone: State) -> PairingMode:
    """How computers come to the phone: as configured or chosen by the user, else as the server's policy says."""
    settings, wanted = config(phone), policy(phone).btoe_mode
    return _mode(settings.text("btoe.PairingMode") if not wanted or _configured(settings) else wanted)


def _mode(text: str) -> PairingMode:
    return "Manual" if text == "Manual" else "Auto"


def _configured(settings: Configuration) -> bool:
    return settings.origin("btoe.PairingMode").layer != "default"


def port_works(phone: State, profile: DeviceProfile) -> bool:
    """Whether the phone has a PC port that is not switched off (device.net.etherModePC)."""
    return profile.has("pc-port") and config(phone).choice("device.net.etherModePC") != "Disabled"


def cable_in(phone: State) -> bool:
    """Whether there is a cable in the PC port."""
    return plugged(phone, PC_PORT)


def same_user(phone: State) -> bool:
    """Whether phone and client are signed in with the same account."""
    mine = user(phone)
    return mine is not None and mine.address.casefold() == phone[Btoe].client.casefold() != ""


def client_calls(phone: State, own: Btoe | None = None) -> tuple[ClientCall, ...]:
    """The client's calls that are not the phone's own as well: with the same account, those ring at both."""
    own = own or phone[Btoe]
    mine = {_who(call.number) for call in phone[Calls].open} if own.state == "activated" else set()
    return tuple(call for call in own.calls if _who(call.remote) not in mine)


def _who(address: str) -> str:
    return _bare(address).partition("@")[0].casefold()


def may_pause(phone: State, call: ClientCall) -> bool:
    """Whether the phone may leave the sound of a call alone: of any with different accounts, else of video calls.

    (CCX with BToE user guide, "Pause and Resume BToE Calls".)
    """
    return call.state == "connected" and (call.media == "video" or not activated(phone))


def offered(phone: State) -> ClientCall | None:
    """A call that rings at the client, and can be answered here: its user is the phone's."""
    return next((call for call in client_calls(phone) if call.state == "ringing" and activated(phone)), None)


def taken_up(phone: State) -> Event | None:
    """What a lifted handset means for the client's calls: it answers one, or goes on with one that is paused."""
    ringing = offered(phone)
    if ringing:
        return AnswerClientCall(ringing.id)
    paused = next((call for call in client_calls(phone) if call.id in phone[Btoe].paused), None)
    return PauseClientCall(paused.id, paused=False) if paused else None


def state_word(phone: State, call: ClientCall) -> str:
    """What a user reads of a call's state."""
    if call.state == "connected":
        return "Paused" if call.id in phone[Btoe].paused else "Active"
    return {"ringing": "Incoming call", "dialing": "Dialing", "held": "Hold"}[call.state]


def call_rows(phone: State) -> tuple[Item, ...]:
    """The client's calls as rows of the Calls screen, each with the icon of PC audio."""
    return tuple(
        Item(call.name or _bare(call.remote), state_word(phone, call), PC_AUDIO, SelectClientCall(call.id))
        for call in client_calls(phone)
    )


def _bare(address: str) -> str:
    return address.removeprefix("sip:")


def sounding(phone: State) -> bool:
    """Whether sound of the computer flows over the phone, so that an audio path has to be open for it."""
    return any(phone[Btoe].streams)
