"""`vphone run`: one phone, looked at full screen, line by line, or as JSON."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from emulator.cli.errors import MISSING, UNREADABLE, USAGE, CommandError, reason
from emulator.cli.files import check_address, check_folder, check_wav, check_writable, read_text
from emulator.cli.run_arguments import arguments
from emulator.cli.sound import check_device
from emulator.cli.streams import takes_unicode

if TYPE_CHECKING:
    from collections.abc import Callable

    from emulator.kernel.clock import Clock
    from emulator.phone import Phone

__all__ = ["arguments", "run"]


def run(options: argparse.Namespace) -> int:
    """Run the phone until it is told to end."""
    import asyncio

    from emulator.cli.single import run_one

    face = choose_face(options)
    try:
        if options.phones:
            from emulator.cli.several import read_phones, run_several

            phones = [make_phone(each, face) for each in read_phones(options)]
            return asyncio.run(run_several(phones, options, face))
        return asyncio.run(run_one(make_phone(options, face), options, face))
    except BrokenPipeError:
        raise
    except OSError as error:
        raise CommandError(reason(error), MISSING) from None


def choose_face(options: argparse.Namespace) -> str:
    """Which face the user gets: json, full, lines or none."""
    if options.json:
        if options.ui in ("full", "lines"):
            raise CommandError("--json has no --ui: it prints JSON lines instead of a phone.", USAGE)
        return "json"
    if options.ui == "full" and not on_terminal():
        raise CommandError("--ui full needs a terminal that it can draw on in UTF-8; --ui lines does not.", MISSING)
    return str(options.ui or ("full" if on_terminal() else "lines"))


def on_terminal() -> bool:
    """Whether a full-screen phone can be shown: read from standard input, and drawn on standard error as in UTF-8."""
    streams = (sys.stdin, sys.stdout, sys.stderr)
    able = os.environ.get("TERM", "dumb") != "dumb" and takes_unicode(sys.stderr)
    return able and all(each.isatty() for each in streams)


def check(options: argparse.Namespace) -> None:
    """Raise CommandError for what cannot be used, before anything has begun."""
    if options.save and not options.server:
        raise CommandError("--save keeps --server, which is not given.", USAGE)
    check_device(options.audio)
    check_address(options.bind)
    if options.audio_in:
        check_wav(options.audio_in)
    if options.usb:
        check_folder(options.usb)
    for path in filter(None, (options.audio_out, options.record, options.screenshot)):
        check_writable(path)


def make_phone(options: argparse.Namespace, face: str) -> Phone:
    """The phone that the options describe; what is wrong with them is one sentence."""
    from emulator.boot.address import AddressError
    from emulator.boot.devicecert import CertificateFileError
    from emulator.boot.flash import StateFolderError
    from emulator.conditions import UnknownConditionError, parse_condition
    from emulator.kernel.mac import MacError
    from emulator.kernel.profile import UnknownModelError
    from emulator.network.dhcp_file import DhcpFileError
    from emulator.phone import Phone
    from emulator.usb.model import STICK
    from emulator.wiring import CaFileError

    check(options)
    try:
        for text in options.until:
            parse_condition(text)
        phone = Phone(options.model, **_setup(options, face))
    except (UnknownModelError, MacError, UnknownConditionError, AddressError) as error:
        raise CommandError(f"{error}.", USAGE) from None
    except (CaFileError, CertificateFileError, DhcpFileError) as error:
        raise CommandError(f"{error}.", UNREADABLE) from None
    except StateFolderError as error:
        raise CommandError(f"{error}", MISSING) from None
    if options.usb and STICK not in phone.profile.sockets:
        phone.setup.close()
        raise CommandError(f"The {phone.profile.name} has no USB socket for --usb.", USAGE)
    return phone


AS_GIVEN = (
    "mac", "save", "ca", "certificate", "dhcp", "bind", "sip_port", "audio", "audio_in", "audio_out", "usb", "record",
)  # fmt: skip
"""Options that a phone takes as they are."""

OR_EMPTY = ("server", "server_user", "firmware", "part_number", "ztp", "lyncdiscover")
"""Options that a phone takes as texts, empty where they are not given."""


def _setup(options: argparse.Namespace, face: str) -> dict[str, Any]:
    """The options as `Phone` takes them."""
    from emulator.kernel.clock import FastClock, ManualClock

    clocks: dict[str, Callable[[], Clock | None]] = {"real": lambda: None, "fast": FastClock, "manual": ManualClock}
    return {
        **{name: getattr(options, name) for name in AS_GIVEN},
        **{name: getattr(options, name) or "" for name in OR_EMPTY},
        "server_password": read_password(options.server_password_file),
        "state": options.state or "default",
        "boot": options.boot or ("device" if face == "full" else "quick"),
        "clock": clocks[options.clock](),
    }


def read_password(source: str | None) -> str:
    """The boot server's password: from a file, from standard input, or from the environment."""
    if source is None:
        return os.environ.get("VPHONE_SERVER_PASSWORD", "")
    if source == "-":
        return sys.stdin.readline().rstrip("\n")
    return read_text(Path(source)).rstrip("\n")
