"""When the application's log is uploaded: once the phone is up, from time to time, when it is full, on demand."""

from __future__ import annotations

from emulator.boot.logs.commands import plan_jobs, stop_jobs
from emulator.boot.logs.model import Logs, LogUploadDue
from emulator.boot.logs.uploads import send_app_log, send_now
from emulator.boot.model import config, link_up
from emulator.boot.provisioning.outbox import pause_after
from emulator.boot.provisioning.session import log_directory, session_of
from emulator.boot.tables import line, text, upload_rule
from emulator.display.model import Noticed
from emulator.kernel.clock import SECOND
from emulator.kernel.slices import Step

LogStep = Step[Logs]

_PERIOD = "log.render.file.upload.period"
_SWITCH = "feature.logUpload.enabled"
_BY_HAND = ("reboot", "restart")
"""The texts that the screen shows while the phone goes down because its user wants it to."""


def begin(step: LogStep) -> None:
    """The application is up: upload what there is, and from now on every so often."""
    step.do(line("ready", seconds=f"{step.now / SECOND:.3f}"))
    _plan_period(step)
    plan_jobs(step)
    _upload(step)


def upload_due(step: LogStep) -> None:
    """It is time for an upload, whatever came of the last ones."""
    _plan_period(step)
    _upload(step)


def upload_full(step: LogStep) -> None:
    """Upload a log that has grown too large, unless the last uploads went wrong."""
    own = step.own
    held = own.failures > 0 and step.now - own.failed_at < upload_rule("retry") * SECOND
    if held or own.failures > upload_rule("failures"):
        step.do(line("log-skipped"))
    else:
        _upload(step)


def _upload(step: LogStep) -> None:
    session, settings = session_of(step, "Application"), config(step.phone)
    if session and link_up(step.phone) and settings.flag(_SWITCH) and not step.own.sending:
        step.change(sending=True)
        step.begin("logs/upload", send_app_log(session, log_directory(step), settings))


def note_upload(step: LogStep) -> None:
    """Count failures in a row, and try again after a pause."""
    if step.event.fault:
        failures = step.own.failures + 1
        step.change(sending=False, failures=failures, failed_at=step.now)
        step.arm("logs/retry", pause_after(failures), LogUploadDue())
    else:
        step.change(sending=False, failures=0)
        step.disarm("logs/retry")


def upload_by_hand(step: LogStep) -> None:
    """The user wants the logs uploaded."""
    session = session_of(step, "Application")
    if session and link_up(step.phone) and config(step.phone).flag(_SWITCH):
        step.begin("logs/now", send_now(session, log_directory(step)))
    else:
        step.tell(Noticed(text("logs-not-sent")))


def change(step: LogStep) -> None:
    """Go by new values of log.* at once."""
    names = step.event.names
    step.do(line("settings", names=", ".join(names)))
    if _PERIOD in names:
        _plan_period(step)
    if any(name.startswith("log.sched.") for name in names):
        plan_jobs(step)


def end(step: LogStep) -> None:
    """Leave off; the last line says so."""
    reason = step.event.reason
    step.do(line("manual") if reason in map(text, _BY_HAND) else line("restarting", reason=reason))
    step.do(line("last"))
    for name in ("logs/upload", "logs/now"):
        step.abandon(name)
    for name in ("logs/period", "logs/retry"):
        step.disarm(name)
    stop_jobs(step)
    step.change(sending=False, failures=0)


def _plan_period(step: LogStep) -> None:
    period = config(step.phone).number(_PERIOD)
    if period:
        step.arm("logs/period", period, LogUploadDue())
    else:
        step.disarm("logs/period")
