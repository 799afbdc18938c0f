"""The SIP stack of one process: how it is set up, and the accounts that calls are made with.

Every account lives for one call and registers nothing: the edge holds the registrations. The stack must never
touch what the edge owns, so all its ways of rewriting contacts, routes and addresses are off.
"""

# ruff: noqa: N802  (the stack names its callbacks)
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pjsua2 as pj

from emulator.sip.media import LONG_TAG, SHORT_TAG, Codec
from emulator.sip.protocol import Configure, EngineMessage, Expect, Invite, Log

INNER_ADDRESS = "127.0.0.1"

_TOO_MANY = 70_010


class Refused(Exception):  # noqa: N818
    """The stack does not do what it was asked; the text says why."""


class NoRoom(Refused):
    """The stack has as many calls as it can hold; those hung up count until the far side has agreed."""


def attempt(function: Callable[..., Any], *arguments: object) -> Any:
    """Call the stack; raises Refused with its reason, whatever it is that it does not like."""
    try:
        return function(*arguments)
    except (pj.Error, TypeError, ValueError, RuntimeError, OverflowError) as error:
        kind = NoRoom if getattr(error, "status", 0) == _TOO_MANY else Refused
        raise kind(str(getattr(error, "reason", "") or error)) from error


class _Writer(pj.LogWriter):  # type: ignore[misc]
    """Passes the stack's log on. Called from any thread, also while the stack starts and ends."""

    def __init__(self, post: Callable[[EngineMessage], None]) -> None:
        super().__init__()
        self._post = post

    def write(self, entry: pj.LogEntry) -> None:
        self._post(Log(entry.level, entry.msg.rstrip("\n")))


class _Endpoint(pj.Endpoint):  # type: ignore[misc]
    """Tells of calls that the stack turned away before any account heard of them."""

    def __init__(self, turned_away: Callable[[str, int, str], None]) -> None:
        super().__init__()
        self._turned_away = turned_away

    def onRejectedIncomingCall(self, prm: pj.OnRejectedIncomingCallParam) -> None:
        self._turned_away(prm.rdata.wholeMsg, prm.statusCode, prm.reason)


class Stack:
    """The one endpoint of this process, listening for the edge on a UDP port of loopback."""

    def __init__(
        self,
        settings: Configure,
        post: Callable[[EngineMessage], None],
        turned_away: Callable[[str, int, str], None],
    ) -> None:
        """`turned_away` is given an INVITE that cannot become a call, with the code and reason of its refusal."""
        self.settings = settings
        self._writer = _Writer(post)
        self.endpoint = _Endpoint(turned_away)
        self.endpoint.libCreate()
        self.endpoint.libInit(self._endpoint_config())
        self.port = self._listen()
        self.audio = self.endpoint.audDevManager()
        self.audio.setNoDev()
        self.endpoint.libStart()
        self._choose_codecs()

    def _endpoint_config(self) -> pj.EpConfig:
        config = pj.EpConfig()
        config.uaConfig.threadCnt = 0
        config.uaConfig.userAgent = self.settings.user_agent
        config.logConfig.level = config.logConfig.consoleLevel = self.settings.log_level
        config.logConfig.msgLogging = self.settings.log_level >= 4
        config.logConfig.decor = 0
        config.logConfig.writer = self._writer
        # Media is polled by the loop, with SIP: a thread of its own would wake a hundred times a second for ever.
        config.medConfig.threadCnt, config.medConfig.hasIoqueue = 0, False
        config.medConfig.noVad = not self.settings.media.silent
        config.medConfig.ecTailLen = 0
        # The clock of the sound path runs while somebody listens and stops when told, not by itself.
        config.medConfig.sndAutoCloseTime = -1
        return config

    def _listen(self) -> int:
        config = pj.TransportConfig()
        config.boundAddress, config.port = INNER_ADDRESS, 0
        made = self.endpoint.transportCreate(pj.PJSIP_TRANSPORT_UDP, config)
        return int(self.endpoint.transportGetInfo(made).localName.rsplit(":", 1)[1])

    def _choose_codecs(self) -> None:
        wanted = {codec.name: 255 - place for place, codec in enumerate(self.settings.codecs)}
        for known in self.endpoint.codecEnum2():
            self.endpoint.codecSetPriority(known.codecId, wanted.get(known.codecId, 0))
        for codec in self.settings.codecs:
            self._set_packet(codec)

    def _set_packet(self, codec: Codec) -> None:
        """Fill packets with as much sound as wanted, for far sides that do not say what they want."""
        parameters = attempt(self.endpoint.codecGetParam, codec.name)
        parameters.setting.frmPerPkt = max(1, codec.ptime // max(1, parameters.info.frameLen))
        attempt(self.endpoint.codecSetParam, codec.name, parameters)

    def account_config(self, order: Invite | Expect) -> pj.AccountConfig:
        """Return the settings of the account for one call."""
        config = pj.AccountConfig()
        config.idUri = order.identity if isinstance(order, Invite) else f"<sip:{order.user}@{INNER_ADDRESS}>"
        config.mwiConfig.enabled = False
        refreshed = self.settings.session_timers and not order.direct
        config.callConfig.timerUse = pj.PJSUA_SIP_TIMER_ALWAYS if refreshed else pj.PJSUA_SIP_TIMER_INACTIVE
        if self.settings.route and not order.direct:
            config.sipConfig.proxies.append(f"sip:{self.settings.route};lr")
        name, realm = (order.user, order.realm) if isinstance(order, Invite) else (order.login, "*")
        if name:
            config.sipConfig.authCreds.append(pj.AuthCredInfo("digest", realm, name, 0, order.password))
        self._keep_off(config)
        self._place_media(config, order)
        return config

    @staticmethod
    def _keep_off(config: pj.AccountConfig) -> None:
        config.regConfig.registerOnAdd = False
        config.regConfig.retryIntervalSec = 0
        config.natConfig.contactRewriteUse = 0
        config.natConfig.viaRewriteUse = 0
        config.natConfig.sdpNatRewriteUse = 0
        config.natConfig.sipOutboundUse = 0
        config.natConfig.udpKaIntervalSec = 0

    def _place_media(self, config: pj.AccountConfig, order: Invite | Expect) -> None:
        first, last = self.settings.rtp_ports
        media = config.mediaConfig
        media.srtpUse = order.srtp
        media.srtpSecureSignaling = 0
        # A far side that agrees to several codecs is left alone: a desk phone sends no UPDATE to have just one.
        media.lockCodecEnabled = False
        for name in self.settings.media.suites if isinstance(order, Invite) else (LONG_TAG, SHORT_TAG):
            suite = pj.SrtpCrypto()
            suite.name = name
            media.srtpOpt.cryptos.append(suite)
        media.transportConfig.boundAddress = INNER_ADDRESS if order.direct else self.settings.media_address
        media.transportConfig.port, media.transportConfig.portRange = first, last - first

    def destroy(self) -> None:
        """End the stack at once, without waiting for answers from the network."""
        self.endpoint.libDestroy(pj.PJSUA_DESTROY_NO_RX_MSG)
