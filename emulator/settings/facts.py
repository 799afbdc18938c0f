"""What status pages tell, and lists whose length depends on the phone: rows by the name that the menus give them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from emulator.accessories.model import Accessories, plugged
from emulator.boot.model import Power, Provisioning, config
from emulator.calls.model import Calls
from emulator.config.codecs import preferred
from emulator.config.licences import read_licences
from emulator.display.model import Item, Scene
from emulator.display.wallclock import is_set, wall_time
from emulator.kernel.data import product_version
from emulator.kernel.sockets import plugs
from emulator.lines.model import Binding, Lines
from emulator.lines.model import line as find_line
from emulator.media.model import Media, mos
from emulator.network.model import Network, Timekeeping, find_network, network_facts, speaks
from emulator.settings import lists
from emulator.settings.credentials import described
from emulator.settings.model import CERTIFICATES, Menus, Nameplate, OpenPage
from emulator.signin.model import SignIn, status_word

Supplier = Callable[[Scene, str], Iterator[Item]]
"""Gives the rows of a page; the text is what the page is about, the number of a line for example."""

WORDS = {
    "unregistered": "Not-Registered",
    "registering": "Registering",
    "registered": "Registered",
    "failed": "Not-Registered",
    "unregistering": "unregistering",
}
"""Registration states in the words of the device's dictionary."""


def phone(scene: Scene, _: str) -> Iterator[Item]:
    """Status > Platform > Phone."""
    plate = scene.phone[Nameplate]
    yield Item("Model", scene.profile.name)
    yield Item("Part Number", plate.part_number or scene.profile.part_number)
    yield Item("MAC", plate.mac)
    yield Item("S/N", plate.serial or plate.mac)
    if plate.certificate:
        yield Item(f"Device Certificate: {plate.certificate}")


def application(scene: Scene, _: str) -> Iterator[Item]:
    """Status > Platform > Application > Main."""
    version = config(scene.phone).identity.version or scene.profile.firmware
    yield Item("Label", "SIP")
    yield Item("Version", version)
    yield Item("P/N", f"3150-11530-{version.replace('.', '')[:3]}")


def updater(scene: Scene, _: str) -> Iterator[Item]:
    """Status > Platform > Application > Updater."""
    yield Item("Version", scene.phone[Nameplate].updater or scene.profile.updater)


def configuration(scene: Scene, _: str) -> Iterator[Item]:
    """Status > Platform > Configuration: the server, then each file with what was taken from it."""
    provisioning = scene.phone[Provisioning]
    yield Item("Boot Server", provisioning.server or "None")
    yield Item("Base Profile", config(scene.phone).base_profile)
    for file in provisioning.files:
        if file.role in ("master", "parameters", "phone", "web") and not file.fault:
            yield Item(file.name)
            yield Item(" Parameters Accepted", str(file.parameters))
            yield Item(" Errors Found", str(file.errors))


def lines(scene: Scene, _: str) -> Iterator[Item]:
    """Status > Lines."""
    for line in scene.phone[Lines].lines:
        state = WORDS.get(line.state, line.state)
        icon = "registered" if line.registered else "unregistered"
        yield Item(line.settings.label or line.settings.user, state, icon, OpenPage(f"line-status:{line.index}"))


def line_status(scene: Scene, about: str) -> Iterator[Item]:
    """Status > Lines > one of them: whether it is registered, as whom, and with which servers."""
    found = find_line(scene.phone, int(about))
    if found is None:
        return
    yield Item("Line Information", WORDS.get(found.state, found.state))
    yield Item("Address", found.settings.user)
    for number, server in enumerate(found.settings.servers):
        working = found.registered and number == found.server
        yield Item(f"Server {number + 1}", server.address, "chosen" if working else "")
        yield from _binding(next((each for each in found.bindings if each.server == number), None))


def _binding(binding: Binding | None) -> Iterator[Item]:
    """How a line stands with one of its servers."""
    if binding is None:
        yield Item(" Never register")
        return
    yield Item(f" {WORDS.get(binding.state, binding.state)}", binding.place)
    if binding.code >= 300:
        yield Item(" Error Code", f"{binding.code} {binding.reason}")
    if binding.expires:
        yield Item(" Expires", f"{binding.expires} s")


def ethernet(scene: Scene, _: str) -> Iterator[Item]:
    """Status > Network > Ethernet: the speed that was set, or what is agreed upon with the switch."""
    best = "1000FD" if scene.profile.has("gigabit") else "100FD"
    yield Item("LAN Port", (_port(scene, "LAN") or best) if scene.phone[Power].link else "Link Down")
    if scene.profile.has("pc-port"):
        yield Item("PC Port", _pc_port(scene, best))
    yield Item("802.1x Auth", _admission(scene))


def wireless(scene: Scene, _: str) -> Iterator[Item]:
    """Status > Network > Wi-Fi Stats: the network that the phone has joined by its radio."""
    if not scene.phone[Power].air:
        yield Item("Wi-Fi", "Disabled")
        return
    settings, network = config(scene.phone), scene.phone[Network]
    joined = network.state == "up"
    yield Item("Wi-Fi", "Connected" if joined else "Disconnected", "wireless" if joined else "")
    yield Item("SSID", settings.text("device.wifi.ssid") or "???")
    yield Item("Security", settings.choice("device.wifi.securityMode"))
    found = find_network(settings, network.surroundings.air or ())
    if found and joined:
        yield Item("Signal Strength", f"{found.signal} dBm")


def _admission(scene: Scene) -> str:
    """Whether the phone says who it is, and a switch asked and let it in."""
    if not speaks(config(scene.phone)):
        return "Disabled"
    return "Authenticated" if scene.phone[Network].admitted else "Enabled"


def _pc_port(scene: Scene, best: str) -> str:
    """What the PC port does: what is set, and whether a computer is plugged in."""
    mode = _port(scene, "PC")
    linked = plugged(scene.phone, "pc") and mode != "Disabled"
    return (mode or best) if linked else mode if mode == "Disabled" else "Link Down"


def _port(scene: Scene, port: str) -> str:
    """The mode that is set for a port; empty for Auto."""
    return config(scene.phone).choice(f"device.net.etherMode{port}").replace("Auto", "")


def tcp_ip(scene: Scene, _: str) -> Iterator[Item]:
    """Status > Network > TCP/IP Parameters: what the network gave the phone."""
    facts = network_facts(scene.phone, scene.profile)
    vlan = f"{facts.vlan} ({facts.vlan_by})" if facts.vlan else ""
    for label, value in (
        ("DHCP", "Enabled" if facts.dhcp else "Disabled"),
        ("DHCP Server", facts.dhcp_server),
        ("IP Address", facts.address),
        ("Subnet Mask", facts.mask),
        ("IP Gateway", facts.gateway),
        ("DNS Server", facts.dns),
        ("DNS Alt. Server", facts.dns_alternate),
        ("DNS Domain", facts.domain),
        ("VLAN", vlan),
        ("Hostname", facts.hostname),
        ("Option 60", facts.vendor_class),
        ("Boot Server", facts.boot_server),
        (" From", facts.boot_origin),
        ("SNTP Address", facts.time_server),
    ):
        yield Item(label, value or "???")


def media(scene: Scene, _: str) -> Iterator[Item]:
    """Status > Diagnostics > Media Statistics: the calls that are up, or the last ones, newest first."""
    for each in reversed(scene.phone[Media].calls):
        call = scene.phone[Calls].find(each.call)
        received, sent = each.counters.received, each.counters.sent
        party = (call.name or call.number) if call else ""
        yield Item(party or f"Call {each.call}", icon="active" if each.ended is None else "ended")
        yield Item("Codec", each.codec or "None")
        yield Item("Rx Packets", str(received.packets))
        yield Item("Tx Packets", str(sent.packets))
        yield Item("Lost Packets", str(received.lost))
        yield Item("Packet Jitter (ms)", f"{received.jitter:.0f}")
        yield Item("MOS-LQ", f"{mos(each.listening):.1f}")


def codecs(scene: Scene, _: str) -> Iterator[Item]:
    """Status > Diagnostics > Audio Codecs: those that calls are to have, best first, and which of them there are."""
    for codec in (each for each in preferred(config(scene.phone)) if each.model in scene.profile.codecs):
        yield Item(codec.label, "" if codec.engine else "not emulated", "chosen" if codec.engine else "")


def licences(scene: Scene, _: str) -> Iterator[Item]:
    """Status > Licenses: the features of the licence files, and until when they may be used."""
    mac = config(scene.phone).identity.mac
    today = wall_time(scene.phone, scene.now).date() if is_set(scene.phone) else None
    for file in scene.phone[Provisioning].kept:
        if file.role == "license":
            for licence in read_licences(file.name, file.body, mac):
                end = licence.expires.isoformat() if licence.expires else "Valid"
                yield Item(licence.feature, end if licence.holds(today) else "Expired")


def statistics(scene: Scene, _: str) -> Iterator[Item]:
    """Status > Network > Statistics."""
    samples = scene.phone[Menus].samples
    if samples:
        yield Item("Rx Packets", str(samples[-1].received))
        yield Item("Tx Packets", str(samples[-1].sent))


def components(scene: Scene, _: str) -> Iterator[Item]:
    """Status > Platform > Application > Components: what the phone is made of, here."""
    yield Item("SIP", config(scene.phone).identity.version or scene.profile.firmware)
    yield Item("Updater", scene.phone[Nameplate].updater or scene.profile.updater)
    yield Item("vphone", product_version())


def paired_headsets(scene: Scene, _: str) -> Iterator[Item]:
    """Settings > Basic > Bluetooth Settings > Manage Headsets."""
    for what in scene.phone[Accessories].present:
        if plugs()[what].icon == "bluetooth":
            yield Item(what.replace("-", " ").capitalize(), "Device connected.", "bluetooth")


def servers(scene: Scene, _: str) -> Iterator[Item]:
    """Status > Diagnostics > Servers Status: whom the phone asks for something, and whether they answer."""
    provisioning, times = scene.phone[Provisioning], scene.phone[Timekeeping]
    if provisioning.server:
        yield Item("Provisioning", "Up" if provisioning.source == "server" else "Down")
    if times.source.servers:
        yield Item("SNTP", {"told": "Up", "silent": "Down"}.get(times.state, "Please wait..."))
    for line in scene.phone[Lines].lines:
        if line.settings.servers:
            yield Item(f"Line {line.index}", "Up" if line.registered else "Down")


def certificates(scene: Scene, _: str) -> Iterator[Item]:
    """Status > Security > Device Certificates: the factory's, and those that were installed."""
    yield Item("Built-in", scene.phone[Nameplate].certificate or "Not Installed")
    for number in (1, 2):
        kept = config(scene.phone).text(CERTIFICATES[f"device-{number}"][0])
        yield Item(f"Platform {number}", described(kept) if kept else "Not Installed")


def sign_in(scene: Scene, _: str) -> Iterator[Item]:
    """Status > Skype for Business: who is signed in, and what the server has told (the labels of lyncstatus.htm)."""
    own = scene.phone[SignIn]
    yield Item("Sign In", status_word(scene.phone))
    if own.account is not None:
        yield Item("User", own.account.name or own.account.address)
        for line in scene.phone[Lines].lines[:1]:
            yield Item("Registration Expiry", f"{line.expires} s")
    for label, value in own.told.items():
        yield Item(label, value)


SUPPLIERS: dict[str, Supplier] = {
    "phone": phone,
    "application": application,
    "updater": updater,
    "configuration": configuration,
    "lines": lines,
    "line": line_status,
    "ethernet": ethernet,
    "tcp-ip": tcp_ip,
    "wireless": wireless,
    "media": media,
    "codecs": codecs,
    "servers": servers,
    "paired-headsets": paired_headsets,
    "statistics": statistics,
    "components": components,
    "licenses": licences,
    "sign-in": sign_in,
    "certificates": certificates,
    "languages": lists.tongues,
    "time-zones": lists.time_zones,
    "backgrounds": lists.pick_background,
    "line-configuration": lists.line_configuration,
    "paging-groups": lists.paging_groups,
    "wifi-networks": lists.in_range,
    "ptt-channels": lists.ptt_channels,
    "authorities": lists.authorities,
    "authority": lists.authority,
    "credentials": lists.credentials,
    "credential": lists.credential,
}
"""Every supplier that menus may name."""
