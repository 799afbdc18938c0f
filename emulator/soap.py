"""Envelopes of SOAP 1.1, as Exchange and the address book of a Skype for Business server take and give them."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from emulator.sip.stack.xmlbody import Node, XmlBodyError, read_xml

TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"
MESSAGES = "http://schemas.microsoft.com/exchange/services/2006/messages"
BOOK = "DistributionListExpander"
"""The namespaces of Exchange web services (MS-OXWSCORE) and of the address book query service (MS-DLX)."""

CONTENT_TYPE = "text/xml; charset=utf-8"

_ENVELOPE = """<?xml version="1.0" encoding="utf-8"?>
<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:t="{types}" xmlns:m="{messages}">
<s:Body>{body}</s:Body></s:Envelope>
"""


def envelope(body: str) -> str:
    """A body in its envelope; it may use the prefixes t and m of Exchange's namespaces."""
    return _ENVELOPE.format(types=TYPES, messages=MESSAGES, body=body)


def opened(text: str, name: str) -> Node | None:
    """The element `name` that an envelope holds; None if there is no such thing in it, a Fault for example."""
    try:
        root = read_xml(text)
    except XmlBodyError:
        return None
    body = root.child("Body") if root.name == "Envelope" else None
    return body.child(name) if body else None


def operation(text: str) -> Node | None:
    """What an envelope asks for: the first element in its body; None if it is none."""
    try:
        root = read_xml(text)
    except XmlBodyError:
        return None
    body = root.child("Body") if root.name == "Envelope" else None
    return body.children[0] if body and body.children else None


def succeeded(response: Node) -> bool:
    """Whether an answer of Exchange says of itself and of all its parts that they are one."""
    classes = [each.attributes.get("ResponseClass", "Success") for each in (response, *_messages(response))]
    return all(each == "Success" for each in classes)


def _messages(response: Node) -> list[Node]:
    listed = response.child("ResponseMessages")
    return listed.children if listed else []


def reference(element: str, key: str) -> str:
    """An element that names something in Exchange's store by its id."""
    return f"<{element} Id={quoteattr(key)}/>"
