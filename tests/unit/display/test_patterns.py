"""How lamps blink: as the model does, and as `ind.pattern.*` changes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from emulator.boot.model import Provisioning
from emulator.display.model import Display, Led
from emulator.display.patterns import patterns

Configured = Callable[[dict[str, str]], Provisioning]
ASLEEP = Display(state="asleep")


@pytest.mark.parametrize(
    ("values", "pattern", "steps"),
    [
        ({}, "flash", ((1, 500), (0, 500))),
        ({"ind.pattern.flash.step.1.duration": "100"}, "flash", ((1, 100), (0, 500))),
        ({"ind.pattern.flash.step.2.state": "1"}, "flash", ((1, 500), (1, 500))),
        ({"ind.pattern.flash.step.2.state": "On"}, "flash", ((1, 500), (1, 500))),
        (
            {"ind.pattern.flash.step.3.state": "1", "ind.pattern.flash.step.3.duration": "50"},
            "flash",
            ((1, 500), (0, 500), (1, 50)),
        ),
        ({"ind.pattern.flash.step.1.duration": "100"}, "wink", ((1, 250), (0, 750))),
        ({"ind.pattern.powerSaving.step.1.duration": "900"}, "powerSaving", ((1, 900), (0, 2900))),
        ({"ind.pattern.powerSaving.step.1.state": "0"}, "powerSaving", ((0, 100), (0, 2900))),
    ],
)
def test_a_pattern_is_what_configuration_makes_of_it(
    bench: Any, configured: Configured, values: dict[str, str], pattern: str, steps: tuple[tuple[int, int], ...]
) -> None:
    """Each step can be lit or dark, for some time; steps can be added; other patterns stay."""
    phone = bench("VVX_450", configured(values))
    assert steps == patterns(phone.core.state, phone.profile)[pattern]


@pytest.mark.parametrize(
    ("values", "led"),
    [
        ({}, Led("red", "powerSaving")),
        ({"ind.pattern.powerSaving.step.1.state": "0"}, Led()),
        ({"ind.pattern.powerSaving.step.1.colour": "Green"}, Led("green", "powerSaving")),
        ({"ind.pattern.powerSaving.step.1.colour": "Yellow"}, Led("amber", "powerSaving")),
        ({"ind.pattern.flash.step.1.colour": "Green"}, Led("red", "powerSaving")),
    ],
)
def test_lamps_follow_their_patterns(bench: Any, configured: Configured, values: dict[str, str], led: Led) -> None:
    """The heartbeat of a sleeping phone can be stopped, or coloured."""
    assert led == bench("VVX_450", ASLEEP, configured(values)).leds["mwi"]
