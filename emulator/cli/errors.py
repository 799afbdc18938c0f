"""Exit codes, and the one error that commands raise."""

from __future__ import annotations

from errno import EDQUOT, EFBIG, EIO, ENOSPC

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
        message = message.rstrip(".")
        super().__init__(message if message.endswith("?") else f"{message}.")
        self.code = code


def reason(error: OSError) -> str:
    """What the system refused, in words: with the file's name where it is known."""
    what = str(error.strerror or error)
    if error.filename is not None:
        return f"{error.filename}: {what}"
    return f"the output cannot be written: {what}" if error.errno in (ENOSPC, EDQUOT, EFBIG, EIO) else what
