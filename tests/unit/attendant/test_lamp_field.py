"""The busy lamp field: keys, lamps, screens, and what pressing does, by what servers tell."""

from __future__ import annotations

import pytest

from emulator.attendant.model import Attendant
from emulator.audio.model import Audio
from emulator.boot.model import ChangeSettings
from emulator.calls.model import Calls
from emulator.calls.orders import PlaceCall, SendHold
from emulator.calls.parties import SendRefer
from emulator.display.model import KeyPressed, Led
from emulator.kernel.state import Effect
from emulator.watching.model import Dialog, DialogsReported, SendWatch, WatchEnded
from tests.unit.hands import Hands
from tests.unit.world import site

CAROL = """attendant.resourceList.1.address="1003@pbx.example" attendant.resourceList.1.label="Carol"
    attendant.resourceList.2.address="1004" attendant.resourceList.2.label="Orbit"
    attendant.resourceList.2.type="automata" """

CALL = Dialog("a", "confirmed", "initiator", "1009", "Ida", "sip:1009@192.0.2.9", "call-9", "local", "remote")
RINGING = Dialog("b", "early", "recipient", "1008", "Hans", "sip:1008@192.0.2.8", "call-8", "mine", "theirs")
ANONYMOUS = Dialog("b", "early", "recipient", "1008", "Hans")
PROCEEDING = Dialog("b", "proceeding", "recipient", "1008", "Hans")


def phone(more: str = "", model: str = "VVX_450") -> Hands:
    """An idle phone that watches Carol and a parking orbit."""
    return Hands(model, {"site.cfg": site(more=f"{CAROL} {more}")})


def report(hands: Hands, *dialogs: Dialog, index: int = 1, full: bool = True) -> None:
    """The server tells of the calls of one of them."""
    hands.feed(DialogsReported(f"attendant/{index}", "", dialogs, full))


def sent(hands: Hands, kind: type[Effect]) -> list[Effect]:
    """What of a kind has gone out."""
    return [each for each in hands.effects if isinstance(each, kind)]


def key(hands: Hands, label: str = "Carol") -> int:
    """The number of the line key with that label."""
    return 1 + [each.label for each in hands.screen.line_keys].index(label)


def last_call(hands: Hands) -> PlaceCall:
    """The INVITE that went out last."""
    placed = sent(hands, PlaceCall)[-1]
    assert isinstance(placed, PlaceCall)
    return placed


def test_each_of_the_list_is_watched_from_the_line_for_it() -> None:
    """One subscription a resource, on the line that attendant.reg names."""
    for more, line in (("", 1), ('attendant.reg="2"', 2)):
        watched = [each for each in sent(phone(more), SendWatch) if isinstance(each, SendWatch)]
        assert [("dialog", "1003@pbx.example", line), ("dialog", "1004", line)] == [
            (each.wish.package, each.wish.target, each.line.index) for each in watched
        ]


def test_a_list_on_the_server_takes_the_place_of_the_phones_own() -> None:
    """attendant.uri: one subscription for all; who is in the list gets keys in its order, by the names there."""
    hands = phone('attendant.uri="staff"')
    (watch,) = sent(hands, SendWatch)
    assert isinstance(watch, SendWatch)
    assert ("staff", True) == (watch.wish.target, watch.wish.many)
    for name, user in (("Dora", "1007"), ("", "1006")):
        hands.feed(DialogsReported("attendant/list", f"sip:{user}@pbx.example", (CALL,), name=name))
    labels = [each.label for each in hands.screen.line_keys]
    assert ["Dora", "1006"] == labels[labels.index("Dora") :][:2]
    assert "Carol" not in labels


@pytest.mark.parametrize(
    ("dialogs", "word", "led"),
    [
        ((), "Available", Led()),
        ((CALL,), "Busy", Led("red")),
        ((RINGING,), "Ringing", Led("red", "remoteBusyOffering", "green")),
        ((CALL, RINGING), "Ringing", Led("red", "remoteBusyOffering", "green")),
        ((PROCEEDING,), "Busy", Led("red")),
    ],
)
def test_key_and_lamp_tell_what_they_are_doing(dialogs: tuple[Dialog, ...], word: str, led: Led) -> None:
    """Dark and free, solid red in a call, red and green in turn while it rings."""
    hands = phone()
    number = key(hands)
    assert ("Unknown", Led()) == (hands.screen.line_keys[number - 1].state, hands.device.leds()[f"line{number}"])
    report(hands, *dialogs)
    assert (word, led) == (hands.screen.line_keys[number - 1].state, hands.device.leds()[f"line{number}"])


def test_a_call_that_proceeds_may_count_as_ringing() -> None:
    """attendant.resourceList.x.proceedingIsRecipient."""
    hands = phone('attendant.resourceList.1.proceedingIsRecipient="1"')
    report(hands, PROCEEDING)
    assert "Ringing" == hands.screen.line_keys[key(hands) - 1].state


def test_news_of_what_changed_leaves_the_rest() -> None:
    """Partial news adds, changes and ends single calls; full news is all there is."""
    hands = phone()
    report(hands, CALL)
    report(hands, RINGING, full=False)
    assert (CALL, RINGING) == hands.device.core.state[Attendant].resources[0].dialogs
    report(hands, Dialog("a", "terminated"), full=False)
    assert (RINGING,) == hands.device.core.state[Attendant].resources[0].dialogs
    report(hands)
    assert () == hands.device.core.state[Attendant].resources[0].dialogs


def test_without_subscription_nothing_is_known() -> None:
    """The server ends it: the lamp goes out until it tells again."""
    hands = phone()
    report(hands, CALL)
    (first, *_) = sent(hands, SendWatch)
    assert isinstance(first, SendWatch)
    hands.feed(WatchEnded(first.number))
    assert "Unknown" == hands.screen.line_keys[key(hands) - 1].state


def test_pressing_calls_whoever_is_free_or_busy() -> None:
    """By the user alone where the domain is the line's own; or the address given for calls."""
    for more, target in (("", "1003"), ('attendant.resourceList.1.callAddress="*80"', "*80")):
        hands = phone(more)
        report(hands, CALL)
        hands.press(f"line:{key(hands)}")
        assert target == last_call(hands).target


def test_pressing_during_a_call_holds_that() -> None:
    """The active call is put on hold before the next is dialed."""
    hands = phone()
    hands.press("1", "2", "3", "4", "Dial")
    hands.press("line:Carol")
    assert 1 == len(sent(hands, SendHold))
    assert "1003" == last_call(hands).target


def test_pressing_takes_the_call_that_rings_by_sip_itself() -> None:
    """An INVITE to the caller that replaces the early dialog, as the caller knows it."""
    hands = phone()
    report(hands, RINGING)
    hands.press("line:Carol")
    call = last_call(hands)
    assert ("sip:1008@192.0.2.8", (("Replaces", "call-8;to-tag=theirs;from-tag=mine;early-only"),)) == (
        call.target,
        call.headers,
    )
    assert "1008" == hands.device.core.state[Calls].calls[0].number


@pytest.mark.parametrize(
    ("more", "dialog", "target"),
    [
        ('call.directedCallPickupMethod="legacy"', RINGING, "*971003"),
        ('call.directedCallPickupMethod="legacy" call.directedCallPickupString="**"', RINGING, "**1003"),
        ("", ANONYMOUS, "*971003"),
        ('attendant.restrictPickup="1"', RINGING, "1003"),
    ],
)
def test_pressing_takes_the_call_by_a_code(more: str, dialog: Dialog, target: str) -> None:
    """Where that is the method, or the server does not name the call; or calls plainly where taking is not allowed."""
    hands = phone(more)
    report(hands, dialog)
    hands.press("line:Carol")
    assert (target, ()) == (last_call(hands).target, last_call(hands).headers)


def test_a_place_gets_the_active_call_and_gives_it_back() -> None:
    """Park by a blind transfer; what is parked there is retrieved by SIP or by code."""
    hands = phone('call.parkedCallRetrieveMethod="legacy" call.parkedCallRetrieveString="*88"')
    hands.press("1", "2", "3", "4", "Dial")
    hands.press("line:Orbit")
    (refer,) = sent(hands, SendRefer)
    assert isinstance(refer, SendRefer)
    assert "1004" == refer.target
    report(hands, CALL, index=2)
    hands.press("line:Orbit")
    assert "*881004" == last_call(hands).target


def test_a_call_that_rings_elsewhere_is_shown_by_itself() -> None:
    """Who calls whom, with a key to take the call and one to be left in peace."""
    hands = phone()
    report(hands, RINGING)
    assert "attendant-call" == hands.screen.name
    for text in ("Carol", "Hans", "1008"):
        assert text in hands.text
    hands.press("Ignore")
    assert "lines" == hands.screen.name
    report(hands)
    report(hands, RINGING)
    hands.press("Pickup")
    assert "sip:1008@192.0.2.8" == last_call(hands).target


@pytest.mark.parametrize(
    ("more", "index", "shown"),
    [
        ("", 1, True),
        ('attendant.behaviors.display.spontaneousCallAppearances.normal="0"', 1, False),
        ("", 2, False),
        ('attendant.behaviors.display.spontaneousCallAppearances.automata="1"', 2, True),
    ],
)
def test_what_is_shown_by_itself_is_set_by_kind(more: str, index: int, shown: bool) -> None:
    """Of persons by default, of places only where it is wanted."""
    hands = phone(more)
    report(hands, RINGING, index=index)
    assert shown == (hands.screen.name == "attendant-call")


@pytest.mark.parametrize(
    ("index", "kind", "shown"), [(1, "normal", "normal"), (2, "automata", "automata"), (1, "automata", "")]
)
def test_callers_may_be_kept_secret(index: int, kind: str, shown: str) -> None:
    """attendant.behaviors.display.remoteCallerID: the string "unknown" in the place of name and number."""
    hands = phone(f'attendant.behaviors.display.remoteCallerID.{kind}="0"')
    report(hands, RINGING, index=index)
    hands.feed(KeyPressed(f"LineKey{key(hands, 'Carol' if index == 1 else 'Orbit')}", hold=1.5))
    assert ("unknown" in hands.text, "Hans" in hands.text) == (bool(shown), not shown)


def test_a_long_press_shows_their_calls() -> None:
    """All calls with the other party; Pickup takes the one that rings, Back leaves."""
    hands = phone('attendant.behaviors.display.spontaneousCallAppearances.normal="0"')
    report(hands, CALL, RINGING)
    hands.feed(KeyPressed(f"LineKey{key(hands)}", hold=1.5))
    assert "attendant/1" == hands.screen.name
    assert "Ida" in hands.text
    assert "Hans" in hands.text
    hands.press("Pickup")
    assert "sip:1008@192.0.2.8" == last_call(hands).target


def test_keys_can_be_given_to_the_lamp_field() -> None:
    """lineKey.x.category BLF: the next of the list on each such key, wherever it is."""
    keys = 'lineKey.reassignment.enabled="1" lineKey.3.category="BLF" lineKey.1.category="Line" lineKey.1.index="1"'
    hands = phone(f'{keys} lineKey.5.category="BLF"')
    labels = [each.label for each in hands.screen.line_keys]
    assert ("Carol", "Orbit") == (labels[2], labels[4])


def test_changed_settings_count_at_once() -> None:
    """Who is new is watched, who is gone is not, and who stays is known as before."""
    hands = phone()
    report(hands, CALL)
    hands.feed(ChangeSettings({"attendant.resourceList.2.address": "1006"}, "phone"))
    watched = [each for each in sent(hands, SendWatch) if isinstance(each, SendWatch)]
    assert [("1004", 0), ("1006", 3600)] == [(each.wish.target, each.expires) for each in watched[2:]]
    assert "Busy" == hands.screen.line_keys[key(hands) - 1].state


def test_calls_of_others_ring_as_configured() -> None:
    """attendant.ringType: as long as one rings and is not ignored, and the user has no call; silent by default."""
    for more, tone in (("", "ringer:ringer1"), ('attendant.ringType="ringer5"', "ringer:ringer5")):
        hands = phone(more)
        report(hands, RINGING)
        assert tone == hands.device.core.state[Audio].tone
        hands.press("Ignore")
        assert "" == hands.device.core.state[Audio].tone
    report(hands)
    report(hands, RINGING)
    assert "ringer:ringer5" == hands.device.core.state[Audio].tone
    hands.press("Pickup")
    assert "ringer:ringer5" != hands.device.core.state[Audio].tone


@pytest.mark.parametrize(
    ("more", "tone"),
    [
        ("", ""),
        ('attendant.callWaiting.enable="1"', ""),
        ('attendant.callWaiting.enable="1" attendant.callWaiting.ring="beep"', "callwaiting"),
        ('attendant.callWaiting.enable="1" attendant.callWaiting.ring="ring"', "ringer:ringer5"),
        ('attendant.callWaiting.ring="ring"', ""),
    ],
)
def test_calls_of_others_during_calls(more: str, tone: str) -> None:
    """attendant.callWaiting: silent for one who talks, unless it is switched on and given a sound."""
    hands = phone(f'attendant.ringType="ringer5" {more}')
    hands.press("1", "0", "0", "9", "Dial")
    report(hands, RINGING)
    assert tone == hands.device.core.state[Audio].tone


@pytest.mark.parametrize(
    ("more", "target"),
    [
        ("", "sip:1008@192.0.2.8"),
        ('reg.1.useCompleteUriForRetrieve="0"', "sip:1008@pbx.example"),
        ('voIpProt.SIP.useCompleteUriForRetrieve="0"', "sip:1008@pbx.example"),
    ],
)
def test_where_calls_of_others_are_taken(more: str, target: str) -> None:
    """At the address that the server tells, or at its user in the line's own domain."""
    hands = phone(f'call.directedCallPickupMethod="native" {more}')
    report(hands, RINGING)
    hands.press("Pickup")
    assert target == last_call(hands).target
