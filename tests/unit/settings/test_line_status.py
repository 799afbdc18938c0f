"""Status > Lines, and what each line there opens."""

from __future__ import annotations

from emulator.boot.model import Ready
from emulator.display.model import Scene
from emulator.lines.model import Lines, RegisterAnswered
from emulator.settings.facts import SUPPLIERS
from emulator.settings.model import OpenPage
from tests.unit.calls.rig import Rig

THREE = {
    "reg.1.address": "1001",
    "reg.1.label": "Desk",
    "reg.1.server.1.address": "a.example",
    "reg.1.server.2.address": "b.example",
    "reg.1.server.3.address": "c.example",
    "reg.1.server.3.register": "0",
}


def rows(phone: Rig, name: str, about: str = "") -> list[tuple[str, str, str]]:
    """Text, detail and icon of the rows of a page."""
    scene = Scene(phone.core.state, phone.core.profile, phone.core.now)
    return [(row.text, row.detail, row.icon) for row in SUPPLIERS[name](scene, about)]


def test_a_line_tells_how_it_stands_with_its_servers() -> None:
    """The working server is marked; each has its state, who granted it for how long, or why it did not."""
    phone = Rig(THREE, Lines())
    phone.feed(Ready())
    assert [("Desk", "Registering", "unregistered")] == rows(phone, "lines")
    granted = RegisterAnswered(1, 200, "OK", 600, server=1, place="udp:10.0.0.2:5060")
    phone.feed(RegisterAnswered(1, 403, "Forbidden"), granted)
    assert [("Desk", "Registered", "registered")] == rows(phone, "lines")
    assert [
        ("Line Information", "Registered", ""),
        ("Address", "1001", ""),
        ("Server 1", "a.example", ""),
        (" Not-Registered", "", ""),
        (" Error Code", "403 Forbidden", ""),
        ("Server 2", "b.example", "chosen"),
        (" Registered", "udp:10.0.0.2:5060", ""),
        (" Expires", "600 s", ""),
        ("Server 3", "c.example", ""),
        (" Never register", "", ""),
    ] == rows(phone, "line", "1")


def test_a_line_opens_its_own_page() -> None:
    """And one that is configured no more has nothing to show."""
    phone = Rig(THREE, Lines())
    phone.feed(Ready())
    scene = Scene(phone.core.state, phone.core.profile, phone.core.now)
    assert [OpenPage("line-status:1")] == [row.intent for row in SUPPLIERS["lines"](scene, "")]
    assert [] == rows(phone, "line", "2")
