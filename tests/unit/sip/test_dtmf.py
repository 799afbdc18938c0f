"""Keys in calls: which way they go out, and how they are written in signalling."""

from __future__ import annotations

import pytest

from emulator.sip.dtmf import digit_orders, key_in, relay_body
from tests.unit.calls.rig import configuration


@pytest.mark.parametrize(
    ("values", "methods"),
    [
        ({}, ["rfc2833"]),
        ({"tone.dtmf.rfc2833Control": "0"}, ["tones"]),
        ({"tone.dtmf.viaRtp": "0"}, []),
        ({"voIpProt.SIP.dtmfViaSignaling.rfc2976": "1"}, ["rfc2833", "info"]),
        ({"tone.dtmf.viaRtp": "0", "voIpProt.SIP.dtmfViaSignaling.rfc2976": "1"}, ["info"]),
    ],
)
def test_which_way_keys_go(values: dict[str, str], methods: list[str]) -> None:
    """With the sound as events or as tones, by the signalling, both, or not at all."""
    assert methods == [order.method for order in digit_orders(1, "5", configuration(values))]


def test_how_long_and_how_loud() -> None:
    """Times and level are those that are configured."""
    values = {"tone.dtmf.onTime": "120", "tone.dtmf.offTime": "80", "tone.dtmf.level": "-10"}
    (order,) = digit_orders(1, "5", configuration(values))
    assert (120, 80, -10.0) == (order.on, order.off, order.level)


@pytest.mark.parametrize(("value", "spelled"), [("0", False), ("1", True)])
def test_how_keys_are_named(value: str, spelled: bool) -> None:
    """Requests name the star key by number, or as it is."""
    names = ("tone.dtmf.viaRtp", "voIpProt.SIP.dtmfViaSignaling.rfc2976")
    values = {names[0]: "0", names[1]: "1", f"{names[1]}.nonLegacyEncoding": value}
    (order,) = digit_orders(1, "*", configuration(values))
    assert spelled == order.spelled


@pytest.mark.parametrize("key", list("0123456789*#A"))
@pytest.mark.parametrize("spelled", [False, True])
def test_keys_survive_the_way(key: str, spelled: bool) -> None:
    """What one phone writes another reads."""
    head = "INFO sip:x SIP/2.0\r\nContent-Type: application/dtmf-relay\r\n\r\n"
    assert key == key_in(head + relay_body(key, 160, spelled=spelled))


@pytest.mark.parametrize(
    ("kind", "body", "key"),
    [
        ("application/dtmf", "7", "7"),
        ("application/dtmf-relay", "Signal = 7\nDuration = 100", "7"),
        ("application/dtmf-relay", "signal=d\r\n", "D"),
        ("application/dtmf-relay", "Signal=12\r\n", ""),
        ("application/dtmf-relay", "Duration=100\r\n", ""),
        ("text/plain", "Signal=1\r\n", ""),
    ],
)
def test_how_others_write(kind: str, body: str, key: str) -> None:
    """Blanks, bare keys and small letters are read; what tells of no key tells of none."""
    assert key == key_in(f"INFO sip:x SIP/2.0\r\nContent-Type: {kind}\r\n\r\n{body}")
