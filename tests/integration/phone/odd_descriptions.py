"""Session descriptions that a phone meets in the field, in books, and nowhere else."""

from __future__ import annotations

from tests.integration.far_end import SDP as PLAIN

OWN = b"m=audio 39990 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n"
PLACE = b"c=IN IP4 127.0.0.1\r\n"


def altered(old: bytes, new: bytes) -> bytes:
    """The plain one with something replaced."""
    assert old in PLAIN
    return PLAIN.replace(old, new)


TAKEN: dict[str, bytes] = {
    "lines that end in a line feed": PLAIN.replace(b"\r\n", b"\n"),
    "a last line without end": PLAIN[:-2],
    "lines that are empty, or none": altered(b"t=0 0\r\n", b"t=0 0\r\n\r\nhello\r\nX=y\r\n"),
    "no version": altered(b"v=0\r\n", b""),
    "no origin": altered(b"o=- 1 1 IN IP4 127.0.0.1\r\n", b""),
    "an origin beyond 64 bits": altered(b"o=- 1 1", b"o=- 99999999999999999999 99999999999999999999"),
    "no name": altered(b"s=-\r\n", b""),
    "no time": altered(b"t=0 0\r\n", b""),
    "every kind of line": altered(
        b"t=0 0\r\n",
        b"i=x\r\nu=http://x\r\ne=x@y\r\np=+1\r\nb=CT:1000\r\nt=0 0\r\nr=7d 1h 0 25h\r\nz=0 0\r\nk=clear:x\r\n",
    ),
    "the stream before the session": OWN + PLACE + altered(OWN, b""),
    "the address with the stream": altered(PLACE, b"") + PLACE,
    "an address of nowhere, for a hold of old": altered(PLACE, b"c=IN IP4 0.0.0.0\r\n"),
    "a host name": altered(PLACE, b"c=IN IP4 localhost\r\n"),
    "formats without meaning": altered(b"AVP 0\r\n", b"AVP 0 96 97 101 999 x\r\n"),
    "a format twice": altered(b"AVP 0\r\n", b"AVP 0 0 0\r\n"),
    "names in other case": altered(b"a=rtpmap:0 PCMU", b"a=rtpmap:0 pcmu"),
    "a static codec by a number of one's own": altered(OWN, b"m=audio 39990 RTP/AVP 113\r\na=rtpmap:113 PCMU/8000\r\n"),
    "parameters of nothing": PLAIN + b"a=fmtp:0 x=y;;;=\r\na=fmtp:300 x\r\na=rtpmap:300 PCMU/8000\r\n",
    "packets of odd length": PLAIN + b"a=ptime:7\r\na=maxptime:1\r\n",
    "packets of no length": PLAIN + b"a=ptime:soon\r\n",
    "a feedback profile": altered(b"RTP/AVP", b"RTP/AVPF"),
    "a number of ports": altered(b"39990", b"39990/2"),
    "an odd port": altered(b"39990", b"39991"),
    "RTCP elsewhere": PLAIN + b"a=rtcp:1 IN IP4 127.0.0.1\r\na=rtcp-mux\r\n",
    "RTCP nowhere": PLAIN + b"a=rtcp:99999999\r\n",
    "candidates": PLAIN + b"a=ice-ufrag:x\r\na=ice-pwd:y\r\na=candidate:1 1 UDP 1 192.0.2.1 9 typ host\r\n",
    "two directions": PLAIN + b"a=sendonly\r\na=recvonly\r\n",
    "silence": PLAIN + b"a=inactive\r\n",
    "sound twice": PLAIN + b"m=audio 39992 RTP/AVP 8\r\n",
    "pictures first": altered(OWN, b"m=video 39992 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n" + OWN),
    "a fax beside": PLAIN + b"m=image 39992 udptl t38\r\na=T38FaxVersion:0\r\n",
    "a floor beside": PLAIN + b"m=application 39994 UDP/BFCP *\r\n",
    "a line of 3,000 bytes": PLAIN + b"a=x:" + b"y" * 3_000 + b"\r\n",
    "two hundred lines": PLAIN + b"a=x:y\r\n" * 200,
    "bytes that are not UTF-8": altered(b"s=-", b"s=Jos\xe9"),
}
"""Offers that a phone can take a call with."""

REFUSED: dict[str, bytes] = {
    "no address": altered(PLACE, b""),
    "an address of IPv6": altered(PLACE, b"c=IN IP6 ::1\r\n"),
    "an address of many": altered(PLACE, b"c=IN IP4 224.2.36.42/127\r\n"),
    "another network": altered(PLACE, b"c=ATM NSAP 47.0091\r\n"),
    "no sound": altered(OWN, b""),
    "sound at port 0": altered(b"39990", b"0"),
    "sound at no port": altered(b"39990", b"-1"),
    "pictures alone": altered(OWN, b"m=video 39992 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n"),
    "codecs that are unknown": altered(OWN, b"m=audio 39990 RTP/AVP 113\r\na=rtpmap:113 FLUX/8000\r\n"),
    "formats that are none": altered(b"AVP 0", b"AVP zero"),
    "a secure profile without a key": altered(b"RTP/AVP", b"RTP/SAVP"),
    "keys by DTLS alone": altered(b"RTP/AVP", b"UDP/TLS/RTP/SAVPF"),
    "another protocol": altered(b"RTP/AVP", b"CARRIER/PIGEON"),
    "no description at all": b"<xml/>",
}
"""Offers that no phone can take a call with."""
