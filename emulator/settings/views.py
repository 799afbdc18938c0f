"""The screens of the menus: pages, choices, editors, passwords, questions; and the label under the phone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from emulator.boot.model import Power, config
from emulator.config.catalogue import is_secret
from emulator.display.blocks import SPACIOUS
from emulator.display.cells import width, wrap
from emulator.display.entry import typed
from emulator.display.labels import short
from emulator.display.model import (
    Display,
    Field,
    GoBack,
    Item,
    Items,
    OpenView,
    Rank,
    Scene,
    Screen,
    SoftKey,
    Text,
    View,
    opened,
)
from emulator.display.pages import has_dial_pad
from emulator.kernel.state import Event
from emulator.settings import alarms, contrast, credentials, csr, diagnostics, graphs, reach, ringing
from emulator.settings.actions import ACTIONS
from emulator.settings.facts import SUPPLIERS
from emulator.settings.menus import TYPED, Row, shown, title
from emulator.settings.model import (
    DRAFTED,
    ChangePassword,
    Confirmed,
    DropDraft,
    Menus,
    Nameplate,
    OpenPage,
    SaveDraft,
    SetParameter,
    SubmitPassword,
)

UNSET = "???"
"""What stands for a network setting without a value (SIP 2.2 administrator guide, page 3-7)."""

STARS = "******"
NOT_EMULATED = "not emulated"
"""What the screen says of entries that do nothing here."""

NUMBERED = 9
"""How many rows have a key of the dial pad for them."""

MARGIN, BULLET = 4, "* "
"""Cells beside the text of a row on a narrow display, and what an icon takes up in front of it."""

_BACK = SoftKey("Back", GoBack())
_CANCEL = SoftKey("Cancel", GoBack())


def value(scene: Scene, parameter: str) -> str:
    """The value of a parameter as the menus show it: a draft, what is in flash, or what is in force."""
    draft = scene.phone[Menus].draft
    return draft[parameter] if parameter in draft else config(scene.phone).text(parameter)


def _page(scene: Scene, page: str) -> Screen:
    rows = [item for number, row in enumerate(shown(scene, page)) for item in _items(scene, page, number, row)]
    name, back, current = f"page/{page}", _leave(scene, page), _current(rows)
    keys: dict[str, Event] = {**_digits(rows), **({} if back is None else {"Back": back})}
    select = _select(scene, rows[min(scene.phone[Display].picked.get(name, current), len(rows) - 1)]) if rows else ()
    actions = (*select, _BACK if back is None else SoftKey("Back", back))
    dial_pad = has_dial_pad(scene)
    marked = tuple(_numbered(number, row) if dial_pad else row for number, row in enumerate(rows, 1))
    body = (Items(marked, current),) if rows else (Text(("No records",)),)
    return Screen(name, title(page), body, actions, keys)


def _digits(rows: Sequence[Item]) -> dict[str, Event]:
    """Keys of the dial pad choose rows by number."""
    return {str(number): row.intent for number, row in enumerate(rows[:NUMBERED], 1) if row.intent}


def _current(rows: Sequence[Item]) -> int:
    """The row that a list begins with: what is in force."""
    return next((number for number, row in enumerate(rows) if row.icon == "chosen"), 0)


def _select(scene: Scene, row: Item) -> tuple[SoftKey, ...]:
    """The soft key for the selected row, of a phone on which rows are selected."""
    return () if row.intent is None or scene.profile.pointed else (SoftKey("Select", row.intent),)


def _numbered(number: int, row: Item) -> Item:
    """A row that leads somewhere has its number before it; facts, and values to choose from, have none."""
    leads = row.intent is not None and not isinstance(row.intent, SetParameter)
    return Item(f"{number} {row.text}", row.detail, row.icon, row.intent) if leads else row


def _unfolded(scene: Scene, row: Item) -> tuple[Item, ...]:
    """A row of facts; where even its short form is too long for the display, its value has rows of its own below."""
    columns = scene.profile.display.columns
    room = columns - MARGIN - (columns > SPACIOUS)
    text = row.text if width(f"{row.text}{row.icon and BULLET} {row.detail}") <= room else short(row.text)
    if row.intent or width(f"{text}{row.icon and BULLET} {row.detail}") <= room:
        return (row,)
    parts = (word[at : at + room - 1] for word in row.detail.split() for at in range(0, len(word), room - 1))
    return (Item(row.text, "", row.icon), *(Item(f" {line}") for line in wrap(" ".join(parts), room - 1)))


def _leave(scene: Scene, page: str) -> Event | None:
    """What Back means where settings wait to be saved; None where it means what it always does."""
    waits = bool(scene.phone[Menus].draft) or page == "setup"
    top = next((view for view in scene.phone[Display].stack if view in DRAFTED), "")
    return OpenView("leave-setup") if waits and top == f"page/{page}" else None


def _items(scene: Scene, page: str, number: int, row: Row) -> tuple[Item, ...]:
    if row.kind == "rows":
        supplied = SUPPLIERS[row.target](scene, page.partition(":")[2])
        return tuple(line for item in supplied for line in _unfolded(scene, item))
    return (Item(row.label, _detail(scene, row), intent=_intent(page, number, row)),)


def _detail(scene: Scene, row: Row) -> str:
    match row.kind:
        case "choice" | "toggle":
            current = value(scene, row.target)
            return row.label_of(current) if current else UNSET
        case "page" | "view" | "absent":
            return ">"
        case "text" | "address" | "number" | "password":
            current = value(scene, row.target)
            return (STARS if is_secret(row.target) else current) if current else UNSET
    return ""


def _intent(page: str, number: int, row: Row) -> Event:
    match row.kind:
        case "page":
            return OpenPage(row.target, row.lock)
        case "view":
            return OpenView(row.target)
        case "action":
            return OpenView(f"confirm/{row.target}") if row.values else ACTIONS[row.target].event
        case "absent":
            return OpenView(f"absent/{page}/{number}")
    kind = "edit" if row.kind in TYPED else "choose"
    return OpenView(f"{kind}/{page}/{number}")


def _row(scene: Scene, about: str) -> Row:
    page, _, number = about.rpartition("/")
    return shown(scene, page)[int(number)]


def _choose(scene: Scene, about: str) -> Screen:
    """The values that a parameter can have, the one in force marked."""
    row = _row(scene, about)
    current = value(scene, row.target)
    rows = tuple(
        Item(label, icon="chosen" if each == current else "", intent=SetParameter(row.target, each))
        for label, each in row.choices
    )
    name, selected = f"choose/{about}", _current(rows)
    pick = rows[min(scene.phone[Display].picked.get(name, selected), len(rows) - 1)]
    keys = _digits(rows)
    return Screen(name, row.label, (*_honest(row), Items(rows, selected)), (*_select(scene, pick), _BACK), keys)


def _honest(row: Row) -> tuple[Text, ...]:
    """A word for what is kept, and uploaded with other overrides, but changes nothing here."""
    return () if row.emulated else (Text((NOT_EMULATED,), style="dim"),)


def _edit(scene: Scene, about: str) -> Screen:
    """A value to type, on the page that it is of."""
    row = _row(scene, about)
    name, secret = f"edit/{about}", is_secret(row.target)
    kind = "password" if row.kind == "password" else row.kind
    field = Field(row.label, "" if secret else value(scene, row.target), secret, "value", kind)
    save = SetParameter(row.target, typed(scene.phone, name, field))
    over = title(about.rpartition("/")[0])
    return Screen(name, over, (field, *_honest(row)), (SoftKey("OK", save), _CANCEL), {"Select": save})


def _password(scene: Scene, about: str) -> Screen:
    name = f"password/{about}"
    prompt = "Enter password to reset settings" if about == "reset" else "Enter password"
    field = Field(prompt, "", secret=True, name="password", kind="password")
    submit = SubmitPassword(typed(scene.phone, name, field))
    label = "OK" if about == "reset" else "Enter"
    return Screen(name, "Password", (field,), (SoftKey(label, submit), _CANCEL), {"Select": submit})


def _confirm(_: Scene, about: str) -> Screen:
    yes = Confirmed(about)
    body = (Text(("Are you sure?",), style="strong"),)
    actions = (SoftKey("Yes", yes), SoftKey("No", GoBack()))
    return Screen(f"confirm/{about}", ACTIONS[about].title, body, actions, {"Select": yes})


def _leave_setup(scene: Scene, _: str) -> Screen:
    save, drop = (
        ("Save & Reboot", "Exit w/o Save") if scene.phone[Power].state == "setup" else ("Save Config", "Exit w/o Save")
    )
    rows = (Item(save, intent=SaveDraft()), Item(drop, intent=DropDraft()), Item("Resume Setup", intent=GoBack()))
    pick = rows[min(scene.phone[Display].picked.get("leave-setup", 0), 2)]
    return Screen("leave-setup", "Exit", (Items(rows),), (*_select(scene, pick), _BACK))


def _absent(scene: Scene, about: str) -> Screen:
    return Screen("absent", _row(scene, about).label, (Text((NOT_EMULATED,), style="dim"),), (_BACK,))


def _change_password(scene: Scene, about: str) -> Screen:
    name = f"change-password/{about}"
    prompts = ("Old Password", "New Password", "Confirm New")
    places = tuple(Field(prompt, "", True, prompt, "password") for prompt in prompts)
    old, new, again = (typed(scene.phone, name, place) for place in places)
    save = ChangePassword(about, old, new, again)
    return Screen(name, PASSWORDS[about], places, (SoftKey("OK", save), _CANCEL), {"Select": save})


PASSWORDS = {
    "admin": "Change Admin Password",
    "user": "Change User Password",
    "login": "Change User Login Password",
}
"""The passwords that can be changed, and what stands over it."""


def underside(scene: Scene) -> Screen:
    """What is read when the phone is turned over: model, part number, MAC address, serial number."""
    plate = scene.phone[Nameplate]
    lines = (
        f"Poly {scene.profile.name}",
        "",
        f"P/N  {plate.part_number or scene.profile.part_number}",
        f"MAC  {':'.join(plate.mac[i : i + 2] for i in range(0, 12, 2)).upper()}",
        f"S/N  {plate.serial or plate.mac.upper()}",
    )
    return Screen("underside", body=(Text(lines),))


Drawer = Callable[[Scene, str], Screen]

_DRAWERS: dict[str, Drawer] = {
    "page": _page,
    "choose": _choose,
    "edit": _edit,
    "password": _password,
    "confirm": _confirm,
    "leave-setup": _leave_setup,
    "absent": _absent,
    "change-password": _change_password,
    **diagnostics.DRAWERS,
    **ringing.DRAWERS,
    **reach.DRAWERS,
    **graphs.DRAWERS,
    **credentials.DRAWERS,
    **contrast.DRAWERS,
    **alarms.DRAWERS,
    **csr.DRAWERS,
}
"""What draws each kind of menu screen, given what it is about."""


def _opened(scene: Scene, *, setup: bool) -> bool:
    return opened(scene.phone)[0] in _DRAWERS and (scene.phone[Power].state == "setup") is setup


def _draw(scene: Scene) -> Screen:
    kind, about = opened(scene.phone)
    screen = _DRAWERS[kind](scene, about)
    return replace(screen, keys={"Back": GoBack(), **screen.keys})


VIEWS = (
    View("underside", Rank.UNDERSIDE, lambda scene: scene.phone[Display].over, underside),
    View("menus", Rank.MENU, lambda scene: _opened(scene, setup=False), _draw),
    View("setup", Rank.BOOT, lambda scene: _opened(scene, setup=True), _draw),
)
"""The views of the settings slice; Setup, before the application runs, stands over the boot."""
