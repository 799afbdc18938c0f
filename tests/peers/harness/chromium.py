"""A real Chromium without a window, driven over its DevTools protocol."""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from tests.peers.harness.programs import DEADLINE, Program, eventually
from tests.peers.harness.workbench import Workbench

_OPTIONS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
    "--disable-background-networking", "--remote-debugging-port=0", "--window-size=1200,900",
)  # fmt: skip
_CODES = {"Enter": 13, "F1": 112, "F2": 113, "Escape": 27, "ArrowDown": 40, "Tab": 9}


class Chromium:
    """A browser; `page` opens a tab."""

    def __init__(self, bench: Workbench, *options: str) -> None:
        """`options` are those of Chromium's command line."""
        folder = bench.place("chromium")
        self._program = bench.program(
            "chromium", *_OPTIONS, *options, f"--user-data-dir={folder}", "about:blank", folder=folder
        )

    async def start(self) -> None:
        """Start it, and wait until it can be driven."""
        self._program.start()
        await eventually(self._address, "Chromium listens for its driver", 3 * DEADLINE)

    def _address(self) -> str:
        found = re.search(r"DevTools listening on (ws://\S+)", _text(self._program))
        return found[1] if found else ""

    @asynccontextmanager
    async def page(self, url: str) -> AsyncIterator[Page]:
        """A tab that has loaded `url`."""
        async with aiohttp.ClientSession() as session, session.ws_connect(self._address(), max_msg_size=0) as socket:
            wire = _Wire(socket)
            target = (await wire.call("Target.createTarget", url="about:blank"))["targetId"]
            attached = await wire.call("Target.attachToTarget", targetId=target, flatten=True)
            page = Page(wire, attached["sessionId"])
            await page.open(url)
            yield page
            await wire.call("Target.closeTarget", targetId=target)


def _text(program: Program) -> str:
    return program.log.read_text(errors="replace") if program.log.exists() else ""


class _Wire:
    """The driver's connection: one command at a time."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)

    async def call(self, method: str, session: str = "", **parameters: Any) -> dict[str, Any]:
        """What the browser answers to a command; AssertionError for an error."""
        number = next(self._numbers)
        command = {"id": number, "method": method, "params": parameters}
        await self._socket.send_json(command | ({"sessionId": session} if session else {}))
        async with asyncio.timeout(DEADLINE):
            while (answer := json.loads((await self._socket.receive()).data)).get("id") != number:
                pass
        assert "error" not in answer, (method, answer)
        return dict(answer["result"])


class Page:
    """One tab."""

    def __init__(self, wire: _Wire, session: str) -> None:
        self._wire, self._session = wire, session

    async def _call(self, method: str, **parameters: Any) -> dict[str, Any]:
        return await self._wire.call(method, self._session, **parameters)

    async def open(self, url: str) -> None:
        """Go to an address."""
        await self._call("Page.navigate", url=url)
        await self.until("document.readyState === 'complete'")

    async def run(self, script: str) -> Any:
        """The value of a JavaScript expression, awaited if it is a promise."""
        answer = await self._call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, (script, answer)
        return answer["result"].get("value")

    async def until(self, script: str) -> None:
        """Wait until the expression is true; AssertionError with what the page says instead."""
        deadline = asyncio.get_running_loop().time() + DEADLINE
        while not await self.run(script):
            assert asyncio.get_running_loop().time() < deadline, (script, await self.run("document.body.innerText"))
            await asyncio.sleep(0.02)

    async def key(self, *names: str) -> None:
        """Press keys of the keyboard, as a browser calls them."""
        for name in names:
            code = _CODES.get(name) or ord(name.upper())
            shape = {"key": name, "windowsVirtualKeyCode": code} | ({"text": name} if len(name) == 1 else {})
            await self._call("Input.dispatchKeyEvent", type="keyDown", **shape)
            await self._call("Input.dispatchKeyEvent", type="keyUp", **shape)

    async def write(self, text: str) -> None:
        """Write text where the cursor stands, as from a clipboard."""
        await self._call("Input.insertText", text=text)

    async def click(self, label: str, nth: int = 0, hold: float = 0.0) -> None:
        """Press the mouse button for so long on the place that is called so."""
        found = f"[...document.querySelectorAll('[aria-label=\"{label}\"]')][{nth}]"
        await self.until(f"!!{found}")
        x, y = await self._middle(found)
        mouse = {"x": x, "y": y, "button": "left", "clickCount": 1}
        await self._call("Input.dispatchMouseEvent", type="mousePressed", **mouse)
        await asyncio.sleep(hold)
        await self._call("Input.dispatchMouseEvent", type="mouseReleased", **mouse)

    async def _middle(self, found: str) -> tuple[float, float]:
        x, y = await self.run(f"(r => [r.x + r.width / 2, r.y + r.height / 2])({found}.getBoundingClientRect())")
        return x, y

    async def drag(self, label: str, across: float, along: float = 0) -> None:
        """Drag the mouse, from the place that is called so, as many pixels to the right and down."""
        found = f"document.querySelector('[aria-label=\"{label}\"]')"
        await self.until(f"!!{found}")
        x, y = await self._middle(found)
        mouse = {"button": "left", "clickCount": 1}
        await self._call("Input.dispatchMouseEvent", type="mousePressed", x=x, y=y, **mouse)
        await self._call("Input.dispatchMouseEvent", type="mouseMoved", x=x + across, y=y + along, **mouse)
        await self._call("Input.dispatchMouseEvent", type="mouseReleased", x=x + across, y=y + along, **mouse)

    async def wheel(self, label: str, by: float) -> None:
        """Turn the wheel over the place that is called so, towards the user if `by` is more than nothing."""
        x, y = await self._middle(f"document.querySelector('[aria-label=\"{label}\"]')")
        await self._call("Input.dispatchMouseEvent", type="mouseWheel", x=x, y=y, deltaX=0, deltaY=by)

    async def screenshot(self) -> bytes:
        """The page as PNG."""
        return base64.b64decode((await self._call("Page.captureScreenshot", format="png"))["data"])
