"""What a PC tells programs: its state as plain data, and one report for each part of it that has changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from emulator.kernel.state import State
from emulator.lab.pc.model import Client, Connector, Sound, Windows

Report = dict[str, Any]

SCHEMA = 1

KINDS = {
    "hello": "first line: the computer's name",
    "windows": "the session, what is installed, cable or firewall changed",
    "connector": "pairing changed",
    "client": "the client's user, its calls or the sign-in dialog changed",
    "sound": "audio devices changed",
    "log": "a line of the connector's log",
    "setup": "the installer ran; where its log is",
    "web": "a web page was opened",
    "status": "answer to status",
    "ok": "an input was carried out",
    "error": "an input could not be carried out",
    "end": "the run is over",
}
"""The kinds of report there are."""


def status(state: State) -> dict[str, Any]:
    """The four parts of a PC, without what is nobody's business."""
    sound = state[Sound]
    connector = msgspec.to_builtins(state[Connector]) | {"page": state[Connector].page}
    for private in ("code", "plug", "wanted"):
        del connector[private]
    heard = msgspec.to_builtins(sound) | {"devices": list(sound.devices), "media": sound.media_device}
    return {
        "windows": msgspec.to_builtins(state[Windows]) | {"blocked": state[Windows].blocks},
        "connector": connector,
        "client": msgspec.to_builtins(state[Client]),
        "sound": heard,
    }


def changes(before: dict[str, Any], now: dict[str, Any]) -> Iterator[Report]:
    """A report for each part that is another one than before."""
    for kind, part in now.items():
        if part != before[kind]:
            yield {"kind": kind} | part
