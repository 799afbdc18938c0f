"""A certificate authority of the tests' own."""

from __future__ import annotations

import ssl
from pathlib import Path

import msgspec
import trustme


class Certificates(msgspec.Struct, frozen=True):
    """Files of one authority and of one server certificate for 127.0.0.1 and localhost."""

    ca: Path
    certificate: Path
    key: Path

    def trusting(self) -> ssl.SSLContext:
        """A client context that trusts this authority alone."""
        return ssl.create_default_context(cafile=str(self.ca))

    def serving(self) -> ssl.SSLContext:
        """A server context with this certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        return context


def make_certificates(folder: Path, *names: str) -> Certificates:
    """Write a new authority, and a certificate for these names, into the folder."""
    authority = trustme.CA()
    server = authority.issue_cert(*(names or ("127.0.0.1", "localhost")))
    made = Certificates(folder / "ca.pem", folder / "server.pem", folder / "server.key")
    authority.cert_pem.write_to_path(str(made.ca))
    server.private_key_pem.write_to_path(str(made.key))
    for number, blob in enumerate(server.cert_chain_pems):
        blob.write_to_path(str(made.certificate), append=number > 0)
    return made
