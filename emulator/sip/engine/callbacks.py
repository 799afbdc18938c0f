"""The stack's side of a leg: accounts and calls, whose callbacks are handed over.

The stack's objects go by numbers that it gives away again, and an object that is collected hangs up, or deletes,
whatever has its number by then. So a `Call` is dropped in the very callback that tells of its end, and an `Account` is
never shut down, only dropped.
"""

# ruff: noqa: N802  (the stack names its callbacks)
from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Protocol

import pjsua2 as pj

from emulator.sip.engine.stack import attempt
from emulator.sip.protocol import EngineMessage

if TYPE_CHECKING:
    from emulator.sip.engine.leg import Leg


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
        """A transaction has moved on; of interest are the ends of our own re-INVITEs, and of what was asked for.

        The stack would read the number of a key in an INFO as its first digit, so keys are read here.
        """
        state = prm.e.body.tsxState
        transaction = state.tsx
        if state.type == pj.PJSIP_EVENT_RX_MSG and transaction.role == pj.PJSIP_ROLE_UAS:
            self._leg.told(transaction.method, state.src.rdata.wholeMsg)
        ended = transaction.state in (pj.PJSIP_TSX_STATE_COMPLETED, pj.PJSIP_TSX_STATE_TERMINATED)
        if not ended or transaction.role != pj.PJSIP_ROLE_UAC:
            return
        if transaction.method == "INVITE":
            self._leg.offer_answered(transaction.statusCode, transaction.statusText)
        else:
            self._leg.answered(transaction.method, transaction.statusCode, transaction.statusText)

    def onCallSdpCreated(self, prm: pj.OnCallSdpCreatedParam) -> None:
        """Write the description of the sound as the phone does; the stack goes by what is written."""
        prm.sdp.wholeSdp = self._leg.describe(prm.sdp.wholeSdp, prm.remSdp.wholeSdp)

    def onStreamPreCreate(self, prm: pj.OnStreamPreCreateParam) -> None:
        """Set how long packets wait for late ones."""
        stream = prm.streamInfo
        first, most = self._leg.patience(stream.codecName)
        stream.jbInit = stream.jbMinPre = first
        stream.jbMaxPre = stream.jbMax = max(first, most)

    def onStreamDestroyed(self, prm: pj.OnStreamDestroyedParam) -> None:
        """Take the counters of a stream before they are gone."""
        self._leg.stream_ends()

    def onDtmfDigit(self, prm: pj.OnDtmfDigitParam) -> None:
        """A key was pressed at the far side; comes on a media thread."""
        if prm.method == pj.PJSUA_DTMF_METHOD_RFC2833:
            self._leg.digit_heard(prm.digit)

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
    """A call that nobody expects, to be turned away."""

    def __init__(self, account: Account, call_id: int, others: set[Stray]) -> None:
        """Stays in `others` until it is gone."""
        super().__init__(account, call_id)
        self._others = others
        self._told = False
        others.add(self)

    def turn_away(self) -> None:
        """Say that there is nobody, once. Within the callback that brings a call the stack cannot bear its end."""
        if not self._told:
            self._told = True
            option = pj.CallOpParam()
            option.statusCode = pj.PJSIP_SC_NOT_FOUND
            with contextlib.suppress(pj.Error):  # it has ended by itself
                self.hangup(option)

    def onCallState(self, prm: pj.OnCallStateParam) -> None:
        """Let it be collected at its end."""
        if self.getInfo().state == pj.PJSIP_INV_STATE_DISCONNECTED:
            self._others.discard(self)
