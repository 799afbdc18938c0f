"""The phone's way to its boot server: one transfer for one `Fetch`, by the transport that the URL's scheme names."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Iterator, Mapping

import msgspec

from emulator.boot.address import split_url
from emulator.boot.http import HttpTransport
from emulator.boot.model import Fetch, Fetched
from emulator.boot.transport import TransferError, Transport
from emulator.kernel.clock import MILLISECOND, SECOND, Clock
from emulator.kernel.links import Post
from emulator.kernel.state import Effect

PATIENCE = 5.0
"""Real seconds for which fast and manual time wait for an answer; then time moves on, and a time-out can come."""


class TransferLink:
    """Performs transfers, each in a task of its own."""

    effects: tuple[type[Effect], ...] = (Fetch,)

    def __init__(
        self, post: Post, clock: Clock, trust: ssl.SSLContext | None = None, patience: float = PATIENCE
    ) -> None:
        """`trust` holds the authorities that servers are checked against; by default the system's."""
        http = HttpTransport(trust)
        self._post = post
        self._clock = clock
        self._transports: Mapping[str, Transport] = {"http": http, "https": http}
        self._patience = patience
        self._tasks: set[asyncio.Task[None]] = set()

    def perform(self, effect: Fetch) -> None:
        """Start a transfer; a `Fetched` follows."""
        task = asyncio.create_task(self._transfer(effect))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """End all transfers."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for transport in set(self._transports.values()):
            await transport.close()

    async def _transfer(self, request: Fetch) -> None:
        began = self._clock.now()
        with self._owed():
            answer = await self._answer(request)
        self._post(_timed(answer, (self._clock.now() - began) // MILLISECOND))

    async def _answer(self, request: Fetch) -> Fetched:
        transport = self._transports.get(split_url(request.url).scheme.lower())
        if transport is None:
            return _failed(request, "no-transport", "no transport for this kind of address")
        exchange = asyncio.ensure_future(transport.exchange(request))

        def give_up() -> None:
            exchange.cancel()

        alarm = self._clock.call_at(self._clock.now() + round(request.timeout * SECOND), give_up)
        try:
            return await exchange
        except TransferError as error:
            return _failed(request, error.fault, str(error))
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise
            return _failed(request, "timeout", f"no answer within {request.timeout:g} s")
        except Exception as error:
            # Whatever it was: without an answer the boot would stand still.
            return _failed(request, "reset", f"{type(error).__name__}: {error}")
        finally:
            alarm.cancel()

    @contextlib.contextmanager
    def _owed(self) -> Iterator[None]:
        debt = contextlib.ExitStack()
        debt.enter_context(self._clock.owe())
        patience = asyncio.get_running_loop().call_later(self._patience, debt.close)
        try:
            yield
        finally:
            patience.cancel()
            debt.close()


def _failed(request: Fetch, fault: str, detail: str) -> Fetched:
    return Fetched(request.id, request.method, request.url, None, fault=fault, detail=detail)


def _timed(answer: Fetched, ms: int) -> Fetched:
    return msgspec.structs.replace(answer, ms=ms)
