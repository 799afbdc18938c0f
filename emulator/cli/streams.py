"""Standard streams that are closed, or that nobody reads any more."""

from __future__ import annotations

import os
import sys


def open_closed() -> None:
    """Let streams that were closed by whoever started us read and write nothing."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - it stays open


def finish_output(code: int) -> int:
    """Write what has not been written yet; the exit code stays as it is where nobody reads any more."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        abandon_output()
    return code


def abandon_output() -> None:
    """Drop what has not been written to standard output, so that the end of the process does not try again."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stdout.fileno())
    os.close(nothing)
