"""Typing on the dial pad."""

from __future__ import annotations

import pytest

from emulator.display import entry
from emulator.display.forms import Entry
from emulator.display.model import Field, Screen

SECOND = 1_000_000


def form(kind: str = "text", value: str = "", *, secret: bool = False) -> Screen:
    """A form with one field, its cursor at the end."""
    return Screen("form", body=(Field("Label", value, secret, "label", kind, len(value)),))


def write(keys: str, kind: str = "text", mode: str = "", pause: int = 2 * SECOND) -> str:
    """What a field holds after these keys, each `pause` after the one before."""
    own, at = Entry("form", mode=mode), 0
    for key in keys:
        own = entry.tap(own, form(kind, own.texts.get("label", "")), key, at)
        at += pause
    return own.texts.get("label", "")


@pytest.mark.parametrize(
    ("keys", "kind", "mode", "text"),
    [
        ("222", "number", "", "222"),
        ("8378", "text", "abc", "tdpt"),
        ("8378", "text", "ABC", "TDPT"),
        ("83078", "text", "", "Td Pt"),
        ("2*3#", "address", "", "a.d/"),
        ("2*3#", "address", "123", "2.3/"),
        ("*#", "text", "abc", "*#"),
        ("1", "text", "abc", "!"),
    ],
)
def test_keys_one_by_one(keys: str, kind: str, mode: str, text: str) -> None:
    """Each key, pressed some time after the one before, writes its first character."""
    assert text == write(keys, kind, mode)


@pytest.mark.parametrize(
    ("keys", "text"), [("22", "b"), ("222", "c"), ("2222", "2"), ("22222", "a"), ("99999", "9"), ("333", "f")]
)
def test_taps_in_a_row_go_through_the_letters(keys: str, text: str) -> None:
    """The same key within a second turns the character, the digit comes last, then the first again."""
    assert text == write(keys, mode="abc", pause=SECOND // 2)


def test_another_key_begins_another_character_at_once() -> None:
    """Only taps on the same key belong together."""
    assert "adg" == write("234", mode="abc", pause=1)


def test_digits_do_not_turn() -> None:
    """Where only digits are written, a key pressed quickly twice writes two."""
    assert "22" == write("22", mode="123", pause=1)


def test_the_cursor_moves_and_letters_go_in_before_it() -> None:
    """Left, then a key: the character comes in front of the last."""
    own = entry.move(Entry("form"), form(value="ac"), -1, 0)
    own = entry.tap(own, Screen("form", body=(Field("L", "ac", name="label", cursor=1),)), "2", 0)
    assert ("aac", 2) == (own.texts["label"], own.cursor)


def test_erasing_takes_what_is_before_the_cursor() -> None:
    """<< at the end takes the last character; on an empty field nothing."""
    assert "a" == entry.erase(Entry("form"), form(value="ab")).texts["label"]
    assert "" == entry.erase(Entry("form"), form(value="")).texts["label"]


def test_text_from_a_keyboard_is_printable_and_short_enough() -> None:
    """Control characters are left out; a field takes 255 characters."""
    assert "aä" == entry.insert(Entry("form"), form(), "a\x00\näb"[:4]).texts["label"]
    assert entry.LONGEST == len(entry.insert(Entry("form"), form(), "x" * 1000).texts["label"])


def test_modes_go_round() -> None:
    """The Mode key leads through all modes and back to the first."""
    own, seen = Entry("form"), []
    for _ in range(5):
        own = entry.next_mode(own, form("number"))
        seen.append(own.mode)
    assert ["abc", "Abc", "ABC", "123", "abc"] == seen


def test_a_secret_is_told_apart() -> None:
    """Only a secret field in focus counts, and concealing keeps its length."""
    assert ("form", "label", "42") == entry.secret(form("password", "42", secret=True))
    assert entry.secret(form("text", "42")) is None
    assert "***" == entry.conceal(Entry("form"), form("password", "42", secret=True), 3).texts["label"]
