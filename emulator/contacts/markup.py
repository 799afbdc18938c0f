"""The XML of the phone's own files: elements that hold values, read from text that has been judged safe."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from xml.parsers import expat
from xml.sax.saxutils import escape

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes" ?>\n'


class Element(NamedTuple):
    """An element. `values` are its attributes and the texts of its plain children by name, of several the first."""

    name: str
    line: int
    values: dict[str, str]
    children: list[Element]

    def find_all(self, name: str) -> Iterator[Element]:
        """Every element of that name in it, at any depth but not inside one another, in document order."""
        for child in self.children:
            if child.name == name:
                yield child
            else:
                yield from child.find_all(name)

    def child(self, name: str) -> Element | None:
        """The first child of that name."""
        return next((each for each in self.children if each.name == name), None)


class _Builder:
    """Collects elements while expat reads; references and CDATA sections come as the text that they stand for."""

    def __init__(self) -> None:
        self.open = [Element("", 0, {}, [])]
        self.texts: list[list[str]] = [[]]
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text

    def start(self, name: str, attributes: dict[str, str]) -> None:
        values = {key: cleaned(value) for key, value in attributes.items()}
        self.open.append(Element(name, self.parser.CurrentLineNumber, values, []))
        self.texts.append([])

    def end(self, name: str) -> None:
        done, texts = self.open.pop(), self.texts.pop()
        self.open[-1].children.append(done)
        if not done.children:
            self.open[-1].values.setdefault(name, cleaned("".join(texts)))

    def text(self, text: str) -> None:
        self.texts[-1].append(text)


def read_elements(text: str) -> Element:
    """The root element of a document that is known to be well-formed (see `emulator.config.xml.read_text`)."""
    builder = _Builder()
    builder.parser.Parse(text, True)
    return builder.open[0].children[0]


def cleaned(text: str) -> str:
    """A value on one line, without what cannot be printed, or written into an XML file."""
    printable = text if text.isprintable() else "".join(each if each.isprintable() else " " for each in text)
    return " ".join(printable.split())


def shortened(text: str, size: int) -> str:
    """A value of at most `size` bytes of UTF-8, with no character cut through."""
    return text if len(text) * 4 <= size else text.encode()[:size].decode(errors="ignore").rstrip()


def element(name: str, value: str, indent: int) -> str:
    """A line with one element and its value."""
    body = f"<{name}>{escape(value)}</{name}>" if value else f"<{name}/>"
    return f"{' ' * indent}{body}\n"
