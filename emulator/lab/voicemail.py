"""Voicemail: boxes that take messages and play them, and the lamp on the phone that tells of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from emulator.lab.notifier import Messages
from emulator.lab.party import caller_of
from emulator.lab.studio import LabCall, Studio, User
from emulator.sip.sounds import Beep, Tones, Wav
from emulator.sip.stack.messages import Request

PROMPT = Tones((Beep((1000,), 300, 100),), repeat=False)
"""What a caller hears before recording begins."""


class Box(msgspec.Struct):
    """The messages of one user."""

    new: list[Path] = []
    old: list[Path] = []


class _Visit(msgspec.Struct):
    """One call to a box: to leave a message (`recording`), or to hear those in `waiting`."""

    user: str
    recording: Path | None = None
    waiting: list[Path] = []


class Voicemail(User):
    """All boxes. A call to it is to the caller's own box: it plays what is new, or, if nothing is, takes a message.

    `*` and a user's number lead into that user's box, to leave a message.
    """

    def __init__(self, studio: Studio, publish: Callable[[str, Messages], None], users: set[str]) -> None:
        self.boxes = {user: Box() for user in users}
        self._studio = studio
        self._publish = publish
        self._visits: dict[int, _Visit] = {}

    async def take(self, invite: Request, user: str) -> str | int:
        """Get ready for a call to a box; the Request-URI to send its INVITE to, or the code to refuse it with."""
        box = user[1:] if user.startswith("*") else caller_of(invite)
        if box not in self.boxes:
            return 404
        expected = await self._studio.expect(self, caller_of(invite))
        if expected is None:
            return 486
        call, uri = expected
        if not user.startswith("*") and (new := self.boxes[box].new):
            self._visits[call.leg] = _Visit(box, waiting=list(new))
        else:
            self._visits[call.leg] = _Visit(box, self._studio.new_file(f"message-{box}"))
        return uri

    def connected(self, call: LabCall) -> None:
        """Play what waits, or beep and record."""
        recording = self._visits[call.leg].recording
        if recording is None:
            self.finished(call)
        else:
            call.record(recording)
            call.play(PROMPT)

    def finished(self, call: LabCall) -> None:
        """Play the next message, if there is one."""
        waiting = self._visits[call.leg].waiting
        if waiting:
            call.play(Wav(str(waiting.pop(0))))

    def ended(self, call: LabCall) -> None:
        """Keep the message, or count those that were played as old."""
        visit = self._visits.pop(call.leg, None)
        if visit is None:
            return
        box = self.boxes[visit.user]
        if visit.recording is None:
            box.old, box.new = box.old + box.new, []
        elif visit.recording.exists():
            box.new.append(visit.recording)
        self._tell(visit.user)

    def clear(self, user: str) -> None:
        """Throw all messages of a user away."""
        self.boxes[user] = Box()
        self._tell(user)

    def _tell(self, user: str) -> None:
        box = self.boxes[user]
        self._publish(user, Messages(len(box.new), len(box.old)))
