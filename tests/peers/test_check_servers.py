"""Trees on real servers, read as `vphone check` does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from emulator.config.sources import Server, SourceError
from tests.peers.harness.certificates import Certificates
from tests.peers.harness.tftpd import Tftpd
from tests.peers.harness.vsftpd import PASSWORD, USER, Vsftpd
from tests.peers.office import parameters

TREE: dict[str, str | bytes] = {
    "poly/000000000000.cfg": '<APPLICATION CONFIG_FILES="site.cfg, deep/own.cfg"/>',
    "poly/site.cfg": parameters({"x.long": "x" * 100_000}),
    "poly/deep/own.cfg": b"a" * 1024,
    "poly/empty.cfg": b"",
}


@pytest.mark.parametrize("tls", ["", "explicit", "implicit"])
def test_vsftpd_is_read(
    start_vsftpd: Callable[..., Vsftpd], certificates: Certificates, monkeypatch: pytest.MonkeyPatch, tls: str
) -> None:
    """Files whole, also in folders; what is not there is not there; a wrong password is an error."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.ca))
    server = start_vsftpd(tls=tls)
    server.add(TREE)
    source = Server(server.url.replace("//", f"//{USER}:{PASSWORD}@") + "poly")
    for name, content in TREE.items():
        body = content if isinstance(content, bytes) else content.encode()
        assert body == source.read(name.removeprefix("poly/"))
    assert [None, None] == [source.read(name) for name in ("no.cfg", "none/no.cfg")]
    with pytest.raises(SourceError, match="530"):
        Server(server.url.replace("//", f"//{USER}:wrong@")).read("poly/site.cfg")


async def test_tftpd_is_read(tftpd: Tftpd) -> None:
    """Files whole, also in folders, over a line that loses packets; what is not there is not there."""
    tftpd.add(TREE)
    source = Server(f"{tftpd.url}poly")
    for name, content in TREE.items():
        body = content if isinstance(content, bytes) else content.encode()
        assert body == await asyncio.to_thread(source.read, name.removeprefix("poly/"))
    assert None is await asyncio.to_thread(source.read, "no.cfg")


def test_a_server_that_nobody_vouches_for_is_an_error(start_vsftpd: Callable[..., Vsftpd]) -> None:
    """TLS is verified before anything is said."""
    server = start_vsftpd(tls="explicit")
    with pytest.raises(SourceError, match="CERTIFICATE_VERIFY_FAILED"):
        Server(server.url).read("site.cfg")
    assert ["AUTH"] == [verb for verb, _ in server.commands()]
