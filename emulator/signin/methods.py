"""The methods by which somebody may sign in: those that can be used on this phone, in this network, just now."""

from __future__ import annotations

import csv
from functools import cache

import msgspec

from emulator.boot.model import config
from emulator.btoe.model import available
from emulator.display.model import OpenView, Scene
from emulator.kernel.data import read_data
from emulator.kernel.state import Event
from emulator.signin.account import web_server
from emulator.signin.events import SignInByPc, SignInByWeb
from emulator.signin.model import FORMS, Method

KINDS: dict[str, tuple[Method, ...]] = {
    "usernameAndPassword": ("user", "pc"),
    "extensionAndPIN": ("pin",),
    "onlineCredentials": ("web",),
}
"""What reg.x.auth.loginCredentialType leaves of the methods; any other value leaves all."""

WITHOUT_PIN = ("VVX_1500",)
"""Models on which nobody can sign in by PIN (remembered)."""


class Entry(msgspec.Struct, frozen=True):
    """One row: how a method is called on a family of models, or on those that no other row is for."""

    method: Method
    label: str
    family: str
    sure: str


@cache
def _entries() -> tuple[Entry, ...]:
    rows = csv.DictReader(read_data("signin/methods.csv").decode().splitlines())
    return tuple(msgspec.convert(list(rows), list[Entry]))


def usable(scene: Scene) -> tuple[Method, ...]:
    """The methods, in the order of the list."""
    settings = config(scene.phone)
    known = KINDS.get(settings.choice("reg.1.auth.loginCredentialType"), ("user", "pin", "pc", "web"))
    pin = settings.flag("reg.1.auth.usePinCredentials") and scene.profile.token not in WITHOUT_PIN
    conditions: dict[Method, bool] = {
        "user": settings.flag("reg.1.auth.useLoginCredentials"),
        "pin": pin and bool(web_server(scene.phone)),
        "pc": available(scene.phone),
        "web": settings.flag("feature.webSignIn.enabled"),
    }
    return tuple(method for method, holds in conditions.items() if holds and method in known)


def offered(scene: Scene) -> list[tuple[str, Event]]:
    """Label and intent of each."""
    return [(label_of(scene, method), _intents()[method]) for method in usable(scene)]


def label_of(scene: Scene, method: Method) -> str:
    """How a method is called on this model."""
    families = scene.profile.family, ""
    return next(each.label for each in _entries() if each.method == method and each.family in families)


def _intents() -> dict[Method, Event]:
    return {
        "user": OpenView(f"{FORMS}/user"),
        "pin": OpenView(f"{FORMS}/pin"),
        "pc": SignInByPc(),
        "web": SignInByWeb(),
    }
