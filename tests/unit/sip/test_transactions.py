"""Transaction timers, matching and endings, on a clock moved by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from emulator.kernel.clock import SECOND, ManualClock
from emulator.sip.stack.client import TIMEOUT, make_cancel
from emulator.sip.stack.hops import Hop
from emulator.sip.stack.messages import Request, Response, parse
from emulator.sip.stack.timers import Patience
from emulator.sip.stack.transactions import Transactions

UDP = Hop("UDP", "127.0.0.1", 5060)
TCP = Hop("TCP", "127.0.0.1", 5060)


class Element:
    """A transaction layer whose wire is a list of (seconds, first word of the message or code)."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.sent: list[tuple[float, str]] = []
        self.hops: list[Hop] = []
        self.heard: list[int] = []
        self.failed: list[str] = []
        self.layer = Transactions(self.clock, self._send)
        self.broken = ""

    def _send(self, data: bytes, hop: Hop, failed: Callable[[str], None]) -> None:
        message = parse(data)
        what = message.method if isinstance(message, Request) else str(message.code)
        self.sent.append((self.clock.now() / SECOND, what))
        self.hops.append(hop)
        if self.broken:
            failed(self.broken)

    def ask(self, method: str, hop: Hop = UDP, patience: Patience | None = None) -> Request:
        """Send a request as a client."""
        request = make(method)
        self.layer.request(
            request, hop, lambda response: self.heard.append(response.code), self.failed.append, patience
        )
        return request

    def times(self, what: str) -> list[float]:
        """When something was sent, in seconds."""
        return [when for when, sent in self.sent if sent == what]


def make(method: str, branch: str = "z9hG4bK1", via: str = "127.0.0.9:5070") -> Request:
    """A request with all that a transaction looks at."""
    request = Request(method, "sip:1002@lab")
    request.add("Via", f"SIP/2.0/UDP {via};branch={branch}" if branch else f"SIP/2.0/UDP {via}")
    request.add("From", "<sip:1001@lab>;tag=a")
    request.add("To", "<sip:1002@lab>")
    request.add("CSeq", f"1 {method}")
    request.add("Call-ID", "c")
    return request


@pytest.fixture
def element() -> Element:
    """One SIP element, alone."""
    return Element()


def test_a_silent_server_is_asked_until_timer_f(element: Element) -> None:
    """A request other than INVITE repeats at 0.5 s doubling to 4 s, and fails after 32 s."""
    element.ask("REGISTER")
    element.clock.advance(40)
    assert [0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5] == element.times("REGISTER")
    assert [TIMEOUT] == element.failed
    assert 0 == len(element.layer)


def test_a_silent_callee_is_called_until_timer_b(element: Element) -> None:
    """An INVITE repeats at 0.5 s and doubling without bound."""
    element.ask("INVITE")
    element.clock.advance(40)
    assert [0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5] == element.times("INVITE")
    assert [TIMEOUT] == element.failed


@pytest.mark.parametrize(
    ("patience", "times", "end"),
    [
        (Patience(3), [0, 0.5, 1.5, 3.5], 7.5),
        (Patience(0), [0], 0.5),
        (Patience(2, 250_000), [0, 0.25, 0.5], 0.75),
        (Patience(20), [0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5], 32),
    ],
)
def test_patience_is_the_devices_retry_setting(
    element: Element, patience: Patience, times: list[float], end: float
) -> None:
    """So many repeats, one more interval, then the server is given up; never later than RFC 3261 says."""
    element.ask("REGISTER", patience=patience)
    element.clock.advance(end - 0.001)
    assert [] == element.failed
    element.clock.advance(0.001)
    assert (times, [TIMEOUT]) == (element.times("REGISTER"), element.failed)


def test_a_server_that_is_there_is_waited_for(element: Element) -> None:
    """A provisional answer ends the short patience: from then on RFC 3261's own times count."""
    request = element.ask("REGISTER", patience=Patience(1))
    element.layer.hear(request.reply(100))
    element.clock.advance(31)
    assert [] == element.failed
    element.clock.advance(1)
    assert ([100], [TIMEOUT]) == (element.heard, element.failed)


def test_a_reliable_transport_is_not_repeated(element: Element) -> None:
    """Over TCP there is one message, and the same time-out."""
    element.ask("REGISTER", TCP)
    element.clock.advance(33)
    assert ([0], [TIMEOUT]) == (element.times("REGISTER"), element.failed)


def test_a_broken_transport_fails_at_once(element: Element) -> None:
    """The transport's reason arrives without waiting, once."""
    element.broken = "Connection refused"
    element.ask("INVITE", TCP)
    element.clock.advance(40)
    assert ["Connection refused"] == element.failed


def test_a_lost_connection_fails_what_waits_on_it(element: Element) -> None:
    """Requests over other connections are left alone."""
    element.ask("REGISTER", TCP)
    element.layer.connection_lost(UDP)
    assert [] == element.failed
    element.layer.connection_lost(TCP)
    assert ["connection lost"] == element.failed


def test_answers_are_heard_once(element: Element) -> None:
    """Provisional answers and one final; repetitions are swallowed until T4 has passed, then unknown."""
    request = element.ask("OPTIONS")
    for code in (100, 200, 200):
        assert element.layer.hear(request.reply(code))
    assert [100, 200] == element.heard
    element.clock.advance(5)
    assert not element.layer.hear(request.reply(200))
    assert 1 == len(element.times("OPTIONS"))


def test_a_refused_invite_is_acknowledged_each_time(element: Element) -> None:
    """Every repetition of the refusal gets an ACK on the INVITE's branch; the user hears it once."""
    request = element.ask("INVITE")
    for code in (180, 486, 486):
        element.layer.hear(request.reply(code, to_tag="b"))
    assert ([180, 486], 2) == (element.heard, len(element.times("ACK")))
    element.clock.advance(33)
    assert (1, 0) == (len(element.times("INVITE")), len(element.layer))


def test_every_acceptance_of_a_fork_is_heard(element: Element) -> None:
    """Each 2xx of an INVITE reaches the user, who acknowledges them itself."""
    request = element.ask("INVITE")
    for tag in ("b", "c"):
        element.layer.hear(request.reply(200, to_tag=tag))
    assert ([200, 200], []) == (element.heard, element.times("ACK"))


def test_foreign_answers_are_not_ours(element: Element) -> None:
    """Another branch, another method, or no Via at all: not for us."""
    request = element.ask("OPTIONS")
    for stranger in (make("OPTIONS", "z9hG4bK2").reply(200), make("INFO").reply(200), Response(200)):
        assert not element.layer.hear(stranger)
    assert request.method == "OPTIONS"
    assert [] == element.heard


def test_a_refusal_is_repeated_until_acknowledged(element: Element) -> None:
    """Timer G repeats a refused INVITE's answer from 0.5 s, doubling to 4 s; the ACK stops it."""
    invite = make("INVITE")
    element.layer.open(invite, UDP).respond(invite.reply(486))
    element.clock.advance(8)
    assert [0, 0.5, 1.5, 3.5, 7.5] == element.times("486")
    assert element.layer.absorb(make("ACK"))
    element.clock.advance(4)
    assert element.layer.absorb(make("ACK"))
    element.clock.advance(1)
    assert (5, 0) == (len(element.times("486")), len(element.layer))


def test_a_refusal_never_acknowledged_is_given_up(element: Element) -> None:
    """Timer H ends it after 32 s."""
    invite = make("INVITE")
    element.layer.open(invite, UDP).respond(invite.reply(486))
    element.clock.advance(60)
    assert (11, 0) == (len(element.times("486")), len(element.layer))


@pytest.mark.parametrize("branch", ["z9hG4bK1", "", "1"])
def test_a_repeated_request_gets_the_same_answer(element: Element, branch: str) -> None:
    """Also from senders without (unique) branch, as before RFC 3261; after 32 s it is a new request."""
    request = make("NOTIFY", branch)
    assert not element.layer.absorb(request)
    server = element.layer.open(request, UDP)
    assert element.layer.absorb(make("NOTIFY", branch))
    assert [] == element.sent
    server.respond(request.reply(200))
    server.respond(request.reply(500))
    assert element.layer.absorb(make("NOTIFY", branch))
    assert ["200", "200"] == [what for _, what in element.sent]
    element.clock.advance(32)
    assert not element.layer.absorb(make("NOTIFY", branch))


def test_a_cancel_finds_its_invite(element: Element) -> None:
    """A CANCEL is a transaction of its own that names the INVITE by branch and sender."""
    invite = make("INVITE")
    server = element.layer.open(invite, UDP)
    cancel = make_cancel(invite)
    assert not element.layer.absorb(cancel)
    assert server is element.layer.find_invite(cancel)
    assert element.layer.find_invite(make("CANCEL", "z9hG4bK2")) is None


def test_provisional_answers_may_follow_each_other(element: Element) -> None:
    """180, then 200 and its repetitions, and nothing else after that."""
    invite = make("INVITE")
    server = element.layer.open(invite, UDP)
    for code in (180, 200, 200, 486):
        server.respond(invite.reply(code))
    assert ["180", "200", "200"] == [what for _, what in element.sent]


@pytest.mark.parametrize(
    ("via", "source", "expected"),
    [
        ("10.0.0.1:5070", UDP, Hop("UDP", "127.0.0.1", 5070)),
        ("10.0.0.1", UDP, Hop("UDP", "127.0.0.1", 5060)),
        ("10.0.0.1:5070;rport", Hop("UDP", "127.0.0.1", 9), Hop("UDP", "127.0.0.1", 9)),
        ("10.0.0.1;maddr=127.0.0.7", UDP, Hop("UDP", "127.0.0.1", 5060)),
        ("10.0.0.1:5070", Hop("TCP", "127.0.0.1", 9, connection=4), Hop("TCP", "127.0.0.1", 5070, connection=4)),
    ],
)
def test_answers_go_where_rfc_3261_says(element: Element, via: str, source: Hop, expected: Hop) -> None:
    """To the source's address and the Via's port, to the source port with rport, on a connection while it is up."""
    request = make("OPTIONS", via=via)
    element.layer.open(request, source).respond(request.reply(200))
    assert [expected] == element.hops
