"""What it costs to go from one configuration to another."""

from __future__ import annotations

import pytest

from emulator.boot.provisioning.apply import consequence
from emulator.config.files import ParameterFile, Setting
from emulator.config.identity import Identity
from emulator.config.layers import Configuration, configure


def configured(
    files: dict[str, str] | None = None, *, flash: dict[str, str] | None = None, web: dict[str, str] | None = None
) -> Configuration:
    """A configuration of one file, device settings, and changes made on the web page."""
    site, own = (
        ParameterFile(name, settings={each: Setting(value) for each, value in (values or {}).items()})
        for name, values in (("site.cfg", files), ("web.cfg", web))
    )
    return configure(Identity("0004f2aabb01", "VVX450"), files=[site], web=own, flash=flash or {})


@pytest.mark.parametrize(
    ("before", "after", "names", "effect"),
    [
        ({}, {}, (), "none"),
        ({"lcl.ml.lang": "German_Germany"}, {"lcl.ml.lang": "German_Germany"}, (), "none"),
        ({}, {"lcl.ml.lang": "German_Germany"}, ("lcl.ml.lang",), "none"),
        ({"prov.polling.enabled": "1"}, {}, ("prov.polling.enabled",), "none"),
        ({}, {"prov.polling.enabled": "0"}, (), "none"),
        ({}, {"prov.polling.enabled": "yes"}, (), "none"),
        ({}, {"sec.srtp.require": "1"}, ("sec.srtp.require",), "restart"),
        ({}, {"sec.srtp.require": "1", "lcl.ml.lang": "x"}, ("lcl.ml.lang", "sec.srtp.require"), "restart"),
        ({}, {"prov.quickSetup.enabled": "1"}, ("prov.quickSetup.enabled",), "none"),
        ({}, {"not.a.parameter": "1"}, ("not.a.parameter",), "none"),
    ],
    ids=[
        "nothing",
        "same",
        "live",
        "taken-out",
        "as-default",
        "not-permitted",
        "restart",
        "dearest",
        "unsure",
        "unknown",
    ],
)
def test_the_dearest_changed_value_decides(
    before: dict[str, str], after: dict[str, str], names: tuple[str, ...], effect: str
) -> None:
    """Values in force are compared, and the catalogue says what each of them costs."""
    assert (names, effect) == consequence(configured(before), configured(after))


def test_device_settings_reboot() -> None:
    """Device settings count from flash alone, and need the updater."""
    assert (("device.sntp.serverName",), "reboot") == consequence(
        configured(), configured(flash={"device.sntp.serverName": "time.example.com"})
    )
    assert ((), "none") == consequence(configured(), configured({"device.sntp.serverName": "time.example.com"}))


def test_overridden_values_cost_nothing() -> None:
    """A file that changes what the web page overrides changes nothing."""
    web = {"sec.srtp.require": "0"}
    assert ((), "none") == consequence(configured(web=web), configured({"sec.srtp.require": "1"}, web=web))
