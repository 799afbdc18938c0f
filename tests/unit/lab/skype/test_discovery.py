"""Discovery: from a sign-in address to the server, link by link."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree

import pytest

from emulator.lab.skype.front_end import FrontEnd
from emulator.lab.skype.messages import Answer
from tests.unit.lab.skype.asking import CERTIFICATES, TICKETS, Phone

BASE = "https://127.0.0.1:8443"
ROOT = "/Autodiscover/AutodiscoverService.svc/root"


def links(answer: Answer) -> dict[str, str]:
    """The links of an answer by their tokens."""
    return {link.get("token", ""): link.get("href", "") for link in ElementTree.fromstring(answer.body).iter("Link")}


def test_the_whole_way(phone: Phone, front_end: FrontEnd) -> None:
    """Entry, root, user without a ticket, user with one: and there is the SIP server."""
    front_end.sip_place = "127.0.0.1:5061"
    entry = urlsplit(links(phone.get("/", sipuri="jdoe@example.com"))["Redirect"])
    assert (BASE, ROOT) == (f"{entry.scheme}://{entry.netloc}", entry.path)
    user = links(phone.get(entry.path, None, **dict(parse_qsl(entry.query))))["User"]
    refused = phone.get(urlsplit(user).path)
    assert (401, f"{BASE}{TICKETS}") == (refused.status, refused.headers["X-MS-WebTicketURL"])
    found = ElementTree.fromstring(phone.get(urlsplit(user).path, phone.ticket().header).body)
    assert "Internal" == found.get("AccessLocation")
    access = next(found.iter("SipClientInternalAccess"))
    assert ("127.0.0.1", "5061") == (access.get("fqdn"), access.get("port"))


@pytest.mark.parametrize("path", ["/", ROOT])
@pytest.mark.parametrize(
    ("sipuri", "status"), [("", 400), ("jdoe@elsewhere.example", 404), ("jdoe", 404), ("sip:new@example.com", 200)]
)
def test_whose_server_it_is(phone: Phone, path: str, sipuri: str, status: int) -> None:
    """Discovery looks at the domain alone."""
    assert status == phone.get(path, sipuri=sipuri).status


def test_a_server_that_is_not_found(phone: Phone, front_end: FrontEnd) -> None:
    """By fault, for one user or all."""
    front_end.fault("server-not-found", "jdoe")
    assert 404 == phone.get("/", sipuri="jdoe@example.com").status
    assert 200 == phone.get("/", sipuri="asmith@example.com").status


@pytest.mark.parametrize(
    "header",
    ["opaque=", "opaque=!", "x", "opaque=PGE+", "opaque=" + "A" * 1000, "opaque=QXNzZXJ0aW9uSUQ9Iv8i"],
)
def test_tickets_that_are_none(phone: Phone, header: str) -> None:
    """Whatever stands in the header, the answer says where tickets are."""
    refused = phone.get(f"{ROOT}/user", {"x-ms-webticket": header})
    assert (401, f"{BASE}{TICKETS}") == (refused.status, refused.headers["X-MS-WebTicketURL"])


def test_the_domain_resource_needs_no_ticket(phone: Phone) -> None:
    """It leads to the same services."""
    found = links(phone.get(f"{ROOT}/domain"))
    assert f"{BASE}{CERTIFICATES}".removesuffix("/WebTicket_Proof") == found["Internal/CertProvisioning"]


@pytest.mark.parametrize(
    ("service", "port", "address"),
    [
        (TICKETS, "WebTicketServiceWinNegotiate", f"{TICKETS}/Auth"),
        (TICKETS, "WebTicketServicePin", f"{TICKETS}/pin"),
        (TICKETS, "OAuth", f"{TICKETS}/OAuth"),
        (CERTIFICATES.rpartition("/")[0], "CertProvisioningServiceWebTicketProof_SHA1", CERTIFICATES),
    ],
)
def test_metadata(phone: Phone, service: str, port: str, address: str) -> None:
    """Each service tells the addresses of its ports by their names."""
    found = ElementTree.fromstring(phone.get(f"{service}/mex").body)
    wanted = next(each for each in found.iter("{http://schemas.xmlsoap.org/wsdl/}port") if each.get("name") == port)
    assert [f"{BASE}{address}"] == [each.get("location") for each in wanted]


def test_unknown_paths_and_methods(phone: Phone) -> None:
    """404, and 405 with what is allowed."""
    assert 404 == phone.get("/nothing/here").status
    refused = phone.post(ROOT, b"")
    assert (405, "GET") == (refused.status, refused.headers["Allow"])
