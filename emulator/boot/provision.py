"""The application's conversation with the boot server: what it asks for, in which order, and what it makes of it.

The order is that of a VVX 500 with UC Software 5.9.7 and a SoundPoint IP 550 with 4.0.15, as their servers saw it: the
master file, the image, the configuration files, the overrides of phone and web page, licences, call lists, directory.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import Any

from emulator.boot.address import place, split_login
from emulator.boot.assemble import Files, assemble, read_files
from emulator.boot.fetching import Outcome, Session, get, is_page, spoiled
from emulator.boot.model import (
    ConfigurationCompared,
    ConfigurationRead,
    FileReport,
    OpenLog,
    Progressed,
    Provisioning,
    Role,
    StoredFile,
)
from emulator.boot.tables import line, text
from emulator.config.files import ParameterFile, missing, read_parameters
from emulator.config.master import Master, read_master
from emulator.kernel.slices import Flow
from emulator.kernel.state import Effect, Event

ZEROS = "000000000000"
_OTHERS = 9  # files besides the configuration files that a boot asks for

Conversation = Generator[Effect | Event, Any, None]
_SEVERITY = {"new": 0, "read": 1, "last good": 2}


class _Journey:
    """One walk through the files of a server, and what it has brought home so far."""

    def __init__(self, session: Session, before: Provisioning) -> None:
        self.session = session
        self.before = before
        self.master: Master | None = None
        self.parameters: list[ParameterFile] = []
        self.stored: list[StoredFile] = []
        self.overrides = {file.role: file for file in before.overrides}
        self.reports: list[FileReport] = []
        self.failures: list[Outcome] = []
        self._stopped = False
        self._expected = _OTHERS

    @property
    def mac(self) -> str:
        """The phone's MAC address as file names have it."""
        return self.session.identity.mac

    @property
    def worst(self) -> Outcome | None:
        """The failure that decides about the configuration: of equal ones the first."""
        return max(self.failures, key=lambda failure: _SEVERITY[failure.leaves], default=None)

    def _get(self, role: Role, directory: str, name: str) -> Generator[Effect | Event, Any, Outcome | None]:
        if self._stopped:
            return None
        yield Progressed(split_login(name)[0], min(99, 100 * len(self.reports) // self._expected))
        outcome = yield from get(
            self.session, role, split_login(name)[0], place(self.session.server.base, directory, name)
        )
        self._stopped = outcome.stop and role != "image"
        return outcome

    def _read(
        self, role: Role, directory: str, name: str
    ) -> Generator[Effect | Event, Any, tuple[Outcome, ParameterFile] | None]:
        outcome = yield from self._get(role, directory, name)
        if outcome is None:
            return None
        if outcome.fault:
            return outcome, missing(outcome.name)
        file = read_parameters(outcome.name, outcome.answer.body)
        if file.status != "ok" or is_page(outcome.answer.body):
            outcome = yield from spoiled(outcome)
        return outcome, file

    def _note(self, outcome: Outcome, file: ParameterFile | None = None) -> None:
        """Report a file; what came whole is stored, what did not may decide about the configuration."""
        self.reports.append(outcome.report(len(file.settings), len(file.findings)) if file else outcome.report())
        if not outcome.fault:
            self.stored.append(StoredFile(outcome.role, outcome.name, outcome.answer.body))
        elif outcome.role != "master":
            self.failures.append(outcome)

    def find_master(self) -> Conversation:
        """The file named in the server's address, else the phone's, else everybody's (SIP 3.0 administrator guide)."""
        last = None
        for name in filter(None, (self.session.server.master, f"{self.mac}.cfg", f"{ZEROS}.cfg")):
            outcome = yield from self._get("master", "", name)
            if outcome is None:
                break
            if not outcome.fault:
                master = read_master(name, outcome.answer.body, self.session.identity)
                if master.usable:
                    self.master = master
                    self._expected += len(master.files)
                    self._note(outcome, master.parameters)
                    return
                outcome = yield from spoiled(outcome)
            last = outcome
            self._note(outcome)
            if outcome.stop:
                break
        if last:
            self.failures.append(last)

    def probe_image(self, master: Master) -> Conversation:
        """Look whether the image is there, as the phone compares its version before it would load it."""
        folder, slash, file = master.application.rpartition("/")
        name = f"{folder}{slash}{self.session.identity.part_number}.{file}"
        outcome = yield from self._get("image", "", name)
        if outcome:
            self.reports.append(outcome.report())

    def read_parameters(self, master: Master) -> Conversation:
        """CONFIG_FILES, from left to right."""
        for name in master.files:
            read = yield from self._read("parameters", "", name)
            if read is None:
                return
            self._note(*read)
            self.parameters.append(read[1])

    def read_overrides(self, master: Master) -> Conversation:
        """The settings made on the phone and on its web page; what the server does not have, the phone does."""
        roles: tuple[Role, Role] = ("phone", "web")
        for role in roles:
            read = yield from self._read(role, master.overrides, f"{self.mac}-{role}.cfg")
            if read is None:
                return
            outcome, file = read
            self.reports.append(outcome.report(len(file.settings), len(file.findings)))
            if not outcome.fault:
                self.overrides[role] = StoredFile(role, outcome.name, outcome.answer.body)

    def read_lists(self, master: Master) -> Conversation:
        """Licences, call lists and the directory: the phone's own, else everybody's."""
        for name in (f"{ZEROS}-license.cfg", f"{self.mac}-license.cfg"):
            yield from self._optional("license", master.licenses, name)
        yield from self._optional("calls", master.call_lists, f"{self.mac}-calls.xml")
        for owner in (self.mac, ZEROS):
            found = yield from self._optional("directory", master.contacts, f"{owner}-directory.xml")
            if found:
                return

    def _optional(self, role: Role, directory: str, name: str) -> Generator[Effect | Event, Any, bool]:
        outcome = yield from self._get(role, directory, name)
        if outcome is None:
            return False
        if not outcome.fault and is_page(outcome.answer.body):
            outcome = yield from spoiled(outcome)
        self._note(outcome)
        if outcome.fault and role == "directory":
            yield line("local-directory", name=name)
        return not outcome.fault


def provision(session: Session | None, before: Provisioning) -> Flow:
    """Fetch and read everything; without a server, or with faults that leave no other way, use what was kept.

    The result is a `ConfigurationRead`.
    """
    yield OpenLog("app")
    yield line("loaded")
    yield line("version", version=before.configuration.identity.version)
    if session is None:
        yield line("no-server")
        yield line("master-failed")
        return (yield from _existing(before, (), "no-server", text("no-server")))
    journey = _Journey(session, before)
    yield from journey.find_master()
    if journey.master is None:
        yield line("master-failed")
    else:
        yield from journey.probe_image(journey.master)
        yield from journey.read_parameters(journey.master)
        yield from journey.read_overrides(journey.master)
        yield from journey.read_lists(journey.master)
    worst = journey.worst
    if worst and worst.leaves == "last good" and (before.kept or journey.master is None):
        return (yield from _existing(before, journey.reports, worst.fault, worst.screen))
    return (yield from _fresh(journey, worst if worst and worst.leaves != "new" else None))


def _fresh(journey: _Journey, failure: Outcome | None) -> Flow:
    """Run on what the server sent; only if nothing failed that matters is it kept as the last good configuration."""
    before, good = journey.before, failure is None
    files = Files(journey.master, tuple(journey.parameters))
    overrides = tuple(journey.overrides.values())
    made = assemble(before, files, overrides, write_device=good)
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
        overrides,
        text("applying") if made.device != before.device else "",
        failure.fault if failure else "",
        failure.screen if failure else "",
    )


def _existing(before: Provisioning, reports: Iterable[FileReport], fault: str, message: str) -> Flow:
    """Run on the files kept from an earlier boot; without any, on defaults."""
    yield line("existing")
    yield line("device-kept")
    files = read_files(before.configuration.identity, before.kept)
    made = assemble(before, files, before.overrides, write_device=False)
    return ConfigurationRead(
        made.configuration,
        "last good" if before.kept else "none",
        "",
        files.master.name if files.master else "",
        tuple(reports),
        made.findings,
        before.device,
        before.kept,
        before.overrides,
        fault=fault,
        message=message,
    )


def compare(session: Session, before: Provisioning) -> Flow:
    """Ask again for the master file and what it names in CONFIG_FILES, and see whether they are still the same.

    A file that cannot be had is no change. The result is a `ConfigurationCompared`.
    """
    journey = _Journey(session, before)
    yield from journey.find_master()
    if journey.master is not None:
        yield from journey.read_parameters(journey.master)
    if journey.worst is not None:
        return ConfigurationCompared("")
    was = [file for file in before.kept if file.role in ("master", "parameters")]
    if was == journey.stored:
        return ConfigurationCompared("")
    return ConfigurationCompared(text("master-changed" if was[:1] != journey.stored[:1] else "files-changed"))
