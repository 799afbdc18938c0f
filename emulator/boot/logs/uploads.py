"""The logs' way to the boot server: the updater's at every boot, the application's now and then, both on demand."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from emulator.boot.address import place, split_url
from emulator.boot.logs.model import DropLog, LogRead, LogUploaded, ReadLog
from emulator.boot.model import Progressed, Role
from emulator.boot.provisioning.fetching import Outcome, Session, get, transfer
from emulator.boot.provisioning.outbox import NOWHERE
from emulator.boot.tables import line, text, upload_faults
from emulator.boot.timers import StageOver
from emulator.config.layers import Configuration
from emulator.display.model import Noticed
from emulator.kernel.slices import Flow, Pause
from emulator.kernel.state import Effect, Event

_APPEND = "log.render.file.upload.append"

Sending = Generator[Effect | Event, Any, Outcome]


def update(session: Session | None, directory: str, pause: float) -> Flow:
    """The updater's stage: some time, and its log sent to the directory that the last good master file names."""
    if pause:
        yield Pause(seconds=pause)
    if session is not None:
        yield from _send_boot_log(session, directory)
    return StageOver("updater")


def _send_boot_log(session: Session, directory: str) -> Flow:
    name = f"{session.identity.mac}-boot.log"
    url = place(session.server.base, directory, name)
    if split_url(url).hostname != NOWHERE:
        yield Progressed(name, 50)
        log = yield ReadLog(name="boot")
        outcome = yield from _put(session, "boot log", name, url, log.text)
        if outcome.fault:
            yield line("boot-log-failed")
    return None


def send_app_log(session: Session, directory: str, settings: Configuration) -> Flow:
    """Send what the application's log holds, if anything, and forget it then; what is refused is kept.

    The result is a `LogUploaded`.
    """
    name = f"{session.identity.mac}-app.log"
    url = place(session.server.base, directory, name)
    log: LogRead = yield ReadLog(name="app")
    if not log.text or split_url(url).hostname == NOWHERE:
        return LogUploaded()
    send = _append if settings.flag(_APPEND) else _replace
    outcome = yield from send(session, name, url, log.text, settings)
    if outcome is None:
        return LogUploaded()
    if outcome.fault:
        yield line("log-failed")
    else:
        yield DropLog("app", log.end)
    return LogUploaded(outcome.fault)


def _append(
    session: Session, name: str, url: str, text: bytes, settings: Configuration
) -> Generator[Effect | Event, Any, Outcome | None]:
    """Put the log behind the server's copy, whose size is asked for first; None if that is as large as it may get."""
    there = yield session.ask("app log", "HEAD", url)
    if there.status not in (200, 404):
        yield line("size-failed")
    size = there.size if there.status == 200 else 0
    if size + len(text) > settings.number(f"{_APPEND}.sizeLimit") * 1024:
        if settings.choice(f"{_APPEND}.limitMode") == "stop":
            yield line("log-limit")
            return None
        size = 0
    if not size:
        return (yield from _put(session, "app log", name, url, text))
    outcome = yield from _put(session, "app log", name, url, text, size)
    if outcome.fault in upload_faults("whole"):
        return (yield from _put_whole(session, name, url, text, outcome))
    return outcome


def _replace(session: Session, name: str, url: str, text: bytes, _: Configuration) -> Sending:
    """Put the log in the place of the server's copy."""
    return (yield from _put(session, "app log", name, url, text))


def _put_whole(session: Session, name: str, url: str, text: bytes, refused: Outcome) -> Sending:
    """Fetch the log of a server that lets nobody append, and send it back with the new lines behind it."""
    there = yield from get(session, "app log", name, url)
    if there.fault:
        return refused
    return (yield from _put(session, "app log", name, url, there.answer.body + text))


def _put(session: Session, role: Role, name: str, url: str, body: bytes, at: int | None = None) -> Sending:
    return (yield from transfer(session, role, name, session.ask(role, "PUT", url, body, at)))


def send_now(session: Session, directory: str) -> Flow:
    """Send both logs as they are, under names of their own, because the user asked for it; nothing is forgotten."""
    faults = []
    for log in ("boot", "app"):
        name = f"{session.identity.mac}-now-{log}.log"
        url = place(session.server.base, directory, name)
        if split_url(url).hostname != NOWHERE:
            read = yield ReadLog(name=log)
            outcome = yield from _put(session, "app log", name, url, read.text)
            faults.append(outcome.fault)
    yield Noticed(text("logs-sent" if faults and not any(faults) else "logs-not-sent"))
    return None
