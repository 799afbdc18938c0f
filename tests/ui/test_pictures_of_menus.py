"""What holds for the menus, forms and questions in every picture: numbers, marks, titles, short forms."""

from __future__ import annotations

import pytest

from emulator.calls.model import URL_FORM, Call, Calls
from emulator.display.blocks import MORE_ABOVE, MORE_BELOW
from emulator.display.cells import ELLIPSIS
from emulator.display.forms import ShowKeyboard
from emulator.display.keys import meaning
from emulator.display.model import Field, Item, Items, OpenView
from emulator.kernel.profile import load_profile, models
from tests.ui.album import album
from tests.ui.pictures import Still
from tests.ui.stage import Scene

WIDE = [model for model in models() if load_profile(model).display.columns >= 32]
TYPED_ON = [model for model in models() if load_profile(model).display.touch and any(load_profile(model).line_places)]


def items(blocks: tuple[object, ...]) -> list[Item]:
    """The rows of all lists among the blocks."""
    return [item for block in blocks if isinstance(block, Items) for item in block.rows]


@pytest.mark.parametrize("model", WIDE)
def test_the_mark_of_more_rows_stands_apart_from_details(model: str) -> None:
    """A blank cell parts it from what a row says at its end, where the display is not too narrow for that."""
    for name, _, screen, frame, _ in album(model):
        ends = [line.rstrip() for line in frame.lines() if any(item.detail for item in items(screen.body))]
        glued = [end for end in ends if end[-1:] in (MORE_ABOVE, MORE_BELOW) and not end[-2:-1].isspace()]
        assert (name, []) == (name, glued)


@pytest.mark.parametrize("model", models())
def test_rows_that_lead_on_say_so(model: str) -> None:
    """Those that open the page of something that does nothing here, as all others, and the directories."""
    for name, _, screen, *_ in album(model):
        views = [(item, item.intent.view) for item in items(screen.body) if isinstance(item.intent, OpenView)]
        onward = [item for item, view in views if name == "directories" or view.startswith("absent/")]
        assert (name, []) == (name, [item.text for item in onward if item.detail != ">"])


@pytest.mark.parametrize("model", models())
def test_values_to_choose_from_have_no_numbers(model: str) -> None:
    """Of them a mark says which is in force; those of the lock are no others than those of the settings."""
    for name, _, screen, *_ in album(model):
        rows = items(screen.body)
        chosen = any(item.icon == "chosen" for item in rows)
        numbered = [item.text for place, item in enumerate(rows, 1) if item.text.startswith(f"{place} ")]
        assert (name, []) == (name, numbered if chosen else [])


@pytest.mark.parametrize("model", models())
def test_no_form_says_twice_what_is_typed(model: str) -> None:
    """The title says where one is, the prompt what is wanted there."""
    for name, _, screen, *_ in album(model):
        prompts = [block.prompt for block in screen.body if isinstance(block, Field)]
        assert (name, False) == (name, screen.title in prompts)


@pytest.mark.parametrize("model", models())
def test_all_questions_look_the_same(model: str) -> None:
    """What is answered with Yes or No is written in strong letters."""
    for name, _, screen, frame, _ in album(model):
        if ["Yes", "No"] == [key.label for key in screen.actions]:
            styles = {span.style for row in frame.rows for span in row if "?" in span.text}
            assert (name, {"strong"}) == (name, styles)


@pytest.mark.parametrize("model", models())
def test_the_keypad_under_test_shows_its_result(model: str) -> None:
    """On low displays too."""
    tested = [each.frame.text() for each in album(model) if each.scene == "test-keypad"]
    assert [] == [text for text in tested if ": Pass" not in text]


@pytest.mark.parametrize("model", models())
def test_soft_keys_do_what_they_say(model: str) -> None:
    """Even where all keys are under test, Back leads back."""
    for name, _, screen, *_ in album(model):
        labelled = [(f"SoftKey{place}", key) for place, key in enumerate(screen.soft_keys, 1) if key.label]
        assert (name, []) == (name, [key.label for place, key in labelled if meaning(screen, place) != key.intent])


@pytest.mark.parametrize("name", ["backlight", "phone-lock", "reset", "status-phone", "tls"])
def test_a_narrow_display_has_short_forms(name: str) -> None:
    """What is too long for the 27 columns of a SoundPoint IP 335 is told in fewer letters, numbered or not."""
    picture = next(each for each in album("SPIP_335") if each.scene == name)
    assert ELLIPSIS not in picture.frame.text()


def test_a_part_number_stands_beside_its_short_form() -> None:
    """Where the two of them fit in a row, the number has none of its own."""
    picture = next(each for each in album("SPIP_335") if each.scene == "status-phone")
    assert "P/N        2345-12375-001" in picture.frame.text()


@pytest.mark.parametrize("model", models())
def test_the_forms_of_calls_stand_where_the_dialer_does(model: str) -> None:
    """The labels of the lines stay beside all of them, or beside none."""
    beside = {screen.labels for name, _, screen, *_ in album(model) if name in ("dialer", "url", "forward-call")}
    assert 1 == len(beside)


@pytest.mark.parametrize("model", TYPED_ON)
def test_the_keyboard_takes_the_room_of_the_labels(model: str) -> None:
    """While it is shown, no line stands beside the form or under the keys."""
    dialing = Calls(calls=(Call(1, 1, "out", "dialing"),))
    still = Still(load_profile(model), Scene((dialing,), (OpenView(URL_FORM), ShowKeyboard(True))))
    assert still.screen.keyboard
    assert [] == [span.text for row in still.frame.rows for span in row if span.style == "label"]
