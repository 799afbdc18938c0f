"""Where the phones of this computer are found by its connectors: a folder of its user alone, one small file a phone."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

import msgspec


class Place(msgspec.Struct, frozen=True):
    """Where one phone listens. `cable` is the secret that only its PC port gives away."""

    mac: str
    model: str
    host: str
    port: int
    pid: int
    cable: str

    def __repr__(self) -> str:
        return f"Place({self.mac}, {self.host}:{self.port})"


def default_folder() -> Path:
    """The folder of the user, for as long as the computer runs."""
    return Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()) / f"vphone-btoe-{os.getuid()}"


def announce(folder: Path, place: Place) -> Path:
    """Write a phone's file, readable by its user alone. Raises OSError, PermissionError for a folder of another's."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _check(folder)
    descriptor, name = tempfile.mkstemp(dir=folder, suffix=".new")
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.encode(place))
    return Path(name).replace(folder / f"{place.mac}-{place.port}.json")


def places(folder: Path) -> list[Place]:
    """The phones that can be found now, by MAC; what is left of processes that have ended is cleared away.

    Raises PermissionError if the folder is not the user's own.
    """
    if not folder.is_dir():
        return []
    _check(folder)
    found = []
    for path in sorted(folder.glob("*.json")):
        with contextlib.suppress(OSError, msgspec.MsgspecError):
            place = msgspec.json.decode(path.read_bytes(), type=Place)
            if _alive(place.pid):
                found.append(place)
            else:
                path.unlink()
    return found


def _check(folder: Path) -> None:
    """Whoever else could write here could send the user's connector, and passwords, elsewhere."""
    about = folder.stat()
    if about.st_uid != os.getuid() or about.st_mode & 0o077:
        raise PermissionError(f"{folder} must belong to its user alone (mode 0700)")


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
