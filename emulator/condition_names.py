"""The conditions that a run can wait for, by name: known to the help without the phone itself."""

from __future__ import annotations

NAMES = {
    "ready": "the first idle screen is there",
    "registered": "every configured line is registered (never, if none is configured)",
    "registered:N": "line N is registered",
    "boot-failed": "the boot server's configuration could not be had",
    "registration-failed": "a line could not be registered",
    "idle": "the phone is up and there is no call",
    "signed-in": "somebody is signed in to Skype for Business",
    "signed-out": "the phone is up, and nobody is signed in or on the way to it",
    "locked": "the phone is locked",
    "unlocked": "the phone is up, and not locked",
    "call:STATE": "a call is in STATE: dialing, proceeding, ringing, offering, connected, held, remote-held, ended",
    "messages": "a mailbox holds new messages",
    "paired": "a computer is paired with the phone (BToE)",
    "btoe-activated": "the paired computer's client has the account of the phone",
    "led:NAME=COLOR": "a lamp shows that colour (mwi, speaker, headset, mute, line1 ...)",
    "screen:TEXT": "the display shows TEXT",
}
"""Every condition and what it means."""
