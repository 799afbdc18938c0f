"""Phone Lock, which the user password opens: its menu, what rings, what shows, and what outlasts a restart."""

from __future__ import annotations

import pytest

from emulator.audio.model import Audio
from emulator.boot.model import ChangeSettings, PowerOn
from emulator.calls.model import AnswerCall, Calls, InviteReceived
from emulator.calls.orders import RefuseInvite, SendAnswer
from emulator.display.model import Display, GoHome, HookMoved, MissedSeen, Noticed, OpenView
from emulator.kernel.slices import PowerCut
from emulator.lock.guards import MISSES
from emulator.lock.model import LockNow, kind
from emulator.settings.model import OpenPage
from tests.unit.lock.desk import Desk, phone_lock

USER = "123"
NUMBERS = """dialplan.routing.emergency.1.value="911" dialplan.routing.emergency.1.description="Police"
    phoneLock.authorized.1.value="5551234" phoneLock.authorized.1.description="Guard"
    phoneLock.authorized.2.value="(555) 99-99" """
EFK = """feature.enhancedFeatureKeys.enabled="1" softkey.1.enable="1" softkey.1.use.idle="1" softkey.1.label="Off duty"
    softkey.1.action="$FLockPhone$" softkey.1.precede="1" """


def locked(more: str = "", model: str = "VVX_450") -> Desk:
    """A phone that was locked by its soft key."""
    desk = phone_lock(more, model)
    desk.lock()
    return desk


# Locking and unlocking


def test_lock_and_unlock_with_the_user_password() -> None:
    """Lock closes the phone, the user password opens it, another one does not; both states are kept as a parameter."""
    desk = locked()
    assert ("locked", "phone", "1") == (desk.own.state, desk.own.kind, desk.setting("phoneLock.lockState"))
    desk.press("Unlock")
    assert "Unlock the phone?" == desk.screen.title
    desk.enter("321")
    assert ("locked", "Sorry, please try again.") == (desk.own.state, desk.said[-1])
    desk.enter(USER)
    assert ("unlocked", "0") == (desk.own.state, desk.setting("phoneLock.lockState"))


def test_a_changed_user_password_counts() -> None:
    """The lock goes by what the phone keeps of the password, which may be a hash."""
    desk = phone_lock()
    desk.feed(ChangeSettings({"device.auth.localUserPassword": "hash of secret"}))
    desk.lock()
    desk.press("Unlock")
    desk.enter(USER)
    assert "locked" == desk.own.state
    desk.enter("secret")
    assert "unlocked" == desk.own.state


def _lock_menu(desk: Desk) -> None:
    desk.press("Home")
    desk.pick_tile("Settings")
    desk.pick("Basic")
    desk.pick("Lock Phone")


def test_the_menu_locks_and_says_what_rings() -> None:
    """Settings > Basic > Lock Phone: a choice, and Lock, which uses it; so does the soft key later."""
    desk = phone_lock()
    _lock_menu(desk)
    assert "▸ ✓ Allow ringing when locked" in desk.text
    desk.pick("DND when locked")
    assert "1" == desk.setting("phoneLock.dndWhenLocked")
    desk.press("Lock")
    assert ("locked", "locked") == (desk.own.state, desk.screen.name)


@pytest.mark.parametrize(
    ("more", "there"),
    [
        ('phoneLock.enabled="1"', True),
        ("", False),
        ('phoneLock.enabled="1" up.basicSettings.phoneLock.enabled="0"', False),
    ],
)
def test_the_menu_is_there_as_configured(more: str, there: bool) -> None:
    """phoneLock.enabled and up.basicSettings.phoneLock.enabled."""
    desk = Desk(more, base="Generic")
    desk.press("Home")
    desk.pick_tile("Settings")
    desk.pick("Basic")
    for _ in range(12):
        desk.press("Down")
    assert there == ("Lock Phone" in desk.text)


def test_a_macro_locks() -> None:
    """$FLockPhone$ on a soft key of configuration's own; without a lock it says that it cannot."""
    desk = phone_lock(EFK)
    desk.press("Off duty")
    assert "locked" == desk.own.state
    desk = Desk(EFK, base="Generic")
    desk.press("Off duty")
    assert ("unlocked", "Unable to lock the phone.") == (desk.own.state, desk.said[-1])


def test_it_locks_itself_after_some_time() -> None:
    """phoneLock.idleTimeout, in seconds; 0 is never."""
    desk = phone_lock('phoneLock.idleTimeout="30"')
    desk.wait(31)
    assert ("locked", "idle") == (desk.own.state, desk.own.by)
    desk = phone_lock()
    desk.wait(100_000)
    assert "unlocked" == desk.own.state


def test_six_wrong_passwords_wait() -> None:
    """The user password is guarded as codes are."""
    desk = locked()
    desk.press("Unlock")
    for _ in range(MISSES):
        desk.enter("321")
    assert "backoff" == desk.own.state
    desk.wait(61)
    desk.unlock(USER)
    assert "unlocked" == desk.own.state


def test_configuration_may_lock_and_unlock() -> None:
    """phoneLock.lockState, set by an administrator, is obeyed; during a call, after it."""
    desk = phone_lock()
    desk.feed(ChangeSettings({"phoneLock.lockState": "1"}, "web"))
    assert ("locked", "configuration") == (desk.own.state, desk.own.by)
    desk.feed(ChangeSettings({"phoneLock.lockState": "0"}, "phone"))
    assert "unlocked" == desk.own.state
    call = desk.answered()
    desk.feed(ChangeSettings({"phoneLock.lockState": "1"}, "phone"))
    assert "waiting" == desk.own.state
    desk.hang_up(call)
    assert "locked" == desk.own.state


@pytest.mark.parametrize(("more", "state"), [("", "locked"), ('phoneLock.powerUpUnlocked="1"', "unlocked")])
@pytest.mark.parametrize("cut", [True, False], ids=["power cut", "restart"])
def test_a_locked_phone_stays_so(more: str, state: str, cut: bool) -> None:
    """Over restarts and power cuts, unless phoneLock.powerUpUnlocked is set; then it is open for good."""
    desk = locked(more)
    if cut:
        desk.feed(PowerCut())
        desk.feed(PowerOn())
    else:
        desk.restart()
    assert (state, state == "locked") == (desk.own.state, desk.setting("phoneLock.lockState") == "1")


def test_an_open_phone_stays_so() -> None:
    """Only what was locked comes back locked."""
    desk = phone_lock()
    desk.restart()
    assert "unlocked" == desk.own.state


def test_without_the_feature_nothing_locks() -> None:
    """phoneLock.enabled 0, whatever the state says."""
    desk = Desk('phoneLock.lockState="1"', base="Generic")
    assert ("unlocked", "") == (desk.own.state, kind(desk.device.core.state))
    assert "Lock" not in desk.labels


# What a locked phone shows


def test_the_status_bar_says_so_in_turn() -> None:
    """`The phone is locked.`, `Authorized calls only.`, with an icon, above the lines; what was said before is gone."""
    desk = phone_lock()
    desk.feed(Noticed("Missed you", 1000))
    desk.lock()
    texts = set()
    for _ in range(6):
        desk.wait(1)
        assert desk.screen.status is not None
        assert "locked" in desk.screen.status.icons
        texts.add(desk.screen.status.right)
    assert {"The phone is locked.", "Authorized calls only."} == texts
    assert "Missed you" not in desk.text
    assert [line for line in desk.text.splitlines() if "2001" in line] == ["☎ 2001"]


def test_it_speaks_the_language_of_its_user() -> None:
    """Status bar, soft keys and forms."""
    desk = phone_lock('lcl.ml.lang="German_Germany"')
    desk.feed(LockNow())
    assert desk.screen.status is not None
    assert desk.screen.status.right in ("Das Telefon ist gesperrt.", "Nur zugelassene Anrufe.")
    desk.press("Entsperren")
    assert "Telefon entsperren?" in desk.text


@pytest.mark.parametrize(
    "key",
    ["Home", "Messages", "Transfer", "Left", "Down", "LineKey1", "LineKey2", "Headset", "SoftKey4", "Back"],
)
def test_all_other_keys_are_dead(key: str) -> None:
    """No key opens anything, nor calls anybody."""
    desk = locked()
    before = desk.screen.name
    desk.press(key)
    assert before == desk.screen.name
    assert not [call for call in desk.device.core.state[Calls].calls if call.number]


def test_an_event_opens_nothing_either() -> None:
    """Facts that open views, of macros for example, open none."""
    desk = locked()
    for event in (OpenView("recent-calls"), OpenPage("settings"), GoHome(), MissedSeen()):
        desk.feed(event)
    assert ("locked", ()) == (desk.screen.name, desk.device.core.state[Display].stack)


@pytest.mark.parametrize("model", ["VVX_101", "VVX_600", "CCX_500", "SPIP_335", "SPIP_650", "SSIP_6000", "SL_8440"])
def test_every_model_can_be_unlocked(model: str) -> None:
    """Lock, Unlock and the password, with keys or fingers, on displays of every size."""
    desk = locked(model=model)
    assert "Unlock" in desk.labels
    desk.unlock(USER)
    assert "unlocked" == desk.own.state


# What may be called


def test_the_list_of_authorized_calls() -> None:
    """New Call lists the numbers that may be called: emergencies first, then those of configuration, by their names."""
    desk = locked(NUMBERS)
    desk.press("New Call")
    assert "Place an Authorized Call" == desk.screen.title
    rows = [" ".join(row.split()) for row in desk.text.splitlines() if "▦" in row]
    assert ["▸ ▦ Police 911", "▦ Guard 5551234", "▦ (555) 99-99"] == rows
    desk.pick("Guard")
    assert ["5551234"] == desk.called


@pytest.mark.parametrize("model", ["VVX_450", "CCX_600"])
def test_home_is_the_locked_screen(model: str) -> None:
    """From whatever a locked phone has been asked for, Home leads back to it, by key or on the system bar of a CCX."""
    desk = locked(NUMBERS, model)
    desk.press("New Call")
    assert "Place an Authorized Call" == desk.screen.title
    desk.feed(GoHome())
    assert "locked" == desk.screen.name


@pytest.mark.parametrize(
    ("number", "may"), [("911", True), ("5551234", True), ("5559999", True), ("1003", False), ("555123", False)]
)
@pytest.mark.parametrize("hook", [True, False], ids=["handset", "on hook"])
def test_what_is_dialed(number: str, may: bool, hook: bool) -> None:
    """Digits call what is authorised, and no contact either; for all else there is a message."""
    desk = locked(NUMBERS)
    if hook:
        desk.feed(HookMoved(True))
    desk.dial(number)
    assert ([number] if may else []) == desk.called
    assert may == ("Unauthorized number." not in desk.said)


def test_a_call_on_a_locked_phone() -> None:
    """It can be held, resumed and ended, and nothing else; then the phone is as locked as before."""
    desk = locked(NUMBERS)
    desk.press("New Call", "Dial")
    assert ["Hold", "End Call"] == desk.labels
    desk.press("Hold")
    assert ["Resume"] == desk.labels
    desk.press("Resume", "End Call")
    desk.wait(4)
    assert "locked" == desk.screen.name


# What rings, and who answers


def test_calls_ring_on_a_locked_phone() -> None:
    """They can be answered without the password, by default, or turned away; they cannot be sent anywhere."""
    desk = locked()
    desk.ring()
    assert ["Answer", "Reject", "Ignore"] == desk.labels
    desk.press("Answer")
    assert "connected" == desk.device.core.state[Calls].calls[0].state
    assert "locked" == desk.own.state


@pytest.mark.parametrize("reject", ["0", "1"])
def test_calls_do_not_disturb_when_locked(reject: str) -> None:
    """phoneLock.dndWhenLocked: on all lines, without a ring, or busy; not when the phone is open again."""
    desk = locked(f'phoneLock.dndWhenLocked="1" call.rejectBusyOnDnd="{reject}"')
    assert desk.screen.status is not None
    assert "dnd" in desk.screen.status.icons
    for line in (1, 2):
        desk.feed(InviteReceived(f"invite {line}", line, "1003"))
    refused = [effect.code for effect in desk.effects if isinstance(effect, RefuseInvite)]
    assert ([486, 486] if reject == "1" else []) == refused
    assert not desk.device.core.state[Audio].tone.startswith("ringer")
    desk = locked('phoneLock.dndWhenLocked="1"')
    desk.unlock(USER)
    desk.ring()
    assert "incoming" == desk.screen.name


def asks() -> Desk:
    """A locked phone that asks for the password before calls are answered, with one that rings."""
    desk = locked('phoneLock.Allow.AnswerOnLock="0"')
    desk.ring()
    return desk


def test_the_password_answers() -> None:
    """phoneLock.Allow.AnswerOnLock 0: Answer asks `Answer the call?`; the password answers, and does not unlock."""
    desk = asks()
    desk.press("Answer")
    assert ("Answer the call?", "offering") == (desk.screen.title, desk.device.core.state[Calls].calls[0].state)
    desk.enter("321")
    assert ("Answer the call?", "offering") == (desk.screen.title, desk.device.core.state[Calls].calls[0].state)
    desk.enter(USER)
    assert ("connected", "locked") == (desk.device.core.state[Calls].calls[0].state, desk.own.state)


def test_cancel_goes_back_to_the_ringing_call() -> None:
    """It has never ceased to ring."""
    desk = asks()
    desk.press("Answer")
    assert desk.device.core.state[Audio].tone.startswith("ringer")
    desk.press("Cancel")
    assert "incoming" == desk.screen.name
    assert not [effect for effect in desk.effects if isinstance(effect, SendAnswer)]


@pytest.mark.parametrize("way", ["handset", "key", "event"])
def test_no_way_round_the_password(way: str) -> None:
    """Lifting the handset, line keys and functions ask as well."""
    desk = asks()
    if way == "handset":
        desk.feed(HookMoved(True))
    elif way == "key":
        desk.press("LineKey1")
    else:
        desk.feed(AnswerCall())
    assert "Answer the call?" == desk.screen.title
    assert "offering" == desk.device.core.state[Calls].calls[0].state


def test_the_password_is_for_one_call() -> None:
    """The next one asks again, and a call that is over asks no more."""
    desk = asks()
    desk.press("Answer")
    desk.enter(USER)
    desk.hang_up(1)
    second = desk.ring()
    desk.press("Answer")
    assert "Answer the call?" == desk.screen.title
    desk.hang_up(second)
    assert ("locked", 0) == (desk.screen.name, desk.own.let_in)


def test_a_lock_that_waits_may_be_called_off_by_nothing_but_its_end() -> None:
    """Pressing Lock twice in a call says twice that it cannot be now."""
    desk = phone_lock()
    desk.answered()
    desk.feed(LockNow())
    desk.feed(LockNow())
    assert ["Unable to lock the phone."] * 2 == desk.said[-2:]
