"""Checks a provisioning tree as its phones would read it, one phone after another."""

from __future__ import annotations

import datetime
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator
from itertools import chain

import msgspec

from emulator.config.encryption import Key, UndecryptableError, decrypt, is_encrypted
from emulator.config.files import ParameterFile, Setting, Status, encrypted, missing, read_parameters
from emulator.config.findings import SEVERITIES, Finding, Severity
from emulator.config.flash import flash_changes
from emulator.config.identity import Identity
from emulator.config.layers import Configuration, configure
from emulator.config.master import Master
from emulator.config.places import FileText
from emulator.config.rules.book import check_file, check_phone
from emulator.config.rules.spot import Subject
from emulator.config.silence import Silence, read_silences
from emulator.config.tree import NOBODY, PhoneTree, Tree
from emulator.kernel.profile import DeviceProfile

KEPT = 64
"""How many files are remembered that several phones may share."""


class FileEntry(msgspec.Struct, frozen=True):
    """A file that was looked at, as `vphone check` reports it."""

    path: str
    bytes: int
    parameters: int
    status: Status


class PhoneCheck(msgspec.Struct, frozen=True):
    """All there is to say about one phone; `mac` is empty for a phone that stands for any of its model."""

    model: str
    mac: str
    files: tuple[FileEntry, ...]
    parameters: int
    findings: tuple[Finding, ...]
    summary: dict[Severity, int]

    def worst(self) -> Severity | None:
        """The gravest severity among the findings."""
        return next((severity for severity in SEVERITIES if self.summary[severity]), None)


class Loaded(msgspec.Struct, frozen=True):
    """What a phone is served, read: its files in order of precedence, and the configuration they make.

    `device` tells where the settings stand that go into flash.
    """

    tree: PhoneTree
    files: tuple[ParameterFile, ...]
    configuration: Configuration
    findings: tuple[Finding, ...]
    device: dict[str, Setting]


class _Checked(msgspec.Struct, frozen=True):
    file: ParameterFile
    findings: tuple[Finding, ...]
    silences: tuple[Silence, ...]


class Checker:
    """Checks phones of one model against one tree; files that phones share are read and checked once."""

    def __init__(
        self,
        tree: Tree,
        profile: DeviceProfile,
        today: datetime.date,
        ignored: Iterable[str] = (),
        keys: Iterable[Key] = (),
    ) -> None:
        """Certificates are judged as of `today`; `ignored` rules do not speak; encrypted files are read with `keys`."""
        self.tree = tree
        self._profile = profile
        self._today = today
        self._ignored = frozenset(ignored)
        self._keys = tuple(keys)
        self._cache: OrderedDict[str, _Checked] = OrderedDict()
        self._names: dict[str, str] = {}

    @property
    def model(self) -> str:
        """The model of all phones."""
        return self._profile.token

    def identity(self, mac: str) -> Identity:
        """The phone of the model with that MAC address; empty for one that has none of its own."""
        return Identity(mac or NOBODY, self._profile.compact, self._profile.part_number, self._profile.firmware)

    def load(self, mac: str) -> Loaded:
        """What one phone is served, and the configuration that comes of it."""
        identity = self.identity(mac)
        served = self.tree.phone(identity)
        checked = [(named.layer, self._file(named.name)) for named in served.files if named.status == "ok"]
        own = served.master.parameters if served.master else None
        overrides = {layer: each.file for layer, each in checked if layer != "files"}
        files = [*((own,) if own else ()), *(each.file for layer, each in checked if layer == "files")]
        changes = flash_changes(files)
        configuration = configure(
            identity,
            phone=overrides.get("phone"),
            web=overrides.get("web"),
            files=files,
            flash=changes.values,
        )
        lacking = changes.findings if served.whole else _lacking(files)
        return Loaded(served, (*overrides.values(), *files), configuration, lacking, changes.settings)

    def check(self, mac: str) -> PhoneCheck:
        """Check one phone. Raises SourceError if the tree cannot be read on."""
        loaded = self.load(mac)
        checked = [self._file(named.name) for named in loaded.tree.files if named.status == "ok"]
        found: list[Iterable[Finding]] = [loaded.tree.findings, loaded.findings]
        found += [(named.finding,) for named in loaded.tree.files if named.finding]
        found += [each.findings for each in checked]
        silences = {each.file.name: each.silences for each in checked}
        if master := loaded.tree.master:
            self._names[master.name] = loaded.tree.master_name
            text = self.text(master.name)
            found.append(self._check_master(master, text))
            silences[master.name] = read_silences(text)
        found += [check_phone(subject) for subject in self._subjects(loaded)]
        findings = self._told(chain.from_iterable(found), silences)
        counts = Counter(each.severity for each in findings)
        summary = {severity: counts[severity] for severity in SEVERITIES}
        parameters = sum(len(file.settings) for file in loaded.files)
        return PhoneCheck(self.model, mac, tuple(self._entries(loaded)), parameters, findings, summary)

    def _check_master(self, master: Master, text: FileText) -> Iterator[Finding]:
        """What is wrong with a master file itself, and with parameters in it as with those of any file."""
        file = master.parameters
        yield from (each for each in master.findings if file is None or each not in file.findings)
        if file:
            yield from check_file(file, text, self.model, self._today)

    def text(self, label: str) -> FileText:
        """A file by the name that findings have for it, to quote from."""
        name = self._names.get(label)
        data = self._content(name)[0] if name else None
        return FileText(b"" if data is None or is_encrypted(data) else data)

    def _content(self, name: str) -> tuple[bytes | None, str]:
        """A file, decrypted if there is a key that fits; and why none of the keys did."""
        data, problem = self.tree.source.read(name), ""
        if data is not None and is_encrypted(data):
            for key in self._keys:
                try:
                    return decrypt(data, key), ""
                except UndecryptableError as error:
                    problem = str(error)
        return data, problem

    def _open(self, name: str, label: str) -> ParameterFile:
        data, problem = self._content(name)
        if data is None:
            return missing(label)
        return encrypted(label, data, problem) if problem else read_parameters(label, data)

    def _told(self, found: Iterable[Finding], silences: dict[str, tuple[Silence, ...]]) -> tuple[Finding, ...]:
        """The findings that nobody silenced, sorted, each once."""
        kept = {
            each
            for each in found
            if each.rule not in self._ignored
            and not any(silence.covers(each) for silence in silences.get(each.file, ()))
        }
        return tuple(sorted(kept, key=lambda each: (each.file, each.line, each.column, each.rule, each.message)))

    def _file(self, name: str) -> _Checked:
        known = self._cache.get(name)
        if known:
            self._cache.move_to_end(name)
            return known
        label = self.tree.source.label(name)
        self._names[label] = name
        file, text = self._open(name, label), self.text(label)
        findings = tuple(check_file(file, text, self.model, self._today))
        checked = self._cache[name] = _Checked(file, findings, read_silences(text))
        if len(self._cache) > KEPT:
            self._cache.popitem(last=False)
        return checked

    def _subjects(self, loaded: Loaded) -> Iterator[Subject]:
        """The phone; of loose files, one phone for each."""
        plain, identity = self.tree.source.plain, loaded.configuration.identity
        if loaded.tree.whole:
            yield Subject(identity, self._profile, loaded.configuration, loaded.files, True, plain)
            return
        for file in loaded.files:
            alone = configure(identity, files=[file], flash=flash_changes([file]).values)
            yield Subject(identity, self._profile, alone, (file,), False, plain)

    def _entries(self, loaded: Loaded) -> Iterator[FileEntry]:
        master = loaded.tree.master
        if master:
            count = len(master.parameters.settings) if master.parameters else 0
            yield FileEntry(master.name, master.size, count, "ok")
        for named in loaded.tree.files:
            if named.status == "ok":
                file = self._file(named.name).file
                yield FileEntry(file.name, file.size, len(file.settings), file.status)
            else:
                yield FileEntry(self.tree.source.label(named.name), 0, 0, named.status)


def _lacking(files: Iterable[ParameterFile]) -> tuple[Finding, ...]:
    """The switches that loose files lack themselves; device.set may well stand in another one."""
    complete = [file for file in files if "device.set" in file.settings]
    return tuple(each for file in complete for each in flash_changes([file]).findings)
