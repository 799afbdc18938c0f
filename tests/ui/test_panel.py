"""The lines of the side panel."""

from __future__ import annotations

import pytest

from tests.ui.fake import Note
from ui.panel import Line, fold, journal_lines, sip_lines
from ui.source import since


def test_a_long_entry_goes_on_below_its_text() -> None:
    """Time and kind stand in a column of their own."""
    drawn = list(journal_lines(Note(1_234_567, "call", "an invitation from far away"), 40))
    assert [Line("    1.235 call   an invitation from far"), Line("                 away", "dim")] == drawn


def test_control_characters_from_the_network_are_dropped() -> None:
    """What a terminal would obey does not get there."""
    drawn = [
        line.text for line in sip_lines((0, "in", "10.0.0.1:5060", "INVITE\r\nFrom: \x1b]0;title\x07\u202ex\r\n"), 60)
    ]
    assert ["    0.000 ◀── from 10.0.0.1:5060", "  INVITE", "  From: ]0;titlex", ""] == drawn


def test_a_wide_message_goes_on_below() -> None:
    """Nothing of a message is cut off."""
    drawn = list(sip_lines((0, "out", "a", "Via: SIP/2.0/UDP 127.0.0.1"), 18))
    assert [Line("  Via:"), Line("    SIP/2.0/UDP", "dim"), Line("    127.0.0.1", "dim"), Line("")] == drawn[1:]


@pytest.mark.parametrize(
    ("text", "room", "expected"),
    [
        ("", 5, [""]),
        ("one two", 7, ["one two"]),
        ("one two", 6, ["one", "two"]),
        ("abcdefg", 3, ["abc", "def", "g"]),
        ("日本語", 4, ["日本", "語"]),
    ],
)
def test_folding(text: str, room: int, expected: list[str]) -> None:
    """Lines are broken at blanks, else at the edge, in cells rather than letters."""
    assert expected == fold(text, room)


def test_only_what_is_new_is_added() -> None:
    """Entries after the last known one; all of them if that has been dropped."""
    entries = [Note(number, "key", "") for number in range(5)]
    assert entries[3:] == since(entries, entries[2])
    assert entries == since(entries, Note(99, "key", ""))
