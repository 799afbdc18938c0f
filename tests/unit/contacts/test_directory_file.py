"""The contact directory's file: all shapes that servers send are read, and what is written is read back the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from emulator.contacts.directory_file import Contacts, read_directory, speed_dial, write_directory
from emulator.contacts.markup import cleaned, shortened
from emulator.contacts.model import NAME_BYTES, NUMBER_BYTES, Contact

GUIDE = b"""<?xml version="1.0" encoding="UTF-8" standalone="yes" ?>
<!-- $RCSfile$ -->
<directory>
  <item_list>
    <item>
      <ln>Doe</ln>
      <fn>John</fn>
      <ct>1001</ct>
      <sd>1</sd>
      <lb>Boss</lb>
      <pt>SIP</pt>
      <rt>3</rt>
      <dc>1099</dc>
      <ad>1</ad>
      <ar>1</ar>
      <bw>1</bw>
      <bb>1</bb>
    </item>
    <item><bb>0</bb><ct>1003</ct><sd/><fn>Bill</fn><ln>Smith</ln></item>
  </item_list>
</directory>
"""
DOE = Contact(
    "1001", "John", "Doe", 1, "Boss", "SIP", "3", "1099",
    auto_divert=True, auto_reject=True, watched=True, blocked=True, id=1,
)  # fmt: skip


def read(body: str | bytes, limit: int = 100) -> Contacts:
    return read_directory("x-directory.xml", body.encode() if isinstance(body, str) else body, limit)


def wrap(*items: str) -> str:
    inside = "".join(f"<item>{item}</item>" for item in items)
    return f"<directory><item_list>{inside}</item_list></directory>"


def test_every_element_is_read() -> None:
    """All twelve of the guides, in any order, with what is absent left at its default."""
    assert Contacts((DOE, Contact("1003", "Bill", "Smith", id=2))) == read(GUIDE)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (wrap("<ct><![CDATA[1001]]></ct><fn><![CDATA[A & B]]></fn>"), Contact("1001", "A & B")),
        (wrap("<ct>1001</ct><fn>A &amp; B &#233;</fn>"), Contact("1001", "A & B é")),
        (wrap("<ct> 10 01\n </ct><fn>\tTwo\nlines </fn>"), Contact("10 01", "Two lines")),
        (wrap("<ct>1001</ct><em>a@b.example</em><tl>Chief</tl>"), Contact("1001", title="Chief", email="a@b.example")),
        (wrap("<ct>1001</ct><ct>1002</ct><rt>ringerdefault</rt>"), Contact("1001", ring="ringerdefault")),
        (wrap('<ct kind="x">1001</ct><who>unknown</who>'), Contact("1001")),
        (wrap("<ct>1001</ct><ad/><ar>yes</ar><bw>true</bw>"), Contact("1001")),
        ("<directory><item><ct>1001</ct></item></directory>", Contact("1001")),
        ("\ufeff" + wrap("<ct>1001</ct>"), Contact("1001")),
        (wrap("<ct>1001</ct>").encode("utf-16"), Contact("1001")),
    ],
    ids=[
        "CDATA", "references", "blanks", "later elements", "repeated", "strange", "no flags", "no list", "mark", "wide",
    ],
)  # fmt: skip
def test_any_shape_is_read(body: str | bytes, expected: Contact) -> None:
    """What servers, editors and generators make of the format."""
    assert Contacts((replace(expected, id=1),)) == read(body)


@pytest.mark.parametrize(
    ("body", "rule", "line"),
    [
        (b"", "xml-not-well-formed", 1),
        (b"<directory><item_list>", "xml-not-well-formed", 1),
        (b"<directory>\n<item></directory>", "xml-not-well-formed", 2),
        (b"\xff\xfe\x00", "encoding-invalid", 1),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><directory/>", "xml-refused", 1),
        (b"\n<callList/>", "directory-invalid", 2),
        (b"x" * (5 << 20), "xml-refused", 0),
    ],
    ids=["empty", "cut", "unclosed", "bytes", "entities", "another file", "large"],
)
def test_a_broken_file_is_not_used_and_its_place_is_told(body: bytes, rule: str, line: int) -> None:
    """One finding says why the file is ignored."""
    found = read(body)
    assert ((), False) == (found.contacts, found.usable)
    assert [(rule, "x-directory.xml", line)] == [(each.rule, each.file, each.line) for each in found.findings]


@pytest.mark.parametrize(
    ("items", "numbers", "indices"),
    [
        (["<fn>Nobody</fn>", "<ct>1</ct>"], ["1"], [0]),
        (["<ct>1</ct><fn>A</fn>", "<ct>1</ct><fn>B</fn>"], ["1"], [0]),
        (["<ct>1</ct><sd>7</sd>", "<ct>2</ct><sd>7</sd>"], ["1", "2"], [7, 0]),
        (["<ct>1</ct><sd>10000</sd>"], ["1"], [0]),
        (["<ct>1</ct><sd>first</sd>"], ["1"], [0]),
        (["<ct>1</ct>", "<ct>2</ct>", "<ct>3</ct>", "<ct>4</ct>"], ["1", "2", "3"], [0, 0, 0]),
    ],
    ids=["no number", "number twice", "index twice", "index too high", "no index", "one too many"],
)
def test_a_broken_entry_is_told_and_the_others_are_kept(
    items: list[str], numbers: list[str], indices: list[int]
) -> None:
    """Numbers and indices are there once, and there are no more contacts than the phone takes."""
    found = read(wrap(*items), limit=3)
    assert (numbers, indices) == ([each.number for each in found.contacts], [each.index for each in found.contacts])
    assert ["contact-invalid"] == [each.rule for each in found.findings]


@pytest.mark.parametrize(
    ("text", "size", "expected"), [("é" * 30, 40, "é" * 20), ("日本" * 10, 40, "日本" * 6 + "日"), ("abc", 3, "abc")]
)
def test_values_are_cut_at_whole_characters(text: str, size: int, expected: str) -> None:
    """40 bytes of UTF-8 for names, 128 for numbers."""
    assert expected == shortened(text, size)
    assert "é" * 20 == read(wrap(f"<ct>1</ct><fn>{'é' * 30}</fn>")).contacts[0].first


def test_the_phone_writes_the_format_of_the_guides() -> None:
    """The documented elements in the documented order; those of later software only where they say something."""
    body = write_directory([Contact("1001", "John", "D & D", 1), Contact("1002", email="a@b.example")]).decode()
    assert (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes" ?>\n<directory>\n  <item_list>\n    <item>\n'
        "      <ln>D &amp; D</ln>\n      <fn>John</fn>\n      <ct>1001</ct>\n      <sd>1</sd>\n      <lb/>\n"
        "      <rt/>\n      <dc/>\n      <ad>0</ad>\n      <ar>0</ar>\n      <bw>0</bw>\n      <bb>0</bb>\n"
        "    </item>\n"
    ) == body[: body.index("</item>") + 8]
    assert body.endswith("<bb>0</bb>\n      <em>a@b.example</em>\n    </item>\n  </item_list>\n</directory>\n")


def texts(size: int) -> st.SearchStrategy[str]:
    return st.text(max_size=50).map(lambda text: shortened(cleaned(text), size))


contacts = st.builds(
    Contact,
    number=texts(NUMBER_BYTES).filter(bool),
    first=texts(NAME_BYTES),
    last=texts(NAME_BYTES),
    index=st.integers(0, 9999),
    label=texts(NAME_BYTES),
    protocol=st.sampled_from(("", "SIP", "H323", "Unspecified")),
    ring=st.sampled_from(("", "1", "21", "ringer7")),
    divert=texts(NUMBER_BYTES),
    auto_divert=st.booleans(),
    auto_reject=st.booleans(),
    watched=st.booleans(),
    blocked=st.booleans(),
    title=texts(NUMBER_BYTES),
    email=texts(NUMBER_BYTES),
)


@given(
    st.lists(contacts, max_size=6, unique_by=lambda each: each.number).filter(
        lambda listed: len({each.index for each in listed if each.index}) == sum(bool(each.index) for each in listed)
    )
)
def test_what_is_written_is_read_the_same(listed: list[Contact]) -> None:
    """Any directory that a phone can hold survives its file, and so does the file itself."""
    body = write_directory(listed)
    numbered = tuple(replace(contact, id=place) for place, contact in enumerate(listed, 1))
    assert Contacts(numbered) == read(body)
    assert body == write_directory(read(body).contacts)


@given(st.binary(max_size=300) | st.text("<>/directoryitem_lsfn &;![]\"'", max_size=120).map(str.encode))
def test_any_bytes_are_an_answer(body: bytes) -> None:
    """Nothing that a server may send raises; what cannot be used says why."""
    found = read(body)
    assert found.usable or found.findings


@given(st.lists(st.text("<fnctsd>/& 1x", max_size=20), max_size=4))
def test_any_entries_are_an_answer(items: list[str]) -> None:
    """Nor does anything inside a directory."""
    found = read(wrap(*items))
    assert all(contact.number for contact in found.contacts)


@pytest.mark.parametrize(
    ("text", "index"), [("1", 1), ("9999", 9999), ("0", 0), ("10000", 0), ("", 0), ("1a", 0), ("²", 0), ("٣", 0)]
)
def test_speed_dial_indices(text: str, index: int) -> None:
    """From 1 to 9999, in plain digits."""
    assert index == speed_dial(text)
