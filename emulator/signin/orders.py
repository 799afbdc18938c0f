"""What links are asked to do for a sign-in, and their answers: HTTPS, secrets of the moment, the server's policy."""

from __future__ import annotations

from typing import Literal

from emulator.config.tls import TlsProfile
from emulator.kernel.state import Effect, Event, Request, Response
from emulator.lines.model import LineSettings


class Exchange(Request, frozen=True, kw_only=True):
    """Ask a web server. The answer is an `Exchanged`.

    Only HTTPS is asked, of servers whose certificate is trusted as `tls` says; nobody follows redirections. A body
    larger than `limit` bytes, or an answer that takes longer than `timeout` seconds, is given up.
    """

    method: Literal["GET", "POST"]
    url: str
    headers: dict[str, str] = {}
    body: bytes = b""
    limit: int = 1 << 17
    timeout: float = 30.0
    tls: TlsProfile = TlsProfile()

    def __repr__(self) -> str:
        return f"Exchange({self.method} {self.url})"


class Exchanged(Response, frozen=True):
    """What came of an `Exchange`; `headers` by name in lower case, and of them only those that a sign-in reads.

    `status` is None if there was no answer; `fault` then says why: no-name, refused, reset, handshake, untrusted,
    timeout, endless, insecure.
    """

    status: int | None
    headers: dict[str, str] = {}
    body: bytes = b""
    fault: str = ""
    detail: str = ""

    def __repr__(self) -> str:
        return f"Exchanged({self.status}, {self.fault or f'{len(self.body)} bytes'})"


class MakeSecrets(Request, frozen=True):
    """Ask for a new key, and for random bytes. The answer is a `SecretsMade`."""


class SecretsMade(Response, frozen=True):
    """A request to certify the new key (PKCS #10, DER) and 32 random bytes; the key itself stays with the link."""

    request_der: bytes
    entropy: bytes

    def __repr__(self) -> str:
        return "SecretsMade(...)"


class LookUp(Request, frozen=True, kw_only=True):
    """Ask who offers a service by DNS (RFC 2782): `_sipinternaltls._tcp.example.com`. The answer is a `LookedUp`."""

    name: str


class LookedUp(Response, frozen=True):
    """Hosts and ports, the first to be asked first; none if nobody offers it."""

    places: tuple[tuple[str, int], ...] = ()


class Challenge(Request, frozen=True, kw_only=True):
    """Let a SIP server say how users prove themselves, by registering without proof. The answer is a `Challenged`."""

    line: LineSettings
    server: int = 0


class Challenged(Response, frozen=True):
    """Where the server wants certificates to be fetched (sts-uri of TLS-DSK, MS-SIPAE); empty if it does not."""

    url: str = ""


class AskPolicy(Effect, frozen=True):
    """Ask a line's server number `server` for its policy (MS-SIPREGE, vnd-microsoft-provisioning-v2)."""

    line: LineSettings
    server: int
    groups: tuple[str, ...]


class PolicyTold(Event, frozen=True):
    """The policy, as the server wrote it; empty, with the code of the refusal, if it has none to tell."""

    code: int
    body: str = ""
