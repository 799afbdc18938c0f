"""Music on hold: who is held hears a third party, without the sound passing through the phone (RFC 7088).

To hold a call the engine offers to send only. On a line with music the far end is asked for an offer of its own
instead, which goes on to the music server; the server's answer goes back in the ACK. The engine gets an answer after
which it sends nothing. Without music after all, the far end's offer and the engine's are made to fit each other: an
ordinary hold.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from emulator.kernel.clock import sleep
from emulator.sip.edge.accounts import Account, Outcome
from emulator.sip.edge.core import Core
from emulator.sip.edge.directions import directed, direction, fitting, with_origin_of
from emulator.sip.edge.tables import Dialog, Outgoing, contact_uri
from emulator.sip.stack.messages import Request, Response
from emulator.sip.stack.sdp import description

PATIENCE = 4
"""Seconds that a music server gets to answer; the far end waits for the ACK meanwhile."""

_SDP = "application/sdp"


class Music:
    """Fetches music for calls that engines hold."""

    def __init__(
        self,
        core: Core,
        acknowledge: Callable[[Dialog], None],
        say_bye: Callable[[Dialog], None],
        pass_back: Callable[[Outgoing, Response], None],
    ) -> None:
        """`pass_back` takes the answer for the engine, once it is known."""
        self._core = core
        self._acknowledge = acknowledge
        self._say_bye = say_bye
        self._pass_back = pass_back

    def look_at(self, entry: Outgoing, dialog: Dialog) -> None:
        """See whether an engine's request in a call holds it; what was played until now stops with any other offer."""
        request = entry.original
        if request.method == "ACK" and dialog.owed:
            request.put("Content-Type", _SDP)
            request.body = dialog.owed.encode()
        elif request.method == "INVITE":
            dialog.over()
            dialog.owed = ""
            offer = description(request)
            plain = "RTP/SAVP" not in offer and direction(offer) == "sendonly"
            entry.holds = dialog if dialog.account.line.music and plain else None

    def answered(self, entry: Outgoing, response: Response) -> bool:
        """Take the answer of the far end to be held; False if it is not for the engine yet."""
        if entry.holds is None or not 200 <= response.code < 300:
            return True
        if not entry.answer:
            if not entry.fetching:
                entry.fetching = True
                self._core.start(self._fetch(entry, entry.holds, response))
            return False
        response.put("Content-Type", _SDP)
        response.body = entry.answer.encode()
        return True

    async def _fetch(self, entry: Outgoing, dialog: Dialog, response: Response) -> None:
        """Find somebody to play for the far end, and answer its offer."""
        own, offer = description(entry.original), description(response)
        answer = await self._ask(dialog, directed(offer, "recvonly")) if offer else ""
        if answer:
            dialog.owed = with_origin_of(own, directed(answer, "sendonly"))
            entry.answer = directed(own, "inactive")
        else:
            dialog.owed = fitting(own, offer)
            entry.answer = directed(fitting(offer, own), "recvonly")
        self._pass_back(entry, response)

    async def _ask(self, dialog: Dialog, offer: str) -> str:
        """Call the music server with the far end's offer; its answer, "" if it gives none in time."""
        asking = asyncio.ensure_future(self._call(dialog.account, offer))
        patience = asyncio.ensure_future(sleep(self._core.clock, PATIENCE))
        await asyncio.wait({asking, patience}, return_when=asyncio.FIRST_COMPLETED)
        patience.cancel()
        if not asking.done():
            asking.add_done_callback(lambda late: None if late.cancelled() else self._take(late.result(), None))
            return ""
        return self._take(asking.result(), dialog)

    async def _call(self, account: Account, offer: str) -> tuple[Account, Outcome]:
        outcome = Outcome(503, "Service Unavailable")
        for server in account.line.servers:
            outcome = await self._core.agent.invite(account, server, account.line.music, offer)
            if outcome.ok:
                break
        return account, outcome

    def _take(self, asked: tuple[Account, Outcome], listener: Dialog | None) -> str:
        """Acknowledge what the music server says, and end the call with it if nobody listens."""
        account, outcome = asked
        response = outcome.response
        if not outcome.ok or response is None:
            return ""
        music = Dialog(0, account, response.call_id, response.sender, response.to)
        music.routes = response.listed("record-route")[::-1]
        music.remote_target = contact_uri(response)
        music.sequence = response.cseq.number
        self._acknowledge(music)
        if listener is None or listener.ended:
            self._say_bye(music)
        else:
            listener.when_over = lambda: self._say_bye(music)
        return description(response)


def holding(request: Request, entry: Outgoing) -> Request:
    """A request to hold without the engine's offer, so that the far end makes one."""
    if entry.holds is not None and request.method == "INVITE":
        request.drop("content-type")
        request.body = b""
    return request
