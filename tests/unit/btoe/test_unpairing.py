"""What ends a pairing, and what is left of it."""

from __future__ import annotations

import pytest

from emulator.boot.model import ChangeSettings, RestartRequested
from emulator.btoe.model import PairingBroken
from emulator.btoe.orders import Attend
from emulator.btoe.wire import Goodbye, Heartbeat
from emulator.btoe.words import UNPAIRED
from emulator.kernel.slices import PowerCut
from tests.unit.btoe.bench import CODES, MANUAL, Bench


def test_a_lost_heartbeat_ends_it_after_fifteen_seconds() -> None:
    """Any word counts; the phone's own goes out every five."""
    bench = Bench()
    bench.pair()
    bench.wait(14)
    bench.say(Heartbeat())
    bench.wait(14)
    assert "paired" == bench.btoe.state
    assert 6 <= len(bench.said(Heartbeat))
    bench.wait(1)
    assert "auto" == bench.btoe.state
    assert [PairingBroken("heartbeat")] == [each for each in bench.facts if isinstance(each, PairingBroken)]
    assert UNPAIRED in bench.text


@pytest.mark.parametrize("goodbye", [True, False])
def test_a_closed_connector_ends_it(goodbye: bool) -> None:
    """With a word or without; in Manual the same code brings it back."""
    bench = Bench(settings=MANUAL)
    bench.pair(mode="manual")
    if goodbye:
        bench.say(Goodbye("exit"))
    else:
        bench.leave()
    assert ("code", CODES[0]) == (bench.btoe.state, bench.btoe.code)
    assert [PairingBroken("connector")] == [each for each in bench.facts if isinstance(each, PairingBroken)]


@pytest.mark.parametrize(
    ("change", "state", "reason"),
    [({"btoe.PairingMode": "Manual"}, "code", "mode"), ({"feature.btoe.enabled": "0"}, "off", "disabled")],
)
def test_the_phones_user_ends_it(change: dict[str, str | None], state: str, reason: str) -> None:
    """By another mode, or by disabling BToE; the computer hears why."""
    bench = Bench()
    bench.pair()
    bench.feed(ChangeSettings(change))
    assert (state, [Goodbye(reason)]) == (bench.btoe.state, bench.said(Goodbye))


def test_it_is_disabled_in_the_administration_menu() -> None:
    """Settings > Advanced > Admin Settings > BToE PC Pairing > Disabled; nobody is listened to any more."""
    bench = Bench()
    bench.press("Home")
    bench.pick_tile("Settings")
    bench.pick("Advanced")
    bench.type("456")
    bench.press("Enter")
    bench.pick("Admin Settings")
    bench.pick("BToE PC Pairing")
    bench.pair()
    bench.pick("Disabled")
    assert ("off", [Attend(True), Attend(False)]) == (bench.btoe.state, bench.did(Attend))
    assert [Goodbye("disabled")] == bench.said(Goodbye)


def test_a_restart_ends_it_and_brings_it_back() -> None:
    """The phone says goodbye, and waits again when it is up."""
    bench = Bench(settings=MANUAL)
    bench.pair(mode="manual")
    bench.feed(RestartRequested("Reboot initiated"))
    bench.wait(60)
    assert [Goodbye("restart")] == bench.said(Goodbye)
    assert ("code", CODES[1]) == (bench.btoe.state, bench.btoe.code)
    assert [Attend(True), Attend(False), Attend(True)] == bench.did(Attend)


def test_without_power_nothing_is_left_of_it() -> None:
    """Neither the computer nor the code."""
    bench = Bench(settings=MANUAL)
    bench.pair(mode="manual")
    bench.feed(PowerCut())
    assert ("off", "", "") == (bench.btoe.state, bench.btoe.computer, bench.btoe.code)
