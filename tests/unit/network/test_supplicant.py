"""802.1X: a switch that opens its port for those alone who say who they are."""

from __future__ import annotations

import pytest

from emulator.boot.model import PowerOn
from emulator.boot.views import VIEWS
from emulator.display.compose import compose
from emulator.display.model import Scene
from emulator.kernel.profile import load_profile
from emulator.network.model import Network
from emulator.network.offers import Offer, Surroundings
from emulator.network.radio import AccessPoint
from emulator.network.supplicant import Guard
from emulator.settings.model import OpenPage
from tests.unit.boot.bench import SERVER, TREE, Bench
from tests.unit.hands import SERVER as POINTED
from tests.unit.hands import Hands

BY_PASSWORD = Guard("desk", "swordfish")
BY_CERTIFICATE = Guard()
DESK = {"enabled": "1", "method": "EAP-MD5", "identity": "desk", "password": "swordfish"}


def behind(guard: Guard | None, device: dict[str, str], **fields: object) -> Bench:
    """A phone that has been plugged into a switch with such a port."""
    flash = {f"device.net.dot1x.{name}": value for name, value in device.items() if not name.startswith("sec.")}
    flash |= {f"device.{name}": value for name, value in device.items() if name.startswith("sec.")}
    network = Surroundings((Offer("", "192.0.2.5"),), guard=guard)
    bench = Bench(TREE, surroundings=network, device=flash, given={"device.prov.serverName": SERVER}, **fields)  # type: ignore[arg-type]
    bench.feed(PowerOn())
    bench.wait(60)
    return bench


def stands(bench: Bench) -> str:
    """How the phone stands with the network."""
    return bench.core.state[Network].state


@pytest.mark.parametrize(
    ("guard", "device", "state"),
    [
        (BY_PASSWORD, DESK, "up"),
        (BY_PASSWORD, {**DESK, "method": "EAP-TTLS-GTC"}, "up"),
        (BY_PASSWORD, {**DESK, "password": "trout"}, "refused"),
        (BY_PASSWORD, {**DESK, "identity": "hall"}, "refused"),
        (BY_PASSWORD, {**DESK, "method": "EAP-TLS"}, "refused"),
        (BY_PASSWORD, {**DESK, "enabled": "0"}, "failed"),
        (BY_PASSWORD, {}, "failed"),
        (BY_CERTIFICATE, {"enabled": "1"}, "up"),
        (BY_CERTIFICATE, DESK, "refused"),
        (None, {}, "up"),
        (None, DESK, "up"),
    ],
)
def test_the_port_opens_for_who_can_prove_who_it_is(guard: Guard | None, device: dict[str, str], state: str) -> None:
    """By method, name and password of device.net.dot1x.*; a phone that does not speak 802.1X hears no DHCP server."""
    assert state == stands(behind(guard, device))


@pytest.mark.parametrize(("certificate", "state"), [("Factory installed", "up"), ("Not Installed", "refused")])
def test_a_phone_without_a_certificate_cannot_show_one(certificate: str, state: str) -> None:
    """EAP-TLS with that of the factory."""
    assert state == stands(behind(BY_CERTIFICATE, {"enabled": "1"}, certificate=certificate))


@pytest.mark.parametrize(("profile", "state"), [("PlatformProfile1", "refused"), ("PlatformProfile2", "up")])
def test_an_installed_certificate_is_shown_by_its_profile(profile: str, state: str) -> None:
    """TLS Applications > 802.1X says which platform profile that is."""
    own = {
        "sec.TLS.profileSelection.dot1x": profile,
        "sec.TLS.profile.deviceCert2": "Platform2",
        "sec.TLS.customDeviceCert2.publicCert": "its own",
    }
    assert state == stands(behind(BY_CERTIFICATE, {"enabled": "1", **own}, certificate="Not Installed"))


def test_what_the_network_wants_to_hear_is_not_shown() -> None:
    """Neither the switch's password nor that of the air, wherever the network is written out."""
    network = Surroundings(guard=BY_PASSWORD, air=(AccessPoint("Office", "swordfish"),))
    assert ("desk" in repr(network), "Office" in repr(network), "swordfish" in repr(network)) == (True, True, False)


def test_a_phone_that_is_refused_says_so() -> None:
    """On its display and in its log; its boot goes no further."""
    bench = behind(BY_PASSWORD, {**DESK, "password": "trout"})
    shown = compose(Scene(bench.core.state, load_profile("VVX_450"), bench.core.now), VIEWS)
    assert ["Network Auth. Failure"] == [line for block in shown.body for line in getattr(block, "lines", ())]
    assert "dot1x|4|Authentication failed as 'desk' by EAP-MD5" in bench.log
    assert ("network", []) == (bench.power.state, bench.requests)


@pytest.mark.parametrize(("method", "said"), [("EAP-FAST", "nobody"), ("EAP-MD5", "desk")])
def test_a_tunnel_hides_the_name(method: str, said: str) -> None:
    """The switch reads device.net.dot1x.anonid before it, where the method has a tunnel."""
    bench = behind(BY_PASSWORD, {**DESK, "method": method, "anonid": "nobody"})
    assert f"dot1x|3|Authenticated as '{said}' by {method}" in bench.log


@pytest.mark.parametrize(
    ("guard", "enabled", "shown"),
    [(BY_CERTIFICATE, "1", "Authenticated"), (None, "1", "Enabled"), (None, "0", "Disabled")],
)
def test_status_tells_whether_the_switch_asked(guard: Guard | None, enabled: str, shown: str) -> None:
    """Status > Network > Ethernet."""
    surroundings = Surroundings((Offer("", "192.0.2.5"),), guard=guard)
    hands = Hands(
        device={**POINTED, "device.net.dot1x.enabled": enabled},
        parts=(Network(surroundings=surroundings),),
        certificate="Factory installed",
    )
    hands.feed(OpenPage("status-ethernet"))
    assert f"802.1x Auth {shown}" in " ".join(hands.text.split())
