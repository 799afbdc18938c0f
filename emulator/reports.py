"""What a phone reports as it runs: the JSON lines of `vphone run --json`, and the journal that the screens show.

A report is a dictionary with `kind` and, put in by the phone, `t`. All are worked out from the state before and after
an event, so that no slice has to think of reporting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from emulator.accessories.model import Accessories
from emulator.boot.model import Power, Provisioning, StageEntered
from emulator.boot.orders import Fetched, Log
from emulator.btoe.model import Btoe
from emulator.calls.model import Call, Calls
from emulator.config.findings import Finding
from emulator.contacts.model import Directory
from emulator.device import Device
from emulator.display.device import describe as lamp_words
from emulator.display.model import Led, Noticed, Screen
from emulator.kernel.core import Fault
from emulator.kernel.slices import PowerCut
from emulator.kernel.sockets import EXPANSIONS, LAN
from emulator.kernel.state import Event, State
from emulator.lines.model import Line, Lines
from emulator.lock.model import Lock
from emulator.signin.model import SignIn
from emulator.voicemail.model import Mailbox, Voicemail

Report = dict[str, Any]

SCHEMA = 1

KINDS = {
    "hello": "first line: model, mac, version",
    "boot": "a stage of the boot begins",
    "fetch": "a file was transferred, or could not be",
    "finding": "something is wrong in a configuration file",
    "line": "a registration changed",
    "call": "a call changed",
    "led": "a lamp changed",
    "screen": "the display changed",
    "mwi": "a mailbox changed",
    "btoe": "pairing with a computer changed: state, mode, computer, client",
    "signin": "signing in to Skype for Business got on: state, user, role, method, message",
    "lock": "the phone was locked or unlocked, or is about to be",
    "plug": "something was plugged in, or pulled out",
    "say": "a message for the user",
    "log": "a line of the device's log",
    "state": "answer to ask",
    "ok": "an input was carried out",
    "error": "an input could not be carried out",
    "end": "the run is over",
}
"""The kinds of report there are."""


class JournalLine(NamedTuple):
    """One line of the journal: when (microseconds since power on), what kind, and what happened."""

    at: int
    kind: str
    text: str


class Reporter:
    """Watches one device and tells what changed."""

    def __init__(self, device: Device) -> None:
        self._before: State = device.core.state
        self._device = device
        self._screen: Report = {}
        self._leds: dict[str, Led] = {}

    def after(self, event: Event) -> Iterator[Report]:
        """What an event or fact, just handled, has led to."""
        before, now = self._before, self._device.core.state
        self._before = now
        yield from _direct(event)
        if now[Provisioning] is not before[Provisioning]:
            yield from _findings(before[Provisioning].findings, now[Provisioning].findings)
        if now[Directory] is not before[Directory]:
            yield from _findings(before[Directory].findings, now[Directory].findings)
        if now[Lines] is not before[Lines]:
            yield from _lines(before[Lines], now[Lines])
        if now[Calls] is not before[Calls]:
            yield from _calls(before[Calls], now[Calls])
        if now[Voicemail] is not before[Voicemail]:
            yield from _mailboxes(before[Voicemail], now[Voicemail])
        if now[Lock] is not before[Lock]:
            yield from _lock(before[Lock], now[Lock])
        if signing(now) != signing(before):
            yield signing(now)
        yield from _plugs(before, now)
        if pairing(now) != pairing(before):
            yield pairing(now)

    def face(self, screen: Screen, text: str | None, leds: dict[str, Led]) -> Iterator[Report]:
        """What the user now sees differently; without `text` nobody wants to know of the display."""
        for name in {**self._leds, **leds}:
            led = leds.get(name, Led())
            if led != self._leds.get(name, Led()):
                yield {"kind": "led", "led": name, "color": led.color, "pattern": led.pattern}
        self._leds = leds
        labels = [key.label for key in screen.soft_keys]
        shown = {"kind": "screen", "name": screen.name, "title": screen.title, "text": text, "softkeys": labels}
        if text is not None and shown != self._screen:
            self._screen = shown
            yield shown


def log_report(effect: Log) -> Report:
    """A line of the device's log, as a report."""
    return {"kind": "log", "component": effect.component, "level": effect.level, "text": effect.text}


def _direct(event: Event) -> Iterator[Report]:
    match event:
        case StageEntered(stage):
            yield {"kind": "boot", "stage": stage}
        case Fetched():
            report = {"kind": "fetch", "method": event.method, "url": event.url, "status": event.status}
            yield report | {"bytes": event.size, "ms": event.ms} | ({"fault": event.fault} if event.fault else {})
        case Noticed(text):
            yield {"kind": "say", "text": text}
        case PowerCut():
            yield {"kind": "boot", "stage": "off"}
        case Fault():
            text = f"{event.slice} could not handle {event.event}: {event.error}"
            yield {"kind": "log", "component": "so", "level": "5", "text": text}


def _findings(before: tuple[Finding, ...], now: tuple[Finding, ...]) -> Iterator[Report]:
    for finding in now:
        if finding not in before:
            yield {
                "kind": "finding",
                "rule": finding.rule,
                "severity": finding.severity,
                "file": finding.file,
                "line": finding.line,
                "column": finding.column,
                "parameter": finding.parameter,
                "message": finding.message,
            }


def _lines(before: Lines, now: Lines) -> Iterator[Report]:
    def shown(line: Line) -> Report:
        return {"line": line.index, "state": spoken(line), "code": line.code, "reason": line.reason}

    earlier = {line.index: shown(line) for line in before.lines}
    for line in now.lines:
        if shown(line) != earlier.get(line.index):
            yield {"kind": "line"} | shown(line)


def spoken(line: Line) -> str:
    """The state of a line in the words of reports, which know no unregistering."""
    return "unregistered" if line.state == "unregistering" else line.state


def _calls(before: Calls, now: Calls) -> Iterator[Report]:
    def shown(call: Call) -> Report:
        return {
            "id": call.id,
            "line": call.line,
            "direction": call.direction,
            "state": call.state,
            "remote": call.number,
            "name": call.name,
            "reason": call.reason,
        }

    earlier = {call.id: shown(call) for call in before.calls}
    for call in now.calls:
        if shown(call) != earlier.get(call.id):
            yield {"kind": "call"} | shown(call)


def _mailboxes(before: Voicemail, now: Voicemail) -> Iterator[Report]:
    def counts(box: Mailbox) -> Report:
        return {"line": box.line, "new": box.new, "old": box.old}

    earlier = {box.line: counts(box) for box in before.mailboxes}
    for box in now.mailboxes:
        if counts(box) != earlier.get(box.line, counts(Mailbox(box.line))):
            yield {"kind": "mwi"} | counts(box)


LOCK_STATES = {"confirming": "creating", "waiting": "locking", "backoff": "locked"}
"""The states of the locks in the words of reports, where these are others."""


def _lock(before: Lock, now: Lock) -> Iterator[Report]:
    def shown(lock: Lock) -> Report:
        return {"state": LOCK_STATES.get(lock.state, lock.state), "lock": lock.kind, "reason": lock.by}

    if shown(now) != shown(before):
        yield {"kind": "lock"} | shown(now)


def _plugs(before: State, now: State) -> Iterator[Report]:
    """What hands have plugged in or pulled; of expansion modules, each one."""
    if now[Power].link != before[Power].link:
        yield {"kind": "plug", "plug": LAN, "present": now[Power].link}
    was, there = before[Accessories], now[Accessories]
    for what in {**dict.fromkeys(was.present), **dict.fromkeys(there.present)}:
        if what not in EXPANSIONS and (what in was.present) != (what in there.present):
            yield {"kind": "plug", "plug": what, "present": what in there.present}
    if len(there.pages) != len(was.pages):
        kind = next(what for what in EXPANSIONS if what in (*was.present, *there.present))
        yield {"kind": "plug", "plug": kind, "present": len(there.pages) > len(was.pages)}


def signing(state: State) -> Report:
    """How the sign-in stands, and for whom."""
    own = state[SignIn]
    about = {"user": own.account.address if own.account else "", "role": own.role, "method": own.method}
    return {"kind": "signin", "state": own.state} | about | {"message": own.message}


def pairing(state: State) -> Report:
    """How pairing with a computer stands."""
    own = state[Btoe]
    about = {"mode": own.mode, "computer": own.computer, "client": own.client, "locked": own.locked}
    return {"kind": "btoe", "state": own.state} | about


def describe(report: Report) -> str:
    """A report in plain words, for the journal and for people who listen to it."""
    words = _WORDS.get(report["kind"])
    return words(report) if words else str(report.get("text", report["kind"]))


def _why(reason: str) -> str:
    return f" ({reason})" if reason else ""


def _fetch_words(report: Report) -> str:
    outcome = report["status"] or report.get("fault", "no answer")
    return f"{report['method']} {report['url']} {outcome} ({report['bytes']} bytes, {report['ms']} ms)"


def _finding_words(report: Report) -> str:
    return f"{report['severity']}: {report['file']}:{report['line']}:{report['column']}: {report['message']}"


def _line_words(report: Report) -> str:
    why = f" ({report['code']} {report['reason']})" if report["code"] not in (0, 200) else ""
    return f"line {report['line']}: {report['state']}{why}"


def _call_words(report: Report) -> str:
    who = report["name"] or report["remote"] or "nobody yet"
    return f"call {report['id']} {report['direction']}: {report['state']}, {who}{_why(report['reason'])}"


def _lock_words(report: Report) -> str:
    which = f"{report['lock']} lock" if report["lock"] else "lock"
    return f"{which}: {report['state']}{_why(report['reason'])}"


def _with(report: Report, what: str) -> str:
    """The state that a report tells of, and of whom."""
    return f"{report['state']}{report[what] and ', '}{report[what]}"


_WORDS: dict[str, Callable[[Report], str]] = {
    "boot": lambda report: f"boot: {report['stage']}",
    "fetch": _fetch_words,
    "finding": _finding_words,
    "line": _line_words,
    "call": _call_words,
    "led": lambda report: f"lamp: {lamp_words(report['led'], Led(report['color'], report['pattern']))}",
    "signin": lambda report: f"sign-in: {_with(report, 'user')}{_why(report['message'])}",
    "btoe": lambda report: f"BToE: {_with(report, 'computer')}",
    "plug": lambda report: f"{report['plug']} {'plugged in' if report['present'] else 'pulled out'}",
    "lock": _lock_words,
    "mwi": lambda report: f"messages on line {report['line']}: {report['new']} new, {report['old']} old",
    "log": lambda report: f"{report['component']}|{report['level']}|{report['text']}",
}
"""What to say of each kind of report that has no text of its own."""
