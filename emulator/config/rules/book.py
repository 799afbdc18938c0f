"""All rules in one place: those for a file by itself, and those for a phone with all its files."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator

from emulator.config.catalogue import Parameter, find
from emulator.config.files import ParameterFile
from emulator.config.findings import Finding
from emulator.config.places import FileText
from emulator.config.rules.addresses import check_host, check_ip, check_url
from emulator.config.rules.certificates import check_certificate
from emulator.config.rules.conflicts import CONFLICTS
from emulator.config.rules.dialing import check_digit_map, check_timeouts
from emulator.config.rules.hardware import check_emulated, check_model
from emulator.config.rules.indices import check_gaps, check_limits, check_registrations, limits
from emulator.config.rules.lines import check_lines
from emulator.config.rules.macros import check_macro, check_references
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
    check_transfer,
    check_shadows,
)
"""Rules for a phone and all it is served."""


def check_file(file: ParameterFile, text: FileText, model: str, today: datetime.date) -> Iterator[Finding]:
    """What there is to say about a file by itself, on phones of that model."""
    for found in file.findings:
        yield improve(found, file.settings)
    known: list[Parameter] = []
    for name, setting in file.settings.items():
        parameter = find(name)
        if parameter is None:
            continue
        known.append(parameter)
        rule = BY_NAME.get(parameter.name) or BY_KIND.get(parameter.kind)
        bounds = limits(parameter.name)
        if rule or bounds:
            spot = Spot(name, setting, parameter, text, today)
            yield from rule(spot) if rule else ()
            yield from check_limits(spot, bounds) if bounds else ()
    yield from check_model(file.settings.items(), model)
    yield from check_emulated(file.name, known)


def check_phone(subject: Subject) -> Iterator[Finding]:
    """What there is to say about a phone, beyond its files by themselves."""
    for rule in BY_PHONE:
        yield from rule(subject)
