"""What configuration makes of the idle phone and of calls as the user sees them, parameter by parameter."""

from __future__ import annotations

import pytest

from emulator.audio.model import Audio, MuteKey
from emulator.boot.model import PowerOn
from emulator.calls.model import Calls, Dial, HoldCall, InviteReceived
from emulator.display.background import color
from emulator.display.model import CallCard, HookMoved, Items, Noticed
from emulator.kernel.slices import PowerCut
from emulator.voicemail.model import MessageSummary
from tests.unit.hands import Hands
from tests.unit.world import site


def phone(more: str = "", model: str = "VVX_450") -> Hands:
    """A phone on its desk, registered, with these parameters more."""
    return Hands(model, files={"site.cfg": site(more=more)})


def ring(hands: Hands, number: str = "1004", name: str = "Dan", line: int = 1) -> None:
    """A call comes in."""
    hands.feed(InviteReceived(f"handle {number}", line, number, name))


@pytest.mark.parametrize(("more", "name"), [("", "lines"), ('up.idleStateView="1"', "home")])
def test_the_view_that_the_phone_rests_on(more: str, name: str) -> None:
    """Lines, or Home (up.idleStateView); the Home key shows the other one, and during a call Home and the call."""
    hands = phone(more)
    seen = [hands.screen.name]
    for key in ("Home", "Home", "New Call", "Home", "Home", "Cancel"):
        hands.press(key)
        seen.append(hands.screen.name)
    other = {"lines": "home", "home": "lines"}[name]
    assert [name, other, name, "dialer", "home", "dialer", name] == seen


def test_a_ccx_may_rest_on_its_dialer() -> None:
    """Dial a Number is the idle screen then, called as its tile; a digit begins a call, Home goes there and back."""
    hands = phone('up.idleStateView="1"', "CCX_500")
    assert ("dial-a-number", "Place a Call") == (hands.screen.name, hands.screen.title)
    assert "PQRS" in hands.text
    seen = []
    for key in ("1", "Cancel", "Home", "Home"):
        hands.press(key)
        seen.append(hands.screen.name)
    assert ["dialer", "dial-a-number", "home", "dial-a-number"] == seen


@pytest.mark.parametrize(("more", "icon"), [("", "registered"), ('up.mwiVisible="1"', "message")])
def test_a_line_that_has_messages(more: str, icon: str) -> None:
    """Its key shows that, if up.mwiVisible says so."""
    hands = phone(more)
    hands.feed(MessageSummary(1, True, 2))
    assert [icon, "registered"] == [key.icon for key in hands.screen.line_keys]


@pytest.mark.parametrize(("more", "states"), [("", ["held"]), ('up.lineKeyCallTerminate="1"', ["ended"])])
def test_the_line_key_of_an_active_call(more: str, states: list[str]) -> None:
    """It holds the call, or ends it (up.lineKeyCallTerminate)."""
    hands = phone(more)
    ring(hands)
    hands.press("Answer", "LineKey1")
    assert states == [call.state for call in hands.device.core.state[Calls].calls]


@pytest.mark.parametrize(
    ("more", "shown"), [("", ("Dan", "1004")), ('up.numberFirstCID="1"', ("1004", "Dan"))]
)  # fmt: skip
def test_name_and_number_of_a_caller(more: str, shown: tuple[str, str]) -> None:
    """The name stands first, or the number (up.numberFirstCID)."""
    hands = phone(more)
    ring(hands)
    card = hands.screen.body[0]
    assert isinstance(card, CallCard)
    assert shown == (card.name, card.number)


@pytest.mark.parametrize(("more", "name"), [("", "incoming"), ('up.osdIncomingCall.Enabled="0"', "calls")])
def test_the_window_of_a_call_that_comes_in(more: str, name: str) -> None:
    """It stands before the Calls screen, unless up.osdIncomingCall.Enabled is off; either can answer."""
    hands = phone(more)
    ring(hands)
    assert name == hands.screen.name
    hands.press("Answer")
    assert "active" == hands.screen.name


@pytest.mark.parametrize(("more", "flashes"), [("", False), ('up.accessibilityFeatures="1"', True)])
def test_the_screen_flashes_for_those_who_cannot_hear(more: str, flashes: bool) -> None:
    """Orange and not, as long as the window of the call stands (up.accessibilityFeatures)."""
    hands = phone(more)
    ring(hands)
    seen = set()
    for _ in range(4):
        seen.add(hands.screen.background)
        hands.wait(0.5)
    assert {color(hands.device.scene), *(["#ff8c00"] if flashes else [])} == seen
    hands.wait(10)
    assert color(hands.device.scene) == hands.screen.background


@pytest.mark.parametrize(("more", "labels"), [("", False), ('up.OffHookLineView.enabled="1"', True)])
def test_lines_stay_in_view_off_the_hook(more: str, labels: bool) -> None:
    """Until the first digit, if up.OffHookLineView.enabled says so."""
    hands = phone(more, "VVX_250")
    hands.feed(HookMoved(True))
    assert (labels, labels) == (hands.screen.labels, "Reception" in hands.text)
    hands.press("1")
    assert not hands.screen.labels


@pytest.mark.parametrize(("more", "states"), [("", ["dialing"]), ('up.offHookAction.none="1"', [])])
def test_lifting_the_handset(more: str, states: list[str]) -> None:
    """It gives a dial tone, or does nothing by itself (up.offHookAction.none)."""
    hands = phone(more)
    hands.feed(HookMoved(True))
    assert states == [call.state for call in hands.device.core.state[Calls].calls]


@pytest.mark.parametrize(("more", "name"), [("", "dialer"), ('up.onHookDialingEnabled="0"', "lines")])
def test_digits_on_an_idle_phone(more: str, name: str) -> None:
    """They open the dialer, unless up.onHookDialingEnabled is off."""
    hands = phone(more)
    hands.press("1")
    assert name == hands.screen.name


@pytest.mark.parametrize(("more", "softest"), [("", 0), ('up.ringer.minimumVolume="3"', 7)])
def test_how_soft_the_ringer_may_be(more: str, softest: int) -> None:
    """up.ringer.minimumVolume counts the steps below the loudest; calls are not concerned."""
    hands = phone(more)
    for _ in range(11):
        hands.press("VolDown")
    assert softest == hands.device.core.state[Audio].ringer_volume
    hands.press("Speaker")
    for _ in range(11):
        hands.press("VolDown")
    assert 0 == hands.device.core.state[Audio].speaker_volume


@pytest.mark.parametrize(("more", "volume"), [("", 6), ('feature.nonVolatileRingerVolume.enabled="0"', 5)])
def test_the_ringer_after_a_power_cut(more: str, volume: int) -> None:
    """It is as loud as before, unless feature.nonVolatileRingerVolume.enabled is off."""
    hands = phone(more)
    hands.press("VolUp")
    hands.feed(PowerCut())
    hands.feed(PowerOn())
    hands.wait(60)
    assert volume == hands.device.core.state[Audio].ringer_volume


@pytest.mark.parametrize("tile", ["Features", "Status", "Diagnostics"])
def test_tiles_that_are_not_there_by_themselves(tile: str) -> None:
    """homeScreen.features, status and diagnostics.enable put them on Home."""
    shown = []
    for value in ("0", "1"):
        hands = phone(f'homeScreen.{tile.lower()}.enable="{value}"')
        hands.press("Home")
        shown.append(tile in hands.text)
    assert [False, True] == shown
    hands.pick_tile(tile)
    assert tile == hands.screen.title


@pytest.mark.parametrize(("value", "shown"), [("1", True), ("0", False)])
def test_the_settings_tile(value: str, shown: bool) -> None:
    """homeScreen.settings.enable takes it away."""
    hands = phone(f'homeScreen.settings.enable="{value}"')
    hands.press("Home")
    assert shown == ("Settings" in hands.text)


def test_the_volume_is_drawn_as_a_bar_that_vanishes() -> None:
    """Of ringer or call, as many blocks as the volume has steps."""
    hands = phone()
    hands.press("VolUp")
    assert "Ringer volume: 6" in hands.text
    assert "██████░░░░" in hands.text
    hands.wait(2.1)
    assert "volume" not in hands.text


def test_mute_with_and_without_a_call() -> None:
    """It counts as soon as an audio path is open, and ends with the call."""
    hands = phone()
    hands.press("Mute")
    assert not hands.device.core.state[Audio].muted
    hands.press("Speaker", "Mute")
    assert hands.device.core.state[Audio].muted
    hands.press("Speaker")
    hands.feed(MuteKey())
    assert not hands.device.core.state[Audio].muted


def test_calls_stand_under_their_lines() -> None:
    """On a CCX with more than one line (CCX user guide 1.0, page 8)."""
    hands = phone(model="CCX_500")
    ring(hands, "1003", "Carol")
    hands.press("Answer")
    ring(hands, "1004", "Dan", line=2)
    hands.press("Ignore")
    ring(hands, "1005", "Eve", line=1)
    hands.press("Ignore")
    listed = next(block for block in hands.screen.body if isinstance(block, Items))
    assert ["2001", "Carol", "Eve", "Reception", "Dan"] == [row.text.strip() for row in listed.rows]


def test_a_message_on_any_screen() -> None:
    """What the phone has to say is said wherever the user is, and goes by itself."""
    hands = phone()
    hands.press("Home")
    hands.feed(Noticed("Headset attached."))
    assert "Headset attached." in hands.text
    hands.wait(3.1)
    assert "Headset attached." not in hands.text


@pytest.mark.parametrize("model", ["VVX_450", "VVX_600"])
def test_soft_keys_begin_with_their_first_page(model: str) -> None:
    """Also on a screen that was left with another page, once something was done elsewhere."""
    hands = Hands(model)
    hands.wait(5)
    hands.feed(Dial("1002"))
    first = [key.label for key in hands.screen.soft_keys]
    hands.press("More")
    assert first != [key.label for key in hands.screen.soft_keys]
    hands.feed(HoldCall())
    hands.press("Resume")
    assert ("active", first) == (hands.screen.name, [key.label for key in hands.screen.soft_keys])
