"""A whole phone's directory and call lists, with the lab's boot server and somebody to call."""

from __future__ import annotations

from emulator.boot.model import RestartRequested
from emulator.contacts.calls_file import read_calls
from emulator.contacts.directory_file import read_directory, write_directory
from emulator.contacts.model import CallLists, Directory
from emulator.kernel.clock import ManualClock
from emulator.lab.lab import Lab
from emulator.phone import Phone
from tests.integration.phone.conftest import MAC
from tests.peers.harness.programs import eventually

DIRECTORY, CALLS = f"contacts/{MAC}-directory.xml", f"calls/{MAC}-calls.xml"


async def uploaded(lab: Lab, path: str) -> bytes:
    """The file at the boot server, once it is there."""
    await eventually(lambda: path in lab.boot_server.uploads, path)
    return lab.boot_server.uploads[path]


async def test_an_edit_at_the_phone_arrives_at_the_server(lab: Lab) -> None:
    """Five seconds after the change, byte for byte; and the next phone in its place reads the same contacts."""
    async with Phone("VVX_450", server=lab.boot_server.url, mac=MAC, clock=ManualClock()) as phone:
        await phone.until("registered")
        assert ["Second Party", "Echo", "Voicemail"] == [each.name for each in phone.state[Directory].contacts]
        phone.press("Up", "Info", "Edit")
        for _ in "Second":
            phone.press("<<")
        phone.press("2", "Save")
        expected = write_directory(phone.state[Directory].contacts)
        assert "A Party" == phone.state[Directory].contacts[0].name
        await phone.advance(4.9)
        assert DIRECTORY not in lab.boot_server.uploads
        await phone.advance(0.2)
        assert expected == await uploaded(lab, DIRECTORY)
    async with Phone("VVX_450", server=lab.boot_server.url, mac=MAC) as again:
        await again.until("registered")
        assert read_directory("x", expected, 9).contacts == again.state[Directory].contacts
        assert "A Party" in again.screen.text


async def test_calls_are_listed_and_survive_a_restart(lab: Lab, phone: Phone) -> None:
    """A favorite called from its line key shows the directory's name; the server gets the list, and gives it back."""
    phone.press("line:Echo")
    await phone.until("call:connected")
    assert "Echo" in phone.screen.text
    phone.press("End Call")
    phone.post(RestartRequested("Restarting Phone", reboot=False))
    body = await uploaded(lab, CALLS)
    await phone.until("registered")
    for records in (read_calls("x", body).records, phone.state[CallLists].records):
        assert [("placed", "1098", "Echo", "Normal")] == [
            (each.kind, each.number, each.name, each.disposition) for each in records
        ]


async def test_a_call_that_nobody_takes_is_missed_and_returned(lab: Lab, phone: Phone) -> None:
    """The list has it with the caller's name of the directory, and calls back."""
    call = lab.party.call(phone.lines[0].settings.user)
    await phone.until(lambda p: p.calls[0].state == "offering")
    assert "Second Party" in phone.screen.text
    call.hang_up()
    await phone.until(lambda p: "1 new missed call" in p.screen.text)
    phone.press("Down", "Select")
    await phone.until("call:connected")
    assert ("Second Party", 0) == (phone.calls[-1].name, phone.state[CallLists].unseen)
