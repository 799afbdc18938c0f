"""The phone's flash: a state folder that survives a power cut at any moment.

Every item is one file, written beside the old one and put in its place whole. A folder belongs to one phone at a
time, and says which version of this layout it has.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec

from emulator.boot.model import LocalFile, Provisioning, StoredFile
from emulator.boot.orders import Remember, RememberFailed
from emulator.config.identity import Identity
from emulator.config.layers import configure
from emulator.kernel.links import Post
from emulator.kernel.state import Effect, Part
from emulator.lock.model import Kept, Lock
from emulator.signin.model import Kept as KeptSignIn
from emulator.signin.model import SignIn

VERSION = 1
"""Of the layout of state folders; a folder of a later version is left alone."""


class StateFolderError(Exception):
    """The state folder cannot be used; the message says in one sentence why, and what to do."""


class Flash:
    """The items in one state folder, or in memory alone."""

    def __init__(self, folder: Path | None) -> None:
        """Take hold of the folder, making it if need be; None for a phone that forgets.

        Raises StateFolderError if it cannot be written, is in use, or is from a later version.
        """
        self.folder = folder
        self.damaged: list[str] = []
        self._memory: dict[str, bytes] = {}
        self._lock: int | None = None
        if folder is not None:
            try:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._lock = _lock(folder)
                self._check_version(folder)
                _sweep(folder)
            except OSError as error:
                self.close()
                raise StateFolderError(
                    f"The state folder {folder} cannot be used ({error.strerror}); choose another with --state."
                ) from error
            except StateFolderError:
                self.close()
                raise

    def _check_version(self, folder: Path) -> None:
        written = self.read("version")
        if written is None:
            _write(folder / "version", f"{VERSION}\n".encode())
            return
        if not written.strip().isdigit() or int(written) > VERSION:
            raise StateFolderError(
                f"The state folder {folder} is from a newer vphone; update vphone, or choose another with --state."
            )

    def __enter__(self) -> Flash:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the folder."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def read(self, name: str) -> bytes | None:
        """An item as it was last written, None if it never was."""
        if name not in self._memory and self.folder is not None:
            with contextlib.suppress(FileNotFoundError):
                self._memory[name] = (self.folder / name).read_bytes()
        return self._memory.get(name)

    def write(self, name: str, data: bytes) -> None:
        """Keep an item. After this returns, it survives a power cut; before, the old one does.

        Raises OSError if the folder does not take it; the old one then stays.
        """
        if data != self.read(name):
            if self.folder is not None:
                _write(self.folder / name, data)
            self._memory[name] = data

    def append(self, name: str, data: bytes) -> None:
        """Add to an item. That survives the end of this process at any moment, but not every power cut.

        Raises OSError if the folder does not take it.
        """
        if self.folder is None:
            self._memory[name] = (self.read(name) or b"") + data
            return
        self._memory.pop(name, None)
        handle = os.open(self.folder / name, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            os.write(handle, data)
        finally:
            os.close(handle)

    def parts(self, identity: Identity, given: Mapping[str, str] = {}) -> list[Part]:
        """The parts that a phone wakes up with; `given` are device settings for this run only."""
        return [
            self.provisioning(identity, given),
            Lock(kept=self._load("lock", Kept, Kept())),
            SignIn(kept=self._load("signin", KeptSignIn, KeptSignIn())),
        ]

    def provisioning(self, identity: Identity, given: Mapping[str, str] = {}) -> Provisioning:
        """Configuration, as far as flash holds it."""
        device = self._load("device", dict[str, str], {})
        profile = self._load("profile", StoredFile | None, None)
        host = self._load("host", tuple[LocalFile, ...] | None, None)
        local = self._load("local", tuple[LocalFile, ...], ())
        if host is not None and not profile:  # the power went while somebody was signed in who is not to stay so
            local, host = (*(file for file in local if file.role == "web"), *host), ()
        return Provisioning(
            configure(identity, flash={**device, **given}),
            device=device,
            given=dict(given),
            kept=self._load("configuration", tuple[StoredFile, ...], ()),
            local=local,
            extras=self._load("extras", tuple[StoredFile, ...], ()),
            user=profile.name.removesuffix(".cfg") if profile else "",
            profile=profile,
            host=host or (),
        )

    def software(self) -> str:
        """The version of the software that a server has had the phone install; empty for that of its first day."""
        return str(self._load("software", str, ""))

    def save_device(self, settings: Mapping[str, str]) -> None:
        """Write device settings, such as a server's address, beside those that are there.

        Raises StateFolderError if the folder does not take them.
        """
        device = {**self._load("device", dict[str, str], {}), **settings}
        try:
            self.write("device.json", msgspec.json.encode(device))
        except OSError as error:
            raise StateFolderError(f"The state folder {self.folder} cannot be written ({error.strerror}).") from error

    def _load(self, item: str, kind: Any, default: Any) -> Any:
        """An item, or its default if it is absent or unreadable; what is unreadable is put aside, not lost."""
        data = self.read(f"{item}.json")
        if data is None:
            return default
        try:
            return msgspec.json.decode(data, type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError):
            self.damaged.append(item)
            self._memory.pop(f"{item}.json", None)
            if self.folder is not None:
                with contextlib.suppress(OSError):
                    (self.folder / f"{item}.json").rename(self.folder / f"{item}.damaged")
            return default


class FlashLink:
    """Writes what the phone wants remembered."""

    effects: tuple[type[Effect], ...] = (Remember,)

    def __init__(self, post: Post, flash: Flash) -> None:
        self._post = post
        self._flash = flash

    def perform(self, effect: Remember) -> None:
        """Write an item; it is safe when this returns."""
        try:
            self._flash.write(f"{effect.item}.json", effect.data)
        except OSError as error:
            self._post(RememberFailed(effect.item, error.strerror or str(error)))

    async def close(self) -> None:
        """Nothing is under way."""


def _lock(folder: Path) -> int:
    handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        owner = os.read(handle, 20).decode("ascii", "replace").strip()
        os.close(handle)
        by = f" by process {owner}" if owner.isdigit() else ""
        raise StateFolderError(
            f"The state folder {folder} is in use{by}; end that phone, or choose another folder with --state."
        ) from error
    os.ftruncate(handle, 0)
    os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
    return handle


def _sweep(folder: Path) -> None:
    """Remove what a phone that was killed had half written."""
    for leftover in folder.glob(".*.new"):
        leftover.unlink()


def _write(path: Path, data: bytes) -> None:
    """Replace a file so that a power cut leaves the old or the new one, readable by its owner alone."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".new")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
