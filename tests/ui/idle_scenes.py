"""The scenes of a phone that nobody is calling with: its boot, its idle views, what it tells by itself."""

from __future__ import annotations

from emulator.accessories.model import Accessories
from emulator.audio.model import VolumeKey
from emulator.boot.model import Power
from emulator.contacts.model import CallLists
from emulator.display.model import Display, Noticed, OpenView, TurnedOver
from emulator.features.model import Features, LineFeatures
from emulator.saver.model import Saver
from emulator.usb.model import Usb
from emulator.voicemail.model import Mailbox, Voicemail
from tests.ui.props import COLLEAGUES, FORWARDED, PEOPLE
from tests.ui.stage import Scene, ccx, spare_keys, touched

BOOT = {
    "splash": Scene((Power(state="splash"),)),
    "no-network": Scene((Power(state="network", link=False),)),
    "updater": Scene((Power(state="updater", percent=40, file="sip.ld"),)),
    "starting": Scene((Power(state="starting"),)),
    "countdown": Scene((Power(state="countdown", pace="device", since=60_000_000),)),
    "about": Scene((Power(state="about"),)),
    "application": Scene((Power(state="application", percent=60, file="site.cfg"),)),
    "rebooting": Scene((Power(state="rebooting", reason="Applying configuration changes"),)),
}

LABELED = {
    "homeScreen.labelType": "Custom",
    "homeScreen.labelLocation": "BelowDate",
    "homeScreen.customLabel": "Reception Desk",
}

IDLE = {
    "idle": Scene(),
    "idle-news": Scene((CallLists(unseen=2), Voicemail("waiting", (Mailbox(1, waiting=True, new=1),)))),
    "idle-favorites": Scene((PEOPLE,), fits=spare_keys),
    "idle-dnd": Scene((Features((LineFeatures(1, dnd=True),)),)),
    "idle-forward": Scene((Features((FORWARDED,)),)),
    "idle-label": Scene(settings=LABELED, fits=lambda p: not ccx(p)),
    "link-down": Scene((Power(state="running", link=False),)),
    "ringer-volume": Scene(events=(VolumeKey(1),)),
    "home": Scene(events=(OpenView("home"),), fits=lambda p: "Home" in p.hard_keys and not ccx(p)),
    "ccx-menu": Scene(events=(OpenView("menu"),), fits=ccx),
    "notice": Scene(events=(Noticed("Login credential validation is successful."),)),
    "modules": Scene(
        (Accessories(("handset", "expansion"), pages=(0,)), COLLEAGUES), fits=lambda p: bool(p.expansions)
    ),
    "color-modules": Scene(
        (Accessories(("handset", "color-expansion"), pages=(0, 0)), COLLEAGUES),
        settings={"up.em.smartpaging.enabled": "1"},
        fits=lambda p: len(p.expansions) > 1,
    ),
    "saver": Scene(
        (Usb(present=True, pictures=("beach.jpg",)), Saver(since=0)),
        settings={"up.screenSaver.enabled": "1"},
        fits=lambda p: touched(p) and p.has("usb"),
    ),
    "asleep": Scene((Display(state="asleep"),)),
    "underside": Scene(events=(TurnedOver(True),)),
}

SCENES: dict[str, Scene] = {**BOOT, **IDLE}
"""By name of the picture."""
