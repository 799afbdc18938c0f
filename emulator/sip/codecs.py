"""From voice.*, tone.dtmf.* and sec.srtp.* to what calls offer."""

from __future__ import annotations

from emulator.config.codecs import Known, preferred
from emulator.config.layers import Configuration
from emulator.sip.edge.core import Offer
from emulator.sip.media import LONG_TAG, SHORT_TAG, Codec, MediaTerms
from emulator.sip.stack.sdp import acceptable, description

FALLBACK = (Codec("PCMU/8000/1"), Codec("PCMA/8000/1"))
"""What is offered where the configuration leaves nothing that there is."""

LONGEST_PACKET, SHORTEST_PACKET = 80, 10

PORTS = 48
"""How many ports media have where the end of their range is before its start."""


def codecs(configuration: Configuration) -> tuple[Codec, ...]:
    """What calls offer, the most wanted first; G.711 if the configuration leaves nothing else."""
    found: dict[str, Codec] = {}
    for each in preferred(configuration):
        if each.engine:
            found.setdefault(each.engine, _codec(configuration, each))
    return tuple(found.values()) or FALLBACK


def _codec(configuration: Configuration, known: Known) -> Codec:
    profile = f"voice.audioProfile.{known.profile}"
    first = configuration.number(f"{profile}.jitterBufferMin")
    most = configuration.number(f"{profile}.jitterBufferMax")
    return Codec(
        known.engine,
        configuration.number(known.payload) if known.payload else None,
        max(SHORTEST_PACKET, min(configuration.number(f"{profile}.payloadSize"), LONGEST_PACKET)),
        known.fmtp,
        (first, max(first, most)),
    )


def fits(offer: Offer, configuration: Configuration) -> bool:
    """Whether a call that comes in has sound in common with the phone, encrypted as its line wants it."""
    return acceptable(description(offer.invite), codecs(configuration), offer.srtp)


def media_terms(configuration: Configuration) -> MediaTerms:
    """What all calls have in common."""
    flag = configuration.flag
    events = flag("tone.dtmf.viaRtp") and flag("tone.dtmf.rfc2833Control")
    wanted = ((LONG_TAG, "HMAC_SHA1_80"), (SHORT_TAG, "HMAC_SHA1_32"))
    suites = tuple(suite for suite, name in wanted if flag(f"sec.srtp.offer.{name}"))
    return MediaTerms(
        events=configuration.number("tone.dtmf.rfc2833Payload") if events else None,
        own_order=flag("voIpProt.SDP.answer.useLocalPreferences"),
        silent=flag("voice.vadEnable"),
        suites=suites or (LONG_TAG,),
        lifetime=configuration.text("sec.srtp.key.lifetime").strip(),
        hold_key=flag("sec.srtp.holdWithNewKey"),
        resume_key=flag("sec.srtp.resumeWithNewKey"),
    )


def media_ports(configuration: Configuration) -> tuple[int, int]:
    """The first and the last port for media."""
    public = configuration.number("nat.mediaPortStart")
    start = public or configuration.number("tcpIpApp.port.rtp.mediaPortRangeStart", null=2222) or 2222
    end = configuration.number("tcpIpApp.port.rtp.mediaPortRangeEnd") or 0
    return start, end if end > start else start + PORTS - 1
