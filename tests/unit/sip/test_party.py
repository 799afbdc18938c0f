"""Who calls, by the headers that say so."""

from __future__ import annotations

import pytest

from emulator.sip.party import ASSERTED, diversion, diverted_by, remote_party, warnings
from emulator.sip.stack.headers import NameAddr
from emulator.sip.stack.messages import Request, Response
from tests.unit.calls.rig import configuration

FROM = '"Carol" <sip:1003@pbx.example>;tag=1'
ASSERTED_ID = '"Reception" <sip:2000@pbx.example>, <tel:+15551>'
PARTY_ID = '"Lobby" <sip:2001@pbx.example>;party=calling'
PREFERENCE = "voIpProt.SIP.CID.sourcePreference"


def invite(**headers: str) -> Request:
    """An INVITE from Carol with more headers."""
    request = Request("INVITE", "sip:1001@127.0.0.1")
    request.add("From", FROM)
    for name, value in headers.items():
        request.put(name.replace("_", "-"), value)
    return request


@pytest.mark.parametrize(
    ("values", "headers", "party"),
    [
        ({}, {}, ("1003", "Carol")),
        ({}, {"P_Asserted_Identity": ASSERTED_ID, "Remote_Party_ID": PARTY_ID}, ("2000", "Reception")),
        ({}, {"Remote_Party_ID": PARTY_ID}, ("2001", "Lobby")),
        ({PREFERENCE: "From,P-Asserted-Identity"}, {"P_Asserted_Identity": ASSERTED_ID}, ("1003", "Carol")),
        (
            {PREFERENCE: "Remote-Party-ID, From"},
            {"P_Asserted_Identity": ASSERTED_ID, "Remote_Party_ID": PARTY_ID},
            ("2001", "Lobby"),
        ),
        ({PREFERENCE: "nonsense"}, {"P_Asserted_Identity": ASSERTED_ID}, ("2000", "Reception")),
        ({}, {"P_Asserted_Identity": "<<>"}, ("1003", "Carol")),
        ({}, {"From": '"Anonymous" <sip:anonymous@anonymous.invalid>;tag=1'}, ("", "Anonymous")),
        ({}, {"From": "<sip:anonymous@anonymous.invalid>;tag=1"}, ("", "Anonymous")),
        ({}, {"From": '"Unlisted" <sip:1003@pbx.example>;tag=1', "Privacy": "id;critical"}, ("", "Unlisted")),
        ({}, {"Privacy": "none"}, ("1003", "Carol")),
        ({}, {"Remote_Party_ID": "<sip:2001@pbx.example>;privacy=full"}, ("", "Anonymous")),
    ],
)
def test_who_calls(values: dict[str, str], headers: dict[str, str], party: tuple[str, str]) -> None:
    """The first header that says it, in the configured order; a hidden caller has a name and no number."""
    assert party == remote_party(invite(**headers), configuration(values))


def test_a_response_names_the_far_end_only_by_what_is_asserted() -> None:
    """Its From is the phone itself."""
    assert ("", "") == remote_party(invite(), configuration({}), ASSERTED)


@pytest.mark.parametrize(
    ("values", "who"),
    [
        ({}, ""),
        ({"voIpProt.SIP.header.diversion.enable": "1"}, "Bob"),
        ({"voIpProt.SIP.header.diversion.enable": "1", "voIpProt.SIP.header.diversion.list.useFirst": "0"}, "1004"),
    ],
)
def test_who_sent_a_call_on(values: dict[str, str], who: str) -> None:
    """Shown where the phone shows it at all: the first or the last of several."""
    request = invite(Diversion='"Bob" <sip:1002@pbx.example>;reason=no-answer, <sip:1004@pbx.example>;reason=user-busy')
    assert who == diverted_by(request, configuration(values))


def test_the_phone_names_itself_when_it_sends_a_call_on() -> None:
    """RFC 5806."""
    written = diversion(NameAddr("sip:1001@pbx.example", '"Desk"'), "no-answer")
    assert '"Desk" <sip:1001@pbx.example>;reason=no-answer;counter=1' == written


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ((), []),
        (('399 pbx.example "Calls abroad, too, are barred"',), [(399, "Calls abroad, too, are barred")]),
        (('305 a "One", 399 b "Say \\"two\\""',), [(305, "One"), (399, 'Say "two"')]),
        (('399 a "One"', '301 b "Two"'), [(399, "One"), (301, "Two")]),
        (("nonsense", '39 a "short"', '399 "no agent"', "399 a unquoted"), []),
    ],
)
def test_why_a_server_refuses(written: tuple[str, ...], found: list[tuple[int, str]]) -> None:
    """Codes and texts of all headers Warning; what cannot be read is left out."""
    response = Response(403, "Forbidden")
    for value in written:
        response.add("Warning", value)
    assert found == list(warnings(response))


@pytest.mark.parametrize("code", [401, 407])
def test_a_challenge_refuses_nothing(code: int) -> None:
    """The call goes on with a password: there is nothing to be told yet."""
    response = Response(code, "Unauthorized")
    response.add("Warning", '399 pbx.example "Who are you"')
    assert [] == list(warnings(response))
