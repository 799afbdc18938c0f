"""What the touch screen of a CCX has of its own: menu button, system bar, lines on Home, and the dialer."""

from __future__ import annotations

import pytest

from emulator.calls.model import Calls
from emulator.display.canvas import Hit
from emulator.display.model import Items
from emulator.kernel.profile import load_profile
from tests.guides.test_accessibility import Finger
from tests.ui.pictures import Still
from tests.ui.scenes import scenes

MODELS = ["CCX_500", "CCX_600"]


def still(model: str, scene: str) -> Still:
    """A phone of the picture book."""
    profile = load_profile(model)
    return Still(profile, scenes(profile)[scene])


def hit(phone: Still, label: str) -> Hit:
    """Where that is touched."""
    found = phone.frame.find(label)
    assert found is not None, label
    return found


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(("scene", "shown"), [("idle", True), ("dialer", True), ("locked", False), ("unlock", False)])
def test_the_menu_button_is_drawn_where_it_does_something(model: str, scene: str, *, shown: bool) -> None:
    """A locked phone, and one that waits for a lock code, has no menu to open."""
    picture = still(model, scene)
    assert (shown, shown) == ("≡" in picture.frame.text(), picture.frame.find("Menu") is not None)


def test_a_screen_without_a_title_says_whose_phone_it_is() -> None:
    """In the title stands the name of the screen, or the primary line's."""
    assert "Jane Doe" == still("CCX_500", "locked").frame.lines()[1].strip()


def test_lines_and_favorites_on_home_stand_apart() -> None:
    """As long as the tiles below leave room; each can be touched in two rows, and a row is left above the tiles."""
    phone = still("CCX_500", "idle-favorites")
    places = [each for each in phone.frame.hits if each.key.startswith("LineKey")]
    assert [2] * len(phone.screen.line_keys) == [each.height for each in places]
    assert places[-1].row + places[-1].height < hit(phone, "Place a Call").row


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("scene", ["dialer", "dial-a-number", "transfer"])
def test_the_dialer_leads_to_people_and_calls(model: str, scene: str) -> None:
    """By rows with whole words, which stay while digits are typed (CCX user guide 1.0, page 7)."""
    phone = still(model, scene)
    wanted = ("Directories", "Recent Calls", "Meetings") if scene == "dial-a-number" else ("Contacts", "Recent Calls")
    rows = [item.text for block in phone.screen.body if isinstance(block, Items) for item in block.rows]
    assert list(wanted) == rows
    assert all(f" {word}" in phone.frame.text() for word in wanted)


@pytest.mark.parametrize(
    ("model", "title"), [("CCX_350", "Place a Call"), ("CCX_500", "Place a Call"), ("VVX_450", "New Call")]
)
def test_the_dialer_and_its_form_for_addresses_have_one_name(model: str, title: str) -> None:
    """That of the tile which leads there."""
    assert [title, title] == [still(model, scene).screen.title for scene in ("dialer", "url")]


@pytest.mark.parametrize("begun", [("Place a Call",), ("Answer", "Transfer")])
def test_a_contact_is_called_from_the_dialer(begun: tuple[str, ...]) -> None:
    """The number goes to the dialer that the list was opened from, and then the call is seen."""
    phone = Finger()
    if "Answer" in begun:
        phone.ring()
    phone.touch(*begun, "Contacts", "Carol Clark", "Dial")
    assert "1003" == phone.device.core.state[Calls].calls[-1].number
    assert phone.screen.name in ("active", "calls", "proceeding")


def test_back_leaves_the_dialer() -> None:
    """The system bar's Back means what the screen says that it means."""
    phone = Finger()
    phone.touch("Place a Call", "Recent Calls", "Back")
    assert "dialer" == phone.screen.name
    phone.touch("Back")
    assert ("home", ()) == (phone.screen.name, phone.device.core.state[Calls].open)


@pytest.mark.parametrize("scene", ["proceeding", "active", "held", "calls"])
def test_every_call_is_on_the_calls_screen(scene: str) -> None:
    """Under its line, as soon as the phone has several, be it alone or among others (CCX user guide 1.0, page 8)."""
    phone = still("CCX_500", scene)
    lines = [line.strip() for line in phone.frame.lines()[2:]]
    assert ("Calls", True) == (phone.screen.title, any(line.endswith("2001") for line in lines))
    assert ("2001", "Calls") == (still("VVX_450", "active").screen.title, still("CCX_500", "pc-call").screen.title)
