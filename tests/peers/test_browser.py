"""The phone in a real browser."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator

import pytest
from PIL import Image

from emulator.display.model import OpenView
from emulator.lab.lab import Lab
from emulator.phone import Phone
from tests.peers.harness.chromium import Chromium, Page
from tests.peers.harness.programs import eventually
from tests.peers.harness.workbench import Workbench
from ui.browser.server import BrowserView

TEXT = "document.querySelectorAll('.text')[{}]?.textContent.includes('{}')"


@pytest.fixture
async def chromium(workbench: Workbench) -> Chromium:
    """A Chromium that runs."""
    browser = Chromium(workbench)
    await browser.start()
    return browser


@pytest.fixture
async def phones() -> AsyncIterator[tuple[Phone, Phone]]:
    """A VVX 450 and a CCX 500, registered."""
    async with (
        Lab() as lab,
        Phone("VVX_450", server=lab.boot_server.url, mac="0004f2aabb01") as one,
        Phone("CCX_500", server=lab.boot_server.url, mac="0004f2aabb02") as other,
    ):
        await one.until("registered")
        await other.until("registered")
        yield one, other


async def shows(page: Page, text: str, phone: int = 0) -> None:
    """Wait until the page says that a display shows this."""
    await page.until(TEXT.format(phone, text))


async def test_a_call_by_keyboard_and_mouse(chromium: Chromium, phones: tuple[Phone, Phone]) -> None:
    """Keys of the keyboard and places of the drawing press the phone's; two pages and the phone are one."""
    phone, _ = phones
    browser = BrowserView(phone)
    url = await browser.open()
    async with chromium.page(url) as page, chromium.page(url) as second:
        await shows(page, phone.lines[0].settings.label or phone.lines[0].settings.user)
        await page.key("1", "0", "0", "2")
        await shows(second, "1002")
        await page.key("F1")
        await eventually(lambda: [call.state for call in phone.calls] == ["connected"], "the call is up")
        await shows(page, "Active")
        await second.click("Mute")
        await eventually(lambda: phone.leds["mute"].color == "red", "the microphone is muted")
        picture = Image.open(io.BytesIO(await page.screenshot())).convert("RGB")
        colors = picture.getcolors(1 << 24)
        assert colors is not None
        assert len(colors) > 200
        await page.click("End Call")
        await eventually(lambda: not phone.calls, "the call is over")
    await browser.close()


async def test_what_has_no_key_is_done_by_name(chromium: Chromium, phones: tuple[Phone, Phone]) -> None:
    """The list names what can be done now; what cannot is answered in words."""
    phone, _ = phones
    browser = BrowserView(phone)
    async with chromium.page(await browser.open()) as page:
        await shows(page, ":")
        await page.run("wish.focus()")
        await page.until("[...deeds.options].some(each => each.value === 'Lift the handset')")
        await page.run("(wish.value = 'Lift the handset', command.requestSubmit())")
        await eventually(lambda: phone.lifted, "the handset is lifted")
        await page.run("(wish.value = 'Fly', command.requestSubmit())")
        await page.until("say.textContent === \"'Fly' cannot be done now.\"")
    await browser.close()


async def test_several_phones_on_one_page(chromium: Chromium, phones: tuple[Phone, Phone]) -> None:
    """Keys go to the phone that was clicked last; a touch screen is touched where it is drawn."""
    browser = BrowserView(*phones)
    async with chromium.page(await browser.open()) as page:
        await shows(page, "New Call", phone=1)
        await page.click("Menu")
        await eventually(lambda: phones[1].screen.name == "menu", "the menu of the CCX is open")
        await page.key("Escape")
        await eventually(lambda: phones[1].screen.name != "menu", "the menu is left")
        assert "lines" == phones[0].screen.name
    await browser.close()


async def test_a_touch_screen_is_wiped_over_and_its_lists_move(chromium: Chromium) -> None:
    """Dragging turns from view to view, and presses nothing on its way; the wheel moves a long list."""
    async with Lab() as lab, Phone("VVX_600", server=lab.boot_server.url, mac="0004f2aabb03") as phone:
        await phone.until("ready")
        browser = BrowserView(phone)
        async with chromium.page(await browser.open()) as page:
            await page.drag("New Call", 90)
            await page.drag("New Call", -90)
            await eventually(lambda: phone.screen.name == "home", "Home lies to the right of the lines")
            assert () == phone.calls
            phone.post(OpenView("ring-type"))
            await shows(page, "Ring Type")
            await page.wheel("Low Trill", 120)
            await eventually(lambda: "Silent Ring" not in phone.frame.text(), "the list has moved")
        await browser.close()


async def test_who_listens_hears_what_changes(chromium: Chromium, phones: tuple[Phone, Phone]) -> None:
    """A log for screen readers grows by a line for each change; the title of the tab tells of a call that comes in."""
    phone, caller = phones
    browser = BrowserView(phone)
    async with chromium.page(await browser.open()) as page:
        await page.until("document.title === 'VVX 450 – vphone'")
        caller.dial(phone.lines[0].settings.user)
        await page.until("document.title === 'Incoming call – VVX 450 – vphone'")
        await page.until("[...log.children].some(line => /^call 1 in: offering/.test(line.textContent))")
        assert "log" == await page.run("log.getAttribute('role')")
        phone.press("Reject")
        await page.until("document.title === 'VVX 450 – vphone'")
        await page.until("/Soft keys: New Call/.test(log.lastChild.textContent)")
    await browser.close()


async def test_a_page_that_lost_the_phone_finds_it_again(chromium: Chromium, phones: tuple[Phone, Phone]) -> None:
    """It says so, and shows the phone as it is now."""
    phone, _ = phones
    browser = BrowserView(phone)
    async with chromium.page(await browser.open()) as page:
        await shows(page, "New Call")
        await page.run("socket.close()")
        await page.until("document.body.classList.contains('lost') && /looks for it/.test(say.textContent)")
        phone.press("Home")
        await page.until("say.textContent === 'The phone is back.' && !document.body.classList.contains('lost')")
        await shows(page, "Settings")
        assert 1 == await page.run("phones.children.length")
    await browser.close()


async def test_no_other_page_gets_in(chromium: Chromium, phones: tuple[Phone, Phone]) -> None:
    """A page of another origin in the same browser, even one that knows the address, can neither read nor drive."""
    browser = BrowserView(phones[0])
    url = await browser.open()
    address = url.replace("http", "ws") + "view"
    script = (
        f"new Promise(done => {{ const socket = new WebSocket('{address}'); "
        "socket.onopen = () => done('in'); socket.onerror = () => done('out'); })"
    )
    async with chromium.page("data:text/html,<p>another page") as page:
        assert "out" == await page.run(script)
        assert "out" == await page.run(f"fetch('{url}').then(() => 'in', () => 'out')")
    await browser.close()


async def test_a_page_shows_the_whole_phone_without_scrolling(chromium: Chromium, phones: tuple[Phone, Phone]) -> None:
    """The tall one, too; what stands below it is in sight."""
    browser = BrowserView(phones[1])
    async with chromium.page(await browser.open()) as page:
        await shows(page, "New Call")
        assert await page.run("document.documentElement.scrollHeight <= innerHeight")
        assert 500 < await page.run("document.querySelector('.drawing').getBoundingClientRect().height")
    await browser.close()
