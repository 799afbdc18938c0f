"""The effective configuration of a phone: layers of settings, the highest that knows a parameter decides.

A configuration is a value: it compares, serialises and never changes. What it works out on the way is kept beside
the value, so that asking costs one look into a dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Literal, get_args

import msgspec

from emulator.config.catalogue import LETTERS, Parameter, find
from emulator.config.files import ParameterFile, Setting
from emulator.config.flash import PREFIX
from emulator.config.identity import Identity

LayerKind = Literal["phone", "web", "user", "files", "flash", "server"]
LAYERS: tuple[LayerKind, ...] = get_args(LayerKind)
"""From the highest: changes made on the phone, by its web page, the signed-in user's profile or account, the
configuration files, device settings in flash, what the SIP server sends in-band. Below them: base profile and
defaults."""

_LIVE: tuple[LayerKind, ...] = ("user", "server")
LIVE = "account"
"""What stands for a file where settings come from an account that is signed in."""

_NUMBER = re.compile(r"-?[0-9]{1,18}")
_INDEX = r"([1-9][0-9]{0,4})"


class Layer(msgspec.Struct, frozen=True):
    """Settings of one origin; several layers of a kind stand in their own order, the first highest."""

    kind: LayerKind
    settings: dict[str, Setting]


class Source(msgspec.Struct, frozen=True):
    """One place that has a say on a parameter. `layer` is a kind of layer, `base profile` or `default`."""

    layer: str
    name: str
    setting: Setting


class Explanation(msgspec.Struct, frozen=True):
    """Where the value in force of a parameter comes from, and what it overrode.

    `problem` says why the deciding source's own value is not the one in force: it is not permitted.
    """

    name: str
    value: str
    source: Source
    overridden: tuple[Source, ...]
    parameter: Parameter | None
    problem: str = ""


class Configuration(msgspec.Struct, frozen=True, dict=True):
    """What a phone is configured to be. Every question is answered, for unknown parameters by an empty value."""

    identity: Identity = Identity()
    layers: tuple[Layer, ...] = ()

    def text(self, name: str) -> str:
        """The value in force of a parameter."""
        known = self._values.get(name)
        if known is None:
            known = self._values[name] = self._evaluate(name)
        return known

    def choice(self, name: str) -> str:
        """The word chosen, in its canonical spelling: a 2 for device.prov.serverType reads HTTP."""
        return self.text(name)

    def flag(self, name: str) -> bool:
        """Whether a switch is on; Null is off."""
        return self.text(name) == "1"

    def number(self, name: str, null: int = 0) -> int:
        """The number in force; `null` for Null."""
        value = self.text(name)
        return int(value) if _NUMBER.fullmatch(value) else null

    def origin(self, name: str) -> Source:
        """Where the value in force comes from."""
        return self.explain(name).source

    def indices(self, pattern: str) -> tuple[int, ...]:
        """The indices for which a parameter is set and not empty, ascending.

        The first letter in the pattern is the index asked for, `reg.x.address` or `reg.1.server.x.address`; later
        ones stand for any.
        """
        parts = [_INDEX if part in LETTERS else re.escape(part) for part in pattern.split(".")]
        names = self._families.get(pattern.partition(".")[0], ())
        matches = map(re.compile(r"\.".join(parts)).fullmatch, names)
        used = {int(match[1]) for match in matches if match and match.lastindex and self.text(match[0])}
        return tuple(sorted(used))

    def explain(self, name: str) -> Explanation:
        """Where the value in force comes from, and all it overrode, highest first."""
        source, *overridden = self._sources(name)
        parameter = find(name)
        reading = parameter.read(source.setting.value) if parameter else None
        problem = reading.message if reading else ""
        return Explanation(name, self.text(name), source, tuple(overridden), parameter, problem)

    def names(self) -> Iterable[str]:
        """The names of all parameters that some layer sets."""
        return self._deciding.keys()

    @cached_property
    def base_profile(self) -> str:
        """Generic, Lync or SkypeUSB."""
        source = self._deciding.get("device.baseProfile")
        parameter = find("device.baseProfile")
        value = parameter.read(source.value).value if source and parameter else None
        return value or "Generic"

    @cached_property
    def _values(self) -> dict[str, str]:
        return {}

    @cached_property
    def _families(self) -> dict[str, list[str]]:
        """Every set name by its first part."""
        return group(self._deciding)

    @cached_property
    def _deciding(self) -> dict[str, Setting]:
        """Every set name's deciding setting, model suffixes resolved."""
        suffix = f".{self.identity.model}"
        deciding: dict[str, Setting] = {}
        for kind in reversed(LAYERS):
            merged: dict[str, Setting] = {}
            for layer in reversed([layer for layer in self.layers if layer.kind == kind]):
                merged.update(layer.settings)
            own = {
                name.removesuffix(suffix): setting
                for name, setting in merged.items()
                if len(suffix) > 1 and name.endswith(suffix)
            }
            deciding.update((name, each) for name, each in (merged | own).items() if _belongs(name, kind))
        return deciding

    def _evaluate(self, name: str) -> str:
        setting, parameter = self._deciding.get(name), find(name)
        if parameter is None:
            return setting.value if setting else ""
        value = parameter.read(setting.value).value if setting else None
        return parameter.default(self.identity, self.base_profile) if value is None else value

    def _sources(self, name: str) -> Iterator[Source]:
        names = (f"{name}.{self.identity.model}", name) if self.identity.model else (name,)
        for kind in LAYERS:
            layers = [layer for layer in self.layers if layer.kind == kind and _belongs(name, kind)]
            for spelled in names:
                for layer in layers:
                    if spelled in layer.settings:
                        yield Source(kind, spelled, layer.settings[spelled])
        parameter = find(name)
        default = parameter.default(self.identity, self.base_profile) if parameter else ""
        preset = parameter is not None and parameter.preset(self.base_profile)
        yield Source("base profile" if preset else "default", name, Setting(default))


def group(names: Iterable[str]) -> dict[str, list[str]]:
    """Names by their first part."""
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(name[: name.find(".")] if "." in name else name, []).append(name)
    return groups


def _belongs(name: str, kind: LayerKind) -> bool:
    """Device parameters count from flash alone, and flash holds nothing else."""
    return name.startswith(PREFIX) == (kind == "flash")


def configure(
    identity: Identity,
    *,
    phone: ParameterFile | None = None,
    web: ParameterFile | None = None,
    user: ParameterFile | None = None,
    files: Iterable[ParameterFile] = (),
    flash: Mapping[str, str] = {},
    server: Mapping[str, str] = {},
) -> Configuration:
    """The configuration of a phone from everything that it has; `files` in the order of CONFIG_FILES."""
    layers = [
        *(Layer(kind, file.settings) for kind, file in _single(phone, web, user)),
        *(Layer("files", file.settings) for file in files),
        *_plain("flash", flash),
        *_plain("server", server),
    ]
    return Configuration(identity, tuple(layers))


def with_account(configuration: Configuration, account: Mapping[str, str], policy: Mapping[str, str]) -> Configuration:
    """The same for who has signed in at a server: the account's settings, and the policy of that server, put anew.

    A user's profile, which the phone has read from its boot server, counts above the account.
    """
    kept = (layer for layer in configuration.layers if not _is_live(layer))
    fresh = (
        Layer(kind, {name: Setting(value, LIVE) for name, value in values.items()})
        for kind, values in zip(_LIVE, (account, policy), strict=True)
        if values
    )
    return Configuration(configuration.identity, (*kept, *fresh))


def _is_live(layer: Layer) -> bool:
    return layer.kind in _LIVE and any(setting.file == LIVE for setting in layer.settings.values())


def _single(
    phone: ParameterFile | None, web: ParameterFile | None, user: ParameterFile | None
) -> Iterator[tuple[LayerKind, ParameterFile]]:
    if phone:
        yield "phone", phone
    if web:
        yield "web", web
    if user:
        yield "user", user


def _plain(kind: LayerKind, values: Mapping[str, str]) -> Iterator[Layer]:
    if values:
        yield Layer(kind, {name: Setting(value) for name, value in values.items()})
