"""Windows: installing, uninstalling, what starts by itself, the user's session, the firewall."""

from __future__ import annotations

import pytest

from emulator.kernel.state import Effect
from emulator.lab.pc.actions import action_of
from emulator.lab.pc.computer import Computer
from emulator.lab.pc.connector import NOT_RUNNING
from emulator.lab.pc.model import SYSTEMS, Client, Disconnect, Note, Setup, Windows
from emulator.lab.pc.windows import NOT_INSTALLED, UNPAIR_FIRST
from tests.unit.lab.pc.desk import Desk, paired, started


def test_the_connector_is_installed_then_started() -> None:
    """The installer writes its log, asks Windows to let the connector through, and starts nothing by itself."""
    desk = Desk()
    assert "not installed" in desk.refused("start")
    desk.do("install")
    assert [Setup("install", "4.3.0")] == desk.took(Setup)
    assert ("4.3.0", ("Domain", "Home/Work", "Public")) == (desk.pc.windows.connector, desk.pc.windows.allowed)
    assert "stopped" == desk.pc.connector.state
    desk.do("start")
    assert "idle" == desk.pc.connector.state


@pytest.mark.parametrize("system", SYSTEMS)
def test_it_runs_on_what_the_guide_names(system: str) -> None:
    """Windows 7 to 10."""
    desk = Desk(Windows(system=system))
    desk.do("install")
    assert "4.3.0" == desk.pc.windows.connector


@pytest.mark.parametrize(
    ("parts", "words", "sentence"),
    [
        ((Windows(system="Windows XP"),), {}, "does not run on Windows XP"),
        ((), {"damage": "package"}, "download it again"),
        ((), {"version": "9.9.9"}, "no version 9.9.9"),
    ],
    ids=["system", "package", "version"],
)
def test_a_setup_that_fails_says_why_and_leaves_a_log(
    parts: tuple[Windows, ...], words: dict[str, str], sentence: str
) -> None:
    """Nothing is installed then."""
    desk = Desk(*parts)
    assert sentence in desk.refused("install", **words)
    assert sentence in desk.took(Setup)[0].error
    assert "" == desk.pc.windows.connector


def test_a_damaged_program_does_not_start_until_it_is_installed_anew() -> None:
    """The connector's log says so."""
    desk = Desk()
    desk.do("install", damage="program")
    assert "failed to start" in desk.refused("start")
    assert ["ERROR"] == [note.level for note in desk.took(Note)]
    desk.do("uninstall")
    desk.do("install")
    desk.do("start")
    assert "idle" == desk.pc.connector.state


def test_it_cannot_be_installed_over_itself_while_it_runs() -> None:
    """Programs in use cannot be replaced."""
    assert "exit it first" in started().refused("install")


def test_uninstalling_wants_the_phone_unpaired_first() -> None:
    """Then the connector ends, and is gone from Windows."""
    desk = paired()
    assert UNPAIR_FIRST == desk.refused("uninstall")
    assert UNPAIR_FIRST == desk.took(Setup)[0].error
    desk.do("unpair")
    desk.do("uninstall")
    assert ("", (), None) == (desk.pc.windows.connector, desk.pc.windows.allowed, desk.pc.windows.auto_start)
    assert "stopped" == desk.pc.connector.state
    assert NOT_INSTALLED == desk.refused("uninstall")


def test_it_starts_with_the_computer_from_its_first_start_on() -> None:
    """Unless that is disabled in the Task Manager, whose list has it only then."""
    desk = Desk()
    desk.do("install")
    assert "not in the list" in desk.refused("auto-start", state="disabled")
    desk.do("restart")
    assert "stopped" == desk.pc.connector.state
    desk.do("start")
    desk.do("restart")
    assert "idle" == desk.pc.connector.state
    desk.do("auto-start", state="disabled")
    desk.do("restart")
    assert "stopped" == desk.pc.connector.state
    desk.do("auto-start", state="enabled")
    desk.do("log-off")
    desk.do("log-on")
    assert "idle" == desk.pc.connector.state


def test_signing_out_of_windows_ends_all_programs() -> None:
    """Calls, pairing and client; the client remembers its user."""
    desk = paired()
    desk.do("call", who="Alex Smith")
    desk.do("log-off")
    assert ("stopped", "closed", ()) == (desk.pc.connector.state, desk.pc.client.state, desk.pc.client.calls)
    assert [Disconnect("exit")] == desk.took(Disconnect)
    assert "signed in to Windows" in desk.refused("start")
    assert "signed in to Windows" in desk.refused("lock")
    assert "signed in to Windows" in desk.refused("sign-in", address="asmith@example.com")
    desk.do("log-on")
    assert ("signed-in", "jdoe@example.com") == (desk.pc.client.state, desk.pc.client.account)


def test_what_is_already_so_is_refused_or_does_nothing() -> None:
    """Locking twice is nothing; signing in twice is refused."""
    desk = started()
    desk.do("lock")
    desk.took(Effect)
    desk.do("lock")
    assert [] == desk.took(Effect)
    assert "already" in desk.refused("log-on")


def test_the_firewall_tells_networks_apart() -> None:
    """The connector is let through on a network whose box is ticked, and on no other."""
    desk = started()
    desk.do("block", networks=["Public"])
    seen = [desk.pc.windows.blocks]
    desk.do("network", network="Public")
    seen.append(desk.pc.windows.blocks)
    desk.do("allow", networks=["Public"])
    assert [False, True, False] == [*seen, desk.pc.windows.blocks]


def test_the_firewall_lists_installed_programs_only() -> None:
    """What is not there cannot be ticked."""
    assert NOT_INSTALLED in Desk().refused("allow")


def test_nothing_can_be_asked_of_a_connector_that_does_not_run() -> None:
    """Each verb says so."""
    desk = Desk()
    desk.do("install")
    for verb, words in (("exit", {}), ("unpair", {}), ("pair", {"auto": True})):
        assert NOT_RUNNING == desk.refused(verb, **words)


def test_a_fault_is_a_line_in_the_log() -> None:
    """What went wrong is undone, and the PC goes on."""
    broken = Computer(Client(calls=("no call",)))  # type: ignore[arg-type]
    noted = [effect for effect in broken.do(action_of("hang-up", {}), 0) if isinstance(effect, Note)]
    assert [("ERROR", True)] == [(note.level, "could not handle HangUp" in note.text) for note in noted]
    broken.do(action_of("lock", {}), 0)
    assert "locked" == broken.windows.state
