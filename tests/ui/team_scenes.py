"""The scenes of what others do: lamps, shared lines, presence, paging; and of locks, recordings and messages."""

from __future__ import annotations

from emulator.attendant.model import Attendant, Resource
from emulator.audio.model import Audio
from emulator.boot.model import Power
from emulator.calls.model import Calls
from emulator.contacts.model import Contact
from emulator.display.model import OpenView
from emulator.kernel.profile import DeviceProfile
from emulator.lines.model import Line, Lines, LineSettings
from emulator.lock.model import PHONE_LOCK, Lock
from emulator.login.model import FORM
from emulator.messaging.model import CHAT, Chat, Messaging, Note
from emulator.paging.model import VIEWS, Page, Paging
from emulator.paging.packets import OFFSET
from emulator.presence.model import BUDDIES, MY_STATUS, Buddy, Presence
from emulator.roster.model import PEOPLE, Person, Roster
from emulator.settings.model import OpenPage
from emulator.sharing.model import VIEW, SharedLine, Sharing
from emulator.usb.model import RECORDER, RECORDINGS, RecordingFile, Usb
from emulator.watching.model import Dialog
from tests.ui.props import OUT, OWN_LINE, OWNED
from tests.ui.skype_scenes import LYNC
from tests.ui.stage import MINUTE, Scene, having, skype

ONE_LINE = Lines((Line(LineSettings(1, "2001", "pbx.example", "", "2001", ""), "registered"),))
TALK = Dialog("a", "confirmed", "initiator", "1003", "Carol Smith")
RING = Dialog("b", "early", "recipient", "1003", "Carol Smith")
TEAM = tuple(
    Resource(index, f"100{index}", name, known=True, dialogs=dialogs)
    for index, (name, dialogs) in enumerate((("Carol Smith", (TALK,)), ("Dave Miller", (RING,)), ("Eve", ())), 1)
)
SHARED = Sharing((SharedLine(1, (TALK,)),))
CAROL, DAVE = (
    Contact("1003", "Carol", "Smith", id=1, watched=True),
    Contact("1004", "Dave", "Miller", id=2, watched=True),
)
WATCHED = {"feature.presence.enabled": "1"}
PAGED = {"ptt.pageMode.enable": "1"}
TAPES = (RecordingFile("20231121_095200.wav", 75), RecordingFile("20231120_160000.wav", 640))
CREW = tuple(
    Person(name, f"{name.split()[0].lower()}@example.com", f"{number}", id=number)
    for number, name in enumerate(("Bob Brown", "Carol Smith", "Dave Miller"), 1)
)
TALKED = Messaging(
    "on",
    (
        Chat(
            1,
            "bob@example.com",
            "Bob Brown",
            (Note(1, "Lunch at noon?", incoming=True, at=0), Note(2, "Gladly", incoming=False, at=MINUTE)),
        ),
    ),
)


def keyed(profile: DeviceProfile) -> bool:
    """A model with more line keys than one."""
    return profile.display.layout == "ccx" or sum(profile.line_places) > 1


SCENES: dict[str, Scene] = {
    "setup": Scene((Power(state="setup"),), (OpenPage("setup"),)),
    "lamps": Scene((ONE_LINE, Attendant(TEAM)), fits=keyed),
    "shared-line": Scene((ONE_LINE, SHARED), fits=keyed),
    "shared-calls": Scene((ONE_LINE, SHARED), (OpenView(f"{VIEW}/1"),)),
    "my-status": Scene(events=(OpenView(MY_STATUS),), settings=WATCHED),
    "buddies": Scene(
        (Presence("published", buddies=(Buddy(CAROL, "Available"), Buddy(DAVE, "In a Call"))),),
        (OpenView(BUDDIES),),
        settings=WATCHED,
    ),
    "paging": Scene(events=(OpenView(VIEWS["page"]),), settings=PAGED),
    "page-heard": Scene(
        (Audio(state="speaker"), Paging(pages=(Page(OFFSET + 1, 7, "Carol Smith", 0, "heard"),))), settings=PAGED
    ),
    "phone-lock": Scene(events=(OpenView(PHONE_LOCK),), settings={"phoneLock.enabled": "1"}),
    "phone-locked": Scene((Lock("locked", "phone", "user"),), settings={"phoneLock.enabled": "1"}),
    "user-login": Scene(events=(OpenView(FORM),), settings={"prov.login.enabled": "1"}),
    "recording": Scene(
        (Calls(calls=(OUT,)), Audio(state="speaker"), Usb("recording", present=True, tape=TAPES[0].name, call=1)),
        (OpenView(RECORDER),),
        fits=having("usb"),
    ),
    "recordings": Scene((Usb(present=True, files=TAPES),), (OpenView(RECORDINGS),), fits=having("usb")),
    "people": Scene(
        (OWNED, OWN_LINE, Roster("listed", CREW, statuses={1: "Available", 2: "Busy", 3: "Away"})),
        (OpenView(PEOPLE),),
        settings=LYNC,
        fits=skype,
    ),
    "chat": Scene((OWNED, OWN_LINE, TALKED), (OpenView(f"{CHAT}/1"),), settings=LYNC, fits=having("messaging")),
}
"""By name of the picture."""
