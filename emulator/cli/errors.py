"""Exit codes, and the one error that commands raise."""

from __future__ import annotations

DONE = 0
NOT_HELD = 1
USAGE = 2
MISSING = 3
UNREADABLE = 4
FAULT = 70
INTERRUPTED = 130


class CommandError(Exception):
    """A command cannot go on: one sentence for the user, and the exit code."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code = code
