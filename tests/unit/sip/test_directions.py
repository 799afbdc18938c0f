"""Directions, formats and origins of session descriptions."""

from __future__ import annotations

import pytest

from emulator.sip.edge.directions import directed, direction, fitting, with_origin_of

HEAD = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"
AUDIO = (
    "m=audio 4000 RTP/AVP 9 0 101\r\na=rtpmap:9 G722/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\n"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD + AUDIO, "sendrecv"),
        (HEAD + AUDIO + "a=sendonly\r\n", "sendonly"),
        (HEAD + "a=inactive\r\n" + AUDIO, "inactive"),
        (HEAD + "a=inactive\r\n" + AUDIO + "a=recvonly\r\n", "recvonly"),
        (HEAD + AUDIO + "m=video 0 RTP/AVP 31\r\na=inactive\r\n", "sendrecv"),
        ("", "sendrecv"),
    ],
)
def test_the_direction_is_that_of_the_first_stream(text: str, expected: str) -> None:
    """Its own, else that of the session, else both ways."""
    assert expected == direction(text)


def test_a_direction_replaces_the_others() -> None:
    """Of the session and of all streams."""
    text = directed(HEAD + "a=sendrecv\r\n" + AUDIO + "a=sendonly\r\n", "recvonly")
    assert (HEAD + AUDIO + "a=recvonly\r\n", "recvonly") == (text, direction(text))


@pytest.mark.parametrize(
    ("other", "formats"),
    [
        ("m=audio 1 RTP/AVP 0 8", "0"),
        ("m=audio 1 RTP/AVP 101 0\r\na=rtpmap:101 telephone-event/8000", "0 101"),
        ("m=audio 1 RTP/AVP 101 0\r\na=rtpmap:101 iLBC/8000", "0"),
        ("m=audio 1 RTP/AVP 3", "9 0 101"),
    ],
)
def test_formats_in_common_are_kept(other: str, formats: str) -> None:
    """By number, the dynamic ones also by name; where nothing is in common nothing is taken away."""
    text = fitting(HEAD + AUDIO, HEAD + other)
    assert f"m=audio 4000 RTP/AVP {formats}" in text.splitlines()
    assert ("a=fmtp:101" in text) == ("101" in formats)


def test_the_origin_is_taken_over() -> None:
    """And nothing else."""
    assert (HEAD + AUDIO).replace("1 2", "7 8") == with_origin_of("o=- 7 8 IN IP4 127.0.0.1\r\n", HEAD + AUDIO)
