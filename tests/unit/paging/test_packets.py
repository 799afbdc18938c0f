"""The packets of paging, byte for byte, and what is made of those that come."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.paging.packets import Frames, Packet, PacketError, decode

HEAD = b"\x01\x02\x03\x04\x0dFront desk\x00\x00\x00"


@pytest.mark.parametrize(
    ("packet", "data"),
    [
        (Packet("alert", 26, 0x01020304, "Front desk"), b"\x0f\x1a" + HEAD),
        (Packet("end", 1, 0x01020304, "Front desk"), b"\xff\x01" + HEAD),
        (
            Packet("transmit", 50, 0x01020304, "Front desk", 9, 320, b"before" + b"newest"),
            b"\x10\x32" + HEAD + b"\x09\x00\x00\x00\x01\x40beforenewest",
        ),
    ],
)
def test_packets_are_as_the_advisory_draws_them(packet: Packet, data: bytes) -> None:
    """Twenty bytes of head; with sound the codec, flags and count behind it."""
    assert data == packet.encode()
    assert packet == decode(data)


@pytest.mark.parametrize("name", ["x" * 40, "Empfang für alle Gäste"])
def test_names_are_cut_to_thirteen_bytes(name: str) -> None:
    """No character is cut in two."""
    packet = decode(Packet("alert", 1, 1, name).encode())
    assert name.startswith(packet.caller)
    assert 12 <= len(packet.caller.encode()) <= 13


def test_longer_names_of_others_are_read() -> None:
    """The head says how long the name is."""
    assert "A longer name than" == decode(b"\x0f\x01\0\0\0\x01\x12A longer name than").caller


@given(st.binary(max_size=60))
def test_noise_is_refused_or_understood(data: bytes) -> None:
    """Nothing that comes makes the phone stumble."""
    try:
        packet = decode(data)
    except PacketError:
        return
    Frames().take(packet)
    assert 1 <= packet.channel <= 50


def said(number: int, size: int = 160) -> Packet:
    """Packet of that number, from 1: frames are filled with their numbers."""
    before = bytes([number - 1]) * size if number > 1 else b""
    return Packet("transmit", 26, 1, "", 0, size * number, before + bytes([number]) * size)


@pytest.mark.parametrize("size", [80, 160, 320])
@pytest.mark.parametrize(
    ("numbers", "heard"),
    [
        ((1, 2, 3), (1, 2, 3)),
        ((1, 3, 4), (1, 2, 3, 4)),
        ((1, 2, 2, 3), (1, 2, 3)),
        ((1, 2, 5), (1, 2, 4, 5)),
        ((7, 8), (6, 7, 8)),
        ((2, 1, 3), (1, 2, 3)),
    ],
)
def test_each_frame_is_heard_once(size: int, numbers: tuple[int, ...], heard: tuple[int, ...]) -> None:
    """In order; of a lost packet by the next one; also by those who come late."""
    frames = Frames()
    found = [frame for number in numbers for frame in frames.take(said(number, size))]
    assert list(heard) == [place for place, _, _ in found]
    assert [bytes([number % 256]) * size for number in heard] == [sound for _, _, sound in found]
    assert [size * number for number in heard] == [samples for _, samples, _ in found]
