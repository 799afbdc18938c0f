"""What the phone is: the facts that its maker printed on it and wrote into it."""

from __future__ import annotations

from emulator.kernel.state import Part


class Nameplate(Part, frozen=True):
    """Who this phone is, set when it is assembled.

    `mac` is twelve hexadecimal digits in lower case; `firmware` and `updater` are software versions.
    """

    mac: str = ""
    firmware: str = ""
    updater: str = ""
    part_number: str = ""
    serial: str = ""
