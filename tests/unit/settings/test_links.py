"""The menus' links: who answers on loopback, and how busy this process is."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest

from emulator.kernel.clock import RealClock
from emulator.kernel.state import Event
from emulator.settings import gauge, probe
from emulator.settings.gauge import GaugeLink
from emulator.settings.orders import LoadMeasured, MeasureLoad, Probe, Probed
from emulator.settings.probe import PORT, UNKNOWN_HOST, ProbeLink

pytestmark = pytest.mark.skipif(not hasattr(socket, "MSG_ERRQUEUE"), reason="the system keeps no ICMP errors")


async def probed(effect: Probe) -> Probed:
    """What comes of a datagram."""
    told: asyncio.Queue[Event] = asyncio.Queue()
    link = ProbeLink(told.put_nowait, RealClock())
    link.perform(effect)
    answer = await asyncio.wait_for(told.get(), 5)
    await link.close()
    assert isinstance(answer, Probed)
    return answer


@pytest.mark.parametrize("ttl", [1, 64])
async def test_this_host_answers_itself(ttl: int) -> None:
    """Loopback is reached within one hop, in some milliseconds, without any rights."""
    answer = await probed(Probe(id=7, host="127.0.0.1", ttl=ttl))
    assert (7, "127.0.0.1", True, "") == (answer.request, answer.address, answer.reached, answer.fault)
    assert answer.ms is not None
    assert 0 <= answer.ms < 1000


@pytest.mark.parametrize("host", ["nobody.invalid", "a" * 300, "255.255.255.256", "a b", "\0"])
async def test_a_name_without_an_address_is_a_fault(host: str) -> None:
    """In the device's words."""
    answer = await probed(Probe(id=1, host=host))
    assert (UNKNOWN_HOST, None) == (answer.fault, answer.ms)


async def test_whoever_keeps_silent_has_not_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody listens at the port and says nothing: after the time-out there is no answer and no fault."""
    monkeypatch.setattr(probe, "TIMEOUT", 0.05)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", PORT))
        answer = await probed(Probe(id=1, host="127.0.0.1"))
    assert (None, False, "") == (answer.ms, answer.reached, answer.fault)


async def test_a_link_that_closes_asks_no_more() -> None:
    """No answer comes afterwards."""
    told: list[Event] = []
    link = ProbeLink(told.append, RealClock())
    link.perform(Probe(id=1, host="127.0.0.1"))
    await link.close()
    assert [] == told


async def test_the_process_is_measured() -> None:
    """Shares of a processor, some memory, and what has gone over the network."""
    told: list[Event] = []
    link = GaugeLink(told.append)
    link.perform(MeasureLoad(9))
    await link.close()
    (answer,) = told
    assert isinstance(answer, LoadMeasured)
    assert (9, True, True) == (answer.request, 0 <= answer.cpu <= 100, 0 <= answer.dsp <= 100)
    assert answer.memory > 1000
    assert min(*answer.received, *answer.sent) >= 0


def test_a_system_that_does_not_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the files of the kernel there is the most memory that there was, and nothing of the network."""
    for name in ("_STATUS", "_INTERFACES"):
        monkeypatch.setattr(gauge, name, Path("/nowhere"))
    assert ((0, 0), (0, 0)) == gauge.traffic()
    assert gauge.memory() > 1000
