"""The main screens of a phone: what each phone is like whose picture is taken, and what happens to it then."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec
from msgspec.structs import replace

from emulator.accessories.model import Accessories
from emulator.audio.model import Audio
from emulator.boot.model import Power, Provisioning
from emulator.btoe.model import Btoe
from emulator.btoe.wire import ClientCall
from emulator.calls.model import Call, Calls
from emulator.calls.parties import MANAGE
from emulator.config.files import ParameterFile, Setting
from emulator.config.identity import identify
from emulator.config.layers import configure
from emulator.contacts.model import RECENT, CallLists, Contact, Directory, Record
from emulator.display.model import Display, Noticed, OpenView, TurnedOver
from emulator.display.pieces import LOW
from emulator.features.model import Features, Forwarding, LineFeatures
from emulator.kernel.profile import DeviceProfile
from emulator.kernel.state import Event, Part
from emulator.lines.model import Line, Lines, LineSettings
from emulator.lock.model import UNLOCK, Lock
from emulator.lock.model import Kept as KeptCode
from emulator.meetings.model import MEETINGS, Meeting, Meetings
from emulator.roster.model import EXCHANGE
from emulator.settings.model import OpenPage
from emulator.signin.model import FORMS, GUEST, Account, Policy, SignIn
from emulator.voicemail.model import Mailbox, Voicemail

MAC = "0004f2aabb01"
TUESDAY_10AM = 1_700_560_800
HOUR = 3_600
LINES = 6
"""How many lines a phone has in its pictures, at most."""

LONG = "Maria Magdalena Konstantinopolitanska"
OUT = Call(1, 1, "out", "connected", number="1003", name="Carol Smith", connected_at=0)
HELD = Call(2, 1, "in", "held", number="1004", name="Dave Miller", connected_at=0)
IN = Call(3, 1, "in", "offering", number="+44 20 7946 0018", name=LONG)
FIRST = replace(OUT, state="held")
TARGET = Call(2, 1, "out", "dialing", purpose="transfer", about=1)
RINGING = replace(TARGET, state="ringing", number="1004", name="Dave Miller")
PARTIES = (replace(OUT, state="conference"), replace(HELD, state="conference"))
OTHER_LINE = replace(HELD, line=3)

RECORDS = tuple(
    Record(number, "missed", 1, f"100{number}", name, 1_700_560_000 - 2 * HOUR * number)
    for number, name in enumerate(("Carol Smith", "Dave Miller", "", LONG), 1)
)
PEOPLE = Directory(
    (
        Contact("1003", "Carol", "Smith", 1, id=1),
        Contact("1004", "Dave", "Miller", 2, label="Dave", id=2),
        Contact("+44 20 7946 0018", "Maria Magdalena", "Konstantinopolitanska", id=3),
    ),
    next_id=4,
)

FORWARDED = LineFeatures(
    1, forwardings=(Forwarding("always", "1004", enabled=True), Forwarding("no answer"), Forwarding("busy"))
)
JANE = Account("jane.doe@example.com", "jdoe", "EXAMPLE", "Jane Doe", "2001")
GONE = Lock(kept=KeptCode(JANE.address, "hash"))
OWN_LINE = Lines((Line(LineSettings(1, "jane.doe@example.com", "example.com", "", "Jane Doe", ""), "registered"),))
NOBODY = Lines()
OWNED = SignIn(
    "in",
    account=JANE,
    entered=True,
    policy=Policy(lock=True),
    told={EXCHANGE: "https://mail.example.com/ews/exchange.asmx"},
)
TALKS = tuple(
    Meeting(f"{number}", subject, TUESDAY_10AM + number * HOUR, TUESDAY_10AM + (number + 1) * HOUR, place)
    for number, (subject, place) in enumerate(
        (("Weekly review", "Room 4"), ("Design of the new reception desk", "Large meeting room"), ("Lunch", "")), 1
    )
)


def always(_: DeviceProfile) -> bool:
    """Any model."""
    return True


def barred(profile: DeviceProfile) -> bool:
    """A model that shows its status bar, and so that a call is up, above titles."""
    return profile.display.rows >= LOW


def spare_keys(profile: DeviceProfile) -> bool:
    """A model with line keys that its lines leave to favorites."""
    return profile.display.layout == "ccx" or sum(profile.line_places) > min(profile.registrations, LINES)


def skype(profile: DeviceProfile) -> bool:
    """A model on which people sign in to Skype for Business by the ways of the CCX and VVX guides."""
    return profile.family in ("VVX", "CCX")


def pairs(profile: DeviceProfile) -> bool:
    """A model that a computer can be plugged into."""
    return skype(profile) and profile.has("pc-port")


class Scene(msgspec.Struct, frozen=True):
    """`parts` are what the phone is like, `events` what happens to it; `fits` says which models can show it."""

    parts: tuple[Part, ...] = ()
    events: tuple[Event, ...] = ()
    settings: Mapping[str, str] = {}
    fits: Callable[[DeviceProfile], bool] = always

    def configured(self, profile: DeviceProfile) -> Provisioning:
        """The settings of the scene, as if they stood in a file."""
        device = {name: value for name, value in self.settings.items() if name.startswith("device.")}
        others = {name: Setting(value) for name, value in self.settings.items() if name not in device}
        files = [ParameterFile("scene.cfg", settings=others)]
        return Provisioning(configure(identify(profile, MAC), files=files, flash=device), device=device)


LYNC = {"device.baseProfile": "Lync", "feature.exchangeCalendar.enabled": "1"}
GUESTS = {**LYNC, "feature.HotDesking.enabled": "1"}
WARNED = {"feature.webSignIn.enabled": "1", **LYNC}

SCENES: dict[str, Scene] = {
    "splash": Scene((Power(state="splash"),)),
    "application": Scene((Power(state="application", percent=60, file="site.cfg"),)),
    "idle": Scene(),
    "idle-news": Scene((CallLists(unseen=2), Voicemail("waiting", (Mailbox(1, waiting=True, new=1),)))),
    "idle-favorites": Scene((PEOPLE,), fits=spare_keys),
    "home": Scene(events=(OpenView("home"),), fits=lambda p: "Home" in p.hard_keys and p.display.layout != "ccx"),
    "menu": Scene(events=(OpenPage("settings"),)),
    "ccx-menu": Scene(events=(OpenView("menu"),), fits=lambda p: p.display.layout == "ccx"),
    "dialer": Scene((Calls(calls=(Call(1, 1, "out", "dialing"),), digits="100"), Audio(state="speaker"))),
    "dial-a-number": Scene(
        (Calls(calls=(Call(1, 1, "out", "dialing"),)), Audio(state="speaker"), OWNED, OWN_LINE),
        settings=LYNC,
        fits=lambda p: p.display.layout == "ccx",
    ),
    "incoming": Scene((Calls(calls=(IN,)),)),
    "call-waiting": Scene((Calls(calls=(OUT, IN), selected=1), Audio(state="handset")), fits=barred),
    "active": Scene((Calls(calls=(OUT,)), Audio(state="speaker", muted=True))),
    "active-headset": Scene(
        (Calls(calls=(OUT,)), Audio(state="headset", headset=True), Accessories(("handset", "headset"))),
        fits=lambda p: p.has("headset"),
    ),
    "held": Scene((Calls(calls=(HELD,)),)),
    "calls": Scene((Calls(calls=(OUT, HELD, replace(IN, windowed=True)), selected=1),)),
    "calls-of-lines": Scene((Calls(calls=(OUT, OTHER_LINE), selected=1),), fits=lambda p: p.registrations >= 3),
    "lines-in-call": Scene((Calls(calls=(OUT, HELD), selected=1),), (OpenView("lines"),)),
    "transfer": Scene((Calls(calls=(FIRST, TARGET)), Audio(state="handset"))),
    "transfer-ringing": Scene((Calls(calls=(FIRST, RINGING), selected=2), Audio(state="handset"))),
    "conference": Scene((Calls(calls=PARTIES, conference=(1, 2), selected=1), Audio(state="handset"))),
    "manage": Scene((Calls(calls=PARTIES, conference=(1, 2), selected=1),), (OpenView(MANAGE),)),
    "notice": Scene(events=(Noticed("Login credential validation is successful."),)),
    "form": Scene(events=(OpenPage("advanced", "user"),)),
    "recent": Scene((CallLists(records=RECORDS),), (OpenView(f"{RECENT}/missed"),)),
    "call-details": Scene((CallLists(records=RECORDS),), (OpenView("call/4"),)),
    "directories": Scene(events=(OpenView("directories"),)),
    "contacts": Scene((PEOPLE,), (OpenView("contacts"),)),
    "search": Scene((PEOPLE,), (OpenView("search"),)),
    "contact": Scene((PEOPLE,), (OpenView("contact/3"),)),
    "edit-contact": Scene((PEOPLE,), (OpenView("edit-contact/3"),)),
    "favorites": Scene((PEOPLE,), (OpenView("favorites"),)),
    "forward": Scene((Features((FORWARDED,)),), (OpenView("forward/1"),)),
    "dnd": Scene((Features((LineFeatures(1, dnd=True),)),), (OpenView("dnd"),)),
    "messages": Scene((Voicemail("waiting", (Mailbox(1, "subscribed", True, 2, 1),)),), (OpenView("messages"),)),
    "modules": Scene((Accessories(("handset", "expansion"), pages=(0,)),), fits=lambda p: p.expansion is not None),
    "asleep": Scene((Display(state="asleep"),)),
    "underside": Scene(events=(TurnedOver(True),)),
    "signed-out": Scene((NOBODY,), settings=LYNC, fits=skype),
    "sign-in": Scene((NOBODY,), events=(OpenView(FORMS),), settings=WARNED, fits=skype),
    "user-credentials": Scene((NOBODY,), events=(OpenView(f"{FORMS}/user"),), settings=LYNC, fits=skype),
    "web-code": Scene(
        (NOBODY, SignIn("web", "web", web_url="https://aka.ms/sphone", web_code="C7MX4QGN2")),
        settings=WARNED,
        fits=skype,
    ),
    "signing-in": Scene((NOBODY, SignIn("authenticating", attended=True)), settings=LYNC, fits=skype),
    "set-up": Scene((replace(OWNED, setup="zone"), OWN_LINE), settings=LYNC, fits=skype),
    "create-lock-code": Scene((OWNED, OWN_LINE, Lock("creating", "device")), settings=LYNC, fits=skype),
    "signed-in": Scene((OWNED, OWN_LINE, GONE), settings=GUESTS, fits=skype),
    "guest": Scene((OWNED, OWN_LINE, GONE), (OpenView(GUEST),), settings=GUESTS, fits=skype),
    "locked": Scene(
        (OWNED, OWN_LINE, replace(GONE, state="locked", kind="device", by="user")), settings=GUESTS, fits=skype
    ),
    "unlock": Scene(
        (OWNED, OWN_LINE, replace(GONE, state="locked", kind="device", by="user")),
        (OpenView(UNLOCK),),
        settings=LYNC,
        fits=skype,
    ),
    "pairing": Scene(
        (NOBODY, Btoe("code", "Manual", "gNCYoV19", attended=True), Accessories(("handset", "pc"))),
        (OpenView("btoe"),),
        settings={**LYNC, "btoe.PairingMode": "Manual"},
        fits=pairs,
    ),
    "pc-call": Scene(
        (
            OWNED,
            OWN_LINE,
            Accessories(("handset", "pc")),
            Btoe(
                "activated",
                client=JANE.address,
                calls=(ClientCall(1, "bob@example.com", "Bob Brown", "in", "connected", "audio", 2),),
                since={1: 0},
            ),
        ),
        settings=LYNC,
        fits=pairs,
    ),
    "meetings": Scene((OWNED, OWN_LINE, Meetings("listed", TALKS)), (OpenView(MEETINGS),), settings=LYNC, fits=skype),
}
"""By name of the picture."""


def scenes(profile: DeviceProfile) -> dict[str, Scene]:
    """The scenes that a model can show."""
    return {name: scene for name, scene in SCENES.items() if scene.fits(profile)}
