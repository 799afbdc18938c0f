"""The conversations of TFTP, packet by packet, without a network."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.config.tftp import NOT_FOUND, Reading, TftpError, Writing

MOST = 1 << 20


def data(number: int, content: bytes) -> bytes:
    """A block."""
    return struct.pack("!HH", 3, number & 0xFFFF) + content


def ack(number: int) -> bytes:
    """An acknowledgement."""
    return struct.pack("!HH", 4, number & 0xFFFF)


def options(**words: int) -> bytes:
    """A server's answer to options."""
    return b"\0\6" + b"".join(f"{name}\0{value}\0".encode() for name, value in words.items())


def blocks(body: bytes, size: int) -> list[bytes]:
    """A body cut into blocks, the last one shorter than all others."""
    return [body[at : at + size] for at in range(0, len(body) + 1, size)]


@pytest.mark.parametrize("kind", [Reading("logs/a.cfg", 9), Writing("logs/a.cfg", b"")])
def test_the_first_packet_asks_for_sizes(kind: Reading | Writing) -> None:
    """The file, mode octet, then tsize and blksize."""
    words = kind.packet[2:].split(b"\0")
    assert [b"logs/a.cfg", b"octet", b"tsize", b"0", b"blksize", b"512", b""] == words


def test_without_options_it_is_the_packet_of_old() -> None:
    """RFC 1350 alone."""
    assert b"\0\1a\0octet\0" == Reading("a", 9, options=False).packet


@given(st.binary(max_size=3000), st.sampled_from([None, 8, 512, 1428]), st.data())
def test_a_file_comes_whole_whatever_is_lost_or_doubled(body: bytes, agreed: int | None, draw: st.DataObject) -> None:
    """Blocks may come twice, late, or mixed with what is none: the file is the same, each block is confirmed."""
    reading = Reading("a", MOST)
    if agreed:
        assert reading.take(options(blksize=agreed, tsize=len(body)))
        assert ack(0) == reading.packet
    for number, block in enumerate(blocks(body, agreed or 512), 1):
        noise = draw.draw(
            st.sampled_from([b"", b"?", data(number + 7, b"later"), ack(number), data(number - 2, b"old")])
        )
        assert not reading.take(noise)
        assert reading.take(data(number, block))
        assert ack(number) == reading.packet
        if draw.draw(st.booleans()) and not reading.done:
            assert reading.take(data(number, block))
    assert (True, body) == (reading.done, bytes(reading.body))
    assert len(body) == reading.size


def test_more_blocks_than_numbers() -> None:
    """Numbers begin again at 0 after 65,535: 32 MiB are no limit."""
    reading = Reading("a", 1 << 20)
    reading.take(options(blksize=1))
    for number in range(1, 65_540):
        assert reading.take(data(number, b"x"))
    assert (ack(65_539), 65_539) == (reading.packet, len(reading.body))


def test_a_probe_ends_with_the_size() -> None:
    """With options the size is known and no block is asked for; without, the first block says that it is there."""
    known, plain = Reading("a", MOST, probe=True), Reading("a", MOST, probe=True)
    assert known.take(options(tsize=1 << 30))
    assert plain.take(data(1, bytes(512)))
    assert [(True, 1 << 30, b"\0\5"), (True, None, b"\0\5")] == [
        (each.done, each.size, each.packet[:2]) for each in (known, plain)
    ]


def test_too_much_is_refused() -> None:
    """One block beyond the limit ends the transfer, and tells the server."""
    reading = Reading("a", 600)
    for number in (1, 2):
        assert reading.take(data(number, bytes(512)))
    assert (True, b"\0\5") == (reading.done, reading.packet[:2])


@given(st.binary(max_size=3000), st.sampled_from([None, 8, 512, 1428]))
def test_a_file_goes_whole(body: bytes, agreed: int | None) -> None:
    """Each block goes out once its predecessor is confirmed, confirmations that come twice bring nothing twice."""
    writing = Writing("a", body)
    assert writing.take(options(blksize=agreed) if agreed else ack(0))
    arrived = [writing.packet]
    while not writing.done:
        number = len(arrived)
        assert data(number, b"") == writing.packet[:4]
        assert not writing.take(ack(number - 1))
        if writing.take(ack(number)):
            arrived.append(writing.packet)
    assert blocks(body, agreed or 512) == [packet[4:] for packet in arrived]


@pytest.mark.parametrize("kind", [Reading("a", 9), Writing("a", b"")])
def test_what_the_server_says_is_wrong_is_known(kind: Reading | Writing) -> None:
    """Code and text of an error."""
    with pytest.raises(TftpError, match="File not found") as caught:
        kind.take(b"\0\5\0\1File not found\0")
    assert NOT_FOUND == caught.value.code


@given(st.binary(max_size=40))
def test_no_packet_is_too_odd(packet: bytes) -> None:
    """Anything is either of use, or not, or the server's error."""
    for kind in (Reading("a", 9), Writing("a", b"x")):
        if packet[:2] != b"\0\5":
            kind.take(packet)
