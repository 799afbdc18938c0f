"""What the status menu shows of the network, by keys."""

from __future__ import annotations

from emulator.network.model import Network
from emulator.network.offers import Offer, Option, Surroundings, text_option
from tests.unit.hands import MAC, Hands

OPTIONS = {
    "1": Option(("255.255.255.0",), packed=True),
    "15": text_option("example.com"),
    "160": text_option("http://boot.example/phones/"),
}
NETWORK = Network(surroundings=Surroundings((Offer("192.0.2.1", "192.0.2.50", options=OPTIONS),), lldp=20))


def test_the_tcp_ip_page_tells_what_dhcp_gave() -> None:
    """Status > Network > TCP/IP Parameters; what is unknown is ???."""
    hands = Hands(device={}, parts=(NETWORK,))
    hands.press("Home")
    hands.pick_tile("Settings")
    for label in ("Status", "Network", "TCP/IP Parameters"):
        hands.pick(label)
    shown = " ".join(hands.text.split())
    for words in ("DHCP Server 192.0.2.1", "IP Address 192.0.2.50", "Subnet Mask 255.255.255.0", "IP Gateway ???"):
        assert words in shown
    for _ in range(13):
        hands.press("Down")
        shown += " ".join(hands.text.split())
    for words in ("VLAN 20 (LLDP)", f"Hostname Polycom_{MAC}", "DNS Domain example.com", " From DHCP option 160"):
        assert words in shown
