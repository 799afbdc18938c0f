"""Joining a network, as a conversation: VLAN, DHCP, the question for a boot server, and at last a redirect service."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, NamedTuple
from urllib.parse import urljoin

from emulator.boot.orders import Fetch, Fetched, Log, Login
from emulator.config.files import ParameterFile, read_parameters
from emulator.config.flash import flash_changes
from emulator.config.identity import Identity
from emulator.config.layers import Configuration
from emulator.config.master import read_master
from emulator.config.tls import platform_profile
from emulator.kernel.slices import Flow, Pause
from emulator.kernel.state import Effect, Event
from emulator.network.choice import (
    best_offer,
    boot_options,
    chosen_server,
    dhcp_enabled,
    dhcp_vlan,
    offer_timeout,
    static_lease,
    switch_vlan,
)
from emulator.network.model import AccessRefused, DhcpFailed, NetworkUp, Redirecting
from emulator.network.offers import Offer, Surroundings, text_option
from emulator.network.radio import find_network, knows_password
from emulator.network.supplicant import Guard, admitted, method, shown_name, speaks

PATIENCE = 10.0
"""Seconds without any offer until the user is told (from memory)."""
INFORM_TRIES, INFORM_WAIT = 3, 4.0
"""Tries of a DHCP INFORM, and for how many seconds each waits (from memory; that it is retried is documented)."""

Talk = Generator[Effect | Event, Any, Any]


class Newcomer(NamedTuple):
    """A phone that joins: `hurried` ones do not wait where the device does, `fresh` ones were never provisioned.

    `certified` ones have a device certificate from the factory; `wireless` ones use their radio.
    """

    settings: Configuration
    surroundings: Surroundings
    identity: Identity
    agent: str
    hurried: bool
    fresh: bool
    certified: bool = False
    wireless: bool = False


def join(phone: Newcomer) -> Flow:
    """Join the network.

    The result is a `NetworkUp`; without one the phone has no address, and its boot goes no further.
    """
    guard = None if phone.wireless else phone.surroundings.guard
    if phone.wireless and not (yield from _associate(phone)):
        return None
    if guard is not None and not (yield from _authenticate(phone, guard)):
        return None
    vlan, by = (None, "") if phone.wireless else switch_vlan(phone.settings, phone.surroundings)
    if not dhcp_enabled(phone.settings):
        lease: Offer | None = static_lease(phone.settings)
    else:
        lease = yield from _discover(phone, vlan)
        told = None if lease is None or by in ("LLDP", "CDP") else dhcp_vlan(phone.settings, lease)
        if told is not None and told != vlan:
            vlan, by = told, "DHCP"
            lease = yield from _discover(phone, vlan)
    if lease is None:
        return None
    informed = yield from _inform(phone, lease)
    redirected: dict[str, str] = {}
    if _may_redirect(phone) and not chosen_server(phone.settings, (lease, informed)):
        yield Redirecting()
        redirected = yield from _redirect(phone)
    return NetworkUp(lease, informed, vlan, by, redirected, admitted=guard is not None)


def _associate(phone: Newcomer) -> Talk:
    """Whether a wireless network lets the phone in; of one that is out of range it never hears."""
    ssid = phone.settings.text("device.wifi.ssid")
    network = None if phone.surroundings.air is None else find_network(phone.settings, phone.surroundings.air)
    if phone.surroundings.air is not None and network is None:
        yield Log("wifi", "4", f"No network '{ssid}' in range")
        return False
    if network is not None and not knows_password(phone.settings, network):
        yield Log("wifi", "4", f"Network '{ssid}' refused the phone")
        yield AccessRefused()
        return False
    yield Log("wifi", "3", f"Associated with '{ssid}'")
    return True


def _authenticate(phone: Newcomer, guard: Guard) -> Talk:
    """Whether the switch opens its port; one that never hears who the phone is lets no frame of it through."""
    if not speaks(phone.settings):
        yield from _unanswered(phone)
        return False
    said = f"'{shown_name(phone.settings)}' by {method(phone.settings)}"
    if admitted(phone.settings, guard, certified=phone.certified):
        yield Log("dot1x", "3", f"Authenticated as {said}")
        return True
    yield Log("dot1x", "4", f"Authentication failed as {said}")
    yield AccessRefused()
    return False


def _wait(phone: Newcomer, seconds: float) -> Talk:
    if seconds > 0 and not phone.hurried:
        yield Pause(seconds=seconds)


def _discover(phone: Newcomer, vlan: int | None) -> Talk:
    """The lease that the phone takes, None if nobody offers one."""
    offers = sorted(
        (offer for offer in phone.surroundings.offers if offer.vlan in (None, vlan)), key=lambda offer: offer.after
    )
    if not offers or offers[0].after > PATIENCE:
        yield from _unanswered(phone)
    if not offers:
        return None
    first = offers[0].after
    yield from _wait(phone, first - PATIENCE if first > PATIENCE else first)
    timeout = offer_timeout(phone.settings)
    yield from _wait(phone, timeout)
    return best_offer(phone.settings, [offer for offer in offers if offer.after <= first + timeout])


def _unanswered(phone: Newcomer) -> Talk:
    """Nobody has made an offer for so long that the user hears of it."""
    yield from _wait(phone, PATIENCE)
    yield Log("net", "4", "DHCP failed: no offer received")
    yield DhcpFailed()


def _inform(phone: Newcomer, lease: Offer) -> Talk:
    """Ask further DHCP servers where the boot server is, if nothing else says so; their best answer, or None."""
    looks = dhcp_enabled(phone.settings) and boot_options(phone.settings)
    if not looks or chosen_server(phone.settings, (lease,)):
        return None
    window = INFORM_TRIES * INFORM_WAIT
    answers = sorted(phone.surroundings.informs, key=lambda answer: answer.after)
    answers = [answer for answer in answers if answer.after <= window]
    yield from _wait(phone, answers[0].after + offer_timeout(phone.settings) if answers else window)
    return best_offer(phone.settings, answers) if answers else None


def _may_redirect(phone: Newcomer) -> bool:
    """Whether there is a redirect service, and the phone asks it: fresh ones do (device.prov.ztpEnabled)."""
    asks = phone.settings.number("device.prov.ztpEnabled", null=1) == 1
    return phone.fresh and asks and bool(phone.surroundings.ztp.text)


def _redirect(phone: Newcomer) -> Talk:
    """The device settings that the redirect service has for this phone; none if it does not know it."""
    name = f"{phone.identity.mac}.cfg"
    body = yield from _get(phone, name)
    if body is None:
        return {}
    files: list[ParameterFile] = [read_parameters(name, body)]
    master = read_master(name, body, phone.identity)
    for other in master.files if master.usable else ():
        body = yield from _get(phone, other)
        if body is not None:
            files.append(read_parameters(other, body))
    settings = flash_changes(files).values
    named = text_option(settings.get("device.prov.serverName", "")).text
    told = f"redirected to {named}" if named else "no boot server in the answer"
    yield Log("cfg", "3" if named else "4", f"ZTP|{told}")
    return settings


def _get(phone: Newcomer, name: str) -> Talk:
    service = phone.surroundings.ztp
    base = service.text if service.text.endswith("/") else f"{service.text}/"
    answer: Fetched = yield Fetch(
        method="GET",
        url=urljoin(base, name),
        agent=phone.agent,
        login=Login(service.user, service.password) if service.user else None,
        tls=platform_profile(phone.settings),
    )
    if answer.status == 200:
        return answer.body
    yield Log("copy", "4", f"ZTP|Download of '{name}' FAILED ({answer.status or answer.fault})")
    return None
