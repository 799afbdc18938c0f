"""The forms of a server address, and where files lie below it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.boot.address import AddressError, BootServer, address_settings, boot_server, check_url, place, split_login
from emulator.boot.orders import Login
from emulator.config.layers import configure
from emulator.network.choice import stored_server
from tests.unit.boot.bench import IDENTITY

DEFAULT = Login("PlcmSpIp", "PlcmSpIp")


def server_in(flash: dict[str, str]) -> BootServer | None:
    """The boot server that flash names."""
    settings = configure(IDENTITY, flash=flash)
    return boot_server(settings, stored_server(settings))


@pytest.mark.parametrize(
    ("address", "kind", "base", "master"),
    [
        ("192.0.2.1", "HTTP", "http://192.0.2.1/", ""),
        ("boot.example", "2", "http://boot.example/", ""),
        ("boot.example/poly/uc/", "HTTPS", "https://boot.example/poly/uc/", ""),
        ("boot.example/poly/uc", "3", "https://boot.example/poly/uc/", ""),
        ("http://boot.example:8080", "HTTPS", "http://boot.example:8080/", ""),
        ("http://boot.example/a/office.cfg", "HTTP", "http://boot.example/a/", "office.cfg"),
        ("http://boot.example/a/.cfg", "HTTP", "http://boot.example/a/.cfg/", ""),
        (" boot.example ", "HTTP", "http://boot.example/", ""),
        ("boot.example", "", "ftp://boot.example/", ""),
        ("http://[2001:db8::1]/a/", "FTP", "http://[2001:db8::1]/a/", ""),
    ],
)
def test_every_form_of_an_address_is_understood(address: str, kind: str, base: str, master: str) -> None:
    """The scheme in an address wins over the server type; only a file ending in .cfg is taken for a master file."""
    settings = {"device.prov.serverName": address, "device.prov.serverType": kind}
    server = server_in(settings)
    assert server is not None
    assert (base, master, DEFAULT) == (server.base, server.master, server.login)


def test_a_login_in_the_address_wins() -> None:
    """User and password of the address are used instead of those of the settings, and are not part of the base."""
    settings = {"device.prov.serverName": "http://me:s%40crt@boot.example/x", "device.prov.user": "other"}
    server = server_in(settings)
    assert server is not None
    assert ("http://boot.example/x/", Login("me", "s@crt")) == (server.base, server.login)


def test_tries_and_pauses_have_defaults_and_can_be_set() -> None:
    """Three tries, one second apart, unless the settings say otherwise."""
    plain = {"device.prov.serverName": "x"}
    other = {**plain, "device.prov.redunAttemptLimit": "7", "device.prov.redunInterAttemptDelay": "0"}
    servers = [server_in(each) for each in (plain, other)]
    assert [(3, 1), (7, 0)] == [(server.attempts, server.delay) for server in servers if server]


def test_each_server_of_a_list_is_asked() -> None:
    """A list with commas counts as that many servers, unless more are allowed anyway."""
    two = {"device.prov.serverName": "http://a,b/x"}
    servers = [server_in({**two, "device.prov.maxRedunServers": most}) for most in ("1", "4")]
    assert [("http://a,b/x/", 2), ("http://a,b/x/", 4)] == [(each.base, each.redundant) for each in servers if each]


def test_no_address_is_no_server() -> None:
    """An empty address counts as none."""
    assert server_in({"device.prov.serverName": "  "}) is None


@pytest.mark.parametrize(
    ("directory", "name", "url"),
    [
        ("", "a.cfg", "http://b/x/a.cfg"),
        ("logs", "a.log", "http://b/x/logs/a.log"),
        ("/logs/", "a.log", "http://b/x/logs/a.log"),
        ("http://c/d", "a.log", "http://c/d/a.log"),
        ("logs", "https://e/f.cfg", "https://e/f.cfg"),
        ("", "with space.cfg", "http://b/x/with%20space.cfg"),
        ("", "f.php?mac=1&x=2", "http://b/x/f.php?mac=1&x=2"),
    ],
)
def test_files_lie_below_the_servers_folder(directory: str, name: str, url: str) -> None:
    """Unless directory or name is a URL of its own."""
    assert url == place("http://b/x/", directory, name)


@given(st.text(), st.text(), st.text())
def test_nothing_that_a_server_writes_is_an_error(directory: str, name: str, address: str) -> None:
    """Any text for a directory, a name or an address makes some URL."""
    split_login(place("http://b/x/", directory, name))
    server = server_in({"device.prov.serverName": address[:200]})
    assert server is None or server.base.endswith("/")


@pytest.mark.parametrize("url", ["http://boot.example/", "https://127.0.0.1:8443/x/office.cfg", "http://u:p@[::1]/"])
def test_urls_of_servers_are_accepted(url: str) -> None:
    """What the phone can talk to raises nothing and gives its address."""
    check_url(url)
    assert "@" not in address_settings(url)["device.prov.serverName"]


@pytest.mark.parametrize(
    "url", ["", "boot.example", "http://", "gopher://x/", "http://x:y/", "http://[::1", "http://a b/", "file:///etc"]
)
def test_other_text_is_refused_with_a_reason(url: str) -> None:
    """The reason names what was given, or what can be used instead."""
    with pytest.raises(AddressError, match=r"URL|cannot be used|port"):
        check_url(url)


def test_given_credentials_beat_those_in_the_url() -> None:
    """--server-user and a password file count more than user and password of --server."""
    settings = address_settings("http://me:mine@boot.example/", "you", "")
    assert ("you", "mine") == (settings["device.prov.user"], settings["device.prov.password"])
