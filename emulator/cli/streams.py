"""Standard streams that are closed, that nobody reads any more, or that do not take every character."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from typing import TextIO


def prepare() -> None:
    """Let closed streams read and write nothing, and print a question mark for what an encoding does not have."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - it stays open
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and not takes_unicode(stream):
            stream.reconfigure(errors="replace")


def takes_unicode(stream: TextIO) -> bool:
    """Whether everything can be written to a stream."""
    return stream.encoding.lower().replace("-", "") == "utf8"


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
