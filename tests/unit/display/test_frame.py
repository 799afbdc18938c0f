"""The drawn display: exactly the model's cells, nothing clipped unsaid, everything touchable where it is drawn."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from emulator.calls.model import OpenDialer
from emulator.display.canvas import Frame
from emulator.display.cells import width
from emulator.display.frame import draw, line_key_row
from emulator.display.model import (
    LINE_LIST,
    Block,
    CallCard,
    Field,
    GoBack,
    Item,
    Items,
    LineKey,
    MoveSelection,
    OpenView,
    Progress,
    Screen,
    SoftKey,
    StatusBar,
    Text,
    Tiles,
)
from emulator.kernel.profile import DeviceProfile, load_profile, models

PROFILES = [load_profile(model) for model in models()]

words = st.text(max_size=70)
items = st.builds(Item, words, words, st.sampled_from(["", "held", "nothing like it"]), st.just(GoBack()))
blocks: st.SearchStrategy[Block] = st.one_of(
    st.builds(Text, st.lists(words, max_size=4).map(tuple), st.sampled_from(["left", "center", "right"])),
    st.builds(Items, st.lists(items, max_size=50).map(tuple), st.integers(-1, 49)),
    st.builds(Field, words, words, st.booleans()),
    st.builds(Progress, st.integers(-10, 200)),
    st.builds(
        CallCard, words, words, words, st.just("active"), words, words, st.none() | st.integers(0, 10**12), words
    ),
    st.builds(Tiles, st.lists(items, max_size=30).map(tuple), st.integers(-1, 29), st.integers(1, 5)),
)
screens = st.builds(
    Screen,
    name=st.just("any"),
    title=words,
    body=st.lists(blocks, max_size=4).map(tuple),
    status=st.none() | st.builds(StatusBar, words, st.lists(st.sampled_from(["missed", "?"])).map(tuple), words, words),
    line_keys=st.lists(st.builds(LineKey, words, st.sampled_from(["", "held"]), words), max_size=40).map(tuple),
    soft_keys=st.lists(st.builds(SoftKey, words, st.none() | st.just(GoBack())), max_size=4).map(tuple),
    labels=st.booleans(),
    popup=words,
)


@given(screens, st.sampled_from(PROFILES), st.integers(0, 10**13))
def test_a_frame_fills_the_display_exactly(screen: Screen, profile: DeviceProfile, now: int) -> None:
    """Whatever is on a screen, the picture has the model's rows, and each row its columns."""
    frame = draw(screen, profile, now)
    expected = [profile.display.columns] * profile.display.rows
    assert expected == [width(line) for line in frame.lines()]


@given(screens, st.sampled_from(PROFILES))
def test_what_can_be_touched_lies_on_the_display(screen: Screen, profile: DeviceProfile) -> None:
    """Every region of the hit map is within the display."""
    outside = [
        hit
        for hit in draw(screen, profile, 0).hits
        if not (0 <= hit.column and hit.column + hit.width <= profile.display.columns)
        or not (0 <= hit.row and hit.row + hit.height <= profile.display.rows)
    ]
    assert [] == outside


def text_of(body: Block | tuple[Block, ...], model: str = "VVX_250", **fields: Any) -> list[str]:
    blocks = body if isinstance(body, tuple) else (body,)
    lines = draw(Screen("test", body=blocks, **fields), load_profile(model), 65_000_000).lines()
    return [line.strip() for line in lines if line.strip()]


@pytest.mark.parametrize(
    ("block", "rows"),
    [
        (Text(("Please wait...",)), ["Please wait..."]),
        (
            Text(("Starting application, press Cancel to interrupt",)),
            ["Starting application,", "press Cancel to interrupt"],
        ),
        (Field("Enter number", "100"), ["Enter number", "100▏"]),
        (Field("Password", "123", secret=True), ["Password", "***▏"]),
        (Progress(50), ["███████████████░░░░░░░░░░░░░░░░  50%"]),
        (
            CallCard("Bob", "1002", "Active", "active", since=0),
            ["Bob", "1002", "▶ Active                         01:05"],
        ),
        (
            CallCard("Carol", "1003", "Incoming call", "incoming", to="To: 2001"),
            ["Carol", "1003", "To: 2001", "◀ Incoming call"],
        ),
        (
            CallCard("", "1002", "Ringing", "outgoing", "2001", counter="1/2"),
            ["2001", "1002", "▷ Ringing                          1/2"],
        ),
        (
            Items((Item("Alice", "Held", "held"), Item("Bob", "Active")), 1),
            ["‖ Alice                         Held", "▸   Bob                         Active"],
        ),
    ],
)
def test_blocks_are_drawn(block: Block, rows: list[str]) -> None:
    """Each kind of block has its look."""
    assert rows == text_of(block)


def test_a_long_field_shows_its_end() -> None:
    """While typing, the place where one types stays in sight."""
    rows = text_of(Field("Enter URL", "sip:" + "x" * 60 + "@example.com"))
    assert rows[1].endswith("@example.com▏")


def test_a_long_list_scrolls_to_its_selected_row() -> None:
    """The selected row is always drawn; marks at the right edge tell that there is more above and below."""
    rows = text_of(Items(tuple(Item(f"Row {number}") for number in range(40)), selected=20))
    assert "▸Row 20" in [row.split("  ")[0] for row in rows]
    assert (True, True) == (rows[0].endswith("▴"), rows[-1].endswith("▾"))


def test_a_list_row_gives_its_detail_room() -> None:
    """A name too long for its row is cut with an ellipsis, so that the detail can still be read.

    Where the display has room for that, the detail stands below it.
    """
    item = Item("Maria Magdalena Konstantinopolitanska", "Ringing")
    full = text_of(Items((item,) * (load_profile("VVX_250").display.rows - 1)))
    assert ["▸Maria Magdalena Konstantinop… Ringing"] == full[:1]
    assert {"Maria Magdalena Konstantinop… Ringing"} == set(full[1:])
    assert ["▸Maria Magdalena Konstantinopolitanska", "Ringing"] == text_of(Items((item,)))


def test_tiles_stand_in_a_grid() -> None:
    """Icons with their captions below; the selected one is marked by more than colour."""
    tiles = Tiles(tuple(Item(name, icon="message") for name in ("One", "Two", "Three", "Four", "Five")), 4)
    assert ["✉        ✉         ✉        ✉", "One      Two      Three     Four", "✉", "▸Five"] == text_of(tiles)


@pytest.mark.parametrize("profile", [load_profile(model) for model in ("VVX_250", "VVX_350", "VVX_450")])
def test_labels_hug_their_line_keys(profile: DeviceProfile) -> None:
    """Left labels start at the left edge, right ones end at the right edge, each in its key's row."""
    keys = tuple(LineKey(f"{2000 + number}", "registered") for number in range(1, profile.line_key_count + 1))
    lines = draw(Screen("lines", line_keys=keys, labels=True), profile, 0).lines()
    for number in range(1, profile.line_key_count + 1):
        row = lines[line_key_row(profile, number)]
        shown = row.startswith(f"☎ {2000 + number}") or row.endswith(f"{2000 + number} ☎")
        assert shown, (number, row)


@pytest.mark.parametrize(
    ("body", "expected"),
    [("", "‖ Conference Room…    Conference Room… ‖"), ("x" * 18, f"‖ Confer…  {'x' * 18}  Confer… ‖")],
)
def test_a_label_that_is_too_long_keeps_its_icon(body: str, expected: str) -> None:
    """Labels are cut with an ellipsis on both sides, icons are not; room that the body leaves is theirs."""
    keys = tuple(LineKey("Conference Room North", "held") for _ in range(4))
    screen = Screen("lines", body=(Text((body,) * 13),), line_keys=keys, labels=True)
    lines = draw(screen, load_profile("VVX_250"), 0).lines()
    assert [expected] * 2 == [line for line in lines if "‖" in line]


def test_the_body_takes_the_room_that_labels_leave() -> None:
    """Texts stand in the middle of the display; a long one beside a label reaches to the edge where no labels are."""
    keys = (LineKey("2001", "registered"),)
    for text, rows, column in (
        ("x" * 32, 1, 4),
        ("x" * 25, 1, 7),
        ("x" * 4, 13, 18),
        ("x" * 26, 13, 7),
        ("x" * 32, 13, 7),
    ):
        screen = Screen("lines", body=(Text((text,) * rows),), line_keys=keys, labels=True)
        row = next(line for line in draw(screen, load_profile("VVX_250"), 0).lines() if "x" in line)
        assert (text, column) == (row.strip(), row.index("x"))


@pytest.mark.parametrize(
    ("bar", "row"),
    [
        (
            StatusBar("10:42 AM  Tue, Nov 21", ("missed", "registered"), "2001", "10:42 AM"),
            " 10:42 AM  Tue, Nov 21        ↯ ☎  2001 ",
        ),
        (
            StatusBar("10:42 AM  Tue, Nov 21", ("missed",), "Reception Desk", "10:42 AM"),
            " 10:42 AM             ↯  Reception Desk ",
        ),
        (StatusBar("10:42 AM  Tue, Nov 21", (), "x" * 40, "10:42 AM"), f" 10:42 AM    {'x' * 25}… "),
        (StatusBar(), " " * 40),
    ],
)
def test_the_status_bar_drops_the_date_before_it_cuts_a_label(bar: StatusBar, row: str) -> None:
    """Time, icons and label share the row; the date gives way first."""
    assert row == draw(Screen("x", status=bar), load_profile("VVX_250"), 0).lines()[0]


def test_a_clock_that_is_not_set_flashes() -> None:
    """The drawer is told to flash the time alone."""
    frame = draw(Screen("x", status=StatusBar("12:00 AM", flashing=True)), load_profile("VVX_250"), 0)
    assert ["12:00 AM"] == [span.text for span in frame.rows[0] if "flashing" in span.style]


def test_soft_keys_stand_over_their_keys() -> None:
    """Four labels share the width, parted by lines, shortened as the device does; touching one is pressing its key."""
    keys = (SoftKey("New Call", OpenDialer()), SoftKey("Directories", GoBack()), SoftKey(""), SoftKey("More", GoBack()))
    frame = draw(Screen("x", soft_keys=keys), load_profile("VVX_250"), 0)
    assert " New Call│   Dir   │         │   More   " == frame.lines()[-1]
    assert ["SoftKey1", "SoftKey2", "SoftKey4"] == [hit.key for hit in frame.hits]
    hit = frame.at(5, 14)
    assert hit is not None
    assert OpenDialer() == hit.intent


def test_a_popup_lies_over_the_middle() -> None:
    """A message is framed, and wrapped where it is long."""
    rows = text_of(Text(()), popup="Login credentials have failed. Please update them.", status=StatusBar("10:42 AM"))
    assert ["10:42 AM", f"┌{'─' * 32}┐", "│ Login credentials have failed. │"] == rows[:3]


# CCX


def ccx(screen: Screen) -> Frame:
    return draw(screen, load_profile("CCX_500"), 0)


def test_a_ccx_has_menu_back_and_home_on_its_screen() -> None:
    """The menu button is in the upper left corner, Back and Home at the bottom."""
    button: dict[str, Any] = {"MenuButton": OpenView("menu")}
    frame = ccx(Screen("home", "Home", status=StatusBar("10:42 AM"), keys=button))
    assert frame.lines()[1].startswith(" ≡ ")
    assert ["◁", "Back", "⌂", "Home"] == frame.lines()[-1].split()
    assert ["Menu", "Back", "Home"] == [hit.label for hit in frame.hits]


def test_a_ccx_draws_a_dial_pad_where_digits_are_wanted() -> None:
    """A screen with a field that takes digits shows twelve keys with their letters; touching one is pressing it."""
    keys: dict[str, Any] = {digit: OpenDialer(digits=digit) for digit in "1234567890*#"}
    frame = ccx(Screen("dialer", body=(Field("Enter number", ""),), keys=keys))
    assert list("123456789*0#") == [hit.label for hit in frame.hits]
    seven = frame.find("7")
    assert seven is not None
    assert OpenDialer(digits="7") == seven.intent
    assert "PQRS" in frame.text()
    assert not ccx(Screen("status", body=(Text(("7",)),), keys=keys)).hits


@pytest.mark.parametrize(
    ("lines", "rows", "turns"),
    [(2, [3, 5], []), (10, list(range(3, 23, 2)), []), (24, list(range(3, 22)), ["▾ 5"])],
)
def test_a_ccx_with_many_lines_keeps_room_for_the_rest(lines: int, rows: list[int], turns: list[str]) -> None:
    """Lines stand apart if tiles leave room for that, and close together if not; a row leads to those left over."""
    keys = tuple(LineKey(f"{number}", "registered") for number in range(lines))
    names = [f"Tile {number}" for number in range(12)]
    tiles = Tiles(tuple(Item(name, intent=OpenDialer()) for name in names), selected=-1, columns=3)
    screen = Screen("home", body=(tiles,), status=StatusBar(), line_keys=keys, labels=True)
    frame = ccx(screen)
    assert rows == [hit.row for hit in frame.hits if hit.key.startswith("LineKey")]
    assert turns == [hit.label for hit in frame.hits if hit.intent == MoveSelection(LINE_LIST, len(rows))]
    assert names == [hit.label for hit in frame.hits if hit.intent == OpenDialer()]
    rest = ccx(replace(screen, first_line=19)) if turns else frame
    assert lines == len({hit.key for hit in (*frame.hits, *rest.hits) if hit.key.startswith("LineKey")})


def test_a_ccx_lists_its_lines() -> None:
    """Line keys are rows of the Home screen, with their state in words; touching one presses it."""
    key = LineKey("2001", "registered", "Registered", OpenDialer(1))
    frame = ccx(Screen("home", line_keys=(key,), labels=True))
    hit = frame.find("2001")
    assert hit is not None
    assert (OpenDialer(1), "LineKey1") == (hit.intent, hit.key)
    assert ["☎", "2001", "Registered"] == frame.lines()[hit.row].split()


def test_tiles_share_the_room_so_that_captions_are_whole() -> None:
    """A long caption takes what short ones beside it leave; where that does not do, all columns are the same."""
    tiles = tuple(Item(name, icon="dnd") for name in ("New Call", "Messages", "Directories", "Forward"))
    screens = [Screen("home", body=(Tiles(each),)) for each in (tiles, (tiles[2],) * 4)]
    lines = [[line for line in draw(each, load_profile("VVX_250"), 0).lines() if line.strip()] for each in screens]
    assert "New Call Messages Directories Forward" == lines[0][1].strip()
    assert "▸⊘" == lines[0][0].split()[0]
    assert ["▸Dir", "Dir", "Dir", "Dir"] == lines[1][1].split()
