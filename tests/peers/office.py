"""An office of whole phones: nginx hands out their configuration, kamailio registers and connects them."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Mapping
from xml.sax.saxutils import quoteattr

from emulator.kernel.clock import SECOND, Alarm, RealClock
from emulator.phone import Phone
from emulator.sip.messages import Message, parse
from tests.peers.harness.certificates import Certificates
from tests.peers.harness.kamailio import Kamailio
from tests.peers.harness.nginx import Nginx

MASTER = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<APPLICATION APP_FILE_PATH="sip.ld" CONFIG_FILES="phone-[PHONE_MAC_ADDRESS].cfg" LOG_FILE_DIRECTORY="logs"/>
"""

_addresses = itertools.count(101)


class HastyClock(RealClock):
    """Wall time, but many times as fast: what a phone waits for takes moments, while its peers keep their own time."""

    def __init__(self, pace: int = 10) -> None:
        super().__init__()
        self._pace = pace

    def now(self) -> int:
        """Microseconds since power on."""
        return super().now() * self._pace

    def call_at(self, due: int, action: object) -> Alarm:
        """Run `action` once `due` has come."""
        return self._loop.call_at(self._start + due / SECOND / self._pace, action)  # type: ignore[arg-type]


def parameters(values: Mapping[str, object]) -> str:
    """A configuration file with these parameters."""
    lines = "".join(f"\n  {name}={quoteattr(str(value))}" for name, value in values.items())
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<PHONE_CONFIG><ALL{lines}\n/></PHONE_CONFIG>\n'


class Office:
    """Where phones are made; `mac` tells the MAC address of a user's phone."""

    def __init__(self, nginx: Nginx, kamailio: Kamailio, certificates: Certificates) -> None:
        self.nginx = nginx
        self.kamailio = kamailio
        self.certificates = certificates
        nginx.add({"000000000000.cfg": MASTER})

    def configure(self, user: str, transport: str = "UDPOnly", **changes: object) -> None:
        """Write the file of a user's phone; in the names of `changes` `__` stands for a dot."""
        kamailio = self.kamailio
        values: dict[str, object] = {
            "reg.1.address": user,
            "reg.1.auth.userId": user,
            "reg.1.auth.password": kamailio.password(user),
            "reg.1.displayName": f"Desk {user}",
            "voIpProt.server.1.address": kamailio.address,
            "voIpProt.server.1.port": kamailio.tls_port if transport == "TLS" else kamailio.port,
            "voIpProt.server.1.transport": transport,
            "voIpProt.server.1.expires": 300,
            "dialplan.digitmap": "1xxx",
        }
        values.update({name.replace("__", "."): value for name, value in changes.items()})
        self.nginx.add({f"phone-{self.mac(user)}.cfg": parameters(values)})

    def phone(
        self, user: str = "1001", *, model: str = "VVX_450", transport: str = "UDPOnly", **options: object
    ) -> Phone:
        """A phone with its file on the boot server, at an address of its own; options with `__` go into that file."""
        changes = {name: options.pop(name) for name in list(options) if "__" in name}
        self.configure(user, transport, **changes)
        setup: dict[str, object] = {"bind": f"127.0.0.{next(_addresses)}", "ca": self.certificates.ca, **options}
        return Phone(model, server=self.nginx.url, mac=self.mac(user), **setup)

    @staticmethod
    def mac(user: str) -> str:
        """The MAC address of a user's phone."""
        return f"0004f2aa{user}"


def sent(phone: Phone, method: str) -> list[Message]:
    """The requests of a method that a phone has sent, oldest first."""
    return [message for message in said(phone, "out") if getattr(message, "method", "") == method]


def said(phone: Phone, direction: str) -> list[Message]:
    """All messages in one direction, oldest first."""
    return [parse(text.encode()) for _, way, _, text in phone.sip_trace if way == direction]


def wire(phone: Phone) -> str:
    """All that a phone has sent and received, for a failure's report."""
    return "\n".join(f"--- {at / SECOND:.3f} {way} {peer}\n{text}" for at, way, peer, text in phone.sip_trace)


async def on_thread(function: object, *arguments: object, **options: object) -> object:
    """Call what blocks, while the phones go on."""
    return await asyncio.to_thread(function, *arguments, **options)  # type: ignore[arg-type]
