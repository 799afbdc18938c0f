"""What the lab's boot server hands out to the phones of Skype for Business users: one file for all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from xml.sax.saxutils import quoteattr

from emulator.kernel.data import read_data

_FILES = {"000000000000.cfg": "master.cfg", "site.cfg": "site.cfg"}
_RECORDS = "<records/>"


class SkypeTree:
    """The Skype profile for every phone; whose it is, its user says by signing in."""

    def __init__(self, records: Callable[[], Mapping[str, str]]) -> None:
        """`records` are the parameters by which phones find the domain's servers."""
        self._records = records

    def read(self, path: str) -> bytes | None:
        """The file's content, filled in."""
        if path not in _FILES:
            return None
        attributes = "\n    ".join(f"{name}={quoteattr(value)}" for name, value in self._records().items())
        text = read_data(f"lab/skype/{_FILES[path]}").decode()
        return text.replace(_RECORDS, f"<dns\n    {attributes}/>").encode()
