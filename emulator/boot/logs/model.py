"""The logs: the state of their upload, what happens to them, and what their link is asked to do."""

from __future__ import annotations

from emulator.kernel.state import Effect, Event, Part, Request, Response


class Logs(Part, frozen=True):
    """The upload of the application's log: whether one is under way, and how the last ones went."""

    sending: bool = False
    failures: int = 0  # in a row
    failed_at: int = 0  # the last of them


class LogUploadDue(Event, frozen=True):
    """Timer: the application's log is to be uploaded, as it is from time to time, or because it was refused."""


class LogFull(Event, frozen=True):
    """The application's log has become larger than log.render.file.size."""


class LogUploaded(Event, frozen=True):
    """Fact: the application's log was uploaded, or was not if there is a fault."""

    fault: str = ""


class JobDue(Event, frozen=True):
    """Timer: the output of the command log.sched.x.name is to be logged."""

    index: int


class PlanJobs(Event, frozen=True):
    """Fact: the clock has been set; when commands are run for the log is to be worked out anew."""


class OpenLog(Effect, frozen=True):
    """Write to the log `name` ("boot" or "app") from now on; `fresh` empties it and restarts its time."""

    name: str
    fresh: bool = False


class ReadLog(Request, frozen=True, kw_only=True):
    """Ask for what the log `name` holds. The answer is a `LogRead`."""

    name: str


class LogRead(Response, frozen=True):
    """What a log holds; `end` counts the bytes that have ever been written to it."""

    text: bytes
    end: int = 0


class DropLog(Effect, frozen=True):
    """Forget what the log `name` held when `end` bytes had been written to it: that has been uploaded."""

    name: str
    end: int
