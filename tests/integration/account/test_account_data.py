"""Contacts, calendar, meetings and voicemail of somebody who is signed in at the lab."""

from __future__ import annotations

from emulator.lab.lab import Lab
from emulator.lab.skype.calendar import LabMeeting, conference_uri
from emulator.meetings.model import Meetings
from emulator.phone import Phone
from emulator.presence.model import ChooseStatus
from emulator.roster.model import Roster
from emulator.signin.events import LetGuestIn, SignInWith
from emulator.signin.model import SignIn, SignOut
from tests.integration.account.conftest import ALEX, Desk, sign_in

JANE = "jdoe@example.com"


def seen(phone: Phone, name: str) -> str:
    """What the line key of somebody says; empty without one."""
    return {key.label: key.state for key in phone.screen.line_keys}.get(name, "")


async def test_contacts_come_with_the_sign_in(lab: Lab, desk: Desk) -> None:
    """Over TLS from the account's own services; presence over SIP, as it changes."""
    async with desk() as phone:
        await sign_in(phone)
        await phone.until(lambda phone: seen(phone, "Second Party") == "Available")
        lab.sip.notifier.presences.set("1002", "Busy")
        await phone.until(lambda phone: seen(phone, "Second Party") == "Busy")
        assert (JANE, "GetImItemList") in lab.skype.people.asked


async def test_two_users_see_each_other(lab: Lab, desk: Desk) -> None:
    """What one chooses as their status, or does, the other's line key shows."""
    lab.skype.people.groups("asmith@example.com")["Favorites"].append(JANE)
    async with desk() as one, desk(mac="0004f2aabb02") as other:
        await sign_in(one)
        await sign_in(other, ALEX)
        await one.until(lambda phone: seen(phone, "Alex Smith") == "Available")
        await other.until(lambda phone: seen(phone, "Jane Doe") == "Available")
        other.post(ChooseStatus("Be Right Back"))
        await one.until(lambda phone: seen(phone, "Alex Smith") == "Be Right Back")
        one.dial("1002")
        await other.until(lambda phone: seen(phone, "Jane Doe") == "In a Call")


async def test_searching_calling_and_adding(lab: Lab, desk: Desk) -> None:
    """Somebody of the address book is found, called, and put into the list."""
    async with desk() as phone, desk(mac="0004f2aabb02") as other:
        lab.skype.people.lists[JANE] = {"Favorites": [], "Other Contacts": []}
        await sign_in(phone)
        await sign_in(other, ALEX)
        await other.until("registered")
        phone.press("Home")
        await phone.until("screen:Contacts")
        open_tile(phone, "Contacts")
        phone.press("Search")
        phone.type_text("Alex")
        phone.press("Submit")
        await phone.until("screen:Alex Smith")
        phone.press("Select")
        phone.press("Add")
        await phone.until(lambda phone: any(each.key for each in phone.state[Roster].people))
        assert ["asmith@example.com"] == lab.skype.people.groups(JANE)["Other Contacts"]
        phone.press("Dial")
        await other.until("call:offering")


def open_tile(phone: Phone, label: str) -> None:
    """Walk over the tiles of Home to one of them, and select it."""
    for _ in range(20):
        if any(f"▸{label}" in row for row in phone.screen.text.splitlines()):
            phone.press("Select")
            return
        phone.press("Right")
    raise AssertionError(phone.screen.text)


async def test_a_meeting_is_joined(lab: Lab, desk: Desk) -> None:
    """The conference's own address is called, and answers."""
    now = int(lab.skype.time().timestamp())
    lab.skype.people.calendar.clear(JANE)
    lab.skype.people.calendar.add(
        LabMeeting(JANE, "Stand-up", now - 60, now + 1800, conference=conference_uri("asmith@example.com", "STANDUP"))
    )
    async with desk() as phone:
        await sign_in(phone)
        await phone.until("screen:Stand-up has started")
        phone.press("Join")
        await phone.until("call:connected")
        assert ["STANDUP"] == list(lab.skype.meetings.calls)
        assert "Stand-up" in phone.screen.text


async def test_meet_now(lab: Lab, desk: Desk) -> None:
    """A meeting is made, and called."""
    async with desk() as phone:
        await sign_in(phone)
        await phone.until(lambda phone: any(key.label == "Meet Now" for key in phone.screen.actions))
        while "Meet Now" not in [key.label for key in phone.screen.soft_keys]:
            phone.press("More")
            await phone.until("idle")
        phone.press("Meet Now")
        await phone.until("call:connected")
        assert ["MEETNOW1"] == list(lab.skype.meetings.calls)


async def test_messages_call_the_accounts_voicemail(lab: Lab, desk: Desk) -> None:
    """With one touch, at the address that the policy has named."""
    async with desk() as phone:
        await sign_in(phone)
        await phone.until(lambda phone: phone.state[SignIn].policy.voicemail != "")
        phone.press("Messages")
        await phone.until("call:connected")
        assert "jdoe@example.com;opaque=app:voicemail" == phone.calls[0].number


async def test_nothing_of_the_account_stays(lab: Lab, desk: Desk) -> None:
    """After the sign-out the phone's whole state names nobody of the list."""
    async with desk() as phone:
        await sign_in(phone)
        await phone.until(lambda phone: seen(phone, "Second Party") == "Available")
        phone.post(SignOut())
        await phone.until(lambda phone: phone.state[SignIn].state == "out")
        await phone.until(lambda phone: seen(phone, "Second Party") == "")
        state = str(phone.state.dump())
        assert not [name for name in ("Second Party", "mmoore", "Design Review") if name in state]


async def test_a_guest_sees_their_own_lists_alone(lab: Lab, desk: Desk) -> None:
    """And the host's come back when the guest has gone."""
    async with desk() as phone:
        await sign_in(phone)
        await phone.until(lambda phone: seen(phone, "Second Party") == "Available")
        phone.post(LetGuestIn())
        await phone.until(lambda phone: phone.state[SignIn].state == "out")
        assert ("", Roster()) == (seen(phone, "Second Party"), phone.state[Roster])
        phone.post(SignInWith(ALEX))
        await phone.until(lambda phone: phone.state[Roster].state == "listed")
        assert ["Jane Doe"] == [each.name for each in phone.state[Roster].people]
        await phone.until(lambda phone: phone.state[Meetings].meetings[0].subject == "Design Review")
        assert "Budget" not in str(phone.state.dump())
        phone.post(SignOut())
        await phone.until(lambda phone: seen(phone, "Second Party") == "Available", timeout=20)
