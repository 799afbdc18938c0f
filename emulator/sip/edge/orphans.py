"""The calls of an engine that died: the edge ends them at the far side in its stead."""

from __future__ import annotations

import asyncio
from functools import partial

from emulator.sip.edge.core import Core, Refusal
from emulator.sip.edge.inward import Inward
from emulator.sip.edge.tables import Dialog, Incoming, Outgoing, contact_uri
from emulator.sip.stack.client import make_ack, make_cancel
from emulator.sip.stack.headers import NameAddr, SipSyntaxError
from emulator.sip.stack.hops import Hop
from emulator.sip.stack.identifiers import new_branch
from emulator.sip.stack.messages import Request, Response
from emulator.sip.stack.resolve import server_of


class Orphans:
    """Ends calls whose engine is gone: BYE where they were answered, CANCEL or 480 where they were not."""

    def __init__(self, core: Core, inward: Inward) -> None:
        self._core = core
        self._inward = inward
        self._byes: set[asyncio.Task[None]] = set()

    def take_over(self, engine: int) -> None:
        """End all calls of the engine at an inner port, and forget them: what still comes for them gets 481."""
        core = self._core
        for asked in core.asked:
            if asked.engine == engine:
                self._abandon(asked)
        for entry in core.incoming:
            if entry.engine == engine:
                self._turn_away(entry)
        for dialog in core.dialogs:
            if dialog.engine == engine:
                core.dialogs.drop(dialog.key)
                dialog.over()
                if dialog.confirmed and not dialog.ended:
                    self.say_bye(dialog)

    def answered(self, invite: Outgoing, response: Response) -> None:
        """Take an answer to a request whose engine is gone: no call may be left ringing, or answered by nobody."""
        if response.cseq.method != "INVITE" or invite.hop is None:
            return
        if response.code < 200:
            self._cancel(invite)
        elif response.code >= 300:
            self._core.send(make_ack(invite.sent, response).serialise(), invite.hop)
        elif invite.account is not None and not invite.final:
            invite.final = response.code
            self.dismiss(invite, response)

    def dismiss(self, invite: Outgoing, response: Response) -> None:
        """End a call that the far end has answered, and nobody here has: ACK, and BYE the first time."""
        if invite.account is None:
            return
        dialog = Dialog(invite.engine, invite.account, response.call_id, response.sender, response.to)
        dialog.routes = response.listed("record-route")[::-1]
        dialog.remote_target = contact_uri(response)
        dialog.sequence = response.cseq.number
        self.acknowledge(dialog)
        if response.to.tag not in invite.dismissed:
            invite.dismissed.add(response.to.tag)
            self.say_bye(dialog)

    async def finish(self, patience: float) -> None:
        """Give farewells that are on their way so many real seconds."""
        if self._byes:
            await asyncio.wait(self._byes, timeout=patience)

    def _turn_away(self, entry: Incoming) -> None:
        if entry.initial and not entry.final:
            self._inward.turn_away(entry, Refusal(480))
        self._core.incoming.drop(entry.key)
        self._core.forwarded.drop((entry.inner_branch, entry.request.method))

    def _abandon(self, asked: Outgoing) -> None:
        self._core.asked.drop((asked.engine, asked.original.via.branch))
        asked.orphaned = True
        asked.forget_alarm()
        if asked.original.method == "INVITE" and asked.heard and not asked.final:
            self._cancel(asked)

    def _cancel(self, invite: Outgoing) -> None:
        if invite.hop is not None and not invite.cancelled and invite.initial:
            invite.cancelled = True
            self._core.transactions.request(make_cancel(invite.sent), invite.hop, lambda _: None, lambda _: None)

    def acknowledge(self, dialog: Dialog) -> None:
        """Say ACK in a call that the far side has answered."""
        steps = self._core.routes.now([place] if (place := server_of(_first_hop(dialog))) else [])
        if steps:
            hop = steps[0].hop
            self._core.send(self._build(dialog, "ACK", hop).serialise(), hop)

    def say_bye(self, dialog: Dialog) -> None:
        """End a call that no engine has."""
        task = self._core.start(self._bye(dialog))
        self._byes.add(task)
        task.add_done_callback(self._byes.discard)

    async def _bye(self, dialog: Dialog) -> None:
        place = server_of(_first_hop(dialog))
        steps = await self._core.routes.find([place]) if place else []
        if steps:
            build = partial(self._next, dialog)
            await self._core.agent.authorized(build, dialog.account, steps[0].hop)

    def _next(self, dialog: Dialog, hop: Hop) -> Request:
        dialog.sequence += 1
        return self._build(dialog, "BYE", hop)

    def _build(self, dialog: Dialog, method: str, hop: Hop) -> Request:
        core = self._core
        request = Request(method, dialog.remote_target)
        request.add("Via", core.face.via(hop.transport, new_branch(core.rng)))
        for route in dialog.routes:
            request.add("Route", route)
        request.add("From", dialog.local)
        request.add("To", dialog.remote)
        request.add("CSeq", f"{dialog.sequence} {method}")
        request.add("Call-ID", dialog.call_id)
        request.add("User-Agent", core.face.user_agent)
        request.add("Accept-Language", core.face.accept_language)
        request.add("Max-Forwards", "70")
        return request


def _first_hop(dialog: Dialog) -> str:
    try:
        return NameAddr.parse(dialog.routes[0]).uri if dialog.routes else dialog.remote_target
    except SipSyntaxError:
        return dialog.remote_target
