"""Lines as configuration files describe them."""

from __future__ import annotations

import pytest

from emulator.config.files import ParameterFile, read_parameters
from emulator.config.identity import Identity
from emulator.config.layers import configure
from emulator.lines.model import LineSettings, Server
from emulator.lines.settings import read_lines
from tests.unit.calls.rig import configuration

PLAIN = {"reg.1.address": "1001", "voIpProt.server.1.address": "pbx.example"}


def first(values: dict[str, str]) -> LineSettings:
    """The first line of a configuration."""
    return read_lines(configuration(values), 12)[0]


def test_an_address_alone_makes_a_line() -> None:
    """User, label and authentication user are the address; the server is that of all lines."""
    line = first(PLAIN)
    assert ("1001", "pbx.example", "1001", "1001", "") == (
        line.user,
        line.domain,
        line.label,
        line.auth_user,
        line.display_name,
    )
    assert (Server("pbx.example", retry_max=180),) == line.servers


def test_everything_said_of_a_line_is_used() -> None:
    """Names, credentials, keys and servers."""
    line = first(
        {
            "reg.1.address": "1001@voice.example",
            "reg.1.displayName": "Alice",
            "reg.1.label": "Front desk",
            "reg.1.auth.userId": "alice",
            "reg.1.auth.password": "secret ",
            "reg.1.auth.domain": "realm.example",
            "reg.1.lineKeys": "3",
            "reg.1.callsPerLineKey": "2",
            "reg.1.server.1.address": "a.example",
            "reg.1.server.1.port": "5080",
            "reg.1.server.1.transport": "TCPOnly",
            "reg.1.server.1.expires": "300",
            "reg.1.server.1.expires.overlap": "30",
            "reg.1.server.1.registerRetry.baseTimeOut": "20",
            "reg.1.server.1.registerRetry.maxTimeOut": "120",
            "reg.1.server.2.address": "b.example",
            "reg.1.server.2.register": "0",
            "reg.1.outboundProxy.address": "proxy.example",
            "reg.1.outboundProxy.port": "5070",
            "reg.1.outboundProxy.transport": "UDPOnly",
            "reg.1.srtp.offer": "1",
        }
    )
    assert (
        LineSettings(
            index=1,
            user="1001",
            domain="voice.example",
            display_name="Alice",
            label="Front desk",
            auth_user="alice",
            auth_password="secret ",
            auth_domain="realm.example",
            servers=(
                Server("a.example", 5080, "TCPOnly", 300, overlap=30, retry_base=20, retry_max=120),
                Server("b.example", register=False),
            ),
            outbound_proxy=Server("proxy.example", 5070, "UDPOnly"),
            line_keys=3,
            calls_per_line_key=2,
            srtp="offer",
            hosted=True,
        )
        == line
    )


def test_a_line_with_its_own_server_ignores_those_of_all_lines() -> None:
    """With all their settings."""
    values = {**PLAIN, "voIpProt.server.1.expires": "99", "reg.1.server.1.address": "own.example"}
    assert (Server("own.example"),) == first(values).servers


def test_the_host_of_the_address_serves_where_no_server_is_named() -> None:
    """A line may say it all in one parameter."""
    line = first({"reg.1.address": "sip:1001@pbx.example"})
    assert ("1001", "pbx.example", (Server("pbx.example"),)) == (line.user, line.domain, line.servers)


@pytest.mark.parametrize(
    ("values", "limit"),
    [({}, 24), ({"call.callsPerLineKey": "4"}, 4), ({"call.callsPerLineKey": "4", "reg.1.callsPerLineKey": "24"}, 24)],
)
def test_the_limit_of_a_line_key(values: dict[str, str], limit: int) -> None:
    """The line's own, even where it equals the default, comes before that of all lines."""
    assert limit == first({**PLAIN, **values}).calls_per_line_key


@pytest.mark.parametrize(
    ("values", "srtp"),
    [
        ({}, "accept"),
        ({"sec.srtp.enable": "0"}, "off"),
        ({"sec.srtp.enabled": "0"}, "off"),
        ({"sec.srtp.enable": "1", "sec.srtp.enabled": "0"}, "accept"),
        ({"sec.srtp.enable": "0", "reg.1.srtp.enable": "1"}, "accept"),
        ({"reg.1.srtp.enable": "0", "reg.1.srtp.offer": "1"}, "off"),
        ({"sec.srtp.offer": "1", "reg.1.srtp.offer": "0"}, "accept"),
        ({"reg.1.srtp.offer": "1"}, "offer"),
        ({"sec.srtp.offer": "1"}, "offer"),
        ({"reg.1.srtp.require": "1", "reg.1.srtp.offer": "1"}, "require"),
        ({"sec.srtp.require": "1", "sec.srtp.enable": "0"}, "off"),
    ],
)
def test_media_encryption(values: dict[str, str], srtp: str) -> None:
    """Required, offered, accepted or off; what the line says counts before what is said for all."""
    assert srtp == first({**PLAIN, **values}).srtp


def test_as_many_lines_as_the_model_has() -> None:
    """Higher indices and empty addresses are passed over; gaps are not a problem."""
    values = {f"reg.{index}.address": str(index) for index in (1, 2, 5, 6, 7)} | {"reg.2.address": " "}
    assert [1, 5, 6] == [line.index for line in read_lines(configuration(values), 6)]


@pytest.mark.parametrize(
    ("user", "domain", "login"),
    [
        ("jdoe", "", "jdoe"),
        ("jdoe", "EXAMPLE", "EXAMPLE\\jdoe"),
        ("OTHER\\jdoe", "EXAMPLE", "OTHER\\jdoe"),
        ("jdoe@example.com", "EXAMPLE", "jdoe@example.com"),
    ],
)
def test_the_login_has_the_domain_before_the_user(user: str, domain: str, login: str) -> None:
    """Unless the user name says it already."""
    assert login == first({**PLAIN, "reg.1.auth.userId": user, "reg.1.auth.domain": domain}).login


ENTERED = {"device.logincred.user": "jdoe", "device.logincred.domain": "EXAMPLE", "device.logincred.password": "secret"}
USED = {**PLAIN, "reg.1.auth.useLoginCredentials": "1"}


@pytest.mark.parametrize(
    ("values", "flash", "login", "password", "servers"),
    [
        (PLAIN, ENTERED, "1001", "", 1),
        (USED, ENTERED, "EXAMPLE\\jdoe", "secret", 1),
        (USED, {}, "1001", "", 0),
        (USED, {**ENTERED, "device.logincred.password": ""}, "EXAMPLE\\jdoe", "", 0),
        ({**USED, "reg.1.auth.password": "own"}, ENTERED, "1001", "own", 1),
    ],
)
def test_the_login_that_is_entered_at_the_phone(
    values: dict[str, str], flash: dict[str, str], login: str, password: str, servers: int
) -> None:
    """A line that is to use it waits for it, unless files give the line a password of its own."""
    settings = configure(Identity(), files=[_file(values)], flash=flash)
    line = read_lines(settings, 12)[0]
    assert (login, password, servers) == (line.login, line.auth_password, len(line.servers))


def _file(values: dict[str, str]) -> ParameterFile:
    written = " ".join(f'{name}="{value}"' for name, value in values.items())
    return read_parameters("a.cfg", f"<a {written}/>".encode())


def test_there_is_one_lync_line_a_device() -> None:
    """The first; lines at other servers are not concerned."""
    values = {f"reg.{index}.address": str(index) for index in (1, 2, 3)}
    values |= {f"reg.{index}.server.1.address": "pbx.example" for index in (1, 2, 3)}
    values |= {f"reg.{index}.server.1.specialInterop": "lync2010" for index in (2, 3)}
    assert [1, 2] == [line.index for line in read_lines(configuration(values), 12)]
