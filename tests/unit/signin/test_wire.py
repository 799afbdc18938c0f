"""Requests and answers of a sign-in as values: what is written, what is read, and that nothing breaks the reader."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.signin import wire
from emulator.signin.events import Proof
from emulator.signin.orders import Exchanged
from emulator.signin.policy import read_policy, seconds
from emulator.sip.stack.xmlbody import read_xml
from tests.unit.signin.server import SERIAL, certificate, refusal


def answer(body: str, status: int = 200) -> Exchanged:
    """An answer with a body."""
    return Exchanged(1, status, body=body.encode())


def test_the_key_of_a_ticket() -> None:
    """P_SHA1 of RFC 2246: as long as asked for, the same for the same secrets, and secret and seed are not alike."""
    assert 32 == len(wire.p_sha1(b"secret", b"seed"))
    assert wire.p_sha1(b"secret", b"seed", 16) == wire.p_sha1(b"secret", b"seed")[:16]
    assert wire.p_sha1(b"secret", b"seed") != wire.p_sha1(b"seed", b"secret")


@pytest.mark.parametrize(
    ("proof", "name"),
    [
        (Proof("user", "a@b.c", "jdoe", "EXAMPLE"), "EXAMPLE\\jdoe"),
        (Proof("user", "a@b.c", "jdoe"), "jdoe"),
        (Proof("user", "a@b.c"), "a@b.c"),
        (Proof("user", "a@b.c", "jdoe@b.c", "EXAMPLE"), "jdoe@b.c"),
        (Proof("user", "a@b.c", "OTHER\\jdoe", "EXAMPLE"), "OTHER\\jdoe"),
    ],
)
def test_how_a_user_is_named(proof: Proof, name: str) -> None:
    """As Windows writes it, unless the user has written it so already."""
    assert name == wire.login_name(proof)


@given(st.text(max_size=30), st.text(max_size=30), st.binary(min_size=16, max_size=32))
def test_a_request_is_xml_whatever_was_typed(user: str, secret: str, entropy: bytes) -> None:
    """Names and passwords come through as they are, as far as XML can carry them."""
    body = wire.ticket_request(Proof("user", "a@b.c", user, secret=secret), entropy).body
    allowed = all(ord(letter) >= 32 and ord(letter) not in (0xFFFE, 0xFFFF) for letter in user + secret)
    if allowed and "\r" not in user + secret:
        assert [entropy] == [base64.b64decode(node.text) for node in read_xml(body.decode()).all("BinarySecret")]


@given(st.binary(max_size=200), st.sampled_from([200, 401, 500]))
def test_any_answer_can_be_read(body: bytes, status: int) -> None:
    """What makes no sense is a WireError, or nothing."""
    told = Exchanged(1, status, {"x-ms-diagnostics": body.decode("latin-1")}, body)
    for read in (wire.links, wire.home, wire.read_certificate, wire.read_grant):
        with pytest.raises(wire.WireError):
            read(told)
    with pytest.raises(wire.WireError):
        wire.read_ticket(told, b"e" * 32)
    assert isinstance(wire.read_json(told), dict)
    assert wire.failure(told)[0]
    assert read_policy(body.decode("latin-1")).policy is not None
    assert isinstance(wire.serial_number(body), str)


def test_the_serial_number_of_a_certificate() -> None:
    """In hexadecimal digits, without noughts before it."""
    assert f"{SERIAL:x}" == wire.serial_number(certificate())


HOME = '<A AccessLocation="{}"><U><SipClientInternalAccess fqdn="in" port="5061"/>{}</U></A>'
OUTSIDE = '<SipClientExternalAccess fqdn="out" port="443"/>'


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (HOME.format("Internal", OUTSIDE), ("in", 5061)),
        (HOME.format("External", OUTSIDE), ("out", 443)),
        (HOME.format("", ""), ("in", 5061)),
    ],
)
def test_where_the_sip_server_is(body: str, place: tuple[str, int]) -> None:
    """Inside or outside, as the answer says."""
    assert place == wire.home(answer(body))[:2]


@pytest.mark.parametrize("port", ["", "0", "65536", "x", "-1"])
def test_a_place_without_a_port_is_none(port: str) -> None:
    """The answer is of no use."""
    with pytest.raises(wire.WireError):
        wire.home(answer(f'<A><SipClientInternalAccess fqdn="in" port="{port}"/></A>'))


@pytest.mark.parametrize(
    ("told", "name"),
    [
        (refusal(401, 28901), "wrong-password"),
        (refusal(401, 28921), "failed"),
        (refusal(401), "wrong-password"),
        (refusal(500, 28910, "x", "PinExpired"), "PinExpired"),
        (refusal(500, 28910), "Unknown"),
        (Exchanged(1, 413), "failed"),
        (Exchanged(1, None, fault="refused"), "not-found"),
    ],
)
def test_what_has_failed(told: Exchanged, name: str) -> None:
    """By the number of the diagnosis, else by the status."""
    assert name == wire.failure(told)[0]


@pytest.mark.parametrize(("text", "meant"), [("00:05:00", 300), ("1:00:30", 3630), ("", 7), ("5", 7), ("x:00:00", 7)])
def test_times_of_policies(text: str, meant: int) -> None:
    """hh:mm:ss, else what holds anyway."""
    assert meant == seconds(text, 7)


@pytest.mark.parametrize(
    ("name", "value", "field", "meant"),
    [
        ("ucMinPinLength", "2", "code_length", 4),
        ("ucMinPinLength", "99", "code_length", 15),
        ("ucPhoneTimeOut", "600", "lock_minutes", 59),
        ("ucEnforcePinLock", "TRUE", "lock", True),
        ("ucEnforcePinLock", "maybe", "lock", False),
        ("ucExchangeMWIPoll", "9", "poll_minutes", 9),
        ("HotdeskingTimeout", "00:00:05", "hot_desking_seconds", 30),
        ("EnableBetterTogetherOverEthernet", "false", "btoe", False),
        ("BetterTogetherOverEthernetPairingMode", "manual", "btoe_mode", "Manual"),
        ("BetterTogetherOverEthernetPairingMode", "x", "btoe_mode", ""),
    ],
)
def test_a_setting_of_the_policy(name: str, value: str, field: str, meant: object) -> None:
    """Within its bounds; what nobody understands is as by default."""
    body = f'<L><provisionGroup name="x"><{name}>{value}</{name}></provisionGroup></L>'
    assert meant == getattr(read_policy(body).policy, field)
