"""A Skype for Business front end as values: what it answers to each request of a sign-in, and what it was asked."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from functools import cache
from urllib.parse import parse_qs

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from emulator.signin.orders import Exchange, Exchanged

BASE = "https://web.example.com"
ADDRESS = "jdoe@example.com"
PASSWORD = "correct horse battery staple"
PIN = "24680"
SERIAL = 0xBEEF
POLICY = """<provisionGroupList xmlns="http://schemas.microsoft.com/2006/09/sip/provisiongrouplist-notification">
<provisionGroup name="ServerConfiguration"><ucEnforcePinLock>{lock}</ucEnforcePinLock>
<ucPhoneTimeOut>7</ucPhoneTimeOut><ucMinPinLength>5</ucMinPinLength><ucPC2PCAVEncryption>{srtp}</ucPC2PCAVEncryption>
<voiceMailUri>sip:jdoe@example.com;opaque=app:voicemail</voiceMailUri></provisionGroup>
<provisionGroup name="endpointConfiguration"><propertyEntryList>
<property name="EnableHotdesking">{guests}</property><property name="HotdeskingTimeout">00:02:00</property>
</propertyEntryList></provisionGroup>
<provisionGroup name="userSetting"><propertyEntryList><property name="DisplayName">Jane Doe</property>
<property name="LineURI">tel:+15550104701;ext=4701</property></propertyEntryList></provisionGroup>
</provisionGroupList>"""

_ROOT = (
    '<AutodiscoverResponse AccessLocation="Internal"><Root><Link token="{}" href="{}"/></Root></AutodiscoverResponse>'
)
_USER = """<AutodiscoverResponse AccessLocation="Internal"><User>
<SipClientInternalAccess fqdn="sip.example.com" port="5061"/>
<SipClientExternalAccess fqdn="edge.example.com" port="443"/>
<Link token="Internal/CertProvisioning" href="https://web.example.com/CertProv/CertProvisioningService.svc"/>
</User></AutodiscoverResponse>"""
_TICKET = """<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><r:R xmlns:r="x">
<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:1.0:assertion" AssertionID="t1"><saml:NameIdentifier>sip:{}
</saml:NameIdentifier></saml:Assertion><r:BinarySecret>{}</r:BinarySecret></r:R></e:Body></e:Envelope>"""
_CERTIFICATE = "<R><RequestedSecurityToken><BinarySecurityToken>{}</BinarySecurityToken></RequestedSecurityToken></R>"


@cache
def certificate() -> bytes:
    """A user's certificate, DER."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime(2026, 1, 1, tzinfo=UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, ADDRESS)])
    made = x509.CertificateBuilder(name, name, key.public_key(), SERIAL, now, now + timedelta(days=180))
    return made.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


def refusal(status: int, number: int = 0, reason: str = "no", pin: str = "") -> Exchanged:
    """What a web server answers that refuses something."""
    diagnosis = {"x-ms-diagnostics": f'{number};"lync.example.com";"{reason}";"wsse:FailedAuthentication"'}
    body = f"<F><PinFailureReason>{pin}</PinFailureReason></F>".encode() if pin else b""
    return Exchanged(0, status, diagnosis if number else {}, body)


def silence(fault: str) -> Exchanged:
    """No answer, and why."""
    return Exchanged(0, None, fault=fault, detail=fault)


class Server:
    """The web part. `fault` is answered in place of what is asked at a path that begins with its key."""

    def __init__(self) -> None:
        self.asked: list[Exchange] = []
        self.passwords = {ADDRESS: PASSWORD, "asmith@example.com": "staple horse"}
        self.fault: dict[str, Exchanged] = {}
        self.approved = False
        self.visitor = ADDRESS

    def answer(self, request: Exchange) -> Exchanged:
        """What comes back."""
        self.asked.append(request)
        path = request.url.partition("://")[2].partition("/")[2]
        for prefix, refused in self.fault.items():
            if path.startswith(prefix):
                return refused
        return self._page(request, path)

    def _page(self, request: Exchange, path: str) -> Exchanged:
        if path.startswith("?sipuri="):
            return _ok(_ROOT.format("Redirect", f"{BASE}/root"))
        if path == "root":
            return _ok(_ROOT.format("User", f"{BASE}/user"))
        if path == "user":
            shown = "X-MS-WebTicket" in request.headers
            header = {"x-ms-webticketurl": f"{BASE}/WebTicket/WebTicketService.svc"}
            return _ok(_USER) if shown else Exchanged(0, 401, header)
        if path.startswith("WebTicket/"):
            return self._ticket(request, path.rpartition("/")[2])
        if path.startswith("CertProv/"):
            return _ok(_CERTIFICATE.format(base64.b64encode(certificate()).decode()))
        return self._web(request, path)

    def _ticket(self, request: Exchange, way: str) -> Exchanged:
        text = request.body.decode()
        secret = base64.b64encode(b"server").decode()
        if way == "pin":
            right = f"<wsse:Password>{PIN}<" in text and "<wsse:Username>4701<" in text
            return _ok(_TICKET.format(ADDRESS, secret)) if right else refusal(500, 28910, "PIN", "IncorrectPin")
        if way == "OAuth":
            right = request.headers.get("Authorization") == "Bearer token-1"
            return _ok(_TICKET.format(self.visitor, secret)) if right else refusal(401, 28920)
        who = next((address for address in self.passwords if address in text), "")
        if not who:
            return refusal(401, 28902, "The user does not exist.")
        right = f"<wsse:Password>{self.passwords[who]}<" in text
        return _ok(_TICKET.format(who, secret)) if right else refusal(401, 28901, "not right")

    def _web(self, request: Exchange, path: str) -> Exchanged:
        if path.endswith("/devicecode"):
            number = sum(each.url.endswith("/devicecode") for each in self.asked)
            told = {"device_code": f"d{number}", "user_code": f"CODE{number}", "verification_uri": f"{BASE}/sphone"}
            return _ok(json.dumps({**told, "expires_in": 900, "interval": 5}))
        if path.endswith("/token") and self.approved:
            assert parse_qs(request.body.decode())["device_code"][0].startswith("d")
            return _ok(json.dumps({"access_token": "token-1", "username": self.visitor}))
        return Exchanged(0, 400, body=b'{"error": "authorization_pending"}')


def _ok(body: str) -> Exchanged:
    return Exchanged(0, 200, body=body.encode())
