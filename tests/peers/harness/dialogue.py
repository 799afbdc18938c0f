"""Scenarios for sipp, put together from what happens in a call that sipp places."""

from __future__ import annotations

from pathlib import Path

_VIA = "Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]"
_FROM = 'From: "Caller" <sip:caller@[local_ip]:[local_port]>;tag=[call_number]'
_TO = "To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]"
_CONTACT = "Contact: <sip:caller@[local_ip]:[local_port];transport=[transport]>"
_TAKEN_OVER = "[last_Via:]\n[last_From:]\n[last_To:]\n[last_Call-ID:]\n[last_CSeq:]\n[last_Record-Route:]"
_SDP = """Content-Type: application/sdp
Content-Length: [len]

v=0
o=sipp 1 {version} IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [media_port] RTP/AVP 0 101
a=rtpmap:0 PCMU/8000
a=rtpmap:101 telephone-event/8000"""


class Dialogue:
    """What sipp says and waits for, in order; each step is a method."""

    def __init__(self) -> None:
        self._steps: list[str] = []
        self._number = 0

    def write(self, path: Path) -> Path:
        """Write the scenario file."""
        steps = "\n".join(self._steps)
        path.write_text(f'<?xml version="1.0" encoding="ISO-8859-1"?>\n<scenario name="x">\n{steps}\n</scenario>\n')
        return path

    def call(self, *headers: str, refused: int = 0) -> Dialogue:
        """Call the phone, which answers, or refuses."""
        self._invite(*headers)
        self._hear('response="100" optional="true"')._hear('response="180" optional="true"')
        self._hear(f'response="{refused or 200}" rrs="true"')
        return self._ack()

    def call_and_control(self, event: str) -> Dialogue:
        """Call the phone, and have it do with the call that rings what the event says: it answers."""
        self._invite()
        self._hear('response="100" optional="true"')._hear('response="180" rrs="true"')
        invite = self._number
        self.control(event)
        self._hear('response="200" rrs="true"')
        return self._ack(invite)

    def control(self, event: str) -> Dialogue:
        """Tell the phone what to do with the call, as somebody would who has seen that it is up."""
        self._steps.append('<pause milliseconds="300"/>')
        headers = (f"Event: {event}", "Subscription-State: active")
        return self.ask("NOTIFY", 200, *headers)

    def _invite(self, *headers: str) -> Dialogue:
        self._number += 1
        start = f"INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0\n{_VIA}\n{_FROM}"
        to = "To: <sip:[service]@[remote_ip]:[remote_port]>"
        rest = "\n".join((f"CSeq: {self._number} INVITE", _CONTACT, "Max-Forwards: 70", *headers))
        return self._send(f"{start}\n{to}\nCall-ID: [call_id]\n{rest}\n{_SDP.format(version=1)}", repeated=True)

    def held(self, *, slowly: bool = False) -> Dialogue:
        """The phone holds the call, or takes it back; `slowly` lets it wait for the answer."""
        self._hear('request="INVITE"')
        if slowly:
            self._steps.append('<pause milliseconds="300"/>')
        self._send(f"SIP/2.0 200 OK\n{_TAKEN_OVER}\n{_CONTACT}\n{_SDP.format(version=2)}")
        return self._hear('request="ACK"')

    def asked(self, method: str, code: int, reason: str) -> Dialogue:
        """The phone sends a request within the call, and gets this answer."""
        self._hear(f'request="{method}"')
        return self._send(f"SIP/2.0 {code} {reason}\n{_TAKEN_OVER}\n{_CONTACT}\nContent-Length: 0\n")

    def ask(self, method: str, code: int, *headers: str, body: str = "") -> Dialogue:
        """Send a request within the call, which gets this answer."""
        self._number += 1
        start = f"{method} [next_url] SIP/2.0\n{_VIA}\n[routes]\n{_FROM}\n{_TO}"
        rest = "\n".join((f"CSeq: {self._number} {method}", _CONTACT, "Max-Forwards: 70", *headers))
        self._send(f"{start}\nCall-ID: [call_id]\n{rest}\nContent-Length: [len]\n\n{body}", repeated=True)
        return self._hear(f'response="{code}"')

    def ask_outside(self, method: str, code: int, *headers: str) -> Dialogue:
        """Send a request that belongs to no call, which gets this answer."""
        start = f"{method} sip:[service]@[remote_ip]:[remote_port] SIP/2.0\n{_VIA}\n{_FROM}"
        to = "To: <sip:[service]@[remote_ip]:[remote_port]>"
        rest = "\n".join((f"CSeq: 1 {method}", _CONTACT, "Max-Forwards: 70", *headers, "Content-Length: 0"))
        return self._send(f"{start}\n{to}\nCall-ID: [call_id]\n{rest}\n", repeated=True)._hear(f'response="{code}"')

    def told(self, text: str) -> Dialogue:
        """The phone tells how far a transfer has got, with these words among the others."""
        action = f'<action><ereg regexp="{text}" search_in="body" check_it="true" assign_to="1"/></action>'
        self._steps.append(f'<recv request="NOTIFY">{action}</recv>\n<Reference variables="1"/>')
        return self._send(f"SIP/2.0 200 OK\n{_TAKEN_OVER}\nContent-Length: 0\n")

    def tell(self, text: str, *, last: bool = True) -> Dialogue:
        """Tell the phone how far a transfer has got."""
        state = "terminated;reason=noresource" if last else "active;expires=60"
        headers = ("Event: refer", f"Subscription-State: {state}", "Content-Type: message/sipfrag;version=2.0")
        return self.ask("NOTIFY", 200, *headers, body=f"{text}\n")

    def hung_up(self) -> Dialogue:
        """The phone ends the call."""
        return self.asked("BYE", 200, "OK")

    def hang_up(self) -> Dialogue:
        """End the call."""
        return self.ask("BYE", 200)

    def _ack(self, number: int = 0) -> Dialogue:
        return self._send(
            f"ACK [next_url] SIP/2.0\n{_VIA}\n[routes]\n{_FROM}\n{_TO}\n"
            f"Call-ID: [call_id]\nCSeq: {number or self._number} ACK\nMax-Forwards: 70\nContent-Length: 0\n"
        )

    def _send(self, text: str, *, repeated: bool = False) -> Dialogue:
        again = ' retrans="500"' if repeated else ""
        self._steps.append(f"<send{again}><![CDATA[\n{text}\n]]></send>")
        return self

    def _hear(self, what: str) -> Dialogue:
        self._steps.append(f"<recv {what}/>")
        return self
