"""Lines that several phones share: what others do on them is shown, and what they hold can be taken."""

from __future__ import annotations

import pytest

from emulator.calls.model import InviteReceived
from emulator.calls.orders import PlaceCall
from emulator.display.model import Led
from emulator.watching.model import Dialog, DialogsReported, SendWatch, WatchLost
from tests.unit.hands import Hands
from tests.unit.world import site

SHARED = 'reg.1.type="shared" '
BRIDGED = f'{SHARED}reg.1.thirdPartyName="2001" '
TALKING = Dialog("a", "confirmed", "recipient", "1009", "Ida", "sip:1009@192.0.2.9", "call-9", "local", "remote")
HELD = Dialog("a", "confirmed", "recipient", "1009", "Ida", "sip:1009@192.0.2.9", "call-9", "local", "remote", True)
RINGING = Dialog("b", "early", "recipient", "1008", "Hans", "sip:1008@192.0.2.8", "call-8", "mine", "theirs")
OWN = Dialog("c", "confirmed", "initiator", "1002", "", "", "call-1", "x", "y", mine=True)


def phone(more: str = BRIDGED) -> Hands:
    """An idle phone whose first line is shared."""
    return Hands("VVX_450", {"site.cfg": site(more=more)})


def report(hands: Hands, *dialogs: Dialog) -> None:
    """The server tells of the calls on the line."""
    hands.feed(DialogsReported("sharing/1", "", dialogs))


def shown(hands: Hands) -> tuple[str, Led]:
    """What the key of the line says, and its lamp."""
    return hands.screen.line_keys[0].state, hands.device.leds()["line1"]


def placed(hands: Hands) -> PlaceCall:
    """The INVITE that went out."""
    (call,) = [each for each in hands.effects if isinstance(each, PlaceCall)]
    return call


@pytest.mark.parametrize(
    ("more", "package", "target"),
    [
        ("", "", None),
        (SHARED, "call-info", "2001"),
        (f'{SHARED}reg.1.thirdPartyName="2050"', "dialog", "2050"),
    ],
)
def test_a_shared_line_is_watched(more: str, package: str, target: str | None) -> None:
    """By its appearances; a bridged one by its calls, at the address that it is known by; a private line is not."""
    watched = [each.wish for each in phone(more).effects if isinstance(each, SendWatch)]
    assert ([(package, target)] if target else []) == [(each.package, each.target) for each in watched]


@pytest.mark.parametrize(
    ("dialogs", "word", "led"),
    [
        ((), "Registered", Led()),
        ((TALKING,), "In use on another phone", Led("red")),
        ((HELD,), "Held on another phone", Led("red", "flash")),
        ((RINGING,), "Registered", Led()),
        ((OWN,), "Registered", Led()),
    ],
)
def test_key_and_lamp_tell_what_others_do(dialogs: tuple[Dialog, ...], word: str, led: Led) -> None:
    """Solid red while another phone talks, flashing while it holds; own calls and ringing ones do not count."""
    hands = phone()
    report(hands, *dialogs)
    assert (word, led) == shown(hands)


def test_pressing_shows_the_calls_of_others() -> None:
    """With the way to make a new one; nothing to take as long as nobody holds."""
    hands = phone()
    report(hands, TALKING)
    hands.press("LineKey1")
    assert "Ida" in hands.text
    assert ["New Call", "Back"] == [key.label for key in hands.screen.actions]


@pytest.mark.parametrize(
    ("more", "keys"), [("", ("LineKey1", "Resume")), ('call.shared.oneTouchResume="1"', ("LineKey1",))]
)
def test_a_call_that_another_phone_holds_is_taken(more: str, keys: tuple[str, ...]) -> None:
    """From the list, or at once: an INVITE to the far end that replaces the other phone's dialog."""
    hands = phone(BRIDGED + more)
    report(hands, HELD)
    hands.press(*keys)
    call = placed(hands)
    assert "sip:1009@192.0.2.9" == call.target
    assert (("Replaces", "call-9;to-tag=remote;from-tag=local"),) == call.headers


def test_a_call_that_is_not_named_cannot_be_taken() -> None:
    """The server told too little of it."""
    hands = phone()
    report(hands, Dialog("a", "confirmed", held=True))
    hands.press("LineKey1")
    assert "Resume" not in [key.label for key in hands.screen.actions]


def test_without_news_the_line_is_as_any_other() -> None:
    """The subscription is lost."""
    hands = phone()
    report(hands, TALKING)
    hands.feed(WatchLost("sharing/1"))
    assert ("Registered", Led()) == shown(hands)


@pytest.mark.parametrize(("more", "labels"), [("", {"Reject", "Ignore"}), (SHARED, {"Silence"})])
def test_calls_of_a_shared_line_are_not_refused(more: str, labels: set[str]) -> None:
    """They ring on elsewhere, so there is Silence, and no Reject."""
    hands = phone(more)
    hands.feed(InviteReceived("x", 1, "1003"))
    assert labels == {"Reject", "Ignore", "Silence"} & {key.label for key in hands.screen.actions}
