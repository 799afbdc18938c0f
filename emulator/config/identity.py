"""Which phone a configuration is read for."""

from __future__ import annotations

import msgspec

from emulator.kernel.profile import DeviceProfile


class Identity(msgspec.Struct, frozen=True):
    """What of a phone decides which files, attributes and defaults apply to it.

    `mac` is twelve hexadecimal digits in lower case; `model` is spelled as in master files (VVX450); `version` is
    that of the application (5.9.1.0615), empty for the newest.
    """

    mac: str = ""
    model: str = ""
    part_number: str = ""
    version: str = ""


def identify(profile: DeviceProfile, mac: str) -> Identity:
    """The identity of the phone of that profile which has this MAC address, in any usual spelling."""
    digits = "".join(character for character in mac.lower() if character.isalnum())
    return Identity(digits, profile.compact, profile.part_number, profile.firmware)
