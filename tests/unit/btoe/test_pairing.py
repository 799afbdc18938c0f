"""Pairing a phone with a computer: when it waits for one, and who is let in."""

from __future__ import annotations

import pytest

from emulator.boot.model import ChangeSettings
from emulator.btoe.model import AskPc, Paired, PairingBroken, paired
from emulator.btoe.orders import Admit, Attend, CodeMissed, HangUp, TurnAway
from emulator.btoe.wire import Goodbye, Hello, PcLock, TooOld, Welcome
from emulator.btoe.words import DISABLED, NO_CABLE, PAIRED, TOO_OLD, UNABLE, WAITING, WRONG
from emulator.display.model import OpenView
from emulator.signin.model import Policy
from tests.unit.btoe.bench import CODES, MANUAL, Bench

# Waiting


@pytest.mark.parametrize(
    ("model", "settings", "profile", "state"),
    [
        ("VVX_450", "", "Lync", "auto"),
        ("CCX_500", "", "Lync", "auto"),
        ("VVX_450", MANUAL, "Lync", "code"),
        ("VVX_450", 'feature.btoe.enabled="0"', "Lync", "off"),
        ("VVX_450", "", "Generic", "off"),
        ("VVX_450", 'feature.btoe.enabled="1"', "Generic", "off"),
        ("SPIP_650", "", "Lync", "off"),
    ],
)
def test_btoe_is_enabled_in_the_skype_profile(model: str, settings: str, profile: str, state: str) -> None:
    """By default, on the phones that have it; the phone then listens to computers."""
    bench = Bench(model, settings, {"device.baseProfile": profile})
    assert state == bench.btoe.state
    assert ([Attend(True)] if state != "off" else []) == bench.did(Attend)


@pytest.mark.parametrize(("state", "icon"), [("", "btoe"), ("paired", "btoe-paired")])
def test_the_status_bar_has_its_icon(state: str, icon: str) -> None:
    """One while BToE is enabled, another while a computer is paired."""
    bench = Bench()
    if state:
        bench.pair()
    status = bench.screen.status
    assert status is not None
    assert icon in status.icons


@pytest.mark.parametrize(
    ("policy", "settings", "state"),
    [
        (Policy(), "", "auto"),
        (Policy(btoe=False), "", "off"),
        (Policy(btoe_mode="Manual"), "", "code"),
        (Policy(btoe_mode="Manual"), 'btoe.PairingMode="Auto"', "auto"),
        (Policy(btoe_mode="Auto"), MANUAL, "code"),
    ],
)
def test_the_servers_policy_has_a_say(policy: Policy, settings: str, state: str) -> None:
    """It may forbid BToE; its pairing mode holds where nobody has configured another."""
    bench = Bench(settings=settings)
    bench.sign_in(policy=policy)
    assert state == bench.btoe.state


def test_the_mode_is_chosen_on_the_phone() -> None:
    """Home > BToE: Auto waits for the cable; Manual shows a code, and again another one after Auto."""
    bench = Bench()
    bench.press("Home")
    bench.pick_tile("BToE")
    assert ("BToE PC Pairing", True) == (bench.screen.title, WAITING in bench.text)
    for code in CODES[:2]:
        choose(bench, "Manual")
        assert ("code", code) == (bench.btoe.state, bench.btoe.code)
        assert code in bench.text
        choose(bench, "Auto")
        assert ("auto", "") == (bench.btoe.state, bench.btoe.code)
        assert code not in bench.text


def choose(bench: Bench, mode: str) -> None:
    """Pairing Mode, from the pairing screen."""
    bench.pick("Pairing Mode")
    if mode == "Auto":
        bench.press("Up")
    bench.pick(mode)
    assert mode == bench.setting("btoe.PairingMode")


def test_the_menu_under_features_leads_there_too() -> None:
    """Settings > Features > BToE PC Pairing."""
    bench = Bench()
    bench.press("Home")
    bench.pick_tile("Settings")
    bench.pick("Features")
    bench.pick("BToE PC Pairing")
    assert "btoe" == bench.screen.name


def test_a_ccx_shows_it_under_the_finger() -> None:
    """The row is touched."""
    bench = Bench("CCX_500")
    bench.feed(OpenView("btoe"))
    assert "Pairing Mode" in bench.text
    assert ["Back"] == [key.label for key in bench.screen.actions]


@pytest.mark.parametrize(
    ("setting", "tile", "entry"),
    [
        ("", True, True),
        ('homeScreen.BToE.enable="0"', False, True),
        ('feature.btoePairing.enabled="0"', False, False),
        ('feature.btoe.enabled="0"', False, False),
    ],
)
def test_the_menu_is_a_matter_of_configuration(setting: str, tile: bool, entry: bool) -> None:
    """The icon on Home and the entry under Features."""
    bench = Bench(settings=setting)
    bench.press("Home")
    assert tile == ("BToE" in bench.text)
    bench.pick_tile("Settings")
    bench.pick("Features")
    assert entry == ("BToE PC Pairing" in bench.text)


def test_who_may_not_choose_sees_no_mode() -> None:
    """With feature.btoePairing.enabled 0 the screen, come by Sign In > Via PC, only tells."""
    bench = Bench(settings='feature.btoePairing.enabled="0"')
    bench.feed(AskPc())
    assert "btoe" == bench.screen.name
    assert "Pairing Mode" not in bench.text


# Auto


def test_auto_pairs_the_computer_at_the_pc_port() -> None:
    """The phone says that it is paired, and greets the computer with its name."""
    bench = Bench()
    bench.plug()
    bench.knock()
    assert ([Admit(1)], "handshaking") == (bench.did(Admit), bench.btoe.state)
    bench.say(Hello("4.3.0", computer="DESKTOP-1"))
    assert paired(bench.device.core.state)
    assert ("paired", "DESKTOP-1") == (bench.btoe.state, bench.btoe.computer)
    assert PAIRED in bench.text
    (welcome,) = bench.said(Welcome)
    assert ("VVX_450", "VVX 450", "Polycom VVX Phone") == (welcome.model, welcome.name, welcome.device)
    assert 1 == bench.facts_of(Paired)


@pytest.mark.parametrize(
    ("settings", "device", "plugged", "plug", "reason"),
    [
        ("", {}, False, False, "cable"),
        ("", {}, True, False, None),
        ("", {}, False, True, None),
        (MANUAL, {}, True, True, "mode"),
        ("", {"device.net.etherModePC": "Disabled"}, True, True, "cable"),
        ('feature.btoe.enabled="0"', {}, True, True, "disabled"),
    ],
)
def test_auto_takes_the_cable(
    settings: str, device: dict[str, str], plugged: bool, plug: bool, reason: str | None
) -> None:
    """One that is in, or that a hand just plugs in; not with the PC port off, nor in Manual."""
    bench = Bench(settings=settings, device=device)
    if plugged:
        bench.plug()
    bench.knock("auto", plug=plug)
    assert ([TurnAway(1, reason)] if reason else []) == bench.did(TurnAway)  # type: ignore[arg-type]
    assert (reason is None) == (bench.btoe.state == "handshaking")


def test_the_cable_disables_and_enables_btoe_in_auto() -> None:
    """Pulled: the computer is gone, and BToE disabled; plugged in again: enabled."""
    bench = Bench()
    bench.pair()
    bench.plug(present=False)
    assert ("off", "") == (bench.btoe.state, bench.btoe.computer)
    assert DISABLED in bench.text
    assert ([Goodbye("cable")], [HangUp(1)]) == (bench.said(Goodbye), bench.did(HangUp))
    assert [PairingBroken("cable")] == [each for each in bench.facts if isinstance(each, PairingBroken)]
    bench.feed(OpenView("btoe"))
    bench.wait(11)
    assert NO_CABLE in bench.text
    bench.knock("auto")
    assert [TurnAway(2, "cable")] == bench.did(TurnAway)
    bench.plug()
    assert "auto" == bench.btoe.state


def test_a_computer_that_is_plugged_in_again_is_paired_again() -> None:
    """The hand at the computer's end puts the cable in at the phone's."""
    bench = Bench()
    bench.pair()
    bench.plug(present=False)
    bench.pair()
    assert "paired" == bench.btoe.state


def test_the_cable_does_not_matter_in_manual() -> None:
    """Whatever is plugged and pulled."""
    bench = Bench(settings=MANUAL)
    bench.pair(mode="manual")
    for present in (True, False):
        bench.plug(present)
        assert "paired" == bench.btoe.state


# Manual


def test_manual_pairs_who_knows_the_code() -> None:
    """The code on the screen is what is asked for."""
    bench = Bench(settings=MANUAL)
    bench.knock("manual")
    assert [Admit(1, CODES[0])] == bench.did(Admit)
    assert "***" in repr(bench.did(Admit)[0])
    bench.say(Hello("3.8.0", computer="LAPTOP"))
    assert "paired" == bench.btoe.state


def test_wrong_codes_cost_time_and_at_last_the_code() -> None:
    """1, 2, 4, 8 seconds; after the fifth there is another code, and the wait goes on growing, up to a minute."""
    bench = Bench(settings=MANUAL)
    bench.feed(OpenView("btoe"))
    for miss, wait in enumerate((1, 2, 4, 8, 16, 32, 60, 60)):
        bench.knock("manual")
        bench.feed(CodeMissed(bench.visitor))
        assert (WRONG in bench.text, CODES[1 if miss >= 4 else 0]) == (True, bench.btoe.code)
        bench.knock("manual")
        assert TurnAway(bench.visitor, "wait", wait) == bench.did(TurnAway)[-1]
        bench.wait(wait)
    bench.pair(mode="manual")
    assert ("paired", 0, "") == (bench.btoe.state, bench.btoe.misses, bench.btoe.message)


def test_a_failure_is_told_for_ten_seconds_and_warned_of_longer() -> None:
    """On the screen, then by the warning of an idle phone, until a computer is paired."""
    bench = Bench(settings=MANUAL)
    bench.knock("manual")
    bench.leave()
    assert ("failed", True) == (bench.btoe.state, UNABLE in bench.text)
    bench.wait(11)
    assert "code" == bench.btoe.state
    assert UNABLE in bench.text
    status = bench.screen.status
    assert status is not None
    assert "warning" in status.icons
    bench.pair(mode="manual")
    bench.wait(4)
    assert UNABLE not in bench.text


def test_another_mode_is_a_new_beginning() -> None:
    """Nobody is warned of what failed in the one before."""
    bench = Bench(settings=MANUAL)
    bench.knock("manual")
    bench.leave()
    bench.feed(ChangeSettings({"btoe.PairingMode": "Auto"}))
    assert ("auto", "") == (bench.btoe.state, bench.btoe.message)


def test_a_computer_that_does_not_say_who_it_is_is_given_up() -> None:
    """After ten seconds; what it says then is too late."""
    bench = Bench()
    bench.knock(plug=True)
    bench.wait(10)
    assert ("failed", [TurnAway(1, "time")]) == (bench.btoe.state, bench.did(TurnAway))
    bench.say(Hello("4.3.0"))
    assert not paired(bench.device.core.state)


@pytest.mark.parametrize(
    ("model", "settings", "mode", "version", "needs"),
    [
        ("VVX_450", MANUAL, "manual", "3.5.0", "3.8.0"),
        ("VVX_450", "", "auto", "3.5.0", ""),
        ("CCX_500", "", "auto", "3.8.0", "4.3.0"),
        ("CCX_500", MANUAL, "manual", "4.3.0", ""),
    ],
)
def test_old_connectors_are_told_what_they_need(model: str, settings: str, mode: str, version: str, needs: str) -> None:
    """A pairing code needs connector 3.8.0 on a VVX, a CCX 4.3.0 for anything (user guides)."""
    bench = Bench(model, settings)
    bench.pair(connector=version, mode=mode)  # type: ignore[arg-type]
    assert ([TooOld(needs)] if needs else []) == bench.said(TooOld)
    assert ("failed" if needs else "paired") == bench.btoe.state
    assert bool(needs) == (TOO_OLD in bench.notices)


def test_one_computer_at_a_time() -> None:
    """Whoever knocks while another is being paired, or is."""
    bench = Bench()
    bench.knock(plug=True)
    bench.knock()
    bench.visitor = 1
    bench.say(Hello("4.3.0"))
    bench.visitor = 2
    bench.knock()
    assert [TurnAway(2, "busy"), TurnAway(3, "busy")] == bench.did(TurnAway)
    assert 1 == bench.btoe.visitor


def test_strangers_are_not_heard() -> None:
    """Nor do they end anything when they go."""
    bench = Bench()
    bench.pair()
    bench.visitor = 7
    bench.say(PcLock(locked=True))
    bench.leave()
    assert ("paired", False) == (bench.btoe.state, bench.btoe.locked)
