"""What calls offer, by configuration; and what is said of codecs that there are none of."""

from __future__ import annotations

import pytest

from emulator.config.codecs import known_codecs, lacking, preferred
from emulator.kernel.profile import load_profile
from emulator.sip.codecs import codecs, media_ports, media_terms
from emulator.sip.media import LONG_TAG, SHORT_TAG, Codec
from tests.unit.calls.rig import configuration

NONE = {f"voice.codecPref.{each.name}": "0" for each in known_codecs()}


@pytest.mark.parametrize(
    ("values", "names"),
    [
        ({}, ["G722", "PCMU", "PCMA"]),
        ({"voice.codecPref.G711_A": "1"}, ["PCMA", "G722", "PCMU"]),
        ({"voice.codecPref.G722": "0"}, ["PCMU", "PCMA"]),
        ({"voice.codecPref.iLBC.15_2kbps": "1"}, ["iLBC", "G722", "PCMU", "PCMA"]),
        ({"voice.codecPref.Lin16.44_1ksps": "1"}, ["L16", "G722", "PCMU", "PCMA"]),
        (NONE, ["PCMU", "PCMA"]),
    ],
)
def test_the_order_of_codecs(values: dict[str, str], names: list[str]) -> None:
    """Those that are wanted, the most wanted first; G.711 where nothing is left."""
    assert names == [each.encoding for each in codecs(configuration(values))]


@pytest.mark.parametrize(("name", "mode"), [("13_33kbps", "mode=30"), ("15_2kbps", "mode=20")])
def test_the_two_rates_of_ilbc(name: str, mode: str) -> None:
    """The rate is a matter of the mode, the payload type a parameter of both."""
    values = {**NONE, f"voice.codecPref.iLBC.{name}": "1", "voice.audioProfile.iLBC.payloadType": "97"}
    (codec,) = codecs(configuration(values))
    assert ("iLBC/8000/1", 97, mode) == (codec.name, codec.payload, codec.fmtp)


@pytest.mark.parametrize(
    ("preference", "profile"),
    [
        *(("G711_Mu", "G711Mu"), ("G711_A", "G711A"), ("G722", "G722"), ("Lin16.44_1ksps", "Lin16")),
        *(("iLBC.13_33kbps", "iLBC.13_33kbps"), ("iLBC.15_2kbps", "iLBC.15_2kbps")),
    ],
)
def test_the_profile_of_a_codec(preference: str, profile: str) -> None:
    """Packet time and jitter buffer are those of the codec."""
    own = {"payloadSize": "40", "jitterBufferMin": "60", "jitterBufferMax": "240"}
    values = {f"voice.audioProfile.{profile}.{name}": value for name, value in own.items()}
    (codec,) = codecs(configuration({**NONE, f"voice.codecPref.{preference}": "1", **values}))
    assert (40, (60, 240)) == (codec.ptime, codec.jitter)


@pytest.mark.parametrize(("model", "labels"), [("VVX_450", ["G.729AB"]), ("CCX_500", ["Opus", "G.729AB"])])
def test_what_is_lacking(model: str, labels: list[str]) -> None:
    """Codecs that the model has and calls are to have, but there are none of."""
    settings = configuration({"voice.codecPref.Opus": "1"})
    assert labels == [each.label for each in lacking(settings, load_profile(model))]


def test_every_codec_is_named_once() -> None:
    """The table has no codec twice, and none that the catalogue does not know."""
    names = [each.name for each in known_codecs()]
    assert len(set(names)) == len(names)
    assert set(names) >= {each.name for each in preferred(configuration({}))}


@pytest.mark.parametrize(
    ("values", "ports"),
    [
        ({}, (2222, 2269)),
        ({"tcpIpApp.port.rtp.mediaPortRangeStart": "2200"}, (2200, 2269)),
        ({"tcpIpApp.port.rtp.mediaPortRangeEnd": "2229"}, (2222, 2229)),
        ({"tcpIpApp.port.rtp.mediaPortRangeStart": "30000"}, (30000, 30047)),
    ],
)
def test_the_ports_of_media(values: dict[str, str], ports: tuple[int, int]) -> None:
    """A range as configured; forty-eight ports where its end is before its start."""
    assert ports == media_ports(configuration(values))


@pytest.mark.parametrize(
    ("values", "field", "expected"),
    [
        ({}, "events", 127),
        ({"tone.dtmf.rfc2833Payload": "101"}, "events", 101),
        ({"tone.dtmf.rfc2833Control": "0"}, "events", None),
        ({"tone.dtmf.viaRtp": "0"}, "events", None),
        ({"voice.vadEnable": "1"}, "silent", True),
        ({"voIpProt.SDP.answer.useLocalPreferences": "1"}, "own_order", True),
        ({"sec.srtp.key.lifetime": "2^31"}, "lifetime", "2^31"),
        ({}, "suites", (LONG_TAG,)),
        ({"sec.srtp.offer.HMAC_SHA1_32": "1"}, "suites", (LONG_TAG, SHORT_TAG)),
        ({"sec.srtp.offer.HMAC_SHA1_32": "1", "sec.srtp.offer.HMAC_SHA1_80": "0"}, "suites", (SHORT_TAG,)),
    ],
)
def test_what_all_calls_have_in_common(values: dict[str, str], field: str, expected: object) -> None:
    """Each parameter has its place in the terms of media."""
    assert expected == getattr(media_terms(configuration(values)), field)


def test_packets_have_bounds() -> None:
    """No packet is longer than the device's longest."""
    values = {**NONE, "voice.codecPref.G711_Mu": "1", "voice.audioProfile.G711Mu.payloadSize": "80"}
    assert (Codec("PCMU/8000/1", ptime=80),) == codecs(configuration(values))
