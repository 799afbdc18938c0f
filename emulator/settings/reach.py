"""Status > Diagnostics > Network: Ping and Trace Route."""

from __future__ import annotations

from emulator.display.entry import typed
from emulator.display.model import Display, Field, GoBack, Scene, Screen, SoftKey, Text
from emulator.kernel.slices import Flow, Pause, Step
from emulator.kernel.state import Event
from emulator.settings.model import Hop, HopAnswered, Menus, ProbeNetwork
from emulator.settings.orders import Probe

PINGS = 4
"""How many times Ping asks."""

FARTHEST = 30
"""After how many hops Trace Route gives up."""

FLOW = "menus/probe"
TITLES = {"ping": "Ping", "trace-route": "Trace Route"}


def _form(scene: Scene, test: str) -> Screen:
    """Whom to ask, and below what has come of it, the newest at the bottom."""
    menus = scene.phone[Menus]
    field = Field("Address", menus.tested_host, name="host", kind="address")
    start = ProbeNetwork(test, typed(scene.phone, test, field))
    lines = tuple(map(_line, menus.hops))[-max(1, scene.profile.display.rows - 7) :]
    keys: dict[str, Event] = {"Select": start}
    actions = (SoftKey("Start", start), SoftKey("Back", GoBack()))
    return Screen(test, TITLES[test], (field, Text(lines, "left")), actions, keys)


def _line(hop: Hop) -> str:
    if hop.fault:
        return hop.fault
    return f"{hop.number:2}  *" if hop.ms is None else f"{hop.number:2}  {hop.address}  {hop.ms:.1f} ms"


DRAWERS = {"ping": lambda scene, _: _form(scene, "ping"), "trace-route": lambda scene, _: _form(scene, "trace-route")}
"""The screens, by the name under which menus open them."""


def begin(step: Step[Menus]) -> None:
    """Ask for the first time; a test that still runs is given up."""
    host = step.event.host.strip()
    step.change(hops=(), tested_host=host)
    if host:
        step.begin(FLOW, _ping(host) if step.event.test == "ping" else _trace(host))


def _ping(host: str) -> Flow:
    for number in range(1, PINGS + 1):
        answer = yield Probe(host=host)
        yield HopAnswered(Hop(number, answer.address, answer.ms, answer.fault))
        if answer.fault:
            return None
        yield Pause(seconds=1)
    return None


def _trace(host: str) -> Flow:
    for number in range(1, FARTHEST + 1):
        answer = yield Probe(host=host, ttl=number)
        yield HopAnswered(Hop(number, answer.address, answer.ms, answer.fault))
        if answer.fault or answer.reached:
            return None
    return None


def note(step: Step[Menus]) -> None:
    """Keep an answer for the screen; without anybody to read it the test ends."""
    step.change(hops=(*step.own.hops, step.event.hop))
    if not set(TITLES).intersection(step.phone[Display].stack[-1:]):
        step.abandon(FLOW)
