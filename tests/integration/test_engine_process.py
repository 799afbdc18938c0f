"""Engines as processes: how they start, end, die, and are replaced."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from emulator.kernel.clock import ManualClock, RealClock
from emulator.sip import child
from emulator.sip.child import EngineChild
from emulator.sip.frames import Inbox, frame
from emulator.sip.pool import BURST, Death
from emulator.sip.protocol import (
    Configure,
    Confirmed,
    Ended,
    EngineMessage,
    Event,
    Failed,
    HangUp,
    Hold,
    Incoming,
    Invite,
    Media,
    Resume,
    Talk,
)
from tests.integration.caller import DEADLINE, House, until

CALLS = 12


class Bare:
    """An engine process without its parent's side: a socket to write anything to."""

    def __init__(self) -> None:
        self.socket, theirs = socket.socketpair()
        self.socket.settimeout(DEADLINE)
        with theirs:
            command = [sys.executable, "-m", "emulator.sip.engine", str(theirs.fileno())]
            self.process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdout=subprocess.PIPE)

    def events(self) -> list[EngineMessage]:
        """All that it says until it ends."""
        inbox = Inbox[Event](Event)  # type: ignore[arg-type]
        events: list[EngineMessage] = []
        while data := self.socket.recv(65_536):
            events += inbox.feed(data)
        return events


@pytest.fixture
def bare() -> Iterator[Bare]:
    """An engine that has been told nothing yet."""
    engine = Bare()
    yield engine
    engine.socket.close()
    engine.process.communicate(timeout=DEADLINE)


def test_an_engine_ends_with_its_phone(bare: Bare) -> None:
    """When the phone's end of the wire closes, however that comes, the engine ends soon and without complaint."""
    bare.socket.sendall(frame(Configure("x")))
    assert bare.socket.recv(65_536)
    bare.socket.close()
    begun = time.monotonic()
    output, _ = bare.process.communicate(timeout=DEADLINE)
    assert (0, b"") == (bare.process.returncode, output)
    assert time.monotonic() - begun < 0.5


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        frame(Talk((1,))),
        frame(Configure("x")) + b"\0\0\0\1\xc1",
        frame(Configure("x")) + frame(Confirmed(1)),
    ],
    ids=["no frame", "not Configure", "no message", "an event"],
)
def test_a_broken_wire(bare: Bare, data: bytes) -> None:
    """What is no command ends the engine; it says why."""
    bare.socket.sendall(data)
    assert isinstance(bare.events()[-1], Failed)
    assert 4 == bare.process.wait(DEADLINE)


def test_interrupt_is_the_phones_affair(bare: Bare) -> None:
    """Ctrl-C reaches the engine too, and does nothing there."""
    bare.socket.sendall(frame(Configure("x")))
    assert bare.socket.recv(65_536)
    bare.process.send_signal(signal.SIGINT)
    bare.socket.shutdown(socket.SHUT_WR)
    bare.events()
    assert 0 == bare.process.wait(DEADLINE)


def test_what_an_engine_does_not_load() -> None:
    """An engine starts quickly because it leaves out what only phones need."""
    code = "import sys, emulator.sip.engine.loop; print(*sys.modules)"
    loaded = set(subprocess.check_output([sys.executable, "-c", code], text=True).split())
    assert "pjsua2" in loaded
    assert set() == loaded & {"asyncio", "aiohttp", "textual", "sounddevice", "ssl", "emulator.phone"}


def engines_of_this_process() -> set[int]:
    """Process ids of our children that still run."""
    listed = Path(f"/proc/self/task/{os.getpid()}/children").read_text()
    return {int(pid) for pid in listed.split()}


async def test_a_killed_engine_is_replaced(houses: tuple[House, House]) -> None:
    """Its death is told with port and reason, its legs end, and within a second the next call is up."""
    ann, bob = houses
    leg = await ann.call(bob)
    (port,), (victim,) = bob.pool.ports, bob.pool.pids
    os.kill(victim, signal.SIGKILL)
    await until(lambda: leg in bob.of(Ended))
    assert [Death(port, (leg,), "SIGKILL")] == bob.deaths
    assert victim not in engines_of_this_process()
    begun = time.monotonic()
    await ann.call(bob)
    assert time.monotonic() - begun < 1
    assert bob.pool.ports != {port}


async def test_a_house_full_of_calls(houses: tuple[House, House]) -> None:
    """Twelve calls in four engines a side, held and resumed at random, all end where they should."""
    ann, bob = houses
    legs = await asyncio.gather(*(ann.call(bob) for _ in range(CALLS)))
    assert (4, 4) == (len(ann.pool.ports), len(bob.pool.ports))
    dice, held = random.Random(5), dict.fromkeys(legs, False)
    for _ in range(5 * CALLS):
        leg = dice.choice(legs)
        held[leg] = dice.random() < 0.5
        ann.pool.send(Hold(leg) if held[leg] else Resume(leg))
        await asyncio.sleep(dice.random() / 100)
    states = {leg: "local-hold" if hold else "active" for leg, hold in held.items()}
    others = {leg: "remote-hold" if hold else "active" for leg, hold in held.items()}
    await until(lambda: states == {leg: media.state for leg, media in ann.of(Media).items()})  # type: ignore[union-attr]
    await until(lambda: others == {leg: media.state for leg, media in bob.of(Media).items()})  # type: ignore[union-attr]
    for leg in legs:
        dice.choice(houses).pool.send(HangUp(leg))
    await until(lambda: len(ann.of(Ended)) == len(bob.of(Ended)) == CALLS)
    assert [] == ann.deaths + bob.deaths


async def test_a_storm_of_short_calls(houses: tuple[House, House]) -> None:
    """Three times as many short calls as one engine survives in a second: all end, no engine dies."""
    ann, bob = houses

    async def ring() -> None:
        leg = ann.pool.new_leg()
        target = await bob.pool.expect(leg)
        if target is not None:
            ann.pool.place(Invite(leg, "<sip:a@pbx>", target))
            await until(lambda: leg in bob.of(Incoming) or leg in ann.of(Ended))
            bob.pool.send(HangUp(leg, 486))
            await until(lambda: leg in ann.of(Ended))

    for _ in range(3 * BURST):
        await ring()
    assert [] == ann.deaths + bob.deaths


async def test_closing_is_quick_and_leaves_nothing(houses: tuple[House, House]) -> None:
    """Engines with calls are gone a fifth of a second after the phone lets go; so is one that was just starting."""
    ann, bob = houses
    await ann.call(bob)
    late = House()
    late.pool.warm()
    before = engines_of_this_process()
    begun = time.monotonic()
    await asyncio.gather(*(house.pool.close() for house in (ann, bob, late)))
    assert time.monotonic() - begun < 0.2
    assert set() == before & engines_of_this_process()
    assert [] == ann.deaths


async def test_without_the_stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where pjsua2 is not installed the phone hears so, and its calls end; no traceback, no second try."""
    (tmp_path / "pjsua2.py").write_text("raise ImportError('no wheel for this system')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    house = House()
    house.pool.place(Invite(1, "<sip:a@pbx>", "sip:b@pbx"))
    await until(lambda: 1 in house.of(Ended))
    assert Failed(0, "pjsua2", "the SIP stack cannot be loaded: no wheel for this system") in house.events
    assert [Death(None, (1,), "exit status 3")] == house.deaths
    house.pool.place(Invite(2, "<sip:a@pbx>", "sip:b@pbx"))
    assert 2 in house.of(Ended)


async def test_an_engine_that_hangs_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that takes no commands is given some time, then counts as dead."""
    house = House()
    house.pool.warm()
    await until(lambda: bool(house.pool.ports))
    monkeypatch.setattr(child, "PATIENCE", 0.1)
    (pid,) = house.pool.pids
    os.kill(pid, signal.SIGSTOP)
    house.pool.place(Invite(1, "<sip:a@pbx>", "sip:b@pbx"))
    await until(lambda: 1 in house.of(Ended))
    assert "it obeyed no command for 0.1 s" == house.deaths[0].reason
    assert pid not in engines_of_this_process()
    await house.pool.close()


async def test_a_crash_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last line that a dying engine wrote is part of the reason."""
    deaths: list[str] = []
    engine = EngineChild(Configure("x", media_address="no address"), RealClock(), lambda event: None, deaths.append)
    engine.send(Configure("y"))
    await until(lambda: engine.port is not None)
    os.kill(engine.pid, signal.SIGABRT)
    await until(lambda: bool(deaths))
    assert deaths[0].startswith("SIGABRT")


async def test_time_stands_still_while_an_engine_works() -> None:
    """A phone on a clock moved by hand does not time out on an engine that is starting."""
    clock = ManualClock()
    house = House(clock)
    waiting = asyncio.create_task(house.pool.expect(1))
    await asyncio.sleep(0)
    debts = [clock.owing]
    await clock.settle()
    debts.append(clock.owing)
    assert [True, False] == debts
    assert waiting.done()
    await house.pool.close()
