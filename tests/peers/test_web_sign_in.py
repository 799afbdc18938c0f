"""The page of the web sign-in in a real browser: from a phone's code to a token."""

from __future__ import annotations

import ssl

import aiohttp
import pytest

from emulator.lab.lab import Lab
from tests.peers.harness.chromium import Chromium, Page
from tests.peers.harness.workbench import Workbench

PHONE = "Polycom VVX 450 0004F2AABB01"
GRANT = "urn:ietf:params:oauth:grant-type:device_code"


@pytest.fixture
async def chromium(workbench: Workbench) -> Chromium:
    """A Chromium that runs, and takes certificates of authorities that it does not know."""
    browser = Chromium(workbench, "--ignore-certificate-errors")
    await browser.start()
    return browser


async def shows(page: Page, title: str, text: str = "") -> None:
    """Wait until the page has this title and says this."""
    await page.until(
        f"document.querySelector('h1')?.textContent === {title!r} && document.body.innerText.includes({text!r})"
    )


async def press(page: Page, button: str) -> None:
    """Press one of the page's buttons."""
    await page.run(f"document.querySelector('button[value={button}]').click()")


async def write(page: Page, field: str, text: str) -> None:
    """Write into one of the page's fields, in the place of what stands there."""
    await page.run(f"document.getElementById('{field}').select()")
    await page.write(text)


async def test_a_code_is_entered_and_checked_and_somebody_signs_in(chromium: Chromium) -> None:
    """By the page's own forms: a wrong code is told at once, the right one leads on by Continue."""
    async with Lab(skype=True) as lab, aiohttp.ClientSession(lab.skype.url) as http:
        tls = ssl.create_default_context(cafile=str(lab.skype.ca))
        asked = {"client_id": "vphone", "device": PHONE}
        async with http.post("/common/oauth2/v2.0/devicecode", data=asked, ssl=tls) as answer:
            told = await answer.json()
        async with chromium.page("about:blank") as page:
            await page.open(told["verification_uri"])
            await shows(page, "Device Login")
            for code, title, text in (
                ("BCD", "Device Login", "That code didn't work"),
                (told["user_code"], "Is this your phone?", PHONE),
            ):
                await write(page, "code", code)
                await press(page, "check")
                await shows(page, title, text)
            await press(page, "continue")
            await shows(page, "Sign in")
            await write(page, "user", "rroe@example.com")
            await write(page, "password", "seven quiet harbours")
            await press(page, "sign-in")
            await shows(page, "Hello Robin Roe", PHONE)
        poll = {"grant_type": GRANT, "device_code": told["device_code"], "client_id": "vphone"}
        async with http.post("/common/oauth2/v2.0/token", data=poll, ssl=tls) as answer:
            assert "rroe@example.com" == (await answer.json())["username"]
