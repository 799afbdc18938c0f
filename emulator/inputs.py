"""What users and scripts can do to a phone from outside, as JSON objects or as words, carried out on a `Phone`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from emulator.display.keys import CHORD, InputError
from emulator.kernel.spelling import nearest
from emulator.reports import Report, spoken

if TYPE_CHECKING:
    from emulator.phone import Phone

WORDS = {
    "press KEY ...": "press keys one after another: hard keys (Home, 1, *), soft keys by label, LineKey1, SoftKey1",
    "hold KEY SECONDS": "press a key and hold it",
    "chord KEY KEY ...": "hold keys down together for as long as the device wants it",
    "type TEXT": "type into the field in focus, from a keyboard; without a field, press the keys of the dial pad",
    "swipe left|right|up|down": "wipe over the display (touch screens)",
    "dial NUMBER": "press the digits, then Dial",
    "touch LABEL": "touch what the display shows (touch screens)",
    "hook off|on": "lift the handset, or put it down",
    "plug THING": "plug something in: headset, usb, lan, power ...",
    "unplug THING": "pull it out",
    "turn over|back": "turn the phone over to read its label, or back",
    "say": "say in words all that the phone shows: the screen, its lists, line keys, lamps, icons",
    "keys": "say what each key does on this screen",
    "show": "print the display and the lamps as a drawing",
    "advance SECONDS": "move time (manual clock)",
    "help": "print this list",
    "quit": "end",
}
"""The words of `vphone run --ui lines`, and what they do."""


async def carry_out(phone: Phone, command: Any) -> Report:
    """Carry out one command, given as the JSON object of the contract; the report that answers it."""
    if not isinstance(command, dict):
        return {"kind": "error", "text": 'an input is a JSON object such as {"press": "Home"}'}
    identity = {"id": command["id"]} if "id" in command else {}
    try:
        answer = await _dispatch(phone, command)
    except InputError as error:
        return {"kind": "error", "text": str(error)} | identity
    return answer | identity


async def _dispatch(phone: Phone, command: dict[str, Any]) -> Report:
    for verb, action in _VERBS.items():
        if verb in command:
            result = action(phone, command)
            if hasattr(result, "__await__"):
                await result
            return result if isinstance(result, dict) else {"kind": "ok"}
    raise InputError(f"an input needs one of {', '.join(_VERBS)}")


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise InputError(f"{name} takes a text")
    return value


def _seconds(value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e9:
        raise InputError(f"{name} takes seconds")
    return float(value)


def _press(phone: Phone, command: dict[str, Any]) -> None:
    names = command["press"]
    hold = _seconds(command.get("hold", 0), "hold")
    for name in names if isinstance(names, list) else [names]:
        phone.press(_text(name, "press"), hold=hold)


def _touch(phone: Phone, command: dict[str, Any]) -> None:
    where, hold = command["touch"], _seconds(command.get("hold", 0), "hold")
    if isinstance(where, str):
        phone.touch_label(where, hold)
    elif isinstance(where, list) and len(where) == 2 and all(isinstance(each, int) for each in where):
        phone.touch(where[0], where[1], hold)
    else:
        raise InputError("touch takes a label, or [column, row]")


def _hook(phone: Phone, command: dict[str, Any]) -> None:
    if command["hook"] not in ("off", "on"):
        raise InputError('hook takes "off" or "on"')
    phone.hook(off=command["hook"] == "off")


def _turn(phone: Phone, command: dict[str, Any]) -> None:
    if command["turn"] not in ("over", "back"):
        raise InputError('turn takes "over" or "back"')
    phone.turn_over(command["turn"] == "over")


def _ask(phone: Phone, command: dict[str, Any]) -> Report:
    if command["ask"] != "state":
        raise InputError('ask takes "state"')
    return {"kind": "state"} | summary(phone)


def _chord(phone: Phone, command: dict[str, Any]) -> None:
    keys = command["chord"]
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        raise InputError('chord takes a list of keys, such as ["1", "3", "5"]')
    phone.chord(*keys, hold=_seconds(command.get("hold", CHORD), "hold"))


def _swipe(phone: Phone, command: dict[str, Any]) -> None:
    if command["swipe"] not in ("left", "right", "up", "down"):
        raise InputError('swipe takes "left", "right", "up" or "down"')
    phone.swipe(command["swipe"])


_VERBS: dict[str, Any] = {
    "press": _press,
    "dial": lambda phone, command: phone.dial(_text(command["dial"], "dial")),
    "touch": _touch,
    "chord": _chord,
    "swipe": _swipe,
    "hook": _hook,
    "plug": lambda phone, command: phone.plug(_text(command["plug"], "plug")),
    "unplug": lambda phone, command: phone.unplug(_text(command["unplug"], "unplug")),
    "turn": _turn,
    "type": lambda phone, command: phone.type_text(_text(command["type"], "type")),
    "advance": lambda phone, command: phone.advance(_seconds(command["advance"], "advance")),
    "ask": _ask,
    "quit": lambda phone, command: phone.request_end("quit"),
}


def summary(phone: Phone) -> Report:
    """The phone at a glance, without any secret: what `ask` answers."""
    screen = phone.screen
    return {
        "model": phone.profile.token,
        "mac": phone.mac,
        "screen": {"name": screen.name, "title": screen.title, "text": screen.text},
        "leds": {name: {"color": led.color, "pattern": led.pattern} for name, led in phone.leds.items()},
        "lines": [
            {"line": line.index, "user": line.settings.user, "state": spoken(line), "code": line.code}
            for line in phone.lines
        ],
        "calls": [
            {"id": call.id, "line": call.line, "direction": call.direction, "state": call.state, "remote": call.number}
            for call in phone.calls
        ],
    }


def read_words(line: str) -> dict[str, Any]:
    """The JSON object that a line of words means. Raises InputError."""
    verb, _, rest = line.strip().partition(" ")
    rest = rest.strip()
    match verb.lower():
        case "press" if rest:
            return {"press": rest.split() if all(len(word) == 1 for word in rest.split()) else [rest]}
        case "hold" if len(rest.split()) >= 2:
            key, _, seconds = rest.rpartition(" ")
            return {"press": key, "hold": _number(seconds)}
        case "advance" if rest:
            return {"advance": _number(rest)}
        case "chord" if rest:
            return {"chord": rest.split()}
        case "swipe" | "dial" | "touch" | "hook" | "plug" | "unplug" | "turn" | "type" if rest:
            return {verb.lower(): rest}
        case "quit" | "exit":
            return {"quit": True}
        case _ if line.lstrip().startswith("{"):
            return _object(line)
        case _:
            near = nearest(verb, [each.partition(" ")[0] for each in WORDS])
            hint = f"did you mean {near}?" if near not in ("", verb.lower()) else "type help for the words there are"
            raise InputError(f"{line.strip()!r} is not understood; {hint}")


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise InputError(f"{text!r} is not a number of seconds") from None


def _object(line: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except ValueError as error:
        raise InputError(f"not JSON: {error}") from None
    if not isinstance(value, dict):
        raise InputError("an input is a JSON object")
    return value
