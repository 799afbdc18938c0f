"""Calls between whole phones through kamailio: what either user does, and what the other one sees and hears."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest

from emulator.calls.model import RemoteDigit
from emulator.phone import Phone
from emulator.sip.sounds import tone
from emulator.sip.tones import heard, read
from tests.peers.harness.programs import eventually
from tests.peers.office import Office, codes, heard_events, names, requests, wire

ALICE, BOB = 620, 980
"""Hertz of the tones that the two phones' microphones hear."""


class Pair(NamedTuple):
    """Two registered phones: alice is 1001, bob 1002."""

    alice: Phone
    bob: Phone

    async def connect(self) -> None:
        """Alice calls, Bob answers."""
        self.alice.dial("1002")
        await self.bob.until("call:offering")
        self.bob.press("Answer")
        await self.both("connected")

    async def both(self, state: str) -> None:
        """Wait until there is a call in that state on both phones."""
        await asyncio.gather(*(phone.until(f"call:{state}") for phone in self))

    async def idle(self) -> None:
        """Wait until no call is left on either phone's wire."""
        for phone in self:
            await phone.until(lambda phone: all(call.ended for call in phone.calls))


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    """Unplugs phones at the end of the test."""
    async with AsyncExitStack() as stack:
        yield stack


async def plug_in(stack: AsyncExitStack, *phones: Phone) -> list[Phone]:
    """Plug phones in and wait until they are registered."""
    for phone in phones:
        await stack.enter_async_context(phone)
    await asyncio.gather(*(phone.until("registered") for phone in phones))
    return list(phones)


@pytest.fixture
async def pair(office: Office, stack: AsyncExitStack) -> Pair:
    """Two phones over UDP."""
    return Pair(*await plug_in(stack, office.phone("1001"), office.phone("1002", model="VVX_250")))


@pytest.mark.parametrize("transport", ["UDPOnly", "TCPOnly", "TLS"])
async def test_a_call_with_sound_both_ways(
    office: Office, stack: AsyncExitStack, tmp_path: Path, transport: str
) -> None:
    """Ringing and ringback are shown with names, each hears the other's tone, and both see the end."""
    pair = Pair(*await plug_in(stack, *(office.phone(user, transport=transport) for user in ("1001", "1002"))))
    alice, bob = pair
    alice.speak(tone(ALICE))
    bob.speak(tone(BOB))
    alice.dial("1002")
    await bob.until("call:offering")
    await alice.until("call:ringing")
    assert "Desk 1001" in bob.screen.text
    assert ("green", "offering") == (bob.leds["line1"].color, bob.leds["line1"].pattern)
    bob.press("Answer")
    await pair.both("connected")
    files = await asyncio.gather(alice.listen(0.6, tmp_path / "alice.wav"), bob.listen(0.6, tmp_path / "bob.wav"))
    assert [(BOB,), (ALICE,)] == [heard(read(file)) for file in files]
    alice.press("End Call")
    await pair.idle()
    await eventually(lambda: codes(alice, "BYE") == [200], "the answer to BYE")


async def test_an_invite_looks_as_on_the_device(pair: Pair) -> None:
    """Order of headers and fixed values; digest after the proxy's challenge; nothing of the inside leaks out."""
    await pair.connect()
    bare, authorized = requests(pair.alice, "INVITE")
    order = ["Via", "From", "To", "CSeq", "Call-ID", "Contact", "Allow", "User-Agent", "Accept-Language", "Supported"]
    rest = ["Allow-Events", "Max-Forwards", "Content-Type", "Content-Length"]
    assert [*order, *rest] == names(bare)
    assert [*order, "Allow-Events", "Proxy-Authorization", *rest[1:]] == names(authorized)
    values = {each.name: each.value for each in bare.headers}
    assert {
        "user-agent": "PolycomVVX-VVX_450-UA/5.9.7.4477",
        "accept-language": "en",
        "supported": "replaces, 100rel",
        "allow": "INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, MESSAGE, SUBSCRIBE, NOTIFY, PRACK, UPDATE, REFER",
        "allow-events": "conference,talk,hold",
        "max-forwards": "70",
    }.items() <= values.items()
    assert values["from"].startswith('"Desk 1001" <sip:1001@127.0.0.1>;tag=')
    assert values["contact"].startswith(f"<sip:1001@{pair.alice.setup.bind}:")
    for phone in pair:
        said = "\n".join(text for _, way, _, text in phone.sip_trace if way == "out")
        assert "pjsip" not in said.lower()
        assert "pjmedia" not in said.lower()
        assert f"c=IN IP4 {phone.setup.bind}" in said


@pytest.mark.parametrize(
    ("changes", "code", "shown"), [({}, 603, "Decline"), ({"voIpProt.SIP.use486forReject": 1}, 486, "Busy")]
)
async def test_a_rejected_call(
    office: Office, stack: AsyncExitStack, changes: dict[str, object], code: int, shown: str
) -> None:
    """Reject is 603, or 486 where the configuration says so, and the caller sees it."""
    alice, bob = await plug_in(stack, office.phone("1001"), office.phone("1002", changes))
    alice.dial("1002")
    await bob.until("call:offering")
    bob.press("Reject")
    await alice.until(lambda phone: phone.calls[0].ended)
    assert code == alice.calls[0].code
    assert shown in alice.screen.text
    await bob.until(lambda phone: all(call.ended for call in phone.calls))


@pytest.mark.parametrize(("number", "code"), [("1999", 404), ("1003", 480)])
async def test_a_number_where_nobody_is(pair: Pair, number: str, code: int) -> None:
    """Unknown, or known but nowhere registered: the phone shows the end, and plays its tone."""
    pair.alice.dial(number)
    await pair.alice.until(lambda phone: phone.calls[0].ended)
    assert code == pair.alice.calls[0].code
    assert "reorder" == pair.alice.calls[0].failure_tone


async def test_a_caller_who_gives_up(pair: Pair) -> None:
    """CANCEL stops the ringing; the called phone counts a missed call."""
    pair.alice.dial("1002")
    await pair.bob.until("call:offering")
    await pair.alice.until("call:ringing")
    pair.alice.press("End Call")
    await pair.bob.until("screen:1 new missed call")
    await pair.alice.until(lambda phone: not phone.calls or phone.calls[0].ended)
    await eventually(lambda: 487 in codes(pair.alice, "INVITE"), "the end of the INVITE")


async def test_a_phone_with_all_its_calls_is_busy(office: Office, stack: AsyncExitStack) -> None:
    """With one call per line key the second caller gets 486."""
    phones = [office.phone("1001"), office.phone("1002", {"reg.1.callsPerLineKey": 1}), office.phone("1003")]
    alice, bob, carol = await plug_in(stack, *phones)
    await Pair(alice, bob).connect()
    carol.dial("1002")
    await carol.until(lambda phone: phone.calls[0].ended)
    assert 486 == carol.calls[0].code
    assert "Busy" in carol.screen.text
    assert 1 == len(bob.calls)


@pytest.mark.parametrize("holder", ["caller", "callee"])
async def test_hold_and_resume(pair: Pair, tmp_path: Path, holder: str) -> None:
    """The held side says so; sound stops for both, and is back after Resume."""
    await pair.connect()
    here, there = pair if holder == "caller" else reversed(pair)
    here.speak(tone(ALICE))
    there.speak(tone(BOB))
    here.press("Hold")
    await here.until("call:held")
    await there.until("call:remote-held")
    assert ("red", "flash") == (here.leds["line1"].color, here.leds["line1"].pattern)
    files = await asyncio.gather(here.listen(0.4, tmp_path / "a.wav"), there.listen(0.4, tmp_path / "b.wav"))
    assert [(), ()] == [heard(read(file).part(-0.2)) for file in files]
    here.press("Resume")
    await pair.both("connected")
    files = await asyncio.gather(here.listen(0.6, tmp_path / "a.wav"), there.listen(0.6, tmp_path / "b.wav"))
    assert [(BOB,), (ALICE,)] == [heard(read(file).part(0.2)) for file in files]


async def test_both_sides_hold_and_resume_in_turn(pair: Pair) -> None:
    """A call that both have held is up again only when both have taken it back."""
    await pair.connect()
    pair.alice.press("Hold")
    await pair.bob.until("call:remote-held")
    pair.bob.press("Hold")
    await pair.both("held")
    pair.alice.press("Resume")
    await pair.alice.until("call:remote-held")
    assert "held" == pair.bob.calls[0].state
    pair.bob.press("Resume")
    await pair.both("connected")


async def test_keys_in_a_call_reach_the_other_phone(pair: Pair) -> None:
    """All twelve, six from either side, in order."""
    await pair.connect()
    alice, bob = pair
    for keys, here, there in (("159*#2", alice, bob), ("604873", bob, alice)):
        arrived = heard_events(there, RemoteDigit)
        here.press(*keys)
        await eventually(partial(_complete, arrived, keys), "the digits")
        assert keys == "".join(each.digit for each in arrived)


def _complete(arrived: list[RemoteDigit], keys: str) -> bool:
    return len(arrived) >= len(keys)


@pytest.mark.parametrize("ends", ["caller", "callee", "callee's handset"])
async def test_hanging_up_from_either_side(pair: Pair, ends: str) -> None:
    """One BYE, and both are idle again; the next call works."""
    await pair.connect()
    here, there = pair if ends == "caller" else reversed(pair)
    if "handset" in ends:
        here.hook(True)
        here.hook(False)
    else:
        here.press("End Call")
    await pair.idle()
    await eventually(lambda: codes(here, "BYE"), "the answer to BYE")
    assert ([200], []) == (codes(here, "BYE"), codes(there, "BYE"))
    await pair.connect()


async def test_a_second_call_waits_while_the_first_is_held(office: Office, stack: AsyncExitStack) -> None:
    """Answering the second holds the first; ending it and resuming gives the first one back."""
    alice, bob, carol = await plug_in(stack, *(office.phone(user) for user in ("1001", "1002", "1003")))
    await Pair(alice, bob).connect()
    carol.dial("1001")
    await alice.until("call:offering")
    alice.press("Answer")
    await carol.until("call:connected")
    await bob.until("call:remote-held")
    await alice.until("call:connected")
    assert ["held", "connected"] == [call.state for call in alice.calls]
    alice.press("End Call")
    await carol.until(lambda phone: phone.calls[0].ended)
    alice.press("Resume")
    await bob.until("call:connected")


@pytest.mark.parametrize(("dying", "transport"), [("caller", "UDPOnly"), ("callee", "UDPOnly"), ("caller", "TLS")])
async def test_a_killed_engine(office: Office, stack: AsyncExitStack, dying: str, transport: str) -> None:
    """The call is shown ended, the far end gets BYE, the line stays registered, the next call is up within 1 s."""
    pair = Pair(*await plug_in(stack, *(office.phone(user, transport=transport) for user in ("1001", "1002"))))
    await pair.connect()
    here, there = pair if dying == "caller" else reversed(pair)
    for pid in here.engine_pids:
        os.kill(pid, signal.SIGKILL)
    await here.until("call:ended", 1)
    await there.until("call:ended", 1)
    assert 200 == there.calls[0].code
    assert ([], 1) == (codes(there, "BYE"), len(requests(there, "BYE", "in"))), wire(there)
    assert here.lines[0].registered
    assert 1 == len(office.kamailio.contacts("1001"))
    async with asyncio.timeout(1):
        here.dial("1002" if dying == "caller" else "1001")
        await there.until("call:offering")
        there.press("Answer")
        await pair.both("connected")


async def test_unplugging_a_phone_ends_its_call(pair: Pair) -> None:
    """It says goodbye: the far end sees the call end, and the binding is gone."""
    await pair.connect()
    await pair.alice.close()
    await pair.bob.until("call:ended", 1)
