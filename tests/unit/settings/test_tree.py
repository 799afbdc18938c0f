"""Every leaf of the menus, by the labels that lead to it: it does what it says, or says that it does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from emulator.audio.model import PlayTone
from emulator.boot.model import (
    ResetRequested,
    RestartRequested,
    UpdateConfiguration,
    UploadConfiguration,
    UploadLogs,
)
from emulator.config.catalogue import find
from emulator.contacts.model import ClearAll
from emulator.display.entry import fields
from emulator.display.forms import EraseCharacter
from emulator.display.model import Display, GoBack
from emulator.kernel.state import Event
from emulator.settings.menus import SETTING, TYPED, Row
from emulator.signin.model import SignOut
from tests.unit.hands import Hands
from tests.unit.settings.tree import Leaf, choose, leaves, open_leaf

WANTED = 0.9
"""The share of leaves that must do what they say."""

KEPT = ("network-configuration", "quick-setup", "wifi")
"""Pages on which settings wait until they are saved together."""

EVENTS: dict[str, Event] = {
    "Update Configuration": UpdateConfiguration(),
    "Restart Phone": RestartRequested("Restart Phone", reboot=False),
    "Reboot Phone": RestartRequested("Reboot initiated"),
    "Clear Call Logs and Contacts": ClearAll(),
    "Upload Logs": UploadLogs(),
    "All Sources": UploadConfiguration("all"),
    "Configuration Files": UploadConfiguration("config"),
    "Local": UploadConfiguration("phone"),
    "Web": UploadConfiguration("web"),
    "SIP": UploadConfiguration("sip"),
    "Reset Local Configuration": ResetRequested("local"),
    "Reset Web Configuration": ResetRequested("web"),
    "Reset Device Settings": ResetRequested("device"),
    "Format File System": ResetRequested("files"),
    "Reset to Factory": ResetRequested("factory"),
    "Sign Out": SignOut(),
}
"""What actions tell the phone, after a Yes where they ask; what comes of it the tests of those slices show."""

SCREENS = {
    "warnings": "No records",
    "csr": "Common Name",
    "contrast": "█████░░░░░",
    "paging": "Group 1",
    "btoe": "Pairing Mode",
    "sign-in-guest": "sign in as a guest?",
    "ring-type": "Low Trill",
    "ring-type/1": "Default",
    "change-password/user": "Old Password",
    "change-password/admin": "Old Password",
    "change-password/login": "Old Password",
    "install/ca-1": "URL",
    "install/device-1": "URL",
    "delete/ca-1": "Are you sure?",
    "delete/device-1": "Are you sure?",
    "directories": "Contact Directory",
    "recent-calls": "Recent Calls",
    "messages": "Message",
    "forward": "Line Select",
    "dnd": "Do Not Disturb",
    "my-status": "My Status",
    "buddies": "Budd",
    "people": "Contacts",
    "recordings": "Browse Recordings",
    "user-login": "User ID",
    "user-logout": "Log out",
    "device-lock": "Device Lock: ",
    "phone-lock": "Allow ringing when locked",
    "ping": "Address",
    "trace-route": "Address",
    "graph/cpu": "12 %",
    "graph/net": "0 KiB/s",
    "graph/dsp": "3 %",
    "graph/memory": "20 MiB",
    "test-keypad": "Press key to verify",
    "test-display": "█",
    "test-leds": "Press <1>",
    "test-brightness": "Press <1>",
    "test-touch": "Touch the display to test.",
}
"""A word on each screen that a leaf opens; what can be done there other tests show."""

ROWS = {
    "languages": "Deutsch",
    "backgrounds": "Teal",
    "time-zones": "GMT",
    "phone": "Model",
    "application": "Version",
    "updater": "Version",
    "components": "vphone",
    "configuration": "Boot Server",
    "tcp-ip": "IP Gateway",
    "ethernet": "LAN Port",
    "statistics": "Rx Packets",
    "wireless": "Wi-Fi",
    "wifi-networks": "No records",
    "lines": "Reception",
    "line": "Registered",
    "line-configuration": "Line 2",
    "licenses": "No records",
    "media": "No records",
    "codecs": "G.722",
    "servers": "Provisioning",
    "paired-headsets": "No records",
    "sign-in": "SIGNED_IN",
    "paging-groups": "Group 1",
    "ptt-channels": "Channel 1",
    "certificates": "Platform 1",
    "authorities": "Platform CA 2",
    "authority": "Certificate",
    "credentials": "Platform 2",
    "credential": "Certificate",
}
"""A word in each list, on a phone that has just started."""


def _id(leaf: Leaf) -> str:
    return leaf.name


def _of(*kinds: str) -> list[Leaf]:
    return [leaf for leaf in leaves() if leaf.row.kind in kinds]


def _is_proven(row: Row) -> bool:
    """Whether one of the tests below shows that the entry does what it says."""
    proofs: dict[str, Callable[[], bool]] = {
        "view": lambda: row.target in SCREENS,
        "rows": lambda: row.target in ROWS,
        "action": lambda: row.label in EVENTS,
    }
    return proofs.get(row.kind, lambda: row.emulated)()


def test_most_leaves_do_what_they_say() -> None:
    """The others are few."""
    silent = [leaf.name for leaf in leaves() if not _is_proven(leaf.row)]
    share = 1 - len(silent) / len(leaves())
    assert share >= WANTED, f"{share:.1%} of {len(leaves())} leaves do what they say, not:\n" + "\n".join(silent)


def test_no_leaf_is_without_a_test() -> None:
    """What is neither shown below to do something nor says that it does not is a mistake."""
    shown = [leaf for leaf in leaves() if leaf.row.kind in ("view", "rows", "action")]
    assert [] == [leaf.name for leaf in shown if not _is_proven(leaf.row)]


@pytest.mark.parametrize("leaf", [leaf for leaf in leaves() if not leaf.row.emulated], ids=_id)
def test_what_does_nothing_says_so(leaf: Leaf) -> None:
    """The screen says that it is not emulated."""
    assert "not emulated" in open_leaf(leaf).text


@pytest.mark.parametrize("leaf", _of(*SETTING), ids=_id)
def test_a_setting_is_in_force_once_it_is_chosen(leaf: Leaf) -> None:
    """Another value chosen or typed there is the parameter's, after Save where several are saved together."""
    hands, name = open_leaf(leaf), leaf.row.target
    value = _choose_another(hands, leaf.row) if leaf.row.kind not in TYPED else _type_another(hands, leaf.row)
    _save(hands)
    assert value == hands.setting(name)


def _choose_another(hands: Hands, row: Row) -> str:
    now = hands.setting(row.target)
    label, value = next((label, value) for label, value in row.choices if value != now)
    choose(hands, label)
    return value


def _type_another(hands: Hands, row: Row) -> str:
    value = _sample(row, hands.setting(row.target))
    while fields(hands.screen)[0].value:
        hands.feed(EraseCharacter())
    hands.type(value)
    hands.press("Select" if "Select" in hands.device.profile.hard_keys else "OK")
    return value


def _sample(row: Row, now: str) -> str:
    """A value that the parameter may have, and has not."""
    if row.kind != "number":
        return {"address": "192.0.2.77", "password": "86428642"}.get(row.kind, "something")
    parameter = find(row.target)
    permitted = parameter.permitted.rpartition("|")[2] if parameter else ""
    least, _, most = permitted.partition("..")
    return (least or "7") if now != (least or "7") else most


def _save(hands: Hands) -> None:
    """Leave pages whose settings wait, and save them."""
    for _ in range(8):
        name = hands.screen.name
        if name == "leave-setup":
            choose(hands, "Save Config")
            return
        if not any(f"page/{page}" in hands.device.core.state[Display].stack for page in KEPT):
            return
        hands.feed(hands.screen.keys.get("Back", GoBack()))


@pytest.mark.parametrize("leaf", _of("action"), ids=_id)
def test_an_action_is_done(leaf: Leaf) -> None:
    """After a Yes, where the phone asks whether one is sure."""
    hands = open_leaf(leaf)
    if leaf.row.values:
        assert leaf.row.values in hands.text
        hands.press("Yes")
    assert EVENTS[leaf.row.label] in hands.facts


@pytest.mark.parametrize("leaf", _of("view"), ids=_id)
def test_a_screen_opens(leaf: Leaf) -> None:
    """The screen that the leaf is named after, with something on it."""
    hands = open_leaf(leaf)
    assert SCREENS[leaf.row.target] in hands.text


@pytest.mark.parametrize("leaf", _of("rows"), ids=_id)
def test_a_list_tells_something(leaf: Leaf) -> None:
    """What the phone knows."""
    assert ROWS[leaf.row.target] in open_leaf(leaf).text


def test_play_lets_a_ringer_be_heard_for_a_while() -> None:
    """The selected one, in the list of ring types; then it is silent again."""
    hands = open_leaf(next(leaf for leaf in leaves() if leaf.row.target == "ring-type"))
    hands.press("Down", "Play")
    hands.wait(10)
    played = [effect.name for effect in hands.effects if isinstance(effect, PlayTone)]
    assert ["ringer:ringer3", ""] == played[-2:]
