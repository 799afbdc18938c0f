"""What the display shows of calls, and what its keys mean then."""

from __future__ import annotations

import pytest

from emulator.audio.model import HeadsetKey, MuteKey, SpeakerKey, VolumeKey
from emulator.calls.keys import base_keys
from emulator.calls.model import (
    AnswerCall,
    CallAnswered,
    CallProgressed,
    CallTerminated,
    CancelDialer,
    Dial,
    DigitErased,
    DigitPressed,
    HoldCall,
    InviteReceived,
    MediaChanged,
    ResumeCall,
    SelectCall,
    WindowPassed,
)
from emulator.display.frame import Frame, draw
from emulator.display.labels import label
from emulator.display.model import CallCard, Items, OpenView, Scene
from emulator.kernel.profile import models
from emulator.kernel.state import Event
from emulator.lines.model import Lines
from tests.unit.calls.rig import SECOND, Rig, registered


def keys(phone: Rig) -> dict[str, Event]:
    """The hard keys as they are merged into every screen."""
    return base_keys(Scene(phone.core.state, phone.core.profile, phone.core.now))


def card(phone: Rig) -> CallCard:
    """The one call shown."""
    (block,) = phone.screen.body
    assert isinstance(block, CallCard)
    return block


def test_the_dialer_offers_what_works() -> None:
    """Select dials, Left erases, Back leaves; without digits only Back means something."""
    phone = Rig()
    phone.feed(DigitPressed("1"))
    meant = {key: phone.screen.keys[key] for key in ("Select", "Left", "Back", "2")}
    assert {"Select": Dial(), "Left": DigitErased(), "Back": CancelDialer(), "2": DigitPressed("2")} == meant
    phone.feed(DigitErased())
    assert "Select" not in phone.screen.keys


def test_a_call_on_its_way_out() -> None:
    """Connecting to, then Ringing; End Call is all there is."""
    phone = Rig()
    phone.feed(Dial("1002"))
    assert ("proceeding", "Connecting to", "1002", None) == (
        phone.screen.name,
        card(phone).state,
        card(phone).number,
        card(phone).since,
    )
    phone.feed(CallProgressed(1, 180, "Ringing"))
    assert ("Ringing", ["End Call"]) == (card(phone).state, phone.labels)


def test_the_incoming_window_says_who_calls_whom() -> None:
    """Name, number, and the line that is called; Select answers."""
    phone = Rig()
    phone.ring(line=2, number="1003", name="Carol")
    assert ("Incoming call:", "Carol", "1003", "To: 1002") == (
        phone.screen.title,
        card(phone).name,
        card(phone).number,
        card(phone).to,
    )
    assert AnswerCall(1) == phone.screen.keys["Select"]


def test_a_caller_without_number_is_unknown() -> None:
    """The device's words for it."""
    phone = Rig()
    phone.ring(number="", name="")
    assert "Unknown Party" == card(phone).number


def test_an_active_call_counts_its_time() -> None:
    """The timer starts with the answer, and the screen says when it changes."""
    phone = Rig()
    phone.wait(1.5)
    phone.dial_up()
    assert ("active", "1001", round(1.5 * SECOND)) == (
        phone.screen.name,
        phone.screen.title,
        card(phone).since,
    )
    phone.wait(0.3)
    assert round(2.5 * SECOND) == phone.screen.changes_at


def test_a_held_call_keeps_its_timer() -> None:
    """Held, Resume, New Call; the Hold key resumes."""
    phone = Rig()
    phone.dial_up()
    phone.feed(HoldCall(), MediaChanged(1, "local-hold"))
    assert ("held", "Held", 0) == (phone.screen.name, card(phone).state, card(phone).since)
    assert ResumeCall(1) == phone.screen.keys["Hold"]


def test_several_calls_are_a_list() -> None:
    """A row for each, with state and time; the ringing one's window comes first."""
    phone = Rig()
    phone.dial_up()
    phone.wait(65)
    phone.ring()
    assert "incoming" == phone.screen.name
    phone.wait(10)
    (rows,) = phone.screen.body
    assert isinstance(rows, Items)
    assert [("1002", "Active 01:15"), ("Carol", "Incoming call")] == [(row.text, row.detail) for row in rows.rows]
    assert [SelectCall(1), SelectCall(2)] == [row.intent for row in rows.rows]
    assert 76 * SECOND == phone.screen.changes_at


@pytest.mark.parametrize(
    ("connected", "code", "text"), [(True, 200, "Disconnected"), (False, 486, "Busy"), (False, 487, "Terminated")]
)
def test_the_end_of_a_call_says_why(connected: bool, code: int, text: str) -> None:
    """The last screen stays a moment, then the idle screen is back."""
    phone = Rig()
    phone.feed(Dial("1002"))
    if connected:
        phone.feed(CallAnswered(1))
    phone.feed(CallTerminated(1, code, "Terminated"))
    assert ("ended", text, ["New Call"]) == (phone.screen.name, card(phone).state, phone.labels)
    phone.wait(10)
    assert "lines" == phone.screen.name


def test_a_caller_who_gives_up_leaves_no_last_screen() -> None:
    """The window goes, the idle screen tells of the missed call."""
    phone = Rig()
    phone.ring()
    phone.feed(CallTerminated(1, 487, ""))
    assert "lines" == phone.screen.name
    assert "1 new missed call" in str(phone.screen.body)


def test_the_keys_that_every_screen_has() -> None:
    """Audio keys, messages and digits; Hold only with a call."""
    phone = Rig()
    expected = {
        "Speaker": SpeakerKey(),
        "Headset": HeadsetKey(),
        "Mute": MuteKey(),
        "VolUp": VolumeKey(1),
        "VolDown": VolumeKey(-1),
        "Messages": OpenView("messages"),
        "*": DigitPressed("*"),
    }
    assert expected == {key: keys(phone)[key] for key in expected}
    assert "Hold" not in keys(phone)
    phone.dial_up()
    assert HoldCall(1) == keys(phone)["Hold"]


def test_one_touch_voicemail_skips_the_list() -> None:
    """up.oneTouchVoiceMail calls the mailbox of a phone with one line at once."""
    values = {"up.oneTouchVoiceMail": "1", "msg.mwi.1.callBackMode": "contact", "msg.mwi.1.callBack": "1099"}
    phone = Rig(values, Lines((registered(1),)))
    assert Dial("1099", 1) == keys(phone)["Messages"]
    assert OpenView("messages") == keys(Rig(values))["Messages"]


def drawn(frame: Frame) -> set[str]:
    """What stands over the soft keys."""
    return {cell.strip() for row in frame.text().splitlines() for cell in row.split("│")}


@pytest.mark.parametrize("model", models())
def test_every_model_can_draw_every_call_screen(model: str) -> None:
    """The names and soft keys of a call's whole life stand on the display, none cut off."""
    phone = Rig(model=model)
    seen = []
    for event in (
        DigitPressed("1"),
        Dial("1002"),
        CallAnswered(1),
        HoldCall(),
        MediaChanged(1, "local-hold"),
        InviteReceived("handle", 1, "1003", "Carol"),
        WindowPassed(2),
        CallTerminated(2, 487, ""),
        CallTerminated(1, 200, ""),
    ):
        phone.feed(event)
        frame = draw(phone.screen, phone.core.profile, phone.core.now)
        room = phone.core.profile.display.columns // phone.core.profile.soft_keys
        assert [] == [each for each in phone.labels if not {label(each, room), label(each, room - 1)} & drawn(frame)]
        seen.append(phone.screen.name)
    assert ["dialer", "proceeding", "active", "active", "held", "incoming", "calls", "held", "ended"] == seen


@pytest.mark.parametrize(("model", "under"), [("VVX_450", ("", "")), ("CCX_500", ("1003", ""))])
def test_a_ccx_shows_calls_as_cards(model: str, under: tuple[str, str]) -> None:
    """With the number in a row of its own below the name, as long as there is room for that of all."""
    phone = Rig(model=model)
    phone.feed(InviteReceived("one", 1, "1003", "Carol"))
    phone.feed(WindowPassed(1))
    phone.feed(InviteReceived("two", 1, "1004", "Dan"))
    phone.feed(WindowPassed(2))
    (rows,) = phone.screen.body
    assert isinstance(rows, Items)
    assert under in [row.under for row in rows.rows]
    drawn = [line.strip() for line in draw(phone.screen, phone.core.profile, phone.core.now).lines()]
    assert ("1003" in drawn) == (model == "CCX_500")
