"""A provisioning tree as one phone after another finds it: the master file, the files it names, the overrides."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from pathlib import Path

import msgspec

from emulator.config.files import Status
from emulator.config.findings import Finding, finding
from emulator.config.identity import Identity
from emulator.config.layers import LayerKind
from emulator.config.master import Master, read_master
from emulator.config.sources import Files, Folder, Server, Source, SourceError

ZEROS = "000000000000"
NOBODY = "ffffffffffff"
"""The MAC address of a phone that has none of its own: files named by it cannot be known."""

_MAC = re.compile(r"(?<![0-9A-Za-z])[0-9A-Fa-f]{12}(?![0-9A-Za-z])")
_SUFFIXES = (".cfg", ".xml")


class Named(msgspec.Struct, frozen=True):
    """A file with parameters that a phone asks for, and in which layer they count; `name` is relative to the tree."""

    name: str
    layer: LayerKind = "files"
    status: Status = "ok"
    finding: Finding | None = None


class PhoneTree(msgspec.Struct, frozen=True):
    """What one phone is served. It is not `whole` if only parts are known: then nothing can be said to be missing."""

    master: Master | None
    files: tuple[Named, ...]
    findings: tuple[Finding, ...] = ()
    whole: bool = True
    master_name: str = ""


class Tree:
    """A provisioning tree: with master files, or files that count in the order given, or loose files."""

    def __init__(self, source: Source, *, master: str = "", listed: bool = False) -> None:
        """`master` is a master file that is named outright; `listed` files are all that a phone reads, in order."""
        self.source = source
        self._master = master
        self._listed = listed
        self._names = source.names()
        self._known = frozenset(self._names)
        self._remote = isinstance(source, Server)

    def macs(self) -> list[str]:
        """The MAC addresses that the tree has files for, in lower case, sorted."""
        if self._listed:
            return []
        if self._master:
            return [mac.lower() for mac in _MAC.findall(posixpath.basename(self._master)) if mac != ZEROS]
        found = {
            mac.lower()
            for name in self._names
            if name.endswith(_SUFFIXES)
            for mac in _MAC.findall(posixpath.basename(name))
        }
        return sorted(found - {ZEROS, NOBODY})

    def phone(self, identity: Identity) -> PhoneTree:
        """What the phone of that identity is served."""
        if self._listed:
            return PhoneTree(None, tuple(Named(name) for name in self._names))
        findings: list[Finding] = []
        for name in self._masters(identity.mac):
            data = self._read(name)
            if data is None:
                continue
            master = read_master(self.source.label(name), data, identity)
            if master.usable:
                return PhoneTree(master, self._served(master, name, identity), tuple(findings), master_name=name)
            findings += master.findings
        return self._without_master(identity, findings)

    def _masters(self, mac: str) -> Iterable[str]:
        if self._master:
            return (self._master,)
        if mac == NOBODY:
            return (f"{ZEROS}.cfg",)
        return (f"{mac}.cfg", f"{mac.upper()}.cfg", f"{ZEROS}.cfg")

    def _read(self, name: str) -> bytes | None:
        if not self._remote and name not in self._known:
            return None
        return self.source.read(name)

    def _served(self, master: Master, name: str, identity: Identity) -> tuple[Named, ...]:
        folder = posixpath.dirname(name)
        layers: tuple[LayerKind, LayerKind] = ("phone", "web")
        overrides = (
            Named(place, layer)
            for layer in layers
            if self.has(place := _join(folder, master.overrides, f"{identity.mac}-{layer}.cfg"))
        )
        return (*overrides, *(self._named(_join(folder, "", file), file, master) for file in master.files))

    def has(self, name: str) -> bool:
        """Whether the tree has this file."""
        if not self._remote:
            return name in self._known
        try:
            return self.source.read(name) is not None
        except SourceError:
            return False

    def _named(self, place: str, name: str, master: Master) -> Named:
        if "://" in name or NOBODY in name:
            return Named(name, status="ignored")
        if self.has(place):
            return Named(place)
        message = f"{name} is named in {posixpath.basename(master.name)} but is not there"
        alike = next((each for each in self._names if each.lower() == place.lower()), "")
        missed = finding("file-missing", message, master.name, suggestion=posixpath.basename(alike))
        return Named(name, status="missing", finding=missed)

    def _without_master(self, identity: Identity, findings: list[Finding]) -> PhoneTree:
        loose = [name for name in self._names if name.endswith(".cfg") and name not in self._masters(identity.mac)]
        if identity.mac == NOBODY and not self._master and loose and not findings:
            return PhoneTree(None, tuple(Named(name) for name in loose), whole=False)
        if not findings:
            message = f"there is neither {identity.mac}.cfg nor {ZEROS}.cfg"
            findings.append(finding("master-missing", message, self.source.label("")))
        return PhoneTree(None, (), tuple(findings))


def _join(folder: str, directory: str, name: str) -> str:
    """A file of a directory of the tree; what leads out of it leads to its top, as on a server."""
    base = "/" if name.startswith("/") or directory.startswith("/") else f"/{folder}"
    return posixpath.normpath(f"{base}/{directory}/{name}").lstrip("/")


def open_tree(words: Iterable[str]) -> Tree:
    """The tree that the words name: a folder, a master file, files with parameters, a server's URL.

    Raises SourceError if there is nothing to read.
    """
    given = list(words) or ["."]
    if "://" in given[0]:
        return _open_server(given)
    paths = [Path(word) for word in given]
    for path in paths:
        if not path.exists():
            raise SourceError(f"{path} does not exist")
    if len(paths) == 1:
        return _open_path(paths[0])
    folder = next((path for path in paths if path.is_dir()), None)
    if folder:
        raise SourceError(f"{folder} is a folder: give one folder, or files")
    return Tree(Files(paths), listed=True)


def _open_server(given: list[str]) -> Tree:
    if len(given) > 1:
        raise SourceError("give one server alone")
    base, _, last = given[0].rpartition("/")
    return Tree(Server(base), master=last) if last.endswith(".cfg") else Tree(Server(given[0]))


def _open_path(path: Path) -> Tree:
    if path.is_dir():
        return Tree(Folder(path))
    data = Folder(path.parent).read(path.name)
    if data is None:
        raise SourceError(f"{path} cannot be read")
    return Tree(Folder(path.parent), master=path.name) if _is_master(path.name, data) else Tree(Files([path]))


def _is_master(name: str, data: bytes) -> bool:
    """Whether a file names others; one that only has parameters is a configuration file like any."""
    if b"APPLICATION" not in (plain := data.replace(b"\0", b"")) and b"CONFIG_FILES" not in plain:
        return False
    master = read_master(name, data, Identity(NOBODY))
    return master.usable and (not master.parameters or bool(master.files))
