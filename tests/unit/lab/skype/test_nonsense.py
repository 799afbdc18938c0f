"""Whatever is sent, there is an answer: no request makes a service stumble."""

from __future__ import annotations

import datetime
import random
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from emulator.kernel.clock import ManualClock
from emulator.lab.skype.front_end import FrontEnd
from emulator.lab.skype.messages import Ask
from tests.unit.lab.skype.asking import (
    CERTIFICATES,
    JANE,
    PIN,
    TICKETS,
    Phone,
    certificate_request,
    signing_request,
    token_request,
)


async def _at_once(seconds: float) -> None:
    """Nobody waits."""


def _make() -> FrontEnd:
    with tempfile.TemporaryDirectory() as folder:
        return FrontEnd(ManualClock(), random.Random(1), Path(folder), _at_once, datetime.datetime.now(datetime.UTC))


FRONT_END = _make()
PATHS = sorted(FRONT_END.web.services)
GOOD = [
    token_request(*JANE, "sip:jdoe@example.com"),
    token_request(*PIN),
    certificate_request(Phone(FRONT_END).ticket(), signing_request()),
]
TEXT = st.text(st.characters(), max_size=60)
HEADERS = st.dictionaries(st.sampled_from(["x-ms-webticket", "authorization", "content-type"]), TEXT)


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """A request that would be good, with a piece of it cut out and another one put there."""
    body = draw(st.sampled_from(GOOD))
    start = draw(st.integers(0, len(body)))
    return body[:start] + draw(st.binary(max_size=20)) + body[start + draw(st.integers(0, 50)) :]


@given(service=st.sampled_from(PATHS), query=TEXT, headers=HEADERS, body=st.binary(max_size=200))
def test_anything(service: tuple[str, str], query: str, headers: dict[str, str], body: bytes) -> None:
    """Any bytes, to any service."""
    ask = Ask(*service, {"sipuri": query, "code": query}, headers, body)
    assert 200 <= FRONT_END.web.answer(ask).status < 600


@given(path=st.sampled_from([f"{TICKETS}/Auth", f"{TICKETS}/pin", CERTIFICATES]), body=spoilt())
def test_almost_right(path: str, body: bytes) -> None:
    """What was right but for a piece of it."""
    assert 200 <= FRONT_END.web.answer(Ask("POST", path.lower(), {}, {}, body)).status < 600
