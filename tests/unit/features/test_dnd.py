"""Do not disturb: who hears what of a call, and what the phone shows."""

from __future__ import annotations

import pytest

from emulator.audio.model import Audio
from emulator.boot.model import Ready
from emulator.calls.model import InviteReceived
from emulator.calls.orders import RefuseInvite, TakeCall
from emulator.display.model import OpenView
from emulator.features.model import Features, ToggleDnd, do_not_disturb
from tests.unit.calls.rig import Rig
from tests.unit.features.bench import icons, missed, start


def in_dnd(values: dict[str, str] | None = None, line: int = 0) -> Rig:
    """A phone that must not disturb."""
    phone = start(values)
    phone.feed(ToggleDnd(line))
    return phone


def test_the_dnd_key_goes_on_and_off() -> None:
    """It is a soft key of the idle phone; an icon and a text say so."""
    phone = start()
    phone.press("DND")
    assert "dnd" in icons(phone)
    assert "Do Not Disturb" in str(phone.screen.body)
    phone.press("DND")
    assert "dnd" not in icons(phone)


def test_callers_hear_busy_and_the_user_is_told_of_them() -> None:
    """Nothing rings, no window opens, nothing is left of it but a missed call."""
    phone = in_dnd()
    phone.ring()
    assert [RefuseInvite("invite-1", 486)] == phone.sent(RefuseInvite)
    assert ("", "lines", [1]) == (phone[Audio].tone, phone.screen.name, missed(phone))
    phone.wait(10)
    assert {} == phone.states


@pytest.mark.parametrize("values", [{"call.rejectBusyOnDnd": "0"}, {"reg.1.type": "shared"}])
def test_a_call_may_come_without_a_sound(values: dict[str, str]) -> None:
    """call.rejectBusyOnDnd off, or on a shared line: it is shown, and can be answered."""
    phone = in_dnd(values)
    phone.ring()
    assert [TakeCall(1, "invite-1")] == phone.sent(TakeCall)
    assert ("", "incoming") == (phone[Audio].tone, phone.screen.name)
    assert "Answer" in phone.labels


@pytest.mark.parametrize(
    ("values", "contact"),
    [
        ({"divert.dnd.1.enabled": "1", "divert.dnd.1.contact": "2000"}, "2000"),
        ({"divert.dnd.1.enabled": "1", "divert.1.contact": "2001", "divert.fwd.1.enabled": "0"}, "2001"),
    ],
)
def test_calls_may_go_elsewhere_meanwhile(values: dict[str, str], contact: str) -> None:
    """divert.dnd.x: sent on with 302, and missed here."""
    phone = in_dnd(values)
    phone.ring()
    (refusal,) = phone.sent(RefuseInvite)
    assert refusal.redirect is not None
    assert (302, contact, "do-not-disturb") == (refusal.code, refusal.redirect.contact, refusal.redirect.reason)
    assert [1] == missed(phone)


@pytest.mark.parametrize(("per_line", "silent"), [("0", [True, True]), ("1", [False, True])])
def test_it_is_for_the_phone_or_for_a_line(per_line: str, silent: list[bool]) -> None:
    """call.donotdisturb.perReg: the key then means the line that it is pressed for."""
    phone = in_dnd({"call.donotdisturb.perReg": per_line}, line=2)
    assert silent == [do_not_disturb(phone.core.state, line) for line in (1, 2)]


def test_for_lines_by_themselves_the_key_asks_which() -> None:
    """With several lines a list of them opens; their rows switch one each."""
    phone = start({"call.donotdisturb.perReg": "1"})
    phone.press("DND")
    assert "dnd" == phone.screen.name
    phone.press("Down", "Select")
    assert [False, True] == [do_not_disturb(phone.core.state, line) for line in (1, 2)]


def test_all_calls_sent_on_are_sent_on_in_dnd_too() -> None:
    """Forwarding goes before do not disturb."""
    phone = in_dnd({"divert.1.contact": "2000"})
    phone.ring()
    assert [302] == [refusal.code for refusal in phone.sent(RefuseInvite)]
    assert [] == missed(phone)


@pytest.mark.parametrize("parameter", ["feature.doNotDisturb.enable", "softkey.feature.doNotDisturb"])
def test_it_can_be_taken_away(parameter: str) -> None:
    """The soft key alone, or the feature."""
    phone = start({parameter: "0"})
    assert "DND" not in phone.labels
    phone.feed(ToggleDnd())
    assert (parameter == "softkey.feature.doNotDisturb") == do_not_disturb(phone.core.state, 1)


def test_a_phone_that_starts_does_not_remember_it() -> None:
    """It is no parameter."""
    phone = in_dnd()
    phone.feed(Ready())
    assert [False, False] == [each.dnd for each in phone[Features].lines]


def test_the_home_screen_has_a_tile_for_it() -> None:
    """And one for forwarding, each with its switch."""
    for values, tiles in (({}, {"DND", "Forward"}), ({"homeScreen.doNotDisturb.enable": "0"}, {"Forward"})):
        phone = start(values)
        phone.feed(OpenView("home"))
        shown = {item.text for item in phone.screen.body[0].items}  # type: ignore[union-attr]
        assert tiles == shown & {"DND", "Forward"}


def test_a_second_call_is_refused_as_well() -> None:
    """Also while the user talks."""
    phone = in_dnd()
    phone.dial_up()
    phone.feed(InviteReceived("second", 1, "1009"))
    assert [486] == [refusal.code for refusal in phone.sent(RefuseInvite)]


def test_all_lines_are_set_and_cleared_at_once() -> None:
    """Beside the key that changes the selected line and says to what (UCS 4.0 phrases: Set All, Clear All)."""
    phone = start({"call.donotdisturb.perReg": "1"})
    phone.press("DND")
    shown = []
    for key in ("Enable", "Set All", "Set All", "Clear All"):
        phone.press(key)
        shown.append([do_not_disturb(phone.core.state, line) for line in (1, 2)])
    assert [[True, False], [True, True], [True, True], [False, False]] == shown
    assert ["Enable", "Set All", "Clear All", "Back"] == phone.labels
