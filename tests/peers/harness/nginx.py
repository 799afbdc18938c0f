"""nginx as a boot server."""

from __future__ import annotations

import base64
import getpass
import hashlib
from pathlib import Path
from string import Template

import msgspec

from tests.peers.harness.certificates import Certificates
from tests.peers.harness.programs import free_port, listens
from tests.peers.harness.workbench import Workbench

_CONFIGURATION = Template(Path(__file__).with_name("nginx.conf").read_text())


class LoggedRequest(msgspec.Struct, frozen=True):
    """One request as nginx saw it; `received` is the Content-Length as sent, `tls` the protocol or empty.

    `device` is the subject of the certificate that the phone has shown.
    """

    method: str
    path: str
    status: int
    agent: str
    user: str
    authorization: str
    sent: int
    received: str
    range: str
    tls: str
    device: str


class Nginx:
    """A running nginx: `root` is what it serves and where uploads arrive."""

    def __init__(
        self,
        bench: Workbench,
        certificates: Certificates,
        *,
        login: tuple[str, str] | None = None,
        uploads: bool = True,
        extra: str = "",
    ) -> None:
        self._folder = bench.place("nginx")
        self.root = self._folder / "root"
        self.root.mkdir()
        self.port, self.tls_port = free_port(), free_port()
        self.ca = certificates.ca
        self._write(certificates, login, "PUT" if uploads else "off", extra)
        self._program = bench.program(
            "nginx", "-c", self._folder / "nginx.conf", "-p", self._folder, "-e", "stderr",
            folder=self._folder,
        )  # fmt: skip

    def _write(self, certificates: Certificates, login: tuple[str, str] | None, dav: str, extra: str) -> None:
        authentication = ""
        if login is not None:
            digest = base64.b64encode(hashlib.sha1(login[1].encode()).digest()).decode()
            (self._folder / "passwords").write_text(f"{login[0]}:{{SHA}}{digest}\n")
            authentication = f'auth_basic "boot"; auth_basic_user_file {self._folder}/passwords;'
        (self._folder / "nginx.conf").write_text(
            _CONFIGURATION.substitute(
                folder=self._folder, root=self.root, port=self.port, tls_port=self.tls_port,
                dav_methods=dav, extra=extra,
                certificate=certificates.certificate, key=certificates.key, authentication=authentication,
                user=getpass.getuser(),
            )
        )  # fmt: skip

    @property
    def url(self) -> str:
        """Its address over HTTP."""
        return f"http://127.0.0.1:{self.port}/"

    @property
    def https_url(self) -> str:
        """Its address over HTTPS, with a certificate of the authority in `ca`."""
        return f"https://127.0.0.1:{self.tls_port}/"

    def start(self) -> None:
        """Serve; after `stop` on the same ports again."""
        self._program.start(lambda: listens(self.port) and listens(self.tls_port))

    def stop(self) -> None:
        """Be gone: connections are refused."""
        self._program.stop()

    def add(self, files: dict[str, str | bytes]) -> None:
        """Put files below `root`, with their folders."""
        for name, content in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def forget(self) -> None:
        """Let go of the requests so far."""
        (self._folder / "access.log").write_bytes(b"")

    def requests(self) -> list[LoggedRequest]:
        """All requests answered so far, in order."""
        log = self._folder / "access.log"
        lines = log.read_bytes().splitlines() if log.exists() else []
        return [msgspec.json.decode(line, type=LoggedRequest) for line in lines]
