"""The wireless network, seen from the phone: whether it uses its radio, and which networks let it in."""

from __future__ import annotations

from collections.abc import Container, Sequence

import msgspec

from emulator.config.layers import Configuration
from emulator.kernel.profile import DeviceProfile

WIRELESS = "SpectraLink"
"""The family that has no socket for a network cable."""

ADAPTER = "wifi-adapter"
"""What gives a radio to a phone that has none."""

OPEN, WEP = "None", "WEP"


class AccessPoint(msgspec.Struct, frozen=True):
    """A wireless network in range; one without a password is open. `signal` is in dBm."""

    ssid: str = ""
    password: str = ""
    signal: int = -50

    def __repr__(self) -> str:
        return f"AccessPoint({self.ssid!r}, ..., {self.signal})"


def has_radio(profile: DeviceProfile, plugged: Container[str]) -> bool:
    """Whether there is a radio, be it in a USB adapter."""
    return profile.has("wifi") or (profile.has("wifi-dongle") and ADAPTER in plugged)


def on_air(settings: Configuration, profile: DeviceProfile, plugged: Container[str] = ()) -> bool:
    """Whether the phone uses its radio instead of its cable (device.wifi.enabled); handsets have nothing else."""
    wanted = profile.family == WIRELESS or settings.flag("device.wifi.enabled")
    return wanted and has_radio(profile, plugged)


def find_network(settings: Configuration, air: Sequence[AccessPoint]) -> AccessPoint | None:
    """The strongest of the networks that have the name that the phone looks for (device.wifi.ssid)."""
    named = [each for each in air if each.ssid == settings.text("device.wifi.ssid")]
    return max(named, key=lambda each: each.signal, default=None)


def knows_password(settings: Configuration, network: AccessPoint) -> bool:
    """Whether the network lets the phone in: open ones do, the others by the key of the same kind."""
    mode = settings.choice("device.wifi.securityMode")
    if OPEN in (mode, network.password or OPEN):
        return mode == OPEN and not network.password
    return network.password == settings.text("device.wifi.wep.key" if mode == WEP else "device.wifi.psk.key")
