"""Which local tone sounds, and what each tone is made of."""

from __future__ import annotations

from functools import cache

import msgspec

from emulator.attendant.model import alerts
from emulator.audio.model import Audio
from emulator.boot.model import config
from emulator.calls.model import Call, Calls
from emulator.config.layers import Configuration
from emulator.config.ringing import DEFAULT, RingClass, read_ring_class
from emulator.kernel.data import read_data
from emulator.kernel.state import State
from emulator.sharing.model import dial_tone_waits
from emulator.voicemail.model import waiting

RINGER = "ringer:"
DEFAULT_RINGER = "ringer2"

MISC = (
    "messageWaiting", "instantMessage", "remoteHold", "localHold", "positiveConfirm", "negativeConfirm", "welcome",
)  # fmt: skip
"""The signals of the phone, in the order of their numbers as misc1 to misc7 (SIP 3.2 default configuration)."""

REMOTE_DISCONNECT = {
    **{name: name for name in MISC},
    **{f"misc{number}": name for number, name in enumerate(MISC, 1)},
    "remoteHoldNotification": "remoteHold",
    "localHoldNotification": "localHold",
}
"""The tone for each value of call.remoteDisconnect.toneType; "silent" has none."""


class Beep(msgspec.Struct, frozen=True):
    """Frequencies in Hz that sound together for `on` ms, then silence for `off` ms, `times` over; level in dBm0."""

    hz: tuple[int, ...]
    on: int
    off: int = 0
    times: int = 1
    level: float = -15


class Tone(msgspec.Struct, frozen=True):
    """A tone of the phone: its beeps in order, once or for ever."""

    beeps: tuple[Beep, ...] = ()
    repeat: bool = True


@cache
def tones() -> dict[str, Tone]:
    """All tones by the names that `PlayTone` uses."""
    return msgspec.toml.decode(read_data("tones.toml"), type=dict[str, Tone])


def local_tone(phone: State, audio: Audio) -> str:
    """The tone that is to sound now, "" for none."""
    calls = phone[Calls]
    for call in calls.calls:
        if call.state == "offering" and not call.silenced and not call.pending:
            return _alert(phone, calls, call)
    dialing = calls.first("dialing")
    if dialing:
        return _dial_tone(phone, calls, dialing)
    ringing = calls.first("ringing")
    if ringing:
        waits = ringing.early_media or not config(phone).flag("call.playLocalRingBackBeforeEarlyMediaArrival")
        return "" if waits else "ringback"
    over = "" if calls.occupant else _end_tone(phone, calls, audio)
    alert = _alert_elsewhere(phone, calls) if alerts(phone) else ""
    return over or alert or next((call.reminding for call in calls.calls if call.reminding), "")


def _end_tone(phone: State, calls: Calls, audio: Audio) -> str:
    """What sounds while a call is shown that is over: why it never came up, or that the far end has hung up."""
    failures = [call.failure_tone for call in calls.calls if call.failure_tone]
    if failures:
        return failures[-1] if audio.off_hook else ""
    left = any(call.ended and call.connected_at is not None and call.code for call in calls.calls)
    return REMOTE_DISCONNECT.get(config(phone).choice("call.remoteDisconnect.toneType"), "") if left else ""


def _alert_elsewhere(phone: State, calls: Calls) -> str:
    """A call rings at somebody who is watched; in calls of one's own, attendant.callWaiting decides."""
    settings = config(phone)
    ring = RINGER + settings.choice("attendant.ringType")
    if not calls.open:
        return ring
    way = settings.choice("attendant.callWaiting.ring") if settings.flag("attendant.callWaiting.enable") else "silent"
    return {"ring": ring, "beep": "callwaiting"}.get(way, "")


def _alert(phone: State, calls: Calls, call: Call) -> str:
    """The ringer of the call's class; for those who are busy with another call, what call.callWaiting.ring says."""
    settings = config(phone)
    announced = read_ring_class(settings, call.ring_class)
    busy = any(each.needs_path for each in calls.calls)
    way = settings.text("call.callWaiting.ring") if busy else "ring"
    if way == "silent" or announced.type in ("visual", "answer"):
        return ""
    if way == "beep":
        return announced.waiting.lower() if announced.waiting.lower() in tones() else "callwaiting"
    return RINGER + _ringer(settings, call, announced) if settings.flag("se.rt.enabled") else ""


def _ringer(settings: Configuration, call: Call, announced: RingClass) -> str:
    """The server's choice of a ring counts before the caller's own, that before the line's."""
    line = settings.choice(f"reg.{call.line}.ringType")
    default = settings.choice("se.rt.default.ringer")
    own = (call.ringer, line) if announced.name == DEFAULT else ()
    return next((name for name in (*own, announced.ringer, default) if RINGER + name in tones()), DEFAULT_RINGER)


def _dial_tone(phone: State, calls: Calls, dialing: Call) -> str:
    """Dial tone until the first digit, stuttering while messages wait; none for dialing on hook."""
    if dialing.prompted and not dialing.pending:
        return "dial"
    if calls.digits or dialing.on_hook or dialing.pending or dial_tone_waits(phone, dialing.id, dialing.line):
        return ""
    return "stutter" if waiting(phone) and config(phone).flag("se.stutterOnVoiceMail") else "dial"
