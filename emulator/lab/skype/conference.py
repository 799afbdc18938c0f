"""Online meetings: made on request (Meet Now), and a place where those who join wait for each other."""

from __future__ import annotations

import itertools
from xml.sax.saxutils import quoteattr

from emulator.lab.party import caller_of
from emulator.lab.skype.calendar import conference_uri
from emulator.lab.studio import LabCall, Studio, User
from emulator.sip.sounds import tone
from emulator.sip.stack.headers import SipSyntaxError, Uri
from emulator.sip.stack.messages import Request
from emulator.sip.stack.xmlbody import XmlBodyError, read_xml

CCCP = "urn:ietf:params:xml:ns:cccp"
FOCUS = "app:conf:focus:id:"
CONFERENCE = "conference"
"""Whom the SIP server takes calls to meetings for."""

HZ = 440
"""What everybody in a meeting hears: a tone that is no other one of the lab's."""


class Conferences:
    """The meetings that were made on request, by their addresses; `by` is who made them."""

    def __init__(self) -> None:
        self.by: dict[str, str] = {}
        self._numbers = itertools.count(1)

    def answer(self, owner: str, body: str) -> str:
        """Answer a request of the Centralized Conference Control Protocol (MS-CONFBAS): addConference.

        Raises ValueError for any other.
        """
        try:
            request = read_xml(body)
        except XmlBodyError as error:
            raise ValueError(f"no XML: {error}") from None
        if request.name != "request" or request.child("addConference") is None:
            raise ValueError("only addConference is known here")
        uri = conference_uri(owner, f"MEETNOW{next(self._numbers)}")
        self.by[uri] = owner
        number = request.attributes.get("requestId", "0")
        made = f"<addConference><conference-info entity={quoteattr(uri)}/></addConference>"
        return f'<response xmlns="{CCCP}" requestId={quoteattr(number)} code="success">{made}</response>'


class Conference(User):
    """Answers who joins a meeting; `calls` are all who ever did, by the meeting's id."""

    def __init__(self, studio: Studio) -> None:
        self.calls: dict[str, list[LabCall]] = {}
        self._studio = studio

    async def take(self, invite: Request, user: str) -> str | int:
        """Get ready for somebody to join; the Request-URI to send the INVITE to, or the code to refuse it with."""
        meeting = meeting_of(invite)
        expected = await self._studio.expect(self, caller_of(invite)) if meeting else None
        if expected is None:
            return 486 if meeting else 404
        call, uri = expected
        self.calls.setdefault(meeting, []).append(call)
        return uri

    def connected(self, call: LabCall) -> None:
        """Let it be heard that the meeting is there."""
        call.play(tone(HZ))


def meeting_of(invite: Request) -> str:
    """The id of the meeting that a call is to; empty for none."""
    try:
        opaque = Uri.parse(invite.uri).param("opaque") or ""
    except SipSyntaxError:
        return ""
    return opaque.removeprefix(FOCUS) if opaque.startswith(FOCUS) else ""
