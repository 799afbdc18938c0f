"""The audio path: which device is open, opened and closed by the user's hands and by what calls need."""

from __future__ import annotations

from msgspec.structs import replace

from emulator.accessories.model import Accessories, refused
from emulator.attendant.model import AlertsChanged
from emulator.audio.keytones import key_tone
from emulator.audio.model import (
    HEADSETS,
    OPEN,
    Audio,
    HeadsetKey,
    HookswitchKey,
    MuteKey,
    PlayTone,
    RoutePath,
    SpeakerKey,
    VolumeKey,
    WentOffHook,
    WentOnHook,
    obeys_hookswitch,
    ring_path,
)
from emulator.audio.tones import RINGER, local_tone
from emulator.boot.model import Ready, ShuttingDown, config, running
from emulator.btoe.model import PcSoundChanged, sounding
from emulator.calls.model import Calls, CallsChanged, DigitPressed
from emulator.display.model import HookMoved, Noticed, Plugged
from emulator.kernel.machines import Machine, Row
from emulator.kernel.slices import Reaction, Slice, Step
from emulator.kernel.state import Event
from emulator.paging.model import PagingChanged, loudness, uses_path
from emulator.sharing.model import LineSeized

DEFAULT_VOLUME = 5
LOUDEST = 10

PERSIST = {"handset": "handset", "headset": "headset", "speaker": "handsfree"}
"""The word for each path in voice.volume.persist.*, the switches that keep its volume from call to call."""

PERSIST_HEADSETS = {"usb-headset": "usbHeadset", "bluetooth-headset": "bluetooth.headset"}
"""The same for headsets that have switches of their own."""

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
    return _sounds(step) or any(call.needs_path for call in step.phone[Calls].calls)


def _sounds(step: AudioStep) -> bool:
    """Whether something else than calls needs a path: the computer beside the phone, or an announcement."""
    return sounding(step.phone) or uses_path(step.phone)


def _wanted_on_speaker(step: AudioStep) -> bool:
    return _wanted(step) and config(step.phone).flag("up.handsfreeMode")


def _dialed_without(step: AudioStep) -> bool:
    """Whether a number is about to be dialed, and no path can be opened for it but by lifting the handset."""
    return _wanted(step) and step.phone[Calls].first("dialing") is not None and not step.phone[Calls].digits


def _ask_for_handset(step: AudioStep) -> None:
    step.tell(Noticed("Please lift handset"))


def _wanted_on_handset(step: AudioStep) -> bool:
    return _wanted(step) and _lifted(step)


def _wanted_on_headset(step: AudioStep) -> bool:
    """Headset memory mode: calls go to the headset (UCS administrator guide, up.headsetMode)."""
    return _wanted(step) and step.own.headset and config(step.phone).flag("up.headsetMode")


def _unused(step: AudioStep) -> bool:
    """No call is left that the path could serve: held ones keep it open."""
    return not _sounds(step) and not any(call.needs_path or call.live for call in step.phone[Calls].calls)


def _taken_muted(step: AudioStep) -> bool:
    """Whether the phone is just taking a call by itself, with the microphone off."""
    return any(call.mic_off and call.pending == "answer" for call in step.phone[Calls].calls)


def _opened_by_call(step: AudioStep) -> None:
    if _taken_muted(step):
        _mute(step)


def _mute(step: AudioStep) -> None:
    step.change(muted=True)


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
    word = PERSIST.get(before, "")
    if before == "headset":
        word = PERSIST_HEADSETS.get(step.own.headset_kind, word)
    if word and not settings.flag(f"voice.volume.persist.{word}"):
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
        Row(CallsChanged, "on-hook", "handset", _wanted_on_handset, _opened_by_call),
        Row(CallsChanged, "on-hook", "headset", _wanted_on_headset, _opened_by_call),
        Row(CallsChanged, "on-hook", "speaker", _wanted_on_speaker, _opened_by_call),
        Row(CallsChanged, "on-hook", None, _dialed_without, _ask_for_handset),
        Row(CallsChanged, OPEN, "on-hook", _unused),
        Row(CallsChanged, OPEN, None, _taken_muted, _mute),
        Row(PcSoundChanged, "on-hook", "handset", _wanted_on_handset),
        Row(PcSoundChanged, "on-hook", "headset", _wanted_on_headset),
        Row(PcSoundChanged, "on-hook", "speaker", _wanted_on_speaker),
        Row(PcSoundChanged, OPEN, "on-hook", _unused),
        Row(PagingChanged, "on-hook", "speaker", _wanted),
        Row(PagingChanged, OPEN, "on-hook", _unused),
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
    """One headset is in use at a time, the one that was plugged in last; without it, the one before."""
    what, present = step.event.what, step.event.present
    here = step.own.headset and step.own.headset_kind == what
    if what == "handset":
        step.change(corded=present)
    elif what in HEADSETS and present != here and not (present and refused(step.phone, what)):
        others = [each for each in step.phone[Accessories].present if each in HEADSETS and each != what]
        kind = what if present or not others else others[-1]
        step.change(headset=present or bool(others), headset_kind=kind)
        _feed(step)


def _hookswitch(step: AudioStep) -> None:
    if obeys_hookswitch(step.phone):
        step.tell(HeadsetKey())


def _barred(parameter: str, text: str, reaction: Reaction[Audio]) -> Reaction[Audio]:
    """A key that configuration may switch off."""

    def react(step: AudioStep) -> None:
        if config(step.phone).flag(parameter):
            reaction(step)
        elif text:
            step.tell(Noticed(text))

    return react


def _volume(step: AudioStep) -> None:
    """The ringer's volume while no path is open, else that of the path."""
    path = step.own.voice if step.own.off_hook else "ringer"
    quietest = 0 if step.own.off_hook else _softest_ring(step)
    volume = max(quietest, min(LOUDEST, getattr(step.own, f"{path}_volume") + step.event.by))
    step.change(**{f"{path}_volume": volume})
    step.tell(Noticed(f"{path.capitalize()} volume: {volume}", 2, (volume, LOUDEST)))


def _page(step: AudioStep) -> None:
    """What others announce begins as loud as configured, and has a volume of its own from then on."""
    wanted = loudness(step.phone, LOUDEST)
    if wanted is None:
        step.change(page_volume=None)
    elif step.own.page_volume is None:
        step.change(page_volume=wanted)
    _feed(step)


def _softest_ring(step: AudioStep) -> int:
    """How far the ringer can be turned down: up.ringer.minimumVolume counts the steps below the loudest."""
    return max(0, LOUDEST - config(step.phone).number("up.ringer.minimumVolume"))


def _digit(step: AudioStep) -> None:
    """Users hear the keys that they press while a path is open."""
    sound = key_tone(config(step.phone), step.own, step.event.digit)
    if sound:
        step.do(sound)


def _shut_down(step: AudioStep) -> None:
    PATH.feed(step)


def _wake(step: AudioStep) -> None:
    """A phone that has booted rings as loud as before, if feature.nonVolatileRingerVolume.enabled says so."""
    if not config(step.phone).flag("feature.nonVolatileRingerVolume.enabled"):
        step.change(ringer_volume=DEFAULT_VOLUME)


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
            path = ring_path(step.phone, after) if name.startswith(RINGER) else "speaker"
            step.do(PlayTone(name, after.tone_volume, path))

    return react


_REACTIONS: dict[type[Event], Reaction[Audio]] = {
    HookMoved: _hook,
    SpeakerKey: _barred("up.handsfreeMode", "Handsfree mode disabled", _feed),
    HeadsetKey: _barred("up.headsetModeEnabled", "", _feed),
    HookswitchKey: _hookswitch,
    MuteKey: _feed,
    VolumeKey: _volume,
    Plugged: _plugged,
    DigitPressed: _digit,
    CallsChanged: _feed,
    PcSoundChanged: _feed,
    PagingChanged: _page,
    LineSeized: _feed,
    AlertsChanged: _feed,
    Ready: _wake,
    ShuttingDown: _shut_down,
}


def _as_it_lay(before: Audio, unpacked: Audio) -> Audio:
    """Handset and headset are where they were when the power went; so is the ringer's volume, which is in flash."""
    return replace(
        unpacked,
        lifted=before.lifted,
        corded=before.corded,
        headset=before.headset,
        headset_kind=before.headset_kind,
        ringer_volume=before.ringer_volume,
    )


SLICE: Slice[Audio] = Slice(
    Audio, {kind: _sounding(reaction) for kind, reaction in _REACTIONS.items()}, machines=(PATH,), kept=_as_it_lay
)
