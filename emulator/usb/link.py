"""The memory stick as a folder of this computer."""

from __future__ import annotations

import contextlib
import shutil
import wave
from pathlib import Path
from typing import Any

from emulator.kernel.links import Post
from emulator.kernel.state import Effect
from emulator.usb.model import (
    DeleteFile,
    FileFound,
    FilesListed,
    FindFile,
    ListFiles,
    PrepareTape,
    RecordingFile,
    TapeReady,
)

LEAST_ROOM = 1 << 20
"""Bytes that must be free for a recording to begin: half a minute of sound."""

PICTURES = (".bmp", ".jpeg", ".jpg", ".png")
MOST = 1_000
"""Pictures that the phone looks at."""

FULL, NO_START = "USB device is full", "Could not start recording"
"""Phrases of UCS 4.0."""


class UsbLink:
    """Finds room for recordings, lists and deletes them. Only names that it listed itself are ever opened."""

    effects: tuple[type[Effect], ...] = (PrepareTape, ListFiles, DeleteFile, FindFile)

    def __init__(self, post: Post, folder: Path | None) -> None:
        """`folder` stands for the stick; None: nothing can be written."""
        self._post = post
        self._folder = folder

    def perform(self, effect: Any) -> None:
        """Do what is asked; it takes no time worth waiting for."""
        match effect:
            case PrepareTape(name):
                self._post(TapeReady("", NO_START) if self._folder is None else _prepare(self._folder, name))
            case FindFile(name):
                self._post(FileFound(name, self._path(name)))
            case DeleteFile(name):
                self._delete(self._path(name))
                self._post(self._list())
            case ListFiles():
                self._post(self._list())

    async def close(self) -> None:
        """Nothing is left running."""

    @staticmethod
    def _delete(path: str) -> None:
        if path:
            with contextlib.suppress(OSError):
                Path(path).unlink()

    def _list(self) -> FilesListed:
        paths = sorted(self._folder.glob("*.wav"), key=_age) if self._folder else []
        pictures = _pictures(self._folder) if self._folder else ()
        return FilesListed(tuple(RecordingFile(path.name, _seconds(path)) for path in paths), pictures)

    def _path(self, name: str) -> str:
        """Where the recording of that name is; empty if there is none."""
        names = [each.name for each in self._list().files]
        return str((self._folder / name).absolute()) if self._folder and name in names else ""


def _pictures(folder: Path) -> tuple[str, ...]:
    """The pictures on the stick, and in the folders on it."""
    paths = (path for depth in ("*", "*/*") for path in folder.glob(depth) if path.suffix.lower() in PICTURES)
    return tuple(sorted(path.relative_to(folder).as_posix() for path in paths))[:MOST]


def _prepare(folder: Path, name: str) -> TapeReady:
    """Find a place for a recording."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(folder).free < LEAST_ROOM:
            return TapeReady("", FULL)
        return TapeReady(str(_claim(folder / name)))
    except OSError:
        return TapeReady("", NO_START)


def _claim(wanted: Path) -> Path:
    """A file of that name, or one like it, that is new: made at once."""
    for number in range(2, 1000):
        with contextlib.suppress(FileExistsError):
            wanted.touch(exist_ok=False)
            return wanted.absolute()
        wanted = wanted.with_stem(f"{wanted.stem.partition('-')[0]}-{number}")
    raise FileExistsError(wanted)


def _age(path: Path) -> tuple[float, str]:
    try:
        return -path.stat().st_mtime, path.name
    except OSError:
        return 0.0, path.name


def _seconds(path: Path) -> int:
    try:
        with wave.open(str(path)) as file:
            seconds: float = file.getnframes() / max(1, file.getframerate())
            return round(seconds)
    except (OSError, EOFError, wave.Error):
        return 0
