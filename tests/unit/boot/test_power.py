"""The stages from the plug to the home screen, and down again."""

from __future__ import annotations

import itertools

import pytest

from emulator.boot.model import (
    CancelBoot,
    LeaveAbout,
    PowerOn,
    ProvisioningFailed,
    Ready,
    RestartRequested,
    ShowAbout,
    ShuttingDown,
    StartNow,
)
from emulator.display.model import Noticed, Plugged
from tests.unit.boot.bench import MAC, OLD, SLICES, TREE, Bench

ALL = ["splash", "network", "updater", "starting", "application", "running"]


def test_the_device_takes_its_time() -> None:
    """At the device's pace the logo stands for 15 s, and the phone is up after all pauses, not before."""
    bench = Bench(TREE, pace="device")
    bench.feed(PowerOn())
    bench.wait(14.9)
    assert bench.power.state == "splash"
    bench.wait(25)
    assert bench.power.state == "application"
    bench.wait(0.2)
    assert (ALL, "running") == (bench.stages, bench.power.state)


def test_quick_boots_take_no_time_at_all() -> None:
    """With answers at once the quick pace runs through all stages in the moment of power on."""
    bench = Bench(TREE)
    bench.feed(PowerOn())
    assert (ALL, 0) == (bench.stages, bench.now)
    assert len(bench.told(Ready)) == 1


def at_the_countdown() -> Bench:
    """A phone on which Cancel was pressed in time."""
    bench = Bench(TREE, pace="device")
    bench.feed(PowerOn())
    bench.wait(25)
    assert bench.power.state == "starting"
    bench.feed(CancelBoot())
    return bench


def test_cancel_leads_to_the_countdown_and_on() -> None:
    """After Cancel the phone counts down 7 s, then starts by itself."""
    bench = at_the_countdown()
    bench.wait(6.9)
    assert bench.power.state == "countdown"
    bench.wait(0.2)
    assert bench.power.state == "application"


def test_start_ends_the_countdown() -> None:
    """Start goes on at once."""
    bench = at_the_countdown()
    bench.feed(StartNow())
    assert bench.power.state == "application"


def test_about_stops_the_countdown() -> None:
    """About stays until it is left; then the countdown begins again."""
    bench = at_the_countdown()
    bench.wait(5)
    bench.feed(ShowAbout())
    bench.wait(60)
    assert bench.power.state == "about"
    bench.feed(LeaveAbout())
    bench.wait(6)
    assert bench.power.state == "countdown"


def test_cancel_comes_too_late_for_the_application() -> None:
    """Once the application loads, Cancel means nothing."""
    bench = Bench({"000000000000.cfg": None})
    bench.feed(PowerOn())
    bench.feed(CancelBoot())
    assert bench.power.state == "application"


@pytest.mark.parametrize("stage", ["network", "updater", "application"])
def test_a_boot_waits_for_the_link(stage: str) -> None:
    """Without a signal on the LAN cable the stage stands still and asks nothing; with it the stage begins again."""
    bench = Bench({**TREE, f"{MAC}.cfg": None}, pace="device")
    bench.feed(PowerOn())
    while bench.power.state != stage:
        bench.wait(1)
    bench.feed(Plugged("lan", False))
    asked = len(bench.requests)
    assert bench.core.next_due is None
    bench.wait(600)
    assert (stage, asked) == (bench.power.state, len(bench.requests))
    bench.files[f"{MAC}.cfg"] = 404
    bench.feed(Plugged("lan", True))
    bench.wait(60)
    assert (bench.power.state, bench.provisioning.source) == ("running", "server")


def test_a_link_lost_after_the_files_were_read_changes_nothing() -> None:
    """They are not asked for again; the phone comes up."""
    bench = Bench(TREE, pace="device")
    bench.feed(PowerOn())
    bench.wait(35)
    asked = len(bench.requests)
    for present in (False, True):
        bench.feed(Plugged("lan", present))
    assert ("application", asked) == (bench.power.state, len(bench.requests))
    bench.wait(10)
    assert "running" == bench.power.state


def test_a_link_lost_while_running_is_only_noted() -> None:
    """The application goes on without a link."""
    bench = Bench(TREE).boot()
    bench.feed(Plugged("lan", False))
    assert (bench.power.state, bench.power.link) == ("running", False)


def test_without_a_server_the_phone_says_so_and_runs_on_what_it_has() -> None:
    """No address at all: the device's log lines, its message, and the last good configuration."""
    bench = Bench(TREE, given={}, kept=OLD)
    bench.feed(PowerOn())
    message = "Could not contact boot server, using existing configuration"
    assert (bench.power.state, bench.power.message) == ("application", message)
    bench.wait(1)
    assert [
        "copy|4|Configuration of URL failed",
        "cfg|4|Prov|Download of master configuration file failed",
        "cfg|4|Prov|Trying to boot from existing configuration",
        "cfg|4|Prov|Not setting device parameters since configuration was not updated.",
    ] == [line for line in bench.log if line.startswith(("copy|4", "cfg|4"))]
    assert ("running", "last good", "old") == (
        bench.power.state, bench.provisioning.source, bench.provisioning.configuration.text("reg.1.label"),
    )  # fmt: skip
    assert ([ProvisioningFailed("no-server", message)], [Noticed(message, 10.0)]) == (
        bench.told(ProvisioningFailed), bench.told(Noticed),
    )  # fmt: skip


def test_a_phone_without_server_and_memory_runs_on_defaults() -> None:
    """The boot ends even so."""
    bench = Bench(given={}).boot()
    assert ("running", "none") == (bench.power.state, bench.provisioning.source)


@pytest.mark.parametrize(("reboot", "stages"), [(True, ALL), (False, ALL[4:])])
def test_a_reboot_begins_with_the_logo_and_a_restart_with_the_application(reboot: bool, stages: list[str]) -> None:
    """Others are told that the phone goes down, and why; then it comes back from where it must."""
    bench = Bench(TREE).boot()
    bench.feed(RestartRequested("Configuration changed.", reboot))
    assert ("rebooting", [ShuttingDown("Configuration changed.")]) == (bench.power.state, bench.told(ShuttingDown))
    bench.wait(1)
    assert [*ALL, "rebooting", *stages] == bench.stages
    assert (2 if reboot else 1, 2) == (bench.power.boots, len(bench.told(Ready)))


def test_a_second_plug_changes_nothing() -> None:
    """A phone that is on stays as it is."""
    bench = Bench(TREE).boot()
    bench.feed(PowerOn())
    assert ALL == bench.stages


def test_the_order_of_the_slices_does_not_matter() -> None:
    """Power and provisioning see the same events and come to the same state in either order."""
    tree = {**TREE, "site.cfg": '<a device.set="1" device.sntp.serverName="t" device.sntp.serverName.set="1"/>'}
    states = []
    for slices in itertools.permutations(SLICES):
        bench = Bench(tree, slices=slices).boot()
        bench.feed(RestartRequested("x"))
        bench.wait(5)
        states.append((bench.core.state.dump(), bench.stages, bench.asked))
    assert states[0] == states[1]
