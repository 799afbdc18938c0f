"""A PBX whose every word is the test's: the phone registers with it, and all calls are with it."""

from __future__ import annotations

import asyncio

from emulator.phone import Phone
from emulator.sip.stack.headers import NameAddr, Uri
from emulator.sip.stack.messages import Request, Response, parse
from tests.integration.far_end import SDP, Peer

_BY_ITSELF = ("REGISTER", "SUBSCRIBE")


class Pbx(Peer):
    """Takes registrations and subscriptions by itself, and nothing else."""

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        message = parse(data)
        if isinstance(message, Request) and message.method in _BY_ITSELF:
            answer = message.reply(200, to_tag="pbx")
            answer.add("Contact", (message.get("contact") or "").partition(";methods")[0])
            answer.add("Expires", message.get("expires") or "0")
            self.transport.sendto(answer.serialise(), address)
        else:
            super().datagram_received(data, address)

    def forget(self) -> None:
        """Pass over what has come until now."""
        while not self._received.empty():
            self._received.get_nowait()

    def heard(self) -> list[Request | Response]:
        """All that has come until now and was not asked for."""
        found = []
        while not self._received.empty():
            found.append(self._received.get_nowait()[0])
        return [each for each in found if isinstance(each, Request | Response)]


async def open_pbx(port: int = 0) -> Pbx:
    """Open one at a port, 0 for a free one."""
    _, pbx = await asyncio.get_running_loop().create_datagram_endpoint(Pbx, local_addr=("127.0.0.1", port))
    return pbx


def contact_of(phone: Phone) -> str:
    """The URI by which a registered phone is called."""
    register = next(text for _, way, _, text in phone.sip_trace if way == "out" and text.startswith("REGISTER"))
    return NameAddr.parse(parse(register.encode()).listed("contact")[0]).uri


class Talk:
    """One call between the phone and the test."""

    def __init__(self, pbx: Pbx, call_id: str, own: str, phones: str, target: str) -> None:
        """`own` and `phones` are what stands in From of each side's requests; `target` is where the phone is."""
        self.call_id = call_id
        self._pbx = pbx
        self._own, self._phones, self._target = own, phones, target
        self._number = 0

    @classmethod
    def to_phone(cls, pbx: Pbx, phone: Phone, call_id: str) -> Talk:
        """A call that is to be placed by `say`."""
        return cls(pbx, call_id, '"Far" <sip:far@pbx>;tag=far', f"<{contact_of(phone)}>", contact_of(phone))

    @classmethod
    def from_phone(cls, pbx: Pbx, invite: Request) -> Talk:
        """A call that the phone has placed, and that has been answered by `Pbx.answer`."""
        own, phones = f"{invite.get('to')};tag=far", invite.get("from") or ""
        return cls(pbx, invite.call_id, own, phones, NameAddr.parse(invite.listed("contact")[0]).uri)

    def request(self, method: str, body: bytes = b"", *, at: Pbx | None = None) -> Request:
        """The next request of this call; `at` is where the test wants to be reached from now on."""
        self._number += 1
        return self._build(method, self._number, body, at or self._pbx)

    def _build(self, method: str, number: int, body: bytes = b"", at: Pbx | None = None, branch: str = "") -> Request:
        place = f"127.0.0.1:{(at or self._pbx).port}"
        request = Request(method, self._target)
        request.add("Via", f"SIP/2.0/UDP {place};branch=z9hG4bK{self.call_id}{number}{branch};rport")
        request.add("From", self._own)
        request.add("To", self._phones)
        request.add("Call-ID", self.call_id)
        request.add("CSeq", f"{number} {method}")
        request.add("Max-Forwards", "70")
        request.add("Contact", f"<sip:far@{place}>")
        if body:
            request.add("Content-Type", "application/sdp")
            request.body = body
        return request

    def send(self, request: Request | bytes) -> None:
        """Send a request, for the first time or again, or what the test has made of it."""
        uri = Uri.parse(self._target)
        data = request if isinstance(request, bytes) else request.serialise()
        self._pbx.transport.sendto(data, (uri.host, uri.port or 5060))

    def say(self, method: str, body: bytes = b"", *, at: Pbx | None = None) -> Request:
        """Send a new request."""
        request = self.request(method, body, at=at)
        self.send(request)
        return request

    def cancel(self) -> None:
        """Take back the INVITE that was sent last."""
        self.send(self._build("CANCEL", self._number))

    def acknowledge(self, response: Response, body: bytes = b"") -> Request:
        """Send the ACK of a final answer."""
        self._phones = response.get("to") or ""
        contacts = response.listed("contact")
        if response.code < 300 and contacts:
            self._target = NameAddr.parse(contacts[0]).uri
        ack = self._build("ACK", response.cseq.number, body, branch="ack" if response.code < 300 else "")
        self.send(ack)
        return ack

    async def answered(self) -> Response:
        """The phone's final answer to an INVITE; it is acknowledged."""
        response = await self._pbx.response("INVITE")
        self.acknowledge(response)
        return response

    async def hang_up(self) -> int:
        """End the call; the code that the phone answers with."""
        self.say("BYE")
        return (await self._pbx.response("BYE")).code


async def place_call(pbx: Pbx, phone: Phone, call_id: str, body: bytes = SDP) -> Talk:
    """A call that the phone has answered."""
    talk = Talk.to_phone(pbx, phone, call_id)
    talk.say("INVITE", body)
    await phone.until("call:offering")
    phone.press("Answer")
    await talk.answered()
    await phone.until("call:connected")
    return talk
