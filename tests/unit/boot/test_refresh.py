"""Reading the configuration again while the phone runs: when, and what changes lead to."""

from __future__ import annotations

import msgspec
import pytest

from emulator.boot.model import (
    ChangeSettings,
    CheckSync,
    LocalFilesRead,
    SettingsChanged,
    ShuttingDown,
    StoredFile,
    UpdateConfiguration,
)
from emulator.boot.orders import Fetched, Remember
from emulator.calls.model import Call, CallEnded, Calls
from emulator.display.model import ClockSet, Display, Noticed
from tests.unit.boot.bench import MAC, TREE, USER, Bench

LIVE = {f"{MAC}-user.cfg": USER.replace("1001", "1002")}
RESTART = {"site.cfg": '<site reg.1.label="site" sec.srtp.require="1"/>'}
REBOOT = {"site.cfg": '<site device.set="1" device.prov.user="u" device.prov.user.set="1" reg.1.label="site"/>'}
SAME = {"site.cfg": TREE["site.cfg"].replace("<site ", "<site  ")}
LOOK = [f"GET {MAC}.cfg", "GET 000000000000.cfg", "GET site.cfg", f"GET {MAC}-user.cfg"]
DAY = 86_400.0
NOON = 1_770_724_800.0  # 10 February 2026, in seconds since 1970: no daylight saving


def phone(site: str = "", **fields: object) -> Bench:
    """A phone that runs, with these parameters in its site.cfg."""
    files = {**TREE, "site.cfg": TREE["site.cfg"].replace("/>", f" {site}/>")} if site else TREE
    return Bench(files, **fields).boot()  # type: ignore[arg-type]


def tell_time(bench: Bench, utc: float) -> None:
    """A time server answers: the clock is right from now on."""
    bench.core.state = bench.core.state.replaced(Display(powered_on=round(utc * 1_000_000) - bench.now))
    bench.feed(ClockSet(utc))


def looks(bench: Bench) -> int:
    """How often the phone has asked for its master file, the boot not counted."""
    return bench.asked.count("GET 000000000000.cfg") - 1


def test_an_update_applies_what_can_be_applied() -> None:
    """A line's address changes while the phone runs: slices are told which parameters, and flash has the new file."""
    bench = phone()
    bench.files.update(LIVE)
    bench.feed(UpdateConfiguration())
    assert [SettingsChanged(("reg.1.address",))] == bench.told(SettingsChanged)
    assert ("running", "1002") == (bench.power.state, bench.provisioning.configuration.text("reg.1.address"))
    kept = msgspec.json.decode(
        next(each.data for each in reversed(bench.effects) if isinstance(each, Remember)), type=tuple[StoredFile, ...]
    )
    assert (LIVE[f"{MAC}-user.cfg"].encode(), kept) == (kept[2].body, bench.provisioning.kept)


@pytest.mark.parametrize(
    ("files", "boots", "reboots"), [(RESTART, 1, False), (REBOOT, 2, True)], ids=["restart", "reboot"]
)
def test_an_update_goes_down_only_as_far_as_it_must(files: dict[str, str], boots: int, reboots: bool) -> None:
    """What the catalogue says of a parameter decides: the application starts again, or the updater before it."""
    bench = phone()
    bench.files.update(files)
    bench.feed(UpdateConfiguration())
    assert ("rebooting", reboots) == (bench.power.state, bench.power.reboot)
    bench.wait(0.3)
    assert boots <= bench.power.boots
    bench.wait(5)
    assert ("running", "idle") == (bench.power.state, bench.provisioning.state)


@pytest.mark.parametrize("cause", [UpdateConfiguration(), CheckSync()], ids=["update", "check-sync"])
def test_a_call_is_never_interrupted(cause: UpdateConfiguration | CheckSync) -> None:
    """The restart waits until the call has ended, on the configuration that was in force."""
    bench = phone(calls=Calls(calls=(Call(1, 1, "in", "connected"),)))
    bench.files.update(RESTART)
    bench.feed(cause)
    assert ("running", "pending") == (bench.power.state, bench.provisioning.state)
    assert bench.provisioning.configuration.text("sec.srtp.require") == "0"
    bench.core.state = bench.core.state.replaced(Calls())
    bench.feed(CallEnded(1, 0, ""))
    assert "rebooting" == bench.power.state


def test_a_file_that_says_the_same_in_other_words() -> None:
    """No parameter has another value: the file is kept, nothing is told; check-sync reboots for it all the same."""
    bench = phone()
    bench.files.update(SAME)
    bench.feed(UpdateConfiguration())
    assert ([], "running") == (bench.told(SettingsChanged), bench.power.state)
    assert SAME["site.cfg"].encode() == bench.provisioning.kept[1].body
    bench.files["site.cfg"] = TREE["site.cfg"]
    bench.feed(CheckSync())
    assert [ShuttingDown("Configuration changed.")] == bench.told(ShuttingDown)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "No configuration change"),
        (LIVE, "Configuration changed."),
        (SAME, "No configuration change"),
        ({"site.cfg": 404}, "Missing files, config. reverted."),
        ({"000000000000.cfg": 403}, "Failed to update configuration."),
    ],
)
def test_who_asks_for_an_update_is_told(files: dict[str, str | int], said: str) -> None:
    """Whatever comes of it, the user learns it."""
    bench = phone()
    bench.files.update(files)
    bench.feed(UpdateConfiguration())
    assert [said] == [notice.text for notice in bench.told(Noticed)]


def test_an_update_without_a_server_says_so() -> None:
    """There is nobody to ask."""
    bench = Bench({}, given={}).boot()
    bench.feed(UpdateConfiguration())
    assert "Could not contact boot server, using existing configuration" == bench.told(Noticed)[-1].text


def test_settings_made_meanwhile_are_not_lost() -> None:
    """What is set on the phone while the server keeps it waiting stays set when the files have come."""
    bench = phone()
    bench.files.update({**LIVE, f"{MAC}-user.cfg": None})
    bench.feed(UpdateConfiguration())
    bench.feed(ChangeSettings({"reg.1.label": "mine"}))
    body = LIVE[f"{MAC}-user.cfg"].encode()
    asked = next(each for each in reversed(bench.requests) if each.url.endswith("-user.cfg"))
    bench.feed(Fetched(asked.id, "GET", asked.url, 200, body, len(body)))
    settings = bench.provisioning.configuration
    assert ("1002", "mine") == (settings.text("reg.1.address"), settings.text("reg.1.label"))


def test_check_sync_during_another_look_counts() -> None:
    """The weightier reason decides what a change leads to."""
    bench = phone()
    bench.files.update({**LIVE, "000000000000.cfg": None})
    bench.feed(UpdateConfiguration())
    bench.feed(CheckSync())
    request = bench.requests[-1]
    body = TREE["000000000000.cfg"].encode()
    bench.files.update(TREE | LIVE)
    bench.feed(Fetched(request.id, "GET", request.url, 200, body, len(body)))
    assert ["Configuration changed."] == [each.reason for each in bench.told(ShuttingDown)]


# Polling


def test_polling_by_intervals() -> None:
    """rel: the phone looks each period after it came up, asks for what CONFIG_FILES names, and applies what it can."""
    bench = phone('prov.polling.enabled="1" prov.polling.mode="rel" prov.polling.period="7200"')
    asked = len(bench.requests)
    bench.wait(7199 - 120)
    assert 0 == looks(bench)
    bench.wait(122)
    assert (1, LOOK) == (looks(bench), [each for each in bench.asked[asked:] if each.startswith("GET")])
    bench.files.update(LIVE)
    bench.wait(7200)
    assert (2, [SettingsChanged(("reg.1.address",))]) == (looks(bench), bench.told(SettingsChanged))
    assert [] == bench.told(Noticed)


@pytest.mark.parametrize(
    ("site", "after"),
    [
        ('prov.polling.mode="abs" prov.polling.time="13:30"', 5400),
        ('prov.polling.mode="random" prov.polling.time="14:00" prov.polling.timeRandomEnd="14:00"', 7200),
        ('prov.polling.time="13:30" tcpIpApp.sntp.gmtOffset="3600"', 1800),
    ],
)
def test_polling_by_the_clock(site: str, after: int) -> None:
    """With abs and random the phone looks at a local time of day, as soon as there is a clock."""
    bench = phone(f'prov.polling.enabled="1" {site}')
    bench.wait(2 * DAY)
    assert 0 == looks(bench)
    tell_time(bench, NOON)
    bench.wait(after - 1)
    assert 0 == looks(bench)
    bench.wait(2)
    assert 1 == looks(bench)
    bench.wait(DAY)
    assert 2 == looks(bench)


def test_random_times_are_drawn_anew_at_each_boot() -> None:
    """Within the span, the same from day to day, and (but for chance) another one after a reboot."""
    span = 'prov.polling.enabled="1" prov.polling.mode="random" prov.polling.time="00:00" prov.polling.timeRandomEnd=""'
    bench = phone(span)
    tell_time(bench, NOON)
    first = bench.provisioning.draw
    tell_time(bench, NOON + 1)
    assert first == bench.provisioning.draw
    bench.files.update(REBOOT)
    bench.feed(CheckSync())
    bench.files["site.cfg"] = TREE["site.cfg"].replace("/>", f" {span}/>")
    bench.wait(5)
    assert ("running", True) == (bench.power.state, bench.provisioning.draw not in (0, first))


def test_polling_can_be_turned_on_and_off_while_the_phone_runs() -> None:
    """The timer follows the settings."""
    bench = phone()
    bench.feed(ChangeSettings({"prov.polling.enabled": "1", "prov.polling.mode": "rel", "prov.polling.period": "3600"}))
    bench.wait(3601)
    assert 1 == looks(bench)
    bench.feed(ChangeSettings({"prov.polling.enabled": "0"}))
    bench.wait(2 * DAY)
    assert 1 == looks(bench)


@pytest.mark.parametrize(("readonly", "asked"), [("1", True), ("0", False)])
def test_a_directory_that_is_the_servers_is_polled_too(readonly: str, asked: bool) -> None:
    """With dir.local.readonly the directory is fetched with the files, and whoever keeps it is told."""
    bench = phone(f'dir.local.readonly="{readonly}"')
    bench.files[f"{MAC}-directory.xml"] = "<directory><item_list/></directory>"
    before = len(bench.requests)
    bench.feed(UpdateConfiguration())
    assert asked == (f"GET {MAC}-directory.xml" in bench.asked[before:])
    assert ([LocalFilesRead(("directory",))] if asked else []) == bench.told(LocalFilesRead)


def test_no_look_comes_while_the_phone_is_down() -> None:
    """The timer goes with the application."""
    bench = phone('prov.polling.enabled="1" prov.polling.mode="rel" prov.polling.period="3600"')
    bench.wait(3600 - 121)
    bench.feed(ChangeSettings({"sec.srtp.require": "1"}))
    assert "rebooting" == bench.power.state
    before = len(bench.requests)
    bench.core.advance(bench.now)
    assert before == len(bench.requests)
