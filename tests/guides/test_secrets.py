"""Passwords, PINs and codes of a day's sign-ins, locks and pairings are in nothing that anybody is shown or sent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from emulator.inputs import summary
from emulator.lock.model import locked
from tests.guides.pairing import code_of, mode
from tests.guides.skype import SETTLED, Desk, desk
from ui.screenshot import svg

CODE, CHANGED, RESET = "718293", "829374", "938475"
"""The lock code, and what it becomes."""

WRONG = "a password that is wrong"


class Witness:
    """Keeps whatever of a phone can be seen from outside."""

    def __init__(self, at: Desk) -> None:
        self._at = at
        self.reports: list[dict[str, Any]] = []
        self.pictures: list[str] = []
        at.phone.on_report(self.reports.append)
        at.phone.subscribe(self._look)

    def _look(self) -> None:
        self.pictures.append(svg(self._at.phone))

    def everything(self) -> dict[str, str]:
        """All of it as text."""
        at = self._at
        return {
            "reports": json.dumps(self.reports, default=str),
            "state": json.dumps(summary(at.phone), default=str),
            "journal": "\n".join(map(str, at.phone.journal)),
            "screens": "\n".join(at.shown),
            "pictures": "\n".join(self.pictures),
            "trace": "\n".join(text for *_, text in at.phone.sip_trace),
            "uploads": "\n".join(body.decode("utf-8", "replace") for body in at.lab.boot_server.uploads.values()),
            "last words": at.phone.snapshot(),
            "computer": json.dumps(at.pc.status(), default=str) + at.pc.log,
        }


async def a_day(at: Desk) -> str:
    """Sign-ins by password, right and wrong, by PIN, and on the PC; every use of a lock code; a pairing code."""
    who = at.host
    await at.path("Settings", "Features", "Skype for Business", "Sign In", "User Credentials")
    await at.fill(who.address, who.domain, who.user, WRONG)
    await at.press("Sign In")
    await at.told("Invalid login credentials.")
    await at.phone.advance(SETTLED * 2)
    await at.signs_in(code=CODE)
    await at.path("BToE")
    await mode(at, "Manual")
    pairing_code = code_of(at)
    at.pc.do("install")
    at.pc.do("start")
    at.pc.do("pair", code=pairing_code)
    await at.seen_on_pc("paired")
    await at.path("Settings", "Advanced", "Administration Settings", "Device Lock", "Change Lock Code")
    await at.fill(CODE, CHANGED, CHANGED)
    await at.press("Submit")
    await at.phone.advance(SETTLED)
    await at.home()
    await at.press("Lock", "Forgot")
    await at.fill(who.password, RESET, RESET)
    await at.press("Submit")
    await at.phone.until(lambda p: not locked(p.state))
    await at.phone.advance(SETTLED)
    await at.home()
    await at.press("Guest", "Yes")
    await at.phone.until(lambda _: at.user == "")
    await at.select("Via PC")
    await at.pc.until(lambda pc: pc.client.dialog == "guest")
    at.types_on_pc(at.colleague)
    await at.phone.until(lambda _: at.user == at.colleague.address)
    await at.makes_code(CODE)
    await at.skips()
    await at.press("Sign Out")
    await at.phone.until(lambda _: at.user == who.address)
    await at.phone.advance(SETTLED)
    await at.press("Unlock")
    await at.fill(RESET)
    await at.press("Enter")
    await at.phone.until(lambda p: not locked(p.state))
    await at.home()
    await at.press("Sign Out")
    await at.phone.until(lambda _: at.user == "")
    await at.phone.advance(SETTLED)
    await at.press("Sign In")
    await at.select("PIN Authentication")
    await at.fill(who.extension, who.pin)
    await at.press("Sign In")
    await at.phone.until(lambda _: at.user == who.address)
    return pairing_code


def secrets(at: Desk) -> dict[str, str]:
    """Everything that must not be seen."""
    return {
        "password": at.host.password,
        "PIN": at.host.pin,
        "colleague's password": at.colleague.password,
        "wrong password": WRONG,
        "lock code": CODE,
        "changed code": CHANGED,
        "reset code": RESET,
    }


async def test_secrets_are_nowhere_to_be_seen(tmp_path: Path) -> None:
    """Not in reports, state, screens, pictures, SIP, uploads, the computer's log, or a recording of it all."""
    recording = tmp_path / "recording.jsonl"
    async with desk(
        tmp_path, record=recording, state=tmp_path / "flash", more='log.render.level="0" log.level.change.app1="0"'
    ) as at:
        witness = Witness(at)
        pairing_code = await a_day(at)
        await at.makes_code(CODE)
        await at.skips()
        await at.path("Settings", "Advanced", "Admin Settings", "Upload Logs")
        await at.phone.advance(SETTLED)
        await at.phone.until(lambda _: "Sign-in: " in str(at.lab.boot_server.uploads))
        seen = witness.everything()
        hidden = secrets(at)
        await at.phone.close()
    seen["recording"] = recording.read_text()
    seen |= {str(path): path.read_text() for path in (tmp_path / "pc").rglob("*") if path.is_file()}
    watched = {where for where, text in seen.items() if "jdoe" in text}
    assert {
        "reports",
        "state",
        "journal",
        "screens",
        "pictures",
        "trace",
        "uploads",
        "computer",
        "recording",
    } <= watched
    found = [(what, where) for what, secret in hidden.items() for where, text in seen.items() if secret in text]
    assert [] == found
    logs = [seen[where] for where in seen if where in ("uploads", "computer") or where.endswith((".txt", ".LOG"))]
    assert not any(pairing_code in text for text in logs)


async def test_flash_keeps_no_more_than_it_needs(tmp_path: Path) -> None:
    """Codes are kept as slow hashes; what is kept of a login is readable by the phone's owner alone."""
    async with desk(tmp_path, state=tmp_path / "flash") as at:
        await a_day(at)
        hidden = secrets(at)
        await at.phone.close()
    files = {
        path: path.read_bytes().decode("utf-8", "replace") for path in (tmp_path / "flash").rglob("*") if path.is_file()
    }
    assert files
    for what, secret in hidden.items():
        holders = [path for path, text in files.items() if secret in text]
        if what not in ("password", "PIN"):
            assert [] == holders, what
        assert all(path.stat().st_mode & 0o077 == 0 for path in holders)
