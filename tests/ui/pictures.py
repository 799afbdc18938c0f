"""The picture book: `python -m tests.ui.pictures FOLDER [MODEL ...]` draws every model's main screens, one file each.

The phones are pure ones put into the state that a picture shows; the index in the folder shows them side by side.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace

from emulator.accessories.model import Accessories
from emulator.audio.model import Audio
from emulator.boot.model import Power
from emulator.calls.model import Call, Calls
from emulator.contacts.model import RECENT, CallLists, Record
from emulator.device import Device
from emulator.display.frame import Frame
from emulator.display.model import ClockSet, Display, Led, Noticed, OpenView, Screen, TurnedOver
from emulator.display.patterns import Steps
from emulator.kernel.profile import DeviceProfile, load_profile, models
from emulator.kernel.state import Event, Part
from emulator.lines.model import Line, Lines, LineSettings
from emulator.settings.model import Nameplate, OpenPage
from emulator.voicemail.model import Mailbox, Voicemail
from ui.screenshot import save

TUESDAY_10AM = 1_700_560_800
MINUTE = 60_000_000
NAMES = ("2001", "Reception", "Support Desk", "Sales", "Warehouse", "Bob Jones")

RUNNING = Power(state="running")
OUT = Call(1, 1, "out", "connected", number="1003", name="Carol Smith", connected_at=0)
HELD = Call(2, 1, "in", "held", number="1004", name="Dave Miller", connected_at=0)
IN = Call(3, 1, "in", "offering", number="+44 20 7946 0018", name="Maria Magdalena Konstantinopolitanska")

RECORDS = tuple(
    Record(number, "missed", 1, f"100{number}", name, 1_700_560_000 - 7_200 * number)
    for number, name in enumerate(("Carol Smith", "Dave Miller", "", "Maria Magdalena Konstantinopolitanska"), 1)
)

Scene = tuple[list[Part], list[Event]]
SCENES: dict[str, Scene] = {
    "splash": ([Power(state="splash")], []),
    "application": ([Power(state="application", percent=60, file="site.cfg")], []),
    "idle": ([], []),
    "idle-news": ([CallLists(unseen=2), Voicemail("waiting", (Mailbox(1, waiting=True, new=1),))], []),
    "home": ([], [OpenView("home")]),
    "menu": ([], [OpenPage("settings")]),
    "dialer": ([Calls(calls=(Call(1, 1, "out", "dialing"),), digits="100"), Audio(state="speaker")], []),
    "incoming": ([Calls(calls=(IN,))], []),
    "active": ([Calls(calls=(OUT,)), Audio(state="headset", headset=True, muted=True)], []),
    "held": ([Calls(calls=(HELD,))], []),
    "calls": ([Calls(calls=(OUT, HELD, replace(IN, windowed=True)), selected=1)], []),
    "notice": ([], [Noticed("Headset attached.")]),
    "form": ([], [OpenPage("advanced", "user")]),
    "recent": ([CallLists(records=RECORDS)], [OpenView(f"{RECENT}/missed")]),
    "modules": ([Accessories(("handset", "expansion"), pages=(0,))], []),
    "asleep": ([Display(state="asleep")], []),
    "underside": ([], [TurnedOver(True)]),
}
"""By name of the picture: what the phone is like, and what happens to it then."""


def scenes(profile: DeviceProfile) -> dict[str, Scene]:
    """The scenes that a model can show: without a key for it no Home view, and no module where none can be attached."""
    lacks = {
        "home": "Home" not in profile.hard_keys and profile.display.layout != "ccx",
        "modules": not profile.expansion,
    }
    return {name: scene for name, scene in SCENES.items() if not lacks.get(name)}


class Still:
    """A phone that stands still, for its picture: `ui.source.Seen`."""

    lifted = False

    def __init__(self, profile: DeviceProfile, scene: Scene) -> None:
        parts, events = scene
        plate = Nameplate("0004f2aabb01", profile.firmware, profile.updater, profile.part_number, "0004f2aabb01")
        self.profile = profile
        self.device = Device(profile, [RUNNING, plate, lines(profile), *parts])
        for event in (ClockSet(TUESDAY_10AM), *events):
            self.device.feed(event, MINUTE)

    @property
    def screen(self) -> Screen:
        return self.device.screen()

    @property
    def frame(self) -> Frame:
        return self.device.frame(self.screen)

    @property
    def leds(self) -> dict[str, Led]:
        return self.device.leds()

    @property
    def now(self) -> int:
        return self.device.core.now

    @property
    def patterns(self) -> dict[str, Steps]:
        return self.device.patterns()


def lines(profile: DeviceProfile) -> Lines:
    """Registered lines, as many as the model has and there are names for; the second is not registered."""
    settings = (
        LineSettings(index, f"200{index}", "pbx.example", "", name, "")
        for index, name in enumerate(NAMES[: profile.registrations], 1)
    )
    return Lines(tuple(Line(each, "failed" if each.index == 2 else "registered") for each in settings))


def book(names: Sequence[str]) -> Iterator[tuple[str, str, Still]]:
    """Model, name of the picture, and the phone that it shows."""
    for model in names:
        profile = load_profile(model)
        for name, scene in scenes(profile).items():
            yield profile.token, name, Still(profile, scene)


def main(folder: Path, names: Sequence[str], suffix: str = ".svg") -> None:
    """Draw the book."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for model, name, still in book(names):
        file = f"{model}-{name}{suffix}"
        save(still, folder / file)
        rows.append(
            f'<figure><img src="{file}" alt="{model}: {name}"><figcaption>{model}: {name}</figcaption></figure>'
        )
    style = "figure{display:inline-block;margin:8px}img{width:420px}"
    page = f"<!doctype html><meta charset=utf-8><title>Pictures</title><style>{style}</style>"
    (folder / "index.html").write_text("\n".join([page, *rows, ""]), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:] or models())
