"""A phone of somebody else's comes to a hosted service: each step of the guide, by its own labels, with keys alone."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from emulator.boot.model import Power
from emulator.kernel.clock import ManualClock
from emulator.kernel.profile import load_profile
from emulator.lab.hosted import ACTIVE, HOST, PROMPT, WAITING, WELCOME, WRONG, read_report
from emulator.lab.lab import Lab
from emulator.phone import Phone
from emulator.sip.tones import heard, read
from tests.guides.hands import Walker
from tests.guides.headings import HOSTED, procedure

MAC = "0004f2aabb01"
DIGIT = 0.25
"""Seconds that a digit takes on its way, at the most."""

CODE = next(device.code for device in read_report() if device.mac == MAC)


async def here(host: str) -> Sequence[str]:
    """The resolver of a network in which the service's name leads to the lab."""
    return ["127.0.0.1"] if host == HOST else [host]


@pytest.fixture
async def lab() -> AsyncIterator[Lab]:
    """A lab with the hosted service, on a clock that the test moves."""
    async with Lab(clock=ManualClock(), hosted=True) as lab:
        yield lab


async def plugged_in(lab: Lab, model: str = "VVX_450", **more: Any) -> Walker:
    """A phone from another owner, on the lab's clock."""
    assert lab._clock is not None
    phone = Phone(model, mac=MAC, clock=lab._clock, boot="device", ca=lab.hosted_ca, resolve=here, wall=None, **more)
    await phone.start()
    return Walker(phone)


async def open_setup(walker: Walker) -> None:
    """Cancel in time, then Setup, then the password."""
    await walker.boots_to("starting")
    await walker.press("Cancel")
    await walker.reads("Setup")
    await walker.press("Setup")
    await walker.reads("Enter password")
    await walker.enter("456")
    await walker.reads("***")
    await walker.press("Enter")
    await walker.reads("Server Menu")


async def point_to_the_service(walker: Walker, lab: Lab) -> None:
    """Steps 5 to 11 of the guide's page 7."""
    await walker.select("Server Menu")
    await walker.reads("Server Type")
    await walker.select("Server Type")
    await walker.select("HTTPS")
    await walker.reads("Server Type", "HTTPS")
    await walker.select("Server Address")
    address = f"{HOST}:{urlsplit(lab.hosted_server.url).port}/polycomuc/"
    await walker.enter(address)
    await walker.reads(address)
    await walker.press("OK")
    await walker.reads("Server Menu", address)
    await walker.press("Back")
    await walker.select("SNTP Address")
    await walker.enter("pool.ntp.org")
    await walker.press("OK")
    await walker.reads("pool.ntp.org")
    await walker.select("Exit")
    await walker.reads("Save & Reboot")
    await walker.select("Save & Reboot")
    await walker.reads("Reboot initiated")


@procedure(HOSTED, "Supported Polycom Phones")
@procedure(HOSTED, "Find the MAC Address on Your Phone")
async def test_model_and_mac_stand_on_the_underside(lab: Lab) -> None:
    """Who turns the phone over reads the model and the MAC address on its label."""
    async with await plugged_in(lab) as walker:
        walker.phone.turn_over()
        await walker.reads("VVX 450", "00:04:F2:AA:BB:01")


@procedure(HOSTED, "Check for Device Certificate")
@pytest.mark.parametrize(
    ("certificate", "text"),
    [
        ("factory", "Device Certificate: Factory installed"),
        ("none", "Device Certificate: Not Installed"),
        ("invalid", "Device Certificate: Invalid"),
        ("absent", ""),
    ],
)
async def test_the_menu_says_whether_there_is_a_device_certificate(lab: Lab, certificate: str, text: str) -> None:
    """Menu > Status > Platform > Phone tells, or says nothing at all of it."""
    async with await plugged_in(lab, "SPIP_550", certificate=certificate) as walker:
        await walker.boots_to("running")
        await walker.press("Menu")
        await walker.reads("Features", "Status", "Settings")
        for step in ("Status", "Platform", "Phone"):
            await walker.select(step)
        await walker.reads("MAC", MAC)
        assert text in walker.text
        assert bool(text) == ("Device Certificate" in walker.text)


@procedure(HOSTED, "Check Firmware Version")
@pytest.mark.parametrize("version", ["4.0.15.1047", "3.3.3.0069"])
async def test_the_firmware_version_stands_in_the_menu(lab: Lab, version: str) -> None:
    """Menu > Status > Platform > Application > Main."""
    async with await plugged_in(lab, "SPIP_550", firmware=version) as walker:
        await walker.boots_to("running")
        await walker.press("Menu")
        for step in ("Status", "Platform", "Application", "Main"):
            await walker.select(step)
        await walker.reads("Version", version)


@procedure(HOSTED, "Reset Phone to Factory Defaults")
async def test_rebooting_from_the_menu(lab: Lab) -> None:
    """Menu > Settings > Advanced, 456, Enter, Admin Settings, Reboot Phone: the phone goes down and comes back."""
    async with await plugged_in(lab, "SPIP_550") as walker:
        await walker.boots_to("running")
        await walker.press("Menu")
        await walker.select("Settings")
        await walker.select("Advanced")
        await walker.reads("Enter password")
        await walker.enter("456")
        await walker.press("Enter")
        await walker.select("Admin Settings")
        await walker.select("Reboot Phone")
        await walker.reads("Are you sure?")
        await walker.press("Yes")
        await walker.reads("Reboot initiated")
        await walker.boots_to("running")


@procedure(HOSTED, "Factory Reset Key Codes:")
@pytest.mark.parametrize(
    ("models", "keys"),
    [
        (("VVX 300", "VVX 310", "VVX 400", "VVX 410", "VVX 500", "VVX 600"), "135"),
        (("SoundPoint IP 550", "SoundPoint IP 670", "VVX 1500"), "468*"),
        (("SoundPoint IP 335", "SoundPoint IP 560"), "1357"),
        (("SoundStation IP 5000", "SoundStation IP 7000"), "1357"),
        (("SoundStation IP 4000", "SoundStation IP 6000"), "68*"),
    ],
)
def test_each_model_has_its_keys(models: tuple[str, ...], keys: str) -> None:
    """The guide's table of keys for a factory reset."""
    assert [tuple(keys)] * len(models) == [load_profile(model).chords["factory reset"] for model in models]


@procedure(HOSTED, "Appendix A: Factory-Resetting a Phone when You do not Know its Admin Password")
@pytest.mark.parametrize(("model", "keys"), [("VVX_450", "135"), ("SPIP_550", "468*"), ("SSIP_6000", "68*")])
async def test_a_factory_reset_without_the_password(lab: Lab, model: str, keys: str) -> None:
    """Cancel, the model's keys held until the prompt appears, the MAC on the dial pad, OK: 456 opens it again."""
    async with await plugged_in(lab, model) as walker:
        await walker.boots_to("starting")
        await walker.press("Cancel")
        walker.phone.chord(*keys)
        await walker.reads("Enter password to reset settings")
        await walker.enter(MAC)
        await walker.press("OK")
        await walker.reads("Are you sure?")
        await walker.press("Yes")
        await walker.reads("Factory reset")
        await open_setup(walker)


@procedure(HOSTED, "Point Your Phone to the 8x8 Configuration Servers")
@procedure(HOSTED, "Activate Your Phone")
@procedure(HOSTED, "Retrieve Your Activation Code")
@procedure(HOSTED, "Enter Your Activation Code")
async def test_the_whole_journey(lab: Lab) -> None:
    """From the power plug to a call each way: pointed to the service, a wrong code, the right one, the extension."""
    assert lab.hosted is not None
    async with await plugged_in(lab) as walker:
        await open_setup(walker)
        await point_to_the_service(walker, lab)
        await walker.boots_to("running")
        await walker.reads("Activate", "Lift the handset to activate")
        await walker.phone.until("registered")
        assert {MAC.upper()} == {request.device for request in lab.hosted_server.requests}

        walker.phone.hook(off=True)
        await walker.phone.until("call:connected")
        await walker.press(*"123456", "#")
        await walker.press(*CODE)
        assert WAITING == lab.hosted.device(MAC).status
        await walker.press("#")
        await walker.phone.until(lambda _: lab.hosted is not None and lab.hosted.device(MAC).active)
        walker.phone.hook(off=False)
        await walker.phone.until(lambda phone: phone.state[Power].state != "running")

        await walker.boots_to("running")
        await walker.phone.until("registered")
        await walker.reads("1013")
        walker.phone.dial("1002")
        await walker.phone.until("call:ringing")
        await walker.phone.advance(1)
        await walker.phone.until("call:connected")
        await walker.press("End Call")
        await walker.phone.until("call:ended")
        await walker.phone.advance(10)
        lab.party.call("1013")
        await walker.phone.until("call:offering")
        await walker.press("Answer")
        await walker.phone.until("call:connected")


async def test_an_administrator_can_activate_a_phone_from_afar(lab: Lab) -> None:
    """Activated in the report, the waiting phone restarts with its extension, and nobody has touched it."""
    assert lab.hosted is not None
    url = f"{lab.hosted_server.url}polycomuc/"
    async with await plugged_in(lab, server=url) as walker:
        await walker.boots_to("running")
        await walker.phone.until("registered")
        assert ACTIVE == lab.hosted.activate("00:04:F2:AA:BB:01").status
        await walker.phone.until(lambda phone: phone.state[Power].state != "running")
        await walker.boots_to("running")
        await walker.reads("1013")


@procedure(HOSTED, "Enter Your Activation Code")
@pytest.mark.parametrize(("model", "mac"), [("VVX_450", MAC), ("SSIP_6000", "0004f2aabb04")])
async def test_the_announcements_are_heard(model: str, mac: str, tmp_path: Path) -> None:
    """The prompt, the refusal of a wrong code, and the welcome, each by its own tones; by handset or speakerphone."""
    async with Lab(hosted=True) as lab:
        assert lab.hosted is not None
        url = f"{lab.hosted_server.url}polycomuc/"
        async with Phone(model, mac=mac, server=url, ca=lab.hosted_ca) as phone:
            await phone.until("registered")
            if "handset" in phone.profile.features:
                phone.hook(off=True)
            else:
                phone.press("Speaker")
            await phone.until("call:connected")
            for keys, tones in (("", PROMPT), ("9#", WRONG), (f"{lab.hosted.device(mac).code}#", WELCOME)):
                phone.press(*keys)
                sound = read(await phone.listen(1.3 + len(keys) * DIGIT, tmp_path / "heard.wav"))
                assert {hz for beep in tones.beeps for hz in beep.hz} <= set(heard(sound))
            await phone.until(lambda _: lab.hosted is not None and lab.hosted.device(mac).active)


@pytest.mark.parametrize("certificate", ["none", "invalid", "absent"])
async def test_without_a_factory_certificate_there_is_no_service(lab: Lab, certificate: str) -> None:
    """The server talks to nobody else: the phone comes up without configuration, and says why."""
    url = f"{lab.hosted_server.url}polycomuc/"
    async with await plugged_in(lab, server=url, certificate=certificate) as walker:
        await walker.boots_to("running")
        assert () == walker.phone.lines
        assert [] == [request for request in lab.hosted_server.requests if request.status == 200]
