"""What a key named by somebody stands for."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from emulator.calls.model import HoldCall, OpenDialer
from emulator.display.frame import draw
from emulator.display.keys import UnknownKeyError, canonical, meaning, resolve
from emulator.display.model import (
    Field,
    GoHome,
    KeyPressed,
    LineKey,
    Screen,
    SoftKey,
    StatusBar,
    Touched,
)
from emulator.kernel.profile import load_profile

VVX = load_profile("VVX_450")
CCX = load_profile("CCX_500")

SCREEN = Screen(
    "call",
    keys={"Home": GoHome()},
    actions=(SoftKey("Hold", HoldCall(1)), SoftKey("New Call", OpenDialer()), SoftKey("Park", HoldCall(9))),
    soft_keys=(SoftKey("Hold", HoldCall(1)), SoftKey("New Call", OpenDialer()), SoftKey(""), SoftKey("")),
    line_keys=(LineKey("2001"), LineKey("Sales", intent=OpenDialer(2))),
)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Home", "Home"),
        ("home", "Home"),
        ("Dialpad1", "1"),
        ("DialPadStar", "*"),
        ("dialpadpound", "#"),
        ("Handsfree", "Speaker"),
        ("MicMute", "Mute"),
        ("ArrowUp", "Up"),
        ("volup", "VolUp"),
        ("Vol-", "VolDown"),
        ("Softkey1", "SoftKey1"),
        ("Line12", "LineKey12"),
        ("linekey2", "LineKey2"),
        ("Line13", ""),
        ("SoftKey5", ""),
        ("Video", ""),
    ],
)
def test_keys_are_known_by_the_devices_own_names(name: str, key: str) -> None:
    """Names of push messages and key remapping count in any case, as far as the model has the key."""
    assert key == canonical(name, VVX)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Hold", "Hold"),
        ("soft:hold", "SoftKey1"),
        ("New Call", "SoftKey2"),
        ("key:home", "Home"),
        ("line:2", "LineKey2"),
        ("line:sales", "LineKey2"),
        ("Line: Sales", "LineKey2"),
    ],
)
def test_a_hard_key_comes_before_a_soft_key(name: str, key: str) -> None:
    """Without a prefix a hard key wins; soft:, key: and line: say which is meant."""
    assert KeyPressed(key) == resolve(name, SCREEN, VVX)


def test_a_key_is_held() -> None:
    """How long a key goes down is passed on."""
    assert KeyPressed("Transfer", 2.0) == resolve("Transfer", SCREEN, VVX, hold=2.0)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Video", "The VVX 450 has no key 'Video', and its screen offers no such soft key; it offers: Hold, New Call."),
        ("Park", "The soft key 'Park' is not on this page of soft keys; press More."),
        ("soft:Answer", "The screen does not offer a soft key 'Answer'; it offers: Hold, New Call."),
        ("line:13", "The VVX 450 has no line key '13' just now."),
        ("line:Nobody", "The VVX 450 has no line key 'Nobody' just now."),
        ("key:New Call", "The VVX 450 has no key 'New Call'."),
        ("", "The VVX 450 has no key '', and its screen offers no such soft key; it offers: Hold, New Call."),
    ],
)
def test_an_unknown_key_is_refused_in_one_sentence(name: str, sentence: str) -> None:
    """The sentence says what there is instead."""
    with pytest.raises(UnknownKeyError) as caught:
        resolve(name, SCREEN, VVX)
    assert sentence == str(caught.value)


def test_nothing_can_be_chosen_on_a_dark_display() -> None:
    """While the display sleeps there are no soft keys to name."""
    with pytest.raises(UnknownKeyError, match="display is dark"):
        resolve("New Call", Screen("asleep"), VVX)


@pytest.mark.parametrize(
    ("key", "intent"),
    [
        ("SoftKey1", HoldCall(1)),
        ("SoftKey3", None),
        ("SoftKey9", None),
        ("SoftKey0", None),
        ("LineKey2", OpenDialer(2)),
        ("LineKey3", None),
        ("Home", GoHome()),
        ("Speaker", None),
    ],
)
def test_the_screen_says_what_a_key_means(key: str, intent: object) -> None:
    """Soft keys and line keys by number, hard keys by name; what the screen does not know means nothing."""
    assert intent == meaning(SCREEN, key)


def test_a_touch_phone_is_touched_where_it_draws_the_key() -> None:
    """A CCX has no dial pad and no Home key, but draws them: naming one is touching it."""
    digits: dict[str, object] = {digit: OpenDialer(digits=digit) for digit in "0123456789*#"}
    screen = Screen("dialer", body=(Field("Enter number", ""),), keys=digits, status=StatusBar())  # type: ignore[arg-type]
    for name, label in (("5", "5"), ("DialpadStar", "*"), ("Home", "Home"), ("back", "Back")):
        event = resolve(name, screen, CCX)
        assert isinstance(event, Touched)
        hit = draw(screen, CCX, 0).at(event.column, event.row)
        assert hit is not None
        assert label == hit.label


def test_a_touch_phone_without_a_dial_pad_on_its_screen_has_no_digits() -> None:
    """What the screen does not draw cannot be touched."""
    with pytest.raises(UnknownKeyError, match="no key '5'"):
        resolve("5", SCREEN, CCX)


def test_a_line_that_is_drawn_is_held_as_a_key_is() -> None:
    """A finger stays on it for as long; its name is the same on every phone."""
    profile, screen = load_profile("VVX_600"), replace(SCREEN, labels=True)
    held = resolve("LineKey2", screen, profile, 0, 2.0)
    assert isinstance(held, Touched)
    hit = draw(screen, profile, 0).at(held.column, held.row)
    assert (2.0, "LineKey2") == (held.hold, hit.key if hit else "")
