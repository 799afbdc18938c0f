"""`vphone lab` with a front end: what is looked up and changed from the command line while the lab runs."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from emulator.cli import main
from emulator.lab.control import NAME, Control
from emulator.lab.lab import Lab


@pytest.fixture
async def running(lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Lab]:
    """A lab that the command finds."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    (tmp_path / "vphone").mkdir()
    async with Control(lab, tmp_path / "vphone" / NAME):
        yield lab


async def ask(*words: str) -> int:
    """The exit code of a command, which runs beside the lab."""
    return await asyncio.to_thread(main, ["lab", *words])


async def test_accounts_are_looked_up(running: Lab, capsys: pytest.CaptureFixture[str]) -> None:
    """Domain and user, sign-in address, password, extension and PIN."""
    assert 0 == await ask("accounts")
    head, *rows = capsys.readouterr().out.splitlines()
    jane = next(row for row in rows if row.startswith("jdoe "))
    expected = ["jdoe", "EXAMPLE\\jdoe", "jdoe@example.com", "correct horse battery staple", "4701", "24680"]
    columns = [head.index(name) for name in ("User", "Domain\\User", "Sign-in Address", "Password", "Extension", "PIN")]
    assert expected == [jane[column:].split("  ")[0].strip() for column in columns]


async def test_a_policy_is_changed(running: Lab, capsys: pytest.CaptureFixture[str]) -> None:
    """And all of them are shown, as a table or as JSON."""
    assert 0 == await ask("policy", "lock=false", "code_length=4", "--json")
    shown = {row["name"]: row["value"] for row in json.loads(capsys.readouterr().out)}
    assert ("False", "4") == (shown["lock"], shown["code_length"])
    assert (False, 4) == (running.skype.policy().lock, running.skype.policy().code_length)


async def test_a_fault_comes_and_goes(running: Lab, capsys: pytest.CaptureFixture[str]) -> None:
    """For one user."""
    assert 0 == await ask("fault", "pin-expired", "jdoe")
    assert ["pin-expired jdoe@example.com"] == running.skype.faults()
    capsys.readouterr()
    assert 0 == await ask("faults")
    row = next(each for each in capsys.readouterr().out.splitlines() if each.startswith("pin-expired "))
    assert row.endswith(" jdoe@example.com")
    assert 0 == await ask("clear", "pin-expired")
    assert [] == running.skype.faults()


async def test_a_password_is_read_from_standard_input(running: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that no list of processes shows it."""
    monkeypatch.setattr("sys.stdin", io.StringIO("open sesame\n"))
    assert 0 == await ask("password", "EXAMPLE\\jdoe")
    assert "open sesame" == running.skype.directory.account("jdoe").password


@pytest.mark.parametrize(
    ("words", "code", "text"),
    [
        (("policy", "code_length=3"), 1, "code_length: expected `int` >= 4"),
        (("fault", "rain"), 1, "there is no fault rain"),
        (("fault",), 2, "usage: vphone lab fault NAME [USER]."),
        (("accounts", "jdoe"), 2, "usage: vphone lab accounts."),
        (("activate",), 2, "usage: vphone lab activate MAC."),
        (("approve", "BCDF"), 2, "usage: vphone lab approve CODE USER."),
        (("unlock", "a", "b"), 2, "usage: vphone lab unlock USER."),
        (("--skype", "--sip", "kamailio"), 2, "--skype has a domain of its own"),
        (("--skype", "--lync", "login"), 2, "--skype has a domain of its own"),
    ],
)
async def test_what_cannot_be_done_is_one_sentence(
    running: Lab, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: int, text: str
) -> None:
    """With the code that says whose fault it is."""
    assert code == await ask(*words)
    assert text in capsys.readouterr().err


async def test_a_lab_without_a_front_end_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And how to start one with it."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    (tmp_path / "vphone").mkdir()
    async with Lab() as lab, Control(lab, tmp_path / "vphone" / NAME):
        assert 1 == await ask("faults")
    assert "start it with vphone lab --skype" in capsys.readouterr().err
