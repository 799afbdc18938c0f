"""The USB memory stick, and the recording of a call on it."""

from __future__ import annotations

import msgspec

from emulator.kernel.state import Effect, Event, Part, State

STICK = "usb"
"""What `Plugged` calls a memory stick."""

RECORDINGS, RECORDER = "recordings", "recorder"
"""The list of recordings, and the soft keys for recording a call."""


class RecordingFile(msgspec.Struct, frozen=True):
    """One recording on the stick: its file name, and how many seconds it lasts."""

    name: str
    seconds: int = 0


class Usb(Part, frozen=True):
    """State: idle, starting, recording, paused. `tape` is the file that is being written, `playing` one that sounds."""

    state: str = "idle"
    present: bool = False
    tape: str = ""
    call: int = 0  # the call that the recording began with
    files: tuple[RecordingFile, ...] = ()
    pictures: tuple[str, ...] = ()  # their paths on the stick
    playing: str = ""


class StartRecording(Event, frozen=True):
    """Record the call that is up, or go on with a recording that stands still."""


class PauseRecording(Event, frozen=True):
    """Let the recording stand still."""


class StopRecording(Event, frozen=True):
    """End the recording."""


class PlayRecording(Event, frozen=True):
    """Play a recording; an empty name stops the one that plays."""

    name: str = ""


class DeleteRecording(Event, frozen=True):
    """Delete a recording."""

    name: str


class TapeReady(Event, frozen=True):
    """The stick has room for a recording, which goes into the file `path`; empty: it has not, `fault` says why."""

    path: str
    fault: str = ""


class FilesListed(Event, frozen=True):
    """What is on the stick: recordings, the newest first, and the paths of pictures."""

    files: tuple[RecordingFile, ...] = ()
    pictures: tuple[str, ...] = ()


class PrepareTape(Effect, frozen=True):
    """Find a place on the stick for a recording by that name."""

    name: str


class ListFiles(Effect, frozen=True):
    """Look what is on the stick."""


class DeleteFile(Effect, frozen=True):
    """Delete a recording on the stick."""

    name: str


class FindFile(Effect, frozen=True):
    """Find out where a recording is, to play it."""

    name: str


class FileFound(Event, frozen=True):
    """A recording is in the file `path`; empty if it is gone."""

    name: str
    path: str


class RunTape(Effect, frozen=True):
    """Record the conversation into a file; an empty path ends the recording."""

    path: str
    paused: bool = False


class PlayFile(Effect, frozen=True):
    """Sound a recording; an empty path stops that."""

    path: str


def recording(phone: State) -> bool:
    """Whether a call is being recorded, or the recording stands still."""
    return phone[Usb].state in ("recording", "paused")
