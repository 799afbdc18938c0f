"""What the phone may do with calls: limits, the line to call from, time-outs."""

from __future__ import annotations

from emulator.boot.model import config, running
from emulator.calls.emergency import numbers
from emulator.calls.model import Calls
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
UNAUTHORIZED = "Unauthorized number."
NOT_NOW = "Active call, action aborted."


def _room(calls: Calls, each: Line) -> bool:
    on_line = sum(call.line == each.index for call in calls.open)
    return on_line < each.settings.line_keys * each.settings.calls_per_line_key


def may_call(phone: State, index: int) -> bool:
    """Whether a line is good for calls: registered, never to be, or allowed to call all the same."""
    found = line(phone, index)
    return found is not None and _may_call(phone, found)


def _may_call(phone: State, each: Line) -> bool:
    if not each.settings.telephony:
        return False
    if each.registered or not registers(each.settings):
        return bool(each.settings.servers)
    return config(phone).flag("call.enableOnNotRegistered")


def calling_line(phone: State, calls: Calls, wanted: int, *, on_hook: bool = False) -> Line | None:
    """The line to call from: the one wanted, or (0) the first that can, registered ones before others.

    A line in focus comes before those (call.stickyAutoLineSeize); one with emergency numbers is better than none.
    """
    roomy = [each for each in phone[Lines].lines if wanted in (0, each.index) and _room(calls, each)]
    able = [each for each in roomy if _may_call(phone, each)]
    if not able:
        return next((each for each in roomy if each.settings.servers and numbers(phone, each.index)), None)
    focus = _focus(phone, calls, on_hook=on_hook)
    return min(able, key=lambda each: (each.index != focus, not each.registered))


def _focus(phone: State, calls: Calls, *, on_hook: bool) -> int:
    """The line of the selected call, if new calls stick to it; else 0."""
    sticky = config(phone).flag("call.stickyAutoLineSeize")
    sticky |= on_hook and config(phone).flag("call.stickyAutoLineSeize.onHookDialing")
    selected = calls.find(calls.selected)
    return selected.line if sticky and selected and not selected.ended else 0


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
    if not called.settings.telephony:
        return 480
    if len(calls.open) >= profile.calls or not _room(calls, called):
        return 486
    if calls.open and not config(phone).flag("call.callWaiting.enable"):
        return 486
    return 0


def dial_timeout(phone: State, digits: str) -> int:
    """Seconds after which a dialer that no digit map watches acts by itself; 0 for never.

    It dials what it holds, or closes.
    """
    return config(phone).number("dialplan.userDial.timeOut" if digits else "call.dialtoneTimeOut")


def reject_code(phone: State) -> int:
    """What a rejected call is answered with."""
    return 486 if config(phone).flag("voIpProt.SIP.use486forReject") else 603
