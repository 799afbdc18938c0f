"""The device's codecs, which of them calls are to have, and which of those are lacking here.

The device has codecs that the SIP stack lacks. They are left out of offers, said by `vphone check`, in the log and in
Status > Diagnostics > Audio Codecs, and calls go on with the others.
"""

from __future__ import annotations

import csv
from functools import cache

import msgspec

from emulator.config.layers import Configuration
from emulator.kernel.data import read_data
from emulator.kernel.profile import DeviceProfile


class Known(msgspec.Struct, frozen=True):
    """A codec of the device.

    `name` is what voice.codecPref.* calls it, `model` what profiles of models do, `profile` what voice.audioProfile.*
    does; `payload` is the parameter of its payload type. `engine` names it in the SIP stack and is empty for one that
    is lacking.
    """

    name: str
    model: str
    label: str
    profile: str
    payload: str
    engine: str
    fmtp: str


@cache
def known_codecs() -> tuple[Known, ...]:
    """All codecs of the device, from `profiles/codecs.csv`."""
    return tuple(Known(*row) for row in list(csv.reader(read_data("codecs.csv").decode().splitlines()))[1:])


def preferred(configuration: Configuration) -> tuple[Known, ...]:
    """The codecs that calls are to have, the most wanted first, lacking ones among them."""
    ranked = [(configuration.number(f"voice.codecPref.{each.name}"), each) for each in known_codecs()]
    return tuple(each for rank, each in sorted(ranked, key=lambda pair: pair[0]) if rank)


def lacking(configuration: Configuration, profile: DeviceProfile) -> tuple[Known, ...]:
    """The wanted codecs that a device of the model has, and there are none of here."""
    return tuple(each for each in preferred(configuration) if each.model in profile.codecs and not each.engine)
