"""SIP messages: read as they come, written as they were."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.sip.stack.headers import SipSyntaxError
from emulator.sip.stack.messages import MAX_HEADERS, MAX_MESSAGE, Header, Request, Response, canonical, parse

INVITE = (
    b"INVITE sip:1002@lab;x=1?Subject=a SIP/2.0\r\n"
    b"v: SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bK1\r\n"
    b"Via: SIP/2.0/TCP a;branch=z9hG4bK2,SIP/2.0/TCP b\r\n"
    b'f: "J\xf6rg" <sip:1001@lab>;tag=1\r\n'
    b"TO:<sip:1002@lab>\r\n"
    b"CSeq: 7\r\n INVITE\r\n"
    b"i: abc\r\n"
    b"X-Odd:   kept  \r\n"
    b"Content-Length: 4\r\n"
    b"\r\nbodyGARBAGE"
)


def test_headers_keep_their_names_order_and_bytes() -> None:
    """Compact names, odd case, repeated headers, folds and Latin-1 are understood, and written as they came."""
    message = parse(INVITE)
    assert isinstance(message, Request)
    assert ("INVITE", "sip:1002@lab;x=1?Subject=a", b"body") == (message.method, message.uri, message.body)
    assert ["v", "Via", "f", "TO", "CSeq", "i", "X-Odd", "Content-Length"] == [h.written for h in message.headers]
    assert ("z9hG4bK1", "1", "abc", 7) == (message.via.branch, message.sender.tag, message.call_id, message.cseq.number)
    assert 3 == len(message.listed("via"))
    assert b'f: "J\xf6rg" <sip:1001@lab>;tag=1\r\nTO: <sip:1002@lab>\r\n' in message.serialise()
    assert message == parse(message.serialise())


@pytest.mark.parametrize(
    ("line", "code", "reason"),
    [(b"SIP/2.0 200 OK", 200, "OK"), (b"SIP/2.0 486", 486, ""), (b"sip/2.0 404 Not  Here", 404, "Not  Here")],
)
def test_status_lines(line: bytes, code: int, reason: str) -> None:
    """A reason phrase may hold blanks, or be missing."""
    message = parse(line + b"\r\nVia: SIP/2.0/UDP a\r\n\r\n")
    assert isinstance(message, Response)
    assert (code, reason) == (message.code, message.reason)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"INVITE sip:a@b SIP/2.0\r\nVia: x",
        b"INVITE  SIP/2.0\r\n\r\n",
        b"SIP/2.0 2000 OK\r\n\r\n",
        b"OPTIONS sip:a SIP/2.0\r\n" + b"X: y\r\n" * (MAX_HEADERS + 1) + b"\r\n",
        b"OPTIONS sip:a SIP/2.0\r\nX: " + b"y" * MAX_MESSAGE + b"\r\n\r\n",
    ],
)
def test_what_is_no_message_is_refused(data: bytes) -> None:
    """Other protocols, cut messages and oversized ones raise SipSyntaxError."""
    with pytest.raises(SipSyntaxError):
        parse(data)


def test_broken_line_stays_in_its_place() -> None:
    """A line that is no header keeps its place under an empty name, so that the rest can be used."""
    message = parse(b"OPTIONS sip:a SIP/2.0\r\nVia: SIP/2.0/UDP h\r\nno header\r\nTo: <sip:a>\r\n\r\n")
    assert ["via", "", "to"] == [header.name for header in message.headers]
    assert b"\r\nno header\r\n" in message.serialise()


@pytest.mark.parametrize(("length", "body"), [(b"2", b"ab"), (b"99", b"abcd"), (b"x", b"abcd"), (b"\xb2", b"abcd")])
def test_content_length_cuts_but_never_fails(length: bytes, body: bytes) -> None:
    """A shorter length cuts the datagram; an impossible one leaves it whole."""
    message = parse(b"INFO sip:a SIP/2.0\r\nl: " + length + b"\r\n\r\nabcd")
    assert body == message.body
    assert b"l: %d\r\n" % len(body) in message.serialise()


def test_editing_headers() -> None:
    """Headers are replaced where they stand, added in front or at the end, and dropped."""
    message = Response(200, "OK", headers=[Header.make(name, "1") for name in ("Via", "To", "Contact", "To")])
    message.put("Contact", "2", "3")
    message.put_first("Via", "0")
    message.put("To", "4")
    message.add("Server", "x")
    assert [("Via", "0"), ("Via", "1"), ("To", "4"), ("Contact", "2"), ("Contact", "3"), ("Server", "x")] == [
        (header.written, header.value) for header in message.headers
    ]
    message.drop("via", "contact")
    assert ["to", "server"] == [header.name for header in message.headers]
    assert message.get("via") is None


def test_reply_takes_over_what_belongs_to_the_transaction() -> None:
    """A response has the request's Via, From, To, CSeq and Call-ID, and its To gets a tag only if it has none."""
    request = parse(INVITE)
    assert isinstance(request, Request)
    reply = request.reply(486, to_tag="T1")
    assert ("Busy Here", "T1", 3) == (reply.reason, reply.to.tag, len(reply.listed("via")))
    assert reply.get("x-odd") is None
    request.put("To", "<sip:1002@lab>;tag=old")
    assert "old" == request.reply(200, to_tag="new").to.tag


def test_values_cannot_smuggle_headers_in() -> None:
    """A line break in a value of ours becomes a blank."""
    assert Header.make("Subject", "a\r\nEvil: b").value == "a Evil: b"


@pytest.mark.parametrize(("written", "name"), [("v", "via"), ("CALL-ID", "call-id"), ("m", "contact"), ("X-y", "x-y")])
def test_canonical_names(written: str, name: str) -> None:
    """Code knows every header by one name."""
    assert name == canonical(written)


names = st.sampled_from(["Via", "v", "From", "t", "X-Thing", "ACCEPT", "Contact"])
values = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=30).map(
    lambda text: text.strip(" \t")
)
headers = st.lists(st.builds(Header.make, names, values), max_size=8)


@given(headers, st.binary(max_size=40), st.sampled_from(["INVITE", "ACK", "X-1"]))
def test_what_is_written_is_read_again(lines: list[Header], body: bytes, method: str) -> None:
    """parse(serialise(m)) == m."""
    request = Request(method, "sip:a@b", headers=[*lines, Header.make("Content-Length", len(body))], body=body)
    assert request == parse(request.serialise())
    response = Response(200, "OK", headers=request.headers, body=body)
    assert response == parse(response.serialise())


@given(
    st.binary(max_size=300) | st.binary(max_size=100).map(lambda data: b"INVITE sip:a SIP/2.0\r\n" + data + b"\r\n\r\n")
)
def test_any_bytes_are_a_message_or_an_error(data: bytes) -> None:
    """Nothing but SipSyntaxError ever comes out of the parser, and what it reads is stable once written."""
    try:
        message = parse(data)
    except SipSyntaxError:
        return
    once = parse(message.serialise())
    assert once == parse(once.serialise())
