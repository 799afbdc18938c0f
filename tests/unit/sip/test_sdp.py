"""Session descriptions: what an offer has in common with the phone, and how the phone writes its own."""

from __future__ import annotations

from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.sip.media import Codec, MediaTerms
from emulator.sip.stack.sdp import acceptable, demanded, master_keys, offers_video, rekeyed, streams, write_local

PCMU, G722, ILBC = Codec("PCMU/8000/1"), Codec("G722/16000/1"), Codec("iLBC/8000/1", 110, 30, "mode=30")
KEY = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz"
OWN = "\r\n".join(
    (
        *("v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=x", "t=0 0"),
        *("m=audio 2222 RTP/AVP 0 96 120 121", "c=IN IP4 127.0.0.1", "a=sendrecv"),
        *("a=rtpmap:0 PCMU/8000", "a=rtpmap:96 iLBC/8000", "a=fmtp:96 mode=20"),
        *("a=rtpmap:120 telephone-event/8000", "a=fmtp:120 0-16"),
        *("a=rtpmap:121 telephone-event/16000", "a=fmtp:121 0-16", KEY, ""),
    )
)
"""What a SIP stack might write."""


def audio(*lines: str, formats: str = "0", profile: str = "RTP/AVP", port: int = 4000) -> str:
    """An offer of one stream."""
    return "\r\n".join(("v=0", "c=IN IP4 192.0.2.1", f"m=audio {port} {profile} {formats}", *lines, ""))


@pytest.mark.parametrize(
    ("offer", "srtp", "good"),
    [
        ("", 2, True),
        (audio(), 0, True),
        (audio(formats="8"), 0, False),
        (audio("a=rtpmap:18 G729/8000", formats="18"), 0, False),
        (audio("a=rtpmap:96 iLBC/8000/1", formats="96"), 0, True),
        (audio("a=rtpmap:97 PCMU/16000", formats="97"), 0, False),
        (audio(formats="9"), 0, True),
        (audio(port=0), 0, False),
        (audio("m=video 4002 RTP/AVP 0", formats="8"), 0, False),
        (audio(KEY, profile="RTP/SAVP"), 0, False),
        (audio(KEY, profile="RTP/SAVP"), 1, True),
        (audio(KEY, profile="RTP/SAVP"), 2, True),
        (audio(profile="RTP/SAVP"), 1, False),
        (audio(), 1, True),
        (audio(), 2, False),
        (audio(KEY), 2, True),
        (audio(KEY, "m=audio 4002 RTP/AVP 8", profile="RTP/SAVP", formats="8"), 1, False),
        (audio(KEY, "m=audio 4002 RTP/AVP 0", profile="RTP/SAVP", formats="8"), 1, True),
        ("m=audio", 0, False),
        ("m=audio 4000 RTP/AVP 0", 0, False),
        (audio("c=IN IP4 phone.example"), 0, True),
        (audio("c=IN IP4 224.2.36.42/127"), 0, False),
        (audio("c=IN IP4 239.2.36.42"), 0, False),
        (audio("c=IN IP6 2001:db8::1"), 0, False),
        (audio("c=ATM NSAP 47.0091"), 0, False),
        (audio(profile="RTP/AVPF"), 0, True),
        (audio(profile="CARRIER/PIGEON"), 0, False),
        (audio(profile="UDP/TLS/RTP/SAVPF"), 1, False),
        (audio(formats="0" * 5000), 0, False),
        (audio().replace("4000", "9" * 5000), 0, False),
    ],
)
def test_what_can_be_taken(offer: str, srtp: int, good: bool) -> None:
    """An offer needs one stream of sound with a codec in common, encrypted as far as it must or may be."""
    assert good == acceptable(offer, (PCMU, G722, ILBC), srtp)


@pytest.mark.parametrize(("port", "offered"), [(5000, True), (0, False)])
def test_pictures(port: int, offered: bool) -> None:
    """Video is offered unless its port is 0."""
    assert offered == offers_video(audio(f"m=video {port} RTP/AVP 99", "a=rtpmap:99 H264/90000"))


def test_payload_types_are_put_right() -> None:
    """Dynamic payload types, format parameters, keys of DTMF, packet time and lifetimes are the phone's."""
    written = write_local(OWN, (PCMU, ILBC), MediaTerms(events=127, lifetime="2^31"))
    assert "m=audio 2222 RTP/AVP 0 110 127\r\n" in written
    for line in ("a=rtpmap:110 iLBC/8000", "a=fmtp:110 mode=30", "a=fmtp:127 0-15", "a=ptime:20", f"{KEY}|2^31"):
        assert f"{line}\r\n" in written
    assert "121" not in written


def test_two_formats_never_share_a_payload_type() -> None:
    """DTMF events that are configured onto a codec's payload type go elsewhere."""
    written = write_local(OWN, (PCMU, ILBC), MediaTerms(events=110))
    (stream,) = streams(written)
    assert ("PCMU/8000", "ILBC/8000", "TELEPHONE-EVENT/8000") == stream.codecs


@pytest.mark.parametrize(("own_order", "codecs"), [(False, ("PCMU/8000", "ILBC/8000")), (True, ("ILBC/8000",))])
def test_whose_order_of_codecs_counts(own_order: bool, codecs: tuple[str, ...]) -> None:
    """An answer leaves the choice to the order of the offer, or insists on what the phone likes best of it."""
    terms = MediaTerms(events=None, own_order=own_order)
    offer = audio("a=rtpmap:97 iLBC/8000", formats="0 97")
    assert codecs == streams(write_local(OWN, (G722, ILBC, PCMU), terms, offer))[0].codecs


@given(st.text(alphabet="vmoa=audio rtp:/0123456789AVPS\r\n", max_size=120))
def test_any_text_is_read(text: str) -> None:
    """Whatever a far end sends for a description, it is taken or not, without an error."""
    assert acceptable(text, (PCMU,), 1) in (True, False)
    assert isinstance(write_local(text, (PCMU,), MediaTerms()), str)


@pytest.mark.parametrize(
    ("offer", "srtp", "told"),
    [
        ("", 2, 2),
        (audio(KEY, profile="RTP/SAVP"), 2, 2),
        (audio(KEY), 2, 1),
        (audio(KEY), 1, 1),
        (audio(), 0, 0),
    ],
)
def test_keys_beside_the_plain_profile_are_taken(offer: str, srtp: Literal[0, 1, 2], told: int) -> None:
    """As Lync offers them, also by a line that has to have encryption."""
    assert told == demanded(offer, srtp)


def test_keys_are_exchanged() -> None:
    """Each by its successor, and nothing else."""
    (key,) = master_keys(OWN)
    assert ("NEW",) == master_keys(rekeyed(OWN, {key: "NEW"}))
    assert OWN == rekeyed(rekeyed(OWN, {key: "NEW"}), {"NEW": key}) == rekeyed(OWN, {})
