"""Paging and push-to-talk in a phone without links: who speaks, who is heard, and what the phone shows of it."""

from __future__ import annotations

import pytest

from emulator.audio.model import Audio, MuteKey, SpeakerKey, VolumeKey
from emulator.boot.model import ShuttingDown
from emulator.display.model import Display, OpenView
from emulator.features.model import ToggleDnd
from emulator.paging.model import (
    HearPage,
    LeavePage,
    ListenForPages,
    PageOnAir,
    PageOver,
    PageStarted,
    Paging,
    SendPage,
    StartPage,
    StopPage,
    TakePage,
)
from tests.unit.hands import MAC
from tests.unit.paging.rig import PagingPhone

GROUP, PRIORITY, EMERGENCY = 26, 49, 50
LOW, HIGH = 1, 0xFFFF_FFFF


@pytest.mark.parametrize(
    ("values", "address", "port"),
    [
        ({"ptt__address": "239.1.2.3", "ptt__port": "6000"}, "239.1.2.3", 6000),
        ({"ptt__pageMode__enable": "0"}, "224.0.1.116", 5001),
        ({"ptt__pttMode__enable": "0"}, "224.0.1.116", 5001),
        ({"ptt__pageMode__enable": "0", "ptt__pttMode__enable": "0"}, "224.0.1.116", 0),
    ],
)
def test_the_phone_listens_if_it_is_told_to(values: dict[str, str], address: str, port: int) -> None:
    """At its address and port, known by the end of its MAC address; not at all without paging."""
    phone = PagingPhone(**values)
    phone.set("ptt.volume", "-1")
    assert ListenForPages(address, port, int(MAC[-8:], 16)) == phone.sent(ListenForPages)[-1]


@pytest.mark.parametrize(
    ("values", "order"),
    [
        ({}, SendPage(26, "2001", "G.722", 20)),
        (
            {"ptt__pageMode__displayName": "Lobby", "ptt__pageMode__codec": "G.711Mu"},
            SendPage(26, "Lobby", "G.711Mu", 20),
        ),
        ({"ptt__pageMode__defaultGroup": "7", "ptt__pageMode__payloadSize": "40"}, SendPage(32, "2001", "G.722", 40)),
    ],
)
def test_a_page_goes_to_the_default_group(values: dict[str, str], order: SendPage) -> None:
    """Paging, Page: the group that is selected first; End Page ends it."""
    phone = PagingPhone(**values)
    phone.let(OpenView("paging"))
    phone.press("Page")
    assert [order] == phone.sent(SendPage)
    assert "Starting" in phone.text
    phone.let(PageOnAir(order.channel))
    assert "Sending" in phone.text
    assert "speaker" == phone[Audio].state
    phone.press("End Page")
    assert [StopPage()] == phone.sent(StopPage)
    assert ("idle", "on-hook") == (phone[Paging].state, phone[Audio].state)


def test_push_to_talk_has_words_of_its_own() -> None:
    """Another list, other parameters, channels below 26."""
    phone = PagingPhone(ptt__displayName="Gate", ptt__codec="G.711Mu", ptt__payloadSize="30", ptt__defaultChannel="3")
    phone.let(OpenView("paging"))
    phone.press("PTT")
    assert "PTT Channels" in phone.text
    phone.press("Talk")
    assert [SendPage(3, "Gate", "G.711Mu", 30)] == phone.sent(SendPage)


def test_a_channel_stays_open_for_ten_seconds() -> None:
    """In which Talk speaks again; then the phone is idle."""
    phone = PagingPhone()
    phone.let(StartPage("ptt", 1), PageOnAir(1))
    phone.press("End PTT")
    assert "waiting" == phone[Paging].state
    phone.wait(5)
    phone.press("Talk")
    assert 2 == len(phone.sent(SendPage))
    phone.press("End PTT")
    phone.wait(11)
    assert "idle" == phone[Paging].state


def test_an_announcement_ends_by_itself_and_can_be_extended() -> None:
    """ptt.pageMode.transmit.timeout.initial and .continuation."""
    phone = PagingPhone(
        ptt__pageMode__transmit__timeout__initial="20", ptt__pageMode__transmit__timeout__continuation="30"
    )
    phone.let(StartPage("page", 1), PageOnAir(26))
    phone.wait(15)
    phone.press("Extend")
    phone.wait(30)
    assert "talking" == phone[Paging].state
    phone.wait(6)
    assert ("idle", [StopPage()]) == (phone[Paging].state, phone.sent(StopPage))


def test_without_continuation_nothing_is_extended() -> None:
    """The soft key is not there."""
    phone = PagingPhone(
        ptt__pageMode__transmit__timeout__initial="20", ptt__pageMode__transmit__timeout__continuation="0"
    )
    phone.let(StartPage("page", 1), PageOnAir(26))
    assert ["End Page"] == [key.label for key in phone.screen.actions]


@pytest.mark.parametrize(
    "values",
    [
        {"ptt__pageMode__group__1__available": "0"},
        {"ptt__pageMode__group__1__allowTransmit": "0"},
        {"ptt__pageMode__enable": "0"},
    ],
)
def test_who_may_not_speak(values: dict[str, str]) -> None:
    """No such group, no right to speak to it, no paging at all."""
    phone = PagingPhone(**values)
    phone.let(StartPage("page", 1))
    assert ("idle", []) == (phone[Paging].state, phone.sent(SendPage))


def test_two_do_not_speak_on_one_channel() -> None:
    """Nobody begins where somebody speaks; of two that begin at once, the lower serial number goes on."""
    phone = PagingPhone()
    phone.let(PageStarted(GROUP, HIGH, "Bob"), StartPage("page", 1))
    assert [] == phone.sent(SendPage)
    assert "Channel in use" in phone.text
    phone = PagingPhone()
    phone.let(StartPage("page", 1), PageStarted(GROUP, HIGH, "Bob"))
    assert ("alerting", 0) == (phone[Paging].state, phone.heard)
    phone.let(PageStarted(GROUP, LOW, "Ann"))
    assert ("idle", GROUP) == (phone[Paging].state, phone.heard)


def test_a_page_is_heard_and_shown() -> None:
    """On the speaker, with who speaks and to whom; it can be left; when it ends all is as before."""
    phone = PagingPhone()
    phone.let(PageStarted(GROUP, HIGH, "Bob"))
    assert [HearPage(GROUP)] == phone.sent(HearPage)
    assert ("speaker", 5) == (phone[Audio].state, phone[Audio].volume)
    assert all(word in phone.text for word in ("Incoming Page", "Bob", "All"))
    phone.press("End Page")
    assert ("on-hook", 0) == (phone[Audio].state, phone.heard)
    phone.let(PageOver(GROUP, HIGH), PageStarted(GROUP, HIGH, "Bob"))
    assert GROUP == phone.heard
    phone.let(PageOver(GROUP, HIGH))
    assert (0, "on-hook") == (phone.heard, phone[Audio].state)


@pytest.mark.parametrize(
    ("channel", "values", "known"),
    [
        (GROUP, {}, True),
        (GROUP + 1, {}, False),
        (GROUP + 1, {"ptt__pageMode__group__2__subscribed": "1"}, True),
        (GROUP, {"ptt__pageMode__group__1__subscribed": "0"}, False),
        (GROUP, {"ptt__pageMode__group__1__allowReceive": "0"}, False),
        (GROUP, {"ptt__pageMode__group__1__available": "0"}, False),
        (GROUP, {"ptt__pageMode__enable": "0"}, False),
        (PRIORITY, {}, True),
        (EMERGENCY, {}, True),
        (GROUP + 6, {"ptt__pageMode__group__7__subscribed": "1"}, True),
        (1, {}, True),
        (2, {}, False),
        (2, {"ptt__channel__2__subscribed": "1"}, True),
        (1, {"ptt__channel__1__allowReceive": "0"}, False),
        (1, {"ptt__channel__1__available": "0"}, False),
        (1, {"ptt__pttMode__enable": "0"}, False),
        (25, {"ptt__channel__25__subscribed": "0"}, False),
    ],
)
def test_what_the_phone_listens_to(channel: int, values: dict[str, str], known: bool) -> None:
    """Its groups and channels, of those the ones that are subscribed to: by default the first, and two that count."""
    phone = PagingPhone(**values)
    phone.let(PageStarted(channel, HIGH, "Bob"))
    assert known == (phone.heard == channel)


def test_what_counts_more_is_heard_first() -> None:
    """The first of its kind before later ones, priority before these, an emergency before all; then back again."""
    phone = PagingPhone(ptt__pageMode__group__2__subscribed="1")
    order = (GROUP, GROUP + 1, PRIORITY, EMERGENCY)
    found = []
    for channel in order:
        phone.let(PageStarted(channel, HIGH, "Bob"))
        found.append(phone.heard)
    assert [GROUP, GROUP, PRIORITY, EMERGENCY] == found
    for channel in (EMERGENCY, PRIORITY, GROUP):
        phone.let(PageOver(channel, HIGH))
        found.append(phone.heard)
    assert [PRIORITY, GROUP, GROUP + 1] == found[4:]


@pytest.mark.parametrize(
    ("values", "channel"),
    [
        ({"ptt__pageMode__emergencyGroup": "2", "ptt__pageMode__group__2__subscribed": "1"}, 27),
        ({"ptt__pageMode__priorityGroup": "2", "ptt__pageMode__group__2__subscribed": "1"}, 27),
        ({"ptt__emergencyChannel": "2", "ptt__channel__2__subscribed": "1"}, 2),
        ({"ptt__priorityChannel": "2", "ptt__channel__2__subscribed": "1"}, 2),
    ],
)
def test_which_groups_count_more_is_configured(values: dict[str, str], channel: int) -> None:
    """They go before an ordinary one that is heard already."""
    phone = PagingPhone(**values)
    phone.let(PageStarted(GROUP, HIGH, "Bob"), PageStarted(channel, HIGH, "Ann"))
    assert channel == phone.heard


@pytest.mark.parametrize(("channel", "known"), [(GROUP, False), (PRIORITY, False), (EMERGENCY, True)])
def test_do_not_disturb_lets_emergencies_through(channel: int, known: bool) -> None:
    """Nothing else is heard or shown."""
    phone = PagingPhone()
    phone.let(ToggleDnd(), PageStarted(channel, HIGH, "Bob"))
    assert known == bool(phone[Paging].pages)


@pytest.mark.parametrize(
    ("channel", "volume"),
    [(GROUP, 7), (PRIORITY, 4), (EMERGENCY, 9), (1, 7)],
)
def test_how_loud_it_is(channel: int, volume: int) -> None:
    """In dB below the loudest; priority as loud as the speaker was; the keys change it for this announcement alone."""
    phone = PagingPhone(ptt__volume="-12", ptt__emergencyChannel__volume="-4", voice__volume__persist__phonefree="1")
    phone.let(SpeakerKey(), VolumeKey(-1), SpeakerKey(), PageStarted(channel, HIGH, "Bob"))
    assert volume == phone[Audio].volume
    phone.let(VolumeKey(1))
    assert volume + 1 == phone[Audio].volume
    if channel != PRIORITY:
        assert 4 == phone[Audio].speaker_volume


@pytest.mark.parametrize(
    ("channel", "path", "values", "audible"),
    [
        (GROUP, "speaker", {}, False),
        (GROUP, "speaker", {"ptt__callWaiting__enable": "1"}, True),
        (GROUP, "handset", {"ptt__callWaiting__enable": "1"}, False),
        (GROUP, "handset", {"ptt__callWaiting__enable": "1", "ptt__pageMode__allowOffHookPages": "1"}, True),
        (1, "handset", {"ptt__callWaiting__enable": "1", "ptt__pageMode__allowOffHookPages": "1"}, False),
        (1, "handset", {"ptt__callWaiting__enable": "1", "ptt__allowOffHookPages": "1"}, True),
        (PRIORITY, "handset", {}, True),
        (EMERGENCY, "speaker", {}, True),
    ],
)
def test_announcements_during_calls(channel: int, path: str, values: dict[str, str], audible: bool) -> None:
    """Ordinary ones wait, unless Accept While Busy; what counts more is heard at once. The call goes on."""
    phone = PagingPhone(**values)
    phone.in_call(path)
    phone.let(PageStarted(channel, HIGH, "Bob"))
    assert audible == (phone.heard == channel)
    assert audible != ("Pending page: " in phone.text)
    phone.let(PageOver(channel, HIGH))
    assert path == phone[Audio].state


def test_a_pending_page_can_be_heard() -> None:
    """By the user's wish in the list of groups, or when the call is over."""
    phone = PagingPhone()
    phone.in_call("speaker")
    phone.let(PageStarted(GROUP, HIGH, "Bob"), TakePage(GROUP))
    assert GROUP == phone.heard
    phone.let(LeavePage(GROUP), PageOver(GROUP, HIGH), PageStarted(GROUP, LOW, "Ann"))
    assert 0 == phone.heard
    phone.press("End Call")
    assert GROUP == phone.heard


def test_no_announcement_during_a_call() -> None:
    """The microphone belongs to the call."""
    phone = PagingPhone()
    phone.in_call("speaker")
    phone.let(StartPage("page", 1))
    assert [] == phone.sent(SendPage)
    assert "Paging is not possible now" in phone.text


def test_the_speaker_key_ends_what_is_heard_or_said() -> None:
    """As it ends calls."""
    phone = PagingPhone()
    phone.let(PageStarted(GROUP, HIGH, "Bob"), SpeakerKey())
    assert (0, "on-hook") == (phone.heard, phone[Audio].state)
    phone.let(StartPage("page", 2), PageOnAir(27), MuteKey())
    assert phone[Audio].muted
    phone.let(SpeakerKey())
    assert ("idle", [StopPage()]) == (phone[Paging].state, phone.sent(StopPage))


def test_an_emergency_ends_an_announcement_of_ones_own() -> None:
    """Everybody is to hear it."""
    phone = PagingPhone()
    phone.let(StartPage("page", 1), PageOnAir(26), PageStarted(EMERGENCY, HIGH, "Fire"))
    assert ("idle", EMERGENCY) == (phone[Paging].state, phone.heard)


def test_subscriptions_change_in_the_menu() -> None:
    """Settings > Basic > Preferences > Paging/PTT Configuration: what is left is heard no more."""
    phone = PagingPhone()
    phone.let(PageStarted(GROUP, HIGH, "Bob"))
    phone.set("ptt.pageMode.group.1.subscribed", "0")
    assert (0, ()) == (phone.heard, phone[Paging].pages)


def test_a_phone_that_goes_down_is_silent() -> None:
    """Its own announcement ends, and it listens no more."""
    phone = PagingPhone()
    phone.let(StartPage("page", 1), PageOnAir(26), ShuttingDown("x"))
    assert [StopPage()] == phone.sent(StopPage)
    assert ListenForPages("", 0, 0) == phone.sent(ListenForPages)[-1]


def test_a_dark_display_lights_up_for_what_is_heard() -> None:
    """And stays dark for what nobody is to know of."""
    phone = PagingPhone(powerSaving__enable="1", powerSaving__idleTimeout__offHours="1")
    phone.wait(24 * 3600)
    assert phone[Display].asleep
    phone.let(PageStarted(GROUP + 1, HIGH, "Bob"))
    assert phone[Display].asleep
    phone.let(PageStarted(GROUP, HIGH, "Bob"))
    assert not phone[Display].asleep
