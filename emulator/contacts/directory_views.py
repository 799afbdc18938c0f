"""The screens of the contact directory: the menu, the list, favorites, one contact, and the forms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from emulator.calls.model import Dial
from emulator.contacts.directory import DELETED
from emulator.contacts.model import (
    FLAGS,
    CallLists,
    Contact,
    DeleteContact,
    Directory,
    SaveContact,
    SortContacts,
    has_directory,
    lists,
    open_recent,
)
from emulator.display.entry import typed
from emulator.display.model import Field, GoBack, Item, OpenView, Scene, Screen, SoftKey, Text, Tiles
from emulator.display.pages import chosen, details, go, listing, menu, number, page, question
from emulator.kernel.state import Event, State
from emulator.presence.model import enabled as has_presence
from emulator.roster.model import PEOPLE, SEARCH
from emulator.roster.model import available as has_people

NOTHING, NOT_FOUND = "No records", "No entries found."

FIELDS = (  # prompt, field of `Contact`, kind
    ("First Name", "first", "text"),
    ("Last Name", "last", "text"),
    ("Contact", "number", "number"),
    ("Speed Dial Index", "index", "number"),
    ("Label", "label", "text"),
    ("Ring Type", "ring", "number"),
    ("Divert Contact", "divert", "number"),
    ("Auto Reject", "auto_reject", "choice"),
    ("Auto Divert", "auto_divert", "choice"),
)
"""What can be typed about a contact (UCS 4.0 phrases)."""

BUDDY_FIELDS = (("Watch Buddy", "watched", "choice"), ("Block Buddy", "blocked", "choice"))
"""The same where there is presence."""


def _fields(phone: State) -> tuple[tuple[str, str, str], ...]:
    return (*FIELDS, *BUDDY_FIELDS) if has_presence(phone) else FIELDS


def dial(contact: Contact) -> Dial:
    """Call a contact, as the dial plan wants numbers from the directory."""
    return Dial(contact.number, way="DirectoryDial")


def directories(scene: Scene, _: str) -> Screen:
    """The Directories menu."""
    return menu(scene, "directories", "Directories", tuple(_directories(scene.phone)))


def _directories(phone: State) -> Iterator[tuple[str, Event]]:
    if has_directory(phone):
        yield "Contact Directory", OpenView("contacts")
        yield "Favorites", OpenView("favorites")
    if has_people(phone):
        yield "Contacts", OpenView(PEOPLE)
        yield "Skype for Business Directory", OpenView(SEARCH)
    recent = open_recent(phone)
    if recent:
        yield "Recent Calls", recent


# Lists


def contacts(scene: Scene, _: str) -> Screen:
    """All contacts."""
    directory = scene.phone[Directory]
    return _contact_list(scene, "contacts", directory.sorted, directory.rows, NOTHING)


def found(scene: Scene, text: str) -> Screen:
    """The contacts whose name begins with a text: the first or the last name, whichever the list is sorted by."""
    directory, begin = scene.phone[Directory], text.casefold()
    field = "first" if directory.by_first_name else "last"
    pairs = zip(directory.sorted, directory.rows, strict=True)
    matching = [pair for pair in pairs if getattr(pair[0], field).casefold().startswith(begin)]
    return _contact_list(
        scene, f"found/{text}", [each for each, _ in matching], [row for _, row in matching], NOT_FOUND
    )


def _contact_list(scene: Scene, name: str, listed: Sequence[Contact], rows: Sequence[Item], empty: str) -> Screen:
    return listing(name, "Contact Directory", rows, _actions(chosen(scene, name, listed)), empty)


def _actions(contact: Contact | None) -> list[SoftKey]:
    add, search, sort = go("Add", "edit-contact", 0), go("Search", "search"), go("Sort", "sort-contacts")
    if contact is None:
        return [add, search, sort]
    info, edit, delete = (go(word, view, contact.id) for word, view in _OPENING)
    return [SoftKey("Dial", dial(contact)), add, search, info, edit, delete, sort]


_OPENING = (("Info", "contact"), ("Edit", "edit-contact"), ("Delete", "delete-contact"))


def favorites(scene: Scene, _: str) -> Screen:
    """The contacts with a speed dial index: a grid on a touch screen, else a list."""
    listed = scene.phone[Directory].favorites
    display = scene.profile.display
    if display.touch and listed:
        tiles = tuple(Item(each.caption, icon="favorite", intent=dial(each)) for each in listed)
        return Screen("favorites", "Favorites", (Tiles(tiles, columns=display.tiles[0]),))
    rows = [Item(f"{each.index} {each.caption}", each.number, "favorite", dial(each)) for each in listed]
    contact = chosen(scene, "favorites", listed)
    actions = [SoftKey("Dial", dial(contact)), go("Info", "contact", contact.id)] if contact else []
    return listing("favorites", "Favorites", rows, actions, NOTHING)


# One contact


def contact(scene: Scene, about: str) -> Screen:
    """All that is known of a contact."""
    name, shown = f"contact/{about}", scene.phone[Directory].find(number(about))
    if shown is None:
        return Screen(name, "Contact Directory", (Text((DELETED,)),), (SoftKey("Back", GoBack()),))
    rows = [(prompt, _text(shown, field)) for prompt, field, _ in _fields(scene.phone)]
    delete = OpenView(f"delete-contact/{about}", instead=True)
    actions = (SoftKey("Dial", dial(shown)), go("Edit", "edit-contact", about), SoftKey("Delete", delete))
    return details(name, shown.name, rows, actions)


def _text(shown: Contact, field: str) -> str:
    value = getattr(shown, field)
    if isinstance(value, bool):
        return FLAGS[value]
    return str(value or "")


def delete_contact(scene: Scene, about: str) -> Screen:
    """The question before a contact is deleted."""
    shown = scene.phone[Directory].find(number(about))
    text = "Are you sure you want to delete this contact?" if shown else DELETED
    return question(f"delete-contact/{about}", shown.name if shown else "", text, DeleteContact(number(about)))


def edit_contact(scene: Scene, about: str) -> Screen:
    """The form for a contact that is there, or (0) for another one."""
    shown = scene.phone[Directory].find(number(about))
    title = "Edit Contact" if shown else "Add To Contact Directory"
    return _form(scene, f"edit-contact/{about}", title, shown or Contact())


def add_favorite(scene: Scene, _: str) -> Screen:
    """The form for a contact that is to be the next favorite (VVX user guide 5.5, "Quickly Add a Favorite")."""
    begun = Contact(index=scene.phone[Directory].free_index)
    return _form(scene, "add-favorite", "Add To Contact Directory", begun)


def save_call(scene: Scene, about: str) -> Screen:
    """The form for a contact, begun with what a call list knows."""
    record = scene.phone[CallLists].find(number(about))
    first, _, last = (record.name if record else "").partition(" ")
    begun = Contact(record.number if record else "", first, last)
    return _form(scene, f"save-call/{about}", "Add To Contact Directory", begun)


def _form(scene: Scene, name: str, title: str, begun: Contact) -> Screen:
    fields = tuple(_field(begun, *field) for field in _fields(scene.phone))
    values = {field.name: typed(scene.phone, name, field) for field in fields}
    save = SoftKey("Save", SaveContact(begun.id, values))
    return Screen(name, title, fields, (save, SoftKey("Cancel", GoBack())))


def _field(begun: Contact, prompt: str, name: str, kind: str) -> Field:
    choices = FLAGS if kind == "choice" else ()
    return Field(prompt, _text(begun, name), name=name, kind="text" if choices else kind, choices=choices)


# Searching and sorting


def search(scene: Scene, _: str) -> Screen:
    """The form for the beginning of a name."""
    prompt = "First Name" if scene.phone[Directory].by_first_name else "Last Name"
    field = Field(prompt, "", name="name")
    submit = OpenView(f"found/{typed(scene.phone, 'search', field)}", instead=True)
    actions = (SoftKey("Submit", submit), SoftKey("Cancel", GoBack()))
    return Screen("search", "Directory Search", (field,), actions, {"Select": submit})


def sort_contacts(scene: Scene, _: str) -> Screen:
    """What to sort by."""
    orders = (("Last Name", SortContacts(False)), ("First Name", SortContacts(True)))
    return menu(scene, "sort-contacts", "Directory Sort", orders)


def _has_menu(phone: State) -> bool:
    return has_directory(phone) or bool(lists(phone))


VIEWS = (
    page("directories", _has_menu, directories),
    page("contacts", has_directory, contacts),
    page("found", has_directory, found),
    page("favorites", has_directory, favorites),
    page("contact", has_directory, contact),
    page("edit-contact", has_directory, edit_contact),
    page("add-favorite", has_directory, add_favorite),
    page("save-call", has_directory, save_call),
    page("delete-contact", has_directory, delete_contact),
    page("search", has_directory, search),
    page("sort-contacts", has_directory, sort_contacts),
)
"""The views of the directory."""
