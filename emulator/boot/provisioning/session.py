"""Who asks which server: worked out from what the phone knows when a conversation begins."""

from __future__ import annotations

from typing import Any

import msgspec

from emulator.boot.address import boot_server
from emulator.boot.model import Provisioning
from emulator.boot.provisioning.assemble import device_settings, kept_master
from emulator.boot.provisioning.fetching import Session
from emulator.kernel.slices import Step
from emulator.network.model import Network, found_server


def session_of(step: Step[Any], stage: str) -> Session | None:
    """Who asks which server, None without a server address."""
    before = remembered(step)
    server = boot_server(device_settings(before), found_server(step.phone))
    return Session(before.configuration.identity, step.profile, server, stage) if server else None


def remembered(step: Step[Any]) -> Provisioning:
    """What the phone knows of its provisioning, with the device settings that a redirect service has just named."""
    before = step.phone[Provisioning]
    return msgspec.structs.replace(before, device={**before.device, **step.phone[Network].redirected})


def log_directory(step: Step[Any]) -> str:
    """Where the last good master file wants logs."""
    master = kept_master(step.phone[Provisioning])
    return master.logs if master else ""
