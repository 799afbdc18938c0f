"""Mutual TLS with nginx: the server lets phones in by their device certificate, and knows each by its MAC address."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from emulator.boot.model import Provisioning
from emulator.lab.authority import device_authority
from emulator.phone import Phone
from tests.peers.harness.certificates import Certificates
from tests.peers.harness.nginx import Nginx
from tests.peers.harness.programs import eventually
from tests.peers.office import MASTER, HastyClock, parameters

MAC = "0004f2aa1001"
TREE: dict[str, str | bytes] = {
    "000000000000.cfg": MASTER.replace("phone-[PHONE_MAC_ADDRESS].cfg", "site.cfg"),
    "site.cfg": parameters({"reg.1.address": "1001", "reg.1.label": "Lobby"}),
}

Start = Callable[..., Nginx]


@pytest.fixture
def start_strict(start_nginx: Start, tmp_path: Path) -> Start:
    """Start an nginx that wants device certificates of the maker's authority."""
    (tmp_path / "devices.pem").write_text(device_authority())

    def start() -> Nginx:
        nginx = start_nginx(extra=f"ssl_client_certificate {tmp_path}/devices.pem; ssl_verify_client on;")
        nginx.add(TREE)
        return nginx

    return start


def phone(nginx: Nginx, **setup: Any) -> Phone:
    """A VVX 450 that boots from nginx over TLS."""
    return Phone("VVX_450", server=nginx.https_url, mac=MAC, **setup)


async def test_a_phone_is_known_by_its_certificate(start_strict: Start, certificates: Certificates) -> None:
    """Every request, uploads too, comes from the device with that MAC address; logs arrive."""
    nginx = start_strict()
    async with phone(nginx, ca=certificates.ca) as booted:
        await booted.until("ready")
        assert ("server", "Lobby") == (booted.state[Provisioning].source, booted.lines[0].settings.label)
        await eventually(lambda: (nginx.root / "logs" / f"{MAC}-app.log").exists(), "the application's log")
    assert {f"CN={MAC.upper()},O=Polycom Inc."} == {each.device for each in nginx.requests()}


@pytest.mark.parametrize("certificate", ["none", "invalid", "absent"])
async def test_others_are_sent_away(start_strict: Start, certificates: Certificates, certificate: str) -> None:
    """Without a good certificate the server gives nothing (400), and the phone says that its configuration failed."""
    nginx = start_strict()
    async with phone(nginx, ca=certificates.ca, certificate=certificate, clock=HastyClock()) as booted:
        await booted.until("boot-failed")
        assert () == booted.lines
    assert {400} == {each.status for each in nginx.requests()}


async def test_the_certificate_is_the_same_after_a_power_cut(
    start_strict: Start, certificates: Certificates, tmp_path: Path
) -> None:
    """It stays in the state folder, with its key for nobody else to read."""
    nginx = start_strict()
    made = []
    for _ in range(2):
        async with phone(nginx, ca=certificates.ca, state=tmp_path / "flash") as booted:
            await booted.until("ready")
        made.append((tmp_path / "flash" / "certificate.pem").read_bytes())
    assert made[0] == made[1]


async def test_trust_follows_the_configuration(nginx: Nginx, certificates: Certificates, tmp_path: Path) -> None:
    """An authority that the first boot writes into flash is what the next boot trusts, with nothing given beside.

    The site moves to HTTPS: its files name the authority and the new address. The phone reboots for that by itself,
    and from then on talks TLS to the very server.
    """
    device = {
        "device.sec.TLS.customCaCert1": certificates.ca.read_text(),
        "device.sec.TLS.profile.caCertList1": "Platform1",
        "device.prov.serverName": nginx.https_url,
    }
    switches = {f"{name}.set": 1 for name in device}
    nginx.add({**TREE, "site.cfg": parameters({"reg.1.label": "Lobby", "device.set": 1, **device, **switches})})
    first = Phone("VVX_450", server=nginx.url, mac=MAC, state=tmp_path / "flash", clock=HastyClock())
    async with first:
        await first.until(lambda phone: phone.state[Provisioning].device.keys() >= device.keys())
    nginx.forget()
    async with Phone("VVX_450", mac=MAC, state=tmp_path / "flash") as booted:
        await booted.until("ready")
        assert "server" == booted.state[Provisioning].source
    assert {"TLSv1.3"} == {each.tls for each in nginx.requests()}
