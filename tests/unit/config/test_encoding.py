"""Encodings: by mark, by shape, by declaration, and honest about bytes that fit none."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.config.encoding import Text, decode

LABEL = '<a b="Zoë Ω"/>'


@pytest.mark.parametrize(
    "data",
    [
        LABEL.encode(),
        codecs.BOM_UTF8 + LABEL.encode(),
        codecs.BOM_UTF16_LE + LABEL.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + LABEL.encode("utf-16-be"),
        LABEL.encode("utf-16-le"),
        LABEL.encode("utf-16-be"),
    ],
)
def test_marks_and_shapes_tell_the_encoding(data: bytes) -> None:
    """UTF-8 and both kinds of UTF-16 are told apart, with and without a byte order mark."""
    assert Text(LABEL) == decode(data)


@pytest.mark.parametrize("encoding", ["ISO-8859-1", "windows-1252", "latin1", "utf-8", "UTF8"])
def test_declared_encodings_are_believed(encoding: str) -> None:
    """Without a mark, the XML declaration decides."""
    text = f"<?xml version='1.0' encoding='{encoding}'?><a b='Zoë'/>"
    assert Text(text) == decode(text.encode(encoding))


@pytest.mark.parametrize(
    ("data", "problem", "place"),
    [
        (b'<a\r\n b="Zo\xeb"/>', "byte 0xeb is not UTF-8", (2, 7)),
        (b'<?xml version="1.0" encoding="us-ascii"?>\n<a b="\xff"/>', "byte 0xff is not US-ASCII", (2, 7)),
        (b'<?xml version="1.0" encoding="punycode"?>', "encoding punycode is not one that a phone reads", (1, 1)),
        (b'<?xml version="1.0" encoding="utf-16"?>', "encoding utf-16 is not one that a phone reads", (1, 1)),
        (b'<?xml version="1.0" encoding="iso-8859-99"?>', "encoding iso-8859-99 is unknown", (1, 1)),
    ],
)
def test_bytes_that_lie_are_named(data: bytes, problem: str, place: tuple[int, int]) -> None:
    """Bytes that are not what was declared are pointed at, and still give a text."""
    text = decode(data)
    assert (problem, place) == (text.problem, (text.line, text.column))
    assert text.content


def test_every_end_of_line_is_a_line_feed() -> None:
    """Carriage returns, alone or before a line feed, become line feeds (XML 1.0, 2.11)."""
    assert "a\nb\nc\n\nd" == decode(b"a\r\nb\rc\n\rd").content


@given(st.binary() | st.text().map(lambda text: text.encode("utf-16")))
def test_any_bytes_give_text_that_can_be_written(data: bytes) -> None:
    """Whatever the bytes, the text has no lone surrogates and no carriage returns."""
    content = decode(data).content
    assert content == content.encode().decode()
    assert "\r" not in content
