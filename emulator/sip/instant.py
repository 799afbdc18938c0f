"""Instant messages on the wire: MESSAGE by itself (RFC 3428), and in sessions as Lync begins them.

Lync invites to a session by an INVITE whose description has a message stream and no sound ("m=message 5060 sip null").
Whoever accepts it gets the texts as MESSAGE requests within that dialog, until a BYE.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

import msgspec

from emulator.kernel.links import Post
from emulator.kernel.state import Effect
from emulator.messaging.model import (
    AcceptSession,
    LeaveSessions,
    MessageAnswered,
    MessageCame,
    SendMessage,
    SessionOffered,
    SessionOver,
)
from emulator.sip.edge.agent import Within
from emulator.sip.edge.core import Core
from emulator.sip.stack.headers import NameAddr, SipSyntaxError, Uri, user_of
from emulator.sip.stack.hops import Hop
from emulator.sip.stack.identifiers import new_tag
from emulator.sip.stack.messages import REASONS, Request
from emulator.sip.stack.sdp import description, streams
from emulator.sip.stack.server import ServerTransaction
from emulator.sip.terms import caller, line_server, readable, target_uri

TEXT = "text/plain"
COMPOSING = "application/im-iscomposing+xml"
"""What is sent while somebody types (RFC 3994); it is answered, and no more."""

_ANSWER = (
    "v=0\r\no=- 0 0 IN IP4 {address}\r\ns=session\r\nc=IN IP4 {address}\r\nt=0 0\r\n"
    "m=message {port} sip null\r\na=accept-types:text/plain\r\n"
)


class Thread(msgspec.Struct):
    """A session: the invitation to the user of a line, the dialog that it begins, and whether it has been accepted."""

    invitation: ServerTransaction
    tag: str
    user: str
    dialog: Within
    accepted: bool = False

    @classmethod
    def begun(cls, invitation: ServerTransaction, tag: str, user: str) -> Thread:
        """The session that an INVITE begins. Raises SipSyntaxError."""
        request = invitation.request
        contacts, routes = request.listed("contact"), request.listed("record-route")
        target = NameAddr.parse(contacts[0]).uri if contacts else request.sender.uri
        for route in routes:
            NameAddr.parse(route)
        local, remote = f"{request.get('to')};tag={tag}", request.get("from") or ""
        return cls(invitation, tag, user, Within(request.call_id, local, remote, target, routes))


class InstantMessages:
    """Takes and sends messages, while `wanted` says that the phone does."""

    def __init__(self, post: Post, core: Core, wanted: Callable[[], bool]) -> None:
        self._post = post
        self._core = core
        self._wanted = wanted
        self._threads: dict[str, Thread] = {}

    # What comes in

    def invited(self, request: Request, source: Hop) -> bool:
        """Take an INVITE to a session, which rings until it is accepted; False if it is none, or none is wanted.

        Raises:
            SipSyntaxError: It lacks what an answer needs.
        """
        kinds = {each.kind for each in streams(description(request))}
        account = self._core.lines.called(user_of(request.uri), request.to.uri)
        if not self._wanted() or account is None or "message" not in kinds or "audio" in kinds:
            return False
        opened = self._core.transactions.open(request, source)
        thread = Thread.begun(opened, new_tag(self._core.rng), account.line.user)
        self._threads[request.call_id] = thread
        self._respond(thread, 180)
        self._post(SessionOffered(request.call_id, *_sender(request)))
        return True

    def cancelled(self, request: Request) -> None:
        """Take the CANCEL of an invitation: it was accepted elsewhere, or is not meant any more."""
        thread = self._threads.get(request.call_id)
        if thread is not None and not thread.accepted:
            del self._threads[request.call_id]
            self._respond(thread, 487)
            self._post(SessionOver(request.call_id))

    def taken(self, request: Request) -> int | None:
        """Take a MESSAGE or the BYE of a session, and give the code to answer it with; None if it is neither.

        Raises:
            SipSyntaxError: It lacks what it is known by.
        """
        thread = self._threads.get(request.call_id)
        session = request.call_id if thread and thread.accepted and request.to.tag == thread.tag else ""
        if request.method == "BYE" and session:
            del self._threads[session]
            self._post(SessionOver(session))
            return 200
        if request.method != "MESSAGE" or not self._wanted():
            return None
        return 481 if request.to.tag and not session else self._text(request, session)

    def _text(self, request: Request, session: str) -> int:
        kind = (request.get("content-type") or TEXT).partition(";")[0].strip().lower()
        if kind == COMPOSING:
            return 200
        if kind != TEXT:
            return 415
        self._post(MessageCame(*_sender(request), readable(request.body.decode("utf-8", "surrogateescape")), session))
        return 200

    # What goes out

    def verbs(self, spawn: Callable[[Coroutine[Any, Any, None]], None]) -> dict[type[Effect], Callable[[Any], None]]:
        """What is done for each effect; `spawn` has something done that takes its time."""
        return {
            AcceptSession: self.accept,
            LeaveSessions: lambda _: self.leave(),
            SendMessage: lambda effect: spawn(self.send(effect)),
        }

    def accept(self, effect: AcceptSession) -> None:
        """Accept an invitation that still stands."""
        thread = self._threads.get(effect.session)
        if thread is not None and not thread.accepted:
            thread.accepted = True
            self._respond(thread, 200)

    def leave(self) -> None:
        """Refuse all invitations; sessions that are open are forgotten, and what comes in them is refused."""
        threads, self._threads = self._threads, {}
        for thread in threads.values():
            if not thread.accepted:
                self._respond(thread, 480)

    async def send(self, effect: SendMessage) -> None:
        """Send a text, in the session that is named if it is open."""
        core, line = self._core, effect.line
        thread = self._threads.get(effect.session)
        uri, server = target_uri(effect.address, line.domain), line_server(line, effect.server)
        account, within = core.lines.get(line.index), thread.dialog if thread and thread.accepted else None
        if account is None:
            self._post(MessageAnswered(effect.number, 480, REASONS[480]))
            return
        outcome = await core.agent.message(account, server, uri, effect.text, within)
        self._post(MessageAnswered(effect.number, outcome.code, readable(outcome.failure or outcome.reason)))

    def _respond(self, thread: Thread, code: int) -> None:
        face, request, source = self._core.face, thread.invitation.request, thread.invitation.source
        response = request.reply(code, "", to_tag=thread.tag)
        contact = face.contact(thread.user, source.transport)
        for route in request.values("record-route"):
            response.add("Record-Route", route)
        response.add("Contact", f"<{contact}>")
        response.add("User-Agent", face.user_agent)
        if code == 200:
            response.add("Content-Type", "application/sdp")
            response.body = _ANSWER.format(address=face.address, port=face.port(source.transport)).encode()
        face.arrange(response)
        thread.invitation.respond(response)


def _sender(request: Request) -> tuple[str, str]:
    """Address and name of who sends a request."""
    try:
        uri = Uri.parse(request.sender.uri)
        return f"{uri.user}@{uri.host}" if uri.user else uri.host, caller(request.get("from") or "")[1]
    except SipSyntaxError:
        return "", ""
