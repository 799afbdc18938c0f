"""The XML in bodies of notifications: read by expat, without document types, entities or endless nesting."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from xml.parsers import expat

LARGEST = 262_144
"""Characters of a body that is read at all."""

DEEPEST = 20
"""How deep its elements may be nested."""


class XmlBodyError(ValueError):
    """A body that is no XML, or none that a phone should read."""


class Node(NamedTuple):
    """An element by its local name: attributes, text without blanks around it, and the elements in it."""

    name: str
    attributes: dict[str, str]
    texts: list[str]
    children: list[Node]

    @property
    def text(self) -> str:
        """The text directly in it."""
        return "".join(self.texts).strip()

    def child(self, name: str) -> Node | None:
        """The first element of that name directly in it."""
        return next((each for each in self.children if each.name == name), None)

    def all(self, name: str) -> Iterator[Node]:
        """The elements of that name in it, at any depth."""
        for each in self.children:
            if each.name == name:
                yield each
            yield from each.all(name)

    def text_of(self, name: str) -> str:
        """The text of the first element of that name directly in it."""
        found = self.child(name)
        return found.text if found else ""


def read_xml(body: str) -> Node:
    """The root element. Raises XmlBodyError."""
    if len(body) > LARGEST:
        raise XmlBodyError(f"{len(body)} characters")
    open_nodes = [Node("", {}, [], [])]
    parser = expat.ParserCreate(namespace_separator=" ")

    def begin(name: str, attributes: dict[str, str]) -> None:
        if len(open_nodes) > DEEPEST:
            raise XmlBodyError("nested too deep")
        node = Node(_local(name), {_local(key): value for key, value in attributes.items()}, [], [])
        open_nodes[-1].children.append(node)
        open_nodes.append(node)

    def refuse(*_: object) -> None:
        raise XmlBodyError("a document type")

    parser.StartElementHandler = begin
    parser.EndElementHandler = lambda name: open_nodes.pop()
    parser.CharacterDataHandler = lambda text: open_nodes[-1].texts.append(text)
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(body, True)
    except expat.ExpatError as error:
        raise XmlBodyError(str(error)) from None
    return open_nodes[0].children[0]


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
