"""What is left of screens and keys while the phone is locked, or waits for a lock code to be made.

Calls that are allowed can be handled; what would show more of the phone, or lead further into it, is dead. The screens
of the lock itself are of the ranks LOCKED and ASKED.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from emulator.audio.model import HeadsetKey, HookswitchKey, MuteKey, SpeakerKey, VolumeKey
from emulator.btoe.model import AnswerClientCall, EndClientCall, HoldClientCall, SelectClientCall
from emulator.calls.model import (
    AnswerCall,
    CancelDialer,
    Dial,
    DigitErased,
    DigitPressed,
    EndCall,
    HoldCall,
    IgnoreCall,
    OpenDialer,
    RejectCall,
    ResumeCall,
    SelectCall,
)
from emulator.display.model import HookMoved, LineKey, Module, MoveSelection, Rank, Screen, SoftKey, TurnPage, View
from emulator.kernel.state import Event
from emulator.paging.model import EndPage, LeavePage
from emulator.signin.model import GUEST

OWN = (Rank.LOCKED, Rank.LOCKED + 1, Rank.ASKED)
"""Where the screens of the lock stand."""

CALLS = (*range(Rank.CALLS, Rank.MENU), Rank.INCOMING)
"""Where those of calls stand, which show on a locked phone too."""

ALWAYS: tuple[type[Event], ...] = (
    SpeakerKey, HeadsetKey, HookswitchKey, MuteKey, VolumeKey, HookMoved, DigitPressed, HoldCall, ResumeCall,
)  # fmt: skip
"""What keys of the phone itself still mean: sound, digits and hold."""

IN_CALLS: tuple[type[Event], ...] = (
    *ALWAYS, AnswerCall, AnswerClientCall, CancelDialer, Dial, DigitErased, EndCall, EndClientCall, EndPage,
    HoldClientCall, IgnoreCall, LeavePage, MoveSelection, RejectCall, SelectCall, SelectClientCall, TurnPage,
)  # fmt: skip
"""What keys on the screens of calls still mean."""


def shows(view: View) -> bool:
    """Whether a view shows on a locked phone; guests may sign in on one."""
    return view.rank in (*OWN, *CALLS) or view.rank >= Rank.LOCK or view.name == GUEST


def confined_screen(screen: Screen, view: View) -> Screen:
    """A view's screen with the keys that are left; those of the lock have all of theirs."""
    if view.rank not in CALLS:
        return screen
    actions = tuple(key for key in screen.actions if isinstance(key.intent, IN_CALLS))
    return replace(screen, actions=actions or (SoftKey(""),), keys=_left(screen.keys, IN_CALLS))


def confined_keys(keys: Mapping[str, Event]) -> dict[str, Event]:
    """What is left of the keys that mean the same on any screen."""
    return _left(keys, ALWAYS)


def confined_line_key(key: LineKey) -> LineKey:
    """A line key: its calls can be handled, the line is named, all else is hidden."""
    if isinstance(key.intent, OpenDialer):
        return replace(key, intent=None)
    return key if isinstance(key.intent, IN_CALLS) and not isinstance(key.intent, Dial) else LineKey("")


def confined_module(module: Module) -> Module:
    """An expansion module; its pages cannot be turned."""
    return replace(module, keys=tuple(map(confined_line_key, module.keys)))


def _left(keys: Mapping[str, Event], allowed: tuple[type[Event], ...]) -> dict[str, Event]:
    return {name: intent for name, intent in keys.items() if isinstance(intent, allowed)}
