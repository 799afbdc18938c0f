"""CCX with BToE user guide 1.0, installing the connector, pairing, and troubles: each procedure by its labels."""

from __future__ import annotations

from pathlib import Path

import pytest

from emulator.lab.pc.actions import ActionError
from emulator.lab.pc.pc import PC
from tests.guides.headings import CCX, procedure
from tests.guides.pairing import WAYS, code_of, go, mode, signed_in_pair, state_of
from tests.guides.skype import desk

DEVICE = "Poly CCX Phone"


# Installing


@procedure(CCX, "Installing the Better Together over Ethernet Connector")
@pytest.mark.parametrize(
    ("system", "fits"),
    [("Windows 7", True), ("Windows 8", True), ("Windows 8.1", True), ("Windows 10", True), ("Windows XP", False)],
)
async def test_what_it_can_be_installed_on(tmp_path: Path, system: str, fits: bool) -> None:
    """Windows 7 to 10; on any other system it is refused."""
    async with PC(tmp_path, system=system) as pc:
        if fits:
            pc.do("install")
        else:
            with pytest.raises(ActionError):
                pc.do("install")
        assert fits == bool(pc.windows.connector)


@procedure(CCX, "Download and Install the BToE Connector")
async def test_installing(tmp_path: Path) -> None:
    """From the package: its log is written, and the connector is there, and runs once it is started."""
    async with desk(tmp_path) as at:
        with pytest.raises(ActionError):
            at.pc.do("start")
        at.pc.do("install")
        assert "4.3.0" == at.pc.windows.connector
        assert list((tmp_path / "pc").rglob("MSI*.LOG"))


@procedure(CCX, "Start the BToE Connector")
async def test_starting(tmp_path: Path) -> None:
    """Its icon is in the tray, and what it does is in its log."""
    async with desk(tmp_path) as at:
        at.pc.do("install")
        at.pc.do("start")
        assert "idle" == at.pc.connector.state
        assert "started" in at.pc.log


@procedure(CCX, "Disable Auto-Start for the BToE Connector")
async def test_starting_by_itself(tmp_path: Path) -> None:
    """After the first start it starts with the computer, until that is disabled in the Task Manager."""
    async with desk(tmp_path) as at:
        at.pc.do("install")
        at.pc.do("restart")
        assert "stopped" == at.pc.connector.state
        at.pc.do("start")
        at.pc.do("restart")
        assert "idle" == at.pc.connector.state
        at.pc.do("auto-start", state="disabled")
        at.pc.do("restart")
        assert "stopped" == at.pc.connector.state


# Pairing


@procedure(CCX, "Pairing Your Phone with Your Computer")
async def test_btoe_is_on_after_signing_in(tmp_path: Path) -> None:
    """Its icon is on the status bar, BToE on the Home screen, and pairing waits for a cable."""
    async with desk(tmp_path) as at:
        await at.signs_in()
        assert "BToE" in at.icons
        await at.path("BToE")
        await at.reads("Pairing Mode", "Auto")
    async with desk(tmp_path, more='homeScreen.BToE.enable="0"') as at:
        await at.signs_in()
        await at.home()
        assert "BToE" not in [hit.label for hit in at.phone.frame.hits]


@procedure(CCX, "Automatically Pair Your Phone with Your Computer using BToE")
@pytest.mark.parametrize("way", WAYS)
async def test_pairing_by_the_cable(tmp_path: Path, way: tuple[str, ...]) -> None:
    """Auto on both sides, the cable, the credentials on the PC: paired, then activated, with icons and device."""
    async with desk(tmp_path) as at:
        pc = at.pc
        pc.do("install")
        pc.do("start")
        pc.do("sign-in", address=at.host.address)
        await go(at, way)
        await mode(at, "Manual")
        await mode(at, "Auto")
        await at.reads("Auto")
        pc.do("pair", auto=True)
        pc.plug(at.phone)
        await at.told("Phone is paired")
        await at.seen_on_pc("paired")
        await pc.until(lambda pc: pc.client.dialog == "host")
        at.types_on_pc(at.host)
        await at.told("BToE is activated")
        await pc.until(lambda pc: pc.connector.activated)
        assert (at.host.address, DEVICE) == (at.user, pc.sound.phone)
        assert "BToE" in " ".join(at.icons) or "paired with the PC" in at.icons


@procedure(CCX, "Automatically Pair Your Phone with Your Computer using BToE")
@pytest.mark.parametrize("method", ["User Credentials", "Via PC"])
async def test_a_dialog_that_does_not_come(tmp_path: Path, method: str) -> None:
    """It is asked for by Sign In on the phone, or what it asks for is entered there."""
    async with desk(tmp_path) as at:
        await at.pairs(at.host)
        at.pc.do("dismiss")
        assert "" == at.pc.client.dialog
        await at.press("Sign In")
        await at.select(method)
        if method == "Via PC":
            await at.pc.until(lambda pc: pc.client.dialog == "host")
            at.types_on_pc(at.host)
        else:
            who = at.host
            await at.fill(who.address, who.domain, who.user, who.password)
            await at.press("Sign In")
        await at.told("BToE is activated")


@procedure(CCX, "Automatically Pair Your Phone with Your Computer using BToE")
async def test_different_accounts(tmp_path: Path) -> None:
    """A computer at somebody else's phone is paired with it, and BToE is not activated."""
    async with desk(tmp_path) as at:
        await signed_in_pair(at, same=False)
        assert ("paired", False) == (state_of(at), at.pc.connector.activated)
        at.pc.do("sign-out")
        at.pc.do("sign-in", address=at.host.address)
        await at.told("BToE is activated")


@procedure(CCX, "Manually Pair Your Phone with Your Computer using BToE")
@pytest.mark.parametrize("way", WAYS)
async def test_pairing_by_a_code(tmp_path: Path, way: tuple[str, ...]) -> None:
    """Manual shows a code, which is typed into Pair with Phone; no cable is needed."""
    async with desk(tmp_path) as at:
        pc = at.pc
        pc.do("install")
        pc.do("start")
        pc.do("sign-in", address=at.host.address)
        await go(at, way)
        await mode(at, "Manual")
        pc.do("pair", code=code_of(at))
        await at.seen_on_pc("paired")
        await at.told("Phone is paired")
        await pc.until(lambda pc: pc.client.dialog == "host")
        at.types_on_pc(at.host)
        await at.told("BToE is activated")
        assert at.host.address == at.user


@procedure(CCX, "Manually Pair Your Phone with Your Computer using BToE")
async def test_a_wrong_code(tmp_path: Path) -> None:
    """It does not pair; both sides say so."""
    async with desk(tmp_path) as at:
        at.pc.do("install")
        at.pc.do("start")
        await at.path("BToE")
        await mode(at, "Manual")
        wrong = code_of(at)[::-1].swapcase()
        at.pc.do("pair", code=wrong)
        await at.pc.until(lambda pc: bool(pc.connector.warning))
        assert "paired" != at.pc.connector.state
        await at.told("The pairing code is not correct")


@procedure(CCX, "Regenerate a Pairing Code for Manual BToE Pairing")
async def test_another_code(tmp_path: Path) -> None:
    """Pairing Mode, Auto, then Manual: another code."""
    async with desk(tmp_path) as at:
        await at.path("BToE")
        await mode(at, "Manual")
        first = code_of(at)
        await mode(at, "Auto")
        await mode(at, "Manual")
        assert first != code_of(at)


# The end of it


@procedure(CCX, "Disable BToE on Your Phone")
@pytest.mark.parametrize("how", ["cable", "menu"])
async def test_disabling(tmp_path: Path, how: str) -> None:
    """By pulling the cable, or in the administration menu: the pair is parted."""
    async with desk(tmp_path) as at:
        await signed_in_pair(at)
        if how == "cable":
            at.pc.unplug()
        else:
            await at.path("Settings", "Advanced", "Administration Settings", "BToE PC Pairing", "Disabled")
        await at.phone.until(lambda _: state_of(at) == "off")
        await at.pc.until(lambda pc: pc.connector.state != "paired")
        assert DEVICE != at.pc.sound.phone
        if how == "menu":
            assert "BToE" not in at.icons


@procedure(CCX, "Stop BToE on Your Computer")
async def test_exit(tmp_path: Path) -> None:
    """Exit in the menu of the tray: the connector is gone, and the phone waits for it again."""
    async with desk(tmp_path) as at:
        await signed_in_pair(at)
        at.pc.do("exit")
        assert "stopped" == at.pc.connector.state
        await at.phone.until(lambda _: state_of(at) == "auto")


@procedure(CCX, "Uninstall the BToE Connector")
async def test_uninstalling(tmp_path: Path) -> None:
    """BToE is disabled and unpaired first; then the connector goes, and has to be installed anew."""
    async with desk(tmp_path) as at:
        await signed_in_pair(at)
        with pytest.raises(ActionError):
            at.pc.do("uninstall")
        await at.path("Settings", "Advanced", "Administration Settings", "BToE PC Pairing", "Disabled")
        await at.pc.until(lambda pc: pc.connector.state != "paired")
        at.pc.do("uninstall")
        assert "" == at.pc.windows.connector
        with pytest.raises(ActionError):
            at.pc.do("start")


# Troubles


@procedure(CCX, "Troubleshoot the BToE Connector Installation")
async def test_an_installation_that_fails(tmp_path: Path) -> None:
    """The log is in the Temp folder; another download helps."""
    async with desk(tmp_path) as at:
        with pytest.raises(ActionError):
            at.pc.do("install", damage="package")
        (log,) = (tmp_path / "pc" / "AppData" / "Local" / "Temp").glob("MSI*.LOG")
        assert "" == at.pc.windows.connector
        assert log.read_text()
        at.pc.do("install")
        assert "4.3.0" == at.pc.windows.connector


@procedure(CCX, "Troubleshoot BToE Connector Start Issues")
async def test_a_start_that_fails(tmp_path: Path) -> None:
    """The error is in the connector's log; uninstalling and installing it again helps."""
    async with desk(tmp_path) as at:
        at.pc.do("install", damage="program")
        with pytest.raises(ActionError):
            at.pc.do("start")
        log = tmp_path / "pc" / "AppData" / "Local" / "Polycom" / "Polycom BToE Connector" / "polycom_BTOE_log.txt"
        assert "failed to start" in log.read_text().lower()
        at.pc.do("uninstall")
        at.pc.do("install")
        at.pc.do("start")
        assert "idle" == at.pc.connector.state


@procedure(CCX, "Troubleshoot Pairing Your Phone with Your Computer")
async def test_a_phone_that_cannot_pair(tmp_path: Path) -> None:
    """Without the firewall's leave the phone warns that it was unable to pair; allowed, it is paired."""
    async with desk(tmp_path) as at:
        at.pc.do("install")
        at.pc.do("block")
        at.pc.do("start")
        at.pc.plug(at.phone)
        await at.phone.until(lambda _: state_of(at) == "handshaking")
        await at.phone.advance(11)
        await at.reads("Unable to pair with the PC")
        await at.pc.until(lambda pc: "Windows Firewall" in pc.connector.warning)
        at.pc.do("allow")
        await at.told("Phone is paired")
        await at.seen_on_pc("paired")
