"""Calls of others as servers tell of them: application/dialog-info+xml (RFC 4235)."""

from __future__ import annotations

from emulator.sip.stack.headers import SipSyntaxError, Uri
from emulator.sip.stack.xmlbody import Node, XmlBodyError, read_xml
from emulator.sip.terms import readable
from emulator.watching.model import Dialog, DialogsReported

STATES = ("trying", "proceeding", "early", "confirmed", "terminated")


def read_dialogs(key: str, body: str, entity: str = "", name: str = "") -> DialogsReported | None:
    """What a body says for the watch `key`; None if it is no such XML.

    `entity` and `name` are what the list calls the resource, if it is in one.
    """
    try:
        root = read_xml(body)
    except XmlBodyError:
        return None
    if root.name != "dialog-info":
        return None
    dialogs = tuple(_dialog(each) for each in root.children if each.name == "dialog")
    full = root.attributes.get("state", "full").strip().lower() != "partial"
    return DialogsReported(key, entity or root.attributes.get("entity", ""), dialogs, full, name)


def _dialog(node: Node) -> Dialog:
    local, remote = node.child("local"), node.child("remote")
    state = node.text_of("state").lower()
    party = _identity(remote)
    uri = party.text if party else ""
    return Dialog(
        node.attributes.get("id", ""),
        state if state in STATES else "terminated",
        node.attributes.get("direction", "").lower(),
        _user(uri),
        readable(party.attributes.get("display", "")) if party else "",
        _target(remote) or uri,
        node.attributes.get("call-id", ""),
        node.attributes.get("local-tag", ""),
        node.attributes.get("remote-tag", ""),
        _is_held(local),
    )


def _identity(side: Node | None) -> Node | None:
    return side.child("identity") if side else None


def _target(side: Node | None) -> str:
    target = side.child("target") if side else None
    return target.attributes.get("uri", "") if target else ""


def _is_held(side: Node | None) -> bool:
    """Whether that side does not render what it hears (RFC 4235, section 5.2)."""
    params = side.all("param") if side else ()
    rendering = (each.attributes for each in params if each.attributes.get("pname", "").lower() == "+sip.rendering")
    return any(each.get("pval", "").lower() == "no" for each in rendering)


def _user(uri: str) -> str:
    try:
        found = Uri.parse(uri)
    except SipSyntaxError:
        return ""
    return readable(found.user or found.host)
