"""The conversations of a sign-in, without I/O: find the servers, get a ticket and a certificate, ask for a code."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, NamedTuple

import msgspec

from emulator.config.tls import TlsProfile
from emulator.kernel.slices import Flow, Pause
from emulator.kernel.state import Effect, Event
from emulator.lines.model import LineSettings, Server
from emulator.signin import wire
from emulator.signin.events import Admission, Admitted, CodeGiven, Held, Proof, Reached, Refused, Stage
from emulator.signin.model import Account, PasswordChecked
from emulator.signin.orders import Challenge, Exchange, Exchanged, LookUp, MakeSecrets
from emulator.signin.outcomes import back_off, line, outcome

LINKS = 10
"""How many links of a discovery are followed, one after the other."""

LOGIN = "https://login.microsoftonline.com"
"""Who gives codes for the web page."""

TROUBLE = frozenset({503, 504})
"""Answers of servers that may recover."""

Conversation = Generator[Effect | Event, Any, Any]


class Place(NamedTuple):
    """Who asks: how servers are trusted, what the phone calls itself, and the web server that the network named."""

    tls: TlsProfile
    device: str
    name: str
    server: str = ""
    discovers: bool = True


class FailureError(Exception):
    """The attempt has failed; `outcome` is a row of the table."""

    def __init__(self, outcome: str, detail: str) -> None:
        super().__init__(detail)
        self.outcome = outcome
        self.detail = detail


def attempt(place: Place, proof: Proof, *, attended: bool) -> Flow:
    """Sign in with a proof; a server in trouble is asked again and again, also one not found unless `attended`.

    The result is an Admitted or Refused.
    """
    failures = 0
    while True:
        try:
            admitted: Admitted = yield from _admission(place, proof)
            return admitted
        except FailureError as failure:
            if outcome(failure.outcome).then not in ("retry", "" if attended else "patience"):
                return Refused(failure.outcome, failure.detail)
            failures += 1
            seconds = back_off(failures)
            yield line(failure.outcome, proof.who, failure.detail)
            yield Held(failure.outcome, failure.detail, seconds)
        yield Pause(seconds=seconds)


def web(place: Place) -> Flow:
    """Show a code, wait until its user has been on the web page, and sign in with what comes of it.

    A code that nobody has used gives way to a new one when its time is over.
    """
    while True:
        try:
            grant = wire.read_grant((yield from _ask(place, "POST", LOGIN + wire.CODES, wire.code_form(place.name))))
        except FailureError as failure:
            return Refused(failure.outcome, failure.detail)
        except wire.WireError as error:
            return Refused("failed", str(error))
        yield CodeGiven(grant.url, grant.user_code)
        told = yield from _granted(place, grant)
        if told is not None:
            break
    if "access_token" not in told:
        return Refused("web-refused", str(told.get("error", "")))
    proof = Proof("web", address=str(told.get("username", "")), secret=str(told["access_token"]))
    return (yield from attempt(place, proof, attended=True))


def _granted(place: Place, grant: wire.Grant) -> Conversation:
    """What the server says once the user has been on its page; None if nobody came in time."""
    waited, interval = 0, grant.interval
    while waited < grant.lifetime:
        yield Pause(seconds=interval)
        waited += interval
        answer = yield _post(place, LOGIN + wire.TOKENS, wire.token_form(grant), _FORM)
        told = wire.read_json(answer)
        match told.get("error"):
            case None if answer.status == 200:
                return told
            case "access_denied" | "invalid_grant" as refused:
                return {"error": refused}
            case "slow_down":
                interval += 5  # RFC 8628, section 3.5
            case "expired_token":
                return None
    return None


def check(place: Place, proof: Proof, tickets: str) -> Flow:
    """Whether a password or PIN is right: whether there is a ticket for it. The result is a PasswordChecked."""
    secrets = yield MakeSecrets()
    envelope = wire.ticket_request(proof, secrets.entropy)
    answer = yield _post(place, tickets + wire.SUFFIXES[proof.method], envelope.body, envelope.headers)
    return PasswordChecked(answer.status == 200, answer.status is not None and answer.status not in TROUBLE)


# One attempt


def _admission(place: Place, proof: Proof) -> Conversation:
    yield from _stage("discovering", proof)
    try:
        if proof.method == "pin":
            tickets = place.server + wire.TICKETS
            ticket = yield from _ticket(place, proof, tickets)
            user = yield from _user_link(place, ticket.address, (f"{place.server}/",))
        else:
            starts = wire.discovery_urls(proof.address.partition("@")[2]) if place.discovers else ()
            try:
                user = yield from _user_link(place, proof.address, starts)
            except FailureError as failure:
                if failure.outcome != "not-found" or not place.discovers:
                    raise
                return (yield from _by_dns(place, proof, failure))
            tickets = yield from _ticket_service(place, user)
            ticket = yield from _ticket(place, proof, tickets)
        found = wire.home((yield from _ask(place, "GET", user, headers={**_ACCEPT, **ticket.header})))
        return (yield from _certified(place, proof, ticket, found, tickets))
    except wire.WireError as error:
        raise FailureError("failed", str(error)) from None


def _by_dns(place: Place, proof: Proof, failure: FailureError) -> Conversation:
    """The SIP server that DNS names says where certificates are fetched, and tickets are had beside them."""
    user, _, domain = proof.address.partition("@")
    for service in wire.services(domain):
        looked = yield LookUp(name=service)
        for host, port in looked.places:
            server = Server(host, port, "TLS")
            line = LineSettings(1, user, domain, user, user, user, servers=(server,), hosted=True)
            challenged = yield Challenge(line=line)
            if challenged.url:
                tickets = wire.origin(challenged.url) + wire.TICKETS
                ticket = yield from _ticket(place, proof, tickets)
                return (yield from _certified(place, proof, ticket, wire.Home(host, port, challenged.url), tickets))
    raise failure


def _user_link(place: Place, address: str, starts: tuple[str, ...]) -> Conversation:
    """The link to what the servers know of a user: by the first of these addresses that leads to it."""
    failure = FailureError("not-found", "no such domain")
    for start in starts:
        try:
            return (yield from _follow(place, wire.asking(start, address)))
        except FailureError as failed:
            failure = failed
            if failed.outcome != "not-found":
                break
    raise failure


def _follow(place: Place, url: str) -> Conversation:
    for _ in range(LINKS):
        known = wire.links((yield from _ask(place, "GET", url, headers=_ACCEPT)))
        if known.get("User"):
            return known["User"]
        if not known.get("Redirect"):
            break
        url = known["Redirect"]
    raise FailureError("not-found", "discovery leads nowhere")


def _ticket_service(place: Place, user: str) -> Conversation:
    """Where tickets are had: the server says so to who asks for something without one."""
    answer = yield _get(place, user, _ACCEPT)
    found: str = answer.headers.get("x-ms-webticketurl", "")
    if answer.status == 401 and found:
        return found
    raise FailureError(*wire.failure(answer))


def _ticket(place: Place, proof: Proof, tickets: str) -> Conversation:
    yield from _stage("authenticating", proof)
    secrets = yield MakeSecrets()
    headers, body = wire.ticket_request(proof, secrets.entropy)
    answer = yield from _ask(place, "POST", tickets + wire.SUFFIXES[proof.method], body, headers)
    return wire.read_ticket(answer, secrets.entropy)


def _certified(place: Place, proof: Proof, ticket: wire.Ticket, found: wire.Home, tickets: str) -> Conversation:
    """Get the user's certificate, by which the line proves itself."""
    yield from _stage("certificate", proof)
    secrets = yield MakeSecrets()
    service = found.certificates or wire.origin(tickets) + wire.CERTIFICATES
    headers, body = wire.certificate_request(ticket, place.device, secrets.request_der)
    certificate = wire.read_certificate((yield from _ask(place, "POST", f"{service}/WebTicket_Proof", body, headers)))
    told = {
        "STS URI": service,
        "AutoDiscover": wire.origin(tickets),
        "Web Ticket Service": tickets,
        "Connected Lync Server": found.server,
    }
    admission = Admission(
        Account(ticket.address, proof.user or ticket.address, proof.domain, number=proof.extension),
        found.server,
        found.port,
        wire.serial_number(certificate),
        wire.sip_password(ticket, certificate),
        told,
    )
    return Admitted(admission, msgspec.structs.replace(proof, address=ticket.address))


def _stage(stage: Stage, proof: Proof) -> Conversation:
    yield line(stage, proof.who)
    yield Reached(stage)


# One request

_ACCEPT = {"Accept": wire.DISCOVERY}
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def _ask(place: Place, method: str, url: str, body: bytes = b"", headers: dict[str, str] | None = None) -> Conversation:
    """A good answer. Raises FailureError for any other."""
    asked = _FORM if headers is None else headers
    answer: Exchanged = yield _get(place, url, asked) if method == "GET" else _post(place, url, body, asked)
    if answer.status != 200:
        raise FailureError(*wire.failure(answer))
    return answer


def _get(place: Place, url: str, headers: dict[str, str]) -> Exchange:
    return Exchange(method="GET", url=url, headers=headers, tls=place.tls)


def _post(place: Place, url: str, body: bytes, headers: dict[str, str]) -> Exchange:
    return Exchange(method="POST", url=url, headers=headers, body=body, tls=place.tls)
