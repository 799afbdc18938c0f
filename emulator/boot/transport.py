"""What moves files: one transport a protocol."""

from __future__ import annotations

from typing import Protocol

from emulator.boot.model import Fetch, Fetched


class TransferError(Exception):
    """A transfer failed; `fault` is the fault table's word for how."""

    def __init__(self, fault: str, detail: str) -> None:
        super().__init__(detail)
        self.fault = fault


class Transport(Protocol):
    """Moves files by one protocol."""

    async def exchange(self, request: Fetch) -> Fetched:
        """Do what is asked. Raises TransferError if there is no whole answer; time-outs are not its business."""

    async def close(self) -> None:
        """Let go of all connections."""
