"""The catalogue: every row is sound, and names in files find their row."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import emulator
from emulator.config.catalogue import catalogue, find, fold, is_secret, positions, respell, why_not
from emulator.config.identity import Identity, identify
from emulator.kernel.data import read_data
from emulator.kernel.profile import load_profile

VVX450 = Identity("0004f2aabb01", "VVX450", "3111-48840-001", "5.9.1.0615")
DOCUMENTS = {
    "UCS 4.0 schema",
    "UCS 3.3 templates",
    "SIP 3.x templates",
    "SIP 3.2 templates",
    "Lync 2010 provisioning guide",
    "CX5100 administrator guide",
    "CX5500 administrator guide",
    "VVX Expansion Module guide",
    "Web Application developer guide",
    "Skype for Business deployment guide",
    "field configurations",
    "memory",
}


def test_every_row_is_sound() -> None:
    """Each row names a known kind, change, certainty and documents, and no name stands in two files."""
    rows = catalogue().values()
    assert len(rows) > 3_000
    assert {"bool", "int", "enum", "string", "secret", "host", "ip", "url", "time", "pem"} == {row.kind for row in rows}
    assert {"none", "restart", "reboot", "?"} == {row.change for row in rows}
    assert {"S", "M"} == {row.certainty for row in rows}
    assert DOCUMENTS == {document for row in rows for document in row.source.split("; ")}


@pytest.mark.parametrize("base_profile", ["Generic", "Lync"])
@pytest.mark.parametrize("model", ["VVX450", "VVX600"])
def test_every_default_is_permitted(model: str, base_profile: str) -> None:
    """No parameter has a default that the phone itself would not take."""
    identity = Identity(model=model)
    refused = [row.name for row in catalogue().values() if row.read(row.default(identity, base_profile)).rule]
    assert [] == refused


@pytest.mark.parametrize(
    ("written", "catalogued"),
    [
        ("reg.1.address", "reg.x.address"),
        ("reg.34.server.2.port", "reg.x.server.y.port"),
        ("reg.1.server.H323.1.port", "reg.x.server.H323.y.port"),
        ("lineKey.reassignment.enabled", "lineKey.reassignment.enabled"),
        ("powerSaving.enable.VVX500", "powerSaving.enable"),
        ("bg.color.VVX450.selection", "bg.color.MODEL.selection"),
        ("key.VVX411.14.function.prim", "key.MODEL.x.function.prim"),
        ("log.level.change.nisvc", "log.level.change.NAME"),
        ("voice.gain.rx.analog.ringer.IP_650", "voice.gain.rx.analog.ringer.IP_650"),
    ],
)
def test_a_written_name_finds_its_row(written: str, catalogued: str) -> None:
    """Indices, models and free words in a name lead to the row that stands for all of them."""
    parameter = find(written)
    assert parameter is not None
    assert catalogued == parameter.name


@pytest.mark.parametrize(
    "name", ["", "reg.1.adress", "REG.1.address", "reg.x.address", "reg.01.address", "reg.1.2.address", "x.VVX1"]
)
def test_other_names_are_unknown(name: str) -> None:
    """Misspelled names, another case, and catalogue notation itself are no parameters."""
    assert find(name) is None


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("Reg.1.Address", "reg.1.address"),
        ("up.headsetmodeenabled", "up.headsetModeEnabled"),
        ("reg.2.SERVER.3.Port", "reg.2.server.3.port"),
        ("reg.1.address", ""),
        ("reg.x.address", ""),
        ("no.such.name", ""),
    ],
)
def test_case_is_respelled(written: str, right: str) -> None:
    """A name that is wrong in case alone is given in its right spelling, indices kept."""
    assert right == respell(written)


@pytest.mark.parametrize(
    ("name", "identity", "base_profile", "expected"),
    [
        ("call.defaultTransferType", VVX450, "Generic", "Consultative"),
        ("call.defaultTransferType", VVX450, "Lync", "Blind"),
        ("reg.1.server.1.specialInterop", VVX450, "Lync", "lync2010"),
        ("up.numOfDisplayColumns", VVX450, "Generic", "3"),
        ("up.numOfDisplayColumns", Identity(model="VVX601"), "Generic", "4"),
        ("httpd.cfg.secureTunnelRequired", VVX450, "Generic", "1"),
        ("httpd.cfg.secureTunnelRequired", Identity(version="4.1.4.7430"), "Generic", "0"),
        ("httpd.cfg.secureTunnelRequired", Identity(), "Generic", "1"),
        ("device.auth.localAdminPassword", VVX450, "Generic", "456"),
    ],
)
def test_defaults_differ_by_phone(name: str, identity: Identity, base_profile: str, expected: str) -> None:
    """Model, software version and base profile select among a parameter's defaults."""
    parameter = find(name)
    assert parameter is not None
    assert expected == parameter.default(identity, base_profile)


@pytest.mark.parametrize(
    ("name", "permitted", "default"),
    [
        ("sec.srtp.enabled", "", "0"),
        ("reg.x.srtp.enable", "", "0"),
        ("pres.idleTimeout.offHours.period", "1..600", "15"),
        ("pres.idleTimeout.officeHours.period", "1..600", "15"),
        ("callLists.logConsultationCalls", "", "1"),
        ("video.iFrame.Delay", "0..10", "0"),
        ("msg.mwi.x.callBack", "..256", ""),
    ],
)
def test_the_provisioning_guide_is_followed(name: str, permitted: str, default: str) -> None:
    """Where the Lync 2010 provisioning guide states a parameter, its spelling and default hold."""
    row = catalogue()[name]
    assert (permitted, default) == (row.permitted, row.defaults.partition(";")[0])


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        ("reg.1.auth.password", True),
        ("device.auth.localAdminPassword", True),
        ("device.sec.configEncryption.key", True),
        ("sec.TLS.customDeviceKey.1", True),
        ("device.auth.localAdminPassword.set", False),
        ("reg.1.auth.userId", False),
        ("REG.1.AUTH.PASSWORD", True),
        ("reg.1.auth.passwd", True),
        ("Prov.Login.LocalPassword.Hashed", False),
        ("no.such", False),
    ],
)
def test_secrets_are_marked(name: str, secret: bool) -> None:
    """Passwords and private keys are secret, misspelled ones too; their switches and user names are not."""
    assert secret == is_secret(name)


@given(st.text(alphabet="regx.VX_1270aé", max_size=60))
def test_any_name_can_be_looked_up(name: str) -> None:
    """Whatever stands for a name, looking it up answers, and folding keeps its number of parts."""
    find(name)
    respell(name)
    assert name.count(".") == fold(name).count(".")
    assert all(0 <= index <= 99_999 for index in positions(name))


def test_long_names_cost_no_time() -> None:
    """Names as long as a file may be are looked up in linear time, and end without an answer."""
    assert find(".VVX1" * 100_000) is None
    assert find("a.VVX" + "1" * 1_000_000 + "-") is None


def test_a_phone_is_identified_by_its_profile() -> None:
    """The identity spells model and MAC address as provisioning does."""
    identity = identify(load_profile("VVX 450"), "00:04:F2:AA:BB:01")
    assert ("0004f2aabb01", "VVX450") == (identity.mac, identity.model)


def test_descriptions_are_sentences() -> None:
    """What is described is described in one short sentence or two; what vphone acts on is described in any case."""
    described = [row for row in catalogue().values() if row.description]
    assert len(described) >= 1_200
    assert [] == [row.name for row in described if not re.fullmatch(r"[A-Z].{10,150}\.", row.description)]
    assert [] == [row.name for row in catalogue().values() if row.emulated and not row.description]


class Readers(ast.NodeVisitor):
    """Collects the names that code asks a configuration for, as patterns: what is computed matches anything."""

    def __init__(self) -> None:
        self.patterns: set[str] = set()

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str) and re.fullmatch(r"[A-Za-z]\w*(\.\w+)+", node.value):
            self.patterns.add(re.escape(fold(node.value)))

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        texts = [str(each.value) if isinstance(each, ast.Constant) else "" for each in node.values]
        if all(re.fullmatch(r"[\w.]*", text) for text in texts):
            self.patterns.add("".join(re.escape(text) or r"[\w.]+" for text in texts))


@cache
def read_by_slices() -> set[str]:
    """The patterns of all names that appear in the phone's code; of the configuration's, in what it reads for calls."""
    readers = Readers()
    root = Path(emulator.__file__).parent
    for path in root.rglob("*.py"):
        place = path.relative_to(root)
        if place.parts[0] not in ("config", "cli", "lab") or path.name in ("dialplan.py", "ringing.py"):
            readers.visit(ast.parse(path.read_text(encoding="utf-8")))
    return readers.patterns


FLASH = {"device.set", "device.baseProfile"}
"""What the configuration itself acts on, with the switches of device settings."""


def test_what_is_called_emulated_is_read() -> None:
    """Each parameter that is said to change what the phone does is asked for somewhere in its code."""
    read = re.compile("|".join(sorted(read_by_slices())))
    names = {row.name for row in catalogue().values() if row.emulated} - FLASH
    assert [] == sorted(name for name in names if not read.fullmatch(name.removesuffix(".set")))


def test_what_is_read_is_called_emulated() -> None:
    """A parameter that the phone's code names in full is one that changes what the phone does."""
    plain = {pattern.replace("\\", "") for pattern in read_by_slices()}
    named = {name for name in plain & set(catalogue()) if not catalogue()[name].is_family}
    assert [] == sorted(name for name in named if not catalogue()[name].emulated)


def test_the_switches_go_with_their_settings() -> None:
    """The .set of a device setting changes what the phone does if the setting does."""
    switches = [row for row in catalogue().values() if row.name.endswith(".set") and row.name.startswith("device.")]
    for row in switches:
        setting = catalogue().get(row.name.removesuffix(".set"))
        assert setting is None or setting.emulated == row.emulated


MOST_USED = (Path(__file__).parent / "most_used.txt").read_text().split()
"""The 150 parameters that most field configurations set, with letters for indices."""


def test_what_the_field_uses_most_is_emulated() -> None:
    """Of the 150 parameters used most at least 110 change what the phone does; for each other one there is a reason."""
    rows = catalogue()
    emulated = [name for name in MOST_USED if name in rows and rows[name].emulated]
    assert 110 <= len(emulated)
    unexplained = [name for name in MOST_USED if name not in emulated and why_not(name) == why_not("no.such.name")]
    assert [] == unexplained


def test_reasons_are_about_parameters() -> None:
    """Each prefix in the table of reasons begins the name of a parameter that is not emulated."""
    prefixes = [line.partition(",")[0] for line in read_data("unemulated.csv").decode().splitlines()[1:]]
    silent = [name for name, each in catalogue().items() if not each.emulated]
    assert [] == [prefix for prefix in prefixes if not any(name.startswith(prefix) for name in silent)]
