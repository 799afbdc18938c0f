"""What a sign-in says to web servers and reads of them: discovery, web tickets, certificates, codes for a web page.

The shapes are those of the Open Specifications MS-OCDISCWS and MS-OCAUTHWS, and of RFC 8628 for the web page.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
import uuid
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode, urlsplit
from xml.sax.saxutils import escape

from emulator.signin.events import Proof
from emulator.signin.orders import Exchanged
from emulator.sip.stack.xmlbody import Node, XmlBodyError, read_xml

DISCOVERY = "application/vnd.microsoft.rtc.autodiscover+xml;v=1"
TRUST = "http://docs.oasis-open.org/ws-sx/ws-trust/200512"
SECURITY = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
SERVICES = "http://schemas.microsoft.com/OCS/AuthWebServices"
TICKETS, CERTIFICATES = "/WebTicket/WebTicketService.svc", "/CertProv/CertProvisioningService.svc"
SUFFIXES = {"user": "/Auth", "pc": "/Auth", "pin": "/pin", "web": "/OAuth"}
"""Where tickets are had in return for what."""

CODES = "/common/oauth2/v2.0/devicecode"
TOKENS = "/common/oauth2/v2.0/token"
GRANT = "urn:ietf:params:oauth:grant-type:device_code"
CLIENT = "vphone"

_ASSERTION = re.compile(rb"<(?:[\w.-]+:)?Assertion\b.*?</(?:[\w.-]+:)?Assertion>", re.DOTALL)
_DIAGNOSIS = re.compile(r"\s*(\d{1,9})\s*;[^;]*;\s*\"?([^;\"]*)")
_SOAP = (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header>'
    f'<wsse:Security xmlns:wsse="{SECURITY}">{{security}}</wsse:Security></s:Header>'
    "<s:Body>{body}</s:Body></s:Envelope>"
)
_TICKET = (
    f'<wst:RequestSecurityToken xmlns:wst="{TRUST}">'
    "<wst:TokenType>http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.1#SAMLV1.1</wst:TokenType>"
    f"<wst:RequestType>{TRUST}/Issue</wst:RequestType>{{claims}}"
    "<wst:Entropy><wst:BinarySecret>{entropy}</wst:BinarySecret></wst:Entropy>"
    f"<wst:KeyType>{TRUST}/SymmetricKey</wst:KeyType></wst:RequestSecurityToken>"
)
_CLAIMS = (
    '<wst:Claims Dialect="urn:component:Microsoft.Rtc.WebAuthentication.2010:authclaims">'
    '<auth:ClaimType xmlns:auth="http://docs.oasis-open.org/wsfed/authorization/200706" '
    'Uri="http://schemas.xmlsoap.org/ws/2005/05/identity/claims/uri"><auth:Value>sip:{address}</auth:Value>'
    "</auth:ClaimType></wst:Claims>"
)
_CERTIFICATE = (
    f'<GetAndPublishCert xmlns="{SERVICES}/" xmlns:wst="{TRUST}" xmlns:wsse="{SECURITY}" '
    'DeviceId="{{{device}}}" Entity="sip:{address}"><wst:RequestSecurityToken>'
    "<wst:TokenType>http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3"
    f"</wst:TokenType><wst:RequestType>{TRUST}/Issue</wst:RequestType>"
    f'<wsse:BinarySecurityToken ValueType="{SERVICES}.xsd#PKCS10">{{request}}</wsse:BinarySecurityToken>'
    "</wst:RequestSecurityToken></GetAndPublishCert>"
)
_SOAP_HEADERS = {"Content-Type": "text/xml; charset=utf-8"}


class WireError(ValueError):
    """The answer is none that a sign-in understands; the message says what is missing."""


class Envelope(NamedTuple):
    """A SOAP request: headers and body."""

    headers: dict[str, str]
    body: bytes


class Ticket(NamedTuple):
    """A web ticket: its assertion as it came, the address that it is for, and the key that goes with it."""

    assertion: bytes
    address: str
    key: bytes

    @property
    def header(self) -> dict[str, str]:
        """What shows the ticket to web servers."""
        return {"X-MS-WebTicket": f"opaque={base64.b64encode(self.assertion).decode()}"}


class Grant(NamedTuple):
    """A code for the web page: what the phone asks with, what the user types, where; times in seconds."""

    device_code: str
    user_code: str
    url: str
    lifetime: int
    interval: int


class Home(NamedTuple):
    """Where an account's servers are: SIP over TLS, and certificates."""

    server: str
    port: int
    certificates: str


# Discovery


def discovery_urls(domain: str) -> tuple[str, ...]:
    """Where a domain's servers are looked for, in turn (MS-OCDISCWS, section 3.1.5)."""
    return tuple(f"https://{name}.{domain}/" for name in ("LyncDiscoverInternal", "LyncDiscover"))


def asking(url: str, address: str) -> str:
    """The URL with the address of who wants to sign in."""
    return f"{url.rstrip('/')}/?sipuri={quote(address, safe='@')}"


def links(answer: Exchanged) -> dict[str, str]:
    """The links that an answer of discovery has, by token. Raises WireError if it is none."""
    return {link.attributes.get("token", ""): link.attributes.get("href", "") for link in _xml(answer).all("Link")}


def home(answer: Exchanged) -> Home:
    """The servers of an account. Raises WireError if none is told."""
    root = _xml(answer)
    side = "External" if root.attributes.get("AccessLocation") == "External" else "Internal"
    access = next(root.all(f"SipClient{side}Access"), None)
    if access is None:
        raise WireError("no SIP server")
    name, port = access.attributes.get("fqdn", ""), access.attributes.get("port", "")
    if not name or not port.isascii() or not port.isdecimal() or not 0 < int(port[:6]) < 65536:
        raise WireError("no SIP server")
    known = links(answer)
    return Home(name, int(port), known.get(f"{side}/CertProvisioning") or known.get("Internal/CertProvisioning", ""))


def services(domain: str) -> tuple[str, ...]:
    """What a domain's SIP servers are looked for by with DNS, once there is no web server: inside, then outside."""
    return tuple(f"{service}.{domain}" for service in ("_sipinternaltls._tcp", "_sip._tls"))


def origin(url: str) -> str:
    """Scheme, host and port of a URL."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


# Web tickets and certificates


def ticket_request(proof: Proof, entropy: bytes) -> Envelope:
    """Ask for a ticket. Who signs in by extension, or was asked on a web page, does not say for which address."""
    security = "" if proof.method == "web" else _username_token(proof)
    claims = _CLAIMS.format(address=_text(proof.address)) if proof.method in ("user", "pc") and proof.address else ""
    body = _TICKET.format(claims=claims, entropy=base64.b64encode(entropy).decode())
    headers = {**_SOAP_HEADERS, "SOAPAction": f'"{TRUST}/RST/Issue"'}
    if proof.method == "web":
        headers["Authorization"] = f"Bearer {proof.secret}"
    return Envelope(headers, _SOAP.format(security=security, body=body).encode())


def _username_token(proof: Proof) -> str:
    name = proof.extension if proof.method == "pin" else login_name(proof)
    secret = f"<wsse:Password>{_text(proof.secret)}</wsse:Password>"
    return f"<wsse:UsernameToken><wsse:Username>{_text(name)}</wsse:Username>{secret}</wsse:UsernameToken>"


def login_name(proof: Proof) -> str:
    """The user with its domain as Windows writes them; without a domain the user, without either the address."""
    user = proof.user or proof.address
    return f"{proof.domain}\\{user}" if proof.domain and "\\" not in user and "@" not in user else user


def read_ticket(answer: Exchanged, entropy: bytes) -> Ticket:
    """The ticket in an answer. Raises WireError if there is none."""
    found = _ASSERTION.search(answer.body)
    secrets = [node.text for node in _xml(answer).all("BinarySecret")]
    names = [node.text for node in _xml(answer).all("NameIdentifier")]
    if found is None or not secrets or not names:
        raise WireError("no ticket")
    return Ticket(found[0], names[0].removeprefix("sip:"), p_sha1(entropy, _binary(secrets[0])))


def p_sha1(secret: bytes, seed: bytes, length: int = 32) -> bytes:
    """The key that both sides make of what each has contributed (RFC 2246, section 5, with SHA-1 alone)."""
    made, link = b"", seed
    while len(made) < length:
        link = hmac.digest(secret, link, "sha1")
        made += hmac.digest(secret, link + seed, "sha1")
    return made[:length]


def device_uuid(mac: str) -> str:
    """The UUID of a phone, the same for the same MAC address always."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"mac:{mac}"))


def certificate_request(ticket: Ticket, device: str, request_der: bytes) -> Envelope:
    """Ask for a certificate for the phone's new key; `device` is the UUID of the phone."""
    body = _CERTIFICATE.format(
        device=device, address=_text(ticket.address), request=base64.b64encode(request_der).decode()
    )
    headers = {**_SOAP_HEADERS, "SOAPAction": f'"{SERVICES}/GetAndPublishCert"'}
    return Envelope(headers, _SOAP.format(security=ticket.assertion.decode("utf-8", "replace"), body=body).encode())


def read_certificate(answer: Exchanged) -> bytes:
    """The certificate in an answer, DER. Raises WireError if there is none."""
    token = next(_xml(answer).all("BinarySecurityToken"), None)
    if token is None or not token.text:
        raise WireError("no certificate")
    return _binary(token.text)


def serial_number(certificate: bytes) -> str:
    """The serial number of a certificate (DER), in hexadecimal digits; empty if it has none (RFC 5280, 4.1).

    It is the first integer in the certificate's body that is not the version.
    """
    try:
        place = _inside(certificate, _inside(certificate, 0))
        if certificate[place] == 0xA0:
            place = _after(certificate, place)
        start = _inside(certificate, place)
        return f"{int.from_bytes(certificate[start : _after(certificate, place)]):x}" if certificate[place] == 2 else ""
    except IndexError:
        return ""


def _length(data: bytes, place: int) -> tuple[int, int]:
    """How long the value of a DER element is, and where it begins."""
    first = data[place + 1]
    if first < 0x80:
        return first, place + 2
    size = first & 0x7F
    return int.from_bytes(data[place + 2 : place + 2 + size]), place + 2 + size


def _inside(data: bytes, place: int) -> int:
    return _length(data, place)[1]


def _after(data: bytes, place: int) -> int:
    length, start = _length(data, place)
    return start + length


def sip_password(ticket: Ticket, certificate: bytes) -> str:
    """What the line proves itself with at the SIP server, bound to certificate and ticket; it stands for TLS-DSK."""
    return hmac.new(ticket.key, certificate, hashlib.sha256).hexdigest()


# The web page


def code_form(device: str) -> bytes:
    """Ask for a code; `device` is how the web page calls the phone."""
    return urlencode({"client_id": CLIENT, "device": device}).encode()


def token_form(grant: Grant) -> bytes:
    """Ask whether the user has been on the web page."""
    return urlencode({"grant_type": GRANT, "client_id": CLIENT, "device_code": grant.device_code}).encode()


def read_grant(answer: Exchanged) -> Grant:
    """The code in an answer. Raises WireError if there is none."""
    told = read_json(answer)
    texts = [told.get(name) for name in ("device_code", "user_code", "verification_uri")]
    lifetime, interval = told.get("expires_in"), told.get("interval", 5)
    if not all(isinstance(text, str) and text for text in texts) or not isinstance(lifetime, int):
        raise WireError("no code")
    device_code, user_code, url = map(str, texts)
    return Grant(device_code, user_code, url, max(1, lifetime), interval if isinstance(interval, int) else 5)


def read_json(answer: Exchanged) -> dict[str, Any]:
    """The JSON object in an answer, empty if there is none."""
    try:
        told = json.loads(answer.body)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


# Failures


_STATUSES = {401: "wrong-password", 403: "forbidden", 404: "not-found", 503: "unavailable", 504: "timeout"}
_IDS = {
    28000: "not-enabled", 28001: "failed", 28901: "wrong-password", 28902: "unknown-user", 28903: "locked",
    28904: "password-expired", 28905: "web-refused", 28920: "failed", 28921: "failed", 28922: "failed",
    28930: "failed", 28940: "failed",
}  # fmt: skip
_FAULTS = {"untrusted": "untrusted", "timeout": "timeout", "handshake": "untrusted"}
PIN_FAILURE = 28910


def failure(answer: Exchanged) -> tuple[str, str]:
    """What went wrong, as a row of the table of outcomes, and the server's own words for it."""
    if answer.status is None:
        return _FAULTS.get(answer.fault, "not-found"), answer.detail or answer.fault
    found = _DIAGNOSIS.match(answer.headers.get("x-ms-diagnostics", ""))
    number, reason = (int(found[1]), found[2]) if found else (0, f"HTTP {answer.status}")
    if number == PIN_FAILURE:
        return _pin_failure(answer), reason
    return _IDS.get(number) or _STATUSES.get(answer.status, "failed"), reason


def _pin_failure(answer: Exchanged) -> str:
    try:
        word = next(_xml(answer).all("PinFailureReason"), None)
    except WireError:
        word = None
    return word.text if word else "Unknown"


def _xml(answer: Exchanged) -> Node:
    try:
        return read_xml(answer.body.decode("utf-8", "replace"))
    except XmlBodyError as error:
        raise WireError(str(error) or "no XML") from None


def _binary(text: str) -> bytes:
    """What base64 stands for; other text for itself."""
    try:
        return base64.b64decode(text)
    except binascii.Error:
        return text.encode()


def _text(value: str) -> str:
    return escape(value, {'"': "&quot;"})
