"""The screens of paging: whom to speak to, the phone's own announcement, and one that is heard."""

from __future__ import annotations

from emulator.boot.model import config
from emulator.display.model import (
    CallCard,
    Display,
    GoBack,
    Item,
    Items,
    OpenView,
    Rank,
    Scene,
    Screen,
    SoftKey,
    Text,
    View,
    showing,
)
from emulator.kernel.state import Event
from emulator.paging.model import (
    VIEWS as NAMES,
)
from emulator.paging.model import (
    Channel,
    EndPage,
    ExtendPage,
    LeavePage,
    Mode,
    Paging,
    StartPage,
    TakePage,
    about,
    channel,
    channels,
    default_number,
    enabled,
)

TITLES: dict[Mode, str] = {"page": "Paging Groups", "ptt": "PTT Channels"}
END: dict[Mode, str] = {"page": "End Page", "ptt": "End PTT"}
TALK: dict[Mode, str] = {"page": "Page", "ptt": "Talk"}
OTHER: dict[Mode, tuple[Mode, str]] = {"page": ("ptt", "PTT"), "ptt": ("page", "Paging")}


def list_view(scene: Scene, mode: Mode) -> Screen:
    """All groups or channels, the default one selected; what is pending there can be heard."""
    found = [each for each in channels(config(scene.phone), mode) if each.sends or each.receives]
    rows = tuple(_row(scene, each) for each in found)
    first = default_number(config(scene.phone), mode)
    chosen = next((place for place, each in enumerate(found) if each.number == first), 0)
    selected = min(scene.phone[Display].picked.get(NAMES[mode], chosen), max(0, len(rows) - 1))
    start = rows[selected].intent if rows and not scene.profile.pointed else None
    speak = (SoftKey(TALK[mode], start),) if start else ()
    other, label = OTHER[mode]
    turn = (SoftKey(label, OpenView(NAMES[other], instead=True)),) if enabled(config(scene.phone), other) else ()
    body = Items(rows, selected) if rows else Text(("No groups",))
    return Screen(NAMES[mode], TITLES[mode], (body,), (*speak, *turn, SoftKey("Back", GoBack())))


def _row(scene: Scene, each: Channel) -> Item:
    mine = Paging(mode=each.mode, number=each.number).channel
    page = scene.phone[Paging].find(mine)
    text = f"{each.number} {each.label}"
    if page is not None:
        word = "Active" if page.state == "heard" else "Pending"
        return Item(text, f"{word}: {page.caller}", "incoming", TakePage(mine))
    return Item(text, "", "", StartPage(each.mode, each.number) if each.sends else None)


def _speaking(scene: Scene) -> bool:
    return scene.phone[Paging].state != "idle"


def speaking_view(scene: Scene) -> Screen:
    """The phone's own announcement, or the open channel."""
    own, settings = scene.phone[Paging], config(scene.phone)
    group = channel(settings, own.mode, own.number)
    if own.state == "waiting":
        card = CallCard(group.label, f"{own.number}", "Waiting", "active", since=own.since)
        talk = SoftKey(TALK[own.mode], StartPage(own.mode, own.number))
        return Screen("page-out", TITLES[own.mode], (card,), (talk, SoftKey(END[own.mode], EndPage())))
    word, icon = ("Sending", "active") if own.state == "talking" else ("Starting", "outgoing")
    card = CallCard(group.label, f"{own.number}", word, icon, since=own.since if own.state == "talking" else None)
    longer = own.until is not None and settings.number("ptt.pageMode.transmit.timeout.continuation") > 0
    extend = (SoftKey("Extend", ExtendPage()),) if longer else ()
    return Screen("page-out", TITLES[own.mode], (card,), (SoftKey(END[own.mode], EndPage()), *extend))


def _hears(scene: Scene) -> bool:
    return scene.phone[Paging].heard is not None


def heard_view(scene: Scene) -> Screen:
    """Somebody speaks to all: who, and to which group."""
    page = scene.phone[Paging].heard
    if page is None:
        return Screen("page-in")
    group = about(scene.phone, page)
    title = "Incoming Page" if page.mode == "page" else "Push-to-Talk"
    card = CallCard(page.caller, group.label, "Active", "active", since=page.since)
    leave: Event = LeavePage(page.channel)
    return Screen("page-in", title, (card,), (SoftKey(END[page.mode], leave),))


VIEWS = (
    View("page-out", Rank.CALLS + 1, _speaking, speaking_view),
    View("page-in", Rank.CALLS + 2, _hears, heard_view),
    View(NAMES["page"], Rank.MENU, lambda scene: showing(scene.phone, NAMES["page"]), lambda s: list_view(s, "page")),
    View(NAMES["ptt"], Rank.MENU, lambda scene: showing(scene.phone, NAMES["ptt"]), lambda s: list_view(s, "ptt")),
)
"""The views of paging."""
