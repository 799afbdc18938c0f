"""What `vphone lab` can ask a running front end, or tell it to do, in the words of its command line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from emulator.lab.skype.faults import catalogue
from emulator.lab.skype.front_end import FrontEnd


def _policy(front_end: FrontEnd, *changes: str) -> list[dict[str, str]]:
    pairs = [change.partition("=") for change in changes]
    if wrong := [name for name, equals, _ in pairs if not equals]:
        raise ValueError(f"a change of policy is written NAME=VALUE, not {wrong[0]}")
    policy = front_end.policy(**{name: value for name, _, value in pairs})
    return [{"name": name, "value": str(value)} for name, value in msgspec.structs.asdict(policy).items()]


def _faults(front_end: FrontEnd) -> list[dict[str, str]]:
    wanted = [each.partition(" ") for each in front_end.faults()]
    return [
        {
            "name": fault.name,
            "place": fault.place,
            "reason": fault.reason,
            "now": ", ".join(address or "all" for name, _, address in wanted if name == fault.name),
        }
        for fault in catalogue().values()
    ]


def _fault(front_end: FrontEnd, name: str, user: str = "") -> str:
    fault = front_end.fault(name, user)
    return f"{fault.name} is on for {user or 'all'}."


def _clear(front_end: FrontEnd, name: str = "") -> str:
    front_end.clear(name)
    return f"{name or 'every fault'} is off."


def _approve(front_end: FrontEnd, code: str, user: str) -> str:
    front_end.approve(code, user)
    return f"{user} has signed in with {code}."


def _deny(front_end: FrontEnd, code: str) -> str:
    front_end.deny(code)
    return f"{code} was declined."


def _password(front_end: FrontEnd, user: str, password: str) -> str:
    return f"{front_end.change_password(user, password).address} has a new password."


def _certificates(front_end: FrontEnd) -> list[dict[str, str]]:
    return [
        {"serial": each.serial, "address": each.address, "device": each.device, "ends": f"{each.ends:%Y-%m-%d %H:%M}"}
        for each in front_end.certificates.logins
    ]


def _revoke(front_end: FrontEnd, user: str) -> str:
    return f"{front_end.revoke(user).address} has no certificates any more."


def _unlock(front_end: FrontEnd, user: str) -> str:
    return f"{front_end.unlock(user).address} may try again."


QUESTIONS: dict[str, Callable[..., Any]] = {
    "policy": _policy,
    "faults": _faults,
    "fault": _fault,
    "clear": _clear,
    "approve": _approve,
    "deny": _deny,
    "password": _password,
    "unlock": _unlock,
    "certificates": _certificates,
    "revoke": _revoke,
}
"""What can be asked; the answer is a sentence, or the rows of a table."""


def answer(front_end: FrontEnd, question: str, words: list[str]) -> Any:
    """The answer to a question. Raises ValueError, LookupError, TypeError (too few or too many words)."""
    return QUESTIONS[question](front_end, *words)
