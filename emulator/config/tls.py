"""What a service of the phone does with TLS: whom it trusts, and who it says it is.

Provisioning, syslog and 802.1X each use one of two platform profiles, which live in flash with their certificates
(UCS 4.0 administrator guide, TLS profiles; Feature Profile 37148, classes of certificates). What a phone does whose
flash says nothing is from memory: the first profile, all authorities, the factory's certificate, and a server that
must bear its name.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from emulator.config.layers import Configuration

Service = Literal["provisioning", "syslog", "dot1x"]

_ABBREVIATED = {"provisioning": "prov"}
_ALL = "All"
_APPLICATION = "sec.TLS.customCaCert"


class TlsProfile(msgspec.Struct, frozen=True):
    """How a service uses TLS.

    `builtin` tells whether the authorities that the phone comes with count, `authorities` are further ones (PEM as the
    configuration has it). `strict` wants the server's name in its certificate. `certificate` and `key` are the custom
    device certificate; without one the factory's is shown to servers that ask. `ciphers` are those for TLS up to 1.2,
    in the words of OpenSSL; empty for the usual ones.
    """

    builtin: bool = True
    authorities: tuple[str, ...] = ()
    strict: bool = True
    certificate: str = ""
    key: str = ""
    ciphers: str = ""

    def __repr__(self) -> str:
        shown = "custom" if self.certificate else "factory"
        return f"TlsProfile({self.builtin}, {len(self.authorities)} more, strict={self.strict}, {shown} certificate)"


def platform_profile(configuration: Configuration, service: Service = "provisioning") -> TlsProfile:
    """The profile that the device settings select for a service."""
    chosen = configuration.choice(f"device.sec.TLS.profileSelection.{service}")
    strict = f"device.sec.TLS.{_ABBREVIATED.get(service, service)}.strictCertCommonNameValidation"
    return _platform(configuration, chosen, strict=configuration.number(strict, null=1) != 0)


def sip_profile(configuration: Configuration) -> TlsProfile:
    """The profile by which SIP servers are met: the platform's or the applications' (sec.TLS.profileSelection.SIP).

    With one of the platform's, all authorities count that configuration files bring for applications.
    """
    chosen = configuration.choice("sec.TLS.profileSelection.SIP")
    strict = configuration.flag("sec.TLS.SIP.strictCertCommonNameValidation")
    if chosen.startswith("ApplicationProfile"):
        return _application(configuration, chosen.removeprefix("ApplicationProfile"), strict=strict)
    profile = _platform(configuration, chosen, strict=strict)
    numbers = configuration.indices(f"{_APPLICATION}.x")
    more = tuple(configuration.text(f"{_APPLICATION}.{number}") for number in numbers)
    return msgspec.structs.replace(profile, authorities=(*profile.authorities, *more))


def _platform(configuration: Configuration, chosen: str, *, strict: bool) -> TlsProfile:
    number = "2" if chosen == "PlatformProfile2" else "1"
    trusted = configuration.choice(f"device.sec.TLS.profile.caCertList{number}") or _ALL
    custom = [each for each in ("1", "2") if trusted == _ALL or f"Platform{each}" in trusted]
    authorities = (configuration.text(f"device.sec.TLS.customCaCert{each}") for each in custom)
    own = configuration.choice(f"device.sec.TLS.profile.deviceCert{number}").replace("Platform", "customDeviceCert")
    usual = configuration.flag(f"device.sec.TLS.profile.cipherSuiteDefault{number}")
    return TlsProfile(
        builtin=trusted == _ALL or trusted.startswith("Builtin"),
        authorities=tuple(filter(None, authorities)),
        strict=strict,
        certificate=configuration.text(f"device.sec.TLS.{own}.publicCert"),
        key=configuration.text(f"device.sec.TLS.{own}.privateKey"),
        ciphers="" if usual else configuration.text(f"device.sec.TLS.profile.cipherSuite{number}"),
    )


def _application(configuration: Configuration, number: str, *, strict: bool) -> TlsProfile:
    family = f"sec.TLS.profile.{number}"
    places = {f"application{each}": f"{_APPLICATION}.{each}" for each in range(1, 8)}
    places |= {f"platform{each}": f"device.sec.TLS.customCaCert{each}" for each in (1, 2)}
    wanted = (place for name, place in places.items() if configuration.flag(f"{family}.caCert.{name}"))
    usual = configuration.flag(f"{family}.cipherSuiteDefault")
    return TlsProfile(
        builtin=configuration.flag(f"{family}.caCert.defaultList"),
        authorities=tuple(filter(None, map(configuration.text, wanted))),
        strict=strict,
        ciphers="" if usual else configuration.text(f"{family}.cipherSuite"),
    )
