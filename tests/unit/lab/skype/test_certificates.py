"""User certificates: for whom, for which keys, and what they are good for."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from emulator.kernel.clock import ManualClock
from emulator.lab.skype.faults import catalogue
from emulator.lab.skype.front_end import FrontEnd
from tests.unit.lab.skype.asking import (
    CERTIFICATES,
    JANE,
    PIN,
    Phone,
    certificate_request,
    read_certificate,
    read_ticket,
    signing_request,
    told,
)

DAY = 24 * 3600.0


@pytest.mark.parametrize(("user", "password", "way"), [(*JANE, "Auth"), (*PIN, "pin")])
def test_a_ticket_buys_a_certificate(phone: Phone, front_end: FrontEnd, user: str, password: str, way: str) -> None:
    """However the ticket was come by, the certificate names the user, and is signed by the front end's authority."""
    ticket = phone.ticket(user, password, way)
    made = read_certificate(phone.certify(ticket).body, ticket).certificate
    made.verify_directly_issued_by(x509.load_pem_x509_certificate(front_end.ca.read_bytes()))
    names = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert ["sip:jdoe@example.com"] == names.get_values_for_type(x509.UniformResourceIdentifier)
    assert "jdoe@example.com" == made.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
    usage = made.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert [ExtendedKeyUsageOID.CLIENT_AUTH] == list(usage)
    assert made.not_valid_before_utc < front_end.time() < made.not_valid_after_utc


@pytest.mark.parametrize(
    "key",
    [ec.generate_private_key(ec.SECP384R1()), rsa.generate_private_key(65537, 2048)],
    ids=["P-384", "RSA"],
)
def test_keys_that_are_taken(phone: Phone, key: Any) -> None:
    """The certificate is for the key of the request."""
    ticket = phone.ticket()
    body = phone.post(CERTIFICATES, certificate_request(ticket, signing_request(key))).body
    assert key.public_key() == read_certificate(body, ticket).certificate.public_key()


def _spoilt() -> bytes:
    """A request whose signature is not right."""
    made = bytearray(signing_request())
    made[-1] ^= 1
    return bytes(made)


@pytest.mark.parametrize(
    "request_",
    [
        b"",
        b"nonsense",
        b"0" * 20_000,
        signing_request(ec.generate_private_key(ec.SECP521R1())),
        signing_request(rsa.generate_private_key(65537, 1024)),
        signing_request(dsa.generate_private_key(2048)),
        _spoilt(),
    ],
    ids=["nothing", "nonsense", "too long", "P-521", "RSA 1024", "DSA", "spoilt"],
)
def test_requests_that_are_refused(phone: Phone, request_: bytes) -> None:
    """What is no request, has a key of another kind or a wrong signature."""
    assert (400, "28930", "") == told(phone.post(CERTIFICATES, certificate_request(phone.ticket(), request_)))


def test_edwards_keys_are_refused(phone: Phone) -> None:
    """Their requests are signed without a hash of their own."""
    name = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([]))
    made = name.sign(ed25519.Ed25519PrivateKey.generate(), None).public_bytes
    from cryptography.hazmat.primitives.serialization import Encoding

    answer = phone.post(CERTIFICATES, certificate_request(phone.ticket(), made(Encoding.DER)))
    assert (400, "28930", "") == told(answer)


def test_certificates_need_a_ticket_that_is_good(phone: Phone, clock: ManualClock) -> None:
    """None, a made-up one, another's, and one that has run out."""
    ticket = phone.ticket()
    forged = ticket._replace(assertion=ticket.assertion.replace("SamlSecurityToken-", "SamlSecurityToken-0"))
    assert (401, "28920", "") == told(phone.certify(ticket._replace(assertion="")))
    assert (401, "28921", "") == told(phone.certify(forged))
    assert (403, "28000", "") == told(phone.certify(ticket, entity="asmith@example.com"))
    clock.advance(8 * 3600)
    assert (401, "28922", "") == told(phone.certify(ticket))


@pytest.mark.parametrize("fault", [each for each in catalogue().values() if each.place in ("certificate", "ticket")])
def test_faults_of_certificates(phone: Phone, front_end: FrontEnd, fault: Any) -> None:
    """Each of the catalogue's failures happens while it is wanted."""
    ticket = phone.ticket()
    front_end.fault(fault.name)
    assert (fault.status, fault.id, "") == told(phone.certify(ticket))
    front_end.clear()
    assert 200 == phone.certify(ticket).status


def test_a_new_certificate_replaces_that_of_the_same_phone(phone: Phone, front_end: FrontEnd) -> None:
    """Other phones of the user keep theirs."""
    ticket = phone.ticket()
    logins = [
        read_certificate(phone.certify(ticket, device=device).body, ticket).user for device in ("{1}", "{2}", "{1}")
    ]
    known = [front_end.certificates.login(each) is not None for each in logins]
    assert [False, True, True] == known


def test_certificates_end(phone: Phone, front_end: FrontEnd, clock: ManualClock) -> None:
    """After 180 days they are good for nothing."""
    ticket = phone.ticket()
    login = read_certificate(phone.certify(ticket).body, ticket).user
    clock.advance(180 * DAY - 1)
    assert front_end.certificates.login(login) is not None
    clock.advance(1)
    assert front_end.certificates.login(login) is None


def test_secrets_do_not_show(phone: Phone, front_end: FrontEnd) -> None:
    """Neither in what accounts nor in what logins look like."""
    ticket = read_ticket(phone.log_in(*JANE).body)
    made = read_certificate(phone.certify(ticket).body, ticket)
    shown = repr([front_end.certificates.login(made.user), front_end.directory.account("jdoe")])
    assert made.user in shown
    assert [] == [secret for secret in (made.password, JANE[1], PIN[1]) if secret in shown]
