"""The phone's way to its boot server: one transfer for one `Fetch`, by the transport that the URL's scheme names."""

from __future__ import annotations

import ssl
from collections.abc import Mapping, Sequence

import msgspec

from emulator.boot.address import at_host, hosts, split_url
from emulator.boot.orders import Fetch, Fetched
from emulator.boot.transfer.ftp import FtpTransport
from emulator.boot.transfer.http import HttpTransport
from emulator.boot.transfer.tftp import TftpTransport
from emulator.boot.transfer.tls import Certificate, TlsContexts
from emulator.boot.transfer.transport import Resolve, TransferError, Transport, addresses, fault_of_error
from emulator.kernel.clock import MILLISECOND, Clock
from emulator.kernel.errands import Errands, LateError, in_time, owed
from emulator.kernel.links import Post
from emulator.kernel.state import Effect

PATIENCE = 5.0
"""Real seconds for which fast and manual time wait for an answer; then time moves on, and a time-out can come."""


class TransferLink:
    """Performs transfers, each in a task of its own."""

    effects: tuple[type[Effect], ...] = (Fetch,)

    def __init__(
        self,
        post: Post,
        clock: Clock,
        trust: ssl.SSLContext | None = None,
        patience: float = PATIENCE,
        *,
        certificate: Certificate = str,
        resolve: Resolve = addresses,
    ) -> None:
        """`trust` holds authorities that count beside those of each request, `certificate` is the device's own."""
        contexts = TlsContexts(trust, certificate)
        http, ftp = HttpTransport(contexts, resolve), FtpTransport(contexts)
        self._post = post
        self._clock = clock
        self._transports: Mapping[str, Transport] = {
            "http": http, "https": http, "ftp": ftp, "ftps": ftp, "tftp": TftpTransport(clock),
        }  # fmt: skip
        self._patience = patience
        self._resolve = resolve
        self._known: dict[str, Sequence[tuple[str, str]]] = {}
        self._errands = Errands()

    def perform(self, effect: Fetch) -> None:
        """Start a transfer; a `Fetched` follows."""
        self._errands.run(self._transfer(effect))

    async def close(self) -> None:
        """End all transfers."""
        await self._errands.end()
        for transport in set(self._transports.values()):
            await transport.close()

    async def _transfer(self, request: Fetch) -> None:
        began = self._clock.now()
        with owed(self._clock, self._patience):
            answer = await self._answer(request)
        known = self._known.get(split_url(request.url).hostname or "", ())
        took = (self._clock.now() - began) // MILLISECOND
        self._post(msgspec.structs.replace(answer, ms=took, addresses=max(1, len(known))))

    async def _answer(self, request: Fetch) -> Fetched:
        transport = self._transports.get(split_url(request.url).scheme.lower())
        if transport is None:
            return _failed(request, "no-transport", "no transport for this kind of address")
        try:
            return await in_time(self._clock, request.timeout, self._exchange(transport, request))
        except TransferError as error:
            return _failed(request, error.fault, str(error))
        except LateError:
            return _failed(request, "timeout", f"no answer within {request.timeout:g} s")
        except Exception as error:
            # Whatever it was: without an answer the boot would stand still.
            return _failed(request, fault_of_error(error), f"{type(error).__name__}: {error}")

    async def _exchange(self, transport: Transport, request: Fetch) -> Fetched:
        places = await self._places(request)
        name, address = places[request.nth % len(places)]
        if len(hosts(request.url)) > 1:
            request = msgspec.structs.replace(request, url=at_host(request.url, name))
        return await transport.exchange(request, address)

    async def _places(self, request: Fetch) -> Sequence[tuple[str, str]]:
        """Hosts and addresses of the server; those of one attempt are from one look-up. Raises TransferError."""
        host = split_url(request.url).hostname or ""
        if request.nth and host in self._known:
            return self._known[host]
        self._known.pop(host, None)
        try:
            _ = split_url(request.url).port
        except ValueError as error:
            raise TransferError("no-name", f"{type(error).__name__}: {error}") from None
        found, why = [], "no server in the address, or no address of it"
        for name in hosts(request.url):
            try:
                found += [(name, address) for address in await self._resolve(name)]
            except (OSError, ValueError) as error:
                why = f"{type(error).__name__}: {error}"
        if not found:
            raise TransferError("no-name", why)
        self._known[host] = found
        return found


def _failed(request: Fetch, fault: str, detail: str) -> Fetched:
    return Fetched(request.id, request.method, request.url, None, fault=fault, detail=detail)
