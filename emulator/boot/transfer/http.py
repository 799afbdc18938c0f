"""HTTP and HTTPS to the boot server, as the phone's libcurl speaks them.

Credentials are given only after a 401, and never to another server than the one that was asked. Nothing that was asked
for over TLS is then taken from a server without.
"""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from emulator.boot.orders import Fetch, Fetched, Login
from emulator.boot.transfer.client import Client, cut_off
from emulator.boot.transfer.login import authorization
from emulator.boot.transfer.tls import TlsContexts
from emulator.boot.transfer.transport import Resolve, TransferError, addresses, fault_of_error

if TYPE_CHECKING:
    import aiohttp
    from yarl import URL

REDIRECTS = 10
"""How many redirections are followed (a guess; libcurl itself has no limit unless told)."""

_MOVED = frozenset({301, 302, 303, 307, 308})


class _Place(NamedTuple):
    """A URL, and the address at which it is asked for."""

    url: URL
    address: str

    @property
    def wire(self) -> URL:
        """The URL to connect to."""
        return self.url.with_host(self.address)


class HttpTransport:
    """One client with its connections."""

    def __init__(self, contexts: TlsContexts, resolve: Resolve = addresses) -> None:
        """`contexts` are for HTTPS; `resolve` finds the servers that redirections name."""
        self._contexts = contexts
        self._resolve = resolve
        self._client = Client()

    async def close(self) -> None:
        """Close all connections."""
        await self._client.close()

    async def exchange(self, request: Fetch, address: str) -> Fetched:
        """Send a request, answer challenges, follow redirections of downloads."""
        import aiohttp

        try:
            return await self._follow(request, address)
        except aiohttp.ClientError as error:
            raise TransferError(_fault(error), _detail(error)) from error

    async def _follow(self, request: Fetch, address: str) -> Fetched:
        from yarl import URL

        first = url = URL(request.url).with_user(None)
        for _ in range(REDIRECTS + 1):
            home = url.origin() == first.origin()
            place = _Place(url, address if home else (await self._resolve(url.host or ""))[0])
            response = await self._authorized(request, place, request.login if home else None)
            location = response.headers.get("Location")
            if request.method == "PUT" or response.status not in _MOVED or not location:
                return await _read(response, request, str(url))
            response.close()
            url = _target(url, location)
        raise TransferError("redirects", f"more than {REDIRECTS} redirections")

    async def _authorized(self, request: Fetch, place: _Place, login: Login | None) -> aiohttp.ClientResponse:
        headers = {"Host": place.url.host_port_subcomponent or "", "User-Agent": request.agent, "Accept": "*/*"}
        if request.append_at is not None:
            end = request.append_at + len(request.body)
            headers["Content-Range"] = f"bytes {request.append_at}-{end - 1}/{end}"
        response = await self._send(request, place, headers)
        if response.status != 401 or login is None:
            return response
        challenges = response.headers.getall("WWW-Authenticate", ())
        proof = authorization(login, challenges, request.method, place.url.raw_path_qs)
        if proof is None:
            return response
        response.release()
        return await self._send(request, place, {**headers, "Authorization": proof})

    async def _send(self, request: Fetch, place: _Place, headers: Mapping[str, str]) -> aiohttp.ClientResponse:
        secure = place.url.scheme == "https"
        return await self._client.open().request(
            request.method,
            place.wire,
            headers=headers,
            data=request.body if request.method == "PUT" else None,
            allow_redirects=False,
            ssl=self._contexts.context(request.tls) if secure else True,
            server_hostname=place.url.raw_host if secure else None,
        )


def _target(url: URL, location: str) -> URL:
    """Where a redirection leads, without a login that it may bring.

    Raises TransferError if that is no place for a file of this protocol, or one without TLS while `url` has it.
    """
    from yarl import URL

    with contextlib.suppress(ValueError):
        target = url.join(URL(location))
        if target.scheme in ("http", "https") and target.host:
            if url.scheme == "https" != target.scheme:
                raise TransferError("redirects", "redirected from TLS to a server without")
            return target.with_user(None)
    raise TransferError("redirects", "redirected to what is no web address")


async def _read(response: aiohttp.ClientResponse, request: Fetch, url: str) -> Fetched:
    if request.method != "GET" or request.probe or not 200 <= response.status < 300:
        size = response.content_length or 0
        if request.probe:
            cut_off(response)  # the rest of an image is not wanted
        else:
            response.release()
        return Fetched(request.id, request.method, url, response.status, size=size)
    async with response:  # closes what is not read to its end
        body = await _body(response, request.limit)
    return Fetched(request.id, request.method, url, response.status, body, len(body))


async def _body(response: aiohttp.ClientResponse, limit: int) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > limit:
            cut_off(response)
            raise TransferError("endless", f"more than {limit} bytes")
    return bytes(body)


def _fault(error: aiohttp.ClientError) -> str:
    """The fault table's word for what the client met; the order goes from the special to the general."""
    import aiohttp

    if isinstance(error, aiohttp.ClientPayloadError):
        # aiohttp keeps the reason for a broken body only in its message.
        return "reset" if ConnectionResetError.__name__ in str(error) else "truncated"
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return fault_of_error(error.certificate_error)
    if isinstance(error, aiohttp.ClientConnectorError):
        return fault_of_error(error.os_error)
    if isinstance(error, aiohttp.InvalidURL):
        return "no-name"
    return "handshake" if isinstance(error.__cause__, ssl.SSLError) else "reset"


def _detail(error: BaseException) -> str:
    return str(error) or type(error).__name__
