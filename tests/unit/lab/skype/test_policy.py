"""Policies: what can be changed, and what phones are told in-band."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from emulator.lab.skype.accounts import read_accounts
from emulator.lab.skype.front_end import FrontEnd
from emulator.lab.skype.policy import GROUPS, NOTIFICATION, Place, Policy, provision

PLACE = Place("https://127.0.0.1:8443", "127.0.0.1:5061")
JANE = read_accounts()[0]


def groups(body: str) -> dict[str, dict[str, str]]:
    """The values of each group, whichever way they are written."""
    read: dict[str, dict[str, str]] = {}
    for group in ElementTree.fromstring(body).iter(f"{{{NOTIFICATION}}}provisionGroup"):
        listed = group.iter(f"{{{NOTIFICATION}}}property")
        values = {each.get("name", ""): each.text or "" for each in listed}
        read[group.get("name", "")] = values or {each.tag.partition("}")[2]: each.text or "" for each in group}
    return read


@pytest.mark.parametrize(
    ("name", "value", "group", "told", "text"),
    [
        ("lock", False, "ServerConfiguration", "ucEnforcePinLock", "false"),
        ("lock_minutes", 5, "ServerConfiguration", "ucPhoneTimeOut", "5"),
        ("code_length", 15, "ServerConfiguration", "ucMinPinLength", "15"),
        ("sip_security", "Low", "ServerConfiguration", "ucEnableSIPSecurityMode", "Low"),
        ("poll_minutes", 7, "ServerConfiguration", "ucExchangeMWIPoll", "7"),
        ("poll_minutes", 60, "ipPhonePolicy", "CalendarPollInterval", "01:00:00"),
        ("logging", "High", "ServerConfiguration", "loggingLevel", "High"),
        ("logging", "Low", "ServerConfiguration", "ucEnableUserLogging", "true"),
        ("voice_priority", 5, "ServerConfiguration", "ucVoice802_1p", "5"),
        ("voice_dscp", 46, "ServerConfiguration", "ucDiffServVoice", "46"),
        ("btoe", False, "ipPhonePolicy", "EnableBetterTogetherOverEthernet", "false"),
        ("btoe_mode", "Manual", "ipPhonePolicy", "BetterTogetherOverEthernetPairingMode", "Manual"),
        ("code_attempts", 3, "ipPhonePolicy", "KeyboardLockMaxPinRetry", "3"),
        ("dial_milliseconds", 9000, "ipPhonePolicy", "UserDialTimeoutMS", "9000"),
        ("one_touch_voicemail", False, "ipPhonePolicy", "EnableOneTouchVoicemail", "false"),
        ("clock", "12", "ipPhonePolicy", "DateTimeFormat", "12"),
        ("device_update", False, "ServerConfiguration", "updatesServerEnabled", "false"),
        ("calendar", False, "ipPhonePolicy", "EnableExchangeCalendaring", "false"),
        ("codecs", "PCMU", "ipPhonePolicy", "PrioritizedCodecsList", "PCMU"),
        ("hot_desking", False, "endpointConfiguration", "EnableHotdesking", "false"),
        ("hot_desking_seconds", 3750, "endpointConfiguration", "HotdeskingTimeout", "01:02:30"),
        ("locked_handset", True, "endpointConfiguration", "DisableHandsetOnLockedMachine", "true"),
        ("forwarding", False, "ucPolicy", "AllowCallForwarding", "false"),
        ("simultaneous_ringing", False, "ucPolicy", "AllowSimultaneousRinging", "false"),
        ("transfer", False, "ucPolicy", "EnableCallTransfer", "false"),
        ("call_park", True, "ucPolicy", "EnableCallPark", "true"),
        ("team_call", False, "ucPolicy", "EnableTeamCall", "false"),
        ("delegation", False, "ucPolicy", "EnableDelegation", "false"),
    ],
)
def test_each_policy_is_told(front_end: FrontEnd, name: str, value: object, group: str, told: str, text: str) -> None:
    """Under the name that it has in-band, and only when it was changed."""
    before = groups(provision(Policy(), JANE, PLACE))[group][told]
    after = groups(provision(front_end.policy(**{name: value}), JANE, PLACE))[group][told]
    assert text == after
    assert before != after


def test_what_is_of_the_account() -> None:
    """Its name, number and voicemail."""
    told = groups(provision(Policy(), JANE, PLACE))
    assert "sip:jdoe@example.com;opaque=app:voicemail" == told["ServerConfiguration"]["voiceMailUri"]
    expected = {
        "DisplayName": "Jane Doe", "LineURI": "tel:+15550104701;ext=4701", "SipAddress": "sip:jdoe@example.com",
    }  # fmt: skip
    assert expected == told["userSetting"]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [([], list(GROUPS)), (["ucPolicy"], ["ucPolicy"]), (["SERVERCONFIGURATION", "x"], ["ServerConfiguration"])],
)
def test_groups_that_are_asked_for(wanted: list[str], expected: list[str]) -> None:
    """All if none is named; unknown ones are left out."""
    assert expected == list(groups(provision(Policy(), JANE, PLACE, wanted)))


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"code_length": 3}, "code_length: expected `int` >= 4"),
        ({"code_length": 16}, "code_length: expected `int` <= 15"),
        ({"lock_minutes": "60"}, "lock_minutes: expected `int` <= 59"),
        ({"hot_desking_seconds": 29}, "hot_desking_seconds: expected `int` >= 30"),
        ({"lock": "perhaps"}, "lock: "),
        ({"btoe_mode": "auto"}, "btoe_mode: invalid enum value 'auto'"),
        ({"weather": "fine"}, "there is no policy weather; there are lock, "),
    ],
)
def test_changes_that_make_no_sense(front_end: FrontEnd, changes: dict[str, object], text: str) -> None:
    """They are refused as a whole, in words."""
    with pytest.raises(ValueError, match="^" + text.replace("`", ".")):
        front_end.policy(call_park=True, **changes)
    assert not front_end.policy().call_park


def test_text_is_as_good_as_values(front_end: FrontEnd) -> None:
    """As the command line gives it."""
    policy = front_end.policy(lock="false", code_length="4", clock="12")
    assert (False, 4, "12") == (policy.lock, policy.code_length, policy.clock)
