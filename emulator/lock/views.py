"""The screens of a locked phone, of what it asks for, and of a code being made.

Titles and texts are those of the CCX and VVX user guides and of the phone dictionary of UCS 4.0, as far as these go.
"""

from __future__ import annotations

from collections.abc import Iterator

from emulator.calls.model import Calls, Dial
from emulator.display.entry import typed
from emulator.display.home import clock
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
    showing,
)
from emulator.display.status import LOCKED_TEXTS
from emulator.kernel.clock import SECOND
from emulator.kernel.state import State
from emulator.lock import menus
from emulator.lock.codes import SubmitCode, SubmitForgotten, SubmitNew, least_digits
from emulator.lock.model import (
    ANSWER,
    AUTHORIZED,
    FORGOT,
    UNLOCK,
    Authorized,
    Lock,
    authorized,
    confined,
    locked,
    may_forget,
)
from emulator.signin.model import GUEST, offers_guest

CREATE, CONFIRM = "lock-create", "lock-confirm"

_NEW_CALL = SoftKey("New Call", OpenView(AUTHORIZED))
_CANCEL = SoftKey("Cancel", GoBack())


def _of_device(phone: State) -> bool:
    return phone[Lock].kind == "device"


def _code(phone: State) -> Field:
    """What opens the lock: digits, or the user password, which may be anything."""
    if _of_device(phone):
        return Field("Enter lock code", "", secret=True, name="code", kind="digits")
    return Field("Enter password", "", secret=True, name="code", kind="password")


def locked_view(scene: Scene) -> Screen:
    """The locked phone: the time, and what may still be done. A CCX says it is locked, others show their lines."""
    forgot = (SoftKey("Forgot", OpenView(FORGOT)),) if may_forget(scene.phone) else ()
    guest = (SoftKey("Guest", OpenView(GUEST)),) if offers_guest(scene.phone) and _of_device(scene.phone) else ()
    unlock = SoftKey("Unlock", OpenView(UNLOCK))
    lines = scene.profile.display.layout != "ccx"
    body = (*clock(scene), *([] if lines else [Text(LOCKED_TEXTS, style="strong")]))
    actions = (unlock, _NEW_CALL, *forgot, *guest)
    return Screen("locked", "", body, actions, {"Select": OpenView(UNLOCK)}, labels=lines)


def unlock_form(scene: Scene) -> Screen:
    """The code, to unlock the phone."""
    title = "Unlock" if _of_device(scene.phone) else "Unlock the phone?"
    if scene.phone[Lock].state == "backoff":
        return _waiting(scene, UNLOCK, title)
    field = _code(scene.phone)
    enter = SubmitCode(typed(scene.phone, UNLOCK, field))
    forgot = (SoftKey("Forgot", OpenView(FORGOT)),) if may_forget(scene.phone) else ()
    actions = (SoftKey("Enter", enter), *forgot, _CANCEL)
    return Screen(UNLOCK, title, (field,), actions, {"Select": enter, "Back": GoBack()})


def _waiting(scene: Scene, name: str, title: str) -> Screen:
    """Too many wrong codes: for how long none is taken."""
    left = max(1, -(-(scene.phone[Lock].until - scene.now) // SECOND))
    text = Text(("Too many attempts.", f"Try again in {left} seconds."), style="strong")
    return Screen(name, title, (text,), (_CANCEL,), {"Back": GoBack()}, changes_at=scene.now + SECOND)


def answer_form(scene: Scene) -> Screen:
    """The code, to answer a call that goes on ringing meanwhile."""
    call = _asked(scene)
    name = f"{ANSWER}/{call}"
    if scene.phone[Lock].state == "backoff":
        return _waiting(scene, name, "Answer the call?")
    field = _code(scene.phone)
    enter = SubmitCode(typed(scene.phone, name, field), call)
    actions = (SoftKey("Enter", enter), _CANCEL)
    return Screen(name, "Answer the call?", (field,), actions, {"Select": enter, "Back": GoBack()})


def _asked(scene: Scene) -> int:
    """The call that is to be answered and still rings; 0 for none."""
    ringing = (call.id for call in scene.phone[Calls].calls if call.state == "offering" and not call.pending)
    return next((call for call in ringing if showing(scene.phone, f"{ANSWER}/{call}")), 0)


def forgot_form(scene: Scene) -> Screen:
    """The password of the account, and a new code."""
    password = Field("Password or PIN", "", secret=True, name="password", kind="password")
    new = Field("New lock code", "", secret=True, name="new", kind="digits")
    again = Field("Confirm lock code", "", secret=True, name="again", kind="digits")
    submit = SubmitForgotten(*(typed(scene.phone, FORGOT, field) for field in (password, new, again)))
    keys = {"Select": submit, "Back": GoBack()}
    return Screen(FORGOT, "Forgot Lock Code", (password, new, again), (SoftKey("Submit", submit), _CANCEL), keys)


def authorized_list(scene: Scene) -> Screen:
    """Who may be called from a locked phone."""
    rows = tuple(_row(each) for each in authorized(scene.phone))
    chosen = rows[min(scene.phone[Display].picked.get(AUTHORIZED, 0), len(rows) - 1)] if rows else None
    dial = (SoftKey("Dial", chosen.intent),) if chosen and not scene.profile.pointed else ()
    body = (Items(rows),) if rows else (Text(("No records",)),)
    return Screen(AUTHORIZED, "Place an Authorized Call", body, (*dial, SoftKey("Back", GoBack())), {"Back": GoBack()})


def _row(each: Authorized) -> Item:
    return Item(each.description or each.number, each.number if each.description else "", "dial", Dial(each.number))


def create_form(scene: Scene) -> Screen:
    """A lock code must be made; there is no way round it but an emergency call."""
    first = scene.phone[Lock].state == "creating"
    name = CREATE if first else CONFIRM
    prompt = "New lock code" if first else "Confirm lock code"
    field = Field(prompt, "", secret=True, name="code", kind="digits")
    enter = SubmitNew(typed(scene.phone, name, field))
    hint = (Text((f"At least {least_digits(scene.phone)} digits.",), style="dim"),) if first else ()
    title = "Create Lock Code" if first else "Confirm Lock Code"
    return Screen(name, title, (field, *hint), (SoftKey("Enter", enter), _NEW_CALL), {"Select": enter})


def _while_locked(view: str) -> View:
    """A form of the locked phone."""
    draw = {UNLOCK: unlock_form, FORGOT: forgot_form}[view]
    return View(view, Rank.LOCKED + 1, lambda scene: locked(scene.phone) and showing(scene.phone, view), draw)


def _views() -> Iterator[View]:
    creating = ("creating", "confirming")
    yield View("locked", Rank.LOCKED, lambda scene: locked(scene.phone), locked_view)
    yield View(CREATE, Rank.LOCKED, lambda scene: scene.phone[Lock].state in creating, create_form)
    yield _while_locked(UNLOCK)
    yield _while_locked(FORGOT)
    yield View(
        AUTHORIZED,
        Rank.LOCKED + 1,
        lambda scene: confined(scene.phone) and showing(scene.phone, AUTHORIZED),
        authorized_list,
    )
    yield View(ANSWER, Rank.ASKED, lambda scene: locked(scene.phone) and bool(_asked(scene)), answer_form)


VIEWS = (*_views(), *menus.VIEWS)
"""The views of the locks."""
