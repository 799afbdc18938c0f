"""The second party: somebody to call and to be called by, who can be told from silence by a tone."""

from __future__ import annotations

from typing import Literal

from emulator.kernel.clock import SECOND
from emulator.lab.accounts import REALM, Account
from emulator.lab.studio import LabCall, Studio, User
from emulator.sip.protocol import Echo, Invite
from emulator.sip.sounds import tone
from emulator.sip.stack.headers import SipSyntaxError, Uri
from emulator.sip.stack.messages import Request

TONE = 620
"""Hz that the second party sends: no frequency of a phone's own tones."""


class Party(User):
    """A user that answers after `answers_after` seconds (None: only rings) or refuses with `refuses`, and sends a tone.

    `calls` are all calls it ever had, oldest first; `srtp` says whether those that it makes offer encryption (1), or
    have to have it (2).
    """

    def __init__(self, studio: Studio, account: Account, place: str, hz: int = TONE) -> None:
        """`place` is host:port of the SIP server."""
        self.hz = hz
        self.answers_after: float | None = 0.0
        self.refuses = 0
        self.srtp: Literal[0, 1, 2] = 0
        self.calls: list[LabCall] = []
        self._studio = studio
        self._account = account
        self._place = place

    async def take(self, invite: Request, user: str) -> str | int:
        """Get ready for an incoming call; the Request-URI to send its INVITE to, or the code to refuse it with."""
        if self.refuses:
            return self.refuses
        expected = await self._studio.expect(self, caller_of(invite))
        if expected is None:
            return 486
        call, uri = expected
        self.calls.append(call)
        return uri

    def call(self, user: str) -> LabCall:
        """Call a user of the lab."""
        account = self._account
        order = Invite(
            self._studio.pool.new_leg(),
            f'"{account.display_name}" <sip:{account.user}@{self._place}>',
            f"sip:{user}@{self._place}",
            account.user,
            account.password,
            REALM,
            srtp=self.srtp,
        )
        self.calls.append(self._studio.place(self, order, user))
        return self.calls[-1]

    def offered(self, call: LabCall) -> None:
        """Ring, and answer in time."""
        call.answer(180)
        if self.answers_after is not None:
            clock = self._studio.clock
            clock.call_at(clock.now() + round(self.answers_after * SECOND), call.answer)

    def connected(self, call: LabCall) -> None:
        """Send the tone."""
        call.play(tone(self.hz))


class EchoParty(Party):
    """A user that sends back what it hears."""

    def connected(self, call: LabCall) -> None:
        """Turn the voice of the other side round."""
        self._studio.pool.send(Echo(call.leg))


def caller_of(invite: Request) -> str:
    """The user part of who calls, empty if it cannot be read."""
    try:
        return Uri.parse(invite.sender.uri).user
    except SipSyntaxError:
        return ""
