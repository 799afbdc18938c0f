"""Start of a call engine: `python -m emulator.sip.engine FD`, FD being its end of the socket pair."""

from __future__ import annotations

import os
import signal
import socket
import sys

from emulator.sip.engine.wire import Hangup, Wire
from emulator.sip.frames import ProtocolError
from emulator.sip.protocol import Configure, Failed

MISSING_PART, BROKEN_WIRE = 3, 4


def main(descriptor: int) -> int:
    """Run until the phone lets go; returns the exit status: 0, 3 if the SIP stack is missing, 4 for a broken wire."""
    # Ctrl-C reaches the whole process group; when its calls end is for the phone to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The stack prints to standard output before its log can be directed elsewhere.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    wire = Wire(socket.socket(fileno=descriptor))
    try:
        return _serve(wire)
    except Hangup:
        return 0
    except ProtocolError as error:
        wire.post(Failed(0, "command", str(error)))
        wire.flush()
        return BROKEN_WIRE


def _serve(wire: Wire) -> int:
    try:
        from emulator.sip.engine.loop import Engine
    except (ImportError, OSError) as error:
        wire.post(Failed(0, "pjsua2", f"the SIP stack cannot be loaded: {error}"))
        wire.flush()
        return MISSING_PART
    first = wire.wait()
    if not isinstance(first, Configure):
        raise ProtocolError("the first command is not Configure")
    Engine(wire, first).run()
    return 0


if __name__ == "__main__":
    status = main(int(sys.argv[1]))
    # The stack aborts if objects of its own outlive it; no interpreter shutdown, no abort.
    os._exit(status)
