"""Registration: one table for all bindings, fed with the line's and the server's number as key."""

from __future__ import annotations

from emulator.boot.model import Ready, SettingsChanged, ShuttingDown, config, running
from emulator.boot.orders import Log
from emulator.display.model import Noticed, Plugged
from emulator.kernel.machines import Machine, Row
from emulator.kernel.slices import Slice, Step
from emulator.lines.bindings import (
    IDLE,
    TRYING,
    Bindings,
    binding_of,
    change_binding,
    change_line,
    find_line,
    key_of,
    line_of,
    read_state,
    server_of,
    timer,
    write_state,
)
from emulator.lines.model import (
    BindingExpired,
    Line,
    LineConfigured,
    LineRegistered,
    Lines,
    LineSettings,
    LineUnregistered,
    RegisterAnswered,
    RegistrationDue,
    RegistrationVoided,
    SendRegister,
    fresh,
    refresh_after,
    registers,
    retry_after,
)
from emulator.lines.settings import bound_alike, read_lines
from emulator.network.model import Network

_FAMILIES = ("reg.", "voIpProt.", "device.logincred.")

UNREGISTER_WAIT = 4
"""Seconds that the phone waits for the answer to an unregistration."""

LOGIN_FAILED = "Login credentials have failed. Please update them if information is incorrect."
"""Shown for 10 s when a registrar turns the line's credentials down (VVX user guide, UCS 4.1)."""


# Guards


def _stays(step: Bindings) -> bool:
    return line_of(step).successor is None


def _accepted(step: Bindings) -> bool:
    answer: RegisterAnswered = step.event
    return 200 <= answer.code < 300 and answer.expires > 0


def _too_brief(step: Bindings) -> bool:
    answer: RegisterAnswered = step.event
    return bool(answer.code == 423 and answer.min_expires > (binding_of(step).interval or server_of(step).expires))


def _unreachable(step: Bindings) -> bool:
    """The server is not there, or not able."""
    answer: RegisterAnswered = step.event
    return answer.code == 408 or 500 <= answer.code < 600 or answer.code < 300


def _over(step: Bindings) -> bool:
    """The answer is to the unregistration, not to a registration that was under way before it."""
    return not _accepted(step)


def _lan_is_back(step: Bindings) -> bool:
    return bool(step.event.what == "lan" and step.event.present) and _stays(step)


# Actions


def _send(step: Bindings) -> None:
    line, binding = line_of(step), binding_of(step)
    step.do(SendRegister(line.settings, binding.server, binding.interval or server_of(step).expires))


def _granted(step: Bindings) -> None:
    line, number, event = line_of(step), binding_of(step).server, step.event
    change_binding(step, expires=event.expires, attempts=0, code=event.code, reason=event.reason, place=event.place)
    due = refresh_after(event.expires, server_of(step).overlap)
    step.arm(timer(step, "due"), due, RegistrationDue(line.index, number))
    step.arm(timer(step, "expiry"), event.expires, BindingExpired(line.index, number))


def _ask_longer(step: Bindings) -> None:
    change_binding(step, interval=step.event.min_expires)
    _send(step)


def _lose(step: Bindings, code: int, reason: str) -> None:
    step.disarm(timer(step, "due"))
    step.disarm(timer(step, "expiry"))
    change_binding(step, code=code, reason=reason, expires=0, place="")


def _back_off(step: Bindings) -> None:
    """Wait, as long as the server said if it did, then try again."""
    line, attempts, event = line_of(step), binding_of(step).attempts + 1, step.event
    failure = f"Registration failed User: {line.settings.user}, Error Code:{event.code} {event.reason}"
    step.do(Log("sip", "4", failure))
    _lose(step, event.code, event.reason)
    change_binding(step, attempts=attempts)
    wait = event.retry_after or retry_after(server_of(step), attempts)
    step.arm(timer(step, "due"), wait, RegistrationDue(line.index, binding_of(step).server))


def _refused(step: Bindings) -> None:
    if step.event.code in (401, 403, 407) and binding_of(step).attempts == 0:
        step.tell(Noticed(LOGIN_FAILED, 10))
    _back_off(step)


def _expired(step: Bindings) -> None:
    """The refresh is still under way: wait for it without a binding."""
    _lose(step, 408, "Registration expired")


def _void(step: Bindings) -> None:
    """Another address of the server is being registered with."""
    _lose(step, 0, "")


def _unregister(step: Bindings) -> None:
    line, number = line_of(step), binding_of(step).server
    _lose(step, 0, "")
    step.do(SendRegister(line.settings, number, 0))
    step.arm(timer(step, "due"), UNREGISTER_WAIT, RegistrationDue(line.index, number))


def _stay_away(step: Bindings) -> None:
    step.disarm(timer(step, "due"))


REGISTRATION: Machine[Lines] = Machine(
    "registration",
    ("unregistered", "registering", "registered", "failed", "unregistering"),
    (
        Row(LineConfigured, IDLE, "registering", _stays, _send),
        Row(LineConfigured, TRYING, None, _stays),
        Row(LineConfigured, TRYING, "unregistering", None, _unregister),
        Row(RegisterAnswered, "registering", "registered", _accepted, _granted),
        Row(RegisterAnswered, "registered", None, _accepted, _granted),
        Row(RegisterAnswered, TRYING, None, _too_brief, _ask_longer),
        Row(RegisterAnswered, TRYING, "unregistered", _unreachable, _back_off),
        Row(RegisterAnswered, TRYING, "failed", None, _refused),
        Row(RegisterAnswered, "unregistering", "unregistered", _over, _stay_away),
        Row(RegistrationDue, "registered", None, None, _send),
        Row(RegistrationDue, IDLE, "registering", _stays, _send),
        Row(RegistrationDue, "unregistering", "unregistered", None, _stay_away),
        Row(RegistrationVoided, "registered", "registering", None, _void),
        Row(BindingExpired, "registered", "registering", None, _expired),
        Row(Plugged, IDLE, "registering", _lan_is_back, _send),
        Row(Plugged, "registered", None, _lan_is_back, _send),
        Row(ShuttingDown, TRYING, "unregistering", None, _unregister),
        Row(ShuttingDown, IDLE, None, None, _stay_away),
    ),
    read=read_state,
    write=write_state,
)


# Lines


def _reconcile(step: Step[Lines]) -> None:
    """Bring the lines in accord with configuration: drop, add, and tell which have work to do."""
    settings = config(step.phone)
    wanted = read_lines(settings, step.profile.registrations, _told_by_dhcp(step))
    indices = {each.index for each in wanted}
    for line in step.own.lines:
        if line.index not in indices:
            _forget(step, line)
    known = {line.index: line for line in step.own.lines if line.index in indices}
    step.change(lines=tuple(known.get(each.index) or fresh(each) for each in wanted))
    for each in wanted:
        old = known.get(each.index)
        if old is None or old.settings != each or any(binding.state not in TRYING for binding in old.bindings):
            step.tell(LineConfigured(each.index, each))


def _told_by_dhcp(step: Step[Lines]) -> str:
    """The server that the DHCP server names, if the phone is to ask it (voIpProt.server.dhcp.*)."""
    settings = config(step.phone)
    if not settings.flag("voIpProt.server.dhcp.available"):
        return ""
    return step.phone[Network].lease.option(settings.number("voIpProt.server.dhcp.option")).text


def _follow(step: Step[Lines]) -> None:
    """Register anew what settings that changed while the phone runs are about."""
    if running(step.phone) and any(name.startswith(_FAMILIES) for name in step.event.names):
        _reconcile(step)


def _forget(step: Step[Lines], line: Line) -> None:
    """Leave a line that is configured no more; nobody waits for the answer."""
    for binding in line.bindings:
        step.key = key_of(line.index, binding.server)
        if binding.state in TRYING:
            step.do(SendRegister(line.settings, binding.server, 0))
        step.disarm(timer(step, "due"))
        step.disarm(timer(step, "expiry"))
    if line.state in TRYING:
        step.tell(LineUnregistered(line.index, 0, ""))


def _configure(step: Step[Lines]) -> None:
    """Take new settings: at once if no registrar knows the old ones, else after these have been given up."""
    line, new = find_line(step.own, step.event.line), step.event.settings
    if line is None:
        return
    states = {binding.state for binding in line.bindings}
    alike = bound_alike(line.settings, new)
    if "unregistering" in states or not (alike or states.isdisjoint(TRYING)):
        change_line(step, line.index, successor=new)
    elif alike:
        change_line(step, line.index, settings=new)
    else:
        change_line(step, line.index, settings=new, bindings=fresh(new).bindings)
    _feed(step, line.index)


def _one(step: Step[Lines]) -> None:
    _feed(step, step.event.line, step.event.server)


def _each(step: Step[Lines]) -> None:
    for line in step.own.lines:
        _feed(step, line.index)


def _go_down(step: Step[Lines]) -> None:
    for line in step.own.lines:
        change_line(step, line.index, successor=None)
    _each(step)


def _feed(step: Step[Lines], index: int, server: int | None = None) -> None:
    """Let the bindings of a line, or one, meet the event; then tell what has become of the line."""
    before = find_line(step.own, index)
    if before is None:
        return
    for binding in before.bindings:
        if server in (None, binding.server):
            REGISTRATION.feed(step, key_of(index, binding.server))
    _tell(step, before)
    _succeed(step, index)


def _tell(step: Step[Lines], before: Line) -> None:
    line = find_line(step.own, before.index) or before
    if line.registered and not before.registered:
        step.tell(LineRegistered(line.index))
    elif (before.registered and not line.registered) or (before.state in TRYING and line.state not in TRYING):
        lost = next((each for each in line.bindings if each.server == before.server), line)
        step.tell(LineUnregistered(line.index, lost.code, lost.reason))


def _succeed(step: Step[Lines], index: int) -> None:
    """Go on with the settings that came while the line unregistered."""
    line = find_line(step.own, index)
    if line is None or line.successor is None or any(binding.state not in IDLE for binding in line.bindings):
        return
    new: LineSettings = line.successor
    change_line(step, index, settings=new, bindings=fresh(new).bindings, successor=None)
    if registers(new):
        step.tell(LineConfigured(index, new))


SLICE: Slice[Lines] = Slice(
    Lines,
    {
        Ready: _reconcile,
        SettingsChanged: _follow,
        LineConfigured: _configure,
        RegisterAnswered: _one,
        RegistrationDue: _one,
        RegistrationVoided: _one,
        BindingExpired: _one,
        Plugged: _each,
        ShuttingDown: _go_down,
    },
    machines=(REGISTRATION,),
)
