"""What a PC writes down: the connector's log, and one log for each run of the installer."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from pathlib import Path

from emulator.lab.pc.model import Note, Setup

LOG = Path("AppData/Local/Polycom/Polycom BToE Connector/polycom_BTOE_log.txt")
"""Where the connector keeps its log, in the user's folder (CCX with BToE user guide, "Troubleshooting")."""

SETUP_LOGS = Path("AppData/Local/Temp")
"""Where the installer leaves its logs, MSI*.LOG."""

PRODUCT = "Polycom BToE Connector"

SUCCESS, FATAL = 0, 1603
"""How Windows Installer says that it went well, or did not (error codes of Windows Installer)."""

LIMIT = 1_000_000
"""Bytes of the connector's log; it begins anew beyond, and the one before is kept beside it."""


class Logs:
    """The log files in the folder of a PC's user."""

    def __init__(self, folder: Path, wall: Callable[[], float] = time.time) -> None:
        self.log = folder / LOG
        self.setup_logs = folder / SETUP_LOGS
        self._wall = wall

    def note(self, note: Note) -> None:
        """Add a line to the connector's log. Raises OSError."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.is_file() and self.log.stat().st_size > LIMIT:
            self.log.replace(self.log.with_suffix(".old.txt"))
        with self.log.open("a", encoding="utf-8") as file:
            file.write(f"{self._stamp()} {note.level:<5} {note.text}\n")

    def setup(self, setup: Setup) -> Path:
        """Write the log of one run of the installer; where it is. Raises OSError."""
        self.setup_logs.mkdir(parents=True, exist_ok=True)
        fresh = (self.setup_logs / f"MSI{number:05x}.LOG" for number in itertools.count(1))
        path = next(path for path in fresh if not path.exists())
        path.write_text("\r\n".join(self._setup_lines(setup)) + "\r\n", encoding="utf-8", newline="")
        return path

    def _setup_lines(self, setup: Setup) -> list[str]:
        what = "Installation" if setup.action == "install" else "Removal"
        result = "failed" if setup.error else "completed successfully"
        trouble = [f"MSI (s) Error: {setup.error}"] if setup.error else []
        return [
            f"=== Verbose logging started: {self._stamp()}  Build type: SHIP UNICODE ===",
            f"MSI (s) Product: {PRODUCT} {setup.version} -- {what} started.",
            *trouble,
            f"MSI (s) Product: {PRODUCT} -- {what} {result}.",
            f"MSI (s) MainEngineThread is returning {FATAL if setup.error else SUCCESS}",
            f"=== Verbose logging stopped: {self._stamp()} ===",
        ]

    def _stamp(self) -> str:
        return time.strftime("%m/%d/%Y %H:%M:%S", time.localtime(self._wall()))

    def read(self) -> str:
        """The connector's log, empty if there is none."""
        return self.log.read_text(encoding="utf-8") if self.log.is_file() else ""

    def read_setups(self) -> list[Path]:
        """The installer's logs, oldest first."""
        return sorted(self.setup_logs.glob("MSI*.LOG"))
