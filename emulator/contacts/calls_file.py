"""The call lists' file, `<mac>-calls.xml`.

Its elements, dispositions and durations are those that readers of real files know (the Posh-UCS scripts); what each
disposition stands for is our reading. Phones write ampersands bare, so files are mended before they are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from emulator.config.findings import Finding, finding
from emulator.config.xml import read_text
from emulator.contacts.markup import DECLARATION, Element, element, read_elements
from emulator.contacts.model import Record

DISPOSITIONS = (
    "Conference", "Normal", "Rejected", "RemotelyHandled", "Transferred", "Busy", "UserForwarded", "Partial", "",
)  # fmt: skip
"""How a call went. Normal: it was answered; Partial: it never was, and nobody refused it."""

UNANSWERED = ("Rejected", "Busy", "Partial")
"""Dispositions of received calls that count as missed."""

LONGEST = 10**9
"""More seconds than any call lasts; what a file says beyond that is not believed."""

_START = datetime(1970, 1, 1, tzinfo=UTC)
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)")
_DURATION = re.compile(r"P(?:(\d{1,9})D)?T?(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S?)?")


class Records(NamedTuple):
    """What a file holds, with the finding that says why it holds nothing."""

    records: tuple[Record, ...]
    findings: tuple[Finding, ...] = ()
    usable: bool = True


def read_calls(name: str, data: bytes) -> Records:
    """Read the file `name`, whatever its bytes are; records get ids from 1 on."""
    text, findings = read_text(name, data, mend)
    if findings:
        return Records((), findings, usable=False)
    root = read_elements(text)
    if root.name != "callList":
        reason = f"not a call list, so a phone ignores it: it begins with <{root.name}>"
        return Records((), (finding("directory-invalid", reason, name, root.line),), usable=False)
    return Records(tuple(_record(number, call) for number, call in enumerate(root.find_all("call"), 1)))


def mend(text: str) -> str:
    """The text with ampersands that stand for themselves written as XML wants them."""
    return _BARE_AMPERSAND.sub("&amp;", text)


def _record(number: int, call: Element) -> Record:
    values = call.values
    incoming = values.get("direction", "") == "In"
    disposition = values.get("disposition", "")
    parties = [_party(call, name) for name in ("source", "destination")]
    (far, name), (own, _) = parties if incoming else reversed(parties)
    return Record(
        id=number,
        kind=("missed" if disposition in UNANSWERED else "received") if incoming else "placed",
        line=_number(values.get("line", ""), 1),
        number=far,
        name=name,
        start=_seconds_since_1970(values.get("startTime", "")),
        duration=read_duration(values.get("duration", "")),
        disposition=disposition if disposition in DISPOSITIONS else "",
        times=max(1, _number(values.get("count", ""), 1)),
        own=own,
    )


def _party(call: Element, name: str) -> tuple[str, str]:
    """Address and name of a party."""
    found = call.child(name)
    if found is None:
        return "", ""
    address = re.sub(r"^(sip|tel):", "", found.values.get("address", ""))
    return address, found.values.get("name", "")


def _number(text: str, otherwise: int) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else otherwise


def _seconds_since_1970(text: str) -> int:
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        return 0
    return max(0, (moment - _START) // timedelta(seconds=1))


def read_duration(text: str) -> int:
    """Seconds from ISO 8601's form: PT1H1M1S; the last letter may be missing, and 0 is what cannot be read."""
    found = _DURATION.fullmatch(text)
    if not found:
        return 0
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return min(LONGEST, ((days * 24 + hours) * 60 + minutes) * 60 + seconds)


def write_duration(seconds: int) -> str:
    """A duration in ISO 8601's form, without what is nought: P1DT5H6M3S, PT0S."""
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    time = "".join(f"{value}{letter}" for value, letter in ((hour, "H"), (minute, "M"), (second, "S")) if value)
    day = f"{days}D" if days else ""
    return f"P{day}T{time}" if time else f"P{day}" if day else "PT0S"


def write_calls(records: Iterable[Record], saved: int) -> bytes:
    """The file as of `saved`, the wall time in seconds since 1970."""
    calls = "".join("".join(_call(record)) for record in records)
    stamp = f"<?Saved @ --{wall(saved):%Y-%m-%dT%H:%M:%S}-- ?>\n"
    return f"{DECLARATION}{stamp}<callList>\n{calls}</callList>\n".encode()


def wall(seconds: int) -> datetime:
    """A wall time as date and time."""
    return _START + timedelta(seconds=min(seconds, 250_000_000_000))


def _call(record: Record) -> Iterator[str]:
    incoming = record.kind != "placed"
    far, own = (record.number, record.name), (record.own, "")
    parties = {"source": far, "destination": own} if incoming else {"source": own, "destination": far}
    yield "  <call>\n"
    yield element("direction", "In" if incoming else "Out", 4)
    yield element("disposition", record.disposition, 4)
    yield element("line", str(record.line), 4)
    yield element("protocol", "SIP", 4)
    yield element("startTime", f"{wall(record.start):%Y-%m-%dT%H:%M:%S}", 4)
    yield element("duration", write_duration(record.duration), 4)
    yield element("count", str(record.times), 4)
    for name, (address, words) in {**parties, "connection": far}.items():
        yield f"    <{name}>\n{element('address', f'sip:{address}' if address else '', 6)}"
        yield f"{element('name', words, 6)}    </{name}>\n"
    yield "  </call>\n"
