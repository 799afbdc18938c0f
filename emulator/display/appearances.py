"""What each line key stands for: a line with its calls, somebody watched, a favorite, or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from emulator.accessories.model import module_places
from emulator.attendant.model import VIEW as ATTENDANT
from emulator.attendant.model import Attendant, PressResource, Resource
from emulator.boot.model import config
from emulator.calls.model import (
    AnswerCall,
    Call,
    Calls,
    Dial,
    EndCall,
    HoldCall,
    OpenDialer,
    ResumeCall,
)
from emulator.contacts.model import Contact, Directory, has_directory
from emulator.display.model import LineKey, OpenView
from emulator.display.presence import icon_of
from emulator.kernel.profile import DeviceProfile
from emulator.kernel.state import Event, State
from emulator.lines.model import Line, Lines
from emulator.presence.model import Buddy, Presence, buddy_of
from emulator.roster.model import favorites as account_favorites
from emulator.sharing.model import ELSEWHERE, HELD_ELSEWHERE, PressShared, Sharing
from emulator.voicemail.model import Voicemail

_STATES = {  # in order of precedence: icon, word
    "offering": ("incoming", "Ringing"),
    "connected": ("active", "Active"),
    "conference": ("active", "Active"),
    "dialing": ("outgoing", "Off hook"),
    "proceeding": ("outgoing", "Calling"),
    "ringing": ("outgoing", "Calling"),
    "remote-held": ("remote-held", "Held by the other side"),
    "held": ("held", "On hold"),
    "transferring": ("held", "Transferring"),
}


_ELSEWHERE = {ELSEWHERE: ("busy", "In use on another phone"), HELD_ELSEWHERE: ("held", "Held on another phone")}

RESOURCE_WORDS = {"unknown": "Unknown", "idle": "Available", "busy": "Busy", "alerting": "Ringing"}
"""The states of those on the busy lamp field, in the phone's words for presence (UCS 6.0 user guide, icons)."""


class Appearance(NamedTuple):
    """One line key at work: its line, and the calls shown on it, oldest first.

    `elsewhere` is what other phones do on it, if it is shared; `turn` counts the keys of the line before it.
    """

    line: Line
    calls: tuple[Call, ...]
    elsewhere: str = ""
    turn: int = 0

    @property
    def foremost(self) -> Call | None:
        """The call that icon, lamp and key are about: what rings before what talks before what waits."""
        ranks = list(_STATES)
        return min(self.calls, key=lambda call: ranks.index(call.state), default=None)

    @property
    def state(self) -> str:
        """The state of the foremost call, else what other phones do; "" if there is none."""
        return self.foremost.state if self.foremost else self.elsewhere


ON_HOME = 6
"""How many favorites the Home view of a phone without line keys shows; the Favorites screen has them all."""

KeyUse = Appearance | Resource | Buddy | Contact | None
"""What a line key is used for."""


def key_uses(phone: State, profile: DeviceProfile) -> tuple[KeyUse, ...]:
    """What the phone's line keys are used for, from the first.

    Each line takes as many as reg.x.lineKeys says; the busy lamp field and favorites take those that are left, unless
    lineKey.reassignment.enabled gives each key a use of its own.
    """
    return _uses(phone, profile)[0]


def module_uses(phone: State, profile: DeviceProfile) -> tuple[KeyUse, ...]:
    """What the keys of expansion modules are used for: what has no place on the phone, page by page."""
    return _uses(phone, profile)[1]


def _uses(phone: State, profile: DeviceProfile) -> tuple[tuple[KeyUse, ...], tuple[KeyUse, ...]]:
    """The uses of the phone's own keys, and of those on its modules."""
    places, more = sum(profile.line_places), module_places(phone, profile)
    uses: tuple[KeyUse, ...]
    if places and config(phone).flag("lineKey.reassignment.enabled"):
        uses = _reassigned(phone, places + more)
    else:
        turns = _turns(phone)
        shown = turns[: places + more] if places else turns
        uses = (*_appearances(phone, shown), *phone[Attendant].resources, *_favorites(phone))
        places = places or len(shown) + ON_HOME * profile.display.touch
    return uses[:places], uses[places : places + more]


def _turns(phone: State) -> list[int]:
    """The lines in order, each as often as it has keys."""
    return [line.index for line in phone[Lines].lines for _ in range(max(1, line.settings.line_keys))]


def _favorites(phone: State) -> tuple[Contact | Buddy, ...]:
    """The favorites; those that are watched, as buddies. Behind the phone's own come those of the user's account."""
    found = phone[Directory].favorites if has_directory(phone) else ()
    return (*(buddy_of(phone, each) or each for each in found), *account_favorites(phone))


def _contact(favorite: Contact | Buddy) -> Contact:
    return favorite.contact if isinstance(favorite, Buddy) else favorite


def _appearances(phone: State, indices: Sequence[int]) -> Iterator[Appearance | None]:
    """The keys of these lines.

    A line's calls take its keys in turn; when there are more calls than keys, the last key has the rest.
    """
    lines = {line.index: line for line in phone[Lines].lines}
    for place, index in enumerate(indices):
        calls = [call for call in phone[Calls].calls if call.line == index and call.state in _STATES]
        turn, is_last = indices[:place].count(index), index not in indices[place + 1 :]
        share = calls[turn:] if is_last else calls[turn : turn + 1]
        shared = phone[Sharing].find(index)
        elsewhere = shared.state if shared and not turn else ""
        yield Appearance(lines[index], tuple(share), elsewhere, turn) if index in lines else None


def _reassigned(phone: State, places: int) -> tuple[KeyUse, ...]:
    """The uses that lineKey.x.category gives; index 0 is the next line or favorite that is not named."""
    settings = config(phone)
    wanted = [
        (settings.choice(f"lineKey.{key}.category"), settings.number(f"lineKey.{key}.index"))
        for key in range(1, places + 1)
    ]
    favorites = {_contact(each).index: each for each in _favorites(phone)}
    lines = _resolved([index for category, index in wanted if category == "Line"], _turns(phone))
    dials = _resolved([index for category, index in wanted if category == "SpeedDial"], list(favorites))
    uses: dict[str, Iterator[KeyUse]] = {
        "Line": iter(tuple(_appearances(phone, lines))),
        "SpeedDial": (favorites.get(index) for index in dials),
        "BLF": iter(phone[Attendant].resources),
        "Presence": iter(phone[Presence].buddies),
    }
    return tuple(next(uses[category], None) if category in uses else None for category, _ in wanted)


def _resolved(indices: Sequence[int], all_of_them: Sequence[int]) -> list[int]:
    """The indices, with the unnamed of `all_of_them` in the places of noughts as far as they go."""
    unnamed = iter([index for index in all_of_them if index not in indices])
    return [index or next(unnamed, 0) for index in indices]


def line_key(phone: State, use: KeyUse) -> LineKey:
    """The label of a line key, and what pressing it means."""
    if use is None:
        return LineKey("")
    if isinstance(use, Contact):
        return LineKey(use.caption, "favorite", "Favorite", Dial(use.number, way="DirectoryDial"))
    if isinstance(use, Buddy):
        called = Dial(use.contact.number, way="DirectoryDial")
        return LineKey(use.contact.caption, icon_of(use.status), use.word, called)
    if isinstance(use, Resource):
        return LineKey(use.label, use.state, RESOURCE_WORDS[use.state], PressResource(use.index))
    line, call, label = use.line, use.foremost, _label(phone, use)
    if call is None and use.elsewhere:
        return LineKey(label, *_ELSEWHERE[use.elsewhere], PressShared(line.index))
    if call is None:
        return LineKey(label, *_resting(phone, line), OpenDialer(line.index))
    icon, word = _STATES[call.state]
    return LineKey(label, icon, word, _meaning(phone, call))


def _label(phone: State, use: Appearance) -> str:
    """A line's label; where it has several keys, each may have one of its own (up.cfgUniqueLineLabel)."""
    line, settings = use.line.settings, config(phone)
    several = line.line_keys > 1 and settings.flag("up.cfgUniqueLineLabel")
    own = settings.text(f"reg.{line.index}.line.{use.turn + 1}.label").strip() if several else ""
    return own or line.label or line.user


def _resting(phone: State, line: Line) -> tuple[str, str]:
    """Icon and word of a line without calls; up.mwiVisible has it show that messages wait."""
    box = next((each for each in phone[Voicemail].mailboxes if each.line == line.index), None)
    if box and (box.waiting or box.new) and config(phone).flag("up.mwiVisible"):
        return "message", "Messages waiting"
    return ("registered", "Registered") if line.registered else ("unregistered", "Unregistered")


def held_keys(phone: State, profile: DeviceProfile, uses: Sequence[KeyUse]) -> dict[str, Event]:
    """What line keys mean that are held long.

    The calls of somebody on the busy lamp field; changing a favorite; on a key without use, adding one (VVX user guide
    5.5, "Quickly Add a Favorite").
    """
    meanings = {f"LineKey{number} held": _held(phone, use) for number, use in enumerate(uses, 1) if use}
    if has_directory(phone) and not config(phone).flag("lineKey.reassignment.enabled"):
        free = range(len(uses) + 1, sum(profile.line_places) + 1)
        meanings |= {f"LineKey{number} held": OpenView("add-favorite") for number in free}
    return {key: meaning for key, meaning in meanings.items() if meaning}


def _held(phone: State, use: KeyUse) -> Event | None:
    if isinstance(use, Resource):
        return OpenView(f"{ATTENDANT}/{use.index}")
    favorite = _contact(use) if isinstance(use, Contact | Buddy) else None
    own = favorite and has_directory(phone) and phone[Directory].find(favorite.id)
    return OpenView(f"edit-contact/{own.id}") if own else None


def _meaning(phone: State, call: Call) -> Event | None:
    """What the key of a line does with its call: holds it, or ends it if up.lineKeyCallTerminate says so."""
    match call.state:
        case "offering":
            return AnswerCall(call.id)
        case "connected" | "conference" if config(phone).flag("up.lineKeyCallTerminate"):
            return EndCall(call.id)
        case "connected" | "remote-held" | "conference":
            return HoldCall(call.id)
        case "held":
            return ResumeCall(call.id)
    return None
