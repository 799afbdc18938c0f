"""Where phones get their device certificate: an authority in the place of the maker's.

A real phone leaves the factory with a certificate of its own, signed by Polycom, whose common name is its MAC address
(UCS 5.9 administrator guide, factory-installed certificate; Feature Profile 37148). Nobody else can make these, so
virtual phones have theirs from an authority that every copy of this program knows with its key. That key is no secret:
a server that trusts it knows which phone says it is there, not that it is. No phone trusts it for servers.
"""

from __future__ import annotations

import datetime
import hashlib
import ipaddress
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

MAKER = "Polycom Inc."
"""The organisation in every device certificate."""


class Days(NamedTuple):
    """From when until when a certificate is good."""

    first: datetime.datetime
    last: datetime.datetime


_FOUNDED = datetime.datetime(2009, 3, 9, tzinfo=datetime.UTC)
GOOD = Days(_FOUNDED, datetime.datetime(2044, 3, 9, tzinfo=datetime.UTC))
"""As long as Polycom's own certificates (UCS 5.9 administrator guide)."""
EXPIRED = Days(_FOUNDED, datetime.datetime(2019, 3, 9, tzinfo=datetime.UTC))


class Authority:
    """An authority; `pem` is its certificate."""

    def __init__(self, name: str, key: ec.EllipticCurvePrivateKey) -> None:
        self._name = _subject(name, "vphone")
        self._key = key
        usage = _usage(signs_certificates=True)
        basics = x509.BasicConstraints(ca=True, path_length=0)
        self.pem = _pem(self._signed(self._name, key.public_key(), GOOD, [(basics, True), (usage, True)]))

    @classmethod
    def new(cls, name: str) -> Authority:
        """One that nobody has known before."""
        return cls(name, ec.generate_private_key(ec.SECP256R1()))

    def device(self, mac: str, days: Days = GOOD) -> str:
        """A device certificate with its key, PEM. The MAC address stands in it in capitals (from memory)."""
        return self._issue(mac.upper(), days, ExtendedKeyUsageOID.CLIENT_AUTH, ())

    def server(self, *names: str) -> str:
        """A certificate for a server of these names and addresses with its key, PEM."""
        return self._issue(names[0], GOOD, ExtendedKeyUsageOID.SERVER_AUTH, names)

    def person(self, address: str, key: CertificatePublicKeyTypes, days: Days) -> x509.Certificate:
        """A certificate for the key of a user of SIP, who is known by the address."""
        uri = x509.UniformResourceIdentifier(f"sip:{address}")
        extensions: list[tuple[x509.ExtensionType, bool]] = [
            (x509.BasicConstraints(ca=False, path_length=None), True),
            (_usage(signs_certificates=False), True),
            (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), False),
            (x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), False),
            (x509.SubjectAlternativeName([uri]), False),
        ]
        return self._signed(_subject(address, "vphone"), key, days, extensions)

    def _issue(self, name: str, days: Days, purpose: x509.ObjectIdentifier, names: Iterable[str]) -> str:
        key = ec.generate_private_key(ec.SECP256R1())
        extensions: list[tuple[x509.ExtensionType, bool]] = [
            (x509.BasicConstraints(ca=False, path_length=None), True),
            (_usage(signs_certificates=False), True),
            (x509.ExtendedKeyUsage([purpose]), False),
            (x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), False),
        ]
        if alternatives := [_alternative(each) for each in names]:
            extensions.append((x509.SubjectAlternativeName(alternatives), False))
        return _pem(self._signed(_subject(name), key.public_key(), days, extensions)) + _private(key)

    def _signed(
        self,
        subject: x509.Name,
        key: CertificatePublicKeyTypes,
        days: Days,
        extensions: Iterable[tuple[x509.ExtensionType, bool]],
    ) -> x509.Certificate:
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(days.first)
            .not_valid_after(days.last)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        )
        for extension, critical in extensions:
            builder = builder.add_extension(extension, critical)
        return builder.sign(self._key, hashes.SHA256())


@cache
def maker() -> Authority:
    """The authority of all device certificates: everywhere the same."""
    number = int.from_bytes(hashlib.sha256(b"vphone: virtual phones, made here").digest())
    return Authority("vphone Device CA", ec.derive_private_key(number, ec.SECP256R1()))


def _subject(name: str, organisation: str = MAKER) -> x509.Name:
    owner = x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation)
    return x509.Name([owner, x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def _private(key: ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
