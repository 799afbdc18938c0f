"""The slices of the boot: power, and provisioning."""

from __future__ import annotations

from emulator.boot.model import ConfigurationRead, Power, Provisioning, Ready, RememberFailed, ShuttingDown
from emulator.boot.power import POWER
from emulator.boot.upkeep import PROVISIONING, complain, send_log, shut_down, take_configuration
from emulator.kernel.slices import Slice

POWER_SLICE = Slice(
    Power,
    dict.fromkeys({row.event for row in POWER.rows}, POWER.feed),
    machines=(POWER,),
)
PROVISIONING_SLICE = Slice(
    Provisioning,
    {
        **dict.fromkeys({row.event for row in PROVISIONING.rows}, PROVISIONING.feed),
        ConfigurationRead: take_configuration,
        Ready: send_log,
        ShuttingDown: shut_down,
        RememberFailed: complain,
    },
    machines=(PROVISIONING,),
)
SLICES = (POWER_SLICE, PROVISIONING_SLICE)
