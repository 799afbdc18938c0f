"""The Skype for Business front end of the lab as a whole: its parts, and what tests and administrators change."""

from __future__ import annotations

import datetime
import random
import ssl
from pathlib import Path
from typing import Any

from emulator.boot.transfer.tls import load_certificate
from emulator.factory import Authority
from emulator.kernel.clock import Clock
from emulator.lab.authority import serving
from emulator.lab.sip_server import Application, SipServer
from emulator.lab.skype.accounts import SkypeAccount, read_accounts
from emulator.lab.skype.certificates import Certificates
from emulator.lab.skype.codes import PAGE, Codes
from emulator.lab.skype.conference import Conference
from emulator.lab.skype.directory import Directory
from emulator.lab.skype.discovery import CERTIFICATES, ROOT, TICKETS, Discovery
from emulator.lab.skype.faults import Fault, Faults
from emulator.lab.skype.messages import Service
from emulator.lab.skype.pages import Pages
from emulator.lab.skype.people import People
from emulator.lab.skype.policy import Place, Policy, change, provision
from emulator.lab.skype.site import SkypeSite
from emulator.lab.skype.tickets import Tickets
from emulator.lab.skype.web import Pause, Seen, WebServer
from emulator.lab.studio import Studio

NAMES = ("lync", "sip", "lyncdiscover", "lyncdiscoverinternal")
"""The hosts of a domain that the front end is."""

MICROSOFT = "login.microsoftonline.com"
"""Whom phones ask for codes of the web sign-in."""

UNTRUSTED = "certificate-not-trusted"


class FrontEnd:
    """Discovery, web tickets, certificates, web sign-in, registration and policy, for accounts that are data.

    `ca` is a file with the authority of its certificates, `seen` what its web server was asked, `people` the data of
    the accounts, `meetings` the calls to online meetings.
    """

    meetings: Conference

    def __init__(
        self, clock: Clock, rng: random.Random, folder: Path, pause: Pause, started: datetime.datetime
    ) -> None:
        """`started` is the time of day when `clock` stood at 0; `pause` waits before a wrong password is refused."""
        self._clock = clock
        self._started = started
        self._folder = folder
        self._policy = Policy()
        self.sip_place = ""
        self._sip: SipServer | None = None
        self._faults = Faults()
        self._authority = Authority.new("Skype for Business Front End CA")
        self.ca = folder / "skype-ca.pem"
        self.ca.write_text(self._authority.pem)
        self.directory = Directory(read_accounts(), clock, self._faults, lambda: self._policy)
        self.codes = Codes(clock, rng, lambda: self.url)
        self._tickets = Tickets(
            clock, rng, self.directory, self._faults, time=self.time, user_of_token=self.codes.user_of
        )
        self.certificates = Certificates(self._authority, self._tickets, self.directory, self._faults, self.time)
        self.people = People(self._login, lambda: self.time().timestamp())
        self.web = WebServer(self._services(), self._faults, pause)
        self._rng = rng
        self._contexts: list[ssl.SSLContext] = []

    # Life

    async def start(self, sip: SipServer, address: str = "127.0.0.1", port: int = 0) -> None:
        """Serve, and let users of the SIP server, which listens for TLS already, register.

        Raises:
            OSError: The port is in use, or the address is not this machine's.
        """
        self._sip, self.sip_place = sip, f"{address}:{sip.ports['TLS']}"
        site = SkypeSite(
            sip,
            self.directory,
            self.certificates,
            self._faults,
            clock=self._clock,
            rng=self._rng,
            place=self._where,
            policy=lambda account, wanted: provision(self._policy, account, self._where(), wanted),
        )
        for domain in self.domains:
            sip.add_site(domain, site)
        await self.web.start(address, port, self.tls(address), self.people.routes())
        self._write_dhcp()

    def open_meetings(self, studio: Studio) -> Application:
        """Let phones call online meetings, whose calls are then in `meetings`; what takes their INVITEs."""
        self.meetings = Conference(studio)
        return self.meetings.take

    async def stop(self) -> None:
        """Stop serving."""
        await self.web.stop()

    def tls(self, address: str) -> ssl.SSLContext:
        """A context for a server of the front end, whose certificate the fault `certificate-not-trusted` exchanges."""
        context = serving(self._authority, address, "localhost", *self._names())
        self._contexts.append(context)
        return context

    def _names(self) -> tuple[str, ...]:
        return (*(f"{name}.{domain}" for domain in self.domains for name in NAMES), MICROSOFT)

    def _services(self) -> dict[tuple[str, str], Service]:
        discovery = Discovery(self._where, self.directory, self._tickets, self._faults)
        pages = Pages(self.codes, self.directory)
        services: dict[tuple[str, str], Service] = {
            ("GET", "/"): discovery.entry,
            ("GET", ROOT): discovery.root,
            ("GET", f"{ROOT}/domain"): discovery.domain,
            ("GET", f"{ROOT}/user"): discovery.user,
            ("GET", f"{TICKETS}/mex"): discovery.metadata,
            ("GET", f"{CERTIFICATES}/mex"): discovery.metadata,
            ("POST", f"{TICKETS}/Auth"): self._tickets.issue,
            ("POST", f"{TICKETS}/pin"): self._tickets.issue,
            ("POST", f"{TICKETS}/OAuth"): self._tickets.issue,
            ("POST", f"{CERTIFICATES}/WebTicket_Proof"): self.certificates.publish,
            ("POST", "/common/oauth2/v2.0/devicecode"): self.codes.begin,
            ("POST", "/common/oauth2/v2.0/token"): self.codes.poll,
            ("GET", PAGE): pages.show,
            ("POST", PAGE): pages.take,
            ("GET", f"{PAGE}.css"): pages.style,
        }
        return {(method, path.lower()): service for (method, path), service in services.items()}

    def _login(self, login: str) -> tuple[str, str] | None:
        """Address and password of a login for account data: that of a certificate, or a user's own."""
        if certified := self.certificates.login(login.lower()):
            return certified.address, certified.secret
        account = self.directory.find(login)
        return (account.address, account.password) if account and account.enabled else None

    # Where and when

    @property
    def domains(self) -> list[str]:
        """The domains whose users are at home here."""
        return list(dict.fromkeys(each.sip_domain for each in self.directory.accounts.values()))

    @property
    def url(self) -> str:
        """The URL of the web server, without a slash at its end."""
        return f"https://{self.web.place}"

    @property
    def place(self) -> str:
        """Host and port of the web server: what `vphone run --lyncdiscover` takes."""
        return self.web.place

    def _where(self) -> Place:
        return Place(self.url, self.sip_place)

    @property
    def seen(self) -> list[Seen]:
        """What the web server was asked, oldest first."""
        return self.web.seen

    def time(self) -> datetime.datetime:
        """The time of day on the lab's clock."""
        return self._started + datetime.timedelta(microseconds=self._clock.now())

    @property
    def dhcp(self) -> Path:
        """A network description (`vphone run --dhcp`) that leads phones here by option 43."""
        return self._folder / "skype-dhcp.toml"

    def _write_dhcp(self) -> None:
        host, _, port = self.web.place.rpartition(":")
        client = '"MS-UC-Client"'
        vendor = f'{{ 1 = {client}, 2 = "https", 3 = "{host}", 4 = "{port}", 5 = "{CERTIFICATES}" }}'
        self.dhcp.write_text(f"[[offer]]\n[offer.options]\n60 = {client}\n43 = {vendor}\n")

    def parameters(self) -> dict[str, str]:
        """The records by which phones find the SIP server without a name server (dns.cache.SRV.*)."""
        host, _, port = self.sip_place.rpartition(":")
        records = enumerate((f"_sipinternaltls._tcp.{domain}" for domain in self.domains), 1)
        return {
            f"dns.cache.SRV.{number}.{field}": value
            for number, name in records
            for field, value in {"name": name, "target": host, "port": port, "ttl": "300"}.items()
        }

    def describe(self) -> dict[str, Any]:
        """What `vphone lab` prints of it."""
        return {
            "url": self.url,
            "place": self.web.place,
            "ca": str(self.ca),
            "domain": self.domains[0],
            "sip": self.sip_place,
            "sign_in_page": f"{self.url}{PAGE}",
            "dhcp": str(self.dhcp),
        }

    # What can be changed

    def add(self, account: SkypeAccount) -> None:
        """Let somebody else sign in, too, in one of the domains that are served; they have no voicemail box.

        Raises ValueError for another domain.
        """
        if account.sip_domain not in self.domains:
            raise ValueError(f"{account.sip_domain} is not served; there is {', '.join(self.domains)}")
        self.directory.accounts[account.address] = account
        if self._sip:
            self._sip.accounts[account.user] = account.sip_account()

    def policy(self, **changes: object) -> Policy:
        """Change the policies by their names in `emulator.lab.skype.policy.Policy`; what they are now.

        Raises ValueError for a name or a value that makes no sense; nothing has changed then.
        """
        self._policy = change(self._policy, changes)
        return self._policy

    def fault(self, name: str, user: str = "") -> Fault:
        """Let something go wrong from now on, for one user or for all. Raises LookupError for an unknown one."""
        address = self.directory.account(user).address if user else ""
        fault = self._faults.set(name, address)
        self._show_certificate()
        return fault

    def clear(self, name: str = "") -> None:
        """End one fault, or all."""
        self._faults.clear(name)
        self._show_certificate()

    def faults(self) -> list[str]:
        """What goes wrong now."""
        return self._faults.names()

    def _show_certificate(self) -> None:
        """Connections that are made from now on see a certificate of the authority, or of one that nobody knows."""
        trusted = not self._faults.at("tls")
        authority = self._authority if trusted else Authority.new("Somebody Else's CA")
        for context in self._contexts:
            load_certificate(context, authority.server(self.web.place.rpartition(":")[0], *self._names()))

    def change_password(self, user: str, password: str) -> SkypeAccount:
        """Give a user another password; tickets and certificates that came of the old one are withdrawn.

        Raises LookupError for an unknown user.
        """
        account = self.directory.account(user)
        account.password = password
        if self._sip:
            self._sip.accounts[account.user] = account.sip_account()
        self._tickets.withdraw(account.address)
        self.certificates.withdraw(account.address)
        return account

    def revoke(self, user: str) -> SkypeAccount:
        """Withdraw all certificates of a user, as Revoke-CsClientCertificate does. Raises LookupError."""
        account = self.directory.account(user)
        self.certificates.withdraw(account.address)
        return account

    def unlock(self, user: str) -> SkypeAccount:
        """Let a user try again who has guessed too often. Raises LookupError for an unknown user."""
        account = self.directory.account(user)
        self.directory.unlock(account)
        return account

    def approve(self, user_code: str, user: str) -> None:
        """Sign a user in with a code, as its web page does. Raises LookupError for an unknown code or user."""
        self.codes.settle(user_code, self.directory.account(user).address)

    def deny(self, user_code: str) -> None:
        """Decline a code, as Cancel on its web page does. Raises LookupError for an unknown code."""
        self.codes.settle(user_code, "")
