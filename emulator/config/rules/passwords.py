"""Passwords that everybody knows or can read."""

from __future__ import annotations

from collections.abc import Iterator

from emulator.config.catalogue import find, is_secret
from emulator.config.files import ParameterFile
from emulator.config.findings import Finding, finding
from emulator.config.rules.spot import Spot, Subject

FACTORY = {"device.auth.localAdminPassword": "456", "device.auth.localUserPassword": "123"}
_PLAIN = frozenset({"HTTP", "FTP", "TFTP"})


def check_default(spot: Spot) -> Iterator[Finding]:
    """The password is not the one that phones leave the factory with (UCS 4.0 administrator guide)."""
    if spot.value == FACTORY[spot.name]:
        yield spot.found("default-password", f"{spot.name} is the password that every phone has from the factory")


def check_transfer(subject: Subject) -> Iterator[Finding]:
    """Passwords come to the phone encrypted."""
    scheme = subject.plain or _own_scheme(subject)
    if not scheme:
        return
    for file in subject.files:
        name = _password(file)
        if name:
            place = file.settings[name]
            message = f"{name} is fetched in clear: phones load this file by {scheme.upper()}"
            yield finding("credentials-in-clear", message, file.name, place.line, place.column, parameter=name)


def _own_scheme(subject: Subject) -> str:
    """The plain scheme by which these very files tell the phone to load them."""
    configuration = subject.configuration
    if configuration.origin("device.prov.serverType").layer != "flash":
        return ""
    if "://" in configuration.text("device.prov.serverName"):
        return ""
    kind = configuration.choice("device.prov.serverType")
    return kind if kind in _PLAIN else ""


def _password(file: ParameterFile) -> str:
    secrets = (name for name, setting in file.settings.items() if setting.value and is_secret(name) and find(name))
    return next(secrets, "")
