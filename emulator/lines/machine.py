"""Registration: one table for all lines, fed with the line's index as key."""

from __future__ import annotations

from typing import Any

import msgspec

from emulator.boot.model import Log, Ready, ShuttingDown, config
from emulator.display.model import Noticed, Plugged
from emulator.kernel.machines import Machine, Row
from emulator.kernel.slices import Slice, Step
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
    SendRegister,
    Server,
    refresh_after,
    registers,
    retry_after,
)
from emulator.lines.settings import read_lines

UNREGISTER_WAIT = 4
"""Seconds that the phone waits for the answer to an unregistration."""

LOGIN_FAILED = "Login credentials have failed. Please update them if information is incorrect."
"""Shown for 10 s when a registrar turns the line's credentials down (VVX user guide, UCS 4.1)."""


def _find(lines: Lines, index: int) -> Line | None:
    return next((line for line in lines.lines if line.index == index), None)


def _line(step: Step[Lines]) -> Line:
    line = _find(step.own, step.key)
    if line is None:
        raise LookupError(f"line {step.key}")
    return line


def _replace(lines: Lines, index: int, **fields: Any) -> Lines:
    return Lines(
        tuple(msgspec.structs.replace(line, **fields) if line.index == index else line for line in lines.lines)
    )


def _change(step: Step[Lines], **fields: Any) -> None:
    step.own = _replace(step.own, step.key, **fields)


def _server(line: Line) -> Server:
    return line.settings.servers[line.server]


# Guards


def _registers(step: Step[Lines]) -> bool:
    return bool(registers(step.event.settings))


def _wants(step: Step[Lines]) -> bool:
    return bool(registers(_line(step).settings))


def _binding(settings: LineSettings) -> LineSettings:
    """The settings without those that the registrar does not learn of."""
    return msgspec.structs.replace(settings, label="", display_name="", line_keys=1, calls_per_line_key=1, srtp="")


def _same_binding(step: Step[Lines]) -> bool:
    return _binding(_line(step).settings) == _binding(step.event.settings)


def _accepted(step: Step[Lines]) -> bool:
    answer: RegisterAnswered = step.event
    return 200 <= answer.code < 300 and answer.expires > 0


def _too_brief(step: Step[Lines]) -> bool:
    line, answer = _line(step), step.event
    return bool(answer.code == 423 and answer.min_expires > (line.interval or _server(line).expires))


def _unreachable(step: Step[Lines]) -> bool:
    """The server is not there, or not able: its neighbour may be."""
    answer: RegisterAnswered = step.event
    return answer.code == 408 or 500 <= answer.code < 600 or answer.code < 300


def _elsewhere(step: Step[Lines]) -> bool:
    if step.event.code == 503 and not config(step.phone).flag("voIpProt.SIP.failoverOn503Response"):
        return False
    line = _line(step)
    return _unreachable(step) and any(number > line.server for number in registers(line.settings))


def _over(step: Step[Lines]) -> bool:
    """The answer is to the unregistration, not to a registration that was under way before it."""
    return not _accepted(step)


def _succeeded(step: Step[Lines]) -> bool:
    return _line(step).successor is not None


def _lan_is_back(step: Step[Lines]) -> bool:
    return bool(step.event.what == "lan" and step.event.present) and _wants(step)


# Actions


def _send(step: Step[Lines]) -> None:
    line = _line(step)
    step.do(SendRegister(line.settings, line.server, line.interval or _server(line).expires))


def _start(step: Step[Lines]) -> None:
    """Begin with the first server."""
    _change(step, server=registers(_line(step).settings)[0])
    _send(step)


def _adopt(step: Step[Lines]) -> None:
    _change(step, settings=step.event.settings, interval=0, attempts=0, code=0, reason="")


def _adopt_and_start(step: Step[Lines]) -> None:
    _adopt(step)
    _start(step)


def _relabel(step: Step[Lines]) -> None:
    _change(step, settings=step.event.settings)


def _adopt_later(step: Step[Lines]) -> None:
    _change(step, successor=step.event.settings)


def _succeed(step: Step[Lines]) -> None:
    """Go on with the settings that came while the line unregistered."""
    _change(step, settings=_line(step).successor, successor=None, interval=0, attempts=0)
    if registers(_line(step).settings):
        _start(step)


def _granted(step: Step[Lines]) -> None:
    line, granted = _line(step), step.event.expires
    if not line.registered:
        step.tell(LineRegistered(line.index))
    _change(step, expires=granted, attempts=0, code=step.event.code, reason=step.event.reason)
    step.arm(f"lines/{line.index}/due", refresh_after(granted, _server(line).overlap), RegistrationDue(line.index))
    step.arm(f"lines/{line.index}/expiry", granted, BindingExpired(line.index))


def _ask_longer(step: Step[Lines]) -> None:
    _change(step, interval=step.event.min_expires)
    _send(step)


def _lose(step: Step[Lines], code: int, reason: str) -> None:
    line = _line(step)
    step.disarm(f"lines/{line.index}/due")
    step.disarm(f"lines/{line.index}/expiry")
    _change(step, code=code, reason=reason, expires=0)
    step.tell(LineUnregistered(line.index, code, reason))


def _next_server(step: Step[Lines]) -> None:
    line = _line(step)
    if line.registered:
        _lose(step, step.event.code, step.event.reason)
    _change(step, server=next(number for number in registers(line.settings) if number > line.server))
    _send(step)


def _back_off(step: Step[Lines]) -> None:
    """Wait, then begin anew with the first server."""
    line, event = _line(step), step.event
    failure = f"Registration failed User: {line.settings.user}, Error Code:{event.code} {event.reason}"
    step.do(Log("sip", "4", failure))
    _lose(step, event.code, event.reason)
    _change(step, attempts=line.attempts + 1)
    step.arm(f"lines/{line.index}/due", retry_after(_server(line), line.attempts + 1), RegistrationDue(line.index))


def _refused(step: Step[Lines]) -> None:
    if step.event.code in (401, 403, 407) and _line(step).attempts == 0:
        step.tell(Noticed(LOGIN_FAILED, 10))
    _back_off(step)


def _expired(step: Step[Lines]) -> None:
    """The refresh is still under way: wait for it without a binding."""
    _lose(step, 408, "Registration expired")


def _unregister(step: Step[Lines]) -> None:
    line = _line(step)
    _lose(step, 0, "")
    step.do(SendRegister(line.settings, line.server, 0))
    step.arm(f"lines/{line.index}/due", UNREGISTER_WAIT, RegistrationDue(line.index))


def _move(step: Step[Lines]) -> None:
    """Give up the binding of the old settings before the new ones are used."""
    _adopt_later(step)
    _unregister(step)


def _stay_away(step: Step[Lines]) -> None:
    step.disarm(f"lines/{step.key}/due")


def _no_return(step: Step[Lines]) -> None:
    _change(step, successor=None)


IDLE = ("unregistered", "failed")
TRYING = ("registering", "registered")


def _write_state(part: Lines, key: int, state: str) -> Lines:
    return _replace(part, key, state=state)


def _read_state(part: Lines, key: int) -> str:
    line = _find(part, key)
    return line.state if line else "unregistered"


REGISTRATION: Machine[Lines] = Machine(
    "registration",
    ("unregistered", "registering", "registered", "failed", "unregistering"),
    (
        Row(LineConfigured, IDLE, "registering", _registers, _adopt_and_start),
        Row(LineConfigured, IDLE, "unregistered", None, _adopt),
        Row(LineConfigured, TRYING, None, _same_binding, _relabel),
        Row(LineConfigured, TRYING, "unregistering", None, _move),
        Row(LineConfigured, "unregistering", None, None, _adopt_later),
        Row(RegisterAnswered, "registering", "registered", _accepted, _granted),
        Row(RegisterAnswered, "registered", None, _accepted, _granted),
        Row(RegisterAnswered, TRYING, None, _too_brief, _ask_longer),
        Row(RegisterAnswered, TRYING, "registering", _elsewhere, _next_server),
        Row(RegisterAnswered, TRYING, "unregistered", _unreachable, _back_off),
        Row(RegisterAnswered, TRYING, "failed", None, _refused),
        Row(RegisterAnswered, "unregistering", "registering", _succeeded, _succeed),
        Row(RegisterAnswered, "unregistering", "unregistered", _over, _stay_away),
        Row(RegistrationDue, "registered", None, None, _send),
        Row(RegistrationDue, IDLE, "registering", _wants, _start),
        Row(RegistrationDue, "unregistering", "registering", _succeeded, _succeed),
        Row(RegistrationDue, "unregistering", "unregistered"),
        Row(BindingExpired, "registered", "registering", None, _expired),
        Row(Plugged, IDLE, "registering", _lan_is_back, _start),
        Row(ShuttingDown, TRYING, "unregistering", None, _unregister),
        Row(ShuttingDown, IDLE, None, None, _stay_away),
        Row(ShuttingDown, "unregistering", None, None, _no_return),
    ),
    read=_read_state,
    write=_write_state,
)


def _reconcile(step: Step[Lines]) -> None:
    """Bring the lines in accord with configuration: drop, add, and tell which have work to do."""
    wanted = read_lines(config(step.phone), step.profile.registrations)
    indices = {settings.index for settings in wanted}
    for line in step.own.lines:
        if line.index not in indices:
            step.key = line.index
            _forget(step)
    known = {line.index: line for line in step.own.lines if line.index in indices}
    step.change(lines=tuple(known.get(settings.index) or Line(settings) for settings in wanted))
    for settings in wanted:
        old = known.get(settings.index)
        if old is None or old.settings != settings or old.state not in TRYING:
            step.tell(LineConfigured(settings.index, settings))


def _forget(step: Step[Lines]) -> None:
    """Leave a line that is configured no more; nobody waits for the answer."""
    line = _line(step)
    if line.state in TRYING:
        _unregister(step)
    step.disarm(f"lines/{line.index}/due")


def _one(step: Step[Lines]) -> None:
    if _find(step.own, step.event.line):
        REGISTRATION.feed(step, step.event.line)


def _each(step: Step[Lines]) -> None:
    for line in step.own.lines:
        REGISTRATION.feed(step, line.index)


SLICE: Slice[Lines] = Slice(
    Lines,
    {
        Ready: _reconcile,
        LineConfigured: _one,
        RegisterAnswered: _one,
        RegistrationDue: _one,
        BindingExpired: _one,
        Plugged: _each,
        ShuttingDown: _each,
    },
    machines=(REGISTRATION,),
)
