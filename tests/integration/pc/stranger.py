"""A connector by somebody else, written from docs/btoe.md alone: nothing of the product's is used here."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import struct
from pathlib import Path
from typing import Any, Self

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from spake2 import SPAKE2_A

PATIENCE = 10.0


# MessagePack, as much of it as the protocol needs


def packed(value: Any) -> bytes:
    """A value as MessagePack."""
    match value:
        case None:
            return b"\xc0"
        case bool():
            return b"\xc3" if value else b"\xc2"
        case int():
            return bytes([value]) if 0 <= value < 128 else b"\xd3" + struct.pack(">q", value)
        case str():
            data = value.encode()
            return b"\xdb" + struct.pack(">I", len(data)) + data
        case bytes():
            return b"\xc6" + struct.pack(">I", len(value)) + value
        case list():
            return b"\xdd" + struct.pack(">I", len(value)) + b"".join(map(packed, value))
        case dict():
            pairs = b"".join(packed(name) + packed(each) for name, each in value.items())
            return b"\xdf" + struct.pack(">I", len(value)) + pairs
    raise TypeError(value)


class Unpacker:
    """Reads one value after another."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def _take(self, count: int) -> bytes:
        self._at += count
        return self._data[self._at - count : self._at]

    def _number(self, form: str) -> int:
        return int(struct.unpack(f">{form}", self._take(struct.calcsize(form)))[0])

    def value(self) -> Any:
        """The next one."""
        kind = self._take(1)[0]
        if kind < 0x80 or kind >= 0xE0:
            return kind if kind < 0x80 else kind - 256
        if kind < 0xC0:
            count = kind & (0x1F if kind >= 0xA0 else 0x0F)
            return self._sized("map" if kind < 0x90 else "list" if kind < 0xA0 else "str", count)
        if kind in (0xC0, 0xC2, 0xC3):
            return {0xC0: None, 0xC2: False, 0xC3: True}[kind]
        if kind in _NUMBERS:
            return self._number(_NUMBERS[kind])
        what, form = _SIZED[kind]
        return self._sized(what, self._number(form))

    def _sized(self, what: str, count: int) -> Any:
        match what:
            case "str":
                return self._take(count).decode()
            case "bytes":
                return self._take(count)
            case "list":
                return [self.value() for _ in range(count)]
        return {self.value(): self.value() for _ in range(count)}


_NUMBERS = dict(zip(range(0xCC, 0xD4), "BHIQbhiq", strict=True))
_SIZED = {
    0xC4: ("bytes", "B"), 0xC5: ("bytes", "H"), 0xC6: ("bytes", "I"),
    0xD9: ("str", "B"), 0xDA: ("str", "H"), 0xDB: ("str", "I"),
    0xDC: ("list", "H"), 0xDD: ("list", "I"), 0xDE: ("map", "H"), 0xDF: ("map", "I"),
}  # fmt: skip


# Keys


def hkdf(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    """HKDF-SHA256 (RFC 5869)."""
    key, block, out = hmac.digest(salt, secret, "sha256"), b"", b""
    for number in range(1, 256):
        block = hmac.digest(key, block + info + bytes([number]), "sha256")
        out += block
        if len(out) >= length:
            break
    return out[:length]


class Seal:
    """One direction of sealed messages."""

    def __init__(self, key: bytes) -> None:
        self._cipher, self._count = ChaCha20Poly1305(key), 0

    def _nonce(self) -> bytes:
        self._count += 1
        return (self._count - 1).to_bytes(12, "big")

    def close(self, data: bytes) -> bytes:
        """Seal the next message."""
        return self._cipher.encrypt(self._nonce(), data, None)

    def open(self, data: bytes) -> bytes:
        """Open the next message."""
        return self._cipher.decrypt(self._nonce(), data, None)


class RefusedError(Exception):
    """The phone has turned the connector away."""


class Stranger:
    """`async with Stranger(host, port, mode, secret) as stranger`: paired once entered; raises RefusedError."""

    def __init__(self, host: str, port: int, mode: str, secret: str, hello: dict[str, Any] | None = None) -> None:
        self._where, self._mode, self._secret = (host, port), mode, secret
        self._hello = {"type": "hello", "connector": "4.3.0", "product": "another one", "computer": "ELSEWHERE",
                       "account": "", "locked": False} | (hello or {})  # fmt: skip
        self.heard: list[dict[str, Any]] = []
        self._more = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_connection(*self._where)
        await self._shake_hands()
        self.say(self._hello)
        self._task = asyncio.create_task(self._listen())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        self._writer.close()

    async def _shake_hands(self) -> None:
        exchange = SPAKE2_A(self._secret.encode(), idA=b"vphone btoe pc", idB=b"vphone btoe phone")
        opening = packed({"type": "open", "versions": [1], "mode": self._mode, "share": exchange.start(),
                          "plug": self._mode == "auto"})  # fmt: skip
        self._send(opening)
        answer = await self._frame()
        salt = hashlib.sha256(
            struct.pack(">I", len(opening)) + opening + struct.pack(">I", len(answer)) + answer
        ).digest()
        shared = exchange.finish(self._greeting(answer, "answer")["share"])
        keys = hkdf(shared, salt, b"vphone btoe keys", 128)
        self._send(packed({"type": "confirm", "proof": hmac.digest(keys[:32], salt, "sha256")}))
        theirs = self._greeting(await self._frame(), "confirm")["proof"]
        assert hmac.compare_digest(theirs, hmac.digest(keys[32:64], salt, "sha256"))
        self._mine, self._theirs = Seal(keys[64:96]), Seal(keys[96:])

    def _greeting(self, data: bytes, wanted: str) -> dict[str, Any]:
        message: dict[str, Any] = Unpacker(data).value()
        if message["type"] == "refuse":
            self._writer.close()
            raise RefusedError(message["reason"])
        assert wanted == message["type"]
        return message

    def _send(self, data: bytes) -> None:
        self._writer.write(struct.pack(">I", len(data)) + data)

    async def _frame(self) -> bytes:
        async with asyncio.timeout(PATIENCE):
            size = struct.unpack(">I", await self._reader.readexactly(4))[0]
            return await self._reader.readexactly(size)

    def say(self, message: dict[str, Any]) -> None:
        """Tell the phone something."""
        self._send(self._mine.close(packed(message)))

    def scribble(self) -> None:
        """Send what is sealed with nothing."""
        self._send(b"\0" * 40)

    async def _listen(self) -> None:
        try:
            while True:
                size = struct.unpack(">I", await self._reader.readexactly(4))[0]
                self.heard.append(Unpacker(self._theirs.open(await self._reader.readexactly(size))).value())
                self._more.set()
        except (asyncio.IncompleteReadError, ConnectionError):
            self.heard.append({"type": "hung up"})
            self._more.set()

    async def hears(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Wait for a message of that kind with those fields."""
        async with asyncio.timeout(PATIENCE):
            while True:
                for message in self.heard:
                    if message["type"] == kind and fields.items() <= message.items():
                        return message
                self._more.clear()
                await self._more.wait()


def description(folder: Path) -> dict[str, Any]:
    """The only phone's file in the folder where phones are found."""
    import json

    (path,) = folder.glob("*.json")
    found: dict[str, Any] = json.loads(path.read_text())
    return found
