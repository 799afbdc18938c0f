"""The file of `vphone run --dhcp`: the network that the phone is plugged into, as TOML or JSON.

    lldp = 20                                # the VLAN that the switch tells by LLDP (and cdp)

    [[offer]]                                # what a DHCP server answers to DISCOVER; as many as there are servers
    server = "192.0.2.1"
    address = "192.0.2.50"
    after = 0.2                              # seconds until it comes, 0 if not said
    lease = 86400                            # seconds
    vlan = 20                                # it answers on this VLAN only
    [offer.options]
    1 = "255.255.255.0"                      # 1, 3, 4, 6, 42: an address, or a list of them; 4, 42: also with a :port
    2 = -28800                               # seconds from Greenwich
    15 = "example.com"                       # 12, 15, 60, 66: text
    43 = { 66 = "http://boot.example.com/" } # sub-options of option 43
    66 = "http://boot.example.com/phones/"
    160 = { address = "192.0.2.7" }          # 128-254: text, or an address in binary

    [dot1x]                                  # the switch opens its port for this phone alone, by 802.1X
    identity = "desk"
    password = "ask-me-not"                  # none: whoever shows a device certificate (EAP-TLS)

    [[wifi]]                                 # a wireless network in range; without any, all that phones look for are
    ssid = "Office"
    password = "open sesame"                 # none: the network is open
    signal = -60                             # dBm

    [[inform]]                               # what further servers answer to INFORM, in the same form

A file without offers is a network without a DHCP server.
"""

from __future__ import annotations

import ipaddress
import json
import re
import tomllib
from collections.abc import Iterator
from typing import Any

import msgspec

from emulator.network.offers import Offer, Option, Surroundings, text_option
from emulator.network.radio import AccessPoint
from emulator.network.supplicant import Guard

ADDRESSES = (1, 3, 4, 6, 42)
TIME_SERVERS = (4, 42)
OFFSET = 2
TEXTS = (12, 15, 60, 66)
VENDOR = 43
OWN = range(128, 255)
_FIELDS = ("server", "address", "after", "lease", "vlan", "options")
_LARGEST_VLAN = 4095
_FURTHEST = 14 * 3600

Path = tuple[str | int, ...]


class DhcpFileError(ValueError):
    """The file makes no sense; the message says what, where, and what would."""


class _WrongError(Exception):
    """What stands at `path` makes no sense."""

    def __init__(self, path: Path, message: str) -> None:
        super().__init__(message)
        self.path = path


def read_dhcp(name: str, text: str) -> Surroundings:
    """The network that a file describes. Raises DhcpFileError."""
    try:
        content = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except json.JSONDecodeError as error:
        raise DhcpFileError(f"{name}:{error.lineno}:{error.colno}: this is not JSON: {error.msg.lower()}") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise DhcpFileError(_place_first(name, text, str(error))) from None
    try:
        return _surroundings(content)
    except _WrongError as wrong:
        line, column = find(text, wrong.path)
        said = "".join(character if character.isprintable() else "?" for character in str(wrong))
        raise DhcpFileError(f"{name}:{line}:{column}: {said}") from None


def _place_first(name: str, text: str, message: str) -> str:
    """What the TOML reader says, with the place in front."""
    found = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", message)
    line, column = (found[1], found[2]) if found and found[1] else _line_and_column(text, len(text))
    said = message[: found.start()] if found else message
    return f"{name}:{line}:{column}: this is not TOML: {said[:1].lower()}{said[1:]}"


def _surroundings(content: dict[str, Any]) -> Surroundings:
    for key in content:
        if key not in ("offer", "inform", "lldp", "cdp", "dot1x", "wifi"):
            raise _WrongError((key,), f"{key} means nothing here; there are offer, inform, lldp, cdp, dot1x and wifi")
    return Surroundings(
        tuple(_offers(content, "offer")),
        tuple(_offers(content, "inform")),
        _vlan(content, "lldp", ()),
        _vlan(content, "cdp", ()),
        guard=_guard(content["dot1x"]) if "dot1x" in content else None,
        air=tuple(_air(content["wifi"])) if "wifi" in content else None,
    )


def _air(tables: Any) -> Iterator[AccessPoint]:
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise _WrongError(("wifi",), "wifi takes tables: [[wifi]]")
    for number, table in enumerate(tables):
        try:
            yield msgspec.convert(table, AccessPoint)
        except msgspec.ValidationError:
            raise _WrongError(("wifi", number), "wifi takes ssid and password in quotes, and signal in dBm") from None


def _guard(table: Any) -> Guard:
    if not isinstance(table, dict) or not set(table) <= set(Guard.__struct_fields__):
        raise _WrongError(("dot1x",), "dot1x takes a table of identity and password")
    for key, value in table.items():
        if not isinstance(value, str) or not value.isprintable():
            raise _WrongError(("dot1x", key), f"{key} takes text in quotes")
    return Guard(**table)


def _offers(content: dict[str, Any], key: str) -> Iterator[Offer]:
    tables = content.get(key, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise _WrongError((key,), f"{key} takes tables: [[{key}]]")
    for number, table in enumerate(tables):
        yield _offer(table, (key, number))


def _offer(table: dict[str, Any], path: Path) -> Offer:
    for name in table:
        if name not in _FIELDS:
            raise _WrongError((*path, name), f"{name} means nothing here; there are {', '.join(_FIELDS)}")
    options = table.get("options", {})
    if not isinstance(options, dict):
        raise _WrongError((*path, "options"), 'options takes a table: 66 = "http://boot.example.com/"')
    plain = {key: value for key, value in options.items() if key != str(VENDOR)}
    vendor = options.get(str(VENDOR), {})
    if not isinstance(vendor, dict):
        raise _WrongError((*path, "options", str(VENDOR)), '43 takes a table of its sub-options: { 66 = "..." }')
    return Offer(
        _address(table.get("server", ""), (*path, "server")),
        _address(table.get("address", ""), (*path, "address")),
        _number(table, "after", path),
        int(_number(table, "lease", path, 86400)),
        _vlan(table, "vlan", path),
        {key: _option(key, value, (*path, "options", key)) for key, value in plain.items()},
        {key: _sub_option(key, value, (*path, "options", str(VENDOR), key)) for key, value in vendor.items()},
    )


def _option(key: str, value: Any, path: Path) -> Option:
    number = int(key) if key.isdecimal() and len(key) < 4 else 0
    if number in ADDRESSES:
        given = value if isinstance(value, list) else [value]
        read = _time_server if number in TIME_SERVERS else _address
        return Option(tuple(read(each, path) for each in given), packed=True)
    if number == OFFSET:
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) > _FURTHEST:
            raise _WrongError(path, "2 takes seconds from Greenwich, such as -28800")
        return Option((str(value),), packed=True)
    if number not in (*TEXTS, *OWN):
        raise _WrongError(path, f"{key} is no option that the phone reads: 1-4, 6, 12, 15, 42, 43, 60, 66, 128-254")
    if number in OWN and isinstance(value, dict) and list(value) == ["address"]:
        return Option((_address(value["address"], path),), packed=True)
    return _text(key, value, path)


def _sub_option(key: str, value: Any, path: Path) -> Option:
    """A sub-option is as the option of its number where the phone reads it as one, else text."""
    readable = key in map(str, (*ADDRESSES, OFFSET)) and not (isinstance(value, str) and not _is_address(value))
    return _option(key, value, path) if readable else _text(key, value, path)


def _text(key: str, value: Any, path: Path) -> Option:
    if not isinstance(value, str) or not value.isprintable():
        raise _WrongError(path, f"{key} takes text in quotes")
    return text_option(value)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _address(value: Any, path: Path) -> str:
    if value == "" or (isinstance(value, str) and _is_address(value)):
        return str(value)
    raise _WrongError(path, f"{value!r} is no IP address")


def _time_server(value: Any, path: Path) -> str:
    """An address, behind which a port may stand for servers that are not at 123."""
    host, colon, port = value.rpartition(":") if isinstance(value, str) else ("", "", "")
    if colon and "." in host and port.isdecimal():
        return f"{_address(host, path)}:{port}"
    return _address(value, path)


def _number(table: dict[str, Any], key: str, path: Path, default: float = 0) -> float:
    value = table.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1 << 32:
        raise _WrongError((*path, key), f"{key} takes seconds, 0 or more")
    return float(value)


def _vlan(table: dict[str, Any], key: str, path: Path) -> int | None:
    value = table.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _LARGEST_VLAN:
        raise _WrongError((*path, key), f"{key} takes a VLAN, 0 to {_LARGEST_VLAN}")
    return value


def find(text: str, path: Path) -> tuple[int, int]:
    """Line and column where a value stands: each key is looked for behind the one before it."""
    at = 0
    for position, step in enumerate(path):
        at = _nth(text, str(path[position - 1]), step, at) if isinstance(step, int) else _key(text, step, at)
    return _line_and_column(text, at)


def _line_and_column(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _key(text: str, key: str, start: int) -> int:
    name = re.escape(key)
    patterns = (rf"[\"']?(?<![\w.-]){name}(?![\w.-])[\"']?\s*[=:]", rf"\[\[?[^\]\n]*(?<![\w-]){name}(?![\w-])")
    found = [match.start() for pattern in patterns if (match := re.compile(pattern).search(text, start))]
    return min(found, default=start)


def _nth(text: str, key: str, number: int, start: int) -> int:
    """Where the element `number` of a list of tables begins: a [[key]] of its own, or an object in brackets."""
    heads = [match.end() for match in re.finditer(rf"^\s*\[\[\s*{re.escape(key)}\s*\]\]", text, re.MULTILINE)]
    if number < len(heads):
        return heads[number]
    at = text.find("[", start) + 1
    for _ in range(number):
        at = _end_of_object(text, at)
    return at


def _end_of_object(text: str, start: int) -> int:
    """Behind the next object in braces; braces within quotes do not count."""
    depth = 0
    for token in re.compile(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'|[{}]").finditer(text, start):
        depth += {"{": 1, "}": -1}.get(token[0], 0)
        if token[0] == "}" and depth <= 0:
            return token.end()
    return start
