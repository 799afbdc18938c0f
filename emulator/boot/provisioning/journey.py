"""One walk through the files of a boot server: what the phone asks for, and what it brings home.

The order is that of a VVX 500 with UC Software 5.9.7 and a SoundPoint IP 550 with 4.0.15, as their servers saw it: the
master file, the image, the configuration files, the overrides of phone and web page, licences, call lists, directory.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from emulator.boot.address import place, split_login
from emulator.boot.model import FileReport, LocalFile, Progressed, Provisioning, Role, StoredFile
from emulator.boot.provisioning.assemble import device_settings
from emulator.boot.provisioning.extras import Extra, room_for
from emulator.boot.provisioning.fetching import Outcome, Session, get, is_page, spoiled
from emulator.boot.provisioning.outbox import local_name
from emulator.boot.provisioning.sealing import KEY, opened
from emulator.boot.provisioning.software import image_names, offered_version, version_name
from emulator.boot.tables import line
from emulator.config.files import ParameterFile, missing, read_parameters
from emulator.config.master import Master, read_master
from emulator.kernel.state import Effect, Event

ZEROS = "000000000000"
_OTHERS = 9  # files besides the configuration files that a boot asks for

Conversation = Generator[Effect | Event, Any, None]
_LISTS = ("calls", "directory")
_SEVERITY = {"new": 0, "read": 1, "last good": 2}


class Journey:
    """What a walk has brought home so far; `version` is that of the image on the server, if a file there says it."""

    def __init__(self, session: Session, before: Provisioning) -> None:
        self.session = session
        self.before = before
        self.master: Master | None = None
        self.version = ""
        self.image = ""
        self.parameters: list[ParameterFile] = []
        self.stored: list[StoredFile] = []
        self.local = {file.role: file for file in before.local}
        self.profile = before.profile
        self.extras: list[StoredFile] = []
        self.reports: list[FileReport] = []
        self.failures: list[Outcome] = []
        self._stopped = False
        self._expected = _OTHERS
        self._key = device_settings(before).text(KEY)

    @property
    def mac(self) -> str:
        """The phone's MAC address as file names have it."""
        return self.session.identity.mac

    @property
    def worst(self) -> Outcome | None:
        """The failure that decides about the configuration: of equal ones the first."""
        return max(self.failures, key=lambda failure: _SEVERITY[failure.leaves], default=None)

    @property
    def offers_other(self) -> bool:
        """Whether the server has software of another version than the phone's."""
        return self.version not in ("", self.session.identity.version)

    @property
    def is_futile(self) -> bool:
        """Whether the phone can only go down and try again."""
        return any(failure.reboots for failure in self.failures)

    def _get(self, role: Role, directory: str, name: str) -> Generator[Effect | Event, Any, Outcome | None]:
        if self._stopped:
            return None
        yield Progressed(split_login(name)[0], min(99, 100 * len(self.reports) // self._expected))
        outcome = yield from get(
            self.session, role, split_login(name)[0], place(self.session.server.base, directory, name)
        )
        outcome = yield from opened(outcome, self._key)
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
        if not outcome.fault and outcome.role not in _LISTS:
            self.stored.append(StoredFile(outcome.role, outcome.name, outcome.answer.body))
        elif outcome.fault and outcome.role != "master":
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
                    self._expected += len(master.files) + len(master.misc)
                    self._note(outcome, master.parameters)
                    return
                outcome = yield from spoiled(outcome)
            last = outcome
            self._note(outcome)
            if outcome.stop:
                break
        if last:
            self.failures.append(last)

    def probe_image(self, application: str) -> Conversation:
        """Look whether an image is there, and what version the file beside it says that it has.

        The phone compares versions before it would load an image, which this one never does.
        """
        for name in image_names(application, self.session.identity):
            outcome = yield from self._get("image", "", name)
            if outcome is None:
                return
            self.reports.append(outcome.report())
            if not outcome.fault:
                self.image = outcome.answer.url
                yield from self._read_version(version_name(name))
                return

    def _read_version(self, name: str) -> Conversation:
        outcome = yield from self._get("version", "", name)
        if outcome is not None:
            self.reports.append(outcome.report())
            self.version = "" if outcome.fault else offered_version(outcome.answer.body)

    def read_parameters(self, master: Master) -> Conversation:
        """CONFIG_FILES, from left to right."""
        for name in master.files:
            read = yield from self._read("parameters", "", name)
            if read is None:
                return
            self._note(*read)
            self.parameters.append(read[1])

    def read_profile(self, master: Master) -> Conversation:
        """The signed-in user's file; if the server does not have it any more, the phone still does."""
        if not self.before.user:
            return
        read = yield from self._read("user", master.user_profiles, f"{self.before.user}.cfg")
        if read is not None:
            outcome, file = read
            self.reports.append(outcome.report(len(file.settings), len(file.findings)))
            if not outcome.fault:
                self.profile = StoredFile("user", outcome.name, outcome.answer.body)

    def read_overrides(self, master: Master, roles: tuple[Role, ...] = ("phone", "web")) -> Conversation:
        """The settings made on the phone and on its web page; what the server does not have, the phone does."""
        for role in roles:
            name = local_name(self.before.owner(role), role)
            read = yield from self._read(role, self._directory(master.overrides, role), name)
            if read is None:
                return
            outcome, file = read
            self.reports.append(outcome.report(len(file.settings), len(file.findings)))
            if not outcome.fault:
                yield from self._take(role, outcome.answer.body)

    def _directory(self, usual: str, role: Role) -> str:
        """Where a file of the phone's own lies: the signed-in user's with the profiles."""
        theirs = self.before.user and role != "web"
        return self.master.user_profiles if theirs and self.master else usual

    def read_lists(self, master: Master) -> Conversation:
        """Licences, call lists and the directory: the phone's own, else everybody's."""
        for name in (f"{ZEROS}-license.cfg", f"{self.mac}-license.cfg"):
            yield from self._optional("license", master.licenses, name)
        yield from self.read_calls(master)
        yield from self.read_directory(master)

    def read_calls(self, master: Master) -> Conversation:
        """The call lists."""
        mine = local_name(self.before.owner("calls"), "calls")
        yield from self._optional("calls", self._directory(master.call_lists, "calls"), mine)

    def read_directory(self, master: Master) -> Conversation:
        """The phone's own directory, else everybody's."""
        mine = local_name(self.before.owner("directory"), "directory")
        found = yield from self._optional("directory", self._directory(master.contacts, "directory"), mine)
        if not found:
            yield from self._optional("directory", master.contacts, f"{ZEROS}-directory.xml")

    def _optional(self, role: Role, directory: str, name: str) -> Generator[Effect | Event, Any, bool]:
        outcome = yield from self._get(role, directory, name)
        if outcome is None:
            return False
        if not outcome.fault and is_page(outcome.answer.body):
            outcome = yield from spoiled(outcome)
        self._note(outcome)
        if outcome.fault and role == "directory":
            yield line("local-directory", name=name)
        if not outcome.fault and role in _LISTS and (not name.startswith(ZEROS) or role not in self.local):
            yield from self._take(role, outcome.answer.body)
        return not outcome.fault

    def _take(self, role: Role, body: bytes) -> Conversation:
        """Have the server's copy in place of the phone's, unless that has changes that the server has not got yet."""
        mine = self.local.get(role)
        if mine and mine.waiting:
            yield line("not-taken", name=mine.name)
        else:
            self.local[role] = LocalFile(role, local_name(self.before.owner(role), role), body)

    def read_extras(self, wanted: tuple[Extra, ...]) -> Conversation:
        """Dictionaries, pictures and whatever else is to lie in flash; a file that cannot be had stays as it was."""
        kept = {(file.role, file.name): file for file in self.before.extras}
        for extra in wanted:
            outcome = yield from self._get(extra.role, "", extra.name)
            file = kept.get((extra.role, extra.name))
            if outcome is not None:
                self.reports.append(outcome.report())
                if not outcome.fault and not is_page(outcome.answer.body):
                    file = StoredFile(extra.role, extra.name, outcome.answer.body)
            if file and room_for(file, self.extras):
                self.extras.append(file)
            elif file:
                yield line("no-room", name=extra.name)
