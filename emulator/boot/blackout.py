"""What the boot finds again after the power was gone: what `emulator.boot.flash` keeps, and what hands set up."""

from __future__ import annotations

from emulator.boot.model import LocalFile, Power, Provisioning
from emulator.config.layers import configure


def left_of_power(before: Power, unpacked: Power) -> Power:
    """A phone that is off; its cable hangs as it hung."""
    return Power(pace=unpacked.pace, link=before.link, boots=before.boots)


def left_of_provisioning(before: Provisioning, unpacked: Provisioning) -> Provisioning:
    """The items in flash, and the settings that were given for this run."""
    lasting = before.user and before.configuration.flag("prov.login.persistent")
    return Provisioning(
        configure(before.configuration.identity, flash={**before.device, **unpacked.given}),
        device=before.device,
        given=unpacked.given,
        kept=before.kept,
        local=before.local if lasting or not (before.user or before.lent) else _the_phones_own(before),
        extras=before.extras,
        draw=before.draw,
        user=before.user if lasting else "",
        profile=before.profile if lasting else None,
        host=before.host if lasting else (),
    )


def _the_phones_own(before: Provisioning) -> tuple[LocalFile, ...]:
    """What was laid aside for a user who is not to stay signed in."""
    return (*(file for file in before.local if file.role == "web"), *before.host)
