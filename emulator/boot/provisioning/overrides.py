"""Changes made on the phone: into the override files and into flash, and in force at once where that goes."""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import quoteattr

import msgspec

from emulator.boot.logs.model import DropLog
from emulator.boot.model import Provisioning, RestartNeeded, Role, SettingsChanged, StoredFile
from emulator.boot.orders import Remember
from emulator.boot.provisioning.apply import consequence
from emulator.boot.provisioning.outbox import publish
from emulator.boot.provisioning.profile import forget_profile
from emulator.boot.tables import text
from emulator.config.files import read_parameters
from emulator.config.flash import PREFIX
from emulator.config.layers import Configuration, configure
from emulator.kernel.slices import Step

ProvisioningStep = Step[Provisioning]

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<PHONE_CONFIG>\n\t<OVERRIDES'
_OVERRIDES: tuple[Role, ...] = ("phone", "web")
_TAIL = "/>\n</PHONE_CONFIG>\n"

ALL = 1 << 30
"""Bytes of a log: more than there can be."""


def write_overrides(settings: Mapping[str, str]) -> bytes:
    """An override file, as the phone writes it (field captures: one empty element with an attribute a parameter)."""
    attributes = "".join(f"\n\t\t{name}={quoteattr(value)}" for name, value in sorted(settings.items()))
    return f"{_HEAD}{attributes}{chr(10) + chr(9) if attributes else ''}{_TAIL}".encode()


def read_overrides(file: StoredFile | None) -> dict[str, str]:
    """What an override file sets."""
    if file is None:
        return {}
    return {name: setting.value for name, setting in read_parameters(file.name, file.body).settings.items()}


def change_settings(step: ProvisioningStep) -> None:
    """Take what was set on the phone or on its web page, and let what it concerns know."""
    values = step.event.values
    ours = {name: value for name, value in values.items() if not name.startswith(PREFIX)}
    flash = {name: value for name, value in values.items() if name.startswith(PREFIX)}
    if flash:
        _write_flash(step, flash)
    if ours:
        _run_on(step, {step.event.layer: _override(step, step.event.layer, ours)})
    else:
        _run_on(step, {})


def _run_on(step: ProvisioningStep, files: Mapping[Role, bytes]) -> None:
    """Go on with these override files in place of the old ones; tell what is other, and restart where that needs it."""
    before, after = step.own.configuration, _configured(step.own, files)
    step.change(configuration=after)
    for role, body in files.items():
        publish(step, role, body)
    names, effect = consequence(before, after)
    if effect != "none":
        step.tell(RestartNeeded(text("applying"), effect == "reboot"))
    if names:
        step.tell(SettingsChanged(names))


def _override(step: ProvisioningStep, role: Role, values: Mapping[str, str | None]) -> bytes:
    """The override file with these values in it."""
    kept = next((file for file in step.own.local if file.role == role), None)
    settings = {**read_overrides(kept), **values}
    return write_overrides({name: value for name, value in settings.items() if value is not None})


def _write_flash(step: ProvisioningStep, values: Mapping[str, str | None]) -> None:
    """Device settings; what the user sets on the phone counts more than what was given for this run."""
    device = {name: value for name, value in {**step.own.device, **values}.items() if value is not None}
    given = {name: value for name, value in step.own.given.items() if name not in values}
    step.change(device=device, given=given)
    step.do(Remember("device", msgspec.json.encode(device)))


def _configured(own: Provisioning, files: Mapping[Role, bytes]) -> Configuration:
    """The configuration with these override files and the flash of now, and all other layers as they are."""
    mac = own.configuration.identity.mac
    read = {role: read_parameters(f"{mac}-{role}.cfg", body) for role, body in files.items()}
    replaced = {*read, "flash"}
    fresh = configure(
        own.configuration.identity,
        phone=read.get("phone"),
        web=read.get("web"),
        flash={**own.device, **own.given},
    )
    kept = tuple(layer for layer in own.configuration.layers if layer.kind not in replaced)
    return Configuration(own.configuration.identity, (*fresh.layers, *kept))


def reconfigured(own: Provisioning) -> Configuration:
    """The configuration with the override files that the phone has now, all other layers as they are."""
    nothing = write_overrides({})
    bodies = {role: file.body if (file := own.local_file(role)) else nothing for role in _OVERRIDES}
    return _configured(own, bodies)


def reset(step: ProvisioningStep) -> None:
    """Forget what was asked to be forgotten, and reboot."""
    what = step.event.what
    if what in ("device", "factory"):
        step.change(device={}, given={})
        step.do(Remember("device", b"{}"))
    if what in ("files", "factory"):
        step.change(kept=(), local=(), sending=(), extras=())
        step.do(Remember("configuration", b"[]"))
        step.do(Remember("local", b"[]"))
        step.do(Remember("extras", b"[]"))
        forget_profile(step)
        step.do(DropLog("app", ALL))
    for role in _CLEARED.get(what, ()):
        publish(step, role, write_overrides({}))
    step.change(configuration=_configured(step.own, {}))
    step.tell(RestartNeeded(_REASONS[what], True))


_CLEARED: dict[str, tuple[Role, ...]] = {"local": ("phone",), "web": ("web",)}
_REASONS = {
    "local": "Runtime configuration changed.",
    "web": "Runtime configuration changed.",
    "device": "Flash settings",
    "files": "Format file system",
    "factory": "Factory reset",
}
"""What the phone says while it goes down for it, in the words of its dictionary."""
