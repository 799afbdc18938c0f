"""The lab: a boot server, a SIP server and people to talk to, ready within a moment, on loopback."""

from __future__ import annotations

import asyncio
import random
import ssl
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Literal, Self

from emulator.kernel.clock import Clock, RealClock
from emulator.lab.accounts import ACCOUNTS, ECHO, PARTY, VOICEMAIL
from emulator.lab.boot_server import BootServer
from emulator.lab.hosted import DESK, HOST, Device, HostedService
from emulator.lab.kamailio import Kamailio, Settings, free_port, publication
from emulator.lab.notifier import Messages
from emulator.lab.party import EchoParty, Party
from emulator.lab.sip_server import SipServer
from emulator.lab.studio import Studio
from emulator.lab.tree import FolderTree, LabTree, SipPlace
from emulator.lab.voicemail import Voicemail
from emulator.sip.hops import Hop


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
        seed: int = 0,
    ) -> None:
        """Make a lab without starting it.

        `tree` is a folder to serve instead of the lab's own; `port_base` is the port of the boot server and the next
        one that of the SIP server, 0 takes free ones; `transport` is what phones are told to use, TLS needs a context
        with a certificate in `tls`. With kamailio as SIP server, `sip` only connects it with the lab's applications.
        `hosted` adds a hosted telephone service, for phones with a factory certificate that trust its `hosted_ca`.
        """
        self.accounts = ACCOUNTS
        self._clock = clock
        self._tree = tree
        self._address = address
        self._port_base = port_base
        self._transport = transport
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
            self._running = stack.pop_all()
        return self

    async def __aexit__(self, *problem: object) -> None:
        """End everything."""
        await self._running.aclose()

    async def _start_sip(self, stack: AsyncExitStack, clock: Clock, folder: Path) -> None:
        self.sip = SipServer(clock, self._rng, self.accounts)
        port = self._port_base and self._port_base + 1
        if self._sip == "embedded":
            await self.sip.start(self._address, port, self._tls)
            self.ports = {name.lower(): number for name, number in self.sip.ports.items()}
        else:
            await self.sip.start(self._address)
            await self._start_kamailio(stack, folder, port or free_port(self._address))
        stack.push_async_callback(self.sip.stop)

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
        self.voicemail = Voicemail(studio, self._set_messages, {each.user for each in self.accounts})
        self.sip.applications = {
            PARTY.user: self.party.take,
            ECHO.user: self.echo.take,
            VOICEMAIL.user: self.voicemail.take,
            "*": self.voicemail.take,
        }
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
        own = LabTree(SipPlace(self._address, port, self._transport))
        self.boot_server = BootServer(FolderTree(self._tree) if self._tree else own, self.accounts)
        await self.boot_server.start(self._address, self._port_base)
        stack.push_async_callback(self.boot_server.stop)

    def describe(self) -> dict[str, Any]:
        """Where everything is, and who may register: what `vphone lab` prints."""
        return {
            "boot_server": self.boot_server.url,
            "sip": {"server": self._sip, "address": self._address, "ports": self.ports},
            "accounts": [
                {"user": each.user, "password": each.password, "name": each.display_name, "role": each.role}
                for each in self.accounts
            ],
            "phones": {mac: account.user for mac, account in self.boot_server.phones.items()},
            **({"hosted": {"url": self.hosted_server.url, "ca": str(self.hosted_ca)}} if self.hosted else {}),
        }
