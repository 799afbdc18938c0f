"""The arguments of `vphone run`, and what each of them can be."""

from __future__ import annotations

import argparse
from math import isfinite
from pathlib import Path

from emulator.cli.serving import port, serve_argument

THEMES = ("dark", "light", "black", "silver", "white", "contrast", "monochrome")

TIMEOUT = 120.0
"""Seconds that --until waits."""


EXAMPLES = """\
examples:
  vphone run --server http://boot.example.com/ --mac 00:04:f2:aa:bb:01
  vphone run --server http://boot.example.com/ --ui none --until registered --timeout 30
  vphone run --model CCX_500 --ui none --until ready --screenshot phone.png"""

DHCP_FILE = """TOML or JSON, with an [[offer]] for each DHCP server: server, address, lease, vlan, after (seconds), and
options such as { 66 = "http://boot.example.com/", 160 = "...", 42 = "192.0.2.9", 2 = -28800 }; [[inform]] tables
likewise; lldp and cdp, the VLAN by the switch; dot1x with identity and password, whom the switch lets in; [[wifi]]
tables with ssid, password and signal, for radios. Without it the network gives an address and no options"""
"""What --help says of the file for --dhcp."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = f"conditions for --until:\n{_conditions()}\n\n{EXAMPLES}"
    _say_who(parser.add_argument_group("the phone"))
    _say_where(parser.add_argument_group("its surroundings"))
    _say_how(parser.add_argument_group("the run"))


def _conditions() -> str:
    """All conditions, each in a line with its meaning."""
    from emulator.condition_names import NAMES

    width = max(map(len, NAMES))
    return "\n".join(f"  {name:<{width}}  {meaning}" for name, meaning in NAMES.items())


def _say_who(who: argparse._ActionsContainer) -> None:
    who.add_argument(
        "--model", type=_word, default="VVX_450", help="VVX_250, vvx350, 450, CCX_500 ... (default VVX_450)"
    )
    who.add_argument("--mac", type=_mac, help="its MAC address (default: a stable one of the state folder)")
    who.add_argument("--firmware", metavar="VERSION", help="the software version it reports")
    who.add_argument("--part-number", metavar="N", help="the part number it reports")
    who.add_argument(
        "--certificate",
        metavar="factory|none|invalid|absent|FILE",
        default="factory",
        help="its device certificate; a FILE is PEM with the key (default factory)",
    )
    who.add_argument("--state", type=_word, metavar="DIR|none", help="its flash memory (default: a folder per MAC)")
    who.add_argument("--phones", metavar="FILE", help="several phones: a TOML file with a [[phone]] table for each")


def _say_where(where: argparse._ActionsContainer) -> None:
    where.add_argument(
        "--server",
        metavar="URL",
        type=_word,
        help="boot server for this run: http://, https://, ftp://, ftps:// or tftp://host/path",
    )
    where.add_argument("--server-user", metavar="USER", help="user for the boot server")
    where.add_argument("--server-password-file", metavar="FILE|-", help="its password (or VPHONE_SERVER_PASSWORD)")
    where.add_argument("--save", action="store_true", help="keep --server and its login in flash")
    where.add_argument("--ca", metavar="FILE", type=_file, help="more trusted CAs, PEM")
    where.add_argument("--dhcp", metavar="FILE", type=_file, help=f"what the network gives it: {DHCP_FILE}")
    where.add_argument(
        "--ztp", metavar="URL", type=_word, help="redirect service for a phone that knows no boot server"
    )
    where.add_argument(
        "--lyncdiscover",
        metavar="HOST:PORT",
        type=_web_server,
        help="where the names lead that Skype for Business servers are discovered by (default: as DNS says)",
    )
    where.add_argument("--bind", metavar="ADDR", type=_address, default="", help="address for SIP and media")
    where.add_argument("--sip-port", metavar="N", type=port, help="SIP port (default as configured, else 5060)")


def _say_how(how: argparse._ActionsContainer) -> None:
    how.add_argument("--boot", choices=("device", "quick"), help="keep the device's pauses, or drop them")
    how.add_argument("--clock", choices=("real", "fast", "manual"), default="real", help="what time is (default real)")
    how.add_argument("--ui", choices=("full", "lines", "none"), help="full on a terminal, lines elsewhere")
    how.add_argument("--theme", choices=THEMES, help="colours of the full screen and of pictures")
    serve_argument(how)
    how.add_argument("--json", action="store_true", help="reports as JSON lines, commands as JSON on stdin")
    how.add_argument("--audio", metavar="default|none|NAME", default="none", help="sound device (default none)")
    how.add_argument("--audio-in", metavar="WAV", type=_file, help="what the microphone hears")
    how.add_argument("--audio-out", metavar="WAV", type=_file, help="record what the phone sounds")
    how.add_argument(
        "--usb", metavar="DIR", type=_file, help="a memory stick in the USB socket: calls are recorded there"
    )
    how.add_argument("--record", metavar="FILE", type=_file, help="record the run for vphone replay")
    how.add_argument("--screenshot", metavar="FILE", type=_picture, help="at the end, a picture: .svg or .png")
    how.add_argument(
        "--until", metavar="CONDITION", action="append", default=[], help="end once it holds; all of several must"
    )
    how.add_argument("--timeout", metavar="SECONDS", type=_seconds, default=TIMEOUT, help="for --until (default 120)")


def _word(text: str) -> str:
    if not text:
        raise argparse.ArgumentTypeError("must not be empty")
    return text


def _file(text: str) -> Path:
    return Path(_word(text))


def _mac(text: str) -> str:
    from emulator.kernel.mac import MacError, parse_mac

    try:
        return parse_mac(text)
    except MacError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _picture(text: str) -> Path:
    path = Path(text)
    if path.suffix not in (".svg", ".png"):
        raise argparse.ArgumentTypeError(f"{text!r} is neither .svg nor .png")
    return path


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    if seconds < 0 or not isfinite(seconds):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds")
    return seconds


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
