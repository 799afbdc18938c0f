"""A PC in plain words, from its status as data: what commands print, and the window shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

Part = dict[str, Any]


def described(status: dict[str, Any]) -> list[str]:
    """The whole PC."""
    return [line for part in _PARTS for line in describe(part, status[part])]


def describe(part: str, status: Part) -> list[str]:
    """One part of it."""
    return list(_PARTS[part](status))


def _windows(windows: Part) -> Iterator[str]:
    yield f"Computer: {windows['name']}, {windows['system']}, {windows['state']}"
    installed = f"version {windows['connector']}" if windows["connector"] else "not installed"
    starts = {None: "", True: ", starts with the computer", False: ", does not start by itself"}[windows["auto_start"]]
    yield f"Polycom BToE Connector: {installed}{starts}"
    let_through = ", ".join(windows["allowed"]) or "nowhere"
    yield f"Network: {windows['network']}; the firewall lets the connector through on: {let_through}"
    yield f"Cable: {'in the PC port of ' + windows['cable'] if windows['cable'] else 'not plugged in'}"


def pairing(connector: Part) -> str:
    """How it stands with the phone, in one sentence."""
    if connector["state"] == "stopped":
        return "The connector is not running."
    if connector["state"] in ("reaching", "greeting"):
        return "Pairing with the phone ..."
    if connector["state"] == "paired":
        phone = connector["phone"]
        activated = "BToE is activated." if connector["activated"] else "BToE is not activated."
        return f"Paired with {phone['name']} ({phone['mac']}). {activated}"
    return connector["warning"] or "Not paired with a phone."


def _connector(connector: Part) -> Iterator[str]:
    yield f"Pairing: {pairing(connector)}"
    if connector["state"] == "paired":
        locked = ", locked" if connector["phone_locked"] else ""
        yield f"Phone: {connector['account'] or 'nobody is signed in'}{locked}"


def who(person: Part) -> str:
    """A person by name, or else by address."""
    return str(person["name"] or person["address"])


def call_line(call: Part) -> str:
    """A call of the client."""
    kind = "video" if call["video"] else "audio"
    parties = f", {call['parties']} parties" if call["parties"] > 2 else ""
    paused = ", paused on the phone" if call["paused"] else ""
    direction = "from" if call["direction"] == "in" else "to"
    return f"{call['id']}: {kind} call {direction} {who(call['person'])}, {call['state']}{parties}{paused}"


def their_line(call: Part) -> str:
    """A call that the phone has itself."""
    direction = "from" if call["direction"] == "in" else "to"
    return f"p{call['id']}: call {direction} {call['name'] or call['remote']} on the phone, {call['state']}"


def _client(client: Part) -> Iterator[str]:
    yield f"Skype for Business: {client['account'] or 'nobody is signed in'}"
    if client["dialog"]:
        whose = " as a guest" if client["dialog"] == "guest" else ""
        yield f"Sign-in dialog: the phone asks for credentials{whose}"
    if client["outcome"]:
        yield f"Sign-in: {client['outcome']}"
    yield from map(call_line, client["calls"])
    yield from map(their_line, client["theirs"])


def _sound(sound: Part) -> Iterator[str]:
    yield f"Audio devices: {', '.join(sound['devices'])}"
    yield f"Primary device: {sound['primary']}; calls sound at: {sound['route']}"
    yield f"Default communication device: {sound['communication']}; media sounds at: {sound['media']}"
    if sound["playing"]:
        yield f"Playing {sound['playing']}"


_PARTS: dict[str, Callable[[Part], Iterator[str]]] = {
    "windows": _windows,
    "connector": _connector,
    "client": _client,
    "sound": _sound,
}
