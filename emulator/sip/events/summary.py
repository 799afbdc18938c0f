"""Message summaries as servers send them (RFC 3842)."""

from __future__ import annotations

import re

from emulator.voicemail.model import MessageSummary

_COUNTS = re.compile(
    r"^voice-message:\s*(\d{1,9})\s*/\s*(\d{1,9})(?:\s*\(\s*(\d{1,9})\s*/\s*(\d{1,9})\s*\))?",
    re.IGNORECASE | re.MULTILINE,
)
_ACCOUNT = re.compile(r"^message-account:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_WAITING = re.compile(r"^messages-waiting:\s*yes", re.IGNORECASE | re.MULTILINE)


def read_summary(line: int, body: str) -> MessageSummary:
    """What a message-summary says of a line's mailbox; a server that only says that messages wait means one new one."""
    waiting = _WAITING.search(body) is not None
    counts = _COUNTS.search(body)
    new, old, urgent, _ = (int(each or 0) for each in counts.groups()) if counts else (int(waiting), 0, 0, 0)
    account = _ACCOUNT.search(body)
    return MessageSummary(line, waiting, new, old, urgent, account[1] if account else "")
