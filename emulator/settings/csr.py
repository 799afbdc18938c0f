"""Generate CSR: a request to certify a key of the phone's own, on its way to the boot server as <MAC>.csr.

The key stays in flash, in a place for device credentials that is free; the certificate is installed there without one.
"""

from __future__ import annotations

from emulator.boot.model import ChangeSettings, config
from emulator.boot.orders import UploadFile
from emulator.display.entry import typed
from emulator.display.model import Field, GoBack, Noticed, Scene, Screen, SoftKey
from emulator.kernel.slices import Flow, Step
from emulator.kernel.state import State
from emulator.settings.model import CERTIFICATES, CsrReady, GenerateCsr, Menus, Nameplate
from emulator.settings.orders import MakeCsr

NAME = "csr"

FIELDS = ("Common Name", "Organization", "Email Address", "Country", "State")
"""What the request says of its owner (phrases of UCS 4.0)."""

FULL, FAILED = "Resources full.", "CSR could not be generated"


def form(scene: Scene, _: str) -> Screen:
    """Whose certificate it is to be; by itself the phone's, by its MAC address."""
    mac = scene.phone[Nameplate].mac.upper()
    places = tuple(Field(prompt, "" if place else mac, name=prompt) for place, prompt in enumerate(FIELDS))
    names = {place.name: typed(scene.phone, NAME, place).strip() for place in places}
    generate = GenerateCsr({prompt: name for prompt, name in names.items() if name})
    keys = (SoftKey("Generate", generate), SoftKey("Cancel", GoBack()))
    return Screen(NAME, "Generate CSR", places, keys, {"Select": generate})


def generate(step: Step[Menus]) -> None:
    """Have it made, if there is a place for its key."""
    if free(step.phone):
        step.begin("menus/csr", _making(step.event.names))
    else:
        step.tell(Noticed(FULL))


def free(phone: State) -> str:
    """The first place for device credentials that has no certificate; empty for none."""
    places = (place for place in CERTIFICATES if place.startswith("device"))
    return next((place for place in places if not config(phone).text(CERTIFICATES[place][0])), "")


def _making(names: dict[str, str]) -> Flow:
    answer = yield MakeCsr(names=names)
    return CsrReady(answer.request_pem, answer.key_pem)


def send(step: Step[Menus]) -> None:
    """Send the request."""
    if step.event.request_pem:
        step.change(key=step.event.key_pem)
        step.tell(UploadFile(_file(step.phone), step.event.request_pem.encode()))
    else:
        step.tell(Noticed(FAILED))


def keep(step: Step[Menus]) -> None:
    """Keep the key of a request that has arrived; without one it is of no use."""
    name, place = _file(step.phone), free(step.phone)
    if step.event.name != name:
        return
    if step.event.fault or not place:
        step.tell(Noticed(f"{name} could not be uploaded"))
    else:
        step.tell(Noticed(f"{name} uploaded"))
        step.tell(GoBack())
        step.tell(ChangeSettings({CERTIFICATES[place][1]: step.own.key}))
    step.change(key="")


def _file(phone: State) -> str:
    return f"{phone[Nameplate].mac}.csr"


DRAWERS = {NAME: form}
"""The screen, by the name under which menus open it."""
