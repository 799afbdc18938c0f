"""`vphone explain`: where a phone's settings come from."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from emulator.cli.errors import DONE, NOT_HELD, UNREADABLE, CommandError
from emulator.cli.trees import one_mac, open_checker, phone_arguments

if TYPE_CHECKING:
    from emulator.config.explain import Account, Step

LAYERS = {
    "phone": "changed on the phone",
    "web": "changed on its web page",
    "user": "the user's profile",
    "files": "configuration file",
    "flash": "device settings",
    "server": "sent by the SIP server",
    "base profile": "base profile",
    "default": "default",
}
CHANGES = {"none": "at once", "restart": "with a restart", "reboot": "with a reboot"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("names", nargs="+", metavar="NAME|PATTERN", help="reg.1.address, 'reg.*', reg.x.address")
    parser.add_argument("--tree", metavar="PATH|URL", default=".", help="the provisioning tree (default .)")
    phone_arguments(parser)
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(options: argparse.Namespace) -> int:
    """Explain; exit code 1 if a name means nothing."""
    from emulator.config.catalogue import find
    from emulator.config.explain import account, choose
    from emulator.config.sources import SourceError
    from emulator.config.suggest import suggest_name

    checker = open_checker(options, [options.tree])
    try:
        loaded = checker.load(one_mac(checker, options.mac))
    except SourceError as error:
        raise CommandError(f"{error}.", UNREADABLE) from None
    names = [name for pattern in options.names for name in choose(loaded.configuration, pattern)]
    accounts = [account(loaded.configuration, name, loaded.device) for name in dict.fromkeys(names)]
    if options.json:
        import msgspec

        print(msgspec.json.format(msgspec.json.encode(accounts), indent=2).decode())
    else:
        print("\n\n".join("\n".join(_lines(each)) for each in accounts))
    known = set(loaded.configuration.names())
    for name in names:
        if find(name) is None and name not in known:
            near = suggest_name(name)
            raise CommandError(f"{name} is unknown{f'; did you mean {near}' if near else ''}.", NOT_HELD)
    return DONE if names else NOT_HELD


def _lines(each: Account) -> list[str]:
    lines = [f"{each.name} = {each.value or '(empty)'}", f"  from      {_place(each.source)}"]
    if each.problem:
        lines.append(f"  ignored   {each.source.value}: {each.problem}")
    lines += [f"  overrides {_place(step)} = {step.value or '(empty)'}" for step in each.overridden]
    lines.append(f"  set by    {each.who}")
    if each.change in CHANGES:
        lines.append(f"  applied   {CHANGES[each.change]}")
    lines.append(f"  in vphone {'changes what the phone does' if each.emulated else 'changes nothing'}")
    if each.description:
        lines.append(f"  {each.description}")
    return lines


def _place(step: Step) -> str:
    where = f"{step.file}:{step.line}:{step.column}" if step.file else ""
    return f"{where} ({LAYERS[step.layer]})" if where else LAYERS[step.layer]
