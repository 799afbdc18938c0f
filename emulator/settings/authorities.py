"""Custom CA Certificates: installed from a server after a look at the fingerprint, and deleted again."""

from __future__ import annotations

import base64
import hashlib

from emulator.boot.model import ChangeSettings, config
from emulator.boot.orders import Fetch
from emulator.config.certificate import CertificateError, read_certificates
from emulator.config.pem import as_pem
from emulator.display.entry import typed
from emulator.display.model import Field, GoBack, Noticed, OpenView, Scene, Screen, SoftKey, Text
from emulator.kernel.slices import Flow, Step
from emulator.settings.model import (
    FINGERPRINT,
    AcceptAuthority,
    AuthorityFetched,
    DeleteAuthority,
    FetchAuthority,
    Menus,
    authority_place,
)

PLACES = (1, 2)
"""The numbers of the platform's authorities."""

FAILED = "Download Failed"
_LARGEST = 1 << 16
_CANCEL = SoftKey("Cancel", GoBack())


def fingerprint(certificate: str) -> str:
    """The MD5 fingerprint of a certificate in PEM, as the phone writes it; empty for none."""
    body = "".join(line for line in as_pem(certificate).splitlines() if "-----" not in line)
    try:
        der = base64.b64decode(body, validate=True)
    except ValueError:
        return ""
    return hashlib.md5(der, usedforsecurity=False).digest().hex(":").upper() if der else ""


def _is_certificate(text: str) -> bool:
    try:
        return bool(read_certificates(text))
    except CertificateError:
        return False


def _common_name(certificate: str) -> str:
    return read_certificates(certificate)[0].name if _is_certificate(certificate) else ""


def described(certificate: str) -> str:
    """Whose certificate it is, by its common name or its fingerprint; None if there is no certificate."""
    return _common_name(certificate) or fingerprint(certificate) or "None"


def _install(scene: Scene, about: str) -> Screen:
    """The address to fetch a certificate from."""
    name = f"install-ca/{about}"
    field = Field("URL", "", name="url", kind="address")
    fetch = FetchAuthority(int(about), typed(scene.phone, name, field))
    return Screen(name, "Install", (field,), (SoftKey("Enter", fetch), _CANCEL), {"Select": fetch})


def _accept(scene: Scene, about: str) -> Screen:
    """The fingerprint of what has come."""
    certificate = scene.phone[Menus].authority
    text = Text(("MD5 Fingerprint", *_halves(fingerprint(certificate)), "", _common_name(certificate)))
    actions = (SoftKey("Accept", AcceptAuthority(int(about))), SoftKey("Reject", GoBack()))
    return Screen(f"{FINGERPRINT}/{about}", "Install", (text,), actions)


def _halves(text: str) -> tuple[str, str]:
    return text[:24], text[24:]


def _delete(_: Scene, about: str) -> Screen:
    question = Text(("Are you sure?",), style="strong")
    actions = (SoftKey("Yes", DeleteAuthority(int(about))), SoftKey("No", GoBack()))
    return Screen(f"delete-ca/{about}", "Delete", (question,), actions)


DRAWERS = {"install-ca": _install, FINGERPRINT: _accept, "delete-ca": _delete}
"""The screens, by the name under which menus open them."""


def fetch(step: Step[Menus]) -> None:
    """Ask the server for a certificate."""
    version = config(step.phone).identity.version or step.profile.firmware
    agent = f"FileTransport {step.profile.agent}/{version} Type/Application"
    request = Fetch(method="GET", url=step.event.url.strip(), agent=agent, limit=_LARGEST)
    step.begin("menus/authority", _fetching(step.event.number, request))


def _fetching(number: int, request: Fetch) -> Flow:
    answer = yield request
    text = answer.body.decode("ascii", "replace") if answer.status == 200 and not answer.fault else ""
    return AuthorityFetched(number, as_pem(text) if _is_certificate(text) else "")


def take(step: Step[Menus]) -> None:
    """Let the user see whose it is, or say that there is none."""
    step.change(authority=step.event.certificate)
    if step.event.certificate:
        step.tell(OpenView(f"{FINGERPRINT}/{step.event.number}", instead=True))
    else:
        step.tell(Noticed(FAILED))


def accept(step: Step[Menus]) -> None:
    """Trust the authority from now on."""
    if step.own.authority:
        step.tell(ChangeSettings({authority_place(step.event.number): step.own.authority}))
        step.change(authority="")
    step.tell(GoBack())


def delete(step: Step[Menus]) -> None:
    """Forget the authority."""
    step.tell(ChangeSettings({authority_place(step.event.number): None}))
    step.tell(GoBack())
