"""Presence: what is published and when, who is watched, and how that looks."""

from __future__ import annotations

import pytest

from emulator.boot.model import ChangeSettings
from emulator.calls.model import CallTerminated, Dial
from emulator.calls.orders import PlaceCall
from emulator.contacts.model import SaveContact
from emulator.presence.model import ChooseStatus, Presence, PublishAnswered, SendPublish
from emulator.watching.model import PresenceReported, SendWatch, WatchLost
from tests.unit.hands import Hands
from tests.unit.roster.account import ALEX, Owned
from tests.unit.world import _WELL as WELL
from tests.unit.world import site

ON = 'feature.presence.enabled="1" '
DIRECTORY = b"""<directory><item_list>
    <item><fn>Carol</fn><ln>Clark</ln><ct>1003</ct><sd>1</sd><bw>1</bw></item>
    <item><fn>Dan</fn><ct>dan@pbx.example</ct><bw>1</bw></item>
    <item><fn>Eve</fn><ct>1005</ct><sd>2</sd></item></item_list></directory>"""


def phone(more: str = ON) -> Hands:
    """An idle phone whose directory has two buddies."""
    return Hands("VVX_450", {"site.cfg": site(more=more), "000000000000-directory.xml": DIRECTORY})


def published(hands: Hands) -> list[tuple[str, int, int]]:
    """Status, line and seconds of all that was published."""
    return [(each.status, each.line.index, each.expires) for each in hands.effects if isinstance(each, SendPublish)]


def watched(hands: Hands) -> list[tuple[str, str, int]]:
    """Package, target and seconds of all subscriptions to others."""
    return [
        (each.wish.package, each.wish.target, each.expires) for each in hands.effects if isinstance(each, SendWatch)
    ]


def buddy(hands: Hands, number: int = 1) -> int:
    """The contact id of a buddy, by place."""
    return hands.device.core.state[Presence].buddies[number - 1].contact.id


def test_without_the_feature_nobody_is_told_or_watched() -> None:
    """Nothing is published, subscribed to, or offered."""
    hands = phone("")
    assert ([], []) == (published(hands), watched(hands))
    assert not {"My Status", "Buddies"} & {key.label for key in hands.screen.actions}


def test_the_user_is_published_and_buddies_are_watched() -> None:
    """From the line of pres.reg, as soon as it is registered."""
    for more, line in (("", 1), ('pres.reg="2"', 2)):
        hands = phone(ON + more)
        assert [("Available", line, 3600)] == published(hands)
        assert [("presence", "1003", 3600), ("presence", "dan@pbx.example", 3600)] == watched(hands)


def test_calls_and_do_not_disturb_are_told() -> None:
    """The status follows the phone by itself, until it is idle again."""
    hands = phone()
    hands.feed(Dial("1002"))
    hands.feed(CallTerminated(1, 200, "OK"))
    hands.wait(5)
    hands.press("More", "DND")
    statuses = [status for status, _, _ in published(hands)]
    assert ["Available", "In a Call", "Available", "Do Not Disturb"] == statuses


def test_the_users_word_counts_before_the_phones() -> None:
    """Chosen from My Status, ticked there; chosen again, the phone decides anew."""
    hands = phone()
    hands.press("More", "My Status")
    hands.pick("Away")
    assert "Away" == published(hands)[-1][0]
    hands.feed(Dial("1002"))
    hands.feed(CallTerminated(1, 200, "OK"))
    assert 2 == len(published(hands))
    hands.wait(5)
    hands.press("More", "My Status")
    assert any("Away" in row and "✓" in row for row in hands.text.splitlines())
    hands.pick("Away")
    assert "Available" == published(hands)[-1][0]


def test_a_publication_is_refreshed_by_its_name() -> None:
    """SIP-If-Match of the last answer; forgotten by the server (412), it is made anew."""
    hands = phone()
    hands.wait(3540)
    tags = [each.etag for each in hands.effects if isinstance(each, SendPublish)]
    assert ["", "tag"] == tags
    hands.world.well = lambda number=0: None  # type: ignore[method-assign]
    hands.wait(3540)
    hands.feed(PublishAnswered(1, 412, "Conditional Request Failed"))
    tags = [each.etag for each in hands.effects if isinstance(each, SendPublish)]
    assert ["", "tag", "tag", ""] == tags


def test_a_refused_publication_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """After the server's retry time."""
    monkeypatch.setitem(WELL, SendPublish, lambda effect: PublishAnswered(1, 403, "Forbidden"))  # type: ignore[misc]
    hands = phone()
    assert ("refused", 1) == (hands.device.core.state[Presence].state, len(published(hands)))
    hands.wait(60)
    assert 2 == len(published(hands))


def test_switched_off_it_is_taken_back() -> None:
    """The publication and all subscriptions end."""
    hands = phone()
    hands.feed(ChangeSettings({"feature.presence.enabled": "0"}, "phone"))
    assert ("Available", 1, 0) == published(hands)[-1]
    assert [0, 0] == [seconds for _, _, seconds in watched(hands)[2:]]


@pytest.mark.parametrize(
    ("status", "word", "icon"),
    [
        ("Available", "Available", "idle"),
        ("In a Call", "In a Call", "busy"),
        ("Be Right Back", "Be Right Back", "away"),
        ("Do Not Disturb", "Do Not Disturb", "dnd"),
        ("Offline", "Offline", "offline"),
        ("", "Unknown", "unknown"),
    ],
)
def test_buddies_are_shown_with_their_status(status: str, word: str, icon: str) -> None:
    """On the line key of a favorite and in the list; other favorites are as ever."""
    hands = phone()
    hands.feed(PresenceReported(f"presence/{buddy(hands)}", "sip:1003@pbx.example", status))
    keys = {key.label: (key.icon, key.state) for key in hands.screen.line_keys}
    assert ((icon, word), ("favorite", "Favorite")) == (keys["Carol Clark"], keys["Eve"])
    hands.press("More", "Buddies")
    row = next(row for row in hands.text.splitlines() if "Carol" in row)
    assert word in row


def test_selecting_a_buddy_calls() -> None:
    """From the list as from the line key."""
    hands = phone()
    hands.press("More", "Buddies")
    hands.pick("Dan")
    (call,) = [each for each in hands.effects if isinstance(each, PlaceCall)]
    assert "dan@pbx.example" == call.target


def test_what_is_not_known_any_more_is_not_shown() -> None:
    """A subscription that was lost leaves the buddy unknown."""
    hands = phone()
    key = f"presence/{buddy(hands)}"
    hands.feed(PresenceReported(key, "", "Busy"))
    hands.feed(WatchLost(key))
    assert "" == hands.device.core.state[Presence].buddies[0].status


def test_a_contact_that_becomes_a_buddy_is_watched() -> None:
    """Watch Buddy, set in the directory; and watched no more when it is taken off."""
    hands = phone()
    contact = next(each for each in hands.device.core.state[Presence].buddies if each.contact.first == "Dan").contact
    typed = {"first": "Dan", "number": contact.number}
    hands.feed(SaveContact(contact.id, {**typed, "watched": "Disabled"}))
    assert ("presence", "dan@pbx.example", 0) == watched(hands)[-1], hands.facts[-6:]
    hands.feed(SaveContact(contact.id, {**typed, "watched": "Enabled"}))
    assert ("presence", "dan@pbx.example", 3600) == watched(hands)[-1]


@pytest.mark.parametrize(
    ("parameter", "gone"),
    [
        ("pres.idleSoftKeys", {"My Status", "Buddies"}),
        ("softkey.feature.mystatus", {"My Status"}),
        ("softkey.feature.buddies", {"Buddies"}),
    ],
)
def test_soft_keys_can_be_taken_away(parameter: str, gone: set[str]) -> None:
    """Both, or each by itself."""
    labels = {key.label for key in phone(f'{ON}{parameter}="0"').screen.actions}
    assert {"My Status", "Buddies"} - gone == {"My Status", "Buddies"} & labels


def test_keys_can_be_given_to_buddies() -> None:
    """lineKey.x.category Presence: the next buddy on each such key."""
    keys = 'lineKey.reassignment.enabled="1" lineKey.2.category="Presence" lineKey.4.category="Presence"'
    labels = [key.label for key in phone(ON + keys).screen.line_keys]
    assert ("Carol Clark", "Dan") == (labels[1], labels[3])


@pytest.mark.parametrize(
    ("settings", "minutes", "status"),
    [
        ({}, 14, "Available"),
        ({}, 16, "Away"),
        ({"pres.idleTimeout.officeHours.period": "30"}, 16, "Available"),
        ({"pres.idleTimeout.officeHours.enabled": "0"}, 60, "Available"),
        ({"powerSaving.officeHours.duration.tuesday": "0", "pres.idleTimeout.offHours.period": "5"}, 6, "Away"),
        (
            {"powerSaving.officeHours.duration.tuesday": "0", "pres.idleTimeout.offHours.enabled": "0"},
            60,
            "Available",
        ),
    ],
)
def test_who_does_not_use_the_phone_is_away(settings: dict[str, str], minutes: int, status: str) -> None:
    """After pres.idleTimeout.officeHours.period or offHours.period; at noon on a Tuesday people are at work."""
    hands = phone()
    hands.feed(ChangeSettings({"powerSaving.enable": "0", **settings}))
    hands.wait(minutes * 60)
    assert status == published(hands)[-1][0]


def test_a_key_shows_that_somebody_is_there() -> None:
    """And the time begins anew."""
    hands = phone()
    hands.wait(16 * 60)
    hands.press("VolUp")
    hands.wait(14 * 60)
    assert ["Available", "Away", "Available"] == [status for status, _, _ in published(hands)]


NIGHT = 'powerSaving.officeHours.duration.tuesday="0" '


@pytest.mark.parametrize(
    ("more", "minutes"),
    [
        ("", 15),
        ('pres.idleTimeout.officeHours.period="3"', 3),
        ('pres.idleTimeout.offHours.period="3"', 15),
        (f'{NIGHT}pres.idleTimeout.offHours.period="3"', 3),
        (f'{NIGHT}pres.idleTimeoutoffHours.period="4"', 4),
        (f'{NIGHT}pres.idleTimeoutoffHours.period="4" pres.idleTimeout.offHours.period="3"', 3),
        ('pres.idleTimeout.officeHours.enabled="0"', 0),
        (f'{NIGHT}pres.idleTimeout.offHours.enabled="0"', 0),
        (f'{NIGHT}pres.idleTimeoutoffHours.enabled="0"', 0),
    ],
)
def test_the_signed_in_user_is_away_after_a_while(more: str, minutes: int) -> None:
    """Within office hours and without, as Lync shows it; any key brings them back. 0 stands for never."""
    hands = Owned(more=more)
    hands.sign_in()
    assert ["Available"] == [status for status, _, _ in published(hands)]
    hands.wait((minutes or 20) * 60 - 1)
    assert ["Available"] == [status for status, _, _ in published(hands)]
    hands.wait(2)
    hands.press("Home")
    expected = ["Available", "Away", "Available"] if minutes else ["Available"]
    assert expected == [status for status, _, _ in published(hands)]


def test_without_a_user_nothing_is_published_in_the_lync_profile() -> None:
    """And what one user has said of themselves is forgotten with the sign-out."""
    hands = Owned()
    assert [] == published(hands)
    hands.sign_in()
    hands.feed(ChooseStatus("Busy"))
    hands.sign_out()
    assert ("Busy", 1, 0) == published(hands)[-1]
    hands.sign_in(ALEX)
    assert ("Available", 1, 3600) == published(hands)[-1]
