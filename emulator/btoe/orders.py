"""What the link of BToE is asked to do, and what it reports: computers that knock, and what paired ones say."""

from __future__ import annotations

from emulator.btoe.wire import Message, Mode, Reason
from emulator.kernel.state import Effect, Event


class Attend(Effect, frozen=True):
    """Listen to computers, or no more."""

    wanted: bool


class DrawCode(Effect, frozen=True):
    """Think of a new pairing code; the answer is a `CodeDrawn`."""


class Admit(Effect, frozen=True):
    """Go on with the handshake: the computer must know the code, or (empty) what the cable in the PC port gives."""

    visitor: int
    code: str = ""

    def __repr__(self) -> str:
        return f"Admit({self.visitor}, ***)"


class TurnAway(Effect, frozen=True):
    """Refuse a computer; it may try again after some seconds."""

    visitor: int
    reason: Reason
    seconds: int = 0


class Say(Effect, frozen=True):
    """Tell the paired computer something."""

    visitor: int
    message: Message


class HangUp(Effect, frozen=True):
    """Close a connection, once all that was said is sent."""

    visitor: int


class StreamPc(Effect, frozen=True):
    """Let sound of the computer be heard at the phone, and the phone's microphone at the computer; or not."""

    playing: bool
    listening: bool


class CodeDrawn(Event, frozen=True):
    """A new pairing code."""

    code: str


class Knocked(Event, frozen=True):
    """A computer wants to be paired. `visitor` is the number of its connection."""

    visitor: int
    mode: Mode
    plug: bool = False


class CodeMissed(Event, frozen=True):
    """The computer does not know the code, and has been told so."""

    visitor: int


class PcSaid(Event, frozen=True):
    """A computer that has proved the code says something."""

    visitor: int
    message: Message


class HungUp(Event, frozen=True):
    """A connection is gone: closed by the computer, lost, or ended because somebody meddled with it."""

    visitor: int
