"""What the guides teach, heading by heading, and the tests that do it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

HOSTED = "Reusing phones with a hosted service, version 2.5"

HEADINGS: dict[str, tuple[str, ...]] = {
    HOSTED: (
        "Supported Polycom Phones",
        "Check for Device Certificate",
        "Reset Phone to Factory Defaults",
        "Point Your Phone to the 8x8 Configuration Servers",
        "Check Firmware Version",
        "Find the MAC Address on Your Phone",
        "Activate Your Phone",
        "Retrieve Your Activation Code",
        "Enter Your Activation Code",
        "Appendix A: Factory-Resetting a Phone when You do not Know its Admin Password",
        "Factory Reset Key Codes:",
    ),
}
"""The headings that have something to do under them. Introductions and where to ask for help are left out."""

done: dict[str, set[str]] = {guide: set() for guide in HEADINGS}
"""The headings that tests have said they do, filled in as their modules are read."""

TestT = TypeVar("TestT", bound=Callable[..., object])


def procedure(guide: str, heading: str) -> Callable[[TestT], TestT]:
    """Say that a test does what stands under a heading."""
    assert heading in HEADINGS[guide], heading

    def note(test: TestT) -> TestT:
        done[guide].add(heading)
        return test

    return note
