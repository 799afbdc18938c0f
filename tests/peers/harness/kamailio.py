"""kamailio as registrar, proxy and presence server."""

from __future__ import annotations

import socket
from typing import Any

import msgspec

from emulator.lab.accounts import Account
from emulator.lab.kamailio import SILENT, Control, Settings, command, write_configuration
from tests.peers.harness.certificates import Certificates
from tests.peers.harness.programs import free_port, need
from tests.peers.harness.workbench import Workbench

DOMAIN = "example.com"
"""Whose users they are; they are reached at the server's address as well."""

USERS = tuple(Account(str(user), f"secret{user}", f"User {user}") for user in range(1001, 1017))
"""The users that may register: 1001 to 1016, each with the password `secret<user>`."""


class Kamailio:
    """A running kamailio on 127.0.0.1: `port` for UDP and TCP, `tls_port` with a certificate signed by `ca`."""

    address = "127.0.0.1"

    def __init__(self, bench: Workbench, certificates: Certificates) -> None:
        need("kamailio")
        folder = bench.place("kamailio")
        self.port, self.tls_port = free_port(), free_port()
        self.ca = certificates.ca
        self.control = Control(folder)
        settings = Settings(
            self.port,
            self.tls_port,
            accounts=USERS,
            certificate=certificates.certificate,
            key=certificates.key,
            domain=DOMAIN,
        )
        self._program = bench.adopt(command(write_configuration(folder, settings)), folder)

    def password(self, user: str) -> str:
        """The password of one of `USERS`."""
        return next(each.password for each in USERS if each.user == user)

    def start(self) -> None:
        """Serve; after `stop` on the same ports again, with no bindings."""
        self._program.start(self.control.alive)

    def stop(self) -> None:
        """Be gone: UDP stays unanswered, TCP is refused."""
        self._program.stop()

    def fault(self, method: str, code: int) -> None:
        """Refuse every further request of that method (REGISTER, INVITE ...) with the code; 0 ends the fault."""
        self.control.fault(method, code)

    def silence(self, method: str) -> None:
        """Leave every further request of that method unanswered."""
        self.control.fault(method, SILENT)

    def contacts(self, user: str) -> list[str]:
        """The contact URIs registered for a user."""
        return self.control.contacts(user)

    def check_sync(self, user: str) -> None:
        """Send a check-sync NOTIFY outside any dialog to every contact of the user."""
        for contact in self.contacts(user):
            self.control.notify(contact, f"sip:{self.address}:{self.port}", "check-sync")

    def notify(self, user: str, event: str, body: str) -> None:
        """Send a NOTIFY with a message summary outside any dialog to every contact of the user."""
        for contact in self.contacts(user):
            place = f"sip:{self.address}:{self.port}"
            self.control.notify(contact, place, event, body, "application/simple-message-summary")

    def tls_versions(self) -> list[str]:
        """The protocol of each TLS connection that is up."""
        connections = msgspec.convert(self.control.call("tls.list"), list[dict[str, Any]])
        return [each["cipher"].split()[1] for each in connections]

    def publish_messages(self, user: str, new: int, old: int = 0) -> None:
        """Tell the presence server how many messages wait for a user; subscribers are notified."""
        body = f"Messages-Waiting: {'yes' if new else 'no'}\r\nVoice-Message: {new}/{old} (0/0)\r\n"
        place = f"{self.address}:{self.port}"
        with socket.socket(type=socket.SOCK_DGRAM) as channel:
            channel.settimeout(2)
            channel.connect((self.address, self.port))
            own = channel.getsockname()[1]
            channel.send(
                (
                    f"PUBLISH sip:{user}@{place} SIP/2.0\r\n"
                    f"Via: SIP/2.0/UDP 127.0.0.1:{own};branch=z9hG4bK{own}{new}{old}\r\n"
                    f"From: <sip:{user}@{place}>;tag={own}\r\nTo: <sip:{user}@{place}>\r\nCall-ID: publish{own}\r\n"
                    f"CSeq: 1 PUBLISH\r\nMax-Forwards: 70\r\nEvent: message-summary\r\nExpires: 600\r\n"
                    f"Content-Type: application/simple-message-summary\r\nContent-Length: {len(body)}\r\n\r\n{body}"
                ).encode()
            )
            answer = channel.recv(4096).decode()
        assert answer.startswith("SIP/2.0 200"), answer
