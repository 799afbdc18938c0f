"""Encrypted files on their way in, and files of the phone's own that go out encrypted."""

from __future__ import annotations

import msgspec

from emulator.boot.model import Role
from emulator.boot.provisioning.fetching import Outcome, Transfer, spoiled
from emulator.config.encryption import KeyFormatError, UndecryptableError, decrypt, encrypt, is_encrypted, parse_key
from emulator.config.layers import Configuration

KEY = "device.sec.configEncryption.key"
_CLEAR: tuple[Role, ...] = ("master", "image", "version")  # never encrypted (SIP 3.1 administrator guide, C-4)
_SWITCHES: dict[Role, str] = {"phone": "overrides", "web": "overrides", "directory": "dir", "calls": "callLists"}


def opened(outcome: Outcome, key: str) -> Transfer:
    """A file that has come, decrypted if it is encrypted and `key` fits."""
    body = outcome.answer.body
    if outcome.fault or outcome.role in _CLEAR or not is_encrypted(body):
        return outcome
    try:
        plain = decrypt(body, parse_key(key))
    except (KeyFormatError, UndecryptableError):
        return (yield from spoiled(outcome, "undecryptable"))
    return outcome._replace(answer=msgspec.structs.replace(outcome.answer, body=plain))


def sealed(settings: Configuration, role: Role, body: bytes) -> bytes:
    """A file as it is uploaded: encrypted if sec.encryption.upload.* wants that and there is a key."""
    switch = _SWITCHES.get(role)
    if switch is None or not settings.flag(f"sec.encryption.upload.{switch}"):
        return body
    try:
        return encrypt(body, parse_key(settings.text(KEY)))
    except KeyFormatError:
        return body
