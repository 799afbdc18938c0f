"""The audio path: which of handset, headset, speaker is in use, mute, volume, and the tone that sounds."""

from __future__ import annotations

from emulator.boot.model import config
from emulator.kernel.sockets import plugs
from emulator.kernel.state import Effect, Event, Part, State

OPEN = ("handset", "headset", "speaker")
"""The states in which an audio path is open."""

HEADSETS = tuple(name for name, plug in plugs().items() if plug.path == "headset")
"""What can be plugged in (or paired) as a headset."""


class Audio(Part, frozen=True):
    """State: on-hook, handset, headset or speaker. Volumes run from 0 to 10.

    `tone` names the local tone that sounds.
    """

    state: str = "on-hook"
    lifted: bool = False  # the handset is out of its cradle
    corded: bool = True  # the handset's cord is plugged in
    headset: bool = False  # one is plugged in
    headset_kind: str = "headset"  # which of HEADSETS it is
    muted: bool = False
    ringer_volume: int = 5
    handset_volume: int = 5
    headset_volume: int = 5
    speaker_volume: int = 5
    page_volume: int | None = None  # of an announcement that is heard; None while there is none
    tone: str = ""

    @property
    def digital(self) -> bool:
        """Whether the headset in use is a USB or Bluetooth one."""
        return self.headset and plugs()[self.headset_kind].lamp == "digital headset on"

    @property
    def off_hook(self) -> bool:
        """Whether any audio path is open."""
        return self.state != "on-hook"

    @property
    def voice(self) -> str:
        """What the volume of the open path belongs to: the path, or an announcement that its loudspeaker gives out."""
        return "page" if self.state == "speaker" and self.page_volume is not None else self.state

    @property
    def volume(self) -> int:
        """The volume of the open path; of the ringer if none is."""
        return int(getattr(self, f"{self.voice}_volume")) if self.off_hook else self.ringer_volume

    @property
    def tone_volume(self) -> int:
        """How loud the local tone is: ringers have a volume of their own."""
        return self.ringer_volume if self.tone.startswith("ringer:") else self.volume

    @property
    def route(self) -> tuple[str, bool, int]:
        """Path, mute and volume of call audio; all the same while no path is open."""
        heard = self.off_hook and (self.corded or self.state != "handset")
        return (self.state, self.muted, self.volume) if heard else ("on-hook", False, 0)


class SpeakerKey(Event, frozen=True):
    """The Speaker (hands-free) key."""


class HeadsetKey(Event, frozen=True):
    """The Headset key."""


class HookswitchKey(Event, frozen=True):
    """The key on the headset itself, which takes and ends calls if the phone listens to it."""


class MuteKey(Event, frozen=True):
    """The Mute key."""


class VolumeKey(Event, frozen=True):
    """Volume up (+1) or down (-1): of the ringer when idle or ringing, of the open path otherwise."""

    by: int


class WentOffHook(Event, frozen=True):
    """Fact: the user opened an audio path: handset, headset, speaker."""

    path: str


class WentOnHook(Event, frozen=True):
    """Fact: the user closed the audio path (handset down, Speaker pressed again)."""


class RoutePath(Effect, frozen=True):
    """Route call audio to `path`; volume 0 to 10; `muted` silences what the far ends hear."""

    path: str
    muted: bool
    volume: int


class PlayTone(Effect, frozen=True):
    """Sound the tone `name` (dial, ringback, busy, reorder, stutter, callwaiting, ringer:ringer2 ...), "" for none.

    `path` is where: speaker, handset or headset.
    """

    name: str
    volume: int = 5
    path: str = "speaker"


class PlayKey(Effect, frozen=True):
    """Sound these frequencies in Hz together, once, for `on` milliseconds; level in dB below full scale."""

    hz: tuple[int, ...]
    on: int
    level: float


def off_hook(phone: State) -> bool:
    """Whether an audio path is open."""
    return phone[Audio].off_hook


def ring_path(phone: State, audio: Audio) -> str:
    """Where ringers are heard (se.destination); what is not there leaves it to the loudspeaker."""
    match config(phone).choice("se.destination"):
        case "handset" if audio.corded:
            return "handset"
        case "headset" if audio.headset:
            return "headset"
        case "bluetoothHeadset" if audio.headset and audio.headset_kind == "bluetooth-headset":
            return "headset"
        case "active" if audio.off_hook:
            return audio.state
    return "speaker"


def obeys_hookswitch(phone: State) -> bool:
    """Whether the phone listens to the key on the headset; that of an analog one needs up.analogHeadsetOption."""
    audio = phone[Audio]
    way = plugs()[audio.headset_kind].hookswitch if audio.headset else ""
    return way == "always" or (way == "if configured" and config(phone).number("up.analogHeadsetOption") > 0)
