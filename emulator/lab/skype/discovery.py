"""Lyncdiscover: from a sign-in address to the server that is its home (MS-OCDISCWS)."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

from emulator.lab.skype.directory import Directory
from emulator.lab.skype.faults import Faults, RefusedError
from emulator.lab.skype.messages import Answer, Ask
from emulator.lab.skype.policy import Place
from emulator.lab.skype.soap import diagnosed
from emulator.lab.skype.tickets import Tickets

KIND = "application/vnd.microsoft.rtc.autodiscover+xml; v=1"
ROOT = "/Autodiscover/AutodiscoverService.svc/root"
TICKETS = "/WebTicket/WebTicketService.svc"
CERTIFICATES = "/CertProv/CertProvisioningService.svc"
WSDL = "http://schemas.xmlsoap.org/wsdl/"
WSDL_SOAP = "http://schemas.xmlsoap.org/wsdl/soap/"

PORTS = {
    TICKETS: {"WebTicketServiceWinNegotiate": "Auth", "WebTicketServicePin": "pin", "OAuth": "OAuth"},
    CERTIFICATES: {"CertProvisioningServiceWebTicketProof_SHA1": "WebTicket_Proof"},
}
"""The ports of each service in its metadata, with the last part of their address."""


class Discovery:
    """Says where everything is."""

    def __init__(self, place: Callable[[], Place], directory: Directory, tickets: Tickets, faults: Faults) -> None:
        self._place = place
        self._directory = directory
        self._tickets = tickets
        self._faults = faults

    def entry(self, ask: Ask) -> Answer:
        """What the names LyncDiscover and LyncDiscoverInternal lead to: on to the root resource."""
        return self._for_user(
            ask, lambda address: [("Redirect", f"{ROOT}?sipuri={quote(address, safe='@', errors='replace')}")]
        )

    def root(self, ask: Ask) -> Answer:
        """The root resource (section 3.1.5.2)."""
        links = [("Domain", f"{ROOT}/domain"), ("User", f"{ROOT}/user")]
        return self._for_user(ask, lambda address: links)

    def _for_user(self, ask: Ask, links: Callable[[str], list[tuple[str, str]]]) -> Answer:
        address = ask.query.get("sipuri", "").strip().removeprefix("sip:")
        if not address:
            return Answer(400)
        if self._faults.at("discovery", address) or not self._directory.serves(address.partition("@")[2]):
            return Answer(404, user=address)
        return self._told("Root", self._links(links(address)), address)

    def domain(self, ask: Ask) -> Answer:
        """The domain resource (section 3.1.5.4)."""
        return self._told("Domain", self._accesses() + self._links(self._services()))

    def user(self, ask: Ask) -> Answer:
        """The user resource, for those with a ticket (section 3.1.5.3)."""
        try:
            ticket = self._tickets.of_header(ask.headers.get("x-ms-webticket", ""))
        except RefusedError as refused:
            return Answer(401, headers={**diagnosed(refused.fault), **self.where_tickets_are()})
        return self._told("User", self._accesses() + self._links(self._services()), ticket.address)

    def where_tickets_are(self) -> dict[str, str]:
        """The headers that lead whoever has no ticket to one."""
        return {"X-MS-WebTicketURL": f"{self._place().url}{TICKETS}", "X-MS-WebTicketSupported": "cwt,saml"}

    def metadata(self, ask: Ask) -> Answer:
        """Which ports a service has (WS-MetadataExchange, as far as clients look at it)."""
        service = next(each for each in PORTS if ask.path.startswith(each.lower()))
        ports = "".join(
            f'<wsdl:port name="{name}"><soap:address location="{self._place().url}{service}/{part}"/></wsdl:port>'
            for name, part in PORTS[service].items()
        )
        name = service.rpartition("/")[2].removesuffix(".svc")
        body = (
            f'<wsdl:definitions xmlns:wsdl="{WSDL}" xmlns:soap="{WSDL_SOAP}" name="{name}">'
            f'<wsdl:service name="{name}">{ports}</wsdl:service></wsdl:definitions>'
        )
        return Answer(200, body)

    def _services(self) -> list[tuple[str, str]]:
        return [
            (f"{side}/{name}", path)
            for side in ("Internal", "External")
            for name, path in (("Autodiscover", ROOT), ("AuthBroker", TICKETS), ("CertProvisioning", CERTIFICATES))
        ]

    def _links(self, links: list[tuple[str, str]]) -> str:
        url = self._place().url
        return "".join(f"<Link token={quoteattr(token)} href={quoteattr(url + path)}/>" for token, path in links)

    def _accesses(self) -> str:
        host, _, port = self._place().sip.rpartition(":")
        names = (f"Sip{who}{side}Access" for side in ("Internal", "External") for who in ("Server", "Client"))
        return "".join(f"<{name} fqdn={quoteattr(host)} port={quoteattr(port)}/>" for name in names)

    def _told(self, element: str, content: str, user: str = "") -> Answer:
        body = (
            f'<AutodiscoverResponse AccessLocation="Internal"><{element}>{content}</{element}></AutodiscoverResponse>'
        )
        return Answer(200, f'<?xml version="1.0" encoding="utf-8"?>{body}', KIND, user=user)
