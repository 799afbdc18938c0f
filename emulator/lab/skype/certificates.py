"""User certificates: from a request for one to the secret that its owner then registers with (MS-OCAUTHWS, 3.1)."""

from __future__ import annotations

import base64
import datetime
import hashlib
import hmac
from collections.abc import Callable
from xml.sax.saxutils import quoteattr

import msgspec
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from emulator.factory import Authority, Days
from emulator.lab.skype.directory import Directory
from emulator.lab.skype.faults import Faults, RefusedError
from emulator.lab.skype.messages import Answer, Ask
from emulator.lab.skype.soap import BASE64, OCS, TRUST, WSSE, X509, binary, need, read_envelope, text_of, write_envelope
from emulator.lab.skype.tickets import Tickets

LIFE = datetime.timedelta(days=180)
"""For how long a user certificate is good."""

BEFORE = datetime.timedelta(hours=1)
"""How far the clocks of phones may lag behind."""

LARGEST_REQUEST = 16 << 10
"""Bytes that a PKCS#10 may have: longer ones would only cost time."""

RSA_SIZES = range(2048, 4097)
CURVES = ("secp256r1", "secp384r1")
PUBLISHED = f"{OCS}GetAndPublishCertResponse"


class Login(msgspec.Struct, frozen=True):
    """With what the owner of a certificate registers: digest with its serial number as user, until it ends."""

    serial: str
    address: str
    device: str
    secret: str
    ends: datetime.datetime

    def __repr__(self) -> str:
        return f"Login({self.serial!r}, {self.address!r}, ***)"


class Certificates:
    """Signs certificates and keeps what they are good for."""

    def __init__(
        self,
        authority: Authority,
        tickets: Tickets,
        directory: Directory,
        faults: Faults,
        time: Callable[[], datetime.datetime],
    ) -> None:
        self._authority = authority
        self._tickets = tickets
        self._directory = directory
        self._faults = faults
        self._time = time
        self._logins: dict[str, Login] = {}

    def publish(self, ask: Ask) -> Answer:
        """Answer one GetAndPublishCert. Raises RefusedError."""
        self._faults.check("request")
        ticket = self._tickets.of_envelope(ask.body)
        message = need(read_envelope(ask.body), OCS, "GetAndPublishCert")
        account = self._directory.account(ticket.address)
        self._directory.admitted(account, message.get("Entity", ""))
        self._faults.check("certificate", account.address)
        key = _requested_key(binary(text_of(need(message, WSSE, "BinarySecurityToken"))))
        now = self._time()
        certificate = self._authority.person(account.address, key, Days(now - BEFORE, now + LIFE))
        written = certificate.public_bytes(serialization.Encoding.DER)
        device = message.get("DeviceId", "")
        self._keep(Login(serial_of(certificate), account.address, device, secret_of(ticket.key, written), now + LIFE))
        return Answer(200, write_envelope(PUBLISHED, _answer(device, account.address, written)), user=account.address)

    def _keep(self, login: Login) -> None:
        """A phone that has a new certificate has no use for its old one."""
        others = {
            key: each
            for key, each in self._logins.items()
            if not login.device or (each.device, each.address) != (login.device, login.address)
        }
        self._logins = {**others, login.serial: login}

    def login(self, serial: str) -> Login | None:
        """What a certificate is good for; None for one that is unknown, withdrawn or has run out."""
        found = self._logins.get(serial)
        return found if found is not None and self._time() < found.ends else None

    @property
    def logins(self) -> list[Login]:
        """The certificates that are good now, oldest first."""
        return [each for each in self._logins.values() if self._time() < each.ends]

    def withdraw(self, address: str) -> None:
        """Take all certificates back from a user."""
        self._logins = {serial: each for serial, each in self._logins.items() if each.address != address}


def serial_of(certificate: x509.Certificate) -> str:
    """A certificate's serial number as its owner logs in with it."""
    return f"{certificate.serial_number:x}"


def secret_of(key: bytes, certificate: bytes) -> str:
    """The password of the owner of a certificate (DER), from the key of the ticket that it was fetched with."""
    return hmac.new(key, certificate, hashlib.sha256).hexdigest()


def _requested_key(written: bytes) -> rsa.RSAPublicKey | ec.EllipticCurvePublicKey:
    """The key in a PKCS#10 that proves that its sender has the other half. Raises RefusedError."""
    if len(written) > LARGEST_REQUEST:
        raise RefusedError("unreadable")
    try:
        request = x509.load_der_x509_csr(written)
        key = request.public_key()
        fits = _fits(key) and request.is_signature_valid
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise RefusedError("unreadable") from None
    if not fits or not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        raise RefusedError("unreadable")
    return key


def _fits(key: object) -> bool:
    if isinstance(key, rsa.RSAPublicKey):
        return key.key_size in RSA_SIZES
    return isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in CURVES


def _answer(device: str, address: str, certificate: bytes) -> str:
    token = base64.b64encode(certificate).decode()
    return (
        f'<GetAndPublishCertResponse xmlns="{OCS}" xmlns:trust="{TRUST}" xmlns:wsse="{WSSE}"'
        f" DeviceId={quoteattr(device)} Entity={quoteattr(f'sip:{address}')}>"
        f"<trust:RequestSecurityTokenResponse><trust:TokenType>{X509}</trust:TokenType>"
        f'<trust:RequestedSecurityToken><wsse:BinarySecurityToken ValueType="{X509}" EncodingType="{BASE64}">{token}'
        "</wsse:BinarySecurityToken></trust:RequestedSecurityToken></trust:RequestSecurityTokenResponse>"
        "</GetAndPublishCertResponse>"
    )
