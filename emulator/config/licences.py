"""Licence files: which features of a phone have been bought.

What the maker's licence files look like inside is not public. What is read here is a form of this product's own, after
that of configuration files: attributes license.x.feature, and if they apply license.x.expires (a date such as
2027-12-31) and license.x.mac (the phone that it is for).
"""

from __future__ import annotations

import datetime
import re

import msgspec

from emulator.config.xml import read_xml

_NAME = re.compile(r"license\.([1-9][0-9]{0,3})\.(feature|expires|mac)")


class Licence(msgspec.Struct, frozen=True):
    """A licence for one feature; `expires` is None if it lasts for ever."""

    feature: str
    expires: datetime.date | None = None

    def holds(self, today: datetime.date | None) -> bool:
        """Whether it is in force; a phone that does not know the date trusts it."""
        return self.expires is None or today is None or today <= self.expires


def read_licences(name: str, data: bytes, mac: str) -> tuple[Licence, ...]:
    """The licences in a file that are for the phone of that MAC address, by index; what cannot be read is none."""
    found: dict[int, dict[str, str]] = {}
    for attribute in read_xml(name, data).attributes:
        match = _NAME.fullmatch(attribute.name)
        if match:
            found.setdefault(int(match[1]), {}).setdefault(match[2], attribute.value)
    licences = (_licence(fields, mac) for _, fields in sorted(found.items()))
    return tuple(licence for licence in licences if licence)


def _licence(fields: dict[str, str], mac: str) -> Licence | None:
    feature, owner = fields.get("feature", ""), fields.get("mac", mac)
    if not feature or owner.lower().replace(":", "") != mac:
        return None
    try:
        return Licence(feature, datetime.date.fromisoformat(fields["expires"]) if "expires" in fields else None)
    except ValueError:
        return None
