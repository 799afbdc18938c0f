"""The device certificate of a phone: which one it has, and what its Status menu says of it."""

from __future__ import annotations

import datetime
import ssl
from collections.abc import Callable
from pathlib import Path

import msgspec

from emulator.boot.flash import Flash
from emulator.boot.transfer.tls import load_certificate
from emulator.config.certificate import CertificateError, read_certificates
from emulator.kernel.mac import MacError, parse_mac

CHOICES = ("factory", "none", "invalid", "absent")
"""What a phone may have: the factory's, none, an expired one, or none and no word of it as on old models."""

ITEM = "certificate.pem"
"""Where flash has the factory's; it is part of the hardware, so no reset takes it away."""


class CertificateFileError(ValueError):
    """A file holds no certificate with its key, or cannot be read."""


class DeviceCertificate(msgspec.Struct, frozen=True):
    """What the phone shows servers: `shown` is the word of the Status menu for it, `pem` makes or reads it."""

    shown: str
    pem: Callable[[], str] = str


def read_certificate_file(choice: str) -> str:
    """What stands in a file, empty for one of `CHOICES`. Raises CertificateFileError."""
    if choice in CHOICES:
        return ""
    try:
        text = Path(choice).read_text("ascii", "replace")
    except OSError as error:
        raise CertificateFileError(f"{choice} cannot be read: {error.strerror}") from None
    try:
        load_certificate(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), text)
        read_certificates(text)
    except (ssl.SSLError, CertificateError):
        raise CertificateFileError(f"{choice} holds no certificate in PEM form with its key, not encrypted") from None
    return text


def device_certificate(choice: str, text: str, mac: str, flash: Flash) -> DeviceCertificate:
    """The certificate of a phone; `text` is that of a file, if the choice is one.

    That of the factory is made when it is first needed, and then stays in flash.
    """
    if text:
        return DeviceCertificate(_judge(text, mac), lambda: text)
    if choice == "factory":
        return DeviceCertificate("Factory installed", lambda: _burnt_in(mac, flash))
    if choice == "invalid":
        return DeviceCertificate("Invalid", lambda: _expired(mac))
    return DeviceCertificate("" if choice == "absent" else "Not Installed")


def _burnt_in(mac: str, flash: Flash) -> str:
    from emulator.factory import maker

    kept = (flash.read(ITEM) or b"").decode("ascii", "replace")
    if _owner(kept) == mac:
        return kept
    made = maker().device(mac)
    flash.write(ITEM, made.encode())
    return made


def _expired(mac: str) -> str:
    from emulator.factory import EXPIRED, maker

    return maker().device(mac, EXPIRED)


def _judge(text: str, mac: str) -> str:
    """What the Status menu says of a certificate that is none of the factory's making."""
    certificate = read_certificates(text)[0]
    if _owner(text) != mac or not certificate.begins <= datetime.date.today() <= certificate.ends:
        return "Invalid"
    return "Self-signed" if certificate.issuer == certificate.name else "Factory installed"


def _owner(text: str) -> str:
    """The MAC address that a certificate is for; empty if it is for none, or no certificate."""
    try:
        return parse_mac(read_certificates(text)[0].name)
    except (CertificateError, MacError):
        return ""
