"""The screens of the boot: logo, updater, the moment to press Cancel, the application's start, and going down."""

from __future__ import annotations

from collections.abc import Callable

from emulator.boot.model import CancelBoot, EnterSetup, LeaveAbout, Power, Provisioning, ShowAbout, StartNow
from emulator.boot.tables import pause, text
from emulator.display.keys import chord_name
from emulator.display.model import Block, Item, Items, Progress, Rank, Scene, Screen, SoftKey, Text, View
from emulator.kernel.clock import SECOND
from emulator.kernel.state import Event
from emulator.network.model import Network


def _power(scene: Scene) -> Power:
    return scene.phone[Power]


def _in(*states: str) -> Callable[[Scene], bool]:
    return lambda scene: _power(scene).state in states


def _waits_for_link(scene: Scene) -> bool:
    power = _power(scene)
    return power.state in ("network", "updater", "application") and not power.linked and power.percent < 100


def _has_trouble(scene: Scene) -> bool:
    return _power(scene).state == "application" and bool(_power(scene).message)


def _off(_: Scene) -> Screen:
    return Screen("off")


def _splash(scene: Scene) -> Screen:
    return Screen("splash", body=(Text(("Poly",), style="big"), Text((scene.profile.name, text("welcome")))))


def _network(scene: Scene) -> Screen:
    if scene.phone[Network].state == "refused":
        return Screen("network-refused", body=(Text((text("network-refused"),), style="strong"),))
    if scene.phone[Network].state == "failed":
        return Screen("dhcp-failed", body=(Text((text("dhcp-failed"),), style="strong"), Text((text("network"),))))
    return Screen("network", body=(Text((text("network"),)),))


def _network_down(_: Scene) -> Screen:
    return Screen("network-down", body=(Text((text("network-down"),), style="strong"),))


def _transfer(scene: Scene, *lines: str) -> tuple[Block, ...]:
    power = _power(scene)
    return (Text(lines), Progress(power.percent), Text((power.file,), style="dim"))


def _updater(scene: Scene) -> Screen:
    offer = _power(scene).offer
    lines = (text("installing"), text("version", version=offer.version)) if offer else (text("loading"),)
    return Screen("updater", body=_transfer(scene, *lines))


def _starting(scene: Scene) -> Screen:
    cancel = SoftKey(text("cancel"), CancelBoot())
    corners = _resets(scene) if scene.profile.display.layout == "ccx" else {}
    return Screen("starting", body=(Text((text("starting"),)),), actions=(cancel,), keys=corners)


def _countdown(scene: Scene) -> Screen:
    power = _power(scene)
    over = power.since + round(pause("countdown", power.pace) * SECOND)
    seconds = max(0, -(-(over - scene.now) // SECOND))
    return Screen(
        "countdown",
        body=(Text((text("countdown", seconds=seconds),)),),
        actions=(
            SoftKey(text("start"), StartNow()),
            SoftKey(text("setup"), EnterSetup()),
            SoftKey(text("about"), ShowAbout()),
        ),
        keys=_resets(scene),
        changes_at=over - (seconds - 1) * SECOND if seconds else None,
    )


def _resets(scene: Scene) -> dict[str, Event]:
    """The keys (or corners of the touch screen) that, held together now, lead to a factory reset."""
    keys = scene.profile.chords.get("factory reset")
    return {chord_name(keys): EnterSetup("factory-reset")} if keys else {}


def _about(scene: Scene) -> Screen:
    identity = scene.phone[Provisioning].configuration.identity
    rows = (
        Item("Model", scene.profile.name),
        Item("P/N", identity.part_number or scene.profile.part_number),
        Item("MAC", identity.mac),
        Item("Updater", scene.profile.updater),
        Item("Application", identity.version or scene.profile.firmware),
    )
    back = LeaveAbout()
    return Screen("about", text("about"), (Items(rows),), (SoftKey(text("back"), back),), keys={"Back": back})


def _application(scene: Scene) -> Screen:
    lines = _transfer(scene, text("processing"), text("seconds"), text("wait"))
    return Screen("application", body=lines)


def _trouble(scene: Scene) -> Screen:
    return Screen("provisioning-failed", body=(Text((_power(scene).message,), style="strong"),))


def _rebooting(scene: Scene) -> Screen:
    power = _power(scene)
    going = text("reboot") if power.reboot else text("restart")
    reason = () if power.reason == going else (power.reason,)
    return Screen("rebooting", body=(Text((going,), style="strong"), Text((*reason, text("wait")))))


VIEWS = (
    View("off", Rank.BOOT, _in("off"), _off),
    View("splash", Rank.BOOT, _in("splash"), _splash),
    View("network", Rank.BOOT, _in("network"), _network),
    View("updater", Rank.BOOT, _in("updater"), _updater),
    View("starting", Rank.BOOT, _in("starting"), _starting),
    View("countdown", Rank.BOOT, _in("countdown"), _countdown),
    View("about", Rank.BOOT, _in("about"), _about),
    View("application", Rank.BOOT, _in("application"), _application),
    View("rebooting", Rank.BOOT, _in("rebooting"), _rebooting),
    View("network-down", Rank.BOOT + 1, _waits_for_link, _network_down),
    View("provisioning-failed", Rank.BOOT + 1, _has_trouble, _trouble),
)
