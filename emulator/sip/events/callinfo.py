"""Call-Info as servers of shared lines write it: which appearances are in use, and by whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from emulator.sharing.model import Appearance, AppearancesReported
from emulator.sip.stack.headers import NameAddr, SipSyntaxError, user_of
from emulator.sip.terms import readable

EVENT = "call-info"

OTHERS = "*"
"""The index that stands for all appearances that are not named."""


def read_appearances(key: str, values: Iterable[str]) -> AppearancesReported:
    """What the values of Call-Info in a notification say; what cannot be read is left out."""
    found = tuple(_read(values))
    named = tuple(Appearance(int(index), *rest) for index, *rest in found if index.isdecimal())
    return AppearancesReported(key, named, full=any(index == OTHERS for index, *_ in found))


def _read(values: Iterable[str]) -> Iterator[tuple[str, str, str, str]]:
    for value in values:
        try:
            address = NameAddr.parse(value)
        except SipSyntaxError:
            continue
        state = (address.param("appearance-state") or "").strip().lower()
        if state:
            yield (address.param("appearance-index") or "").strip(), state, *_party(address.param("appearance-uri"))


def _party(written: str | None) -> tuple[str, str]:
    """Number and name of the far end; both empty if it is not told."""
    text = NameAddr("", written or "").name if (written or "").startswith('"') else written or ""
    try:
        address = NameAddr.parse(text)
    except SipSyntaxError:
        return "", ""
    return readable(user_of(address.uri)), readable(address.name)
