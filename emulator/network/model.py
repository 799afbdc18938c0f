"""The network slice's words: what the phone got from the network, and the questions that others ask about it."""

from __future__ import annotations

import msgspec

from emulator.boot.model import Provisioning, config
from emulator.config.layers import Configuration, configure
from emulator.kernel.profile import DeviceProfile
from emulator.kernel.state import Effect, Event, Part, State
from emulator.network.choice import Found, chosen_server, dhcp_enabled, stored_server
from emulator.network.offers import Offer, Option, Surroundings
from emulator.network.radio import ADAPTER, find_network, has_radio, on_air
from emulator.network.supplicant import speaks
from emulator.network.zones import TimeSource, gmt_offset, time_source


class Network(Part, frozen=True):
    """What the network gave the phone.

    State: down, joining, refused (by switch or radio), failed (no DHCP server answers), redirecting, or up.

    `informed` is the answer to a DHCP INFORM, `vlan_by` who told the VLAN (LLDP, CDP, DHCP, flash); `redirected` are
    the device settings that a redirect service (ZTP) answered with, until they are in flash, `redirect` the boot server
    among them. `admitted` tells that the switch asked who the phone is, and let it in.
    """

    state: str = "down"
    surroundings: Surroundings = Surroundings()
    lease: Offer = Offer()
    informed: Offer | None = None
    vlan: int | None = None
    vlan_by: str = ""
    redirected: dict[str, str] = {}
    redirect: str = ""
    admitted: bool = False


class Timekeeping(Part, frozen=True):
    """How the phone comes by the time. State: idle, asking, told, or silent (no server answers).

    `source` are the servers in use, `tried` how many of them were asked in this round, `asked` the number of the last
    question, `rounds` how many rounds have failed in a row.
    """

    state: str = "idle"
    source: TimeSource = TimeSource()
    tried: int = 0
    asked: int = 0
    rounds: int = 0


class AccessRefused(Event, frozen=True):
    """Fact: the switch, or the wireless network, does not let in who the phone says it is."""


class DhcpFailed(Event, frozen=True):
    """Fact: no DHCP server has answered yet."""


class Redirecting(Event, frozen=True):
    """Fact: the redirect service is asked now."""


class NetworkUp(Event, frozen=True):
    """Fact: the phone has joined the network. The fields are those of `Network`; nothing in `redirected` is new."""

    lease: Offer
    informed: Offer | None = None
    vlan: int | None = None
    vlan_by: str = ""
    redirected: dict[str, str] = {}
    admitted: bool = False


class AskTime(Effect, frozen=True):
    """Ask the time server `host`; without one, take the time of the machine that the phone runs on.

    The answer is a `TimeTold` or a `TimeUnknown` with the same number.
    """

    number: int
    host: str = ""


class TimeTold(Event, frozen=True):
    """A time server answered: `utc` seconds since 1970, now."""

    number: int
    utc: float


class TimeUnknown(Event, frozen=True):
    """A time server did not answer, or cannot tell; `address` is empty if its name has none."""

    number: int
    host: str
    address: str
    reason: str


class TimeDue(Event, frozen=True):
    """Timer: the time servers are to be asked again."""


def flash_settings(phone: State) -> Configuration:
    """A configuration of nothing but device settings: flash, what ZTP brought, and above them those of this run."""
    before = phone[Provisioning]
    flash = {**before.device, **phone[Network].redirected, **before.given}
    return configure(before.configuration.identity, flash=flash)


def found_server(phone: State) -> Found | None:
    """The boot server that the phone uses, and who named it; None if nobody did.

    One given for this run counts before everything; DHCP counts before flash, but where the phone is told to look for
    none; a redirect service is asked only if there is nothing else.
    """
    settings, network = flash_settings(phone), phone[Network]
    if phone[Provisioning].given.get("device.prov.serverName"):
        return msgspec.structs.replace(stored_server(settings) or Found("", ""), origin="run option")
    return chosen_server(settings, (network.lease, network.informed), network.redirect)


def time_servers(phone: State) -> TimeSource:
    """The time servers to ask, and who named them."""
    return time_source(config(phone), phone[Network].lease)


def zone_offset(phone: State) -> int:
    """Seconds between local standard time and Greenwich."""
    return gmt_offset(config(phone), phone[Network].lease)


class NetworkFacts(msgspec.Struct, frozen=True):
    """What the status menus show of the network; empty where nothing is known."""

    dhcp: bool
    address: str
    mask: str
    gateway: str
    dns: str
    dns_alternate: str
    domain: str
    dhcp_server: str
    lease: int
    vlan: str
    vlan_by: str
    hostname: str
    vendor_class: str
    boot_server: str
    boot_origin: str
    time_server: str
    time_origin: str


def network_facts(phone: State, profile: DeviceProfile) -> NetworkFacts:
    """The network as the phone sees it."""
    network, settings, time = phone[Network], config(phone), time_servers(phone)
    lease, found = network.lease, found_server(phone)
    dns = (*lease.option(6).values, "", "")
    return NetworkFacts(
        dhcp=dhcp_enabled(settings),
        address=lease.address,
        mask=lease.option(1).text,
        gateway=lease.option(3).text,
        dns=dns[0],
        dns_alternate=dns[1],
        domain=lease.option(15).text,
        dhcp_server=lease.server,
        lease=lease.lease,
        vlan="" if network.vlan is None else str(network.vlan),
        vlan_by=network.vlan_by,
        hostname=hostname(phone),
        vendor_class=vendor_class(settings, profile),
        boot_server=found.address if found else "",
        boot_origin=found.origin if found else "",
        time_server=", ".join(time.servers),
        time_origin=time.origin,
    )


def hostname(phone: State) -> str:
    """The name that the phone gives itself on the network: device.hostname, option 12, or Polycom_ and its MAC."""
    given = config(phone).text("device.hostname") or phone[Network].lease.option(12).text
    return given or f"Polycom_{config(phone).identity.mac}"


def vendor_class(settings: Configuration, profile: DeviceProfile) -> str:
    """What the phone says of itself in option 60.

    As text the maker and model; in binary, after 13885 as the maker's number, what is listed here: maker, model, part
    number, software and updater (RFC 3925; SIP 3.1 administrator guide, page C-24).
    """
    if settings.choice("device.dhcp.option60Type") == "ASCII":
        return f"Polycom-{profile.compact}"
    model = profile.agent.removeprefix("Polycom").removesuffix("-UA")
    return f"Polycom, {model}, {profile.part_number}, SIP/{profile.firmware}, BR/{profile.updater}"


__all__ = [
    "ADAPTER", "AccessRefused", "AskTime", "DhcpFailed", "Found", "Network", "NetworkFacts", "NetworkUp", "Offer",
    "Option", "Redirecting", "Surroundings", "TimeDue", "TimeSource", "TimeTold", "TimeUnknown", "Timekeeping",
    "find_network", "flash_settings", "found_server", "has_radio", "hostname", "network_facts", "on_air", "speaks",
    "time_servers", "vendor_class", "zone_offset",
]  # fmt: skip
