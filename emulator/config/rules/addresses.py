"""Hosts, IP addresses and URLs that cannot be any."""

from __future__ import annotations

import re
from collections.abc import Iterator

from emulator.config.findings import Finding
from emulator.config.rules.spot import Spot

_TEMPLATE = re.compile(r"[{}<>$%]|\[[A-Z_]+\]")
_LABEL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?")
_NUMBERS = re.compile(r"[0-9]+(?:\.[0-9]+)+\.?")
_PORT = re.compile(r"[^:]+:[0-9]{1,5}")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s/]+(?:/\S*)?")
_URL_OR_HOST = frozenset({"device.prov.serverName", "device.prov.upgradeServer", "dir.corp.address"})
_URL_OR_PATH = ("apps.push.", "apps.x.", "dir.broadsoft.", "feature.E911.", "diags.")


def check_host(spot: Spot) -> Iterator[Finding]:
    """A host is a name or an address, without scheme, port or path."""
    value = spot.value.strip()
    if not value or _TEMPLATE.search(value) or spot.parameter.name in _URL_OR_HOST:
        return
    fault = _host_fault(value)
    if fault:
        yield spot.found("value-malformed", f"{spot.name}: {value[:60]!r} {fault}")


def _host_fault(value: str) -> str:
    if "://" in value:
        return "is a URL; the name of a host belongs here"
    if re.search(r"\s", value):
        return "has a blank in it"
    if "/" in value:
        return "has a path; the name of a host belongs here"
    if _PORT.fullmatch(value):
        return "has a port, which is a parameter of its own"
    if ":" in value:
        return "" if _is_ip(value.strip("[]")) else "is no IP address"
    if _NUMBERS.fullmatch(value):
        return "" if _is_ip(value) else "is no IP address"
    labels = value.rstrip(".").split(".")
    return "" if all(map(_LABEL.fullmatch, labels)) and len(value) <= 253 else "is no name of a host"


def _is_ip(value: str) -> bool:
    from ipaddress import ip_address

    try:
        ip_address(value)
    except ValueError:
        return False
    return True


def check_ip(spot: Spot) -> Iterator[Finding]:
    """An IP address has four numbers up to 255, or is one of IPv6."""
    value = spot.value.strip()
    if value and not _TEMPLATE.search(value) and not _is_ip(value.partition("/")[0]):
        yield spot.found("value-malformed", f"{spot.name}: {value[:60]!r} is no IP address")


def check_url(spot: Spot) -> Iterator[Finding]:
    """A URL has a scheme and a host, and no blanks."""
    value = spot.value.strip()
    if not value or _TEMPLATE.search(value) or spot.parameter.name.startswith(_URL_OR_PATH):
        return
    if not _URL.fullmatch(value):
        yield spot.found("value-malformed", f"{spot.name}: {value[:60]!r} is no URL, such as https://host/path")
