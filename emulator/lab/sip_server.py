"""The lab's own SIP server: registrar, proxy and notifier on one address, in memory.

What a request passes on its way: scripted faults, repetitions, form, hops left, dialog or not, credentials, and then
the part of the server that it is for. Users that are applications (second party, voicemail) are reached through a
function that finds an engine for the call; nobody else can tell them from a phone.
"""

from __future__ import annotations

import random
import ssl
from collections.abc import Awaitable, Callable, Iterable
from typing import Protocol

from emulator.kernel.clock import Clock
from emulator.kernel.errands import Errands
from emulator.lab.accounts import REALM, VOICEMAIL, Account, user_of
from emulator.lab.bindings import Bindings
from emulator.lab.faults import Faults
from emulator.lab.forking import Fork, Target
from emulator.lab.happenings import Happening, Passed, Refused
from emulator.lab.notices import Notices
from emulator.lab.notifier import Notifier
from emulator.lab.proxy import Proxy, too_far
from emulator.lab.registrar import Registrar
from emulator.lab.wire import Wire
from emulator.sip.stack.authentication import DigestServer, Verdict
from emulator.sip.stack.faults import fault_of
from emulator.sip.stack.headers import SipSyntaxError, Uri
from emulator.sip.stack.hops import Hop, stamp_received
from emulator.sip.stack.messages import Request, Response, parse
from emulator.sip.stack.server import ServerTransaction

Application = Callable[[Request, str], Awaitable[str | int]]
"""Finds the Request-URI at which an engine awaits this INVITE to that user, or the code to refuse it with."""


class Site(Protocol):
    """A domain beside the server's own address, whose users prove who they are in a way of their own."""

    digest: DigestServer

    def owner_of(self, login: str) -> str:
        """The user that a login of the digest belongs to."""

    def register(self, server: ServerTransaction) -> Response | None:
        """The answer to a REGISTER of one of its users, None for silence."""

    def subscribe(self, server: ServerTransaction) -> bool:
        """Take a SUBSCRIBE to a package of its own, from a user who is known; whether it did."""

    def destination(self, request: Request, uri: Uri) -> str:
        """The user of the server whom a request to one of its users is for."""


_METHODS = (
    "INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, MESSAGE, SUBSCRIBE, NOTIFY, PRACK, PUBLISH, UPDATE, REFER, REGISTER"
)


class SipServer:
    """Registrar, proxy and notifier. Watchers see each `Happening`; `faults` makes it fail on command.

    With an `upstream` (host:port) another server does all that, and this one only connects it with the applications.
    """

    def __init__(self, clock: Clock, rng: random.Random, accounts: Iterable[Account]) -> None:
        self.accounts = {each.user: each for each in accounts}
        self.watchers: list[Callable[[Happening], None]] = []
        self.applications: dict[str, Application] = {}
        self.upstream = ""
        self.faults = Faults()
        self.wire = Wire(clock, rng, self._received)
        self.bindings = Bindings(clock, self._tell)
        self.notices = Notices(self.wire, self.bindings, self._tell)
        self.notifier = Notifier(self.wire, clock, self.notices, self._tell)
        self._digest = DigestServer(REALM, self._password_of, clock, rng)
        self.registrar = Registrar(clock, self._digest, self.bindings)
        self._proxy = Proxy(self.wire, clock)
        self._sites: dict[str, Site] = {}
        self._errands = Errands()
        self.wire.closed = self.bindings.connection_lost

    @property
    def address(self) -> str:
        """Where it listens."""
        return self.wire.transports.address

    @property
    def ports(self) -> dict[str, int]:
        """Its port for each transport (UDP, TCP, TLS)."""
        return self.wire.transports.ports

    async def start(self, address: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None) -> None:
        """Listen; port 0 takes a free one, the same for UDP and TCP.

        Raises:
            OSError: The port is in use, or the address is not this machine's.
        """
        await self.wire.open(address, port, tls)

    async def stop(self) -> None:
        """Close all sockets and forget all bindings."""
        await self._errands.end()
        self.bindings.clear()
        await self.wire.close()

    def add_site(self, domain: str, site: Site) -> None:
        """Serve a domain too; its users must be among `accounts`."""
        self._sites[domain] = site
        self.wire.domains.add(domain)

    def _site_of(self, uri: str) -> Site | None:
        return self._sites.get(Uri.parse(uri).host.lower())

    def _password_of(self, login: str) -> str | None:
        """The password; domains are the same in any case of letters, and a user may be written without."""
        account = self.accounts.get(user_of(login))
        known = account is not None and login.lower() in (account.login.lower(), account.user.lower())
        return account.password if account is not None and known else None

    def _tell(self, happening: Happening) -> None:
        for watcher in self.watchers:
            watcher(happening)

    def _received(self, data: bytes, source: Hop) -> None:
        try:
            message = parse(data)
            if isinstance(message, Response):
                self.wire.transactions.hear(message)
                self.notifier.calls.heard(message)
            elif not self.faults.silences(message.method):
                self._take(message, source)
        except SipSyntaxError:
            return  # nothing that could be answered

    def _take(self, request: Request, source: Hop) -> None:
        transactions = self.wire.transactions
        if transactions.absorb(request):
            return
        stamp_received(request, source)
        self.wire.learn(request, source)
        if request.method == "ACK":
            if request.get("route"):
                self._proxy.pass_ack(request, source)
        elif request.method == "CANCEL":
            self._proxy.cancel(request, source)
        else:
            self._dispatch(transactions.open(request, source))

    def _dispatch(self, server: ServerTransaction) -> None:
        request = server.request
        if fault := fault_of(request):
            self._answer(server, request.reply(*fault))
        elif scripted := self.faults.answer(request):
            self._answer(server, scripted)
        elif too_far(request):
            self._answer(server, request.reply(483))
        elif request.to.tag:
            self._take_in_dialog(server)
        elif request.method == "OPTIONS" and self._is_for_server(request):
            self.wire.answer(server, self._capabilities(request))
        elif request.method == "REGISTER":
            self._register(server)
        elif self._is_trusted(server):
            self._take_new(server)

    def _register(self, server: ServerTransaction) -> None:
        site = self._site_of(server.request.to.uri)
        response = site.register(server) if site else self.registrar.take(server.request, server.source)
        if response is not None:
            self._answer(server, response)

    def _take_in_dialog(self, server: ServerTransaction) -> None:
        request = server.request
        target = self._proxy.next_in_dialog(request)
        if not self.wire.is_here(Uri.parse(target.uri)):
            self.notifier.calls.heard(request)
            self._proxy.forward(server, [target], lambda code: None)
        elif request.method == "SUBSCRIBE":
            self.notifier.take(server, Uri.parse(request.sender.uri).user, "")
        else:
            self._answer(server, request.reply(481))

    def _is_for_server(self, request: Request) -> bool:
        uri = Uri.parse(request.uri)
        return self.wire.is_own(uri) and not uri.user

    def _capabilities(self, request: Request) -> Response:
        response = request.reply(200)
        response.add("Allow", _METHODS)
        return response

    def _is_trusted(self, server: ServerTransaction) -> bool:
        """Whether a request may go on: strangers may call, our users must prove who they are."""
        request = server.request
        user = Uri.parse(request.sender.uri).user
        if user not in self.accounts or self.upstream:
            return True
        site = self._site_of(request.sender.uri)
        digest, owner_of = (site.digest, site.owner_of) if site else (self._digest, user_of)
        verdict, login = digest.check(request)
        if verdict is not Verdict.GOOD:
            self._answer(server, digest.refuse(request, verdict, as_proxy=request.method != "SUBSCRIBE"))
        elif owner_of(login) != user:
            self._answer(server, request.reply(403))
        return verdict is Verdict.GOOD and owner_of(login) == user

    def _take_new(self, server: ServerTransaction) -> None:
        request = server.request
        if not self.upstream:
            request.drop("authorization", "proxy-authorization")
        uri = Uri.parse(request.uri)
        site = self._site_of(request.uri)
        if request.method == "PUBLISH":
            self._answer(server, self.notifier.presences.take(request, Uri.parse(request.sender.uri).user))
        elif request.method == "SUBSCRIBE":
            if site is None or not site.subscribe(server):
                self.notifier.take(server, Uri.parse(request.sender.uri).user, uri.user)
        elif not self.wire.is_own(uri):
            self._answer(server, request.reply(404))
        else:
            self._pass_on(server, site.destination(request, uri) if site else _destination(uri))

    def _pass_on(self, server: ServerTransaction, user: str) -> None:
        request = server.request
        self.notifier.calls.heard(request)
        request.drop("route")
        application = self.applications.get(user) or self.applications.get(user[:1])
        if application is not None and request.method == "INVITE":
            fork = self._proxy.open(server, self._passed(server, user))
            self._errands.run(self._to_application(fork, server, application, user))
        elif self.upstream:
            self._proxy.forward(server, [Target(f"sip:{user}@{self.upstream}")], self._passed(server, user))
        elif user not in self.accounts:
            self._answer(server, request.reply(404))
        else:
            targets = [
                Target(each.contact, each.flow if each.flow.reliable else None) for each in self.bindings.of(user)
            ]
            self._proxy.forward(server, targets, self._passed(server, user))

    async def _to_application(self, fork: Fork, server: ServerTransaction, application: Application, user: str) -> None:
        found = await application(server.request, user)
        if isinstance(found, int):
            fork.refuse(found)
        else:
            self._proxy.send(fork, server, [Target(found)])

    def _passed(self, server: ServerTransaction, user: str) -> Callable[[int], None]:
        request = server.request
        return lambda code: self._tell(Passed(user, request.method, code, request.call_id))

    def _answer(self, server: ServerTransaction, response: Response) -> None:
        if response.code >= 300 and (response.code not in (401, 407) or server.request.get("authorization")):
            self._tell(Refused(_user_of(server.request), server.request.method, response.code))
        self.wire.answer(server, response)


def _destination(uri: Uri) -> str:
    """Whom a request is for; an address with opaque=app:voicemail is the caller's own voicemail."""
    return VOICEMAIL.user if uri.param("opaque") == "app:voicemail" else uri.user


def _user_of(request: Request) -> str:
    try:
        return Uri.parse(request.sender.uri).user
    except SipSyntaxError:
        return ""
