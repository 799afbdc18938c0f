"""IEEE 802.1X, seen from the phone: how it says who it is, and whether the port of the switch opens for it.

Frames of Ethernet never leave the phone, so the two sides of the conversation are compared as values.
"""

from __future__ import annotations

import msgspec

from emulator.config.layers import Configuration
from emulator.config.tls import platform_profile

BY_CERTIFICATE = "EAP-TLS"
"""The one method that asks for no password (RFC 5216)."""

TUNNELLED = ("EAP-PEAPv0-MSCHAPv2", "EAP-PEAPv0-GTC", "EAP-TTLS-MSCHAPv2", "EAP-TTLS-GTC", "EAP-FAST")
"""Methods that show another name outside of their tunnel (RFC 5281, 7.3)."""


class Guard(msgspec.Struct, frozen=True):
    """What a port of the switch wants to hear; without a password, a device certificate."""

    identity: str = ""
    password: str = ""

    def __repr__(self) -> str:
        return f"Guard({self.identity!r}, ...)"


def speaks(settings: Configuration) -> bool:
    """Whether the phone answers a switch that asks who it is."""
    return settings.number("device.net.dot1x.enabled") == 1


def method(settings: Configuration) -> str:
    """The EAP method in use; EAP-TLS by default (from memory)."""
    chosen = settings.choice("device.net.dot1x.method")
    return BY_CERTIFICATE if chosen in ("", "EAP-None") else chosen


def shown_name(settings: Configuration) -> str:
    """The name that a phone gives before the conversation is encrypted."""
    anonymous = settings.text("device.net.dot1x.anonid") if method(settings) in TUNNELLED else ""
    return anonymous or settings.text("device.net.dot1x.identity")


def admitted(settings: Configuration, guard: Guard, *, certified: bool) -> bool:
    """Whether the switch lets the phone in; `certified` phones have a certificate from the factory."""
    identity = settings.text("device.net.dot1x.identity")
    if guard.identity not in ("", identity):
        return False
    if method(settings) == BY_CERTIFICATE:
        return not guard.password and (certified or bool(platform_profile(settings, "dot1x").certificate))
    return bool(guard.password) and guard.password == settings.text("device.net.dot1x.password")
