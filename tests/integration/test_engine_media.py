"""What engines say of their sound and do with it; their far end is a socket that takes RTP by hand."""

from __future__ import annotations

import asyncio
import math
from array import array
from pathlib import Path

import pytest

from emulator.sip.media import LONG_TAG, SHORT_TAG, Codec, MediaTerms
from emulator.sip.protocol import (
    Confirmed,
    Digit,
    Ended,
    HangUp,
    Hold,
    Invite,
    Levels,
    Measure,
    Media,
    Microphone,
    SendDigits,
    Speaker,
    Statistics,
    StopTape,
    Talk,
    Tape,
)
from emulator.sip.sounds import Recording, Unheard, tone
from emulator.sip.stack.messages import Request
from emulator.sip.stack.sdp import streams
from emulator.sip.tones import Recorded, completed, heard, power, read
from tests.integration.caller import Caller, Srtp, Start
from tests.integration.far_end import Packet, Peer, Rtp

PCMU, PCMA, ILBC = Codec("PCMU/8000/1"), Codec("PCMA/8000/1"), Codec("iLBC/8000/1", 110, 20, "mode=20")
EVENTS = ("a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-15")


async def offered(start: Start, peer: Peer, srtp: Srtp = 0, **settings: object) -> str:
    """What an engine offers in a call."""
    ann = start(route=f"127.0.0.1:{peer.port}", **settings)
    ann.send(Invite(1, "<sip:1001@pbx>", "sip:1002@pbx", srtp=srtp))
    return (await peer.request("INVITE")).body.decode()


async def in_call(start: Start, peer: Peer, answer: bytes, **settings: object) -> tuple[Caller, Request]:
    """An engine in a call with the peer."""
    ann = start(route=f"127.0.0.1:{peer.port}", **settings)
    ann.send(Talk((1,)), Invite(1, "<sip:1001@pbx>", "sip:1002@pbx"))
    invite = await peer.accept(answer)
    await ann.until(Confirmed)
    return ann, invite


def decoded(packets: list[Packet]) -> Recorded:
    """The sound in packets of G.711 mu-law."""
    return Recorded(array("h", (_linear(byte) for packet in packets for byte in packet.body)), 8000)


def _linear(byte: int) -> int:
    """One sample of G.711 mu-law (ITU-T G.711, table 2a)."""
    byte = ~byte & 0xFF
    magnitude = ((((byte & 0x0F) << 3) + 0x84) << (byte >> 4 & 7)) - 0x84
    return -magnitude if byte & 0x80 else magnitude


async def test_payload_types_packet_time_and_parameters(start: Start, peer: Peer) -> None:
    """Dynamic payload types, those of DTMF among them, packet time and format parameters are as configured."""
    offer = await offered(start, peer, codecs=(ILBC, PCMU), media=MediaTerms(events=127))
    assert " RTP/AVP 110 0 127\r\n" in offer
    for line in ("a=rtpmap:110 iLBC/8000", "a=fmtp:110 mode=20", "a=rtpmap:127 telephone-event/8000", "a=ptime:20"):
        assert f"{line}\r\n" in offer


async def test_events_that_are_not_spoken_of(start: Start, peer: Peer) -> None:
    """Without DTMF events their format is not offered."""
    assert "telephone-event" not in await offered(start, peer, media=MediaTerms(events=None))


@pytest.mark.parametrize("payload", [97, 101, 127])
async def test_keys_travel_by_their_payload_type(start: Start, peer: Peer, rtp: Rtp, payload: int) -> None:
    """Keys go out, and are heard, by the payload type that was offered; what they last is as asked for."""
    answer = rtp.sdp(f"a=rtpmap:{payload} telephone-event/8000", formats=f"0 {payload}")
    ann, invite = await in_call(start, peer, answer, codecs=(PCMU,), media=MediaTerms(events=payload))
    ann.send(SendDigits(1, "#", on=100))
    await rtp.until(lambda it: any(packet.payload == payload and packet.body[1] & 0x80 for packet in it.packets))
    last = [packet.body for packet in rtp.packets if packet.payload == payload][-1]
    assert (11, 800) == (last[0], int.from_bytes(last[2:4]))
    port = streams(invite.body.decode())[0].port
    for number, flags in enumerate((0, 0, 0x80), 1):
        rtp.send(port, payload, number, 160, bytes((7, flags)) + (160 * number).to_bytes(2), marker=number == 1)
    assert "7" == (await ann.until(Digit)).digit


@pytest.mark.parametrize(("method", "events"), [("tones", True), ("rfc2833", False)])
async def test_keys_as_tones(start: Start, peer: Peer, rtp: Rtp, method: str, events: bool) -> None:
    """Keys go as tones if that is asked for, or the far end knows no events; as loud and as long as asked."""
    answer = rtp.sdp(*EVENTS, formats="0 101") if events else rtp.sdp()
    ann, _ = await in_call(start, peer, answer, codecs=(PCMU,))
    ann.send(SendDigits(1, "5", method, on=400, off=60, level=-12.0))  # type: ignore[arg-type]
    await rtp.until(lambda it: decoded(it.packets[-2:]).loudness > 1e-4)
    packets = await rtp.take(10)
    sound = decoded(packets)
    assert {0} == {packet.payload for packet in packets}
    for hz in (770, 1336):
        assert -13.5 < 10 * math.log10(2 * power(sound.samples, 8000, hz)) < -10.5
    await rtp.until(lambda it: decoded(it.packets[-2:]).loudness < 1e-4)


@pytest.mark.parametrize(("spelled", "signal"), [(False, b"10"), (True, b"*")])
async def test_keys_in_requests(start: Start, peer: Peer, rtp: Rtp, spelled: bool, signal: bytes) -> None:
    """An INFO names the star key by its number, or by its character."""
    ann, _ = await in_call(start, peer, rtp.sdp())
    ann.send(SendDigits(1, "*", "info", on=120, spelled=spelled))
    info = await peer.request("INFO")
    peer.answer(info, 200)
    assert b"Signal=" + signal + b"\r\nDuration=120\r\n" == info.body


@pytest.mark.parametrize("milliseconds", [10, 20, 40])
async def test_sound_in_a_packet(start: Start, peer: Peer, rtp: Rtp, milliseconds: int) -> None:
    """Packets hold as much sound as configured, if the far end wants nothing else."""
    codec = Codec("PCMU/8000/1", ptime=milliseconds)
    await in_call(start, peer, rtp.sdp(), codecs=(codec,))
    assert {8 * milliseconds} == {len(packet.body) for packet in await rtp.take(4)}


async def test_the_far_end_says_how_much_goes_in_a_packet(start: Start, peer: Peer, rtp: Rtp) -> None:
    """What the answer asks for counts before what is configured."""
    await in_call(start, peer, rtp.sdp("a=ptime:30"), codecs=(PCMU,))
    assert {240} == {len(packet.body) for packet in await rtp.take(4)}


@pytest.mark.parametrize("silent", [False, True])
async def test_silence(start: Start, peer: Peer, rtp: Rtp, silent: bool) -> None:
    """With voice activity detection silence is not sent, once it has lasted a moment."""
    await in_call(start, peer, rtp.sdp(), codecs=(PCMU,), media=MediaTerms(silent=silent))
    await asyncio.sleep(1.0)
    before = len(rtp.packets)
    await asyncio.sleep(0.3)
    assert silent == (len(rtp.packets) - before < 5)


@pytest.mark.parametrize("suites", [(LONG_TAG,), (SHORT_TAG,), (SHORT_TAG, LONG_TAG)])
async def test_crypto_suites(start: Start, peer: Peer, suites: tuple[str, ...]) -> None:
    """Offers have the suites that are configured, in order, and say how long their keys live."""
    offer = await offered(start, peer, 2, media=MediaTerms(suites=suites, lifetime="2^31"))
    assert suites == streams(offer)[0].suites
    assert len(suites) == offer.count("|2^31\r\n")


async def test_late_packets_are_waited_for(start: Start, peer: Peer, rtp: Rtp) -> None:
    """The jitter buffer of a codec begins and ends as configured."""
    ann, _ = await in_call(start, peer, rtp.sdp(), codecs=(Codec("PCMU/8000/1", jitter=(60, 240)),))
    ann.send(Measure(1))
    assert (60, 240) == (await ann.until(Statistics)).buffer


async def test_counters(start: Start, peer: Peer, rtp: Rtp) -> None:
    """Packets of both ways are counted, lost ones too, over a hold, and told once more at the end."""
    ann, invite = await in_call(start, peer, rtp.sdp(), codecs=(PCMU,))
    port = streams(invite.body.decode())[0].port
    for number in (1, 2, 4, 5, 6):
        rtp.send(port, 0, number, 160 * number, b"\xff" * 160)
    await rtp.take(3)
    async with asyncio.timeout(5):
        counted = None
        while counted is None or counted.received.packets < 5:
            ann.send(Measure(1))
            counted = await ann.until(Statistics)
    assert (1, 0) == (counted.received.lost, counted.payload)
    assert f"127.0.0.1:{port}" == counted.local
    assert {counted.source} == {packet.source for packet in rtp.packets}
    ann.send(Hold(1))
    peer.answer(await peer.request("INVITE"), 200, body=rtp.sdp("a=recvonly"))
    await ann.until(Statistics)
    await ann.until(Media, state="local-hold")
    ann.send(HangUp(1))
    peer.answer(await peer.request("BYE"), 200)
    await ann.until(Ended)
    last = [event for event in ann.events if isinstance(event, Statistics)][-1]
    assert (5, 1) == (last.received.packets, last.received.lost)


async def test_a_conversation_on_tape(start: Start, peer: Peer, rtp: Rtp, tmp_path: Path) -> None:
    """Both sides are recorded; while the recording stands still nothing is, and it goes on without a gap."""
    ann, bob, path = start(), start(), tmp_path / "tape.wav"
    for caller, hz in ((ann, 440), (bob, 620)):
        caller.send(Microphone(tone(hz)), Talk((1,)))
    await ann.call(bob, 1)
    await ann.packets(1, 10)
    ann.send(Tape(Recording(str(path))))
    await ann.packets(1, 30)
    ann.send(StopTape(True))
    await ann.packets(1, 40)
    ann.send(StopTape(False))
    await ann.packets(1, 20)
    ann.send(Tape(Unheard()))
    await completed(path)
    sound = read(path)
    assert [440, 620] == sorted(heard(sound))
    assert 0.8 < sound.seconds < 1.5


@pytest.mark.parametrize(("level", "expected"), [(0.0, ()), (0.5, (440,))])
async def test_side_tone(start: Start, peer: Peer, rtp: Rtp, level: float, expected: tuple[int, ...]) -> None:
    """Who speaks hears it, as loud as the levels say."""
    ann, _ = await in_call(start, peer, rtp.sdp(), codecs=(PCMU,))
    path = Path(ann.new_file())
    ann.send(Microphone(tone(440)), Levels(side_tone=level), Speaker(Recording(str(path))))
    await rtp.take(25)
    ann.send(Speaker(Unheard()))
    await completed(path)
    assert expected == heard(read(path).part(0.2))
