"""Commands and encrypted files: made, read again, and checked in trees."""

from __future__ import annotations

from pathlib import Path

import pytest

from emulator.cli import main
from emulator.cli.errors import DONE, NOT_HELD, UNREADABLE, USAGE
from emulator.config.encryption import encrypt, is_encrypted, parse_key
from tests.unit.config.trees import MAC, MASTER, write

KEY = "Crypt=1;KeyDesc=companyNameKey1;Key=06a9214036b8a15b512e03d534120006;"
OTHER = f"Crypt=1;KeyDesc=other;Key={'0' * 32};"
SITE = '<a reg.1.address="1001" up.idleTimeout="9000000"/>'


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A tree whose only configuration file is encrypted and has a value out of range."""
    folder = write(tmp_path / "tree", {"000000000000.cfg": MASTER})
    (folder / "a.cfg").write_bytes(encrypt(SITE.encode(), parse_key(KEY)))
    return folder


@pytest.mark.parametrize("given", ["word", "file", "environment"])
def test_a_file_is_encrypted_and_decrypted_again(
    given: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """With the key as a word, in a file, or in the environment; to a file or to standard output."""
    (tmp_path / "key").write_text(f"{KEY}\n")
    (tmp_path / "a.cfg").write_text(SITE)
    words = {"word": ("--key", KEY), "file": ("--key", str(tmp_path / "key")), "environment": ()}[given]
    if given == "environment":
        monkeypatch.setenv("VPHONE_CONFIG_KEY", KEY)
    sealed = tmp_path / "a.enc"
    assert DONE == main(["encrypt", str(tmp_path / "a.cfg"), "-o", str(sealed), *words])
    assert is_encrypted(sealed.read_bytes())
    assert DONE == main(["decrypt", str(sealed), *words])
    assert SITE.encode() == capsysbinary.readouterr().out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("encrypt", "a.cfg"), USAGE),
        (("encrypt", "a.cfg", "--key", "Crypt=1"), USAGE),
        (("encrypt", "a.cfg", "--key", "nokey"), UNREADABLE),
        (("encrypt", "none.cfg", "--key", KEY), UNREADABLE),
        (("encrypt", "a.enc", "--key", KEY), UNREADABLE),
        (("encrypt", "a.cfg", "--key", KEY, "--key", OTHER), USAGE),
        (("decrypt", "a.enc", "--key", OTHER), UNREADABLE),
        (("decrypt", "a.cfg", "--key", KEY), UNREADABLE),
    ],
)
def test_what_cannot_be_done_is_said(
    words: tuple[str, ...],
    code: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In one sentence, with the promised code."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.cfg").write_text(SITE)
    (tmp_path / "a.enc").write_bytes(encrypt(SITE.encode(), parse_key(KEY)))
    assert code == main(list(words))
    assert 1 == capsys.readouterr().err.count("\n")


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        ((), "file-encrypted", DONE),
        (("--key", OTHER), "file-undecryptable", NOT_HELD),
        (("--key", KEY), "value-out-of-range", NOT_HELD),
        (("--key", OTHER, "--key", KEY), "value-out-of-range", NOT_HELD),
    ],
    ids=["none", "wrong", "right", "one-of-two"],
)
def test_a_tree_is_checked_through_encryption(
    words: tuple[str, ...], said: str, code: int, tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the key what the file says is judged, and quoted; without it the file is named with its key."""
    assert code == main(["check", str(tree), "--mac", MAC, *words])
    output = capsys.readouterr().out
    assert said in output
    assert ("companyNameKey1" in output) == (said != "value-out-of-range")
    assert ('up.idleTimeout="9000000"' in output) == (said == "value-out-of-range")


def test_a_phone_is_explained_through_encryption(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The other commands that read trees take the key too."""
    assert DONE == main(["explain", "reg.1.address", "--tree", str(tree), "--mac", MAC, "--key", KEY])
    assert "1001" in capsys.readouterr().out
