"""rsyslog as a log server: over UDP, TCP and TLS, into one file."""

from __future__ import annotations

from string import Template

from tests.peers.harness.certificates import Certificates
from tests.peers.harness.programs import free_port, listens
from tests.peers.harness.workbench import Workbench

_CONFIGURATION = Template("""
global(workDirectory="$folder" defaultNetstreamDriverCAFile="$ca"
       defaultNetstreamDriverCertFile="$certificate" defaultNetstreamDriverKeyFile="$key")
module(load="imudp")
module(load="imtcp")
input(type="imudp" address="127.0.0.1" port="$port")
input(type="imtcp" address="127.0.0.1" port="$port")
input(type="imtcp" address="127.0.0.1" port="$tls_port"
      streamDriver.name="gtls" streamDriver.mode="1" streamDriver.authMode="anon")
template(name="plain" type="string" string="%syslogfacility-text%.%syslogseverity-text% %rawmsg%\\n")
action(type="omfile" file="$folder/received" template="plain")
""")


class Rsyslog:
    """A running rsyslogd."""

    def __init__(self, bench: Workbench, certificates: Certificates) -> None:
        self._folder = bench.place("rsyslog")
        self.port, self.tls_port = free_port(), free_port()
        configuration = self._folder / "rsyslog.conf"
        configuration.write_text(
            _CONFIGURATION.substitute(
                folder=self._folder, port=self.port, tls_port=self.tls_port, ca=certificates.ca,
                certificate=certificates.certificate, key=certificates.key,
            )
        )  # fmt: skip
        self._program = bench.program(
            "rsyslogd", "-n", "-f", configuration, "-i", self._folder / "rsyslogd.pid", folder=self._folder
        )

    def place(self, transport: str) -> str:
        """Its address and the port for a transport."""
        return f"127.0.0.1:{self.tls_port if transport == 'TLS' else self.port}"

    def start(self) -> None:
        """Listen; after `stop` on the same ports again."""
        self._program.start(lambda: listens(self.port) and listens(self.tls_port))

    def stop(self) -> None:
        """Be gone."""
        self._program.stop()

    def messages(self) -> list[str]:
        """All messages so far: facility, a dot, severity, a blank, and the message as it came."""
        received = self._folder / "received"
        return received.read_text().splitlines() if received.exists() else []
