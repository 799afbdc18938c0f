"""CCX with BToE user guide 1.0, "Logging in to and Locking Your Phone": each procedure by its labels."""

from __future__ import annotations

from pathlib import Path

import pytest

from emulator.lock.model import locked
from emulator.signin.model import SignIn
from tests.guides.headings import CCX, procedure
from tests.guides.skype import MAC, SETTLED, desk

CODE, OTHER_CODE = "135790", "24682468"
CONTACT = "<directory><item_list><item><fn>Second</fn><ct>1002</ct></item></item_list></directory>"
IDLE = 10 * 60
"""Seconds after which the server's policy has phones lock themselves."""


@procedure(CCX, "Sign in to Skype for Business on Your Computer Using BToE")
@pytest.mark.parametrize("path", [("Sign In",), ("Settings", "Features", "Skype for Business", "Sign In")])
async def test_signing_in_on_the_computer(tmp_path: Path, path: tuple[str, ...]) -> None:
    """Sign In, by its soft key or the menu; Via PC; the credentials in the client; a message confirms it."""
    async with desk(tmp_path) as at:
        await at.pairs(at.host)
        if path == ("Sign In",):
            await at.press("Sign In")
        else:
            await at.path(*path)
        await at.reads("Sign In", "User Credentials", "Via PC")
        await at.select("Via PC")
        await at.pc.until(lambda pc: pc.client.dialog == "host")
        at.types_on_pc(at.host)
        await at.told("Signed in to Skype for Business.")
        await at.phone.until(lambda _: at.user == at.host.address)
        await at.pc.until(lambda pc: pc.client.dialog == "")
        assert at.lab.sip.bindings.of(at.host.user)
        await at.makes_code(CODE)
        await at.skips()
        await at.home()
        await at.reads(at.host.name)


@procedure(CCX, "Sign Into Skype for Business as a Guest Using BToE on Your Computer")
async def test_a_guest_signs_in_on_the_computer(tmp_path: Path) -> None:
    """Guest, Yes, Via PC, credentials in the client: the host is signed out; afterwards he is back by himself."""
    async with desk(tmp_path) as at:
        await at.signs_in()
        await at.pairs(at.colleague)
        await at.press("Guest")
        await at.reads("Guest", f"Sign out {at.host.name}", "Yes", "No")
        await at.press("Yes")
        await at.phone.until(lambda _: at.user == "")
        await at.reads("Sign In", "Via PC")
        await at.select("Via PC")
        await at.pc.until(lambda pc: pc.client.dialog == "guest")
        at.types_on_pc(at.colleague)
        await at.phone.until(lambda _: at.user == at.colleague.address)
        await at.told("Signed in to Skype for Business.")
        assert "guest" == at.phone.state[SignIn].role
        assert not at.lab.sip.bindings.of(at.host.user)
        await at.makes_code(CODE)
        await at.skips()
        await at.press("Sign Out")
        await at.phone.until(lambda _: at.user == at.host.address)
        assert "host" == at.phone.state[SignIn].role


@procedure(CCX, "Sign Out of Skype for Business")
@pytest.mark.parametrize("path", [("Sign Out",), ("Settings", "Features", "Skype for Business", "Sign Out")])
async def test_signing_out(tmp_path: Path, path: tuple[str, ...]) -> None:
    """By the soft key or the menu: contacts and calls are gone, at the server too; the other features stay."""
    async with desk(tmp_path) as at:
        await at.signs_in()
        await at.home()
        await at.reads("Contacts", "New Call")
        if path == ("Sign Out",):
            await at.press("Sign Out")
        else:
            await at.path(*path)
        await at.phone.until(lambda _: at.user == "")
        await at.phone.until(lambda _: not at.lab.sip.bindings.of(at.host.user))
        await at.phone.advance(SETTLED)
        await at.home()
        offered = [hit.label for hit in at.phone.frame.hits]
        assert not {"Contacts", "Dial a Number", "New Call"} & set(offered)
        assert {"Settings", "Sign In"} <= set(offered)
        await at.path("Settings", "Basic")
        await at.reads("Preferences", "Ring Type")


@procedure(CCX, "Set the Time and Date Format")
async def test_the_pages_after_signing_in(tmp_path: Path) -> None:
    """Next, the time zone and Next, the time format and Next, the date format and Next: in force at once."""
    async with desk(tmp_path) as at:
        await at.path("Settings", "Features", "Skype for Business", "Sign In", "User Credentials")
        who = at.host
        await at.fill(who.address, who.domain, who.user, who.password)
        await at.press("Sign In")
        await at.phone.until(lambda _: at.user == who.address)
        await at.makes_code(CODE)
        await at.phone.advance(SETTLED)
        await at.press("Next")
        for title, choice in (
            ("Customize Time Zone", "(GMT +1:00) Amsterdam, Berlin"),
            ("Customize Time Format", "24 Hour"),
            ("Customize Date Format", "21 Nov, Tue"),
        ):
            await at.reads(title)
            await at.select(choice)
            await at.press("Next")
        await at.reads("13:0", "21 Nov, Tue")
        assert "set-up" not in at.phone.screen.name


@procedure(CCX, "Set the Time and Date Format")
async def test_time_and_date_can_be_set_later(tmp_path: Path) -> None:
    """Skipped at first, in the menu later; they are not asked for again at the next sign-in."""
    async with desk(tmp_path) as at:
        await at.signs_in()
        await at.path("Settings", "Basic", "Preferences", "Time and Date", "Time Format", "24 Hour")
        await at.home()
        assert "PM" not in at.text
        await at.press("Sign Out")
        await at.phone.until(lambda _: at.user == "")
        await at.phone.advance(SETTLED)
        await at.signs_in()
        assert "Customize" not in at.text


@procedure(CCX, "Set a Lock Code")
async def test_the_prompt_for_a_lock_code(tmp_path: Path) -> None:
    """It cannot be dismissed; the code is entered, and confirmed; too short or different ones are not taken."""
    async with desk(tmp_path) as at:
        await at.path("Settings", "Features", "Skype for Business", "Sign In", "User Credentials")
        who = at.host
        await at.fill(who.address, who.domain, who.user, who.password)
        await at.press("Sign In")
        await at.reads("Create Lock Code")
        for key in ("Home", "Back"):
            at.phone.press(key)
            await at.reads("Create Lock Code")
        await at.fill("123")
        await at.press("Enter")
        await at.reads("Create Lock Code")
        await at.fill(CODE)
        await at.press("Enter")
        await at.reads("Confirm Lock Code")
        await at.fill("999999")
        await at.press("Enter")
        await at.reads("Create Lock Code")
        await at.makes_code(CODE)
        await at.skips()
        await at.press("Lock")
        await at.press("Unlock")
        await at.fill(CODE)
        await at.press("Enter")
        assert not locked(at.phone.state)


@procedure(CCX, "Set a Lock Code")
async def test_who_makes_no_code_is_signed_out(tmp_path: Path) -> None:
    """After the set time the prompt goes away, and the user with it; the next sign-in asks again."""
    async with desk(tmp_path, more='up.deviceLock.createLockTimeout="3"') as at:
        await at.path("Settings", "Features", "Skype for Business", "Sign In", "User Credentials")
        who = at.host
        await at.fill(who.address, who.domain, who.user, who.password)
        await at.press("Sign In")
        await at.reads("Create Lock Code")
        await at.phone.advance(181)
        await at.phone.until(lambda _: at.user == "")
        assert "Create Lock Code" not in at.text
        await at.phone.advance(SETTLED)
        await at.path("Settings", "Features", "Skype for Business", "Sign In", "User Credentials")
        await at.fill(who.address, who.domain, who.user, who.password)
        await at.press("Sign In")
        await at.reads("Create Lock Code")


@procedure(CCX, "Lock Your Phone")
async def test_locking(tmp_path: Path) -> None:
    """By the Lock soft key, and by itself after the time of the server's policy."""
    async with desk(tmp_path) as at:
        await at.signs_in(code=CODE)
        await at.press("Lock")
        await at.reads("The phone is locked.", "Authorized calls only.")
        await at.press("Unlock")
        await at.fill(CODE)
        await at.press("Enter")
        assert not locked(at.phone.state)
        await at.phone.advance(IDLE - 1)
        assert not locked(at.phone.state)
        await at.phone.advance(2)
        assert locked(at.phone.state)
        at.phone.touch(0, 0)  # a finger wakes the display
        await at.reads("The phone is locked.")


@procedure(CCX, "Locking Your Phone")
async def test_what_the_locked_phone_allows(tmp_path: Path) -> None:
    """Emergency and authorized numbers and contacts; nothing else, and nothing of the phone's is to be seen."""
    more = 'dialplan.routing.emergency.1.value="911" phoneLock.authorized.1.value="1002"'
    more += ' phoneLock.authorized.1.description="Front desk" dialplan.digitmap="1xxx"'
    async with desk(tmp_path, more=more) as at:
        await at.signs_in(code=CODE)
        await at.press("Lock")
        await at.reads("The phone is locked.")
        offered = {hit.label for hit in at.phone.frame.hits}
        assert not {"Contacts", "Favorites", "Recent Calls", "Settings", "Messages"} & offered
        await at.press("New Call")
        await at.reads("Place an Authorized Call", "Front desk", "911")
        await at.select("Front desk")
        await at.phone.until(lambda p: p.calls[0].number == "1002")
        await at.press("End Call")
        await at.phone.advance(SETTLED)
        await at.press("Speaker", *"1003")
        await at.reads("Unauthorized number.")
        assert not [text for _, _, _, text in at.phone.sip_trace if text.startswith("INVITE sip:1003")]


@procedure(CCX, "Locking Your Phone")
@pytest.mark.parametrize(("restricted", "reached"), [("", True), ("EmergencyNumberOnly", False)])
async def test_contacts_on_the_locked_phone(tmp_path: Path, restricted: str, reached: bool) -> None:
    """They may be called, unless the administrator restricts the phone to emergency and authorized numbers."""
    more = 'dialplan.digitmap="1xxx"' + f' up.configureDeviceLockAuthList="{restricted}"' * bool(restricted)
    async with desk(tmp_path, more=more, files={f"{MAC}-directory.xml": CONTACT}) as at:
        await at.signs_in(code=CODE)
        await at.press("Lock", "Speaker", *"1002")
        if reached:
            await at.phone.until(lambda p: p.calls[0].state in ("ringing", "connected"))
        else:
            await at.reads("Unauthorized number.")


@procedure(CCX, "Locking Your Phone")
async def test_earlier_messages_are_hidden(tmp_path: Path) -> None:
    """What the status bar and the screen said before is not to be read on the locked phone."""
    async with desk(tmp_path) as at:
        await at.signs_in(code=CODE)
        call = at.lab.party.call(at.host.user)
        await at.phone.until("call:offering")
        call.hang_up()
        await at.reads("1 new missed call")
        await at.press("Lock")
        await at.reads("The phone is locked.")
        assert "missed call" not in at.text
        status = at.phone.screen.status
        assert status is not None
        assert status.right in ("The phone is locked.", "Authorized calls only.")


@procedure(CCX, "Locking Your Phone")
@pytest.mark.parametrize("free", ["1", "0"])
async def test_answering_on_the_locked_phone(tmp_path: Path, free: str) -> None:
    """Incoming calls are answered, unless the administrator wants a password for it."""
    async with desk(tmp_path, more=f'phoneLock.Allow.AnswerOnLock="{free}"') as at:
        await at.signs_in(code=CODE)
        await at.press("Lock")
        at.lab.party.call(at.host.user)
        await at.phone.until("call:offering")
        await at.press("Answer")
        if free == "0":
            await at.reads("Answer the call?")
            await at.fill(CODE)
            await at.press("Enter")
        await at.phone.until("call:connected")
        assert locked(at.phone.state)


@procedure(CCX, "Unlock the Phone")
async def test_unlocking(tmp_path: Path) -> None:
    """Unlock asks for the code; a wrong one leaves the phone locked."""
    async with desk(tmp_path) as at:
        await at.signs_in(code=CODE)
        await at.press("Lock")
        for code, still in (("000000", True), (CODE, False)):
            await at.press("Unlock")
            await at.fill(code)
            await at.press("Enter")
            assert still == locked(at.phone.state)
            if "Cancel" in [key.label for key in at.phone.screen.soft_keys]:
                await at.press("Cancel")


@procedure(CCX, "Change Your Lock Code")
async def test_changing_the_code(tmp_path: Path) -> None:
    """Settings > Advanced > Administration Settings > Device Lock > Change Lock Code, and Submit."""
    async with desk(tmp_path) as at:
        await at.signs_in(code=CODE)
        await at.path("Settings", "Advanced", "Administration Settings", "Device Lock")
        await at.select("Change Lock Code")
        await at.reads("Current lock code", "New lock code", "Confirm lock code")
        await at.fill(CODE, OTHER_CODE, OTHER_CODE)
        await at.press("Submit")
        await at.phone.advance(SETTLED)
        await at.press("Home")
        await at.press("Lock")
        for code, still in ((CODE, True), (OTHER_CODE, False)):
            if "Unlock" in [key.label for key in at.phone.screen.soft_keys]:
                await at.press("Unlock")
            await at.fill(code)
            await at.press("Enter")
            assert still == locked(at.phone.state)


@procedure(CCX, "Reset Your Lock Code")
@pytest.mark.parametrize("secret", ["password", "pin"])
async def test_a_forgotten_code(tmp_path: Path, secret: str) -> None:
    """Forgot, what the user has signed in with, and the new code twice; a wrong password changes nothing."""
    async with desk(tmp_path) as at:
        await at.signs_in(code=CODE, by=secret)
        await at.press("Lock")
        await at.press("Forgot")
        await at.reads("Forgot Lock Code")
        await at.fill("not the password", OTHER_CODE, OTHER_CODE)
        await at.press("Submit")
        await at.phone.advance(SETTLED)
        assert locked(at.phone.state)
        await at.fill(getattr(at.host, secret), OTHER_CODE, OTHER_CODE)
        await at.press("Submit")
        await at.phone.until(lambda p: not locked(p.state))


@procedure(CCX, "Disable Device Lock")
async def test_disabling_device_lock(tmp_path: Path) -> None:
    """Device Lock: Enabled, and Disabled: the phone locks no more."""
    async with desk(tmp_path) as at:
        await at.signs_in(code=CODE)
        await at.path("Settings", "Advanced", "Administration Settings", "Device Lock")
        await at.select("Device Lock: Enabled")
        await at.select("Disabled")
        await at.reads("Device Lock: Disabled")
        await at.press("Home")
        assert "Lock" not in [key.label for key in at.phone.screen.actions]
        await at.phone.advance(IDLE * 2)
        assert not locked(at.phone.state)
