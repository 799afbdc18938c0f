"""The picture book in other languages: what a user reads on a main screen is in the language of the phone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from emulator.display.cells import ELLIPSIS
from emulator.display.frame import Frame, draw
from emulator.display.language import Language, language, languages
from emulator.display.model import Block, CallCard, Field, GoHome, Item, Items, OpenView, Screen, Text, Tiles
from emulator.settings.menus import pages
from emulator.settings.model import OpenPage
from tests.ui.pictures import NAMES, book
from tests.unit.hands import Hands
from tests.unit.settings.tree import phone

SHOWN = ("VVX_450", "VVX_101", "VVX_601", "VVX_1500", "CCX_500", "CCX_600", "SPIP_650", "SSIP_7000", "SL_8440")
"""One model of each family; their texts differ with what they have."""

BEFORE = ("splash", "about", "countdown", "starting", "setup", "underside")
"""Screens of the Updater, which speaks English, and the label under the phone."""

PEOPLE = ("Bob Brown", "Carol Smith", "Dave", "Dave Miller", "Jane Doe", "Maria Magdalena", "Konstantinopolitanska")
PROPER = {
    *NAMES,
    *PEOPLE,
    " ".join(PEOPLE[-2:]),
    *(
        "Reception Desk",
        "Large meeting room",
        "Room 4",
        "Weekly review",
        "Lunch",
        "Design of the new reception desk",
        "Lunch at noon?",
        "Gladly",
    ),
    *("English (Internal)", "Deutsch (de-de)", "Français (fr-fr)", "ABC", "Abc", "abc", "1->Aa", "PlcmSpIp"),
}
"""Names of people, lines, rooms, meetings, languages, and what text modes look like."""

TECHNICAL = re.compile(
    r"[\da-f]{12}|Caller \d|\S+\.(jpg|ld|cfg|wav)|https://\S+|Polycom[,_].*|\d{4}-\d+-.*|(SIP|BR)/.*"
    r"|(VVX|CCX|Sound\S+|SpectraLink) .*|\d+:\d\d [AP]M|\(GMT.*|[A-Z\d]{9}|gNCYoV19|Group \d+"
    r"|KiB/s|MiB|G\.\w+|[A-Z_]{9,}| ?http://\S+|\S+\.example"
)
"""What no language has another word for: addresses, models, files, times, codes, the time zones of the list."""


def words(screen: Screen) -> Iterator[str]:
    """Everything that is read on a screen but the names of lines and people at their keys."""
    yield screen.title
    yield from screen.popup.split("\n")
    yield from (key.label for key in (*screen.actions, *screen.soft_keys))
    yield from (key.state for key in screen.line_keys)
    if screen.status:
        yield from screen.status.left.split("  ")
    for block in screen.body:
        yield from _said(block)


def _said(block: Block) -> Iterator[str]:
    match block:
        case Text():
            yield from block.lines
        case Items():
            yield from _read(block.rows)
        case Tiles():
            yield from _read(block.items)
        case Field():
            yield block.prompt
        case CallCard():
            yield block.state


def _read(items: tuple[Item, ...]) -> Iterator[str]:
    for item in items:
        yield from (item.text, item.detail)


def foreign(spoken: Language, text: str) -> bool:
    """Whether a text stays English: it has words, nobody's name is among them, and the table has nothing for it."""
    rest = re.sub(r"^ ?(\d+:\d\d [AP]M )?(\d+ )*", "", text)
    if rest in PROPER or TECHNICAL.fullmatch(rest) or not re.search("[A-Za-z]{2}", rest):
        return False
    return all(spoken.say(each) == each and not spoken.knows(each) for each in (text, rest))


@pytest.mark.parametrize("name", languages())
def test_no_picture_has_an_english_word(name: str) -> None:
    """Neither in titles and rows nor over keys, in pop-ups or status."""
    spoken = language(name)
    assert spoken is not None
    seen = {
        text
        for _, picture, still in book(SHOWN)
        if picture not in BEFORE
        for text in words(still.screen)
        if foreign(spoken, text)
    }
    assert [] == sorted(seen)


def pages_of(hands: Hands) -> Iterator[Screen]:
    """Every page of the menus but the Updater's, and the screens that its rows lead to."""
    for page in set(pages()) - {"setup"}:
        about = f"{page}:{'1.1' if page == 'line-server' else '1'}"
        hands.feed(OpenPage(about))
        yield hands.screen
        rows = [row for block in hands.screen.body if isinstance(block, Items) for row in block.rows]
        for row in rows:
            if isinstance(row.intent, OpenView):
                hands.feed(row.intent)
                yield hands.screen
                hands.feed(OpenPage(about))
        hands.feed(GoHome())


@pytest.mark.parametrize("name", languages())
@pytest.mark.parametrize("which", ["VVX 450", "VVX 450 with Lync", "CCX 600 with Skype", "SoundPoint IP 650"])
def test_no_page_of_the_menus_has_an_english_word(which: str, name: str) -> None:
    """Nor has any list of values, editor, question or test that the menus lead to."""
    spoken = language(name)
    assert spoken is not None
    seen = {text for screen in pages_of(phone(which)) for text in words(screen) if foreign(spoken, text)}
    assert [] == sorted(seen)


@pytest.mark.parametrize("name", languages())
@pytest.mark.parametrize("model", ["VVX_101", "VVX_250", "VVX_450", "CCX_500", "SPIP_650", "SL_8440"])
def test_no_picture_loses_a_word_by_its_translation(model: str, name: str) -> None:
    """What fits the display in English fits it in the language, be it in a short form."""
    spoken = language(name)
    assert spoken is not None
    cut = [
        picture
        for _, picture, still in book([model])
        if _cuts(draw(spoken.screen(still.screen), still.profile, still.now)) > _cuts(still.frame)
    ]
    assert [] == cut


def _cuts(frame: Frame) -> int:
    return frame.text().count(ELLIPSIS)
