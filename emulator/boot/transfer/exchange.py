"""The phone's way to the web servers of a sign-in: HTTPS alone, and new keys where a certificate is asked for."""

from __future__ import annotations

import asyncio
import secrets
import ssl
from collections.abc import Callable
from typing import TYPE_CHECKING

from emulator.boot.transfer.client import Client
from emulator.boot.transfer.tls import Certificate, TlsContexts
from emulator.boot.transfer.transport import Resolve, TransferError, addresses, fault_of_error
from emulator.kernel.clock import Clock
from emulator.kernel.errands import Errands, LateError, in_time, owed
from emulator.kernel.links import Post
from emulator.kernel.state import Effect
from emulator.signin.orders import Exchange, Exchanged, LookedUp, LookUp, MakeSecrets, SecretsMade
from emulator.sip.grace import GRACE
from emulator.sip.stack.names import Lookup, Names, Service

if TYPE_CHECKING:
    from yarl import URL

READ = ("x-ms-webticketurl", "x-ms-diagnostics", "retry-after")
"""The headers of an answer that a sign-in reads."""

LED = ("lyncdiscoverinternal.", "lyncdiscover.", "login.microsoftonline.com")
"""How names begin that lead where the network of a test has its server."""

ENTROPY = 32


class ExchangeLink:
    """Performs exchanges, each in a task of its own."""

    effects: tuple[type[Effect], ...] = (Exchange, MakeSecrets, LookUp)

    def __init__(
        self,
        post: Post,
        clock: Clock,
        trust: ssl.SSLContext | None = None,
        *,
        certificate: Certificate = str,
        resolve: Resolve = addresses,
        lyncdiscover: str = "",
        names: Callable[[], Lookup] = Names,
    ) -> None:
        """`lyncdiscover` is the host:port to which the well-known names lead; empty: where `resolve` says, port 443.

        `names` gives what asks name servers, as the phone is configured just now.
        """
        self._post = post
        self._clock = clock
        self._contexts = TlsContexts(trust, certificate)
        self._resolve = resolve
        self._led = lyncdiscover
        self._names = names
        self._client = Client()
        self._errands = Errands()

    def perform(self, effect: Exchange | MakeSecrets | LookUp) -> None:
        """Start; the answer follows."""
        self._errands.run(self._work(effect))

    async def close(self) -> None:
        """End all exchanges, and the connections."""
        await self._errands.end()
        await self._client.close()

    async def _work(self, effect: Exchange | MakeSecrets | LookUp) -> None:
        match effect:
            case Exchange():
                await self._exchange(effect)
            case MakeSecrets():
                await self._make(effect)
            case LookUp():
                await self._look_up(effect)

    async def _look_up(self, effect: LookUp) -> None:
        with self._clock.owe():
            found = await self._names()(effect.name, "SRV")
        services = sorted((each for each in found if isinstance(each, Service)), key=lambda each: each.priority)
        self._post(LookedUp(effect.id, tuple((each.target, each.port) for each in services)))

    async def _make(self, effect: MakeSecrets) -> None:
        with self._clock.owe():
            request = await asyncio.to_thread(certificate_request)
        self._post(SecretsMade(effect.id, request, secrets.token_bytes(ENTROPY)))

    async def _exchange(self, request: Exchange) -> None:
        with owed(self._clock, GRACE):
            answer = await self._answer(request)
        self._post(answer)

    async def _answer(self, request: Exchange) -> Exchanged:
        try:
            return await in_time(self._clock, request.timeout, self._ask(request))
        except LateError:
            return _failed(request, "timeout", f"no answer within {request.timeout:g} s")
        except TransferError as error:
            return _failed(request, error.fault, str(error))
        except Exception as error:
            # Whatever it was: without an answer the sign-in would stand still.
            return _failed(request, _fault(error), f"{type(error).__name__}: {error}")

    async def _ask(self, request: Exchange) -> Exchanged:
        from yarl import URL

        url = URL(request.url)
        if url.scheme != "https" or not url.host:
            raise TransferError("insecure", "only HTTPS is asked")
        async with self._client.open().request(
            request.method,
            await self._place(url),
            headers={"Host": url.host_port_subcomponent or "", **request.headers},
            data=request.body if request.method == "POST" else None,
            allow_redirects=False,
            ssl=self._contexts.context(request.tls),
            server_hostname=url.raw_host,
        ) as response:
            headers = {name: response.headers[name] for name in READ if name in response.headers}
            body = await response.content.read(request.limit + 1)
            while len(body) <= request.limit and (more := await response.content.read(request.limit)):
                body += more
        if len(body) > request.limit:
            raise TransferError("endless", f"more than {request.limit} bytes")
        return Exchanged(request.id, response.status, headers, body)

    async def _place(self, url: URL) -> URL:
        """The URL to connect to, by an address."""
        host = url.raw_host or ""
        if self._led and host.lower().startswith(LED):
            led, _, port = self._led.rpartition(":")
            host, url = led, url.with_port(int(port))
        try:
            found = await self._resolve(host)
        except (OSError, ValueError) as error:
            raise TransferError("no-name", f"{type(error).__name__}: {error}") from None
        if not found:
            raise TransferError("no-name", f"{host} has no address")
        return url.with_host(found[0])


def certificate_request() -> bytes:
    """A request to certify a key just made (PKCS #10, DER). The key is for nothing else, and kept nowhere."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509.oid import NameOID

    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "phone")])
    made = x509.CertificateSigningRequestBuilder().subject_name(name)
    return made.sign(ec.generate_private_key(ec.SECP256R1()), hashes.SHA256()).public_bytes(Encoding.DER)


def _fault(error: Exception) -> str:
    """The word for what a connection met; aiohttp wraps what the system said."""
    import aiohttp

    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return fault_of_error(error.certificate_error)
    if isinstance(error, aiohttp.ClientConnectorError):
        return fault_of_error(error.os_error)
    if isinstance(error, aiohttp.ClientError):
        return "handshake" if isinstance(error.__cause__, ssl.SSLError) else "reset"
    return fault_of_error(error)


def _failed(request: Exchange, fault: str, detail: str) -> Exchanged:
    return Exchanged(request.id, None, fault=fault, detail=detail)
