"""The front end's SIP: who registers with what, in-band policy, and whom addresses and numbers lead to."""

from __future__ import annotations

import random
from collections.abc import Callable

from emulator.kernel.clock import Clock
from emulator.lab.accounts import VOICEMAIL
from emulator.lab.notices import notify, put_body
from emulator.lab.party import caller_of
from emulator.lab.registrar import Registrar
from emulator.lab.sip_server import SipServer
from emulator.lab.skype.accounts import SkypeAccount
from emulator.lab.skype.certificates import Certificates
from emulator.lab.skype.conference import CONFERENCE, FOCUS
from emulator.lab.skype.directory import Directory
from emulator.lab.skype.discovery import CERTIFICATES
from emulator.lab.skype.faults import SILENT, Fault, Faults, RefusedError, catalogue
from emulator.lab.skype.policy import TYPE, Place
from emulator.lab.skype.soap import SERVER, read_xml
from emulator.sip.stack.authentication import DigestServer, Verdict
from emulator.sip.stack.digest import parse_digest
from emulator.sip.stack.headers import NameAddr, SipSyntaxError, Uri
from emulator.sip.stack.messages import Request, Response
from emulator.sip.stack.server import ServerTransaction

REALM = "SIP Communications Service"
PACKAGE = "vnd-microsoft-provisioning-v2"
WANTED = "http://schemas.microsoft.com/2006/09/sip/provisioninggrouplist"
"""The namespace of what a phone asks for (MS-SIPREGE)."""

PIGGYBACK = "ms-piggyback-first-notify"
KEEP_ALIVE = "UAS; tcp=no; hop-hop=yes; end-end=no; timeout=60"
RETRY = 30
"""Seconds after which a client may try again."""


Told = Callable[[SkypeAccount, list[str]], str]
"""Writes the policy for an account: the groups that it asks for."""


class SkypeSite:
    """The users' domain at the lab's SIP server. Digest stands in for NTLM (the user's password) and TLS-DSK."""

    def __init__(
        self,
        sip: SipServer,
        directory: Directory,
        certificates: Certificates,
        faults: Faults,
        *,
        clock: Clock,
        rng: random.Random,
        place: Callable[[], Place],
        policy: Told,
    ) -> None:
        """`policy` writes what is told in-band."""
        self._sip = sip
        self._directory = directory
        self._certificates = certificates
        self._faults = faults
        self._place = place
        self._policy = policy
        self.digest = DigestServer(REALM, self._password_of, clock, rng)
        self._registrar = Registrar(clock, self.digest, sip.bindings, self.owner_of)

    def _password_of(self, login: str) -> str | None:
        if certified := self._certificates.login(login.lower()):
            return certified.secret
        account = self._directory.find(login)
        return account.password if account and account.enabled else None

    def owner_of(self, login: str) -> str:
        """The user of a certificate's serial number, or of one of a user's names."""
        certified = self._certificates.login(login.lower())
        account = self._directory.find(certified.address if certified else login)
        return account.user if account else ""

    def register(self, server: ServerTransaction) -> Response | None:
        """The answer to a REGISTER, None for silence."""
        request = server.request
        account = self._directory.find(_address(request.to))
        if account is None or not account.enabled:
            return diagnosed(request, catalogue()["register-404"])
        fault = self._faults.at("register", account.address)
        if fault is not None:
            return None if fault.status == SILENT else diagnosed(request, fault)
        response = self._wrong_password(request, account) or self._registrar.take(request, server.source)
        if response.code == 401:
            self._offer_schemes(response)
        elif response.code == 200:
            response.add("ms-keep-alive", KEEP_ALIVE)
            response.add("Supported", "msrtc-event-categories")
            response.add("Server", "RTC/7.0")
        return response

    def _wrong_password(self, request: Request, account: SkypeAccount) -> Response | None:
        """What a fault of passwords, or a locked account, does to those who log in with a password."""
        login = _login(request)
        if not login or self._certificates.login(login.lower()):
            return None
        locked = catalogue()["account-locked"] if self._directory.locked(account) else None
        fault = locked or self._faults.at("password", account.address)
        if fault is None:
            return None
        return diagnosed(request, fault) if fault.status == 403 else self.digest.refuse(request, Verdict.WRONG)

    def _offer_schemes(self, response: Response) -> None:
        """The schemes of real servers beside Digest; the last one tells where certificates come from (MS-SIPAE)."""
        response.add("WWW-Authenticate", f'NTLM realm="{REALM}", targetname="{SERVER}", version=4')
        sts = f"{self._place().url}{CERTIFICATES}"
        response.add("WWW-Authenticate", f'TLS-DSK realm="{REALM}", targetname="{SERVER}", version=4, sts-uri="{sts}"')

    def subscribe(self, server: ServerTransaction) -> bool:
        """Tell the policy to whoever asks for it: once, in the answer or in a NOTIFY."""
        request = server.request
        if (request.get("event") or "").partition(";")[0].strip().lower() != PACKAGE:
            return False
        account = self._directory.find(_address(request.sender))
        fault = self._faults.at("policy", account.address if account else "")
        if account is None or fault is not None:
            if fault is None or fault.status != SILENT:
                self._sip.wire.answer(server, diagnosed(request, fault or catalogue()["policy-403"]))
            return True
        try:
            body = self._policy(account, _wanted(request.body))
        except RefusedError as refused:
            self._sip.wire.answer(server, diagnosed(request, refused.fault))
            return True
        self._tell(server, account, body)
        return True

    def _tell(self, server: ServerTransaction, account: SkypeAccount, body: str) -> None:
        request, tag = server.request, self._sip.wire.tag()
        response = request.reply(200, to_tag=tag)
        response.add("Contact", f"<{self._sip.wire.uri(server.source.transport)}>")
        response.add("Expires", 0)
        response.add("Event", PACKAGE)
        response.add("subscription-state", "terminated;expires=0")
        response.add("Supported", f"ms-benotify, {PIGGYBACK}")
        if PIGGYBACK in [each.lower() for each in request.listed("supported")]:
            response.add("ms-piggyback-cseq", 1)
            response.add("Content-Type", TYPE)
            response.body = body.encode()
            self._sip.wire.answer(server, response)
            return
        self._sip.wire.answer(server, response)
        contacts = request.listed("contact")
        target = NameAddr.parse(contacts[0]).uri if contacts else request.sender.uri
        told = notify(target, str(response.to), str(request.sender), request.call_id)
        told.add("Contact", f"<{self._sip.wire.uri(server.source.transport)}>")
        told.add("Event", PACKAGE)
        told.add("Subscription-State", "terminated;expires=0")
        put_body(told, body, TYPE)
        self._sip.notices.send(told, server.source, account.user, lambda code: None)

    def destination(self, request: Request, uri: Uri) -> str:
        """Whom an address or number is for; opaque=app:voicemail leads to voicemail, app:conf:focus to a meeting."""
        account = self._directory.find(f"{uri.user}@{uri.host}") or self._directory.by_number(
            uri.user.partition(";")[0]
        )
        if account is None:
            return uri.user
        opaque = (uri.param("opaque") or "").lower()
        if opaque.startswith(FOCUS):
            return CONFERENCE
        if opaque != "app:voicemail":
            return account.user
        return VOICEMAIL.user if caller_of(request) == account.user else f"*{account.user}"


def diagnosed(request: Request, fault: Fault) -> Response:
    """A refusal with its reason in ms-diagnostics (MS-OCER)."""
    response = request.reply(fault.status)
    response.add("ms-diagnostics", f'{fault.id};reason="{fault.reason}";source="{SERVER}"')
    if fault.status == 503:
        response.add("Retry-After", RETRY)
    return response


def _wanted(body: bytes) -> list[str]:
    """The names of the groups that a SUBSCRIBE asks for. Raises RefusedError if it cannot be read."""
    if not body.strip():
        return []
    return [each.get("name", "") for each in read_xml(body).iter(f"{{{WANTED}}}provisioningGroup")]


def _login(request: Request) -> str:
    """Who logs in with a request; empty if nobody does."""
    try:
        return parse_digest(request.get("authorization") or "").get("username", "")
    except SipSyntaxError:
        return ""


def _address(party: NameAddr) -> str:
    uri = Uri.parse(party.uri)
    return f"{uri.user}@{uri.host}"
