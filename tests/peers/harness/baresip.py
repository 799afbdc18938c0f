"""baresip: a softphone registered somewhere, driven over its control connection."""

from __future__ import annotations

import itertools
import socket
from pathlib import Path
from typing import Any

import msgspec

from tests.peers.harness.programs import free_pair, free_port, listens, wait_for
from tests.peers.harness.workbench import Workbench

_CONFIGURATION = """\
sip_listen 127.0.0.1:{port}
net_interface 127.0.0.1
call_max_calls 8
audio_player aubridge,quiet
audio_source ausine,{tone}
audio_alert aubridge,quiet
ausrc_srate 48000
ausrc_channels 2
auplay_srate 8000
module_path {modules}
module g711.so
module ausine.so
module aubridge.so
module sndfile.so
module srtp.so
module_app account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:{control}
snd_path {folder}
"""


class Baresip:
    """A running baresip that registered as `user` at `server`; plays a tone of `tone` Hz and records what it hears.

    With `outbound` it sends all calls to the server, whatever their addresses say. `encryption` is that of its media:
    srtp (offered and taken), srtp-mand (nothing else).
    """

    def __init__(
        self,
        bench: Workbench,
        server: str,
        user: str,
        password: str,
        *,
        answer: str = "manual",
        transport: str = "udp",
        tone: int = 440,
        outbound: bool = False,
        encryption: str = "",
    ) -> None:
        self.folder = bench.place("baresip")
        self.port, self._control = free_pair(), free_port()
        modules = next(
            Path(path) for path in ("/usr/lib/baresip/modules", "/usr/local/lib/baresip/modules") if Path(path).is_dir()
        )
        (self.folder / "config").write_text(
            _CONFIGURATION.format(port=self.port, control=self._control, modules=modules, folder=self.folder, tone=tone)
        )
        (self.folder / "accounts").write_text(
            f"<sip:{user}@{server};transport={transport}>;auth_pass={password};answermode={answer};regint=60"
            + (f";mediaenc={encryption}" if encryption else "")
            + (f';outbound="sip:{server};transport={transport}"\n' if outbound else "\n")
        )
        (self.folder / "contacts").write_text("")
        self._program = bench.program("baresip", "-s", "-f", self.folder, folder=self.folder)
        bench.at_end(self.stop)
        self._channel: socket.socket | None = None
        self._buffer = b""
        self._tokens = itertools.count(1)
        self.events: list[dict[str, Any]] = []

    def start(self) -> None:
        """Start it and wait until it is registered."""
        self._program.start(lambda: listens(self._control))
        self._channel = socket.create_connection(("127.0.0.1", self._control))
        self._channel.setblocking(False)
        wait_for(lambda: self.seen("REGISTER_OK") or "200 OK" in self._program.tail(), "baresip registered")

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._program.pid or 0

    def stop(self) -> None:
        """Unregister and end."""
        if self._channel is not None:
            self._channel.close()
        self._program.stop()

    def command(self, name: str, parameters: str = "") -> None:
        """Give it a command of its menu: dial, accept, hangup, hold, resume, sndcode ..."""
        assert self._channel is not None
        message = msgspec.json.encode({"command": name, "params": parameters, "token": str(next(self._tokens))})
        self._channel.sendall(b"%d:%s," % (len(message), message))

    def seen(self, event: str) -> bool:
        """Whether an event of that type (CALL_INCOMING, CALL_ESTABLISHED, CALL_CLOSED ...) has come since `forget`."""
        self._read()
        return any(each.get("type") == event for each in self.events)

    def forget(self) -> None:
        """Let go of the events so far."""
        self._read()
        self.events.clear()

    def _read(self) -> None:
        try:
            while self._channel and (data := self._channel.recv(65_536)):
                self._buffer += data
        except BlockingIOError:
            pass
        while (colon := self._buffer.find(b":")) > 0:
            end = colon + 1 + int(self._buffer[:colon])
            if len(self._buffer) <= end:
                return
            message = msgspec.json.decode(self._buffer[colon + 1 : end])
            self._buffer = self._buffer[end + 1 :]
            if message.get("event"):
                self.events.append(message)

    def recordings(self) -> list[Path]:
        """The WAV files of what it has heard, oldest first; complete once the call has ended."""
        return sorted(self.folder.glob("*-dec.wav"))
