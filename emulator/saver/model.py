"""Whether the pictures are shown, and which ones there are."""

from __future__ import annotations

from emulator.boot.model import config
from emulator.kernel.state import Event, Part, State
from emulator.usb.model import Usb


class Saver(Part, frozen=True):
    """`since` is when the first picture came, None while none is shown."""

    since: int | None = None


class SaverDue(Event, frozen=True):
    """Timer: nobody has used the phone for up.screenSaver.waitTime."""


def pictures(phone: State) -> tuple[str, ...]:
    """The pictures in up.pictureFrame.folder on the stick; without a folder those that lie in none."""
    folder = config(phone).text("up.pictureFrame.folder").strip("/")
    return tuple(path for path in phone[Usb].pictures if path.rpartition("/")[0] == folder)
