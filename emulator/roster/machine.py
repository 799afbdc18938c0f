"""The contact list: read when somebody signs in, again by and by and after each change, and forgotten afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec.structs import replace

from emulator.boot.model import Ready, SettingsChanged, ShuttingDown
from emulator.display.model import CloseViews, Noticed, OpenView
from emulator.kernel.machines import ANY, Machine, Row
from emulator.kernel.slices import Flow, Slice, Step
from emulator.kernel.state import Event, State
from emulator.presence.model import presence_line
from emulator.roster import book, imlist
from emulator.roster.model import (
    FOUND,
    PERSON,
    VIEW_NAMES,
    AddPerson,
    BookAnswered,
    DeletePerson,
    MakeFavorite,
    Person,
    Roster,
    RosterDue,
    RosterFailed,
    RosterRead,
    SearchBook,
    asking,
    available,
    book_url,
    exchange_url,
    text_of,
)
from emulator.signin.model import PolicyChanged, SignedIn, SignedOut, policy
from emulator.watching.model import PresenceReported, WatchLost, Wish, Wished

RosterStep = Step[Roster]

OWNER = "roster"
TIMER = "roster/due"
LISTING, SEARCHING = "roster/list", "roster/search"
MINUTE = 60.0

UNREACHABLE = "Exchange server unreachable."
REFUSED = "Server unavailable."
"""What the phone says when Exchange does not answer, and when it will not (phone dictionary of UCS 4.0)."""


# Conversations


def listing(phone: State) -> Flow:
    """Ask for the list."""
    answer = yield asking(phone, exchange_url(phone), *imlist.ask_list())
    found = imlist.read_list(text_of(answer))
    return RosterFailed() if found is None else RosterRead(*found)


def changing(phone: State, change: tuple[str, str]) -> Flow:
    """Ask for a change, then for the list as it is now."""
    answer = yield asking(phone, exchange_url(phone), *change)
    if not imlist.accepted(text_of(answer)):
        yield Noticed(REFUSED)
    return (yield from listing(phone))


def searching(phone: State, text: str) -> Flow:
    """Ask the address book."""
    answer = yield asking(phone, book_url(phone), book.ACTION, book.ask_search(text))
    return BookAnswered(book.read_found(text_of(answer)))


# The list


def _is_there(step: RosterStep) -> bool:
    return available(step.phone) and bool(exchange_url(step.phone))


def _is_gone(step: RosterStep) -> bool:
    return not _is_there(step)


def _ask(step: RosterStep) -> None:
    step.begin(LISTING, listing(step.phone))


def _take(step: RosterStep) -> None:
    """Number the people, those that were known before as before, and watch them."""
    people, following = numbered(step.own, step.event.people)
    ids = {each.id for each in people}
    statuses = {person: word for person, word in step.own.statuses.items() if person in ids}
    step.change(people=people, groups=step.event.groups, next_id=following, statuses=statuses)
    line = presence_line(step.phone)
    wishes = (Wish(f"{OWNER}/{each.id}", line, "presence", each.address) for each in people if each.address)
    step.tell(Wished(OWNER, tuple(wishes)))
    _wait(step)


def numbered(own: Roster, people: Iterable[Person]) -> tuple[tuple[Person, ...], int]:
    """People with their numbers, and the number that is free after them."""
    known = {each.target: each.id for each in (*own.found, *own.people)}
    following, made = own.next_id, []
    for each in people:
        number = known.get(each.target, following)
        following = max(following, number + 1)
        made.append(replace(each, id=number))
    return tuple(made), following


def _wait(step: RosterStep) -> None:
    step.arm(TIMER, policy(step.phone).poll_minutes * MINUTE, RosterDue())


def _complain(step: RosterStep) -> None:
    step.tell(Noticed(UNREACHABLE))
    _wait(step)


def _clear(step: RosterStep) -> None:
    """Keep nothing of the user who has left."""
    if step.own == Roster():
        return
    step.abandon(LISTING)
    step.abandon(SEARCHING)
    step.disarm(TIMER)
    step.own = Roster()
    step.tell(Wished(OWNER, ()))
    step.tell(CloseViews(VIEW_NAMES))


# Changes


def _new(step: RosterStep) -> bool:
    found = step.own.find(step.event.person)
    return found is not None and not found.key and bool(found.address) and _is_there(step)


def _in_list(step: RosterStep) -> bool:
    found = step.own.find(step.event.person)
    return found is not None and bool(found.key) and _is_there(step)


def _favorable(step: RosterStep) -> bool:
    return _in_list(step) and step.own.favorites is not None


def _changing(change: Callable[[RosterStep, Person], tuple[str, str]]) -> Callable[[RosterStep], None]:
    """The action that asks for a change about the person of the event."""

    def act(step: RosterStep) -> None:
        person = step.own.find(step.event.person)
        if person is not None:
            step.begin(LISTING, changing(step.phone, change(step, person)))

    return act


def _favorite(step: RosterStep, person: Person) -> tuple[str, str]:
    group = step.own.favorites
    ask = imlist.ask_join if step.event.favorite else imlist.ask_part
    return ask(person, group.key if group else "")


def _delete(step: RosterStep) -> None:
    _changing(lambda _, person: imlist.ask_delete(person))(step)
    step.tell(CloseViews((PERSON, f"delete-{PERSON}")))


ADD = _changing(lambda step, person: imlist.ask_add(person, ""))
FAVOR = _changing(_favorite)

KNOWN = ("listed", "refreshing")
STARTS: tuple[type[Event], ...] = (SignedIn, PolicyChanged, SettingsChanged)


def _rows() -> Iterator[Row]:
    for start in STARTS:
        yield Row(start, ("none", "unreachable"), "loading", _is_there, _ask)
        yield Row(start, ("loading", *KNOWN, "unreachable"), "none", _is_gone)
    yield Row(RosterDue, "listed", "refreshing", _is_there, _ask)
    yield Row(RosterDue, "unreachable", "loading", _is_there, _ask)
    yield Row(RosterRead, ("loading", "refreshing"), "listed", None, _take)
    yield Row(RosterFailed, ("loading", "refreshing"), "unreachable", None, _complain)
    yield Row(AddPerson, KNOWN, "refreshing", _new, ADD)
    yield Row(DeletePerson, KNOWN, "refreshing", _in_list, _delete)
    yield Row(MakeFavorite, KNOWN, "refreshing", _favorable, FAVOR)
    for end in (SignedOut, Ready, ShuttingDown):
        yield Row(end, ANY, "none")


CONTACTS: Machine[Roster] = Machine(
    "contact list", ("none", "loading", "listed", "refreshing", "unreachable"), tuple(_rows()), enter={"none": _clear}
)


# The address book


def _can_search(step: RosterStep) -> bool:
    return available(step.phone) and bool(book_url(step.phone)) and bool(step.event.text.strip())


def _search(step: RosterStep) -> None:
    step.change(found=())
    step.begin(SEARCHING, searching(step.phone, step.event.text.strip()))
    step.tell(OpenView(FOUND, instead=True))


def _found(step: RosterStep) -> None:
    """Those of the list are shown as they are in it."""
    listed = {each.address: each for each in step.own.people if each.address}
    people, following = numbered(step.own, (listed.get(each.address, each) for each in step.event.people))
    step.change(found=people, next_id=following)


def _answered(step: RosterStep) -> bool:
    return step.event.people is not None


BOOK: Machine[Roster] = Machine(
    "address book search",
    ("idle", "searching", "found", "unreachable"),
    (
        Row(SearchBook, ANY, "searching", _can_search, _search),
        Row(BookAnswered, "searching", "found", _answered, _found),
        Row(BookAnswered, "searching", "unreachable"),
    ),
    read=lambda part, _: part.search,
    write=lambda part, _, state: replace(part, search=state),
)


# Presence


def _reported(step: RosterStep) -> None:
    _note(step, step.event.key, step.event.status)


def _lost(step: RosterStep) -> None:
    _note(step, step.event.key, "")


def _note(step: RosterStep, key: str, status: str) -> None:
    owner, _, person = key.partition("/")
    if owner == OWNER and any(str(each.id) == person for each in step.own.people):
        step.change(statuses={**step.own.statuses, int(person): status})


def _feed(machine: Machine[Roster]) -> Callable[[RosterStep], None]:
    def react(step: RosterStep) -> None:
        machine.feed(step)

    return react


SLICE: Slice[Roster] = Slice(
    Roster,
    {
        **dict.fromkeys({row.event for row in CONTACTS.rows}, _feed(CONTACTS)),
        **dict.fromkeys({row.event for row in BOOK.rows}, _feed(BOOK)),
        PresenceReported: _reported,
        WatchLost: _lost,
    },
    machines=(CONTACTS, BOOK),
)
