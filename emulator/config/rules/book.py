"""All rules in one place: those for a file by itself, and those for a phone with all its files."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from functools import cache

from emulator.config.catalogue import catalogue, find
from emulator.config.files import ParameterFile
from emulator.config.findings import Finding
from emulator.config.places import FileText
from emulator.config.rules.addresses import check_host, check_ip, check_url
from emulator.config.rules.certificates import check_certificate
from emulator.config.rules.conflicts import CONFLICTS
from emulator.config.rules.dialing import check_digit_map, check_timeouts
from emulator.config.rules.hardware import Absence, absence_of, check_emulated, check_model
from emulator.config.rules.indices import check_gaps, check_limits, check_registrations, limits, within
from emulator.config.rules.lines import check_lines
from emulator.config.rules.macros import check_macro, check_references
from emulator.config.rules.media import check_codecs
from emulator.config.rules.names import improve
from emulator.config.rules.passwords import FACTORY, check_default, check_transfer
from emulator.config.rules.shadows import check_shadows
from emulator.config.rules.spot import Spot, Subject

SpotRule = Callable[[Spot], Iterator[Finding]]

BY_KIND: dict[str, SpotRule] = {
    "host": check_host,
    "ip": check_ip,
    "url": check_url,
    "pem": check_certificate,
}
"""Rules for values, by the kind of their parameter."""

BY_NAME: dict[str, SpotRule] = {
    "dialplan.digitmap": check_digit_map,
    "dialplan.x.digitmap": check_digit_map,
    "dialplan.digitmap.timeOut": check_timeouts,
    "dialplan.x.digitmap.timeOut": check_timeouts,
    "softkey.x.action": check_macro,
    "efk.efklist.x.action.string": check_macro,
    **dict.fromkeys(FACTORY, check_default),
}
"""Rules for values, by the catalogued name of their parameter."""

BY_PHONE: tuple[Callable[[Subject], Iterator[Finding]], ...] = (
    check_lines,
    check_registrations,
    check_gaps,
    check_references,
    *CONFLICTS,
    check_codecs,
    check_transfer,
    check_shadows,
)
"""Rules for a phone and all it is served."""


def check_file(file: ParameterFile, text: FileText, model: str, today: datetime.date) -> Iterator[Finding]:
    """What there is to say about a file by itself, on phones of that model."""
    for found in file.findings:
        yield improve(found, file.settings)
    idle: set[str] = set()
    special: dict[Absence, list[str]] = {}
    for name, setting in file.settings.items():
        parameter = find(name)
        if parameter is None:
            continue
        if not parameter.emulated:
            idle.add(parameter.name)
        rule, bounds, absence = _traits(parameter.name)
        if rule:
            yield from rule(Spot(name, setting, parameter, text, today))
        if bounds and not within(name, bounds):
            yield check_limits(Spot(name, setting, parameter, text, today), bounds)
        if absence:
            special.setdefault(absence, []).append(name)
    yield from check_model(special, file.settings, model)
    yield from check_emulated(file.name, idle)


@cache
def _traits(catalogued: str) -> tuple[SpotRule | None, tuple[int, ...], Absence | None]:
    """What to look at in settings of the parameter of that name: its rule, its limits, who does not have it."""
    rule = BY_NAME.get(catalogued) or BY_KIND.get(catalogue()[catalogued].kind)
    return rule, limits(catalogued), absence_of(catalogued)


def check_phone(subject: Subject) -> Iterator[Finding]:
    """What there is to say about a phone, beyond its files by themselves."""
    for rule in BY_PHONE:
        yield from rule(subject)
