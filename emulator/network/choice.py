"""The device's rules: which offer it takes, which VLAN it joins, and where it finds its boot server.

All are functions of the device settings in flash and of what came from the network (SIP 2.2 and 3.1 administrator
guides, DHCP menu; CX5100 administrator guide, VLAN by DHCP).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from emulator.config.layers import Configuration
from emulator.network.offers import Offer, Option, Surroundings

OFFER_TIMEOUT = 1
"""Seconds for which further offers are awaited (REST interface of a VVX 350 with UC Software 5.9.3: "1")."""
BOOT_OPTION = 160
"""The custom option that names the boot server (Genesys guide for Polycom phones: custom, defined as 160)."""
BOOT_SERVER_NAME = 66
FIXED_VLAN_OPTIONS = (128, 144, 157, 191)
"""Where a VLAN is looked for with VLAN discovery "Fixed", in this order (SIP 2.2 administrator guide, page C-14)."""

_VLAN = re.compile(r"VLAN-A=([^;\s]+);")
_LARGEST_VLAN = 4095
_UNUSABLE = re.compile(r"[\s\\]")
_IPV4 = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_HEXADECIMAL, _OCTAL, _DECIMAL = re.compile(r"0[xX][0-9a-fA-F]+"), re.compile(r"0[0-7]+"), re.compile(r"[0-9]+")


class Found(msgspec.Struct, frozen=True):
    """Where the boot server is, and who said so: "DHCP option 160", "flash", "run option", "ZTP"."""

    address: str
    origin: str
    user: str = ""
    password: str = ""


def offer_timeout(settings: Configuration) -> int:
    """For how many seconds after the first offer the phone waits for others (device.dhcp.offerTimeout)."""
    return settings.number("device.dhcp.offerTimeout", null=OFFER_TIMEOUT)


def boot_options(settings: Configuration) -> tuple[int, ...]:
    """The DHCP options that may name the boot server, best first (device.dhcp.bootSrvUseOpt); none with Static."""
    custom = settings.number("device.dhcp.bootSrvOpt", null=BOOT_OPTION)
    return {
        "Default": (BOOT_SERVER_NAME,),
        "Custom": (custom,),
        "CustomAndDefault": (custom, BOOT_SERVER_NAME),
        "Static": (),
    }[settings.choice("device.dhcp.bootSrvUseOpt") or "CustomAndDefault"]


def offered_server(settings: Configuration, answers: Iterable[Offer]) -> Found | None:
    """The boot server that DHCP names. A better option counts even if it stands in a later answer."""
    answers = list(answers)
    for number in boot_options(settings):
        for answer in answers:
            option = answer.option(number)
            if _names_server(settings, number, option):
                return Found(option.text.strip(), f"DHCP option {number}", option.user, option.password)
    return None


def _names_server(settings: Configuration, number: int, option: Option) -> bool:
    """Whether the phone can read the option: it is of the type that it expects, and a server's address.

    A custom option of type IP holds four bytes, or an address written out; of type String it holds text.
    """
    address = option.text.strip()
    if not address or address == "0.0.0.0" or _UNUSABLE.search(address):
        return False
    if number != BOOT_SERVER_NAME and settings.choice("device.dhcp.bootSrvOptType") == "IP":
        return _IPV4.fullmatch(address) is not None
    return not option.packed


def stored_server(settings: Configuration) -> Found | None:
    """The boot server in flash; 0.0.0.0 stands for none."""
    address = settings.text("device.prov.serverName").strip()
    return Found(address, "flash") if address not in ("", "0.0.0.0") else None


def chosen_server(settings: Configuration, answers: Iterable[Offer | None], redirect: str = "") -> Found | None:
    """The boot server that the phone uses: DHCP's, unless it is told not to look there, else the one in flash.

    One in flash is of ZTP if it is where a redirect service has just led. Answers that never came are None.
    """
    heard = [answer for answer in answers if answer is not None] if dhcp_enabled(settings) else []
    offered, stored = offered_server(settings, heard), stored_server(settings)
    if offered or not stored:
        return offered
    return Found(stored.address, "ZTP") if stored.address == redirect else stored


def dhcp_enabled(settings: Configuration) -> bool:
    """Whether the DHCP client is on; it is unless somebody has turned it off."""
    return settings.number("device.dhcp.enabled", null=1) == 1


def best_offer(settings: Configuration, offers: Sequence[Offer]) -> Offer:
    """Of the offers that came in time the first that names a boot server, in the better option; else the first."""
    for number in boot_options(settings):
        for offer in offers:
            if _names_server(settings, number, offer.option(number)):
                return offer
    return offers[0]


def static_lease(settings: Configuration) -> Offer:
    """What a phone uses whose DHCP client is off: its own settings."""
    own = {
        "1": (settings.text("device.net.subnetMask"),),
        "3": (settings.text("device.net.IPgateway"),),
        "6": (settings.text("device.dns.serverAddress"), settings.text("device.dns.altSrvAddress")),
        "15": (settings.text("device.dns.domain"),),
    }
    options = {number: Option(tuple(filter(None, values))) for number, values in own.items()}
    return Offer(address=settings.text("device.net.ipAddress"), lease=0, options=options)


def switch_vlan(settings: Configuration, surroundings: Surroundings) -> tuple[int | None, str]:
    """The VLAN before DHCP, and by what it is known: LLDP before CDP before the one in flash (order from memory)."""
    if surroundings.lldp is not None and settings.number("device.net.lldpEnabled", null=1):
        return surroundings.lldp, "LLDP"
    if surroundings.cdp is not None and settings.number("device.net.cdpEnabled", null=1):
        return surroundings.cdp, "CDP"
    own = _vlan_number(settings.text("device.net.vlanId"))
    return own, "flash" if own is not None else ""


def dhcp_vlan(settings: Configuration, lease: Offer) -> int | None:
    """The VLAN that a lease names, in the options that device.dhcp.dhcpVlanDiscUseOpt says; the first valid one."""
    found = (_vlan_string(lease.option(number).text) for number in _vlan_options(settings))
    return next((vlan for vlan in found if vlan is not None), None)


def _vlan_options(settings: Configuration) -> Iterator[int]:
    way = settings.choice("device.dhcp.dhcpVlanDiscUseOpt")
    if way == "Fixed":
        yield from FIXED_VLAN_OPTIONS
    elif way == "Custom":
        yield settings.number("device.dhcp.dhcpVlanDiscOpt", null=129)


def _vlan_string(text: str) -> int | None:
    """The first VLAN of a string such as VLAN-A=10; or VLAN-A=0x0a+20; whatever follows the semicolon is passed over.

    Numbers may be decimal, hexadecimal or octal, as in C (CX5500 administrator guide, page 225).
    """
    found = _VLAN.match(text)
    numbers = map(_vlan_number, found[1].split("+")) if found else iter(())
    return next((number for number in numbers if number is not None), None)


def _vlan_number(text: str) -> int | None:
    for pattern, base in ((_HEXADECIMAL, 16), (_OCTAL, 8), (_DECIMAL, 10)):
        if pattern.fullmatch(text):
            number = int(text[:20], base)
            return number if number <= _LARGEST_VLAN else None
    return None
