"""Provisioning: what the phone takes from a boot, and its looks at the configuration while it runs."""

from __future__ import annotations

import msgspec

from emulator.boot.model import (
    CheckSync,
    ConfigurationCompared,
    Log,
    Provisioning,
    Remember,
    RestartRequested,
    ShuttingDown,
    running,
)
from emulator.boot.provision import compare
from emulator.boot.session import log_directory, session_of
from emulator.boot.tables import text
from emulator.boot.uploads import send_app_log
from emulator.calls.model import CallEnded, Calls
from emulator.kernel.machines import Machine, Row
from emulator.kernel.slices import Step

ProvisioningStep = Step[Provisioning]


def _is_running(step: ProvisioningStep) -> bool:
    return running(step.phone)


def _always_reboots(step: ProvisioningStep) -> bool:
    return _is_running(step) and step.own.configuration.flag("voIpProt.SIP.specialEvent.checkSync.alwaysReboot")


def _has_changed(step: ProvisioningStep) -> bool:
    return bool(step.event.reason)


def _no_calls(step: ProvisioningStep) -> bool:
    return all(call.state == "ended" for call in step.phone[Calls].calls)


def _look(step: ProvisioningStep) -> None:
    session = session_of(step, "Application")
    if session is None:
        step.tell(ConfigurationCompared(""))
    else:
        step.begin("provisioning/check", compare(session, step.own))


def _stop_looking(step: ProvisioningStep) -> None:
    step.abandon("provisioning/check")


def _note_reason(step: ProvisioningStep) -> None:
    step.change(reason=step.event.reason)


def _note_demand(step: ProvisioningStep) -> None:
    step.change(reason=text("update"))


def _restart_between_calls(step: ProvisioningStep) -> None:
    if _no_calls(step):
        step.tell(RestartRequested(step.own.reason))


PROVISIONING: Machine[Provisioning] = Machine(
    "provisioning",
    ("idle", "checking", "pending"),
    (
        Row(CheckSync, ("idle", "checking"), "pending", _always_reboots, _note_demand),
        Row(CheckSync, "idle", "checking", _is_running),
        Row(ConfigurationCompared, "checking", "pending", _has_changed, _note_reason),
        Row(ConfigurationCompared, "checking", "idle"),
        Row(CallEnded, "pending", None, _no_calls, _restart_between_calls),
        Row(ShuttingDown, ("checking", "pending"), "idle"),
    ),
    enter={"checking": _look, "pending": _restart_between_calls},
    leave={"checking": _stop_looking},
)
"""What a check-sync leads to: a look at the files, and a reboot once no call is up, if they have changed."""


def take_configuration(step: ProvisioningStep) -> None:
    """Run on the configuration that was read, and write into flash what of it is new."""
    event, was = step.event, step.own
    step.change(
        configuration=event.configuration,
        source=event.source,
        server=event.server,
        master=event.master,
        files=event.files,
        findings=event.findings,
        device=event.device,
        kept=event.kept,
        overrides=event.overrides,
    )
    for item, value, old in (
        ("device", event.device, was.device),
        ("configuration", event.kept, was.kept),
        ("overrides", event.overrides, was.overrides),
    ):
        if value != old:
            step.do(Remember(item, msgspec.json.encode(value)))


def send_log(step: ProvisioningStep) -> None:
    """Upload the application's log, now that the phone is up."""
    session = session_of(step, "Application")
    if session is not None:
        step.begin("provisioning/log", send_app_log(session, log_directory(step)))


def shut_down(step: ProvisioningStep) -> None:
    """Leave off looking and uploading."""
    PROVISIONING.feed(step)
    step.abandon("provisioning/log")


def complain(step: ProvisioningStep) -> None:
    """Note in the log that flash did not take an item."""
    step.do(Log("cfg", "5", f"Flash: {step.event.item} could not be saved: {step.event.error}"))
