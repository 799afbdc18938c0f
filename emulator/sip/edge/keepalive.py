"""What keeps the way between the phone and its servers open: packets without meaning, and questions without need."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from emulator.config.layers import Configuration
from emulator.kernel.clock import SECOND, Alarm, Clock
from emulator.sip.edge.edge import Edge
from emulator.sip.edge.registrations import Registrations
from emulator.sip.stack.resolve import Server
from emulator.sip.stack.transports import TcpKeepAlive

Start = Callable[[Coroutine[Any, Any, None]], object]


class KeepAlive:
    """Keeps ways open to the servers that lines are registered with, as configured, until it is told to stop."""

    def __init__(
        self, configuration: Configuration, clock: Clock, edge: Edge, registrations: Registrations, start: Start
    ) -> None:
        self._configuration = configuration
        self._edge = edge
        self._registrations = registrations
        self._start = start
        edge.keep_connections(_of_the_system(configuration))
        seconds = configuration.number
        self._pulses = (
            Pulse(clock, seconds("nat.keepalive.interval"), self._ping),
            Pulse(clock, seconds("voIpProt.SIP.pingInterval"), self._probe),
        )

    def stop(self) -> None:
        """Keep nothing open any more."""
        for pulse in self._pulses:
            pulse.stop()

    def _ping(self) -> None:
        """Send the packets that keep the mappings of a NAT (nat.keepalive.*)."""
        for hop in self._registrations.hops:
            kind = "tcp" if hop.reliable else "udp"
            payload = self._configuration.text(f"nat.keepalive.{kind}.payload").replace("CRLF", "\r\n")
            self._edge.ping(payload.encode("utf-8", "replace"), hop)

    def _probe(self) -> None:
        """Ask servers whether they are there; what they answer is of no interest."""
        for line, server in self._registrations.servers:
            self._start(self._ask(line, server))

    async def _ask(self, line: int, server: Server) -> None:
        await self._edge.probe(line, server, self._configuration.choice("voIpProt.SIP.pingMethod"))


def _of_the_system(configuration: Configuration) -> TcpKeepAlive:
    """What the operating system does for connections: those by TLS, or none (UCS 4.0 administrator guide)."""
    name = "tcpIpApp.keepalive.tcp"
    # Both spellings are in use: the schema of UCS 4.0 has the one without the n.
    spellings = (f"{name}.noResponseTransmitInterval", f"{name}.noResponseTrasmitInterval")
    used = next((each for each in spellings if configuration.origin(each).layer != "default"), spellings[0])
    return TcpKeepAlive(
        configuration.number(f"{name}.idleTransmitInterval"),
        configuration.number(used),
        ("TLS",) if configuration.flag(f"{name}.sip.tls.enable") else (),
    )


class Pulse:
    """Does something every so many seconds of the phone's clock; with 0, never."""

    def __init__(self, clock: Clock, seconds: int, beat: Callable[[], None]) -> None:
        self._clock = clock
        self._seconds = seconds
        self._beat = beat
        self._alarm: Alarm | None = None
        self._wait()

    def stop(self) -> None:
        """Do it no more."""
        if self._alarm is not None:
            self._alarm.cancel()

    def _wait(self) -> None:
        if self._seconds:
            self._alarm = self._clock.call_at(self._clock.now() + self._seconds * SECOND, self._go)

    def _go(self) -> None:
        self._wait()
        self._beat()
