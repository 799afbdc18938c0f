"""Reading the configuration again while the phone runs: when it looks, and what comes of what it finds."""

from __future__ import annotations

import msgspec

from emulator.boot.model import (
    Cause,
    CheckSync,
    ConfigurationCompared,
    LocalFilesRead,
    Power,
    Provisioning,
    SettingsChanged,
    UpdateConfiguration,
    running,
)
from emulator.boot.orders import Remember
from emulator.boot.provisioning.apply import Consequence, consequence
from emulator.boot.provisioning.assemble import Assembly, assemble, read_files
from emulator.boot.provisioning.extras import concerns
from emulator.boot.provisioning.outbox import merged, remember_local
from emulator.boot.provisioning.polling import draw_number, needs_clock, next_look
from emulator.boot.provisioning.provision import compare, fetch_extras
from emulator.boot.provisioning.session import session_of
from emulator.boot.tables import text
from emulator.boot.timers import PlanPoll, PollDue
from emulator.display.model import Display, Noticed
from emulator.display.wallclock import is_set, wall_time
from emulator.kernel.slices import Step
from emulator.kernel.state import Event

ProvisioningStep = Step[Provisioning]

POLL = "provisioning/poll"
_CAUSES: dict[type[Event], Cause] = {CheckSync: "check-sync", UpdateConfiguration: "update", PollDue: "polling"}
_RANKS: tuple[Cause, ...] = ("", "polling", "update", "check-sync")


def note_cause(step: ProvisioningStep) -> None:
    """Remember why the phone looks; of several reasons the weightiest."""
    cause = _CAUSES[type(step.event)]
    step.change(cause=max(cause, step.own.cause, key=_RANKS.index))


def look(step: ProvisioningStep) -> None:
    """Begin to compare the server's files with those that the phone runs on."""
    session = session_of(step, "Application")
    if session is None:
        step.tell(ConfigurationCompared("", message=text("no-server")))
    else:
        step.begin("provisioning/check", compare(session, step.own))


def stop_looking(step: ProvisioningStep) -> None:
    """Leave off."""
    step.abandon("provisioning/check")
    step.change(cause="")


def must_go_down(step: ProvisioningStep) -> bool:
    """Whether what was found counts only after a restart; with check-sync any change does (UCS 4.0 defaults)."""
    return bool(step.event.reason) and (step.own.cause == "check-sync" or _weigh(step)[1].effect != "none")


def note_reason(step: ProvisioningStep) -> None:
    """Remember why the phone goes down, and how far."""
    reboot = step.own.cause == "check-sync" or _weigh(step)[1].effect == "reboot"
    step.change(reason=step.event.reason, reboot=reboot)


def _weigh(step: ProvisioningStep) -> tuple[Assembly, Consequence]:
    """The configuration that the new files make with all that the phone has of its own by now."""
    own, event = step.own, step.event
    files = read_files(own.configuration.identity, event.kept)
    made = assemble(own, files, own.local, profile=own.profile, write_device=True)
    return made, consequence(own.configuration, made.configuration)


def take_changes(step: ProvisioningStep) -> None:
    """Run on what was found from now on, and tell the user what came of it if that is who asked."""
    event, own = step.event, step.own
    told = event.message or text("unchanged")
    if event.local and event.local != own.local:
        _take_lists(step)
    if event.reason:
        made, price = _weigh(step)
        step.change(configuration=made.configuration, findings=made.findings, kept=event.kept, files=event.files)
        step.do(Remember("configuration", msgspec.json.encode(event.kept)))
        if price.names:
            step.tell(SettingsChanged(price.names))
            told = event.reason
    if own.cause == "update":
        step.tell(Noticed(told))


def _take_lists(step: ProvisioningStep) -> None:
    was = {file.role: file.body for file in step.own.local}
    step.change(local=merged(step.event.local, step.own.local))
    remember_local(step)
    roles = tuple(file.role for file in step.own.local if file.body != was.get(file.role))
    step.tell(LocalFilesRead(roles))


def plan_poll(step: ProvisioningStep) -> None:
    """Set the timer for the next look, or none."""
    draw = step.own.draw or draw_number(
        step.own.configuration.identity.mac, step.phone[Power].boots, step.phone[Display].powered_on
    )
    step.change(draw=draw)
    settings = step.own.configuration
    moment = wall_time(step.phone, step.now) if is_set(step.phone) else None
    seconds = next_look(settings, moment, settings.identity.mac, draw)
    if seconds is None or not running(step.phone):
        step.disarm(POLL)
    else:
        step.arm(POLL, seconds, PollDue())


def plan_by_clock(step: ProvisioningStep) -> None:
    """Plan anew once the clock has been set; intervals do not depend on it."""
    if needs_clock(step.own.configuration):
        step.tell(PlanPoll())


def take_settings(step: ProvisioningStep) -> None:
    """Follow settings that have changed while the phone runs: when it looks, and which other files it keeps."""
    if any(name.startswith("prov.polling.") for name in step.event.names):
        plan_poll(step)
    session = session_of(step, "Application")
    if concerns(step.event.names) and session is not None:
        step.begin("provisioning/extras", fetch_extras(session, step.own))


def take_extras(step: ProvisioningStep) -> None:
    """Keep other files that have been fetched."""
    if step.event.files != step.own.extras:
        step.change(extras=step.event.files)
        step.do(Remember("extras", msgspec.json.encode(step.event.files)))


def stop_refreshing(step: ProvisioningStep) -> None:
    """Leave off as the phone goes down; the next boot draws its chances anew."""
    step.disarm(POLL)
    step.abandon("provisioning/extras")
    step.change(draw=0)
