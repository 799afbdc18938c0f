"""What the phone itself answers: requests outside of calls, and all that is wrong in form."""

from __future__ import annotations

import random

from emulator.sip.edge.face import METHODS, Face
from emulator.sip.edge.validation import Validation
from emulator.sip.events.subscriptions import Notified, Subscriptions, read_notification
from emulator.sip.stack.faults import fault_of
from emulator.sip.stack.headers import SipSyntaxError
from emulator.sip.stack.hops import Hop
from emulator.sip.stack.messages import Request
from emulator.sip.stack.transactions import Transactions

_IN_CALLS_ONLY = frozenset({"BYE", "CANCEL", "INFO", "PRACK", "UPDATE"})
_EXTENSIONS = frozenset({"replaces", "100rel", "eventlist"})


class Answers:
    """Answers requests in the phone's name."""

    def __init__(
        self,
        face: Face,
        rng: random.Random,
        transactions: Transactions,
        subscriptions: Subscriptions,
        notified: Notified,
    ) -> None:
        self._face = face
        self._rng = rng
        self._transactions = transactions
        self._subscriptions = subscriptions
        self._notified = notified
        self.validation: Validation | None = None

    def take_faulty(self, request: Request, source: Hop) -> bool:
        """Refuse a request whose form is wrong; False if nothing is.

        Raises:
            SipSyntaxError: It lacks even what an answer needs.
        """
        fault = fault_of(request)
        if fault is not None:
            self.answer(request, source, *fault)
        return fault is not None

    def take_unproven(self, request: Request, source: Hop) -> bool:
        """Refuse a request that the phone checks and that does not stand it; False if it may be obeyed.

        Raises:
            SipSyntaxError: It lacks what an answer needs.
        """
        denial = self.validation.check(request, source) if self.validation else None
        if denial is not None:
            self.answer(request, source, denial.code, challenge=denial.challenge)
        return denial is not None

    def take(self, request: Request, source: Hop) -> None:
        """Answer a request that belongs to no call.

        Raises:
            SipSyntaxError: It lacks what an answer needs.
        """
        if request.method == "ACK":
            return
        unknown = [option for option in request.listed("require") if option.lower() not in _EXTENSIONS]
        if unknown and request.method != "CANCEL":
            self.answer(request, source, 420, unsupported=unknown)
        elif request.method == "NOTIFY":
            self.answer(request, source, self._take_notify(request))
        else:
            self.answer(request, source, self._code(request))

    def take_in_call(self, request: Request, source: Hop, leg: int) -> None:
        """Answer a NOTIFY inside a call: the progress of a transfer, or what a server wants of the phone (talk, hold).

        Raises:
            SipSyntaxError: It lacks what an answer needs.
        """
        self.answer(request, source, self._notified(read_notification(request, leg=leg)))

    def answer(
        self,
        request: Request,
        source: Hop,
        code: int,
        reason: str = "",
        unsupported: list[str] | None = None,
        challenge: str = "",
    ) -> None:
        """Give a final answer, repeated as the transaction needs it. An ACK is never answered.

        Raises:
            SipSyntaxError: The request lacks what an answer needs.
        """
        if request.method == "ACK":
            return
        response = self._face.reply(request, code, reason, source.transport, self._rng)
        if unsupported:
            response.add("Unsupported", ", ".join(unsupported))
        if challenge:
            response.add("WWW-Authenticate", challenge)
        self._transactions.open(request, source).respond(response)

    def _code(self, request: Request) -> int:
        method = request.method
        if method == "OPTIONS":
            return 200
        if method in _IN_CALLS_ONLY or request.to.tag:
            return 481
        if method == "SUBSCRIBE":
            return 489
        return 405 if method in METHODS or method in ("PUBLISH", "REGISTER") else 501

    def _take_notify(self, request: Request) -> int:
        subscription = self._subscriptions.find(request)
        if subscription is None and request.to.tag:
            return 481
        try:
            if subscription is not None and not subscription.notified(request):
                return 500
        except SipSyntaxError:
            return 400
        return self._notified(read_notification(request, subscription))
