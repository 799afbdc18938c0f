"""The device's own short forms, for labels that a small display has no room for."""

from __future__ import annotations

from emulator.display.cells import fit, width
from emulator.display.language import short_forms

SHORT = {
    "Add to Favorites": "AddFavs",
    "Allow ringing when locked": "Ring when locked",
    "Applications": "Apps",
    "Available": "Avail.",
    "Backlight On Intensity": "On Intensity",
    "Backlight idle Intensity": "Idle Intensity",
    "Clear All": "ClrAll",
    "Clear Icon": "Clear",
    "Conference": "Confrnc",
    "Configure TLS Profiles": "TLS Profiles",
    "Consultative": "Consult",
    "Custom CA Certificates": "CA Certificates",
    "Custom Device Credentials": "Device Credentials",
    "Default Transfer Type": "Transfer Type",
    "Diagnostics": "Diag",
    "Dial a Number": "Dial",
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
    "Part Number": "P/N",
    "Place a Call": "Call",
    "Provisioning Server": "Prov. Server",
    "Quick Notes": "Notes",
    "Recent Calls": "Recent",
    "Remove from Favorites": "RmvFavs",
    "Reset Local Configuration": "Reset Local Config",
    "Reset Web Configuration": "Reset Web Config",
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
    """The short form of a label, behind its number if it has one; the label itself where it has none."""
    number, gap, name = text.partition(" ")
    if number.isdecimal() and gap:
        return f"{number} {short(name)}"
    return SHORT.get(text) or short_forms().get(text, text)
