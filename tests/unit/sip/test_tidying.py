"""What strict readers would refuse in a session description is put right before they see it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.sip.edge.tidying import tidy

HEAD = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"
AUDIO = "m=audio 4000 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\n"
NAMELESS = HEAD.replace("o=- 1 1 IN IP4 192.0.2.1", "o=- 0 0 IN IP4 0.0.0.0")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (HEAD + AUDIO, HEAD + AUDIO),
        ((HEAD + AUDIO).replace("\r\n", "\n").strip(), HEAD + AUDIO),
        (f"{HEAD}\r\nhello\r\n{AUDIO}", HEAD + AUDIO),
        (HEAD.replace("s=-\r\n", "") + AUDIO, HEAD + AUDIO),
        (HEAD.replace("s=-", "s=") + AUDIO, HEAD + AUDIO),
        (HEAD.replace("v=0\r\n", "") + AUDIO, HEAD + AUDIO),
        (HEAD.replace("o=- 1 1 IN IP4 192.0.2.1\r\n", "") + AUDIO, NAMELESS + AUDIO),
        (HEAD.replace("o=- 1", "o=- " + "9" * 30) + AUDIO, NAMELESS + AUDIO),
        (HEAD + AUDIO.replace("0 101", "0 96 101 999 x"), HEAD + AUDIO),
        (HEAD + AUDIO + "a=rtpmap:300 PCMU/8000\r\na=fmtp:97 x\r\n", HEAD + AUDIO),
        (HEAD + "m=audio 4000 RTP/AVP 96\r\n", HEAD + "m=audio 4000 RTP/AVP 96\r\n"),
        (HEAD + "m=image 4000 udptl t38\r\n" + AUDIO, HEAD + "m=image 4000 udptl t38\r\n" + AUDIO),
        ("", ""),
        ("<xml/>", ""),
    ],
)
def test_what_is_odd_becomes_plain(written: str, read: str) -> None:
    """Lines that are none, heads that lack something, formats that mean nothing; the rest stays as it is."""
    assert read == tidy(written)


@given(st.text(alphabet="vosctm=audio rtp:/0123456789AVPINE\r\n", max_size=200))
def test_what_is_tidy_stays_so(text: str) -> None:
    """Any text is read, and a second time nothing changes."""
    once = tidy(text)
    assert once == tidy(once)
