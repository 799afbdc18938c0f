"""Every TLS parameter of the device settings, seen from a server that sees or does not see the phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from emulator.config.layers import configure
from emulator.config.tls import platform_profile
from emulator.factory import maker
from tests.unit.boot.bench import IDENTITY, MAC
from tests.unit.boot.test_tls import site
from tests.unit.boot.transfers import fetch

Settings = dict[str, str]
OTHER = "0004f2000099"
STRICT = "prov.strictCertCommonNameValidation"


async def seen(url: str, settings: Settings) -> str:
    """The fault that a download ends with under settings below device.sec.TLS, empty if it comes."""
    flash = {f"device.sec.TLS.{name}": value for name, value in settings.items()}
    tls = platform_profile(configure(IDENTITY, flash=flash))
    answer = await fetch(f"{url}site.cfg", tls=tls, certificate=lambda: maker().device(MAC))
    return answer.fault


@pytest.mark.parametrize(
    ("without", "changed"),
    [
        ({}, lambda ca: {"customCaCert1": ca}),
        ({}, lambda ca: {"customCaCert2": ca}),
        ({"customCaCert1": "CA", "profile.caCertList1": "Builtin"}, lambda _: {"profile.caCertList1": "Platform1"}),
        (
            {"customCaCert1": "CA", "profile.caCertList1": "All", "profile.caCertList2": "Builtin"}
            | {"profileSelection.provisioning": "PlatformProfile2"},
            lambda _: {"profile.caCertList2": "All"},
        ),
        (
            {"customCaCert1": "CA", "profile.caCertList1": "All", "profile.caCertList2": "Builtin"}
            | {"profileSelection.provisioning": "PlatformProfile2"},
            lambda _: {"profileSelection.provisioning": "PlatformProfile1"},
        ),
    ],
)
async def test_trust_depends_on_each_parameter(without: Settings, changed: Callable[[str], Settings]) -> None:
    """With one value the server is refused, with the other one its file comes."""
    async with site() as there:
        before = {name: there.authority if value == "CA" else value for name, value in without.items()}
        assert ["untrusted", ""] == [
            await seen(there.server.url, settings) for settings in (before, before | changed(there.authority))
        ]


async def test_the_name_counts_as_the_parameter_says() -> None:
    """prov.strictCertCommonNameValidation."""
    async with site("boot.example") as there:
        strict, lenient = ({"customCaCert1": there.authority, STRICT: value} for value in ("1", "0"))
        assert ["untrusted", ""] == [await seen(there.server.url, settings) for settings in (strict, lenient)]


@pytest.mark.parametrize(("profile", "platform"), [("1", "1"), ("1", "2"), ("2", "1"), ("2", "2")])
async def test_the_device_certificate_is_the_one_that_is_chosen(profile: str, platform: str) -> None:
    """Each profile may show either custom certificate, or the factory's; without its key there is none to show."""
    own = maker().device(OTHER)
    split = own.index("-----BEGIN PRIVATE KEY-----")
    async with site(devices=True) as there:
        settings = {
            "customCaCert1": there.authority,
            "profileSelection.provisioning": f"PlatformProfile{profile}",
            f"customDeviceCert{platform}.publicCert": own[:split],
            f"customDeviceCert{platform}.privateKey": own[split:],
        }
        chosen = {f"profile.deviceCert{profile}": f"Platform{platform}"}
        keyless = settings | chosen | {f"customDeviceCert{platform}.privateKey": ""}
        faults = [await seen(there.server.url, each) for each in (settings, settings | chosen, keyless)]
        assert ["", ""] == faults[:2]
        assert faults[2] in ("handshake", "reset")
        assert [MAC.upper(), OTHER.upper()] == [each.device for each in there.server.requests]


@pytest.mark.parametrize("profile", ["1", "2"])
async def test_the_ciphers_are_those_of_the_profile(profile: str) -> None:
    """A server is refused that has none of them in common, unless the profile is told to use the usual ones."""
    async with site(ciphers="AES128-GCM-SHA256:ECDHE+AES128") as there:
        known = {"customCaCert1": there.authority, "profileSelection.provisioning": f"PlatformProfile{profile}"}
        own = {f"profile.cipherSuite{profile}": "ECDHE+AES256"}
        usual = {f"profile.cipherSuiteDefault{profile}": "1"}
        faults = [await seen(there.server.url, known | each) for each in ({}, own, own | usual)]
    assert ["", True, ""] == [faults[0], faults[1] in ("handshake", "reset", "untrusted"), faults[2]]
