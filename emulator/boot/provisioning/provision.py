"""The application's conversation with the boot server: what it makes of the files, at a boot and a look later on."""

from __future__ import annotations

from collections.abc import Iterable

from emulator.boot.logs.model import OpenLog
from emulator.boot.model import (
    ConfigurationCompared,
    ConfigurationRead,
    ExtrasRead,
    FileReport,
    Provisioning,
    SoftwareOffered,
    StoredFile,
)
from emulator.boot.provisioning.assemble import Files, assemble, read_files
from emulator.boot.provisioning.extras import wanted_extras
from emulator.boot.provisioning.fetching import Outcome, Session
from emulator.boot.provisioning.journey import Conversation, Journey
from emulator.boot.provisioning.software import is_legacy
from emulator.boot.tables import line, text
from emulator.config.master import Master
from emulator.kernel.slices import Flow

_COMPARED = ("master", "parameters")


def provision(session: Session | None, before: Provisioning) -> Flow:
    """Fetch and read everything; without a server, or with faults that leave no other way, use what was kept.

    The result is a `ConfigurationRead`, or a `SoftwareOffered` if other software must be installed first.
    """
    yield OpenLog("app")
    yield line("loaded")
    yield line("version", version=before.configuration.identity.version)
    if session is None:
        yield line("no-server")
        yield line("master-failed")
        return (yield from _existing(before, (), "no-server", text("no-server")))
    journey = Journey(session, before)
    yield from journey.find_master()
    if journey.master is None:
        yield line("master-failed")
    else:
        if not is_legacy(session.identity):
            yield from journey.probe_image(journey.master.application)
        if journey.offers_other:
            yield line("software", version=journey.version, running=session.identity.version)
            return SoftwareOffered(journey.version, journey.image)
        yield from _fetch_all(journey, journey.master)
    worst = journey.worst
    if worst and (journey.is_futile or (worst.leaves == "last good" and (before.kept or journey.master is None))):
        restart = worst.screen if journey.is_futile else ""
        return (yield from _existing(before, journey.reports, worst.fault, worst.screen, restart))
    return (yield from _fresh(journey, worst if worst and worst.leaves != "new" else None))


def _fetch_all(journey: Journey, master: Master) -> Conversation:
    yield from journey.read_parameters(master)
    yield from journey.read_profile(master)
    yield from journey.read_overrides(master)
    yield from journey.read_lists(master)


def _fresh(journey: Journey, failure: Outcome | None) -> Flow:
    """Run on what the server sent; only if nothing failed that matters is it kept as the last good configuration."""
    before, good = journey.before, failure is None
    files = Files(journey.master, tuple(journey.parameters))
    local = tuple(journey.local.values())
    made = assemble(before, files, local, profile=journey.profile, write_device=good)
    family = journey.session.profile.family
    yield from journey.read_extras(wanted_extras(made.configuration, journey.master, family))
    yield line("finished" if good else "device-kept")
    return ConfigurationRead(
        made.configuration,
        "server",
        journey.session.server.base,
        journey.master.name if journey.master else "",
        tuple(journey.reports),
        made.findings,
        made.device,
        tuple(journey.stored) if good else before.kept,
        local,
        journey.profile,
        tuple(journey.extras),
        text("applying") if made.device != before.device else "",
        failure.fault if failure else "",
        failure.screen if failure else "",
    )


def _existing(before: Provisioning, reports: Iterable[FileReport], fault: str, message: str, restart: str = "") -> Flow:
    """Run on the files kept from an earlier boot; without any, on defaults."""
    yield line("existing")
    yield line("device-kept")
    files = read_files(before.configuration.identity, before.kept)
    made = assemble(before, files, before.local, profile=before.profile, write_device=False)
    return ConfigurationRead(
        made.configuration,
        "last good" if before.kept else "none",
        "",
        files.master.name if files.master else "",
        tuple(reports),
        made.findings,
        before.device,
        before.kept,
        before.local,
        before.profile,
        before.extras,
        restart=restart,
        fault=fault,
        message=message,
    )


def compare(session: Session, before: Provisioning) -> Flow:
    """Ask again for the master file and what it names in CONFIG_FILES, and see whether they are still the same.

    A directory that only the server may change is asked for too (a community FAQ on dir.local.readonly). A file that
    cannot be had is no change. The result is a `ConfigurationCompared`.
    """
    journey = Journey(session, before)
    yield from journey.find_master()
    if journey.master is not None:
        yield from journey.read_parameters(journey.master)
    if journey.worst is not None:
        return ConfigurationCompared("", message=journey.worst.screen)
    if journey.master is not None and before.configuration.flag("dir.local.readonly"):
        yield from journey.read_directory(journey.master)
    local = tuple(journey.local.values())
    was = [file for file in before.kept if file.role in _COMPARED]
    now = [file for file in journey.stored if file.role in _COMPARED]
    if was == now:
        return ConfigurationCompared("", local=local)
    reason = text("master-changed" if was[:1] != now[:1] else "files-changed")
    return ConfigurationCompared(reason, _kept(before, now), _reports(before, journey), local)


def _kept(before: Provisioning, compared: list[StoredFile]) -> tuple[StoredFile, ...]:
    return (*compared, *(file for file in before.kept if file.role not in _COMPARED))


def _reports(before: Provisioning, journey: Journey) -> tuple[FileReport, ...]:
    """What became of each file: of those that were asked for again, what became of them now."""
    roles = {report.role for report in journey.reports}
    return (*journey.reports, *(report for report in before.files if report.role not in roles))


def fetch_extras(session: Session, before: Provisioning) -> Flow:
    """Fetch the files besides the configuration that are wanted by now. The result is an `ExtrasRead`."""
    files = read_files(before.configuration.identity, before.kept)
    journey = Journey(session, before)
    yield from journey.read_extras(wanted_extras(before.configuration, files.master, session.profile.family))
    return ExtrasRead(tuple(journey.extras))
