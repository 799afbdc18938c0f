"""Music on hold with real peers: kamailio connects, baresip plays, the held phone listens."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from emulator.phone import Phone
from emulator.sip.tones import heard, read
from tests.peers.harness.baresip import Baresip
from tests.peers.harness.programs import eventually
from tests.peers.office import Office, codes, requests
from tests.peers.trio import TONES, connect, plug_in, press, sounds, tones_of, up_with

MUSIC = 440
"""Hertz that baresip plays."""


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    """Unplugs phones at the end of the test."""
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture
def musician(office: Office, start_baresip: Callable[..., Baresip]) -> Baresip:
    """A softphone, 1005, that answers whoever calls."""
    kamailio = office.kamailio
    return start_baresip(
        f"{kamailio.address}:{kamailio.port}", "1005", kamailio.password("1005"), answer="auto", tone=MUSIC
    )


async def hear(folder: Path, phone: Phone) -> tuple[int, ...]:
    """What a phone hears now."""
    return heard(read(await phone.listen(0.6, folder / "held.wav")).part(0.2))


async def pair(office: Office, stack: AsyncExitStack, **changes: object) -> list[Phone]:
    """Alice, who has music, and Bob, who has none; she has called him."""
    values = {name.replace("__", "."): value for name, value in changes.items()}
    alice, bob = await plug_in(stack, office.phone("1001", values), office.phone("1002"))
    await connect(alice, bob)
    return [alice, bob]


@pytest.mark.parametrize(
    "changes",
    [
        {"voIpProt__SIP__musicOnHold__uri": "1005"},
        {"reg__1__musicOnHold__uri": "sip:1005@127.0.0.1", "voIpProt__SIP__musicOnHold__uri": "1009"},
    ],
    ids=["all lines", "the line's own"],
)
async def test_who_is_held_hears_the_music(
    office: Office, stack: AsyncExitStack, musician: Baresip, tmp_path: Path, changes: dict[str, object]
) -> None:
    """Straight from the one who plays, as long as the call is held; then the two talk again, and the musician rests."""
    alice, bob = await pair(office, stack, **changes)
    alice.press("Hold")
    await alice.until("call:held")
    await bob.until("call:remote-held")
    assert "Call on hold" in bob.screen.text
    await eventually(lambda: musician.seen("CALL_ESTABLISHED"), "the music")
    assert (MUSIC,) == await hear(tmp_path, bob)
    hold = requests(bob, "INVITE", "in")[-1]
    assert (b"", "1005") == (hold.body, requests(alice, "INVITE")[-1].to.uri.partition(":")[2].partition("@")[0])
    press(alice, "Resume")
    await alice.until("call:connected")
    await up_with(bob, alice)
    assert [tones_of(bob), tones_of(alice)] == await sounds(tmp_path, alice, bob)
    await eventually(lambda: musician.seen("CALL_CLOSED"), "the end of the music")


async def test_the_music_stops_when_the_call_ends(
    office: Office, stack: AsyncExitStack, musician: Baresip, tmp_path: Path
) -> None:
    """The held party hangs up; the musician rests."""
    alice, bob = await pair(office, stack, voIpProt__SIP__musicOnHold__uri="1005")
    alice.press("Hold")
    await alice.until("call:held")
    await eventually(lambda: musician.seen("CALL_ESTABLISHED"), "the music")
    bob.press("End Call")
    await alice.until("call:ended")
    await eventually(lambda: musician.seen("CALL_CLOSED"), "the end of the music")
    await eventually(lambda: codes(alice, "BYE") == [200], "the musician's answer to BYE")


async def test_nobody_plays(office: Office, stack: AsyncExitStack, tmp_path: Path) -> None:
    """The address is not there: the call is held in silence, and taken back."""
    alice, bob = await pair(office, stack, voIpProt__SIP__musicOnHold__uri="1009")
    alice.press("Hold")
    await alice.until("call:held")
    await bob.until("call:remote-held")
    assert not {MUSIC, *TONES.values()}.intersection(await hear(tmp_path, bob))
    press(alice, "Resume")
    await alice.until("call:connected")
    await up_with(bob, alice)
    assert [tones_of(bob), tones_of(alice)] == await sounds(tmp_path, alice, bob)


async def test_a_transfer_of_a_call_that_hears_music(
    office: Office, stack: AsyncExitStack, musician: Baresip, tmp_path: Path
) -> None:
    """The music ends with our part in the call."""
    alice, bob = await pair(office, stack, voIpProt__SIP__musicOnHold__uri="1005")
    (carol,) = await plug_in(stack, office.phone("1003"))
    press(alice, "Transfer")
    press(alice, "Blind")
    alice.press(*"1003")
    await carol.until("call:offering")
    carol.press("Answer")
    await up_with(bob, carol)
    await alice.until(lambda phone: all(call.ended for call in phone.calls))
    await eventually(lambda: musician.seen("CALL_CLOSED"), "the end of the music")
    assert [tones_of(carol), tones_of(bob)] == await sounds(tmp_path, bob, carol)
