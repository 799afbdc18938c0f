"""The dialer: how it opens, what it collects, when it dials and when it closes."""

from __future__ import annotations

import pytest

from emulator.audio.model import Audio, SpeakerKey
from emulator.calls.model import Calls, CancelDialer, Dial, DigitErased, DigitPressed, OpenDialer
from emulator.calls.orders import PlaceCall
from emulator.display.model import Field, HookMoved, ReturnDue
from emulator.kernel.state import Event
from emulator.lines.model import Line, Lines
from tests.unit.calls.rig import Rig, registered


def digits(phone: Rig, text: str) -> None:
    """Press digits one after the other."""
    phone.feed(*map(DigitPressed, text))


def targets(phone: Rig) -> list[str]:
    """What was called so far."""
    return [effect.target for effect in phone.sent(PlaceCall)]


def test_new_call_gives_a_dial_tone_until_the_first_digit() -> None:
    """The speaker opens; Cancel closes dialer and path."""
    phone = Rig()
    phone.feed(OpenDialer())
    assert ("dialer", "dial", "speaker") == (phone.screen.name, phone[Audio].tone, phone[Audio].state)
    assert ["URL", "Cancel"] == phone.labels
    digits(phone, "1")
    assert "" == phone[Audio].tone
    assert ["Dial", "<<", "URL", "Cancel"] == phone.labels
    phone.press("Cancel")
    assert ("on-hook", "lines") == (phone[Audio].state, phone.screen.name)


def test_digits_from_idle_dial_on_hook() -> None:
    """No tone and no path until Dial; then the speaker opens."""
    phone = Rig()
    digits(phone, "1002")
    assert (Field("(123) Enter number", "1002"),) == phone.screen.body
    assert ("", "on-hook") == (phone[Audio].tone, phone[Audio].state)
    phone.wait(15)
    phone.press("Dial")
    assert ["1002"] == targets(phone)
    assert "speaker" == phone[Audio].state
    assert "1002" == phone[Calls].dialed


def test_a_number_left_on_hook_is_forgotten_with_the_return_to_idle() -> None:
    """A dial tone has a time-out of its own; digits without one go when the phone returns to its idle view."""
    phone = Rig()
    digits(phone, "10")
    phone.feed(ReturnDue())
    assert ("ended", "lines") == (phone.states[1], phone.screen.name)
    lifted = Rig({"dialplan.digitmap": "xxxx"})
    lifted.feed(HookMoved(True))
    digits(lifted, "10")
    lifted.feed(ReturnDue())
    assert "dialing" == lifted.states[1]


def test_digits_can_be_taken_back() -> None:
    """<< takes the last one; without digits Dial is not offered and does nothing."""
    phone = Rig()
    digits(phone, "12")
    phone.press("<<", "<<")
    assert "" == phone[Calls].digits
    assert ["URL", "Cancel"] == phone.labels
    phone.feed(Dial(), DigitErased())
    assert [] == targets(phone)


@pytest.mark.parametrize(("remove", "target"), [("1", "1002"), ("0", "1002#")])
def test_the_pound_key_dials(remove: str, target: str) -> None:
    """It is part of the number where dialplan.removeEndOfDial is off."""
    phone = Rig({"dialplan.removeEndOfDial": remove})
    digits(phone, "1002#")
    assert [target] == targets(phone)


def test_a_number_may_begin_with_pound_or_star() -> None:
    """As the first key, # is a digit."""
    phone = Rig()
    digits(phone, "#*9")
    assert "#*9" == phone[Calls].digits


@pytest.mark.parametrize(
    ("values", "lifted", "seconds"),
    [
        ({"dialplan.digitmap": "xx.T", "dialplan.digitmap.timeOut": "5|3"}, True, 5),
        ({"dialplan.userDial.timeOut": "8"}, False, 8),
    ],
    ids=["off hook", "on hook"],
)
def test_a_pause_dials(values: dict[str, str], lifted: bool, seconds: int) -> None:
    """The time since the last digit counts; on hook it has a time-out of its own, none by default."""
    phone = Rig(values)
    if lifted:
        phone.feed(HookMoved(True))
    digits(phone, "100")
    phone.wait(seconds - 0.1)
    digits(phone, "2")
    phone.wait(seconds - 0.1)
    assert [] == targets(phone)
    phone.wait(0.1)
    assert ["1002"] == targets(phone)


def test_dial_tone_does_not_sound_for_ever() -> None:
    """After call.dialtoneTimeOut the dialer closes, and the speaker with it."""
    phone = Rig({"call.dialtoneTimeOut": "20"})
    phone.feed(OpenDialer())
    phone.wait(20)
    assert ({1: "ended"}, "on-hook", "lines") == (phone.states, phone[Audio].state, phone.screen.name)


@pytest.mark.parametrize(
    ("event", "path", "line"),
    [(HookMoved(True), "handset", 1), (SpeakerKey(), "speaker", 1), (OpenDialer(2), "speaker", 2)],
    ids=["handset", "speaker", "line key"],
)
def test_going_off_hook_dials_the_number_that_was_entered(event: Event, path: str, line: int) -> None:
    """At once, whatever the digit map still expects; without digits there is dial tone."""
    phone = Rig({"dialplan.digitmap": "1xT"})
    digits(phone, "10")
    phone.feed(event)
    assert [("10", line)] == [(each.target, each.line.index) for each in phone.sent(PlaceCall)]
    assert path == phone[Audio].state
    empty = Rig()
    empty.feed(DigitPressed("1"), DigitErased(), event)
    assert ("dial", []) == (empty[Audio].tone, targets(empty))


def test_hanging_up_leaves_the_dialer() -> None:
    """Nothing was called, so nothing is shown."""
    phone = Rig()
    phone.feed(SpeakerKey())
    assert "dialer" == phone.screen.name
    phone.feed(SpeakerKey())
    assert ("lines", "on-hook") == (phone.screen.name, phone[Audio].state)


def test_a_line_key_chooses_the_line() -> None:
    """From idle and in the dialer; Dial uses it."""
    phone = Rig()
    phone.feed(OpenDialer(2))
    assert 2 == phone.call(1).line
    phone.feed(CancelDialer(), OpenDialer(), OpenDialer(2), Dial("1002"))
    assert [2] == [effect.line.index for effect in phone.sent(PlaceCall)]


def failed(index: int) -> Line:
    """A line that is not registered."""
    return Line(registered(index).settings, "failed")


@pytest.mark.parametrize(
    ("lines", "values", "line"),
    [
        ((failed(1), registered(2)), {}, 2),
        ((failed(1), failed(2)), {}, 1),
        ((failed(1), failed(2)), {"call.enableOnNotRegistered": "0"}, 0),
        ((), {}, 0),
    ],
    ids=["registered first", "any", "none may", "no line"],
)
def test_the_line_of_a_call(lines: tuple[Line, ...], values: dict[str, str], line: int) -> None:
    """A registered line is preferred; others may call where call.enableOnNotRegistered lets them."""
    phone = Rig(values, Lines(lines))
    phone.feed(HookMoved(True))
    assert ([line] if line else []) == [call.line for call in phone[Calls].calls]
    assert ("handset" if line else "on-hook") == phone[Audio].state


def test_redial_calls_the_last_number() -> None:
    """The soft key of the idle screen dials it again."""
    phone = Rig()
    phone.feed(Dial("1002"))
    phone.press("End Call")
    phone.wait(5)
    phone.press("Redial")
    assert ["1002", "1002"] == targets(phone)
