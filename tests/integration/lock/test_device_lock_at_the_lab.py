"""Device Lock with the lab's front end: its policy wants a code, and a locked phone signs in again behind its lock."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from emulator.boot.flash import Flash
from emulator.boot.model import ChangeSettings
from emulator.kernel.clock import FastClock
from emulator.lab.lab import Lab
from emulator.lock.model import Kept, Lock
from emulator.phone import Phone
from emulator.signin.model import SignIn, user

JANE, PASSWORD = "jdoe@example.com", "correct horse battery staple"
CODE, NEW = "135790", "246802"
MAC = "0004f2aabb01"

Make = Callable[..., Phone]


@pytest.fixture
def clock() -> FastClock:
    """The time of lab and phone."""
    return FastClock()


@pytest.fixture
async def lab(clock: FastClock) -> AsyncIterator[Lab]:
    """The lab with its front end, which wants phones locked by codes of six digits."""
    async with Lab(clock=clock, skype=True) as made:
        made.skype.policy(lock=True, code_length=6)
        yield made


@pytest.fixture
def make(lab: Lab, clock: FastClock, tmp_path: Path) -> Make:
    """Makes a phone in the Skype profile, with one state folder for all."""

    def phone(**setup: Any) -> Phone:
        with Flash(tmp_path / "flash") as flash:
            flash.save_device({"device.baseProfile": "Lync"})
        given = {"ca": lab.skype.ca, "lyncdiscover": lab.skype.web.place, "dhcp": lab.skype.dhcp}
        return Phone("VVX_450", mac=MAC, state=tmp_path / "flash", clock=clock, **{**given, **setup})

    return phone


def press(phone: Phone, label: str) -> None:
    """Press a soft key, on whichever page it is."""
    while label not in [key.label for key in phone.screen.soft_keys]:
        phone.press("More")
    phone.press(label)


def pick(phone: Phone, label: str) -> None:
    """Select a row by its label."""
    while not any(label in row for row in phone.screen.text.splitlines() if row.lstrip().startswith("▸")):
        phone.press("Down")
    phone.press("Select")


def fill(phone: Phone, key: str, *texts: str) -> None:
    """Type into one field after the other, and press a soft key."""
    for number, text in enumerate(texts):
        if number:
            phone.press("Down")
        phone.type_text(text)
    press(phone, key)


def is_state(state: str) -> Callable[[Phone], bool]:
    """Whether the lock is in a state."""
    return lambda phone: phone.state[Lock].state == state


async def enter_with_code(phone: Phone) -> None:
    """Sign in as Jane, and make the code that the server wants."""
    await phone.until("signed-out")
    press(phone, "Sign In")
    pick(phone, "User Credentials")
    fill(phone, "Sign In", JANE, "EXAMPLE", "jdoe", PASSWORD)
    await phone.until(is_state("creating"))
    fill(phone, "Enter", CODE)
    await phone.until(is_state("confirming"))
    fill(phone, "Enter", CODE)
    await phone.until(is_state("unlocked"))


async def test_a_code_outlasts_the_phone(make: Make, tmp_path: Path) -> None:
    """Locked when it starts again, though nobody locked it; its user is signed in behind the lock, and unlocks."""
    async with make() as phone:
        await enter_with_code(phone)
    async with make() as phone:
        await phone.until("locked")
        assert "locked" == phone.screen.name
        await phone.until("signed-in")
        assert "locked" == phone.screen.name
        phone.press("Unlock")
        fill(phone, "Enter", CODE)
        await phone.until("unlocked")
        known = user(phone.state)
        assert known is not None
        assert JANE == known.address
    kept = b"".join(path.read_bytes() for path in (tmp_path / "flash").iterdir() if path.is_file())
    assert CODE.encode() not in kept


async def test_a_forgotten_code(make: Make) -> None:
    """The front end says whether the password is right; only then the new code counts."""
    async with make() as phone:
        await enter_with_code(phone)
        phone.unplug("power")
        phone.plug("power")
        await phone.until("locked")
        await phone.until("signed-in")
        press(phone, "Forgot")
        fill(phone, "Submit", "not the password", NEW, NEW)
        await phone.until("screen:Sorry, please try again.")
        assert is_state("locked")(phone)
        fill(phone, "Submit", PASSWORD, NEW, NEW)
        await phone.until("unlocked")


async def test_six_wrong_codes_sign_out_at_the_server(make: Make) -> None:
    """With up.deviceLock.signOutOnIncorrectAttempts the sixth ends the registration, and the code is forgotten."""
    async with make() as phone:
        await enter_with_code(phone)
        assert phone.lines
        phone.post(ChangeSettings({"up.deviceLock.signOutOnIncorrectAttempts": "1"}))
        phone.unplug("power")
        phone.plug("power")
        await phone.until("locked")
        await phone.until("signed-in")
        phone.press("Unlock")
        for misses in range(1, 6):
            fill(phone, "Enter", "000000")
            await phone.until(lambda p, misses=misses: p.state[Lock].kept.misses == misses)  # type: ignore[misc]
        fill(phone, "Enter", "000000")
        await phone.until("signed-out")
        await phone.until("unlocked")
        assert ((), Kept()) == (phone.lines, phone.state[Lock].kept)


async def test_a_guest_on_a_locked_phone(make: Make, lab: Lab) -> None:
    """Guest works on the locked screen; the guest is not locked out, and the host comes back behind the lock."""
    lab.skype.policy(hot_desking_seconds=60)
    async with make() as phone:
        await enter_with_code(phone)
        phone.unplug("power")
        phone.plug("power")
        await phone.until("locked")
        await phone.until("signed-in")
        press(phone, "Guest")
        phone.press("Yes")
        await phone.until("unlocked")
        await phone.until("screen:User Credentials")
        pick(phone, "User Credentials")
        fill(phone, "Sign In", "asmith@example.com", "EXAMPLE", "asmith", "steady purple lantern")
        await phone.until(lambda phone: phone.state[SignIn].role == "guest" and user(phone.state) is not None)
        assert is_state("unlocked")(phone)
        await phone.until("locked")
        await phone.until(lambda phone: phone.state[SignIn].role == "host" and user(phone.state) is not None)
        press(phone, "Unlock")
        fill(phone, "Enter", CODE)
        await phone.until("unlocked")
