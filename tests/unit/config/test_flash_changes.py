"""Device parameters: both switches or no change."""

from __future__ import annotations

import pytest

from emulator.config.files import ParameterFile, read_parameters
from emulator.config.flash import flash_changes


def files(*attributes: str) -> list[ParameterFile]:
    """One file for each string of attributes."""
    return [read_parameters(f"{index}.cfg", f"<a {each}/>".encode()) for index, each in enumerate(attributes)]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (['device.set="1" device.prov.serverType="2" device.prov.serverType.set="1"'], "HTTP"),
        (['device.set="1"', 'device.prov.serverType.set="1"', 'device.prov.serverType="HTTP"'], "HTTP"),
        (
            [
                'device.set="1" device.prov.serverType="FTP"',
                'device.prov.serverType="TFTP" device.prov.serverType.set="1"',
            ],
            "FTP",
        ),
        (['device.prov.serverType="HTTP" device.prov.serverType.set="1"'], None),
        (['device.set="0" device.prov.serverType="HTTP" device.prov.serverType.set="1"', 'device.set="1"'], None),
        (['device.set="1" device.prov.serverType="HTTP"'], None),
        (['device.set="1" device.prov.serverType="HTTP" device.prov.serverType.set="0"'], None),
        (['device.set="1" device.prov.serverType="http" device.prov.serverType.set="1"'], None),
        (['device.set="1" device.prov.serverType="" device.prov.serverType.set="1"'], None),
    ],
)
def test_flash_changes_only_with_both_switches(written: list[str], expected: str | None) -> None:
    """A value is written if device.set and its own switch are 1 in any file, and if it is permitted."""
    assert expected == flash_changes(files(*written)).values.get("device.prov.serverType")


@pytest.mark.parametrize(
    ("written", "suggestion"),
    [
        ('device.dns.domain="example.com" device.dns.domain.set="1"', 'device.set="1"'),
        ('device.set="1" device.dns.domain="example.com"', 'device.dns.domain.set="1"'),
    ],
)
def test_a_value_without_its_switch_is_reported(written: str, suggestion: str) -> None:
    """A device value that has no effect is reported where it stands, with the switch it lacks."""
    (found,) = flash_changes(files(written)).findings
    assert ("set-companion-missing", suggestion, "0.cfg") == (found.rule, found.suggestion, found.file)


def test_unknown_device_parameters_are_not_written() -> None:
    """Switches do not make a parameter of a name that is none."""
    changes = flash_changes(files('device.set="1" device.no.such="1" device.no.such.set="1"'))
    assert ({}, ()) == (changes.values, changes.findings)
