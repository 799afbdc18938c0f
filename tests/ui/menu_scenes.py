"""The scenes of menus, lists and forms."""

from __future__ import annotations

from emulator.boot.model import Power
from emulator.contacts.model import RECENT, CallLists
from emulator.display.forms import FocusField, NextMode, ShowKeyboard
from emulator.display.model import OpenView, TextTyped
from emulator.features.model import Features, LineFeatures, form_name
from emulator.settings.model import Menus, OpenPage
from emulator.voicemail.model import Mailbox, Voicemail
from tests.ui.props import FORWARDED, PEOPLE, RECORDS
from tests.ui.stage import Scene, colored, spare_keys, touched

CALLED = CallLists(records=RECORDS)
SHAPED = Features((FORWARDED,))

LISTS = {
    "recent-calls": Scene((CALLED,), (OpenView(RECENT),)),
    "recent": Scene((CALLED,), (OpenView(f"{RECENT}/missed"),)),
    "received": Scene((CALLED,), (OpenView(f"{RECENT}/received"),)),
    "placed": Scene((CALLED,), (OpenView(f"{RECENT}/placed"),)),
    "no-calls": Scene(events=(OpenView(f"{RECENT}/missed"),)),
    "call-details": Scene((CALLED,), (OpenView("call/4"),)),
    "clear-calls": Scene((CALLED,), (OpenView("clear-calls"),)),
    "directories": Scene(events=(OpenView("directories"),)),
    "contacts": Scene((PEOPLE,), (OpenView("contacts"),)),
    "search": Scene((PEOPLE,), (OpenView("search"),)),
    "contact": Scene((PEOPLE,), (OpenView("contact/3"),)),
    "edit-contact": Scene((PEOPLE,), (OpenView("edit-contact/3"),)),
    "capitals": Scene((PEOPLE,), (OpenView("edit-contact/1"), TextTyped("B"), NextMode())),
    "keyboard": Scene((PEOPLE,), (OpenView("edit-contact/1"), ShowKeyboard(True)), fits=touched),
    "keyboard-signs": Scene(
        (PEOPLE,), (OpenView("edit-contact/1"), ShowKeyboard(True), FocusField("number")), fits=touched
    ),
    "add-favorite": Scene((PEOPLE,), (OpenView("add-favorite"),), fits=spare_keys),
    "favorites": Scene((PEOPLE,), (OpenView("favorites"),)),
    "messages": Scene((Voicemail("waiting", (Mailbox(1, "subscribed", True, 2, 1),)),), (OpenView("messages"),)),
    "forward": Scene((SHAPED,), (OpenView("forward/1"),)),
    "forward-no-answer": Scene((SHAPED,), (OpenView(form_name(1, "no answer")),)),
    "dnd": Scene((Features((LineFeatures(1, dnd=True),)),), (OpenView("dnd"),)),
}

USER_PAGES = (
    "basic", "preferences", "time", "time-zone", "language", "backlight", "power-saving", "features", "status",
    "platform", "status-phone", "application-main", "status-configuration", "status-network", "tcp-ip", "status-lines",
    "line-status:1", "diagnostics", "test-hardware",
)  # fmt: skip
"""What anybody may open."""

ADMIN_PAGES = (
    "admin", "network-configuration", "server", "ethernet", "call-server", "line:1", "tls", "reset",
)  # fmt: skip
"""What opens with the administrator's password."""

MENUS = {
    "menu": Scene(events=(OpenPage("settings"),)),
    "form": Scene(events=(OpenPage("advanced", "user"),)),
    **{page.replace(":", "-"): Scene(events=(OpenPage(page),)) for page in USER_PAGES},
    "background": Scene(events=(OpenPage("background"),), fits=colored),
    "ring-type": Scene(events=(OpenView("ring-type"),)),
    "warnings": Scene((Power(state="running", link=False),), (OpenView("warnings"),)),
    "ping": Scene(events=(OpenView("ping"), TextTyped("pbx.example"))),
    "test-keypad": Scene((Menus(tested="5"),), (OpenView("test-keypad"),)),
    "advanced": Scene((Menus(unlocked="admin"),), (OpenPage("advanced", "user"),)),
    "choose": Scene(events=(OpenView("choose/time/1"),)),
    "edit": Scene((Menus(unlocked="admin"),), (OpenView("edit/server/1"), TextTyped("boot.example"))),
    "confirm": Scene((Menus(unlocked="admin"),), (OpenView("confirm/reboot"),)),
    "absent": Scene(events=(OpenView("absent/test-hardware/0"),)),
    "user-password": Scene((Menus(unlocked="user"),), (OpenView("change-password/user"),)),
    **{page.replace(":", "-"): Scene((Menus(unlocked="admin"),), (OpenPage(page, "admin"),)) for page in ADMIN_PAGES},
}

SCENES: dict[str, Scene] = {**LISTS, **MENUS}
"""By name of the picture."""
