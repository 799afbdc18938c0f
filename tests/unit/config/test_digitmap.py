"""Digit maps: every letter of the grammar, faults where they stand, and what happens digit by digit."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.config.digitgrammar import MOST, compile_digit_map, timeout_faults
from emulator.config.digitmap import Fault, Match
from emulator.config.layers import Configuration

DEFAULT = Configuration().text("dialplan.digitmap")
"""What a phone has that nobody configured."""


@pytest.mark.parametrize(
    ("text", "digits", "expected"),
    [
        ("[2-9]11|0T", "9", Match("partial", "9")),
        ("[2-9]11|0T", "911", Match("complete", "911", 0, False, 1)),
        ("[2-9]11|0T", "0", Match("partial", "0", 3, False, 2)),
        ("[2-9]11|0T", "00", Match("impossible", "00")),
        ("[2-9]11|0T", "1", Match("impossible", "1")),
        ("[24-6#]1", "51", Match("complete", "51", 0, False, 1)),
        ("[24-6#]1", "#1", Match("complete", "#1", 0, False, 1)),
        ("[24-6#]1", "3", Match("impossible", "3")),
        ("[-9]1", "91", Match("impossible", "91")),
        ("+1x", "+12", Match("complete", "+12", 0, False, 1)),
        ("*x.T", "*", Match("partial", "*", 3, False, 1)),
        ("*x.T", "*1234", Match("partial", "*1234", 3, False, 1)),
        ("x.#", "12", Match("partial", "12")),
        ("x.#", "12#", Match("complete", "12#", 0, False, 1)),
        ("xx|xxx", "12", Match("complete", "12", 0, False, 1)),
        ("xxT|xxx", "12", Match("partial", "12", 3, False, 1)),
        ("xxT|xxx", "123", Match("complete", "123", 0, False, 2)),
        ("0xS|3xH", "03", Match("complete", "03", 0, False, 1, "S")),
        ("0xS|3xTH", "33", Match("partial", "33", 3, False, 2, "H")),
        ("", "1", Match("impossible", "1")),
        ("1xx", "", Match("partial", "")),
    ],
)
def test_digits_match(text: str, digits: str, expected: Match) -> None:
    """A match without T is dialed at once, one with T after its pause; what cannot match any more is impossible."""
    assert expected == compile_digit_map(text).advance(digits)


@pytest.mark.parametrize(
    ("text", "digits", "dialed"),
    [
        ("R9RRxxx", "9123", "123"),
        ("RR604Rxxxxxxx", "4539400", "6044539400"),
        ("R9R604Rxxx", "9123", "604123"),
        ("xxR601R600Rxx", "1260134", "1260034"),
        ("xR60xR600Rxx", "160912", "160012"),
        ("R1R2Rx.R#R*R", "155#", "255*"),
        ("Rx.R7R#", "123#", "7#"),
        ("R0R1RR2R3Rx", "021", "131"),
        ("xxxRR#R", "123", "123#"),
    ],
)
def test_digits_are_replaced(text: str, digits: str, dialed: str) -> None:
    """What the first two Rs of a triplet enclose is dialed as what the last two enclose, be it nothing."""
    assert ("complete", dialed) == (
        compile_digit_map(text).advance(digits).state,
        compile_digit_map(text).advance(digits).dialed,
    )


def test_a_comma_brings_the_dial_tone_back() -> None:
    """The secondary tone sounds when the number has come to the comma, and ends with the next digit."""
    digit_map = compile_digit_map("R8RR,[2-9]xxT|8001")
    assert [False, True, False, False] == [digit_map.advance(digits).tone for digits in ("", "8", "82", "824")]
    assert [False, False] == [digit_map.advance(digits).tone for digits in ("80", "8001")]


@pytest.mark.parametrize(
    ("timeouts", "expected"),
    [("", [3, 3, 3]), ("7", [7, 7, 7]), ("1|2", [1, 2, 3]), ("1|2|4|9", [1, 2, 4]), ("1||x", [1, 3, 3])],
)
def test_each_alternative_has_its_time_out(timeouts: str, expected: list[int]) -> None:
    """Time-outs belong to alternatives in order; one alone is for all, and 3 s stand in for the rest."""
    digit_map = compile_digit_map("1T|2T|3T", timeouts)
    assert expected == [digit_map.advance(digit).timeout for digit in "123"]


def test_faulty_alternatives_keep_their_time_out() -> None:
    """An alternative that is left out still counts, so that the time-outs of the others stay in their place."""
    assert 4 == compile_digit_map("1T|X|3T", "1|2|4").advance("3").timeout


def test_of_several_matches_the_first_or_the_quickest_is_taken() -> None:
    """Which of the matching alternatives decides depends on how conflicts are handled."""
    assert 1 == compile_digit_map("1T|xT", "5|2").advance("1").alternative
    assert 2 == compile_digit_map("1T|xT", "5|2", least=True).advance("1").alternative


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("911|X11", Fault(4, "'X' is no letter of a digit map; 'x' is", 2)),
        ("0t", Fault(1, "'t' is no letter of a digit map; 'T' is", 1)),
        ("1 2", Fault(1, "' ' is no letter of a digit map", 1)),
        ("(911)", Fault(0, "'(' is no letter of a digit map", 1)),
        ("1|[2-9", Fault(2, "'[' has no ']'", 2)),
        ("[]1", Fault(0, "the brackets hold no key", 1)),
        ("[9-2]1", Fault(1, "9-2 is empty: the lower digit comes first", 1)),
        ("[2-*]1", Fault(1, "a range goes from digit to digit", 1)),
        ("[2!]", Fault(2, "'!' is no key", 1)),
        (".1", Fault(0, "'.' repeats a key, and there is none before it", 1)),
        ("1..", Fault(2, "'.' repeats a key, and there is none before it", 1)),
        ("T", Fault(0, "the alternative matches no key", 1)),
        ("1||2", Fault(2, "the alternative matches no key", 2)),
        ("1|", Fault(2, "the alternative matches no key", 2)),
        ("1Tx", Fault(2, "'x' stands behind the end of the alternative", 1)),
        ("R0TR322R", Fault(2, "'T' cannot stand in what is replaced", 1)),
        ("R9Rxxx", Fault(2, "a replacement has three Rs; this one has two", 1)),
        ("9Rxxx", Fault(1, "an R begins a replacement that three Rs would make", 1)),
        ("R9R60xRx", Fault(5, "'x' cannot replace digits: 0 to 9, '*', '#' and '+' can", 1)),
        ("|".join(["1"] * (MOST + 1)), Fault(2 * MOST, "more than 100 alternatives; the rest is not read")),
        ("1|" * 1280 + "2", Fault(2560, "longer than 2560 characters; the rest is not read")),
    ],
)
def test_faults_are_pointed_at(text: str, fault: Fault) -> None:
    """An alternative that breaks a rule is named with the character at fault."""
    assert fault == compile_digit_map(text).faults[0]


def test_faulty_alternatives_are_left_out() -> None:
    """The other alternatives of a map work on."""
    digit_map = compile_digit_map("X|911|R9R")
    assert [2] == list(digit_map.alternatives)
    assert "complete" == digit_map.advance("911").state


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("xxxx|1234567", [(2, 1)]),
        ("[0-9]xxT|xxx", [(1, 2)]),
        ("xxx|xxxT", [(2, 1)]),
        ("xxx|xxx", [(2, 1)]),
        ("[2-9]11|[2-9]xxxxxx", []),
        ("xxxT|1234567", []),
        ("x.|1234", []),
        (DEFAULT, []),
    ],
)
def test_hidden_alternatives_are_found(text: str, expected: list[tuple[int, int]]) -> None:
    """An alternative that another one always dials before is named, with the other one."""
    assert expected == list(compile_digit_map(text).hidden())


def test_time_outs_that_are_none_are_pointed_at() -> None:
    """What is no number of seconds is named with its place."""
    assert [Fault(2, "'x' is no number of seconds; 3 are used", 2)] == list(timeout_faults("3|x|4"))
    assert [] == list(timeout_faults("3||15"))


@given(st.text(alphabet="0129x[]-.,TRSH#*+|X "), st.text(alphabet="0129#*+"))
def test_any_map_answers(text: str, digits: str) -> None:
    """Whatever a map says, every prefix of any number gets an answer, and what is impossible stays so."""
    digit_map = compile_digit_map(text)
    states = [digit_map.advance(digits[:count]).state for count in range(len(digits) + 1)]
    assert all(later == "impossible" for one, later in pairwise(states) if one == "impossible")
    assert all(0 <= fault.at <= len(text) for fault in digit_map.faults)


@given(
    st.lists(st.sampled_from(["1", "[2-4]", "x", "*", "x.", "1."]), min_size=1, max_size=6), st.text(alphabet="1235*")
)
def test_matching_agrees_with_regular_expressions(pieces: list[str], digits: str) -> None:
    """An alternative without letters of its own matches what the like regular expression matches."""
    like = re.compile(_like(pieces))
    complete = compile_digit_map("".join(pieces)).advance(digits).state == "complete"
    assert bool(digits and like.fullmatch(digits)) == complete


def _like(pieces: list[str]) -> str:
    return "".join({"x": "[0-9]", "*": r"\*", "x.": "[0-9]*", "1.": "1*"}.get(piece, piece) for piece in pieces)


def test_hostile_maps_cost_no_time() -> None:
    """Repetitions upon repetitions are matched without trying all ways through them."""
    digit_map = compile_digit_map("x." * 1000 + "#")
    assert "partial" == digit_map.advance("1" * 100).state
