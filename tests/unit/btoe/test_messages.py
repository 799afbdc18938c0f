"""What goes over the wire: pieces, noise, and every message."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulator.btoe.channel import PcChannel, PhoneChannel
from emulator.btoe.handshake import Exchange
from emulator.btoe.wire import (
    FRAME_BYTES,
    LARGEST,
    LARGEST_GREETING,
    Answer,
    Audio,
    CallAction,
    ClientCall,
    ClientCalls,
    Confirm,
    Credentials,
    Cutter,
    Device,
    Goodbye,
    Hello,
    Message,
    PhoneStatus,
    WireError,
    decode_greeting,
    decode_message,
    device_name,
    encode,
    frame,
    needed,
)
from tests.unit.btoe.wires import CODE, TALK, paired


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_noise_is_a_wire_error_at_most(noise: bytes) -> None:
    """Whatever comes instead of a handshake or a message."""
    for channel in (PhoneChannel(), paired_phone()):
        try:
            list(channel.receive(noise))
        except WireError:
            assert [] == list(channel.receive(noise))


_READY = paired().phone


def paired_phone() -> PhoneChannel:
    """A paired phone's end; noise ends it, so each takes a fresh one after that."""
    global _READY
    if not _READY.established:
        _READY = paired().phone
    return _READY


@settings(max_examples=150, deadline=None)
@given(st.binary(min_size=32, max_size=32))
def test_shares_that_are_none_are_wire_errors(point: bytes) -> None:
    """Points that are not of the curve or not of the group do not get past the exchange."""
    pc = PcChannel("manual", CODE)
    try:
        list(pc.receive(frame(encode(Answer(1, b"B" + point)))))
    except WireError:
        return
    assert not pc.established


@pytest.mark.parametrize(
    "point", [bytes(32), b"\1" + bytes(31), b"\xec" + b"\xff" * 30 + b"\x7f"], ids=["0", "1", "-1"]
)
def test_points_of_small_order_are_refused(point: bytes) -> None:
    """With one of these a key could be forced."""
    with pytest.raises(WireError):
        Exchange(CODE, phone=False).keys(b"B" + point, b"seen")


def test_streams_come_in_any_pieces() -> None:
    """Byte by byte, a message is the same."""
    pair = paired()
    for message in TALK:
        pair.pc.send(message)
    data, heard = pair.pc.take(), []
    for place in range(len(data)):
        heard += list(pair.phone.receive(data[place : place + 1]))
    assert list(TALK) == heard


@pytest.mark.parametrize("largest", [LARGEST_GREETING, LARGEST])
def test_frames_have_an_end(largest: int) -> None:
    """One that announces more is refused at once, before anything of it has come."""
    cutter = Cutter()
    cutter.largest = largest
    cutter.feed((largest + 1).to_bytes(4, "big"))
    with pytest.raises(WireError):
        cutter.cut()


def test_who_has_not_proved_the_code_cannot_fill_the_phone() -> None:
    """Until then frames are small."""
    with pytest.raises(WireError):
        list(PhoneChannel().receive(LARGEST.to_bytes(4, "big")))


@pytest.mark.parametrize(
    "message",
    [
        {"type": "audio", "pcm": bytes(639)},
        {"type": "call", "call": 1, "action": "explode"},
        {"type": "hello", "connector": "4" * 300},
        {"type": "route"},
        {"type": "tomorrow"},
        7,
    ],
    ids=str,
)
def test_what_is_no_message_is_a_wire_error(message: object) -> None:
    """Wrong sizes, unknown words, things left out."""
    with pytest.raises(WireError):
        decode_message(msgspec.msgpack.encode(message))


_TEXTS = st.text(max_size=40)
_CALLS = st.builds(
    ClientCall,
    st.integers(0, 1 << 31),
    _TEXTS,
    _TEXTS,
    st.sampled_from(["in", "out"]),
    st.sampled_from(["ringing", "dialing", "connected", "held"]),
    st.sampled_from(["audio", "video"]),
    st.integers(2, 50),
)
MESSAGES = st.one_of(
    st.builds(Hello, _TEXTS, _TEXTS, _TEXTS, _TEXTS, st.booleans()),
    st.builds(Credentials, _TEXTS, _TEXTS, _TEXTS, _TEXTS),
    st.builds(ClientCalls, st.lists(_CALLS, max_size=5).map(tuple)),
    st.builds(Device, st.booleans(), st.booleans()),
    st.builds(PhoneStatus, _TEXTS, st.booleans(), st.booleans()),
    st.builds(CallAction, st.integers(0, 1 << 31), st.sampled_from(["answer", "end", "hold", "resume"])),
    st.builds(Goodbye, _TEXTS),
    st.builds(Audio, st.binary(min_size=FRAME_BYTES, max_size=FRAME_BYTES)),
)


@given(MESSAGES)
def test_messages_arrive_as_they_were_said(message: Message) -> None:
    """All fields of all kinds."""
    assert message == decode_message(encode(message))


@given(st.binary(min_size=32, max_size=32))
def test_a_proof_is_carried_whole(proof: bytes) -> None:
    """The last word of the handshake."""
    assert Confirm(proof) == decode_greeting(encode(Confirm(proof)))


@pytest.mark.parametrize(
    ("connector", "family", "mode", "expected"),
    [
        ("3.5.0", "VVX", "auto", ""),
        ("3.5.0", "VVX", "manual", "3.8.0"),
        ("3.8.0", "VVX", "manual", ""),
        ("3.10", "VVX", "manual", ""),
        ("3.8.0", "CCX", "auto", "4.3.0"),
        ("4.3.0", "CCX", "manual", ""),
        ("beta", "CCX", "auto", "4.3.0"),
    ],
)
def test_old_connectors_do_not_do(connector: str, family: str, mode: str, expected: str) -> None:
    """3.8.0 for a pairing code on a VVX, 4.3.0 for a CCX at all (user guides)."""
    assert expected == needed(connector, family, mode)


def test_what_the_pc_calls_the_phone() -> None:
    """Among its audio devices (user guides of CCX and VVX)."""
    assert ("Poly CCX Phone", "Polycom VVX Phone") == (device_name("CCX"), device_name("VVX"))
