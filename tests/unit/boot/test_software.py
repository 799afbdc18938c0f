"""Software on the server: what the phone asks to know its version, and how it comes to run another one."""

from __future__ import annotations

import re
from typing import Any

import msgspec
import pytest

from emulator.boot.model import Power, PowerOn, ProvisioningFailed, ShuttingDown, SoftwareInstalled
from emulator.boot.orders import Remember
from emulator.boot.provisioning.software import image_names, is_legacy, offered_version
from emulator.boot.views import VIEWS
from emulator.config.identity import Identity
from emulator.config.layers import configure
from emulator.display.model import Scene
from tests.unit.boot.bench import IDENTITY, MAC, SERVER, TREE, Bench

IMAGE = "3111-48840-001.sip.ld"
OFFER: dict[str, Any] = {**TREE, IMAGE: b"image", "sip.ver": "5.9.8.1234 rts 21 24-May-26 11:00"}


def test_other_software_is_installed_by_a_reboot() -> None:
    """The phone asks for the version beside the image, reboots, installs, and reports the new version from then on."""
    bench = Bench(OFFER).boot()
    assert [ShuttingDown("Software update")] == bench.told(ShuttingDown)
    assert [SoftwareInstalled("5.9.8.1234")] == bench.told(SoftwareInstalled)
    assert (2, "running") == (bench.power.boots, bench.power.state)
    assert ["GET 3111-48840-001.sip.ld", "GET sip.ver"] == bench.asked[3:5]
    versions = [re.search(r"UA/([\d.]+) Type/Application", each.agent) for each in bench.requests]
    assert ["5.9.7.4477", "5.9.8.1234"] == list(dict.fromkeys(each[1] for each in versions if each))
    assert Remember("software", msgspec.json.encode("5.9.8.1234")) in bench.effects


def test_an_image_is_never_loaded_whole() -> None:
    """The updater asks for it, so that the server sees who takes it, and ends the transfer after the header."""
    bench = Bench(OFFER).boot()
    images = [each for each in bench.requests if each.url == f"{SERVER}{IMAGE}"]
    assert ["Application", "Updater", "Application"] == [each.agent.rpartition("/")[2] for each in images]
    assert all(each.probe for each in images)


@pytest.mark.parametrize(
    "files",
    [
        {"sip.ver": "5.9.7.4477"},
        {"sip.ver": 404},
        {"sip.ver": "no version in here"},
        {"sip.ver": b"\xff\xfe\x00"},
        {IMAGE: 404},
        {IMAGE: 503},
    ],
    ids=["same", "no-file", "no-version", "bytes", "no-image", "trouble"],
)
def test_the_phone_keeps_what_it_has(files: dict[str, Any]) -> None:
    """The same version, or none that could be known, is no reason to install."""
    bench = Bench({**OFFER, **files}).boot()
    assert (1, "running", []) == (bench.power.boots, bench.power.state, bench.told(ProvisioningFailed))


def test_the_screen_says_what_goes_on() -> None:
    """While flash is written the updater says so, with the version and how far it is."""
    bench = Bench(OFFER, power=Power(pace="device"))
    bench.feed(PowerOn())
    seen = set()
    for _ in range(300):
        bench.wait(0.5)
        scene = Scene(bench.core.state, bench.core.profile, bench.now)
        view = next((view for view in VIEWS if view.shows(scene)), None)
        if view is not None and bench.power.offer is not None and bench.power.state == "updater":
            seen.add(str(view.draw(scene).body))
    assert any("Updating software. Do not remove power." in body and "Version 5.9.8.1234" in body for body in seen)
    assert len(seen) >= 10


@pytest.mark.parametrize(
    ("text", "version"),
    [
        (b"5.9.7.4477", "5.9.7.4477"),
        (b"UCS 6.4.6.2453 release 21-Feb-24", "6.4.6.2453"),
        (b"4.0.15.1047\r\n", "4.0.15.1047"),
        (b"3.3.5.0247", "3.3.5.0247"),
        (b"version: v1.2.3.4", ""),
        (b"10.1.2.3", ""),
        (b"", ""),
        (b"x" * 100_000 + b"5.9.7.4477", ""),
    ],
)
def test_versions_are_found_in_version_files(text: bytes, version: str) -> None:
    """Four numbers, the last of which is a build; addresses are none."""
    assert version == offered_version(text)


@pytest.mark.parametrize(
    ("version", "legacy"),
    [("3.3.5.0247", True), ("4.0.15.1047", False), ("5.9.7", False), ("", False), ("10.0", False)],
)
def test_software_before_4_has_a_boot_rom(version: str, legacy: bool) -> None:
    """Its phones look for images under two names."""
    identity = Identity(MAC, "SPIP335", "2345-12375-001", version)
    assert legacy == is_legacy(identity)
    assert (("2345-12375-001.sip.ld", "sip.ld")[: 1 + legacy]) == image_names("sip.ld", identity)


OLD_PHONE = msgspec.structs.replace(IDENTITY, version="3.3.5.0247")


def old_phone(files: dict[str, Any]) -> Bench:
    """A phone with SIP 3.3."""
    bench = Bench(files)
    own = bench.provisioning
    configuration = configure(OLD_PHONE, flash=own.given)
    bench.core.state = bench.core.state.replaced(msgspec.structs.replace(own, configuration=configuration))
    return bench.boot()


def test_a_boot_rom_asks_in_the_order_of_the_capture() -> None:
    """Itself, the master file, the image under two names, its log; then the application begins, without a type."""
    bench = old_phone(TREE)
    assert [
        "GET 3111-48840-001.bootrom.ld",
        "GET bootrom.ld",
        f"GET {MAC}.cfg",
        "GET 000000000000.cfg",
        "GET 3111-48840-001.sip.ld",
        "GET sip.ld",
        f"PUT {MAC}-boot.log",
        f"GET {MAC}.cfg",
        "GET 000000000000.cfg",
        "GET site.cfg",
    ] == bench.asked[:10]
    assert [] == [each.agent for each in bench.requests if "Type/" in each.agent]


def test_a_boot_rom_installs_at_once() -> None:
    """It needs no reboot before; with software of the next generation the phone behaves as such."""
    bench = old_phone({**TREE, "sip.ld": b"image", "sip.ver": "4.0.15.1047"})
    assert ([SoftwareInstalled("4.0.15.1047")], 1) == (bench.told(SoftwareInstalled), bench.power.boots)
    assert bench.requests[-1].agent.endswith("UA/4.0.15.1047 Type/Application")
