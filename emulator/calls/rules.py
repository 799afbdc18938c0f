"""What the phone may do with calls: limits, the line to call from, time-outs."""

from __future__ import annotations

from emulator.boot.model import config, running
from emulator.calls.model import Call, Calls
from emulator.kernel.profile import DeviceProfile
from emulator.kernel.state import State
from emulator.lines.model import Line, Lines, line, registers

WINDOW = 10
"""Seconds that the Incoming Call window stands before the Calls screen takes its place (VVX user guide, UCS 5.5)."""

ENDED_SHOWN = 3
FAILED_SHOWN = 10
"""Seconds that a call stays on the screen after its end, and after it was refused, with its tone."""

ANSWER_WAIT = 40
"""Seconds until the phone gives up a call whose hold, resume or answer nobody confirms: longer than SIP itself takes
to notice (RFC 3261, 17.1.1.2: 32 s)."""

RESOURCES_FULL = "Resources full."
UNREGISTERED = "Line: Unregistered"
NOT_NOW = "Active call, action aborted."


def _room(calls: Calls, each: Line) -> bool:
    on_line = sum(call.line == each.index for call in calls.open)
    return on_line < each.settings.line_keys * each.settings.calls_per_line_key


def _may_call(phone: State, each: Line) -> bool:
    """Whether the line is good for calls: registered, never to be, or allowed to call all the same."""
    if each.registered or not registers(each.settings):
        return bool(each.settings.servers)
    return config(phone).flag("call.enableOnNotRegistered")


def calling_line(phone: State, calls: Calls, wanted: int) -> Line | None:
    """The line to call from: the one wanted, or (0) the first that can, registered ones before others."""
    able = [
        each
        for each in phone[Lines].lines
        if wanted in (0, each.index) and _may_call(phone, each) and _room(calls, each)
    ]
    return min(able, key=lambda each: not each.registered, default=None)


def obstacle(phone: State, calls: Calls, profile: DeviceProfile, wanted: int) -> str:
    """Why no new call can be begun on line `wanted` (0: any), in the device's words; empty if one can."""
    if not running(phone):
        return UNREGISTERED
    if calls.first("proceeding", "ringing"):
        return NOT_NOW
    if len(calls.open) >= profile.calls:
        return RESOURCES_FULL
    if calling_line(phone, calls, wanted):
        return ""
    wanted_line = line(phone, wanted)
    full = wanted_line is not None and not _room(calls, wanted_line)
    return RESOURCES_FULL if full else UNREGISTERED


def refusal(phone: State, calls: Calls, profile: DeviceProfile, wanted: int) -> int:
    """The code that an INVITE for line `wanted` is refused with; 0 if it may ring."""
    called = line(phone, wanted)
    if not running(phone):
        return 480
    if called is None:
        return 404
    if len(calls.open) >= profile.calls or not _room(calls, called):
        return 486
    if calls.open and not config(phone).flag("call.callWaiting.enable"):
        return 486
    return 0


def dial_timeout(phone: State, call: Call, digits: str) -> int:
    """Seconds after which the dialer acts by itself: it dials what it holds, or closes; 0 for never."""
    if not digits:
        return config(phone).number("call.dialtoneTimeOut")
    if call.on_hook:
        return config(phone).number("dialplan.userDial.timeOut")
    first = config(phone).text("dialplan.digitmap.timeOut").partition("|")[0]
    return int(first) if first.isdecimal() else 0


def reject_code(phone: State) -> int:
    """What a rejected call is answered with."""
    return 486 if config(phone).flag("voIpProt.SIP.use486forReject") else 603
