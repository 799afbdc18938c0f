"""Conditions in tables: which entries of menus, tiles and soft keys a phone shows now.

Words stand side by side and must all hold; an exclamation mark in front turns one round.
"""

from __future__ import annotations

from collections.abc import Callable

from emulator.accessories.model import Accessories, plugged
from emulator.attendant.model import pickups
from emulator.boot.model import Power, Provisioning, config
from emulator.calls.model import Calls
from emulator.contacts.model import has_directory, lists, open_directories
from emulator.display.messages import unseen
from emulator.display.model import Scene
from emulator.lines.model import Lines
from emulator.lock.model import has_device_lock, kind, lockable
from emulator.meetings.model import available as has_meetings
from emulator.meetings.model import can_meet
from emulator.messaging.model import takes as takes_messages
from emulator.network.model import has_radio
from emulator.paging.model import MODES, enabled
from emulator.presence.model import enabled as has_presence
from emulator.roster.model import available as has_people
from emulator.signin.model import SignIn, common, guest, offers_guest, offers_sign_in, offers_sign_out, restricted
from emulator.voicemail.model import Voicemail

_WORDS: dict[str, Callable[[Scene], bool]] = {
    "lync": lambda scene: config(scene.phone).base_profile != "Generic",
    "generic": lambda scene: config(scene.phone).base_profile == "Generic",
    "touch": lambda scene: scene.profile.display.touch,
    "ccx": lambda scene: scene.profile.family == "CCX",
    "color": lambda scene: scene.profile.display.color,
    "radio": lambda scene: has_radio(scene.profile, scene.phone[Accessories].present),
    "menu-key": lambda scene: "Menu" in scene.profile.hard_keys,
    "setup": lambda scene: scene.phone[Power].state == "setup",
    "lockable": lambda scene: lockable(scene.phone),
    "phone-lock": lambda scene: kind(scene.phone) == "phone",
    "device-lock": lambda scene: has_device_lock(scene.phone),
    "may-sign-in": lambda scene: offers_sign_in(scene.phone),
    "may-sign-out": lambda scene: offers_sign_out(scene.phone),
    "may-lend": lambda scene: offers_guest(scene.phone),
    "asks-password": lambda scene: scene.phone[SignIn].state == "changed",
    "guest": lambda scene: guest(scene.phone),
    "common": lambda scene: common(scene.phone),
    "restricted": lambda scene: restricted(scene.phone),
    "lines": lambda scene: bool(scene.phone[Lines].lines),
    "dialed": lambda scene: bool(scene.phone[Calls].dialed),
    "pickup": lambda scene: bool(pickups(scene.phone)),
    "mailbox": lambda scene: bool(scene.phone[Voicemail].mailboxes),
    "missed": lambda scene: bool(unseen(scene.phone)),
    "contacts": lambda scene: has_directory(scene.phone),
    "people": lambda scene: has_people(scene.phone),
    "meetings": lambda scene: has_meetings(scene.phone),
    "meet-now": lambda scene: can_meet(scene.phone),
    "presence": lambda scene: has_presence(scene.phone),
    "messaging": lambda scene: takes_messages(scene.phone),
    "recent": lambda scene: bool(lists(scene.phone)),
    "signed-in": lambda scene: bool(scene.phone[Provisioning].user),
    "directories": lambda scene: open_directories(scene.phone) is not None,
    "paging": lambda scene: any(enabled(config(scene.phone), mode) for mode in MODES),
}
"""Words that stand alone."""

_NAMED: dict[str, Callable[[Scene, str], bool]] = {
    "has": lambda scene, feature: feature in scene.profile.features,
    "family": lambda scene, name: scene.profile.family == name,
    "plugged": lambda scene, what: plugged(scene.phone, what),
    "on": lambda scene, parameter: config(scene.phone).flag(parameter),
}
"""Words with something behind a colon: a feature, a family of models, what is plugged in, a parameter that is 1."""


def holds(scene: Scene, when: str) -> bool:
    """Whether all conditions hold. Raises LookupError for a word that there is not."""
    return all(_holds(scene, word.lstrip("!")) is not word.startswith("!") for word in when.split())


def _holds(scene: Scene, word: str) -> bool:
    name, colon, argument = word.partition(":")
    return _NAMED[name](scene, argument) if colon else _WORDS[name](scene)
