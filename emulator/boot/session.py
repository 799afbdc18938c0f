"""Who asks which server: worked out from what the phone knows when a conversation begins."""

from __future__ import annotations

from typing import Any

from emulator.boot.address import boot_server
from emulator.boot.assemble import device_settings, kept_master
from emulator.boot.fetching import Session
from emulator.boot.model import Provisioning
from emulator.kernel.slices import Step


def session_of(step: Step[Any], stage: str) -> Session | None:
    """Who asks which server, None without a server address."""
    before = step.phone[Provisioning]
    server = boot_server(device_settings(before))
    return Session(before.configuration.identity, step.profile, server, stage) if server else None


def log_directory(step: Step[Any]) -> str:
    """Where the last good master file wants logs."""
    master = kept_master(step.phone[Provisioning])
    return master.logs if master else ""
