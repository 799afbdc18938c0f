"""What the phone says about calls, in the device's own words where they are known."""

from __future__ import annotations

from emulator.calls.model import BUSY_CODES, Call

UNKNOWN = "Unknown Party"
DIVERTED_BY = "Diverted by:"  # not a phrase of the device, whose own is not known
NO_CONTACT = "Contact value required."

_STATES = {
    "dialing": "Connecting to",
    "proceeding": "Connecting to",
    "ringing": "Ringing",
    "offering": "Incoming call",
    "connected": "Active",
    "held": "Held",
    "remote-held": "Call on hold",
    "conference": "In Conference",
    "transferring": "Transferring",
}

_CAUSES = {
    403: "Unauthorized number.",
    408: "Server unavailable.",
    484: "Address incomplete",
    488: "Service unavailable",
    **dict.fromkeys(BUSY_CODES, "Busy"),
}
"""Why a call was not taken: UCS 4.0 phrases, but for "Busy", which is remembered."""


def state_word(call: Call) -> str:
    """A call's state as the Calls screen and the active call show it (UCS 4.0 phrases)."""
    state = "proceeding" if call.pending == "answer" else call.state
    return _STATES.get(state, "")


def cause(call: Call) -> str:
    """Why a call is over, for its last screen; a far end that only hung up is "Disconnected"."""
    if call.connected_at is not None or call.code < 300:
        return "Disconnected"
    if call.code in _CAUSES:
        return _CAUSES[call.code]
    if call.code >= 500 and call.code < 600:
        return "Service unavailable"
    return call.reason or "Service unavailable"


def party(call: Call) -> str:
    """Who is at the other end: name, else number."""
    return call.name or call.number or UNKNOWN
