"""docs/skype.md: everything that can be asked, changed or go wrong stands in it as it is."""

from __future__ import annotations

from pathlib import Path

import msgspec

from emulator.lab.skype.accounts import read_accounts
from emulator.lab.skype.discovery import ROOT
from emulator.lab.skype.faults import SILENT, catalogue
from emulator.lab.skype.front_end import FrontEnd
from emulator.lab.skype.policy import Place, Policy, provision

DOCUMENT = Path(__file__).parents[4] / "docs" / "skype.md"


def rows() -> list[list[str]]:
    """The cells of every row of the document's tables."""
    lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]


def test_every_request(front_end: FrontEnd) -> None:
    """With its method."""
    documented = {cells[0].replace("`", "").replace("ROOT/", f"{ROOT}/").lower() for cells in rows()}
    served = {f"{method} {path}".lower() for method, path in front_end.web.services}
    assert served <= documented


def test_every_fault() -> None:
    """With its status, id and catalogue word."""
    shown = {cells[0]: (cells[2], cells[3], cells[5]) for cells in rows() if cells[0] in catalogue()}
    words = {SILENT: "no answer", 200: "handshake"}
    expected = {
        fault.name: (words.get(fault.status, str(fault.status)), fault.id, fault.pin) for fault in catalogue().values()
    }
    assert expected == shown


def test_every_policy() -> None:
    """With its value at first; the names that phones are told are right."""
    policies = {name: str(value) for name, value in msgspec.structs.asdict(Policy()).items()}
    found = [cells for cells in rows() if cells[0] in policies]
    assert {name: value.lower() for name, value in policies.items()} == {cells[0]: cells[1].lower() for cells in found}
    told = provision(Policy(), read_accounts()[0], Place("", ":"))
    names = [part for cells in found for part in cells[3].split("`")[1::2] if part]
    assert [] == [name for name in names if f"{name}>" not in told and f'"{name}"' not in told]


def test_every_account() -> None:
    """As it is looked up."""
    documented = {tuple(cells[:4]) for cells in rows()}
    accounts = {(each.address, each.login, each.password, each.extension or "-") for each in read_accounts()}
    assert accounts <= documented
