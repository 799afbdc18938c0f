"""The XML reader: agrees with expat where expat reads, points exactly, and survives everything else."""

from __future__ import annotations

import contextlib
from xml.parsers import expat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.config.findings import Finding
from emulator.config.xml import DEEPEST, LARGEST, MOST, Attribute, read_xml, scan

NAMES = st.from_regex(r"[A-Za-z_é][A-Za-z0-9._é-]{0,12}", fullmatch=True)
BLANKS = st.sampled_from([" ", "\n", "\t", "\r\n", "\r", "  \n "])
PIECES = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="<&\"'\ufffe\uffff")),
    st.sampled_from(["&lt;", "&amp;", "&quot;", "&apos;", "&#10;", "&#x41;", "\n", "\r\n", "\t", ">", "/>", "="]),
)
VALUES = st.lists(PIECES, max_size=4).map("".join)
FILLERS = st.sampled_from(
    ["", "\n", "word x='1' > \"", "<!-- a='1' <b c=\"2\"> -->", "<![CDATA[<a b='1'>]]>", "<?pi a='1'?>", "&amp;"]
)


@st.composite
def documents(draw: st.DrawFn, depth: int = 2) -> str:
    """Well-formed documents, with whatever may stand between their tags."""
    name = draw(NAMES)
    attributes = draw(st.dictionaries(NAMES, VALUES, max_size=4))
    written = "".join(
        f"{draw(BLANKS)}{key}{draw(st.sampled_from(['', ' ', chr(10)]))}={draw(st.sampled_from(['', ' ']))}"
        f"{quote}{value}{quote}"
        for key, value in attributes.items()
        for quote in draw(st.sampled_from(["'", '"']))
    )
    if not depth or draw(st.booleans()):
        return f"<{name}{written}{draw(st.sampled_from(['', ' ']))}/>"
    inside = "".join(draw(FILLERS) + draw(documents(depth=depth - 1)) for _ in range(draw(st.integers(0, 3))))
    return f"<{name}{written}>{inside}{draw(FILLERS)}</{name} >"


def read_by_expat(text: str) -> list[tuple[str, str, str]]:
    """All attributes as (element, name, value), by a parser that is known to be right."""
    found: list[tuple[str, str, str]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda element, attributes: found.extend(
        (element, name, value) for name, value in attributes.items()
    )
    parser.Parse(text, True)
    return found


@given(documents())
def test_scanner_and_expat_agree(text: str) -> None:
    """On well-formed documents the scanner finds what expat finds, in the same order."""
    document = read_xml("a.cfg", text.encode())
    assert () == document.findings
    scanned = [(each.element, each.name, each.value) for each in document.attributes]
    assert read_by_expat(text) == scanned


@given(documents())
def test_positions_are_exact(text: str) -> None:
    """At the line and column of an attribute stands its name."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for each in read_xml("a.cfg", text.encode()).attributes:
        assert lines[each.line - 1][each.column - 1 :].startswith(each.name)


@given(st.binary() | st.text(alphabet="<>/='\"ab &;#!-[]?\n\r").map(str.encode))
def test_any_bytes_give_a_document(data: bytes) -> None:
    """Whatever a server sends is a document or findings, never an exception."""
    document = read_xml("a.cfg", data)
    assert document.readable == (not document.findings)
    list(scan(data.decode("latin-1").replace("\r", "\n")))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<a b='1' c=2 d='3'>", [("b", "1"), ("d", "3")]),
        ('<a b="1" b="2"/>', [("b", "1"), ("b", "2")]),
        ('<a b="x<y"/>', [("b", "x<y")]),
        ('<a b="1/>\n<c d="2"/>', [("d", "2")]),
        ("<a b='&nope;&#0;&#xD800;&#99999999;'", [("b", "&nope;&#0;&#xD800;&#99999999;")]),
        ("<a b='1'> c='2' <d e='3'", [("b", "1"), ("e", "3")]),
        ("no tags x='1'", []),
        ("<!-- <a b='1'", []),
        ("<a b='1\n\t2 &#10;'/>", [("b", "1  2 \n")]),
    ],
)
def test_scanner_reads_what_no_parser_takes(text: str, expected: list[tuple[str, str]]) -> None:
    """From broken documents the scanner still gives the attributes that a reader would see."""
    assert expected == [(each.name, each.value) for each in scan(text)]


def test_an_attribute_knows_its_place() -> None:
    """Line and column count characters from 1, whatever the bytes were."""
    data = "\ufeff<?xml version='1.0'?>\r\n<set é='Ω'\r\n  reg.1.label='Zoë'/>".encode("utf-16-le")
    assert Attribute("set", "reg.1.label", "Zoë", 3, 3) == read_xml("a.cfg", data).attributes[1]


@pytest.mark.parametrize(
    ("data", "rule", "place"),
    [
        (b"", "xml-not-well-formed", (1, 1)),
        (b"<a>\n  <b c='1' c='2'/></a>", "xml-not-well-formed", (2, 12)),
        (b"<a>\n</b>", "xml-not-well-formed", (2, 3)),
        (b"<html><body><br></body></html>", "xml-not-well-formed", (1, 19)),
        (b"<a b='\xff'/>", "encoding-invalid", (1, 7)),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><a d='&b;'/>", "xml-refused", (1, 1)),
        (b"<?xml version='1.0'?>\n<!-- -->\n  <!DOCTYPE a><a/>", "xml-refused", (3, 3)),
        (b"<a>" * (DEEPEST + 1), "xml-refused", (1, 3 * DEEPEST + 1)),
        (b"<a b" + b"='' b".join(b"%d" % index for index in range(MOST + 2)) + b"=''/>", "xml-refused", (1, 1)),
        (b" " * (LARGEST + 1), "xml-refused", (0, 0)),
    ],
    ids=["empty", "repeated", "crossed", "html", "encoding", "doctype", "prolog", "deep", "many", "large"],
)
def test_what_a_phone_ignores_is_pointed_at(data: bytes, rule: str, place: tuple[int, int]) -> None:
    """A file that is not well-formed, or that could do harm, gives nothing but a finding with the first fault."""
    document = read_xml("a.cfg", data)
    (found,) = document.findings
    assert ((), rule, place) == (document.attributes, found.rule, (found.line, found.column))


@given(st.lists(st.sampled_from([" ", "\n", "<!-- <a> -->", "<!-- -", "-->", "<?p ?>", "<?p", "?>", "<!DOCTYPE a>"])))
def test_no_document_type_is_read(pieces: list[str]) -> None:
    """However a document type is introduced, no document that has one is readable."""
    text = "".join(pieces) + "<a/>"
    typed: list[object] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *declared: typed.append(declared)
    with contextlib.suppress(expat.ExpatError):
        parser.Parse(text, True)
    if typed:
        assert not read_xml("a.cfg", text.encode()).readable


def test_a_finding_reads_like_a_compiler_message() -> None:
    """The text of a finding names file, line and column, severity and rule; without a line just the file."""
    (found,) = read_xml("a.cfg", b"<a").findings
    message = "not well-formed, so a phone ignores the whole file: unclosed token"
    assert f"a.cfg:1:1: error: {message} [xml-not-well-formed]" == str(found)
    assert "a.cfg: info: note [master-flat]" == str(Finding("master-flat", "info", "a.cfg", 0, 0, "", "note"))
