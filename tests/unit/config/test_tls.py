"""TLS profiles: what device settings say about trust and about the phone's own certificate."""

from __future__ import annotations

import ssl

import pytest
import trustme

from emulator.config.files import read_parameters
from emulator.config.flash import flash_changes
from emulator.config.identity import Identity
from emulator.config.layers import configure
from emulator.config.pem import as_pem
from emulator.config.tls import Service, TlsProfile, platform_profile

ONE, TWO = "first authority", "second authority"
BOTH = {"customCaCert1": ONE, "customCaCert2": TWO}
OWN = {"customDeviceCert2.publicCert": "certificate", "customDeviceCert2.privateKey": "key"}


def profile(settings: dict[str, str], service: Service = "provisioning") -> TlsProfile:
    """What settings below device.sec.TLS make of a service."""
    flash = {f"device.sec.TLS.{name}": value for name, value in settings.items()}
    return platform_profile(configure(Identity(), flash=flash), service)


@pytest.mark.parametrize(
    ("chosen", "builtin", "authorities"),
    [
        ("", True, (ONE, TWO)),
        ("All", True, (ONE, TWO)),
        ("3", True, (ONE, TWO)),
        ("Builtin", True, ()),
        ("BuiltinAndPlatform1", True, (ONE,)),
        ("BuiltinAndPlatform2", True, (TWO,)),
        ("Platform1", False, (ONE,)),
        ("Platform2", False, (TWO,)),
        ("Platform1AndPlatform2", False, (ONE, TWO)),
        ("nonsense", True, (ONE, TWO)),
    ],
)
def test_which_authorities_count(chosen: str, builtin: bool, authorities: tuple[str, ...]) -> None:
    """Every word for a list of CAs names the authorities that it says; without one all count."""
    made = profile({**BOTH, "profile.caCertList1": chosen})
    assert (builtin, authorities) == (made.builtin, made.authorities)


def test_each_service_has_a_profile_of_its_own() -> None:
    """Provisioning may use the second profile while syslog stays with the first."""
    settings = {
        **BOTH,
        **OWN,
        "profileSelection.provisioning": "PlatformProfile2",
        "profile.caCertList1": "Platform1",
        "profile.caCertList2": "Platform2",
        "profile.deviceCert2": "Platform2",
        "prov.strictCertCommonNameValidation": "0",
    }
    assert TlsProfile(False, (TWO,), False, "certificate", "key") == profile(settings)
    assert TlsProfile(False, (ONE,), True) == profile(settings, "syslog")


@pytest.mark.parametrize(("value", "strict"), [("", True), ("1", True), ("0", False)])
def test_names_are_checked_unless_told_not_to(value: str, strict: bool) -> None:
    """Null is strict."""
    assert strict == profile({"prov.strictCertCommonNameValidation": value}).strict


def test_a_key_never_shows() -> None:
    """What is printed of a profile tells nothing of the certificate's key."""
    made = profile({**OWN, "profile.deviceCert1": "Platform2"})
    assert ("key", False) == (made.key, "key" in repr(made))


def test_one_switch_writes_certificate_and_key() -> None:
    """device.sec.TLS.customDeviceCert1.set stands for both parts; device.set alone writes nothing."""
    names = ("device.sec.TLS.customDeviceCert1.publicCert", "device.sec.TLS.customDeviceCert1.privateKey")
    values = " ".join(f'{name}="x"' for name in names)
    switch = 'device.sec.TLS.customDeviceCert1.set="1"'
    with_switch = read_parameters("a.cfg", f'<a device.set="1" {switch} {values}/>'.encode())
    without = read_parameters("a.cfg", f'<a device.set="1" {values}/>'.encode())
    assert dict.fromkeys(names, "x") == flash_changes([with_switch]).values
    assert {} == flash_changes([without]).values


@pytest.mark.parametrize("glue", ["\n", " ", "\\n", "\r\n", "\\r\\n"])
def test_pem_from_attributes_is_mended(glue: str) -> None:
    """Line ends that became blanks or escapes on their way through XML do no harm; bare base64 does neither."""
    pem = trustme.CA().cert_pem.bytes().decode()
    given = glue.join(pem.splitlines())
    bare = glue.join(pem.splitlines()[1:-1])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=as_pem(given))
    assert [pem, pem] == [as_pem(given), as_pem(bare)]
    assert 1 == len(context.get_ca_certs())
