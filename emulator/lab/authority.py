"""TLS at the lab's servers: certificates of an authority of its own, and devices told by theirs."""

from __future__ import annotations

import ssl

from emulator.boot.transfer.tls import load_certificate
from emulator.factory import Authority, maker


def device_authority() -> str:
    """The certificate, PEM, by which any server knows the device certificates of virtual phones."""
    return maker().pem


def serving(authority: Authority, *names: str, devices: bool = False) -> ssl.SSLContext:
    """What a server of these names and addresses needs for TLS, with a certificate of the authority.

    With `devices` it talks to nobody but phones with a certificate of the factory (mutual TLS).
    """
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    load_certificate(context, authority.server(*names))
    if devices:
        context.load_verify_locations(cadata=device_authority())
        context.verify_mode = ssl.CERT_REQUIRED
    return context
