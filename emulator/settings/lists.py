"""Lists to choose from whose length is no matter of the menus' table: languages, time zones, backgrounds, lines."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache

import msgspec

from emulator.boot.model import config
from emulator.display import background
from emulator.display.language import languages
from emulator.display.model import Item, Scene
from emulator.kernel.data import read_data
from emulator.lines.model import Lines
from emulator.settings.credentials import described, fingerprint
from emulator.settings.model import CERTIFICATES, OpenPage, SetParameter

TONGUES = {"": "English (Internal)", "German_Germany": "Deutsch (de-de)", "French_France": "Français (fr-fr)"}
"""What languages call themselves."""

ZONE = "tcpIpApp.sntp.gmtOffset"


class City(msgspec.Struct, frozen=True):
    """A time zone as the phone lists it: by its number, with the seconds from Greenwich and some of its places."""

    city: int
    offset: int
    places: str

    @property
    def label(self) -> str:
        """How it is written: (GMT -8:00) Pacific Time (US & Canada)."""
        hours, minutes = divmod(abs(self.offset) // 60, 60)
        sign = "" if not self.offset else f" {'-' if self.offset < 0 else '+'}{hours}:{minutes:02}"
        return f"(GMT{sign}) {self.places}"


@cache
def cities() -> tuple[City, ...]:
    """All time zones, from west to east."""
    rows = list(csv.DictReader(read_data("network/cities.csv").decode().splitlines()))
    return tuple(sorted(msgspec.convert(rows, list[City], strict=False), key=lambda city: (city.offset, city.city)))


def _chosen(text: str, *, chosen: bool, intent: SetParameter) -> Item:
    return Item(text, icon="chosen" if chosen else "", intent=intent)


def tongues(scene: Scene, _: str) -> Iterator[Item]:
    """Settings > Basic > Preferences > Language: English, and what there are tables for."""
    current = config(scene.phone).text("lcl.ml.lang")
    known = languages()
    for name in ("", *known):
        chosen = name == (current if current in known else "")
        yield _chosen(TONGUES.get(name, name), chosen=chosen, intent=SetParameter("lcl.ml.lang", name))


def time_zones(scene: Scene, _: str) -> Iterator[Item]:
    """Settings > Basic > Preferences > Time and Date > Time Zone; what is chosen counts before what DHCP says."""
    current = config(scene.phone).text(f"{ZONE}cityID")
    for city in cities():
        choose = SetParameter(f"{ZONE}cityID", str(city.city), {f"{ZONE}.overrideDHCP": "1"})
        yield _chosen(city.label, chosen=current == str(city.city), intent=choose)


def pick_background(scene: Scene, _: str) -> Iterator[Item]:
    """Settings > Basic > Preferences > Background."""
    name = background.place(scene.profile)
    current = config(scene.phone).text(name)
    for each in background.backgrounds():
        yield _chosen(each.name, chosen=current == each.selection, intent=SetParameter(name, each.selection))


def line_configuration(scene: Scene, _: str) -> Iterator[Item]:
    """Settings > Advanced > Admin Settings > Line Configuration: each line that the model can register."""
    labels = {line.index: line.settings.label for line in scene.phone[Lines].lines}
    for index in range(1, scene.profile.registrations + 1):
        yield Item(f"Line {index}", labels.get(index, ""), intent=OpenPage(f"line:{index}"))


def authorities(scene: Scene, _: str) -> Iterator[Item]:
    """Custom CA Certificates: the platform's, by the name in the certificate."""
    return _installed(scene, "ca", "Platform CA {}", "authority")


def credentials(scene: Scene, _: str) -> Iterator[Item]:
    """Custom Device Credentials: the platform's."""
    return _installed(scene, "device", "Platform {}", "credential")


def _installed(scene: Scene, kind: str, label: str, page: str) -> Iterator[Item]:
    for number in (1, 2):
        kept = config(scene.phone).text(CERTIFICATES[f"{kind}-{number}"][0])
        yield Item(label.format(number), described(kept), intent=OpenPage(f"{page}:{number}"))


def authority(scene: Scene, about: str) -> Iterator[Item]:
    """What is known of one of the authorities."""
    return _details(scene, f"ca-{about}")


def credential(scene: Scene, about: str) -> Iterator[Item]:
    """What is known of one of the phone's own certificates."""
    return _details(scene, f"device-{about}")


def _details(scene: Scene, place: str) -> Iterator[Item]:
    kept = config(scene.phone).text(CERTIFICATES[place][0])
    yield Item("Certificate", described(kept))
    if kept:
        yield Item("MD5 Fingerprint")
        yield Item(f" {fingerprint(kept)[:24]}")
        yield Item(f" {fingerprint(kept)[24:]}")
