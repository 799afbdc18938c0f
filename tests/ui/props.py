"""Whom and what the scenes of the picture book are about: calls, people, accounts, meetings."""

from __future__ import annotations

from itertools import product

from msgspec.structs import replace

from emulator.calls.model import Call
from emulator.contacts.model import Contact, Directory, Record
from emulator.features.model import Forwarding, LineFeatures
from emulator.lines.model import Line, Lines, LineSettings
from emulator.lock.model import Kept, Lock
from emulator.meetings.model import Meeting
from emulator.roster.model import EXCHANGE
from emulator.signin.model import Account, Policy, SignIn
from tests.ui.stage import HOUR, TUESDAY_10AM

LONG = "Maria Magdalena Konstantinopolitanska"
OUT = Call(1, 1, "out", "connected", number="1003", name="Carol Smith", connected_at=0)
HELD = Call(2, 1, "in", "held", number="1004", name="Dave Miller", connected_at=0)
IN = Call(3, 1, "in", "offering", number="+44 20 7946 0018", name=LONG)
FIRST = replace(OUT, state="held")
TARGET = Call(2, 1, "out", "dialing", purpose="transfer", about=1)
RINGING = replace(TARGET, state="ringing", number="1004", name="Dave Miller")
PARTIES = (replace(OUT, state="conference"), replace(HELD, state="conference"))
OTHER_LINE = replace(HELD, line=3)

CALLERS = (("1003", "Carol Smith"), ("1004", "Dave Miller"), ("1007", ""), ("+44 20 7946 0018", LONG))
RECORDS = tuple(
    Record(first + place, kind, 1, number, name, TUESDAY_10AM - 800 - 2 * HOUR * (first + place))
    for first, kind in ((1, "missed"), (5, "received"), (9, "placed"))
    for place, (number, name) in enumerate(CALLERS)
)
PEOPLE = Directory(
    (
        Contact("1003", "Carol", "Smith", 1, id=1),
        Contact("1004", "Dave", "Miller", 2, label="Dave", id=2),
        Contact("+44 20 7946 0018", "Maria Magdalena", "Konstantinopolitanska", id=3),
    ),
    next_id=4,
)

FIRST_NAMES = ("Ann", "Bert", "Cleo", "Dora", "Emil", "Ida", "Kim", "Leo", "Mia", "Ned")
LAST_NAMES = ("Archer", "Brown", "Lund", "Moss", "Feldhausen-Meier", "Poe", "Rey")
COLLEAGUES = Directory(
    tuple(
        Contact(f"1{index}", first, last, index, id=index)
        for index, (last, first) in enumerate(product(LAST_NAMES, FIRST_NAMES), 100)
    ),
    next_id=200,
)
"""More favorites than a phone has line keys."""

FORWARDED = LineFeatures(
    1, forwardings=(Forwarding("always", "1004", enabled=True), Forwarding("no answer", seconds=20), Forwarding("busy"))
)
JANE = Account("jane.doe@example.com", "jdoe", "EXAMPLE", "Jane Doe", "2001")
GONE = Lock(kept=Kept(JANE.address, "hash"))
OWN_LINE = Lines((Line(LineSettings(1, "jane.doe@example.com", "example.com", "", "Jane Doe", ""), "registered"),))
NOBODY = Lines()
OWNED = SignIn(
    "in",
    account=JANE,
    entered=True,
    policy=Policy(lock=True),
    told={EXCHANGE: "https://mail.example.com/ews/exchange.asmx"},
)
TALKS = tuple(
    Meeting(f"{number}", subject, TUESDAY_10AM + number * HOUR, TUESDAY_10AM + (number + 1) * HOUR, place)
    for number, (subject, place) in enumerate(
        (("Weekly review", "Room 4"), ("Design of the new reception desk", "Large meeting room"), ("Lunch", "")), 1
    )
)
