"""From the bytes of a file to its text: byte order marks, declared encodings, and what to do if they lie."""

from __future__ import annotations

import re

import msgspec

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_SHAPES = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_READABLE = re.compile(r"utf-?8|(us-)?ascii|iso-8859-\d{1,2}|latin-?1|windows-125\d|cp125\d", re.IGNORECASE)


class Text(msgspec.Struct, frozen=True):
    """The text of a file. `problem` says why its bytes are not what they claim, with the place in the text."""

    content: str
    problem: str = ""
    line: int = 0
    column: int = 0


def decode(data: bytes) -> Text:
    """The text of an XML file: by its byte order mark, its declaration, or as UTF-8 (XML 1.0, appendix F).

    Text that cannot be read so comes back as Latin-1, which takes any bytes, with the problem named. Every end of
    line is a line feed, at its old offset unless it was two characters.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode(data[len(mark) :], encoding)
    for shape, encoding in _SHAPES:
        if data.startswith(shape):
            return _decode(data, encoding)
    declared = _DECLARED.match(data)
    return _decode(data, declared[1].decode("ascii") if declared else "utf-8")


def _decode(data: bytes, encoding: str) -> Text:
    if not encoding.startswith("utf-16-") and not _READABLE.fullmatch(encoding):
        return _guess(data, f"encoding {encoding} is not one that a phone reads", 0)
    try:
        return Text(_unify(data.decode(encoding)))
    except UnicodeDecodeError as error:
        return _guess(data, f"byte 0x{data[error.start]:02x} is not {encoding.upper()}", error.start)
    except LookupError:
        return _guess(data, f"encoding {encoding} is unknown", 0)


def _guess(data: bytes, problem: str, at: int) -> Text:
    before = _unify(data[:at].decode("latin-1"))
    line_start = before.rfind("\n") + 1
    return Text(_unify(data.decode("latin-1")), problem, before.count("\n") + 1, len(before) - line_start + 1)


def _unify(text: str) -> str:
    if "\r" not in text:
        return text
    return text.replace("\r\n", "\n").replace("\r", "\n")
