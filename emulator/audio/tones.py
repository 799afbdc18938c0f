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
        return "" if ringing.early_media else "ringback"
    failures = [call.failure_tone for call in calls.calls if call.failure_tone]
    if failures and audio.off_hook and not calls.occupant:
        return failures[-1]
    if alerts(phone) and not calls.open:
        return RINGER + config(phone).choice("attendant.ringType")
    return next((call.reminding for call in calls.calls if call.reminding), "")


def _alert(phone: State, calls: Calls, call: Call) -> str:
    """The ringer of the call's class; for those who are busy with another call, what call.callWaiting.ring says."""
    settings = config(phone)
    announced = read_ring_class(settings, call.ring_class)
    busy = any(each.needs_path or each.live for each in calls.calls)
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
