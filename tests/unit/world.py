"""The world around a pure phone: a boot server, registrars and far ends that owe answers until a test gives them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from emulator.boot.model import Fetch, Fetched, LogRead, ReadLog, Remember, RememberFailed
from emulator.calls.model import (
    CallAnswered,
    CallProgressed,
    CallTerminated,
    MediaChanged,
    PlaceCall,
    SendAnswer,
    SendHangup,
    SendHold,
    SendReject,
    SendResume,
)
from emulator.kernel.state import Effect, Event
from emulator.lines.model import RegisterAnswered, SendRegister
from emulator.voicemail.model import SendSubscribe, SubscribeAnswered

MASTER = b'<APPLICATION APP_FILE_PATH="sip.ld" CONFIG_FILES="site.cfg"/>'
SITE = """<site reg.1.address="2001" reg.1.label="2001" reg.1.auth.password="{password}"
    reg.1.server.1.address="pbx.example" reg.1.server.2.address="spare.example" reg.2.address="2002"
    reg.2.label="{label}" reg.2.callsPerLineKey="2" reg.2.server.1.address="pbx.example"
    msg.mwi.1.subscribe="2001" msg.mwi.1.callBackMode="contact" msg.mwi.1.callBack="5000"
    {more}/>"""
"""Two lines, the first with a second server and a mailbox."""


def site(label: str = "Reception", password: str = "swordfish", more: str = "") -> bytes:
    """The site's configuration file."""
    return SITE.format(label=label, password=password, more=more).encode()


FILES = {"000000000000.cfg": MASTER, "site.cfg": site()}

FAULTS = ("timeout", "refused", "reset", "untrusted", "no-name", "redirects", "truncated", "endless")
"""What links call it when there is no answer; the last two concern bodies, which only a GET has."""
STATUSES = (401, 403, 404, 405, 410, 500, 503)
BODIES = (b"", b"<", b"<html><body>Sign in</body></html>", b"\xff\xfe<", b"<site reg.1.label='x'")
CODES = (401, 403, 404, 407, 408, 423, 480, 486, 487, 500, 503, 603)


def _pick(options: tuple[Any, ...], number: int) -> Any:
    return options[number % len(options)]


def _fetched(effect: Fetch, files: Mapping[str, bytes]) -> Fetched:
    body = files.get(effect.url.rpartition("/")[2]) if effect.method == "GET" else b""
    status = 404 if body is None else 201 if effect.method == "PUT" else 200
    return Fetched(effect.id, effect.method, effect.url, status, body or b"", len(body or b""))


def _spoiled(effect: Fetch, number: int) -> Fetched:
    kind, number = number % 3, number // 3
    if kind == 0:
        faults = FAULTS if effect.method == "GET" else FAULTS[:-2]
        return Fetched(effect.id, effect.method, effect.url, None, fault=_pick(faults, number))
    if kind == 1:
        return Fetched(effect.id, effect.method, effect.url, _pick(STATUSES, number))
    return Fetched(effect.id, effect.method, effect.url, 200, body := _pick(BODIES, number), len(body))


_WELL: dict[type[Effect], Callable[[Any], Event]] = {
    ReadLog: lambda effect: LogRead(effect.id, b"a line\n"),
    SendRegister: lambda effect: RegisterAnswered(effect.line.index, 200, "OK", effect.expires),
    SendSubscribe: lambda effect: SubscribeAnswered(effect.line.index, 200, "OK", effect.expires),
    PlaceCall: lambda effect: CallAnswered(effect.call, "PCMU"),
    SendAnswer: lambda effect: CallAnswered(effect.call, "G722"),
    SendHold: lambda effect: MediaChanged(effect.call, "local-hold"),
    SendResume: lambda effect: MediaChanged(effect.call, "active"),
    SendHangup: lambda effect: CallTerminated(effect.call, 200, "OK"),
    SendReject: lambda effect: CallTerminated(effect.call, effect.code, "Decline"),
}

_BADLY: dict[type[Effect], Callable[[Any, int], Event]] = {
    Fetch: _spoiled,
    ReadLog: lambda effect, number: LogRead(effect.id, b""),
    Remember: lambda effect, number: RememberFailed(effect.item, "No space left on device"),
    SendRegister: lambda effect, number: RegisterAnswered(effect.line.index, _pick(CODES, number), "No", 0, 7200),
    SendSubscribe: lambda effect, number: SubscribeAnswered(effect.line.index, _pick(CODES, number), "No"),
    PlaceCall: lambda effect, number: CallTerminated(effect.call, _pick(CODES, number), "No"),
    SendAnswer: lambda effect, number: CallTerminated(effect.call, _pick((0, 487, 500), number), "Gone"),
    SendHold: lambda effect, number: MediaChanged(effect.call, _pick(("active", "remote-hold"), number)),
    SendResume: lambda effect, number: MediaChanged(effect.call, _pick(("local-hold", "remote-hold"), number)),
}


class World:
    """What is around one phone: `owed` are the requests that await an answer, oldest first."""

    def __init__(self) -> None:
        self.files = dict(FILES)
        self.owed: list[Effect] = []

    def ask(self, effects: list[Effect]) -> None:
        """Take what a phone sends out."""
        self.owed += [effect for effect in effects if type(effect) in _BADLY or type(effect) in _WELL]

    def well(self, number: int = 0) -> Event | None:
        """The best answer to one of the requests; None if it needs none."""
        effect = self.owed.pop(number % len(self.owed))
        if isinstance(effect, Fetch):
            return _fetched(effect, self.files)
        answer = _WELL.get(type(effect))
        return answer(effect) if answer else None

    def badly(self, number: int, how: int) -> Event | None:
        """A bad answer to one of the requests."""
        effect = self.owed.pop(number % len(self.owed))
        answer = _BADLY.get(type(effect))
        return answer(effect, how) if answer else None

    def progress(self, number: int) -> Event | None:
        """A provisional answer to a call that is being placed."""
        placed = [effect for effect in self.owed if isinstance(effect, PlaceCall)]
        if not placed:
            return None
        return CallProgressed(_pick(tuple(placed), number).call, _pick((100, 180, 183), number), "", number % 2 == 0)
