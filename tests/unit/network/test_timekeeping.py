"""How the phone comes by the time: whom it asks, when, and what it says if nobody answers."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from emulator.boot.model import RestartRequested, SettingsChanged
from emulator.config.files import ParameterFile, Setting
from emulator.config.layers import Configuration, configure
from emulator.display.model import ClockSet
from emulator.network import machine as network
from emulator.network.model import AskTime, Timekeeping, TimeTold, TimeUnknown
from emulator.network.offers import Offer, Option, Surroundings
from tests.unit.boot.bench import IDENTITY, MASTER, SLICES, Bench

NOON = 1_700_568_000.0


class Clockmaker(Bench):
    """A phone on a bench that asks for the time."""

    def __init__(self, *servers: str, device: dict[str, str] | None = None, **settings: str) -> None:
        """`servers` come by DHCP, `settings` of tcpIpApp.sntp from the boot server, _ standing for the point."""
        values = " ".join(f'tcpIpApp.sntp.{name.replace("_", ".")}="{value}"' for name, value in settings.items())
        lease = Offer(options={"42": Option(servers, packed=True)} if servers else {})
        super().__init__(
            {"000000000000.cfg": MASTER, "site.cfg": f"<a {values}/>"},
            slices=(*SLICES, network.TIME),
            surroundings=Surroundings((lease,)),
            device=device or {},
        )

    @property
    def questions(self) -> list[str]:
        """Whom it has asked; nobody is the host's own clock."""
        return [effect.host for effect in self.effects if isinstance(effect, AskTime)]

    @property
    def time(self) -> Timekeeping:
        return self.core.state[Timekeeping]

    def tell(self, utc: float = NOON) -> None:
        """The server that was asked last answers."""
        self.feed(TimeTold(self.time.asked, utc))

    def unknown(self, address: str = "192.0.2.9") -> None:
        """It does not answer."""
        self.feed(TimeUnknown(self.time.asked, self.questions[-1], address, "no answer"))

    @property
    def clock(self) -> list[float]:
        """What the clock was set to."""
        return [event.utc for event in self.events if isinstance(event, ClockSet)]

    def reconfigure(self, configuration: Configuration) -> None:
        """The phone runs on another configuration from now on."""
        part = msgspec.structs.replace(self.provisioning, configuration=configuration)
        self.core.state = self.core.state.replaced(part)

    @property
    def complaints(self) -> list[str]:
        return [line for line in self.log if "time" in line and line.startswith("app1")]


def started(*servers: str, device: dict[str, str] | None = None, **settings: str) -> Clockmaker:
    """A phone that is up."""
    phone = Clockmaker(*servers, device=device, **settings)
    phone.boot()
    return phone


@pytest.mark.parametrize(
    ("phone", "asked"),
    [
        (lambda: Clockmaker(), [""]),
        (lambda: Clockmaker(address="ntp.example"), ["ntp.example"]),
        (lambda: Clockmaker("192.0.2.1"), ["192.0.2.1"]),
        (lambda: Clockmaker(device={"device.sntp.serverName": "flash.example"}), ["flash.example"]),
        (lambda: Clockmaker("192.0.2.1", address="a", address_overrideDHCP="1"), ["192.0.2.1", "a"]),
    ],
    ids=["nobody", "configuration", "DHCP", "flash", "override"],
)
def test_the_phone_asks_as_soon_as_it_knows_whom(phone: Callable[[], Clockmaker], asked: list[str]) -> None:
    """DHCP's and flash's servers while it is provisioned, others after that; the host's clock only without any."""
    made = phone()
    made.boot()
    assert asked == made.questions


def test_an_answer_sets_the_clock_and_is_asked_for_again() -> None:
    """After the resync period, and only then."""
    phone = started(address="ntp.example", resyncPeriod="600")
    phone.tell()
    assert ([NOON], "told") == (phone.clock, phone.time.state)
    phone.wait(599)
    assert ["ntp.example"] == phone.questions
    phone.wait(1.1)
    assert ["ntp.example"] * 2 == phone.questions
    phone.tell(NOON + 600)
    assert [NOON, NOON + 600] == phone.clock


def test_the_host_s_clock_is_taken_once() -> None:
    """It stands in where no server is named."""
    phone = started()
    phone.tell()
    phone.wait(1_000_000)
    assert ([""], [NOON]) == (phone.questions, phone.clock)


def test_servers_are_asked_in_turn() -> None:
    """Each that does not answer is named in the log, in the device's words."""
    phone = started("192.0.2.1", "192.0.2.2")
    phone.unknown("192.0.2.1")
    assert ["192.0.2.1", "192.0.2.2"] == phone.questions
    phone.tell()
    assert ([NOON], ["app1|4|Could not load time from 192.0.2.1(192.0.2.1)."]) == (phone.clock, phone.complaints)
    phone.wait(86_401)
    assert "192.0.2.1" == phone.questions[-1]


def test_silence_is_met_with_patience() -> None:
    """The pause doubles from a minute on, up to the resync period; an answer makes it short again."""
    phone = started(address="ntp.example", resyncPeriod="300")
    pauses = []
    for _ in range(5):
        before = phone.now
        phone.unknown()
        asked = len(phone.questions)
        while len(phone.questions) == asked:
            phone.wait(1)
        pauses.append((phone.now - before) // 1_000_000)
    assert [60, 120, 240, 300, 300] == pauses
    assert ["app1|4|Could not load time from ntp.example(192.0.2.9)."] * 5 == phone.complaints
    phone.tell()
    phone.wait(300)
    phone.unknown()
    assert (1, "silent") == (phone.time.rounds, phone.time.state)


def test_a_name_without_an_address_is_asked_for_much_later() -> None:
    """After tcpIpApp.sntp.retryDnsPeriod."""
    phone = started(address="ntp.example", retryDnsPeriod="5000")
    phone.unknown(address="")
    phone.wait(4_999)
    assert ["ntp.example"] == phone.questions
    phone.wait(2)
    assert ["ntp.example"] * 2 == phone.questions
    assert ["app1|4|Could not load time from ntp.example."] == phone.complaints


def test_an_answer_that_nobody_waits_for_changes_nothing() -> None:
    """Not to an earlier question, nor after the phone has gone down."""
    phone = started("192.0.2.1", "192.0.2.2")
    phone.unknown()
    phone.feed(TimeTold(phone.time.asked - 1, NOON))
    assert [] == phone.clock
    phone.feed(RestartRequested("x"))
    phone.tell()
    assert ([], "idle") == (phone.clock, phone.time.state)


def test_a_new_server_is_asked_at_once() -> None:
    """Settings that change while the phone runs count; without a new server nobody is asked."""
    phone = started(address="ntp.example")
    phone.tell()
    phone.feed(SettingsChanged(("reg.1.label",)))
    assert ["ntp.example"] == phone.questions
    other = ParameterFile("phone.cfg", settings={"tcpIpApp.sntp.address": Setting("other.example")})
    phone.reconfigure(configure(IDENTITY, phone=other))
    phone.feed(SettingsChanged(("tcpIpApp.sntp.address",)))
    assert ["ntp.example", "other.example"] == phone.questions


def test_after_a_restart_the_time_is_asked_for_again() -> None:
    """By the server that is configured."""
    phone = started(address="ntp.example")
    phone.tell()
    phone.feed(RestartRequested("x", reboot=False))
    phone.wait(2)
    assert ["ntp.example"] * 2 == phone.questions
