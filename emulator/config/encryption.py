"""Encrypted configuration files, and the key that a phone reads them with.

Known of the device's files are the cipher (AES-128 in CBC mode), the form of the key, and that the first line is text
with a Digest in it (SIP 3.1 administrator guide, appendix C); the rest of their header is not public. So what is read
and written here is a form of this product's own, after what is known:

    Crypt=1;KeyDesc=companyNameKey1;Digest=<64 hexadecimal digits>;<line feed><16 bytes IV><cipher text>

`Crypt` is 1 for AES-128 and 2 for AES-256, the padding is that of PKCS #7, and `Digest` is the HMAC-SHA-256 of all
that follows the line feed, under the key. Files that the maker's own tool has encrypted cannot be read.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers import Cipher
    from cryptography.hazmat.primitives.ciphers.modes import CBC

_KEY = re.compile(r"Crypt=([12]);KeyDesc=([^;=\s]{1,64});Key=([0-9A-Fa-f]+);?")
_HEADER = re.compile(rb"Crypt=([12]);KeyDesc=([^;=\s]{1,64});Digest=([0-9a-f]{64});\n")
_START = b"Crypt="
_BLOCK = 16
_KEY_BYTES = {"1": 16, "2": 32}


class KeyFormatError(ValueError):
    """A key is not written as device.sec.configEncryption.key has it; the message says how."""


class UndecryptableError(ValueError):
    """A file cannot be read with that key; the message says why."""


class Key(NamedTuple):
    """A key for configuration files: `crypt` is 1 (128 bits) or 2 (256 bits), `description` names it for people."""

    crypt: str
    description: str
    secret: bytes

    def __repr__(self) -> str:
        return f"Key({self.crypt!r}, {self.description!r}, ***)"


def parse_key(text: str) -> Key:
    """The key that `text` is, in the device's form: Crypt=1;KeyDesc=NAME;Key=<32 hexadecimal digits>; with that end.

    Raises KeyFormatError.
    """
    match = _KEY.fullmatch(text.strip())
    if match is None:
        raise KeyFormatError("a key is written Crypt=1;KeyDesc=NAME;Key=HEXADECIMAL;")
    crypt, description, digits = match.groups()
    if len(digits) != 2 * _KEY_BYTES[crypt]:
        raise KeyFormatError(f"a key with Crypt={crypt} has {2 * _KEY_BYTES[crypt]} hexadecimal digits")
    return Key(crypt, description, bytes.fromhex(digits))


def is_encrypted(data: bytes) -> bool:
    """Whether a file says of itself that it is encrypted."""
    return data.startswith(_START)


def key_description(data: bytes) -> str:
    """The name of the key that an encrypted file asks for; empty if its header cannot be read."""
    match = _HEADER.match(data)
    return match[2].decode("utf-8", "replace") if match else ""


def encrypt(data: bytes, key: Key) -> bytes:
    """A file as it may lie on a server: the same bytes again for the same file and key.

    The initial vector is drawn from the content, so that an unchanged file stays unchanged and no chance is needed.
    """
    vector = hmac.digest(key.secret, b"vector" + data, hashlib.sha256)[:_BLOCK]
    padding = _BLOCK - len(data) % _BLOCK
    worker = _cipher(key, vector).encryptor()
    body = vector + worker.update(data + bytes([padding]) * padding) + worker.finalize()
    header = f"Crypt={key.crypt};KeyDesc={key.description};Digest={_digest(key, body)};\n"
    return header.encode() + body


def decrypt(data: bytes, key: Key) -> bytes:
    """The content of an encrypted file. Raises UndecryptableError."""
    match = _HEADER.match(data)
    if match is None:
        raise UndecryptableError("its first line is not that of an encrypted file")
    crypt, body = match[1].decode(), data[match.end() :]
    if crypt != key.crypt:
        raise UndecryptableError(f"it needs a key with Crypt={crypt}")
    if not hmac.compare_digest(_digest(key, body).encode(), match[3]):
        raise UndecryptableError(f"the key does not fit, or the file is damaged (it asks for {key_description(data)})")
    return _unpadded(key, body)


def _unpadded(key: Key, body: bytes) -> bytes:
    if len(body) < 2 * _BLOCK or len(body) % _BLOCK:
        raise UndecryptableError("it does not hold whole blocks")
    worker = _cipher(key, body[:_BLOCK]).decryptor()
    plain = worker.update(body[_BLOCK:]) + worker.finalize()
    if not plain.endswith(bytes([plain[-1]]) * plain[-1]) or not 1 <= plain[-1] <= _BLOCK:
        raise UndecryptableError("its padding is wrong")
    return plain[: -plain[-1]]


def _digest(key: Key, body: bytes) -> str:
    return hmac.digest(key.secret, body, hashlib.sha256).hex()


def _cipher(key: Key, vector: bytes) -> Cipher[CBC]:
    # Loaded late: few phones have encrypted files, and all commands would wait for it.
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    return Cipher(algorithms.AES(key.secret), modes.CBC(vector))
