"""Where the peers of one test live: a short-named folder, the programs started, and their end."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from tests.peers.harness.programs import Program, need


class Workbench:
    """Starts programs for one test and ends all of them with it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.programs: list[Program] = []
        self._endings = ExitStack()
        self._numbers = itertools.count(1)

    def place(self, name: str) -> Path:
        """A new folder for one peer."""
        path = self.folder / f"{name}{next(self._numbers)}"
        path.mkdir()
        return path

    def program(self, name: str, *arguments: str | Path, folder: Path, **options: object) -> Program:
        """A program of this machine, not yet started; the test is skipped if there is none."""
        return self.adopt([need(name), *arguments], folder, **options)

    def adopt(self, argv: Sequence[str | Path], folder: Path, **options: object) -> Program:
        """A program by its path, not yet started, that ends with the test."""
        program = Program(argv, folder / "output.log", **options)
        self.programs.append(program)
        self.at_end(program.stop)
        return program

    def at_end(self, action: Callable[[], None]) -> None:
        """Do this when the test is over, before what was asked for earlier."""
        self._endings.callback(action)

    def close(self) -> None:
        """Stop whatever still runs, last made first."""
        self._endings.close()

    def reports(self) -> list[tuple[str, str]]:
        """A title and the last words of each program, for the report of a failed test."""
        return [(f"{each.name} ({each.log.parent.name})", each.tail()) for each in self.programs]
