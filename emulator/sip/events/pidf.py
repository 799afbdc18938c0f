"""How others are, as servers tell: application/pidf+xml (RFC 3863) with activities (RFC 4480), read and written."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from emulator.sip.stack.xmlbody import Node, XmlBodyError, read_xml
from emulator.watching.model import PresenceReported

TYPE = "application/pidf+xml"

ACTIVITIES = {
    "on-the-phone": "In a Call",
    "busy": "Busy",
    "meeting": "Busy",
    "away": "Away",
    "permanent-absence": "Away",
    "vacation": "Away",
    "meal": "Out to Lunch",
    "dnd": "Do Not Disturb",
}
"""The words of the phone by activity; the first that fits counts."""

_NOTES = {word.lower(): word for word in ("Be Right Back", "Out to Lunch", "Do Not Disturb", "Busy", "Away")}

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model"\
 xmlns:rpid="urn:ietf:params:xml:ns:pidf:rpid" entity={entity}>
<tuple id="phone"><status><basic>{basic}</basic></status></tuple>
<dm:person id="user">{activities}<dm:note>{note}</dm:note></dm:person>
</presence>
"""


def read_presence(key: str, body: str, entity: str = "", name: str = "") -> PresenceReported | None:
    """What a body says for the watch `key`; None if it is no such XML."""
    try:
        root = read_xml(body)
    except XmlBodyError:
        return None
    if root.name != "presence":
        return None
    note = next((each.text for each in root.all("note") if each.text), "")
    return PresenceReported(key, entity or root.attributes.get("entity", ""), _status(root, note), note)


def _status(root: Node, note: str) -> str:
    """In a word of the phone: what the person does, where that is told, else whether a device is there at all."""
    basics = [each.text.lower() for each in root.all("basic")]
    doing = {child.name for activities in root.all("activities") for child in activities.children}
    found = next((word for activity, word in ACTIVITIES.items() if activity in doing), "")
    if found:
        return found
    if basics and "open" not in basics:
        return "Offline"
    return _NOTES.get(note.lower(), "Available" if basics else "")


def write_presence(entity: str, status: str) -> str:
    """The body of a PUBLISH that says how the phone's user is."""
    activity = next((name for name, word in ACTIVITIES.items() if word == status), "")
    activities = f"<rpid:activities><rpid:{activity}/></rpid:activities>" if activity else ""
    basic = "closed" if status == "Offline" else "open"
    return _HEAD.format(entity=quoteattr(entity), basic=basic, activities=activities, note=escape(status))
