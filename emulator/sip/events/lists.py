"""Notifications of many at once: multipart/related with a list that says whose each part is (RFC 4662)."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import Message
from email.parser import BytesParser
from typing import NamedTuple

from emulator.sip.stack.xmlbody import Node, XmlBodyError, read_xml

RLMI = "application/rlmi+xml"


class Part(NamedTuple):
    """The news of one resource of the list: its URI, its name there, and the body; "" if there is none now."""

    uri: str
    name: str
    content_type: str
    body: str


def read_list(content_type: str, body: bytes) -> Iterator[Part]:
    """The parts of a notification by resource; what is no such list has none."""
    head = b"Content-Type: " + content_type.encode("utf-8", "surrogateescape") + b"\r\n\r\n"
    message = BytesParser().parsebytes(head + body)
    inside = message.get_payload() if message.is_multipart() else []
    parts = {
        str(part.get("Content-ID", "")).strip(" <>"): (part.get_content_type(), _text(part.get_payload(decode=True)))
        for part in inside
        if isinstance(part, Message)
    }
    for kind, text in parts.values():
        if kind == RLMI:
            yield from _resources(text, parts)


def _text(payload: object) -> str:
    return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""


def _resources(text: str, parts: dict[str, tuple[str, str]]) -> Iterator[Part]:
    try:
        root = read_xml(text)
    except XmlBodyError:
        return
    for resource in root.children:
        if resource.name == "resource":
            yield _part(resource, parts)


def _part(resource: Node, parts: dict[str, tuple[str, str]]) -> Part:
    instance = resource.child("instance")
    cid = instance.attributes.get("cid", "") if instance else ""
    kind, body = parts.get(cid, ("", ""))
    return Part(resource.attributes.get("uri", ""), resource.text_of("name"), kind, body)
