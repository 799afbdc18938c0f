"""Whole phones booting from nginx: every request that it saw, in order, and what was uploaded to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from emulator.boot.model import Provisioning
from emulator.phone import Phone
from tests.peers.harness.certificates import Certificates
from tests.peers.harness.nginx import Nginx
from tests.peers.harness.programs import eventually
from tests.peers.office import MASTER, HastyClock, parameters

MAC = "0004f2aa1001"
USER, PASSWORD = "PlcmSpIp", "s3cret"
IMAGE = "3111-48840-001.sip.ld"
UPDATER = "FileTransport PolycomVVX-VVX_450-UA/5.9.7.47435 Type/Updater"
APPLICATION = "FileTransport PolycomVVX-VVX_450-UA/5.9.7.4477 Type/Application"
TREE: dict[str, str | bytes] = {
    "000000000000.cfg": MASTER.replace("phone-[PHONE_MAC_ADDRESS].cfg", "site.cfg, [PHONE_MAC_ADDRESS]-user.cfg"),
    "site.cfg": parameters({"reg.1.address": "1001", "reg.1.label": "Lobby", "up.backlight.timeout": 7}),
    f"{MAC}-user.cfg": parameters({"reg.1.label": "late"}),
    IMAGE: b"\0" * 100_000,
}

BOOT = (
    ("PUT", f"/{MAC}-boot.log", 201, UPDATER),
    ("GET", f"/{MAC}.cfg", 404, APPLICATION),
    ("GET", "/000000000000.cfg", 200, APPLICATION),
    ("GET", f"/{IMAGE}", 200, APPLICATION),
    ("GET", "/sip.ver", 404, APPLICATION),
    ("GET", "/site.cfg", 200, APPLICATION),
    ("GET", f"/{MAC}-user.cfg", 200, APPLICATION),
    ("GET", f"/{MAC}-phone.cfg", 404, APPLICATION),
    ("GET", f"/{MAC}-web.cfg", 404, APPLICATION),
    ("GET", "/000000000000-license.cfg", 404, APPLICATION),
    ("GET", f"/{MAC}-license.cfg", 404, APPLICATION),
    ("GET", f"/{MAC}-calls.xml", 404, APPLICATION),
    ("GET", f"/{MAC}-directory.xml", 404, APPLICATION),
    ("GET", "/000000000000-directory.xml", 404, APPLICATION),
    ("HEAD", f"/logs/{MAC}-app.log", 404, APPLICATION),
    ("PUT", f"/logs/{MAC}-app.log", 201, APPLICATION),
)
"""What a VVX asks for, as captured on devices of UCS 5.9."""


def phone(address: str, **setup: Any) -> Phone:
    """A VVX 450 that boots from an address."""
    return Phone("VVX_450", server=address, mac=MAC, **setup)


def seen(nginx: Nginx) -> list[tuple[str, str, int, str]]:
    """All requests, the image where it was asked for: nginx notes a broken-off transfer when it finds out."""
    rows = [(each.method, each.path, each.status, each.agent) for each in nginx.requests()]
    return sorted(rows, key=lambda row: next((at for at, known in enumerate(BOOT) if known[:2] == row[:2]), 99))


@pytest.mark.parametrize("login", [None, (USER, PASSWORD)], ids=["open", "Basic"])
@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_a_boot_as_the_server_saw_it(
    start_nginx: Callable[..., Nginx], certificates: Certificates, scheme: str, login: tuple[str, str] | None
) -> None:
    """Every request with its status and User-Agent; behind a login each one first without credentials."""
    nginx = start_nginx(login=login)
    nginx.add(TREE)
    address = nginx.url if scheme == "http" else nginx.https_url
    credentials = {"server_user": USER, "server_password": PASSWORD} if login else {}
    async with phone(address, ca=certificates.ca, **credentials) as booted:
        await booted.until("ready")
        assert "Lobby" in booted.screen.text
        await eventually(lambda: len(nginx.requests()) >= len(BOOT) * (2 if login else 1), "all requests")
    granted = [row for row in seen(nginx) if row[2] != 401]
    assert list(BOOT) == granted
    refused = [row[:2] for row in seen(nginx) if row[2] == 401]
    assert ([row[:2] for row in BOOT] if login else []) == refused
    assert {"TLSv1.3" if scheme == "https" else ""} == {each.tls for each in nginx.requests()}
    assert PASSWORD not in "\n".join(line.text for line in booted.journal)


async def test_uploads_arrive_as_they_were_written(nginx: Nginx, tmp_path: Path) -> None:
    """The boot log and the application's log on the server are, byte for byte, what the phone holds in flash."""
    nginx.add(TREE)
    async with phone(nginx.url, state=tmp_path / "flash") as booted:
        await booted.until("ready")
        arrived = nginx.root / "logs" / f"{MAC}-app.log"
        await eventually(arrived.exists, "the application's log")
        shown = [line.text.split("|", 2)[2] for line in booted.journal if line.kind == "log"]
        logs = [nginx.root / f"{MAC}-boot.log", arrived]
        for log in logs:
            texts = [line.split("|", 4)[4] for line in log.read_text().splitlines()]
            start = shown.index(texts[0])
            assert shown[start : start + len(texts)] == texts
        received = {each.path: int(each.received) for each in nginx.requests() if each.method == "PUT"}
        assert [log.stat().st_size for log in logs] == list(received.values())


@pytest.mark.parametrize("wrong", ["password", "authority"])
async def test_a_server_that_cannot_be_used(
    start_nginx: Callable[..., Nginx], certificates: Certificates, wrong: str
) -> None:
    """The phone says so, takes nothing from it, and is ready all the same."""
    nginx = start_nginx(login=(USER, PASSWORD))
    nginx.add(TREE)
    ca = None if wrong == "authority" else certificates.ca
    async with phone(nginx.https_url, ca=ca, server_user=USER, server_password="guess", clock=HastyClock()) as booted:
        await booted.until("boot-failed")
        said = "Failed to update configuration." if wrong == "password" else "Could not contact boot server"
        assert said in "\n".join(line.text for line in booted.journal)
        assert () == booted.lines
    statuses = {each.status for each in nginx.requests()}
    assert ({401} if wrong == "password" else set()) == statuses


async def test_the_last_good_configuration_survives_a_dead_server(nginx: Nginx, tmp_path: Path) -> None:
    """What was read once is used when the server is away, and replaced once it is back with something new."""
    nginx.add(TREE)
    for source, label in (("server", "Lobby"), ("last good", "Lobby"), ("server", "Reception")):
        if source == "last good":
            nginx.stop()
        elif label == "Reception":
            nginx.start()
            nginx.add({"site.cfg": parameters({"reg.1.address": "1001", "reg.1.label": label})})
        async with phone(nginx.url, state=tmp_path / "flash", clock=HastyClock()) as booted:
            await booted.until("ready")
            assert (source, label) == (booted.state[Provisioning].source, booted.lines[0].settings.label)


@pytest.mark.parametrize(
    ("model", "agent", "part"),
    [
        ("VVX_250", "PolycomVVX-VVX_250-UA", "3111-48820-001"),
        ("VVX_350", "PolycomVVX-VVX_350-UA", "3111-48830-001"),
        ("CCX_500", "PolyCCX-CCX_500-UA", "3111-49710-001"),
    ],
)
async def test_other_models_name_themselves(nginx: Nginx, model: str, agent: str, part: str) -> None:
    """User-Agent, image and MAC in lower case are the model's own."""
    nginx.add(TREE)
    async with Phone(model, server=nginx.url, mac="64:16:7F:9F:4C:90") as booted:
        await booted.until("ready")
    rows = nginx.requests()
    assert all(each.agent.startswith(f"FileTransport {agent}/") for each in rows)
    assert f"/{part}.sip.ld" in [each.path for each in rows]
    assert "/64167f9f4c90.cfg" in [each.path for each in rows]
