"""What the phone makes of the files, what it remembers of them, and when it looks at them again."""

from __future__ import annotations

import msgspec
import pytest

from emulator.boot.model import CheckSync, LocalFile, ShuttingDown, StoredFile
from emulator.boot.orders import Remember
from emulator.calls.model import Call, CallEnded, Calls
from tests.unit.boot.bench import MAC, OLD, TREE, USER, Bench


def test_the_first_file_that_names_a_parameter_counts() -> None:
    """site.cfg stands left of <mac>-user.cfg, so its label is in force."""
    configuration = Bench(TREE).boot().provisioning.configuration
    assert ("site", "1001") == (configuration.text("reg.1.label"), configuration.text("reg.1.address"))


def test_overrides_beat_the_servers_files() -> None:
    """What was set on the phone counts before what was set on its web page, and both before the server's files."""
    bench = Bench({
        **TREE,
        f"{MAC}-phone.cfg": '<PHONE_CONFIG><OVERRIDES reg.1.label="phone"/></PHONE_CONFIG>',
        f"{MAC}-web.cfg": '<PHONE_CONFIG><OVERRIDES reg.1.label="web" reg.1.address="7"/></PHONE_CONFIG>',
    }).boot()  # fmt: skip
    configuration = bench.provisioning.configuration
    assert ("phone", "7") == (configuration.text("reg.1.label"), configuration.text("reg.1.address"))


def test_overrides_that_the_server_lacks_are_kept_by_the_phone() -> None:
    """A server without the override file does not undo the user's settings."""
    mine = LocalFile("phone", f"{MAC}-phone.cfg", b'<PHONE_CONFIG><OVERRIDES reg.1.label="mine"/></PHONE_CONFIG>')
    bench = Bench(TREE, local=(mine,)).boot()
    assert ("mine", (mine,)) == (bench.provisioning.configuration.text("reg.1.label"), bench.provisioning.local)


def test_parameters_in_the_master_file_itself_are_taken() -> None:
    """A flat <mac>.cfg is a configuration by itself, and a finding says so."""
    bench = Bench({f"{MAC}.cfg": '<PHONE reg.1.address="1007"/>'}).boot()
    assert bench.provisioning.configuration.text("reg.1.address") == "1007"
    assert "master-flat" in [finding.rule for finding in bench.provisioning.findings]


def test_each_file_is_reported() -> None:
    """The report says what was read from each file, and what was wrong with it."""
    files = {
        file.name: file
        for file in Bench({**TREE, "site.cfg": '<s reg.1.label="a" no.such="1"/>'}).boot().provisioning.files
    }
    assert (2, 1, "") == (files["site.cfg"].parameters, files["site.cfg"].errors, files["site.cfg"].fault)
    assert (404, "404") == (files[f"{MAC}.cfg"].status, files[f"{MAC}.cfg"].fault)


def test_good_files_are_remembered_once() -> None:
    """The first boot writes them to flash; a boot that brings the same writes nothing."""
    first = Bench(TREE).boot()
    written = [effect for effect in first.effects if isinstance(effect, Remember)]
    assert ["configuration"] == [effect.item for effect in written]
    assert first.provisioning.kept == msgspec.json.decode(written[0].data, type=tuple[StoredFile, ...])
    second = Bench(TREE, kept=first.provisioning.kept).boot()
    assert [] == [effect for effect in second.effects if isinstance(effect, Remember)]


def test_last_good_files_make_the_same_configuration_without_a_server() -> None:
    """What was kept is read as it was when it came."""
    online = Bench(TREE).boot().provisioning
    offline = Bench({}, kept=online.kept, given={}).boot().provisioning
    layers = [[layer for layer in each.configuration.layers if layer.kind == "files"] for each in (online, offline)]
    assert layers[0] == layers[1]
    assert ("last good", "000000000000.cfg") == (offline.source, offline.master)


DEVICE = {"000000000000.cfg": '<A CONFIG_FILES="d.cfg"/>', "d.cfg": (
    '<d device.set="1" device.prov.tagSerialNo="1" device.prov.tagSerialNo.set="1" device.prov.user="u"/>'
)}  # fmt: skip


def test_device_settings_of_a_file_are_written_and_need_a_reboot() -> None:
    """Only those with their own .set; the phone reboots once, and they are in force then."""
    bench = Bench(DEVICE).boot()
    assert ({"device.prov.tagSerialNo": "1"}, 2) == (bench.provisioning.device, bench.power.boots)
    assert [ShuttingDown("Applying configuration changes")] == bench.told(ShuttingDown)
    assert "(SN:" in bench.requests[-1].agent
    assert "(SN:" not in bench.requests[0].agent


def test_device_settings_that_are_so_already_need_nothing() -> None:
    """Equal values do not make the phone reboot."""
    assert Bench(DEVICE, device={"device.prov.tagSerialNo": "1"}).boot().power.boots == 1


CHANGED = USER.replace("1001", "1002")


def test_check_sync_without_a_change_does_nothing() -> None:
    """The phone looks at the master file and the files that it names, and stays up."""
    bench = Bench(TREE).boot()
    before = len(bench.requests)
    bench.feed(CheckSync())
    assert [f"GET {MAC}.cfg", "GET 000000000000.cfg", "GET site.cfg", f"GET {MAC}-user.cfg"] == bench.asked[before:]
    assert ("running", "idle") == (bench.power.state, bench.provisioning.state)


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({f"{MAC}-user.cfg": CHANGED}, "Configuration changed."),
        ({f"{MAC}.cfg": TREE["000000000000.cfg"]}, "Master configuration file changed."),
    ],
)
def test_check_sync_reboots_for_a_change(files: dict[str, str], reason: str) -> None:
    """The reason is the device's own; after the reboot the new files are in force, and nothing is left to do."""
    bench = Bench(TREE).boot()
    bench.files.update(files)
    bench.feed(CheckSync())
    assert [ShuttingDown(reason)] == bench.told(ShuttingDown)
    bench.wait(1)
    bench.feed(CheckSync())
    bench.wait(1)
    assert (2, "running", "idle") == (bench.power.boots, bench.power.state, bench.provisioning.state)


def test_check_sync_reboots_always_if_told_so() -> None:
    """With alwaysReboot nothing is fetched to find out."""
    always = '<s voIpProt.SIP.specialEvent.checkSync.alwaysReboot="1"/>'
    bench = Bench({**TREE, "site.cfg": always}).boot()
    asked = len(bench.requests)
    bench.feed(CheckSync())
    assert ("rebooting", asked) == (bench.power.state, len(bench.requests))
    assert [ShuttingDown("Provisioning update")] == bench.told(ShuttingDown)


def test_check_sync_is_no_reason_while_the_server_is_away() -> None:
    """A file that cannot be had is not a changed file."""
    bench = Bench(TREE).boot()
    bench.files["site.cfg"] = 503
    bench.feed(CheckSync())
    bench.wait(10)
    assert (1, "idle") == (bench.power.boots, bench.provisioning.state)


def test_a_restart_waits_until_no_call_is_up() -> None:
    """Never in the middle of a call: the reboot comes when the last call has ended."""
    talking = Calls(calls=(Call(1, 1, "in", "connected"), Call(2, 1, "out", "held")))
    bench = Bench(TREE, calls=talking).boot()
    bench.files[f"{MAC}-user.cfg"] = CHANGED
    bench.feed(CheckSync())
    assert ("running", "pending") == (bench.power.state, bench.provisioning.state)
    for state in ("connected", "ended"):
        calls = (Call(1, 1, "in", state), Call(2, 1, "out", "ended"))
        bench.core.state = bench.core.state.replaced(Calls(calls=calls))
        bench.feed(CallEnded(2, 0, ""))
        assert ("running" if state == "connected" else "rebooting") == bench.power.state


def test_check_sync_before_the_phone_is_up_means_nothing() -> None:
    """The boot reads the files anyway."""
    bench = Bench(TREE)
    bench.feed(CheckSync())
    assert [] == bench.asked


def test_last_good_files_stay_when_a_boot_fails() -> None:
    """Neither state nor flash lose them."""
    bench = Bench({**TREE, "site.cfg": 404}, kept=OLD).boot()
    assert OLD == bench.provisioning.kept
    assert [] == [effect for effect in bench.effects if isinstance(effect, Remember)]
