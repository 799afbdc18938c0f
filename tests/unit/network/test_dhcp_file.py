"""The file that tells what the network gives: its form, and what is said of one that makes no sense."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import emulator.network.dhcp_file as module
from emulator.network.dhcp_file import DhcpFileError, read_dhcp
from emulator.network.offers import Offer, Option, Surroundings
from emulator.network.radio import AccessPoint
from emulator.network.supplicant import Guard

DOCUMENTED = "\n".join(line[4:] for line in (module.__doc__ or "").splitlines() if line.startswith("    "))


def test_the_documented_file_is_understood() -> None:
    """The example in the module's own words holds all there is."""
    network = read_dhcp("net.toml", DOCUMENTED)
    (offer,) = network.offers
    assert (20, None, (Offer(),)) == (network.lldp, network.cdp, network.informs)
    assert ("192.0.2.1", "192.0.2.50", 0.2, 86400, 20) == (
        offer.server, offer.address, offer.after, offer.lease, offer.vlan,
    )  # fmt: skip
    assert Option(("-28800",), packed=True) == offer.options["2"]
    assert Option(("192.0.2.7",), packed=True) == offer.options["160"]
    assert Option(("http://boot.example.com/phones/",)) == offer.options["66"]
    assert {"66": Option(("http://boot.example.com/",))} == offer.vendor
    assert Guard("desk", "ask-me-not") == network.guard
    assert (AccessPoint("Office", "open sesame", -60),) == network.air


def test_toml_and_json_say_the_same() -> None:
    """A file that begins with a brace is JSON."""
    content = {"cdp": 7, "offer": [{"address": "192.0.2.9", "options": {"6": ["192.0.2.2", "192.0.2.3"], "66": "a"}}]}
    toml = 'cdp = 7\n[[offer]]\naddress = "192.0.2.9"\noptions = { 6 = ["192.0.2.2", "192.0.2.3"], 66 = "a" }'
    assert read_dhcp("x", toml) == read_dhcp("x", json.dumps(content))
    assert ("192.0.2.2", "192.0.2.3") == read_dhcp("x", toml).offers[0].option(6).values


def test_a_file_without_offers_is_a_network_without_dhcp() -> None:
    """It is not the network that gives an address."""
    assert Surroundings(()) == read_dhcp("x", "") == read_dhcp("x", "{}")


def test_passwords_stand_apart() -> None:
    """So that no recording or report holds them."""
    option = read_dhcp("x", '[[offer]]\noptions = { 160 = "https://me:crt@boot.example/x" }').offers[0].option(160)
    assert Option(("https://boot.example/x",), user="me", password="crt") == option


def test_sub_options_may_be_microsofts() -> None:
    """There number 1 and 2 are words."""
    text = '[[offer]]\noptions = { 60 = "MS-UC-Client", 43 = { 1 = "MS-UC-Client", 2 = "https", 4 = "443" } }'
    offer = read_dhcp("x", text).offers[0]
    assert offer.for_lync
    assert ["MS-UC-Client", "https", "443"] == [offer.vendor[key].text for key in ("1", "2", "4")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x =", "1:4: this is not TOML: invalid value"),
        ("x = 1\ny = [", "2:6: this is not TOML: invalid value"),
        ('{"offer": [}', "1:12: this is not JSON: expecting value"),
        ("offr = 3", "1:1: offr means nothing here; there are offer, inform, lldp, cdp, dot1x and wifi"),
        ("offer = 5", "1:1: offer takes tables: [[offer]]"),
        ("dot1x = 1", "1:1: dot1x takes a table of identity and password"),
        ("[dot1x]\nname = 'x'", "1:1: dot1x takes a table of identity and password"),
        ("[dot1x]\nidentity = 'x'\npassword = 5", "3:1: password takes text in quotes"),
        ("wifi = 1", "1:1: wifi takes tables: [[wifi]]"),
        ("[[wifi]]\nssid = 5", "1:9: wifi takes ssid and password in quotes, and signal in dBm"),
        ("cdp = 4096", "1:1: cdp takes a VLAN, 0 to 4095"),
        ("[[offer]]\n  vlan = true", "2:3: vlan takes a VLAN, 0 to 4095"),
        ('[[offer]]\naddress = "192.0.2.1"\n[[offer]]\naddress = "nix"', "4:1: 'nix' is no IP address"),
        ("[[offer]]\nafter = -1", "2:1: after takes seconds, 0 or more"),
        ("[[offer]]\nlease = '1'", "2:1: lease takes seconds, 0 or more"),
        ("[[offer]]\nname = 1", "2:1: name means nothing here; there are server, address, after, lease, vlan, options"),
        ("[[offer]]\n[offer.options]\n66 = 5", "3:1: 66 takes text in quotes"),
        ("[[offer]]\noptions = 5", '2:1: options takes a table: 66 = "http://boot.example.com/"'),
        ("[[offer]]\noptions = { 43 = 5 }", '2:13: 43 takes a table of its sub-options: { 66 = "..." }'),
        ("[[offer]]\noptions = { 2 = 1e9 }", "2:13: 2 takes seconds from Greenwich, such as -28800"),
        ("[[offer]]\noptions = { 6 = 'dns' }", "2:13: 'dns' is no IP address"),
        ("offer = [{server = '192.0.2.1'}, {server = 'b'}]", "1:35: 'b' is no IP address"),
        (
            '{"offer": [{"server": "192.0.2.1"},\n {"options": {"66": "a", "7": "x"}}]}',
            "2:26: 7 is no option that the phone reads: 1-4, 6, 12, 15, 42, 43, 60, 66, 128-254",
        ),
        ("[[inform]]\noptions = { 160 = { host = 'x' } }", "2:13: 160 takes text in quotes"),
    ],
)
def test_what_makes_no_sense_is_said_with_its_place(text: str, said: str) -> None:
    """One sentence: file, line, column, what is wrong, what would be right."""
    with pytest.raises(DhcpFileError) as raised:
        read_dhcp("net.toml", text)
    assert f"net.toml:{said}" == str(raised.value)


KEYS = st.sampled_from(
    ["offer", "inform", "lldp", "server", "address", "after", "options", "2", "6", "43", "66", "160"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


@given(st.text() | st.dictionaries(KEYS, JSON, max_size=4).map(json.dumps))
def test_no_file_breaks_the_reader(text: str) -> None:
    """It is understood, or refused in one line with a place."""
    said = "f:"
    try:
        read_dhcp("f", text)
    except DhcpFileError as error:
        said = str(error)
    assert (True, 0) == (said.startswith("f:"), said.count("\n"))
