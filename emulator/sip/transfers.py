"""Transfers on the wire: REFER out and in, and the notifications that tell how far they have got.

The edge answers REFER and NOTIFY itself; what the phone sends within a call goes through the engine that holds it,
which alone knows the next CSeq. Notifications need no subscription in the engine, nor a free place there.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from emulator.calls.parties import CallReferred, FollowRefer, ReferAccepted, SendRefer, TransferNews
from emulator.kernel.links import Post
from emulator.sip.callbook import CallBook, Leg
from emulator.sip.edge.accounts import Line
from emulator.sip.edge.core import Referral
from emulator.sip.edge.tables import Dialog
from emulator.sip.events.subscriptions import Notification
from emulator.sip.pool import EnginePool
from emulator.sip.protocol import Ask, Asked, Confirmed, Ended, Event, Failed, Invite, Progress
from emulator.sip.referral import Target, event_of, fragment, outcome, refer_to
from emulator.sip.stack.headers import SipSyntaxError, user_of
from emulator.sip.terms import SRTP, readable, target_uri

ACCEPTED, BAD_REQUEST, NO_SUCH_CALL, DECLINED = 202, 400, 481, 603

SIPFRAG = "message/sipfrag;version=2.0"
ACTIVE, OVER = "active;expires=60", "terminated;reason=noresource"
"""Subscription-State of notifications about a REFER, but for the last, and of the last."""


class Transfers:
    """Carries transfers between the phone and the wire."""

    def __init__(self, post: Post, pool: EnginePool, book: CallBook, dialog_of: Callable[[int], Dialog | None]) -> None:
        self._post = post
        self._pool = pool
        self._book = book
        self._dialog_of = dialog_of
        self._decisions: dict[int, FollowRefer] = {}
        self._watched: dict[int, tuple[int, str]] = {}
        self._counts: dict[int, int] = {}
        self._confirmed: set[int] = set()
        self._early: dict[int, Callable[[], None]] = {}

    # What the phone wants

    def refer(self, effect: SendRefer) -> None:
        """Ask the far end of a call to call somebody else."""
        leg, other = self._book.leg_of(effect.call), self._book.leg_of(effect.other)
        target = self._target(effect, other)
        if leg is None or not target:
            self._post(TransferNews(effect.call, NO_SUCH_CALL))
            return
        by = f"<sip:{effect.line.user}@{effect.line.domain}>"
        self._pool.send(Ask(leg, "REFER", (("Refer-To", target), ("Referred-By", by))))

    def _target(self, effect: SendRefer, other: int | None) -> str:
        if not effect.other:
            return f"<{target_uri(effect.target, effect.line.domain)}>"
        dialog = self._dialog_of(other) if other is not None else None
        return refer_to(dialog, by_contact=effect.by_contact) if dialog else ""

    def decide(self, effect: FollowRefer) -> None:
        """Note that a REFER is followed, while `referred` waits for it."""
        self._decisions[effect.call] = effect

    # What the wire brings

    def referred(self, referral: Referral, line_of: Callable[[FollowRefer], Line]) -> None:
        """Ask the phone about a REFER, begin to follow it, and answer.

        One that comes right behind the ACK waits until the engine has told of that.
        """
        if referral.leg in self._confirmed or self._book.call_of(referral.leg) is None:
            referral.answer(self._decided(referral, line_of))
        else:
            self._early[referral.leg] = partial(self.referred, referral, line_of)

    def _decided(self, referral: Referral, line_of: Callable[[FollowRefer], Line]) -> int:
        request, call = referral.request, self._book.call_of(referral.leg)
        values = request.values("refer-to")
        if len(values) != 1:
            return BAD_REQUEST
        try:
            target = Target.parse(values[0])
        except SipSyntaxError:
            return DECLINED
        if call is None:
            return NO_SUCH_CALL
        self._post(CallReferred(call, target.uri, readable(user_of(target.uri)) or target.uri))
        decision = self._decisions.pop(call, None)
        if decision is None:
            return DECLINED
        self._follow(decision, line_of(decision), referral, target)
        return ACCEPTED

    def _follow(self, effect: FollowRefer, line: Line, referral: Referral, target: Target) -> None:
        settings, leg = effect.line, self._pool.new_leg()
        by = referral.request.get("referred-by")
        headers = (*target.headers, *((("Referred-By", by),) if by else ()))
        count = self._counts[referral.leg] = self._counts.get(referral.leg, 0) + 1
        self._watched[leg] = referral.leg, event_of(referral.request, count)
        self._book.supersede(leg, Leg(effect.call, line=line.number))
        self._notify(leg, 100, "Trying")
        self._pool.place(
            Invite(
                leg,
                str(line.identity),
                target.uri,
                settings.login,
                settings.auth_password,
                headers=self._book.marked(leg, headers),
                srtp=SRTP[settings.srtp],
            )
        )

    def notified(self, notification: Notification) -> int:
        """Take what a far end tells about a transfer, and give the code to answer it with."""
        call, news = self._book.call_of(notification.leg), outcome(notification.body)
        if call is not None and news is not None:
            self._post(TransferNews(call, *news))
        return 200

    def heard(self, event: Event) -> None:
        """Take an event of an engine."""
        match event:
            case Progress():
                self._notify(event.leg, event.code, event.reason)
            case Confirmed(leg):
                self._notify(leg, 200, "OK")
                self._confirmed.add(leg)
                self._early.pop(leg, lambda: None)()
            case Ended(leg):
                self._confirmed.discard(leg)
                self._early.pop(leg, None)
                self._notify(leg, event.code, event.reason)
                self._counts.pop(leg, None)
            case Asked(leg, "REFER", code):
                self._answered(leg, code, event.reason)
            case Failed(leg, "Ask"):
                self._answered(leg, NO_SUCH_CALL, event.reason)

    def _answered(self, leg: int, code: int, reason: str) -> None:
        call = self._book.call_of(leg)
        if call is not None:
            self._post(ReferAccepted(call) if code < 300 else TransferNews(call, code, reason))

    def _notify(self, leg: int, code: int, reason: str) -> None:
        """Tell who asked for this call how it goes, up to the final answer."""
        if leg not in self._watched:
            return
        referrer, event = self._watched[leg]
        if code >= 200:
            del self._watched[leg]
        headers = (("Event", event), ("Subscription-State", ACTIVE if code < 200 else OVER))
        self._pool.send(Ask(referrer, "NOTIFY", headers, SIPFRAG, fragment(code, reason)))
