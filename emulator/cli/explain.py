"""`vphone explain`: where a phone's settings come from."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from emulator.cli.errors import DONE, NOT_HELD, UNREADABLE, CommandError
from emulator.cli.trees import load, open_checker, phone_arguments

if TYPE_CHECKING:
    from emulator.config.explain import Account, Step
    from emulator.config.layers import Configuration

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
    parser.add_argument("--dhcp", metavar="FILE", help="the network, as for vphone run: says which boot server is used")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(options: argparse.Namespace) -> int:
    """Explain; exit code 1 if a name means nothing."""
    from emulator.config.catalogue import find
    from emulator.config.explain import account, choose
    from emulator.config.suggest import suggest_name

    loaded = load(open_checker(options, [options.tree]), options.mac)
    used = _boot_server(loaded.configuration, options.dhcp) if options.dhcp else {}
    names = [name for pattern in options.names for name in choose(loaded.configuration, pattern)]
    if not names:
        raise CommandError(f"no parameter is like {' or '.join(options.names)}.", NOT_HELD)
    accounts = [account(loaded.configuration, name, loaded.device) for name in dict.fromkeys(names)]
    if options.json:
        import msgspec

        plain = [msgspec.to_builtins(each) | used.get(each.name, {}) for each in accounts]
        print(msgspec.json.format(msgspec.json.encode(plain), indent=2).decode())
    else:
        print("\n\n".join("\n".join(_lines(each) + _uses(used.get(each.name))) for each in accounts))
    known = set(loaded.configuration.names())
    for name in names:
        if find(name) is None and name not in known:
            near = suggest_name(name)
            raise CommandError(f"{name} is unknown{f'; did you mean {near}?' if near else ''}", NOT_HELD)
    return DONE


def _boot_server(configuration: Configuration, file: str) -> dict[str, dict[str, Any]]:
    """The boot server that the phone uses in a network, beside the parameter that names the one in flash."""
    from emulator.network.choice import best_offer, chosen_server
    from emulator.network.dhcp_file import DhcpFileError
    from emulator.network.plug import plug_in

    try:
        network = plug_in(Path(file), "", "", "")
    except DhcpFileError as error:
        raise CommandError(f"{error}.", UNREADABLE) from None
    leases = [best_offer(configuration, network.offers)] if network.offers else []
    found = chosen_server(configuration, leases) or chosen_server(configuration, network.informs)
    return {"device.prov.serverName": {"used": {"address": found.address, "origin": found.origin} if found else None}}


def _uses(entry: dict[str, Any] | None) -> list[str]:
    if entry is None:
        return []
    used = entry["used"]
    return [f"  in use    {used['address']} ({used['origin']})" if used else "  in use    no boot server"]


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
