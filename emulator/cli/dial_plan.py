"""`vphone dial-plan`: what becomes of numbers, digit by digit."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

from emulator.cli.errors import DONE, USAGE, CommandError
from emulator.cli.trees import load, open_checker, phone_arguments

if TYPE_CHECKING:
    from emulator.config.dialplan import DialPlan

IMPOSSIBLE = {
    0: "{sent} is sent at once",
    1: "the phone gives reorder tone",
    2: "the phone collects digits until Dial is pressed",
    3: "the phone sends {sent} after a pause",
}
"""What dialplan.impossibleMatchHandling makes of digits that match nothing."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("digits", nargs="+", metavar="DIGITS", help="numbers as they are pressed off hook: 911 *97 +49")
    parser.add_argument("--tree", metavar="PATH|URL", help="the provisioning tree that has the digit map")
    parser.add_argument("--map", metavar="DIGITMAP", help="this digit map instead")
    parser.add_argument("--timeout", metavar="SECONDS", default="", help="its time-outs: 3, or 3|5|3")
    parser.add_argument("--line", metavar="N", type=_line, default=1, help="the line to dial on (default 1)")
    phone_arguments(parser)
    parser.add_argument("--json", action="store_true", help="print JSON")


def _line(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of a line")
    return int(text)


def run(options: argparse.Namespace) -> int:
    """Dial the numbers."""
    plan = _plan(options)
    for fault in plan.map.faults:
        which = f"alternative {fault.alternative} is left out" if fault.alternative else "the rest is left out"
        print(f"vphone dial-plan: character {fault.at + 1}: {fault.message}; {which}.", file=sys.stderr)
    for digits in options.digits:
        unknown = digits.strip("0123456789*#+ABCD")
        if unknown:
            raise CommandError(f"{unknown[0]!r} in {digits!r} is no key of a phone.", USAGE)
    dialed = [dial(plan, digits) for digits in options.digits]
    if options.json:
        print(json.dumps(dialed, indent=2))
        return DONE
    width = max(len(digits) for digits in options.digits)
    for each in dialed:
        print(f"{each['digits']:<{width}}  {_sentence(each)}")
    return DONE


def _plan(options: argparse.Namespace) -> DialPlan:
    from emulator.config.dialplan import WAYS, DialPlan, read_dial_plan
    from emulator.config.digitgrammar import compile_digit_map
    from emulator.config.layers import Configuration

    if options.map is not None:
        return DialPlan(compile_digit_map(options.map, options.timeout), "", applied=frozenset(WAYS))
    if options.tree is None:
        return read_dial_plan(Configuration(), options.line)
    checker = open_checker(options, [options.tree])
    return read_dial_plan(load(checker, options.mac).configuration, options.line)


def dial(plan: DialPlan, digits: str) -> dict[str, Any]:
    """Press the digits one by one until the phone acts; what it does, as plain data."""
    tones: list[str] = []
    match = plan.advance("")
    pressed = ""
    for digit in digits:
        pressed += digit
        match = plan.advance(pressed)
        if match.tone:
            tones.append(pressed)
        if match.state != "partial":
            break
    alternative = plan.map.alternatives.get(match.alternative)
    return {
        "digits": digits,
        "pressed": pressed,
        "state": match.state,
        "dialed": match.dialed,
        "timeout": match.timeout,
        "alternative": match.alternative or None,
        "pattern": alternative.text if alternative else None,
        "tone_after": tones,
        "then": IMPOSSIBLE[plan.impossible].format(sent=pressed) if match.state == "impossible" else None,
    }


def _sentence(each: dict[str, Any]) -> str:
    rest = each["digits"][len(each["pressed"]) :]
    tone = "".join(f"; dial tone again after {pressed}" for pressed in each["tone_after"])
    if each["state"] == "impossible":
        return f"no match from {each['pressed']} on: {each['then']}{tone}"
    if each["timeout"] is None:
        return f"waits for more digits, or for Dial{tone}"
    when = "at once" if each["state"] == "complete" else f"after {each['timeout']} s"
    early = f"; {rest} is not waited for" if rest else ""
    return f"dialed {when} as {each['dialed']} by alternative {each['alternative']}, {each['pattern']}{early}{tone}"
