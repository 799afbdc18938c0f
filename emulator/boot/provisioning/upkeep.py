"""Provisioning: what the phone takes from a boot, and its looks at the configuration while it runs."""

from __future__ import annotations

import msgspec

from emulator.boot.model import (
    CheckSync,
    ConfigurationCompared,
    Provisioning,
    RestartNeeded,
    RestartRequested,
    ShuttingDown,
    UpdateConfiguration,
    running,
)
from emulator.boot.orders import Log, Remember
from emulator.boot.provisioning.accounts import drop_account
from emulator.boot.provisioning.outbox import merged, send_if_allowed, send_waiting, stop_sending
from emulator.boot.provisioning.profile import end_with_reboot
from emulator.boot.provisioning.refresh import (
    look,
    must_go_down,
    note_cause,
    note_reason,
    plan_poll,
    stop_looking,
    stop_refreshing,
    take_changes,
    take_settings,
)
from emulator.boot.tables import text
from emulator.boot.timers import PollDue
from emulator.calls.model import CallEnded, Calls
from emulator.config.layers import Configuration
from emulator.kernel.machines import Machine, Row
from emulator.kernel.slices import Step

ProvisioningStep = Step[Provisioning]


def _is_running(step: ProvisioningStep) -> bool:
    return running(step.phone)


def _always_reboots(step: ProvisioningStep) -> bool:
    return _is_running(step) and step.own.configuration.flag("voIpProt.SIP.specialEvent.checkSync.alwaysReboot")


def _no_calls(step: ProvisioningStep) -> bool:
    return all(call.state == "ended" for call in step.phone[Calls].calls)


def _note_demand(step: ProvisioningStep) -> None:
    step.change(reason=text("update"), reboot=True)


def _note_restart(step: ProvisioningStep) -> None:
    reboot = step.event.reboot or (step.state == "pending" and step.own.reboot)
    step.change(reason=step.event.reason, reboot=reboot)


def _restart_between_calls(step: ProvisioningStep) -> None:
    if _no_calls(step):
        step.tell(RestartRequested(step.own.reason, step.own.reboot))


PROVISIONING: Machine[Provisioning] = Machine(
    "provisioning",
    ("idle", "checking", "pending"),
    (
        Row(CheckSync, ("idle", "checking"), "pending", _always_reboots, _note_demand),
        Row(CheckSync, "idle", "checking", _is_running, note_cause),
        Row(UpdateConfiguration, "idle", "checking", _is_running, note_cause),
        Row(PollDue, "idle", "checking", _is_running, note_cause),
        Row(CheckSync, "checking", None, None, note_cause),
        Row(UpdateConfiguration, "checking", None, None, note_cause),
        Row(ConfigurationCompared, "checking", "pending", must_go_down, note_reason),
        Row(ConfigurationCompared, "checking", "idle", None, take_changes),
        Row(RestartNeeded, ("idle", "checking", "pending"), "pending", None, _note_restart),
        Row(CallEnded, "pending", None, _no_calls, _restart_between_calls),
        Row(ShuttingDown, ("checking", "pending"), "idle"),
    ),
    enter={"checking": look, "pending": _restart_between_calls},
    leave={"checking": stop_looking},
)
"""What check-sync, the user's wish or the time of day lead to: a look at the files, and if they have changed a restart
once no call is up, or the new settings at once where that is enough."""


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
        local=merged(event.local, was.local),
        profile=event.profile,
        extras=event.extras,
    )
    for item, value, old in (
        ("device", event.device, was.device),
        ("configuration", event.kept, was.kept),
        ("local", step.own.local, was.local),
        ("extras", event.extras, was.extras),
    ):
        if value != old:
            step.do(Remember(item, msgspec.json.encode(value)))


def take_up(step: ProvisioningStep) -> None:
    """Upload what waits, now that the phone is up, and plan the next look at the files."""
    plan_poll(step)
    send_waiting(step)


def shut_down(step: ProvisioningStep) -> None:
    """Leave off looking and uploading."""
    PROVISIONING.feed(step)
    stop_sending(step)
    stop_refreshing(step)
    drop_account(step)
    end_with_reboot(step)


def poll(step: ProvisioningStep) -> None:
    """Look at the files because it is time to, and plan the next look."""
    plan_poll(step)
    PROVISIONING.feed(step)


def settings_changed(step: ProvisioningStep) -> None:
    """Follow settings that have changed while the phone runs."""
    send_if_allowed(step)
    take_settings(step)


def note_software(step: ProvisioningStep) -> None:
    """Be a phone with other software from now on."""
    identity = msgspec.structs.replace(step.own.configuration.identity, version=step.event.version)
    step.change(configuration=Configuration(identity, step.own.configuration.layers))
    step.do(Remember("software", msgspec.json.encode(step.event.version)))


def complain(step: ProvisioningStep) -> None:
    """Note in the log that flash did not take an item."""
    step.do(Log("cfg", "5", f"Flash: {step.event.item} could not be saved: {step.event.error}"))
