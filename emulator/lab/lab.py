"""The lab: a boot server, a SIP server and people to talk to, ready within a moment, on loopback."""

from __future__ import annotations

import asyncio
import random
import ssl
import tempfile
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from emulator.kernel.clock import Clock, RealClock, sleep
from emulator.lab.accounts import ACCOUNTS, ECHO, PARTY, VOICEMAIL, Account
from emulator.lab.boot_server import BootServer
from emulator.lab.hosted import DESK, HOST, Device, HostedService
from emulator.lab.kamailio import Kamailio, Settings, free_port, publication
from emulator.lab.lync import DOMAIN, Kind, LyncTree
from emulator.lab.lync import address as sign_in_address
from emulator.lab.lync import users as lync_users
from emulator.lab.notifier import Messages
from emulator.lab.party import EchoParty, Party
from emulator.lab.sip_server import SipServer
from emulator.lab.skype.accounts import read_accounts
from emulator.lab.skype.conference import CONFERENCE
from emulator.lab.skype.tree import SkypeTree
from emulator.lab.studio import Studio
from emulator.lab.tree import FolderTree, LabTree, SipPlace, Tree
from emulator.lab.voicemail import Voicemail
from emulator.sip.stack.hops import Hop

if TYPE_CHECKING:
    from emulator.lab.skype.front_end import FrontEnd


class Lab:
    """Servers to test a phone against: `async with Lab() as lab`.

    `boot_server` hands out configuration, `sip` registers and connects at `ports` (udp, tcp, tls), `party`, `echo` and
    `voicemail` answer.
    """

    boot_server: BootServer
    sip: SipServer
    kamailio: Kamailio | None = None
    ports: dict[str, int]
    party: Party
    echo: EchoParty
    voicemail: Voicemail
    hosted: HostedService | None = None
    hosted_server: BootServer
    hosted_ca: Path
    skype: FrontEnd

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        tree: Path | None = None,
        address: str = "127.0.0.1",
        port_base: int = 0,
        transport: Literal["UDPOnly", "TCPOnly", "TLS"] = "UDPOnly",
        tls: ssl.SSLContext | None = None,
        sip: Literal["embedded", "kamailio"] = "embedded",
        hosted: bool = False,
        lync: Kind | None = None,
        skype: bool = False,
        seed: int = 0,
    ) -> None:
        """Make a lab without starting it.

        `tree` is a folder to serve instead of the lab's own; `port_base` is the port of the boot server and the next
        one that of the SIP server, 0 takes free ones; `transport` is what phones are told to use, TLS needs a context
        with a certificate in `tls`. With kamailio as SIP server, `sip` only connects it with the lab's applications.
        `lync` makes it a Lync Server 2010 deployment, which hands out that kind of its templates and wants TLS.
        `hosted` adds a hosted telephone service, for phones with a factory certificate that trust its `hosted_ca`.
        `skype` adds a Skype for Business front end at the embedded SIP server, for phones that trust its `ca`.

        Raises ValueError for `skype` together with `lync` or kamailio.
        """
        if skype and (lync or sip == "kamailio"):
            raise ValueError("the Skype for Business front end has a domain of its own, and the embedded SIP server")
        self.accounts = lync_users(ACCOUNTS) if lync else ACCOUNTS
        if skype:
            self.accounts += tuple(each.sip_account() for each in read_accounts() if each.enabled)
        self._skype = skype
        self._lync = lync
        self._clock = clock
        self._tree = tree
        self._address = address
        self._port_base = port_base
        self._transport = "TLS" if lync else transport
        self._tls = tls
        self._sip = sip
        self._hosted = hosted
        self._rng = random.Random(seed)  # noqa: S311 - tags and nonces of a lab need no secrecy
        self._running = AsyncExitStack()
        self._notices: set[asyncio.Task[list[int]]] = set()

    async def __aenter__(self) -> Self:
        """Start everything.

        Raises:
            OSError: A port is in use.
            KamailioError: Kamailio was asked for and is not installed or does not start.
        """
        clock = self._clock or RealClock()
        async with AsyncExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vphone-lab-")))
            await self._start_sip(stack, clock, folder)
            studio = self._start_media(stack, clock, folder)
            await self._start_boot_server(stack)
            if self._hosted:
                await self._start_hosted(stack, studio, folder)
            if self._skype:
                stack.push_async_callback(self.skype.stop)
                await self.skype.start(self.sip, self._address, self._port_base and self._port_base + 3)
            self._running = stack.pop_all()
        return self

    async def __aexit__(self, *problem: object) -> None:
        """End everything."""
        await self._running.aclose()

    async def _start_sip(self, stack: AsyncExitStack, clock: Clock, folder: Path) -> None:
        self.sip = SipServer(clock, self._rng, self.accounts)
        if self._skype:
            self._make_skype(clock, folder)
        port = self._port_base and self._port_base + 1
        if self._lync:
            self._become_lync()
        if self._sip == "embedded":
            await self.sip.start(self._address, port, self._tls)
            self.ports = {name.lower(): number for name, number in self.sip.ports.items()}
        else:
            await self.sip.start(self._address)
            await self._start_kamailio(stack, folder, port or free_port(self._address))
        stack.push_async_callback(self.sip.stop)

    def _become_lync(self) -> None:
        """The server has a domain, and a certificate of an authority that phones learn of by their configuration."""
        from emulator.factory import Authority
        from emulator.lab.authority import serving

        authority = Authority.new("Lync Lab CA")
        self._authority = authority.pem
        self._tls = serving(authority, self._address, "localhost")
        self.sip.wire.domains = {DOMAIN}

    def _make_skype(self, clock: Clock, folder: Path) -> None:
        """The front end comes first, as the SIP server has a certificate of its authority."""
        from emulator.lab.skype.front_end import FrontEnd

        async def pause(seconds: float) -> None:
            # On other clocks no time passes while a phone waits for an answer.
            if isinstance(clock, RealClock):
                await sleep(clock, seconds)

        started = datetime.now(UTC) - timedelta(microseconds=clock.now())
        self.skype = FrontEnd(clock, self._rng, folder, pause, started)
        self._tls = self._tls or self.skype.tls(self._address)

    async def _start_kamailio(self, stack: AsyncExitStack, folder: Path, port: int) -> None:
        own = f"{self._address}:{self.sip.ports['UDP']}"
        self.kamailio = Kamailio(folder, Settings(port, address=self._address, applications_at=own))
        stack.push_async_callback(self.kamailio.stop)
        await self.kamailio.start()
        self.sip.upstream = f"{self._address}:{port}"
        self.ports = {"udp": port, "tcp": port}

    def _start_media(self, stack: AsyncExitStack, clock: Clock, folder: Path) -> Studio:
        place = f"{self._address}:{self.sip.ports['UDP']}"
        studio = Studio(clock, self._address, place, folder)
        stack.push_async_callback(studio.close)
        self.party, self.echo = Party(studio, PARTY, place), EchoParty(studio, ECHO, place)
        self.party.srtp = 1 if self._skype or self._lync else 0  # such phones take nothing else
        self.voicemail = Voicemail(studio, self._set_messages, {each.user for each in self.accounts})
        self.sip.applications = {
            PARTY.user: self.party.take,
            ECHO.user: self.echo.take,
            VOICEMAIL.user: self.voicemail.take,
            "*": self.voicemail.take,
        }
        if self._skype:
            self.sip.applications[CONFERENCE] = self.skype.open_meetings(studio)
        self.sip.notifier.presences.set(PARTY.user, "Available")
        return studio

    async def _start_hosted(self, stack: AsyncExitStack, studio: Studio, folder: Path) -> None:
        """The service has an authority of its own, as it is a world of its own."""
        from emulator.factory import Authority
        from emulator.lab.authority import serving

        place = SipPlace(self._address, self.ports["udp"])
        self.hosted = HostedService(studio, place, self._let_know)
        self.sip.accounts |= {each.user: each for each in self.hosted.accounts()}
        self.sip.applications[DESK] = self.hosted.take
        authority = Authority.new("Hosted Service CA")
        self.hosted_ca = folder / "hosted-ca.pem"
        self.hosted_ca.write_text(authority.pem)
        self.hosted_server = BootServer(self.hosted, ())
        tls = serving(authority, self._address, "localhost", HOST, devices=True)
        port = self._port_base and self._port_base + 2
        await self.hosted_server.start(self._address, port, tls)
        stack.push_async_callback(self.hosted_server.stop)

    def _let_know(self, device: Device) -> None:
        """A phone that has just been activated is asked to read its configuration again."""
        waiting, _ = device.accounts
        task = asyncio.create_task(self.sip.notifier.send(waiting.user, "check-sync"))
        self._notices.add(task)
        task.add_done_callback(self._notices.discard)

    def _set_messages(self, user: str, messages: Messages) -> None:
        if self.kamailio is None:
            self.sip.notifier.set_messages(user, messages)
            return
        place = f"{self._address}:{self.ports['udp']}"
        summary = messages.summary(f"sip:{user}@{place}")
        request = publication(user, place, summary, self.sip.wire.tag())
        hop = Hop("UDP", self._address, self.ports["udp"])
        self.sip.wire.request(request, hop, lambda response: None, lambda reason: None)

    async def _start_boot_server(self, stack: AsyncExitStack) -> None:
        port = self.ports["tls" if self._transport == "TLS" else "udp"]
        place = SipPlace(self._address, port, self._transport)
        if self._lync:
            tree = LyncTree(self._lync, place, self._authority)
            self.boot_server = BootServer(tree, self.accounts, write=tree.phone_file)
        else:
            self.boot_server = BootServer(self._own_tree(place), self.accounts)
        await self.boot_server.start(self._address, self._port_base)
        stack.push_async_callback(self.boot_server.stop)

    def _own_tree(self, place: SipPlace) -> Tree:
        if self._tree:
            return FolderTree(self._tree)
        return SkypeTree(self.skype.parameters) if self._skype else LabTree(place)

    def describe(self) -> dict[str, Any]:
        """Where everything is, and who may register: what `vphone lab` prints."""
        return {
            "boot_server": self.boot_server.url,
            "sip": {"server": self._sip, "address": self._address, "ports": self.ports},
            "accounts": [self._row(each) for each in self.accounts],
            "phones": {mac: account.user for mac, account in self.boot_server.phones.items()},
            **({"hosted": {"url": self.hosted_server.url, "ca": str(self.hosted_ca)}} if self.hosted else {}),
            **({"skype": self.skype.describe()} if self._skype else {}),
        }

    def _row(self, account: Account) -> dict[str, str]:
        """An account as an administrator would look it up; extension, number and PIN are of users of the front end."""
        user = self.skype.directory.find(account.user) if self._skype else None
        return {
            "user": account.user,
            "password": user.password if user else account.password,
            "name": account.display_name,
            "role": account.role,
            "login": account.login,
            "address": sign_in_address(account) if account.domain else "",
            "extension": user.extension if user else "",
            "number": user.number if user else "",
            "pin": user.pin if user else "",
        }
