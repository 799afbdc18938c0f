"""The device's own short forms, for labels that a small display has no room for."""

from __future__ import annotations

from emulator.display.cells import fit, width
from emulator.display.language import short_forms

SHORT = {
    "Add to Favorites": "AddFavs",
    "Applications": "Apps",
    "Available": "Avail.",
    "Clear All": "ClrAll",
    "Clear Icon": "Clear",
    "Conference": "Confrnc",
    "Consultative": "Consult",
    "Dial a Number": "Dial",
    "Diagnostics": "Diag",
    "Directed": "Directd",
    "Directories": "Dir",
    "Directory": "Dir",
    "Do Not Disturb": "DND",
    "Edit Contact": "Edit",
    "End Call": "EndCall",
    "Far Mute": "FarMute",
    "Favorites": "Favs",
    "First Name": "First",
    "Generate": "GenCSR",
    "Information": "Info",
    "Last Name": "Last",
    "Line Select": "Line",
    "Meet Now": "MeetNow",
    "Messages": "Msgs",
    "My Status": "MyStat",
    "New Call": "NewCall",
    "Place a Call": "Call",
    "Quick Notes": "Notes",
    "Recent Calls": "Recent",
    "Remove from Favorites": "RmvFavs",
    "Retrieve": "Rtrieve",
    "Sign Out": "SignOut",
    "Transfer": "Trnsfer",
    "Unavailable": "Unavail.",
}
"""Short forms by the label in full (phrase tables of UC Software 4.0; what they have not, in their manner)."""


def label(text: str, room: int) -> str:
    """A label in at most `room` cells: in full, in its short form, or cut with an ellipsis."""
    if width(text) <= room:
        return text
    return fit(short(text), room)


def short(text: str) -> str:
    """The short form of a label; the label itself where it has none."""
    return SHORT.get(text) or short_forms().get(text, text)
