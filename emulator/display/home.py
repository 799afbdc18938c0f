"""The idle views: Lines, which a key-driven phone rests on, Home with its tiles, and the menu of a CCX."""

from __future__ import annotations

from collections.abc import Iterator

from emulator.boot.model import Power, config
from emulator.calls.model import Calls, Dial, OpenDialer
from emulator.display import wallclock
from emulator.display.model import (
    Block,
    GoHome,
    Item,
    Items,
    MissedSeen,
    OpenView,
    Rank,
    Scene,
    Screen,
    SoftKey,
    Text,
    Tiles,
    View,
    showing,
)
from emulator.display.status import unseen
from emulator.kernel.state import State
from emulator.lines.model import Line, Lines
from emulator.voicemail.model import Voicemail

TURN = 3_000_000
"""For how many microseconds each of several status messages stays."""


def lines_view(scene: Scene) -> Screen:
    """The Lines view: labels beside the keys, clock, custom label, and what the user should know."""
    texts = status_texts(scene.phone)
    body = [*_clock(scene), *_custom_label(scene.phone)]
    if texts:
        body.append(Text((texts[scene.now // TURN % len(texts)],), style="strong"))
    changes = scene.now - scene.now % TURN + TURN if len(texts) > 1 else None
    return Screen("lines", body=tuple(body), actions=soft_keys(scene.phone), labels=True, changes_at=changes)


def home_view(scene: Scene) -> Screen:
    """The Home view: a tile for each thing that can be done."""
    touch = scene.profile.display.touch
    tiles = Tiles(tuple(_tiles(scene)), columns=3 if touch else 4)
    texts = status_texts(scene.phone) if touch else ()
    body: tuple[Block, ...] = (tiles, Text(texts, style="strong")) if texts else (tiles,)
    return Screen("home", "Home", body, soft_keys(scene.phone), labels=touch)


def menu_view(scene: Scene) -> Screen:
    """The CCX's menu, behind the button in the upper left corner (CCX user guide 1.0, page 7)."""
    home = Item("Home", icon="home", intent=GoHome())
    return Screen("menu", "Menu", (Items((home, _new_call(scene))),))


def soft_keys(phone: State) -> tuple[SoftKey, ...]:
    """The soft keys of an idle phone, as far as configuration allows them and they can do something."""
    settings = config(phone)
    keys = []
    if phone[Lines].lines and settings.flag("softkey.feature.newcall"):
        keys.append(SoftKey("New Call", OpenDialer()))
    if phone[Calls].dialed:
        keys.append(SoftKey("Redial", Dial(phone[Calls].dialed)))
    if phone[Voicemail].mailboxes:
        keys.append(SoftKey("Messages", OpenView("messages")))
    if unseen(phone):
        keys.append(SoftKey("Clear", MissedSeen()))
    return tuple(keys)


def status_texts(phone: State) -> tuple[str, ...]:
    """What an idle phone tells in turn, in the words of the device."""
    return tuple(_texts(phone))


def _texts(phone: State) -> Iterator[str]:
    if not phone[Power].link:
        yield "Network link is down"
    if any(_registers(line) and not line.registered for line in phone[Lines].lines[:1]):
        yield "Line: Unregistered"
    missed, new = unseen(phone), sum(box.new for box in phone[Voicemail].mailboxes)
    if missed:
        yield f"{missed} new missed call{'s' if missed > 1 else ''}"
    if new:
        yield f"{new} New message{'s' if new > 1 else ''}"


def _registers(line: Line) -> bool:
    """Whether the line is configured to register at all."""
    return any(server.register for server in line.settings.servers)


def _clock(scene: Scene) -> Iterator[Text]:
    settings = config(scene.phone)
    if not settings.flag("up.localClockEnabled") or not wallclock.is_set(scene.phone):
        return
    moment = wallclock.wall_time(scene.phone, scene.now)
    yield Text((wallclock.write_time(settings, moment),), style="big")
    yield Text((wallclock.write_date(settings, moment, long=settings.flag("lcl.datetime.date.longFormat")),))


def _custom_label(phone: State) -> Iterator[Text]:
    settings = config(phone)
    wanted = settings.text("homeScreen.labelType"), settings.text("homeScreen.labelLocation")
    if wanted == ("Custom", "BelowDate"):
        yield Text((settings.text("homeScreen.customLabel"),))


def _tiles(scene: Scene) -> Iterator[Item]:
    phone, settings = scene.phone, config(scene.phone)
    if settings.flag("homeScreen.newCall.enable") and phone[Lines].lines:
        yield _new_call(scene)
    if settings.flag("homeScreen.messages.enable"):
        yield Item("Messages", icon="message", intent=OpenView("messages"))
    if settings.flag("homeScreen.redial.enable") and phone[Calls].dialed:
        yield Item("Redial", icon="redial", intent=Dial(phone[Calls].dialed))


def _new_call(scene: Scene) -> Item:
    """What opens the dialer: a CCX calls it Dial a Number with Skype for Business, else Place a Call."""
    if _keyed(scene):
        return Item("New Call", icon="new-call", intent=OpenDialer())
    skype = config(scene.phone).base_profile != "Generic"
    return Item("Dial a Number" if skype else "Place a Call", icon="dial", intent=OpenDialer())


def _keyed(scene: Scene) -> bool:
    return scene.profile.display.layout == "keys"


VIEWS = (
    View("lines", Rank.IDLE, _keyed, lines_view),
    View("home", Rank.IDLE, lambda scene: not _keyed(scene), home_view),
    View("home", Rank.MENU, lambda scene: showing(scene.phone, "home"), home_view),
    View("menu", Rank.MENU, lambda scene: showing(scene.phone, "menu"), menu_view),
)
"""The views of an idle phone."""
