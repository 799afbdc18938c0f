"""Many resources in one notification: a list and their bodies in parts (RFC 4662)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

BOUNDARY = "vphone-lab-list"
RELATED = f'multipart/related;type="application/rlmi+xml";boundary="{BOUNDARY}"'


class Member(NamedTuple):
    """One of a list: URI, name, and what is to be told of it."""

    uri: str
    name: str
    content_type: str
    body: str


def write_list(uri: str, version: int, members: Iterable[Member]) -> str:
    """The body of a notification about all of them; its type is `RELATED`."""
    found = tuple(members)
    resources = "".join(
        f'<resource uri={quoteattr(each.uri)}><name>{escape(each.name)}</name><instance id="1" state="active"'
        f' cid="{place}@lab"/></resource>'
        for place, each in enumerate(found, 1)
    )
    head = '<?xml version="1.0"?>\n<list xmlns="urn:ietf:params:xml:ns:rlmi"'
    rlmi = f'{head} uri={quoteattr(uri)} version="{version}" fullState="true">{resources}</list>\n'
    parts = [("rlmi", "application/rlmi+xml;charset=UTF-8", rlmi)]
    parts += [(str(place), each.content_type, each.body) for place, each in enumerate(found, 1)]
    written = "".join(
        f"--{BOUNDARY}\r\nContent-ID: <{name}@lab>\r\nContent-Type: {kind}\r\n\r\n{body}\r\n"
        for name, kind, body in parts
    )
    return f"{written}--{BOUNDARY}--\r\n"
