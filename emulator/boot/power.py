"""From the plug to the home screen and down again: the stages of the boot as a table."""

from __future__ import annotations

from emulator.accessories.model import Accessories
from emulator.boot.logs.model import OpenLog
from emulator.boot.model import (
    STAGES,
    CancelBoot,
    ConfigurationRead,
    EnterSetup,
    LeaveAbout,
    LeaveSetup,
    Power,
    PowerOn,
    Progressed,
    Provisioning,
    ProvisioningFailed,
    Ready,
    RestartRequested,
    ShowAbout,
    ShuttingDown,
    SoftwareInstalled,
    SoftwareOffered,
    StageEntered,
    StartNow,
)
from emulator.boot.provisioning.provision import provision
from emulator.boot.provisioning.session import log_directory, remembered, session_of
from emulator.boot.tables import line, pause, text
from emulator.boot.timers import StageOver
from emulator.boot.updater import run_updater
from emulator.display.model import Noticed, Plugged
from emulator.kernel.clock import SECOND
from emulator.kernel.machines import ANY, Machine, Row
from emulator.kernel.slices import Step
from emulator.network.model import ADAPTER, Network, NetworkUp, flash_settings, on_air

PowerStep = Step[Power]

_LOADED = 100
"""Percent: the configuration has been read."""


def _due(step: PowerStep) -> bool:
    return bool(step.event.stage == step.state)


def _has_joined(step: PowerStep) -> bool:
    return _due(step) and step.phone[Network].state == "up"


def _has_waited(step: PowerStep) -> bool:
    return step.now - step.own.since >= round(_pause(step) * SECOND)


def _reboots(step: PowerStep) -> bool:
    return _due(step) and step.own.reboot


def _is_lan(step: PowerStep) -> bool:
    return bool(step.event.what == "lan" and step.event.present != step.own.link)


def _is_lan_in_use(step: PowerStep) -> bool:
    return _is_lan(step) and not step.own.air


def _is_lan_before_configuration(step: PowerStep) -> bool:
    return _is_lan_in_use(step) and step.own.percent < _LOADED


def _loses_radio(step: PowerStep) -> bool:
    return bool(step.own.air and step.event.what == ADAPTER and not step.event.present)


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
    present = step.phone[Accessories].present
    step.change(boots=step.own.boots + 1, message="", air=on_air(flash_settings(step.phone), step.profile, present))
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
    if step.own.linked:
        _wait(step, _pause(step))
    else:
        step.do(line("link-down"))


def _leave_network(step: PowerStep) -> None:
    """Go on once the network's own part says so too."""
    step.tell(StageOver(step.state))


def _enter_updater(step: PowerStep) -> None:
    _begin_stage(step)
    if step.own.linked:
        session, before = session_of(step, "Updater"), step.phone[Provisioning]
        writing = pause("installing", step.own.pace)
        flow = run_updater(session, before, log_directory(step), _pause(step), step.own.offer, writing)
        step.begin("power/stage", flow)
    else:
        step.do(line("link-down"))


def _enter_pause(step: PowerStep) -> None:
    _begin_stage(step)
    _wait(step, _pause(step))


def _enter_application(step: PowerStep) -> None:
    _begin_stage(step)
    step.change(message="")
    if step.own.linked:
        step.begin("power/stage", provision(session_of(step, "Application"), remembered(step)))
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
    step.change(reason=step.event.restart, message=step.event.message, reboot=True)
    if step.event.fault:
        step.tell(ProvisioningFailed(step.event.fault, step.event.message))


def _note_offer(step: PowerStep) -> None:
    step.change(reason=text("software"), reboot=True, offer=step.event)


def _note_installed(step: PowerStep) -> None:
    step.change(offer=None)


def _note_link(step: PowerStep) -> None:
    step.change(link=step.event.present)
    if step.event.present:
        step.do(line("link-up"))


def _leave_air(step: PowerStep) -> None:
    """Until it boots again, the phone has its cable alone."""
    step.change(air=False)


def _note_progress(step: PowerStep) -> None:
    step.change(file=step.event.file, percent=step.event.percent)


POWER: Machine[Power] = Machine(
    "power",
    (
        "off", "splash", "network", "updater", "starting", "countdown", "about", "setup", "application",
        "running", "rebooting",
    ),
    (
        Row(PowerOn, "off", "splash"),
        Row(StageOver, "splash", "network", _due),
        Row(StageOver, "network", "updater", _has_joined),
        Row(NetworkUp, "network", None, _has_waited, _leave_network),
        Row(StageOver, "updater", "starting", _due),
        Row(StageOver, "starting", "application", _due),
        Row(CancelBoot, "starting", "countdown"),
        Row(StageOver, "countdown", "application", _due),
        Row(StartNow, "countdown", "application"),
        Row(ShowAbout, "countdown", "about"),
        Row(LeaveAbout, "about", "countdown"),
        Row(EnterSetup, ("starting", "countdown"), "setup"),
        Row(LeaveSetup, "setup", "countdown"),
        Row(ConfigurationRead, "application", "rebooting", _must_restart, _note_device_changes),
        Row(ConfigurationRead, "application", None, None, _settle),
        Row(SoftwareOffered, "application", "rebooting", None, _note_offer),
        Row(SoftwareInstalled, "updater", None, None, _note_installed),
        Row(StageOver, "application", "running", _due),
        Row(RestartRequested, ("running", "setup"), "rebooting", None, _note_restart),
        Row(StageOver, "rebooting", "splash", _reboots),
        Row(StageOver, "rebooting", "application", _due),
        Row(Plugged, "network", "network", _is_lan_in_use, _note_link),
        Row(Plugged, "updater", "updater", _is_lan_in_use, _note_link),
        Row(Plugged, "application", "application", _is_lan_before_configuration, _note_link),
        Row(Plugged, ANY, None, _is_lan, _note_link),
        Row(Plugged, ANY, None, _loses_radio, _leave_air),
        Row(Progressed, ("updater", "application"), None, None, _note_progress),
    ),
    enter={
        "splash": _enter_splash,
        "network": _enter_network,
        "updater": _enter_updater,
        "starting": _enter_pause,
        "countdown": _enter_pause,
        "about": _begin_stage,
        "setup": _begin_stage,
        "application": _enter_application,
        "running": _enter_running,
        "rebooting": _enter_rebooting,
    },
    leave=dict.fromkeys((*STAGES, "setup", "running"), _end_stage),
)  # fmt: skip
"""From the plug to the home screen. Without a link, network, updater and application wait until it is back."""
