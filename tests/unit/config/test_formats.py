"""Reports: the same findings for people, programs, code hosts and test runners."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree

import msgspec
import pytest

from emulator.config.check import Checker, PhoneCheck
from emulator.config.findings import Finding, rules
from emulator.config.formats.github import GithubReport
from emulator.config.formats.junit import JunitReport
from emulator.config.formats.plain import JsonLinesReport, JsonReport
from emulator.config.formats.quote import WIDEST, mask, quote
from emulator.config.formats.reporter import Reporter
from emulator.config.formats.sarif import SarifReport
from emulator.config.formats.text import TextReport
from emulator.config.places import FileText
from tests.unit.config.trees import checker, write

FILES = {
    "000000000000.cfg": '<a CONFIG_FILES="[MACADDRESS].cfg, a.cfg"/>',
    "a.cfg": '<a\n\treg.1.adress="1"\n up.idleTimeout="x" apps.push.alertSound="1"/>',
    "0004f2aabb01.cfg.txt": "",
    "phone-0004f2aabb01.cfg": "<a/>",
    "phone-0004f2aabb02.cfg": "<a/>",
}
MACS = ("0004f2aabb01", "0004f2aabb02")


@pytest.fixture
def tree(tmp_path: Path) -> Checker:
    """A tree with two phones that share a file with faults, and lack one of their own."""
    return checker(write(tmp_path, FILES))


def report(reporter: Reporter, checks: Iterable[PhoneCheck]) -> str:
    """The whole report."""
    return "".join([piece for check in checks for piece in reporter.phone(check)] + list(reporter.end()))


def test_text_quotes_each_finding_once(tree: Checker, tmp_path: Path) -> None:
    """Each finding is a line as compilers print it, the line of the file, a caret below; notes are counted."""
    text = report(TextReport(tree.text), map(tree.check, MACS))
    assert text.replace(str(tmp_path), "tree") == (
        "tree/000000000000.cfg: error: 0004f2aabb01.cfg is named in 000000000000.cfg but is not there [file-missing]\n"
        "tree/a.cfg:2:2: warning: reg.1.adress is unknown [parameter-unknown]\n"
        '     2 |  reg.1.adress="1"\n'
        "       |  ^^^^^^^^^^^^ try reg.1.address\n"
        "tree/a.cfg:3:2: error: up.idleTimeout: 'x' is not a whole number; the default is used [value-invalid]\n"
        '     3 |  up.idleTimeout="x" apps.push.alertSound="1"/>\n'
        "       |  ^^^^^^^^^^^^^^\n"
        "tree/000000000000.cfg: error: 0004f2aabb02.cfg is named in 000000000000.cfg but is not there [file-missing]\n"
        "2 phones, 4 files, 3 parameters: 3 errors, 1 warning, 1 note (--notes shows them)\n"
    )


def test_text_has_colors_and_notes_if_wanted(tree: Checker) -> None:
    """Colours are escape sequences; with notes, notes are told too."""
    text = report(TextReport(tree.text, color=True, notes=True), [tree.check(MACS[0])])
    assert "\x1b[31;1merror\x1b[0m" in text
    assert "[not-emulated]" in text


@pytest.mark.parametrize("reporter", [JsonReport(), JsonLinesReport()], ids=["json", "jsonl"])
def test_json_has_what_is_promised(tree: Checker, reporter: Reporter) -> None:
    """Every phone has its files, its findings and a summary, under the names that scripts rely on."""
    text = report(reporter, map(tree.check, MACS))
    phones = (
        json.loads(text)["phones"] if isinstance(reporter, JsonReport) else list(map(json.loads, text.splitlines()))
    )
    assert list(MACS) == [phone["mac"] for phone in phones]
    assert ["model", "mac", "files", "parameters", "findings", "summary"] == list(phones[0])
    assert ["path", "bytes", "parameters", "status"] == list(phones[0]["files"][0])
    keys = ["rule", "severity", "file", "line", "column", "parameter", "message", "suggestion"]
    assert keys == list(phones[0]["findings"][0])
    assert {"error": 2, "warning": 1, "info": 1} == phones[0]["summary"]


def test_json_of_no_phones_is_json() -> None:
    """A report about nothing is a document all the same."""
    assert {"schema": 1, "phones": []} == json.loads(report(JsonReport(), []))


def test_github_annotates_each_line_once(tree: Checker, tmp_path: Path) -> None:
    """Each finding is a workflow command with file, line and column."""
    lines = report(GithubReport(), map(tree.check, MACS)).replace(str(tmp_path), "tree").splitlines()
    wanted = "::warning file=tree/a.cfg,line=2,col=2,title=parameter-unknown::reg.1.adress is unknown"
    assert f"{wanted} (try reg.1.address)" in lines
    assert len(lines) == len(set(lines))


def test_github_escapes() -> None:
    """Commas and colons in names, and ends of line in messages, do not break the command."""
    found = Finding("value-invalid", "error", "a,b:c", 0, 0, "", "50%\nx")
    check = PhoneCheck("VVX_450", "", (), 0, (found,), {})
    assert "::error file=a%2Cb%3Ac,title=value-invalid::50%25%0Ax\n" == report(GithubReport(), [check])


def test_junit_has_a_case_for_each_file(tree: Checker) -> None:
    """A suite for each phone, a case for each file, a failure where there are errors or warnings."""
    root = ElementTree.fromstring(report(JunitReport(), map(tree.check, MACS)))
    suites = root.findall("testsuite")
    assert [f"VVX_450 {mac}" for mac in MACS] == [suite.get("name") for suite in suites]
    assert ("3", "2") == (suites[0].get("tests"), suites[0].get("failures"))
    assert ["error", "error"] == [failure.get("type") for failure in suites[0].iter("failure")]


def test_junit_survives_any_text() -> None:
    """Characters that XML does not have are replaced."""
    found = Finding("value-invalid", "error", "a\x00", 1, 1, "", "\x1b<&\"'")
    check = PhoneCheck("VVX_450", "", (), 0, (found,), {})
    ElementTree.fromstring(report(JunitReport(), [check]))


class _Text(msgspec.Struct, forbid_unknown_fields=True):
    text: str


class _Default(msgspec.Struct, forbid_unknown_fields=True):
    level: Literal["none", "note", "warning", "error"]


class _SarifRule(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    id: str
    short_description: _Text
    full_description: _Text
    help: _Text
    default_configuration: _Default


class _Driver(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    version: str
    rules: list[_SarifRule]


class _Tool(msgspec.Struct, forbid_unknown_fields=True):
    driver: _Driver


class _Region(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    start_line: int
    start_column: int

    def __post_init__(self) -> None:
        assert min(self.start_line, self.start_column) >= 1


class _Artifact(msgspec.Struct, forbid_unknown_fields=True):
    uri: str


class _Physical(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    artifact_location: _Artifact
    region: _Region | msgspec.UnsetType = msgspec.UNSET


class _Location(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    physical_location: _Physical


class _Result(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    rule_id: str
    rule_index: int
    level: Literal["none", "note", "warning", "error"]
    message: _Text
    locations: list[_Location]


class _Run(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    tool: _Tool
    results: list[_Result]
    column_kind: Literal["utf16CodeUnits", "unicodeCodePoints"]


class _Sarif(msgspec.Struct, forbid_unknown_fields=True):
    """What of the SARIF 2.1.0 schema concerns a report such as ours: names, types, what is required."""

    version: Literal["2.1.0"]
    runs: list[_Run]
    schema: str = msgspec.field(name="$schema")


def test_sarif_keeps_to_its_schema(tree: Checker) -> None:
    """The document is valid SARIF 2.1.0, each result points to its rule, and each finding is there once."""
    document = msgspec.json.decode(report(SarifReport("1.2"), map(tree.check, MACS)), type=_Sarif)
    (run,) = document.runs
    names = [rule.id for rule in run.tool.driver.rules]
    assert list(rules()) == names
    assert all(names[result.rule_index] == result.rule_id for result in run.results)
    assert ["file-missing", "not-emulated", "parameter-unknown", "value-invalid", "file-missing"] == [
        result.rule_id for result in run.results
    ]
    assert isinstance(run.results[2].locations[0].physical_location.region, _Region)


@pytest.mark.parametrize(
    ("line", "masked"),
    [
        ('<a reg.1.auth.password="hunter2" b="c"/>', '<a reg.1.auth.password="*******" b="c"/>'),
        ("<a reg.1.auth.password = 'hunter2", "<a reg.1.auth.password = '*******"),
        ('<a reg.1.auth.passwd="x"/>', '<a reg.1.auth.passwd="*"/>'),
        ('<a reg.1.address="1001"/>', '<a reg.1.address="1001"/>'),
    ],
)
def test_secrets_are_not_quoted(line: str, masked: str) -> None:
    """Passwords in a quoted line are starred at the same length, whole or cut."""
    assert masked == mask(line)


def test_long_lines_are_cut_around_the_place() -> None:
    """Of a long line the part with the place is shown, and the caret stands below it."""
    text = FileText(f'<a {"b" * 500} reg.1.adress="1" {"c" * 500}/>'.encode())
    found = Finding("parameter-unknown", "warning", "a.cfg", 1, 505, "reg.1.adress", "")
    line, caret = quote(found, text)
    assert len(line) <= WIDEST + 2
    assert "reg.1.adress" == line[caret.index("^") : caret.rindex("^") + 1]


def test_findings_without_a_line_are_not_quoted() -> None:
    """What concerns a whole file has no line to show."""
    found = Finding("file-missing", "error", "a.cfg", 0, 0, "", "gone")
    assert ("", "") == quote(found, FileText(b"<a/>"))
