"""The logs' way to the boot server: the updater's at every boot, the application's once it runs."""

from __future__ import annotations

from emulator.boot.address import place, split_url
from emulator.boot.fetching import Session, transfer
from emulator.boot.model import DropLog, Progressed, ReadLog, StageOver
from emulator.boot.tables import line
from emulator.kernel.slices import Flow, Pause

NOWHERE = "0.0.0.0"
"""The host of a log directory that means: upload nothing (field configurations)."""


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
        outcome = yield from transfer(session, "boot log", name, session.ask("boot log", "PUT", url, log.text))
        if outcome.fault:
            yield line("boot-log-failed")
    return None


def send_app_log(session: Session, directory: str) -> Flow:
    """Append the application's log to the server's copy, whose size is asked for first; what is refused is kept."""
    name = f"{session.identity.mac}-app.log"
    url = place(session.server.base, directory, name)
    log = yield ReadLog(name="app")
    if not log.text or split_url(url).hostname == NOWHERE:
        return None
    there = yield session.ask("app log", "HEAD", url)
    if there.status not in (200, 404):
        yield line("size-failed")
    end = there.size if there.status == 200 and there.size else None
    outcome = yield from transfer(session, "app log", name, session.ask("app log", "PUT", url, log.text, end))
    if outcome.fault:
        yield line("log-failed")
    else:
        yield DropLog("app", len(log.text))
    return None
