"""Recordings: every outside event of a run, and every face that followed, in one self-contained file.

A recording is JSON lines. The first holds the model, the version and the parts the phone started with; `event` lines
hold what came from outside, `face` lines what the user then saw. File bodies are stored once, by hash. Values of
parameters marked secret are starred at the same length before they reach the file.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from emulator.config.catalogue import is_secret
from emulator.device import Device
from emulator.display import entry
from emulator.display.model import Display, Led, Screen, SecretTyped
from emulator.kernel.profile import load_profile
from emulator.kernel.state import Event, Part

SCHEMA = 1
LARGE = 128
"""Bytes from which on a body is stored once and referred to by its hash."""

_ATTRIBUTE = re.compile(rb"""(?<![\w.])([\w.]+)(\s*=\s*)(["'])(.*?)(\3)""", re.DOTALL)
_CUT_OFF = re.compile(rb"""(?<![\w.])([\w.]+)(\s*=\s*)(["'])([^"']*)(\Z)""")
_TOKEN = re.compile(
    rb"""(<(?:[\w.-]+:)?BinarySecret>|\bAssertionID=["']|"(?:access_token|device_code)"\s*:\s*")([^<"']+)"""
)
"""What web servers give to who signs in: keys, tickets and tokens."""

_WIDE = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))


class RecordingError(ValueError):
    """The file is not a recording, or one of another schema."""


class Stars:
    """Stands in for secrets: stars of the same length, which end in a number where another secret has them already.

    What was equal stays equal and what differed differs, so a replay compares passwords as the phone did.
    """

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def __call__(self, secret: str) -> str:
        """What to write in place of a secret."""
        if secret and secret not in self._known:
            alike = sum(len(each) == len(secret) for each in self._known)
            self._known[secret] = f"{'*' * len(secret)}{alike or ''}"[-len(secret) :]
        return self._known.get(secret, "")


def mask_secrets(body: bytes, stars: Callable[[str], str]) -> bytes:
    """Star the values of secret parameters in an XML body, at the same length, whatever its encoding."""
    for start, encoding in _WIDE:
        if body.startswith(start):
            whole = len(body) & ~1
            text = body[:whole].decode(encoding, "surrogatepass").encode("utf-8", "surrogatepass")
            masked = mask_secrets(text, stars).decode("utf-8", "surrogatepass")
            return masked.encode(encoding, "surrogatepass") + body[whole:]

    def star(match: re.Match[bytes]) -> bytes:
        name, equals, quote, value, end = match.groups()
        if not is_secret(name.decode("ascii", "replace")):
            return match[0]
        return name + equals + quote + stars(value.decode("latin-1")).encode("latin-1") + end

    def star_token(match: re.Match[bytes]) -> bytes:
        return match[1] + stars(match[2].decode("latin-1")).encode("latin-1")

    return _TOKEN.sub(star_token, _CUT_OFF.sub(star, _ATTRIBUTE.sub(star, body)))


class Face(msgspec.Struct, frozen=True):
    """What a user sees: the drawn rows, and the lamps."""

    name: str
    rows: list[str]
    leds: dict[str, str]


def face(device: Device, screen: Screen, leds: dict[str, Led]) -> Face:
    """The face of a phone as recordings keep it."""
    lamps = {name: f"{led.color} {led.pattern}" for name, led in leds.items()}
    return Face(screen.name, device.frame(screen).text().split("\n"), lamps)


def veiled(event: Event, before: entry.Secret | None, device: Device) -> Event:
    """What to keep of an event that has been handled: of what went into a secret field, the new length alone.

    `before` is the secret field in focus as it was, None if there was none. Another field in focus now, or a form that
    begins anew, says that the event was no typing.
    """
    secret = None if before is None else entry.secret(device.screen())
    typed = secret and before and secret[:2] == before[:2] and device.core.state[Display].entry.texts
    return SecretTyped(len(secret.text)) if secret and typed and secret != before else event


class Recorder:
    """Writes a recording as the phone runs."""

    def __init__(self, file: BinaryIO, device: Device, version: str) -> None:
        self._file = file
        self._stars = Stars()
        self._blobs: set[str] = set()
        self._face: Face | None = None
        parts = {type(part).__name__: self._plain(part, large=1 << 30) for part in device.core.state}
        self._write({"recording": SCHEMA, "vphone": version, "model": device.profile.token, "parts": parts})

    def event(self, event: Event, at: int) -> None:
        """Note an outside event, before the phone handles it."""
        self._write({"at": at, "event": self._plain(event)})

    def face(self, shown: Face, at: int) -> None:
        """Note what the user sees, if it changed."""
        if shown != self._face:
            self._face = shown
            self._write({"at": at, "face": msgspec.to_builtins(shown)})

    def _plain(self, value: Any, large: int = LARGE) -> Any:
        return self._store(msgspec.to_builtins(value, builtin_types=(bytes,)), large)

    def _store(self, value: Any, large: int) -> Any:
        if isinstance(value, bytes):
            body = mask_secrets(value, self._stars)
            text = base64.b64encode(body).decode()
            if len(body) < large:
                return {"$bytes": text}
            name = hashlib.sha256(body).hexdigest()
            if name not in self._blobs:
                self._blobs.add(name)
                self._write({"blob": name, "data": text})
            return {"$blob": name}
        if isinstance(value, dict):
            return {
                key: self._starred(item) if _is_secret(key) else self._store(item, large) for key, item in value.items()
            }
        if isinstance(value, list | tuple):
            return [self._store(item, large) for item in value]
        return value

    def _starred(self, value: Any) -> Any:
        """Text as stars, wherever it stands in the value of a secret."""
        if isinstance(value, str):
            return self._stars(value)
        if isinstance(value, bytes):
            return {"$bytes": base64.b64encode(self._stars(value.decode("latin-1")).encode("latin-1")).decode()}
        return {key: self._starred(item) if key == "value" else item for key, item in value.items()} if value else value

    def _write(self, line: dict[str, Any]) -> None:
        self._file.write(msgspec.json.encode(line) + b"\n")
        self._file.flush()


_RANDOM = ("entropy",)
"""Fields that hold what keys are made of."""


def _is_secret(key: Any) -> bool:
    """Whether what a field or parameter of that name holds must not be read; hashes of short codes can be tried out."""
    return isinstance(key, str) and (
        key.lower().endswith("password") or key.startswith("hashed_") or key in _RANDOM or is_secret(key)
    )


class Difference(msgspec.Struct, frozen=True):
    """The first place where a replay left the recording."""

    at: int
    recorded: Face | None
    replayed: Face | None


def _restored(value: Any, blobs: dict[str, bytes]) -> Any:
    if isinstance(value, dict):
        if "$bytes" in value:
            return base64.b64decode(value["$bytes"])
        if "$blob" in value:
            return blobs[value["$blob"]]
        return {key: _restored(item, blobs) for key, item in value.items()}
    return [_restored(item, blobs) for item in value] if isinstance(value, list) else value


def _descendants(kind: type[Any]) -> Iterable[type[Any]]:
    for child in kind.__subclasses__():
        yield child
        yield from _descendants(child)


def _named(kind: type[Any]) -> dict[str, type[Any]]:
    return {each.__name__: each for each in _descendants(kind)}


class Replay(msgspec.Struct):
    """What came of a replay."""

    version: str
    events: int
    faces: int
    difference: Difference | None


class _Player:
    """Takes the lines of a recording one by one."""

    def __init__(self, show: Callable[[int, Face], None]) -> None:
        self.result = Replay("", 0, 0, None)
        self._show = show
        self._device: Device | None = None
        self._blobs: dict[str, bytes] = {}
        self._events = _named(Event)
        self._last: Face | None = None

    def take(self, raw: bytes) -> None:
        """One line. Raises LookupError, ValueError, TypeError or a msgspec error if it makes no sense."""
        line = msgspec.json.decode(raw, type=dict[str, Any])
        if self._device is None:
            self._device = self._begin(line)
        elif "blob" in line:
            self._blobs[line["blob"]] = base64.b64decode(line["data"])
        elif "event" in line:
            event = _restored(line["event"], self._blobs)
            self._device.feed(msgspec.convert(event, self._events[event["type"]]), int(line["at"]))
            self.result.events += 1
        else:
            self._compare(self._device, int(line["at"]), msgspec.convert(line["face"], Face))

    def _begin(self, head: dict[str, Any]) -> Device:
        if head["recording"] != SCHEMA:
            raise ValueError(f"it is of schema {head['recording']}, not {SCHEMA}")
        self.result.version = head["vphone"]
        kinds = _named(Part)
        parts = [msgspec.convert(_restored(value, self._blobs), kinds[name]) for name, value in head["parts"].items()]
        return Device(load_profile(head["model"]), parts)

    def _compare(self, device: Device, at: int, recorded: Face) -> None:
        device.core.advance(at)
        seen = face(device, device.screen(), device.leds())
        self.result.faces += 1
        if seen != recorded:
            self.result.difference = Difference(at, recorded, seen)
        elif seen != self._last:
            self._show(at, seen)
        self._last = seen


def replay(path: Path, show: Callable[[int, Face], None] = lambda at, seen: None) -> Replay:
    """Feed a recording to a bare phone and compare every face, up to the first that differs.

    Raises RecordingError if the file is not a recording, OSError if it cannot be read.
    """
    player, number = _Player(show), 0
    with path.open("rb") as file:
        for number, raw in enumerate(file, 1):
            try:
                player.take(raw)
            except (msgspec.MsgspecError, LookupError, ValueError, TypeError, AttributeError) as error:
                raise RecordingError(f"{path}: line {number} is not a line of a recording ({error})") from error
            if player.result.difference is not None:
                break
    if not number:
        raise RecordingError(f"{path} is empty")
    return player.result
