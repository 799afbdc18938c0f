"""vsftpd as a boot server."""

from __future__ import annotations

import re
from pathlib import Path
from string import Template
from typing import NamedTuple

from tests.peers.harness.certificates import Certificates
from tests.peers.harness.programs import free_port, listens
from tests.peers.harness.workbench import Workbench

_CONFIGURATION = Template(Path(__file__).with_name("vsftpd.conf").read_text())
_COMMAND = re.compile(r'FTP command: Client "[^"]*", "(\w+) ?(.*)"')
_OUTCOME = re.compile(r'\b(OK|FAIL) (LOGIN|DOWNLOAD|UPLOAD)\b.*?"[^"]*"(?:, "([^"]*)")?')

USER, PASSWORD = "ftp", "PlcmSpIp"


class Outcome(NamedTuple):
    """One line of its log: OK or FAIL, LOGIN, DOWNLOAD or UPLOAD, and the file below the root."""

    result: str
    action: str
    file: str


class Vsftpd:
    """A running vsftpd: `root` is what it serves and where uploads arrive.

    It runs as whoever runs the tests, so it knows no other user than `USER`; his only password is `PASSWORD`. `tls` is
    "", "explicit" or "implicit"; with TLS it takes neither login nor file in the clear.
    """

    def __init__(self, bench: Workbench, certificates: Certificates, *, tls: str = "", uploads: bool = True) -> None:
        self._folder = bench.place("vsftpd")
        self.root = self._folder / "root"
        self.root.mkdir()
        self.port = free_port()
        self.scheme = "ftps" if tls else "ftp"
        (self._folder / "passwords").write_text(f"{PASSWORD}\n")
        configuration = self._folder / "vsftpd.conf"
        configuration.write_text(
            _CONFIGURATION.substitute(
                folder=self._folder, root=self.root, port=self.port, uploads="YES" if uploads else "NO",
                tls="YES" if tls else "NO", implicit="YES" if tls == "implicit" else "NO",
                certificate=certificates.certificate, key=certificates.key,
            )
        )  # fmt: skip
        self._program = bench.program("vsftpd", configuration, folder=self._folder)

    @property
    def url(self) -> str:
        """Its address, without login."""
        return f"{self.scheme}://127.0.0.1:{self.port}/"

    def start(self) -> None:
        """Serve; after `stop` on the same port again."""
        self._program.start(lambda: listens(self.port))

    def stop(self) -> None:
        """Be gone: connections are refused."""
        self._program.stop()

    def add(self, files: dict[str, str | bytes]) -> None:
        """Put files below `root`, with their folders."""
        for name, content in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def commands(self) -> list[tuple[str, str]]:
        """Every command that it got, with its argument."""
        return [(found[1], found[2]) for found in map(_COMMAND.search, self._lines()) if found]

    def outcomes(self) -> list[Outcome]:
        """Every login and transfer."""
        found = [each for each in map(_OUTCOME.search, self._lines()) if each]
        return [Outcome(each[1], each[2], (each[3] or "").removeprefix(f"{self.root}/")) for each in found]

    def _lines(self) -> list[str]:
        return self._program.log.read_text().splitlines()
