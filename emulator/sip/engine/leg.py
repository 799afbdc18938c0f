"""One call of the engine, from the command that asks for it to its end.

Callbacks of the stack only report and note; what talks back to the stack is done by `tend`, between two polls of the
loop.
"""

from __future__ import annotations

import base64
import contextlib
import os
import time
from typing import Literal, TypeAlias

import pjsua2 as pj

from emulator.sip.dtmf import key_in, relay_body
from emulator.sip.engine.callbacks import Account, Call, Host
from emulator.sip.engine.meter import Meter
from emulator.sip.engine.offers import Offers
from emulator.sip.engine.stack import Refused, Stack, attempt
from emulator.sip.protocol import (
    Answer,
    Ask,
    Asked,
    Confirmed,
    Digit,
    Ended,
    Expect,
    Failed,
    HangUp,
    Hold,
    Incoming,
    Invite,
    Media,
    Progress,
    Ready,
    Resume,
    SendDigits,
)
from emulator.sip.stack.sdp import master_keys, rekeyed, write_local

MediaState: TypeAlias = Literal["none", "active", "local-hold", "remote-hold"]

LAST_ANSWER = 1.0
"""Seconds in which the answer to an offer is waited for, before its call is hung up or its place used again."""
KEY_BYTES = 30
"""A master key and its salt, of either suite (RFC 4568, section 6.2)."""
NEVER_BEGAN = 503
"""Code of a leg that ended before any SIP was spoken."""
NO_PORT = 480
"""Answer to a call for whose sound there is no port, or that cannot be taken for another reason."""

_MEDIA_STATES: dict[int, MediaState] = {
    pj.PJSUA_CALL_MEDIA_ACTIVE: "active",
    pj.PJSUA_CALL_MEDIA_LOCAL_HOLD: "local-hold",
    pj.PJSUA_CALL_MEDIA_REMOTE_HOLD: "remote-hold",
}
_SECURE = "SRTP status: Active"


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


CARRIED = ("Call-Info",)
"""Headers of the first INVITE, or of its answer, that all further requests of ours within the call have as well."""


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
        self._asked: list[str] = []
        self._carried: tuple[tuple[str, str], ...] = ()
        self._keys: dict[str, str] = {}
        self._rekeys = False
        self._srtp = order.srtp
        self._settings = stack.settings
        self._meter = Meter(order.leg)
        self._account = Account(stack.account_config(order), host)

    def place(self, order: Invite) -> None:
        """Send the INVITE; raises Refused."""
        option = pj.CallOpParam(True)
        self._carry(order.headers)
        option.opt.customCallId = order.call_id
        option.txOption = sip_headers(order.headers)
        call = self.call = Call(self, self._account)
        # Parameters of an address that stands bare in To would be taken for those of the header.
        attempt(call.makeCall, f"<{order.target}>" if ";" in order.target else order.target, option)
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
        """Respond to the INVITE; raises Refused, and then the call ends, as it does for want of a port."""
        call = self._living()
        if order.code >= 300:
            self._refuse(call, order)
            return
        option = pj.CallOpParam(True)
        option.statusCode, option.reason = order.code, order.reason
        option.txOption = sip_headers(order.headers)
        self._carry(order.headers)
        try:
            attempt(call.answer, option)
        except Refused:
            self._refuse(call, Answer(self.number, NO_PORT))
            raise

    def _refuse(self, call: Call, order: Answer) -> None:
        # The stack keeps answers to itself while there is no sound to go with them, but not the end of a call.
        option = pj.CallOpParam()
        option.statusCode, option.reason = order.code, order.reason
        option.txOption = sip_headers(order.headers)
        attempt(call.hangup, option)

    def want(self, order: Hold | Resume) -> None:
        """Hold or resume, as soon as may be."""
        self._carry(order.headers)
        self.offers.want(isinstance(order, Hold))

    def _carry(self, headers: tuple[tuple[str, str], ...]) -> None:
        self._carried = tuple(each for each in headers if each[0] in CARRIED) or self._carried

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
        option.txOption = sip_headers(self._carried)
        self._silence()  # the stack removes the port while it hangs up
        attempt(call.hangup, option)

    def send_digits(self, order: SendDigits) -> None:
        """Send DTMF in signalling, or as events; raises Refused."""
        if order.method == "info":
            for digit in order.digits:
                self._inform(digit, order)
            return
        parameter = pj.CallSendDtmfParam()
        parameter.digits, parameter.duration = order.digits, order.on
        parameter.method = pj.PJSUA_DTMF_METHOD_RFC2833
        attempt(self._living().sendDtmf, parameter)

    def _inform(self, digit: str, order: SendDigits) -> None:
        parameter = pj.CallSendRequestParam()
        parameter.method = "INFO"
        parameter.txOption.contentType = "application/dtmf-relay"
        parameter.txOption.msgBody = relay_body(digit, order.on, spelled=order.spelled)
        attempt(self._living().sendRequest, parameter)

    @property
    def hears_events(self) -> bool:
        """Whether the far side takes DTMF events."""
        if self.call is None or self.over:
            return False
        with contextlib.suppress(pj.Error):
            return bool(self.call.getStreamInfo(0).audTxEventPt > 0)
        return False

    def ask(self, order: Ask) -> None:
        """Send a request within the call; raises Refused."""
        parameter = pj.CallSendRequestParam()
        parameter.method = order.method
        parameter.txOption = sip_headers(order.headers)
        parameter.txOption.contentType, parameter.txOption.msgBody = order.content_type, order.body
        self._asked.append(order.method)
        attempt(self._living().sendRequest, parameter)

    def answered(self, method: str, code: int, reason: str) -> None:
        """Report the answer to a request that was asked for, unless it is asked again with a password."""
        if method in self._asked and code not in (401, 407):
            self._asked.remove(method)
            self._post(Asked(self.number, method, code, reason))

    def _living(self) -> Call:
        if self.call is None or self.over:
            raise Refused("the call is over" if self.over else "the call has not come yet")
        return self.call

    def measure(self) -> None:
        """Post the statistics of the sound; raises Refused."""
        self._post(self._meter.read(self._living()))

    def stream_ends(self) -> None:
        """Tell what a stream has done that the stack is about to part with."""
        if self.call is not None:
            with contextlib.suppress(Refused):
                last = self._meter.read(self.call)
                self._meter.over(last)
                self._post(last)

    def describe(self, text: str, offer: str) -> str:
        """Our own description of the sound, as the phone writes it."""
        self._meter.described(text)
        written = write_local(text, self._settings.codecs, self._settings.media, offer)
        if self._rekeys and not offer:
            self._keys = {key: base64.b64encode(os.urandom(KEY_BYTES)).decode() for key in master_keys(written)}
            self._rekeys = False
        return rekeyed(written, self._keys)

    def patience(self, codec: str) -> tuple[int, int]:
        """How many milliseconds packets of a codec wait for late ones, at first and at most."""
        settings = (each for each in self._settings.codecs if each.encoding == codec)
        return next(settings, self._settings.codecs[0]).jitter

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
        option.txOption = sip_headers(self._carried)
        terms = self._settings.media
        self._rekeys = terms.hold_key if hold else terms.resume_key
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
        self._report_media(self.call)
        self._host.sound_changed(self.number)

    def offer_answered(self, code: int, reason: str) -> None:
        """Take note that the far side has agreed to an offer of ours, or not."""
        asked = self.offers.under_way
        self.offers.answered(code, reason)
        if asked and code < 300 and self.call is not None and not self.over:
            self._report_media(self.call)

    def _report_media(self, call: Call) -> None:
        media = self._look_at_media(call)
        # The stack speaks of a hold as soon as it asks for it; for the phone it begins when the far side agrees.
        settled = not self.offers.under_way or self.media.state == "none"
        if media != self.media and settled:
            self.media = media
            self._post(media)

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

    def digit_heard(self, digit: str) -> None:
        """Report a key of the far side that came with the sound; any thread may call this."""
        self._post(Digit(self.number, digit))

    def told(self, method: str, message: str) -> None:
        """Take a request of the far side: it may tell of a key."""
        key = key_in(message) if method == "INFO" else ""
        if key:
            self._post(Digit(self.number, key, "info"))

    def end(self, code: int, reason: str) -> None:
        """Report the end, once."""
        if not self.over:
            self.over = True
            self._post(Ended(self.number, code, reason))

    def close(self) -> None:
        """Let go of the stack's objects; a call that still lives gets its BYE, CANCEL or refusal."""
        self.call = None
        del self._account
