"""`vphone state`: what a phone's state folder holds, without any secret."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from emulator.cli.errors import DONE, UNREADABLE, CommandError


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("folder", metavar="DIR", nargs="?", type=Path, help="the folder (default: list the user's own)")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(options: argparse.Namespace) -> int:
    """Print the folder's items; the phone may be running meanwhile."""
    from emulator.wiring import data_folder

    if options.folder is None:
        folders = sorted(path.parent for path in data_folder().glob("*/version"))
        print(json.dumps(list(map(str, folders))) if options.json else "\n".join(map(str, folders)) or "No phones yet.")
        return DONE
    described = describe(options.folder)
    if options.json:
        print(json.dumps(described, indent=2))
    else:
        _print(described)
    return DONE


def describe(folder: Path) -> dict[str, Any]:
    """The folder's content as plain data; secrets are starred. Raises CommandError."""
    if not (folder / "version").is_file():
        raise CommandError(f"{folder} is not a state folder of a phone.", UNREADABLE)
    try:
        device = _item(folder, "device", {})
        return {
            "folder": str(folder),
            "version": (folder / "version").read_text().strip(),
            "mac": _text(folder / "mac"),
            "device": {name: _shown(name, value) for name, value in sorted(device.items())},
            "configuration": _files(folder, "configuration"),
            "local": _files(folder, "local"),
            "extras": _files(folder, "extras"),
            "software": _item(folder, "software", ""),
            "user": (_item(folder, "profile", None) or {"name": ""})["name"].removesuffix(".cfg"),
            "log bytes": (folder / "app.log").stat().st_size if (folder / "app.log").exists() else 0,
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CommandError(f"{folder} cannot be read: {error}.", UNREADABLE) from None


def _item(folder: Path, name: str, default: Any) -> Any:
    path = folder / f"{name}.json"
    return json.loads(path.read_bytes()) if path.exists() else default


def _text(path: Path) -> str:
    return path.read_text().strip() if path.exists() else ""


def _shown(name: str, value: str) -> str:
    from emulator.config.catalogue import is_secret

    return "*" * len(value) if is_secret(name) else value


def _files(folder: Path, item: str) -> list[dict[str, Any]]:
    import base64

    return [
        {
            "role": each["role"],
            "name": each["name"],
            "bytes": len(base64.b64decode(each["body"])),
            "waiting": each.get("waiting", False),
        }
        for each in _item(folder, item, [])
    ]


def _print(described: dict[str, Any]) -> None:
    print(f"{described['folder']} (layout {described['version']}), MAC {described['mac'] or 'as given on each run'}")
    for name, value in described["device"].items():
        print(f"  {name} = {value}")
    for item in ("software", "user"):
        if described[item]:
            print(f"  {item}: {described[item]}")
    for item in ("configuration", "local", "extras"):
        for file in described[item]:
            waits = ", not yet uploaded" if file["waiting"] else ""
            print(f"  {item}: {file['name']} ({file['role']}, {file['bytes']} bytes{waits})")
    print(f"  log: {described['log bytes']} bytes not yet uploaded")
