"""The phone's side of the front end, written from its documentation alone: what is sent, and what is read."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any, NamedTuple
from urllib.parse import urlencode
from xml.etree import ElementTree

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from emulator.lab.skype.front_end import FrontEnd
from emulator.lab.skype.messages import Answer, Ask

ENTROPY = bytes(range(32))
SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"
TRUST = "{http://docs.oasis-open.org/ws-sx/ws-trust/200512}"
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
FAULT = "{urn:component:Microsoft.Rtc.WebAuthentication.2010}"
TICKETS = "/WebTicket/WebTicketService.svc"
CERTIFICATES = "/CertProv/CertProvisioningService.svc/WebTicket_Proof"
GRANT = "urn:ietf:params:oauth:grant-type:device_code"

JANE = ("EXAMPLE\\jdoe", "correct horse battery staple")
"""A user as the lab's table of accounts says."""
ROBIN = ("rroe@example.com", "seven quiet harbours")
"""A user online."""
PIN = ("4701", "24680")


def envelope(header: str, body: str) -> bytes:
    """A SOAP request."""
    return (
        '<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">'
        f'<s:Header><w:Security xmlns:w="{WSSE}">{header}</w:Security></s:Header><s:Body>{body}</s:Body></s:Envelope>'
    ).encode()


def token_request(user: str = "", password: str = "", claim: str = "", entropy: bytes = ENTROPY) -> bytes:
    """A RequestSecurityToken with a user's name and password, or neither."""
    login = f"<w:UsernameToken><w:Username>{user}</w:Username><w:Password>{password}</w:Password></w:UsernameToken>"
    claims = (
        '<t:Claims><a:ClaimType xmlns:a="http://docs.oasis-open.org/wsfed/authorization/200706">'
        f"<a:Value>{claim}</a:Value></a:ClaimType></t:Claims>"
    )
    secret = base64.b64encode(entropy).decode()
    return envelope(
        login if user else "",
        '<t:RequestSecurityToken xmlns:t="http://docs.oasis-open.org/ws-sx/ws-trust/200512" Context="c-1">'
        f"{claims if claim else ''}<t:Entropy><t:BinarySecret>{secret}</t:BinarySecret></t:Entropy>"
        "</t:RequestSecurityToken>",
    )


class Proved(NamedTuple):
    """A web ticket as its owner keeps it."""

    assertion: str
    address: str
    key: bytes

    @property
    def header(self) -> dict[str, str]:
        """How it is shown in HTTP."""
        return {"x-ms-webticket": f"opaque={base64.b64encode(self.assertion.encode()).decode()}"}


def read_ticket(body: str, entropy: bytes = ENTROPY) -> Proved:
    """The ticket in an answer, and the key that comes of both sides' entropy."""
    root = ElementTree.fromstring(body)
    server = base64.b64decode(next(root.iter(f"{TRUST}BinarySecret")).text or "")
    end = "</saml:Assertion>"
    assertion = body[body.index("<saml:Assertion") : body.index(end) + len(end)]
    name = next(root.iter("{urn:oasis:names:tc:SAML:1.0:assertion}NameIdentifier")).text or ""
    first = hmac.new(entropy, server, hashlib.sha1).digest()
    second = hmac.new(entropy, first, hashlib.sha1).digest()
    blocks = [hmac.new(entropy, step + server, hashlib.sha1).digest() for step in (first, second)]
    return Proved(assertion, name.removeprefix("sip:"), b"".join(blocks)[:32])


def signing_request(key: Any = None) -> bytes:
    """A PKCS#10 for a new key, or that one."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "0004f2aabb01")])
    made = x509.CertificateSigningRequestBuilder().subject_name(name)
    return made.sign(key or ec.generate_private_key(ec.SECP256R1()), hashes.SHA256()).public_bytes(
        serialization.Encoding.DER
    )


def certificate_request(ticket: Proved, request: bytes, entity: str = "", device: str = "{1}") -> bytes:
    """A GetAndPublishCert."""
    token = base64.b64encode(request).decode()
    return envelope(
        ticket.assertion,
        '<GetAndPublishCert xmlns="http://schemas.microsoft.com/OCS/AuthWebServices/"'
        f' DeviceId="{device}" Entity="sip:{entity or ticket.address}">'
        f'<w:BinarySecurityToken xmlns:w="{WSSE}">{token}</w:BinarySecurityToken></GetAndPublishCert>',
    )


class Certified(NamedTuple):
    """A user certificate, and what its owner registers with."""

    certificate: x509.Certificate
    user: str
    password: str


def read_certificate(body: str, ticket: Proved) -> Certified:
    """The certificate in an answer."""
    token = next(ElementTree.fromstring(body).iter(f"{{{WSSE}}}BinarySecurityToken"))
    written = base64.b64decode(token.text or "")
    certificate = x509.load_der_x509_certificate(written)
    secret = hmac.new(ticket.key, written, hashlib.sha256).hexdigest()
    return Certified(certificate, f"{certificate.serial_number:x}", secret)


def told(answer: Answer) -> tuple[int, str, str]:
    """Status, id and catalogue word of a refusal, which header and fault must tell alike."""
    fault = ElementTree.fromstring(answer.body).find(f"{SOAP}Body/{SOAP}Fault")
    assert fault is not None
    shown = next(fault.iter(f"{FAULT}ErrorId")).text or ""
    assert shown == answer.headers["X-Ms-diagnostics"].partition(";")[0]
    pin = next(fault.iter(f"{FAULT}PinFailureReason"), None)
    return answer.status, shown, (pin.text or "") if pin is not None else ""


class Phone:
    """Asks a front end without any network."""

    def __init__(self, front_end: FrontEnd) -> None:
        self._front_end = front_end

    def get(self, path: str, headers: dict[str, str] | None = None, **query: str) -> Answer:
        """The answer to a GET."""
        return self._front_end.web.answer(Ask("GET", path.lower(), query, headers or {}))

    def post(self, path: str, body: bytes, headers: dict[str, str] | None = None) -> Answer:
        """The answer to a POST."""
        return self._front_end.web.answer(Ask("POST", path.lower(), {}, headers or {}, body))

    def form(self, path: str, **fields: str) -> Answer:
        """The answer to a form."""
        return self.post(path, urlencode(fields).encode())

    def json(self, path: str, **fields: str) -> Any:
        """What the answer to a form says as JSON."""
        return json.loads(self.form(path, **fields).body)

    def log_in(self, user: str, password: str, way: str = "Auth", claim: str = "") -> Answer:
        """The answer to a request for a ticket."""
        return self.post(f"{TICKETS}/{way}", token_request(user, password, claim))

    def ticket(self, user: str = JANE[0], password: str = JANE[1], way: str = "Auth") -> Proved:
        """A ticket that was granted."""
        return read_ticket(self.log_in(user, password, way).body)

    def certify(self, ticket: Proved, **more: str) -> Answer:
        """The answer to a request for a certificate."""
        return self.post(CERTIFICATES, certificate_request(ticket, signing_request(), **more))
