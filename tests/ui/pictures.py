"""The picture book: `python -m tests.ui.pictures FOLDER [MODEL ...]` draws every model's main screens, one file each.

The phones are pure ones put into the state that a picture shows; the index in the folder shows them side by side.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from emulator.audio.model import Audio
from emulator.boot.model import Power
from emulator.device import Device
from emulator.display.frame import Frame
from emulator.display.model import ClockSet, Led, Screen
from emulator.display.patterns import Steps
from emulator.kernel.profile import DeviceProfile, load_profile, models
from emulator.kernel.state import Part
from emulator.lines.model import Line, Lines, LineSettings
from emulator.settings.model import Nameplate
from tests.ui.scenes import scenes
from tests.ui.stage import LINES, MAC, MINUTE, TUESDAY_10AM, Scene
from ui.screenshot import save

NAMES = ("2001", "Reception", "Support Desk", "Sales", "Warehouse", "Bob Jones")

RUNNING = Power(state="running")


class Still:
    """A phone that stands still, for its picture: `ui.source.Seen`."""

    def __init__(self, profile: DeviceProfile, scene: Scene) -> None:
        plate = Nameplate(MAC, profile.firmware, profile.updater, profile.part_number, MAC)
        self.profile = profile
        configured = scene.configured(profile)
        self.device = Device(profile, [RUNNING, plate, configured, lines(profile), *_owned(profile, scene)])
        for event in (ClockSet(TUESDAY_10AM), *scene.events):
            self.device.feed(event, MINUTE)

    @property
    def lifted(self) -> bool:
        return self.device.core.state[Audio].lifted

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


def _owned(profile: DeviceProfile, scene: Scene) -> Iterator[Part]:
    """What the phone is like: a conference phone talks through its speaker, as it has no handset."""
    for part in scene.parts:
        lifted = isinstance(part, Audio) and part.state == "handset" and profile.display.layout == "conference"
        yield Audio(state="speaker") if lifted else part


def lines(profile: DeviceProfile) -> Lines:
    """Registered lines, as many as the model has and there are names for; the second is not registered."""
    settings = (
        LineSettings(index, f"200{index}", "pbx.example", "", name, "")
        for index, name in enumerate(NAMES[: min(profile.registrations, LINES)], 1)
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
