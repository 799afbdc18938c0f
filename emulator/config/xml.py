"""Reading provisioning XML the way a phone does: only attributes matter, and where each of them stands.

Two readers share the work. A tolerant scanner, one regular expression passing once over the text, yields every
attribute with its line and column, even from documents that no parser accepts. Expat beside it only judges: is the
document well-formed, and is it harmless?
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from xml.parsers import expat

import msgspec

from emulator.config.encoding import decode
from emulator.config.findings import Finding, finding

LARGEST = 4 * 1024 * 1024
"""Bytes that a configuration file may have."""
DEEPEST = 100
"""How deep its elements may be nested."""
MOST = 50_000
"""How many attributes it may have."""


class Attribute(msgspec.Struct, frozen=True):
    """An attribute and the place of its name; `line` and `column` count characters from 1."""

    element: str
    name: str
    value: str
    line: int
    column: int


class Document(msgspec.Struct, frozen=True):
    """What there is to read in a file: nothing but `findings` if it is not well-formed or was refused."""

    root: str
    attributes: tuple[Attribute, ...]
    findings: tuple[Finding, ...]

    @property
    def readable(self) -> bool:
        """Whether a phone takes anything from the file."""
        return not self.findings


# Every branch eats its characters for good (possessive), and a tag's end eats the text after it: that keeps the
# pass linear on any input, and words between tags from being taken for attributes.
_TOKEN = re.compile(
    r"""<!--.*?(?:-->|\Z)[^<]*+
      | <!\[CDATA\[.*?(?:\]\]>|\Z)[^<]*+
      | <\?.*?(?:\?>|\Z)[^<]*+
      | <[!/][^<>]*+>?+[^<]*+
      | <([^ \t\n=<>"'/]++)
      | /?>[^<]*+
      | ([^ \t\n=<>"'/]++)(?:[ \t\n]*+=[ \t\n]*+(?:"([^"<]*+|[^"\n]*+)"|'([^'<]*+|[^'\n]*+)'))?+
    """,
    re.VERBOSE | re.DOTALL,
)
_ELEMENT, _BARE = 1, 2
# Looked for beforehand: once expat has met a document type, it expands entities whatever a handler says.
_TYPED = re.compile(r"[ \t\n]*+(?:(?:<\?.*?\?>|<!--.*?-->)[ \t\n]*+)*+(?=<!DOCTYPE)", re.DOTALL)
_SPECIAL = re.compile(r"[&\t\n]")
_REFERENCE = re.compile(r"[\t\n]|&(?:(lt|gt|amp|quot|apos)|#(\d{1,7})|#x([0-9A-Fa-f]{1,6}));")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}


def scan(text: str) -> Iterator[Attribute]:
    """Every attribute of `text`, which has line feeds alone as ends of line, in document order."""
    element = ""
    line, line_start, seen = 1, 0, 0
    first = text.find("<")
    for token in _TOKEN.finditer(text, len(text) if first < 0 else first):
        group = token.lastindex
        if group is None or group == _BARE:
            continue
        if group == _ELEMENT:
            element = token[1]
            continue
        at = token.start(_BARE)
        if breaks := text.count("\n", seen, at):
            line += breaks
            line_start = text.rfind("\n", seen, at) + 1
        seen = at
        value = token[group]
        if _SPECIAL.search(value):
            value = _REFERENCE.sub(_resolve, value)
        yield Attribute(element, token[2], value, line, at - line_start + 1)


def _resolve(match: re.Match[str]) -> str:
    name, decimal, hexadecimal = match.groups()
    if name:
        return _NAMED[name]
    if not decimal and not hexadecimal:
        return " "
    code = int(decimal) if decimal else int(hexadecimal, 16)
    if code == 0 or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return match[0]
    return chr(code)


class _RefusedError(Exception):
    """The document may be well-formed, but it is not one to read on."""


class _Judge:
    """One run of expat, for its verdict and to count what must stay within bounds."""

    def __init__(self) -> None:
        self.root = ""
        self.depth = 0
        self.attributes = 0
        self.place = (0, 0)
        self.parser = expat.ParserCreate()
        self.parser.ordered_attributes = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    def start(self, name: str, attributes: list[str]) -> None:
        self.root = self.root or name
        self.depth += 1
        self.attributes += len(attributes) // 2
        if self.depth > DEEPEST:
            self.refuse(f"elements are nested deeper than {DEEPEST}")
        if self.attributes > MOST:
            self.refuse(f"more than {MOST} attributes")

    def end(self, _: str) -> None:
        self.depth -= 1

    def refuse(self, reason: str) -> None:
        self.place = (self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)
        raise _RefusedError(reason)

    def verdict(self, name: str, text: str) -> tuple[Finding, ...]:
        try:
            self.parser.Parse(text, True)
        except _RefusedError as refusal:
            return (finding("xml-refused", f"refused: {refusal}", name, *self.place),)
        except expat.ExpatError as error:
            message = f"not well-formed, so a phone ignores the whole file: {expat.ErrorString(error.code)}"
            return (finding("xml-not-well-formed", message, name, error.lineno, error.offset + 1),)
        return ()


def read_xml(name: str, data: bytes) -> Document:
    """Read the file `name`. Whatever the bytes are, the answer is a document; its findings say what is wrong."""
    judge = _Judge()
    text, findings = _judged(judge, name, data, _as_it_is)
    return Document(judge.root, tuple(scan(text)) if not findings else (), findings)


def read_text(name: str, data: bytes, mend: Callable[[str], str] | None = None) -> tuple[str, tuple[Finding, ...]]:
    """The text of the XML file `name`, safe to be parsed; empty, with findings that say why, if it is not.

    `mend` puts right what the writer of such files is known to get wrong.
    """
    return _judged(_Judge(), name, data, mend or _as_it_is)


def _as_it_is(text: str) -> str:
    return text


def _judged(judge: _Judge, name: str, data: bytes, mend: Callable[[str], str]) -> tuple[str, tuple[Finding, ...]]:
    if len(data) > LARGEST:
        return "", (finding("xml-refused", f"refused: larger than {LARGEST >> 20} MiB", name),)
    text = decode(data)
    if text.problem:
        return "", (finding("encoding-invalid", text.problem, name, text.line, text.column),)
    if typed := _TYPED.match(text.content):
        line = text.content.count("\n", 0, typed.end()) + 1
        column = typed.end() - text.content.rfind("\n", 0, typed.end())
        return "", (finding("xml-refused", "refused: document types and entities are not read", name, line, column),)
    mended = mend(text.content)
    findings = judge.verdict(name, mended)
    return ("", findings) if findings else (mended, ())
