"""Checking trees: which phones, which files, what is silenced, and that a booted phone sees the same."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.boot.model import Provisioning, Role, StoredFile
from emulator.boot.provisioning.assemble import assemble, read_files
from emulator.config.catalogue import catalogue
from emulator.config.check import FileEntry
from emulator.config.identity import Identity
from emulator.config.layers import Configuration
from emulator.config.sources import SourceError
from emulator.config.tree import open_tree
from emulator.kernel.profile import DeviceProfile, load_profile, models
from tests.unit.config.trees import MAC, MASTER, check, checker, told, write

LYNC = Path(__file__).parents[3] / "profiles" / "lab" / "lync2010"
UNKNOWN = 'no.such=">"'


def test_every_mac_is_found(tmp_path: Path) -> None:
    """The phones of a tree are those whose MAC address a configuration or override file bears."""
    names = ["000000000000.cfg", "0004F2AABB01.cfg", "phone-0004f2aabb02.cfg", "overrides/0004f2aabb03-phone.cfg"]
    names += ["logs/0004f2aabb04-app.log", "0004f2aabb05-directory.xml", "a0004f2aabb06.cfg", "ffffffffffff.cfg"]
    tree = open_tree([str(write(tmp_path, dict.fromkeys(names, "<a/>")))])
    assert [f"0004f2aabb0{number}" for number in (1, 2, 3, 5)] == tree.macs()


def test_a_phone_reads_what_is_meant_for_it(tmp_path: Path) -> None:
    """Its own master file beats that of all phones, in either case of letters; overrides count above the files."""
    files = {
        "000000000000.cfg": '<a CONFIG_FILES="no.cfg"/>',
        "0004F2AABB01.cfg": '<a CONFIG_FILES="sub/[PHONE_MAC_ADDRESS].cfg" OVERRIDES_DIRECTORY="/o"/>',
        "sub/0004f2aabb01.cfg": '<a up.idleTimeout="1"/>',
        "o/0004f2aabb01-phone.cfg": '<a up.idleTimeout="2"/>',
        "o/0004f2aabb01-web.cfg": '<a up.idleTimeout="3"/>',
    }
    loaded = checker(write(tmp_path, files)).load(MAC)
    explanation = loaded.configuration.explain("up.idleTimeout")
    values = [explanation.source, *explanation.overridden]
    assert ["2", "3", "1", "40"] == [each.setting.value for each in values]


def test_without_a_mac_files_of_one_are_left_out(tmp_path: Path) -> None:
    """For a phone without a MAC address of its own, files that are named by it are neither read nor missed."""
    files = {"000000000000.cfg": '<a CONFIG_FILES="[MACADDRESS].cfg, a.cfg, http://x/y.cfg"/>', "a.cfg": "<a/>"}
    checked = check(tmp_path, files, mac="")
    assert [] == told(checked)
    assert ["ok", "ignored", "ok", "ignored"] == [each.status for each in checked.files]


def test_loose_files_are_checked_one_by_one(tmp_path: Path) -> None:
    """Without a master file each file is taken for a part: what it lacks may stand elsewhere."""
    files = {"a.cfg": '<a reg.1.address="1" up.idleTimeout="1"/>', "b.cfg": f'<a up.idleTimeout="2" {UNKNOWN}/>'}
    assert [("parameter-unknown", 1, 23, "no.such")] == told(check(tmp_path, files, mac=""))


def test_files_given_in_order_are_one_phone(tmp_path: Path) -> None:
    """Files that are listed are read as if a master file named them: the first that has a parameter decides."""
    write(tmp_path, {"a.cfg": '<a up.idleTimeout="1"/>', "b.cfg": '<a up.idleTimeout="2" reg.1.address="1"/>'})
    both = checker(tmp_path / "b.cfg", tmp_path / "a.cfg")
    assert 2 == both.load("").configuration.number("up.idleTimeout")
    assert [("line-without-server", 1, 23, "reg.1.address")] == told(both.check(""))


@pytest.mark.parametrize(("content", "files"), [(MASTER, 2), (f"<a {UNKNOWN}/>", 1), ("<APPLICATION/>", 1), ("no", 1)])
def test_one_file_is_a_master_file_or_not(tmp_path: Path, content: str, files: int) -> None:
    """A single file is read as a master file if it names files, else as a configuration file."""
    write(tmp_path, {"m.cfg": content, "a.cfg": "<a/>"})
    assert files == len(checker(tmp_path / "m.cfg").check("").files)


def test_parameters_in_a_master_file_count(tmp_path: Path) -> None:
    """A phone takes them before those of the files, and they are checked as any."""
    master = '<a CONFIG_FILES="a.cfg"\n reg.1.adress="1" up.idleTimeout="1"/>'
    files = {"000000000000.cfg": master, "a.cfg": '<a up.idleTimeout="2"/>'}
    checked = check(tmp_path, files)
    assert [("parameter-unknown", 2, 2, "reg.1.adress")] == told(checked)
    assert "reg.1.address" == next(each.suggestion for each in checked.findings if each.severity == "warning")
    assert 1 == checker(tmp_path).load(MAC).configuration.number("up.idleTimeout")


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("<!-- vphone-ignore: parameter-unknown -->", 1),
        ("<!-- vphone-ignore -->", 1),
        ("<!-- vphone-ignore: value-invalid -->", 2),
        ("<!-- vphone-ignore-file: value-invalid, parameter-unknown -->", 0),
        ("<!-- vphone-ignored: parameter-unknown -->", 2),
        ("<!-- -->", 2),
    ],
)
def test_comments_silence(tmp_path: Path, before: str, expected: int) -> None:
    """A comment silences the element that follows, or the file, for the rules it names or for all."""
    content = f"<a>{before}\n<b\n{UNKNOWN}/><d no.other='1'/></a>"
    found = told(check(tmp_path, {"000000000000.cfg": MASTER, "a.cfg": content}))
    assert expected == len(found)
    if expected == 1:
        assert "no.other" == found[0][3]


def test_comments_silence_in_master_files(tmp_path: Path) -> None:
    """A master file may silence rules as any file, for what stands in it and for what it names."""
    master = "<!-- vphone-ignore-file: file-missing --><a CONFIG_FILES='a.cfg'/>"
    assert [] == told(check(tmp_path, {"000000000000.cfg": master}))


def test_rules_can_be_left_out(tmp_path: Path) -> None:
    """A rule that is ignored does not speak at all."""
    write(tmp_path, {"a.cfg": f"<a {UNKNOWN}/>"})
    assert [] == told(checker(tmp_path, ignored=("parameter-unknown",)).check(""))


def test_findings_are_sorted_and_counted(tmp_path: Path) -> None:
    """Findings come by file and place, and the summary counts them."""
    files = {"b.cfg": f"<a {UNKNOWN}\nup.idleTimeout='x'/>", "a.cfg": f"<a {UNKNOWN}/>"}
    files["000000000000.cfg"] = '<a CONFIG_FILES="b.cfg,a.cfg"/>'
    checked = check(tmp_path, files)
    assert [("a.cfg", 1), ("b.cfg", 1), ("b.cfg", 2)] == [
        (Path(each.file).name, each.line) for each in checked.findings
    ]
    assert {"error": 1, "warning": 2, "info": 0} == checked.summary
    assert ("error", 3) == (checked.worst(), checked.parameters)
    assert FileEntry(str(tmp_path / "b.cfg"), len(files["b.cfg"]), 2, "ok") == checked.files[1]


@pytest.mark.parametrize("words", [["no-such-folder"], [".", "."], ["gopher://x"], ["http://"], ["http://a/", "b"]])
def test_what_cannot_be_read_says_so(words: list[str]) -> None:
    """A tree that is none is one clear error."""
    with pytest.raises(SourceError):
        open_tree(words)


def test_names_never_lead_out_of_a_folder(tmp_path: Path) -> None:
    """A file outside the tree is not there, however it is named."""
    write(tmp_path, {"secret.cfg": "<a/>", "tree/000000000000.cfg": '<a CONFIG_FILES="../secret.cfg,/../secret.cfg"/>'})
    assert ["file-missing"] * 2 == [each.rule for each in checker(tmp_path / "tree").check(MAC).findings]


@pytest.mark.parametrize("model", models())
@pytest.mark.parametrize(
    "words",
    [
        ["."],
        ["lyncSharedExample.cfg"],
        ["lyncPerPhoneExample.cfg"],
        ["lyncPerPhoneLCExample.cfg"],
        ["lyncAllInOneExample.cfg"],
        ["lyncPerPhoneExample.cfg", "lyncSharedExample.cfg"],
        ["lyncPerPhoneLCExample.cfg", "lyncSharedExample.cfg"],
    ],
    ids=lambda words: "+".join(words),
)
def test_the_lync_templates_are_without_fault(words: list[str], model: str) -> None:
    """The configurations of the Lync 2010 provisioning guide give neither errors nor warnings."""
    assert [] == told(checker(*(LYNC / word for word in words), model=model).check(""))


NAMES = st.sampled_from(
    [
        "reg.1.address",
        "up.idleTimeout",
        "up.idleTimeout.VVX450",
        "device.set",
        "device.baseProfile",
        "device.baseProfile.set",
        "call.defaultTransferType",
        "no.such",
    ]
)
SETTINGS = st.dictionaries(NAMES, st.sampled_from(["", "0", "1", "2", "Lync", "Blind", "x"]))
ROLES: tuple[Role, Role] = ("phone", "web")


def _file(settings: dict[str, str]) -> str:
    return f"<a {' '.join(f'{name}={value!r}' for name, value in settings.items())}/>"


@given(SETTINGS, SETTINGS, SETTINGS, SETTINGS)
def test_check_and_a_booted_phone_agree(
    own: dict[str, str], shared: dict[str, str], phone: dict[str, str], web: dict[str, str]
) -> None:
    """Every value that check finds in force is the one that the phone has after it booted from the same files."""
    files = {
        "0004f2aabb01.cfg": '<a CONFIG_FILES="1.cfg,2.cfg"/>',
        "1.cfg": _file(own),
        "2.cfg": _file(shared),
        "0004f2aabb01-phone.cfg": _file(phone),
        "0004f2aabb01-web.cfg": _file(web),
    }
    with tempfile.TemporaryDirectory() as folder:
        checked = checker(write(Path(folder), files)).load(MAC).configuration
    booted = _boot(load_profile("VVX_450"), files)
    assert [booted.text(name) for name in catalogue()] == [checked.text(name) for name in catalogue()]
    names = {*own, *shared, *phone, *web}
    assert {name: booted.text(name) for name in names} == {name: checked.text(name) for name in names}


def _boot(profile: DeviceProfile, files: dict[str, str]) -> Configuration:
    """The configuration of a phone that has fetched these files and never had others."""
    identity = Identity(MAC, profile.compact, profile.part_number, profile.firmware)
    before = Provisioning(configuration=Configuration(identity))
    roles = {"0004f2aabb01.cfg": "master", "1.cfg": "parameters", "2.cfg": "parameters"}
    stored = [StoredFile(role, name, files[name].encode()) for name, role in roles.items()]  # type: ignore[arg-type]
    overrides = [StoredFile(role, f"{MAC}-{role}.cfg", files[f"{MAC}-{role}.cfg"].encode()) for role in ROLES]
    return assemble(before, read_files(identity, stored), overrides, write_device=True).configuration


@given(st.binary() | st.text(alphabet="<>/='\"ab .&;!-[]?\n").map(str.encode), st.booleans())
def test_any_bytes_can_be_checked(data: bytes, as_master: bool) -> None:
    """Whatever stands in a tree, checking it answers, and every place it names is in the file."""
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), {"000000000000.cfg": MASTER})
        (Path(folder) / ("000000000000.cfg" if as_master else "a.cfg")).write_bytes(data)
        checked = checker(Path(folder)).check(MAC)
    assert all(each.line >= 0 and each.column >= 0 for each in checked.findings)
    assert sum(checked.summary.values()) == len(checked.findings)
