"""Which time servers the phone asks, and how far its clock is from Greenwich: configuration, DHCP, flash."""

from __future__ import annotations

import csv
import re
from functools import cache

import msgspec

from emulator.config.layers import Configuration
from emulator.kernel.data import read_data
from emulator.network.offers import Offer

SNTP = "tcpIpApp.sntp"
OWN = "device.sntp"
_NUMBER = re.compile(r"-?\d{1,6}")
_FURTHEST = 14 * 3600


class TimeSource(msgspec.Struct, frozen=True):
    """The time servers to ask in turn, and who named them: "configuration", "DHCP option 42", "flash"."""

    servers: tuple[str, ...] = ()
    origin: str = ""


def time_source(settings: Configuration, lease: Offer) -> TimeSource:
    """The time servers.

    DHCP counts before the configuration unless tcpIpApp.sntp.address.overrideDHCP is 1; the one in flash counts last.
    """
    configured = TimeSource((settings.text(f"{SNTP}.address").strip(),), "configuration")
    stored = TimeSource((settings.text(f"{OWN}.serverName").strip(),), "flash")
    overrides = settings.flag(f"{SNTP}.address.overrideDHCP")
    ranked = (configured, *_offered(lease)) if overrides else (*_offered(lease), configured)
    return next((source for source in (*ranked, stored) if any(source.servers)), TimeSource())


def _offered(lease: Offer) -> list[TimeSource]:
    """NTP servers, then those of the older time protocol, which answer to SNTP as well (options 42 and 4)."""
    return [TimeSource(lease.option(number).values, f"DHCP option {number}") for number in (42, 4)]


def gmt_offset(settings: Configuration, lease: Offer) -> int:
    """Seconds between local standard time and Greenwich, east positive.

    DHCP counts before the configuration unless tcpIpApp.sntp.gmtOffset.overrideDHCP is 1; then comes flash. A city
    (gmtOffsetcityID) stands for the offset of its zone, and counts before an offset given beside it.
    """
    offered, own = _offered_offset(lease), _configured_offset(settings)
    ranked = (own, offered) if settings.flag(f"{SNTP}.gmtOffset.overrideDHCP") else (offered, own)
    return next((offset for offset in (*ranked, _stored_offset(settings)) if offset is not None), 0)


def _offered_offset(lease: Offer) -> int | None:
    text = lease.option(2).text
    if not _NUMBER.fullmatch(text) or abs(int(text)) > _FURTHEST:
        return None
    return int(text)


def _configured_offset(settings: Configuration) -> int | None:
    city = _city_offset(settings.text(f"{SNTP}.gmtOffsetcityID"))
    if city is not None:
        return city
    name = f"{SNTP}.gmtOffset"
    return settings.number(name) if settings.origin(name).layer != "default" else None


def _stored_offset(settings: Configuration) -> int | None:
    city = _city_offset(settings.text(f"{OWN}.gmtOffsetcityID"))
    if city is not None:
        return city
    offset = settings.text(f"{OWN}.gmtOffset")
    return int(offset) if offset else None


def _city_offset(number: str) -> int | None:
    return _cities().get(int(number)) if number.isdecimal() else None


@cache
def _cities() -> dict[int, int]:
    """The offset of each city that the phone's menus offer, by its number."""
    rows = csv.DictReader(read_data("network/cities.csv").decode().splitlines())
    return {int(row["city"]): int(row["offset"]) for row in rows}
