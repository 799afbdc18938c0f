"""The scenes of a phone of Skype for Business: signing in, guests, the device lock, a paired computer, meetings."""

from __future__ import annotations

from msgspec.structs import replace

from emulator.accessories.model import Accessories
from emulator.audio.model import Audio
from emulator.btoe.model import Btoe
from emulator.btoe.wire import ClientCall
from emulator.calls.model import Call, Calls
from emulator.display.model import OpenView
from emulator.lock.model import UNLOCK, Lock
from emulator.meetings.model import MEETINGS, Meetings
from emulator.signin.model import FORMS, GUEST, SignIn
from tests.ui.props import GONE, JANE, NOBODY, OWN_LINE, OWNED, TALKS
from tests.ui.stage import Scene, ccx, pairs, skype

LYNC = {"device.baseProfile": "Lync", "feature.exchangeCalendar.enabled": "1"}
GUESTS = {**LYNC, "feature.HotDesking.enabled": "1"}
WARNED = {"feature.webSignIn.enabled": "1", **LYNC}
LOCKED = replace(GONE, state="locked", kind="device", by="user")
MANUAL = {**LYNC, "btoe.PairingMode": "Manual"}

SIGNING_IN = {
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
    "locked": Scene((OWNED, OWN_LINE, LOCKED), settings=GUESTS, fits=skype),
    "unlock": Scene((OWNED, OWN_LINE, LOCKED), (OpenView(UNLOCK),), settings=LYNC, fits=skype),
}

COMPUTER = {
    "pairing": Scene(
        (NOBODY, Btoe("code", "Manual", "gNCYoV19", attended=True), Accessories(("handset", "pc"))),
        (OpenView("btoe"),),
        settings=MANUAL,
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
            Audio(state="speaker"),
        ),
        settings=LYNC,
        fits=pairs,
    ),
    "meetings": Scene((OWNED, OWN_LINE, Meetings("listed", TALKS)), (OpenView(MEETINGS),), settings=LYNC, fits=skype),
    "dial-a-number": Scene(
        (Calls(calls=(Call(1, 1, "out", "dialing"),)), Audio(state="speaker"), OWNED, OWN_LINE),
        settings=LYNC,
        fits=ccx,
    ),
}

SCENES: dict[str, Scene] = {**SIGNING_IN, **COMPUTER}
"""By name of the picture."""
