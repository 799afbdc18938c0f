"""URIs, name-addrs, Via, CSeq and their parameters."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.sip.stack.headers import (
    CSeq,
    NameAddr,
    SipSyntaxError,
    Uri,
    Via,
    drop_param,
    find_param,
    parse_params,
    set_param,
    split_list,
    user_of,
    write_params,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sip:1001@lab", Uri("sip", "1001", "lab")),
        ("sip:lab:5070", Uri("sip", "", "lab", 5070)),
        ("SIPS:bob@Example.COM", Uri("sips", "bob", "Example.COM")),
        ("sip:1001@[::1]:5060;transport=tcp", Uri("sip", "1001", "::1", 5060, (("transport", "tcp"),))),
        ("sip:a;b=c?d:pw@host;lr?X=1", Uri("sip", "a;b=c?d:pw", "host", 0, (("lr", None),), "X=1")),
        ("tel:+4930123;ext=5", Uri("tel", "+4930123", "", 0, (("ext", "5"),))),
        ("urn:service:sos", Uri("urn", "service:sos", "")),
    ],
)
def test_uri_is_read_and_written(text: str, expected: Uri) -> None:
    """A URI is taken apart, and put together again means the same."""
    assert expected == Uri.parse(text)
    assert expected == Uri.parse(str(expected))


@pytest.mark.parametrize("text", ["", "1001", "sip:", "sip:a@", "sip:a@b:99999", "sip:a@b:x", "<sip:a@b>"])
def test_what_is_no_uri_is_refused(text: str) -> None:
    """Whatever is no URI raises the one error of this module."""
    with pytest.raises(SipSyntaxError):
        Uri.parse(text)


@pytest.mark.parametrize(
    ("text", "uri", "name", "tag"),
    [
        ('"Alice, \\"A\\"" <sip:1001@lab;x=y>;tag=1', "sip:1001@lab;x=y", 'Alice, "A"', "1"),
        ("Alice B <sip:1001@lab>", "sip:1001@lab", "Alice B", ""),
        ("sip:1001@lab;tag=7", "sip:1001@lab", "", "7"),
        ("<tel:+49>;TAG=x", "tel:+49", "", "x"),
        ('"<sip:trap@x>" <sip:real@y>', "sip:real@y", "<sip:trap@x>", ""),
    ],
)
def test_address_forms(text: str, uri: str, name: str, tag: str) -> None:
    """With or without brackets, quotes and parameters: URI, name and tag are found."""
    address = NameAddr.parse(text)
    assert (uri, name, tag) == (address.uri, address.name, address.tag)
    assert address == NameAddr.parse(str(address))


def test_via_keeps_what_it_does_not_know() -> None:
    """A Via with blanks, odd case and foreign parameters is read and written."""
    via = Via.parse(" SIP / 2.0 / udp  Host.example : 5070 ;Branch=z9hG4bK1;rport;ms-x=1")
    assert ("UDP", "host.example:5070", "z9hG4bK1", "") == (via.transport, via.sent_by, via.branch, via.param("rport"))
    assert "SIP/2.0/UDP Host.example:5070;Branch=z9hG4bK1;rport;ms-x=1" == str(via)


@pytest.mark.parametrize("text", ["", "SIP/2.0/UDP", "SIP/3.0/UDP h", "UDP h:5060", "SIP/2.0/UDP h:70000"])
def test_broken_via_is_refused(text: str) -> None:
    """A Via without version, transport or host is an error."""
    with pytest.raises(SipSyntaxError):
        Via.parse(text)


@pytest.mark.parametrize("text", ["", "1", "INVITE 1", "-1 INVITE", "4294967296 INVITE", "1 INVITE x"])
def test_broken_cseq_is_refused(text: str) -> None:
    """A CSeq is a number below 2**32 and a method."""
    with pytest.raises(SipSyntaxError):
        CSeq.parse(text)


def test_lists_are_split_outside_quotes_and_brackets() -> None:
    """Only commas between values split a list; empty values fall out."""
    value = '"a,b" <sip:a,b@c>;x="1,2", <sip:d@e>,,sip:f@g'
    assert ['"a,b" <sip:a,b@c>;x="1,2"', "<sip:d@e>", "sip:f@g"] == split_list(value)


def test_parameters_are_found_replaced_and_dropped() -> None:
    """Parameters keep order and case; names are compared without case."""
    params = parse_params(';Tag=1;lr; x = "a;b" ;y=')
    assert (("Tag", "1"), ("lr", None), ("x", '"a;b"'), ("y", "")) == params
    assert ';Tag=1;lr;x="a;b";y=' == write_params(params)
    assert ("1", "", None) == (find_param(params, "tag"), find_param(params, "lr"), find_param(params, "z"))
    assert ("Tag", "2") == set_param(params, "tag", "2")[0]
    assert ("z", "9") == set_param(params, "z", "9")[-1]
    assert 3 == len(drop_param(params, "tag"))


@pytest.mark.parametrize(
    ("uri", "user"),
    [("sip:1001@lab", "1001"), ("<sip:x@y>", "x"), ("sip:lab", ""), ("<<", ""), ("sip:VVX 450@h", "VVX 450")],
)
def test_user_of_any_text(uri: str, user: str) -> None:
    """The user part of a Request-URI is found in anything that somebody may send."""
    assert user == user_of(uri)


@pytest.mark.parametrize(
    "evil", ['"\\' * 30_000, "<" * 60_000, ";" * 60_000, " " * 60_000 + "x", ';a="' * 15_000, "," * 60_000]
)
def test_no_input_takes_long(evil: str) -> None:
    """Nested quotes, brackets and blanks are read in linear time: 60 kB well under half a second."""
    began = time.perf_counter()
    for read in (split_list, parse_params, user_of, NameAddr.parse, Via.parse, Uri.parse):
        try:
            read(evil)
        except SipSyntaxError:
            continue
    assert time.perf_counter() - began < 0.5


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text makes a reader fail in any other way than by SipSyntaxError, and what is read can be written."""
    for kind in (Uri, NameAddr, Via, CSeq):
        try:
            str(kind.parse(text))
        except SipSyntaxError:
            continue
