"""From the engines to the world: their requests go out as the phone's, the answers come back as if to themselves."""

from __future__ import annotations

from collections.abc import Awaitable

from emulator.sip.edge.accounts import Account, Line
from emulator.sip.edge.core import Core
from emulator.sip.edge.directions import directed, direction, held_as_of_old
from emulator.sip.edge.orphans import Orphans
from emulator.sip.edge.routes import Step, Steps
from emulator.sip.edge.selection import allowed, note_answer, servers_of, show_way
from emulator.sip.edge.shaping import restore_route, show_inside, show_outside
from emulator.sip.edge.tables import Dialog, Outgoing
from emulator.sip.music import Music, holding
from emulator.sip.stack.client import TIMEOUT, make_ack
from emulator.sip.stack.hops import Hop
from emulator.sip.stack.identifiers import derived_branch, new_tag
from emulator.sip.stack.messages import REASONS, Request, Response
from emulator.sip.stack.resolve import Server
from emulator.sip.stack.sdp import description

LINE_HEADER = "X-Line"
"""Private header of an engine's INVITE: the number of the line it goes out on. Without it, From decides."""

LEG_HEADER = "X-Leg"
"""Private header of an engine's INVITE: the number of its leg."""

_MAKES_DIALOG = frozenset({"INVITE", "SUBSCRIBE", "REFER"})
_CHALLENGES = (401, 407)


class Outward:
    """Passes on what engines ask, and the answers; `orphans` takes those that come after an engine's death."""

    def __init__(self, core: Core, orphans: Orphans) -> None:
        self._core = core
        self._orphan_answered, self._dismiss = orphans.answered, orphans.dismiss
        self._music = Music(core, orphans.acknowledge, orphans.say_bye, self._pass_back)

    def request(self, request: Request, engine: int) -> None:
        """Take a request from an engine: a new one, the same again, or what belongs to an INVITE.

        Raises:
            SipSyntaxError: It lacks what it is known by.
        """
        known = self._core.asked.get((engine, request.via.branch))
        if known is None:
            self._begin(request, engine)
        elif request.method == known.original.method:
            self._repeat(known)
        elif request.method == "CANCEL":
            self._cancel(known, request)
        elif known.refusal is None and known.hop is not None:
            self._core.send(self._shape(known, request, known.hop).serialise(), known.hop)

    def response(self, response: Response) -> bool:
        """Take a response from the world; False if no engine asked for it.

        Raises:
            SipSyntaxError: It lacks what it is known by.
        """
        entry = self._core.outgoing.get((response.via.branch, response.cseq.method))
        if entry is None:
            return False
        if entry.orphaned:
            self._orphan_answered(entry, response)
        elif response.code == 503 and entry.steps and entry.step is not None and entry.step.server.fail_over.on_503:
            if entry.original.method == "INVITE":
                self._core.send(make_ack(entry.sent, response).serialise(), entry.step.hop)
            self._core.routes.failed(entry.step)
            self._next(entry, response.reason)
        else:
            self._pass_back(entry, response)
        return True

    def connection_lost(self, hop: Hop) -> None:
        """Try elsewhere with what was sent over a connection and has not been heard of."""
        for entry in self._core.outgoing:
            if entry.hop is not None and entry.hop.peer == hop.peer:
                self._failed(entry, entry.hop, "connection lost")

    def _begin(self, request: Request, engine: int) -> None:
        core = self._core
        dialog = core.dialogs.get((request.call_id, request.sender.tag))
        account = dialog.account if dialog else self._account(request)
        leg = request.get(LEG_HEADER.lower()) or ""
        request.drop(LINE_HEADER.lower(), LEG_HEADER.lower())
        entry = Outgoing(engine, request, account)
        entry.leg = int(leg) if leg.isdecimal() else 0
        if request.method != "ACK":
            core.asked.put((engine, request.via.branch), entry, core.lifetime(request.method))
        if dialog is not None and request.to.tag:
            self._note_request(dialog, request)
            self._music.look_at(entry, dialog)
        servers = servers_of(core, entry)
        steps = core.routes.now(servers)
        if steps is not None:
            self._launch(entry, steps)
        else:
            core.start(self._find(entry, servers))

    async def _find(self, entry: Outgoing, servers: list[Server]) -> None:
        with self._core.clock.owe():
            steps = await self._core.routes.find(servers)
        self._launch(entry, steps)

    def _account(self, request: Request) -> Account | None:
        named = request.get(LINE_HEADER.lower()) or ""
        by_number = self._core.lines.get(int(named)) if named.isdecimal() else None
        return by_number or self._core.lines.by_address(request.sender.uri)

    def _launch(self, entry: Outgoing, steps: Steps) -> None:
        if entry.final or entry.orphaned:
            return
        entry.steps = allowed(self._core, entry, steps)
        why = "no such line" if entry.account is None else "no such server"
        self._next(entry, TIMEOUT if steps and not entry.steps else why)

    def _next(self, entry: Outgoing, reason: str) -> None:
        """Try the next hop; without another one the engine is told why the last failed."""
        core, method = self._core, entry.original.method
        entry.forget_alarm()
        core.outgoing.drop((entry.branch, method))
        if not entry.steps:
            self._refuse(entry, 408 if reason == TIMEOUT else 503, "" if reason == TIMEOUT else reason)
            return
        step = entry.steps.pop(0)
        account, entry.step = entry.account, None
        if core.enrol and account and entry.initial and core.routes.must_register(account.line.number, step):
            core.start(self._enrol_and_try(entry, step, core.enrol(account.line.number, step)))
        else:
            self._try(entry, step)

    async def _enrol_and_try(self, entry: Outgoing, step: Step, enrolled: Awaitable[bool]) -> None:
        """Register by way of a hop before it is used; the next one is tried if that cannot be."""
        agreed = await enrolled
        if entry.final or entry.orphaned:
            return
        if agreed:
            self._try(entry, step)
        else:
            self._next(entry, TIMEOUT)

    def _try(self, entry: Outgoing, step: Step) -> None:
        core, method, hop = self._core, entry.original.method, step.hop
        entry.attempts += 1
        entry.step, entry.heard = step, False
        entry.branch = derived_branch(entry.engine, entry.original.via.branch, entry.attempts)
        entry.sent = self._shape(entry, entry.original, hop)
        if method != "ACK":
            core.outgoing.put((entry.branch, method), entry, core.lifetime(method))
        if entry.initial:
            patience = step.server.patience.total(core.transactions.timers, reliable=hop.reliable)
            due = core.clock.now() + patience
            entry.alarm = core.clock.call_at(due, lambda: self._failed(entry, hop, TIMEOUT))
        core.send(entry.sent.serialise(), hop, lambda reason: self._failed(entry, hop, reason))

    def _failed(self, entry: Outgoing, hop: Hop, reason: str) -> None:
        if entry.hop is hop and not (entry.heard or entry.final or entry.orphaned):
            if entry.step is not None and entry.initial:
                self._core.routes.failed(entry.step)
            self._next(entry, reason)

    def _refuse(self, entry: Outgoing, code: int, reason: str = "") -> None:
        """Answer an engine in the place of a server that did not."""
        entry.final = code
        if entry.original.method != "ACK":
            response = entry.original.reply(code, reason, to_tag=new_tag(self._core.rng))
            entry.refusal = response.serialise()
            self._core.to_engine(entry.refusal, entry.engine)
        self._settle(entry)

    def _repeat(self, entry: Outgoing) -> None:
        """Take the same request again. On TCP and TLS the world must not see that the engine repeats itself.

        Nor need it see an INVITE again that it has answered: it repeats the answer until it is acknowledged.
        """
        answered = entry.final and entry.original.method == "INVITE"
        if entry.refusal is not None:
            self._core.to_engine(entry.refusal, entry.engine)
        elif entry.hop is not None and not entry.hop.reliable and not answered:
            self._core.send(entry.sent.serialise(), entry.hop)

    def _cancel(self, invite: Outgoing, request: Request) -> None:
        core = self._core
        if invite.refusal is not None or invite.hop is None:
            core.to_engine(request.reply(200), invite.engine)
            if invite.refusal is None:
                self._refuse(invite, 487)
            return
        invite.steps, invite.cancelled = [], True
        key = (invite.branch, "CANCEL")
        if invite.hop.reliable and core.outgoing.get(key) is not None:
            return
        entry = Outgoing(invite.engine, request, invite.account)
        entry.branch, entry.step = invite.branch, invite.step
        entry.sent = self._shape(invite, request, invite.hop)
        core.outgoing.put(key, entry, 2 * core.linger)
        core.send(entry.sent.serialise(), invite.hop)

    def _pass_back(self, entry: Outgoing, response: Response) -> None:
        core, method = self._core, response.cseq.method
        entry.heard = True
        entry.forget_alarm()
        dialog = core.dialogs.get((response.call_id, response.sender.tag))
        if not _spare(entry, response, dialog):
            return
        if _forked(entry, response, dialog):
            self._dismiss(entry, response)
            return
        if method == "INVITE" and not self._music.answered(entry, response):
            return
        note_answer(core, entry, response)
        self._note_response(entry, response)
        if method == "INVITE" and response.code > 100 and entry.account is not None:
            core.named(response.call_id, entry.account.line.number, response)
        response.put("Via", *entry.vias)
        if method in _MAKES_DIALOG and 100 < response.code < 300:
            response.put("Record-Route", *response.listed("record-route"), core.inner_route)
        show_inside(response)
        core.to_engine(response, entry.engine)
        if response.code >= 200:
            entry.final = response.code
            self._settle(entry)

    def _settle(self, entry: Outgoing) -> None:
        """Remember what is answered for as long as the answer may come again (RFC 3261, timers D and K)."""
        core, method = self._core, entry.original.method
        linger = core.linger if method == "INVITE" else core.transactions.timers.t4
        core.outgoing.keep((entry.branch, method), linger)
        if method != "CANCEL":
            core.asked.keep((entry.engine, entry.original.via.branch), linger)
        entry.rest()

    def _shape(self, entry: Outgoing, request: Request, hop: Hop) -> Request:
        core = self._core
        shaped = holding(Request(request.method, request.uri, headers=list(request.headers), body=request.body), entry)
        if entry.account and request.method == "INVITE":
            shaped.body = _held(entry.account.line, description(shaped)).encode() or shaped.body
        restore_route(shaped, core.inner_place)
        shaped.put("Via", core.face.via(hop.transport, entry.branch))
        show_way(entry, shaped)
        user = entry.account.line.user if entry.account else ""
        show_outside(shaped, core.face.contact(user, hop.transport), core.face)
        return shaped

    def _note_request(self, dialog: Dialog, request: Request) -> None:
        dialog.sequence = max(dialog.sequence, request.cseq.number)
        if request.method in ("INVITE", "UPDATE"):
            dialog.learn_inner(request)
        elif request.method == "BYE":
            self._core.dialogs.keep(dialog.key, 2 * self._core.linger)

    def _note_response(self, entry: Outgoing, response: Response) -> None:
        core, method, code = self._core, response.cseq.method, response.code
        key = (response.call_id, response.sender.tag)
        dialog = core.dialogs.get(key)
        if method == "INVITE" and response.to.tag and 100 < code < 300 and entry.account is not None:
            if entry.initial:
                dialog = core.make_dialog(entry.engine, entry.account, response.call_id, response.sender, response.to)
                dialog.routes = response.listed("record-route")[::-1]
                dialog.leg = entry.leg
                dialog.outgoing = True
                dialog.remote = response.to
                dialog.sequence = max(dialog.sequence, response.cseq.number)
                dialog.learn_inner(entry.original)
            if dialog is not None:
                dialog.learn_outer(response)
                dialog.confirmed |= code >= 200
        if dialog is None or code < 200 or code in _CHALLENGES:
            return
        if method == "BYE" or (method == "INVITE" and code >= 300 and entry.initial and not dialog.confirmed):
            core.dialog_ended(dialog)


def _forked(entry: Outgoing, response: Response, dialog: Dialog | None) -> bool:
    """Whether a call is answered by another one than has it already (RFC 3261, 13.2.2.4)."""
    answered = entry.initial and response.cseq.method == "INVITE" and 200 <= response.code < 300
    return answered and dialog is not None and dialog.confirmed and dialog.remote.tag != response.to.tag


def _spare(entry: Outgoing, response: Response, dialog: Dialog | None) -> bool:
    """Whether an engine may hear a response: of some about calls that it has parted with it would die.

    It would ask again where it is challenged, and go by a description; it is told that there is no such call instead.
    Nobody may challenge a CANCEL (RFC 3261, section 22.1), or an INVITE that has been cancelled.
    """
    over = not entry.initial and (dialog is None or dialog.ended)
    described = entry.original.method in ("INVITE", "UPDATE")
    if response.code < 200:
        return not (over and described)
    if response.code in _CHALLENGES and entry.original.method == "CANCEL":
        _deny(response, 481)
    elif response.code in _CHALLENGES and entry.cancelled:
        _deny(response, 487)
    elif over and (described or response.code in _CHALLENGES):
        _deny(response, 481)
    return True


def _deny(response: Response, code: int) -> None:
    response.code, response.reason, response.body = code, REASONS[code], b""
    response.drop("content-type", "content-length", "www-authenticate", "proxy-authenticate")


def _held(line: Line, text: str) -> str:
    """A description of the phone's own as its line holds calls."""
    if line.old_hold:
        return held_as_of_old(text)
    return directed(text, "inactive") if line.inactive_hold and direction(text) == "sendonly" else text
