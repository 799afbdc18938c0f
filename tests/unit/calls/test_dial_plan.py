"""Digit maps while a number is dialed off hook, and what becomes of numbers dialed in other ways."""

from __future__ import annotations

import pytest

from emulator.audio.model import Audio
from emulator.calls.model import Calls, Dial, DialUrl, DigitPressed, OpenDialer
from emulator.calls.orders import PlaceCall
from emulator.display.model import HookMoved, Noticed, OpenView
from emulator.lines.model import Line, Lines, Server
from tests.unit.calls.rig import Rig, registered


def lifted(values: dict[str, str], *parts: Lines) -> Rig:
    """A phone off hook with the dial tone sounding."""
    phone = Rig(values, *parts)
    phone.feed(HookMoved(True))
    return phone


def press(phone: Rig, digits: str) -> None:
    """Press digits one after the other, two seconds apart."""
    for digit in digits:
        phone.feed(DigitPressed(digit))
        phone.wait(2)


def targets(phone: Rig) -> list[str]:
    """What was called so far."""
    return [effect.target for effect in phone.sent(PlaceCall)]


@pytest.mark.parametrize(
    ("digit_map", "pressed", "called"),
    [
        ("1xxx", "1002", ["1002"]),
        ("1xxx", "100", []),
        ("R9RRxxx", "9123", ["123"]),
        ("RR49Rxxx", "123", ["49123"]),
        ("[2-9]11|911x", "911", ["911"]),
        ("*xx|1xxx", "*98", ["*98"]),
        ("", "1002", []),
    ],
)
def test_a_number_is_called_as_soon_as_it_matches(digit_map: str, pressed: str, called: list[str]) -> None:
    """In the form that the digit map gives it; without a digit map the Dial key is waited for."""
    phone = lifted({"dialplan.digitmap": digit_map, "dialplan.impossibleMatchHandling": "2"})
    press(phone, pressed)
    assert called == targets(phone)


@pytest.mark.parametrize(("timeouts", "seconds"), [("3", 3), ("5|7", 7), ("", 3)])
def test_an_alternative_with_a_t_waits_its_own_time(timeouts: str, seconds: int) -> None:
    """dialplan.digitmap.timeOut, counted from the last digit."""
    phone = lifted({"dialplan.digitmap": "0T|1xT", "dialplan.digitmap.timeOut": timeouts})
    phone.feed(DigitPressed("1"), DigitPressed("2"))
    phone.wait(seconds - 0.1)
    assert [] == targets(phone)
    phone.wait(0.1)
    assert ["12"] == targets(phone)


@pytest.mark.parametrize(
    ("handling", "called", "state", "tone"),
    [("0", ["12"], "proceeding", ""), ("1", [], "ended", "reorder"), ("2", [], "dialing", "")],
    ids=["sent at once", "reorder tone", "collected"],
)
def test_digits_that_lead_nowhere(handling: str, called: list[str], state: str, tone: str) -> None:
    """dialplan.impossibleMatchHandling: sent, refused with a tone and "Address incomplete", or collected."""
    phone = lifted({"dialplan.digitmap": "11x", "dialplan.impossibleMatchHandling": handling})
    press(phone, "12")
    assert (called, {1: state}, tone) == (targets(phone), phone.states, phone[Audio].tone)
    if handling == "1":
        assert "Address incomplete" in str(phone.screen.body)
    if handling == "2":
        press(phone, "3")
        phone.press("Dial")
        assert ["123"] == targets(phone)


@pytest.mark.parametrize("family", ["dialplan", "dialplan.1"])
def test_digits_that_lead_nowhere_are_sent_after_a_while(family: str) -> None:
    """With impossibleMatchHandling 3, after impossibleMatchHandling.timeOut."""
    values = {f"{family}.impossibleMatchHandling": "3", f"{family}.impossibleMatchHandling.timeOut": "4"}
    phone = lifted({f"{family}.digitmap": "11x", **values})
    press(phone, "12")
    phone.wait(1.9)
    assert [] == targets(phone)
    phone.wait(0.1)
    assert ["12"] == targets(phone)


@pytest.mark.parametrize("family", ["dialplan", "dialplan.1"])
@pytest.mark.parametrize(("handling", "seconds"), [("0", 7), ("1", 2)])
def test_of_several_matches_the_first_or_the_quickest_counts(family: str, handling: str, seconds: int) -> None:
    """By conflictMatchHandling."""
    values = {f"{family}.digitmap": "1xT|1xT", f"{family}.digitmap.timeOut": "7|2"}
    phone = lifted({**values, f"{family}.conflictMatchHandling": handling})
    phone.feed(DigitPressed("1"), DigitPressed("2"))
    phone.wait(seconds - 0.1)
    assert [] == targets(phone)
    phone.wait(0.1)
    assert ["12"] == targets(phone)


@pytest.mark.parametrize(("remove", "target"), [("1", "12"), ("0", "12#")])
def test_a_line_may_keep_the_number_sign(remove: str, target: str) -> None:
    """dialplan.x.removeEndOfDial, where the line has a plan of its own."""
    phone = Rig({"dialplan.1.digitmap": "9xx", "dialplan.1.removeEndOfDial": remove})
    phone.feed(*map(DigitPressed, "12#"))
    assert [target] == targets(phone)


def test_a_comma_gives_dial_tone_again() -> None:
    """After the digits before it, until the next one."""
    phone = lifted({"dialplan.digitmap": "9,xxx"})
    press(phone, "9")
    assert "dial" == phone[Audio].tone
    press(phone, "1")
    assert "" == phone[Audio].tone


@pytest.mark.parametrize(
    ("values", "line", "pressed", "called"),
    [
        ({"dialplan.2.digitmap": "2xx"}, 2, "234", ["234"]),
        ({"dialplan.2.digitmap": "2xxT", "dialplan.2.digitmap.timeOut": "1"}, 2, "234", ["234"]),
        ({"dialplan.2.digitmap": "2xx", "dialplan.2.impossibleMatchHandling": "2"}, 2, "11", []),
        ({"dialplan.2.digitmap": "1x", "dialplan.2.applyToUserDial": "0"}, 2, "11", []),
        ({"dialplan.applyToUserDial": "0"}, 1, "11", []),
        ({}, 1, "11", ["11"]),
    ],
)
def test_a_line_may_have_a_plan_of_its_own(values: dict[str, str], line: int, pressed: str, called: list[str]) -> None:
    """dialplan.x.* where the line has a digit map, else dialplan.*; applyToUserDial off, nothing is watched."""
    phone = Rig({"dialplan.digitmap": "1x", **values})
    phone.feed(OpenDialer(line))
    press(phone, pressed)
    assert called == targets(phone)


@pytest.mark.parametrize(
    ("way", "parameter"),
    [
        ("UserSend", "applyToUserSend"),
        ("CallListDial", "applyToCallListDial"),
        ("DirectoryDial", "applyToDirectoryDial"),
        ("TelUriDial", "applyToTelUriDial"),
    ],
)
@pytest.mark.parametrize("family", ["dialplan", "dialplan.1"])
def test_each_way_of_dialing_has_its_switch(way: str, parameter: str, family: str) -> None:
    """What the digit map replaces is replaced only where the plan applies to numbers from there."""
    for switch, called in (("1", "123"), ("0", "9123")):
        phone = Rig({f"{family}.digitmap": "R9RRxxx", f"{family}.{parameter}": switch})
        phone.feed(Dial("tel:9-123") if way == "TelUriDial" else Dial("9123", way=way))
        assert [called] == targets(phone)


def test_the_dial_key_on_hook_translates() -> None:
    """Digits pressed before the handset is lifted are not watched, but sent as the digit map says."""
    phone = Rig({"dialplan.digitmap": "R9RRxxx"})
    for digit in "9123":
        phone.feed(DigitPressed(digit))
    assert [] == targets(phone)
    phone.press("Dial")
    assert ["123"] == targets(phone)


@pytest.mark.parametrize(("digit_map", "called"), [("*xx#|1xxx", ["*98#"]), ("*xx.T", ["*98"])])
def test_the_pound_key_belongs_to_a_number_that_goes_on_with_it(digit_map: str, called: list[str]) -> None:
    """Where the digit map knows numbers with a # there, it is a digit; else it dials."""
    phone = lifted({"dialplan.digitmap": digit_map})
    for digit in "*98#":
        phone.wait(1.5)
        phone.feed(DigitPressed(digit))
    assert called == targets(phone)


@pytest.mark.parametrize(
    ("switch", "pause", "digits"), [("1", 0.5, "+"), ("1", 1.0, "**"), ("0", 0.5, "**")], ids=["quick", "slow", "off"]
)
def test_star_twice_is_a_plus(switch: str, pause: float, digits: str) -> None:
    """call.internationalDialing.enabled: two quick taps; with a pause between them they stay what they are."""
    phone = Rig({"call.internationalDialing.enabled": switch})
    phone.feed(DigitPressed("*"))
    phone.wait(pause)
    phone.feed(DigitPressed("*"))
    assert digits == phone[Calls].digits


@pytest.mark.parametrize(
    ("taps", "digits"), [("00", "+"), ("0049", "+49"), ("1001", "1001"), ("**", "**")], ids=["00", "0049", "1001", "**"]
)
def test_nought_twice_is_a_plus(taps: str, digits: str) -> None:
    """call.internationalPrefix.key 1: two quick noughts at the beginning, from idle too; within a number they stay."""
    phone = Rig({"call.internationalPrefix.key": "1"})
    phone.feed(*map(DigitPressed, taps))
    assert digits == phone[Calls].digits


@pytest.mark.parametrize(("switch", "placed"), [("1", [("5551", 2)]), ("0", [("5", 1)])], ids=["on", "off"])
def test_digits_may_find_their_line(switch: str, placed: list[tuple[str, int]]) -> None:
    """dialplan.digitmap.lineSwitching.enable: what no number of the line begins with may belong to another line."""
    maps = {"dialplan.1.digitmap": "1xxx", "dialplan.2.digitmap": "5xxx"}
    phone = lifted({**maps, "dialplan.digitmap.lineSwitching.enable": switch})
    press(phone, "5551" if switch == "1" else "5")
    assert placed == [(each.target, each.line.index) for each in phone.sent(PlaceCall)]
    other = lifted({**maps, "dialplan.digitmap.lineSwitching.enable": switch})
    press(other, "1001")
    assert [("1001", 1)] == [(each.target, each.line.index) for each in other.sent(PlaceCall)]


# Emergencies


EMERGENCY = {
    "dialplan.digitmap": "1xx|9xxx",
    "dialplan.routing.emergency.1.value": "112,911",
    "dialplan.routing.emergency.1.server.1": "2",
    "dialplan.routing.emergency.1.server.2": "1",
    "dialplan.routing.server.1.address": "spare.example",
    "dialplan.routing.server.2.address": "psap.example",
    "dialplan.routing.server.2.port": "5070",
    "dialplan.routing.server.2.transport": "TCPOnly",
    "call.enableOnNotRegistered": "0",
}
UNREGISTERED = Lines((Line(registered(1).settings, "failed"),))


def test_an_emergency_number_is_called_by_its_own_servers() -> None:
    """In their order, over their transports, from a line that is not registered and may call nobody else."""
    phone = lifted(EMERGENCY, UNREGISTERED)
    press(phone, "112")
    (placed,) = phone.sent(PlaceCall)
    assert "112" == placed.target
    assert (Server("psap.example", 5070, "TCPOnly"), Server("spare.example")) == placed.servers


def test_other_numbers_are_not_called_from_an_unregistered_line() -> None:
    """The dialer opens for the sake of emergencies, and closes with "Line: Unregistered"."""
    phone = lifted(EMERGENCY, UNREGISTERED)
    press(phone, "113")
    assert ([], {1: "ended"}) == (targets(phone), phone.states)
    assert [Noticed("Line: Unregistered")] == phone.told(Noticed)


def test_an_ordinary_number_keeps_the_lines_servers() -> None:
    """Only what is listed is an emergency."""
    phone = lifted({**EMERGENCY, "call.enableOnNotRegistered": "1"})
    press(phone, "113")
    assert [()] == [placed.servers for placed in phone.sent(PlaceCall)]


def test_a_line_may_have_emergency_numbers_of_its_own() -> None:
    """dialplan.x.routing.*, with servers of the line's own."""
    own = {
        "dialplan.1.routing.emergency.1.value": "112",
        "dialplan.1.routing.emergency.1.server.1": "1",
        "dialplan.1.routing.server.1.address": "own.example",
        "dialplan.1.routing.server.1.port": "5070",
        "dialplan.1.routing.server.1.transport": "TLS",
    }
    phone = Rig({**EMERGENCY, **own})
    phone.feed(Dial("112", 1))
    assert [Server("own.example", 5070, "TLS")] == list(phone.sent(PlaceCall)[0].servers)


@pytest.mark.parametrize(
    ("identity", "header"), [("sip:5551@psap.example", "<sip:5551@psap.example>"), ("+15551", "<tel:+15551>")]
)
def test_who_an_emergency_call_is_from(identity: str, header: str) -> None:
    """dialplan.routing.emergency.outboundIdentity is asserted, as a URI or as a number."""
    phone = Rig({**EMERGENCY, "dialplan.routing.emergency.outboundIdentity": identity})
    phone.feed(Dial("911"))
    assert (("P-Asserted-Identity", header),) == phone.sent(PlaceCall)[0].headers


# Addresses


@pytest.mark.parametrize("text", ["bob@b.example", "sip:bob@b.example", "bob"])
def test_an_address_is_called_as_it_was_typed(text: str) -> None:
    """From the URL soft key's form; the digit map has no say."""
    phone = lifted({"dialplan.digitmap": "xx"})
    phone.press("URL")
    assert ("url", "Enter URL") == (phone.screen.name, getattr(phone.screen.body[0], "prompt", ""))
    phone.feed(DialUrl(text))
    assert ([text], "proceeding") == (targets(phone), phone.screen.name)


def test_addresses_can_be_forbidden() -> None:
    """feature.urlDialing.enabled off: no URL soft key, and "Url call is disabled" for those who try."""
    phone = lifted({"feature.urlDialing.enabled": "0"})
    assert ["Cancel"] == phone.labels
    phone.feed(DialUrl("bob"), Dial("bob@b.example"))
    assert [] == targets(phone)
    assert [Noticed("Url call is disabled")] * 2 == phone.told(Noticed)


def test_what_is_typed_into_the_form_is_called() -> None:
    """The dial pad writes letters there."""
    phone = Rig()
    phone.feed(OpenView("url"))
    for key in ("2", "2", "6", "6", "6"):
        phone.feed(phone.screen.keys[key])
    phone.wait(2)
    phone.press("2", "2", "Dial")
    assert ["bob"] == targets(phone)


# Hot lines and the line of a call


HOT = {"call.autoOffHook.2.enabled": "1", "call.autoOffHook.2.contact": "5000"}


@pytest.mark.parametrize(
    ("values", "line", "called"),
    [
        (HOT, 2, ["5000"]),
        (HOT, 1, []),
        ({**HOT, "call.autoOffHook.2.enabled": "0"}, 2, []),
        ({**HOT, "call.autoOffHook.2.contact": ""}, 2, []),
    ],
    ids=["hot", "other line", "off", "no contact"],
)
def test_a_hot_line_calls_as_soon_as_it_is_off_hook(values: dict[str, str], line: int, called: list[str]) -> None:
    """call.autoOffHook.x: no digit is waited for; without a contact there is dial tone."""
    phone = Rig(values)
    phone.feed(OpenDialer(line))
    assert called == targets(phone)
    assert ("" if called else "dial") == phone[Audio].tone


def test_lifting_the_handset_of_a_phone_with_a_hot_line_calls() -> None:
    """As a phone that waits for its activation does."""
    phone = Rig({"call.autoOffHook.1.enabled": "1", "call.autoOffHook.1.contact": "activate@service.example"})
    phone.feed(HookMoved(True))
    assert (["activate@service.example"], "handset") == (targets(phone), phone[Audio].state)


@pytest.mark.parametrize(
    ("values", "digits", "line"),
    [
        ({}, "", 1),
        ({"call.stickyAutoLineSeize": "1"}, "", 2),
        ({"call.stickyAutoLineSeize.onHookDialing": "1"}, "", 1),
        ({"call.stickyAutoLineSeize.onHookDialing": "1"}, "1", 2),
    ],
)
def test_a_new_call_sticks_to_the_line_in_focus(values: dict[str, str], digits: str, line: int) -> None:
    """call.stickyAutoLineSeize: the selected call's line; for numbers dialed on hook there is a switch apart."""
    phone = Rig(values)
    phone.ring(2)
    phone.feed(OpenDialer(0, digits))
    assert line == phone.call(2).line
