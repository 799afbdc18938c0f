"""The registrar: who may be reached where, and for how long (RFC 3261, section 10.3)."""

from __future__ import annotations

from collections.abc import Callable

from emulator.kernel.clock import SECOND, Clock
from emulator.lab.accounts import user_of
from emulator.lab.bindings import Binding, Bindings
from emulator.lab.faults import asked_expires
from emulator.sip.stack.authentication import DigestServer, Verdict
from emulator.sip.stack.headers import NameAddr, Uri
from emulator.sip.stack.hops import Hop
from emulator.sip.stack.messages import Request, Response

DEFAULT_EXPIRES = 3600


class Registrar:
    """Answers REGISTER. `min_expires` and `max_expires` are seconds.

    `owner_of` gives the user that a login of the digest belongs to.
    """

    def __init__(
        self,
        clock: Clock,
        digest: DigestServer,
        bindings: Bindings,
        owner_of: Callable[[str], str] = user_of,
    ) -> None:
        self.min_expires = 1
        self.max_expires = DEFAULT_EXPIRES
        self._clock = clock
        self._digest = digest
        self._bindings = bindings
        self._owner_of = owner_of

    def take(self, request: Request, source: Hop) -> Response:
        """Answer one REGISTER.

        Raises:
            SipSyntaxError: An address in it cannot be read.
        """
        verdict, login = self._digest.check(request)
        if verdict is not Verdict.GOOD:
            return self._digest.refuse(request, verdict)
        user = self._owner_of(login)
        if Uri.parse(request.to.uri).user != user:
            return request.reply(403)
        return self._register(request, source, user)

    def _register(self, request: Request, source: Hop, user: str) -> Response:
        contacts = request.listed("contact")
        if contacts == ["*"]:
            return self._remove_all(request, user)
        wanted = [(NameAddr.parse(each), self._seconds(request, NameAddr.parse(each))) for each in contacts]
        if any(0 < seconds < self.min_expires for _, seconds in wanted):
            response = request.reply(423)
            response.add("Min-Expires", self.min_expires)
            return response
        if any(self._outdated(request, user, contact.uri) for contact, _ in wanted):
            return request.reply(400, "CSeq is not new")
        for contact, seconds in wanted:
            self._bind(request, source, user, contact.uri, seconds)
        return self._accepted(request, user)

    def _remove_all(self, request: Request, user: str) -> Response:
        if asked_expires(request, default=DEFAULT_EXPIRES) != 0:
            return request.reply(400, "A contact of * needs Expires: 0")
        for binding in self._bindings.of(user):
            self._bindings.drop(user, binding.contact)
        return self._accepted(request, user)

    def _seconds(self, request: Request, contact: NameAddr) -> int:
        own = contact.param("expires") or ""
        asked = int(own) if own.isascii() and own.isdigit() and len(own) < 12 else None
        return min(asked_expires(request, DEFAULT_EXPIRES) if asked is None else asked, self.max_expires)

    def _outdated(self, request: Request, user: str, contact: str) -> bool:
        known = self._bindings.find(user, contact)
        return known is not None and known.call_id == request.call_id and request.cseq.number <= known.cseq

    def _bind(self, request: Request, source: Hop, user: str, contact: str, seconds: int) -> None:
        Uri.parse(contact)
        if not seconds:
            self._bindings.drop(user, contact)
            return
        due = self._clock.now() + seconds * SECOND
        self._bindings.put(
            Binding(user, contact, source, due, request.call_id, request.cseq.number, request.get("user-agent") or "")
        )

    def _accepted(self, request: Request, user: str) -> Response:
        response = request.reply(200)
        for binding in self._bindings.of(user):
            response.add("Contact", f"<{binding.contact}>;expires={self._bindings.remaining(binding)}")
        return response
