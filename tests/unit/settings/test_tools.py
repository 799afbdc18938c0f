"""Tests of the network, graphs, certificates of authorities, and what else is done from the menus."""

from __future__ import annotations

import pytest

from emulator.boot.orders import Fetch
from emulator.display.model import FULL, Touched
from emulator.factory import maker
from emulator.settings.credentials import described, fingerprint
from emulator.settings.graphs import bars
from emulator.settings.model import Hop, Menus, OpenPage, ProbeNetwork
from emulator.settings.orders import MeasureLoad, Probe
from tests.unit.config.trees import certificate
from tests.unit.hands import Hands
from tests.unit.settings.tree import phone

PEM = certificate("ec", 2020, 2040)


def in_page(page: str, model: str = "VVX_450", ca: bytes | None = None) -> Hands:
    """A phone with a page of the menus on its screen; its server has a certificate, if one is given."""
    hands = Hands(model, {} if ca is None else {"ca.pem": ca})
    hands.feed(OpenPage(page))
    return hands


def pass_by(hands: Hands, seconds: int) -> None:
    """Let time pass, second by second."""
    for _ in range(seconds):
        hands.wait(1)


def probes(hands: Hands) -> list[int]:
    """How far the datagrams were to go."""
    return [effect.ttl for effect in hands.effects if isinstance(effect, Probe)]


def test_ping_asks_four_times_a_second_apart() -> None:
    """Each answer is a row: its number, who answered, after how long."""
    hands = in_page("network-tests")
    hands.pick("Ping")
    hands.type("192.0.2.9")
    hands.press("Start")
    hands.wait(0.5)
    early = len(probes(hands))
    pass_by(hands, 10)
    assert (1, 4, 4) == (early, len(probes(hands)), hands.text.count("192.0.2.9  1.5 ms"))


def test_trace_route_ends_at_the_host() -> None:
    """One hop farther each time, until the host itself answers."""
    hands = in_page("network-tests")
    hands.pick("Trace Route")
    hands.type("pbx.example")
    hands.press("Start")
    assert [1, 2, 3] == probes(hands)


def test_a_test_ends_with_its_screen() -> None:
    """Who has left asks no more; and nobody is asked without an address."""
    hands = in_page("network-tests")
    hands.pick("Ping")
    hands.press("Start")
    assert [] == probes(hands)
    hands.type("192.0.2.9")
    hands.press("Start", "Back")
    pass_by(hands, 10)
    assert (True, ()) == (len(probes(hands)) < 4, hands.device.core.state[Menus].hops)


def test_a_test_whose_screen_went_away_ends() -> None:
    """A call that comes covers the screen; answers that are still to come are the last."""
    hands = Hands()
    hands.feed(ProbeNetwork("ping", "192.0.2.9"))
    pass_by(hands, 10)
    assert [Hop(1, "192.0.2.9", 1.5)] == list(hands.device.core.state[Menus].hops)


def test_graphs_are_measured_only_while_they_are_seen() -> None:
    """Every two seconds; the newest value stands in words above the bars."""
    hands = in_page("graphs")
    hands.pick("CPU Load")
    pass_by(hands, 5)
    seen = sum(isinstance(effect, MeasureLoad) for effect in hands.effects)
    assert (3, True, True) == (seen, "12 %" in hands.text, "▇" in hands.text)
    hands.press("Back")
    seen = sum(isinstance(effect, MeasureLoad) for effect in hands.effects)
    pass_by(hands, 60)
    assert seen == sum(isinstance(effect, MeasureLoad) for effect in hands.effects)


@pytest.mark.parametrize(
    ("values", "most", "height", "rows"),
    [
        ([100], 100, 2, ("█", "█")),
        ([50, 25], 100, 2, ("  ", "█▄")),
        ([0], 100, 1, ("▁",)),
        ([500], 100, 1, ("█",)),
        ([], 0, 1, ("",)),
    ],
)
def test_bars_fill_their_rows(values: list[int], most: int, height: int, rows: tuple[str, ...]) -> None:
    """A value of `most` fills all rows, nought is still seen, and more than `most` is no more than full."""
    assert rows == bars(values, most, height)


def test_an_authority_is_trusted_once_its_fingerprint_was_accepted() -> None:
    """Install asks for a URL, shows the fingerprint, and keeps the certificate in flash; Delete takes it away."""
    hands = in_page("authority:1", ca=PEM.encode())
    hands.pick("Install")
    hands.type("http://boot.example/ca.pem")
    hands.press("Enter")
    assert (fingerprint(PEM)[:24] in hands.text, "CA" in hands.text) == (True, True)
    hands.press("Accept")
    hands.wait(60)
    assert "CERTIFICATE" in hands.flash["device.sec.TLS.customCaCert1"]
    hands.feed(OpenPage("authority:1"))
    hands.pick("Delete")
    hands.press("Yes")
    assert "device.sec.TLS.customCaCert1" not in hands.flash


def test_a_device_certificate_comes_with_its_key() -> None:
    """Custom Device Credentials: both go to their places in flash, and neither comes without the other."""
    own = maker().device("0004f2000099")
    for body, said in ((PEM, "Download Failed"), (own, "MD5 Fingerprint")):
        hands = in_page("credential:2", ca=body.encode())
        hands.pick("Install")
        hands.type("http://boot.example/ca.pem")
        hands.press("Enter")
        assert said in hands.text
    hands.press("Accept")
    hands.wait(60)
    kept = [hands.flash[f"device.sec.TLS.customDeviceCert2.{part}"] for part in ("publicCert", "privateKey")]
    assert [["CERTIFICATE", "PRIVATE KEY"], [False, False]] == [
        [word for word, text in zip(("CERTIFICATE", "PRIVATE KEY"), kept, strict=True) if word in text],
        ["PRIVATE KEY" in kept[0], "CERTIFICATE" in kept[1]],
    ]


@pytest.mark.parametrize("body", [None, b"", b"<html>Sign in</html>", PEM[:-60].encode()])
def test_what_is_no_certificate_is_not_trusted(body: bytes | None) -> None:
    """The phone says that it could not be had, and stays on the form."""
    hands = in_page("authority:2", ca=body)
    hands.pick("Install")
    hands.type("http://boot.example/ca.pem")
    hands.press("Enter")
    assert "Download Failed" in hands.text
    assert "device.sec.TLS.customCaCert2" not in hands.flash


def test_a_certificate_is_asked_for_as_any_file() -> None:
    """The phone says who it is."""
    hands = in_page("authority:1")
    hands.pick("Install")
    hands.type("https://192.0.2.1/x")
    hands.press("Enter")
    asked = [effect for effect in hands.effects if isinstance(effect, Fetch)][-1]
    assert ("https://192.0.2.1/x", True) == (asked.url, asked.agent.startswith("FileTransport PolycomVVX-VVX_450-UA/"))


@pytest.mark.parametrize(
    ("text", "said"), [("", "None"), (PEM, "CA"), ("QUJD", "90:2F:BD:D2:B1:DF:0C:4F:70:B4:A5:D2:35:25:E9:32")]
)
def test_a_certificate_goes_by_its_name_or_its_fingerprint(text: str, said: str) -> None:
    """Its common name; what cannot be read has but a fingerprint."""
    assert said == described(text)


def test_brightness_is_tested_step_by_step() -> None:
    """1 makes the display darker, from the darkest on it is full again; any other key leaves it as it was."""
    hands = in_page("test-hardware")
    hands.pick("Brightness Diagnostics")
    seen = [hands.screen.light]
    for _ in range(3):
        hands.press("1")
        seen.append(hands.screen.light)
    hands.press("1", "2")
    assert [FULL, 2, 1, FULL, FULL] == [*seen, hands.screen.light]


def test_the_touch_screen_says_where_it_was_touched() -> None:
    """A finger on a place passes it, and leaves by the same place touched again."""
    hands = in_page("test-hardware", "CCX_500")
    hit = hands.device.frame(hands.screen).find("9 Touch Screen Diagnostics")
    hit = hit or next(each for each in hands.device.frame(hands.screen).hits if "Touch Screen" in each.label)
    hands.feed(Touched(*hit.center))
    place = hands.device.frame(hands.screen).find("2-3")
    assert place is not None
    hands.feed(Touched(*place.center))
    assert "2-3: Pass" in hands.text
    hands.feed(Touched(*place.center))
    assert "Test Hardware" in hands.text


def test_who_is_signed_in_changes_the_password_of_the_profile() -> None:
    """Features > User Login > Change User Login Password: the old one counts, the new one is in force afterwards."""
    hands = phone("VVX 450")
    hands.world.files["alice.cfg"] = b"<user/>"
    hands.feed(OpenPage("user-login"))
    hands.pick("Log In")
    hands.type("alice")
    hands.press("Down", "1", "2", "3", "Log In")
    hands.feed(OpenPage("user-login"))
    hands.pick("Change User Login Password")
    for text, key in (("123", "Down"), ("8642", "Down"), ("8642", "OK")):
        hands.type(text)
        hands.press(key)
    assert ("8642", True) == (hands.setting("prov.login.localPassword"), "User password changed." in hands.text)
