"""Pictures of a USB stick while nobody uses the phone."""

from __future__ import annotations

from pathlib import Path

import pytest

from emulator.display.model import Plugged, TextTyped
from emulator.kernel.state import Event
from emulator.usb.link import UsbLink
from emulator.usb.model import FilesListed, ListFiles
from tests.unit.hands import Hands
from tests.unit.world import site

ON = 'up.screenSaver.enabled="1" powerSaving.enable="0"'
STICK = FilesListed((), ("beach.jpg", "holiday/leaf.jpg", "palm.png"))


def idle(more: str = ON, model: str = "VVX_600", stick: FilesListed = STICK) -> Hands:
    """A phone with a stick, that nobody has used for a quarter of an hour."""
    hands = Hands(model, files={"site.cfg": site(more=more)})
    hands.feed(Plugged("usb", True))
    hands.feed(stick)
    hands.wait(15 * 60 + 1)
    return hands


@pytest.mark.parametrize(
    ("more", "shown"),
    [
        (ON, True),
        ('powerSaving.enable="0"', False),
        (f'{ON} feature.pictureFrame.enabled="0"', False),
        (f'{ON} up.screenSaver.waitTime="16"', False),
        (f'{ON} up.screenSaver.waitTime="3"', True),
        (f'{ON} up.pictureFrame.folder="holiday"', True),
        (f'{ON} up.pictureFrame.folder="work"', False),
    ],
)
def test_when_it_comes(more: str, shown: bool) -> None:
    """Only if it is switched on, after the time set, and with pictures in the folder."""
    assert shown == ("screen-saver" == idle(more).screen.name)


def test_pictures_take_turns() -> None:
    """Each for as many seconds as set; only those of the folder."""
    hands = idle(f'{ON} up.pictureFrame.timePerImage="7"')
    seen = []
    for _ in range(3):
        seen.append(hands.text.strip().splitlines()[-1].strip())
        assert hands.screen.changes_at
        hands.wait((hands.screen.changes_at - hands.now) / 1_000_000)
    assert ["beach.jpg", "palm.png", "beach.jpg"] == [name for line in seen for name in line.split() if "." in name]


@pytest.mark.parametrize("event", [Plugged("usb", False), TextTyped("a")])
def test_it_goes_with_the_first_use(event: Event) -> None:
    """Pulling the stick, a key or anything else; the waiting begins anew."""
    hands = idle()
    hands.feed(event)
    assert "lines" == hands.screen.name
    hands.wait(14 * 60)
    assert "lines" == hands.screen.name


def test_keyed_phones_have_none() -> None:
    """It belongs to touch screens."""
    assert "lines" == idle(model="VVX_450").screen.name


def test_the_pictures_on_a_stick(tmp_path: Path) -> None:
    """Those in it and in its folders, whatever else lies there."""
    told: list[Event] = []
    (tmp_path / "holiday").mkdir()
    for name in ("b.PNG", "a.jpg", "notes.txt", "holiday/c.bmp"):
        (tmp_path / name).touch()
    UsbLink(told.append, tmp_path).perform(ListFiles())
    assert [FilesListed((), ("a.jpg", "b.PNG", "holiday/c.bmp"))] == told
