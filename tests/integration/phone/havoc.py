"""A far end without manners: it says anything that SIP has words for, in any order, with any description."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable

from emulator.phone import Phone
from emulator.sip.stack.headers import NameAddr, SipSyntaxError, Uri
from emulator.sip.stack.messages import Request, Response, parse
from tests.integration.far_end import SDP
from tests.integration.phone.odd_descriptions import REFUSED, TAKEN
from tests.integration.phone.stranger import contact_of

DESCRIPTIONS = (b"", SDP, SDP, *TAKEN.values(), *REFUSED.values())
DIRECTIONS = (b"", b"", b"a=sendonly\r\n", b"a=inactive\r\n", b"a=recvonly\r\n")
WITHIN = ("INVITE", "INVITE", "INVITE", "UPDATE", "UPDATE", "ACK", "ACK", "BYE", "CANCEL", "PRACK", "REFER", "INFO")
ANSWERS = (100, 180, 183, 183, 200, 200, 200, 202, 302, 401, 407, 408, 481, 486, 488, 491, 500, 503, 603)
TAGS = ("far", "fork1", "fork2")
CALLS = 6
"""How many calls it has on its mind at a time."""


class Call:
    """What the far end knows of a call: enough to meddle with it."""

    def __init__(self, call_id: str, own: str, phones: str, target: str) -> None:
        self.call_id = call_id
        self.own, self.phones, self.target = own, phones, target
        self.number = 0
        self.branch = ""
        self.ours = True


class Havoc(asyncio.DatagramProtocol):
    """The phone's PBX: takes registrations, and for the rest does as its dice say, until it is `calm`."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.calls: dict[str, Call] = {}
        self.asked: list[Request] = []
        self.calm = False
        self.sent: list[bytes] = []
        self._place = ("", 0)
        self._deeds: tuple[Callable[[], None], ...] = (
            self._call, self._meddle, self._meddle, self._meddle, self._answer, self._answer, self._repeat,
        )  # fmt: skip

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        self.transport = transport
        self.port: int = transport.get_extra_info("sockname")[1]

    def meet(self, phone: Phone) -> None:
        """Learn where the phone is."""
        uri = Uri.parse(contact_of(phone))
        self._phone, self._place = str(uri), (uri.host, uri.port or 5060)

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        message = parse(data)
        if isinstance(message, Response):
            self._hear_answer(message)
        elif message.method in ("REGISTER", "SUBSCRIBE"):
            answer = message.reply(200, to_tag="pbx")
            answer.add("Contact", (message.get("contact") or "").partition(";methods")[0])
            answer.add("Expires", message.get("expires") or "0")
            self.transport.sendto(answer.serialise(), address)
        elif message.method != "ACK":
            self._hear_request(message)

    def _hear_answer(self, response: Response) -> None:
        call = self.calls.get(response.call_id)
        if call is None:
            return
        if response.to.tag and call.ours and response.cseq.method == "INVITE":
            call.phones = response.get("to") or call.phones
            call.target = _contact(response) or call.target
        polite = self.calm or self.dice.random() < 0.7
        if response.cseq.method == "INVITE" and response.code >= 200 and polite:
            self._send(self._build(call, "ACK", response.cseq.number, "" if response.code < 300 else call.branch))

    def _hear_request(self, request: Request) -> None:
        if request.method == "INVITE" and not request.to.tag and request.call_id not in self.calls:
            call = Call(request.call_id, f"{request.get('to')};tag=far", request.get("from") or "", _contact(request))
            call.ours = False
            self.calls[request.call_id] = call
        self.asked.append(request)
        if self.calm:
            self._reply(request, 487 if request.method == "INVITE" and not request.to.tag else 200)

    def step(self) -> None:
        """Do something."""
        self.dice.choice(self._deeds)()

    def make_peace(self) -> None:
        """From now on be polite, and end every call."""
        self.calm = True
        for request in self.asked:
            self._reply(request, 487 if request.method == "INVITE" and not request.to.tag else 200)
        for call in self.calls.values():
            if call.ours:
                self._send(self._build(call, "CANCEL", call.number, call.branch))
            for tag in TAGS:
                call.number += 1000
                bye = self._build(call, "BYE", call.number)
                bye.put("From", call.own.replace("tag=far", f"tag={tag}"))
                self._send(bye)

    def _call(self) -> None:
        name = f"havoc{self.dice.randrange(1 << 30)}"
        call = self.calls[name] = Call(name, '"Far" <sip:far@pbx>;tag=far', f"<{self._phone}>", self._phone)
        self._ask(call, "INVITE")

    def _meddle(self) -> None:
        if self.calls:
            self._ask(self.dice.choice([*self.calls.values()][-CALLS:]), self.dice.choice(WITHIN))

    def _ask(self, call: Call, method: str) -> None:
        """Say something within a call: mostly with the next number, sometimes with an old one."""
        if method not in ("ACK", "CANCEL"):
            call.number += self.dice.choice((1, 1, 1, 1, 0, -1, 7))
        branch = call.branch if method == "CANCEL" or self.dice.random() < 0.1 else f"{self.dice.randrange(1 << 30)}"
        request = self._build(call, method, call.number, branch)
        if method == "INVITE":
            call.branch = branch
        if method in ("INVITE", "UPDATE", "ACK", "PRACK") and self.dice.random() < (0.2 if method == "ACK" else 0.8):
            self._describe(request)
        if method == "PRACK":
            request.add("RAck", f"{self.dice.randrange(9)} {call.number} INVITE")
        if method == "REFER":
            request.add("Refer-To", self.dice.choice(("<sip:1@pbx>", "<<<>>>", "", "<sip:1@pbx?Replaces=x>")))
        if self.dice.random() < 0.1:
            request.add(self.dice.choice(("Require", "Supported")), self.dice.choice(("100rel", "timer", "replaces")))
        self._send(request)

    def _answer(self) -> None:
        """Answer one of the phone's last requests, perhaps not for the first time."""
        if self.asked:
            self._reply(self.dice.choice(self.asked[-4:]), self.dice.choice(ANSWERS))

    def _repeat(self) -> None:
        if self.sent:
            self.transport.sendto(self.dice.choice(self.sent[-8:]), self._place)

    def _reply(self, request: Request, code: int) -> None:
        tag = TAGS[0] if self.calm or self.dice.random() < 0.8 else self.dice.choice(TAGS)
        response = request.reply(code, to_tag=tag)
        response.add("Contact", f"<sip:far@127.0.0.1:{self.port}>")
        if request.method in ("INVITE", "UPDATE") and 180 <= code < 300 and (self.calm or self.dice.random() < 0.8):
            self._describe(response)
        if code == 183 and self.dice.random() < 0.3:
            response.add("Require", "100rel")
            response.add("RSeq", f"{self.dice.randrange(1, 5)}")
        if code in (401, 407):
            name = "WWW-Authenticate" if code == 401 else "Proxy-Authenticate"
            response.add(name, f'Digest realm="x", nonce="{self.dice.randrange(99)}"')
        self._send(response)

    def _describe(self, message: Request | Response) -> None:
        message.add("Content-Type", "application/sdp")
        message.body = SDP if self.calm else self.dice.choice(DESCRIPTIONS) + self.dice.choice(DIRECTIONS)

    def _build(self, call: Call, method: str, number: int, branch: str = "") -> Request:
        request = Request(method, call.target or self._phone)
        branch = branch or f"{method}{number}{self.dice.randrange(1 << 30)}"
        request.add("Via", f"SIP/2.0/UDP 127.0.0.1:{self.port};branch=z9hG4bK{branch};rport")
        request.add("From", call.own)
        request.add("To", call.phones)
        request.add("Call-ID", call.call_id)
        request.add("CSeq", f"{max(0, number)} {method}")
        request.add("Max-Forwards", "70")
        request.add("Contact", f"<sip:far@127.0.0.1:{self.port}>")
        return request

    def _send(self, message: Request | Response) -> None:
        data = message.serialise()
        self.sent.append(data)
        self.transport.sendto(data, self._place)


def _contact(message: Request | Response) -> str:
    try:
        return NameAddr.parse(message.listed("contact")[0]).uri if message.listed("contact") else ""
    except SipSyntaxError:
        return ""
