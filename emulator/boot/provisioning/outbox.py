"""The phone's own files on their way to the boot server: kept at once, uploaded soon, and tried again until it is done.

A file that waits is in flash, so that neither a refusal nor a power cut loses it.
"""

from __future__ import annotations

import msgspec

from emulator.boot.address import place, split_url
from emulator.boot.model import LocalFile, Provisioning, Role, Uploaded, link_up, running
from emulator.boot.orders import Fetch, Remember
from emulator.boot.provisioning.assemble import kept_master
from emulator.boot.provisioning.fetching import Session, transfer
from emulator.boot.provisioning.sealing import sealed
from emulator.boot.provisioning.session import session_of
from emulator.boot.tables import line, upload_rule
from emulator.boot.timers import UploadDue
from emulator.kernel.slices import Flow, Step

ProvisioningStep = Step[Provisioning]

NOWHERE = "0.0.0.0"
"""The host of a directory that means: upload nothing (field configurations)."""

SWITCH = "prov.autoConfigUpload.enabled"
"""The parameter that says whether overrides are uploaded."""

_OVERRIDES = ("phone", "web")


def local_name(owner: str, role: Role) -> str:
    """What a file of the phone's own, or of a user's, is called on the server."""
    return f"{owner}-{role}.{'cfg' if role in _OVERRIDES else 'xml'}"


def pause_after(failures: int) -> float:
    """Seconds from a refused upload to the next try, after that many refusals in a row."""
    return upload_rule("retry" if failures <= upload_rule("failures") else "late retry")


def merged(server: tuple[LocalFile, ...], phone: tuple[LocalFile, ...]) -> tuple[LocalFile, ...]:
    """The files that count when the server's copies have come: what still waits for its upload is not given up."""
    waiting = {file.role: file for file in phone if file.waiting}
    return tuple({**{file.role: file for file in server}, **waiting}.values())


def publish(step: ProvisioningStep, role: Role, body: bytes) -> None:
    """Keep new contents of a file of the phone's own, in state and flash, and upload them soon."""
    known = step.own.local_file(role)
    if known is None or known.body != body:
        name = local_name(step.own.owner(role), role)
        _keep(step, LocalFile(role, name, body, waiting=True))
        step.arm(_name(role), upload_rule(f"delay {role}"), UploadDue(role))


def keep_published(step: ProvisioningStep) -> None:
    """Do so for a slice that has told of new contents."""
    publish(step, step.event.role, step.event.body)


def send_waiting(step: ProvisioningStep) -> None:
    """Set out to upload all that waits."""
    for file in step.own.local:
        if file.waiting:
            step.arm(_name(file.role), upload_rule(f"delay {file.role}"), UploadDue(file.role))


def send_if_allowed(step: ProvisioningStep) -> None:
    """Set out to upload what waits, if the switch for that has been turned."""
    if SWITCH in step.event.names:
        send_waiting(step)


def send_due(step: ProvisioningStep) -> None:
    """Upload one file, unless that is under way; what changes meanwhile is uploaded after it."""
    role, failures = step.event.role, step.event.failures
    file, session = step.own.local_file(role), session_of(step, "Application")
    if file is None or not file.waiting or role in step.own.sending or session is None or step.own.lent:
        return
    url = place(session.server.base, _directory(step.own, role), file.name)
    if not running(step.phone) or not _is_allowed(step, role) or split_url(url).hostname == NOWHERE:
        return
    if link_up(step.phone):
        step.change(sending=(*step.own.sending, role))
        body = sealed(step.own.configuration, role, file.body)
        step.begin(_name(role), _send(session, file, session.ask(role, "PUT", url, body), failures))
    else:
        step.arm(_name(role), pause_after(failures), UploadDue(role, failures))


def note_upload(step: ProvisioningStep) -> None:
    """Let go of what has arrived; try again what has not, or is another file by now."""
    event, file = step.event, step.own.local_file(step.event.role)
    step.change(sending=tuple(role for role in step.own.sending if role != event.role))
    if file is None:
        return
    if file.body != event.body:
        step.arm(_name(file.role), upload_rule(f"delay {file.role}"), UploadDue(file.role))
    elif event.fault:
        failures = event.failures + 1
        step.arm(_name(file.role), pause_after(failures), UploadDue(file.role, failures))
    else:
        _keep(step, msgspec.structs.replace(file, waiting=False))


def stop_sending(step: ProvisioningStep) -> None:
    """Leave off; what waits is sent when the phone is up again."""
    for file in step.own.local:
        step.disarm(_name(file.role))
        step.abandon(_name(file.role))
    step.change(sending=())


def remember_local(step: ProvisioningStep) -> None:
    """Write the phone's own files into flash."""
    step.do(Remember("local", msgspec.json.encode(step.own.local)))


def _name(role: Role) -> str:
    return f"provisioning/upload {role}"


def _keep(step: ProvisioningStep, file: LocalFile) -> None:
    step.change(local=(*(each for each in step.own.local if each.role != file.role), file))
    remember_local(step)


def _is_allowed(step: ProvisioningStep, role: Role) -> bool:
    return role not in _OVERRIDES or step.own.configuration.flag(SWITCH)


def _directory(own: Provisioning, role: Role) -> str:
    master = kept_master(own)
    if master is None:
        return ""
    if own.user and role != "web":
        return master.user_profiles
    return {"calls": master.call_lists, "directory": master.contacts}.get(role, master.overrides)


def _send(session: Session, file: LocalFile, request: Fetch, failures: int) -> Flow:
    outcome = yield from transfer(session, file.role, file.name, request)
    if outcome.fault:
        yield line("kept", name=file.name)
    return Uploaded(file.role, file.body, outcome.fault, failures)
