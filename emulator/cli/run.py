"""`vphone run`: one phone, looked at full screen, line by line, or as JSON."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from emulator.cli.errors import MISSING, UNREADABLE, USAGE, CommandError
from emulator.cli.serving import port, serve_argument
from emulator.cli.sound import check_device

if TYPE_CHECKING:
    from emulator.phone import Phone

THEMES = ("dark", "light", "black", "silver", "white", "contrast", "monochrome")

TIMEOUT = 120.0
"""Seconds that --until waits."""


DHCP_FILE = """TOML or JSON, with an [[offer]] for each DHCP server: server, address, lease, vlan, after (seconds), and
options such as { 66 = "http://boot.example.com/", 160 = "...", 42 = "192.0.2.9", 2 = -28800 }; [[inform]] tables
likewise; lldp and cdp, the VLAN by the switch. Without it the network gives an address and no options"""
"""What --help says of the file for --dhcp."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    _say_who(parser.add_argument_group("the phone"))
    _say_where(parser.add_argument_group("its surroundings"))
    _say_how(parser.add_argument_group("the run"))


def _say_who(who: argparse._ActionsContainer) -> None:
    who.add_argument("--model", default="VVX_450", help="VVX_250, vvx350, 450, CCX_500 ... (default VVX_450)")
    who.add_argument("--mac", help="its MAC address (default: a stable one of the state folder)")
    who.add_argument("--firmware", metavar="VERSION", help="the software version it reports")
    who.add_argument("--part-number", metavar="N", help="the part number it reports")
    who.add_argument(
        "--certificate",
        metavar="factory|none|invalid|absent|FILE",
        default="factory",
        help="its device certificate; a FILE is PEM with the key (default factory)",
    )
    who.add_argument("--state", metavar="DIR|none", help="its flash memory (default: a folder per MAC)")
    who.add_argument("--phones", metavar="FILE", help="several phones: a TOML file with a [[phone]] table for each")


def _say_where(where: argparse._ActionsContainer) -> None:
    where.add_argument(
        "--server",
        metavar="URL",
        help="boot server for this run: http://, https://, ftp://, ftps:// or tftp://host/path",
    )
    where.add_argument("--server-user", metavar="USER", help="user for the boot server")
    where.add_argument("--server-password-file", metavar="FILE|-", help="its password (or VPHONE_SERVER_PASSWORD)")
    where.add_argument("--save", action="store_true", help="keep --server and its login in flash")
    where.add_argument("--ca", metavar="FILE", type=Path, help="more trusted CAs, PEM")
    where.add_argument("--dhcp", metavar="FILE", type=Path, help=f"what the network gives it: {DHCP_FILE}")
    where.add_argument("--ztp", metavar="URL", help="redirect service for a phone that knows no boot server")
    where.add_argument(
        "--lyncdiscover",
        metavar="HOST:PORT",
        type=_web_server,
        help="where the names lead that Skype for Business servers are discovered by (default: as DNS says)",
    )
    where.add_argument("--bind", metavar="ADDR", type=_address, default="", help="address for SIP and media")
    where.add_argument("--sip-port", metavar="N", type=port, help="SIP port (default as configured, else 5060)")


def _say_how(how: argparse._ActionsContainer) -> None:
    from emulator.condition_names import NAMES

    how.add_argument("--boot", choices=("device", "quick"), help="keep the device's pauses, or drop them")
    how.add_argument("--clock", choices=("real", "fast", "manual"), default="real", help="what time is (default real)")
    how.add_argument("--ui", choices=("full", "lines", "none"), help="full on a terminal, lines elsewhere")
    how.add_argument("--theme", choices=THEMES, help="colours of the full screen and of pictures")
    serve_argument(how)
    how.add_argument("--json", action="store_true", help="reports as JSON lines, commands as JSON on stdin")
    how.add_argument("--audio", metavar="default|none|NAME", default="none", help="sound device (default none)")
    how.add_argument("--audio-in", metavar="WAV", type=Path, help="what the microphone hears")
    how.add_argument("--audio-out", metavar="WAV", type=Path, help="record what the phone sounds")
    how.add_argument(
        "--usb", metavar="DIR", type=Path, help="a memory stick in the USB socket: calls are recorded there"
    )
    how.add_argument("--record", metavar="FILE", type=Path, help="record the run for vphone replay")
    how.add_argument("--screenshot", metavar="FILE", type=Path, help="at the end, a picture: .svg or .png")
    until = "\n".join(f"{name}: {meaning};" for name, meaning in NAMES.items())
    how.add_argument("--until", metavar="CONDITION", action="append", default=[], help=f"end once it holds. {until}")
    how.add_argument("--timeout", metavar="SECONDS", type=float, default=TIMEOUT, help="for --until (default 120)")


def _address(text: str) -> str:
    import ipaddress

    try:
        return text and str(ipaddress.IPv4Address(text))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not an IPv4 address") from None


def _web_server(text: str) -> str:
    host, _, port = text.rpartition(":")
    if not host or not port.isascii() or not port.isdecimal() or not 0 < int(port[:6]) < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is not HOST:PORT")
    return text


def run(options: argparse.Namespace) -> int:
    """Run the phone until it is told to end."""
    import asyncio

    from emulator.cli.single import run_one

    face = choose_face(options)
    check_device(options.audio)
    try:
        if options.phones:
            from emulator.cli.several import read_phones, run_several

            phones = [make_phone(each, face) for each in read_phones(options)]
            return asyncio.run(run_several(phones, options, face))
        return asyncio.run(run_one(make_phone(options, face), options, face))
    except OSError as error:
        raise CommandError(f"{error.strerror or error}.", MISSING) from None


def choose_face(options: argparse.Namespace) -> str:
    """Which face the user gets: json, full, lines or none."""
    if options.json:
        if options.ui in ("full", "lines"):
            raise CommandError("--json has no --ui: it prints JSON lines instead of a phone.", USAGE)
        return "json"
    if options.ui:
        return str(options.ui)
    return "full" if on_terminal() else "lines"


def on_terminal() -> bool:
    """Whether a full-screen phone can be shown: it reads standard input, and draws on standard error."""
    return sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()


def make_phone(options: argparse.Namespace, face: str) -> Phone:
    """The phone that the options describe; what is wrong with them is one sentence."""
    from emulator.boot.address import AddressError
    from emulator.boot.devicecert import CertificateFileError
    from emulator.boot.flash import StateFolderError
    from emulator.conditions import UnknownConditionError, parse_condition
    from emulator.kernel.clock import FastClock, ManualClock
    from emulator.kernel.mac import MacError
    from emulator.kernel.profile import UnknownModelError
    from emulator.network.dhcp_file import DhcpFileError
    from emulator.phone import Phone
    from emulator.usb.model import STICK
    from emulator.wiring import CaFileError

    on_terminal = face == "full"
    try:
        for text in options.until:
            parse_condition(text)
        phone = Phone(
            options.model,
            mac=options.mac,
            server=options.server or "",
            server_user=options.server_user or "",
            server_password=read_password(options.server_password_file),
            save=options.save,
            ca=options.ca,
            certificate=options.certificate,
            firmware=options.firmware or "",
            part_number=options.part_number or "",
            state=options.state or "default",
            dhcp=options.dhcp,
            ztp=options.ztp or "",
            lyncdiscover=options.lyncdiscover or "",
            bind=options.bind,
            sip_port=options.sip_port,
            boot=options.boot or ("device" if on_terminal else "quick"),
            clock={"real": None, "fast": FastClock(), "manual": ManualClock()}[options.clock],
            audio=options.audio,
            audio_in=readable(options.audio_in) if options.audio_in else None,
            audio_out=options.audio_out,
            usb=options.usb,
            record=options.record,
        )
        if options.usb and STICK not in phone.profile.sockets:
            phone.setup.close()
            raise CommandError(f"The {phone.profile.name} has no USB socket for --usb.", USAGE)
        return phone
    except (UnknownModelError, MacError, UnknownConditionError, AddressError) as error:
        raise CommandError(f"{error}.", USAGE) from None
    except (CaFileError, CertificateFileError, DhcpFileError) as error:
        raise CommandError(f"{error}.", UNREADABLE) from None
    except StateFolderError as error:
        raise CommandError(f"{error}", MISSING) from None


def readable(path: Path) -> Path:
    """The path, once it is known that it can be read."""
    try:
        path.open("rb").close()
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.", UNREADABLE) from None
    return path


def read_password(source: str | None) -> str:
    """The boot server's password: from a file, from standard input, or from the environment."""
    if source is None:
        return os.environ.get("VPHONE_SERVER_PASSWORD", "")
    if source == "-":
        return sys.stdin.readline().rstrip("\n")
    return readable(Path(source)).read_text(encoding="utf-8").rstrip("\n")
