"""Values: what each kind of parameter takes, and what a phone makes of the rest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.config.catalogue import catalogue
from emulator.config.values import read_value

SERVERS = "null|FTP=0|TFTP=1|HTTP=2"
RINGERS = "default|ringer1..ringer24=1..24"


@pytest.mark.parametrize(
    ("kind", "permitted", "raw", "value"),
    [
        ("bool", "", "1", "1"),
        ("bool", "", "", None),
        ("int", "1..8", "8", "8"),
        ("int", "1..8", "007", "7"),
        ("int", "1..8", "", None),
        ("int", "null|1..8", "", ""),
        ("int", "-57..3", "-57", "-57"),
        ("int", "20|40|60", "40", "40"),
        ("int", "0|32..1024", "0", "0"),
        ("int", "10..", "99999", "99999"),
        ("int", "", "-5", "-5"),
        ("enum", SERVERS, "HTTP", "HTTP"),
        ("enum", SERVERS, "2", "HTTP"),
        ("enum", SERVERS, "", ""),
        ("enum", RINGERS, "ringer24", "ringer24"),
        ("enum", RINGERS, "24", "ringer24"),
        ("enum", RINGERS, "", None),
        ("enum", "", "anything", "anything"),
        ("time", "00:15|01:00", "01:00", "01:00"),
        ("string", "..4", "", ""),
        ("string", "..4", "abcd", "abcd"),
        ("string", "1..4", "", None),
        ("secret", "", "pass word", "pass word"),
    ],
)
def test_permitted_values_are_taken(kind: str, permitted: str, raw: str, value: str | None) -> None:
    """A permitted value is taken in its canonical form; an empty one is Null or leaves the default."""
    reading = read_value(kind, permitted, raw)
    assert (value, "") == (reading.value, reading.rule)


@pytest.mark.parametrize(
    ("kind", "permitted", "raw", "rule", "message"),
    [
        ("bool", "", "true", "value-invalid", "'true' is neither 0 nor 1"),
        ("int", "1..8", "9", "value-out-of-range", "9 is not 1 to 8"),
        ("int", "10..", "9", "value-out-of-range", "9 is not 10 or more"),
        ("int", "0|32..1024", "1", "value-out-of-range", "1 is not 0 or 32 to 1024"),
        ("int", "1..8", "3.5", "value-invalid", "'3.5' is not a whole number"),
        ("int", "1..8", "9" * 5000, "value-invalid", f"'{'9' * 40}' is not a whole number"),
        ("int", "1..8", "٣", "value-invalid", "'٣' is not a whole number"),
        ("enum", SERVERS, "http", "value-invalid", "'http' is not one of FTP, TFTP, HTTP"),
        ("enum", SERVERS, "3", "value-invalid", "'3' is not one of FTP, TFTP, HTTP"),
        ("enum", "a1..a10", "b", "value-invalid", "'b' is not one of a1, a2, a3, a4, a5, a6, a7, a8 and 2 more"),
        ("string", "..4", "abcde", "value-out-of-range", "5 characters are not 4 or fewer"),
        ("secret", "8..64", "hunter2", "value-out-of-range", "7 characters are not 8 to 64"),
    ],
)
def test_other_values_leave_the_default(kind: str, permitted: str, raw: str, rule: str, message: str) -> None:
    """A value that is not permitted is not taken, and the defect says what would be."""
    reading = read_value(kind, permitted, raw)
    assert (None, rule, message) == (reading.value, reading.rule, reading.message)


@given(st.sampled_from(sorted(catalogue())), st.text() | st.integers().map(str))
def test_reading_is_total_and_stable(name: str, raw: str) -> None:
    """Any value of any parameter is read without error, and what was taken is taken again unchanged."""
    parameter = catalogue()[name]
    value = parameter.read(raw).value
    if value is not None:
        assert value == parameter.read(value).value
