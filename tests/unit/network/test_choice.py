"""The device's rules: which DHCP option names the boot server, which offer is taken, which VLAN is joined."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.config.layers import Configuration, configure
from emulator.network.choice import (
    Found,
    best_offer,
    dhcp_vlan,
    offer_timeout,
    offered_server,
    static_lease,
    stored_server,
    switch_vlan,
)
from emulator.network.offers import Offer, Option, Surroundings, text_option
from tests.unit.boot.bench import IDENTITY

USE = "device.dhcp.bootSrvUseOpt"
OPTION = "device.dhcp.bootSrvOpt"
TYPE = "device.dhcp.bootSrvOptType"


def flash(**settings: str) -> Configuration:
    """Device settings, their names without `device.` and with _ for the point."""
    return configure(IDENTITY, flash={f"device.{name.replace('_', '.')}": value for name, value in settings.items()})


def offer(*, server: str = "", **options: str) -> Offer:
    """An offer of text options: o66="..."."""
    return Offer(server, options={name[1:]: text_option(value) for name, value in options.items()})


BOTH = offer(o66="http://a/", o160="http://b/", o161="http://c/")


@pytest.mark.parametrize(
    ("settings", "found"),
    [
        ({}, Found("http://b/", "DHCP option 160")),
        ({USE: "0"}, Found("http://a/", "DHCP option 66")),
        ({USE: "Default"}, Found("http://a/", "DHCP option 66")),
        ({USE: "Option66"}, Found("http://a/", "DHCP option 66")),
        ({USE: "1"}, Found("http://b/", "DHCP option 160")),
        ({USE: "Custom", OPTION: "161"}, Found("http://c/", "DHCP option 161")),
        ({USE: "Custom", OPTION: "200"}, None),
        ({USE: "2"}, None),
        ({USE: "Static"}, None),
        ({USE: "3", OPTION: "200"}, Found("http://a/", "DHCP option 66")),
        ({USE: "CustomAndOption66", OPTION: "161"}, Found("http://c/", "DHCP option 161")),
        ({USE: "CustomAndDefault"}, Found("http://b/", "DHCP option 160")),
        ({USE: "nonsense"}, Found("http://b/", "DHCP option 160")),
    ],
)
def test_the_settings_say_which_option_counts(settings: dict[str, str], found: Found | None) -> None:
    """Words and numbers mean the same; with both, the custom option counts before option 66."""
    assert found == offered_server(configure(IDENTITY, flash=settings), [BOTH])


@pytest.mark.parametrize(
    ("settings", "option", "address"),
    [
        ({}, Option(("10.0.0.1",)), "10.0.0.1"),
        ({}, Option(("boot.example",)), "boot.example"),
        ({}, Option((" http://boot.example/a/office.cfg ",)), "http://boot.example/a/office.cfg"),
        ({}, Option(("10.0.0.1",), packed=True), None),
        ({TYPE: "IP"}, Option(("10.0.0.1",), packed=True), "10.0.0.1"),
        ({TYPE: "0"}, Option(("10.0.0.1",)), "10.0.0.1"),
        ({TYPE: "IP"}, Option(("http://boot.example/",)), None),
        ({TYPE: "1"}, Option(("boot.example",)), "boot.example"),
        ({}, Option(("0.0.0.0",)), None),
        ({}, Option(("",)), None),
        ({}, Option(("http://boot.example/my phones/",)), None),
        ({}, Option(("http:\\\\boot.example",)), None),
    ],
)
def test_an_option_must_hold_what_the_phone_expects(
    settings: dict[str, str], option: Option, address: str | None
) -> None:
    """A custom option is an address or text as it is told; without forward slashes, or with blanks, it is nothing."""
    found = offered_server(configure(IDENTITY, flash=settings), [Offer(options={"160": option})])
    assert address == (found.address if found else None)


def test_the_type_of_the_custom_option_does_not_touch_option_66() -> None:
    """Option 66 is text whatever the custom option is."""
    found = offered_server(flash(dhcp_bootSrvOptType="IP"), [offer(o66="http://a/")])
    assert Found("http://a/", "DHCP option 66") == found


def test_a_login_in_an_option_stands_apart() -> None:
    """User and password are known, but not part of what is shown."""
    found = offered_server(flash(), [offer(o160="ftp://me:s%40crt@boot.example/x")])
    assert Found("ftp://boot.example/x", "DHCP option 160", "me", "s@crt") == found


@pytest.mark.parametrize(("address", "found"), [("", None), (" ", None), ("0.0.0.0", None), ("x", Found("x", "flash"))])
def test_flash_names_a_server_or_none(address: str, found: Found | None) -> None:
    """0.0.0.0 stands for none."""
    assert found == stored_server(flash(prov_serverName=address))


@pytest.mark.parametrize(
    ("offers", "taken"),
    [
        ([offer(server="a"), offer(server="b")], "a"),
        ([offer(server="a"), offer(server="b", o66="x")], "b"),
        ([offer(server="a", o66="x"), offer(server="b", o160="y")], "b"),
        ([offer(server="a", o160="x"), offer(server="b", o160="y")], "a"),
    ],
)
def test_an_offer_that_names_the_boot_server_is_taken(offers: list[Offer], taken: str) -> None:
    """The better option counts, then the earlier offer."""
    assert taken == best_offer(flash(), offers).server


def test_offers_are_awaited_as_long_as_configured() -> None:
    """One second, unless device.dhcp.offerTimeout says otherwise."""
    assert (1, 7) == (offer_timeout(flash()), offer_timeout(flash(dhcp_offerTimeout="7")))


def test_sub_options_of_option_43_count_before_options() -> None:
    """Unless they are for Microsoft's clients, which are told of certificates there."""
    vendor = {"66": text_option("http://v/")}
    plain = Offer(options={"66": text_option("http://a/")}, vendor=vendor)
    assert "http://v/" == plain.option(66).text
    lync = Offer(options={**plain.options, "60": text_option("MS-UC-Client")}, vendor=vendor)
    assert "http://a/" == lync.option(66).text
    named = Offer(options=plain.options, vendor={**vendor, "1": text_option("MS-UC-Client")})
    assert "http://a/" == named.option(66).text


def test_a_phone_without_dhcp_has_its_own_settings() -> None:
    """Address, mask, router, name servers and domain come from flash."""
    lease = static_lease(
        flash(
            net_ipAddress="192.0.2.7", net_subnetMask="255.255.255.0", net_IPgateway="192.0.2.1",
            dns_serverAddress="192.0.2.2", dns_altSrvAddress="192.0.2.3", dns_domain="example.com",
        )
    )  # fmt: skip
    assert ("192.0.2.7", 0) == (lease.address, lease.lease)
    assert ["255.255.255.0", "192.0.2.1", "example.com"] == [lease.option(number).text for number in (1, 3, 15)]
    assert ("192.0.2.2", "192.0.2.3") == lease.option(6).values


SWITCH = Surroundings(lldp=10, cdp=20)


@pytest.mark.parametrize(
    ("settings", "surroundings", "vlan"),
    [
        ({}, SWITCH, (10, "LLDP")),
        ({"device.net.lldpEnabled": "0"}, SWITCH, (20, "CDP")),
        ({"device.net.lldpEnabled": "0", "device.net.cdpEnabled": "0"}, SWITCH, (None, "")),
        ({"device.net.vlanId": "30"}, SWITCH, (10, "LLDP")),
        ({"device.net.vlanId": "30"}, Surroundings(), (30, "flash")),
        ({"device.net.vlanId": "0"}, Surroundings(), (0, "flash")),
        ({"device.net.vlanId": "4096"}, Surroundings(), (None, "")),
    ],
)
def test_the_switch_tells_the_vlan_before_flash_does(
    settings: dict[str, str], surroundings: Surroundings, vlan: tuple[int | None, str]
) -> None:
    """LLDP before CDP before flash, each only if it is on."""
    assert vlan == switch_vlan(configure(IDENTITY, flash=settings), surroundings)


@pytest.mark.parametrize(
    ("text", "vlan"),
    [
        ("VLAN-A=10;", 10),
        ("VLAN-A=0x0a;", 10),
        ("VLAN-A=012;", 10),
        ("VLAN-A=10;anything", 10),
        ("VLAN-A=9999+7;", 7),
        ("VLAN-A=0;", 0),
        ("VLAN-A=4095;", 4095),
        ("VLAN-A=4096;", None),
        ("VLAN-A=10", None),
        ("VLAN-A= 10;", None),
        ("vlan-a=10;", None),
        ("VLAN-A=;", None),
        ("VLAN-A=ten;", None),
        ("", None),
    ],
)
def test_a_vlan_string_is_read_as_documented(text: str, vlan: int | None) -> None:
    """It is decimal, hexadecimal or octal, ends in a semicolon and has no blanks before it."""
    assert vlan == dhcp_vlan(flash(dhcp_dhcpVlanDiscUseOpt="Fixed"), offer(o128=text))


@pytest.mark.parametrize(
    ("settings", "vlan"),
    [
        ({}, None),
        ({"device.dhcp.dhcpVlanDiscUseOpt": "Disabled"}, None),
        ({"device.dhcp.dhcpVlanDiscUseOpt": "1"}, 57),
        ({"device.dhcp.dhcpVlanDiscUseOpt": "Custom"}, 29),
        ({"device.dhcp.dhcpVlanDiscUseOpt": "2", "device.dhcp.dhcpVlanDiscOpt": "200"}, 100),
    ],
)
def test_the_settings_say_where_the_vlan_stands(settings: dict[str, str], vlan: int | None) -> None:
    """Fixed looks at 128, 144, 157, 191 in turn; Custom at one option, 129 if none is said."""
    lease = offer(o129="VLAN-A=29;", o144="nothing", o157="VLAN-A=57;", o191="VLAN-A=91;", o200="VLAN-A=100;")
    assert vlan == dhcp_vlan(configure(IDENTITY, flash=settings), lease)


@given(st.text(max_size=40))
def test_no_option_breaks_the_phone(text: str) -> None:
    """Whatever an option holds, the answer is a server with an address, or none; a VLAN in range, or none."""
    lease = offer(o160=text, o128=text)
    found = offered_server(flash(), [lease])
    assert found is None or found.address
    vlan = dhcp_vlan(flash(dhcp_dhcpVlanDiscUseOpt="Fixed"), lease)
    assert vlan is None or 0 <= vlan <= 4095
