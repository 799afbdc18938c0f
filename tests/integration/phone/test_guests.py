"""The demo's lab, at the service of who sits before the phone: calls and messages when they are wanted."""

from __future__ import annotations

import pytest

from emulator import Lab, Phone
from emulator.cli import guests
from emulator.cli.guests import Guests


async def test_the_lab_calls_hangs_up_and_leaves_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the palette offers it; hanging up is offered while there is a call."""
    monkeypatch.setattr(guests, "MESSAGE", 1.0)
    async with Lab() as lab:
        user = lab.boot_server.add_phone("0004f2aabb01").user
        callers = Guests(lab, user)
        async with Phone("VVX_450", server=lab.boot_server.url, mac="0004f2aabb01") as phone:
            await phone.until("registered")
            assert 2 == len(_run(callers, "calls you"))
            await phone.until("call:offering")
            phone.press("Answer")
            await phone.until("call:connected")
            assert 3 == len(_run(callers, "hangs up"))
            await phone.until("idle")
            _run(callers, "message")
            await phone.until("messages")
        await callers.close()


def _run(callers: Guests, name: str) -> list[str]:
    """Do what is offered under that name; all that was offered."""
    offered = list(callers.deeds())
    next(deed for deed in offered if name in deed.name).run()
    return [deed.name for deed in offered]
