"""What the user's choices in the menus change: on the screen, on its light, on the wire."""

from __future__ import annotations

import pytest

from emulator.audio.model import PlayTone
from emulator.boot.logs.syslog import find_target
from emulator.boot.model import PowerOn, Provisioning
from emulator.boot.orders import Fetch
from emulator.calls.model import Calls, InviteReceived
from emulator.display.model import FULL, HookMoved, Items, OpenView, Plugged, Text
from emulator.display.zones import cities
from emulator.kernel.slices import PowerCut
from emulator.lines.model import SendRegister
from emulator.settings.model import OpenPage, SetParameter
from tests.unit.hands import SERVER, Hands
from tests.unit.settings.tree import choose
from tests.unit.world import site


def setting(hands: Hands, name: str, value: str) -> None:
    """Choose a value in the menus."""
    hands.feed(SetParameter(name, value))
    while hands.device.core.state[Provisioning].state != "idle":
        hands.wait(1)


def clock(hands: Hands) -> list[str]:
    """Date and time in the middle of the idle screen."""
    return [line for block in hands.screen.body if isinstance(block, Text) for line in block.lines][:2]


def test_the_display_is_dimmed_when_nobody_uses_the_phone_and_lit_by_a_key() -> None:
    """After up.backlight.timeout; how bright it is then and otherwise, up.backlight.*Intensity say."""
    hands = Hands()
    hands.feed(SetParameter("up.backlight.timeout", "10"))
    hands.feed(SetParameter("up.backlight.onIntensity", "2"))
    hands.press("Home")
    seen = [hands.screen.light]
    for seconds in (9, 2):
        hands.wait(seconds)
        seen.append(hands.screen.light)
    hands.feed(SetParameter("up.backlight.idleIntensity", "0"))
    seen.append(hands.screen.light)
    hands.press("Home")
    assert [2, 2, 1, 0, 2] == [*seen, hands.screen.light]


@pytest.mark.parametrize(("model", "deeper"), [("SPIP_650", "Up"), ("SSIP_7000", "Up"), ("VVX_101", "Right")])
def test_the_ink_of_a_display_without_colours_is_as_deep_as_its_user_wants(model: str, deeper: str) -> None:
    """Basic > Contrast: by arrow or soft key, from 1 to 10; it outlasts a power cut."""
    hands = Hands(model)
    hands.feed(OpenPage("basic"))
    choose(hands, "Contrast")
    seen = [hands.screen.contrast]
    for keys in ((deeper,), (deeper,) * 9, ("-",)):
        hands.press(*keys)
        seen.append(hands.screen.contrast)
    assert [5, 6, 10, 9] == seen
    assert "█████████░" in hands.text
    hands.feed(PowerCut())
    hands.feed(PowerOn())
    assert 9 == hands.screen.contrast


def test_a_display_with_colours_has_no_contrast_to_set() -> None:
    """Its menu has no such entry."""
    hands = Hands()
    hands.feed(OpenPage("basic"))
    assert "Contrast" not in hands.text


def test_a_call_keeps_the_display_lit() -> None:
    """Until it is over, and then as long as after any key."""
    hands = Hands()
    hands.feed(InviteReceived("a", 1, "3001"))
    hands.press("Answer")
    hands.wait(300)
    during = hands.screen.light
    hands.press("End Call")
    hands.wait(45)
    assert (FULL, 1) == (during, hands.screen.light)


@pytest.mark.parametrize(
    ("model", "name", "color"),
    [
        ("VVX_450", "bg.color.selection", "teal"),
        ("VVX_1500", "bg.VVX_1500.color.selection", "teal"),
        ("SPIP_650", "bg.color.selection", ""),
    ],
)
def test_a_background_colours_the_display(model: str, name: str, color: str) -> None:
    """Where the display has colours at all."""
    hands = Hands(model)
    before = hands.screen.background
    setting(hands, name, "3,2")
    assert ("", color) == (before, hands.screen.background)


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("lcl.datetime.date.dateTop", "0", ["12:00 PM", "Tuesday, November 21"]),
        ("lcl.datetime.date.format", "DD/MM/YYYY", ["21/11/2023", "12:00 PM"]),
        ("lcl.datetime.date.format", "YY/MM/DD", ["23/11/21", "12:00 PM"]),
        ("lcl.datetime.date.format", "dM,D", ["21 November, Tuesday", "12:00 PM"]),
        ("lcl.datetime.time.24HourClock", "1", ["Tuesday, November 21", "12:00"]),
        ("lcl.datetime.date.longFormat", "0", ["Tue, Nov 21", "12:00 PM"]),
        ("up.localClockEnabled", "0", []),
    ],
)
def test_the_clock_is_written_as_it_was_chosen(name: str, value: str, shown: list[str]) -> None:
    """Order, format and language of date and time on the idle screen."""
    hands = Hands()
    before = clock(hands)
    setting(hands, name, value)
    assert (["Tuesday, November 21", "12:00 PM"], shown) == (before, clock(hands))


def test_a_time_zone_counts_before_what_the_network_says() -> None:
    """Tokyo, from the list: nine hours on."""
    hands = Hands()
    hands.feed(OpenPage("time-zone"))
    choose(hands, next(city.label for city in cities() if "Tokyo" in city.places))
    assert "1" == hands.setting("tcpIpApp.sntp.gmtOffset.overrideDHCP")
    assert clock(hands)[1].startswith("9:")
    assert clock(hands)[1].endswith("PM")


def test_syslog_trusts_whom_its_profile_trusts() -> None:
    """TLS Applications > Syslog: the second platform profile has authorities of its own."""
    flash = {"device.syslog.serverName": "log.example", "device.syslog.transport": "TLS"}
    profiles = {"device.sec.TLS.profile.caCertList2": "Platform2", "device.sec.TLS.customCaCert2": "second"}
    trusted = []
    for chosen in ("PlatformProfile1", "PlatformProfile2"):
        selection = {"device.sec.TLS.profileSelection.syslog": chosen}
        target = find_target(Hands(device={**SERVER, **flash, **profiles, **selection}).device.core.state)
        trusted.append((target.tls.builtin, target.tls.authorities) if target else None)
    assert [(True, ("second",)), (False, ("second",))] == trusted


def test_ethernet_shows_the_speed_that_was_set() -> None:
    """Status > Network > Ethernet; Auto is what phone and switch agree upon."""
    hands = Hands(device={**SERVER, "device.net.etherModeLAN": "100HD", "device.net.etherModePC": "Disabled"})
    hands.feed(OpenPage("status-ethernet"))
    shown = " ".join(hands.text.split())
    assert ("LAN Port 100HD" in shown, "PC Port Disabled" in shown) == (True, True)
    hands = Hands()
    hands.feed(OpenPage("status-ethernet"))
    assert "LAN Port 1000FD PC Port Link Down" in " ".join(hands.text.split())
    hands.feed(Plugged("pc", present=True))
    assert "PC Port 1000FD" in " ".join(hands.text.split())


def test_a_line_that_is_typed_in_registers() -> None:
    """Line Configuration > Line 3: address and server; the phone registers it, and shows it beside a key."""
    hands = Hands()
    for name, value in (("address", "2003"), ("label", "Annex"), ("server.1.address", "pbx.example")):
        setting(hands, f"reg.3.{name}", value)
    sent = [effect for effect in hands.effects if isinstance(effect, SendRegister) and effect.line.index == 3]
    assert ("2003", "pbx.example") == (sent[-1].line.user, sent[-1].line.servers[0].address)
    assert "Annex" in hands.text


def test_a_line_leaves_the_server_that_it_must_not_register_with() -> None:
    """Register: No unregisters, and Status > Lines says so."""
    hands = Hands()
    setting(hands, "reg.2.server.1.register", "0")
    hands.wait(10)
    sent = [effect for effect in hands.effects if isinstance(effect, SendRegister) and effect.line.index == 2]
    hands.feed(OpenPage("line-status:2"))
    assert (0, True) == (sent[-1].expires, "Not-Registered" in hands.text)


def test_quick_setup_leads_to_the_address_of_the_boot_server_without_a_password() -> None:
    """QSetup on the idle screen; what is typed is saved together. limitServerDetails hides most of it."""
    more = 'prov.quickSetup.enabled="1"'
    hands = Hands(files={"site.cfg": site(more=more)})
    while "QSetup" not in [key.label for key in hands.screen.soft_keys]:
        hands.press("More")
    hands.press("QSetup")
    hands.pick("Server User")
    hands.type("x")
    hands.press("OK", "Back")
    hands.pick("Save Config")
    assert "PlcmSpIpx" == hands.flash["device.prov.user"]
    limited = Hands(files={"site.cfg": site(more=f'{more} prov.quickSetup.limitServerDetails="1"')})
    limited.feed(OpenPage("quick-setup"))
    assert ("Server Address" in limited.text, "Server User" in limited.text) == (False, True)


@pytest.mark.parametrize(("value", "taken"), [("4", False), ("61", False), ("60", True), ("x", False)])
def test_a_value_that_the_parameter_cannot_have_is_refused(value: str, taken: bool) -> None:
    """The editor stays and says so."""
    hands = Hands()
    hands.feed(SetParameter("up.backlight.timeout", value))
    assert taken == (value == hands.setting("up.backlight.timeout"))
    assert taken != ("Invalid value." in hands.text)


def test_what_changes_nothing_is_kept_all_the_same() -> None:
    """A setting that is not emulated goes into the override file, and its editor says what it is."""
    hands = Hands()
    hands.feed(OpenPage("web-server"))
    hands.pick("1 Web Server")
    said = "not emulated" in hands.text
    hands.pick("Disabled")
    assert (True, "0") == (said, hands.setting("httpd.enabled"))


def test_a_ringer_is_heard_where_the_user_wants_it() -> None:
    """Preferences > Audible Ringer: calls, and samples of ring types."""
    hands = Hands()
    hands.feed(Plugged("headset", present=True))
    hands.feed(OpenPage("preferences"))
    hands.pick("Audible Ringer")
    hands.pick("Headset")
    hands.feed(OpenView("ring-type"))
    hands.press("Play")
    hands.wait(10)
    hands.feed(InviteReceived("a", 1, "3001"))
    heard = [tone.path for tone in hands.effects if isinstance(tone, PlayTone) and tone.name]
    assert ["headset", "headset"] == heard


@pytest.mark.parametrize(("mode", "dials"), [("Enabled", True), ("Disabled", False)])
def test_off_hook_mode_says_whether_a_lifted_handset_dials(mode: str, dials: bool) -> None:
    """Phone Settings > Off Hook Mode: without it the phone rests as it was."""
    hands = Hands()
    hands.feed(OpenPage("phone-settings"))
    hands.pick("Off Hook Mode")
    hands.pick(mode)
    hands.press("Home")
    hands.feed(HookMoved(off=True))
    assert dials == bool(hands.device.core.state[Calls].calls)


@pytest.mark.parametrize(
    ("source", "held", "missing"),
    [
        ("all", (b"reg.1.address", b"up.backlight.timeout"), (b"swordfish",)),
        ("config", (b"reg.1.address",), (b"swordfish", b"up.backlight.timeout")),
        ("phone", (b"up.backlight.timeout",), (b"reg.1.address",)),
        ("web", (b"OVERRIDES",), (b"reg.1.address", b"up.backlight.timeout")),
    ],
)
def test_the_configuration_is_uploaded_without_passwords(
    source: str, held: tuple[bytes, ...], missing: tuple[bytes, ...]
) -> None:
    """Upload Configuration puts what comes from the source that was chosen beside the master file."""
    hands = Hands()
    setting(hands, "up.backlight.timeout", "20")
    hands.feed(OpenPage("upload-configuration"))
    hands.pick({"all": "All Sources", "config": "Configuration Files", "phone": "Local", "web": "Web"}[source])
    sent = [effect for effect in hands.effects if isinstance(effect, Fetch) and effect.method == "PUT"][-1]
    assert sent.url == f"http://boot.example/phones/0004f2aabb01-update-{source}.cfg"
    assert ([], []) == (
        [each for each in held if each not in sent.body],
        [each for each in missing if each in sent.body],
    )
    assert "Configuration uploaded" in hands.text


@pytest.mark.parametrize(("allowed", "count"), [("1", 1), ("0", 0)])
def test_ring_types_may_be_fixed(allowed: str, count: int) -> None:
    """se.rt.modification.enabled: without it there is no list of ringers to choose from."""
    hands = Hands(files={"site.cfg": site(more=f'se.rt.modification.enabled="{allowed}"')})
    hands.feed(OpenPage("basic"))
    rows = [row.text for block in hands.screen.body if isinstance(block, Items) for row in block.rows]
    assert count == sum("Ring Type" in text for text in rows)
