"""The audio path: which device is open, opened and closed by the user's hands and by what calls need."""

from __future__ import annotations

from emulator.audio.model import (
    OPEN,
    Audio,
    HeadsetKey,
    MuteKey,
    PlayTone,
    RoutePath,
    SpeakerKey,
    VolumeKey,
    WentOffHook,
    WentOnHook,
)
from emulator.audio.tones import local_tone
from emulator.boot.model import ShuttingDown, config, running
from emulator.calls.model import Calls, CallsChanged
from emulator.display.model import HookMoved, Noticed, Plugged
from emulator.kernel.machines import Machine, Row
from emulator.kernel.slices import Reaction, Slice, Step
from emulator.kernel.state import Event

DEFAULT_VOLUME = 5
LOUDEST = 10

PERSIST = {"handset": "handset", "headset": "headset", "speaker": "handsfree"}
"""The word for each path in voice.volume.persist.*, the switches that keep its volume from call to call."""

OPENED_BY: dict[type[Event], str] = {HookMoved: "handset", SpeakerKey: "speaker", HeadsetKey: "headset"}

AudioStep = Step[Audio]


def _lifted(step: AudioStep) -> bool:
    return step.own.lifted


def _laid_down(step: AudioStep) -> bool:
    return not step.own.lifted


def _has_headset(step: AudioStep) -> bool:
    return step.own.headset


def _headset_pulled(step: AudioStep) -> bool:
    return not step.own.headset


def _pulled_while_lifted(step: AudioStep) -> bool:
    return _headset_pulled(step) and _lifted(step)


def _wanted(step: AudioStep) -> bool:
    return any(call.needs_path for call in step.phone[Calls].calls)


def _wanted_on_handset(step: AudioStep) -> bool:
    return _wanted(step) and _lifted(step)


def _wanted_on_headset(step: AudioStep) -> bool:
    """Headset memory mode: calls go to the headset (UCS administrator guide, up.headsetMode)."""
    return _wanted(step) and step.own.headset and config(step.phone).flag("up.headsetMode")


def _unused(step: AudioStep) -> bool:
    """No call is left that the path could serve: held ones keep it open."""
    return not any(call.needs_path or call.live for call in step.phone[Calls].calls)


def _opened(step: AudioStep) -> None:
    """The user opened a path by hand: which one, the event tells."""
    step.tell(WentOffHook(OPENED_BY[type(step.event)]))


def _hung_up(step: AudioStep) -> None:
    step.tell(WentOnHook())


def _toggle_mute(step: AudioStep) -> None:
    step.change(muted=not step.own.muted)


def _close(step: AudioStep) -> None:
    """What was set for the call ends with it, as far as configuration does not keep it."""
    settings, before = config(step.phone), step.phone[Audio].state
    if not settings.flag("feature.persistentMute.enabled"):
        step.change(muted=False)
    if before in PERSIST and not settings.flag(f"voice.volume.persist.{PERSIST[before]}"):
        step.change(**{f"{before}_volume": DEFAULT_VOLUME})


PATH: Machine[Audio] = Machine(
    "audio path",
    ("on-hook", "handset", "headset", "speaker"),
    (
        Row(HookMoved, "on-hook", "handset", _lifted, _opened),
        Row(HookMoved, ("headset", "speaker"), "handset", _lifted),
        Row(HookMoved, "handset", "on-hook", _laid_down, _hung_up),
        Row(SpeakerKey, "on-hook", "speaker", None, _opened),
        Row(SpeakerKey, ("handset", "headset"), "speaker"),
        Row(SpeakerKey, "speaker", "handset", _lifted),
        Row(SpeakerKey, "speaker", "on-hook", None, _hung_up),
        Row(HeadsetKey, "on-hook", "headset", _has_headset, _opened),
        Row(HeadsetKey, ("handset", "speaker"), "headset", _has_headset),
        Row(HeadsetKey, "headset", "handset", _lifted),
        Row(HeadsetKey, "headset", "on-hook", None, _hung_up),
        Row(Plugged, "headset", "handset", _pulled_while_lifted),
        Row(Plugged, "headset", "speaker", _headset_pulled),
        Row(CallsChanged, "on-hook", "handset", _wanted_on_handset),
        Row(CallsChanged, "on-hook", "headset", _wanted_on_headset),
        Row(CallsChanged, "on-hook", "speaker", _wanted),
        Row(CallsChanged, OPEN, "on-hook", _unused),
        Row(MuteKey, OPEN, None, None, _toggle_mute),
        Row(ShuttingDown, OPEN, "on-hook"),
    ),
    enter={"on-hook": _close},
)


def _feed(step: AudioStep) -> None:
    """Keys and hook do nothing before the application runs."""
    if running(step.phone):
        PATH.feed(step)


def _hook(step: AudioStep) -> None:
    step.change(lifted=step.event.off)
    _feed(step)


def _plugged(step: AudioStep) -> None:
    if step.event.what == "headset" and step.own.headset != step.event.present:
        step.change(headset=step.event.present)
        step.tell(Noticed("Headset attached." if step.event.present else "Headset removed."))
        _feed(step)


def _volume(step: AudioStep) -> None:
    """The ringer's volume while no path is open, else that of the path."""
    name = "ringer_volume" if not step.own.off_hook else f"{step.own.state}_volume"
    volume = max(0, min(LOUDEST, getattr(step.own, name) + step.event.by))
    step.change(**{name: volume})
    step.tell(Noticed(f"{name.partition('_')[0].capitalize()} volume: {volume}", 2))


def _shut_down(step: AudioStep) -> None:
    PATH.feed(step)


def _sounding(reaction: Reaction[Audio]) -> Reaction[Audio]:
    """After a reaction, let the link hear of another route or tone."""

    def react(step: AudioStep) -> None:
        before = step.phone[Audio]
        reaction(step)
        name = local_tone(step.phone, step.own)
        step.change(tone=name)
        after = step.own
        if after.route != before.route:
            step.do(RoutePath(*after.route))
        if (name, after.tone_volume) != (before.tone, before.tone_volume) and (name or before.tone):
            step.do(PlayTone(name, after.tone_volume))

    return react


_REACTIONS: dict[type[Event], Reaction[Audio]] = {
    HookMoved: _hook,
    SpeakerKey: _feed,
    HeadsetKey: _feed,
    MuteKey: _feed,
    VolumeKey: _volume,
    Plugged: _plugged,
    CallsChanged: _feed,
    ShuttingDown: _shut_down,
}

SLICE: Slice[Audio] = Slice(
    Audio, {kind: _sounding(reaction) for kind, reaction in _REACTIONS.items()}, machines=(PATH,)
)
