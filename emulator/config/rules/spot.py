"""What rules look at: one setting in a file, or one phone with all it is served."""

from __future__ import annotations

import datetime
import re
from functools import cached_property

import msgspec

from emulator.config.catalogue import Parameter
from emulator.config.files import ParameterFile, Setting
from emulator.config.findings import Finding, finding
from emulator.config.identity import Identity
from emulator.config.layers import Configuration, group
from emulator.config.places import FileText
from emulator.kernel.profile import DeviceProfile


class Spot(msgspec.Struct, frozen=True):
    """One setting of a known parameter, with the text around it."""

    name: str
    setting: Setting
    parameter: Parameter
    text: FileText
    today: datetime.date

    @property
    def value(self) -> str:
        """The value as written."""
        return self.setting.value

    def found(self, rule: str, message: str, at: int | None = None, suggestion: str = "") -> Finding:
        """A finding at the setting, or at character `at` of its value."""
        place = (self.setting.line, self.setting.column) if at is None else self.text.inside(self.setting, at)
        return finding(rule, message, self.setting.file, *place, parameter=self.name, suggestion=suggestion)


class Subject(msgspec.Struct, frozen=True, dict=True):
    """One phone as configured by files, from the highest; `plain` is the scheme by which they come unencrypted.

    Where only parts of a configuration are known (`whole` is false), nothing can be said to be missing.
    """

    identity: Identity
    profile: DeviceProfile
    configuration: Configuration
    files: tuple[ParameterFile, ...]
    whole: bool
    plain: str = ""

    def written(self, name: str) -> Setting | None:
        """The setting of the highest file that has the parameter."""
        return next((file.settings[name] for file in self.files if name in file.settings), None)

    def names(self, family: str, pattern: re.Pattern[str]) -> list[str]:
        """The names in files that begin with the part `family` and match the pattern, sorted."""
        return sorted(filter(pattern.fullmatch, self._families.get(family, ())))

    @cached_property
    def _families(self) -> dict[str, list[str]]:
        return group({name for file in self.files for name in file.settings})

    def on(self, name: str) -> bool:
        """Whether a file switches the parameter on and nothing above it off."""
        return self.configuration.flag(name) and self.written(name) is not None

    def found(self, rule: str, message: str, name: str, suggestion: str = "") -> Finding:
        """A finding at the setting of a parameter that a file has."""
        setting = self.written(name) or Setting("")
        place = (setting.file, setting.line, setting.column)
        return finding(rule, message, *place, parameter=name, suggestion=suggestion)
