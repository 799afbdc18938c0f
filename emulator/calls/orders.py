"""What the link is asked to do about calls."""

from __future__ import annotations

import msgspec

from emulator.kernel.state import Effect
from emulator.lines.model import LineSettings, Server


class Redirect(msgspec.Struct, frozen=True):
    """Where a call is sent on to (302): a number or user@host, and why, in the words of RFC 5806.

    `told` says whether the header Diversion tells whom the call was for.
    """

    line: LineSettings
    contact: str
    reason: str
    told: bool = False


class PlaceCall(Effect, frozen=True):
    """Send an INVITE for `target` (a number, or user@host) from `line`.

    `servers` stand in the place of the line's own (emergency calls); `headers` are added as they are.
    """

    call: int
    line: LineSettings
    server: int
    target: str
    servers: tuple[Server, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()


class TakeCall(Effect, frozen=True):
    """Ring for the INVITE `handle` (180), as `call` from now on."""

    call: int
    handle: str


class RefuseInvite(Effect, frozen=True):
    """Answer the INVITE `handle` with a final refusal, without a call of its own."""

    handle: str
    code: int
    redirect: Redirect | None = None


class SendAnswer(Effect, frozen=True):
    """Answer `call` with 200, and these headers besides the usual ones."""

    call: int
    headers: tuple[tuple[str, str], ...] = ()


class SendReject(Effect, frozen=True):
    """Refuse `call` with `code`."""

    call: int
    code: int
    redirect: Redirect | None = None


class SendHold(Effect, frozen=True):
    """Put `call` on hold on the wire, with these headers besides the usual ones."""

    call: int
    headers: tuple[tuple[str, str], ...] = ()


class SendResume(Effect, frozen=True):
    """Take `call` off hold on the wire, with these headers besides the usual ones."""

    call: int
    headers: tuple[tuple[str, str], ...] = ()


class SendHangup(Effect, frozen=True):
    """End `call` on the wire: CANCEL or BYE, whichever fits."""

    call: int


class SendDigits(Effect, frozen=True):
    """Send DTMF in `call`."""

    call: int
    digits: str
