"""Lines of an edge as configuration describes them, and servers that do as they are told."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from emulator.config.layers import Configuration
from emulator.lines.model import LineSettings
from emulator.lines.settings import read_lines
from emulator.sip.edge.accounts import Outcome
from emulator.sip.stack.messages import Request
from emulator.sip.stack.names import Address, Kind, Record, Service
from emulator.sip.terms import line_server, shape, sip_line
from tests.unit.calls.rig import configuration
from tests.unit.sip.rig import Peer, Rig, until

SILENCE = 7.5
"""Seconds that three repeats on UDP take: T1, doubled each time, four times over (RFC 3261, 17.1.2.1)."""


def settings(values: Mapping[str, object]) -> Configuration:
    """A configuration with the line 1001@lab."""
    texts = {name: str(value) for name, value in values.items()}
    return configuration({"reg.1.address": "1001@lab", "reg.1.auth.password": "secret", **texts})


FAMILIES = ("reg.1.server.1", "voIpProt.server.1", "reg.1.outboundProxy", "voIpProt.SIP.outboundProxy")
"""Where a server, or a proxy in its place, may be described."""


def use(rig: Rig, values: Mapping[str, object], family: str = FAMILIES[0]) -> LineSettings:
    """Give the edge the line that a configuration describes, what is said of its first server said in a family."""
    renamed = {name.replace(f"{FAMILIES[0]}.", f"{family}."): value for name, value in values.items()}
    behind = {} if "server" in family else {"reg.1.server.1.address": "behind.lab"}
    read = settings({**renamed, **behind})
    line = read_lines(read, 12)[0]
    rig.edge.set_lines([sip_line(line)])
    shape(rig.edge.face, read)
    return line


def at(peer: Peer, number: int = 1) -> dict[str, object]:
    """The parameters of a server of the line that is a peer."""
    name = f"reg.1.server.{number}"
    return {f"{name}.address": "127.0.0.1", f"{name}.port": peer.port, f"{name}.transport": "UDPOnly"}


def served_by(rig: Rig, *peers: Peer) -> dict[str, object]:
    """The parameters of a server that DNS knows to be these peers in turn."""

    async def lookup(name: str, kind: Kind) -> list[Record]:
        if kind == "SRV":
            return [Service(rank, 0, peer.port, "one.lab", 600) for rank, peer in enumerate(peers)]
        return [Address("127.0.0.1", 600)]

    rig.edge._core.routes.lookup = lookup
    return {"reg.1.server.1.address": "pbx.lab", "reg.1.server.1.transport": "UDPOnly"}


def register(rig: Rig, line: LineSettings, server: int = 0) -> asyncio.Task[Outcome]:
    """Begin to register the line at one of its servers."""
    return asyncio.create_task(rig.edge.register(1, line_server(line, server), 3600))


async def accept(rig: Rig, peer: Peer) -> Request:
    """Let a server accept the registration that is under way."""
    request = await peer.request("REGISTER")
    answer = request.reply(200, to_tag="w")
    answer.add("Contact", (request.get("contact") or "").partition(";methods")[0])
    answer.add("Expires", request.get("expires") or "")
    peer.send(answer, rig.outer)
    return request


async def given_up(rig: Rig, silent: Peer, seconds: float = SILENCE) -> None:
    """Let an INVITE be sent to a server that stays silent, for as long as it is waited for."""
    await silent.request("INVITE")
    rig.clock.advance(seconds - 0.001)
    await asyncio.sleep(0.01)
    rig.clock.advance(0.001)


async def drain(silent: Peer) -> None:
    """Take the repeats of a request that a silent server got."""
    while not silent.idle:
        await silent.get(Request)


def call(rig: Rig, number: int) -> None:
    """Let the engine begin a call of its own."""
    request = rig.ask_engine("INVITE", branch=f"z9hG4bKe{number}")
    request.put("Call-ID", f"out{number}")
    rig.from_engine(request)


async def next_call(rig: Rig, number: int, *peers: Peer) -> int:
    """Which of the servers, from 0, gets the next call first; it is refused there."""
    call(rig, number)
    await until(lambda: any(not peer.idle for peer in peers))
    place = next(place for place, peer in enumerate(peers) if not peer.idle)
    seen = await peers[place].request("INVITE")
    peers[place].send(rig.world_answer(seen, 486), rig.outer)
    await rig.engine.response(486)
    rig.from_engine(ack(rig, number))
    await peers[place].request("ACK")
    return place


def ack(rig: Rig, number: int) -> Request:
    ack = rig.ask_engine("ACK", branch=f"z9hG4bKe{number}", to_tag="w")
    ack.put("Call-ID", f"out{number}")
    return ack
