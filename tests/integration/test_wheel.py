"""The wheel: what is installed is complete, and works from any folder."""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

TALK = """
import asyncio
from emulator.lab.lab import Lab

async def talk():
    async with Lab() as lab:
        call = lab.party.call("1098")
        await call.until("connected")
        print(call.state)

asyncio.run(talk())
"""


def run(*argv: str | Path, folder: Path) -> str:
    """The output of a command run in a folder; AssertionError with all its words if it fails."""
    done = subprocess.run([str(part) for part in argv], cwd=folder, capture_output=True, text=True, timeout=120)
    assert 0 == done.returncode, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel built from a copy of the sources, without the network."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for name in ("emulator", "ui", "profiles"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    run(
        sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation",
        "--wheel-dir", folder, source, folder=folder,
    )  # fmt: skip
    return next(folder.glob("vphone-*.whl"))


@pytest.fixture(scope="module")
def vphone(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of a fresh environment that has the wheel; what it depends on is lent by this environment."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    run(
        sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index", wheel,
        folder=folder,
    )  # fmt: skip
    packages = next(folder.glob("lib/python3*/site-packages"))
    (packages / "lent.pth").write_text(next(path for path in sys.path if path.endswith("site-packages")) + "\n")
    return folder / "bin" / "vphone"


def test_says_its_version(vphone: Path, tmp_path: Path) -> None:
    """The installed command knows which version it is."""
    assert version("vphone") in run(vphone, "--version", folder=tmp_path)


def test_finds_its_data(vphone: Path, tmp_path: Path) -> None:
    """Models come from files inside the wheel."""
    assert "VVX_450" in run(vphone, "models", folder=tmp_path)


def test_its_engines_talk(vphone: Path, tmp_path: Path) -> None:
    """The lab's data and the engine program are there: two users of a lab reach each other."""
    assert "connected" in run(vphone.with_name("python"), "-c", TALK, folder=tmp_path)
