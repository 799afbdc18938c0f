"""The front end's web server: HTTPS by aiohttp around services that know nothing of it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import ssl
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TYPE_CHECKING

import msgspec

from emulator.lab.skype.faults import SILENT, Faults, RefusedError
from emulator.lab.skype.messages import LARGEST, Answer, Ask, Service
from emulator.lab.skype.soap import refusal

if TYPE_CHECKING:
    from aiohttp import web
    from aiohttp.typedefs import Handler

Pause = Callable[[float], Awaitable[None]]
"""Waits some seconds before a refusal is told."""

KEPT = 1000
"""How many requests are remembered."""


class Seen(msgspec.Struct, frozen=True):
    """One request as it was answered; status 0 stands for no answer. No secrets: neither bodies nor headers."""

    method: str
    path: str
    status: int
    user: str = ""


def _logger() -> logging.Logger:
    """Where the server tells what went wrong in it; requests that are no HTTP are the fault of others."""
    from aiohttp.http import HttpProcessingError

    logger = logging.getLogger("vphone.lab.skype")
    if not logger.filters:
        logger.addFilter(lambda record: not record.exc_info or not isinstance(record.exc_info[1], HttpProcessingError))
    return logger


class WebServer:
    """Serves paths (in lower case) by their services, and further routes of others; `seen` is what was asked."""

    def __init__(self, services: Mapping[tuple[str, str], Service], faults: Faults, pause: Pause) -> None:
        self.seen: list[Seen] = []
        self.place = ""
        self.services = services
        self._faults = faults
        self._pause = pause
        self._runner: web.AppRunner | None = None

    async def start(
        self, address: str, port: int, tls: ssl.SSLContext, routes: Iterable[web.AbstractRouteDef] = ()
    ) -> None:
        """Serve; `place` then says where, as host:port. Port 0 takes a free one.

        Raises:
            OSError: The port is in use, or the address is not this machine's.
        """
        # Imported here because it takes long, and not every lab has a front end.
        from aiohttp import web

        @web.middleware
        async def around(request: web.Request, handler: Handler) -> web.StreamResponse:
            return await self._around(request, handler)

        application = web.Application(client_max_size=LARGEST, middlewares=[around])
        application.add_routes(routes)
        application.router.add_route("*", "/{path:.*}", self._handle)
        self._runner = web.AppRunner(
            application,
            access_log=None,
            logger=_logger(),
            auto_decompress=False,
            handle_signals=False,
            handler_cancellation=True,
            shutdown_timeout=0.1,
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, address, port, ssl_context=tls).start()
        self.place = f"{address}:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Stop serving."""
        runner, self._runner = self._runner, None
        if runner is None or runner.server is None:
            return
        connections = [each.transport for each in runner.server.connections]
        await runner.cleanup()
        for connection in connections:
            # A browser need not answer the goodbye of TLS, for which a closed connection would wait.
            if connection is not None:
                connection.abort()

    async def _around(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """What is the same for all routes: faults of the whole server, bodies that are too large, and the record."""
        from aiohttp import web

        fault = self._faults.at("web")
        if fault is not None and fault.status != SILENT:
            response: web.StreamResponse = web.Response(status=fault.status, headers={"Retry-After": "5"})
        elif fault is not None:
            self._note(request, SILENT)
            while True:
                await asyncio.Event().wait()
        else:
            with contextlib.suppress(web.HTTPRequestEntityTooLarge):
                response = await handler(request)
                if request.match_info.handler != self._handle:
                    self._note(request, response.status)
                return response
            response = self._response(refusal(RefusedError("too-large")))
        self._note(request, response.status)
        return response

    def _note(self, request: web.Request, status: int, user: str = "") -> None:
        del self.seen[: len(self.seen) - KEPT + 1]
        self.seen.append(Seen(request.method, request.path, status, user))

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        ask = Ask(
            request.method,
            request.path.lower().rstrip("/") or "/",
            dict(request.query),
            {name.lower(): value for name, value in request.headers.items()},
            await request.read(),
        )
        answer = self.answer(ask)
        self._note(request, answer.status, answer.user)
        if answer.delay:
            await self._pause(answer.delay)
        return self._response(answer)

    def answer(self, ask: Ask) -> Answer:
        """The answer to a request."""
        service = self.services.get((ask.method, ask.path))
        if service is None:
            known = [method for method, path in self.services if path == ask.path]
            return Answer(405, headers={"Allow": ", ".join(known)}) if known else Answer(404)
        try:
            return service(ask)
        except RefusedError as refused:
            return refusal(refused)

    def _response(self, answer: Answer) -> web.Response:
        from aiohttp import web

        headers = {**answer.headers, "Content-Type": answer.kind} if answer.body else dict(answer.headers)
        return web.Response(status=answer.status, body=answer.body.encode(), headers=headers)
