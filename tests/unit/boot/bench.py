"""A bare phone on a bench: only its boot, with a boot server that is a dictionary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from emulator.accessories.model import Accessories
from emulator.boot import machine as boot
from emulator.boot.logs.model import LogRead, ReadLog
from emulator.boot.model import Power, PowerOn, Provisioning, StageEntered, StoredFile
from emulator.boot.orders import Fetch, Fetched, Log
from emulator.calls.model import Calls
from emulator.config.identity import Identity
from emulator.config.layers import configure
from emulator.display.model import Display
from emulator.kernel.core import Core, Fault
from emulator.kernel.profile import load_profile
from emulator.kernel.state import Effect, Event
from emulator.lines.model import Lines
from emulator.lock.model import Lock
from emulator.network import machine as network
from emulator.network.model import Network
from emulator.network.offers import Surroundings
from emulator.settings.model import Nameplate

SLICES = (*boot.SLICES, network.NETWORK)
"""What boots: the boot itself, and the way into the network."""

MAC = "0004f2aabbcc"
SERVER = "http://boot.example/phones/"
IDENTITY = Identity(MAC, "VVX450", "3111-48840-001", "5.9.7.4477")

MASTER = '<APPLICATION CONFIG_FILES="site.cfg, [PHONE_MAC_ADDRESS]-user.cfg"/>'
SITE = '<site reg.1.label="site" lcl.datetime.date.format="D,dM"/>'
USER = '<user reg.1.address="1001" reg.1.label="late"/>'
TREE = {"000000000000.cfg": MASTER, "site.cfg": SITE, f"{MAC}-user.cfg": USER}
OLD = (
    StoredFile("master", "000000000000.cfg", b'<APPLICATION CONFIG_FILES="old.cfg" LOG_FILE_DIRECTORY="logs"/>'),
    StoredFile("parameters", "old.cfg", b'<old reg.1.label="old"/>'),
)


class Fails(NamedTuple):
    """Stands for a file whose transfer ends with that fault."""

    fault: str


def provisioning(**fields: Any) -> Provisioning:
    """What a phone knows that is pointed at the server for this run."""
    return Provisioning(configure(IDENTITY), **{"given": {"device.prov.serverName": SERVER}, **fields})


class Bench:
    """One phone whose links are answered from `files`, at once; a file that is None is never answered."""

    def __init__(
        self,
        files: Mapping[str, str | bytes | int | Fails | None] = {},
        *,
        pace: str = "quick",
        slices: Any = SLICES,
        calls: Calls | None = None,
        power: Power | None = None,
        surroundings: Surroundings | None = None,
        certificate: str = "Factory installed",
        **fields: Any,
    ) -> None:
        """A file that is a number is answered with that status. `fields` are those of `Provisioning`."""
        self.files = dict(files)
        self.uploads: dict[str, bytes] = {}
        self.requests: list[Fetch] = []
        self.effects: list[Effect] = []
        self.log: list[str] = []
        self.events: list[Event] = []
        self.now = 0
        parts = (
            power or Power(pace=pace),
            provisioning(**fields),
            calls or Calls(),
            Display(),
            Lines(),
            Lock(),
            Network(surroundings=surroundings or Surroundings()),
            Nameplate(certificate=certificate),
            Accessories(),
        )
        self.core = Core(list(slices), load_profile("VVX_450"), parts)
        self.core.observers.append(self._observe)

    def _observe(self, event: Event) -> None:
        assert not isinstance(event, Fault), event
        self.events.append(event)

    @property
    def power(self) -> Power:
        """Its stage."""
        return self.core.state[Power]

    @property
    def provisioning(self) -> Provisioning:
        """What it runs on."""
        return self.core.state[Provisioning]

    @property
    def stages(self) -> list[str]:
        """Every stage since the plug went in."""
        return [event.stage for event in self.events if isinstance(event, StageEntered)]

    @property
    def asked(self) -> list[str]:
        """Method and path of every request, below the server's folder."""
        folder = urlsplit(SERVER).path
        return [f"{each.method} {urlsplit(each.url).path.removeprefix(folder)}" for each in self.requests]

    def told(self, kind: type[Event]) -> list[Any]:
        """All events and facts of a kind."""
        return [event for event in self.events if isinstance(event, kind)]

    def feed(self, event: Event) -> None:
        """Let something happen now, and answer what the phone then asks."""
        self._serve(self.core.feed(event, self.now))

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        end = self.now + round(seconds * 1_000_000)
        while self.core.next_due is not None and self.core.next_due <= end:
            self.now = max(self.now, self.core.next_due)
            self._serve(self.core.advance(self.now))
        self.now = end
        self._serve(self.core.advance(self.now))

    def boot(self) -> Bench:
        """Put the plug in and wait until the phone is up."""
        self.feed(PowerOn())
        self.wait(0 if self.power.state == "running" else 120)
        return self

    def _serve(self, effects: list[Effect]) -> None:
        for effect in effects:
            self.effects.append(effect)
            if isinstance(effect, Log):
                self.log.append(f"{effect.component}|{effect.level}|{effect.text}")
            elif isinstance(effect, ReadLog):
                self.feed(LogRead(effect.id, "\n".join(self.log).encode()))
            elif isinstance(effect, Fetch):
                self.requests.append(effect)
                answer = self._answer(effect)
                if answer is not None:
                    self.feed(answer)

    def _answer(self, request: Fetch) -> Fetched | None:
        name = self.asked[-1].split(" ", 1)[1]
        found = self.files.get(name, 404 if request.method != "PUT" else 201)
        if found is None:
            return None
        if isinstance(found, Fails):
            return Fetched(request.id, request.method, request.url, None, fault=found.fault)
        if isinstance(found, int):
            if request.method == "PUT" and found < 300:
                self.uploads[name] = request.body
            return Fetched(request.id, request.method, request.url, found)
        body = found.encode() if isinstance(found, str) else found
        return Fetched(request.id, request.method, request.url, 200, body, len(body))
