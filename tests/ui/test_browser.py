"""The page for browsers, without one: who is let in, what is drawn, what is done."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from msgspec.structs import replace

from emulator.display.model import Field, Led, LineKey, Module, Screen
from tests.ui.fake import IDLE, FakePhone, Note, Opened
from ui.browser.ear import Ear
from ui.browser.server import BrowserView
from ui.browser.view import View

Client = tuple[aiohttp.ClientSession, str]


@pytest.fixture
async def client(phone: FakePhone) -> AsyncIterator[Client]:
    """Somebody with the address of the page."""
    browser = BrowserView(phone)
    url = await browser.open()
    async with aiohttp.ClientSession() as session:
        yield session, url
    await browser.close()


async def test_the_page_is_served_and_may_load_nothing_else(client: Client) -> None:
    """Page, script and style come from here; the policy forbids all other sources, frames and forms."""
    session, url = client
    for name, kind in (("", "text/html"), ("page.js", "text/javascript"), ("page.css", "text/css")):
        async with session.get(url + name) as answer:
            assert (200, kind) == (answer.status, answer.content_type)
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            assert "no-store" == answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("../wrong/", {}, 404),
        ("..", {}, 404),
        ("server.py", {}, 404),
        ("", {"Host": "phone.example"}, 403),
        ("", {"Origin": "http://phone.example"}, 403),
        ("view", {}, 403),
        ("view", {"Origin": "null"}, 403),
    ],
)
async def test_strangers_are_refused(client: Client, path: str, headers: dict[str, str], status: int) -> None:
    """A wrong path, another name for this host, another origin; the socket wants an origin in any case."""
    session, url = client
    async with session.get(url + path, headers=headers) as answer:
        assert status == answer.status


async def test_a_taken_port_is_an_error(phone: FakePhone) -> None:
    """It is told to whoever wanted it."""
    first = BrowserView(phone)
    port = int((await first.open()).split(":")[2].split("/")[0])
    with pytest.raises(OSError, match="address already in use"):
        await BrowserView(phone, port=port).open()
    await first.close()


async def test_changes_are_sent_and_wishes_done(client: Client, phone: FakePhone) -> None:
    """The drawing comes at once, again after a change, and not without one; refusals come as words."""
    session, url = client
    async with session.ws_connect(url + "view", origin=url.split("/")[2].join(("http://", ""))) as socket:
        assert ["VVX 450"] == (await socket.receive_json())["phones"]
        assert "New Call" in (await socket.receive_json())["text"]
        phone.change()
        phone.change(leds={"mwi": Led("red")})
        assert ">R</text>" in (await socket.receive_json())["svg"]
        await socket.send_json({"phone": 0, "key": "f1"})
        await socket.send_json({"phone": 0, "ask": "deeds"})
        assert ["Lift the handset", "Ctrl+K"] in (await socket.receive_json())["deeds"]
        assert [("press", "SoftKey1", 0)] == phone.did
        for wish in ('{"phone": 0, "key": "f5"}', "no JSON", "[]", '{"phone": 9}', '{"phone": 0, "spot": 3}'):
            await socket.send_str(wish)
            assert (await socket.receive_json())["say"]
    assert 0 == phone.followers


def spot(view: View, label: str) -> str:
    """The name of the place that says `label`."""
    return next(str(name) for name, called, *_ in view.shown()["spots"] if label == called)


@pytest.mark.parametrize(
    ("model", "wish", "expected"),
    [
        ("VVX_450", {"key": "1"}, [("press", "1", 0)]),
        ("VVX_450", {"key": "arrowup"}, [("press", "Up", 0)]),
        ("VVX_450", {"key": "backspace"}, [("press", "SoftKey3", 0)]),
        ("VVX_450", {"key": "x"}, []),
        ("VVX_450", {"text": "1002"}, [("type", "1002")]),
        ("VVX_450", {"do": "Hold Transfer down"}, [("press", "Transfer", 2.0)]),
        ("VVX_450", {"spot": "Hold", "hold": 1.5}, [("press", "Hold", 1.5)]),
        ("VVX_450", {"spot": "Hold", "hold": 1e9}, [("press", "Hold", 60.0)]),
    ],
)
def test_what_the_page_asks_for_is_done(model: str, wish: dict[str, Any], expected: list[tuple[object, ...]]) -> None:
    """Keys of the computer, places of the drawing, texts, and what the list names."""
    phone = FakePhone(model)
    View(phone, "black").act(wish)
    assert expected == phone.did


@pytest.mark.parametrize(("way", "expected"), [("left", [("swipe", "left")]), ("up", []), ("away", None)])
def test_a_touch_screen_is_wiped_over(way: str, expected: list[tuple[object, ...]] | None) -> None:
    """If the screen takes that wipe; the page is told where the display is, and that one without touch takes none."""
    phone = FakePhone("VVX_600")
    phone.screen = replace(phone.screen, keys={"SwipeLeft": Opened("home")})
    view = View(phone, "black")
    assert 4 == len(view.shown()["wiped"])
    assert () == View(FakePhone("VVX_450"), "black").shown()["wiped"]
    if expected is None:
        with pytest.raises(ValueError, match="does not understand"):
            view.act({"swipe": way})
    else:
        view.act({"swipe": way})
        assert expected == phone.did


@pytest.mark.parametrize(
    ("model", "label", "expected"),
    [("VVX_450", "Redial", ("press", "SoftKey2", 0)), ("CCX_500", "Redial", ("touch", "Redial"))],
)
def test_a_place_on_the_display_is_touched_or_stands_for_its_key(
    model: str, label: str, expected: tuple[object, ...]
) -> None:
    """As in the terminal; one that has gone meanwhile does nothing else."""
    phone = FakePhone(model)
    view = View(phone, "black")
    name = spot(view, label)
    view.act({"spot": name, "hold": 0})
    assert [expected] == phone.did
    phone.screen = Screen("empty")
    with pytest.raises(ValueError, match="just gone"):
        view.act({"spot": name, "hold": 0})


def test_while_a_form_is_open_characters_go_into_it(phone: FakePhone) -> None:
    """Digits too, as characters; the handset still moves."""
    phone.screen = Screen("form", body=(Field("Name", "", name="name"),))
    view = View(phone, "black")
    for key in ("1", "x", "ctrl+k"):
        view.act({"key": key})
    assert [("type", "1"), ("type", "x")] == phone.did
    assert phone.lifted
    view.act({"spot": "Handset", "hold": 0})
    assert not phone.lifted


def test_a_module_is_drawn_and_pressed(phone: FakePhone) -> None:
    """Its keys are called by their labels, and lie within the drawing."""
    module = Module(13, (LineKey("Alice", "", "", Opened("alice")),), 1, 3)
    phone.screen = Screen("lines", modules=(module,), keys={"LineKey13": Opened("alice")})
    view = View(phone, "black")
    view.act({"spot": spot(view, "Alice"), "hold": 0})
    assert [("press", "LineKey13", 0)] == phone.did
    assert ">Alice</text>" in view.shown()["svg"]


def test_keys_are_named_by_what_stands_beside_them(phone: FakePhone) -> None:
    """For who hears the names of the buttons: place and label of line keys and soft keys, hard keys by themselves."""
    names = [label for _, label, *_ in View(phone, "dark").shown()["spots"]]
    assert {"Line key 1, 1001", "Line key 2, Bob", "LineKey3", "Soft key 1, New Call", "Hold"} <= {*names}


def test_lamps_are_words_too_and_a_ringing_phone_is_told(phone: FakePhone) -> None:
    """The text of the page ends with lamps and icons."""
    phone.change(leds={"mwi": Led("red")}, screen=replace(IDLE, name="incoming"))
    shown = View(phone, "dark").shown()
    assert ["Lights: message light red", "Icons: message waiting"] == shown["text"].splitlines()[-2:]
    assert shown["rings"]


def test_who_listens_hears_each_change_once(phone: FakePhone) -> None:
    """What the phone reports and what its display newly says; neither keys nor transfers, nothing from before."""
    phone.journal.append(Note(1, "call", "call 1 in: offering, Carol"))
    ear = Ear(phone)
    first = ear.heard()
    phone.journal.extend([Note(2, "key", "Mute"), Note(3, "led", "lamp: Mute red"), Note(4, "fetch", "GET x")])
    phone.change(screen=Screen("menu", title="Settings"))
    assert ["lamp: Mute red", "Settings"] == ear.heard()
    assert [] == ear.heard()
    assert first[0].startswith("Lines.")


def test_time_alone_alters_the_drawing(phone: FakePhone) -> None:
    """A blinking lamp and the screen's own time say when."""
    view = View(phone, "black")
    assert view.changes_at() is None
    phone.leds = {"mwi": Led("red", "flutter")}
    blink = view.changes_at()
    assert blink is not None
    phone.screen = Screen("x", changes_at=blink - 1)
    assert blink - 1 == view.changes_at()
    assert IDLE.changes_at is None
