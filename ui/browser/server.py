"""`--serve`: the running phone in any number of browsers on this machine.

There is one phone, and every face is a view of it. A server that starts a terminal program for each browser (as
textual-serve does) would start a phone for each, or need a second protocol to bring the one phone into them; and it
would show terminal cells. So this is a page of its own: the drawing that screenshots are made of, with a button over
every key and every place that can be touched, kept up to date over a WebSocket. It needs nothing that the phone does
not need anyway.

It is safe to leave open: it listens on the loopback address alone, everything lies under a random path, and requests
that name another host (a rebound name) or come from a page of another origin are refused.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
from collections.abc import Awaitable, Callable
from functools import partial
from importlib.resources import files
from typing import Any

from aiohttp import WSMsgType, web

from ui.browser.ear import Ear
from ui.browser.view import KEYS, View
from ui.source import Source

ADDRESS = "127.0.0.1"
SOONEST = 0.03
"""Seconds between two drawings, at the least."""

LARGEST = 1 << 16
"""Bytes that a message from the page may have."""

SECOND = 1_000_000
FILES = {"": "text/html", "page.js": "text/javascript", "page.css": "text/css"}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class BrowserView:
    """Serves phones to browsers from `open` to `close`."""

    def __init__(self, *phones: Source, port: int = 0, theme: str = "black") -> None:
        """`port` 0 takes any that is free."""
        self._views = [View(phone, theme) for phone in phones]
        self._port = port
        self._token = secrets.token_urlsafe(24)
        self._sockets: set[web.WebSocketResponse] = set()
        app = web.Application(middlewares=[self._guard])
        app.router.add_get("/{token}/view", self._view)
        app.router.add_get("/{token}/{file:[a-z.]*}", self._file)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)

    async def open(self) -> str:
        """Listen; the address of the page. Raises OSError if the port is taken."""
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, ADDRESS, self._port).start()
        except OSError:
            await self._runner.cleanup()
            raise
        self._port = self._runner.addresses[0][1]
        return f"http://{ADDRESS}:{self._port}/{self._token}/"

    async def close(self) -> None:
        """Take leave of all browsers."""
        for socket in list(self._sockets):
            await socket.close()
        await self._runner.cleanup()

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let nobody in who does not know the path, calls the phone by another name, or speaks for another page."""
        own = {f"{name}:{self._port}" for name in (ADDRESS, "localhost")}
        origin = request.headers.get("Origin")
        if request.host not in own or origin not in (None, f"http://{request.host}"):
            raise web.HTTPForbidden
        if not secrets.compare_digest(request.match_info.get("token", "").encode(), self._token.encode()):
            raise web.HTTPNotFound
        return await handler(request)

    async def _file(self, request: web.Request) -> web.Response:
        name = request.match_info["file"]
        if name not in FILES:
            raise web.HTTPNotFound
        body = files("ui.browser").joinpath(name or "page.html").read_bytes()
        return web.Response(body=body, content_type=FILES[name], charset="utf-8", headers=HEADERS)

    async def _view(self, request: web.Request) -> web.WebSocketResponse:
        """One browser: what the phones show goes out, what the user does comes in."""
        if "Origin" not in request.headers:
            raise web.HTTPForbidden
        socket = web.WebSocketResponse(max_msg_size=LARGEST, heartbeat=20, compress=False)
        await socket.prepare(request)
        self._sockets.add(socket)
        names = [view.source.profile.name for view in self._views]
        await socket.send_json({"phones": names, "keys": sorted(KEYS)})
        drawers = [asyncio.create_task(_draw(socket, number, view)) for number, view in enumerate(self._views)]
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await self._take(socket, message.data)
        finally:
            self._sockets.discard(socket)
            for drawer in drawers:
                drawer.cancel()
            await asyncio.gather(*drawers, return_exceptions=True)
        return socket

    async def _take(self, socket: web.WebSocketResponse, text: str) -> None:
        """Do what the page asks for, and tell it why not."""
        try:
            wish = json.loads(text)
            view = self._views[wish["phone"]]
            if "ask" in wish:
                await socket.send_json({"phone": wish["phone"], "deeds": view.deeds()})
            else:
                view.act(wish)
        except ValueError as error:
            await socket.send_json({"say": str(error)})
        except (KeyError, IndexError, TypeError):
            await socket.send_json({"say": "The page asks for a phone that is not there."})


async def _draw(socket: web.WebSocketResponse, number: int, view: View) -> None:
    """Send a phone's drawing now and whenever it has become another."""
    changed = asyncio.Event()
    unsubscribe = view.source.subscribe(changed.set)
    last: dict[str, Any] = {}
    ear = Ear(view.source)
    try:
        with contextlib.suppress(ConnectionError):
            while not socket.closed:
                changed.clear()
                shown, said = view.shown(), ear.heard()
                if said or shown != last:
                    message = {"phone": number, "said": said} | shown
                    await socket.send_json(message, dumps=partial(json.dumps, ensure_ascii=False))
                    last = shown
                await asyncio.sleep(SOONEST)
                await _until(changed, view)
    finally:
        unsubscribe()


async def _until(changed: asyncio.Event, view: View) -> None:
    """Wait for a change of the phone, or for time to alter its drawing."""
    due = view.changes_at()
    rest = None if due is None else max(0.0, (due - view.source.now) / SECOND)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(changed.wait(), rest)
