"""Web tickets: who gets one by password, PIN or token, what every refusal says, and how long they last."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from emulator.kernel.clock import ManualClock
from emulator.lab.skype.discovery import ROOT
from emulator.lab.skype.faults import catalogue
from emulator.lab.skype.front_end import FrontEnd
from tests.unit.lab.skype.asking import JANE, PIN, ROBIN, TICKETS, TRUST, Phone, token_request, told

USER = f"{ROOT}/user"


@pytest.mark.parametrize(
    "name", ["EXAMPLE\\jdoe", "example\\JDOE", "example.com\\jdoe", "jdoe@example.com", "jdoe", "sip:jdoe@example.com"]
)
def test_a_user_has_several_names(phone: Phone, name: str) -> None:
    """Each of them gets a ticket for the same address."""
    assert "jdoe@example.com" == phone.ticket(name, JANE[1]).address


@pytest.mark.parametrize("number", ["4701", "+15550104701", "15550104701", "+1 (555) 010-4701"])
def test_a_pin_goes_with_extension_or_number(phone: Phone, number: str) -> None:
    """However it is written; the answer says whose it is."""
    assert "jdoe@example.com" == phone.ticket(number, PIN[1], "pin").address


def test_what_an_answer_says(phone: Phone) -> None:
    """It goes to the request's context, and is good for eight hours of the lab's clock."""
    answer = phone.log_in(*JANE)
    response = next(ElementTree.fromstring(answer.body).iter(f"{TRUST}RequestSecurityTokenResponse"))
    lifetime = next(response.iter(f"{TRUST}Lifetime"))
    assert (200, "jdoe@example.com") == (answer.status, answer.user)
    assert "c-1" == response.get("Context")
    assert ["2026-03-01T08:00:00Z", "2026-03-01T16:00:00Z"] == [each.text for each in lifetime]


def test_tickets_run_out(phone: Phone, clock: ManualClock) -> None:
    """Up to the last moment they are good; then a new one is needed."""
    header = phone.ticket().header
    clock.advance(8 * 3600 - 1)
    assert 200 == phone.get(USER, header).status
    clock.advance(1)
    refused = phone.get(USER, header)
    assert (401, "28922") == (refused.status, refused.headers["X-Ms-diagnostics"].partition(";")[0])


def test_tickets_differ(phone: Phone) -> None:
    """Each has a name and a key of its own, as the server brings entropy too."""
    one, other = phone.ticket(), phone.ticket()
    assert one.assertion != other.assertion
    assert one.key != other.key


@pytest.mark.parametrize(
    ("user", "password", "way", "claim", "expected"),
    [
        (JANE[0], "wrong", "Auth", "", (401, "28901", "")),
        ("EXAMPLE\\nobody", "x", "Auth", "", (401, "28902", "")),
        ("EXAMPLE\\ppoe", "paper boats at noon", "Auth", "", (403, "28000", "")),
        (*JANE, "Auth", "sip:asmith@example.com", (403, "28000", "")),
        (*JANE, "Auth", "sip:nobody@example.com", (403, "28000", "")),
        (PIN[0], "00000", "pin", "", (500, "28910", "IncorrectPin")),
        ("9999", "24680", "pin", "", (500, "28910", "UserDoesNotExist")),
        ("4704", "36071", "pin", "", (500, "28910", "PinNotEnabledForUser")),
        ("", "", "OAuth", "", (401, "28905", "")),
        ("", "", "Auth", "", (400, "28930", "")),
    ],
)
def test_refusals(phone: Phone, user: str, password: str, way: str, claim: str, expected: tuple[int, str, str]) -> None:
    """Status, header and fault say the same of whoever is not let in."""
    assert expected == told(phone.log_in(user, password, way, claim))


@pytest.mark.parametrize(("way", "places"), [("Auth", ("password", "login", "request")), ("pin", ("pin", "login"))])
def test_every_fault_can_be_wanted(phone: Phone, front_end: FrontEnd, way: str, places: tuple[str, ...]) -> None:
    """Each of the catalogue's failures happens while it is wanted, to that user alone, and ends."""
    login = JANE if way == "Auth" else PIN
    for fault in [each for each in catalogue().values() if each.place in places]:
        front_end.fault(fault.name)
        assert (fault.status, fault.id, fault.pin) == told(phone.log_in(*login, way))
        front_end.clear(fault.name)
        assert 200 == phone.log_in(*login, way).status


def test_a_fault_of_one_user_leaves_the_others_alone(phone: Phone, front_end: FrontEnd) -> None:
    """By any of the user's names."""
    front_end.fault("password-expired", "EXAMPLE\\jdoe")
    assert "28904" == told(phone.log_in(*JANE))[1]
    assert 200 == phone.log_in(*ROBIN).status


def test_pins_that_are_not_set_or_too_short(phone: Phone, front_end: FrontEnd) -> None:
    """Accounts are data: what is changed there shows in the answers."""
    front_end.policy(pin_length=6)
    assert "PinDoesNotMeetMinimumRequirements" == told(phone.log_in(*PIN, "pin"))[2]
    front_end.directory.account("jdoe").pin = ""
    assert "PinNotSet" == told(phone.log_in(*PIN, "pin"))[2]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe\x00garbage",
        b"<a>",
        b"<a/>",
        b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>',
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        b"<a>" * 5000,
        token_request(*JANE).replace(b"RequestSecurityToken", b"RequestSomething"),
        token_request(*JANE).replace(b"<t:BinarySecret>", b"<t:BinarySecret>?!"),
        token_request(*JANE, entropy=b"short"),
        token_request(*JANE, entropy=bytes(65)),
    ],
)
@pytest.mark.parametrize("path", [f"{TICKETS}/Auth", f"{TICKETS}/pin", f"{TICKETS}/OAuth"])
def test_what_cannot_be_read_is_refused(phone: Phone, path: str, body: bytes) -> None:
    """Garbage, entities, depth, missing parts: a fault with its reason."""
    assert (400, "28930", "") == told(phone.post(path, body))


def test_changing_a_password_ends_its_tickets(phone: Phone, front_end: FrontEnd) -> None:
    """The old password is wrong, the new one right, and what the old one opened is shut."""
    header = phone.ticket().header
    front_end.change_password("jdoe", "another")
    assert 401 == phone.get(USER, header).status
    assert "28901" == told(phone.log_in(*JANE))[1]
    assert 200 == phone.log_in(JANE[0], "another").status
