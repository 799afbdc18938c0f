"""Commands of a program to a PC, as JSON objects: {"do": "pair", "code": "gNCYoV19", "id": 1}."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from emulator.lab.pc.actions import ActionError
from emulator.lab.pc.pc import PC
from emulator.lab.pc.reports import Report
from emulator.lab.pc.verbs import BY_NAME

PATIENCE = 20.0
"""Seconds that the phone may take to answer what it is asked."""


async def carry_out(pc: PC, command: Any) -> Report:
    """Do what a command says, and wait until its outcome is known; an `ok`, `status` or `error` report."""
    if not isinstance(command, dict) or not isinstance(command.get("do"), str):
        return {"kind": "error", "text": 'A command is an object with "do" and the words of that verb.'}
    words = {name: value for name, value in command.items() if name not in ("do", "id")}
    name = {"id": command["id"]} if "id" in command else {}
    try:
        return name | await _answer(pc, command["do"], words)
    except ActionError as error:
        return name | {"kind": "error", "text": str(error)}
    except TimeoutError:
        return name | {"kind": "error", "text": "The phone did not answer in time."}
    except OSError as error:
        return name | {"kind": "error", "text": f"{pc.folder} cannot be used: {error.strerror or error}."}


async def _answer(pc: PC, verb: str, words: dict[str, Any]) -> Report:
    if verb == "status":
        return {"kind": "status"} | pc.status()
    if verb == "quit":
        return {"kind": "ok"}
    pc.act(verb, words)
    if verb in _OUTCOMES:
        settled, problem = _OUTCOMES[verb]
        await pc.until(settled, PATIENCE)
        if text := problem(pc):
            raise ActionError(text)
    part = BY_NAME[verb].part
    return {"kind": "ok", part: pc.status()[part]}


def _settled(pc: PC) -> bool:
    return pc.connector.state not in ("reaching", "greeting")


def _unpaired(pc: PC) -> str:
    return "" if pc.connector.state == "paired" else pc.connector.warning


def _answered(pc: PC) -> bool:
    return not pc.client.dialog or bool(pc.client.outcome)


def _turned_down(pc: PC) -> str:
    return pc.client.outcome if pc.client.dialog else ""


_OUTCOMES: dict[str, tuple[Callable[[PC], bool], Callable[[PC], str]]] = {
    "pair": (_settled, _unpaired),
    "plug": (_settled, _unpaired),
    "credentials": (_answered, _turned_down),
}
"""What has an outcome only later: when it is known, and the sentence if it is not a good one."""
