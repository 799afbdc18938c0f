"""From servers to hops."""

from __future__ import annotations

import pytest

from emulator.sip.hops import Hop
from emulator.sip.resolve import MAX_HOPS, Server, resolve, server_of, system_lookup
from emulator.sip.routes import Routes


async def two_addresses(host: str) -> list[str]:
    """Two addresses for one name, none for the others."""
    return ["10.0.0.1", "10.0.0.2"] if host == "pbx.lab" else []


@pytest.mark.parametrize(
    ("server", "expected"),
    [
        (Server("10.0.0.9"), [Hop("UDP", "10.0.0.9", 5060)]),
        (Server("10.0.0.9", 5070, "TCPpreferred"), [Hop("TCP", "10.0.0.9", 5070), Hop("UDP", "10.0.0.9", 5070)]),
        (Server("[::1]", 0, "TCPOnly"), [Hop("TCP", "::1", 5060)]),
        (Server("10.0.0.9", 0, "TLS"), [Hop("TLS", "10.0.0.9", 5061, "10.0.0.9")]),
        (
            Server("pbx.lab", 0, "TLS"),
            [Hop("TLS", "10.0.0.1", 5061, "pbx.lab"), Hop("TLS", "10.0.0.2", 5061, "pbx.lab")],
        ),
        (Server("pbx.lab", 0, "sideways"), [Hop("UDP", "10.0.0.1", 5060), Hop("UDP", "10.0.0.2", 5060)]),
        (Server("nowhere.lab"), []),
    ],
)
async def test_transport_settings(server: Server, expected: list[Hop]) -> None:
    """Each transport setting gives its transports in turn, each address of a name is one hop."""
    assert expected == await resolve(server, two_addresses)


async def test_a_name_with_many_addresses_is_bounded() -> None:
    """No more than `MAX_HOPS` are ever tried."""

    async def many(host: str) -> list[str]:
        return [f"10.0.0.{number}" for number in range(200)]

    assert MAX_HOPS == len(await resolve(Server("pbx.lab"), many))


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("sip:1001@pbx.lab", Server("pbx.lab")),
        ("sip:10.0.0.1:5070;transport=tcp;lr", Server("10.0.0.1", 5070, "TCPOnly")),
        ("sips:1001@pbx.lab", Server("pbx.lab", 0, "TLS")),
        ("sip:pbx.lab;maddr=10.0.0.3;transport=udp", Server("10.0.0.3", 0, "UDPOnly")),
        ("tel:+49", None),
        ("nonsense", None),
    ],
)
def test_the_server_in_a_uri(uri: str, expected: Server | None) -> None:
    """Host, port and transport of a Request-URI or Route."""
    assert expected == server_of(uri)


async def test_a_tls_neighbour_keeps_its_name() -> None:
    """Named in a call by its address, it is still checked by the name it was configured with."""
    routes = Routes(two_addresses)
    await routes.find([Server("pbx.lab", 5061, "TLS")])
    steps = routes.now([Server("10.0.0.2", 5061, "TLS")])
    assert ["pbx.lab"] == [hop.server_name for hop, _ in steps or []]


async def test_names_must_be_looked_up_first() -> None:
    """Only addresses give an answer at once."""
    assert Routes(two_addresses).now([Server("10.0.0.1"), Server("pbx.lab")]) is None


async def test_the_systems_own_lookup() -> None:
    """Loopback has an address, nonsense has none, and neither raises."""
    assert "127.0.0.1" in await system_lookup("localhost")
    assert [] == await system_lookup("x" * 300)
