"""What the touch screen of a CCX has of its own: menu button, system bar, lines on Home, and the dialer."""

from __future__ import annotations

import pytest

from emulator.calls.model import Calls
from emulator.display.canvas import Hit
from emulator.display.model import Field, Items, Tiles
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


@pytest.mark.parametrize(("model", "scene"), [("CCX_350", "home"), ("CCX_500", "signed-in"), ("CCX_600", "signed-in")])
def test_the_captions_of_home_are_whole(model: str, scene: str) -> None:
    """None is in its short form, not even on the small display of a CCX 350."""
    phone = still(model, scene)
    captions = [tile.text for block in phone.screen.body if isinstance(block, Tiles) for tile in block.items]
    assert (True, []) == (len(captions) > 6, [each for each in captions if each not in phone.frame.text()])


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


@pytest.mark.parametrize("model", MODELS)
def test_all_lines_are_reached(model: str) -> None:
    """A phone with 24 of them shows the others at a touch, and the first ones again."""
    numbers = range(3, 25)
    phone = Finger(" ".join(f'reg.{n}.address="20{n:02}" reg.{n}.label="Line {n}"' for n in numbers), model)
    names, seen = {key.label for key in phone.screen.line_keys}, set[str]()
    while turn := next((hit.label for hit in phone.device.frame(phone.screen).hits if "▾" in hit.label), ""):
        seen |= shown_lines(phone)
        phone.touch(turn)
    assert (names, True) == (seen | shown_lines(phone), {f"Line {n}" for n in numbers} <= names)
    phone.touch(next(hit.label for hit in phone.device.frame(phone.screen).hits if "▴" in hit.label))
    assert "2001" in shown_lines(phone)


def shown_lines(phone: Finger) -> set[str]:
    """The lines and favorites on the display."""
    return {hit.label for hit in phone.device.frame(phone.screen).hits if hit.key.startswith("LineKey")}


@pytest.mark.parametrize("model", ["CCX_350", *MODELS])
def test_the_times_of_meetings_are_a_column(model: str) -> None:
    """What they are about begins where it does in the row above, be it at 1:00 PM or at 11:00 AM."""
    lines = still(model, "meetings").frame.lines()
    starts = {line.index(word) for line in lines for word in ("Weekly", "Design", "Lunch") if word in line}
    assert 1 == len(starts)


@pytest.mark.parametrize("model", MODELS)
def test_every_form_begins_below_the_title(model: str) -> None:
    """As the dialer does: on the way from digits to an address, the field stays where it is."""
    tops = {}
    for name, scene in scenes(load_profile(model)).items():
        phone = Still(load_profile(model), scene)
        prompts = [block.prompt for block in phone.screen.body if isinstance(block, Field)]
        if prompts:
            lines = enumerate(phone.frame.lines())
            tops[name] = next(row for row, line in lines if prompts[0] in line[:40] and row > 2)
    assert {"url", "dialer", "forward-call", "form", "edit", "user-login", "unlock"} <= set(tops)
    assert dict.fromkeys(tops, 3) == tops


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("scene", ["directories", "phone-lock", "menu", "admin"])
def test_rows_have_no_numbers_without_a_dial_pad(model: str, scene: str) -> None:
    """There is no key to choose them by."""
    rows = [item.text for block in still(model, scene).screen.body if isinstance(block, Items) for item in block.rows]
    assert [] == [text for text in rows if text[0].isdigit()]


def test_the_state_of_a_line_is_whole_where_the_row_has_room() -> None:
    """Be it longer than half of the row."""
    assert "In use on another phone" in still("CCX_500", "shared-line").frame.text()


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(("scene", "keys"), [("dialer", "123456789*0#"), ("keyboard", "qwertyuiopasdfghjklzxcvbnm")])
def test_keys_to_type_with_are_alike_and_in_the_middle(model: str, scene: str, keys: str) -> None:
    """All are of one width; beside them is as much room at the right as elsewhere, or as much as at the left."""
    phone = still(model, scene)
    hits = [hit(phone, key) for key in keys]
    assert 1 == len({each.width for each in hits})
    right = phone.frame.columns - max(each.column + each.width for each in hits)
    assert right in ((0,) if scene == "dialer" else (hits[0].column, hits[0].column - 1))
