"""The screens of the account's contacts: the list, groups, favorites, one person, and the search for others."""

from __future__ import annotations

from collections.abc import Sequence

from emulator.calls.model import Dial
from emulator.display.entry import typed
from emulator.display.model import (
    Field,
    GoBack,
    Item,
    Items,
    OpenView,
    Scene,
    Screen,
    SoftKey,
    Text,
    Tiles,
)
from emulator.display.pages import chosen, go, listing, number, page
from emulator.display.presence import icon_of
from emulator.kernel.state import State
from emulator.presence.model import UNKNOWN
from emulator.roster.model import (
    FAVORITES_VIEW,
    FOUND,
    GROUP,
    GROUPS,
    PEOPLE,
    PERSON,
    SEARCH,
    AddPerson,
    DeletePerson,
    Group,
    MakeFavorite,
    Person,
    Roster,
    SearchBook,
    account_line,
    available,
    status_of,
)

NOBODY, LOADING, NOT_REACHED = "No contacts", "Please wait...", "Exchange server unreachable."
LOOKING, NOT_FOUND, BOOK_SILENT = "Searching...", "No entries found.", "CD Server not responding"
"""What stands in the place of a list (phone dictionary of UCS 4.0)."""

_BACK = SoftKey("Back", GoBack())


def dial(person: Person) -> Dial:
    """Call somebody, on the account's line; the address is called, or the number where there is none."""
    return Dial(person.target, account_line(), "" if person.address else "DirectoryDial")


def _row(scene: Scene, person: Person) -> Item:
    status = status_of(scene.phone, person)
    return Item(person.name, status or UNKNOWN, icon_of(status), OpenView(f"{PERSON}/{person.id}"))


def _listing(scene: Scene, name: str, title: str, people: Sequence[Person], empty: str) -> Screen:
    rows = [_row(scene, each) for each in people]
    picked = chosen(scene, name, people)
    about = (SoftKey("Dial", dial(picked)), go("Info", PERSON, picked.id)) if picked else ()
    return listing(name, title, rows, (*about, go("Search", SEARCH), go("Groups", GROUPS)), empty)


def people(scene: Scene, _: str) -> Screen:
    """All contacts with their presence, by name."""
    roster = scene.phone[Roster]
    listed = sorted(roster.people, key=lambda each: each.name.casefold())
    empty = {"loading": LOADING, "unreachable": NOT_REACHED}.get(roster.state, NOBODY)
    return _listing(scene, PEOPLE, "Contacts", listed, empty)


def groups(scene: Scene, _: str) -> Screen:
    """The groups, with how many are in each."""
    roster = scene.phone[Roster]
    rows = [
        Item(each.name, str(len(roster.listed(each))), intent=OpenView(f"{GROUP}/{place}"))
        for place, each in enumerate(roster.groups, 1)
    ]
    return listing(GROUPS, "Groups", rows, (_BACK,), NOBODY)


def group(scene: Scene, about: str) -> Screen:
    """The people of one group."""
    roster = scene.phone[Roster]
    found = roster.groups[int(about) - 1] if about in map(str, range(1, len(roster.groups) + 1)) else Group("Groups")
    return _listing(scene, f"{GROUP}/{about}", found.name, roster.listed(found), NOBODY)


def favorites(scene: Scene, _: str) -> Screen:
    """The favorites: a grid on a touch screen, else a list."""
    roster, display = scene.phone[Roster], scene.profile.display
    listed = roster.listed(roster.favorites) if roster.favorites else ()
    if display.touch and listed:
        tiles = tuple(Item(each.name, icon=icon_of(status_of(scene.phone, each)), intent=dial(each)) for each in listed)
        return Screen(FAVORITES_VIEW, "Favorites", (Tiles(tiles, columns=display.tiles[0]),))
    return _listing(scene, FAVORITES_VIEW, "Favorites", listed, NOBODY)


# One person


def person(scene: Scene, about: str) -> Screen:
    """The contact card: how somebody is and can be reached, and what can be done with them."""
    shown, name = _person(scene.phone, about), f"{PERSON}/{about}"
    if shown is None:
        return Screen(name, "Contact", (Text((NOBODY,)),), (_BACK,))
    status = status_of(scene.phone, shown)
    known = (
        ("Status", status or (UNKNOWN if shown.key else "")),
        ("SIP Address", shown.address),
        ("Work", shown.number),
        ("Email", shown.mail),
        ("Title", shown.title),
        ("Department", shown.department),
    )
    rows = tuple(Item(label, value, icon_of(status) if label == "Status" else "") for label, value in known if value)
    return Screen(name, shown.name, (Items(rows),), _deeds(scene.phone[Roster], shown))


def _person(phone: State, about: str) -> Person | None:
    return phone[Roster].find(number(about))


def _deeds(roster: Roster, shown: Person) -> tuple[SoftKey, ...]:
    call = SoftKey("Dial", dial(shown))
    if not shown.key:
        return (call, SoftKey("Add", AddPerson(shown.id))) if shown.address else (call,)
    marked = roster.is_favorite(shown)
    label = "Remove from Favorites" if marked else "Add to Favorites"
    favor = (SoftKey(label, MakeFavorite(shown.id, not marked)),) if roster.favorites else ()
    return (call, *favor, go("Delete", f"delete-{PERSON}", shown.id))


def delete_person(scene: Scene, about: str) -> Screen:
    """The question before somebody is taken out of the list."""
    shown, name = _person(scene.phone, about), f"delete-{PERSON}/{about}"
    text = Text(("Are you sure you want to delete this contact?",), style="strong")
    yes = (SoftKey("Yes", DeletePerson(shown.id)),) if shown else ()
    return Screen(name, shown.name if shown else "Contact", (text,), (*yes, SoftKey("No", GoBack())))


# Searching


def search(scene: Scene, _: str) -> Screen:
    """The form for the beginning of a name."""
    field = Field("Name", "", name="name")
    submit = SearchBook(typed(scene.phone, SEARCH, field))
    actions = (SoftKey("Submit", submit), SoftKey("Cancel", GoBack()))
    return Screen(SEARCH, "Search", (field,), actions, {"Select": submit})


def found(scene: Scene, _: str) -> Screen:
    """Who was found in the address book."""
    roster = scene.phone[Roster]
    empty = {"searching": LOOKING, "unreachable": BOOK_SILENT}.get(roster.search, NOT_FOUND)
    return _listing(scene, FOUND, "Skype for Business Directory", roster.found, empty)


_PAGES = {
    PEOPLE: people,
    GROUPS: groups,
    GROUP: group,
    FAVORITES_VIEW: favorites,
    PERSON: person,
    f"delete-{PERSON}": delete_person,
    SEARCH: search,
    FOUND: found,
}


VIEWS = tuple(page(name, available, draw) for name, draw in _PAGES.items())
"""The views of the account's contacts, by the names under which they are opened."""
