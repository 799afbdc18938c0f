"""Reading and checking configurations, beside a bare parse by expat in the same run."""

from __future__ import annotations

import datetime
import resource
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from emulator.config.catalogue import catalogue
from emulator.config.check import Checker
from emulator.config.files import read_parameters
from emulator.config.suggest import with_indices
from emulator.config.tree import open_tree
from emulator.kernel.profile import load_profile
from tests.benchmarks.measure import Measure
from tests.benchmarks.processes import ENVIRONMENT, ROOT, VPHONE, command

PARAMETERS = 4_900
PHONES = 1_000
ROUNDS = 30
STARTS = 7


def measure() -> Iterator[Measure]:
    """The figures of this part."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        yield from _one_file(root)
        yield from _one_thousand_phones(root / "tree")


def _one_file(root: Path) -> Iterator[Measure]:
    path = root / "big.cfg"
    path.write_text("<all>\n" + "".join(f"  <set {each}/>\n" for each in _settings(PARAMETERS)) + "</all>\n")
    data, profile, today = path.read_bytes(), load_profile("VVX_450"), datetime.date(2030, 1, 1)
    bare = _fastest(lambda: _parse(data))
    checked = _fastest(lambda: Checker(open_tree([str(path)]), profile, today).check(""))
    read = _fastest(lambda: read_parameters("big.cfg", data))
    name, parse = f"{PARAMETERS:,} parameters", "a parse by expat"
    yield Measure(f"{name} read", read * 1e3, "ms", 8e3 * bare, parse, bare * 1e3, "budget: 8 x expat")
    yield Measure(f"{name} checked", checked * 1e3, "ms", 8e3 * bare, parse, bare * 1e3, "budget: 8 x expat")
    start = command((*VPHONE, "check", "--help"), STARTS)
    whole = command((*VPHONE, "check", "--fail-on", "never", str(path)), STARTS)
    yield Measure(f"vphone check, {name}", whole.wall, "s", 0.3, "vphone check --help", start.wall, whole.note)


def _one_thousand_phones(root: Path) -> Iterator[Measure]:
    root.mkdir()
    master = '<APPLICATION CONFIG_FILES="phone-[PHONE_MAC_ADDRESS].cfg, site.cfg"/>'
    (root / "000000000000.cfg").write_text(master)
    (root / "site.cfg").write_text(f"<all {' '.join(_settings(500))}/>")
    for number in range(PHONES):
        (root / f"phone-0004f2{number:06x}.cfg").write_text(f'<all reg.1.address="{number}" reg.1.label="{number}"/>')
    began = time.perf_counter()
    words = (*VPHONE, "check", str(root), "--format", "jsonl")
    with subprocess.Popen(words, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        first = time.perf_counter() - began
        process.stdout.read()
    yield Measure(f"first of {PHONES:,} phones checked", first, "s", 1)
    yield Measure(f"all of {PHONES:,} phones checked", time.perf_counter() - began, "s")
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    yield Measure("memory of the largest process so far", most, "MiB", 150)


def _settings(number: int) -> list[str]:
    """So many settings that a phone takes, as attributes."""
    found: dict[str, str] = {}
    for index in range(1, 35):
        for name, parameter in catalogue().items():
            value = parameter.defaults.partition(";")[0]
            if index == 1 or name.startswith("reg.x."):
                found[with_indices(name, (index, 1, 1)).replace("MODEL", "VVX450")] = value
            if len(found) == number:
                return [f"{key}={quoteattr(each)}" for key, each in found.items()]
    raise ValueError(f"there are but {len(found)} names")


def _parse(data: bytes) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: None
    parser.Parse(data, True)


def _fastest(action: Callable[[], object]) -> float:
    """Seconds of processor time that the action takes at its best."""
    return min(_timed(action) for _ in range(ROUNDS))


def _timed(action: Callable[[], object]) -> float:
    began = time.process_time()
    action()
    return time.process_time() - began
