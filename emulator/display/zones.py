"""The time zones that the phone lists, from `profiles/network/cities.csv`."""

from __future__ import annotations

import csv
from functools import cache

import msgspec

from emulator.kernel.data import read_data

ZONE = "tcpIpApp.sntp.gmtOffset"


class City(msgspec.Struct, frozen=True):
    """A time zone as the phone lists it: by its number, with the seconds from Greenwich and some of its places."""

    city: int
    offset: int
    places: str

    @property
    def label(self) -> str:
        """How it is written: (GMT -8:00) Pacific Time (US & Canada)."""
        hours, minutes = divmod(abs(self.offset) // 60, 60)
        sign = "" if not self.offset else f" {'-' if self.offset < 0 else '+'}{hours}:{minutes:02}"
        return f"(GMT{sign}) {self.places}"

    @property
    def settings(self) -> dict[str, str]:
        """What choosing it sets: it counts before what DHCP says."""
        return {f"{ZONE}cityID": str(self.city), f"{ZONE}.overrideDHCP": "1"}


@cache
def cities() -> tuple[City, ...]:
    """All time zones, from west to east."""
    rows = list(csv.DictReader(read_data("network/cities.csv").decode().splitlines()))
    return tuple(sorted(msgspec.convert(rows, list[City], strict=False), key=lambda city: (city.offset, city.city)))
