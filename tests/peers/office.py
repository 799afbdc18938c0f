"""An office of whole phones: nginx hands out their configuration, kamailio registers and connects them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from xml.sax.saxutils import quoteattr

from emulator.kernel.clock import SECOND, Alarm, RealClock
from emulator.kernel.state import Event
from emulator.phone import Phone
from emulator.sip.stack.headers import NameAddr, Uri
from emulator.sip.stack.messages import Request, Response, parse
from tests.peers.harness.certificates import Certificates
from tests.peers.harness.kamailio import Kamailio
from tests.peers.harness.nginx import Nginx
from tests.peers.harness.programs import own_address

MASTER = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<APPLICATION APP_FILE_PATH="sip.ld" CONFIG_FILES="phone-[PHONE_MAC_ADDRESS].cfg" LOG_FILE_DIRECTORY="logs"/>
"""

BREAK = {"\n": "&#10;"}
"""How line ends stand in attributes, to survive there."""


class HastyClock(RealClock):
    """Wall time, many times as fast: what a phone waits for takes moments, while its peers keep their own time."""

    def __init__(self, pace: int = 10) -> None:
        super().__init__()
        self._pace = pace

    def now(self) -> int:
        """Microseconds since power on."""
        return super().now() * self._pace

    def call_at(self, due: int, action: Callable[[], None]) -> Alarm:
        """Run `action` once `due` has come."""
        return super().call_at(due // self._pace, action)


def parameters(values: Mapping[str, object]) -> str:
    """A configuration file with these parameters."""
    lines = "".join(f"\n  {name}={quoteattr(str(value), BREAK)}" for name, value in values.items())
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<PHONE_CONFIG><ALL{lines}\n/></PHONE_CONFIG>\n'


class Office:
    """Where phones are made: each has its file on the boot server, and an address of its own."""

    def __init__(self, nginx: Nginx, kamailio: Kamailio, certificates: Certificates) -> None:
        self.nginx = nginx
        self.kamailio = kamailio
        self.certificates = certificates
        nginx.add({"000000000000.cfg": MASTER})

    @staticmethod
    def mac(user: str) -> str:
        """The MAC address of a user's phone."""
        return f"0004f2aa{user}"

    def configure(self, user: str, changes: Mapping[str, object] | None = None, transport: str = "UDPOnly") -> None:
        """Write the file of a user's phone, which registers at kamailio over the transport."""
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
        self.nginx.add({f"phone-{self.mac(user)}.cfg": parameters({**values, **(changes or {})})})

    def phone(
        self,
        user: str = "1001",
        changes: Mapping[str, object] | None = None,
        *,
        model: str = "VVX_450",
        transport: str = "UDPOnly",
        **setup: Any,
    ) -> Phone:
        """A phone that is not yet plugged in; `changes` are parameters, `setup` goes to `Phone`."""
        self.configure(user, changes, transport)
        given = {"bind": own_address(), "ca": self.certificates.ca, **setup}
        return Phone(model, server=self.nginx.url, mac=self.mac(user), **given)


def requests(phone: Phone, method: str, way: str = "out") -> list[Request]:
    """The requests of one method that a phone has sent (or with `in` received), oldest first."""
    return [each for each in _messages(phone, way) if isinstance(each, Request) and each.method == method]


def responses(phone: Phone, way: str = "out") -> list[Response]:
    """The responses that a phone has sent (or with `in` received), oldest first."""
    return [each for each in _messages(phone, way) if isinstance(each, Response)]


def codes(phone: Phone, method: str, way: str = "in") -> list[int]:
    """The final answers to requests of one method that a phone has received (or with `out` sent)."""
    return [each.code for each in responses(phone, way) if each.code >= 200 and each.cseq.method == method]


def final_answers(phone: Phone) -> dict[str, int]:
    """How the phone has answered the INVITEs that it got, by Call-ID."""
    return {each.call_id: each.code for each in responses(phone) if each.code >= 200 and each.cseq.method == "INVITE"}


def names(message: Request | Response) -> list[str]:
    """The headers of a message as they are written, in order, repeated ones once."""
    return list(dict.fromkeys(header.written for header in message.headers))


def wire(phone: Phone) -> str:
    """All that a phone has sent and received, for a failure's report."""
    return "\n".join(f"--- {at / SECOND:.3f} {way} {peer}\n{text}" for at, way, peer, text in phone.sip_trace)


def place(phone: Phone) -> str:
    """The `host:port` at which a registered phone is called."""
    contact = Uri.parse(NameAddr.parse(requests(phone, "REGISTER")[0].listed("contact")[0]).uri)
    return f"{contact.host}:{contact.port}"


def legs(phone: Phone) -> int:
    """How many calls its engines have."""
    desk = phone._cables.sip._desk
    return len(desk._pool._owners) if desk else 0


def heard_events(phone: Phone, kind: type[Event]) -> list[Any]:
    """A list that will hold every event of a kind that a phone sees from now on."""
    events: list[Any] = []
    phone.device.core.observers.append(lambda event: events.append(event) if isinstance(event, kind) else None)
    return events


def _messages(phone: Phone, way: str) -> list[Request | Response]:
    return [parse(text.encode()) for _, direction, _, text in phone.sip_trace if direction == way]
