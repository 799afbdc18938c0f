"""The scenes of calls: dialing, ringing, talking, holding, conferring, and the end."""

from __future__ import annotations

from msgspec.structs import replace

from emulator.accessories.model import Accessories
from emulator.audio.model import Audio, VolumeKey
from emulator.calls.model import FORWARD_FORM, URL_FORM, Call, Calls
from emulator.calls.parties import MANAGE
from emulator.display.model import OpenView, TextTyped
from tests.ui.props import FIRST, HELD, IN, OTHER_LINE, OUT, PARTIES, RINGING, TARGET
from tests.ui.stage import Scene, barred, having

DIALING = Call(1, 1, "out", "dialing")
PLACED = Call(1, 1, "out", "proceeding", number="1003", name="Carol Smith")
OVER = replace(OUT, state="ended", ended_at=60_000_000)
QUEUE = (OUT, *(replace(HELD, id=number, number=f"10{number:02}", name="") for number in range(2, 9)))
HANDSET, SPEAKER = Audio(state="handset", lifted=True), Audio(state="speaker")
REFUSED = replace(PLACED, state="ended", code=486, reason="Busy Here", ended_at=60_000_000)

PLACING = {
    "dial-tone": Scene((Calls(calls=(DIALING,)), HANDSET)),
    "dialer": Scene((Calls(calls=(DIALING,), digits="100"), SPEAKER)),
    "url": Scene((Calls(calls=(DIALING,)), SPEAKER), (OpenView(URL_FORM), TextTyped("carol@pbx.example"))),
    "proceeding": Scene((Calls(calls=(PLACED,)), HANDSET)),
    "ringback": Scene((Calls(calls=(replace(PLACED, state="ringing"),)), HANDSET)),
    "refused": Scene((Calls(calls=(REFUSED,)), HANDSET)),
}

COMING = {
    "incoming": Scene((Calls(calls=(IN,)),)),
    "call-waiting": Scene((Calls(calls=(OUT, IN), selected=1), HANDSET), fits=barred),
    "forward-call": Scene((Calls(calls=(IN,)),), (OpenView(FORWARD_FORM), TextTyped("1004"))),
    "silenced": Scene((Calls(calls=(replace(IN, silenced=True),), selected=3),)),
}

TALKING = {
    "active": Scene((Calls(calls=(OUT,)), Audio(state="speaker", muted=True))),
    "active-headset": Scene(
        (Calls(calls=(OUT,)), Audio(state="headset", headset=True), Accessories(("handset", "headset"))),
        fits=having("headset"),
    ),
    "volume": Scene((Calls(calls=(OUT,)), HANDSET), (VolumeKey(1),)),
    "held": Scene((Calls(calls=(HELD,)),)),
    "held-remotely": Scene((Calls(calls=(replace(OUT, state="remote-held", remote_hold=True),)), HANDSET)),
    "ended": Scene((Calls(calls=(OVER,)), HANDSET)),
    "calls": Scene((Calls(calls=(OUT, HELD, replace(IN, windowed=True)), selected=1), HANDSET)),
    "many-calls": Scene((Calls(calls=QUEUE, selected=5), HANDSET), fits=lambda profile: profile.calls >= 8),
    "calls-of-lines": Scene((Calls(calls=(OUT, OTHER_LINE), selected=1), HANDSET), fits=lambda p: p.registrations >= 3),
    "lines-in-call": Scene(
        (Calls(calls=(OUT, HELD), selected=1), HANDSET),
        (OpenView("lines"),),
        fits=lambda profile: profile.display.layout != "ccx",
    ),
    "home-in-call": Scene(
        (Calls(calls=(OUT, HELD), selected=1), HANDSET),
        (OpenView("home"),),
        fits=lambda profile: profile.display.layout == "ccx",
    ),
    "transfer": Scene((Calls(calls=(FIRST, TARGET)), HANDSET)),
    "transfer-ringing": Scene((Calls(calls=(FIRST, RINGING), selected=2), HANDSET)),
    "conference": Scene((Calls(calls=PARTIES, conference=(1, 2), selected=1), HANDSET)),
    "manage": Scene((Calls(calls=PARTIES, conference=(1, 2), selected=1), HANDSET), (OpenView(MANAGE),)),
}

SCENES: dict[str, Scene] = {**PLACING, **COMING, **TALKING}
"""By name of the picture."""
