"""NOTIFY requests of the lab's server, and what was answered to them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from emulator.lab.bindings import Binding, Bindings
from emulator.lab.happenings import Happening, Notified
from emulator.lab.wire import Wire
from emulator.sip.stack.client import TIMEOUT
from emulator.sip.stack.hops import Hop
from emulator.sip.stack.messages import Request, Response

SILENCE, UNREACHABLE = 408, 503
"""The codes that stand for no answer and for a connection that failed."""


class Notices:
    """Sends NOTIFYs, each in a transaction of its own."""

    def __init__(self, wire: Wire, bindings: Bindings, tell: Callable[[Happening], None]) -> None:
        self._wire, self._bindings, self._tell = wire, bindings, tell

    def send(self, request: Request, hop: Hop, user: str, answered: Callable[[int], None]) -> None:
        """Send a NOTIFY that is complete but for its Via; the final code is told, and happens."""

        def finished(code: int) -> None:
            self._tell(Notified(user, request.get("event") or "", code))
            answered(code)

        def heard(response: Response) -> None:
            if response.code >= 200:
                finished(response.code)

        self._wire.request(request, hop, heard, lambda reason: finished(SILENCE if reason == TIMEOUT else UNREACHABLE))

    def broadcast(self, user: str, event: str, body: str = "", content_type: str = "") -> list[asyncio.Future[int]]:
        """Send a NOTIFY outside any dialog to every contact of a user (check-sync, say); futures of the final codes."""
        return [self._send_to(each, event, body, content_type) for each in self._bindings.of(user)]

    def _send_to(self, binding: Binding, event: str, body: str, content_type: str) -> asyncio.Future[int]:
        answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        own = self._wire.uri(user=binding.user)
        request = notify(binding.contact, f"<{own}>;tag={self._wire.tag()}", f"<{own}>", self._wire.tag())
        request.add("Contact", f"<{self._wire.uri(binding.flow.transport)}>")
        request.add("Event", event)
        if body:
            put_body(request, body, content_type)
        hop = binding.flow if binding.flow.reliable else self._wire.hop_to(binding.contact)
        self.send(request, hop, binding.user, lambda code: None if answer.done() else answer.set_result(code))
        return answer


def notify(target: str, sender: str, receiver: str, call_id: str, cseq: int = 1) -> Request:
    """A NOTIFY with the headers that each one has."""
    request = Request("NOTIFY", target)
    request.add("From", sender)
    request.add("To", receiver)
    request.add("Call-ID", call_id)
    request.add("CSeq", f"{cseq} NOTIFY")
    request.add("Max-Forwards", 70)
    return request


def put_body(request: Request, body: str, content_type: str) -> None:
    """Give a request a body."""
    request.add("Content-Type", content_type)
    request.body = body.encode()
