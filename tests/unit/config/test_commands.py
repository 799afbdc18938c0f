"""The commands that read configurations: what they print, and with which exit code they end."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from emulator.cli import main
from emulator.cli.errors import DONE, INTERRUPTED, NOT_HELD, UNREADABLE, USAGE
from emulator.config.catalogue import catalogue
from tests.unit.config.trees import MAC, MASTER, write

ROOT = Path(__file__).parents[3]
SITE = '<a>\n  <b reg.1.address="1001" reg.1.auth.password="hunter2"/>\n  <c up.idleTimeout="9000000"/>\n</a>'


@pytest.fixture
def tree(tmp_path: Path) -> str:
    """A tree with one value that is not permitted."""
    master = MASTER.replace("a.cfg", "site.cfg, [MACADDRESS].cfg")
    own = f'<a call.callWaiting.ring="silent" device.set="1"\ndevice.dns.domain="x" device.dns.domain.set="1" {NAME}/>'
    files = {"000000000000.cfg": master, "site.cfg": SITE, f"{MAC}.txt": "", f"x/{MAC}.cfg": own}
    return str(write(tmp_path / "tree", files))


NAME = 'voIpProt.server.1.address="pbx"'


def run(*words: str) -> int:
    """Run the command."""
    return main(words)


def out_json(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    """What the command prints as JSON."""
    main(words)
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), NOT_HELD),
        (("--fail-on", "never"), DONE),
        (("--ignore", "value-out-of-range", "--ignore", "file-missing"), DONE),
        (("--ignore", "value-out-of-range", "--ignore", "file-missing", "--fail-on", "warning"), NOT_HELD),
        (("--model", "VVX 999"), USAGE),
        (("--mac", "nonsense"), USAGE),
        (("--ignore", "no-such-rule"), USAGE),
        (("nowhere",), UNREADABLE),
    ],
)
def test_check_ends_with_the_promised_code(
    tree: str, words: tuple[str, ...], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Findings at the threshold are 1, wrong usage is 2, a tree that cannot be read is 4."""
    assert code == run("check", *([] if "nowhere" in words else [tree]), *words)
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("form", ["text", "json", "jsonl", "sarif", "github", "junit"])
def test_check_reports_in_every_format(tree: str, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Every format has the finding, and none shows the password."""
    assert NOT_HELD == run("check", tree, "--format", form)
    printed = capsys.readouterr().out
    assert "value-out-of-range" in printed or form == "junit"
    assert "up.idleTimeout" in printed
    assert "hunter2" not in printed


def test_check_shows_how_far_it_is(tmp_path: Path) -> None:
    """While many phones are checked, a bar on the terminal fills up, and is gone at the end."""
    names = [f"0004f2aa{number:04x}.cfg" for number in range(40)]
    write(tmp_path, dict.fromkeys(names, '<a CONFIG_FILES="a.cfg"/>') | {"a.cfg": "<a/>"})
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "emulator", "check", str(tmp_path)]
    with os.fdopen(ours, "rb", buffering=0) as terminal:
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=theirs, cwd=ROOT, check=True, timeout=30)
        os.close(theirs)
        *bars, blank, end = terminal.read(1 << 16).decode().split("\r")
    assert ["", *(f"[{'#' * (30 * done // 40):.<30}] {done}/40" for done in range(40))] == bars
    assert ("", "") == (blank.strip(), end)


def test_check_explains_its_rules(capsys: pytest.CaptureFixture[str]) -> None:
    """Every rule is explained, in words or as JSON."""
    assert DONE == run("check", "--rules")
    assert "digitmap-invalid (error)" in capsys.readouterr().out
    assert "severity" in out_json(capsys, "check", "--rules", "--format", "json")[0]


def test_explain_tells_the_whole_chain(tree: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A value comes with its place, what it overrode, and why another one is not in force."""
    (account,) = out_json(capsys, "explain", "up.idleTimeout", "--tree", tree, "--json")
    assert ("40", "files", 3, 6) == (
        account["value"],
        account["source"]["layer"],
        account["source"]["line"],
        account["source"]["column"],
    )
    assert "9000000 is not 0 to 6553500" == account["problem"]
    assert DONE == run("explain", "up.idleTimeout", "--tree", tree)
    assert "  ignored   9000000: 9000000 is not 0 to 6553500\n  overrides default = 40\n" in capsys.readouterr().out


def test_explain_knows_the_boot_server_of_a_network(
    tree: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With --dhcp it says which one the phone uses, and who names it."""
    file = tmp_path / "network.toml"
    file.write_text('[[offer]]\noptions = { 160 = "http://boot.example/" }')
    words = ("explain", "device.prov.serverName", "--tree", tree, "--dhcp", str(file))
    (account,) = out_json(capsys, *words, "--json")
    assert {"address": "http://boot.example/", "origin": "DHCP option 160"} == account["used"]
    assert DONE == run(*words)
    assert "in use    http://boot.example/ (DHCP option 160)" in capsys.readouterr().out
    file.write_text("[[offer]]")
    run(*words)
    assert "in use    no boot server" in capsys.readouterr().out
    file.write_text("offer")
    assert UNREADABLE == run(*words)


def test_explain_takes_patterns_and_hides_secrets(tree: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A pattern means all that are set; passwords are starred."""
    accounts = out_json(capsys, "explain", "reg.*", "--tree", tree, "--json")
    values = {each["name"]: each["value"] for each in accounts}
    assert ("1001", "*******") == (values["reg.1.address"], values["reg.1.auth.password"])
    assert 2 == len(accounts)
    (one,) = out_json(capsys, "explain", "reg.x.address", "--tree", tree, "--json")
    assert "reg.1.address" == one["name"]
    assert "dialplan.digitmap" in {
        each["name"] for each in out_json(capsys, "explain", "dialplan.*", "--tree", tree, "--json")
    }


def test_explain_says_which_phone_it_takes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In a tree for several phones the first is taken unless one is asked for, and the user is told."""
    files = {"000000000000.cfg": '<a CONFIG_FILES="[MACADDRESS]-a.cfg"/>'}
    files |= {f"0004f2aabb0{number}-a.cfg": f'<a up.idleTimeout="{number}"/>' for number in (1, 2)}
    tree = str(write(tmp_path, files))
    run("explain", "up.idleTimeout", "--tree", tree)
    printed = capsys.readouterr()
    assert printed.out.startswith("up.idleTimeout = 1\n")
    assert "As phone 0004f2aabb01 reads it, the first of 2; --mac chooses another.\n" == printed.err
    run("explain", "up.idleTimeout", "--tree", tree, "--mac", "00:04:f2:aa:bb:02")
    assert capsys.readouterr().out.startswith("up.idleTimeout = 2\n")


def test_explain_finds_device_settings_in_their_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A device setting is in flash, and the file that wrote it is named."""
    write(tmp_path, {"a.cfg": '<a device.set="1"\ndevice.dns.domain="x" device.dns.domain.set="1"/>'})
    (account,) = out_json(capsys, "explain", "device.dns.domain", "--tree", str(tmp_path / "a.cfg"), "--json")
    assert ("flash", 2, "x") == (account["source"]["layer"], account["source"]["line"], account["value"])


def test_check_knows_json_by_the_name_that_it_has_everywhere(tree: str, capsys: pytest.CaptureFixture[str]) -> None:
    """--json is --format json."""
    printed = [(run("check", tree, *words), capsys.readouterr().out) for words in (("--json",), ("--format", "json"))]
    assert printed[0] == printed[1]
    assert 1 == json.loads(printed[0][1])["schema"]


def test_explain_suggests(tree: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A name that is none ends with 1 and the name that was probably meant."""
    assert NOT_HELD == run("explain", "up.idleTimout", "--tree", tree)
    assert "did you mean up.idleTimeout?" in capsys.readouterr().err


def test_diff_compares_what_is_in_force(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Only effective values count: a default that is written down is no difference; equal phones are told together."""
    names = [f"phone-0004f2aabb0{number}.cfg" for number in range(1, 6)]
    files = {"000000000000.cfg": '<a CONFIG_FILES="phone-[MACADDRESS].cfg,s.cfg"/>', **dict.fromkeys(names, "<a/>")}
    left = str(write(tmp_path / "l", {**files, "s.cfg": '<a up.idleTimeout="40" reg.10.label="a" reg.2.label="b"/>'}))
    right = str(write(tmp_path / "r", {**files, "s.cfg": '<a reg.10.label="c"/>'}))
    report = out_json(capsys, "diff", left, right, "--json")
    assert 5 == len(report["phones"])
    assert [("reg.2.label", "b", ""), ("reg.10.label", "a", "c")] == [
        (each["name"], each["left"], each["right"]) for each in report["phones"][0]["differences"]
    ]
    assert (DONE, NOT_HELD, DONE) == (
        run("diff", left, right),
        run("diff", left, right, "--exit-code"),
        run("diff", left, left, "--exit-code"),
    )
    assert "0004f2aabb01, 0004f2aabb02, 0004f2aabb03 and 2 more: 2 differences\n" in capsys.readouterr().out


def test_diff_follows_the_base_profile(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A base profile changes defaults that nobody wrote down; they are differences too."""
    base = '<a device.set="1" device.baseProfile="Lync" device.baseProfile.set="1"/>'
    write(tmp_path, {"l.cfg": "<a/>", "r.cfg": base})
    report = out_json(capsys, "diff", str(tmp_path / "l.cfg"), str(tmp_path / "r.cfg"), "--json")
    found = {each["name"]: each["right"] for each in report["phones"][0]["differences"]}
    assert ("Lync", "Blind") == (found["device.baseProfile"], found["call.defaultTransferType"])


@pytest.mark.parametrize(
    ("digits", "sentence"),
    [
        ("911", "911  dialed at once as 911 by alternative 1, [2-9]11"),
        ("9112", "9112  dialed at once as 911 by alternative 1, [2-9]11; 2 is not waited for"),
        ("0", "0  dialed after 5 s as 0 by alternative 2, 0T"),
        ("8123", "8123  dialed at once as 123 by alternative 3, R8RR,xxx; dial tone again after 8"),
        ("23", "23  no match from 23 on: 23 is sent at once"),
        ("2", "2  waits for more digits, or for Dial"),
    ],
)
def test_dial_plan_tells_what_happens(digits: str, sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each number is dialed digit by digit until the phone acts."""
    assert DONE == run("dial-plan", digits, "--map", "[2-9]11|0T|R8RR,xxx|X", "--timeout", "3|5")
    printed = capsys.readouterr()
    assert sentence == printed.out.rstrip()
    assert "character 21: 'X' is no letter of a digit map; 'x' is; alternative 4 is left out." in printed.err


def test_dial_plan_reads_the_tree(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The digit map of the line asked for counts, with what becomes of impossible numbers."""
    attributes = 'dialplan.digitmap="1x" dialplan.2.digitmap="2x" dialplan.2.impossibleMatchHandling="1"'
    write(tmp_path, {"a.cfg": f"<a {attributes}/>"})
    words = ("dial-plan", "11", "--tree", str(tmp_path / "a.cfg"), "--json")
    assert "complete" == out_json(capsys, *words)[0]["state"]
    assert "the phone gives reorder tone" == out_json(capsys, *words, "--line", "2")[0]["then"]
    assert USAGE == run("dial-plan", "12a")


@pytest.mark.parametrize(
    ("pattern", "some"),
    [
        ("reg.1.address", "reg.x.address"),
        ("REG.X.ADDRESS", "reg.x.address"),
        ("dialplan.*map", "dialplan.digitmap"),
        ("oneTouch", "up.oneTouchVoiceMail"),
    ],
)
def test_parameters_are_found(pattern: str, some: str, capsys: pytest.CaptureFixture[str]) -> None:
    """By name with indices, part of a name or pattern, in any case of letters."""
    assert some in {each["name"] for each in out_json(capsys, "parameters", pattern, "--json")}


def test_parameters_lists_all_and_the_emulated(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a pattern the whole catalogue is listed; with --emulated what changes the phone."""
    assert len(catalogue()) == len(out_json(capsys, "parameters", "--json"))
    emulated = out_json(capsys, "parameters", "--emulated", "--json")
    assert all(each["emulated"] for each in emulated)
    assert DONE == run("parameters", "up.idleTimeout")
    assert "  default   40\n" in capsys.readouterr().out
    assert NOT_HELD == run("parameters", "no such thing")


def test_watch_checks_again_after_a_change(tmp_path: Path) -> None:
    """With --watch the tree is checked when it changes, until the user interrupts."""
    path = tmp_path / "a.cfg"
    path.write_text("<a/>")
    heeding = "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler)"  # which a job inherits not
    command = [sys.executable, "-c", f"{heeding}; from emulator.cli import main; sys.exit(main())"]
    words = ["check", str(tmp_path), "--watch"]
    changed = tmp_path.with_name("changed.cfg")
    changed.write_text('<a no.such="1"/>')
    with subprocess.Popen([*command, *words], stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            assert process.stdout is not None
            assert "0 warnings" in process.stdout.readline()
            changed.replace(path)  # whole, so that no look catches half of it
            assert "parameter-unknown" in process.stdout.readline()
            process.send_signal(signal.SIGINT)
            assert INTERRUPTED == process.wait(10)
        finally:
            process.kill()
