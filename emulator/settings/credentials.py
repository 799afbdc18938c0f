"""Custom certificates: installed from a server after a look at the fingerprint, and deleted again.

Those of authorities come alone, the phone's own ones with their keys.
"""

from __future__ import annotations

import base64
import hashlib
import re

from emulator.boot.model import ChangeSettings, config
from emulator.boot.orders import Fetch
from emulator.config.certificate import CertificateError, read_certificates
from emulator.config.pem import as_pem
from emulator.display.entry import typed
from emulator.display.model import Field, GoBack, Noticed, OpenView, Scene, Screen, SoftKey, Text
from emulator.kernel.slices import Flow, Step
from emulator.settings.model import (
    CERTIFICATES,
    AcceptCertificate,
    CertificateFetched,
    DeleteCertificate,
    FetchCertificate,
    Menus,
)

FAILED = "Download Failed"
_LARGEST = 1 << 16
_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?-----END [A-Z ]*PRIVATE KEY-----\s*", re.DOTALL)
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


def _install(scene: Scene, place: str) -> Screen:
    """The address to fetch a certificate from."""
    name = f"install/{place}"
    field = Field("URL", "", name="url", kind="address")
    fetch = FetchCertificate(place, typed(scene.phone, name, field))
    return Screen(name, "Install", (field,), (SoftKey("Enter", fetch), _CANCEL), {"Select": fetch})


def _accept(scene: Scene, place: str) -> Screen:
    """The fingerprint of what has come."""
    certificate, _ = split(scene.phone[Menus].certificate)
    halves = fingerprint(certificate)[:24], fingerprint(certificate)[24:]
    text = Text(("MD5 Fingerprint", *halves, "", _common_name(certificate)))
    actions = (SoftKey("Accept", AcceptCertificate(place)), SoftKey("Reject", GoBack()))
    return Screen(f"accept/{place}", "Install", (text,), actions)


def _delete(_: Scene, place: str) -> Screen:
    question = Text(("Are you sure?",), style="strong")
    actions = (SoftKey("Yes", DeleteCertificate(place)), SoftKey("No", GoBack()))
    return Screen(f"delete/{place}", "Delete", (question,), actions)


DRAWERS = {"install": _install, "accept": _accept, "delete": _delete}
"""The screens, by the name under which menus open them."""


def split(pem: str) -> tuple[str, str]:
    """Certificates and key of a text that holds both."""
    key = _KEY.search(pem)
    return _KEY.sub("", pem), key[0] if key else ""


def fetch(step: Step[Menus]) -> None:
    """Ask the server for a certificate."""
    version = config(step.phone).identity.version or step.profile.firmware
    agent = f"FileTransport {step.profile.agent}/{version} Type/Application"
    request = Fetch(method="GET", url=step.event.url.strip(), agent=agent, limit=_LARGEST)
    keyed = any(config(step.phone).text(name) for name in CERTIFICATES.get(step.event.place, ())[1:])
    step.begin("menus/certificate", _fetching(step.event.place, request, keyed=keyed))


def _fetching(place: str, request: Fetch, *, keyed: bool) -> Flow:
    """The phone's own come with their key, unless that is here already (Generate CSR)."""
    answer = yield request
    text = answer.body.decode("ascii", "replace") if answer.status == 200 and not answer.fault else ""
    certificate, key = split(text)
    own = len(CERTIFICATES[place]) > 1
    whole = _is_certificate(certificate) and (own if key else keyed or not own)
    return CertificateFetched(place, as_pem(certificate) + as_pem(key) * bool(key) if whole else "")


def take(step: Step[Menus]) -> None:
    """Let the user see whose it is, or say that there is none."""
    step.change(certificate=step.event.pem)
    if step.event.pem:
        step.tell(OpenView(f"accept/{step.event.place}", instead=True))
    else:
        step.tell(Noticed(FAILED))


def accept(step: Step[Menus]) -> None:
    """Use the certificate from now on."""
    if step.own.certificate:
        parts = split(step.own.certificate)
        names = zip(CERTIFICATES[step.event.place], parts, strict=False)
        step.tell(ChangeSettings({name: part for name, part in names if part}))
        step.change(certificate="")
    step.tell(GoBack())


def delete(step: Step[Menus]) -> None:
    """Forget the certificate."""
    step.tell(ChangeSettings(dict.fromkeys(CERTIFICATES[step.event.place])))
    step.tell(GoBack())
