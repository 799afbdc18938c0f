"""HTTP and HTTPS to the boot server, as the phone's libcurl speaks them.

Credentials are given only after a 401, and never to another server than the one that was asked.
"""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Mapping
from typing import TYPE_CHECKING

from emulator.boot.login import authorization
from emulator.boot.model import Fetch, Fetched, Login
from emulator.boot.transport import TransferError

if TYPE_CHECKING:
    import aiohttp
    from yarl import URL

REDIRECTS = 10
"""How many redirections are followed (a guess; libcurl itself has no limit unless told)."""

_MOVED = frozenset({301, 302, 303, 307, 308})


class HttpTransport:
    """One client with its connections."""

    def __init__(self, trust: ssl.SSLContext | None = None) -> None:
        """`trust` holds the authorities that servers are checked against; by default the system's."""
        self._trust = trust
        self._client: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close all connections."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def exchange(self, request: Fetch) -> Fetched:
        """Send a request, answer challenges, follow redirections of downloads."""
        import aiohttp

        try:
            return await self._follow(request)
        except aiohttp.ClientError as error:
            raise TransferError(_fault(error), _detail(error)) from error
        except (OSError, ValueError) as error:
            raise TransferError("reset" if isinstance(error, ConnectionError) else "no-name", str(error)) from error

    async def _follow(self, request: Fetch) -> Fetched:
        from yarl import URL

        first = url = URL(request.url)
        for _ in range(REDIRECTS + 1):
            login = request.login if url.origin() == first.origin() else None
            response = await self._authorized(request, url, login)
            location = response.headers.get("Location")
            if request.method == "PUT" or response.status not in _MOVED or not location:
                return await _read(response, request)
            response.close()
            url = _target(url, location)
        raise TransferError("redirects", f"more than {REDIRECTS} redirections")

    async def _authorized(self, request: Fetch, url: URL, login: Login | None) -> aiohttp.ClientResponse:
        headers = {"User-Agent": request.agent, "Accept": "*/*"}
        if request.append_at is not None:
            end = request.append_at + len(request.body)
            headers["Content-Range"] = f"bytes {request.append_at}-{end - 1}/{end}"
        response = await self._send(request, url, headers)
        if response.status != 401 or login is None:
            return response
        challenges = response.headers.getall("WWW-Authenticate", ())
        proof = authorization(login, challenges, request.method, url.raw_path_qs)
        if proof is None:
            return response
        response.release()
        return await self._send(request, url, {**headers, "Authorization": proof})

    async def _send(self, request: Fetch, url: URL, headers: Mapping[str, str]) -> aiohttp.ClientResponse:
        return await self._open().request(
            request.method,
            url,
            headers=headers,
            data=request.body if request.method == "PUT" else None,
            allow_redirects=False,
            ssl=self._context() if url.scheme == "https" else True,
        )

    def _open(self) -> aiohttp.ClientSession:
        import aiohttp

        if self._client is None:
            self._client = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=None),
                skip_auto_headers=("Accept-Encoding", "Content-Type"),
                auto_decompress=False,
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._client

    def _context(self) -> ssl.SSLContext:
        if self._trust is None:
            self._trust = ssl.create_default_context()
        return self._trust


def _target(url: URL, location: str) -> URL:
    """Where a redirection leads. Raises TransferError if that is no place for a file of this protocol."""
    from yarl import URL

    with contextlib.suppress(ValueError):
        target = url.join(URL(location))
        if target.scheme in ("http", "https") and target.host:
            return target
    raise TransferError("redirects", "redirected to what is no web address")


async def _read(response: aiohttp.ClientResponse, request: Fetch) -> Fetched:
    url = str(response.url)
    if request.method != "GET" or request.probe or not 200 <= response.status < 300:
        size = response.content_length or 0
        if request.probe:
            response.close()  # the rest of an image is not wanted
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
            response.close()
            raise TransferError("endless", f"more than {limit} bytes")
    return bytes(body)


def _fault(error: aiohttp.ClientError) -> str:
    """The fault table's word for what the client met; the order goes from the special to the general."""
    import aiohttp

    kinds: tuple[tuple[type[BaseException], str], ...] = (
        (aiohttp.ClientConnectorDNSError, "no-name"),
        (aiohttp.ClientSSLError, "untrusted"),
        (aiohttp.ClientConnectorError, "refused"),
        (aiohttp.InvalidURL, "no-name"),
        (aiohttp.ClientPayloadError, "truncated"),
    )
    word = next((word for kind, word in kinds if isinstance(error, kind)), "reset")
    # aiohttp keeps the reason for a broken body only in its message.
    return "reset" if word == "truncated" and ConnectionResetError.__name__ in str(error) else word


def _detail(error: BaseException) -> str:
    return str(error) or type(error).__name__
