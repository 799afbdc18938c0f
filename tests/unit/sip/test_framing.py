"""Messages cut out of a stream."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.sip.stack.framing import PING, StreamFramer
from emulator.sip.stack.headers import SipSyntaxError
from emulator.sip.stack.messages import MAX_MESSAGE

ONE = b"OPTIONS sip:a SIP/2.0\r\nVia: SIP/2.0/TCP a\r\nContent-Length: 5\r\n\r\nhello"
TWO = b"SIP/2.0 200 OK\r\nl : 0\r\nVia: SIP/2.0/TCP a\r\n\r\n"
THREE = b"SIP/2.0 100 Trying\nVia: SIP/2.0/TCP a\n\n"


@given(st.lists(st.integers(1, 40), max_size=30))
def test_pieces_of_any_size_give_the_same_messages(sizes: list[int]) -> None:
    """However the stream is cut in transit, the same messages and keep-alives come out."""
    stream, framer = ONE + PING + TWO + THREE + ONE, StreamFramer()
    found: list[bytes] = []
    for size in [*sizes, len(stream)]:
        found += framer.feed(stream[:size])
        stream = stream[size:]
    assert [ONE, PING, TWO, THREE, ONE] == found


@pytest.mark.parametrize(
    "data",
    [
        b"OPTIONS sip:a SIP/2.0\r\nContent-Length: many\r\n\r\n",
        b"OPTIONS sip:a SIP/2.0\r\nContent-Length: -1\r\n\r\n",
        b"OPTIONS sip:a SIP/2.0\r\nContent-Length: 99999999999\r\n\r\n",
        b"OPTIONS sip:a SIP/2.0\r\nContent-Length: %d\r\n\r\n" % MAX_MESSAGE,
        b"x" * (MAX_MESSAGE + 1),
    ],
)
def test_a_stream_that_cannot_be_cut_is_given_up(data: bytes) -> None:
    """Lengths that are no number, and endless messages, raise SipSyntaxError."""
    with pytest.raises(SipSyntaxError):
        list(StreamFramer().feed(data))
