"""Features that the server keeps: how it is subscribed to, asked, and believed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.boot.model import ChangeSettings, ShuttingDown
from emulator.calls.orders import RefuseInvite
from emulator.features.model import (
    KINDS,
    Features,
    FeatureSet,
    FeatureSubscribeAnswered,
    FeatureSubscriptionEnded,
    Forwarding,
    SendFeatureSubscribe,
    SetForward,
    ToggleDnd,
    do_not_disturb,
    forwarding,
)
from emulator.features.server import read_features, set_dnd, set_forwarding
from emulator.lines.model import LineRegistered, LineUnregistered
from tests.unit.calls.rig import Rig
from tests.unit.features.bench import start

DND = {"voIpProt.SIP.serverFeatureControl.dnd": "1"}
CF = {"voIpProt.SIP.serverFeatureControl.cf": "1"}
NS = 'xmlns="http://www.ecma-international.org/standards/ecma-323/csta/ed3"'


def subscribed(values: dict[str, str]) -> Rig:
    """A phone whose first line is subscribed to its features."""
    phone = start(values)
    phone.feed(LineRegistered(1), FeatureSubscribeAnswered(1, 200, "OK", 3600))
    return phone


def asked(phone: Rig) -> list[tuple[int, int, str]]:
    """Line, seconds and body of what was asked of the server."""
    return [(each.line.index, each.expires, each.body) for each in phone.sent(SendFeatureSubscribe)]


@pytest.mark.parametrize(
    ("values", "lines"),
    [
        ({}, []),
        (DND, [1]),
        (CF, [1]),
        ({"reg.1.serverFeatureControl.dnd": "1"}, [1]),
        ({"reg.2.serverFeatureControl.cf": "1"}, []),
        ({**DND, "reg.1.serverFeatureControl.signalingMethod": "inviteFACSubscribePresence"}, []),
    ],
)
def test_a_registered_line_subscribes(values: dict[str, str], lines: list[int]) -> None:
    """Where the server keeps do not disturb or forwarding, of all lines or of this one."""
    phone = start(values)
    phone.feed(LineRegistered(1))
    assert [(line, 3600, "") for line in lines] == asked(phone)


def test_a_line_may_ask_somebody_else() -> None:
    """reg.x.serverFeatureControl.subscribeToUri, instead of itself."""
    for values, uri in (
        ({}, ""),
        ({"reg.1.serverFeatureControl.subscribeToUri": "features@pbx.example"}, "features@pbx.example"),
    ):
        phone = subscribed({**DND, **values})
        assert [uri] == [each.uri for each in phone.sent(SendFeatureSubscribe)]


def test_the_subscription_is_refreshed_and_ended() -> None:
    """Before it runs out; again after the server ended it or refused; with 0 as the phone goes down."""
    phone = subscribed(DND)
    phone.wait(3540)
    assert 2 == len(asked(phone))
    phone.feed(FeatureSubscribeAnswered(1, 200, "OK", 3600), FeatureSubscriptionEnded(1))
    phone.wait(1)
    assert 3 == len(asked(phone))
    phone.feed(FeatureSubscribeAnswered(1, 503, "No"))
    phone.wait(60)
    assert 4 == len(asked(phone))
    phone.feed(FeatureSubscribeAnswered(1, 200, "OK", 3600), ShuttingDown("Restarting Phone"))
    assert (1, 0, "") == asked(phone)[-1]


def test_a_line_that_is_not_registered_holds_no_subscription() -> None:
    """And begins anew with the next registration."""
    phone = subscribed(DND)
    phone.feed(LineUnregistered(1, 408, ""))
    phone.wait(4_000)
    assert 1 == len(asked(phone))
    phone.feed(LineRegistered(1))
    assert 2 == len(asked(phone))


def test_the_dnd_key_asks_the_server() -> None:
    """The phone shows what the server says, not what was asked for."""
    phone = subscribed({**DND, "call.donotdisturb.perReg": "1"})
    phone.feed(ToggleDnd(1))
    assert (1, 3600, set_dnd(True)) == asked(phone)[-1]
    assert not do_not_disturb(phone.core.state, 1)
    phone.feed(FeatureSet(1, dnd=True))
    assert do_not_disturb(phone.core.state, 1)
    phone.feed(ToggleDnd(1))
    assert (1, 3600, set_dnd(False)) == asked(phone)[-1]


def test_forwarding_is_asked_of_the_server() -> None:
    """It is kept there, and not in the phone's override file."""
    phone = subscribed(CF)
    phone.feed(SetForward(1, "no answer", "2000", 3))
    wanted = Forwarding("no answer", "2000", True, 18)
    assert (1, 3600, set_forwarding(wanted)) == asked(phone)[-1]
    assert [] == phone.told(ChangeSettings)
    phone.feed(FeatureSet(1, forwarding=wanted))
    assert wanted == forwarding(phone.core.state, 1, "no answer")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({**DND, **CF}, 302),
        (DND, 486),
        ({**DND, **CF, "voIpProt.SIP.serverFeatureControl.localProcessing.cf": "0"}, 486),
        ({**DND, "voIpProt.SIP.serverFeatureControl.localProcessing.dnd": "0"}, 0),
        ({**CF, "reg.1.serverFeatureControl.localProcessing.cf": "0"}, 0),
    ],
)
def test_who_acts_on_what_the_server_keeps(values: dict[str, str], code: int) -> None:
    """The phone as well, unless localProcessing leaves it to the server."""
    phone = subscribed(values)
    phone.feed(FeatureSet(1, dnd=True), FeatureSet(1, forwarding=Forwarding("always", "2000", True)))
    phone.ring()
    assert ([code] if code else []) == [refusal.code for refusal in phone.sent(RefuseInvite)]


def test_what_nobody_asked_the_server_for_is_not_believed() -> None:
    """A notification about something that the phone keeps itself changes nothing."""
    phone = start()
    phone.feed(FeatureSet(1, dnd=True), FeatureSet(1, forwarding=Forwarding("always", "2000", True)))
    assert start()[Features] == phone[Features]


# What is said


@pytest.mark.parametrize(
    ("body", "news"),
    [
        (
            f"<DoNotDisturbEvent {NS}><device>1</device><doNotDisturbOn>true</doNotDisturbOn></DoNotDisturbEvent>",
            [FeatureSet(1, dnd=True)],
        ),
        (
            '<?xml version="1.0"?>\r\n<c:ForwardingEvent xmlns:c="x"><c:device/>'
            "<c:forwardingType>forwardNoAns</c:forwardingType><c:forwardStatus>true</c:forwardStatus>"
            "<c:forwardTo>sip:2000@a.example;a=1&amp;b</c:forwardTo><c:ringCount>4</c:ringCount></c:ForwardingEvent>",
            [FeatureSet(1, forwarding=Forwarding("no answer", "sip:2000@a.example;a=1&b", True, 24))],
        ),
        (
            "--b\r\nContent-Type: application/x-as-feature-event+xml\r\n\r\n<DoNotDisturbEvent>"
            "<doNotDisturbOn>false</doNotDisturbOn></DoNotDisturbEvent>\r\n--b\r\n\r\n<ForwardingEvent>"
            "<forwardingType>forwardBusy</forwardingType><forwardStatus>false</forwardStatus></ForwardingEvent>--b--",
            [FeatureSet(1, dnd=False), FeatureSet(1, forwarding=Forwarding("busy"))],
        ),
        ("<ForwardingEvent><forwardingType>forwardSometimes</forwardingType></ForwardingEvent>", []),
        ("", []),
    ],
)
def test_notifications_are_understood(body: str, news: list[FeatureSet]) -> None:
    """In one part or several, with prefixes or without; what is unknown is passed over."""
    assert news == list(read_features(1, body))


@given(st.sampled_from(KINDS), st.text(), st.booleans(), st.integers(0, 20))
def test_what_is_asked_is_well_formed(kind: str, contact: str, on: bool, rings: int) -> None:
    """Any contact stands in it unchanged."""
    body = set_forwarding(Forwarding(kind, contact, on, rings * 6))  # type: ignore[arg-type]
    assert body.count("<forwardDN>") == body.count("</forwardDN>") == 1
    assert str(on).lower() in body


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    """Without complaint."""
    assert all(isinstance(news, FeatureSet) for news in read_features(1, f"<ForwardingEvent>{text}</ForwardingEvent>"))
