"""The phone's lines as the edge has them: each as its last request needed it."""

from __future__ import annotations

import msgspec

from emulator.calls.orders import PlaceCall
from emulator.config.layers import Configuration
from emulator.lines.model import LineSettings
from emulator.sip.edge.accounts import Line
from emulator.sip.edge.edge import Edge
from emulator.sip.terms import music_on_hold, sip_line, sip_server

DETOUR = 1_000
"""Added to a line's number where its calls go by other servers than its own: in emergencies."""


class LineBook:
    """Keeps the edge's lines in step with what requests say of them."""

    def __init__(self, edge: Edge, configuration: Configuration) -> None:
        self._edge = edge
        self._configuration = configuration
        self._lines: dict[int, Line] = {}
        self._first: dict[int, int] = {}

    def use(self, settings: LineSettings, server: int | None = None) -> Line:
        """The line as the edge shall have it: its calls go to that server first, if one is given, else as before."""
        first = self._first.get(settings.index, 0) if server is None else server
        line = sip_line(settings, min(first, max(0, len(settings.servers) - 1)))
        line = msgspec.structs.replace(
            line,
            music=music_on_hold(self._configuration, settings),
            old_hold=self._configuration.flag("voIpProt.SIP.useRFC2543hold"),
            inactive_hold=not self._configuration.flag("voIpProt.SIP.useSendonlyHold"),
        )
        self._first[line.number] = first
        self._tell(line)
        return line

    def way_out(self, effect: PlaceCall) -> Line:
        """The line that a call goes out on: for servers of its own, one beside the line that has these."""
        line = self.use(effect.line, effect.server)
        if not effect.servers:
            return line
        servers = tuple(sip_server(each) for each in effect.servers)
        detour = msgspec.structs.replace(line, number=DETOUR + line.number, servers=servers)
        self._tell(detour)
        return detour

    @property
    def hosts(self) -> set[str]:
        """The servers that the lines are configured with."""
        return {server.host for line in self._lines.values() for server in line.servers}

    def passwords(self) -> dict[str, str]:
        """The lines' passwords by user."""
        return {line.credentials.user: line.credentials.password for line in self._lines.values()}

    def number_of(self, user: str) -> int | None:
        """Which line has that user's address."""
        return next((number for number, line in self._lines.items() if line.user == user), None)

    def _tell(self, line: Line) -> None:
        if self._lines.get(line.number) != line:
            self._lines[line.number] = line
            self._edge.set_lines(self._lines.values())
