"""What the boot tells itself once its time has come."""

from __future__ import annotations

from emulator.boot.model import Role
from emulator.kernel.state import Event


class UploadDue(Event, frozen=True):
    """Timer: a file of the phone's own is to be uploaded, which has failed so many times in a row."""

    role: Role
    failures: int = 0


class PollDue(Event, frozen=True):
    """Timer: it is time to look at the configuration (prov.polling)."""


class PlanPoll(Event, frozen=True):
    """Fact: the clock has been set; when to look at the configuration is to be worked out anew."""


class StageOver(Event, frozen=True):
    """The pause of a boot stage has passed."""

    stage: str
