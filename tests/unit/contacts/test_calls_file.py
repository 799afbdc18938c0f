"""The call lists' file: read as scripts that know real ones read it, and written so that they can read it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.contacts.calls_file import DISPOSITIONS, read_calls, read_duration, write_calls, write_duration
from emulator.contacts.markup import cleaned
from emulator.contacts.model import Record

FOREIGN = b"""<?xml version="1.0"?>
<?Saved @ --2016-05-04T10:00:00-- ?>
<callList>
 <call direction="In" disposition="Normal" line="2" protocol="SIP" startTime="2016-05-04T09:58:00" duration="PT1M5">
  <source name="Smith &amp; Sons" address="sip:1003@pbx.example"/>
  <destination name="" address="sip:2001@pbx.example"/>
 </call>
 <call><direction>Out</direction><disposition>Busy</disposition><startTime>2016-05-04T09:00:00Z</startTime>
  <duration>PT0S</duration><count>3</count>
  <source><address>sip:2001@pbx.example</address></source>
  <destination><address>tel:+15550100</address><name>R & D</name></destination></call>
 <call><direction>In</direction><disposition>Partial</disposition></call>
</callList>"""


def test_attributes_and_elements_are_read_alike() -> None:
    """Bare ampersands too; the far end is the source of received calls and the destination of placed ones."""
    noon = 1_462_320_000 + 36_000 - 120
    assert (
        Record(1, "received", 2, "1003@pbx.example", "Smith & Sons", noon, 65, "Normal", 1, "2001@pbx.example"),
        Record(2, "placed", 1, "+15550100", "R & D", noon - 3_480, 0, "Busy", 3, "2001@pbx.example"),
        Record(3, "missed", 1, "", "", 0, 0, "Partial"),
    ) == read_calls("x-calls.xml", FOREIGN).records


@pytest.mark.parametrize(
    ("body", "rule"),
    [(b"", "xml-not-well-formed"), (b"<directory/>", "directory-invalid"), (b"\xff", "encoding-invalid")],
)
def test_a_broken_file_is_not_used(body: bytes, rule: str) -> None:
    """The finding says why."""
    found = read_calls("x-calls.xml", body)
    assert (False, [rule]) == (found.usable, [each.rule for each in found.findings])


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "PT0S"), (5, "PT5S"), (65, "PT1M5S"), (3_600, "PT1H"), (104_763, "P1DT5H6M3S"), (86_400, "P1D")],
)
def test_durations(seconds: int, text: str) -> None:
    """In the form of ISO 8601, as the scripts describe it."""
    assert (text, seconds) == (write_duration(seconds), read_duration(text))


@pytest.mark.parametrize("text", ["", "P", "5", "PT5X", "PT" + "9" * 30 + "S", "T5S"])
def test_what_is_no_duration_is_none(text: str) -> None:
    """And never raises."""
    assert 0 == read_duration(text)


def test_the_file_says_when_it_was_saved() -> None:
    """A processing instruction holds the time, wrapped as the scripts unwrap it."""
    body = write_calls([Record(1, "placed", 1, "1002", "Second Party", 60, 5, own="2001@pbx")], 3_661).decode()
    assert "<?Saved @ --1970-01-01T01:01:01-- ?>" == body.splitlines()[1]
    assert "<startTime>1970-01-01T00:01:00</startTime>\n    <duration>PT5S</duration>" in body
    assert "<destination>\n      <address>sip:1002</address>\n      <name>Second Party</name>" in body


words = st.text(max_size=30).map(cleaned)


@st.composite
def records(draw: st.DrawFn) -> tuple[Record, ...]:
    made = []
    for number in range(1, draw(st.integers(0, 5)) + 1):
        kind = draw(st.sampled_from(("missed", "received", "placed")))
        fitting = {
            "missed": ("Rejected", "Busy", "Partial"),
            "received": ("Normal", "RemotelyHandled", "UserForwarded", ""),
            "placed": DISPOSITIONS,
        }
        made.append(
            Record(
                number, kind, draw(st.integers(1, 48)), draw(words), draw(words), draw(st.integers(0, 4 * 10**9)),
                draw(st.integers(0, 10**6)), draw(st.sampled_from(fitting[kind])), draw(st.integers(1, 9)), draw(words),
            )
        )  # fmt: skip
    return tuple(made)


@given(records(), st.integers(0, 4 * 10**9))
def test_what_is_written_is_read_the_same(listed: tuple[Record, ...], saved: int) -> None:
    """Any lists that a phone can hold survive their file."""
    found = read_calls("x-calls.xml", write_calls(listed, saved))
    assert (listed, ()) == (found.records, found.findings)


@given(st.binary(max_size=300) | st.text("<>/calListsource &;\"'=-0TPS", max_size=150).map(str.encode))
def test_any_bytes_are_an_answer(body: bytes) -> None:
    """Nothing that a server may send raises."""
    found = read_calls("x-calls.xml", body)
    assert found.usable or found.findings


@given(st.text("<>/&;#x1 startTimedurationPTS019-:", max_size=60))
def test_any_call_is_an_answer(inside: str) -> None:
    """Nor does anything inside a call."""
    read_calls("x-calls.xml", f"<callList><call>{inside}</call></callList>".encode())
    values = f"<startTime>{inside.replace('<', '')}</startTime><duration>{inside.replace('<', '')}</duration>"
    read_calls("x-calls.xml", f"<callList><call>{values}</call></callList>".encode())
