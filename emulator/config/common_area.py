"""Common area phones: what nobody's own phone has not, unless configuration gives it back."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache

from emulator.config.layers import Configuration
from emulator.kernel.data import read_data

SWITCHES = ("feature.CAP.enabled", "feature.CAP.enable")
"""Both spellings that guides and configurations in the field have."""


def with_restrictions(configuration: Configuration, policy: Mapping[str, str]) -> dict[str, str]:
    """The policy of a server, and on a common area phone the settings that take the place of defaults there."""
    common = configuration.base_profile != "Generic" and any(map(configuration.flag, SWITCHES))
    return {**(restrictions() if common else {}), **policy}


@cache
def restrictions() -> dict[str, str]:
    """Parameters and their values (Skype for Business deployment guide 5.9, common area phone mode)."""
    rows = csv.DictReader(read_data("signin/common-area.csv").decode().splitlines())
    return {row["parameter"]: row["value"] for row in rows}
