"""One call of the engine, from the command that asks for it to its end.

Callbacks of the stack only report and note; what talks back to the stack is done by `tend`, between two polls of the
loop. The stack's objects go by numbers that it gives away again, and an object that is collected hangs up, or deletes,
whatever has its number by then. So a `Call` is dropped in the very callback that tells of its end, and an `Account` is
never shut down, only dropped.
"""

# ruff: noqa: N802  (the stack names its callbacks)
from __future__ import annotations

import contextlib
import time
from typing import Literal, Protocol, TypeAlias

import pjsua2 as pj

from emulator.sip.engine.offers import Offers
from emulator.sip.engine.stack import Refused, Stack, attempt
from emulator.sip.protocol import (
    Answer,
    Confirmed,
    Digit,
    Ended,
    EngineMessage,
    Expect,
    Failed,
    Flow,
    HangUp,
    Incoming,
    Invite,
    Media,
    Progress,
    Ready,
    SendDigits,
    Statistics,
)

MediaState: TypeAlias = Literal["none", "active", "local-hold", "remote-hold"]

LAST_ANSWER = 1.0
"""Seconds in which the answer to an offer is waited for, before its call is hung up or its place used again."""
NEVER_BEGAN = 503
"""Code of a leg that ended before any SIP was spoken."""

_MEDIA_STATES: dict[int, MediaState] = {
    pj.PJSUA_CALL_MEDIA_ACTIVE: "active",
    pj.PJSUA_CALL_MEDIA_LOCAL_HOLD: "local-hold",
    pj.PJSUA_CALL_MEDIA_REMOTE_HOLD: "remote-hold",
}
_SECURE = "SRTP status: Active"


class Host(Protocol):
    """Whom legs report to."""

    def post(self, event: EngineMessage) -> None:
        """Pass an event on; called from any thread."""

    def arrived(self, account: Account, call_id: int, invite: str) -> None:
        """Find out whose call this is."""

    def sound_changed(self, leg: int) -> None:
        """Take note that a leg's connections to the bridge may be gone."""


class Account(pj.Account):  # type: ignore[misc]
    """Who a leg is, and where its incoming call finds it."""

    def __init__(self, config: pj.AccountConfig, host: Host) -> None:
        super().__init__()
        self._host = host
        attempt(self.create, config)

    def onIncomingCall(self, prm: pj.OnIncomingCallParam) -> None:
        """Hand in an INVITE. One that no account is for comes to any of them."""
        self._host.arrived(self, prm.callId, prm.rdata.wholeMsg)


class Call(pj.Call):  # type: ignore[misc]
    """The stack's side of a leg: hands its callbacks over."""

    def __init__(self, leg: Leg, account: Account, call_id: int = pj.PJSUA_INVALID_ID) -> None:
        super().__init__(account, call_id)
        self._leg = leg

    def onCallState(self, prm: pj.OnCallStateParam) -> None:
        """The dialog has moved on."""
        self._leg.state_changed()

    def onCallMediaState(self, prm: pj.OnCallMediaStateParam) -> None:
        """An offer has been answered."""
        self._leg.media_changed()

    def onCallTsxState(self, prm: pj.OnCallTsxStateParam) -> None:
        """A transaction has moved on; of interest are the ends of our own re-INVITEs."""
        transaction = prm.e.body.tsxState.tsx
        ended = transaction.state in (pj.PJSIP_TSX_STATE_COMPLETED, pj.PJSIP_TSX_STATE_TERMINATED)
        if ended and transaction.method == "INVITE" and transaction.role == pj.PJSIP_ROLE_UAC:
            self._leg.offers.answered(transaction.statusCode, transaction.statusText)

    def onDtmfDigit(self, prm: pj.OnDtmfDigitParam) -> None:
        """A key was pressed at the far side; comes on a media thread."""
        self._leg.digit_heard(prm.digit, prm.method)

    def onCallRedirected(self, prm: pj.OnCallRedirectedParam) -> int:
        """Follow a 3xx, as a desk phone does."""
        return int(pj.PJSIP_REDIRECT_ACCEPT)

    def onCallTransferRequest(self, prm: pj.OnCallTransferRequestParam) -> None:
        """Refuse REFER: transfers are the edge's, and one accepted without a call object ends the process."""
        prm.statusCode = pj.PJSIP_SC_DECLINE

    def onCallReplaceRequest(self, prm: pj.OnCallReplaceRequestParam) -> None:
        """Refuse Replaces: the edge gives such an INVITE to an engine as an ordinary call."""
        prm.statusCode = pj.PJSIP_SC_DECLINE


class Stray(pj.Call):  # type: ignore[misc]
    """A call that nobody expects, turned away."""

    def __init__(self, account: Account, call_id: int, others: set[Stray]) -> None:
        """Stays in `others` until it is gone."""
        super().__init__(account, call_id)
        self._others = others
        others.add(self)
        option = pj.CallOpParam()
        option.statusCode = pj.PJSIP_SC_NOT_FOUND
        self.hangup(option)

    def onCallState(self, prm: pj.OnCallStateParam) -> None:
        """Let it be collected at its end."""
        if self.getInfo().state == pj.PJSIP_INV_STATE_DISCONNECTED:
            self._others.discard(self)


def sip_headers(headers: tuple[tuple[str, str], ...]) -> pj.SipTxOption:
    """Return extra headers for a request or response; raises Refused for one that would break the message."""
    option = pj.SipTxOption()
    for name, value in headers:
        if not name or not (name + value).isprintable():
            raise Refused(f"not a header: {name!r}")
        header = pj.SipHeader()
        header.hName, header.hValue = name, value
        option.headers.append(header)
    return option


class Leg:
    """One call. Once `over`, the stack has let go of it and `close` may be called."""

    def __init__(self, order: Invite | Expect, stack: Stack, host: Host) -> None:
        """Make the account; raises Refused."""
        self.number = order.leg
        self.expected = order.user if isinstance(order, Expect) else None
        self.over = False
        self.media = Media(order.leg, "none")
        self.direction = int(pj.PJMEDIA_DIR_NONE)
        self.offers = Offers(self._offer, self._offer_refused, calling=self.expected is None)
        self.call: Call | None = None
        self._host = host
        self._post = host.post
        self._confirmed = False
        self._farewell: tuple[HangUp, float] | None = None
        self._progress: tuple[int, str] | None = None
        self._srtp = order.srtp
        self._account = Account(stack.account_config(order), host)

    def place(self, order: Invite) -> None:
        """Send the INVITE; raises Refused."""
        option = pj.CallOpParam(True)
        option.opt.customCallId = order.call_id
        option.txOption = sip_headers(order.headers)
        call = self.call = Call(self, self._account)
        attempt(call.makeCall, order.target, option)
        if not self.over:
            self._post(Ready(self.number, call.getInfo().callIdString))

    def expect(self) -> None:
        """Say that the call may come."""
        self._post(Ready(self.number))

    def take(self, call_id: int, invite: str) -> None:
        """Be the leg of an INVITE that has come."""
        self.expected = None
        call = self.call = Call(self, self._account, call_id)
        self._post(Incoming(self.number, call.getInfo().callIdString, invite))

    def answer(self, order: Answer) -> None:
        """Respond to the INVITE; raises Refused."""
        option = pj.CallOpParam(True)
        option.statusCode, option.reason = order.code, order.reason
        option.txOption = sip_headers(order.headers)
        attempt(self._living().answer, option)

    def hang_up(self, order: HangUp) -> None:
        """End the call in the way its state asks for; raises Refused."""
        if self.over:
            return
        if self.call is None:
            self.end(order.code or 487, order.reason or "Request Terminated")
        elif self.offers.under_way:
            self._farewell = order, time.monotonic() + LAST_ANSWER
        else:
            self._hang_up(self.call, order)

    def _hang_up(self, call: Call, order: HangUp) -> None:
        option = pj.CallOpParam()
        option.statusCode, option.reason = order.code, order.reason
        self._silence()  # the stack removes the port while it hangs up
        attempt(call.hangup, option)

    def send_digits(self, order: SendDigits) -> None:
        """Dial DTMF; raises Refused."""
        parameter = pj.CallSendDtmfParam()
        parameter.digits = order.digits
        info = order.method == "info"
        parameter.method = pj.PJSUA_DTMF_METHOD_SIP_INFO if info else pj.PJSUA_DTMF_METHOD_RFC2833
        attempt(self._living().sendDtmf, parameter)

    def _living(self) -> Call:
        if self.call is None or self.over:
            raise Refused("the call is over" if self.over else "the call has not come yet")
        return self.call

    def measure(self) -> None:
        """Post the statistics of the sound; raises Refused."""
        call = self._living()
        stream, figures = attempt(call.getStreamInfo, 0), attempt(call.getStreamStat, 0)
        received, sent = (_flow(side) for side in (figures.rtcp.rxStat, figures.rtcp.txStat))
        remote, trip = stream.remoteRtpAddress, figures.rtcp.rttUsec.mean
        self._post(Statistics(self.number, stream.codecName, remote, received, sent, trip))

    def tend(self, now: float) -> None:
        """Do what had to wait; `now` in seconds."""
        self._report_progress()
        if self.call is None or self.over:
            return
        if self._farewell is not None:
            self._part(self.call, *self._farewell, now)
        elif self._confirmed:
            self.offers.tend(now)

    def _part(self, call: Call, order: HangUp, deadline: float, now: float) -> None:
        """Hang up once the last offer is answered: an answer that comes too late does harm in the stack."""
        if not self.offers.under_way or now > deadline:
            self._farewell = None
            self._hang_up(call, order)

    def _offer(self, hold: bool) -> bool:
        call = self._living()
        option = pj.CallOpParam(True)
        try:
            if hold:
                call.setHold(option)
            else:
                option.opt.flag = pj.PJSUA_CALL_UNHOLD
                call.reinvite(option)
        except pj.Error:
            return False
        return True

    def _offer_refused(self, reason: str) -> None:
        self._post(Failed(self.number, "resume" if self.offers.held else "hold", reason))

    def state_changed(self) -> None:
        """Report where the dialog stands."""
        if self.call is None or self.over:
            return
        info = self.call.getInfo()
        self._report_progress()
        if info.state == pj.PJSIP_INV_STATE_EARLY and info.role == pj.PJSIP_ROLE_UAC:
            self._progress = info.lastStatusCode, info.lastReason
        elif info.state == pj.PJSIP_INV_STATE_CONFIRMED:
            self._confirmed = True
            self._post(Confirmed(self.number))
        elif info.state == pj.PJSIP_INV_STATE_DISCONNECTED:
            self._silence()
            self.end(info.lastStatusCode, info.lastReason)
            self.call = None

    def _report_progress(self) -> None:
        # The stack tells of a response first and of the sound it brings next; the phone hears both together.
        if self._progress is not None:
            self._post(Progress(self.number, *self._progress, self.media.state != "none"))
            self._progress = None

    def media_changed(self) -> None:
        """Report how the sound goes now, unless that is known."""
        if self.call is None or self.over:
            return
        media = self._look_at_media(self.call)
        if media != self.media:
            self.media = media
            self._post(media)
        self._host.sound_changed(self.number)

    def _look_at_media(self, call: Call) -> Media:
        info = call.getInfo()  # owns what it gives out
        streams = info.media
        state = _MEDIA_STATES.get(streams[0].status, "none") if len(streams) else "none"
        self.direction = streams[0].dir if state != "none" else pj.PJMEDIA_DIR_NONE
        if state != "none":
            with contextlib.suppress(pj.Error):
                # Only the report for humans says whether SRTP is at work where plain RTP was allowed.
                secure = bool(self._srtp) and _SECURE in call.dump(True, "")
                return Media(self.number, state, call.getStreamInfo(0).codecName, secure)
        return Media(self.number, state)

    def port(self) -> pj.AudioMedia | None:
        """Return the leg's port of the conference bridge, None while it has no sound."""
        if self.call is None or self.over or not self.direction:
            return None
        with contextlib.suppress(pj.Error):
            return self.call.getAudioMedia(-1)
        return None

    def _silence(self) -> None:
        self.direction = pj.PJMEDIA_DIR_NONE
        self._host.sound_changed(self.number)

    def digit_heard(self, digit: str, method: int) -> None:
        """Report a key of the far side; any thread may call this."""
        info = method == pj.PJSUA_DTMF_METHOD_SIP_INFO
        self._post(Digit(self.number, digit, "info" if info else "rfc2833"))

    def end(self, code: int, reason: str) -> None:
        """Report the end, once."""
        if not self.over:
            self.over = True
            self._post(Ended(self.number, code, reason))

    def close(self) -> None:
        """Let go of the stack's objects; a call that still lives gets its BYE, CANCEL or refusal."""
        self.call = None
        del self._account


def _flow(side: pj.RtcpStreamStat) -> Flow:
    return Flow(side.pkt, side.bytes, side.loss, side.discard, side.jitterUsec.mean)
