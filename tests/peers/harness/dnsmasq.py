"""dnsmasq as a name server that knows only what a test tells it."""

from __future__ import annotations

import socket
from collections.abc import Sequence

from tests.peers.harness.programs import free_port, taken
from tests.peers.harness.workbench import Workbench

_CONFIGURATION = """no-resolv
no-hosts
no-dhcp-interface=*
listen-address=127.0.0.1
bind-interfaces
port={port}
local-ttl={ttl}
local=/lab/
log-queries
"""


class Dnsmasq:
    """A running dnsmasq; `records` are lines of its configuration (host-record, srv-host, naptr-record)."""

    def __init__(self, bench: Workbench, *records: str, ttl: int = 300) -> None:
        folder = bench.place("dnsmasq")
        self.port = free_port()
        self._configuration = folder / "dnsmasq.conf"
        self._ttl = ttl
        self.tell(*records)
        arguments = ("--keep-in-foreground", "--log-facility=-", f"--conf-file={self._configuration}", "--user=")
        self._program = bench.program("dnsmasq", *arguments, folder=folder)

    @property
    def place(self) -> str:
        """Its address and port."""
        return f"127.0.0.1:{self.port}"

    def tell(self, *records: str) -> None:
        """Say what it knows from its next start on."""
        text = _CONFIGURATION.format(port=self.port, ttl=self._ttl)
        self._configuration.write_text(text + "".join(f"{record}\n" for record in records))

    def start(self) -> None:
        """Answer; after `stop` at the same port again."""
        self._program.start(lambda: taken(self.port, socket.SOCK_DGRAM))

    def stop(self) -> None:
        """Be gone."""
        self._program.stop()

    def questions(self) -> Sequence[str]:
        """What it was asked, oldest first: each the type and the name."""
        asked = [line.partition("query[")[2] for line in self._program.tail(1 << 20).splitlines() if "query[" in line]
        return [f"{kind} {rest.split()[0]}" for kind, _, rest in (each.partition("] ") for each in asked)]
