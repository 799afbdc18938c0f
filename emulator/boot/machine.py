"""The boot as tables: power and its stages, and the looks at the configuration while the phone runs."""

from __future__ import annotations

from typing import Any

import msgspec

from emulator.boot.address import boot_server
from emulator.boot.assemble import device_settings, kept_master
from emulator.boot.fetching import Session
from emulator.boot.model import (
    STAGES,
    CancelBoot,
    CheckSync,
    ConfigurationCompared,
    ConfigurationRead,
    LeaveAbout,
    Log,
    OpenLog,
    Power,
    PowerOn,
    Progressed,
    Provisioning,
    ProvisioningFailed,
    Ready,
    Remember,
    RememberFailed,
    RestartRequested,
    ShowAbout,
    ShuttingDown,
    StageEntered,
    StageOver,
    StartNow,
    running,
)
from emulator.boot.provision import compare, provision
from emulator.boot.tables import line, pause
from emulator.boot.uploads import send_app_log, update
from emulator.calls.model import CallEnded, Calls
from emulator.display.model import Noticed, Plugged
from emulator.kernel.machines import ANY, Machine, Row
from emulator.kernel.slices import Slice, Step

PowerStep = Step[Power]
ProvisioningStep = Step[Provisioning]

_LOADED = 100
"""Percent: the configuration has been read."""


def session_of(step: Step[Any], stage: str) -> Session | None:
    """Who asks which server, None without a server address."""
    before = step.phone[Provisioning]
    server = boot_server(device_settings(before))
    return Session(before.configuration.identity, step.profile, server, stage) if server else None


def _log_directory(step: Step[Any]) -> str:
    master = kept_master(step.phone[Provisioning])
    return master.logs if master else ""


# Power


def _due(step: PowerStep) -> bool:
    return bool(step.event.stage == step.state)


def _reboots(step: PowerStep) -> bool:
    return _due(step) and step.own.reboot


def _is_lan(step: PowerStep) -> bool:
    return bool(step.event.what == "lan" and step.event.present != step.own.link)


def _is_lan_before_configuration(step: PowerStep) -> bool:
    return _is_lan(step) and step.own.percent < _LOADED


def _must_restart(step: PowerStep) -> bool:
    return bool(step.event.restart)


def _wait(step: PowerStep, seconds: float) -> None:
    over = StageOver(step.state)
    if seconds:
        step.arm("power/stage", seconds, over)
    else:
        step.tell(over)


def _pause(step: PowerStep) -> float:
    return pause(step.state, step.own.pace)


def _begin_stage(step: PowerStep) -> None:
    step.change(since=step.now, percent=0, file="")
    step.tell(StageEntered(step.state))


def _end_stage(step: PowerStep) -> None:
    step.disarm("power/stage")
    step.abandon("power/stage")


def _enter_splash(step: PowerStep) -> None:
    _begin_stage(step)
    step.change(boots=step.own.boots + 1, message="")
    identity, profile = step.phone[Provisioning].configuration.identity, step.profile
    step.do(OpenLog("boot", fresh=True))
    step.do(line("first"))
    step.do(line("gmt"))
    step.do(line("model", model=profile.name, part=identity.part_number or profile.part_number))
    step.do(line("address", mac=identity.mac))
    step.do(line("updater", version=profile.updater))
    _wait(step, _pause(step))


def _enter_network(step: PowerStep) -> None:
    _begin_stage(step)
    if step.own.link:
        _wait(step, _pause(step))
    else:
        step.do(line("link-down"))


def _enter_updater(step: PowerStep) -> None:
    _begin_stage(step)
    if step.own.link:
        step.begin("power/stage", update(session_of(step, "Updater"), _log_directory(step), _pause(step)))
    else:
        step.do(line("link-down"))


def _enter_pause(step: PowerStep) -> None:
    _begin_stage(step)
    _wait(step, _pause(step))


def _enter_application(step: PowerStep) -> None:
    _begin_stage(step)
    step.change(message="")
    if step.own.link:
        step.begin("power/stage", provision(session_of(step, "Application"), step.phone[Provisioning]))
    else:
        step.do(line("link-down"))


def _enter_running(step: PowerStep) -> None:
    _begin_stage(step)
    step.tell(Ready())
    if step.own.message:
        step.tell(Noticed(step.own.message, 10.0))


def _enter_rebooting(step: PowerStep) -> None:
    _begin_stage(step)
    step.tell(ShuttingDown(step.own.reason))
    _wait(step, _pause(step))


def _settle(step: PowerStep) -> None:
    """The configuration is there: some time passes before the phone is ready, more if there is something to say."""
    event = step.event
    step.change(percent=_LOADED, file="", message=event.message)
    if event.fault:
        step.tell(ProvisioningFailed(event.fault, event.message))
    _wait(step, _pause(step) + (pause("message", step.own.pace) if event.message else 0))


def _note_restart(step: PowerStep) -> None:
    step.change(reason=step.event.reason, reboot=step.event.reboot)


def _note_device_changes(step: PowerStep) -> None:
    step.change(reason=step.event.restart, reboot=True)


def _note_link(step: PowerStep) -> None:
    step.change(link=step.event.present)
    if step.event.present:
        step.do(line("link-up"))


def _note_progress(step: PowerStep) -> None:
    step.change(file=step.event.file, percent=step.event.percent)


POWER: Machine[Power] = Machine(
    "power",
    (
        "off", "splash", "network", "updater", "starting", "countdown", "about", "application", "running",
        "rebooting",
    ),
    (
        Row(PowerOn, "off", "splash"),
        Row(StageOver, "splash", "network", _due),
        Row(StageOver, "network", "updater", _due),
        Row(StageOver, "updater", "starting", _due),
        Row(StageOver, "starting", "application", _due),
        Row(CancelBoot, "starting", "countdown"),
        Row(StageOver, "countdown", "application", _due),
        Row(StartNow, "countdown", "application"),
        Row(ShowAbout, "countdown", "about"),
        Row(LeaveAbout, "about", "countdown"),
        Row(ConfigurationRead, "application", "rebooting", _must_restart, _note_device_changes),
        Row(ConfigurationRead, "application", None, None, _settle),
        Row(StageOver, "application", "running", _due),
        Row(RestartRequested, "running", "rebooting", None, _note_restart),
        Row(StageOver, "rebooting", "splash", _reboots),
        Row(StageOver, "rebooting", "application", _due),
        Row(Plugged, "network", "network", _is_lan, _note_link),
        Row(Plugged, "updater", "updater", _is_lan, _note_link),
        Row(Plugged, "application", "application", _is_lan_before_configuration, _note_link),
        Row(Plugged, ANY, None, _is_lan, _note_link),
        Row(Progressed, ("updater", "application"), None, None, _note_progress),
    ),
    enter={
        "splash": _enter_splash,
        "network": _enter_network,
        "updater": _enter_updater,
        "starting": _enter_pause,
        "countdown": _enter_pause,
        "about": _begin_stage,
        "application": _enter_application,
        "running": _enter_running,
        "rebooting": _enter_rebooting,
    },
    leave=dict.fromkeys((*STAGES, "running"), _end_stage),
)  # fmt: skip
"""From the plug to the home screen. Without a link, network, updater and application wait until it is back."""


# Provisioning


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
    step.change(reason="")


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


def _take_configuration(step: ProvisioningStep) -> None:
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


def _send_log(step: ProvisioningStep) -> None:
    session = session_of(step, "Application")
    if session is not None:
        step.begin("provisioning/log", send_app_log(session, _log_directory(step)))


def _shut_down(step: ProvisioningStep) -> None:
    PROVISIONING.feed(step)
    step.abandon("provisioning/log")


def _complain(step: ProvisioningStep) -> None:
    step.do(Log("cfg", "5", f"Flash: {step.event.item} could not be saved: {step.event.error}"))


POWER_SLICE = Slice(
    Power,
    dict.fromkeys({row.event for row in POWER.rows}, POWER.feed),
    machines=(POWER,),
)
PROVISIONING_SLICE = Slice(
    Provisioning,
    {
        **dict.fromkeys({row.event for row in PROVISIONING.rows}, PROVISIONING.feed),
        ConfigurationRead: _take_configuration,
        Ready: _send_log,
        ShuttingDown: _shut_down,
        RememberFailed: _complain,
    },
    machines=(PROVISIONING,),
)
SLICES = (POWER_SLICE, PROVISIONING_SLICE)
