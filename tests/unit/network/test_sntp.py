"""SNTP messages, byte by byte (RFC 4330)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.network.sntp import Answer, SntpError, StrangeError, question, read_answer
from tests.unit.network.timeserver import MARK, answer


def test_a_question_is_a_client_s() -> None:
    """48 bytes: version 4, mode 3, and the mark as the time of sending."""
    asked = question(MARK)
    assert (48, 0x23, MARK) == (len(asked), asked[0], int.from_bytes(asked[40:]))
    assert bytes(39) == asked[1:40]


def test_an_answer_tells_two_times() -> None:
    """When the question came, and when the answer went."""
    assert Answer(1_700_000_000.25, 1_700_000_000.5) == read_answer(answer(), MARK)


def test_time_goes_on_after_2036() -> None:
    """The next era's seconds begin at zero again."""
    assert 2_100_000_000.0 == read_answer(answer(sent=2_100_000_000.0), MARK).sent


@pytest.mark.parametrize(
    "message", [b"", bytes(47), answer(mark=MARK + 1), answer(mode=3), answer(mode=5)], ids=lambda each: each.hex()[:12]
)
def test_what_is_no_answer_is_strange(message: bytes) -> None:
    """Too short, to another question, a question, a broadcast."""
    with pytest.raises(StrangeError):
        read_answer(message, MARK)


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (answer(stratum=0, name=b"RATE"), "the server refuses: RATE"),
        (answer(leap=3), "the server does not know the time"),
        (answer(stratum=16), "the server does not know the time"),
        (answer()[:40] + bytes(8), "the server does not know the time"),
    ],
)
def test_a_server_may_not_know(message: bytes, said: str) -> None:
    """It refuses, is not synchronised, or its answer holds no time."""
    with pytest.raises(SntpError, match=said) as raised:
        read_answer(message, MARK)
    assert not isinstance(raised.value, StrangeError)


@given(st.binary(max_size=100))
def test_no_message_breaks_the_reader(message: bytes) -> None:
    """Anything is an answer or an SntpError."""
    try:
        read_answer(message, MARK)
    except SntpError:
        return
    assert len(message) >= 48
