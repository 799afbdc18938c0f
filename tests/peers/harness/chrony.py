"""chrony as a time server that lives from its host's clock, at any port and without any rights."""

from __future__ import annotations

import socket

from tests.peers.harness.programs import free_port, taken
from tests.peers.harness.workbench import Workbench

_CONFIGURATION = """local stratum 3
port {port}
cmdport 0
bindaddress 127.0.0.1
allow 127.0.0.1
pidfile {folder}/chronyd.pid
"""


class Chrony:
    """A running chronyd."""

    def __init__(self, bench: Workbench) -> None:
        folder = bench.place("chrony")
        self.port = free_port()
        configuration = folder / "chrony.conf"
        configuration.write_text(_CONFIGURATION.format(port=self.port, folder=folder))
        self._program = bench.program("chronyd", "-d", "-x", "-U", "-f", configuration, folder=folder)

    @property
    def place(self) -> str:
        """Its address and port."""
        return f"127.0.0.1:{self.port}"

    def start(self) -> None:
        """Tell the time; after `stop` at the same port again."""
        self._program.start(lambda: taken(self.port, socket.SOCK_DGRAM))

    def stop(self) -> None:
        """Be gone."""
        self._program.stop()
