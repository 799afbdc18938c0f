"""From files to a configuration: the same for files that have just come and for those kept from an earlier boot."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from emulator.boot.model import Provisioning, StoredFile
from emulator.config.common_area import with_restrictions
from emulator.config.files import ParameterFile, read_parameters
from emulator.config.findings import Finding
from emulator.config.flash import flash_changes
from emulator.config.identity import Identity
from emulator.config.layers import Configuration, configure, with_account
from emulator.config.master import Master, read_master


class Files(NamedTuple):
    """The files that make a configuration, read. Those of `parameters` count in their order."""

    master: Master | None
    parameters: tuple[ParameterFile, ...]

    @property
    def all(self) -> tuple[ParameterFile, ...]:
        """All files with parameters: what stands in the master file itself counts before those it names."""
        own = self.master.parameters if self.master else None
        return (own, *self.parameters) if own else self.parameters

    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the files, each by itself."""
        own = self.master.findings if self.master else ()
        return (*own, *(each for file in self.parameters for each in file.findings))


def read_files(identity: Identity, stored: Iterable[StoredFile]) -> Files:
    """Read files that were kept."""
    files = list(stored)
    master = next((read_master(file.name, file.body, identity) for file in files if file.role == "master"), None)
    parameters = [read_parameters(file.name, file.body) for file in files if file.role == "parameters"]
    return Files(master, tuple(parameters))


def kept_master(before: Provisioning) -> Master | None:
    """The last good master file."""
    return read_files(before.configuration.identity, [file for file in before.kept if file.role == "master"]).master


def device_settings(before: Provisioning) -> Configuration:
    """A configuration of nothing but the device settings: those in flash, and above them those given for this run."""
    return configure(before.configuration.identity, flash={**before.device, **before.given})


class Assembly(NamedTuple):
    """A configuration, the device settings that it leaves in flash, and what is wrong with it."""

    configuration: Configuration
    device: dict[str, str]
    findings: tuple[Finding, ...]


def assemble(
    before: Provisioning,
    files: Files,
    local: Iterable[StoredFile],
    *,
    profile: StoredFile | None = None,
    write_device: bool,
) -> Assembly:
    """Put a configuration together; `write_device` lets the files change the device settings."""
    own = {file.role: read_parameters(file.name, file.body) for file in local if file.role in ("phone", "web")}
    changes = flash_changes(files.all)
    device = {**before.device, **changes.values} if write_device else before.device
    configuration = configure(
        before.configuration.identity,
        phone=own.get("phone"),
        web=own.get("web"),
        user=read_parameters(profile.name, profile.body) if profile else None,
        files=files.all,
        flash={**device, **before.given},
    )
    policy = with_restrictions(configuration, before.policy)
    configuration = with_account(configuration, before.account, policy)
    return Assembly(configuration, device, (*files.findings(), *changes.findings))
