"""The time zones that the phone lists, from `profiles/network/cities.csv`."""

from __future__ import annotations

import csv
from functools import cache

import msgspec

from emulator.boot.model import config
from emulator.kernel.data import read_data
from emulator.kernel.state import State
from emulator.network.model import zone_offset

ZONE = "tcpIpApp.sntp.gmtOffset"
CITY = f"{ZONE}cityID"


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
        return {CITY: str(self.city), f"{ZONE}.overrideDHCP": "1"}


@cache
def cities() -> tuple[City, ...]:
    """All time zones, from west to east."""
    rows = list(csv.DictReader(read_data("network/cities.csv").decode().splitlines()))
    return tuple(sorted(msgspec.convert(rows, list[City], strict=False), key=lambda city: (city.offset, city.city)))


def city_of(phone: State) -> City | None:
    """The time zone of the phone's clock: the one that was chosen, or the first that is as far from Greenwich."""
    number, offset = config(phone).text(CITY), zone_offset(phone)
    return next((each for each in cities() if (str(each.city) == number if number else each.offset == offset)), None)
