"""The screens of a sign-in: the methods, their forms, progress, the web page's code, guests, pages for a new user."""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import cache

from emulator.boot.model import ChangeSettings, config
from emulator.calls.model import Calls
from emulator.display.entry import typed
from emulator.display.model import (
    Block,
    Display,
    Field,
    GoBack,
    Item,
    Items,
    Noticed,
    Rank,
    Scene,
    Screen,
    SoftKey,
    Text,
    View,
    showing,
)
from emulator.display.zones import CITY, cities, city_of
from emulator.kernel.clock import SECOND
from emulator.kernel.data import read_data
from emulator.kernel.state import Event, State
from emulator.lock.model import locked
from emulator.signin.account import LONGEST
from emulator.signin.events import (
    CancelSignIn,
    GuestStays,
    LetGuestIn,
    NextSetupPage,
    Proof,
    SignInByWeb,
    SignInWith,
    SkipSetup,
    SubmitPassword,
)
from emulator.signin.methods import label_of, offered
from emulator.signin.model import BUSY, FORMS, GUEST, SignIn, SignOut, by_web, guest, offers_guest, offers_sign_in
from emulator.signin.outcomes import outcome

ADDRESS_PROMPT = "Sign-in Address"
_CANCEL = SoftKey("Cancel", GoBack())


def chooser(scene: Scene) -> Screen:
    """The ways to sign in."""
    rows = tuple(Item(label, intent=intent) for label, intent in offered(scene))
    pick = rows[min(scene.phone[Display].picked.get(FORMS, 0), len(rows) - 1)] if rows else None
    keys = {str(number): row.intent for number, row in enumerate(rows, 1) if row.intent}
    leave = SoftKey("Cancel", SignOut()) if guest(scene.phone) else SoftKey("Back", GoBack())
    actions = (*((SoftKey("Select", pick.intent),) if pick and not scene.profile.pointed else ()), leave)
    body: tuple[Block, ...] = (Items(rows),) if rows else (Text(("No records",)),)
    return Screen(FORMS, "Sign In", body, actions, {"Back": leave.intent or GoBack(), **keys})


def user_form(scene: Scene) -> Screen:
    """Sign-in address, domain, user and password; what is known of the last user is there already."""
    settings, name = config(scene.phone), f"{FORMS}/user"
    fresh = guest(scene.phone)
    known = settings.text("reg.1.address").removeprefix("sip:") or scene.phone[SignIn].kept.address
    places = (
        Field(ADDRESS_PROMPT, "" if fresh else known, name="address", kind="address"),
        Field("Domain", "" if fresh else settings.text("device.logincred.domain"), name="domain", kind="address"),
        Field("User", "" if fresh else settings.text("device.logincred.user"), name="user", kind="address"),
        Field("Password", "", secret=True, name="password", kind="password"),
    )
    address, domain, user, password = (typed(scene.phone, name, place).strip() for place in places)
    address = address.removeprefix("sip:") or (user if "@" in user else "")
    proof = Proof("user", address, user, domain, secret=typed(scene.phone, name, places[3]))
    return _form(scene, name, label_of(scene, "user"), places, _submit(proof, complete=bool(address and password)))


def pin_form(scene: Scene) -> Screen:
    """Extension and PIN."""
    name, fresh = f"{FORMS}/pin", guest(scene.phone)
    known = "" if fresh else config(scene.phone).text("device.logincred.extension")
    places = (
        Field("Extension", known, name="extension", kind="number"),
        Field("PIN", "", secret=True, name="pin", kind="password"),
    )
    extension, pin = (typed(scene.phone, name, place).strip() for place in places)
    submit = _submit(Proof("pin", extension=extension, secret=pin), complete=bool(extension and pin))
    return _form(scene, name, label_of(scene, "pin"), places, submit)


def _submit(proof: Proof, *, complete: bool) -> Event:
    if len(proof.address) > LONGEST:
        return Noticed(outcome("too-long").text)
    return SignInWith(proof) if complete else Noticed(outcome("incomplete").text)


def _form(scene: Scene, name: str, title: str, places: tuple[Field, ...], submit: Event) -> Screen:
    actions = (SoftKey("Sign In", submit), _CANCEL)
    return Screen(name, title, places, actions, {"Select": submit})


def password_form(scene: Scene) -> Screen:
    """The password of who is signed in has changed."""
    own, place = scene.phone[SignIn], Field("Password", "", secret=True, name="password", kind="password")
    submit = SubmitPassword(typed(scene.phone, f"{FORMS}/password", place))
    who = own.account.address if own.account else ""
    if by_web(scene.phone):
        again = SoftKey("Sign In", SignInByWeb())
        words = Text((who, own.message or outcome("password-changed").text))
        return Screen(
            f"{FORMS}/password", "Web Sign-in", (words,), (again, _CANCEL), {"Select": again.intent or GoBack()}
        )
    return Screen(
        f"{FORMS}/password",
        "Sign In",
        (Text((who,)), place),
        (SoftKey("Sign In", submit), _CANCEL),
        {"Select": submit},
    )


def progress(scene: Scene) -> Screen:
    """How far it is."""
    own = scene.phone[SignIn]
    reason = (own.message,) if own.state == "waiting" else ()
    return Screen(
        "sign-in-progress",
        "Sign In",
        (Text((*reason, outcome(own.state).text)),),
        (SoftKey("Cancel", CancelSignIn()),),
        {"Back": CancelSignIn()},
    )


def web_page(scene: Scene) -> Screen:
    """The web page to visit, and the code to type there."""
    own = scene.phone[SignIn]
    if own.web_code:
        body: tuple[Block, ...] = (
            Text(("On your computer, go to", own.web_url, "and enter the code")),
            Text((own.web_code,), style="big"),
        )
    else:
        body = (Text(("Please wait...",)),)
    return Screen(f"{FORMS}/web", "Web Sign-in", body, (SoftKey("Cancel", CancelSignIn()),), {"Back": CancelSignIn()})


def guest_question(scene: Scene) -> Screen:
    """Whether a guest may take the phone over."""
    own = scene.phone[SignIn]
    who = (own.account.name or own.account.address) if own.account else ""
    question = Text((f"Sign out {who}", "and sign in as a guest?"), style="strong")
    return Screen(GUEST, "Guest", (question,), (SoftKey("Yes", LetGuestIn()), SoftKey("No", GoBack())))


def farewell(scene: Scene) -> Screen:
    """The countdown to the end of a guest's time; any key stops it."""
    ends = scene.phone[SignIn].ends_at or scene.now
    left = max(0, -(-(ends - scene.now) // SECOND))
    words = (f"You will be signed out in {left} seconds.", "Press any key to stay.")
    changes = ends - (left - 1) * SECOND if left else None
    return Screen("sign-in-farewell", "Guest", (Text(words),), (SoftKey("Stay", GuestStays()),), changes_at=changes)


# The pages for a new user


@cache
def _choices() -> dict[str, tuple[str, tuple[tuple[str, dict[str, str]], ...]]]:
    """Title and choices of each page: labels, and what they set."""
    rows = list(csv.DictReader(read_data("signin/setup.csv").decode().splitlines()))
    zones = tuple((city.label, city.settings) for city in cities())
    found = {"zone": ("Customize Time Zone", zones)}
    for page in ("time", "date"):
        mine = [row for row in rows if row["page"] == page]
        found[page] = (mine[0]["title"], tuple((row["label"], {row["parameter"]: row["value"]}) for row in mine))
    return found


def setup_page(scene: Scene) -> Screen:
    """One of the pages; Next takes what is selected, or chosen by a finger."""
    page = scene.phone[SignIn].setup
    skip = SoftKey("Skip", SkipSetup())
    if page == "welcome":
        words = Text(("Set the time zone, time format", "and date format of your phone."))
        return Screen("set-up", "Skype for Business", (words,), (SoftKey("Next", NextSetupPage()), skip))
    title, choices = _choices()[page]
    name = f"set-up/{page}"
    current = next((n for n, (_, values) in enumerate(choices) if _holds(scene.phone, values)), None)
    rows = tuple(
        Item(label, icon="chosen" if number == current else "", intent=ChangeSettings(dict(values)))
        for number, (label, values) in enumerate(choices)
    )
    picked = scene.phone[Display].picked.get(name, current or 0)
    values = {} if scene.profile.pointed else choices[min(picked, len(choices) - 1)][1]
    actions = (SoftKey("Next", NextSetupPage(values)), skip)
    return Screen(name, title, (Items(rows, current or 0),), actions)


def _holds(phone: State, values: dict[str, str]) -> bool:
    """Whether a choice is in force; a time zone may be so without having been chosen."""
    city = city_of(phone)
    known = {CITY: str(city.city)} if city else {}
    asked = {name: value for name, value in values.items() if not name.endswith(".overrideDHCP")}
    return all(known.get(name, config(phone).text(name)) == value for name, value in asked.items())


# When they show


def _state(scene: Scene) -> str:
    return scene.phone[SignIn].state


def _asking(name: str) -> Callable[[Scene], bool]:
    return lambda scene: showing(scene.phone, name) and offers_sign_in(scene.phone)


def _progresses(scene: Scene) -> bool:
    return _state(scene) in BUSY and scene.phone[SignIn].attended and not scene.phone[Calls].open


def _asks_password(scene: Scene) -> bool:
    return _state(scene) == "changed" and showing(scene.phone, f"{FORMS}/password")


def _sets_up(scene: Scene) -> bool:
    return bool(scene.phone[SignIn].setup) and not scene.phone[Calls].open and not locked(scene.phone)


VIEWS = (
    View(FORMS, Rank.MENU, _asking(FORMS), chooser),
    View(f"{FORMS}/user", Rank.MENU, _asking(f"{FORMS}/user"), user_form),
    View(f"{FORMS}/pin", Rank.MENU, _asking(f"{FORMS}/pin"), pin_form),
    View(f"{FORMS}/password", Rank.MENU, _asks_password, password_form),
    View(GUEST, Rank.MENU, lambda scene: showing(scene.phone, GUEST) and offers_guest(scene.phone), guest_question),
    View(f"{FORMS}/web", Rank.MENU + 1, lambda scene: _state(scene) == "web", web_page),
    View("set-up", Rank.MENU + 1, _sets_up, setup_page),
    View("sign-in-progress", Rank.MENU + 2, _progresses, progress),
    View("sign-in-farewell", Rank.MENU + 3, lambda scene: scene.phone[SignIn].ends_at is not None, farewell),
)
"""The views of the sign-in; those that show by themselves stand over those that are opened."""
