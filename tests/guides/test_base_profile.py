"""The base profile: what Lync or Skype changes, by what the phone then does."""

from __future__ import annotations

import pytest

from emulator.config.catalogue import catalogue, find
from emulator.config.identity import identify
from emulator.display.model import GoHome, Touched
from emulator.kernel.profile import load_profile
from tests.unit.hands import MAC, SERVER, Hands

VVX = identify(load_profile("VVX_500"), MAC)

DEFAULTS = [
    ("reg.1.auth.useLoginCredentials", "0", "1"),
    ("reg.1.server.1.specialInterop", "standard", "lync2010"),
    ("reg.1.server.1.transport", "DNSnaptr", "TLS"),
    ("sec.srtp.require", "0", "1"),
    ("sec.srtp.offer", "0", "1"),
    ("sec.srtp.mki.enabled", "0", "1"),
    ("sec.srtp.holdWithNewKey", "1", "0"),
    ("sec.srtp.resumeWithNewKey", "1", "0"),
    ("voIpProt.SIP.mtls.enable", "1", "0"),
    ("voIpProt.SIP.allowTransferOnProceeding", "1", "0"),
    ("tcpIpApp.keepalive.tcp.sip.tls.enable", "0", "1"),
    ("feature.presence.enabled", "0", "1"),
    ("feature.messaging.enabled", "0", "1"),
    ("roaming_buddies.reg", "0", "1"),
    ("softkey.feature.simplifiedSignIn", "0", "1"),
    ("feature.btoe.enabled", "0", "1"),
    ("feature.exchangeCalendar.enabled", "0", "1"),
    ("feature.lync.hideSignInSignOut", "0", "0"),
    ("feature.lync.hideSignOut", "0", "0"),
    ("feature.HotDesking.enabled", "1", "1"),
    ("feature.CAP.enabled", "0", "0"),
    ("feature.webSignIn.enabled", "1", "1"),
    ("feature.btoePairing.enabled", "1", "1"),
    ("btoe.PairingMode", "Auto", "Auto"),
    ("up.btoeDeviceLock.timeOut", "10", "10"),
    ("up.deviceLock.signOutOnIncorrectAttempts", "0", "0"),
    ("phoneLock.enabled", "0", "0"),
    ("phoneLock.idleTimeout", "0", "0"),
    ("phoneLock.Allow.AnswerOnLock", "1", "1"),
]
"""Parameters of the Skype side with their defaults: in Generic, in Lync."""


@pytest.mark.parametrize(("name", "generic", "lync"), DEFAULTS)
def test_defaults_go_by_the_base_profile(name: str, generic: str, lync: str) -> None:
    """As the catalogue has them, which says of each how sure that is."""
    parameter = find(name)
    assert parameter is not None
    assert (generic, lync) == (parameter.default(VVX, "Generic"), parameter.default(VVX, "Lync"))
    assert parameter.certainty in ("S", "M")


def phone(base: str) -> Hands:
    """A VVX 500 in a base profile, without a line of its own."""
    return Hands("VVX_500", {"site.cfg": b"<site/>"}, device={**SERVER, "device.baseProfile": base})


def test_what_lync_adds_to_the_phone() -> None:
    """Sign In on the idle phone, BToE and Skype for Business in the menus, and nothing of them in Generic."""
    seen = {base: "\n".join(_places(base)) for base in ("Generic", "Lync")}
    for label in ("Sign In", "Skype for Business", "BToE PC Pairing"):
        assert [False, True] == [label in seen[base] for base in ("Generic", "Lync")], label


def _places(base: str) -> list[str]:
    """What is offered on the idle phone and in Settings > Features, wiped to its end."""
    hands = phone(base)
    texts = [" ".join(key.label for key in hands.screen.actions)]
    for _ in range(2):
        if "Settings" not in hands.text:
            hands.press("Home")
    for label in ("Settings", "Features"):
        hit = next(hit for hit in hands.device.frame(hands.screen).hits if hit.label.lstrip("0123456789 ") == label)
        hands.feed(Touched(*hit.center))
        texts.append(hands.text)
    for _ in range(4):
        hands.feed(hands.screen.keys.get("SwipeUp", GoHome()))
        texts.append(hands.text)
    return texts


def test_every_default_of_lync_says_how_sure_it_is() -> None:
    """Rows with a default of their own for Lync were read somewhere, or are marked as remembered."""
    rows = [each for each in catalogue().values() if ";lync=" in each.defaults]
    assert 30 < len(rows)
    assert [] == [each.name for each in rows if not each.source or (each.certainty == "S" and each.source == "memory")]
