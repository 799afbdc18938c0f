"""The window of the PC, driven by keyboard."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot
from textual.widgets import Checkbox, Input

from tests.ui.connector.fake import JANE, FakePc
from tests.ui.screen import text
from ui.connector.app import ConnectorApp, run_window
from ui.connector.dialogs import Choice, Form, PairDialog
from ui.themes import LOOKS

Snapshot = Callable[[str, str], None]


@pytest.fixture
def pc() -> FakePc:
    """A PC with a connector that runs, with Jane signed in to the client."""
    return FakePc()


@asynccontextmanager
async def shown(pc: FakePc, columns: int = 80, rows: int = 24, theme: str = "dark") -> AsyncIterator[Pilot[int]]:
    """The window on a terminal of that size."""
    app = ConnectorApp(pc, theme)
    async with app.run_test(size=(columns, rows), notifications=True) as pilot:
        await pilot.pause()
        yield pilot


async def keys(pilot: Pilot[int], *names: str) -> None:
    """Press keys, and let the window settle."""
    await pilot.press(*names)
    await pilot.pause()


async def test_the_window_of_a_pc_without_a_phone(pc: FakePc, snapshot: Snapshot) -> None:
    """State, contacts, devices and log at 80x24."""
    async with shown(pc) as pilot:
        snapshot("connector-80x24", text(pilot))


async def test_the_window_in_the_middle_of_things(pc: FakePc, snapshot: Snapshot) -> None:
    """Activated, a video call and a call of the phone's own, on a larger terminal."""
    pc.pair()
    pc.act("ring", {"who": "Alex Smith", "video": True})
    pc.act("answer", {})
    pc.phone_call()
    async with shown(pc, 110, 30) as pilot:
        snapshot("connector-110x30", text(pilot))


async def test_the_menu_of_the_tray(pc: FakePc, snapshot: Snapshot) -> None:
    """Pair with Phone, Launch CCX Web UI, Exit, as in the guide."""
    async with shown(pc) as pilot:
        await keys(pilot, "m")
        snapshot("connector-menu", text(pilot))
        await keys(pilot, "enter")
        assert isinstance(pilot.app.screen, PairDialog)
        await keys(pilot, "escape")
    assert [] == pc.did


async def test_pairing_with_a_code(pc: FakePc, snapshot: Snapshot) -> None:
    """With the Auto box cleared, the code of the phone can be entered."""
    async with shown(pc) as pilot:
        await keys(pilot, "p")
        assert pilot.app.screen.query_one("#code", Input).disabled
        await keys(pilot, "space", "tab", *"gNCYoV19")
        snapshot("connector-pair", text(pilot))
        await keys(pilot, "enter")
        assert "Pairing with the phone" in text(pilot)
    assert [("pair", {"code": "gNCYoV19"})] == pc.did


async def test_pairing_by_the_cable(pc: FakePc) -> None:
    """With the Auto box ticked, Pair is all there is to do."""
    async with shown(pc) as pilot:
        await keys(pilot, "p")
        assert pilot.app.screen.query_one("#auto", Checkbox).value
        await keys(pilot, "tab", "enter")
        assert "Ethernet cable" in text(pilot)
    assert [("pair", {"auto": True})] == pc.did


async def test_the_sign_in_dialog_comes_and_goes_with_the_phone(pc: FakePc, snapshot: Snapshot) -> None:
    """It opens when the phone asks, again with the reason when it says no, and closes when it is content."""
    pc.pair(account="")
    async with shown(pc) as pilot:
        pc.ask(guest=True)
        await pilot.pause()
        await keys(pilot, *"jdoe@example.com", "enter", "enter", "enter", *"secret")
        shown_now = text(pilot)
        snapshot("connector-sign-in", shown_now)
        assert "secret" not in shown_now
        await keys(pilot, "enter")
        assert not isinstance(pilot.app.screen, Form)
        pc.answer(False, "Invalid login credentials.")
        await pilot.pause()
        assert "Invalid login credentials." in text(pilot)
        pc.answer(True)
        await pilot.pause()
        assert not isinstance(pilot.app.screen, Form)
    assert [("credentials", {"address": JANE, "user": "", "domain": "", "password": "secret"})] == pc.did


async def test_the_sign_in_dialog_can_be_closed(pc: FakePc) -> None:
    """The phone is told."""
    pc.pair(account="")
    async with shown(pc) as pilot:
        pc.ask()
        await pilot.pause()
        await keys(pilot, "escape")
    assert [("dismiss", {})] == pc.did


async def test_calls_are_placed_answered_held_and_ended_by_key(pc: FakePc) -> None:
    """For the contact and the call that are highlighted."""
    pc.pair()
    async with shown(pc) as pilot:
        await keys(pilot, "down", "v")
        await keys(pilot, "h")
        pc.act("ring", {"who": "Robin Roe"})
        await pilot.pause()
        for key in ("a", "o", "o", "u", "u", "h"):
            await keys(pilot, key)
    assert [
        ("call", {"who": "asmith@example.com", "video": True}),
        ("hang-up", {"call": "1"}),
        ("ring", {"who": "Robin Roe"}),
        ("answer", {"call": "2"}),
        ("hold", {"call": "2"}),
        ("resume", {"call": "2"}),
        ("audio", {"to": "PC Mic and Speakers"}),
        ("audio", {"to": "Handset"}),
        ("hang-up", {"call": "2"}),
    ] == pc.did


async def test_a_call_of_the_phone_is_answered_on_it(pc: FakePc) -> None:
    """It stands in the list with the client's own."""
    pc.pair()
    pc.phone_call()
    async with shown(pc, 160) as pilot:
        assert "Second Party on the phone" in text(pilot)
        await keys(pilot, "a")
    assert [("answer", {"call": "p4"})] == pc.did


async def test_what_cannot_be_is_said(pc: FakePc) -> None:
    """In one sentence, and nothing happens."""
    async with shown(pc) as pilot:
        await keys(pilot, "a")
        assert "There is no such call now" in text(pilot)
        await keys(pilot, "m", "down", "enter")
        assert "No phone is paired" in text(pilot)


async def test_the_web_page_is_launched(pc: FakePc) -> None:
    """Launch CCX Web UI says where it goes."""
    pc.pair()
    async with shown(pc) as pilot:
        await keys(pilot, "m", "down", "enter")
        assert "https://192.0.2.7/" in text(pilot)
    assert [("web", {})] == pc.did


async def test_a_device_is_chosen_for_a_use(pc: FakePc) -> None:
    """Primary, default communication device, or music."""
    pc.pair()
    async with shown(pc, 180, 30) as pilot:
        await keys(pilot, "tab", "tab", "down", "d")
        assert isinstance(pilot.app.screen, Choice)
        await keys(pilot, "down", "enter")
        assert "Poly CCX Phone (primary, communication)" in text(pilot)
    assert [("devices", {"communication": "Poly CCX Phone"})] == pc.did


async def test_the_client_and_the_computer_by_key(pc: FakePc) -> None:
    """Sign out and in, lock and unlock."""
    async with shown(pc) as pilot:
        await keys(pilot, "s")
        assert "nobody is signed in" in text(pilot)
        await keys(pilot, "s", *JANE, "enter")
        await keys(pilot, "l")
        assert "(locked)" in text(pilot)
        await keys(pilot, "l")
    assert ["sign-out", "sign-in", "lock", "unlock"] == [verb for verb, _ in pc.did]


async def test_the_log_is_followed(pc: FakePc) -> None:
    """Line by line as it is written."""
    async with shown(pc) as pilot:
        pc.write("11/21/2026 10:43:00 INFO  Paired\n")
        await pilot.pause()
        assert "INFO  Paired" in text(pilot)


@pytest.mark.parametrize("theme", LOOKS)
async def test_every_theme_can_be_worn(pc: FakePc, theme: str) -> None:
    """Those of the phone's face."""
    async with shown(pc, theme=theme) as pilot:
        assert "Contacts" in text(pilot)


async def test_exit_ends_connector_and_window(pc: FakePc) -> None:
    """And nobody follows the PC any more."""
    async with shown(pc) as pilot:
        await keys(pilot, "q")
    assert ([("exit", {})], 0) == (pc.did, pc.followers)


async def test_the_window_ends_with_the_connector(pc: FakePc, monkeypatch: pytest.MonkeyPatch) -> None:
    """When it is told to leave by a command."""

    async def headless(app: ConnectorApp, **_: object) -> int | None:
        async with app.run_test(size=(80, 24)):
            async with asyncio.timeout(10):
                while app.return_code is None:  # noqa: ASYNC110 - the app sets it, and tells nobody
                    await asyncio.sleep(0.01)
        return None

    monkeypatch.setattr(ConnectorApp, "run_async", headless)
    ended = asyncio.Event()
    ended.set()
    assert 0 == await asyncio.wait_for(run_window(pc, ended), 10)
