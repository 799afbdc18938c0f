"""Configurations of any bytes: 100,000 of them checked and reported in every format, none of which may fail."""

from __future__ import annotations

import datetime
import random
from pathlib import Path

import pytest

from emulator.config.check import Checker
from emulator.config.digitgrammar import compile_digit_map
from emulator.config.explain import account, differences
from emulator.config.formats.github import GithubReport
from emulator.config.formats.junit import JunitReport
from emulator.config.formats.plain import JsonReport
from emulator.config.formats.reporter import Reporter
from emulator.config.formats.sarif import SarifReport
from emulator.config.formats.text import TextReport
from emulator.config.tree import Tree
from emulator.kernel.profile import load_profile

EXAMPLES = 100_000
MAC = "0004f2aabb01"
TODAY = datetime.date(2030, 6, 1)
TEMPLATES = sorted((Path(__file__).parents[2] / "profiles" / "lab").rglob("*.cfg"))
PIECES = [
    b"<", b">", b"/>", b'"', b"'", b"=", b"&", b"&#10;", b"&#xD800;", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?",
    b"<!DOCTYPE a [", b"\x00", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"\r\n", b"\t", b"[PHONE_MAC_ADDRESS]", b"[X]",
    b"$", b"|", b"R", b".", b",", b"[", b"]", b"-----BEGIN CERTIFICATE-----", b"MIIB", b"9" * 400, b"a" * 3000,
    b"\xc3\xa9",
    b' reg.1.adress="1"', b' dialplan.digitmap="[2-9', b' softkey.1.action="$P', b' device.set="1"', b" 0 ", b"../",
    b"<!-- vphone-ignore: x -->", b"CONFIG_FILES", b"_VVX450", b"http://u:p@h/", b"\xe2\x80\xa8", b"\x1b[2J",
]  # fmt: skip


class Memory:
    """A tree that is not on any disk."""

    plain = "http"

    def __init__(self, files: dict[str, bytes]) -> None:
        self._files = files

    def label(self, name: str) -> str:
        """The name itself."""
        return name

    def read(self, name: str) -> bytes | None:
        """The bytes of the file."""
        return self._files.get(name)

    def names(self) -> list[str]:
        """All names."""
        return sorted(self._files)


def spoil(data: bytes, chance: random.Random) -> bytes:
    """The bytes with some of them cut out, doubled, exchanged, or others put between."""
    for _ in range(chance.choice((0, 1, 1, 2, 3, 8))):
        at = chance.randrange(len(data) + 1)
        end = min(len(data), at + chance.choice((0, 0, 1, 1, 4, 60)))
        filling = chance.choice((chance.choice(PIECES), chance.randbytes(3), data[at:end] * 2, b""))
        data = data[:at] + filling + data[end:]
    return data


def tree(chance: random.Random) -> dict[str, bytes]:
    """A provisioning tree made of spoiled files."""
    contents = [path.read_bytes() for path in TEMPLATES]
    names = [f"{MAC}.cfg", "000000000000.cfg", "a.cfg", "b.cfg", f"{MAC}-phone.cfg"]
    files = {name: spoil(chance.choice(contents), chance) for name in chance.sample(names, chance.randrange(1, 5))}
    if chance.random() < 0.7:
        files[f"{MAC}.cfg"] = spoil(b'<APPLICATION CONFIG_FILES="a.cfg, b.cfg"/>', chance)
    return files


def read_everything(files: dict[str, bytes]) -> None:
    """Check the tree, report it in every format, explain and compare what it configures."""
    checker = Checker(Tree(Memory(files)), load_profile("VVX_450"), TODAY)
    reporters: list[Reporter] = [JsonReport(), SarifReport("1"), GithubReport(), JunitReport()]
    reporters.append(TextReport(checker.text, notes=True))
    for mac in (MAC, ""):
        checked = checker.check(mac)
        assert len(checked.findings) == sum(checked.summary.values())
        for reporter in reporters:
            "".join(reporter.phone(checked)).encode()
    for reporter in reporters:
        "".join(reporter.end()).encode()
    one, other = checker.load(MAC).configuration, checker.load("").configuration
    for name in sorted(one.names())[:5]:
        account(one, name)
    list(differences(one, other))
    compile_digit_map(one.text("dialplan.digitmap")).advance("12")


def fuzz(seed: int, examples: int) -> None:
    """Read that many trees; a failure names the seed that shows it again."""
    for number in range(seed, seed + examples):
        try:
            read_everything(tree(random.Random(number)))
        except Exception as error:
            raise AssertionError(f"the tree of seed {number} is not read") from error


def test_some_spoiled_trees_are_read() -> None:
    """A sample of what the long run reads."""
    fuzz(random.randrange(1 << 30), 150)


@pytest.mark.soak
def test_any_spoiled_tree_is_read() -> None:
    """No tree, however spoiled, makes a command fail."""
    fuzz(0, EXAMPLES)
