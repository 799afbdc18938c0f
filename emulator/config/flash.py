"""Device parameters: values that live in flash, and the two switches that let a file change them."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from emulator.config.catalogue import find
from emulator.config.files import ParameterFile, Setting
from emulator.config.findings import Finding, finding

PREFIX = "device."
SWITCH = ".set"


class FlashChanges(msgspec.Struct, frozen=True):
    """What configuration files ask a phone to write into its flash, and where they do."""

    values: dict[str, str]
    findings: tuple[Finding, ...]
    settings: dict[str, Setting] = {}


def flash_changes(files: Iterable[ParameterFile]) -> FlashChanges:
    """The device parameters to write, of files in order of precedence, highest first.

    A value is taken only if its own `.set` and device.set are both 1, in whatever files they stand (CX5100
    administrator guide, page 46). Empty and invalid values leave the flash as it is. A device.set of 0 is meant so:
    it keeps what was written once, and nothing is reported.
    """
    device: dict[str, Setting] = {}
    for file in files:
        for name, setting in file.settings.items():
            if name.startswith(PREFIX):
                device.setdefault(name, setting)
    values: dict[str, str] = {}
    findings: list[Finding] = []
    enabled = _is_on(device, "device.set")
    for name, setting in device.items():
        if name.endswith(SWITCH):
            continue
        if enabled and (_is_on(device, name + SWITCH) or _is_on(device, _whole(name) + SWITCH)):
            parameter = find(name)
            value = parameter.read(setting.value).value if parameter else None
            if value:
                values[name] = value
        elif setting.value and ("device.set" not in device or enabled):
            findings.append(_unswitched(name, setting, enabled))
    return FlashChanges(values, tuple(findings), {name: device[name] for name in values})


def _whole(name: str) -> str:
    """What a part of a certificate belongs to: certificate and key have one switch (UCS 4.0 administrator guide)."""
    return name.rpartition(".")[0] if ".customDeviceCert" in name else name


def _is_on(device: dict[str, Setting], name: str) -> bool:
    return name in device and device[name].value == "1"


def _unswitched(name: str, setting: Setting, enabled: bool) -> Finding:
    needed = f"{name}{SWITCH}" if enabled else "device.set"
    return finding(
        "set-companion-missing",
        f"{name} has no effect unless {needed} is 1",
        setting.file,
        setting.line,
        setting.column,
        parameter=name,
        suggestion=f'{needed}="1"',
    )
