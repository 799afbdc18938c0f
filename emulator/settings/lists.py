"""Lists to choose from whose length is no matter of the menus' table: languages, time zones, backgrounds, lines."""

from __future__ import annotations

from collections.abc import Iterator

from emulator.boot.model import config
from emulator.display import background
from emulator.display.language import languages
from emulator.display.model import Item, Scene
from emulator.display.zones import CITY, ZONE, cities, city_of
from emulator.lines.model import Lines
from emulator.network.model import Network
from emulator.paging.model import Mode, channels, subscription
from emulator.settings.credentials import described, fingerprint
from emulator.settings.model import CERTIFICATES, Menus, OpenPage, SetParameter

SSID = "device.wifi.ssid"

TONGUES = {"": "English (Internal)", "German_Germany": "Deutsch (de-de)", "French_France": "Français (fr-fr)"}
"""What languages call themselves."""


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
    current = city_of(scene.phone)
    for city in cities():
        choose = SetParameter(CITY, str(city.city), {f"{ZONE}.overrideDHCP": "1"})
        yield _chosen(city.label, chosen=city == current, intent=choose)


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


def in_range(scene: Scene, _: str) -> Iterator[Item]:
    """Wi-Fi > Available Networks: those that the radio hears, the strongest first."""
    current = scene.phone[Menus].draft.get(SSID, config(scene.phone).text(SSID))
    air = scene.phone[Network].surroundings.air or ()
    for each in sorted(air, key=lambda network: -network.signal):
        locked = "secure" if each.password else ""
        icon = "chosen" if each.ssid == current else locked
        yield Item(each.ssid, f"{each.signal} dBm", icon, SetParameter(SSID, each.ssid))


def paging_groups(scene: Scene, _: str) -> Iterator[Item]:
    """Paging Groups List: the groups whose announcements can be heard, to be listened to or not."""
    return _subscriptions(scene, "page")


def ptt_channels(scene: Scene, _: str) -> Iterator[Item]:
    """PTT Channels: the same for push-to-talk."""
    return _subscriptions(scene, "ptt")


def _subscriptions(scene: Scene, mode: Mode) -> Iterator[Item]:
    for each in channels(config(scene.phone), mode):
        if each.receives:
            turn = SetParameter(subscription(mode, each.number), "0" if each.subscribed else "1")
            yield Item(each.label, "Enabled" if each.subscribed else "Disabled", intent=turn)
