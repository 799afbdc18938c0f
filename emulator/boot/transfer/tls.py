"""TLS to servers as a profile says: contexts with the authorities that count, and the certificate that is shown."""

from __future__ import annotations

import contextlib
import os
import ssl
from collections.abc import Callable

from emulator.config.pem import as_pem
from emulator.config.tls import TlsProfile

Certificate = Callable[[], str]
"""Gives the factory's device certificate with its key, PEM; empty if the phone has none. Called when first needed."""


class TlsContexts:
    """Makes a context for each profile once. The system's authorities stand for those that the phone comes with."""

    def __init__(self, trust: ssl.SSLContext | None = None, factory: Certificate = str) -> None:
        """`trust` holds authorities that count whatever a profile says."""
        self._trust = trust
        self._factory = factory
        self._made: dict[TlsProfile, ssl.SSLContext] = {}

    def context(self, profile: TlsProfile) -> ssl.SSLContext:
        """The context for a profile. What is no certificate in it is left out: the server will then be refused."""
        if profile not in self._made:
            self._made[profile] = self._make(profile)
        return self._made[profile]

    def _make(self, profile: TlsProfile) -> ssl.SSLContext:
        context = ssl.create_default_context() if profile.builtin else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = profile.strict
        if self._trust is not None:
            context.minimum_version = self._trust.minimum_version
            if known := self._trust.get_ca_certs(binary_form=True):
                context.load_verify_locations(cadata=b"".join(known))
        for authority in profile.authorities:
            with contextlib.suppress(ssl.SSLError, ValueError):
                context.load_verify_locations(cadata=as_pem(authority))
        with contextlib.suppress(ssl.SSLError, ValueError):
            if profile.ciphers:
                context.set_ciphers(profile.ciphers)
        with contextlib.suppress(ssl.SSLError, ValueError):
            if own := self._own(profile):
                load_certificate(context, own)
        return context

    def _own(self, profile: TlsProfile) -> str:
        if profile.certificate:
            return as_pem(profile.certificate) + as_pem(profile.key, "PRIVATE KEY")
        return self._factory()


def load_certificate(context: ssl.SSLContext, pem: str) -> None:
    """Let a context show a certificate; certificates and key are in one text.

    Raises ssl.SSLError if they are none, or do not belong together. The key never reaches a disk.
    """
    handle = os.memfd_create("certificate")
    try:
        os.write(handle, pem.encode())
        context.load_cert_chain(f"/proc/self/fd/{handle}", password="")  # an encrypted key is an error, not a question
    finally:
        os.close(handle)
