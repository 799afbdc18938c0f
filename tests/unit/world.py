"""The world around a pure phone: a boot server, registrars and far ends that owe answers until a test gives them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from emulator.boot.logs.model import LogRead, ReadLog
from emulator.boot.orders import Compare, Compared, Digest, Digested, Fetch, Fetched, Remember, RememberFailed
from emulator.calls.model import CallAnswered, CallProgressed, CallTerminated, MediaChanged
from emulator.calls.orders import PlaceCall, SendAnswer, SendHangup, SendHold, SendReject, SendResume
from emulator.calls.parties import FollowRefer, SendRefer, TakeOver, TransferNews
from emulator.kernel.state import Effect, Event
from emulator.lines.model import RegisterAnswered, SendRegister
from emulator.network.model import AskTime, TimeTold, TimeUnknown
from emulator.presence.model import PublishAnswered, SendPublish
from emulator.settings.orders import LoadMeasured, MeasureLoad, Probe, Probed
from emulator.signin.orders import (
    AskPolicy,
    Challenge,
    Challenged,
    Exchange,
    Exchanged,
    LookedUp,
    LookUp,
    MakeSecrets,
    PolicyTold,
    SecretsMade,
)
from emulator.voicemail.model import SendSubscribe, SubscribeAnswered
from emulator.watching.model import SendWatch, WatchAnswered

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


DIRECTORY = b"""<directory><item_list>
    <item><fn>Carol</fn><ln>Clark</ln><ct>1003</ct><sd>2</sd><rt>7</rt></item>
    <item><fn>Dan</fn><ct>1004</ct><sd>1</sd><ar>1</ar></item><item><fn>Eve</fn><ct>1005</ct></item>
</item_list></directory>"""
"""Contacts, two of them favorites."""

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


def _hash(password: str) -> str:
    return f"hash of {password}"


def _compared(effect: Compare) -> Compared:
    known = (effect.password, _hash(effect.password))
    return Compared(effect.id, next((place for place, kept in enumerate(effect.candidates) if kept in known), -1))


_WELL: dict[type[Effect], Callable[[Any], Event]] = {
    Compare: lambda effect: Compared(
        effect.id,
        next(
            (n for n, kept in enumerate(effect.candidates) if kept in (effect.password, f"hash of {effect.password}")),
            -1,
        ),
    ),
    Digest: lambda effect: Digested(effect.id, _hash(effect.password)),
    ReadLog: lambda effect: LogRead(effect.id, b"a line\n"),
    SendRegister: lambda effect: RegisterAnswered(effect.line.index, 200, "OK", effect.expires),
    SendSubscribe: lambda effect: SubscribeAnswered(effect.line.index, 200, "OK", effect.expires),
    SendWatch: lambda effect: WatchAnswered(effect.number, 200, "OK", effect.expires),
    SendPublish: lambda effect: PublishAnswered(effect.line.index, 200, "OK", effect.expires, "tag"),
    AskPolicy: lambda effect: PolicyTold(200),
    Exchange: lambda effect: Exchanged(effect.id, 404),
    MakeSecrets: lambda effect: SecretsMade(effect.id, b"request", b"entropy"),
    LookUp: lambda effect: LookedUp(effect.id),
    Challenge: lambda effect: Challenged(effect.id),
    PlaceCall: lambda effect: CallAnswered(effect.call, "PCMU"),
    SendAnswer: lambda effect: CallAnswered(effect.call, "G722"),
    SendHold: lambda effect: MediaChanged(effect.call, "local-hold"),
    SendResume: lambda effect: MediaChanged(effect.call, "active"),
    SendHangup: lambda effect: CallTerminated(effect.call, 200, "OK"),
    SendReject: lambda effect: CallTerminated(effect.call, effect.code, "Decline"),
    SendRefer: lambda effect: TransferNews(effect.call, 200, "OK"),
    FollowRefer: lambda effect: CallAnswered(effect.call, "PCMU"),
    TakeOver: lambda effect: CallAnswered(effect.call, "PCMU"),
    AskTime: lambda effect: TimeTold(effect.number, 1_700_568_000.0),
    Probe: lambda effect: Probed(effect.id, "192.0.2.9", 1.5, effect.ttl > 2),
    MeasureLoad: lambda effect: LoadMeasured(effect.id, 12, 20480, 3),
}

_BADLY: dict[type[Effect], Callable[[Any, int], Event]] = {
    Compare: lambda effect, number: Compared(effect.id, -1),
    Fetch: _spoiled,
    ReadLog: lambda effect, number: LogRead(effect.id, b""),
    Probe: lambda effect, number: Probed(effect.id, fault=_pick(("", "Destination unreachable"), number)),
    AskTime: lambda effect, number: TimeUnknown(effect.number, effect.host, _pick(("", "192.0.2.1"), number), "No"),
    Remember: lambda effect, number: RememberFailed(effect.item, "No space left on device"),
    SendRegister: lambda effect, number: RegisterAnswered(effect.line.index, _pick(CODES, number), "No", 0, 7200),
    SendSubscribe: lambda effect, number: SubscribeAnswered(effect.line.index, _pick(CODES, number), "No"),
    SendWatch: lambda effect, number: WatchAnswered(effect.number, _pick(CODES, number), "No"),
    SendPublish: lambda effect, number: PublishAnswered(effect.line.index, _pick(CODES, number), "No"),
    AskPolicy: lambda effect, number: PolicyTold(_pick(CODES, number)),
    Exchange: lambda effect, number: Exchanged(effect.id, _pick((None, *STATUSES), number), fault="timeout"),
    MakeSecrets: lambda effect, number: SecretsMade(effect.id, b"", b""),
    PlaceCall: lambda effect, number: CallTerminated(effect.call, _pick(CODES, number), "No"),
    SendAnswer: lambda effect, number: CallTerminated(effect.call, _pick((0, 487, 500), number), "Gone"),
    SendHold: lambda effect, number: MediaChanged(effect.call, _pick(("active", "remote-hold"), number)),
    SendResume: lambda effect, number: MediaChanged(effect.call, _pick(("local-hold", "remote-hold"), number)),
    SendRefer: lambda effect, number: TransferNews(effect.call, _pick((100, 486, 603), number), "No"),
    FollowRefer: lambda effect, number: CallTerminated(effect.call, _pick(CODES, number), "No"),
    TakeOver: lambda effect, number: CallTerminated(effect.call, 487, "Gone"),
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
