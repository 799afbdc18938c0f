"""`vphone machines`: the state machines, printed from the very tables that run."""

from __future__ import annotations

import argparse
import json
from typing import Any

from emulator.cli.errors import DONE, USAGE, CommandError
from emulator.kernel.spelling import meant


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("name", nargs="?", help="only this machine")
    parser.add_argument("--format", choices=("text", "mermaid"), default="text", help="how to print (default text)")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(options: argparse.Namespace) -> int:
    """Print the machines."""
    from emulator.device import machines

    tables = [machine for machine in machines() if options.name in (None, machine.name)]
    if not tables:
        near = meant(options.name, [machine.name for machine in machines()])
        raise CommandError(f"there is no machine {options.name!r}; {near}", USAGE)
    if options.json:
        print(json.dumps([_plain(machine) for machine in tables], indent=2))
    else:
        print("\n\n".join((_mermaid if options.format == "mermaid" else _text)(machine) for machine in tables))
    return DONE


def _word(function: Any) -> str:
    """A guard or action by its name; a lambda says what it is by its place in the row only."""
    if function is None:
        return ""
    name = getattr(function, "__name__", "")
    return "" if name == "<lambda>" else name.lstrip("_")


def _sources(row: Any, machine: Any) -> list[str]:
    if row.source == "*":
        return list(machine.states)
    return [row.source] if isinstance(row.source, str) else list(row.source)


def _plain(machine: Any) -> dict[str, Any]:
    rows = [
        {
            "event": row.event.__name__,
            "from": _sources(row, machine),
            "to": row.target,
            "guard": _word(row.guard),
            "action": _word(row.action),
        }
        for row in machine.rows
    ]
    return {"name": machine.name, "states": list(machine.states), "initial": machine.initial, "transitions": rows}


def _text(machine: Any) -> str:
    table = [("event", "from", "to", "guard", "action")]
    for row in machine.rows:
        source = "any" if row.source == "*" else ", ".join(_sources(row, machine))
        table.append((row.event.__name__, source, row.target or "(stays)", _word(row.guard), _word(row.action)))
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table]
    return "\n".join([f"{machine.name} (starts {machine.initial})", *("  " + line for line in lines)])


def _mermaid(machine: Any) -> str:
    def spell(state: str) -> str:
        return state.replace("-", "_").replace(" ", "_")

    lines = ["stateDiagram-v2", f"    [*] --> {spell(machine.initial)}"]
    for row in machine.rows:
        guard = f" [{_word(row.guard)}]" if _word(row.guard) else ""
        for source in _sources(row, machine):
            target = row.target or source
            lines.append(f"    {spell(source)} --> {spell(target)}: {row.event.__name__}{guard}")
    return "\n".join([f"%% {machine.name}", *lines])
