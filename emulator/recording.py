"""Recordings: every outside event of a run, and every face that followed, in one self-contained file.

A recording is JSON lines. The first holds the model, the version and the parts the phone started with; `event` lines
hold what came from outside, `face` lines what the user then saw. File bodies are stored once, by hash. Values of
parameters marked secret are starred at the same length before they reach the file.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from emulator.config.catalogue import is_secret
from emulator.device import SLICES, Device
from emulator.display.model import Led, Screen
from emulator.kernel.profile import load_profile
from emulator.kernel.state import Event

SCHEMA = 1
_LARGE = 128  # bytes; smaller ones stay inline

_ATTRIBUTE = re.compile(rb"""([\w.]+)(\s*=\s*)("([^"]*)"|'([^']*)')""")


class RecordingError(ValueError):
    """The file is not a recording, or one of another schema."""


def mask_secrets(body: bytes) -> bytes:
    """Star the values of secret parameters in an XML body, at the same length."""

    def star(match: re.Match[bytes]) -> bytes:
        quoted = match[3]
        if not is_secret(match[1].decode("ascii", "replace")):
            return match[0]
        return match[1] + match[2] + quoted[:1] + b"*" * (len(quoted) - 2) + quoted[-1:]

    return _ATTRIBUTE.sub(star, body)


class Face(msgspec.Struct, frozen=True):
    """What a user sees: the drawn rows, and the lamps."""

    name: str
    rows: list[str]
    leds: dict[str, str]


def face(device: Device, screen: Screen, leds: dict[str, Led]) -> Face:
    """The face of a phone as recordings keep it."""
    lamps = {name: f"{led.color} {led.pattern}" for name, led in leds.items()}
    return Face(screen.name, device.frame(screen).text().split("\n"), lamps)


class Recorder:
    """Writes a recording as the phone runs."""

    def __init__(self, file: BinaryIO, device: Device, version: str) -> None:
        self._file = file
        self._blobs: set[str] = set()
        self._face: Face | None = None
        parts = {type(part).__name__: self._plain(part) for part in device.core.state}
        self._write({"recording": SCHEMA, "vphone": version, "model": device.profile.token, "parts": parts})

    def event(self, event: Event, at: int) -> None:
        """Note an outside event, before the phone handles it."""
        self._write({"at": at, "event": self._plain(event)})

    def face(self, shown: Face, at: int) -> None:
        """Note what the user sees, if it changed."""
        if shown != self._face:
            self._face = shown
            self._write({"at": at, "face": msgspec.to_builtins(shown)})

    def _plain(self, value: Any) -> Any:
        return self._store(msgspec.to_builtins(value, builtin_types=(bytes,)))

    def _store(self, value: Any) -> Any:
        if isinstance(value, bytes):
            body = mask_secrets(value)
            text = base64.b64encode(body).decode()
            if len(body) < _LARGE:
                return {"$bytes": text}
            name = hashlib.sha256(body).hexdigest()
            if name not in self._blobs:
                self._blobs.add(name)
                self._write({"blob": name, "data": text})
            return {"$blob": name}
        if isinstance(value, dict):
            return {key: self._store(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self._store(item) for item in value]
        return value

    def _write(self, line: dict[str, Any]) -> None:
        self._file.write(msgspec.json.encode(line) + b"\n")
        self._file.flush()


class Difference(msgspec.Struct, frozen=True):
    """The first place where a replay left the recording."""

    at: int
    recorded: Face | None
    replayed: Face | None


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    blobs: dict[str, bytes] = {}

    def restore(value: Any) -> Any:
        if isinstance(value, dict):
            if "$bytes" in value:
                return base64.b64decode(value["$bytes"])
            if "$blob" in value:
                return blobs[value["$blob"]]
            return {key: restore(item) for key, item in value.items()}
        return [restore(item) for item in value] if isinstance(value, list) else value

    with path.open("rb") as file:
        for number, raw in enumerate(file, 1):
            try:
                line = msgspec.json.decode(raw)
                if "blob" in line:
                    blobs[line["blob"]] = base64.b64decode(line["data"])
                else:
                    yield restore(line)
            except (msgspec.DecodeError, ValueError, KeyError, TypeError) as error:
                raise RecordingError(f"{path}: line {number} is not a line of a recording ({error})") from error


def _event_types() -> dict[str, type[Event]]:
    return {kind.__name__: kind for slice_ in SLICES for kind in slice_.reactions} | {
        kind.__name__: kind for kind in _descendants(Event)
    }


def _descendants(kind: type[Any]) -> Iterable[type[Any]]:
    for child in kind.__subclasses__():
        yield child
        yield from _descendants(child)


class Replay(msgspec.Struct):
    """What came of a replay."""

    version: str
    events: int
    faces: int
    difference: Difference | None


def replay(path: Path, show: Callable[[int, Face], None] | None = None) -> Replay:
    """Feed a recording to a bare phone and compare every face.

    Raises RecordingError if the file is not a recording, OSError if it cannot be read.
    """
    lines = _lines(path)
    head = next(lines, {})
    if head.get("recording") != SCHEMA:
        raise RecordingError(f"{path} is not a vphone recording of schema {SCHEMA}")
    kinds = {slice_.part.__name__: slice_.part for slice_ in SLICES}
    parts = [msgspec.convert(value, kinds[name]) for name, value in head["parts"].items() if name in kinds]
    device = Device(load_profile(head["model"]), parts)
    result = Replay(head["vphone"], 0, 0, None)
    types = _event_types()
    last: Face | None = None
    for line in lines:
        at: int = line["at"]
        if "event" in line:
            kind = types[line["event"]["type"]]
            device.feed(msgspec.convert(line["event"], kind), at)
            result.events += 1
            continue
        recorded = msgspec.convert(line["face"], Face)
        device.core.advance(at)
        now = face(device, device.screen(), device.leds())
        result.faces += 1
        if now != recorded:
            result.difference = Difference(at, recorded, now)
            return result
        if show is not None and now != last:
            show(at, now)
        last = now
    return result
