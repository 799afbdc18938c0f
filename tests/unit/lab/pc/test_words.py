"""A PC in plain words."""

from __future__ import annotations

import pytest

from emulator.btoe.wire import AskCredentials, CallPause, PhoneCall, PhoneCalls
from emulator.lab.pc.reports import changes, status
from emulator.lab.pc.words import describe, described, pairing
from tests.unit.lab.pc.desk import CCX, JANE, Desk, paired, started


def words(desk: Desk) -> str:
    """The whole PC."""
    return "\n".join(described(status(desk.pc.state)))


def test_a_pc_as_it_comes() -> None:
    """Nothing is installed, nobody signed in."""
    assert [
        "Computer: DESKTOP-1, Windows 10, unlocked",
        "Polycom BToE Connector: not installed",
        "Network: Domain; the firewall lets the connector through on: nowhere",
        "Cable: not plugged in",
        "Pairing: The connector is not running.",
        "Skype for Business: nobody is signed in",
        "Audio devices: PC Mic and Speakers",
        "Primary device: PC Mic and Speakers; calls sound at: PC Mic and Speakers",
        "Default communication device: PC Mic and Speakers; media sounds at: PC Mic and Speakers",
    ] == words(Desk()).splitlines()


def test_a_pc_in_the_middle_of_things() -> None:
    """Paired and activated, locked, with calls, a dialog, and music."""
    desk = paired(CCX)
    desk.do("ring", who="Alex Smith", video=True)
    desk.do("answer")
    desk.hear(CallPause(1, paused=True))
    desk.hear(AskCredentials(guest=True))
    desk.hear(PhoneCalls((PhoneCall(4, "1002@example.com"),)))
    desk.do("play", wav="song.wav")
    told = words(desk)
    for sentence in (
        "Pairing: Paired with Poly CCX 500 (64167faabb01). BToE is activated.",
        f"Phone: {JANE}",
        "1: video call from Alex Smith, connected, paused on the phone",
        "p4: call from 1002@example.com on the phone, ringing",
        "Sign-in dialog: the phone asks for credentials as a guest",
        "Playing song.wav",
        "Cable: in the PC port of 64167faabb01",
    ):
        assert sentence in told


@pytest.mark.parametrize(
    ("verb", "fields", "sentence"),
    [
        ("pair", {"code": "gNCYoV19"}, "Pairing with the phone ..."),
        ("pair", {"auto": True}, "Unable to pair: connect an Ethernet cable"),
        ("unpair", {}, "Not paired with a phone."),
    ],
)
def test_how_it_stands_with_the_phone(verb: str, fields: dict[str, object], sentence: str) -> None:
    """In one sentence."""
    desk = started()
    desk.do(verb, **fields)
    assert pairing(status(desk.pc.state)["connector"]).startswith(sentence)


def test_three_parties_are_counted() -> None:
    """And are audio."""
    desk = started()
    desk.do("ring", who="Alex Smith", video=True)
    desk.do("answer")
    desk.do("invite", who="Robin Roe")
    assert "1: audio call from Alex Smith, connected, 3 parties" in describe("client", status(desk.pc.state)["client"])


def test_only_what_is_new_is_reported() -> None:
    """Part by part."""
    desk = started()
    before = status(desk.pc.state)
    desk.do("lock")
    assert ["windows"] == [report["kind"] for report in changes(before, status(desk.pc.state))]
