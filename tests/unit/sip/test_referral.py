"""REFER and Replaces, read and written."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.sip.edge.accounts import Account, Line
from emulator.sip.edge.tables import Dialog
from emulator.sip.referral import Replaces, Target, event_of, fragment, outcome, refer_to
from emulator.sip.stack.digest import Credentials
from emulator.sip.stack.headers import NameAddr, SipSyntaxError, Uri
from emulator.sip.stack.messages import Request


def dialog(call_id: str = "a@b", local: str = "mine", remote: str = "theirs") -> Dialog:
    """A dialog of ours with 1004."""
    account = Account(Line(1, Uri("sip", "1001", "lab"), Credentials("1001", "x")), random.Random(1))
    tags = [(("tag", tag),) if tag else () for tag in (local, remote)]
    made = Dialog(5070, account, call_id, NameAddr("sip:1001@lab", "", tags[0]), NameAddr("sip:1004@lab", "", tags[1]))
    made.remote_target = "sip:1004@127.0.0.9:5080;transport=tcp"
    return made


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12@host;to-tag=a;from-tag=b", Replaces("12@host", "a", "b")),
        (" 12 ; from-tag=b ; to-tag=a ", Replaces("12", "a", "b")),
        ("12;to-tag=a;from-tag=b;early-only", Replaces("12", "a", "b", early_only=True)),
    ],
)
def test_replaces_is_read(text: str, expected: Replaces) -> None:
    """In any order of parameters."""
    assert expected == Replaces.parse(text)


@pytest.mark.parametrize(
    "text", ["", "12", "12;to-tag=a", "12;from-tag=a", ";to-tag=a;from-tag=b", "12;to-tag=;from-tag=b"]
)
def test_what_names_no_dialog_is_no_replaces(text: str) -> None:
    """Call-ID and both tags are needed."""
    with pytest.raises(SipSyntaxError):
        Replaces.parse(text)


@given(
    st.text("abcAZ09-.!%*_+`'~()<>:\\\"/[]?{}@", min_size=1),
    st.text("abz09-._", min_size=1),
    st.text("AZ9%", min_size=1),
)
def test_what_we_write_is_read_back(call_id: str, local: str, remote: str) -> None:
    """Whatever characters a Call-ID has: out in a Refer-To, and in again as the Replaces of the call it leads to."""
    target = Target.parse(refer_to(dialog(call_id, local, remote), by_contact=False))
    assert "sip:1004@lab" == target.uri
    assert Replaces(call_id, remote, local) == Replaces.parse(dict(target.headers)["Replaces"])


def test_the_far_end_may_be_named_by_its_contact() -> None:
    """Its address at its own phone, parameters and all."""
    written = refer_to(dialog(), by_contact=True)
    assert written.startswith(
        "<sip:1004@127.0.0.9:5080;transport=tcp?Replaces=a%40b%3Bto-tag%3Dtheirs%3Bfrom-tag%3Dmine"
    )


def test_without_an_answer_there_is_no_place_to_take() -> None:
    """The far end has no tag yet: it is called anew."""
    assert "<sip:1004@lab>" == refer_to(dialog(remote=""), by_contact=False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<sip:1004@lab>", Target("sip:1004@lab")),
        ("sip:1004@lab", Target("sip:1004@lab")),
        ('"Dave" <sip:1004@lab;user=phone;method=INVITE>', Target("sip:1004@lab;user=phone")),
        ("<sips:1004@lab?Subject=x&Priority=urgent>", Target("sips:1004@lab")),
        (
            "<sip:1004@lab?Require=replaces&replaces=1%3Bto-tag%3Da%3Bfrom-tag%3Db>",
            Target("sip:1004@lab", (("Replaces", "1;to-tag=a;from-tag=b"), ("Require", "replaces"))),
        ),
    ],
)
def test_a_target_is_read(text: str, expected: Target) -> None:
    """With those of its headers that the call may have, and no others."""
    assert expected == Target.parse(text)


@pytest.mark.parametrize("text", ["", "<>", "<tel:+491234>", "<sip:1004@lab;method=BYE>", "<http://lab/>", "nobody"])
def test_what_cannot_be_called(text: str) -> None:
    """Other schemes, other methods, nonsense."""
    with pytest.raises(SipSyntaxError):
        Target.parse(text)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (fragment(180, "Ringing"), (180, "Ringing")),
        ("SIP/2.0 486 Busy Here", (486, "Busy Here")),
        ("SIP/2.0 200\r\n", (200, "")),
        ("SIP/2.0 603 Decline\r\nTo: <sip:1004@lab>\r\nContact: <sip:x>\r\n", (603, "Decline")),
        ("", None),
        ("Ringing", None),
    ],
)
def test_the_outcome_is_read(body: str, expected: tuple[int, str] | None) -> None:
    """The status line, whatever else there is."""
    assert expected == outcome(body)


def test_only_a_second_refer_needs_a_number() -> None:
    """The Event of its notifications has the CSeq of the REFER (RFC 3515, 2.4.6)."""
    request = Request("REFER", "sip:1001@lab")
    request.add("CSeq", "7 REFER")
    assert ("refer", "refer;id=7") == (event_of(request, 1), event_of(request, 2))
