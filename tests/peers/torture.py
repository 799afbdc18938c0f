"""Broken, odd and hostile SIP, in the spirit of RFC 4475: what a phone on a network must survive."""

from __future__ import annotations

import random

HEAD = (
    "Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK-torture-{number}\r\n"
    "From: <sip:mallory@127.0.0.1>;tag=m{number}\r\n"
    "To: <sip:1001@127.0.0.1>\r\n"
    "Call-ID: torture-{number}\r\n"
    "CSeq: {number} {method}\r\n"
    "Contact: <sip:mallory@127.0.0.1:9>\r\n"
    "Max-Forwards: 70\r\n"
)
SDP_TYPE = "Content-Type: application/sdp\r\n"
SDP = "v=0\r\no=m 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n"


def request(number: int, method: str = "INVITE", *, extra: str = "", body: str = "", length: object = None) -> str:
    """A request that is right but for what is put into it."""
    length = len(body) if length is None else length
    head = HEAD.format(number=number, method=method)
    return f"{method} sip:1001@127.0.0.1 SIP/2.0\r\n{head}{extra}Content-Length: {length}\r\n\r\n{body}"


def without(number: int, name: str) -> str:
    """An INVITE that lacks a header."""
    lines = request(number).split("\r\n")
    return "\r\n".join(line for line in lines if not line.startswith(f"{name}:"))


def altered(number: int, old: str, new: str, method: str = "INVITE", **parts: str) -> str:
    """A request with one thing in it replaced."""
    return request(number, method, **parts).replace(old, new)


_NOISE = random.Random(4475).randbytes(600)

MESSAGES: dict[str, str | bytes] = {
    "nothing but line ends": "\r\n\r\n\r\n",
    "zeroes": b"\0" * 64,
    "noise": _NOISE,
    "noise behind a start line": b"INVITE sip:1001@127.0.0.1 SIP/2.0\r\n" + _NOISE + b"\r\n\r\n",
    "another protocol": "GET / HTTP/1.1\r\nHost: phone\r\n\r\n",
    "a TLS greeting": bytes.fromhex("16030100710100006d0303") + _NOISE[:100],
    "a start line alone": "INVITE sip:1001@127.0.0.1 SIP/2.0\r\n\r\n",
    "half a start line": "INV",
    "half of the headers": request(1)[:140],
    "no end of headers": request(2).replace("\r\n\r\n", "\r\n"),
    "the body cut short": request(3, extra=SDP_TYPE, body=SDP, length=4000),
    "the body longer than said": request(4, "OPTIONS", body=SDP * 3, length=10),
    "Content-Length below zero": request(5, length=-1),
    "Content-Length no number": request(6, length="many"),
    "Content-Length beyond all": request(7, length="9" * 40),
    "two Content-Lengths that differ": request(8, extra="Content-Length: 3\r\n", body=SDP),
    **{f"without {name}": without(10 + at, name) for at, name in enumerate(("Via", "From", "To", "Call-ID", "CSeq"))},
    "CSeq of another method": altered(20, "20 INVITE", "20 BYE"),
    "CSeq no number": altered(21, "21 INVITE", "one INVITE"),
    "CSeq beyond 32 bits": altered(22, "22 INVITE", "99999999999 INVITE"),
    "a version from the future": altered(23, "SIP/2.0\r\nVia", "SIP/7.0\r\nVia"),
    "a method nobody knows": request(24, "!%*_+`'~"),
    "a scheme nobody knows": altered(25, "INVITE sip:1001", "INVITE nobody:1001"),
    "a Request-URI in brackets": altered(26, "sip:1001@127.0.0.1 SIP", "<sip:1001@127.0.0.1> SIP"),
    "a Request-URI with blanks": altered(27, "sip:1001@127.0.0.1 SIP", "sip:1001@127.0.0.1; lr SIP"),
    "a Request-URI with headers": altered(28, "sip:1001@127.0.0.1 SIP", "sip:1001@127.0.0.1?Route=%3Csip:x%3E SIP"),
    "an unfinished quote": altered(29, "From: <sip:mallory", 'From: "Mallory <sip:mallory'),
    "an unfinished address": altered(30, "<sip:mallory@127.0.0.1>;tag", "<sip:mallory@127.0.0.1;tag"),
    "escapes that are none": altered(31, "sip:1001@127.0.0.1 SIP", "sip:%zz%@127.0.0.1 SIP"),
    "a name full of zeroes": altered(32, "From: <", 'From: "\0\0\0" <'),
    "a Via with a port beyond all": altered(33, "127.0.0.1:9;", "127.0.0.1:999999;"),
    "a Via with no host": altered(34, "SIP/2.0/UDP 127.0.0.1:9;", "SIP/2.0/UDP ;"),
    "a Via of another transport": altered(35, "SIP/2.0/UDP", "SIP/2.0/CARRIER-PIGEON"),
    "no tag on From": altered(36, ";tag=m36", ""),
    "header names with blanks": altered(37, "Max-Forwards:", "Max - Forwards :"),
    "a header without colon": request(38, extra="This is no header\r\n"),
    "a fold in the first line": altered(39, "SIP/2.0\r\nVia", "SIP/2.0\r\n folded\r\nVia"),
    "one header of 60,000 bytes": request(40, extra=f"Subject: {'x' * 60_000}\r\n"),
    "a thousand headers": request(41, extra="X: y\r\n" * 1000),
    "a thousand Vias": request(42, extra="Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKx\r\n" * 1000),
    "deep brackets": altered(43, "<sip:mallory@127.0.0.1:9>", "<" * 5000),
    "commas without end": request(44, "OPTIONS", extra=f"Route: {',' * 20_000}\r\n"),
    "Max-Forwards no number": altered(45, "Max-Forwards: 70", "Max-Forwards: seventy"),
    "Max-Forwards used up": altered(46, "Max-Forwards: 70", "Max-Forwards: 0", "OPTIONS"),
    "an extension that is required": request(47, extra="Require: nothing-we-know\r\n"),
    "a dialog nobody has": altered(48, "<sip:1001@127.0.0.1>\r\n", "<sip:1001@127.0.0.1>;tag=none\r\n", "BYE"),
    "an ACK for nothing": request(49, "ACK"),
    "a CANCEL for nothing": request(50, "CANCEL"),
    "a body that is no SDP": request(51, extra=SDP_TYPE, body="<xml/>"),
    "SDP without media": request(52, extra=SDP_TYPE, body=SDP.partition("m=")[0]),
    "SDP with a port beyond all": request(53, extra=SDP_TYPE, body=SDP.replace("audio 9", "audio 999999")),
    "SDP that repeats itself": request(54, extra=SDP_TYPE, body=SDP + "m=audio 9 RTP/AVP 0\r\n" * 200),
    "SDP with no codec in common": request(55, extra=SDP_TYPE, body=SDP.replace("AVP 0", "AVP 77")),
    "a summary that is none": request(56, "NOTIFY", extra="Event: message-summary\r\n", body="Voice-Message: -/x ("),
    "an event nobody knows": request(57, "NOTIFY", extra="Event: surprise;id=" + "9" * 3000 + "\r\n"),
    "a REFER to nowhere": request(58, "REFER", extra="Refer-To: <<<>>>\r\n"),
    "Replaces of a dialog nobody has": request(59, extra="Replaces: a;to-tag=b;from-tag=c\r\n"),
    "a challenge out of the blue": "SIP/2.0 401 No\r\n" + HEAD.format(number=60, method="REGISTER") + "\r\n",
    "an answer to nothing": "SIP/2.0 200 OK\r\n" + HEAD.format(number=61, method="INVITE") + "\r\n",
    "a status beyond all": "SIP/2.0 4294967301 better not\r\n" + HEAD.format(number=62, method="INVITE") + "\r\n",
    "a response without anything": "SIP/2.0 200\r\n\r\n",
    "bytes that are not UTF-8": altered(63, "From: <", 'From: "\udcff\udcfe" <'),
    "NTLM for a phone that asked nobody": request(64, "OPTIONS", extra=f"Authorization: NTLM {'A' * 9000}\r\n"),
    "separators without anything between": altered(65, "127.0.0.1:9;branch", "127.0.0.1:9;;,;,,;branch"),
    "two of what there is once": request(66, extra="CSeq: 5 BYE\r\nCall-ID: b\r\nFrom: <sip:b@b>\r\nTo: <sip:c@c>\r\n"),
    "a body of a kind nobody knows": request(67, extra="Content-Type: application/unknown\r\n", body="<audio/>"),
    "a body in a coding nobody knows": request(68, extra=f"{SDP_TYPE}Content-Encoding: gzip\r\n", body=SDP),
    "numbers beyond all": request(69, extra=f"Expires: {'9' * 40}\r\nMin-Expires: {'9' * 40}\r\nRSeq: {'9' * 40}\r\n"),
    "a date that is none": request(70, "OPTIONS", extra="Date: Fri, 01 Jan 2010 16:00:00 EST\r\n"),
    "blanks within an address": altered(71, "<sip:mallory@127.0.0.1>;tag", "< sip:mallory@127.0.0.1 >;tag"),
    "a name of no tokens": altered(72, "From: <", "From: Bell, Alexander <"),
    "blanks in the first line": altered(73, "INVITE sip:1001@127.0.0.1 SIP", "INVITE  sip:1001@127.0.0.1  SIP"),
    "blanks behind the first line": altered(74, "SIP/2.0\r\nVia", "SIP/2.0  \r\nVia"),
    "a Contact with headers in the open": altered(
        75, "<sip:mallory@127.0.0.1:9>", "sip:m@127.0.0.1:9?Route=%3Csip:x%3E"
    ),
    "nothing accepted that the phone has": request(76, "OPTIONS", extra="Accept: text/nobody-knows\r\n"),
    "a REGISTER to a phone": request(77, "REGISTER", extra="Authorization: Digest \r\n"),
    "a SUBSCRIBE to nothing": request(78, "SUBSCRIBE"),
    "a PRACK for nothing": request(79, "PRACK", extra="RAck: 1 1 INVITE\r\n"),
    "an UPDATE of nothing": altered(80, "<sip:1001@127.0.0.1>\r\n", "<sip:1001@127.0.0.1>;tag=none\r\n", "UPDATE"),
    "an offer in a dialog nobody has": altered(81, "<sip:1001@127.0.0.1>\r\n", "<sip:1001@127.0.0.1>;tag=none\r\n"),
    "an answer to everybody": altered(82, "127.0.0.1:9;", "255.255.255.255;").replace(
        "INVITE sip:1001@127.0.0.1 SIP/2.0", "SIP/2.0 200 OK"
    ),
    "a branch of old senders": altered(83, ";branch=z9hG4bK-torture-83", ""),
}
"""What it is -> the bytes. None is a call that could be up; some may ring."""


def encoded(message: str | bytes) -> bytes:
    """The bytes on the wire."""
    return message if isinstance(message, bytes) else message.encode("utf-8", "surrogateescape")
