"""What is computed in this process: keys, tables, messages. Figures are of processor time, which others cannot slow."""

from __future__ import annotations

import asyncio
import email
import email.policy
import statistics
from collections.abc import Callable, Iterator
from time import process_time

from transitions import Machine as BareMachine

from emulator.kernel.core import Core
from emulator.kernel.machines import Machine, Row
from emulator.kernel.profile import DeviceProfile, load_profile
from emulator.kernel.slices import Slice, Step
from emulator.kernel.state import Event, Part
from emulator.phone import Phone
from emulator.sip.stack.messages import parse
from tests.benchmarks.measure import Measure
from tests.benchmarks.processes import lab

TIMES = 5
PRESSES = 60
MANY = 5_000

INVITE = b"""INVITE sip:1001@192.0.2.10:5060;transport=udp SIP/2.0
Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKcydzigwkX;rport
Via: SIP/2.0/UDP 192.0.2.7:5060;received=192.0.2.7;branch=z9hG4bK3d8b3e2a
Record-Route: <sip:192.0.2.1;lr>
Max-Forwards: 69
From: "Carol" <sip:1003@192.0.2.1>;tag=b0e1d2c3
To: <sip:1001@192.0.2.1>
Contact: <sip:1003@192.0.2.7:5060>
Call-ID: 3c26700c1d2e-4kq0sl2wz5ab
CSeq: 1 INVITE
User-Agent: PolycomVVX-VVX_450-UA/5.9.7.4477
Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, MESSAGE, SUBSCRIBE, NOTIFY, PRACK, UPDATE, REFER
Supported: replaces, 100rel
Content-Type: application/sdp
Content-Length: 125

v=0
o=- 1 1 IN IP4 192.0.2.7
s=-
c=IN IP4 192.0.2.7
t=0 0
m=audio 2222 RTP/AVP 0 101
a=rtpmap:0 PCMU/8000
a=sendrecv
""".replace(b"\n", b"\r\n")


class Turn(Event, frozen=True):
    """Goes from one state to the other."""


class Lamp(Part, frozen=True):
    """On or off."""

    state: str = "off"


LAMP: Machine[Lamp] = Machine("lamp", ("off", "on"), (Row(Turn, "off", "on"), Row(Turn, "on", "off")))


def measure() -> Iterator[Measure]:
    """Keys on a registered phone, transitions, and SIP messages."""
    profile = load_profile("VVX_450")
    core = Core([Slice(Lamp, {Turn: LAMP.feed})], profile)
    event = _each(lambda: core.feed(Turn(), core.now))
    with lab() as here:
        took = asyncio.run(_key(here.url))
    yield Measure("key to new screen value", took * 1e3, "ms", 2, "one event through a core of one slice", event * 1e3)
    yield _transitions(profile)
    yield _messages()


async def _key(server: str) -> float:
    """Seconds from a digit to the screen that shows it, drawn, in the median."""
    async with Phone("VVX_450", server=server) as phone:
        await phone.until("registered")
        found = []
        for number in range(PRESSES):
            start = process_time()
            phone.press(str(number % 10))
            found.append(process_time() - start)
            if number % 12 == 11:
                phone.press("Cancel")
        return statistics.median(found)


def _transitions(profile: DeviceProfile) -> Measure:
    core = Core([Slice(Lamp, {})], profile)
    step = Step(Turn(), core.state, Lamp, 0, profile)
    ours = _each(lambda: LAMP.feed(step))
    bare = BareMachine(states=["off", "on"], initial="off", auto_transitions=False)
    bare.add_transition("turn", "off", "on")
    bare.add_transition("turn", "on", "off")
    trigger: Callable[[], object] = bare.turn
    return Measure("transitions", 1 / ours, "/s", None, "transitions alone", 1 / _each(trigger))


def _messages() -> Measure:
    ours = _each(lambda: parse(INVITE).serialise())
    policy = email.policy.compat32
    bare = _each(lambda: email.message_from_bytes(INVITE, policy=policy).as_bytes())
    return Measure("SIP messages read and written", 1 / ours, "/s", None, "Python's email package", 1 / bare)


def _each(action: Callable[[], object]) -> float:
    """Seconds that an action takes, of many, in the median of several rounds."""

    def many() -> float:
        start = process_time()
        for _ in range(MANY):
            action()
        return (process_time() - start) / MANY

    return statistics.median(many() for _ in range(TIMES))
