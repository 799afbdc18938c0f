"""Where connectors find the phones of this computer."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from emulator.btoe.places import Place, announce, default_folder, places

PLACE = Place("0004f2aabb01", "VVX450", "127.0.0.1", 40000, os.getpid(), "secret")


def test_a_phone_is_found_by_its_user_alone(tmp_path: Path) -> None:
    """The folder is closed to others, and so is the file."""
    folder = tmp_path / "run"
    entry = announce(folder, PLACE)
    assert [PLACE] == places(folder)
    assert (0o700, 0o600) == (stat.S_IMODE(folder.stat().st_mode), stat.S_IMODE(entry.stat().st_mode))
    assert "secret" not in repr(PLACE)


def test_what_is_left_of_a_phone_that_has_died_is_cleared_away(tmp_path: Path) -> None:
    """Nobody listens there any more."""
    folder = tmp_path / "run"
    child = os.fork()
    if not child:
        os._exit(0)
    os.waitpid(child, 0)
    entry = announce(folder, Place("0004f2aabb01", "VVX450", "127.0.0.1", 40000, child, "secret"))
    assert ([], False) == (places(folder), entry.exists())


@pytest.mark.parametrize("content", [b"", b"{", b'{"mac": 1}', b"\xff"])
def test_strange_files_are_passed_over(tmp_path: Path, content: bytes) -> None:
    """Only a phone's own are read."""
    folder = tmp_path / "run"
    announce(folder, PLACE)
    (folder / "odd.json").write_bytes(content)
    assert [PLACE] == places(folder)


def test_a_folder_that_others_can_write_to_is_not_trusted(tmp_path: Path) -> None:
    """Neither to find phones in, nor to be found in."""
    folder = tmp_path / "run"
    folder.mkdir()
    folder.chmod(0o755)
    with pytest.raises(PermissionError):
        places(folder)
    with pytest.raises(PermissionError):
        announce(folder, PLACE)


def test_without_a_folder_there_are_no_phones(tmp_path: Path) -> None:
    """No phone has run yet."""
    assert [] == places(tmp_path / "none")


def test_the_folder_is_the_users_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """In the runtime folder, if there is one."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert (tmp_path, True) == (default_folder().parent, str(os.getuid()) in default_folder().name)
