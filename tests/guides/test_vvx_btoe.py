"""The VVX user guide's pages on Better Together over Ethernet, on phones with and without a touchscreen."""

from __future__ import annotations

from pathlib import Path

import pytest

from emulator.lab.pc.actions import ActionError
from tests.guides.headings import VVX, procedure
from tests.guides.pairing import WAYS, code_of, go, mode
from tests.guides.skype import desk

MODELS = ("VVX_501", "VVX_411")
DEVICE = "Polycom VVX Phone"


@procedure(VVX, "Automatically Pair Your Phone with Your Computer using BToE")
@pytest.mark.parametrize("model", MODELS)
async def test_pairing_by_the_cable(tmp_path: Path, model: str) -> None:
    """The dialog does not come: Sign In, Via PC; credentials; activated, with icons, and a device of the VVX's name."""
    async with desk(tmp_path, model) as at:
        await at.pairs(at.host)
        at.pc.do("dismiss")
        await at.press("Sign In")
        await at.select("Via PC")
        await at.pc.until(lambda pc: pc.client.dialog == "host")
        at.types_on_pc(at.host)
        await at.told("BToE is activated")
        await at.pc.until(lambda pc: pc.connector.activated)
        assert (at.host.address, DEVICE) == (at.user, at.pc.sound.phone)
        assert "paired with the PC" in at.icons


@procedure(VVX, "Automatically Pair Your Phone with Your Computer using BToE")
async def test_different_accounts(tmp_path: Path) -> None:
    """The computer at a shared phone is paired with it, and BToE is not activated."""
    async with desk(tmp_path, "VVX_501") as at:
        await at.signs_in()
        await at.pairs(at.colleague)
        assert not at.pc.connector.activated


@procedure(VVX, "Manually Pair Your Phone with Your Computer using BToE")
@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("way", WAYS)
async def test_pairing_by_a_code(tmp_path: Path, model: str, way: tuple[str, ...]) -> None:
    """Pairing Mode, Manual, the code typed into Pair with Phone, Pair; the credentials; a message, and the icon."""
    async with desk(tmp_path, model) as at:
        at.pc.do("install", version="3.8.0")
        at.pc.do("start")
        at.pc.do("sign-in", address=at.host.address)
        await go(at, way)
        await mode(at, "Manual")
        at.pc.do("pair", code=code_of(at))
        await at.seen_on_pc("paired")
        await at.told("Phone is paired")
        await at.pc.until(lambda pc: pc.client.dialog == "host")
        at.types_on_pc(at.host)
        await at.told("BToE is activated")
        assert "paired with the PC" in at.icons


@procedure(VVX, "Manually Pair Your Phone with Your Computer using BToE")
async def test_a_connector_that_is_too_old(tmp_path: Path) -> None:
    """Before 3.8.0 there is no manual pairing, and the connector says what is needed."""
    async with desk(tmp_path, "VVX_501") as at:
        at.pc.do("install", version="3.5.0")
        at.pc.do("start")
        await at.path("BToE")
        await mode(at, "Manual")
        with pytest.raises(ActionError, match=r"3\.8\.0"):
            at.pc.do("pair", code=code_of(at))
        assert "paired" != at.pc.connector.state
