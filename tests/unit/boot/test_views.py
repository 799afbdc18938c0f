"""The boot's screens: what they say and which keys they offer, stage by stage."""

from __future__ import annotations

from emulator.boot.model import (
    CancelBoot,
    EnterSetup,
    LeaveAbout,
    Power,
    PowerOn,
    RestartRequested,
    ShowAbout,
    StartNow,
)
from emulator.boot.views import VIEWS
from emulator.display.model import Items, Plugged, Progress, Scene, Screen, Text
from tests.unit.boot.bench import MAC, TREE, Bench


def screen(bench: Bench) -> Screen | None:
    """The screen of the highest rank that the boot offers."""
    scene = Scene(bench.core.state, bench.core.profile, bench.now)
    showing = [view for view in VIEWS if view.shows(scene)]
    return max(showing, key=lambda view: view.rank).draw(scene) if showing else None


def words(bench: Bench) -> str:
    """All text on it."""
    shown = screen(bench)
    assert shown is not None
    return " ".join(line for block in shown.body if isinstance(block, Text) for line in block.lines)


def test_each_stage_has_its_screen() -> None:
    """From a dark display to none of the boot's business, with the device's words."""
    bench = Bench(TREE, pace="device")
    seen = [("off", words(bench))]
    bench.feed(PowerOn())
    for _ in range(60):
        if (shown := screen(bench)) and seen[-1][0] != shown.name:
            seen.append((shown.name, words(bench)))
        bench.wait(1)
    assert [
        ("off", ""),
        ("splash", "Poly VVX 450 Welcome"),
        ("network", "Waiting for network to initialize"),
        ("updater", "Loading application "),
        ("starting", "Starting application, press cancel to interrupt"),
        ("application", "Processing configuration... This may take a few seconds. Please wait... "),
    ] == seen
    assert screen(bench) is None


def test_progress_grows_with_the_files() -> None:
    """The bar shows how far the stage is, and below it which file is on its way."""
    bench = Bench({**TREE, "site.cfg": None})
    bench.feed(PowerOn())
    shown = screen(bench)
    assert shown is not None
    (bar,) = [block for block in shown.body if isinstance(block, Progress)]
    assert 0 < bar.percent < 100
    assert words(bench).endswith("site.cfg")


def test_the_countdown_counts_and_offers_its_keys() -> None:
    """Seconds go down by one a second, and `changes_at` says when the next one goes."""
    bench = Bench(TREE, power=Power(pace="device"))
    bench.feed(PowerOn())
    bench.wait(25)
    starting = screen(bench)
    assert starting is not None
    assert [("Cancel", CancelBoot())] == [(key.label, key.intent) for key in starting.actions]
    bench.feed(CancelBoot())
    seen = []
    while bench.power.state == "countdown":
        shown = screen(bench)
        assert shown is not None
        keys = [("Start", StartNow()), ("Setup", EnterSetup()), ("About", ShowAbout())]
        assert keys == [(key.label, key.intent) for key in shown.actions]
        seen.append(words(bench))
        assert shown.changes_at is not None
        bench.wait((shown.changes_at - bench.now) / 1e6)
    assert [f"Starting application in {second} s" for second in (7, 6, 5, 4, 3, 2, 1)] == seen


def test_about_tells_the_mac() -> None:
    """And what else is printed on the label; Back and its key lead to the countdown."""
    bench = Bench(TREE, power=Power(state="about"))
    shown = screen(bench)
    assert shown is not None
    told = {row.text: row.detail for block in shown.body if isinstance(block, Items) for row in block.rows}
    assert ["Model", "P/N", "MAC", "Updater", "Application"] == list(told)
    assert MAC == told["MAC"]
    assert (LeaveAbout(), LeaveAbout()) == (shown.actions[0].intent, shown.keys["Back"])


def test_a_boot_without_link_says_so() -> None:
    """Network link is down, instead of the stage, until it is back."""
    bench = Bench(TREE)
    bench.feed(Plugged("lan", False))
    bench.feed(PowerOn())
    assert "Network link is down" == words(bench)
    bench.feed(Plugged("lan", True))
    assert screen(bench) is None


def test_trouble_is_shown_before_the_phone_is_up() -> None:
    """What the fault table says for the screen."""
    bench = Bench({**TREE, "site.cfg": 404}, kept=())
    bench.feed(PowerOn())
    assert "Missing files, config. reverted." == words(bench)


def test_going_down_tells_why() -> None:
    """The device's words for a reboot and for a restart, and the reason."""
    for reboot, word in ((True, "Reboot initiated"), (False, "Restarting Phone")):
        bench = Bench(TREE).boot()
        bench.feed(RestartRequested("Configuration changed.", reboot))
        assert f"{word} Configuration changed. Please wait..." == words(bench)
