"""What phone and server say to each other about features: as-feature-event, in the XML of ECMA-323 (CSTA phase III)."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from xml.sax.saxutils import escape

from emulator.features.model import RING, FeatureSet, Forwarding, Kind

NAMESPACE = "http://www.ecma-international.org/standards/ecma-323/csta/ed3"
LARGEST = 65_536
"""Characters of a notification that are read."""

TYPES: dict[str, Kind] = {
    "forwardImmediate": "always",
    "forwardBusy": "busy",
    "forwardNoAns": "no answer",
}
"""Kinds of forwarding by the server's word."""

_EVENT = re.compile(r"<(?:\w+:)?(DoNotDisturbEvent|ForwardingEvent)\b[^>]*>(.*?)</(?:\w+:)?\1\s*>", re.DOTALL)
_FIELD = re.compile(r"<(?:\w+:)?(\w+)(?:\s[^<>]*)?>([^<>]*)</")


def set_dnd(on: bool) -> str:
    """Ask the server to switch do not disturb."""
    return _request("SetDoNotDisturb", {"device": "", "doNotDisturbOn": _word(on)})


def set_forwarding(wanted: Forwarding) -> str:
    """Ask the server to set a forwarding."""
    word = next(word for word, kind in TYPES.items() if kind == wanted.kind)
    fields = {
        "device": "",
        "forwardingType": word,
        "activateForward": _word(wanted.enabled),
        "forwardDN": wanted.contact,
    }
    return _request("SetForwarding", fields | ({"ringCount": str(wanted.rings)} if wanted.rings else {}))


def _word(on: bool) -> str:
    return "true" if on else "false"


def _request(name: str, fields: dict[str, str]) -> str:
    inside = "".join(f"<{field}>{escape(value)}</{field}>" for field, value in fields.items())
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{name} xmlns="{NAMESPACE}">{inside}</{name}>\n'


def read_features(line: int, body: str) -> Iterator[FeatureSet]:
    """What a notification says, in one part or several; what is no such XML says nothing."""
    for kind, inside in _EVENT.findall(body[:LARGEST]):
        fields = {name: html.unescape(value.strip()) for name, value in _FIELD.findall(inside)}
        if kind == "DoNotDisturbEvent":
            yield FeatureSet(line, dnd=_is_on(fields.get("doNotDisturbOn", "")))
        elif fields.get("forwardingType") in TYPES:
            yield FeatureSet(line, forwarding=_forwarding(fields))


def _is_on(text: str) -> bool:
    return text.lower() in ("true", "1")


def _forwarding(fields: dict[str, str]) -> Forwarding:
    rings = fields.get("ringCount", "")
    seconds = int(rings) * RING if rings.isdecimal() and len(rings) < 4 else 0
    contact = fields.get("forwardTo") or fields.get("forwardDN") or ""
    return Forwarding(TYPES[fields["forwardingType"]], contact, _is_on(fields.get("forwardStatus", "")), seconds)
