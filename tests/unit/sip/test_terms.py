"""What SIP says, in the phone's terms."""

from __future__ import annotations

import ssl

import pytest

from emulator.config.files import Setting
from emulator.config.layers import Configuration, Layer
from emulator.factory import Authority
from emulator.sip.terms import caller, readable, target_uri, trust


@pytest.mark.parametrize(
    ("wire", "text"), [(b"Jos\xc3\xa9", "José"), (b"Jos\xe9", "José"), (b"plain", "plain"), (b"\xff", "ÿ"), (b"", "")]
)
def test_text_in_any_encoding_is_readable(wire: bytes, text: str) -> None:
    """UTF-8 as it should be, Latin-1 as it often is."""
    assert text == readable(wire.decode("utf-8", "surrogateescape"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('"Ann \\"A\\" Lee" <sip:1002@example.com>;tag=1', ("1002", 'Ann "A" Lee')),
        ("sip:1002@example.com;tag=1", ("1002", "")),
        ("<sip:gateway.example.com>", ("gateway.example.com", "")),
        ('"Jos\udce9" <sip:1@h>', ("1", "José")),
        ("<<<", ("", "")),
    ],
)
def test_who_calls(value: str, expected: tuple[str, str]) -> None:
    """Number and name, without what SIP puts around them; nothing of what cannot be read."""
    assert expected == caller(value)


@pytest.mark.parametrize(
    ("target", "uri"),
    [
        ("1002", "sip:1002@pbx"),
        ("*97#", "sip:*97%23@pbx"),
        ("ann@other", "sip:ann@other"),
        ("SIP:x@y;a=b", "SIP:x@y;a=b"),
        ("two words", "sip:two%20words@pbx"),
    ],
)
def test_whom_to_call(target: str, uri: str) -> None:
    """A number is somebody at the line's own domain; what SIP does not allow in it is escaped."""
    assert uri == target_uri(target, "pbx")


def test_authorities_of_a_configuration_stay_with_it() -> None:
    """They are not added to those that the user gave, for the boot server too; a broken one is passed over."""
    given = ssl.create_default_context()
    broken = Configuration(layers=(Layer("files", {"sec.TLS.customCaCert.1": Setting("no certificate")}),))
    assert given is trust(given, Configuration())
    own = trust(given, broken)
    assert own is not given
    assert set(given.get_ca_certs(binary_form=True)) <= set(own.get_ca_certs(binary_form=True))


PEM = [Authority.new(f"CA {number}").pem for number in range(3)]
"""Certificates of an application, and of the platform's two places."""

AUTHORITIES = {
    "sec.TLS.customCaCert.1": PEM[0],
    "device.sec.TLS.customCaCert1": PEM[1],
    "device.sec.TLS.customCaCert2": PEM[2],
}


def configured(settings: dict[str, str]) -> Configuration:
    """A configuration of device settings in flash and a file with the others."""
    kinds = {name: "flash" if name.startswith("device.") else "files" for name in settings}
    return Configuration(
        layers=(
            Layer("files", {name: Setting(value) for name, value in settings.items() if kinds[name] == "files"}),
            Layer("flash", {name: Setting(value) for name, value in settings.items() if kinds[name] == "flash"}),
        )
    )


@pytest.mark.parametrize(
    ("settings", "builtin", "trusted"),
    [
        ({}, True, {0, 1, 2}),
        ({"device.sec.TLS.profile.caCertList1": "Platform2"}, False, {0, 2}),
        ({"device.sec.TLS.profile.caCertList2": "Builtin"}, True, {0, 1, 2}),
        (
            {"sec.TLS.profileSelection.SIP": "PlatformProfile2", "device.sec.TLS.profile.caCertList2": "Builtin"},
            True,
            {0},
        ),
        ({"sec.TLS.profileSelection.SIP": "ApplicationProfile3"}, True, {0, 1, 2}),
        (
            {"sec.TLS.profileSelection.SIP": "ApplicationProfile3", "sec.TLS.profile.3.caCert.application1": "0"},
            True,
            {1, 2},
        ),
        (
            {"sec.TLS.profileSelection.SIP": "ApplicationProfile3", "sec.TLS.profile.3.caCert.platform2": "0"},
            True,
            {0, 1},
        ),
        (
            {"sec.TLS.profileSelection.SIP": "ApplicationProfile3", "sec.TLS.profile.3.caCert.defaultList": "0"},
            False,
            {0, 1, 2},
        ),
    ],
)
def test_sip_servers_are_checked_by_the_profile_that_is_selected(
    settings: dict[str, str], builtin: bool, trusted: set[int]
) -> None:
    """Authorities of the phone's own count with the others, or alone, as the profile says."""
    layers = configured({**AUTHORITIES, **settings})
    own = [ssl.PEM_cert_to_DER_cert(each) for each in PEM]
    known = trust(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), layers).get_ca_certs(binary_form=True)
    found = {number for number, each in enumerate(own) if each in known}
    assert (builtin, trusted) == (len(known) > len(trusted), found)


@pytest.mark.parametrize(
    ("settings", "checked", "few"),
    [
        ({"sec.TLS.SIP.strictCertCommonNameValidation": "0"}, False, False),
        ({"device.sec.TLS.profile.cipherSuite1": "ECDHE+AES256"}, True, True),
        (
            {
                "sec.TLS.profileSelection.SIP": "ApplicationProfile1",
                "sec.TLS.profile.1.cipherSuite": "ECDHE+AES256",
                "sec.TLS.profile.1.cipherSuiteDefault": "0",
            },
            True,
            True,
        ),
    ],
)
def test_names_and_ciphers_of_sip_servers(settings: dict[str, str], checked: bool, few: bool) -> None:
    """Whether the name in the certificate counts, and by which ciphers the phone speaks."""
    context = trust(None, configured(settings))
    names = [each["name"] for each in context.get_ciphers() if not each["name"].startswith("TLS_")]
    assert (checked, few) == (context.check_hostname, all("AES256" in name for name in names))
