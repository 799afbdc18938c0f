"""The link that makes keys, and requests to certify them."""

from __future__ import annotations

import asyncio

from emulator.kernel.clock import Clock
from emulator.kernel.errands import Errands
from emulator.kernel.links import Post
from emulator.kernel.state import Effect
from emulator.settings.orders import CsrMade, MakeCsr

BITS = 2048
"""How long a key is."""


class CertifyLink:
    """Makes RSA keys, which takes a while, beside all else that the phone does."""

    effects: tuple[type[Effect], ...] = (MakeCsr,)

    def __init__(self, post: Post, clock: Clock) -> None:
        self._post = post
        self._clock = clock
        self._errands = Errands()

    def perform(self, effect: MakeCsr) -> None:
        """Make a key; a `CsrMade` follows."""
        self._errands.run(self._make(effect))

    async def _make(self, effect: MakeCsr) -> None:
        with self._clock.owe():
            request, key = await asyncio.to_thread(certificate_request, effect.names)
        self._post(CsrMade(effect.id, request, key))

    async def close(self) -> None:
        """Wait for nothing."""
        await self._errands.end()


def certificate_request(names: dict[str, str]) -> tuple[str, str]:
    """A request (PKCS #10) for a key just made, and that key, both as PEM; empty if the names cannot be written so."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    from cryptography.x509.oid import NameOID

    kinds = {
        "Common Name": NameOID.COMMON_NAME,
        "Organization": NameOID.ORGANIZATION_NAME,
        "Email Address": NameOID.EMAIL_ADDRESS,
        "Country": NameOID.COUNTRY_NAME,
        "State": NameOID.STATE_OR_PROVINCE_NAME,
    }
    try:
        subject = x509.Name([x509.NameAttribute(kinds[label], name) for label, name in names.items()])
        key = rsa.generate_private_key(65537, BITS)
        made = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, hashes.SHA256())
    except ValueError:
        return "", ""
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return made.public_bytes(Encoding.PEM).decode(), pem.decode()
