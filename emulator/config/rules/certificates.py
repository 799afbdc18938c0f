"""Certificates in parameters: decodable, valid today, with a key that is strong enough."""

from __future__ import annotations

import re
from collections.abc import Iterator

from emulator.config.certificate import CertificateError, read_certificates
from emulator.config.findings import Finding
from emulator.config.rules.spot import Spot

WEAKEST = 2048
"""Bits of an RSA key that are still enough."""
_PLACEHOLDER = re.compile(r"[{$<%]")


def check_certificate(spot: Spot) -> Iterator[Finding]:
    """A certificate can be decoded and used."""
    if not spot.value.strip() or _PLACEHOLDER.search(spot.value):
        return
    try:
        certificates = read_certificates(spot.value)
    except CertificateError as error:
        yield spot.found("certificate-invalid", f"{spot.name} is no certificate: {error}")
        return
    for each in certificates:
        which = f"{spot.name}: the certificate of {each.name or 'nobody'}"
        if each.ends < spot.today:
            yield spot.found("certificate-expired", f"{which} expired on {each.ends}")
        elif each.begins > spot.today:
            yield spot.found("certificate-expired", f"{which} is valid from {each.begins} only")
        if each.key == "RSA" and each.bits < WEAKEST:
            yield spot.found("certificate-weak", f"{which} has an RSA key of {each.bits} bits")
