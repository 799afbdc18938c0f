"""The contact directory: read at boot, asked about callers, edited, and published after each change."""

from __future__ import annotations

import pytest

from emulator.audio.model import Audio
from emulator.boot.model import LocalFile, Provisioning, Publish, Ready
from emulator.boot.orders import Log
from emulator.calls.orders import RefuseInvite
from emulator.contacts.calls_file import read_calls, write_calls
from emulator.contacts.directory_file import read_directory, write_directory
from emulator.contacts.model import (
    ClearAll,
    Contact,
    DeleteContact,
    Directory,
    Record,
    SaveContact,
    bare,
    known,
    name_of,
    ringer_of,
)
from emulator.display.model import Display, OpenView
from emulator.reports import Report, Reporter
from tests.unit.contacts.desk import ANN, BOB, CAT, Desk
from tests.unit.hands import Hands


def test_the_directory_is_read_when_the_phone_starts() -> None:
    """Contacts keep the order of the file and get ids of this phone."""
    desk = Desk(BOB, ANN)
    assert [("1002", 1), ("1003", 2)] == [(each.number, each.id) for each in desk[Directory].contacts]
    assert 3 == desk[Directory].next_id


def test_a_broken_file_is_reported_and_ignored() -> None:
    """What the phone had before stays; a finding and a line of the log say what is wrong."""
    desk = Desk(BOB)
    broken = LocalFile("directory", "x-directory.xml", b"<directory>")
    desk.core.state = desk.core.state.replaced(Provisioning(desk[Provisioning].configuration, local=(broken,)))
    desk.boot()
    assert ["1002"] == desk.contacts
    assert ["xml-not-well-formed"] == [each.rule for each in desk[Directory].findings]
    (told,) = (each for each in desk.sent(Log) if each.component == "clist")
    assert ("4", True) == (told.level, "'x-directory.xml' line 1" in told.text)


def test_without_a_file_the_directory_is_empty() -> None:
    """A phone whose files were taken away knows nobody."""
    desk = Desk(BOB)
    desk.core.state = desk.core.state.replaced(Provisioning(desk[Provisioning].configuration))
    desk.boot()
    assert [] == desk.contacts


@pytest.mark.parametrize(("limit", "numbers"), [("1", ["1002"]), ("2", ["1002", "1003"])])
def test_there_are_no_more_contacts_than_allowed(limit: str, numbers: list[str]) -> None:
    """dir.local.contacts.maxNum limits what is read, and what is added."""
    desk = Desk(BOB, ANN, values={"dir.local.contacts.maxNum": limit})
    assert numbers == desk.contacts
    desk.feed(SaveContact(0, {"number": "1009"}))
    assert (numbers, ["Directory is too big."]) == (desk.contacts, desk.said)


# Who is it?


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("1002", "1002"),
        ("sip:1002@PBX.example;user=phone", "1002@pbx.example"),
        ('"Bob" <sips:bob@pbx.example>', "bob@pbx.example"),
        ("tel:+15550100", "+15550100"),
        ("", ""),
    ],
)
def test_addresses_are_compared_bare(address: str, expected: str) -> None:
    """Scheme, parameters, brackets and capitals make no difference."""
    assert expected == bare(address)


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("1002", "Bob Adams"),
        ("1002@pbx.example", "Bob Adams"),
        ("sip:1003@10.0.0.1", "Ann Brown"),
        ("cat", "Cat Clark"),
        ("CAT@zoo.example", "Cat Clark"),
        ("cat@other.example", ""),
        ("1004", ""),
        ("", ""),
    ],
)
def test_a_number_is_known_by_user_or_address(number: str, name: str) -> None:
    """Where one of the two has no host, the user decides; two addresses must be the same."""
    contact = known(Desk(BOB, ANN, CAT).core.state, number)
    assert name == (contact.name if contact else "")


@pytest.mark.parametrize(("use", "name"), [("1", "Ann Brown"), ("0", "Annie")])
def test_names_of_the_directory_take_the_place_of_those_told(use: str, name: str) -> None:
    """up.useDirectoryNames; on the screen of a call that comes in and one that goes out."""
    desk = Desk(ANN, values={"up.useDirectoryNames": use})
    assert name == name_of(desk.core.state, "1003", "Annie")
    desk.call(desk.ring(number="1003", name="Annie"))
    assert name == desk.call(1).name
    other = Desk(ANN, values={"up.useDirectoryNames": use})
    assert ("Ann Brown" if use == "1" else "") == other.call(other.dial_up("1003")).name


@pytest.mark.parametrize(
    ("ring", "ringer"), [("", ""), ("7", "ringer7"), ("ringer9", "ringer9"), ("ringerdefault", "")]
)
def test_a_contact_may_have_a_ring_of_its_own(ring: str, ringer: str) -> None:
    """By number or by name; everybody else has the line's."""
    desk = Desk(Contact("1003", ring=ring), BOB)
    assert (ringer, "") == (ringer_of(desk.core.state, "1003"), ringer_of(desk.core.state, "1009"))
    desk.ring(number="1003")
    assert f"ringer:{ringer or 'ringer2'}" == desk[Audio].tone


# Editing


def test_a_contact_is_added() -> None:
    """Values are trimmed to what the file takes, and the whole directory is published."""
    desk = Desk(BOB)
    desk.feed(SaveContact(0, {"first": " Dora\t", "last": "é" * 30, "number": "1004", "auto_reject": "Enabled"}))
    added = Contact("1004", "Dora", "é" * 20, auto_reject=True, id=2)
    assert added == desk[Directory].contacts[1]
    body = desk.published("directory")[-1]
    assert desk[Directory].contacts == read_directory("x", body, 9).contacts
    assert ["Saved"] == desk.said


def test_a_contact_is_changed_in_its_place() -> None:
    """Fields that were not on the form keep what the file said."""
    desk = Desk(Contact("1002", "Bob", watched=True, email="b@x.example"), ANN)
    desk.feed(SaveContact(1, {"first": "Rob", "index": "9", "auto_divert": "Disabled"}))
    assert Contact("1002", "Rob", index=9, watched=True, email="b@x.example", id=1) == desk[Directory].contacts[0]
    assert ["1002", "1003"] == desk.contacts


@pytest.mark.parametrize(
    ("contact", "typed", "values", "said"),
    [
        (0, {"number": " "}, {}, "Contact value required."),
        (0, {"number": "1002"}, {}, "Contact already exists."),
        (2, {"number": "1002"}, {}, "Duplicate contact value."),
        (1, {"index": "1"}, {}, "Duplicate speed dial."),
        (1, {"index": "10000"}, {}, "Speed dial index is invalid."),
        (1, {"index": "x"}, {}, "Speed dial index is invalid."),
        (1, {"index": "100"}, {"dir.local.contacts.maxFavIx": "99"}, "Speed dial index is invalid."),
        (9, {"number": "1009"}, {}, "This contact was deleted."),
        (1, {"first": "Rob"}, {"dir.local.readonly": "1"}, "Local contact directory is read-only."),
    ],
)
def test_what_cannot_be_saved_is_said(contact: int, typed: dict[str, str], values: dict[str, str], said: str) -> None:
    """In the device's words; nothing is changed, and the form stays open."""
    desk = Desk(BOB, ANN, values=values)
    before = desk[Directory].contacts
    desk.open("edit-contact/1")
    desk.feed(SaveContact(contact, typed))
    assert (before, [said], []) == (desk[Directory].contacts, desk.said, desk.published("directory"))
    assert ("edit-contact/1",) == desk[Display].stack


@pytest.mark.parametrize(
    ("values", "contact", "left", "said"),
    [
        ({}, 1, ["1003"], "Deleted"),
        ({}, 7, ["1002", "1003"], "This contact was deleted."),
        ({"dir.local.readonly": "1"}, 1, ["1002", "1003"], "Local contact directory is read-only."),
    ],
)
def test_a_contact_is_deleted_where_that_is_allowed(
    values: dict[str, str], contact: int, left: list[str], said: str
) -> None:
    """And the phone says so."""
    desk = Desk(BOB, ANN, values=values)
    desk.feed(DeleteContact(contact))
    assert (left, [said], said == "Deleted") == (desk.contacts, desk.said, bool(desk.published("directory")))


def test_what_was_published_is_what_the_next_start_reads() -> None:
    """A phone that starts again has the directory that it left."""
    desk = Desk(BOB)
    desk.feed(SaveContact(0, {"number": "1004", "first": "Dora"}))
    body = desk.published("directory")[-1]
    again = Desk(files={"directory": body})
    assert desk[Directory].contacts == again[Directory].contacts
    assert body == write_directory(again[Directory].contacts)


# What becomes of calls from contacts


@pytest.mark.parametrize(
    ("contact", "values", "code", "redirected"),
    [
        (Contact("1003", auto_reject=True), {}, 603, ""),
        (Contact("1003", auto_reject=True), {"voIpProt.SIP.use486forReject": "1"}, 486, ""),
        (Contact("1003", divert="1099", auto_divert=True, auto_reject=True), {}, 302, "1099"),
        (Contact("1003", divert="1099", auto_divert=True), {"divert.1.autoOnSpecificCaller": "0"}, 0, ""),
        (Contact("1003", auto_divert=True), {}, 0, ""),
        (Contact("1003", divert="1099"), {}, 0, ""),
        (Contact("1004", auto_reject=True), {}, 0, ""),
    ],
    ids=["rejected", "busy", "diverted before rejected", "not on this line", "nowhere to", "not switched on", "others"],
)
def test_calls_from_a_contact_go_where_the_directory_wants(
    contact: Contact, values: dict[str, str], code: int, redirected: str
) -> None:
    """Auto divert goes before auto reject; neither rings, nor is in a call list."""
    desk = Desk(contact, values=values)
    desk.ring(number="1003")
    refusals = desk.sent(RefuseInvite)
    assert ([code] if code else []) == [each.code for each in refusals]
    assert redirected == "".join(each.redirect.contact for each in refusals if each.redirect)
    assert (not code, []) == (bool(desk.states), desk.calls)


def test_nothing_is_published_by_looking() -> None:
    """Reading and opening screens change nothing on the server."""
    desk = Desk(BOB)
    desk.feed(OpenView("contacts"), OpenView("contact/1"))
    assert [] == desk.told(Publish)


def test_everything_is_cleared_at_once() -> None:
    """Clear Call Logs and Contacts empties the directory and all call lists, on the server too."""
    desk = Desk(BOB, files={"calls": write_calls([Record(1, "placed", 1, "1002")], 0)})
    desk.feed(ClearAll())
    desk.wait(60)
    assert ([], [], ["Cleared"]) == (desk.contacts, desk.calls, desk.said)
    assert [write_directory([])] == desk.published("directory")
    assert () == read_calls("x", desk.published("calls")[-1]).records


def test_findings_about_the_directory_are_reported() -> None:
    """Scripts hear of a broken entry as of any other finding: with rule, file and line."""
    broken = b"<directory><item_list>\n<item><fn>Nobody</fn></item></item_list></directory>"
    hands = Hands(files={"000000000000-directory.xml": broken})
    before, reports = hands.device.core.state[Directory].findings, list[Report]()
    hands.device.core.state = hands.device.core.state.replaced(Directory())
    reporter = Reporter(hands.device)
    hands.device.core.observers.append(lambda event: reports.extend(reporter.after(event)))
    hands.feed(Ready())
    assert ["contact-invalid"] == [each.rule for each in before]
    assert [("contact-invalid", 2)] == [(each["rule"], each["line"]) for each in reports if each["kind"] == "finding"]
