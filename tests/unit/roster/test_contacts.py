"""The account's contact list: read, shown, changed, watched, and forgotten."""

from __future__ import annotations

import pytest

from emulator.calls.model import Dial
from emulator.calls.orders import PlaceCall
from emulator.lock.model import Lock
from emulator.roster.model import Roster, person_of
from emulator.signin.orders import Exchange
from emulator.watching.model import PresenceReported, SendWatch, Watching
from tests.unit.roster.account import ALEX, TOLD, Owned

LIST, SECOND = "GetImItemList", "1002@example.com"


def signed_in(model: str = "VVX_450", more: str = "") -> Owned:
    """A phone that Jane uses."""
    phone = Owned(model, more)
    phone.sign_in()
    return phone


def roster(phone: Owned) -> Roster:
    """What the phone knows of contacts."""
    return phone.device.core.state[Roster]


def number_of(phone: Owned, name: str) -> int:
    """The phone's number for somebody."""
    return next(each.id for each in (*roster(phone).people, *roster(phone).found) if each.name == name)


def dialed(phone: Owned) -> list[tuple[str, int]]:
    """Targets and lines of all calls."""
    return [(each.target, each.line.index) for each in phone.effects if isinstance(each, PlaceCall)]


def test_the_list_comes_with_the_sign_in_and_again_by_policy() -> None:
    """Asked for at once, then as often as the server's policy says."""
    phone = Owned()
    assert 0 == phone.asked.count(LIST)
    phone.sign_in(poll_minutes=5)
    assert (1, "listed") == (phone.asked.count(LIST), roster(phone).state)
    phone.wait(299)
    assert 1 == phone.asked.count(LIST)
    phone.wait(1)
    assert (2, "listed") == (phone.asked.count(LIST), roster(phone).state)


def test_requests_prove_themselves_as_the_line_does() -> None:
    """The login of the account's line, over TLS alone, and no word of it where requests are shown."""
    (asked, *_) = [each for each in signed_in().effects if isinstance(each, Exchange)]
    assert ("Basic MjAwMTo=", True) == (asked.headers["Authorization"], asked.url.startswith("https:"))
    assert "MjAwMT" not in repr(asked)


@pytest.mark.parametrize(
    "more", ['roaming_buddies.reg="0"', 'feature.presence.enabled="0"', 'feature.exchangeContacts.enabled="0"']
)
def test_parameters_that_take_the_list_away(more: str) -> None:
    """Nothing is asked for, and nothing offered."""
    phone = signed_in(more=more)
    assert (0, "none") == (phone.asked.count(LIST), roster(phone).state)
    phone.press("Home")
    assert "Contacts" not in phone.text


@pytest.mark.parametrize(
    ("more", "host"),
    [
        ("", "lync.example.com"),
        ('exchange.server.url="https://mail.example.com/EWS/Exchange.asmx"', "mail.example.com"),
        ('feature.EWSAutodiscover.enabled="0"', ""),
    ],
)
def test_where_exchange_is(more: str, host: str) -> None:
    """Where configuration says, else where the server has told, if the phone is to go by that."""
    phone = signed_in(more=more)
    urls = {each.url.split("/")[2] for each in phone.effects if isinstance(each, Exchange)}
    assert ({host} if host else set()) == urls


def test_contacts_are_shown_with_their_presence() -> None:
    """Under Home > Contacts, by name; the account's line watches them by their addresses."""
    phone = signed_in()
    watched = {(each.wish.target, each.wish.line) for each in phone.effects if isinstance(each, SendWatch)}
    assert {("asmith@example.com", 1), (SECOND, 1), ("mmoore@example.com", 1)} == watched
    phone.feed(PresenceReported(f"roster/{number_of(phone, 'Alex Smith')}", "", "Busy"))
    phone.press("Home")
    phone.pick_tile("Contacts")
    rows = [row for row in phone.text.splitlines() if "Unknown" in row or "Busy" in row]
    assert ["Alex Smith", "Morgan Moore", "Second Party"] == [" ".join(row.lstrip("▸ ").split()[1:3]) for row in rows]
    assert "Busy" in rows[0]


@pytest.mark.parametrize(("more", "lines"), [("", {1}), ('pres.reg="2"', set())])
def test_the_line_of_presence_watches(more: str, lines: set[int]) -> None:
    """The one that pres.reg names; in the Lync profile there is no second one."""
    phone = signed_in(more=more)
    assert lines == {each.wish.line for each in phone.effects if isinstance(each, SendWatch)}


def test_favorites_have_line_keys() -> None:
    """With presence beside them; pressing one calls on the account's line."""
    phone = signed_in()
    phone.feed(PresenceReported(f"roster/{number_of(phone, 'Second Party')}", "", "Available"))
    keys = {key.label: (key.icon, key.state) for key in phone.screen.line_keys}
    assert (("unknown", "Unknown"), ("idle", "Available")) == (keys["Alex Smith"], keys["Second Party"])
    place = [key.label for key in phone.screen.line_keys].index("Second Party") + 1
    phone.press(f"LineKey{place}")
    assert [(SECOND, 1)] == dialed(phone)
    assert "Second Party" in phone.text


def test_groups() -> None:
    """Each with its people."""
    phone = signed_in()
    phone.press("Home")
    phone.pick_tile("Contacts")
    phone.press("Groups")
    assert ["2", "3"] == [row.split()[-1] for row in phone.text.splitlines() if "Favorites" in row or "Other" in row]
    phone.pick("Favorites")
    assert "Second Party" in phone.text
    assert "Morgan Moore" not in phone.text


def test_a_contact_card() -> None:
    """How to reach somebody, and a call."""
    phone = signed_in()
    phone.press("Home")
    phone.pick_tile("Contacts")
    phone.pick("Morgan Moore")
    assert all(text in phone.text for text in ("mmoore@example.com", "+15550104711", "Buyer"))
    phone.press("Dial")
    assert [("mmoore@example.com", 1)] == dialed(phone)


def test_somebody_becomes_a_favorite_and_no_longer_is_one() -> None:
    """On the server, and with the list that follows on a line key."""
    phone = signed_in()
    phone.press("Home")
    phone.pick_tile("Contacts")
    phone.pick("Morgan Moore")
    phone.press("Add to Favorites")
    assert "mmoore@example.com" in phone.people.groups("jdoe@example.com")["Favorites"]
    assert "Morgan Moore" in [key.label for key in phone.screen.line_keys] or "Remove from Favorites" in [
        key.label for key in phone.screen.actions
    ]
    phone.press("Remove from Favorites")
    assert "mmoore@example.com" not in phone.people.groups("jdoe@example.com")["Favorites"]
    assert "Add to Favorites" in [key.label for key in phone.screen.actions]


def test_a_contact_is_deleted() -> None:
    """After a question; it is watched no more."""
    phone = signed_in()
    phone.press("Home")
    phone.pick_tile("Contacts")
    phone.pick("Morgan Moore")
    phone.press("Delete")
    assert "Are you sure you want to delete this contact?" in " ".join(phone.text.split())
    phone.press("Yes")
    assert "mmoore@example.com" not in phone.people.groups("jdoe@example.com")["Other Contacts"]
    assert "Morgan Moore" not in phone.text
    assert "Alex Smith" in phone.text
    targets = [each.wish.target for each in phone.device.core.state[Watching].watches]
    assert "mmoore@example.com" not in targets


def test_the_address_book_is_searched_and_somebody_added() -> None:
    """By the beginning of a name; those of the list are shown as they are in it."""
    phone = signed_in()
    phone.press("Home")
    phone.pick_tile("Contacts")
    phone.press("Search")
    phone.type("S")
    phone.press("Submit")
    assert ["Alex Smith", "Second Party", "Sam Smits"] == [each.name for each in roster(phone).found]
    assert all(name in phone.text for name in ("Alex Smith", "Second Party", "Sam Smits"))
    phone.pick("Sam Smits")
    assert "Purchasing" in phone.text
    phone.press("Add")
    assert "ssmits@example.com" in phone.people.groups("jdoe@example.com")["Other Contacts"]
    assert ["Dial", "Add to Favorites", "Delete"] == [key.label for key in phone.screen.actions][:3]


def test_nobody_is_found() -> None:
    """The word for it; and nothing is asked for without a name."""
    phone = signed_in()
    phone.press("Home")
    phone.pick_tile("Contacts")
    phone.press("Search", "Submit")
    assert 0 == phone.asked.count("SearchAbEntry")
    phone.type("Zz")
    phone.press("Submit")
    assert "No entries found." in phone.text


def test_servers_that_do_not_answer() -> None:
    """The list says so, and so does the search; both are tried again."""
    phone = Owned()
    phone.silent = True
    phone.sign_in()
    assert "unreachable" == roster(phone).state
    assert "Exchange server unreachable." in phone.text
    phone.press("Home")
    phone.pick_tile("Contacts")
    phone.press("Search")
    phone.type("S")
    phone.press("Submit")
    assert "CD Server not responding" in phone.text
    phone.silent = False
    phone.wait(180)
    assert "listed" == roster(phone).state


@pytest.mark.parametrize(
    "body", ["", "<", "<a/>", "<s:Envelope xmlns:s='x'><s:Body/></s:Envelope>", "<!DOCTYPE a><a/>"]
)
def test_answers_that_are_none(body: str) -> None:
    """Whatever a server writes, the phone takes it for no answer."""
    phone = Owned()
    phone._told = lambda effect, owner: body  # type: ignore[method-assign]
    phone.sign_in()
    assert "unreachable" == roster(phone).state


def test_nothing_is_left_after_the_sign_out() -> None:
    """Neither on the screen nor in the state; nobody is watched any more, and the card that was open has closed."""
    phone = signed_in()
    phone.press("Home")
    phone.pick_tile("Contacts")
    phone.press("Search")
    phone.type("Smi")
    phone.press("Submit")
    phone.sign_out()
    assert Roster() == roster(phone)
    assert () == phone.device.core.state[Watching].watches
    state = str(phone.device.core.state.dump())
    assert not [name for name in ("Smi", "Moore", "mmoore", "Second Party") if name in state.replace("Smith", "")]
    assert "Contacts" not in phone.text


def test_the_next_user_sees_their_own_list_alone() -> None:
    """Also where the numbers of people are the same."""
    phone = signed_in()
    phone.feed(PresenceReported("roster/1", "", "Busy"))
    phone.sign_out()
    phone.sign_in(ALEX)
    assert (["Jane Doe"], {}) == ([each.name for each in roster(phone).people], roster(phone).statuses)
    assert "Busy" not in {key.state for key in phone.screen.line_keys}


def test_a_contact_is_known_by_number_and_address() -> None:
    """As long as the list is there."""
    phone = signed_in()
    state = phone.device.core.state
    names = [
        getattr(person_of(state, each), "name", "") for each in ("sip:mmoore@example.com", "+15550104711", "911", "")
    ]
    assert ["Morgan Moore", "Morgan Moore", "", ""] == names
    phone.sign_out()
    assert person_of(phone.device.core.state, "mmoore@example.com") is None


def test_numbers_of_people_stay_theirs() -> None:
    """A card that is open stays about the same person when the list changes on the server."""
    phone = signed_in()
    before = number_of(phone, "Morgan Moore")
    phone.people.groups("jdoe@example.com")["Favorites"].insert(0, "ssmits@example.com")
    phone.wait(180)
    assert before == number_of(phone, "Morgan Moore")
    assert 4 == len({each.id for each in roster(phone).people})


def test_touch_phones_open_people_with_a_finger() -> None:
    """Favorites are tiles there."""
    phone = Owned("CCX_500")
    phone.sign_in(told=TOLD)
    assert ["Contacts", "Favorites", "Meetings"] == [
        label for label in ("Contacts", "Favorites", "Meetings") if phone.device.frame(phone.screen).find(label)
    ]


@pytest.mark.parametrize(
    ("more", "called"),
    [("", ["mmoore@example.com"]), ('up.configureDeviceLockAuthList="EmergencyNumberAndAuthList"', [])],
)
def test_contacts_may_be_called_while_the_phone_is_locked(more: str, called: list[str]) -> None:
    """Unless the administrator restricts it to emergencies and authorized numbers (CCX user guide, page 13)."""
    phone = signed_in(more=f'feature.deviceLock.enable="1" {more}')
    phone.become(Lock(state="locked", kind="device"))
    phone.feed(Dial("mmoore@example.com"))
    phone.feed(Dial("nobody@example.com"))
    assert called == [target for target, _ in dialed(phone)]
