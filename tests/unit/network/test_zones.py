"""Which time servers are asked, and which offset counts."""

from __future__ import annotations

import pytest

from emulator.config.files import ParameterFile, Setting
from emulator.config.layers import Configuration, configure
from emulator.network.offers import Offer, Option
from emulator.network.zones import TimeSource, gmt_offset, time_source
from tests.unit.boot.bench import IDENTITY

SNTP = "tcpIpApp.sntp"


def settings(**values: str) -> Configuration:
    """What a file sets below tcpIpApp.sntp, and flash below device.sntp (own_...)."""
    flash = {f"device.sntp.{name[4:]}": value for name, value in values.items() if name.startswith("own_")}
    file = {
        f"{SNTP}.{name.replace('_', '.')}": Setting(value)
        for name, value in values.items()
        if f"own_{name[4:]}" != name
    }
    return configure(IDENTITY, files=[ParameterFile("a.cfg", settings=file)], flash=flash)


def lease(**options: str | tuple[str, ...]) -> Offer:
    """A lease with packed options: o2="3600"."""
    return Offer(
        options={
            name[1:]: Option((value,) if isinstance(value, str) else value, packed=True)
            for name, value in options.items()
        }
    )


BOTH = lease(o42=("192.0.2.1", "192.0.2.2"), o4="192.0.2.4")


@pytest.mark.parametrize(
    ("values", "offered", "source"),
    [
        ({}, Offer(), TimeSource()),
        ({"address": "a"}, Offer(), TimeSource(("a",), "configuration")),
        ({"own_serverName": "f"}, Offer(), TimeSource(("f",), "flash")),
        ({"own_serverName": "f", "address": "a"}, Offer(), TimeSource(("a",), "configuration")),
        ({"address": "a"}, BOTH, TimeSource(("192.0.2.1", "192.0.2.2"), "DHCP option 42")),
        ({"address": "a"}, lease(o4="192.0.2.4"), TimeSource(("192.0.2.4",), "DHCP option 4")),
        ({"address": "a", "address_overrideDHCP": "1"}, BOTH, TimeSource(("a",), "configuration")),
        ({"address_overrideDHCP": "1"}, BOTH, TimeSource(("192.0.2.1", "192.0.2.2"), "DHCP option 42")),
        ({"own_serverName": "f"}, BOTH, TimeSource(("192.0.2.1", "192.0.2.2"), "DHCP option 42")),
    ],
)
def test_the_time_servers_have_an_order(values: dict[str, str], offered: Offer, source: TimeSource) -> None:
    """DHCP, unless it is overridden, then the configuration, then flash."""
    assert source == time_source(settings(**values), offered)


@pytest.mark.parametrize(
    ("values", "offered", "offset"),
    [
        ({}, Offer(), 0),
        ({"gmtOffset": "3600"}, Offer(), 3600),
        ({"gmtOffset": "3600"}, lease(o2="-18000"), -18000),
        ({"gmtOffset": "3600", "gmtOffset_overrideDHCP": "1"}, lease(o2="-18000"), 3600),
        ({"gmtOffset": "0", "gmtOffset_overrideDHCP": "1"}, lease(o2="-18000"), 0),
        ({"gmtOffset_overrideDHCP": "1"}, lease(o2="-18000"), -18000),
        ({"own_gmtOffset": "7200"}, Offer(), 7200),
        ({"own_gmtOffset": "7200", "gmtOffset": "0"}, Offer(), 0),
        ({"own_gmtOffset": "7200"}, lease(o2="-18000"), -18000),
        ({"gmtOffsetcityID": "16"}, Offer(), -18000),
        ({"gmtOffsetcityID": "91"}, Offer(), 19800),
        ({"gmtOffsetcityID": "16", "gmtOffset": "3600"}, Offer(), -18000),
        ({"own_gmtOffsetcityID": "67"}, Offer(), 7200),
        ({"own_gmtOffsetcityID": "67", "own_gmtOffset": "0"}, Offer(), 7200),
        ({}, lease(o2="99999"), 0),
        ({}, lease(o2="soon"), 0),
    ],
)
def test_the_offsets_have_an_order(values: dict[str, str], offered: Offer, offset: int) -> None:
    """DHCP, unless it is overridden, then the configuration, then flash; a city stands for the offset of its zone."""
    assert offset == gmt_offset(settings(**values), offered)


def test_every_city_has_an_offset() -> None:
    """There are 127 of them, from west to east."""
    offsets = [gmt_offset(settings(gmtOffsetcityID=str(city)), Offer()) for city in range(127)]
    assert sorted(offsets) == offsets
    assert (-43200, 46800) == (offsets[0], offsets[-1])
