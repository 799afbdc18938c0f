"""From the world to the engines: calls find a seat in one, what belongs to a call finds its engine."""

from __future__ import annotations

from functools import partial

from emulator.kernel.errands import owed
from emulator.sip.edge.accounts import Account
from emulator.sip.edge.core import Core, Engines, Offer, Referral, Refusal
from emulator.sip.edge.shaping import show_inside, show_outside, without_place
from emulator.sip.edge.tables import Dialog, Incoming, contact_uri
from emulator.sip.protocol import HangUp
from emulator.sip.referral import Replaces
from emulator.sip.stack.headers import SipSyntaxError, host_port, user_of
from emulator.sip.stack.hops import Hop, reply_hop
from emulator.sip.stack.identifiers import derived_branch
from emulator.sip.stack.messages import REASONS, Request, Response
from emulator.sip.stack.resolve import server_of
from emulator.sip.stack.sdp import demanded, description
from emulator.sip.stack.transactions import server_key

ATTEMPTS = 4
"""How often a call is given to an engine that says nothing: half a second, one, two and four apart."""
RETRY = 11
"""Seconds below which lies the time to wait with a second offer (RFC 3261, section 14.2)."""
GRACE = 5.0
"""Real seconds for which fast and manual time wait for an engine's first word to a call."""

_ROUTED = frozenset({"INVITE", "UPDATE", "SUBSCRIBE"})
_CHALLENGES = (401, 407)
_STACK_FAULTS = (400, 415, 500)
_UNKNOWN = 481


class Inward:
    """Passes on what the world asks, and the engines' answers."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def request(self, request: Request, source: Hop) -> None:
        """Take a request from the world that is well-formed and not yet answered.

        Raises:
            SipSyntaxError: It lacks what it is known by.
        """
        known = self._core.incoming.get(server_key(request))
        if known is not None:
            self._take_known(known, request)
        elif request.method == "CANCEL":
            self._cancel(request, source)
        elif request.method != "ACK" and self._core.answers.take_unproven(request, source):
            return
        elif (code := self._instant(request)) is not None:
            self._core.answers.answer(request, source, code)
        elif request.to.tag:
            self._take_in_dialog(request, source)
        elif request.method == "INVITE":
            self._take_call(request, source)
        else:
            self._core.answers.take(request, source)

    def response(self, response: Response, engine: int) -> None:
        """Take an engine's answer; one that nobody waits for is dropped.

        Raises:
            SipSyntaxError: It lacks what it is known by.
        """
        entry = self._core.forwarded.get((response.via.branch, response.cseq.method))
        if entry is None or entry.engine != engine:
            return
        entry.hear()
        if response.cseq.method == "CANCEL" and response.code == _UNKNOWN:
            self._take_back(entry, response)
        # The edge itself said 100 to a new call, and over a reliable transport a refusal is said once.
        if (response.code == 100 and entry.initial) or (entry.final >= 300 and entry.source.reliable):
            return
        self._note_response(entry, response)
        _name_fault(entry, response)
        core = self._core
        response.put("Via", *response.listed("via")[1:])
        _echo(entry.request, response)
        response.put("Record-Route", *without_place(response.listed("record-route"), core.inner_place))
        show_outside(response, core.face.contact(entry.account.line.user, entry.source.transport), core.face)
        data = response.serialise()
        if entry.initial and response.code >= 300:
            entry.refusal = data
        core.send(data, reply_hop(entry.request.via, entry.source))

    def turn_away(self, entry: Incoming, refusal: Refusal) -> None:
        """Answer a call in the phone's own name, repeated until it is acknowledged."""
        core, request = self._core, entry.request
        entry.final = refusal.code
        entry.hear()
        core.incoming.drop(entry.key)
        core.forwarded.drop((entry.inner_branch, request.method))
        response = core.face.reply(request, refusal.code, refusal.reason, entry.source.transport, core.rng)
        if entry.tag:
            response.put("To", f"{request.get('to')};tag={entry.tag}")
        for name, value in refusal.headers:
            response.put(name, value)
        core.transactions.open(request, entry.source).respond(response)

    def _instant(self, request: Request) -> int | None:
        """The code to answer a request of instant messages with; None for any other."""
        wanted = request.method in ("MESSAGE", "BYE") and self._core.instant is not None
        return self._core.instant.taken(request) if wanted and self._core.instant else None

    def _take_known(self, entry: Incoming, request: Request) -> None:
        """Take a request again, or the ACK of an engine's refusal."""
        if entry.refusal and request.method == "INVITE":
            self._core.send(entry.refusal, reply_hop(entry.request.via, entry.source))
        elif entry.engine:
            self._forward(entry, request)
        elif request.method == "INVITE":
            self._say_trying(entry)

    def _take_in_dialog(self, request: Request, source: Hop) -> None:
        core = self._core
        dialog = core.dialogs.get((request.call_id, request.to.tag))
        if dialog is None:
            core.answers.take(request, source)
            return
        if request.method == "NOTIFY":
            core.answers.take_in_call(request, source, dialog.leg)
            return
        if request.method == "REFER":
            core.owner.referred(Referral(dialog.leg, request, partial(core.answers.answer, request, source)))
            return
        early = request.method == "INVITE" and not dialog.confirmed
        if early or (request.method == "UPDATE" and request.body and not dialog.acknowledged):
            self._put_off(request, source, dialog)
            return
        dialog.acknowledged |= request.method == "ACK"
        if request.method in ("INVITE", "UPDATE"):
            dialog.learn_outer(request)
            core.named(request.call_id, dialog.account.line.number, request)
        elif request.method == "BYE":
            core.dialogs.keep(dialog.key, 2 * core.linger)
        entry = self._enter(request, source, dialog.account)
        entry.engine, entry.target = dialog.engine, dialog.inner_target
        self._forward(entry, request)

    def _put_off(self, request: Request, source: Hop, dialog: Dialog) -> None:
        """Refuse an offer while there is another one (RFC 3261, 14.2, and RFC 3311, 5.2): engines die of some."""
        core = self._core
        response = core.face.reply(request, 491 if dialog.outgoing else 500, "", source.transport, core.rng)
        if not dialog.outgoing:
            response.add("Retry-After", str(core.rng.randrange(RETRY)))
        core.transactions.open(request, source).respond(response)

    def _take_call(self, request: Request, source: Hop) -> None:
        core = self._core
        account = self._called(request)
        if account is None:
            core.answers.answer(request, source, 404)
            return
        if core.instant is not None and core.instant.invited(request, source):
            return
        fingerprint = (request.call_id, request.sender.tag, str(request.cseq.number))
        if core.merged.get(fingerprint) is not None:
            core.answers.answer(request, source, 482, "Request Merged")
            return
        core.merged.put(fingerprint, True, 2 * core.linger)
        entry = self._enter(request, source, account)
        self._say_trying(entry)
        if core.engines is None:
            self.turn_away(entry, Refusal(480))
            return
        entry.leg = core.engines.new_leg()
        replaced, code = self._replaced(request)
        offer = Offer(entry.leg, account.line.number, request, replaced, account.line.srtp)
        refusal = Refusal(code) if code else core.owner.offered(offer)
        if refusal is not None:
            self.turn_away(entry, refusal)
            return
        core.start(self._seat(entry, core.engines))

    def _replaced(self, request: Request) -> tuple[int, int]:
        """The leg whose place a call is to take, and the code to refuse it with if that cannot be (RFC 3891, 3)."""
        values = request.values("replaces")
        if not values:
            return 0, 0
        try:
            wanted = Replaces.parse(values[0])
        except SipSyntaxError:
            return 0, 400
        dialog = self._core.dialogs.get((wanted.call_id, wanted.to_tag))
        if len(values) > 1:
            return 0, 400
        if dialog is None or dialog.remote.tag != wanted.from_tag or not dialog.leg:
            return 0, 481
        if dialog.ended:
            return 0, 603
        return (0, 486) if wanted.early_only and dialog.confirmed else (dialog.leg, 0)

    async def _seat(self, entry: Incoming, engines: Engines) -> None:
        """Wait for an engine to make room. An INVITE that comes before the engine is ready would be refused by it."""
        core = self._core
        line = entry.account.line
        srtp = demanded(description(entry.request), line.srtp)
        target = await engines.expect(entry.leg, srtp, line.credentials.user, line.credentials.password)
        place = server_of(target or "")
        if entry.final:
            engines.send(HangUp(entry.leg))
        elif target is None or place is None:
            self._give_up(entry, 486)
        else:
            entry.engine, entry.target = place.port, target
            entry.debt.enter_context(owed(core.clock, GRACE))
            self._hand_over(entry)

    def _hand_over(self, entry: Incoming, attempt: int = 0) -> None:
        """Give a call to its engine, again if that says nothing, and at last end it in the engine's place.

        The caller has its 100 already, and will not repeat the INVITE.
        """
        core = self._core
        if attempt == ATTEMPTS:
            self._give_up(entry, 500)
        elif not entry.final:
            self._forward(entry, entry.request)
            pause = core.transactions.timers.t1 << attempt
            entry.alarm = core.clock.call_at(core.clock.now() + pause, lambda: self._hand_over(entry, attempt + 1))

    def _take_back(self, cancel: Incoming, response: Response) -> None:
        """Have a call cancelled that is still on its way to its engine, which does not know what is meant."""
        invite = self._core.forwarded.get((cancel.inner_branch, "INVITE"))
        if invite is not None and not (invite.heard or invite.final):
            response.code, response.reason = 200, REASONS[200]
            self._give_up(invite, 487)

    def _give_up(self, entry: Incoming, code: int) -> None:
        """End a call that its engine knows nothing of."""
        core = self._core
        if entry.engine and core.engines is not None:
            core.engines.send(HangUp(entry.leg))
        core.owner.withdrawn(entry.leg, code)
        self.turn_away(entry, Refusal(code))

    def _called(self, request: Request) -> Account | None:
        return self._core.lines.called(user_of(request.uri), request.to.uri)

    def _enter(self, request: Request, source: Hop, account: Account) -> Incoming:
        core, key = self._core, server_key(request)
        entry = Incoming(key, request, source, account, derived_branch(*key))
        if request.method != "ACK":
            lifetime = core.lifetime(request.method)
            core.incoming.put(key, entry, lifetime)
            core.forwarded.put((entry.inner_branch, request.method), entry, lifetime)
        return entry

    def _say_trying(self, entry: Incoming) -> None:
        trying = entry.request.reply(100)
        self._core.send(trying.serialise(), reply_hop(entry.request.via, entry.source))

    def _cancel(self, request: Request, source: Hop) -> None:
        core = self._core
        invite = core.incoming.get(server_key(request, method="INVITE"))
        if invite is None and core.transactions.find_invite(request) is not None:
            core.answers.answer(request, source, 200)
            if core.instant is not None:
                core.instant.cancelled(request)
        elif invite is None:
            core.answers.take(request, source)
        elif invite.engine:
            entry = self._enter(request, source, invite.account)
            entry.inner_branch, entry.engine, entry.target = invite.inner_branch, invite.engine, invite.target
            core.forwarded.put((entry.inner_branch, "CANCEL"), entry, 2 * core.linger)
            self._forward(entry, request)
        else:
            core.answers.answer(request, source, 200)
            self._give_up(invite, 487)

    def _forward(self, entry: Incoming, request: Request) -> None:
        core = self._core
        inner = Request(request.method, entry.target, headers=list(request.headers), body=request.body)
        inner.drop("route", "replaces")
        _drop_option(inner, "replaces")
        inner.put_first("Via", f"SIP/2.0/UDP {host_port(*core.inner_place)};branch={entry.inner_branch}")
        if request.method in _ROUTED:
            inner.put_first("Record-Route", core.inner_route)
        show_inside(inner)
        core.to_engine(inner, entry.engine)

    def _note_response(self, entry: Incoming, response: Response) -> None:
        core, code, method = self._core, response.code, response.cseq.method
        dialog: Dialog | None
        if entry.initial and response.to.tag and 100 < code < 300:
            dialog = core.make_dialog(entry.engine, entry.account, response.call_id, response.to, response.sender)
            dialog.leg = entry.leg
            dialog.routes = entry.request.listed("record-route")
            dialog.remote_target = contact_uri(entry.request)
            entry.tag = response.to.tag
        else:
            dialog = core.dialogs.get((response.call_id, response.to.tag))
        if dialog is not None and method in ("INVITE", "UPDATE") and code < 300:
            dialog.learn_inner(response)
            dialog.confirmed |= method == "INVITE" and code >= 200
            dialog.acknowledged &= method != "INVITE" or code < 200
        if code < 200:
            return
        entry.final = code
        core.incoming.keep(entry.key, core.linger)
        core.forwarded.keep((entry.inner_branch, method), core.linger)
        if entry.initial and code >= 300 and core.engines is not None:
            # The stack may have refused it by itself, and the engine still wait for it.
            core.engines.send(HangUp(entry.leg, code, response.reason))
        over = method == "BYE" and code not in _CHALLENGES
        if dialog is not None and (over or (entry.initial and code >= 300)):
            core.dialog_ended(dialog)


def _drop_option(request: Request, unwanted: str) -> None:
    """Do not require of an engine what the edge does in its stead."""
    options = request.listed("require")
    kept = [option for option in options if option.lower() != unwanted]
    if kept != options:
        request.put("Require", *kept)


def _name_fault(entry: Incoming, response: Response) -> None:
    """Say 488 to an offer within a call that cannot be met (RFC 3261, 14.2): the stack calls it a fault of its own."""
    late = entry.request.method == "INVITE" and not entry.initial
    if late and response.code in _STACK_FAULTS and response.get("retry-after") is None:
        response.code, response.reason = 488, REASONS[488]


def _echo(request: Request, response: Response) -> None:
    """Give From and To back as they were asked (RFC 3261, 8.2.6.2): engines write them anew, without ports."""
    tag = "" if request.to.tag else response.to.tag
    response.put("From", request.get("from") or "")
    response.put("To", f"{request.get('to')};tag={tag}" if tag else request.get("to") or "")
