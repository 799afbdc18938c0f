"""What the command line can ask of a front end, and what it is told."""

from __future__ import annotations

import pytest

from emulator.cli.lab import HEADINGS, WORDS
from emulator.lab.skype.faults import catalogue
from emulator.lab.skype.front_end import FrontEnd
from emulator.lab.skype.questions import QUESTIONS, answer
from tests.unit.lab.skype.asking import JANE, Phone, read_certificate, told


def test_the_command_line_knows_every_question() -> None:
    """With the words that each takes."""
    assert set(QUESTIONS) <= set(WORDS)


def test_policies(front_end: FrontEnd) -> None:
    """They are listed, and changed by NAME=VALUE."""
    rows = answer(front_end, "policy", ["lock=false", "clock=12"])
    assert {"lock": "False", "clock": "12"}.items() <= {row["name"]: row["value"] for row in rows}.items()
    assert set(HEADINGS["policy"]) == set(rows[0])


def test_faults(front_end: FrontEnd, phone: Phone) -> None:
    """They begin for somebody, show in the table, and end."""
    assert "wrong-password is on for jdoe." == answer(front_end, "fault", ["wrong-password", "jdoe"])
    assert "time-out is on for all." == answer(front_end, "fault", ["time-out"])
    now = {row["name"]: row["now"] for row in answer(front_end, "faults", []) if row["now"]}
    assert {"wrong-password": "jdoe@example.com", "time-out": "all"} == now
    assert "28901" == told(phone.log_in(*JANE))[1]
    assert "every fault is off." == answer(front_end, "clear", [])
    assert [] == front_end.faults()
    assert set(HEADINGS["faults"]) == set(answer(front_end, "faults", [])[0])


def test_one_fault_of_several_ends(front_end: FrontEnd) -> None:
    """The others stay."""
    for name in ("time-out", "pin-expired", "time-out"):
        front_end.fault(name)
    answer(front_end, "clear", ["time-out"])
    assert ["pin-expired"] == front_end.faults()


def test_people(front_end: FrontEnd, phone: Phone) -> None:
    """A password is changed, an account unlocked, a code approved or declined."""
    front_end.policy(password_attempts=1)
    phone.log_in(JANE[0], "wrong")
    assert "jdoe@example.com may try again." == answer(front_end, "unlock", ["jdoe"])
    assert 200 == phone.log_in(*JANE).status
    assert "jdoe@example.com has a new password." == answer(front_end, "password", ["jdoe", "new"])
    assert 200 == phone.log_in(JANE[0], "new").status
    codes = [phone.json("/common/oauth2/v2.0/devicecode", client_id="x")["user_code"] for _ in range(2)]
    assert f"rroe has signed in with {codes[0]}." == answer(front_end, "approve", [codes[0], "rroe"])
    assert f"{codes[1]} was declined." == answer(front_end, "deny", [codes[1]])


def test_certificates(front_end: FrontEnd, phone: Phone) -> None:
    """They are listed until they are revoked."""
    ticket = phone.ticket()
    made = read_certificate(phone.certify(ticket, device="{7}").body, ticket)
    expected = {
        "serial": made.user, "address": "jdoe@example.com", "device": "{7}", "ends": "2026-08-28 08:00",
    }  # fmt: skip
    assert [expected] == answer(front_end, "certificates", [])
    assert set(HEADINGS["certificates"]) == set(expected)
    assert "jdoe@example.com has no certificates any more." == answer(front_end, "revoke", ["EXAMPLE\\jdoe"])
    assert [] == answer(front_end, "certificates", [])


@pytest.mark.parametrize(
    ("question", "words", "text"),
    [
        ("policy", ["lock"], "NAME=VALUE"),
        ("policy", ["weather=fine"], "no policy weather"),
        ("fault", ["rain"], "no fault rain; there are wrong-password"),
        ("fault", ["wrong-password", "nobody"], "no user nobody; there are jdoe@example.com"),
        ("approve", ["BCDF", "jdoe"], "no such code"),
        ("deny", ["BCDF"], "no such code"),
        ("password", ["nobody", "x"], "no user nobody"),
        ("unlock", ["nobody"], "no user nobody"),
        ("revoke", ["nobody"], "no user nobody"),
        ("unlock", [], "missing"),
    ],
)
def test_what_cannot_be_done_is_said(front_end: FrontEnd, question: str, words: list[str], text: str) -> None:
    """In the words that reach the command line."""
    with pytest.raises((ValueError, LookupError, TypeError), match=text):
        answer(front_end, question, words)


def test_every_fault_has_words_for_its_place() -> None:
    """Those with a status on the web tell an id and a reason."""
    silent = ("discovery", "web", "tls")
    bare = [each.name for each in catalogue().values() if each.status >= 400 and not each.id]
    assert [each.name for each in catalogue().values() if each.place in silent and each.status >= 400] == bare
